"""Who holds the offices of associations: the app that fills them declares it, and nobody below knows how.

Until somebody is named to an office of an association, whoever facilitates its space answers for all of them.
"""

from collections.abc import Callable, Iterable
from datetime import date

TREASURER, BUREAU, BOARD, COMMISSION = OFFICES = ("treasurer", "bureau", "board", "commission")

_held: dict[str, Callable[[date], Iterable[tuple[int, int]]]] = {}


def declare(office: str, held: Callable[[date], Iterable[tuple[int, int]]]) -> None:
    """`held(day)` gives who holds `office` that day, everywhere: pairs (id of an organization, id of a person).

    Raises ValueError on an office that does not exist.
    """
    if office not in OFFICES:
        raise ValueError(f"{office!r} is no office: {', '.join(OFFICES)}")
    _held[office] = held


def held(day: date) -> set[tuple[int, int, str]]:
    """Every office that is held on `day`: (organization, person, office)."""
    return {(organization, person, office) for office, pairs in _held.items() for organization, person in pairs(day)}
