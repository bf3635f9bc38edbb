"""Drawn territories: the communes that an outline touches, and whether a point is in one."""

import shapely
from django.utils.translation import gettext as _

from governance.polls import geometry
from governance.polls.geometry import Unreadable
from governance.polls.models import Outline, Territory

TOUCHED = 1  # square metres: less is a shared edge
ROUGH = 200  # metres: outlines are simplified


def communes_under(shape) -> list[Territory]:
    """The communes that a shape lies on. Raises `Unreadable` where there is none, saying so if it was turned around."""
    found = _under(shape)
    if found:
        return found
    if _under(shapely.transform(shape, lambda places: places[:, ::-1])):
        raise Unreadable(
            _(
                "Tel quel, ce contour ne touche aucune commune connue ici ; la longitude et la latitude semblent "
                "inversées. La longitude vient en premier."
            )
        )
    raise Unreadable(
        _(
            "Ce contour ne touche aucune commune connue ici : vérifiez sa position, ou demandez à l’administration de "
            "Palabre de charger les communes de ce territoire."
        )
    )


def _under(shape):
    west, south, east, north = shape.bounds
    near = Outline.objects.filter(
        territory__kind=Territory.Kind.COMMUNE,
        territory__ended__isnull=True,
        west__lte=east,
        east__gte=west,
        south__lte=north,
        north__gte=south,
    ).select_related("territory")
    return [one.territory for one in near if touch(shapely.from_wkb(bytes(one.wkb)), shape)]


def touch(one, other) -> bool:
    """Whether two shapes share more than an edge."""
    if not shapely.intersects(one, other):
        return False
    shared = geometry.as_multi(shapely.intersection(one, other))
    return bool(shared.geoms) and geometry.area(shared) >= TOUCHED


def is_inside(zone: Territory, lon: float, lat: float) -> bool:
    """Whether a point is in a drawn zone; in a circle, by its distance to the centre, in metres."""
    outline = zone.outline
    if outline.radius is not None:
        return geometry.distance((outline.lon, outline.lat), (lon, lat)) <= outline.radius
    return geometry.contains(shapely.from_wkb(bytes(outline.wkb)), lon, lat)


def is_in_commune(commune: Territory, lon: float, lat: float) -> bool:
    """Whether a point is in a commune, or less than its outline is rough away from it."""
    outline = Outline.objects.filter(territory=commune).first()
    if outline is None:
        return True  # nothing to say it is not
    shape = shapely.from_wkb(bytes(outline.wkb))
    if geometry.contains(shape, lon, lat):
        return True
    nearest = shapely.get_coordinates(shapely.shortest_line(shape, shapely.Point(lon, lat)))[0]
    return geometry.distance(tuple(nearest), (lon, lat)) <= ROUGH
