"""Django's admin as the roof arranges it: its door, what stays out of it, and what follows from an act there."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import Group

from governance import live
from governance.accounts.admin import UserAdmin
from governance.accounts.models import User

# One enters by the door of everybody: its second step, and its limit of attempts.
admin.site.login = secure_admin_login(admin.site.login)

admin.site.unregister(Group)  # a role owns it, and it holds what the role is granted
admin.site.unregister(User)


@admin.register(User)
class PeopleAdmin(UserAdmin):
    def save_model(self, request, obj, form, change):
        """Whoever may no longer sign in leaves their open pages at once."""
        super().save_model(request, obj, form, change)
        live.recheck(obj)
