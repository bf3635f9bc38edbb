"""What assemblies keep, from agenda requests to minutes, in Django's admin: to look at, never to touch."""

from django.contrib import admin

from governance.assemblies.models import (
    AgendaItem,
    AgendaRequest,
    Attendance,
    Body,
    Candidacy,
    Convocation,
    Decision,
    Draw,
    FollowUp,
    Mandate,
    Meeting,
    Minutes,
    Recusal,
    RuleSet,
    Signature,
)
from governance.register.admin import ReadOnlyAdmin


@admin.register(AgendaRequest)
class AgendaRequestAdmin(ReadOnlyAdmin):
    list_display = ["title", "body", "made_by", "made_at", "outcome"]
    list_select_related = ["made_by"]


@admin.register(RuleSet)
class RuleSetAdmin(ReadOnlyAdmin):
    list_display = ["organization", "number", "state", "decided_on", "sha256"]
    list_select_related = ["organization"]


@admin.register(Body)
class BodyAdmin(ReadOnlyAdmin):
    list_display = ["name", "key", "organization", "seats"]
    list_select_related = ["organization"]


@admin.register(Mandate)
class MandateAdmin(ReadOnlyAdmin):
    list_display = ["person", "body", "seat", "post", "since", "until", "ended_on"]
    list_select_related = ["person", "body"]


@admin.register(Draw)
class DrawAdmin(ReadOnlyAdmin):
    list_display = ["purpose", "space_id", "take", "announced_at", "sealed_at", "cancelled_at"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    list_display = ["title", "body", "starts_at", "phase", "sent_at"]
    list_select_related = ["body"]


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnlyAdmin):
    list_display = ["title", "meeting", "position", "matter", "is_late"]
    list_select_related = ["meeting"]


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    list_display = ["person", "meeting", "at"]
    list_select_related = ["person", "meeting"]


@admin.register(Convocation)
class ConvocationAdmin(ReadOnlyAdmin):
    list_display = ["person", "meeting", "sent_at", "error"]
    list_select_related = ["person", "meeting"]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ["person", "meeting", "is_remote", "came_at", "left_at"]
    list_select_related = ["person", "meeting"]


@admin.register(Candidacy, Recusal)
class OfItemAdmin(ReadOnlyAdmin):
    list_display = ["person", "item", "at"]
    list_select_related = ["person", "item"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["item", "number", "outcome", "taken_at"]
    list_select_related = ["item"]


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    list_display = ["title", "due_on", "owner", "done_at"]
    list_select_related = ["owner"]


@admin.register(Minutes)
class MinutesAdmin(ReadOnlyAdmin):
    list_display = ["meeting", "number", "signed_at", "countersigned_at"]
    list_select_related = ["meeting"]
