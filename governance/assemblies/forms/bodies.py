"""What is typed when a seat or a post is given, taken back, or its cycle is settled."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from governance import prose
from governance.accounts.forms import WordsField


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DecisionForm(forms.Form):
    """The decision that a mandate comes from, in words and with its date."""

    decision = WordsField(
        label=_("Par quelle décision ?"),
        max_length=300,
        help_text=_(
            "La séance et le point, comme « Assemblée générale ordinaire, 4e résolution ». Tout le monde la lira."
        ),
        error_messages={"required": _("Quelle décision ? Nommez la séance et le point qui l’ont prise.")},
    )
    decided_on = Day(label=_("Prise le"))


class SeatForm(DecisionForm):
    """Who is given which place, since when."""

    place = forms.ChoiceField(label=_("Siège ou poste"))
    person = forms.ModelChoiceField(get_user_model().objects.none(), label=_("À qui ?"))
    since = Day(
        label=_("Depuis le"), required=False, help_text=_("Laissez vide si le mandat commence le jour de la décision.")
    )
    field_order = ["place", "person", "decision", "decided_on", "since"]

    def __init__(self, *args, body, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = get_user_model().objects.filter(
            is_active=True, memberships__space=body.space, memberships__until__isnull=True
        )
        people = sorted(self.fields["person"].queryset, key=lambda one: prose.alphabetical(str(one)))
        self.fields["person"].choices = [("", "—"), *((person.pk, str(person)) for person in people)]
        if places:
            self.fields["place"].choices = [(str(place.key), _place_name(place)) for place in places]
        else:
            del self.fields["place"]

    def arguments(self, data) -> dict:
        """What the act asks for: a seat is a number, a post is a word."""
        place = data.pop("place", "")
        return {**data, **({"seat": int(place)} if place.isdigit() else {"post": place} if place else {})}


class CoOptForm(SeatForm):
    since = None
    next_assembly = Day(
        label=_("Prochaine assemblée générale"),
        required=False,
        help_text=_("Si elle est convoquée : le mandat provisoire prend fin ce jour-là. Sinon, il dure jusqu’à elle."),
    )
    field_order = ["place", "person", "decision", "decided_on", "next_assembly"]


class CycleForm(forms.Form):
    start = Day(
        label=_("Le cycle a commencé le"),
        help_text=_(
            "La constitution de l’association, ou la dernière élection de tout le conseil (interprétation A-24)."
        ),
    )


def _place_name(place):
    name = str(_("siège %(n)s") % {"n": place.key}) if place.is_seat else place.name
    if place.mandate is None:
        return str(_("%(place)s, vacant") % {"place": name})
    return str(_("%(place)s, après %(name)s") % {"place": name, "name": place.mandate.person})
