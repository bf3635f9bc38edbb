"""What may be sent about proposals and actions, and how it is asked."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from governance import clock
from governance.organizations.models import Visibility
from governance.prose import is_blank
from governance.rules import tally
from governance.rules.advice import choices
from governance.rules.amending import ANSWERS
from governance.rules.merge import diff, resolve
from governance.texts.models import Version
from proposals.actions.windows import LONGEST
from proposals.models import Contribution, DecidedBy, Resolution

LONGEST_TEXT = 200_000  # characters of Markdown in one version
LONGEST_REASON = 5_000
LONGEST_WHY = 2_000  # of an amendment
FURTHEST_DAY = timedelta(days=3660)

CHOICES = {
    "agree": _("Pour"),
    "incomplete": _("Incomplet"),
    "abstain": _("Abstention"),
    "disagree": _("Contre"),
    "block": _("Blocage"),
}

COUNTED = {
    "agree": ngettext_lazy("%(n)s pour", "%(n)s pour", "n"),
    "incomplete": ngettext_lazy("%(n)s incomplet", "%(n)s incomplets", "n"),
    "abstain": ngettext_lazy("%(n)s abstention", "%(n)s abstentions", "n"),
    "disagree": ngettext_lazy("%(n)s contre", "%(n)s contre", "n"),
    "block": ngettext_lazy("%(n)s blocage", "%(n)s blocages", "n"),
}


def counted(key, n) -> str:
    """« 3 abstentions »: how many people took that position, in words that agree."""
    return COUNTED[key] % {"n": n}


def by_name(person) -> str:
    """The key that sorts people as a reader looks for them: Émilie stands with the other E."""
    letters = unicodedata.normalize("NFD", person.display_name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


class Line(forms.CharField):
    """Some words; characters that nobody sees are no words."""

    def to_python(self, value):
        said = super().to_python(value)
        return self.empty_value if is_blank(said) else said


class Words(Line):
    """The same on several lines."""

    widget = forms.Textarea

    def __init__(self, *, rows=3, **options):
        options.setdefault("max_length", LONGEST_REASON)
        super().__init__(**options)
        self.widget.attrs["rows"] = rows


class Kept(forms.Form):
    """A form whose place on its page may be gone when it is refused: its words are shown all the same."""

    @property
    def typed(self) -> list[str]:
        said = [self.data.get(name, "") for name, field in self.fields.items() if isinstance(field, Words)]
        return [words for words in said if not is_blank(words)]


class TagsField(forms.CharField):
    """Words separated by commas or spaces, kept as a sorted list of at most eight slugs."""

    def clean(self, value):
        names = {slugify(word, allow_unicode=True)[:40] for word in re.split(r"[,\s]+", super().clean(value))}
        return sorted(names - {""})[:8]


class ProposalForm(forms.Form):
    title = Line(label=_("Titre"), max_length=140)
    summary = Words(
        label=_("En quelques mots simples"),
        help_text=_("Une ou deux phrases que tout le monde comprend, sans sigle."),
        max_length=400,
        rows=2,
    )
    body = Words(
        label=_("Texte"),
        help_text=_("Ce qui serait décidé, en paragraphes courts. La mise en forme Markdown est possible."),
        max_length=LONGEST_TEXT,
        rows=12,
    )
    tags = TagsField(label=_("Mots-clés"), required=False, help_text=_("Séparés par des virgules."))


class EditForm(ProposalForm):
    """The same, begun on a version that the carrier has read."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Day(forms.DateField):
    """A day to come, as browsers send it; nobody plans ten years ahead except by a slip of the hand."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, after_today=False, **options):
        super().__init__(**options)
        self.after_today = after_today

    def clean(self, value):
        day = super().clean(value)
        if day is None:
            return None
        today = timezone.localdate(clock.now())
        if day < today or (self.after_today and day == today):
            raise forms.ValidationError(_("Cette date est passée : choisissez un jour à venir."))
        if day > today + FURTHEST_DAY:
            raise forms.ValidationError(_("Cette date est trop lointaine : restez dans les dix ans qui viennent."))
        return day


class ActionForm(forms.Form):
    title = Line(label=_("Que voulez-vous faire ?"), max_length=140)
    description = Words(
        label=_("Quelques mots ou un lien"),
        required=False,
        help_text=_("Documenter l’idée aide les autres à la comprendre et à la réutiliser."),
    )
    due_on = Day(label=_("Pour le"), required=False)


class _ByName(forms.models.ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        yield from map(self.choice, sorted(self.queryset, key=by_name))


class Somebody(forms.ModelChoiceField):
    iterator = _ByName


class People(forms.ModelMultipleChoiceField):
    """Some people among those of a room. A number too long for any row is nobody, and no error of the database."""

    widget = forms.CheckboxSelectMultiple
    iterator = _ByName

    def clean(self, value):
        for pk in value or ():
            if len(str(pk)) > 18:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": pk})
        return super().clean(value)


class QuestionsForm(ActionForm):
    """An action that concerns a few people, who are named and asked first."""

    named = People(queryset=None, label=_("Qui est concerné ?"))

    def __init__(self, *arguments, people, **options):
        super().__init__(*arguments, **options)
        self.fields["named"].queryset = people


class AmendmentForm(forms.Form):
    base = forms.ModelChoiceField(
        label=_("Version de départ"),
        queryset=Version.objects.none(),
        widget=forms.HiddenInput,
        error_messages={
            key: _("Cet amendement ne part pas d’une version de ce texte : copiez-le et rouvrez cette page.")
            for key in ("required", "invalid_choice")
        },
    )
    body = Words(label=_("Le texte comme vous le voudriez"), max_length=LONGEST_TEXT, rows=14)
    reason = Words(label=_("Pourquoi ce changement ?"), max_length=LONGEST_WHY)

    def __init__(self, *arguments, text, **options):
        super().__init__(*arguments, **options)
        self.fields["base"].queryset = text.versions.all()


class Moment(forms.DateTimeField):
    """A day and an hour in the reader's zone, as browsers send them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class RoundForm(forms.Form):
    closes_at = Moment(label=_("Clôture de la consultation"))

    def clean_closes_at(self):
        closes_at = self.cleaned_data["closes_at"]
        if closes_at <= clock.now():
            raise forms.ValidationError(_("Cette date est passée : choisissez un moment à venir."))
        if closes_at > clock.now() + LONGEST:
            raise forms.ValidationError(_("Une consultation dure un an au plus : choisissez une date plus proche."))
        return closes_at

    @staticmethod
    def default():
        """A week from now, at the next full hour of the evening."""
        day = timezone.localdate(clock.now()) + timedelta(days=7)
        return timezone.make_aware(datetime.combine(day, time(20)))


