"""From ballots to outcomes: every method a pure function on exact integers and fractions, and a tie is a tie."""

from dataclasses import replace

from governance.rules.tally.ballots import BadBallot, canonical, checked, heaped, is_partial
from governance.rules.tally.counting import approval, choices, date, dots, opt_in, resistance, score, single
from governance.rules.tally.election import Election, Outcome, Tally
from governance.rules.tally.judgment import majority_judgment
from governance.rules.tally.pairwise import schulze
from governance.rules.tally.positions import POSITIONS, count_positions, positions
from governance.rules.tally.transfers import instant_runoff, transferable_vote
from governance.rules.tally.why import Why, why

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
    "choices": choices,
    "opt_in": opt_in,
    "date": date,
    "resistance": resistance,
}


def tally(election: Election) -> Outcome:
    """Count `election` by its own method. Raises ValueError on a ballot that the method does not know."""
    return replace(METHODS[election.method](election), abstentions=election.abstentions)


__all__ = [
    "METHODS",
    "POSITIONS",
    "BadBallot",
    "Election",
    "Outcome",
    "Tally",
    "Why",
    "approval",
    "canonical",
    "checked",
    "choices",
    "count_positions",
    "date",
    "dots",
    "heaped",
    "instant_runoff",
    "is_partial",
    "majority_judgment",
    "opt_in",
    "positions",
    "resistance",
    "schulze",
    "score",
    "single",
    "tally",
    "transferable_vote",
    "why",
]
