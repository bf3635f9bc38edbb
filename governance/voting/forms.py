"""What people type on a ballot, read for every method into what the law checks."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.rules.tally.ballots import BadBallot, checked, is_partial
from governance.voting.actions.casting import LONGEST_REASON, sentence
from governance.voting.models import ONE, RATED, SEVERAL, Ballot, Vote
from governance.voting.urn import ALPHABET, CODE, LENGTH, is_genuine, tidied

FORGED = _(
    "Le code de ce reçu n’a pas été donné pour ce scrutin, ou il a été modifié : rien n’est entré dans l’urne. "
    "Répondez de nouveau, et confirmez avec le code que la page vous donnera."
)


def new_key() -> str:
    """Made with a form: names an answer once and for all."""
    return "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))


class BallotForm(forms.Form):
    """One answer to `vote`. Once valid: `kind`, `ballot` (canonical, options by key), `reason`, `key`, `is_partial`.

    What is sent: `answer` (choice, blank or abstention); `choice` (an option, or several); `n-<option>` (a number, a
    grade by its rank from the worst, « yes », « if_needed » or « no », or a rank from 1).
    """

    answer = forms.ChoiceField(choices=Ballot.Kind.choices, required=False)
    reason = forms.CharField(
        label=_("Pourquoi"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, vote, **kwargs):
        super().__init__(data, **kwargs)
        self.vote = vote
        self.ballot = None
        self.is_partial = False
        if vote.is_secret:
            del self.fields["reason"]

    @property
    def kind(self) -> str:
        return self.cleaned_data.get("answer") or Ballot.Kind.CHOICE

    @property
    def reason_given(self) -> str:
        return self.cleaned_data.get("reason", "")

    def clean_key(self):
        """A key that makes no sense is no key; the code of a secret ballot must be one that this application made."""
        key = self.cleaned_data["key"]
        if self.vote.is_secret and key and not is_genuine(self.vote.pk, key):
            self.add_error(None, FORGED)
        return key if CODE.fullmatch(key) else ""

    def clean(self):
        cleaned = super().clean()
        if self.kind == Ballot.Kind.CHOICE and not self.errors:
            election = self.vote.election()
            try:
                self.ballot = checked(election, self._typed())
            except BadBallot as bad:
                raise forms.ValidationError(sentence(bad)) from None
            if self.ballot is None:
                raise forms.ValidationError(_("Votre bulletin est vide : choisissez, votez blanc ou abstenez-vous."))
            self.is_partial = is_partial(election, self.ballot)
        return cleaned

    def _typed(self):
        """What was sent, in the shape of the method; what makes no sense is left for the law to refuse."""
        method = self.vote.method
        if method in ONE:
            return self.data.get("choice") or None
        if method in SEVERAL:
            return self.data.getlist("choice") if hasattr(self.data, "getlist") else self.data.get("choice", [])
        given = {
            option.key: typed
            for option in self.vote.options.all()
            if (typed := str(self.data.get(f"n-{option.key}", "")).strip())
        }
        if method in RATED:
            return {key: _number(typed) for key, typed in given.items()}
        if method == Vote.Method.DATE:
            return given
        if method == Vote.Method.MAJORITY_JUDGMENT:
            grades = self.vote.terms["grades"]
            ranks = {key: _number(typed) for key, typed in given.items()}
            return {
                key: grades[n] if isinstance(n, int) and 0 <= n < len(grades) else str(n) for key, n in ranks.items()
            }
        ranks = {key: _number(typed) for key, typed in given.items()}
        if any(not isinstance(n, int) or n < 1 for n in ranks.values()):
            raise BadBallot("not_whole", given="?", option="?")
        return [[key for key, n in ranks.items() if n == rank] for rank in sorted(set(ranks.values()))]


def _number(typed):
    """The whole number typed, or the words themselves, which the law refuses."""
    digits = typed[1:] if typed[:1] == "-" else typed
    return int(typed) if digits.isascii() and digits.isdigit() and len(digits) < 10 else typed


class ReasonForm(forms.Form):
    """Why a vote is cancelled."""

    reason = forms.CharField(label=_("Pourquoi"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SmallRollForm(forms.Form):
    """Ticked before a secret vote opens on so few people that its result may tell who answered what."""

    knows = forms.BooleanField(
        label=_("Les personnes de cette liste le savent, et ce scrutin peut s’ouvrir ainsi."),
        error_messages={"required": _("Cochez cette case pour ouvrir un scrutin secret avec si peu de personnes.")},
    )


class CodeForm(forms.Form):
    """The code of a receipt, as somebody types or pastes it."""

    code = forms.CharField(
        label=_("Votre code"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        code = tidied(self.cleaned_data["code"])
        if not CODE.fullmatch(code):
            raise forms.ValidationError(
                _("Un code de reçu a 26 lettres et chiffres, de a à z et de 2 à 7 : celui-ci n’en est pas un.")
            )
        return code


class ExtractForm(forms.Form):
    """A signed extract, pasted."""

    extract = forms.CharField(
        label=_("L’extrait, en entier"), widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"})
    )
