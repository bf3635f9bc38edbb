"""What is chosen so that a poll climbs: the option, the share and the answers it takes, the levels above."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.polls.climbing import SHARE_WORDS, levels_above
from governance.polls.results import asked_in

LEAST = 50  # answers, unless somebody writes another number
MOST = 10_000_000


class ClimbForm(forms.Form):
    """A plain rule: one option, above a share of the answers, of which there are enough."""

    option = forms.ChoiceField(
        label=_("L’option qui fait monter le sondage"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez l’option qui fait monter le sondage parmi les siennes.")},
    )
    share = forms.ChoiceField(
        label=_("Ce qu’il faut pour cette option"),
        choices=[(f"{over}/{under}", words) for (over, under), words in SHARE_WORDS.items()],
        help_text=_("Des réponses, blanches comprises. La moitié exactement ne suffit pas."),
    )
    least = forms.IntegerField(label=_("Et combien de réponses au moins"), max_value=MOST)
    levels = forms.MultipleChoiceField(
        label=_("Les niveaux au-dessus, du plus proche au plus large"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un niveau, parmi ceux qui contiennent ce territoire.")},
    )

    def __init__(self, data=None, *, poll, climb=None):
        self.above = {str(one.pk): one for one in levels_above(poll.territories.get())}
        initial = {"share": "1/2", "least": LEAST, "levels": list(self.above)}
        if climb is not None:
            initial = {"option": climb.option, "share": f"{climb.numerator}/{climb.denominator}", "least": climb.least}
            initial["levels"] = [str(one.territory_id) for one in climb.rungs.filter(n__gt=0)]
        super().__init__(data, initial=initial)
        ((row, _question),) = asked_in(poll)
        self.fields["option"].choices = [(one.key, one.label) for one in row.vote.options.all()]
        self.fields["levels"].choices = [
            (pk, f"{one.name} ({one.get_kind_display()})") for pk, one in self.above.items()
        ]
        self.fields["least"].min_value = poll.k
        self.fields["least"].widget.attrs["min"] = poll.k

    @property
    def chosen(self) -> dict:
        """All that `set_climb` takes."""
        data = self.cleaned_data
        over, under = data["share"].split("/")
        levels = [self.above[pk] for pk in data["levels"]]
        return {"option": data["option"], "share": (int(over), int(under)), "least": data["least"], "levels": levels}
