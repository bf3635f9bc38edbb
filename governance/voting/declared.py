"""What voting tells the house: who reads of a vote in the register, and who hears it live."""

from governance import live
from governance.register import visibility
from governance.voting.models import Vote


def declare():
    visibility.declare("vote", lambda user: Vote.objects.visible_to(user).values("pk"))
    live.declare("vote", may_join=lambda user, key: Vote.objects.visible_to(user).filter(pk=key).exists())