class WindowForm(forms.Form):
    """Who decides of the amendments; the carrier when nothing else is said, as in one click."""

    decided_by = forms.ChoiceField(
        label=_("Qui décidera des amendements ?"),
        widget=forms.RadioSelect,
        choices=[
            (DecidedBy.CARRIER, _("La personne qui porte la proposition, l’un après l’autre")),
            (DecidedBy.ROOM, _("Le salon, qui prend position sur chacun jusqu’à une date")),
        ],
        required=False,
    )
    closes_at = Moment(
        label=_("Jusqu’à quand le salon prend position"),
        required=False,
        help_text=_("Demandé seulement si le salon décide."),
    )

    def clean(self):
        data = super().clean()
        data["decided_by"] = data.get("decided_by") or DecidedBy.CARRIER
        if data["decided_by"] == DecidedBy.CARRIER:
            data["closes_at"] = None
        elif not data.get("closes_at") and not self.has_error("closes_at"):
            self.add_error("closes_at", _("Dites jusqu’à quand le salon prend position."))
        return data


class CoCarrierForm(forms.Form):
    person = Somebody(
        label=_("Qui la porte avec vous"), queryset=None, empty_label=_("Choisissez une personne du salon")
    )

    def __init__(self, *arguments, people, **options):
        super().__init__(*arguments, **options)
        self.fields["person"].queryset = people


