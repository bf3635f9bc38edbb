"""What polls tell the house: who reads what the register says of their things."""

from governance.polls.models import CitizenPoll, Referent, Territory
from governance.register import visibility


def declare():
    visibility.declare("territory", lambda user: Territory.objects.drawn().visible_to(user).values("pk"))
    visibility.declare("citizenpoll", lambda user: CitizenPoll.objects.visible_to(user).values("pk"))
    visibility.declare("referent", lambda user: Referent.objects.visible_to(user).values("pk"))


declare()
