"""Answers to a poll that come at the same moment: one person has one, and none slips in behind the count."""

from datetime import timedelta

import pytest

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, Count
from tests.at_once import reasons, together
from tests.cast import collective
from tests.polls.asking import ballot, live, opened
from tests.polls.places import la_reunion

pytestmark = pytest.mark.django_db(transaction=True)


def asked():
    cast = collective()
    la_reunion()
    live(cast.bob, "97411")
    return cast, opened(cast)


def test_bob_who_answers_twice_at_once_has_one_answer():
    cast, poll = asked()

    def answer(choice):
        return lambda: actions.answer_poll(poll, by=cast.bob, ballots=ballot(poll, choice))

    together(answer("o1"), answer("o2"), answer("o1"), answer("o2"))
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("again", range(4))
def test_an_answer_and_the_count_at_once_leave_no_answer_behind(again):
    cast, poll = asked()
    given = ballot(poll, "o1")

    def count():
        with clock.pretend(poll.closes_at):
            return actions.count_polls_due(poll.closes_at)

    def answer():
        with clock.pretend(poll.closes_at - timedelta(seconds=1)):
            return actions.answer_poll(poll, by=cast.bob, ballots=given)

    found = together(count, answer)
    counted = sum(one.line[0] for one in Count.objects.all())
    assert Answer.objects.count() == 0
    assert counted + len(reasons(found)) == 1
