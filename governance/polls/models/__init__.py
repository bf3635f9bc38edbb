"""The territories people live in, what is known of where they live, and what they are asked there."""

from governance.polls.models.papers import Counter, Mark, PaperCode, PaperReport
from governance.polls.models.polls import (
    ATTESTED,
    DECLARED,
    Answer,
    CitizenPoll,
    Count,
    Place,
    Publication,
    Question,
)
from governance.polls.models.residence import Attestation, AttestationRequest, Referent, Residence, ZoneResidence
from governance.polls.models.territories import Outline, PostalCode, Territory

__all__ = [
    "ATTESTED",
    "DECLARED",
    "Answer",
    "Attestation",
    "AttestationRequest",
    "CitizenPoll",
    "Count",
    "Counter",
    "Mark",
    "Outline",
    "PaperCode",
    "PaperReport",
    "Place",
    "PostalCode",
    "Publication",
    "Question",
    "Referent",
    "Residence",
    "Territory",
    "ZoneResidence",
]
