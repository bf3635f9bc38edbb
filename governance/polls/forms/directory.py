"""What is typed in the directory: the listing of a space, the settings of a network map, a file of another source."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.forms import WordsField
from governance.polls import finding, geometry, importing, network
from governance.polls.forms.territories import DegreesField
from governance.rules import tags as tagging
from governance.rules.territories import fold


class WebField(forms.CharField):
    """The address of a page: http or https, completed when its beginning was left out."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}))
        super().__init__(max_length=500, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        return f"https://{value}" if value and "://" not in value else value

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        try:
            URLValidator(schemes=["http", "https"])(value)
            alright = not urlsplit(value).username
        except (ValidationError, ValueError):
            alright = False
        if not alright:
            raise ValidationError(_("Ce n’est pas l’adresse d’une page : elle ressemble à « https://exemple.re »."))


class ListingForm(forms.Form):
    """What the directory says of an organization or a project."""

    commune = WordsField(
        label=gettext_lazy("Commune"),
        max_length=100,
        help_text=gettext_lazy("Son nom, son code postal ou son code INSEE."),
        error_messages={"required": gettext_lazy("Dites dans quelle commune : c’est là que la fiche se range.")},
    )
    text = WordsField(
        label=gettext_lazy("En quelques mots"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ce que vous faites, pour qui. Du texte simple, sans mise en forme."),
    )
    tags = WordsField(
        label=gettext_lazy("Étiquettes"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Séparées par des virgules : « zéro déchet, réparation, tiers-lieu »."),
    )
    website = WebField(label=gettext_lazy("Site"), required=False)
    address = WordsField(
        label=gettext_lazy("Adresse publique"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("L’adresse du local, telle qu’on l’afficherait sur sa porte."),
    )
    lon = DegreesField(
        label=gettext_lazy("Longitude"),
        required=False,
        help_text=gettext_lazy("En degrés, comme 55,45 à Saint-Denis. Laissez vide pour ne montrer que la commune."),
    )
    lat = DegreesField(
        label=gettext_lazy("Latitude"), required=False, help_text=gettext_lazy("En degrés, comme −20,88 à Saint-Denis.")
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Cette adresse et ce point sont ceux d’un lieu ouvert à tout le monde, pas d’une personne"),
        required=False,
        help_text=gettext_lazy("Sans votre accord ici, l’adresse et le point ne s’enregistrent pas."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_commune(self):
        typed = self.cleaned_data["commune"]
        found = [one.territory for one in finding.find(self.user, typed, lived_in=True)]
        same = [one for one in found if fold(one.name) == fold(typed) or one.code == typed.strip().upper()]
        choices = same or found
        if len(choices) == 1:
            return choices[0]
        if not choices:
            raise ValidationError(
                _("Aucune commune connue ici ne ressemble à « %(typed)s » : essayez son code INSEE.") % {"typed": typed}
            )
        names = ", ".join(f"{one.name} ({one.code})" for one in choices[:8])
        raise ValidationError(
            _("Plusieurs communes répondent à « %(typed)s » : écrivez le code INSEE de la vôtre parmi %(names)s.")
            % {"typed": typed, "names": names}
        )

    def clean_tags(self):
        names = tagging.split(self.cleaned_data["tags"])
        if len(names) > tagging.MOST:
            raise ValidationError(
                _("Il y a %(n)s étiquettes : gardez les %(most)s qui parlent le mieux.")
                % {"n": len(names), "most": tagging.MOST}
            )
        long = next((name for name in names if len(name) > tagging.LONGEST), None)
        if long:
            raise ValidationError(
                _("« %(name)s… » est trop long pour une étiquette : quelques mots, %(most)s caractères au plus.")
                % {"name": long[:20], "most": tagging.LONGEST}
            )
        return names

    def clean(self):
        data = super().clean()
        lon, lat = data.get("lon"), data.get("lat")
        if (lon is None) != (lat is None) and not {"lon", "lat"} & self.errors.keys():
            self.add_error("lon" if lon is None else "lat", _("Un point est fait de deux nombres : donnez les deux."))
        data["point"] = None
        if lon is not None and lat is not None:
            try:
                data["point"] = geometry.point(lon, lat)
            except geometry.Unreadable as unreadable:
                self.add_error("lon", str(unreadable))
        if (data["point"] or data.get("address")) and not data.get("is_public"):
            self.add_error(
                "is_public",
                _("Dites que ce lieu est public, ou effacez l’adresse et le point : la commune suffit à vous trouver."),
            )
        return data

    @property
    def listed(self) -> dict:
        """All that `set_listing` takes, but the space."""
        names = ("commune", "text", "website", "address", "tags", "point")
        return {name: self.cleaned_data[name] for name in names}


def filled(space, listing=None) -> dict:
    """What the form shows first: what the directory says, else the sentence of the organization."""
    if listing is None:
        return {"text": space.owner.summary}
    said = {name: getattr(listing, name) for name in ("text", "website", "address", "lon", "lat")}
    named = ", ".join(tag.name for tag in listing.tags.all())
    is_public = bool(listing.address or listing.lon is not None)
    return said | {"commune": listing.commune.code, "tags": named, "is_public": is_public}


class _File(forms.FileField):
    """A file that is read whole, one byte more than is taken, and given as bytes."""

    def __init__(self, *, most, **kwargs):
        super().__init__(**kwargs, widget=forms.FileInput(attrs={"accept": ".json,.geojson,application/json"}))
        self.most = most

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return upload.read(self.most + 1) if upload else b""


class NetworkMapForm(forms.Form):
    """The settings of a network map, from a file or pasted."""

    file = _File(label=gettext_lazy("Fichier JSON"), required=False, most=network.MOST_BYTES)
    pasted = forms.CharField(
        label=gettext_lazy("Ou ses réglages, collés ici"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
    )

    def clean(self):
        data = super().clean()
        content = data.get("file") or data.get("pasted", "").encode()
        self.reading = None
        if not content.strip():
            self.add_error("pasted", _("Choisissez un fichier JSON, ou collez-le ici."))
        elif not self.errors:
            try:
                self.reading = network.read(content)
            except network.Unreadable as unreadable:
                self.add_error("pasted", str(unreadable))
        return data


class ImportForm(forms.Form):
    """A file of another directory, and what is said of where it comes from."""

    name = WordsField(
        label=gettext_lazy("Nom de la source"), max_length=120, help_text=gettext_lazy("Comme « Transiscope ».")
    )
    licence = WordsField(
        label=gettext_lazy("Licence de ses données"),
        max_length=120,
        help_text=gettext_lazy(
            "Telle que la source la donne, comme « ODbL » ou « CC BY-SA 4.0 » : elle se lira à côté."
        ),
    )
    address = WebField(
        label=gettext_lazy("Adresse de la source"), help_text=gettext_lazy("La carte d’où viennent ces fiches.")
    )
    file = _File(label=gettext_lazy("Fichier JSON de la source"), required=False, most=importing.MOST_BYTES)
    content = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        content = data.get("file") or data.get("content", "").encode()
        self.reading = None
        if not content.strip():
            self.add_error("file", _("Choisissez le fichier que la source donne."))
        elif not self.errors:
            try:
                self.reading = importing.read(content, address=data["address"])
            except importing.Unreadable as unreadable:
                self.add_error("file", str(unreadable))
            else:
                data["content"] = content.decode("utf-8-sig")
        return data

    @property
    def source(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("name", "licence", "address")}
