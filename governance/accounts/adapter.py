"""How sign-in speaks: the display name and language given at sign-up are kept on the person."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation


class Adapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        user.display_name = form.cleaned_data["display_name"]
        user.language = translation.get_language() or user.language
        return super().save_user(request, user, form, commit)
