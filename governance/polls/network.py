"""Network maps: the JSON that settles one, ours or that of the network maps of Communecter, read with its reasons.

`FIELDS` documents ours; `read` says in sentences what it understood of a file, what it mended and what it left.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.polls.directory import communes_of, place_key
from governance.polls.models import Listing, Territory
from governance.polls.untrusted import Unreadable, listed, plain, read_json
from governance.rules import tags as tagging
from governance.rules.territories import fold

MOST_BYTES = 200_000
MOST_TERRITORIES = 60
MOST_TAGS = 100
MOST_FAMILIES = 12
MOST_LABELS = 80  # of one family
SHAPES = ("circle", "square", "triangle", "diamond", "pentagon", "star", "cross", "hexagon")
SHAPE_WORDS = {
    "circle": gettext_lazy("rond"),
    "square": gettext_lazy("carré"),
    "triangle": gettext_lazy("triangle"),
    "diamond": gettext_lazy("losange"),
    "pentagon": gettext_lazy("pentagone"),
    "star": gettext_lazy("étoile"),
    "cross": gettext_lazy("croix"),
    "hexagon": gettext_lazy("hexagone"),
}
# Each is seen on paper by day and by night (3 to 1, WCAG 1.4.11) and told from its neighbours by its shape too.
COLOURS = (
    "#0b8080", "#c2571b", "#7a5cc9", "#3b7f3a", "#c23a6b", "#2f72c4",
    "#8f7417", "#a35bb0", "#5d7d84", "#b0553f", "#4f8a10", "#a06a9c",
)  # fmt: skip
PAPERS = ("#fbf8f2", "#191814")
LEAST_CONTRAST = 3

FIELDS = (
    ("name", gettext_lazy("Le nom de la carte. Il en faut un.")),
    ("description", gettext_lazy("Une ou deux phrases, sous le nom.")),
    (
        "territories",
        gettext_lazy(
            "Les territoires montrés, chacun par sa nature et son code : « region-04 », « departement-974 », "
            "« epci-249740101 », « commune-97411 ». Sans ce champ, tous."
        ),
    ),
    (
        "tags",
        gettext_lazy("Seules les fiches qui ont au moins une de ces étiquettes sont montrées. Sans ce champ, toutes."),
    ),
    ("kinds", gettext_lazy("« organization », « project », ou les deux. Sans ce champ, les deux.")),
    ("sources", gettext_lazy("« true » pour montrer aussi ce que cet espace a importé d’autres annuaires.")),
    ("search", gettext_lazy("« false » pour ôter le champ de recherche.")),
    (
        "families",
        gettext_lazy(
            "Les familles d’étiquettes, dans l’ordre : « name », le mot qui se lit ; « colour », six chiffres "
            "hexadécimaux comme « #0b8080 » ; « shape », une forme ; « tags », un objet dont chaque nom se lit dans la "
            "légende et chaque valeur est la liste des étiquettes qu’il réunit."
        ),
    ),
)
# The fields of Communecter’s maps that are read, and what becomes of each.
COMMUNECTER = (
    ("name, skin.title", gettext_lazy("Le nom de la carte.")),
    ("skin.shortDescription", gettext_lazy("La description.")),
    (
        "filter.linksTag",
        gettext_lazy(
            "Les familles : leur nom, « background-color » et « tags ». La couleur est remplacée si elle ne se "
            "distingue pas du fond ou d’une autre famille ; l’image n’est pas reprise."
        ),
    ),
    ("filter.tags.tagsAdditional", gettext_lazy("Une famille de plus, nommée par « filter.tags.title ».")),
    ("request.searchTag, request.mainTag, request.searchCategory", gettext_lazy("Les étiquettes demandées.")),
    (
        "request.searchLocalityREGION, …DEPARTEMENT, …INSEE, …CODE_POSTAL, …CODE_POSTAL_INSEE, …CITYKEY, …NAME",
        gettext_lazy("Les territoires, par leur code ou par leur nom."),
    ),
    ("request.searchType", gettext_lazy("« organizations » et « projects ».")),
)
_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_TYPES = {"organizations": "organization", "organization": "organization", "projects": "project", "project": "project"}
_OURS = frozenset({"territories", "families", "tags", "kinds"})
_LOCALITIES = {
    "REGION": (Territory.Kind.REGION, Territory.Kind.OVERSEAS),
    "DEPARTEMENT": (Territory.Kind.DEPARTEMENT, Territory.Kind.OVERSEAS),
    "INSEE": Territory.LIVED_IN,
    "CITYKEY": Territory.LIVED_IN,
    "CODE_POSTAL": Territory.LIVED_IN,
    "CODE_POSTAL_INSEE": Territory.LIVED_IN,
    "NAME": Territory.LIVED_IN,
}

__all__ = ["Map", "Reading", "Unreadable", "read"]


@dataclass
class Reading:
    """What is understood of a file: the settings, and sentences about what was taken, mended and left."""

    config: dict = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(content: bytes) -> Reading:
    """The settings that a JSON text gives, in our fields or in those of Communecter’s maps. Raises `Unreadable`."""
    told = read_json(content, most=MOST_BYTES)
    if not isinstance(told, dict):
        raise Unreadable(_("Ce JSON n’est pas celui d’une carte : il faut un objet, entre accolades."))
    if _OURS & told.keys() or not {"request", "filter", "skin"} & told.keys():
        return _Ours(told).reading
    return _Theirs(told).reading


# --- Colours -----------------------------------------------------------------------------------------


def _luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """How much two colours « #rrggbb » differ, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted([_luminance(one), _luminance(other)])
    return (high + 0.05) / (low + 0.05)