class AmendmentAnswerForm(Kept):
    choice = forms.ChoiceField(
        label=_("Position"),
        choices=[(key, key) for key in ANSWERS],
        error_messages={
            "required": _("Choisissez une position."),
            "invalid_choice": _("Cette position n’existe pas : choisissez pour, abstention ou contre."),
        },
    )


class PositionForm(Kept):
    choice = forms.ChoiceField(
        label=_("Position"),
        choices=[(key, CHOICES[key]) for key in tally.POSITIONS],
        error_messages={
            "required": _("Choisissez une position."),
            "invalid_choice": _("Cette position n’existe pas : choisissez l’une des cinq."),
        },
    )
    reason = Words(label=_("Pourquoi"), required=False)
    version_n = forms.IntegerField(
        label=_("Version du texte"),
        error_messages={
            key: _("On ne sait pas sur quelle version vous répondez : relisez le texte ci-contre, puis répondez.")
            for key in ("required", "invalid")
        },
    )


class DecisionForm(Kept):
    """A word for the author of an amendment; the act itself says when it is needed."""

    reason = Words(label=_("Un mot pour la personne qui l’a écrit"), required=False, max_length=2000)
    # The version on which it was read: what is decided is what was seen.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revisions = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SettlementForm(Kept):
    """One choice for each conflict between an amendment and the current text; together they make its new words."""

    CHOICES = [
        ("ours", _("garder le texte actuel")),
        ("theirs", _("prendre l’amendement")),
        ("both", _("garder les deux, l’un après l’autre")),
        ("written", _("écrire autre chose, ci-dessous")),
    ]
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, merged, **kwargs):
        super().__init__(*args, **kwargs)
        self.merged = merged
        for n, conflict in enumerate(merged.conflicts, 1):
            self.fields[f"choice-{n}"] = forms.ChoiceField(
                label=_("Désaccord %(n)s") % {"n": n},
                choices=self.CHOICES,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choisissez ce qui s’écrira ici.")},
            )
            self.fields[f"words-{n}"] = forms.CharField(
                label=_("Le texte à écrire ici"), required=False, strip=False, max_length=LONGEST_TEXT,
                widget=forms.Textarea, initial=conflict.theirs,
            )  # fmt: skip

    @property
    def parts(self):
        """The merged text in order: settled passages, and conflicts with their three sides and their fields."""
        number = 0
        for piece in self.merged.pieces:
            part = {"text": piece.text, "review": piece.review, "conflict": piece.conflict}
            if piece.conflict:
                number += 1
                part |= {
                    "number": number,
                    "ours": diff(piece.conflict.base, piece.conflict.ours) if piece.conflict.ours else None,
                    "theirs": diff(piece.conflict.base, piece.conflict.theirs) if piece.conflict.theirs else None,
                    "choice": self[f"choice-{number}"],
                    "words": self[f"words-{number}"],
                    "choices": self.CHOICES,
                }
            yield part

    def clean(self):
        kept = super().clean()
        chosen = [
            self._chosen(conflict, kept.get(f"choice-{n}"), kept.get(f"words-{n}", ""))
            for n, conflict in enumerate(self.merged.conflicts, 1)
        ]
        if None not in chosen:
            kept["body"] = resolve(self.merged, chosen)
        return kept

    def _chosen(self, conflict, choice, words):
        both = "\n\n".join(filter(None, (conflict.ours, conflict.theirs)))
        return {"ours": conflict.ours, "theirs": conflict.theirs, "both": both, "written": words}.get(choice)


