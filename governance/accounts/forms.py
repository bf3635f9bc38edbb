"""What a person may say about themselves."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import User


class SignupForm(forms.Form):
    display_name = forms.CharField(
        label=_("Nom affiché"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request, user):
        """Nothing more: the adapter keeps what was said."""


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Fuseau horaire"),
        choices=lambda: [(z, z.replace("_", " ")) for z in sorted(zoneinfo.available_timezones())],
    )

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone"]
