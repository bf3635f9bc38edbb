"""What polls tell the house: who reads what the register says of their things, and which files are theirs."""

from governance.polls.models import AttestationRequest, CitizenPoll, PollDocument, Referent, Territory
from governance.register import visibility
from rooms import files


def declare():
    visibility.declare("territory", lambda user: Territory.objects.drawn().visible_to(user).values("pk"))
    visibility.declare("citizenpoll", lambda user: CitizenPoll.objects.visible_to(user).values("pk"))
    visibility.declare("referent", lambda user: Referent.objects.visible_to(user).values("pk"))
    files.keep(lambda: AttestationRequest.objects.exclude(stored=""))
    files.keep(lambda: PollDocument.objects.all())


declare()
