"""What people do with proposals, from the idea to its resolution, and what the clock announces about them."""

from proposals.actions.action_items import (
    answer_question,
    finish_action,
    free_actions_of,
    help_action,
    hold_actions_of,
    open_action,
    open_follow_up,
    similar_actions,
    start_action,
    stop_helping,
    take_action,
)
from proposals.actions.amendments import (
    accept_amendment,
    confirm_amendment,
    propose_amendment,
    reject_amendment,
    settle_amendment,
    withdraw_amendment,
)
from proposals.actions.announcements import announce_due
from proposals.actions.archiving import (
    archiving_under_way,
    keep_rounds_going,
    propose_archiving,
)
from proposals.actions.carrying import drop_proposal, free_proposals_of, hold_proposals_of, renew, take_over
from proposals.actions.documents import carry_over, propose_change, question_document, room_to_question
from proposals.actions.ideas import contribute, create_proposal, edit_proposal, open_amendments, publish_proposal
from proposals.actions.resolutions import may_go_on_with, resolve
from proposals.actions.rounds import (
    answer_objection,
    counts_of,
    integrate_amendment,
    look_at_positions,
    open_round,
    take_position,
)

__all__ = [
    "accept_amendment",
    "announce_due",
    "answer_objection",
    "answer_question",
    "archiving_under_way",
    "carry_over",
    "confirm_amendment",
    "contribute",
    "counts_of",
    "create_proposal",
    "drop_proposal",
    "edit_proposal",
    "finish_action",
    "free_actions_of",
    "free_proposals_of",
    "help_action",
    "hold_actions_of",
    "hold_proposals_of",
    "integrate_amendment",
    "keep_rounds_going",
    "look_at_positions",
    "may_go_on_with",
    "open_action",
    "open_amendments",
    "open_follow_up",
    "open_round",
    "propose_amendment",
    "propose_archiving",
    "propose_change",
    "publish_proposal",
    "question_document",
    "reject_amendment",
    "renew",
    "resolve",
    "room_to_question",
    "settle_amendment",
    "similar_actions",
    "start_action",
    "stop_helping",
    "take_action",
    "take_over",
    "take_position",
    "withdraw_amendment",
]
