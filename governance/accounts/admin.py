"""People, as those who look after the machine see them."""

from django.contrib import admin

from governance.accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["display_name", "email", "language", "time_zone", "is_active", "is_staff", "joined_at"]
    list_filter = ["is_active", "is_staff", "language"]
    search_fields = ["display_name", "email"]
    fields = ["display_name", "email", "language", "time_zone", "is_active", "is_staff", "is_superuser"]
    readonly_fields = ["email"]

    def has_add_permission(self, request):
        """Nobody is added here: people sign up, so that their address is confirmed."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody is deleted: what they wrote stays signed. An account is made inactive."""
        return False
