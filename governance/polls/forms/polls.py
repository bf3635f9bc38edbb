"""What is typed to write a citizen poll: a title, a question of a method counted by place, of whom and when."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock
from governance.polls.models.residence import Level
from governance.rules import opinions
from governance.voting import processes
from governance.voting.making import LONGEST_BODY, Moment, VoteForm, Words

MIN_AGES = 10, 99  # the least and the most age that a poll may ask
# The ready ways to ask that a poll takes, by their keys.
WAYS = ("single", "choices", "approval", "judgment", "score", "resistance")


def ways() -> list[processes.Template]:
    return [processes.BY_KEY[key] for key in WAYS]


class PollForm(VoteForm):
    """A poll, but for its territories: they are chosen before it, on a page of their own."""

    def _first(self):
        return {
            "title": Words(
                label=_("Titre"),
                max_length=200,
                help_text=_("De quoi l’on parle, en quelques mots : il se lit dans les listes."),
                error_messages={"required": _("Donnez un titre à ce sondage.")},
            ),
            "body": Words(
                label=_("De quoi s’agit-il ?"),
                required=False,
                max_length=LONGEST_BODY,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_("Ce qu’il faut savoir pour répondre. La mise en forme Markdown est possible."),
            ),
            "question": Words(
                label=_("La question"),
                max_length=200,
                error_messages={"required": _("Un sondage pose une question : écrivez-la en quelques mots.")},
            ),
        }

    def _made(self, content, weighs_by_role):
        """Of what a vote settles, the options and the numbers; who sees what is settled by the law of disclosure."""
        fields = super()._made(content, weighs_by_role)
        for name in ("is_election", "secrecy", "shows", "quorum_percent", "takes_late_joiners", "gathers_ideas"):
            fields.pop(name, None)
        fields.pop("seats", None)  # a poll retains nothing: it says how each option stands
        fields["min_level"] = forms.TypedChoiceField(
            label=_("Qui peut répondre, parmi celles et ceux qui y vivent"),
            coerce=int,
            choices=[
                (Level.DECLARED, _("Quiconque déclare y vivre : les résultats disent à part les résidences attestées")),
                (Level.ATTESTED, _("Les personnes dont la résidence est attestée")),
                (Level.PROVED, _("Les personnes dont la résidence est prouvée")),
            ],
            widget=forms.RadioSelect,
            initial=Level.DECLARED,
            error_messages={"invalid_choice": _("Ce niveau de résidence n’existe pas.")},
        )
        fields["min_age"] = forms.IntegerField(
            label=_("Âge minimum, si vous en demandez un"),
            required=False,
            min_value=MIN_AGES[0],
            max_value=MIN_AGES[1],
            help_text=_("En années. On le déclare en répondant : aucune date de naissance n’est gardée."),
            error_messages={
                "invalid": _("Écrivez un nombre entier."),
                "min_value": _("Ce nombre est trop petit : %(limit_value)s au moins."),
                "max_value": _("Ce nombre est trop grand : %(limit_value)s au plus."),
            },
        )
        return fields

    def _last(self):
        opens = Moment(
            label=_("Ouverture"),
            required=False,
            help_text=_("Laissez vide pour que l’on réponde dès que vous l’ouvrez."),
            error_messages={"invalid": _("Ce n’est pas une date et une heure.")},
        )
        return {"opens_at": opens, **super()._last()}

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("opens_at", _("L’ouverture vient après la clôture : changez l’une ou l’autre."))
        if opens and opens <= clock.now():
            cleaned["opens_at"] = None
        given = self.terms
        steps = given.get("max", 0) - given.get("min", 0) + 1
        if self.method in opinions.NUMBERED and steps > opinions.MOST_STEPS and "max" not in self.errors:
            self.add_error("max", _("Un sondage prend vingt et une notes différentes au plus."))
        return cleaned

    @property
    def prepared(self) -> dict:
        """All that `prepare_poll` and `change_poll` take, but for the territories."""
        data = self.cleaned_data
        terms = self.terms
        if self.method == "approval":
            terms = terms | {"seats": 1}
        return {
            "title": data["title"],
            "body": data.get("body") or "",
            "question": data["question"],
            "method": self.method,
            "terms": terms,
            "choices": self.choices,
            "min_level": data["min_level"],
            "min_age": data.get("min_age") or 0,
            "opens_at": data.get("opens_at"),
            "closes_at": data["closes_at"],
        }


class QuestionForm(PollForm):
    """One question of a poll: its words, its options, and the numbers of its method."""

    def _first(self):
        return {"question": super()._first()["question"]}

    def _made(self, content, weighs_by_role):
        fields = super()._made(content, weighs_by_role)
        return {name: field for name, field in fields.items() if name not in ("min_level", "min_age")}

    def _last(self):
        return {}

    @property
    def prepared(self) -> dict:
        """All that `add_question` and `change_question` take."""
        terms = self.terms | ({"seats": 1} if self.method == "approval" else {})
        return {
            "question": self.cleaned_data["question"],
            "method": self.method,
            "terms": terms,
            "choices": self.choices,
        }


class CancelForm(forms.Form):
    """Why a poll is cancelled."""

    reason = Words(
        label=gettext_lazy("Pourquoi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Dites en quelques mots pourquoi ce sondage est annulé.")},
    )