def is_seen(colour: str) -> bool:
    """Whether a colour shows on paper, by day and by night."""
    return all(contrast(colour, paper) >= LEAST_CONTRAST for paper in PAPERS)


# --- Reading -----------------------------------------------------------------------------------------


class _Reader:
    """What both readers share: names, tags, kinds, families, and the sentences about them."""

    def __init__(self, told):
        self.told, self.reading = told, Reading()
        self.config = self.reading.config
        self.territories = {}
        self.read()
        self.config.setdefault("name", _("Carte sans nom"))
        self.config["territories"] = [place_key(one) for one in self.territories.values()][:MOST_TERRITORIES]
        if self.territories:
            names = ", ".join(one.name for one in list(self.territories.values())[:MOST_TERRITORIES])
            self.taken(_("Territoires : %(names)s.") % {"names": names})
        if len(self.territories) > MOST_TERRITORIES:
            self.left(_("Seuls les %(n)s premiers territoires sont gardés.") % {"n": MOST_TERRITORIES})

    def taken(self, sentence):
        self.reading.taken.append(sentence)

    def mended(self, sentence):
        self.reading.mended.append(sentence)

    def left(self, sentence):
        if sentence not in self.reading.left:
            self.reading.left.append(sentence)

    def named(self, *values):
        name = next((found for found in (plain(one, 120) for one in values) if found), "")
        if name:
            self.config["name"] = name
            self.taken(_("Nom : « %(name)s ».") % {"name": name})
        else:
            self.mended(_("Ce fichier ne nomme pas la carte : donnez-lui un nom dans le champ « name »."))

    def described(self, value):
        self.config["description"] = plain(value, 500)
        if self.config["description"]:
            self.taken(_("Description : « %(text)s »") % {"text": self.config["description"]})

    def tagged(self, values):
        names = {}
        for value in values:
            name = plain(value, tagging.LONGEST)
            if tagging.key(name):
                names.setdefault(tagging.key(name), tagging.straight(name))
        self.config["tags"] = list(names.values())[:MOST_TAGS]
        if names:
            self.taken(_("Étiquettes : %(names)s.") % {"names": ", ".join(self.config["tags"])})
        if len(names) > MOST_TAGS:
            self.left(_("Seules les %(n)s premières étiquettes sont gardées.") % {"n": MOST_TAGS})

    def kinds(self, values):
        found = []
        for value in values:
            kind = _TYPES.get(str(value).lower())
            if kind is None:
                self.left(
                    _("« %(kind)s » n’est pas dans l’annuaire : on y trouve des organisations et des projets.")
                    % {"kind": plain(value, 40) or "?"}
                )
            elif kind not in found:
                found.append(kind)
        self.config["kinds"] = found or ["organization", "project"]

    def families(self, pairs):
        """pairs: (name, colour, shape, tags) as the file has them."""
        made, colours = [], set()
        for name, colour, shape, tags in pairs:
            name = plain(name, 80)
            labels = self._labels(tags)
            if not name or not labels:
                self.left(
                    _("La famille « %(name)s » n’a pas de nom ou pas d’étiquettes : elle n’est pas reprise.")
                    % {"name": name or "?"}
                )
                continue
            if len(made) == MOST_FAMILIES:
                self.left(_("Seules les %(n)s premières familles sont gardées.") % {"n": MOST_FAMILIES})
                break
            colour = self._colour(colour, name, colours, COLOURS[len(made)])
            shape = shape if shape in SHAPES else SHAPES[len(made) % len(SHAPES)]
            colours.add(colour)
            made.append({"name": name, "colour": colour, "shape": shape, "tags": labels})
            n = len(labels)
            words = ngettext("Famille « %(name)s » : %(n)s étiquette.", "Famille « %(name)s » : %(n)s étiquettes.", n)
            self.taken(words % {"name": name, "n": n})
        self.config["families"] = made

    def _labels(self, tags):
        if isinstance(tags, list):
            tags = {one: one for one in tags if isinstance(one, str)}
        if not isinstance(tags, dict):
            return {}
        labels = {}
        for label, names in list(tags.items())[:MOST_LABELS]:
            label = plain(label, tagging.LONGEST)
            kept = [plain(one, tagging.LONGEST) for one in listed(names)][:20]
            kept = [one for one in kept if tagging.key(one)]
            if label and kept:
                labels[label] = kept
        if len(tags) > MOST_LABELS:
            self.left(_("Seules les %(n)s premières étiquettes d’une famille sont gardées.") % {"n": MOST_LABELS})
        return labels

    def _colour(self, colour, name, taken, instead):
        given = str(colour).lower() if colour else ""
        if re.fullmatch(r"#[0-9a-f]{3}", given):
            given = "#" + "".join(one * 2 for one in given[1:])
        if _COLOUR.match(given) and is_seen(given) and given not in taken:
            return given
        instead = instead if instead not in taken else next(one for one in COLOURS if one not in taken)
        if given:
            why = _("ne se distingue pas assez du fond") if _COLOUR.match(given) else _("ne se lit pas")
            if given in taken:
                why = _("est déjà celle d’une autre famille")
            self.mended(
                _("La couleur de « %(name)s » (%(colour)s) %(why)s : %(instead)s la remplace.")
                % {"name": name, "colour": plain(given, 20), "why": why, "instead": instead}
            )
        return instead

    def keep(self, territories):
        for one in territories:
            self.territories.setdefault(one.pk, one)


