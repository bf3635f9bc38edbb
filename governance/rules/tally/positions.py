"""Positions advise: they are counted, and nobody wins."""

from collections.abc import Iterable

from governance.rules.tally.ballots import Heaps
from governance.rules.tally.election import Election, Outcome

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


def positions(election: Election) -> Outcome:
    """People by position, the positions being the options of the vote, whatever its scheme; no winner, no order (CS-2).

    A scheme is a list of options: consent and objection, the five of a consultation, the eight of a gradient.
    """
    counts, heaps = dict.fromkeys(election.options, 0), Heaps(election)
    for option, count in heaps:
        counts[option] += count
    steps = tuple({"option": option, "count": count} for option, count in counts.items())
    return Outcome((), (), counts, (), steps, heaps.blanks, heaps.base)
