"""What people do around territories, where they live and what they are asked there."""

from governance.polls.actions.polls import (
    answer_poll,
    cancel_poll,
    change_poll,
    count_poll,
    count_polls_due,
    open_poll,
    prepare_poll,
    publish_due,
    publish_poll,
)
from governance.polls.actions.questions import add_question, change_question, move_question, remove_question
from governance.polls.actions.referents import end_referent, name_referent
from governance.polls.actions.residence import (
    ask_attestation,
    attest,
    check_proof,
    confirm_proof,
    declare,
    find_inside,
    forget_due,
    refuse_request,
    take_back,
    withdraw_request,
)
from governance.polls.actions.territories import draw_circle, draw_zones, withdraw_zone

__all__ = [
    "add_question",
    "answer_poll",
    "ask_attestation",
    "attest",
    "cancel_poll",
    "change_poll",
    "change_question",
    "check_proof",
    "confirm_proof",
    "count_poll",
    "count_polls_due",
    "declare",
    "draw_circle",
    "draw_zones",
    "end_referent",
    "find_inside",
    "forget_due",
    "move_question",
    "name_referent",
    "open_poll",
    "prepare_poll",
    "publish_due",
    "publish_poll",
    "refuse_request",
    "remove_question",
    "take_back",
    "withdraw_request",
    "withdraw_zone",
]
