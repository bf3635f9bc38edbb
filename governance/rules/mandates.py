"""Who holds a seat and until when: terms, renewals by thirds, replacements, the bureau (statutes, art. 12 and 17).

A mandate runs from its first day to the day it ends, which is the first day of whoever comes next: two people never
hold one seat on one day, and no day is left out between them. Terms are whole calendar months, over the end of
February too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from governance.rules.notice import Notice

TURNS = 3  # a board is renewed by thirds (ST-12.2)
BETWEEN = 24  # months between two of them: years 2, 4 and 6
POSTS = ("president", "secretary", "treasurer")  # of the bureau (ST-17.1)


@dataclass(frozen=True)
class Renewal:
    """The next third of a board to be renewed.

    turn: 1, 2 or 3. on: the first day on which it may be. pool: the seats not yet renewed, in their order. take: how
    many of them. by_lot: whether chance names them; the last third is what remains (ST-12.2c).
    """

    turn: int
    on: date
    pool: tuple[int, ...]
    take: int

    @property
    def by_lot(self) -> bool:
        return self.take < len(self.pool)

    def is_due(self, day: date) -> bool:
        return day >= self.on


def end_of_term(since: date, months: int, replaced_until: date | None = None) -> date:
    """The day a mandate begun on `since` ends: after its term, or when the one it replaces would have (ST-12.4b).

    Raises ValueError where the replaced mandate would have ended already: there is nothing left to replace.
    """
    if replaced_until is None:
        return Notice(months, "months").after(since)
    if replaced_until <= since:
        raise ValueError(f"the replaced mandate ended on {replaced_until}: whoever comes on {since} has a full term")
    return replaced_until


def end_of_provisional(next_assembly: date | None, replaced_until: date | None) -> date | None:
    """The day a provisional mandate ends: at the nearest assembly, and never after the one it replaces (ST-12.4).

    None while no assembly is convened and the seat had no end: it lasts until somebody is elected.
    """
    known = [day for day in (next_assembly, replaced_until) if day is not None]
    return min(known) if known else None


def end_in_bureau(since: date, months: int, board_until: date | None) -> date:
    """The day a post of the bureau ends: after its term (ST-17.1), or with the seat on the board it comes from."""
    term = end_of_term(since, months)
    return term if board_until is None else min(term, board_until)


def renewal(seats: int, start: date, renewed: Sequence[Collection[int]]) -> Renewal | None:
    """The next renewal of a board of `seats` whose cycle began on `start`; None once all three have been (ST-12.2).

    renewed: the seats of each renewal so far, in order; the cycle begins where the association says (A-24). Raises
    ValueError on seats that are none, or renewed twice, or a third that has not its number.
    """
    pool = list(range(1, seats + 1))
    for turn, third in enumerate(renewed, 1):
        if unknown := sorted(set(third) - set(pool)):
            raise ValueError(f"not to be renewed at turn {turn}: seat {unknown[0]}")
        if len(third) != _third(seats, turn):
            raise ValueError(f"turn {turn} renews {_third(seats, turn)} seats, not {len(third)}")
        pool = [seat for seat in pool if seat not in third]
    turn = len(renewed) + 1
    if turn > TURNS:
        return None
    return Renewal(turn, Notice(BETWEEN * turn, "months").after(start), tuple(pool), _third(seats, turn))


def vacant(seats: int, held: Collection[int]) -> tuple[int, ...]:
    """The seats that nobody holds, in their order."""
    return tuple(seat for seat in range(1, seats + 1) if seat not in held)


def is_short(seats: int, in_office: int) -> bool:
    """Whether so few are in office that the others could hardly deliberate: below 4 of 6 (A-27)."""
    return in_office <= seats // 2


def vacant_posts(posts: Collection[str], held: Collection[str]) -> tuple[str, ...]:
    """The posts of a bureau that nobody holds, in their order: the board fills them at once (ST-17.2)."""
    return tuple(post for post in posts if post not in held)


def against_post(
    post: str, person: object, posts: Collection[str], holders: Mapping[str, object], administrators: Collection[object]
) -> str:
    """What stands against giving `post` to `person`: "unknown", "no_administrator", "taken" or "holds_another".

    Empty where nothing does: the posts of a bureau are held by as many administrators (ST-17.1).
    """
    if post not in posts:
        return "unknown"
    if person not in administrators:
        return "no_administrator"
    if post in holders:
        return "taken"
    return "holds_another" if person in holders.values() else ""


def _third(seats, turn):
    """How many seats a turn renews; what does not divide by three goes to the last."""
    each = seats // TURNS
    return each if turn < TURNS else seats - each * (TURNS - 1)
