"""Two workers that settle a level of a climb at the same moment: it is settled once, and one poll opens above."""

from datetime import timedelta

import pytest

from governance import clock
from governance.polls import actions
from governance.polls.models import CitizenPoll, Rung
from governance.register.models import Entry
from tests.at_once import together
from tests.cast import collective
from tests.polls.asking import crowd
from tests.polls.climbing import SAINT_PAUL, climbing
from tests.polls.places import la_reunion

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("again", range(2))
def test_two_workers_at_once_open_one_level(again):
    cast = collective()
    la_reunion()
    first = climbing(cast)
    crowd(first, SAINT_PAUL, o1=30, o2=15)
    after = first.closes_at + timedelta(seconds=1)

    def work():
        with clock.pretend(after):
            return actions.count_polls_due(after) + actions.climb_due(after)

    found = together(work, work, work)
    assert sum(found) == 2
    assert CitizenPoll.objects.count() == 2
    assert list(Rung.objects.values_list("outcome", flat=True)) == ["carried", "", ""]
    assert Entry.objects.filter(act="poll.level_settled").count() == 1
