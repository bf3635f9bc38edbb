"""Outlines on the Earth: read from GeoJSON with care, measured in metres on WGS84, drawn as circles, asked for points.

A shape is a shapely MultiPolygon of longitudes and latitudes in degrees. Nothing here measures in degrees.
"""

import json
import math
from dataclasses import dataclass, field
from itertools import pairwise

import shapely
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from geographiclib.geodesic import Geodesic
from shapely.geometry import MultiPolygon, Polygon

MOST_BYTES = 12_000_000
MOST_VERTICES = 100_000
MOST_ZONES = 200
SMALLEST_RADIUS, LARGEST_RADIUS = 50, 500_000  # metres
CIRCLE_POINTS = 128
MENDED = 0.001  # a crossing that changes less of the area than this is a slip of the mouse
EARTH = Geodesic.WGS84
_E2 = EARTH.f * (2 - EARTH.f)
_E = math.sqrt(_E2)


class Unreadable(ValueError):
    """What was given is no outline one may use; carries a sentence that says why and what to do."""


# --- Points and distances ----------------------------------------------------------------------------


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (longitude, latitude) along the ellipsoid (Karney 2013)."""
    return EARTH.Inverse(one[1], one[0], other[1], other[0], Geodesic.DISTANCE)["s12"]


def point(lon, lat) -> tuple[float, float]:
    """A position in the world. Raises `Unreadable`."""
    for value in (lon, lat):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Unreadable(_("Une position est faite de deux nombres : la longitude, puis la latitude."))
    if abs(lon) <= 180 and abs(lat) <= 90:
        return float(lon), float(lat)
    if abs(lon) > 1000 or abs(lat) > 1000:
        raise Unreadable(
            _(
                "Une position est hors du monde (%(lon)s ; %(lat)s) : ces nombres ressemblent à des mètres. "
                "Enregistrez le fichier en WGS 84, en degrés."
            )
            % _shown(lon, lat)
        )
    if abs(lon) <= 90 and abs(lat) <= 180:
        raise Unreadable(
            _(
                "Une position est hors du monde (%(lon)s ; %(lat)s) : la longitude et la latitude semblent inversées. "
                "La longitude vient en premier."
            )
            % _shown(lon, lat)
        )
    raise Unreadable(
        _(
            "Une position est hors du monde (%(lon)s ; %(lat)s) : la longitude va de −180 à 180 et la latitude de −90 "
            "à 90 degrés."
        )
        % _shown(lon, lat)
    )


def _shown(lon, lat):
    return {"lon": number_format(round(lon, 5)), "lat": number_format(round(lat, 5))}


def contains(shape, lon: float, lat: float) -> bool:
    """Whether a point is inside, its edge included."""
    return bool(shapely.intersects_xy(shape, lon, lat))


# --- Shapes ------------------------------------------------------------------------------------------


def area(shape) -> float:
    """Square metres, on the sphere that has the area of the ellipsoid (authalic latitudes)."""
    return sum(_ring(part.exterior) - sum(_ring(hole) for hole in part.interiors) for part in shape.geoms)


def _ring(ring):
    places = [(math.radians(lon), _authalic(lat)) for lon, lat in shapely.get_coordinates(ring).tolist()]
    total = sum((there[0] - here[0]) * (here[1] + there[1]) for here, there in pairwise(places))
    return abs(total) / 2 * EARTH.a**2 * _quantity(1) / 2


def _quantity(sine):
    return (1 - _E2) * (sine / (1 - _E2 * sine**2) + math.atanh(_E * sine) / _E)


def _authalic(lat):
    """The sine of the authalic latitude (Snyder 1987, eq. 3-11 and 3-12)."""
    return _quantity(math.sin(math.radians(lat))) / _quantity(1)


def vertices(shape) -> int:
    return int(shapely.count_coordinates(shape))


def label_point(shape) -> tuple[float, float]:
    """A point inside the largest part, to write a name at."""
    largest = max(shape.geoms, key=lambda part: part.area)
    found = shapely.point_on_surface(largest)
    return found.x, found.y


def joined(shapes) -> MultiPolygon:
    """One shape made of several that touch."""
    return as_multi(shapely.union_all(list(shapes)))


def as_multi(shape) -> MultiPolygon:
    """The polygons of any shape; lines and points that were left over go."""
    return MultiPolygon(list(_polygons_of(shape)))


def _polygons_of(shape):
    if shape.geom_type == "Polygon":
        yield shape
    elif shape.geom_type in ("MultiPolygon", "GeometryCollection"):
        for part in shape.geoms:
            yield from _polygons_of(part)


def circle(lon: float, lat: float, radius: int) -> MultiPolygon:
    """A polygon whose corners lie `radius` metres away from a centre. Raises `Unreadable`."""
    lon, lat = point(lon, lat)
    if not SMALLEST_RADIUS <= radius <= LARGEST_RADIUS:
        raise Unreadable(
            _("Le rayon d’un cercle va de %(least)s mètres à %(most)s kilomètres.")
            % {"least": SMALLEST_RADIUS, "most": LARGEST_RADIUS // 1000}
        )
    corners = []
    for n in range(CIRCLE_POINTS):
        there = EARTH.Direct(lat, lon, 360 * n / CIRCLE_POINTS, radius, Geodesic.LATITUDE | Geodesic.LONGITUDE)
        corners.append((there["lon2"], there["lat2"]))
    holds_pole = distance((lon, lat), (0, 90)) <= radius or distance((lon, lat), (0, -90)) <= radius
    if holds_pole or _crosses_antimeridian(corners):
        raise Unreadable(_across())
    return MultiPolygon([Polygon(corners)])


def _crosses_antimeridian(ring):
    return any(abs(there[0] - here[0]) > 180 for here, there in zip(ring, [*ring[1:], ring[0]], strict=True))


def _across():
    return _(
        "Ce contour passe la ligne des 180 degrés de longitude ou un pôle, où une carte se coupe. "
        "Coupez-le en deux polygones, un de chaque côté."
    )


# --- GeoJSON -----------------------------------------------------------------------------------------


@dataclass
class Feature:
    """One outline of a file: what its properties say, and what was mended in it, in sentences."""

    shape: MultiPolygon
    properties: dict = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name the file gives it; empty where it gives none."""
        for key in ("name", "nom", "name:fr", "libelle", "NOM", "NAME"):
            told = self.properties.get(key)
            if isinstance(told, str) and told.strip():
                return " ".join(told.split())[:200]
        return ""


