"""Paper ballots as the secretary of a session types them: by name, or counted by what they say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import User
from governance.voting.actions import Slip
from governance.voting.models import ONE, Ballot

MOST = 1000  # papers of one line
LINES = 12  # different ballots of an election typed at once; the others make another batch
CHOICE, BLANK, ABSTENTION = Ballot.Kind.CHOICE, Ballot.Kind.BLANK, Ballot.Kind.ABSTENTION
WITHOUT_CHOICE = ((BLANK, _("blanc ou nul")), (ABSTENTION, _("abstention")))


class PaperForm(forms.Form):
    """Whose papers, and what they say. Once valid: `people` (ids) and `slips`, for `enter_paper`.

    places: those of the roll who may have put a paper in. tellers: those who may be named to countersign.
    """

    def __init__(self, data=None, *, vote, places, tellers):
        super().__init__(data)
        self.vote, self.places = vote, places
        self.options = [(option.key, str(option)) for option in vote.options.all()]
        if not vote.is_secret:
            answers = [("", _("pas de papier")), *self.options, *WITHOUT_CHOICE]
            for place in places:
                self.fields[f"p-{place.person_id}"] = forms.ChoiceField(
                    label=str(place.person), choices=answers, required=False
                )
        else:
            self.fields["people"] = forms.TypedMultipleChoiceField(
                label=_("Qui a mis un papier dans l’urne"),
                coerce=int,
                choices=[(place.person_id, str(place.person)) for place in places],
                widget=forms.CheckboxSelectMultiple,
            )
            if vote.method in ONE:
                for key, label in self.options:
                    self.fields[f"n-{key}"] = _number(label)
            else:
                for n in range(1, LINES + 1):
                    self.fields[f"names-{n}"] = forms.MultipleChoiceField(
                        label=_("Noms"), choices=self.options, required=False, widget=forms.CheckboxSelectMultiple
                    )
                    self.fields[f"n-{n}"] = _number(_("Combien de papiers"))
            for kind, label in WITHOUT_CHOICE:
                self.fields[f"n-{kind}"] = _number(label)
        self.fields["teller"] = forms.ModelChoiceField(
            label=_("Qui vérifiera avec vous"),
            queryset=User.objects.filter(pk__in=[person.pk for person in tellers]).order_by("display_name", "pk"),
            required=False,
            help_text=_("Un membre présent, autre que vous ; qui préside peut toujours contresigner."),
        )

    @property
    def named(self):
        """The fields of a named vote, one for each person."""
        return [self[f"p-{place.person_id}"] for place in self.places]

    @property
    def numbers(self):
        """The fields that count papers which say the same."""
        lines = [key for key, _label in self.options] if self.vote.method in ONE else []
        return [self[f"n-{key}"] for key in [*lines, BLANK, ABSTENTION]]

    @property
    def lines(self):
        """Of an election: pairs of fields, the names on a paper and how many there are."""
        if self.vote.method in ONE:
            return []
        return [(n, self[f"names-{n}"], self[f"n-{n}"]) for n in range(1, LINES + 1)]

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        people, slips = self._by_name(cleaned) if not self.vote.is_secret else self._counted(cleaned)
        if not people:
            raise forms.ValidationError(_("Aucun papier n’est saisi."))
        return {"people": people, "slips": slips, "teller": cleaned["teller"]}

    def _by_name(self, cleaned):
        found = {place.person_id: cleaned[f"p-{place.person_id}"] for place in self.places}
        slips = [_slip(said, person_id=pk) for pk, said in found.items() if said]
        return [slip.person_id for slip in slips], slips

    def _counted(self, cleaned):
        if self.vote.method in ONE:
            slips = [_slip(key, count=n) for key, _label in self.options if (n := cleaned[f"n-{key}"])]
        else:
            slips = []
            for n in range(1, LINES + 1):
                names, count = cleaned[f"names-{n}"], cleaned[f"n-{n}"]
                if bool(names) != bool(count):
                    raise forms.ValidationError(
                        _("Ligne %(n)s : cochez les noms, et dites combien de papiers les portent.") % {"n": n}
                    )
                if names:
                    slips.append(Slip(CHOICE, names, count=count))
        slips += [_slip(kind, count=n) for kind, _label in WITHOUT_CHOICE if (n := cleaned[f"n-{kind}"])]
        return cleaned["people"], slips


def _number(label):
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


def _slip(said, **more):
    return Slip(said, **more) if said in (BLANK, ABSTENTION) else Slip(CHOICE, said, **more)
