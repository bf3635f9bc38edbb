"""What facilitators type: the summary of a discussion, where messages go, how long a room keeps its talk."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import WordsField
from rooms.discussions import LONGEST_SUMMARY
from rooms.models import Message, Retention, Room


class SummaryForm(forms.Form):
    """What was said, in a few sentences."""

    summary = WordsField(
        label=_("Ce qui a été dit"),
        max_length=LONGEST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "En quelques phrases : ce sur quoi on s’accorde, ce qui reste ouvert, qui fait quoi. "
            "La mise en forme Markdown est possible."
        ),
        error_messages={"required": _("Dites en quelques phrases ce qui a été dit : c’est ce que l’on lira d’abord.")},
    )


MOST_CHOSEN = 100  # messages chosen by hand


class ChosenMessages(forms.ModelMultipleChoiceField):
    """Some of the messages of a talk, by their keys."""

    def clean(self, value):
        if value and (len(value) > MOST_CHOSEN or not all(re.fullmatch(r"[0-9]{1,18}", str(key)) for key in value)):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class MoveForm(forms.Form):
    """Where a message goes with its answers, and which others go along."""

    to = forms.ModelChoiceField(
        Room.objects.none(),
        label=_("Vers quel salon"),
        error_messages={
            "required": _("Choisissez un salon."),
            "invalid_choice": _("Ce salon n’est pas de ceux où l’on peut déplacer ces messages."),
        },
    )
    also = ChosenMessages(
        Message.objects.none(),
        label=_("Emporter aussi"),
        required=False,
        error_messages={
            "invalid_choice": _("Un de ces messages n’est plus dans cette conversation : rechargez la page."),
        },
    )
    reason = WordsField(
        label=_("Pourquoi"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lisible par tout le monde, dans le registre."),
    )

    def __init__(self, *args, rooms, talk, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = rooms
        self.fields["also"].queryset = talk


class RetentionForm(forms.Form):
    """For how many years, or for ever."""

    years = forms.TypedChoiceField(
        label=_("Garder la conversation"),
        coerce=int,
        choices=[(0, _("pour toujours")), *Retention.Years.choices],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez une durée."),
            "invalid_choice": _("Un salon garde sa conversation un, deux ou cinq ans, ou pour toujours."),
        },
    )

    def clean_years(self):
        return self.cleaned_data["years"] or None
