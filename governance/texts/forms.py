"""What people type to open a document, checked before any act."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.prose import is_blank
from governance.texts.models import Document

LONGEST_TEXT = 200_000  # characters of Markdown in one version


class Words(forms.CharField):
    """Some words; characters that nobody sees are no words."""

    def to_python(self, value):
        said = super().to_python(value)
        return self.empty_value if is_blank(said) else said


class DocumentForm(forms.Form):
    """A document brought into Palabre, once."""

    kind = forms.ChoiceField(label=_("Sorte de document"), choices=Document.Kind.choices)
    room = forms.ModelChoiceField(
        None,
        label=_("Salon dont ce sont les règles"),
        required=False,
        empty_label=_("tout l’espace"),
        help_text=_("Seulement pour les règles d’un salon."),
    )
    title = Words(label=_("Titre"), max_length=140)
    body = Words(
        label=_("Texte"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("En paragraphes courts : chacun aura son numéro. La mise en forme Markdown est possible."),
    )
    standing = forms.ChoiceField(
        label=_("Où en est ce document ?"),
        choices=[
            ("draft", _("un brouillon : une proposition le mettra en vigueur")),
            ("in_force", _("déjà en vigueur, adopté avant d’entrer dans Palabre")),
        ],
        initial="draft",
        widget=forms.RadioSelect,
    )
    adopted = Words(
        label=_("Où et quand il a été adopté"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("S’il est déjà en vigueur : par qui, où, quel jour. Tout le monde le lira."),
    )

    def __init__(self, *args, space, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = space.rooms.filter(archived_at__isnull=True)

    def clean(self):
        kept = super().clean()
        if kept.get("standing") == "in_force" and not kept.get("adopted"):
            self.add_error("adopted", _("Dites où et quand ce document a été adopté."))
        is_rules = kept.get("kind") == Document.Kind.ROOM_RULES
        if is_rules and not kept.get("room") and "room" not in self.errors:
            self.add_error("room", _("Dites de quel salon ce sont les règles."))
        if not is_rules and kept.get("room"):
            self.add_error("room", _("Seules les règles d’un salon se rapportent à un salon."))
        return kept

    def wishes(self) -> dict:
        """What `open_document` takes."""
        data = dict(self.cleaned_data)
        return data | {"in_force": data.pop("standing") == "in_force"}
