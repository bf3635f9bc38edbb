"""The decision guide: whom an idea concerns decides where it goes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.guide import IMPACTS, may_start, path

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DELAY = timedelta(days=3)


def test_what_concerns_nobody_is_an_action_at_once():
    assert path("nobody", named=0, threshold=5) == "action"


def test_four_people_are_asked_and_the_fifth_makes_it_a_proposal():
    assert path("few", named=4, threshold=5) == "question"
    assert path("few", named=5, threshold=5) == "proposal"


def test_what_concerns_many_is_a_proposal_even_when_nobody_is_named():
    assert path("many", named=0, threshold=5) == "proposal"


@given(st.integers(0, 100), st.integers(1, 100))
def test_what_engages_the_association_is_always_advice_to_its_board(named, threshold):
    assert path("liability", named, threshold) == "advice_to_board"


@given(st.integers(1, 100), st.integers(1, 100))
def test_one_more_person_named_never_turns_a_proposal_back_into_a_question(named, threshold):
    if path("few", named, threshold) == "proposal":
        assert path("few", named + 1, threshold) == "proposal"
    else:
        assert named < threshold


@pytest.mark.parametrize(
    ("impact", "named", "threshold", "why"),
    [
        ("few", 0, 5, "name them"),
        ("everyone", 3, 5, "unknown impact"),
        ("few", -1, 5, "counted"),
        ("few", 2, 0, "counted"),
    ],
)
def test_the_guide_refuses_what_it_cannot_read(impact, named, threshold, why):
    with pytest.raises(ValueError, match=why):
        path(impact, named, threshold)


def test_the_guide_knows_four_impacts():
    assert IMPACTS == ("nobody", "few", "many", "liability")


def test_an_action_waits_for_the_last_answer():
    assert not may_start(2, 1, NOON, NOON + timedelta(hours=1), DELAY)
    assert may_start(2, 2, NOON, NOON + timedelta(hours=1), DELAY)


def test_an_action_stops_waiting_at_the_very_end_of_the_delay():
    assert not may_start(2, 0, NOON, NOON + DELAY - timedelta(microseconds=1), DELAY)
    assert may_start(2, 0, NOON, NOON + DELAY, DELAY)


@pytest.mark.parametrize(("asked", "answered"), [(2, 3), (2, -1), (-1, -1)])
def test_more_answers_than_questions_are_refused(asked, answered):
    with pytest.raises(ValueError, match="answer"):
        may_start(asked, answered, NOON, NOON, DELAY)


@given(st.integers(1, 20), st.integers(0, 19), st.timedeltas(timedelta(0), 2 * DELAY))
def test_one_more_answer_or_one_more_hour_never_takes_the_permission_back(asked, answered, elapsed):
    answered = min(answered, asked - 1)
    now = NOON + elapsed
    allowed = may_start(asked, answered, NOON, now, DELAY)
    assert may_start(asked, answered + 1, NOON, now, DELAY) >= allowed
    assert may_start(asked, answered, NOON, now + timedelta(hours=1), DELAY) >= allowed
