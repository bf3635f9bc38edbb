"""The territories people live in, what is known of where they live, and what they are asked there."""

from governance.polls.models.directory import ImportBatch, Listing, NetworkMap, Source, Tag
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
    "ImportBatch",
    "Listing",
    "NetworkMap",
    "Outline",
    "Place",
    "PostalCode",
    "Publication",
    "Question",
    "Referent",
    "Residence",
    "Source",
    "Tag",
    "Territory",
    "ZoneResidence",
]
