"""What people type at the doors of a space, checked before any act."""

import zoneinfo

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import NameField, WordsField
from governance.organizations.models import Role, Visibility
from governance.organizations.permissions import may_take_leave


def _zones():
    return [(zone, zone.replace("_", " ")) for zone in sorted(zoneinfo.available_timezones())]


class ProjectForm(forms.Form):
    """A project, or what an organization has in common with it."""

    name = NameField(
        label=_("Nom"),
        max_length=120,
        error_messages={"required": _("Il faut un nom, pour que chacun s’y retrouve.")},
    )
    summary = forms.CharField(
        label=_("En une phrase"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ce que vous faites ensemble, pour quelqu’un qui arrive."),
    )
    visibility = forms.ChoiceField(
        label=_("Visible par"),
        choices=Visibility.choices[:2],
        initial=Visibility.PUBLIC,
        widget=forms.RadioSelect,
        help_text=_("Tout le monde peut lire un espace public ; y participer reste réservé à ses membres."),
    )


class OrganizationForm(ProjectForm):
    time_zone = forms.ChoiceField(label=_("Fuseau horaire"), choices=_zones, initial=settings.TIME_ZONE)


class ProjectSettingsForm(ProjectForm):
    """What members chose for their space; each number says what it changes."""

    visibility = forms.ChoiceField(
        label=_("Visible par"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        help_text=_("Tout le monde peut lire un espace public ; y participer reste réservé à ses membres."),
    )
    roles = forms.ModelMultipleChoiceField(
        Role.objects.none(),
        to_field_name="key",
        label=_("Rôles qui voient l’espace"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Pour un espace visible par certains rôles. La facilitation le voit toujours ; "
            "sans aucun rôle coché, elle seule le voit."
        ),
    )
    many = forms.IntegerField(
        label=_("À partir de combien de personnes est-ce « beaucoup de monde » ?"),
        min_value=2,
        max_value=1000,
        help_text=_("En dessous, on demande leur avis aux personnes nommées ; au-dessus, on ouvre une proposition."),
    )
    ask_days = forms.IntegerField(
        label=_("Jours laissés aux personnes consultées pour répondre"), min_value=1, max_value=60
    )
    floor_hours = forms.IntegerField(
        label=_("Heures laissées au moins après une concertation"), min_value=24, max_value=720
    )
    concertation_days = forms.IntegerField(
        label=_("Jours au bout desquels une concertation sans réponse prend fin"), min_value=1, max_value=90
    )

    def __init__(self, *args, space, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = space.roles.exclude(key=Role.FACILITATOR).order_by("pk")


class OrganizationSettingsForm(ProjectSettingsForm):
    time_zone = forms.ChoiceField(label=_("Fuseau horaire"), choices=_zones)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Rôle"), initial="member")

    def __init__(self, *args, space, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.key, str(role)) for role in space.roles.order_by("pk")]


class InvitationForm(RoleForm):
    days = forms.IntegerField(label=_("Valable combien de jours ?"), min_value=1, max_value=90, initial=14)


class CodeForm(forms.Form):
    """The box that is ticked on entering, when the code social is to be signed: the version that was read."""

    code_version = forms.IntegerField(
        label=_("J’ai lu le code social et je m’engage à le respecter"), widget=forms.CheckboxInput, required=False
    )

    def __init__(self, *args, code=None, **kwargs):
        super().__init__(*args, **kwargs)
        if code is None:
            del self.fields["code_version"]
        else:
            self.fields["code_version"].widget = VersionBox(code.in_force.n)


class VersionBox(forms.CheckboxInput):
    """A box that, once ticked, says which version was signed."""

    def __init__(self, n):
        super().__init__()
        self.n = n

    def value_from_datadict(self, data, files, name):
        return data.get(name) or None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        context["widget"]["value"] = str(self.n)
        context["widget"]["attrs"].pop("checked", None)
        return context


class JoinForm(CodeForm):
    message = forms.CharField(
        label=_("Quelques mots sur vous"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Seules les personnes qui facilitent l’espace les liront."),
    )


class ProjectRequestForm(CodeForm):
    """A project that asks to enter, as whoever carries it tells of it."""

    name = NameField(
        label=_("Nom du projet"),
        max_length=120,
        error_messages={"required": _("Il faut un nom, pour que chacun s’y retrouve.")},
    )
    summary = WordsField(
        label=_("En une phrase"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ce que fait ce projet, pour quelqu’un qui ne le connaît pas."),
        error_messages={"required": _("Dites en une phrase ce que fait ce projet.")},
    )
    words = WordsField(
        label=_("Pourquoi il se reconnaît dans le code social"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Les membres de l’écosystème le liront pour dire s’ils s’en portent garants."),
        error_messages={"required": _("Dites en quelques mots pourquoi ce projet se reconnaît dans le code social.")},
    )
    address = forms.URLField(
        label=_("Adresse publique"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(["http", "https"], message=_("Donnez une adresse en https:// ou http://."))],
        help_text=_("Le site ou la page du projet, s’il en a."),
    )
    field_order = ["name", "summary", "words", "address", "code_version"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if box := self.fields.get("code_version"):
            box.required = True
            box.error_messages["required"] = _("On entre en s’engageant à respecter le code social : cochez la case.")


class SponsorForm(forms.Form):
    days = forms.IntegerField(label=_("Valable combien de jours ?"), min_value=1, max_value=90, initial=14)


class AnswerForm(forms.Form):
    """The answer to somebody who asked to join: the button says which, and a refusal says why."""

    answer = forms.ChoiceField(
        choices=[("admit", ""), ("refuse", "")],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choisissez d’accueillir ou de refuser.")},
    )
    reason = WordsField(
        label=_("Si vous refusez, pourquoi ?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La personne lira cette raison."),
    )

    def clean(self):
        data = super().clean()
        if data.get("answer") == "refuse" and not data.get("reason"):
            self.add_error("reason", _("Un refus s’explique : écrivez en quelques mots pourquoi."))
        return data


class EndForm(forms.Form):
    reason = WordsField(
        label=_("Pourquoi ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Les membres de l’espace liront cette raison dans l’activité."),
        error_messages={
            "required": _("Mettre fin à une participation s’explique : écrivez en quelques mots pourquoi.")
        },
    )


class LeaveForm(forms.Form):
    """From which day to which day somebody is away; why is nobody's business."""

    starts_on = forms.DateField(
        label=_("Premier jour"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Laissez vide si vous ne le savez pas encore : le congé dure jusqu’à nouvel ordre."),
    )

    def __init__(self, *args, today, standing=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.standing = today, standing

    def clean(self):
        data = super().clean()
        if not self.errors:
            holds = may_take_leave(data["starts_on"], data["ends_on"], self.today, self.standing)
            if not holds:
                self.add_error(None, holds.why)
        return data
