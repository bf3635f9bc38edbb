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
from governance.voting.actions.counting import close_vote, count_due, count_vote
from governance.voting.actions.ideas import (
    add_idea,
    drop_idea,
    merge_ideas,
    move_idea,
    near,
    settle_ideas,
    withdraw_idea,
)
from governance.voting.actions.joining import hold_votes_of, join_votes
from governance.voting.actions.making import change_prepared, change_process, keep_process, remove_process
from governance.voting.actions.paper import Slip, countersign_paper, enter_paper, withdraw_paper
from governance.voting.actions.preparing import Choice, Place, cancel_vote, open_prepared, prepare_vote

__all__ = [
    "Cast",
    "Choice",
    "Place",
    "Slip",
    "add_idea",
    "cancel_vote",
    "cast",
    "cast_ballot",
    "change_prepared",
    "change_process",
    "close_vote",
    "count_due",
    "count_vote",
    "countersign_paper",
    "drop_idea",
    "end",
    "enter_paper",
    "hold_votes_of",
    "join_votes",
    "keep_process",
    "lock",
    "look",
    "merge_ideas",
    "move_idea",
    "near",
    "open_prepared",
    "open_vote",
    "prepare_vote",
    "remove_process",
    "resume",
    "settle",
    "settle_ideas",
    "shorten_suspension",
    "suspend",
    "withdraw_idea",
    "withdraw_paper",
]
