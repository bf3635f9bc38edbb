"""What an association owes and by when: its assembly, its board, its accounts, its terms, its minutes."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LATE, SOON, COMING = STATES = ("late", "soon", "coming")
YEAR, ALERT = 12, 11  # months after the last assembly: due, and told (ST-9.1a, ST-20.1)
TO_CONVENE = timedelta(days=31)  # before a board is due: time to convene it fifteen days before
BEFORE_A_TERM = timedelta(days=60)
BEFORE_A_FOLLOW_UP = timedelta(days=14)
TO_SIGN = timedelta(days=15)  # after a session, where no rule says more (ST-10.5b, ST-14.7)


@dataclass(frozen=True)
class Due:
    """Something to have done on `day` at the latest, told from `alert` on. about: the number of what it is about."""

    key: str
    day: date
    alert: date
    article: str
    about: int = 0

    def __post_init__(self):
        if self.alert > self.day:
            raise ValueError("an alert comes before what it tells of is late")

    def state(self, today: date) -> str:
        """Late from the day after, soon from the alert on, coming until then."""
        if today > self.day:
            return LATE
        return SOON if today >= self.alert else COMING


def in_order(dues: Iterable[Due], today: date) -> list[Due]:
    """What is late first, then what is told already, then the rest; in each, the earliest first."""
    return sorted(dues, key=lambda due: (STATES.index(due.state(today)), due.day, due.key, due.about))


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_quarter(day: date) -> date:
    """The last day of the calendar quarter of `day`."""
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, monthrange(day.year, month)[1])


def yearly_assembly(held: Iterable[date], since: date) -> Due:
    """An assembly once a year at least: twelve months after the last, or after `since` (ST-9.1a)."""
    last = max(held, default=since)
    return Due("assembly", later(last, YEAR), later(last, ALERT), "9.1")


def quarterly_board(held: Iterable[date], since: date) -> Due:
    """A board once a quarter at least: in the calendar quarter that follows that of the last one (ST-14.1a)."""
    last = max(held, default=since)
    day = end_of_quarter(end_of_quarter(last) + timedelta(days=1))
    return Due("board", day, day - TO_CONVENE, "14.1")


def yearly_accounts(approved: Iterable[date], since: date) -> Due:
    """Accounts once a year: approved twelve months after the last ones (ST-20.1), which is as often as an assembly."""
    last = max(approved, default=since)
    return Due("accounts", later(last, YEAR), later(last, ALERT), "20.1")


def term(until: date, about: int) -> Due:
    """Somebody’s mandate ends on `until`, the first day they hold it no more (ST-12.1)."""
    return Due("term", until, until - BEFORE_A_TERM, "12", about)


def follow_up(due_on: date, about: int) -> Due:
    """The board carries out what was decided, by the day that was set (ST-15.1)."""
    return Due("follow_up", due_on, due_on - BEFORE_A_FOLLOW_UP, "15", about)


def unsigned_minutes(held: date, about: int) -> Due:
    """Minutes are signed and sent soon after the session (ST-10.5b, ST-14.7)."""
    return Due("minutes", held + TO_SIGN, held, "10.5, 14.7", about)
