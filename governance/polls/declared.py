"""What polls tell the house: who reads what the register says of their things, who hears them live, their files."""

from governance import live
from governance.organizations.models import Space
from governance.polls.actions import rename_listing
from governance.polls.models import (
    AttestationRequest,
    CitizenPoll,
    ImportBatch,
    Listing,
    NetworkMap,
    PollDocument,
    Referent,
    Territory,
)
from governance.register import visibility
from governance.register.actions import subscribe
from rooms import files


def declare():
    visibility.declare("territory", lambda user: Territory.objects.drawn().visible_to(user).values("pk"))
    visibility.declare("citizenpoll", lambda user: CitizenPoll.objects.visible_to(user).values("pk"))
    visibility.declare("referent", lambda user: Referent.objects.visible_to(user).values("pk"))
    live.declare("citizenpoll", may_join=lambda user, key: CitizenPoll.objects.visible_to(user).filter(pk=key).exists())
    visibility.declare("listing", lambda user: _of_seen_spaces(Listing, user))
    visibility.declare("networkmap", lambda user: _of_seen_spaces(NetworkMap, user))
    visibility.declare("importbatch", lambda user: ImportBatch.objects.visible_to(user).values("pk"))
    subscribe(lambda event: rename_listing(event.space), "space.changed")
    files.keep(lambda: AttestationRequest.objects.exclude(stored=""))
    files.keep(lambda: PollDocument.objects.all())


def _of_seen_spaces(model, user):
    """What was taken off or back keeps its lines in the register."""
    return model.objects.filter(space__in=Space.objects.visible_to(user)).values("pk")


declare()
