"""The bodies of an association: their statutes, who sits on them, their meetings, what they decide and draw."""

from governance.assemblies.models.bodies import Body, Mandate, Post, RenewedSeat, is_of_bureau, officer
from governance.assemblies.models.draws import Draw, DrawResult, Reading, Source, Volunteer
from governance.assemblies.models.meetings import (
    AgendaItem,
    Attendance,
    Candidacy,
    Convocation,
    Decision,
    FollowUp,
    ItemDocument,
    Meeting,
    Recusal,
    Signature,
    Speaker,
    Trouble,
)
from governance.assemblies.models.minutes import Confirmation, Minutes, MinutesSending
from governance.assemblies.models.requests import BODY_ASKED, AgendaRequest
from governance.assemblies.models.statutes import RuleSet

__all__ = [
    "BODY_ASKED",
    "AgendaItem",
    "AgendaRequest",
    "Attendance",
    "Body",
    "Candidacy",
    "Confirmation",
    "Convocation",
    "Decision",
    "Draw",
    "DrawResult",
    "FollowUp",
    "ItemDocument",
    "Mandate",
    "Meeting",
    "Minutes",
    "MinutesSending",
    "Post",
    "Reading",
    "Recusal",
    "RenewedSeat",
    "RuleSet",
    "Signature",
    "Source",
    "Speaker",
    "Trouble",
    "Volunteer",
    "is_of_bureau",
    "officer",
]
