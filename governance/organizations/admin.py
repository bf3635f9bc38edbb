"""Organizations, spaces and memberships in Django's admin: to look at, never to touch."""

from django.contrib import admin

from governance.organizations.models import (
    College,
    CommissionSeat,
    Enrolment,
    Leave,
    Membership,
    Organization,
    Project,
    Space,
)
from governance.register.admin import ReadOnlyAdmin


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ["name", "slug", "created_at"]


@admin.register(Project)
class ProjectAdmin(ReadOnlyAdmin):
    list_display = ["name", "slug", "organization", "created_at"]
    list_select_related = ["organization"]


@admin.register(Space)
class SpaceAdmin(ReadOnlyAdmin):
    list_display = ["slug", "visibility", "organization", "project"]
    list_select_related = ["organization", "project"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["person", "space", "role", "since", "until"]
    list_select_related = ["person", "space__organization", "space__project", "role"]
    list_filter = ["role__key"]


@admin.register(Leave)
class LeaveAdmin(ReadOnlyAdmin):
    list_display = ["membership_id", "starts_on", "ends_on", "announced_at", "closed_at"]


# --- The association: no date of age, no reason, no dues of a person are shown here --------------------


@admin.register(College)
class CollegeAdmin(ReadOnlyAdmin):
    list_display = ["name", "organization", "voice", "pays_dues"]
    list_select_related = ["organization"]


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    list_display = ["person", "college", "since", "until"]
    list_select_related = ["person", "college"]
    exclude = ["adult_from", "reason", "ended_as"]


@admin.register(CommissionSeat)
class CommissionSeatAdmin(ReadOnlyAdmin):
    list_display = ["person", "organization", "since", "until"]
    list_select_related = ["person", "organization"]
