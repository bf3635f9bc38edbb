"""The directory of the demo: Open Atlas and its project, a dozen neighbours that are made up, and a map of them."""

import json

from governance.polls import actions as polls
from governance.polls import importing, network
from governance.polls.models import Territory

from .people import PEOPLE
from .shapes import Ago

LISTED, IMPORTED, MAPPED = 40, 30, 20  # days ago

# Who, where, in which words, under which tags.
OURS = (
    ("organization", "97413", "Une association qui fabrique des communs numériques pour les territoires : logiciels "
        "libres, ateliers, accompagnement.", ("communs", "logiciel libre", "gouvernance partagée")),
    ("project", "97413", "La carte, l’annuaire et l’agenda partagés de celles et ceux qui font vivre une commune.",
        ("communs", "carte", "logiciel libre")),
)  # fmt: skip
SOURCE = {
    "name": "Carte d’exemple",
    "licence": "CC0, fiches inventées",
    "address": "https://carte.example.org",
}
OTHERS = (
    ("La Remise du Port", 55.2905, -20.9375, "Ressourcerie : objets collectés, réparés, revendus à petit prix.",
        ("réemploi", "zéro déchet")),
    ("Kaz à Réparer", 55.4502, -20.8836, "Chaque samedi, on répare ensemble ce qui allait être jeté.",
        ("repair café", "zéro déchet")),
    ("Compost Lontan", 55.5500, -20.9200, "Composteurs de quartier et formation de leurs référentes et référents.",
        ("compost", "zéro déchet")),
    ("Les Jardins de la Ravine", 55.4790, -21.3300, "Un jardin partagé entre deux immeubles, ouvert aux écoles.",
        ("jardin partagé", "alimentation")),
    ("Panier Péi", 55.4870, -21.2790, "Cent paniers par semaine, de quinze fermes des Hauts.",
        ("amap", "alimentation")),
    ("Épicerie Ti Prix", 55.6480, -20.9620, "Une épicerie tenue par celles et ceux qui y font leurs courses.",
        ("épicerie solidaire", "alimentation")),
    ("Vélo Bato Fou", 55.2880, -21.1680, "Atelier de réparation de vélos et vélo-école sur le front de mer.",
        ("vélo", "repair café", "mobilité")),
    ("Kolektif Kovoitiraz", 55.4130, -21.2850, "Des lignes de covoiturage entre les Hauts et la côte.",
        ("covoiturage", "mobilité")),
    ("La Fabrik des Hauts", 55.5700, -21.2050, "Tiers-lieu : bureaux, atelier bois, cuisine et salle à partager.",
        ("tiers-lieu", "fablab")),
    ("Atelier Zéro Un", 55.3080, -20.9450, "Machines à commande numérique, couture, électronique, pour tout le monde.",
        ("fablab", "repair café")),
    ("Radio Bord de Lo", 55.6130, -21.3780, "Une radio associative qui raconte le Sud sauvage.",
        ("média", "culture")),
    ("Bibliothèque Marmaille", 55.7120, -21.0360, "Des livres qui circulent d’une école à l’autre, à pied ou en bus.",
        ("culture", "éducation")),
)  # fmt: skip
MAP = {
    "name": "Zéro déchet et entraide à La Réunion",
    "description": "Où réparer, réemployer, se nourrir et se déplacer près de chez soi.",
    "territories": ["region-04"],
    "sources": True,
    "families": [
        {
            "name": "Réparer et réemployer",
            "shape": "circle",
            "tags": {"Repair café": ["repair café"], "Ressourcerie": ["réemploi"], "Compost": ["compost"]},
        },
        {
            "name": "Se nourrir",
            "shape": "triangle",
            "tags": {"Amap": ["amap"], "Jardin": ["jardin partagé"], "Épicerie": ["épicerie solidaire"]},
        },
        {"name": "Se déplacer", "shape": "diamond", "tags": {"Vélo": ["vélo"], "Covoiturage": ["covoiturage"]}},
        {
            "name": "Faire ensemble",
            "shape": "star",
            "tags": {"Tiers-lieu": ["tiers-lieu", "fablab"], "Communs": ["communs"]},
        },
    ],
}


def plan(story) -> None:
    story.at(Ago(LISTED), lambda: _list(story))
    story.at(Ago(IMPORTED), lambda: _import(story))
    story.at(Ago(MAPPED), lambda: _map(story))


def _founder(story):
    return story.people[PEOPLE[0].key]


def _list(story):
    # The project has its own facilitators: whoever facilitates each space writes its listing.
    spaces = {"organization": story.organization.space, "project": story.project.space}
    for owner, code, text, tags in OURS:
        space = spaces[owner]
        commune = Territory.objects.get(kind=Territory.Kind.COMMUNE, code=code)
        by = space.memberships.current().filter(role__key="facilitator").order_by("pk").first().person
        polls.set_listing(space, by=by, commune=commune, text=text, tags=tags)


def _import(story):
    elements = [
        {"id": f"exemple-{n}", "name": name, "geo": {"latitude": lat, "longitude": lon}, "abstract": text, "tags": tags}
        for n, (name, lon, lat, text, tags) in enumerate(OTHERS, 1)
    ]
    reading = importing.read(json.dumps({"data": elements}).encode(), address=SOURCE["address"])
    polls.import_listings(story.organization.space, by=_founder(story), elements=reading.elements, **SOURCE)


def _map(story):
    config = network.read(json.dumps(MAP).encode()).config
    polls.make_network_map(story.organization.space, by=_founder(story), config=config)
