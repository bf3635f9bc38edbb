"""What is typed or sent around where one lives."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import prose
from governance.accounts.forms import WordsField
from governance.organizations.models import Space
from governance.organizations.permissions import granted, participants
from governance.polls.finding import commune_of
from governance.polls.forms.territories import DegreesField
from governance.polls.models import Territory
from governance.rules.territories import SIREN, fold, read_code
from rooms import files
from rooms.pictures import Unreadable

REFERENTS = "referents"


class CommuneForm(forms.Form):
    """The INSEE code of where one lives, as the list of found communes sends it, or as it is typed."""

    code = forms.CharField(label=gettext_lazy("Code INSEE de la commune"), max_length=12)

    def clean_code(self):
        try:
            return commune_of(self.cleaned_data["code"])
        except ValueError as unknown:
            raise ValidationError(str(unknown)) from unknown


class AskForm(forms.Form):
    """Whom to ask, and a proof if one likes."""

    whom = forms.ChoiceField(label=gettext_lazy("À qui demander ?"), widget=forms.RadioSelect)
    proof = forms.FileField(
        label=gettext_lazy("Un justificatif de domicile"),
        required=False,
        help_text=gettext_lazy(
            "Deux personnes le lisent l’une après l’autre, puis il est détruit. Sans lui, votre résidence "
            "est attestée sur parole."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Space.objects.filter(pk__in=granted(user, "see_space")).select_related("organization", "project")
        self.spaces = {space.slug: space for space in mine}
        named = sorted(self.spaces.items(), key=lambda pair: prose.alphabetical(str(pair[1])))
        self.fields["whom"].choices = [
            (REFERENTS, _("Les personnes référentes de ma commune")),
            *((slug, _("L’espace %(name)s") % {"name": space}) for slug, space in named),
        ]

    def clean_proof(self):
        upload = self.cleaned_data["proof"]
        if not upload:
            return None
        try:
            return files.looked_at(upload)
        except Unreadable as error:
            raise ValidationError(str(error)) from error

    @property
    def space(self) -> Space | None:
        return self.spaces.get(self.cleaned_data["whom"])


class RefusalForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Pourquoi ne pas attester ?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("La personne seule le lira."),
    )


class _ForgottenInput(forms.TextInput):
    """A field that is never filled in again with what was sent in it."""

    def format_value(self, value):
        return None


class PointForm(forms.Form):
    """A point where one lives: read once, kept nowhere, and never shown back."""

    lon = DegreesField(
        label=gettext_lazy("Longitude"),
        widget=_ForgottenInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("En degrés, comme 55,45 à Saint-Denis."),
    )
    lat = DegreesField(
        label=gettext_lazy("Latitude"),
        widget=_ForgottenInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("En degrés, comme −20,88 à Saint-Denis."),
    )


class ReferentForm(forms.Form):
    """Somebody, and the territory they answer for."""

    person = forms.ModelChoiceField(get_user_model().objects.none(), label=gettext_lazy("Qui ?"))
    territory = WordsField(
        label=gettext_lazy("Quel territoire ?"),
        max_length=200,
        help_text=gettext_lazy("Un nom, un code INSEE comme 97411, un numéro de département comme 974."),
    )

    def __init__(self, *args, space, **kwargs):
        super().__init__(*args, **kwargs)
        if space is None:
            self.fields["person"] = forms.EmailField(label=gettext_lazy("Adresse e-mail de son compte"))
            self.order_fields(["person", "territory"])
        else:
            self.fields["person"].queryset = participants(space).order_by("display_name")

    def clean_person(self):
        person = self.cleaned_data["person"]
        if not isinstance(person, str):
            return person
        found = get_user_model().objects.filter(email=person.lower(), is_active=True).first()
        if found is None:
            raise ValidationError(_("Personne n’a de compte à cette adresse."))
        return found

    def clean_territory(self):
        typed = self.cleaned_data["territory"]
        whole = Territory.objects.official().current()
        if departement := whole.filter(
            kind__in=[Territory.Kind.DEPARTEMENT, Territory.Kind.OVERSEAS], code=typed.strip().upper()
        ).first():
            return departement
        codes = read_code(typed)
        if codes and codes[0].kind != SIREN:
            try:
                return commune_of(typed)
            except ValueError as unknown:
                raise ValidationError(str(unknown)) from unknown
        found = list(whole.filter(code=codes[0].code) if codes else whole.named_like(typed)[:8])
        if len(found) == 1:
            return found[0]
        exact = [one for one in found if one.folded == fold(typed)]
        if len(exact) == 1:
            return exact[0]
        if not found:
            raise ValidationError(_("Aucun territoire connu ici ne porte ce nom."))
        names = ", ".join(f"{one.name} ({one.get_kind_display()}, {one.code})" for one in found)
        raise ValidationError(
            _("Plusieurs territoires portent ce nom ; écrivez le code : %(names)s.") % {"names": names}
        )