class SuggestionForm(forms.Form):
    """A copy of an amendment, worded otherwise, and why."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    body = Words(label=_("L’amendement comme vous l’écririez"), max_length=LONGEST_TEXT, rows=14)
    words = Words(label=_("Pourquoi ces mots ?"), max_length=2000)


class SuggestionAnswerForm(Kept):
    """A word from the author of an amendment to who suggested others; never owed."""

    answer = Words(label=_("Un mot pour la personne qui l’a suggéré"), required=False, max_length=2000)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class CosignatureForm(forms.Form):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WithdrawalForm(Kept):
    reason = Words(label=_("Pourquoi le retirer"), required=False, max_length=2000)


class DocumentationForm(Kept):
    documentation = Words(label=_("Trace écrite ou lien"), required=False)


class AnswerForm(Kept):
    answer = Words(
        label=_("Votre avis"), max_length=2000, error_messages={"required": _("Écrivez votre avis en quelques mots.")}
    )


class TimeForm(Kept):
    """How long somebody worked on an action, and on which day."""

    hours = forms.IntegerField(label=_("Heures"), required=False, min_value=0, max_value=24)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, max_value=59)
    day = forms.DateField(
        label=_("Jour"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Dites quel jour."), "invalid": _("Ce n’est pas une date.")},
    )
    note = Words(label=_("À quoi"), required=False, max_length=200)

    def clean(self):
        data = super().clean()
        spent = 60 * (data.pop("hours", None) or 0) + (data.pop("minutes", None) or 0)
        if not spent and not self.errors:
            raise forms.ValidationError(_("Dites combien de temps, en heures ou en minutes."))
        return {**data, "minutes": spent}


class ThanksForm(Kept):
    """Who is thanked, and perhaps in which words."""

    to = forms.ModelChoiceField(
        None,
        label=_("Remercier"),
        error_messages={
            "required": _("Choisissez qui remercier."),
            "invalid_choice": _("Cette personne ne participe pas à l’action."),
        },
    )
    words = Words(label=_("Quelques mots"), required=False, max_length=300)

    def __init__(self, *arguments, doing, **options):
        super().__init__(*arguments, **options)
        self.fields["to"].queryset = doing


class ReasonForm(forms.Form):
    """One reason, asked by several acts, each with its own label."""

    reason = Words(max_length=2000)

    def __init__(self, *arguments, label, required=True, **options):
        super().__init__(*arguments, **options)
        self.fields["reason"].label = label
        self.fields["reason"].required = required


class IntegrateForm(forms.Form):
    amendment = forms.ModelChoiceField(
        queryset=None, label=_("Amendement à intégrer"), empty_label=_("Choisissez un amendement")
    )
    supersede = forms.ChoiceField(
        label=_("Et la consultation ?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", _("Ouvrir un nouveau tour sur le nouveau texte, avec les mêmes personnes")),
            ("no", _("Garder le texte consulté : le décompte reprend")),
        ],
        initial="yes",
    )
    reason = Words(label=_("Quelques mots"), required=False, max_length=2000)
    # The version on which the amendments were read: what is decided is what was seen.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments, amendments, **options):
        super().__init__(*arguments, **options)
        self.fields["amendment"].queryset = amendments
        self.fields["amendment"].label_from_instance = lambda a: (
            _("n° %(n)s, par %(author)s")
            % {
                "n": a.n,
                "author": a.author,
            }
        )


class ContributionForm(Kept):
    kind = forms.ChoiceField(label=_("Conseiller ou aider"), choices=Contribution.Kind.choices)
    body = Words(label=_("Votre conseil"), required=False, max_length=2000)


class ResolutionForm(forms.Form):
    FOLLOW_UPS = range(1, 4)

    choice = forms.ChoiceField(label=_("Votre décision"), widget=forms.RadioSelect)
    statement = Words(label=_("Résolution"), help_text=_("Ce que vous décidez, en quelques phrases."), rows=4)
    reason = Words(
        label=_("Pourquoi passer outre l’avis ou un blocage"),
        required=False,
        help_text=_(
            "Demandé pour aller contre l’avis, y compris en abandonnant ce que l’on soutient, "
            "ou contre un blocage non levé ; visible de tout le salon."
        ),
    )
    review_on = Day(
        label=_("Date de revue"),
        required=False,
        after_today=True,
        help_text=_("Ce jour-là, le groupe est invité à relire la décision."),
    )

    def __init__(self, *arguments, impact, people, **options):
        super().__init__(*arguments, **options)
        labels = dict(Resolution.Choice.choices)
        self.fields["choice"].choices = [(key, labels[key]) for key in choices(impact)]
        for n in self.FOLLOW_UPS:
            self.fields[f"action_{n}"] = Line(label=_("Action"), max_length=140, required=False)
            self.fields[f"owner_{n}"] = Somebody(
                label=_("Qui"), queryset=people, required=False, empty_label=_("à prendre")
            )
            self.fields[f"due_{n}"] = Day(label=_("Pour le"), required=False)

    def without(self, choice):
        """The choices that this proposal does not have."""
        field = self.fields["choice"]
        field.choices = [(key, label) for key, label in field.choices if key != choice]

    def clean_review_on(self):
        """The morning of that day, in the reader's zone."""
        day = self.cleaned_data["review_on"]
        return day and timezone.make_aware(datetime.combine(day, time(9)))

    def clean(self):
        data = super().clean()
        for n in self.FOLLOW_UPS:
            if not data.get(f"action_{n}") and (data.get(f"owner_{n}") or data.get(f"due_{n}")):
                self.add_error(f"action_{n}", _("Dites en quelques mots ce qu’il y a à faire."))
        return data

    def follow_ups(self):
        """The bound fields of each possible action, row by row."""
        return [(self[f"action_{n}"], self[f"owner_{n}"], self[f"due_{n}"]) for n in self.FOLLOW_UPS]

    def actions(self):
        """What `resolve` takes: (title, owner or None, due date or None) for each row that has a title."""
        data = self.cleaned_data
        return [
            (data[f"action_{n}"], data[f"owner_{n}"], data[f"due_{n}"])
            for n in self.FOLLOW_UPS
            if data.get(f"action_{n}", "").strip()
        ]