def read_geojson(content: bytes) -> list[Feature]:
    """The outlines of a GeoJSON file (RFC 7946). Raises `Unreadable` with a sentence on anything that is not that."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            _("Ce fichier pèse plus de %(most)s Mo : simplifiez ses contours, ou coupez-le en plusieurs.")
            % {"most": MOST_BYTES // 1_000_000}
        )
    try:
        told = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unreadable(_("Ce fichier n’est pas du GeoJSON : ce n’est pas un texte JSON en UTF-8.")) from None
    if not isinstance(told, dict):
        raise Unreadable(_("Ce fichier n’est pas du GeoJSON : il n’a pas de « type »."))
    _ensure_degrees(told)
    raw = _features(told)
    if not raw:
        raise Unreadable(_("Ce fichier ne contient aucun contour."))
    if len(raw) > MOST_ZONES:
        raise Unreadable(
            _("Ce fichier contient %(n)s contours ; on en importe %(most)s au plus à la fois.")
            % {"n": len(raw), "most": MOST_ZONES}
        )
    counted = sum(_counted(geometry) for geometry, _properties in raw)
    if counted > MOST_VERTICES:
        raise Unreadable(
            _(
                "Ce fichier a %(n)s sommets ; le maximum est de %(most)s. Simplifiez ses contours : à dix mètres près, "
                "personne ne voit la différence."
            )
            % {"n": intcomma(counted), "most": intcomma(MOST_VERTICES)}
        )
    return [_feature(geometry, properties) for geometry, properties in raw]


def _no_constant(name):
    raise ValueError(name)


def _ensure_degrees(told):
    crs = told.get("crs")
    if crs is None:
        return
    said = str(crs).upper()
    if "CRS84" not in said and "4326" not in said:
        raise Unreadable(_("Ce fichier n’est pas en WGS 84 : enregistrez-le en EPSG:4326, le seul système du GeoJSON."))


def _features(told, deep=0):
    """Pairs (geometry, properties) of whatever a GeoJSON text may be."""
    kind = told.get("type")
    if kind == "FeatureCollection" and isinstance(told.get("features"), list):
        return [pair for one in told["features"] if isinstance(one, dict) for pair in _features(one)]
    if kind == "Feature" and isinstance(told.get("geometry"), dict):
        properties = told.get("properties")
        return [(told["geometry"], properties if isinstance(properties, dict) else {})]
    if kind in ("Polygon", "MultiPolygon"):
        return [(told, {})]
    raise Unreadable(
        _("Ce fichier contient autre chose que des contours (%(kind)s) : il faut des Polygon ou des MultiPolygon.")
        % {"kind": str(kind)[:40]}
    )


def _polygons(geometry):
    kind, told = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon":
        told = [told]
    elif kind != "MultiPolygon":
        raise Unreadable(
            _("Ce fichier contient autre chose que des contours (%(kind)s) : il faut des Polygon ou des MultiPolygon.")
            % {"kind": str(kind)[:40]}
        )
    fine = isinstance(told, list) and all(
        isinstance(rings, list) and rings and all(isinstance(ring, list) for ring in rings) for rings in told
    )
    if not fine or not told:
        raise Unreadable(_("Un contour du fichier est incomplet : ses coordonnées manquent."))
    return told


def _counted(geometry):
    return sum(len(ring) for rings in _polygons(geometry) for ring in rings)


def _feature(geometry, properties):
    parts = [Polygon(_read_ring(rings[0]), [_read_ring(hole) for hole in rings[1:]]) for rings in _polygons(geometry)]
    feature = Feature(MultiPolygon(parts), properties)
    if not shapely.is_valid(feature.shape):
        _mend(feature)
    if not feature.shape.geoms or area(feature.shape) < 1:
        raise Unreadable(_("Un contour du fichier n’enferme aucune surface."))
    return feature


def _read_ring(ring):
    read = []
    for position in ring:
        if not isinstance(position, list) or len(position) < 2:
            raise Unreadable(_("Une position est faite de deux nombres : la longitude, puis la latitude."))
        read.append(point(position[0], position[1]))
    if len(set(read)) < 3:
        raise Unreadable(_("Un contour du fichier a moins de trois sommets : il n’enferme rien."))
    if _crosses_antimeridian(read):
        raise Unreadable(_across())
    return read


def _mend(feature):
    """Undo a crossing that changes almost nothing; refuse, with the place, one that does."""
    place = shapely.is_valid_reason(feature.shape).partition("[")[2].partition("]")[0].split()
    mended = as_multi(shapely.make_valid(feature.shape))
    before, after = abs(feature.shape.area), mended.area
    if not after:
        raise Unreadable(_("Un contour du fichier n’enferme aucune surface."))
    if abs(after - before) <= MENDED * after and len(mended.geoms) == len(feature.shape.geoms):
        feature.shape = mended
        feature.mended.append(_("Un croisement minuscule a été réparé."))
        return
    where = _shown(float(place[0]), float(place[1])) if len(place) == 2 else {"lon": "?", "lat": "?"}
    raise Unreadable(
        _(
            "Un contour du fichier se croise lui-même, près de la longitude %(lon)s et de la latitude %(lat)s : on ne "
            "sait pas ce qui est dedans. Corrigez-le à cet endroit."
        )
        % where
    )
