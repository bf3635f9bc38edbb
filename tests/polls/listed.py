"""The directory of the tests: spaces that are listed in La Réunion, a network map, files of other directories."""

import json

from governance.organizations import actions as organizations
from governance.polls import actions, importing, network
from tests.polls.places import commune

SOURCE = {"name": "Transiscope", "licence": "ODbL", "address": "https://transiscope.gogocarto.fr/map"}
FAMILIES = [
    {"name": "Réparer", "colour": "#0b8080", "shape": "circle", "tags": {"Repair café": ["repair café", "réparation"]}},
    {"name": "Réemployer", "colour": "#c2571b", "shape": "square", "tags": {"Ressourcerie": ["réemploi"]}},
]


def listed(space, by, code="97411", **said):
    """A space in the directory, in a commune."""
    return actions.set_listing(space, by=by, commune=commune(code), **said)


def an_organization(by, name, code="97411", visibility="public", **said):
    made = organizations.create_organization(by=by, name=name, visibility=visibility)
    return listed(made.space, by, code, **said)


def a_network(cast, **config):
    """A map of the cast’s space, by our own fields."""
    told = {"name": "Zéro déchet", "families": FAMILIES, **config}
    return actions.make_network_map(cast.space, by=cast.alice, config=network.read(json.dumps(told).encode()).config)


def element(key="a1", name="Jardin partagé", lat=-20.8989, lon=55.4504, **said) -> dict:
    """One element as GoGoCarto writes it; of Saint-Denis."""
    return {"id": key, "name": name, "geo": {"latitude": lat, "longitude": lon}, **said}


def gogocarto(*elements, licence="https://opendatacommons.org/licenses/odbl/summary/") -> bytes:
    return json.dumps({"licence": licence, "ontology": "gogofull", "data": list(elements)}).encode()


def imported(cast, *elements, by=None, source=SOURCE):
    """What an import of these elements makes: its batch."""
    reading = importing.read(gogocarto(*elements), address=source["address"])
    return actions.import_listings(cast.space, by=by or cast.alice, elements=reading.elements, **source)
