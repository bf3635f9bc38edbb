"""What is typed around a draw by lot: its announcement, the figures that came out, why it is cancelled."""

import re
from fractions import Fraction

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from governance import prose
from governance.accounts.forms import WordsField
from governance.assemblies.actions.draws import LONGEST_FIGURES, MOST_NUMBERS
from governance.organizations.permissions import participants
from governance.voting.making import Moment

SOURCES_SHOWN = 3
LINE = re.compile(
    r"(?P<name>[^:]{1,60}):\s*(?:(?P<number>\d{1,5})|(?P<share>\d{1,5}/\d{1,5})|(?P<percent>\d{1,3})\s*%)"
)


class SourcesForm(forms.Form):
    """The public figures still to come: one at least, three at most on this page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for n in range(1, SOURCES_SHOWN + 1):
            required = n == 1
            self.fields[f"source_{n}"] = WordsField(
                label=_("Quelle source ?"),
                max_length=200,
                required=required,
                help_text=""
                if n > 1
                else _("Comme « Loto du samedi 12 décembre 2026, cinq numéros et numéro chance, fdj.fr »."),
            )
            self.fields[f"known_at_{n}"] = Moment(label=_("Connue à partir du"), required=required)
            self.fields[f"numbers_{n}"] = forms.IntegerField(
                label=_("Combien de nombres"), min_value=1, max_value=MOST_NUMBERS, required=required
            )

    @property
    def source_rows(self):
        return [
            [self[f"{name}_{n}"] for name in ("source", "known_at", "numbers")] for n in range(1, SOURCES_SHOWN + 1)
        ]

    @property
    def other_fields(self):
        ours = {field.name for row in self.source_rows for field in row}
        return [field for field in self.visible_fields() if field.name not in ours]

    def clean(self):
        data = super().clean()
        data["sources"] = []
        for n in range(1, SOURCES_SHOWN + 1):
            told = [data.pop(f"{name}_{n}", None) for name in ("source", "known_at", "numbers")]
            if n > 1 and any(told) and not all(told) and not self._has_errors(n):
                self.add_error(
                    f"source_{n}", _("Dites son nom, quand elle est connue et combien de nombres elle donne.")
                )
            elif all(told):
                data["sources"].append({"name": told[0], "known_at": told[1], "numbers": told[2]})
        return data

    def _has_errors(self, n):
        return any(self.has_error(f"{name}_{n}") for name in ("source", "known_at", "numbers"))


class RenewalForm(SourcesForm):
    """The draw of a third of the board: the law says all the rest."""


class DrawForm(SourcesForm):
    """A draw among people chosen here, or among volunteers until a deadline."""

    purpose = WordsField(
        label=_("Que tire-t-on au sort ?"),
        max_length=200,
        help_text=_("Une ligne, comme « Trois relectrices et relecteurs du guide »."),
    )
    words = WordsField(
        label=_("À quoi cela servira-t-il ?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    take = forms.IntegerField(label=_("Combien de personnes ?"), min_value=1, max_value=1000)
    closes_at = Moment(label=_("On se porte volontaire jusqu’au"))
    members = forms.ModelMultipleChoiceField(
        get_user_model().objects.none(),
        label=_("Parmi qui ?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez les personnes parmi lesquelles on tire.")},
        help_text=_("Leurs noms seront lus par toutes les personnes qui voient l’espace."),
    )
    strata = WordsField(
        label=_("Strates"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Pour tirer à part dans plusieurs groupes : une ligne par strate, avec son nombre de places ou sa part, "
            "comme « Sud : 2 » ou « Sud : 1/3 »."
        ),
    )
    field_order = ["purpose", "words", "take", "closes_at", "members", "strata"]

    def __init__(self, *args, space, among_volunteers, **kwargs):
        super().__init__(*args, **kwargs)
        self.stratum_of = {}
        if among_volunteers:
            del self.fields["members"]
            return
        del self.fields["closes_at"]
        people = self.fields["members"]
        people.queryset = participants(space)
        named = sorted(people.queryset, key=lambda one: prose.alphabetical(str(one)))
        people.choices = [(person.pk, str(person)) for person in named]
        if self.is_bound:
            self._ask_stratum_of(named)

    def _ask_stratum_of(self, people):
        """Once strata are named, each person who was chosen is asked in which they are."""
        try:
            names = list(strata_in(self.data.get("strata", "")))
        except ValueError:
            return
        chosen = set(self.data.getlist("members"))
        for person in people if names else []:
            if str(person.pk) in chosen:
                name = f"stratum_{person.pk}"
                self.stratum_of[person.pk] = name
                self.fields[name] = forms.ChoiceField(
                    label=_("Strate de %(name)s") % {"name": person},
                    choices=[("", "—"), *((one, one) for one in names)],
                    error_messages={"required": _("Dites de quelle strate est cette personne.")},
                )

    def clean_strata(self):
        try:
            return strata_in(self.cleaned_data["strata"])
        except ValueError:
            raise forms.ValidationError(
                _("Écrivez une strate par ligne, un nom qui ne revient pas puis son nombre : « Sud : 2 ».")
            ) from None

    def arguments(self, data) -> dict:
        """What the act asks for."""
        told = {name: data[name] for name in ("purpose", "words", "take", "sources")}
        told["strata_asked"] = data["strata"]
        if "closes_at" in self.fields:
            return told | {"closes_at": data["closes_at"]}
        pairs = [(person, data.get(self.stratum_of.get(person.pk), "")) for person in data["members"]]
        return told | {"members": pairs}


class VolunteerForm(forms.Form):
    stratum = forms.ChoiceField(label=_("Dans quelle strate ?"), required=False)

    def __init__(self, *args, strata, **kwargs):
        super().__init__(*args, **kwargs)
        if strata:
            self.fields["stratum"].choices = [(name, name) for name in strata]
        else:
            del self.fields["stratum"]


class FiguresForm(forms.Form):
    figures = WordsField(
        label=_("Les nombres qui sont sortis"),
        max_length=LONGEST_FIGURES,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Séparés par des espaces, dans n’importe quel ordre : la règle les range elle-même."),
    )


class CancelForm(forms.Form):
    reason = WordsField(
        label=_("Pourquoi annuler ce tirage ?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Cette raison restera lisible à côté de tout tirage suivant du même objet."),
        error_messages={"required": _("Annuler un tirage s’explique : écrivez en quelques mots pourquoi.")},
    )


def strata_in(text) -> dict[str, int | Fraction]:
    """The strata that lines such as « Sud : 2 » or « Sud : 1/3 » write. Raises ValueError on any other line."""
    found = {}
    for line in filter(str.strip, text.splitlines()):
        told = LINE.fullmatch(line.strip())
        name = told and " ".join(told["name"].split())
        if not name or name in found:
            raise ValueError(line)
        if told["number"]:
            found[name] = int(told["number"])
        else:
            above, _bar, under = (told["share"] or f"{told['percent']}/100").partition("/")
            if not int(under):
                raise ValueError(line)
            found[name] = Fraction(int(above), int(under))
    return found
