"""Answers to a poll that come at the same moment: one person has one, and none slips in behind the count."""

from datetime import date, timedelta

import pytest

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, Count, Mark, PaperCode
from tests.at_once import reasons, together
from tests.cast import collective
from tests.polls.asking import ballot, live, opened
from tests.polls.places import la_reunion, territory

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


def at_the_desk():
    cast, poll = asked()
    for who in (cast.erin, cast.faye):
        actions.name_counter(poll, who, by=cast.alice)
    return cast, poll, territory("commune", "97411")


@pytest.mark.parametrize("again", range(4))
def test_bob_who_answers_online_while_he_is_marked_has_one_or_the_other(again):
    cast, poll, here = at_the_desk()
    given = ballot(poll, "o1")
    found = together(
        lambda: actions.answer_poll(poll, by=cast.bob, ballots=given),
        lambda: actions.mark(poll, here, by=cast.erin, person=cast.bob),
        lambda: actions.mark(poll, here, by=cast.faye, person=cast.bob),
    )
    assert Answer.objects.count() + Mark.objects.count() == 1
    assert len(reasons(found)) == 2


def test_one_name_marked_at_two_counters_at_once_is_marked_once():
    cast, poll, here = at_the_desk()
    who = {"full_name": "Élodie Payet", "born": date(1951, 3, 9)}
    found = together(*(lambda by=by: actions.mark(poll, here, by=by, **who) for by in (cast.erin, cast.faye)))
    assert (Mark.objects.count(), len(reasons(found))) == (1, 1)


def test_one_code_entered_at_two_counters_at_once_serves_once_and_two_codes_for_one_mark_give_one_answer():
    cast, poll, here = at_the_desk()
    one, other = actions.prepare_codes(poll, here, 2, by=cast.erin)
    actions.mark(poll, here, by=cast.erin, person=cast.bob)
    given = ballot(poll, "o1")
    found = together(
        lambda: actions.enter_code(poll, one, by=cast.erin, ballots=given),
        lambda: actions.enter_code(poll, one, by=cast.faye, ballots=given),
        lambda: actions.enter_code(poll, other, by=cast.faye, ballots=given),
    )
    assert PaperCode.objects.filter(content__isnull=False).count() == 1
    assert len(reasons(found)) == 2


def test_a_countersignature_and_the_count_at_once_leave_nothing_between_them():
    cast, poll, here = at_the_desk()
    (code,) = actions.prepare_codes(poll, here, 1, by=cast.erin)
    actions.mark(poll, here, by=cast.erin, person=cast.bob)
    actions.enter_code(poll, code, by=cast.erin, ballots=ballot(poll, "o1"))

    def count():
        with clock.pretend(poll.closes_at):
            return actions.count_polls_due(poll.closes_at)

    def countersign():
        with clock.pretend(poll.closes_at - timedelta(seconds=1)):
            return actions.countersign(poll, code, by=cast.faye)

    found = together(count, countersign)
    counted = sum(one.line[0] for one in Count.objects.all())
    assert PaperCode.objects.count() == Mark.objects.count() == 0
    assert counted + len(reasons(found)) == 1
