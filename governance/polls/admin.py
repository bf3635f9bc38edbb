"""Territories and who may attest, in Django’s admin: to look at, never to touch; where people live is not shown."""

from django.contrib import admin

from governance.polls.models import Referent, Territory
from governance.register.admin import ReadOnlyAdmin


@admin.register(Territory)
class TerritoryAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "code", "vintage", "ended", "population"]
    list_filter = ["kind"]
    search_fields = ["folded", "code"]


@admin.register(Referent)
class ReferentAdmin(ReadOnlyAdmin):
    list_display = ["person", "territory", "space_id", "named_at", "ended_at"]
    list_select_related = ["person", "territory"]
