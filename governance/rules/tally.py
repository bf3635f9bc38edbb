"""From ballots to counts."""

from collections.abc import Iterable

POSITIONS = ("agree", "incomplete", "abstain", "disagree", "block")


def count_positions(ballots: Iterable[str]) -> dict[str, int]:
    """How many people took each of the five positions (code social, Gouvernance; CS-2, CS-5).

    Every position is a key, in the order of POSITIONS, and may be 0.
    Raises ValueError on a ballot that is none of them.
    """
    counts = dict.fromkeys(POSITIONS, 0)
    for ballot in ballots:
        if ballot not in counts:
            raise ValueError(f"unknown position: {ballot!r}")
        counts[ballot] += 1
    return counts
