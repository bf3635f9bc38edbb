"""Properties of membership: who may stand, who needs a guardian, which row counts on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.membership import (
    AGE,
    COLLEGE,
    DUES,
    YEAR,
    Standing,
    is_in,
    lacking,
    needs_guardian,
    too_low,
    years_after,
)

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
STANDINGS = st.builds(Standing, st.booleans(), st.booleans(), DAYS, st.none() | DAYS)


@given(STANDINGS, DAYS, st.integers(0, 4000))
def test_time_never_takes_away_the_year_nor_the_age(standing, day, later):
    kept = {YEAR, AGE}
    before, after = lacking(standing, day), lacking(standing, day + timedelta(later))
    assert set(after) & kept <= set(before) & kept


@given(STANDINGS, DAYS)
def test_dues_are_asked_only_of_those_who_are_in_a_college_that_decides(standing, day):
    assert not {COLLEGE, DUES} <= set(lacking(standing, day))


@given(DAYS)
def test_one_year_to_the_day_is_not_more_than_one_year(since):
    whole = years_after(since, 1)
    assert lacking(Standing(True, True, since), whole) == (YEAR,)
    assert lacking(Standing(True, True, since), whole + timedelta(1)) == ()


@given(DAYS)
def test_one_may_stand_on_the_very_day_one_comes_of_age(adult_from):
    standing = Standing(True, True, date(1940, 1, 1), adult_from)
    assert lacking(standing, adult_from) == ()
    assert lacking(standing, adult_from - timedelta(1)) == (AGE,)


@given(DAYS)
def test_a_guardian_is_asked_for_until_the_day_of_sixteen_years(adult_from):
    sixteen = years_after(adult_from, -2)
    assert needs_guardian(adult_from, sixteen - timedelta(1)) and not needs_guardian(adult_from, sixteen)
    assert not needs_guardian(None, sixteen)


def test_a_year_after_the_last_day_of_february_of_a_leap_year():
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    with pytest.raises(ValueError, match="no day stands"):
        years_after(date(9999, 1, 1), 1)


@given(DAYS, st.integers(0, 400), DAYS)
def test_a_day_is_in_one_of_two_rows_that_follow_each_other_and_never_in_both(since, length, day):
    turn = since + timedelta(length)
    assert is_in(since, turn, day) + is_in(turn, None, day) == (day >= since)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_fee_is_too_low_unless_it_is_higher(one, other):
    assert bool(too_low({"a": one, "b": other}, [("a", "b")])) == (one <= other)
    assert too_low({"a": one}, [("a", "b")]) == []


def test_a_fee_below_zero_is_no_fee():
    with pytest.raises(ValueError, match="from 0"):
        too_low({"a": -1}, [])
