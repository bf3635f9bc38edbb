"""Files chosen for a question of an agenda."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.assemblies.models import ItemDocument
from rooms.file_forms import FilesField


class DocumentsForm(forms.Form):
    """One file or several; after the convocation, perhaps another version of one that was sent."""

    chosen = FilesField(
        label=_("Fichiers"),
        required=False,
        help_text=_("Ils accompagnent la convocation, et chacun la vérifie par leur empreinte (art. 9.3)."),
    )
    nature = forms.ChoiceField(
        label=_("Ce que c’est"),
        required=False,
        choices=[("", _("un autre document")), *ItemDocument.Nature.choices],
    )
    replaces = forms.ModelChoiceField(
        label=_("Nouvelle version de"),
        queryset=ItemDocument.objects.none(),
        required=False,
        empty_label=_("aucun : c’est un autre document"),
    )

    def __init__(self, data=None, files=None, *, item):
        super().__init__(data, files, initial={"nature": next(iter(item.missing), "")})
        if item.meeting.sent_at and item.documents.exists():
            self.fields["replaces"].queryset = item.documents.all()
        else:
            del self.fields["replaces"]
