"""The territories of the tests: La Réunion as the house keeps it, zones drawn in it, and people who live there."""

import json

from governance.polls import actions, geometry, loading, sources
from governance.polls.models import Territory
from governance.rules.territories import fold

Kind = Territory.Kind
# In Saint-Denis; beside it, in the sea; in Sainte-Marie, next to it.
IN_TOWN, AT_SEA, NEXT_TOWN = (55.4504, -20.8989), (55.40, -20.80), (55.55, -20.92)


def la_reunion():
    """The 24 communes, their 5 EPCI, the département, the région and the country."""
    rows, source = sources.reunion()
    return loading.load(rows, vintage=sources.REUNION_VINTAGE, source=source, only={"974"})


def a_commune(code="97413", name="Saint-Leu") -> Territory:
    """One commune alone, a square around a harbour: much quicker than an island."""
    made = Territory.objects.create(kind=Kind.COMMUNE, code=code, name=name, folded=fold(name), vintage=2026)
    [feature] = geometry.read_geojson(file_of(square(55.25, -21.25, 55.35, -21.15)))
    loading.write_outlines([(made.pk, feature.shape)])
    return made


def commune(code: str) -> Territory:
    return Territory.objects.get(kind=Kind.COMMUNE, code=code)


def territory(kind: str, code: str) -> Territory:
    return Territory.objects.get(kind=kind, code=code)


def square(west, south, east, north, **properties) -> dict:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def file_of(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def district(cast, name="Centre-ville", space="space", box=(55.44, -20.91, 55.46, -20.88)):
    """A zone of the cast’s space around a point of Saint-Denis."""
    features = geometry.read_geojson(file_of(square(*box, name=name)))
    return actions.draw_zones(getattr(cast, space), by=cast.alice, features=features)[0]


def lives(person, code="97411"):
    return actions.declare(person, commune(code), by=person)
