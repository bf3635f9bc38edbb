"""What an association owes: never late before its day, never less late as days go by, late things first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.duties import (
    LATE,
    STATES,
    Due,
    end_of_quarter,
    follow_up,
    in_order,
    later,
    quarterly_board,
    term,
    unsigned_minutes,
    yearly_accounts,
    yearly_assembly,
)

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
dues = st.one_of(
    st.builds(lambda held, since: yearly_assembly(held, since), st.lists(days, max_size=4), days),
    st.builds(lambda held, since: quarterly_board(held, since), st.lists(days, max_size=4), days),
    st.builds(term, days, st.integers(1, 9)),
    st.builds(follow_up, days, st.integers(1, 9)),
    st.builds(unsigned_minutes, days, st.integers(1, 9)),
)


def test_st_9_1a_an_assembly_is_told_after_eleven_months_and_late_after_twelve_and_a_day():
    due = yearly_assembly([date(2025, 3, 20)], date(2020, 1, 1))
    assert due.state(date(2026, 2, 19)) == "coming"
    assert due.state(date(2026, 2, 20)) == "soon"
    assert due.state(date(2026, 3, 20)) == "soon"
    assert due.state(date(2026, 3, 21)) == LATE


def test_st_14_1a_a_quarter_without_a_board_is_late_the_day_after_it_ends():
    due = quarterly_board([date(2026, 1, 15)], date(2020, 1, 1))
    assert due.day == date(2026, 6, 30)
    assert due.state(date(2026, 5, 30)) == "soon"
    assert due.state(date(2026, 7, 1)) == LATE
    assert quarterly_board([date(2026, 6, 30)], date(2020, 1, 1)).day == date(2026, 9, 30)


def test_st_20_1_accounts_are_due_every_year():
    assert yearly_accounts([date(2024, 2, 29)], date(2020, 1, 1)).day == date(2025, 2, 28)


@given(dues, days, st.integers(0, 1000))
def test_days_that_pass_never_make_it_less_late(due, today, n):
    assert STATES.index(due.state(today + timedelta(days=n))) <= STATES.index(due.state(today))


@given(dues)
def test_nothing_is_late_on_its_day_and_everything_is_the_day_after(due):
    assert due.alert <= due.day
    assert due.state(due.day) == "soon"
    assert due.state(due.day + timedelta(days=1)) == LATE


@given(st.lists(days, max_size=5), days, days)
def test_one_more_meeting_never_makes_the_next_one_due_earlier(held, one, since):
    for made in (yearly_assembly, quarterly_board, yearly_accounts):
        assert made([*held, one], since).day >= made(held or [one], since).day or not held


@given(st.lists(dues, max_size=8), days)
def test_what_is_late_stands_first_and_nothing_is_lost(many, today):
    found = in_order(many, today)
    assert sorted(map(repr, found)) == sorted(map(repr, many))
    assert found == in_order(reversed(many), today)
    states = [STATES.index(due.state(today)) for due in found]
    assert states == sorted(states)


@given(days)
def test_a_quarter_ends_after_its_days_and_before_the_next(day):
    end = end_of_quarter(day)
    assert day <= end < day + timedelta(days=93)
    assert (end + timedelta(days=1)).day == 1
    assert later(day, 12).year == day.year + 1


def test_an_alert_after_the_day_makes_no_sense():
    with pytest.raises(ValueError):
        Due("x", date(2026, 1, 1), date(2026, 1, 2), "")
