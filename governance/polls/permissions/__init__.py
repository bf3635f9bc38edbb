"""Who may draw territories, say where they live, attest it and name who attests."""

from governance.polls.permissions.residence import (
    is_asked,
    may_ask_attestation,
    may_attest,
    may_be_found_in,
    may_check_proof,
    may_confirm_proof,
    may_declare,
    may_end_referent,
    may_name_referent,
    may_read_proof,
    may_refuse_request,
    may_see_request,
    may_see_residence,
    may_withdraw_request,
)
from governance.polls.permissions.territories import may_draw, may_see_territory, may_withdraw_zone

__all__ = [
    "is_asked",
    "may_ask_attestation",
    "may_attest",
    "may_be_found_in",
    "may_check_proof",
    "may_confirm_proof",
    "may_declare",
    "may_draw",
    "may_end_referent",
    "may_name_referent",
    "may_read_proof",
    "may_refuse_request",
    "may_see_request",
    "may_see_residence",
    "may_see_territory",
    "may_withdraw_request",
    "may_withdraw_zone",
]
