"""What voting tells the house: who reads of a vote in the register, and who hears it live."""

from functools import partial

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from governance import clock, live
from governance.register import visibility
from governance.register.actions import subscribe
from governance.voting.actions import hold_votes_of, join_votes
from governance.voting.dossier import VoteDossier
from governance.voting.models import Process, Roll, Vote
from governance.voting.permissions import Seen, seen
from governance.voting.showing import Showing, Turnout


def declare():
    visibility.declare("vote", lambda user: Vote.objects.visible_to(user).values("pk"))
    visibility.declare("roll", lambda user: Roll.objects.known_to(user).values("pk"))
    live.declare(
        "vote",
        may_join=lambda user, key: Vote.objects.visible_to(user).filter(pk=key).exists(),
        part=_turnout,
        pictures=["turnout"],
    )
    # Whoever may see the result of a vote that runs hears it here; nobody else joins.
    live.declare("result", may_join=_may_hear_result, part=_result, pictures=["result"])
    visibility.declare("process", lambda user: Process.objects.visible_to(user).values("pk"))
    subscribe(hold_votes_of, "membership.beginning", "membership.changing")
    subscribe(join_votes, "membership.began", "membership.changed")


def _may_hear_result(user, pk):
    vote = Vote.objects.visible_to(user).filter(pk=pk).first()
    return vote is not None and seen(user, vote, clock.now()).result


def _turnout(pk, part):
    """How many answered, the same for everybody; a small roll also names whom one waits for, to those signed in."""
    vote = Vote.objects.filter(pk=pk).first() if part == "turnout" else None
    if vote is None or vote.names_who_is_awaited:
        return None
    d = VoteDossier(vote, AnonymousUser(), clock.now())
    return partial(render_to_string, "voting/_turnout.html", {"d": d, "vote": vote, "turnout": Turnout(d)})


def _result(pk, part):
    """The result as those who may hear it see it; dates are shown in the zone of each."""
    vote = Vote.objects.filter(pk=pk).first()
    if vote is None or vote.is_secret or vote.method == Vote.Method.DATE:
        return None
    d = VoteDossier(vote, AnonymousUser(), clock.now())
    d.seen = Seen(result=True, names=True, marks=True, turnout=True)
    turnout = Turnout(d)
    context = {"d": d, "vote": vote, "turnout": turnout, "shown": Showing(d, turnout, {})}
    return partial(render_to_string, "voting/_result_shown.html", context)


declare()
