"""Files chosen beside a message, looked at before anything is kept."""

from dataclasses import replace

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooms import files
from rooms.models import Attachment
from rooms.pictures import Unreadable


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self):
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """The files themselves, as `rooms.files.Chosen`; each that is not taken says why."""

    widget = FilesInput

    def clean(self, uploads):
        errors, found = [], []
        try:
            files.together(uploads)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        for upload in uploads:
            try:
                found.append(files.looked_at(upload))
            except Unreadable as error:
                errors.append(str(error))
        if errors:
            raise ValidationError(errors)
        return found


class AltField(forms.Field):
    """What pictures show, in words: a line for each file, in their order. A script sends one field for each."""

    widget = forms.MultipleHiddenInput

    def clean(self, lines):
        found = [line.strip() for text in lines or () for line in text.splitlines() or [""]]
        if any(len(line) > files.LONGEST_ALT for line in found):
            raise ValidationError(
                _("La description d’une image compte %(n)s caractères au plus.") % {"n": files.LONGEST_ALT}
            )
        return [line.replace("\x00", "") for line in found]


class FilesMixin(forms.Form):
    """A form whose `chosen` are files with what they show. A page cannot give them back once they were sent."""

    files = FilesField(label=gettext_lazy("Fichiers"), required=False)
    alt = AltField(label=gettext_lazy("Description des images"), required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Qui lit ces fichiers"),
        choices=Attachment.Audience.choices,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choisissez qui lit ces fichiers dans la liste.")},
    )

    @property
    def had_files(self) -> bool:
        return self.is_bound and bool(self["files"].data)

    @property
    def limits(self):
        return {"most": settings.FILES_MOST, "each": settings.FILE_LARGEST, "all": settings.FILES_LARGEST}

    @property
    def readers(self):
        """What one may choose, each with whether it is chosen."""
        asked = self["audience"].value() or ""
        return tuple((value, str(label), value == asked) for value, label in self.fields["audience"].choices)

    @property
    def file_errors(self) -> tuple[str, ...]:
        """Why some of them are not sent."""
        if not self.is_bound:
            return ()
        return tuple(str(error) for name in ("files", "alt", "audience") for error in self.errors.get(name, ()))

    def clean(self):
        found = super().clean()
        chosen, lines, audience = found.pop("files", []), found.pop("alt", []), found.pop("audience", "")
        lines += [""] * (len(chosen) - len(lines))
        found["chosen"] = [replace(one, alt=line, audience=audience) for one, line in zip(chosen, lines, strict=False)]
        return found


class DescriptionForm(forms.Form):
    """What a picture shows, after it was sent."""

    alt = forms.CharField(
        label=gettext_lazy("Ce que montre l’image"),
        required=False,
        max_length=files.LONGEST_ALT,
        help_text=gettext_lazy("Pour qui ne la voit pas : une phrase suffit. Laissez vide pour ne rien en dire."),
    )
