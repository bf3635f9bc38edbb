"""Votes for the tests of the secret: one of each method, and people enough to fill a roll."""

import time
from datetime import timedelta

from governance import clock
from governance.organizations import actions as organizations
from governance.voting import actions as voting
from governance.voting.actions import Choice
from governance.voting.models import Vote
from governance.voting.urn import new_code
from tests.cast import person

DAY = timedelta(days=1)
COLOURS = ("Bleu", "Vert", "Ocre")
GRADES = ["à rejeter", "passable", "bien"]

# By method: its terms, and two ballots that differ.
METHODS = {
    "single": ({}, "o1", "o2"),
    "positions": ({}, "o1", "o2"),
    "choices": ({"at_least": 1, "at_most": 2}, ["o1", "o2"], ["o3"]),
    "approval": ({}, ["o1"], ["o2", "o3"]),
    "score": ({"min": 0, "max": 5}, {"o1": 5, "o2": 0}, {"o2": 4}),
    "dots": ({"dots": 6}, {"o1": 6}, {"o2": 3, "o3": 3}),
    "opt_in": ({"target": 2}, "o1", "o2"),
    "schulze": ({}, [["o1"], ["o2", "o3"]], [["o3"], ["o2"]]),
    "irv": ({}, [["o1"], ["o2"]], [["o3"], ["o2"], ["o1"]]),
    "stv": ({"seats": 2}, [["o1"], ["o2"]], [["o3"], ["o2"], ["o1"]]),
    "majority_judgment": ({"grades": GRADES}, {"o1": "bien", "o2": "à rejeter"}, {"o2": "bien"}),
    "date": ({}, {"o1": "yes", "o2": "no"}, {"o2": "if_needed"}),
    "resistance": ({"max": 10}, {"o1": 0, "o2": 10}, {"o2": 3}),
}


def prepared(cast, method="single", **given):
    asked = {"title": "Quelle couleur pour la façade ?", "choices": [Choice(label) for label in COLOURS]} | given
    asked.setdefault("closes_at", clock.now() + 7 * DAY)
    asked.setdefault("terms", METHODS[method][0])
    return voting.prepare_vote(cast.room, kind="room", by=cast.bob, method=method, **asked)


def opened(cast, method="single", **given):
    return voting.open_prepared(prepared(cast, method, **given), by=cast.bob)


def answer(vote, who, ballot="o1", kind="choice", key=None, **given):
    """Gives the code, or the key, that went with it."""
    key = key or new_code(vote.pk)
    voting.cast_ballot(vote, by=who, kind=kind, ballot=ballot, key=key, **given)
    return key


def casting(vote, who, moment=None, **given):
    """What casts the first option for `who`, at `moment` where one is given: for threads."""

    def cast():
        time.sleep(max(0, (moment - clock.now()).total_seconds()) if moment else 0)
        return voting.cast_ballot(vote, by=who, kind="choice", ballot="o1", key=new_code(vote.pk), **given)

    return cast


def after_the_close(vote):
    return clock.pretend(vote.closes_at + timedelta(seconds=1))


def counted(vote):
    with after_the_close(vote):
        assert voting.count_vote(vote) is True
    return Vote.objects.get(pk=vote.pk)


def a_crowd(cast, n):
    """`n` more members of the space, in the order in which they came."""
    crowd = [person(f"membre{i}") for i in range(n)]
    for one in crowd:
        organizations.admit(cast.space, one, "member", by=cast.alice)
    return crowd
