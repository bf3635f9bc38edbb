"""What is typed to argue about a poll, to report an argument and to hide it; files chosen for a poll."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import WordsField
from governance.polls.models import Argument
from governance.polls.models.arguments import LONGEST
from rooms.file_forms import FilesField
from rooms.moderation_forms import ReportForm

__all__ = ["ArgumentForm", "HideForm", "PollDocumentsForm", "ReportForm"]


class ArgumentForm(forms.Form):
    """One reason, and on which side it stands."""

    side = forms.ChoiceField(
        label=_("Cet argument est"),
        choices=Argument.Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites si votre argument est pour, contre, ou à savoir.")},
    )
    body = WordsField(
        label=_("Votre argument"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Une seule raison, en quelques phrases : six cents caractères au plus."),
        error_messages={"required": _("Écrivez votre argument en quelques mots.")},
    )


class HideForm(forms.Form):
    """Why an argument is hidden."""

    reason = WordsField(
        label=_("Pourquoi masquer cet argument ?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Tout le monde le lira à la place de l’argument."),
        error_messages={"required": _("Dites en quelques mots pourquoi cet argument est masqué.")},
    )


class PollDocumentsForm(forms.Form):
    """One file or several."""

    chosen = FilesField(
        label=_("Fichiers"),
        required=False,
        help_text=_("Le dossier, le plan, la délibération : ce qu’il faut pouvoir lire avant de répondre."),
    )
