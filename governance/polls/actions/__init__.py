"""What people do around territories, where they live and what they are asked there."""

from governance.polls.actions.arguments import (
    argue,
    hide_argument,
    report_argument,
    show_argument,
    withdraw_argument,
)
from governance.polls.actions.climbs import climb_due, drop_climb, set_climb, settle_rung, text_sha256
from governance.polls.actions.documents import add_poll_documents, remove_poll_document
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
    "add_poll_documents",
    "answer_poll",
    "argue",
    "ask_attestation",
    "attest",
    "cancel_poll",
    "change_poll",
    "check_proof",
    "climb_due",
    "confirm_proof",
    "count_poll",
    "count_polls_due",
    "declare",
    "draw_circle",
    "draw_zones",
    "drop_climb",
    "end_referent",
    "find_inside",
    "forget_due",
    "hide_argument",
    "name_referent",
    "open_poll",
    "prepare_poll",
    "publish_due",
    "publish_poll",
    "refuse_request",
    "remove_poll_document",
    "report_argument",
    "set_climb",
    "settle_rung",
    "show_argument",
    "take_back",
    "text_sha256",
    "withdraw_argument",
    "withdraw_request",
    "withdraw_zone",
]
