"""The register in Django's admin: to look at, never to touch."""

from django.contrib import admin

from governance.register.models import Chain, Entry


class ReadOnlyAdmin(admin.ModelAdmin):
    """Acts go through actions: nobody adds, changes or deletes a row here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Chain)
class ChainAdmin(ReadOnlyAdmin):
    list_display = ["name", "length", "head"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["chain", "seq", "at", "act", "actor_id", "subject_kind", "subject_id"]
    list_filter = ["chain", "act"]
