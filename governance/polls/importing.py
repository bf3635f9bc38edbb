"""Reads what other directories publish, GoGoCarto’s and Transiscope’s JSON first: elements to list, and those left out.

Only a name, a place, a few words, categories and a page are taken: no e-mail address, no telephone, no person’s name.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field

import shapely
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.polls import geometry
from governance.polls.models import Outline, Territory
from governance.polls.untrusted import Unreadable, listed, plain, read_json, web
from governance.rules import tags as tagging
from governance.rules.territories import fold

MOST_BYTES = 5_000_000  # by the page
MOST_BYTES_BY_COMMAND = 60_000_000
MOST_ELEMENTS = 20_000
MOST_SHOWN = 200  # sentences about what is left out
WRAPPED = ("data", "elements", "features", "@graph", "results")

__all__ = ["Element", "Reading", "Unreadable", "read"]


@dataclass(frozen=True)
class Element:
    """One thing of another directory, clean: what its listing will say."""

    key: str
    title: str
    text: str = ""
    website: str = ""
    back: str = ""
    address: str = ""
    commune: int | None = None  # its id
    lon: float | None = None
    lat: float | None = None
    tags: tuple[str, ...] = ()

    @property
    def tag_keys(self) -> list[str]:
        return list(dict.fromkeys(tagging.key(name) for name in self.tags))

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def row(self) -> dict:
        """The columns of its listing, but what it is sorted and searched by."""
        said = asdict(self) | {"commune_id": self.commune, "fingerprint": self.fingerprint}
        del said["tags"], said["commune"]
        return said


@dataclass
class Reading:
    """What a file holds: elements to list, and for each that is not, a sentence that says why."""

    elements: list[Element] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    licence: str = ""  # as the file says it

    @property
    def left_out(self) -> int:
        return len(self.problems)

    @property
    def shown(self) -> list[str]:
        return self.problems[:MOST_SHOWN]


def read(content: bytes, *, address: str = "", most: int = MOST_BYTES) -> Reading:
    """The elements of a file. address: of the source, to link back to each. Raises `Unreadable` with a sentence."""
    told = read_json(content, most=most)
    raw = _raw(told)
    if len(raw) > MOST_ELEMENTS:
        raise Unreadable(
            _("Ce fichier contient %(n)s fiches ; on en importe %(most)s au plus à la fois : coupez-le en plusieurs.")
            % {"n": len(raw), "most": MOST_ELEMENTS}
        )
    reading = Reading()
    if isinstance(told, dict):
        reading.licence = plain(told.get("licence") or told.get("license"), 120)
    places, seen = _Places(raw), set()
    for n, one in enumerate(raw, 1):
        try:
            element = _element(one, n, address, places)
            if element.key in seen:
                raise _LeftOut(_("« %(title)s » y est deux fois sous le même identifiant.") % {"title": element.title})
        except _LeftOut as why:
            reading.problems.append(str(why))
            continue
        seen.add(element.key)
        reading.elements.append(element)
    return reading


class _LeftOut(Exception):
    """Why one element is not listed."""


def _raw(told):
    if isinstance(told, dict):
        told = next((told[name] for name in WRAPPED if isinstance(told.get(name), list)), None)
    if not isinstance(told, list):
        raise Unreadable(
            _(
                "Ce fichier n’est pas celui d’un annuaire : il faut une liste de fiches, comme GoGoCarto la donne à "
                "l’adresse « /api/elements.json », ou du GeoJSON."
            )
        )
    if not told:
        raise Unreadable(_("Ce fichier ne contient aucune fiche."))
    return told


# --- One element -------------------------------------------------------------------------------------


def _fields(raw):
    """What an element says, whichever way it is written: an object, a GeoJSON feature, GoGoCarto’s compact list."""
    if isinstance(raw, list):  # [id, [name, …], latitude, longitude, …]
        names = listed(raw[1]) if len(raw) > 1 else []
        said = {"id": raw[0] if raw else None, "name": names[0] if names else ""}
        return said | ({"geo": {"latitude": raw[2], "longitude": raw[3]}} if len(raw) > 3 else {})
    if not isinstance(raw, dict):
        return {}
    if raw.get("type") == "Feature":
        said = dict(raw["properties"]) if isinstance(raw.get("properties"), dict) else {}
        if raw.get("id") is not None:
            said["id"] = raw["id"]
        shape = raw.get("geometry")
        place = shape.get("coordinates") if isinstance(shape, dict) and shape.get("type") == "Point" else None
        if isinstance(place, list) and len(place) >= 2:
            said["geo"] = {"longitude": place[0], "latitude": place[1]}
        return said
    return raw


def _first(said, *names):
    return next((said[name] for name in names if said.get(name) not in (None, "", [], {})), None)


def _element(raw, n, address, places):
    said = _fields(raw)
    title = plain(_first(said, "title", "name", "label", "nom"), 200)
    if not title:
        raise _LeftOut(_("La fiche n° %(n)s n’a pas de nom.") % {"n": n})
    key = plain(_first(said, "id", "_id", "@id", "uuid"), 200)
    if not key:
        raise _LeftOut(
            _("« %(title)s » n’a pas d’identifiant : on ne saurait pas la reconnaître la prochaine fois.")
            % {"title": title}
        )
    where = said.get("address") if isinstance(said.get("address"), dict) else {}
    point = _point(said, title)
    commune = places.of(point, where, title)
    if point is None and commune is None:
        raise _LeftOut(_("« %(title)s » n’a ni position ni commune connue ici.") % {"title": title})
    street = plain(_first(where, "streetAddress", "customFormatedAddress"), 160)
    number = plain(where.get("streetNumber"), 10)
    lon, lat = point or (None, None)
    return Element(
        key=key,
        title=title,
        text=plain(_first(said, "abstract", "description", "shortDescription", "descriptionMore", "text"), 500),
        website=next((found for found in map(web, _pages(said)) if found), ""),
        back=_back(said, address, title, key),
        address=f"{number} {street}".strip(),
        commune=commune,
        lon=lon,
        lat=lat,
        tags=_tags(said),
    )


def _pages(said):
    return [said.get(name) for name in ("website", "site_web", "siteWeb", "site", "web", "url", "homepage")]


def _back(said, address, title, key):
    """Its page in its source: as the file says it, as GoGoCarto makes it, else the source itself."""
    given = web(_first(said, "permalink", "sourceUrl", "source_url", "link"))
    if given:
        return given
    if ".gogocarto.fr" in address:
        home = "/".join(address.split("/")[:3])
        return f"{home}/map#/fiche/{slugify(title) or '-'}/{slugify(key)}/"[:500]
    return address


def _tags(said):
    names = []
    for one in listed(_first(said, "categories", "tags", "taxonomy", "keywords", "categoriesFull", "optionValues")):
        name = one.get("name") or one.get("label") if isinstance(one, dict) else one
        if isinstance(name, str):
            names += tagging.split(plain(name, tagging.LONGEST))
    unique = {tagging.key(name): name for name in reversed(names)}
    return tuple(name for name in dict.fromkeys(names) if unique[tagging.key(name)] == name)[: tagging.MOST]


def _number(value):
    if isinstance(value, str):
        try:
            return float(value.replace(",", "."))
        except ValueError:
            return value
    return value


def _point(said, title):
    geo = said.get("geo") if isinstance(said.get("geo"), dict) else said
    lon = _number(_first(geo, "longitude", "lng", "long", "lon"))
    lat = _number(_first(geo, "latitude", "lat"))
    if lon is None or lat is None or (lon, lat) == (0, 0):
        return None
    try:
        return geometry.point(lon, lat)
    except (geometry.Unreadable, OverflowError) as unreadable:
        raise _LeftOut(f"« {title} » — {unreadable}") from None


class _Places:
    """Which commune of here a point or a postal address is in; outlines are read once, around the points alone."""

    def __init__(self, raw):
        points = []
        for one in raw:
            try:
                points.append(_point(_fields(one), ""))
            except _LeftOut:
                continue
        points = [point for point in points if point]
        # Each way round, to find out those that were turned around.
        boxes = [point for lon, lat in points for point in ((lon, lat), (lat, lon))]
        self.ids, shapes = [], []
        if boxes:
            for outline in self._outlines(points) | self._outlines([(lat, lon) for lon, lat in points]):
                self.ids.append(outline.territory_id)
                shapes.append(shapely.from_wkb(bytes(outline.wkb)))
        self.tree = shapely.STRtree(shapes)
        self.by_name = {}

    def _outlines(self, points):
        west, east = min(lon for lon, _lat in points), max(lon for lon, _lat in points)
        south, north = min(lat for _lon, lat in points), max(lat for _lon, lat in points)
        here = {"west__lte": east, "east__gte": west, "south__lte": north, "north__gte": south}
        communes = {"territory__kind": Territory.Kind.COMMUNE, "territory__ended__isnull": True}
        return Outline.objects.filter(**here, **communes)

    def at(self, lon, lat) -> int | None:
        for n in self.tree.query(shapely.Point(lon, lat), predicate="intersects"):
            return self.ids[n]
        return None

    def of(self, point, where, title) -> int | None:
        if point:
            found = self.at(*point)
            if found is None and self.at(point[1], point[0]) is not None:
                raise _LeftOut(
                    _("« %(title)s » est hors des communes : sa longitude et sa latitude semblent inversées.")
                    % {"title": title}
                )
            return found
        postal, name = plain(where.get("postalCode"), 10), plain(where.get("addressLocality"), 100)
        if not name:
            return None
        if (postal, name) not in self.by_name:
            there = Territory.objects.current().filter(kind=Territory.Kind.COMMUNE, folded=fold(name)[:250])
            if postal:
                there = there.filter(postal_codes__code=postal)
            same = list(there.values_list("pk", flat=True)[:2])
            self.by_name[postal, name] = same[0] if len(same) == 1 else None
        return self.by_name[postal, name]
