"""The law by which a room decides of amendments, as properties."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.amending import Asked, in_order, last_call

NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
people = st.integers(0, 60)
hall = st.lists(st.tuples(people, people), max_size=12).map(
    lambda counts: [Asked(n, *count) for n, count in enumerate(counts, 1)]
)


@given(hall)
def test_what_is_retained_is_exactly_what_more_people_are_for_than_against(asked):
    assert set(in_order(asked)) == {one.n for one in asked if one.agree > one.disagree}


@given(hall, st.randoms())
def test_the_order_depends_on_the_answers_and_not_on_how_they_came_in(asked, shuffled):
    mixed = list(asked)
    shuffled.shuffle(mixed)
    assert in_order(mixed) == in_order(asked)


@given(hall)
def test_nothing_comes_before_what_more_people_want(asked):
    by_number = {one.n: one for one in asked}
    margins = [by_number[n].agree - by_number[n].disagree for n in in_order(asked)]
    assert margins == sorted(margins, reverse=True)


def test_of_equal_margins_the_one_most_people_are_for_comes_first_then_the_first_proposed():
    assert in_order([Asked(1, 3, 1), Asked(2, 5, 3), Asked(3, 5, 3), Asked(4, 2, 2), Asked(5, 0, 0)]) == [2, 3, 1]


def test_people_are_counted_from_zero():
    with pytest.raises(ValueError, match="counted"):
        Asked(1, -1, 0)


spans = st.timedeltas(timedelta(minutes=1), timedelta(days=400))


@given(spans, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_the_last_call_leaves_people_some_time_and_never_more_than_a_quarter_of_the_window(span, notice):
    closes_at = NOON + span
    left = closes_at - last_call(NOON, closes_at, notice)
    assert left == min(notice, span // 4)


@pytest.mark.parametrize(("span", "notice"), [(0, 1), (-1, 1), (1, -1)])
def test_a_window_has_some_length_and_a_notice_is_never_negative(span, notice):
    with pytest.raises(ValueError, match="window"):
        last_call(NOON, NOON + timedelta(hours=span), timedelta(hours=notice))
