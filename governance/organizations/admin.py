"""Organizations, spaces and memberships in Django's admin: to look at, never to touch."""

from django.contrib import admin

from governance.organizations.models import Leave, Membership, Organization, Project, Space
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
