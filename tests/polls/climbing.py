"""A poll of the tests that climbs: Saint-Paul, its intercommunalité, then the département."""

from datetime import timedelta

from governance import clock
from governance.polls import actions
from governance.polls.climbing import levels_above
from governance.polls.models import CitizenPoll
from governance.worker import tick
from tests.polls.asking import crowd, prepared
from tests.polls.places import commune

SAINT_PAUL = "97415"


def climbing(cast, *, opens=True, **rule):
    """Asked in Saint-Paul; « Oui » makes it climb above half of twenty answers at least."""
    poll = prepared(cast, places=(("commune", SAINT_PAUL),))
    above = levels_above(commune(SAINT_PAUL))[:2]
    rule = {"option": "o1", "share": (1, 2), "least": 20, "levels": above} | rule
    actions.set_climb(poll, by=cast.alice, **rule)
    return actions.open_poll(poll, by=cast.alice) if opens else poll


def answered(poll, *, code=SAINT_PAUL, **answers):
    """Its answers come, and its close passes: the clock settles what it has to. Gives the polls there are."""
    crowd(poll, code, **answers)
    return passed(poll)


def passed(poll):
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        tick()
    return list(CitizenPoll.objects.order_by("pk"))
