"""Agenda requests in Django's admin: to look at, never to touch."""

from django.contrib import admin

from governance.assemblies.models import AgendaRequest
from governance.register.admin import ReadOnlyAdmin


@admin.register(AgendaRequest)
class AgendaRequestAdmin(ReadOnlyAdmin):
    list_display = ["title", "body", "made_by", "made_at", "outcome"]
    list_select_related = ["made_by"]
