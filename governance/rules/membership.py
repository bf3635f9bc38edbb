"""Who belongs to an association on a day, for how long, and who may stand for its board (statutes, art. 5 to 8, 13)."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

ADULT, NEEDS_GUARDIAN = 18, 16  # years
COLLEGE, DUES, YEAR, AGE = "college", "dues", "year", "age"


@dataclass(frozen=True)
class Standing:
    """What the statutes ask of a candidate, as it stands on the day of the election.

    deliberative: they are in a college that decides in assembly. paid_up: they owe no dues that day.
    since: the first day of a membership that was never interrupted, in whatever college (A-21).
    adult_from: the day on which a minor comes of age; None for an adult or an emancipated minor.
    """

    deliberative: bool
    paid_up: bool
    since: date
    adult_from: date | None = None


def lacking(standing: Standing, day: date) -> tuple[str, ...]:
    """What keeps somebody from standing for the board on `day`: nothing, or some of the names of this module.

    In the order of the statutes: college and dues (ST-13.1), more than one year (ST-13.2), age (ST-13.3).
    """
    found = {
        COLLEGE: not standing.deliberative,
        DUES: standing.deliberative and not standing.paid_up,
        YEAR: day <= years_after(standing.since, 1),
        AGE: standing.adult_from is not None and day < standing.adult_from,
    }
    return tuple(name for name, lacks in found.items() if lacks)


def needs_guardian(adult_from: date | None, day: date) -> bool:
    """Whether somebody who comes of age on `adult_from` is under sixteen on `day` (ST-6.1)."""
    return adult_from is not None and day < years_after(adult_from, NEEDS_GUARDIAN - ADULT)


def years_after(day: date, count: int) -> date:
    """The same day `count` years later, or earlier when it is negative; the 29th of February becomes the 28th.

    Raises ValueError when that year is none of the calendar's.
    """
    year = day.year + count
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"no day stands {count} years after {day}")
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def is_in(since: date, until: date | None, day: date) -> bool:
    """Whether a row that begins on `since` and is over on `until` counts on `day`: its last day is the one before."""
    return since <= day and (until is None or day < until)


def too_low(fees: Mapping[str, int], above: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs (college, other) of `above` whose first fee is not higher than the second (ST-5.3).

    fees: in cents, by the key of a college. A pair of which one fee is missing is compared with nothing.
    Raises ValueError on a fee below zero.
    """
    if any(cents < 0 for cents in fees.values()):
        raise ValueError("a fee is a number of cents from 0")
    return [(one, other) for one, other in above if one in fees and other in fees and fees[one] <= fees[other]]
