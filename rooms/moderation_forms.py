"""What people type about a reported message, and the pace of a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import WordsField
from rooms.models import Step
from rooms.moderation import LONGEST_REASON
from rooms.reports import LONGEST_ANSWER, LONGEST_REPORT, Why
from rooms.slow import PACES


class ReportForm(forms.Form):
    """Why a message is reported."""

    why = forms.ChoiceField(
        label=_("Ce qui ne va pas"),
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des raisons proposées.")},
    )
    words = WordsField(
        label=_("En quelques mots"),
        required=False,
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lus par la facilitation seule, avec votre nom."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why") == Why.OTHER and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Dites en quelques mots ce qui ne va pas."))
        return cleaned


class AnswerCaseForm(forms.Form):
    """What the author has to say."""

    words = WordsField(
        label=_("Votre réponse"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lue par la facilitation."),
        error_messages={"required": _("Écrivez quelques mots.")},
    )


class DecisionForm(forms.Form):
    """What the facilitation decides, and why."""

    CHOICES = [
        (Step.Kind.LEAVE, _("Laisser le message tel quel")),
        (Step.Kind.ASK, _("Demander à son auteur·e de le changer : le message reste, le dossier attend")),
        (Step.Kind.WITHDRAW, _("Retirer le message : une ligne dira qu’il se trouvait là, et le registre pourquoi")),
    ]

    decision = forms.ChoiceField(
        label=_("Décision"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des décisions proposées.")},
    )
    reason = WordsField(
        label=_("Pourquoi"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Dites en quelques mots pourquoi.")},
    )
    is_shared = forms.BooleanField(
        label=_("L’auteur·e et les personnes qui ont signalé lisent cette raison"),
        required=False,
        initial=True,
        help_text=_(
            "Sans cela, la facilitation seule la lit. Une demande de changement est toujours lue par l’auteur·e ; "
            "la raison d’un retrait est lue par toutes les personnes qui voient le salon."
        ),
    )

    def __init__(self, *args, case, by, **kwargs):
        super().__init__(*args, **kwargs)
        # Nothing is left to ask or to withdraw; and nobody asks it of themselves.
        if case.message.deleted_at or case.message.author_id == by.pk:
            self.fields["decision"].choices = [(Step.Kind.LEAVE, _("Clore le dossier"))]
            self.fields["decision"].initial = Step.Kind.LEAVE


class SlowForm(forms.Form):
    """The pace of a room."""

    seconds = forms.TypedChoiceField(label=_("Rythme"), choices=PACES, coerce=int, widget=forms.RadioSelect)
