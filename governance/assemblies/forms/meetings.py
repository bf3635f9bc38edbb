"""What is typed around a meeting: when and where, its agenda, its session, its minutes."""

from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_name
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import WordsField
from governance.accounts.models import User
from governance.assemblies.initiative import proposing
from governance.assemblies.models import AgendaItem, Body, Decision, Mandate, Meeting, Post
from governance.voting.making import Moment

LONGEST_TEXT = 50_000  # characters


def _named(zone: ZoneInfo) -> str:
    """A zone as people call it, in the language of the reader: « heure : La Réunion »."""
    return get_timezone_name(zone, locale=Locale.parse(get_language() or "fr", sep="-"))


class MeetingForm(forms.Form):
    """When, where and how; the hour is that of the association."""

    title = WordsField(label=_("Titre de la séance"), max_length=200)
    starts_at = Moment(label=_("Jour et heure"))
    mode = forms.ChoiceField(label=_("Comment"), choices=Meeting.Mode.choices, widget=forms.RadioSelect)
    place = WordsField(label=_("Lieu"), max_length=300, required=False)
    arrangements = WordsField(
        label=_("Comment participer à distance"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("L’adresse de la visioconférence, et comment l’on vote : dans Palabre, sur la page de la séance."),
    )

    is_annual = forms.BooleanField(
        label=_("C’est l’assemblée annuelle"),
        required=False,
        help_text=_("Elle se prononce sur le rapport moral et sur les comptes (art. 11.1)."),
    )

    def __init__(self, data=None, *, zone: ZoneInfo, body, meeting=None):
        self.zone = zone
        initial = {"mode": Meeting.Mode.IN_PERSON}
        if meeting:
            names = ("title", "mode", "place", "arrangements", "is_annual")
            initial = {name: getattr(meeting, name) for name in names}
            initial["starts_at"] = meeting.starts_at.astimezone(zone).replace(tzinfo=None)
        super().__init__(data, initial=initial)
        self.fields["starts_at"].help_text = _("À l’heure de l’association (%(zone)s).") % {"zone": _named(zone)}
        if body.key != body.Key.GENERAL_ASSEMBLY:
            del self.fields["is_annual"]

    def full_clean(self):
        with timezone.override(self.zone):
            super().full_clean()


class ItemForm(forms.Form):
    """One question of an agenda."""

    title = WordsField(label=_("La question"), max_length=200)
    matter = forms.ChoiceField(
        label=_("Ce qu’il faut décider"),
        required=False,
        help_text=_("La règle qui décidera en dépend ; sans décision, le point est seulement discuté."),
    )
    words = WordsField(
        label=_("Présentation"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    text = WordsField(
        label=_("Texte soumis au vote"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Tel qu’il sera adopté ou rejeté ; il ne change plus quand la convocation est partie."),
    )
    seats = forms.IntegerField(label=_("Sièges à pourvoir"), required=False, min_value=1, max_value=1000)
    post = forms.ChoiceField(
        label=_("Fonction à pourvoir"),
        required=False,
        choices=[("", "—"), *Post.choices],
        help_text=_("Pour une élection du bureau seulement."),
    )

    payment = forms.ChoiceField(
        label=_("Ce que ce point paie"),
        required=False,
        choices=[("", _("rien, ou autre chose")), *AgendaItem.Payment.choices],
        help_text=_(
            "Administrer et diriger l’association est bénévole : qui serait payé pour sa fonction ne vote pas sur ce "
            "point (art. 14.5, 16.1). Des frais se remboursent sur justificatif, à joindre au point (art. 16.2)."
        ),
    )
    payee = forms.ModelChoiceField(
        label=_("À qui"),
        queryset=User.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("Seulement si ce point paie quelqu’un."),
    )

    proposed_by = forms.ModelChoiceField(
        label=_("La décision qui le propose"),
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("aucune : des membres le demandent ensemble"),
        help_text=_("Ce que quelques-uns seulement peuvent proposer, par une décision adoptée (art. 22.1, 23.1)."),
    )

    def __init__(self, data=None, *, meeting, item=None, initial=None):
        initial = dict(initial or {})
        if item:
            names = ("title", "matter", "words", "text", "seats", "post", "payment")
            initial |= {name: getattr(item, name) for name in names}
            initial |= {"proposed_by": item.proposed_by_id, "payee": item.payee_id}
        super().__init__(data, initial=initial)
        statutes = meeting.rule_set.statutes
        voted = [
            (matter.key, matter.title)
            for matter in statutes.matters.values()
            if meeting.body.key in statutes.deciding(matter.key)
        ]
        if meeting.sent_at:
            voted = []
        if item and item.source_kind == "proposal":
            self.fields["text"].disabled = True
            self.fields["text"].help_text = _("Le texte sur lequel la consultation a porté : il se vote tel quel.")
        self.fields["matter"].choices = [("", _("Rien : à discuter seulement")), *voted]
        elected = {statutes.matters[key].elects for key, _title in voted} - {""}
        if not any(statutes.bodies[key].seats and not statutes.bodies[key].officers for key in elected):
            del self.fields["seats"]
        if not any(statutes.bodies[key].officers for key in elected):
            del self.fields["post"]
        brought = [statutes.matters[key] for key, _title in voted if statutes.matters[key].initiators]
        decisions = Decision.objects.none()
        for matter in brought:
            decisions |= proposing(meeting, matter)
        self.fields["proposed_by"].queryset = decisions
        if not brought or not decisions.exists():
            del self.fields["proposed_by"]
        self.fields["payee"].queryset = paid_perhaps(meeting)
        if not voted:
            for name in ("matter", "text", "payment", "payee"):
                del self.fields[name]


def paid_perhaps(meeting):
    """Those whom an item may pay: the members, and whoever sits on the board or in the bureau that day."""
    seats = Mandate.objects.of(meeting.organization, Body.Key.BOARD, Body.Key.BUREAU).in_force(meeting.day)
    people = Q(pk__in=meeting.organization.enrolled(meeting.day).values("pk")) | Q(pk__in=seats.values("person"))
    return User.objects.filter(people).order_by("display_name", "pk")


class AmendmentForm(forms.Form):
    """Another text for an item, as a whole: what changed is shown word by word."""

    title = WordsField(label=_("Ce que l’amendement change, en une ligne"), max_length=200)
    text = WordsField(
        label=_("Le texte amendé, en entier"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 12})
    )
    words = WordsField(label=_("Pourquoi"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MomentForm(forms.Form):
    """A day and an hour, where the association lives."""

    moment = Moment(label=_("Jour et heure"))

    def __init__(self, data=None, *, zone: ZoneInfo, initial=None):
        self.zone = zone
        super().__init__(data, initial={"moment": initial.astimezone(zone).replace(tzinfo=None)} if initial else None)
        self.fields["moment"].help_text = _("À l’heure de l’association (%(zone)s).") % {"zone": _named(zone)}

    def full_clean(self):
        with timezone.override(self.zone):
            super().full_clean()


class ReasonForm(forms.Form):
    reason = WordsField(label=_("Pourquoi"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class VoteForm(forms.Form):
    """How long the members who are there are asked, and whether in secret."""

    minutes = forms.TypedChoiceField(
        label=_("Durée"),
        coerce=int,
        initial=5,
        choices=[
            (1, _("1 minute")),
            (2, _("2 minutes")),
            (5, _("5 minutes")),
            (10, _("10 minutes")),
            (30, _("30 minutes")),
            (60, _("1 heure")),
            (24 * 60, _("1 jour")),
            (3 * 24 * 60, _("3 jours")),
            (7 * 24 * 60, _("7 jours")),
        ],
    )
    secret = forms.BooleanField(label=_("Au scrutin secret"), required=False)


class SomebodyForm(forms.Form):
    """One of the people of a meeting, and a reason where the act wants one."""

    person = forms.ModelChoiceField(label=_("Qui"), queryset=User.objects.none())
    reason = WordsField(label=_("Pourquoi"), max_length=300, required=False)

    def __init__(self, data=None, *, people):
        super().__init__(data)
        self.fields["person"].queryset = people


class NamesForm(forms.Form):
    """Who liquidates, or who receives what is left of an association that is dissolved."""

    names = WordsField(label=_("Noms, un par ligne"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))
    words = WordsField(
        label=_("Dans quels termes"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Les pouvoirs des liquidateurs, ou ce que chaque association reçoit."),
    )

    def clean_names(self):
        return self.cleaned_data["names"].splitlines()


class CandidacyForm(forms.Form):
    words = WordsField(
        label=_("Quelques mots"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class RemarksForm(forms.Form):
    remarks = WordsField(
        label=_("Ce que le secrétariat ajoute : débats, incidents, réserves"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
