"""The territories people live in, what is known of where they live, and what they are asked there."""

from governance.polls.models.residence import Attestation, AttestationRequest, Referent, Residence, ZoneResidence
from governance.polls.models.territories import Outline, PostalCode, Territory

__all__ = [
    "Attestation",
    "AttestationRequest",
    "Outline",
    "PostalCode",
    "Referent",
    "Residence",
    "Territory",
    "ZoneResidence",
]