class _Ours(_Reader):
    """Settings in our own fields, such as an export."""

    def read(self):
        told = self.told
        self.named(told.get("name"))
        self.described(told.get("description"))
        for value in listed(told.get("territories")):
            kind, _dash, code = str(value).partition("-")
            found = Territory.objects.visible_to(AnonymousUser()).filter(kind=kind, code=code[:20].replace("\x00", ""))
            self.keep(found)
            if not found:
                self.left(
                    _(
                        "« %(value)s » n’est pas un territoire connu ici : on écrit sa nature et son code, "
                        "« region-04 »."
                    )
                    % {"value": plain(value, 60) or "?"}
                )
        self.tagged(listed(told.get("tags")))
        self.kinds(listed(told.get("kinds")))
        self.config["sources"] = told.get("sources") is True
        self.config["search"] = told.get("search") is not False
        families = [one for one in listed(told.get("families")) if isinstance(one, dict)]
        self.families([(one.get("name"), one.get("colour"), one.get("shape"), one.get("tags")) for one in families])
        for name in told:
            if name not in dict(FIELDS):
                self.left(_("Le champ « %(name)s » n’est pas connu : il n’en reste rien.") % {"name": plain(name, 60)})


class _Theirs(_Reader):
    """The settings of a network map of Communecter."""

    def read(self):
        request, links, skin = (self._part(name) for name in ("request", "filter", "skin"))
        self.named(skin.pop("title", None), self.told.get("name"))
        self.described(skin.pop("shortDescription", None))
        wanted = [
            value for name in ("searchTag", "mainTag", "searchCategory") for value in listed(request.pop(name, None))
        ]
        self.tagged(wanted)
        self.kinds(listed(request.pop("searchType", None)))
        for name in [name for name in request if name.startswith("searchLocality")]:
            self._locality(name, listed(request.pop(name)))
        self.families(list(self._families(links)))
        self.config |= {"sources": False, "search": True}
        self._leave(request, links, skin)

    def _part(self, name):
        part = self.told.get(name)
        if part is not None and not isinstance(part, dict):
            self.left(_("Le champ « %(name)s » n’est pas un objet : il n’en reste rien.") % {"name": name})
        return dict(part) if isinstance(part, dict) else {}

    def _families(self, links):
        linked = links.pop("linksTag", None)
        if isinstance(linked, dict):
            for name, one in linked.items():
                if isinstance(one, dict):
                    if one.get("image"):
                        self.left(_("Les images des familles ne sont pas reprises : une forme les remplace."))
                    yield name, one.get("background-color"), None, one.get("tags")
        tags = links.get("tags")
        if isinstance(tags, dict) and isinstance(tags.get("tagsAdditional"), dict):
            links.pop("tags")
            yield tags.get("title") or _("Étiquettes"), tags.get("background-color"), None, tags["tagsAdditional"]

    def _locality(self, name, values):
        level = name.removeprefix("searchLocality")
        kinds = _LOCALITIES.get(level)
        if kinds is None:
            self.left(_("« %(name)s » n’est pas un champ de territoire connu.") % {"name": plain(name, 60)})
            return
        for value in values:
            found = self._found(level, kinds, plain(value, 100))
            self.keep(found)
            if not found:
                self.left(
                    _(
                        "« %(value)s » (%(name)s) n’est pas un territoire connu ici : l’administration de Palabre peut "
                        "le charger."
                    )
                    % {"value": plain(value, 60) or "?", "name": name}
                )

    def _found(self, level, kinds, value):
        there = Territory.objects.official().current().filter(kind__in=kinds)
        if level == "CITYKEY":
            codes = re.findall(r"\d[0-9AB]\d{3}", value)
            return list(there.filter(code__in=codes))
        code = value.upper()
        if level in ("CODE_POSTAL", "CODE_POSTAL_INSEE"):
            found = list(there.filter(postal_codes__code=code.zfill(5)))
            if found or level == "CODE_POSTAL":
                return found
        width = 5 if kinds == Territory.LIVED_IN else 2
        return list(there.filter(code=code.zfill(width))) or list(there.filter(folded=fold(value)[:250]))[:20]

    def _leave(self, request, links, skin):
        for name in request:
            if name == "pagination":
                self.left(_("« pagination » : ici une page montre cinquante fiches, et la carte les montre toutes."))
            elif name.lower() == "sourcekey":
                self.left(
                    _(
                        "« %(name)s » : les fiches importées d’une source se demandent par le champ « sources », une "
                        "fois importées ici."
                    )
                    % {"name": plain(name, 60)}
                )
            else:
                self._left_field("request", name)
        for name in links:
            self._left_field("filter", name)
        if skin:
            self.left(_("« skin » : l’habillage de la page n’est pas repris, la carte a celui de Palabre."))
        for name in self.told:
            if name not in ("name", "request", "filter", "skin"):
                self.left(_("« %(name)s » n’est pas repris.") % {"name": plain(name, 60)})

    def _left_field(self, part, name):
        self.left(_("« %(name)s » n’est pas repris.") % {"name": f"{part}.{plain(name, 60)}"})


