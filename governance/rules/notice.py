"""How long before a meeting its members are convened, and when a second call may meet."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DURATION = re.compile(r"P([0-9]{1,4})([DM])")


@dataclass(frozen=True)
class Notice:
    """A delay before a meeting, in calendar days or in calendar months (ISO 8601: P15D, P1M).

    Days are whole and counted from date to date (A-16): a meeting on the 16th with fifteen days of notice is
    convened on the 1st at the latest.
    """

    count: int
    unit: str  # "days" or "months"

    @classmethod
    def read(cls, text: str) -> "Notice":
        """The delay that `text` writes. Raises ValueError, with a sentence, on anything but P15D or P1M."""
        found = DURATION.fullmatch(text) if isinstance(text, str) else None
        if not found:
            raise ValueError(f"a notice is written P15D or P1M: not {text!r}")
        return cls(int(found[1]), "days" if found[2] == "D" else "months")

    def __str__(self):
        return f"P{self.count}{'D' if self.unit == 'days' else 'M'}"

    def before(self, meeting: date) -> date:
        """The last day on which the convocation of `meeting` may be sent.

        A month before is the same day of the month before, or the last one of a shorter month: the last lawful day
        for the 31st of March is the 28th of February (statutes, art. 22.1). Raises ValueError when no such day exists.
        """
        try:
            return meeting - timedelta(days=self.count) if self.unit == "days" else _months(meeting, -self.count)
        except OverflowError:
            raise ValueError(f"no day stands {self} before {meeting}") from None

    def until(self, start: date) -> date:
        """The last day of a delay that runs from the day `start`: three months from the 30th of November end on the
        last of February. Raises ValueError when no such day exists.
        """
        try:
            return start + timedelta(days=self.count) if self.unit == "days" else _months(start, self.count)
        except OverflowError:
            raise ValueError(f"no day stands {self} after {start}") from None

    def after(self, sent: date) -> date:
        """The first day on which what is convened on the day `sent` may meet.

        It is not always `sent` plus a month: sent on the 28th of February, a meeting may be held on the 31st of March,
        and from the 28th of March on. Raises ValueError when no such day exists.
        """
        try:
            return sent + timedelta(days=self.count) if self.unit == "days" else _first(sent, self.count)
        except OverflowError:
            raise ValueError(f"no day stands {self} after {sent}") from None


def is_in_time(sent: date, meeting: date, notice: Notice) -> bool:
    """Whether what was sent on the day `sent`, where the association lives, convenes `meeting` (ST-9.2a, ST-14.1b)."""
    return sent <= notice.before(meeting)


def second_call(first: date, gap: Notice, notice: Notice, sent: date) -> date:
    """The first day of a second call: `gap` after the missed meeting, and `notice` after it is sent (A-15)."""
    return max(gap.after(first), notice.after(sent))


def _months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _first(sent: date, count: int) -> date:
    """The first day whose day `count` months before is not earlier than `sent`."""
    day = _months(sent, count)
    return day if _months(day, -count) >= sent else day + timedelta(days=1)
