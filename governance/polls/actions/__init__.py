"""What people do around territories and where they live."""

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
    "ask_attestation",
    "attest",
    "check_proof",
    "confirm_proof",
    "declare",
    "draw_circle",
    "draw_zones",
    "end_referent",
    "find_inside",
    "forget_due",
    "name_referent",
    "refuse_request",
    "take_back",
    "withdraw_request",
    "withdraw_zone",
]
