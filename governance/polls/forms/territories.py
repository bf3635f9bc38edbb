"""What is typed or sent to draw a territory."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from governance.accounts.forms import NameField
from governance.polls import geometry


class DegreesField(forms.FloatField):
    """An angle as people write it: with a comma or a point, and whatever sign of minus."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(localize=True, **kwargs)

    def to_python(self, value):
        return super().to_python(value.replace("−", "-") if isinstance(value, str) else value)


class ZonesForm(forms.Form):
    """A GeoJSON file, and a name for the outlines that have none in it."""

    file = forms.FileField(
        label=_("Fichier GeoJSON"),
        help_text=_("Un ou plusieurs contours, en longitude et latitude WGS 84 : quartiers, parc, île…"),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    name = NameField(
        label=_("Nom"),
        max_length=200,
        required=False,
        help_text=_("Seulement pour les contours que le fichier ne nomme pas."),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            # One byte more than is taken says that it is too much, without reading it all.
            self.features = geometry.read_geojson(upload.read(geometry.MOST_BYTES + 1))
        except geometry.Unreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable
        return upload

    def clean(self):
        data = super().clean()
        if "file" in data and not data.get("name") and not all(one.name for one in self.features):
            self.add_error("name", _("Un contour du fichier n’a pas de nom : donnez-en un."))
        return data


class CircleForm(forms.Form):
    """A circle by its centre and its radius."""

    name = NameField(label=_("Nom"), max_length=200)
    lon = DegreesField(label=_("Longitude du centre"), help_text=_("En degrés, comme 55,45 à Saint-Denis."))
    lat = DegreesField(label=_("Latitude du centre"), help_text=_("En degrés, comme −20,88 à Saint-Denis."))
    radius = forms.IntegerField(
        label=_("Rayon, en mètres"),
        min_value=geometry.SMALLEST_RADIUS,
        max_value=geometry.LARGEST_RADIUS,
        initial=1000,
    )

    def clean(self):
        data = super().clean()
        if "lon" in data and "lat" in data:
            try:
                geometry.point(data["lon"], data["lat"])
            except geometry.Unreadable as unreadable:
                self.add_error("lon", str(unreadable))
        return data