# --- A map that is kept ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Family:
    """One family of a map: its number from 0, its word, its colour and shape, and its labels."""

    n: int
    name: str
    colour: str
    shape: str
    labels: dict[str, list[str]]

    @property
    def shape_in_words(self) -> str:
        return str(SHAPE_WORDS[self.shape])

    @cached_property
    def keys(self) -> set[str]:
        return {tagging.key(name) for names in self.labels.values() for name in names}


class Map:
    """What a kept map shows: its listings, and the family of each."""

    def __init__(self, kept):
        self.kept, self.config = kept, kept.config

    @cached_property
    def families(self) -> list[Family]:
        told = enumerate(self.config["families"])
        return [Family(n, one["name"], one["colour"], one["shape"], one["tags"]) for n, one in told]

    @cached_property
    def territories(self) -> list[Territory]:
        keys = [key.partition("-") for key in self.config["territories"]]
        known = Territory.objects.visible_to(AnonymousUser())
        found = {place_key(one): one for one in known.filter(code__in=[code for _kind, _dash, code in keys])}
        return [found[key] for key in self.config["territories"] if key in found]

    @cached_property
    def listings(self):
        """All that the map may show, to anybody: what is asked of it narrows this down."""
        shown = Listing.objects.visible_to(AnonymousUser())
        kinds = [f"space__{kind}__isnull" for kind in self.config["kinds"]]
        ours = shown.ours()
        if len(kinds) == 1:
            ours = ours.filter(**{kinds[0]: False})
        wanted = ours
        if self.config["sources"]:
            theirs = shown.imported().filter(batch__source__space=self.kept.space_id)
            wanted = Listing.objects.filter(Q(pk__in=ours.values("pk")) | Q(pk__in=theirs.values("pk")))
        if self.config["territories"]:
            wanted = wanted.filter(commune__in=communes_of(self.territories))
        if self.config["tags"]:
            keys = [tagging.key(name) for name in self.config["tags"]]
            tagged = Listing.tags.through.objects.filter(tag__key__in=keys)
            wanted = wanted.filter(pk__in=tagged.values("listing"))
        return wanted

    def of_family(self, listings, family: Family, label: str = ""):
        """Those of a family, or of one of its labels."""
        names = family.labels.get(label)
        keys = {tagging.key(name) for name in names} if names else family.keys
        tagged = Listing.tags.through.objects.filter(tag__key__in=keys)
        return listings.filter(pk__in=tagged.values("listing"))

    def families_of(self, listing) -> list[Family]:
        keys = {tag.key for tag in listing.tags.all()}
        return [one for one in self.families if one.keys & keys]
