"""What assemblies tell the house: who reads and hears their things, and what a message may become here."""

from governance import live
from governance.assemblies import documents, votes
from governance.assemblies.actions.arrivals import bring, bring_anew, receive
from governance.assemblies.actions.bodies import end_with_membership
from governance.assemblies.actions.deciding import decide
from governance.assemblies.actions.dissolving import ask_what_follows
from governance.assemblies.actions.draws import forget_volunteer
from governance.assemblies.models import (
    AgendaRequest,
    Attendance,
    Body,
    Confirmation,
    Decision,
    Draw,
    FollowUp,
    Mandate,
    Meeting,
    Minutes,
    Post,
    Recusal,
    RuleSet,
)
from governance.assemblies.views.requests import requests_of
from governance.organizations import offices
from governance.register import visibility
from governance.register.actions import subscribe
from governance.voting import owners
from rooms import becoming, files

# After which the agendas that are prepared may have something more to answer.
BRINGING = (
    "application.made",
    "application.validated",
    "mandate.ended",
    "decision.taken",
    "followup.added",
    "followup.taken",
    "followup.closed",
)


def declare():
    def visible(user):
        return AgendaRequest.objects.visible_to(user)

    visibility.declare("agendarequest", lambda user: visible(user).values("pk"))
    live.declare("agendarequest", may_join=lambda user, key: visible(user).filter(pk=key).exists())
    becoming.declare("agendarequest", becoming.Thing(requests_of))
    _declare_rules()
    _declare_bodies()
    _declare_draws()
    _declare_meetings()


# --- The rules of an association ---


def _declare_rules():
    visibility.declare("ruleset", lambda user: RuleSet.objects.visible_to(user).values("pk"))


# --- Bodies and mandates ---


def _declare_bodies():
    visibility.declare("body", lambda user: Body.objects.visible_to(user).values("pk"))
    visibility.declare("mandate", lambda user: Mandate.objects.visible_to(user).values("pk"))
    offices.declare(offices.TREASURER, lambda day: _holders(day, Body.Key.BUREAU, post=Post.TREASURER))
    offices.declare(offices.BUREAU, lambda day: _holders(day, Body.Key.BUREAU))
    offices.declare(offices.BOARD, lambda day: _holders(day, Body.Key.BOARD))
    offices.declare(offices.COMMISSION, lambda day: _holders(day, Body.Key.COMMISSION))
    subscribe(end_with_membership, "enrolment.ended", "enrolment.handed_over")


def _holders(day, key, **post):
    running = Mandate.objects.in_force(day).filter(body__key=key, **post)
    return running.values_list("body__organization", "person")


# --- Draws by lot ---


def _declare_draws():
    visibility.declare("draw", lambda user: Draw.objects.visible_to(user).values("pk"))
    live.declare("draw", may_join=lambda user, key: Draw.objects.visible_to(user).filter(pk=key).exists())
    subscribe(forget_volunteer, "membership.ending")


# --- Meetings ---


def _declare_meetings():
    visibility.declare("meeting", lambda user: Meeting.objects.visible_to(user).values("pk"))
    visibility.declare("decision", lambda user: Decision.objects.visible_to(user).values("pk"))
    visibility.declare("minutes", lambda user: Minutes.objects.visible_to(user).values("pk"))
    visibility.declare("followup", lambda user: FollowUp.objects.visible_to(user).values("pk"))
    visibility.declare("confirmation", lambda user: Confirmation.objects.visible_to(user).values("pk"))
    visibility.declare("attendance", lambda user: Attendance.objects.of_meetings_known_to(user).values("pk"))
    visibility.declare("recusal", lambda user: Recusal.objects.of_meetings_known_to(user, "item__meeting").values("pk"))
    live.declare("meeting", may_join=lambda user, key: Meeting.objects.visible_to(user).filter(pk=key).exists())
    owners.declare(votes.KIND, votes.OWNER)
    files.keep(documents.rows)
    subscribe(decide, "vote.counted")
    subscribe(receive, "proposal.handed_over")
    subscribe(bring, "meeting.prepared")
    subscribe(bring_anew, *BRINGING)
    subscribe(ask_what_follows, "decision.taken")


declare()
