"""Who is elected when several people stand for several seats: most votes first, nobody without one, no tie broken."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Election:
    """elected: those who have a seat, most votes first. tied: those who contest the seats that are left.

    vacant: seats that nobody won, the contested ones included.
    """

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    vacant: int


def elect(votes: Mapping[str, int], seats: int) -> Election:
    """Fill `seats` with those who have most votes, each elected person having at least one (A-28).

    votes: how many ballots name each candidate. A tie for the last seats elects none of the tied: another round
    decides between them (A-4). Raises ValueError when there is no seat, or on a count that is none.
    """
    if seats < 1:
        raise ValueError("an election fills one seat at least")
    if any(type(n) is not int or n < 0 for n in votes.values()):
        raise ValueError("votes are whole numbers from 0")
    ranked = sorted((name for name in votes if votes[name] > 0), key=lambda name: (-votes[name], name))
    if len(ranked) <= seats:
        return Election(tuple(ranked), (), seats - len(ranked))
    last = votes[ranked[seats - 1]]
    if votes[ranked[seats]] < last:
        return Election(tuple(ranked[:seats]), (), 0)
    elected = tuple(name for name in ranked if votes[name] > last)
    tied = tuple(name for name in ranked if votes[name] == last)
    return Election(elected, tied, seats - len(elected))
