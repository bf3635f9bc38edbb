"""The territories people live in, what is known of where they live, and what they are asked there."""

from governance.polls.models.arguments import Argument, ArgumentReport
from governance.polls.models.climbs import Climb, Rung
from governance.polls.models.directory import ImportBatch, Listing, NetworkMap, Source, Tag
from governance.polls.models.documents import PollDocument
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
    "Argument",
    "ArgumentReport",
    "Attestation",
    "AttestationRequest",
    "CitizenPoll",
    "Climb",
    "Count",
    "Counter",
    "ImportBatch",
    "Listing",
    "Mark",
    "NetworkMap",
    "Outline",
    "PaperCode",
    "PaperReport",
    "Place",
    "PollDocument",
    "PostalCode",
    "Publication",
    "Question",
    "Referent",
    "Residence",
    "Rung",
    "Source",
    "Tag",
    "Territory",
    "ZoneResidence",
]
