"""What voting tells the house: who reads of a vote in the register, and who hears it live."""

from governance import live
from governance.register import visibility
from governance.register.actions import subscribe
from governance.voting.actions import hold_votes_of, join_votes
from governance.voting.models import Process, Vote


def declare():
    visibility.declare("vote", lambda user: Vote.objects.visible_to(user).values("pk"))
    live.declare("vote", may_join=lambda user, key: Vote.objects.visible_to(user).filter(pk=key).exists())
    visibility.declare("process", lambda user: Process.objects.visible_to(user).values("pk"))
    subscribe(hold_votes_of, "membership.beginning", "membership.changing")
    subscribe(join_votes, "membership.began", "membership.changed")
