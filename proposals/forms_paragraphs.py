"""What may be done with one paragraph of a text, and the text that comes of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.prose import is_blank
from governance.rules.merge import Uncomposable, delete, insert, move, normalise, replace
from proposals.forms import LONGEST_TEXT, AmendmentForm, Words

WHY = {
    "around": _(
        "Ainsi, ce changement en entraînerait d’autres autour de lui : un bloc de code est-il resté ouvert ? "
        "Vous pouvez aussi modifier tout le texte."
    ),
    "table": _("Une ligne de tableau reste une ligne de son tableau : rien d’autre n’y entre, et elle n’en sort pas."),
    "head": _("L’en-tête d’un tableau ne se supprime ni ne se déplace seul : prenez le tableau entier."),
}


class ParagraphForm(AmendmentForm):
    """One paragraph rewritten, added to, deleted or moved, and why; `body` is the whole text that comes of it."""

    what = forms.ChoiceField(
        label=_("Que proposez-vous ?"),
        widget=forms.RadioSelect,
        choices=[
            ("replace", _("le réécrire")),
            ("after", _("ajouter un paragraphe après lui")),
            ("before", _("ajouter un paragraphe avant lui")),
            ("delete", _("le supprimer")),
            ("move", _("le déplacer")),
        ],
        error_messages={"required": _("Dites ce que vous en feriez : le réécrire, le supprimer, le déplacer…")},
    )
    words = forms.CharField(
        label=_("Le paragraphe, réécrit"), required=False, strip=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    added = forms.CharField(
        label=_("Le paragraphe à ajouter"), required=False, strip=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Sa nouvelle place"), required=False)
    field_order = ["base", "what", "words", "added", "place", "reason"]

    def __init__(self, *arguments, base, passage, beside, **options):
        super().__init__(*arguments, **options)
        del self.fields["body"]
        self.fields["reason"] = Words(label=_("Pourquoi ce changement ?"), max_length=2000)
        self.was, self.passage = base, passage
        self.fields["place"].choices = [("", _("Choisissez une place")), *self._places(beside)]

    def _places(self, beside):
        """Before the first of the others, or after one of them, by number and first words; never where it is."""
        here = (self.passage.first, self.passage.end)
        starts = beside[0].first
        if self.passage.kind == "row" and len(beside) > 2 and self.passage.end - self.passage.first == 1:
            starts, beside = beside[1].end, beside[2:]
        if starts not in here:
            yield str(starts), _("tout au début")
        for n, other in enumerate(beside, 1):
            if other.end not in here:
                said = {"n": other.number if other.number != self.passage.number else n, "words": first_words(other)}
                yield str(other.end), _("après le %(n)s : %(words)s") % said

    def clean(self):
        data = super().clean()
        what = data.get("what")
        needed = {"replace": "words", "after": "added", "before": "added", "move": "place"}.get(what)
        missing = {
            "words": _("Il ne reste rien de ce paragraphe : choisissez de le supprimer, si c’est ce que vous voulez."),
            "added": _("Écrivez le paragraphe à ajouter."),
            "place": _("Choisissez la place où le mettre."),
        }
        if needed and needed not in self.errors and is_blank(data.get(needed, "")):
            self.add_error(needed, missing[needed])
        if what and not self.errors.keys() & {"words", "added", "place", "base"}:
            try:
                data["body"] = self._composed(what, data)
            except Uncomposable as refused:
                self.add_error("place" if what == "move" else needed or "what", WHY[refused.why])
        return data

    def _composed(self, what, data):
        text, passage = self.was.body, self.passage
        if what == "delete":
            return delete(text, passage)
        if what == "move":
            return move(text, passage, int(data["place"]))
        if what == "replace":
            typed = data["words"].replace("\r\n", "\n")
            return text if normalise(typed) == normalise(passage.text) else replace(text, passage, typed)
        return insert(text, passage.end if what == "after" else passage.first, data["added"])


def first_words(passage) -> str:
    words = " ".join(passage.text.split())
    return words if len(words) <= 60 else f"{words[:59].rstrip()}…"
