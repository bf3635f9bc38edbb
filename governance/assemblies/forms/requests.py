"""What is typed around an agenda, checked before any act."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import WordsField
from governance.assemblies.models import AgendaRequest

LONGEST_WORDS = 5_000  # characters


class AgendaRequestForm(forms.ModelForm):
    title = WordsField(
        label=_("La question"), max_length=200, help_text=_("Telle qu’elle serait lue à l’ordre du jour.")
    )
    words = WordsField(
        label=_("Pourquoi, et ce qu’il faudrait décider"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("La mise en forme Markdown est possible."),
    )
    body = forms.ChoiceField(
        label=_("À quelle instance ?"),
        choices=AgendaRequest.Body.choices,
        widget=forms.RadioSelect,
        initial=AgendaRequest.Body.BOARD,
    )

    class Meta:
        model = AgendaRequest
        fields = ["title", "words", "body"]


class DeclineForm(forms.Form):
    reason = WordsField(
        label=_("Pourquoi cette question n’ira pas à l’ordre du jour"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