class FollowUpForm(forms.Form):
    title = Line(label=_("Action"), max_length=140)
    owner = Somebody(label=_("Qui"), queryset=None, required=False, empty_label=_("à prendre"))
    due_on = Day(label=_("Pour le"), required=False)

    def __init__(self, *arguments, people, **options):
        super().__init__(*arguments, **options)
        self.fields["owner"].queryset = people


# --- Documents ---------------------------------------------------------------------------------------


class ChangeForm(ProposalForm):
    """A proposal whose text is the next version of a document, and the room where it is talked of."""

    room = forms.ModelChoiceField(
        None, label=_("Salon"), help_text=_("Là où les autres discuteront ce changement et prendront position.")
    )
    # The version of the document that the words were written on.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ["title", "summary", "room", "body", "tags"]

    def __init__(self, *arguments, rooms, document, **options):
        super().__init__(*arguments, **options)
        here = rooms.filter(pk=document.room_key) if document.room_key else rooms.exclude(visibility=Visibility.ROLES)
        self.fields["room"].queryset = here
        if document.room_key:
            self.initial["room"] = document.room_key
        self.fields["body"].help_text = _("Une copie de ce que dit le document : changez-y ce que vous voulez.")


class DiscussionForm(forms.Form):
    """Something to talk about before anything is proposed."""

    title = Line(label=_("Titre"), max_length=140)
    summary = Words(
        label=_("Qu’est-ce qui ne va plus, en quelques mots ?"),
        help_text=_("Une ou deux phrases que tout le monde comprend, sans sigle."),
        max_length=400,
        rows=2,
    )
    body = Words(
        label=_("Pour lancer la discussion"),
        help_text=_("Ce que vous avez vu, ce que vous changeriez peut-être."),
        max_length=LONGEST_TEXT,
        rows=6,
    )


class CarryOverForm(forms.Form):
    body = Words(label=_("Le texte de la proposition, sur cette version"), max_length=LONGEST_TEXT, rows=14)
    # The version of the document, and of the proposal's own text, that the words were written on.
    version_n = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text_n = forms.IntegerField(required=False, widget=forms.HiddenInput)
