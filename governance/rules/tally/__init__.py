"""From ballots to outcomes: every method a pure function on exact integers and fractions, and a tie is a tie."""

from governance.rules.tally.counting import approval, dots, score, single
from governance.rules.tally.election import Election, Outcome, Tally
from governance.rules.tally.judgment import majority_judgment
from governance.rules.tally.pairwise import schulze
from governance.rules.tally.positions import POSITIONS, count_positions, positions
from governance.rules.tally.transfers import instant_runoff, transferable_vote

# What a file to recount may name.
METHODS = {
    "single": single,
    "approval": approval,
    "score": score,
    "dots": dots,
    "positions": positions,
    "majority_judgment": majority_judgment,
    "schulze": schulze,
    "irv": instant_runoff,
    "stv": transferable_vote,
}


def tally(election: Election) -> Outcome:
    """Count `election` by its own method. Raises ValueError on a ballot that the method does not know."""
    return METHODS[election.method](election)


__all__ = [
    "METHODS",
    "POSITIONS",
    "Election",
    "Outcome",
    "Tally",
    "approval",
    "count_positions",
    "dots",
    "instant_runoff",
    "majority_judgment",
    "positions",
    "schulze",
    "score",
    "single",
    "tally",
    "transferable_vote",
]
