"""What polls tell the house: who reads what the register says of their things, who hears them live, their files."""

from governance import live
from governance.polls.models import AttestationRequest, CitizenPoll, Referent, Territory
from governance.register import visibility
from rooms import files


def declare():
    visibility.declare("territory", lambda user: Territory.objects.drawn().visible_to(user).values("pk"))
    visibility.declare("citizenpoll", lambda user: CitizenPoll.objects.visible_to(user).values("pk"))
    visibility.declare("referent", lambda user: Referent.objects.visible_to(user).values("pk"))
    live.declare("citizenpoll", may_join=lambda user, key: CitizenPoll.objects.visible_to(user).filter(pk=key).exists())
    files.keep(lambda: AttestationRequest.objects.exclude(stored=""))


declare()
