"""What the engine of voting does: consultations, votes of any method, ballots, the urn and the count."""

from governance.voting.actions.casting import Cast, cast_ballot
from governance.voting.actions.consulting import (
    cast,
    end,
    lock,
    look,
    open_vote,
    resume,
    settle,
    shorten_suspension,
    suspend,
)
from governance.voting.actions.counting import count_due, count_vote
from governance.voting.actions.preparing import Choice, Place, cancel_vote, open_prepared, prepare_vote

__all__ = [
    "Cast",
    "Choice",
    "Place",
    "cancel_vote",
    "cast",
    "cast_ballot",
    "count_due",
    "count_vote",
    "end",
    "lock",
    "look",
    "open_prepared",
    "open_vote",
    "prepare_vote",
    "resume",
    "settle",
    "shorten_suspension",
    "suspend",
]
