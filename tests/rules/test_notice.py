"""How long before a meeting its members are convened, at the edges of months and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.notice import Notice, is_in_time, second_call

FIFTEEN_DAYS, A_MONTH = Notice.read("P15D"), Notice.read("P1M")

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
notices = st.builds(Notice, st.integers(0, 60), st.sampled_from(["days", "months"]))


def test_st_9_2a_fifteen_days_are_fifteen_days():
    meeting = date(2026, 3, 16)
    assert is_in_time(date(2026, 3, 1), meeting, FIFTEEN_DAYS)
    assert not is_in_time(date(2026, 3, 2), meeting, FIFTEEN_DAYS)


@pytest.mark.parametrize(
    ("meeting", "last"),
    [
        (date(2026, 3, 31), date(2026, 2, 28)),
        (date(2028, 3, 31), date(2028, 2, 29)),
        (date(2026, 3, 28), date(2026, 2, 28)),
        (date(2026, 5, 31), date(2026, 4, 30)),
        (date(2026, 1, 15), date(2025, 12, 15)),
    ],
)
def test_st_22_1b_a_month_is_the_same_day_of_the_month_before_or_its_last(meeting, last):
    assert A_MONTH.before(meeting) == last
    assert is_in_time(last, meeting, A_MONTH)
    assert not is_in_time(last + timedelta(days=1), meeting, A_MONTH)


def test_st_22_3b_a_second_call_meets_fifteen_days_later_at_the_earliest():
    first = date(2026, 4, 10)
    assert second_call(first, FIFTEEN_DAYS, FIFTEEN_DAYS, sent=first) == date(2026, 4, 25)
    assert second_call(first, FIFTEEN_DAYS, FIFTEEN_DAYS, sent=date(2026, 4, 20)) == date(2026, 5, 5)


@given(days, notices)
def test_what_is_sent_on_the_last_day_is_in_time_and_the_day_after_is_not(meeting, notice):
    last = notice.before(meeting)
    assert is_in_time(last, meeting, notice)
    assert not is_in_time(last + timedelta(days=1), meeting, notice)


@given(days, notices)
def test_the_first_day_one_may_meet_is_the_first_that_was_convened_in_time(sent, notice):
    first = notice.after(sent)
    assert is_in_time(sent, first, notice)
    assert not is_in_time(sent, first - timedelta(days=1), notice)


@given(days, days, notices)
def test_a_later_meeting_never_asks_for_an_earlier_convocation(one, other, notice):
    earlier, later = sorted((one, other))
    assert notice.before(earlier) <= notice.before(later)


@given(notices)
def test_a_notice_is_read_as_it_is_written(notice):
    assert Notice.read(str(notice)) == notice


@pytest.mark.parametrize("text", ["", "15", "P15", "P-1D", "P1.5D", "PT15H", "P1W", "p15d", "P15D ", None, 15])
def test_anything_but_days_or_months_is_refused(text):
    with pytest.raises(ValueError, match="P15D or P1M"):
        Notice.read(text)


@pytest.mark.parametrize("notice", ["P9999M", "P9999D"])
def test_a_day_that_does_not_exist_is_refused(notice):
    with pytest.raises(ValueError, match="no day stands"):
        Notice.read(notice).before(date(2, 1, 1))
