"""What a person may say about themselves."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from governance import prose
from governance.accounts.models import User


class WordsField(forms.CharField):
    """Something to read: what shows nothing is empty, whatever invisible characters it is made of."""

    def to_python(self, value):
        value = super().to_python(value)
        return "" if value and prose.is_blank(value) else value


class NameField(WordsField):
    """How somebody is called; nothing in it turns around what is written after it."""

    def to_python(self, value):
        return prose.straight(super().to_python(value))


class SignupForm(forms.Form):
    display_name = NameField(
        label=_("Nom affiché"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request, user):
        """Nothing more: the adapter keeps what was said."""


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Fuseau horaire"),
        choices=lambda: [(z, z.replace("_", " ")) for z in sorted(zoneinfo.available_timezones())],
    )

    shows_presence = forms.BooleanField(
        label=_("Montrer quand je suis là et quand j’écris"),
        required=False,
        help_text=_(
            "Les membres d’un espace voient alors votre nom dans les salons que vous lisez. Rien n’en est gardé ; "
            "sans cette case, personne n’en sait rien."
        ),
    )

    class Meta:
        model = User
        fields = ["display_name", "language", "time_zone", "shows_presence"]
        field_classes = {"display_name": NameField}
