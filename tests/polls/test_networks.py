"""Network maps: what is understood of a JSON file, ours or Communecter’s; what is shown, here and in other sites."""

import json

import pytest
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.polls import actions, network
from governance.polls.models import NetworkMap
from governance.register.models import Entry
from governance.verdict import Refused
from tests.doors import as_
from tests.polls.listed import FAMILIES, a_network, an_organization, element, imported, listed
from tests.polls.places import la_reunion

pytestmark = pytest.mark.django_db

# As the network maps of Communecter are written: labels, parents, images and a colour that nobody sees on paper.
THEIRS = {
    "name": "zerodechet",
    "mode": "server",
    "skin": {"title": "Zéro déchet 974", "shortDescription": "Les gestes d’ici", "logo": "zd.png", "profilBar": False},
    "filter": {
        "types": False,
        "linksTag": {
            "Réparer": {
                "tagParent": "Réparation",
                "background-color": "#f5f5f5",
                "image": "Reparation.png",
                "tags": {"Repair Café": "RepairCafé", "Vélo": ["atelierVélo", "Vélo"]},
            },
            "Se nourrir": {"background-color": "#c2571b", "tags": {"Amap": "Amap"}},
            "Vide": {"background-color": "#c2571b", "tags": {}},
        },
    },
    "add": {"organization": True},
    "result": {"displayImage": False},
    "request": {
        "sourcekey": "zd974",
        "pagination": 1000,
        "searchType": ["organizations", "events"],
        "searchTag": ["ZéroDéchet", "zéro déchet", "compost"],
        "searchLocalityREGION": ["La Réunion", "Bretagne"],
        "searchLocalityDEPARTEMENT": [974, "29"],
        "searchLocalityINSEE": ["97411"],
        "searchLocalityCODE_POSTAL_INSEE": ["97436"],
        "searchLocalityNAME": ["LE PORT"],
    },
}


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def text(told) -> bytes:
    return told if isinstance(told, bytes) else json.dumps(told, ensure_ascii=False).encode()


def reading(told) -> network.Reading:
    return network.read(text(told))


def plain(sentences) -> str:
    return " ".join(sentences).replace("\xa0", " ").replace("\u202f", " ")


def read(answer):
    return plain([answer.content.decode()])


# --- Reading -----------------------------------------------------------------------------------------


def test_a_map_of_communecter_is_understood_field_by_field():
    found = reading(THEIRS)
    config = found.config
    assert (config["name"], config["description"]) == ("Zéro déchet 974", "Les gestes d’ici")
    assert config["territories"] == [
        "region-04", "departement-974", "commune-97411", "commune-97413", "commune-97407",
    ]  # fmt: skip
    assert config["tags"] == ["ZéroDéchet", "compost"]
    assert config["kinds"] == ["organization"]
    assert config["families"] == [
        {
            "name": "Réparer",
            "colour": "#0b8080",
            "shape": "circle",
            "tags": {"Repair Café": ["RepairCafé"], "Vélo": ["atelierVélo", "Vélo"]},
        },
        {"name": "Se nourrir", "colour": "#c2571b", "shape": "square", "tags": {"Amap": ["Amap"]}},
    ]


def test_what_is_not_understood_is_said_in_whole_sentences():
    found = reading(THEIRS)
    left = plain(found.left)
    for words in (
        "« Bretagne » (searchLocalityREGION) n’est pas un territoire connu ici",
        "« 29 » (searchLocalityDEPARTEMENT) n’est pas un territoire connu ici",
        "« events » n’est pas dans l’annuaire",
        "« pagination »",
        "« sourcekey »",
        "Les images des familles ne sont pas reprises",
        "La famille « Vide » n’a pas de nom ou pas d’étiquettes",
        "« skin »",
        "« mode » n’est pas repris",
        "« add » n’est pas repris",
        "« filter.types » n’est pas repris",
    ):
        assert words in left
    assert "La couleur de « Réparer » (#f5f5f5) ne se distingue pas assez du fond" in plain(found.mended)
    assert [one for one in found.taken + found.mended + found.left if not one.endswith((".", "»"))] == []


def test_what_is_exported_is_read_back_the_same(cast):
    kept = a_network(cast, territories=["region-04"], tags=["zéro déchet"], description="Ici.")
    found = reading(kept.config)
    assert (found.config, found.mended, found.left) == (kept.config, [], [])
    assert reading(reading(THEIRS).config).config == reading(THEIRS).config


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"{", "la ligne 1, colonne 2, ne se lit pas"),
        (b'{"request": {"a": ["x"]\n "b": 1}}', "la ligne 2, colonne 2, ne se lit pas"),
        (b"\xff\xfe{", "codage"),
        (b"[1, 2]", "il faut un objet"),
        (b'"x"', "il faut un objet"),
        (b'{"name": NaN}', "Ce n’est pas du JSON"),
        (b"[" * 100_000, "Ce n’est pas du JSON"),
        (b'{"name": ' + b"9" * 5000 + b"}", "Ce n’est pas du JSON"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "emboîte trop de choses"),
        (b'{"name": "' + b"x" * 200_001 + b'"}', "200 ko"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_a_sentence(told, words):
    with pytest.raises(network.Unreadable) as refused:
        reading(told)
    assert words in plain([str(refused.value)])


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"request": None, "filter": [], "skin": "x"},
        {"filter": {"linksTag": {"A": {"tags": {"B": {"C": 1}}}, "D": None, "E": {"tags": ["x", 3, None]}}}},
        {"filter": {"linksTag": "x", "tags": {"tagsAdditional": ["x"]}}},
        {"request": {"searchTag": {"a": 1}, "searchType": [[]], "searchLocalityREGION": [None, {}, "\x00"]}},
        {"request": {"searchLocalityMARS": ["x"], "searchLocalityCITYKEY": ["FR54*97411*x"]}},
        {"families": [1, {"name": 3, "tags": 4}, {"name": "A", "colour": {"x": 1}, "shape": [], "tags": {"a": "b"}}]},
        {"territories": [None, 3, "region-", "x-y", "region-\x00"], "kinds": "x", "tags": 7, "name": ["x"]},
        {"name": "\ud800", "description": "\x00\u202e"},
    ],
)
def test_odd_values_are_left_and_never_break(told):
    found = reading(json.dumps(told).encode())
    assert found.config["name"] and found.config["kinds"] == ["organization", "project"]


def test_words_of_a_file_come_without_markup_or_turning():
    found = reading({"name": "<b>Carte</b> \u202e<script>x</script>", "tags": ["<i>vélo</i>"]})
    assert (found.config["name"], found.config["tags"]) == ("Carte x", ["vélo"])


@pytest.mark.parametrize("colour", network.COLOURS)
def test_a_colour_of_ours_is_seen_by_day_and_by_night(colour):
    assert network.is_seen(colour)


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#f5f5f5", "#FFFF00", "red", "#12", "#0b80g0", "url(x)"])
def test_a_colour_that_nobody_would_see_is_replaced_and_said(colour):
    found = reading({"families": [FAMILIES[0] | {"colour": colour}]})
    assert (found.config["families"][0]["colour"], len(found.mended)) == ("#0b8080", 2)


def test_two_families_never_share_a_colour():
    found = reading({"name": "X", "families": [FAMILIES[0], FAMILIES[1] | {"colour": "#0b8080"}]})
    assert [one["colour"] for one in found.config["families"]] == ["#0b8080", "#c2571b"]
    assert "est déjà celle d’une autre famille" in plain(found.mended)


# --- Showing -----------------------------------------------------------------------------------------


@pytest.fixture
def several(cast):
    listed(cast.space, cast.alice, "97411", tags=["Repair Café", "zéro déchet"], text="On répare.")
    an_organization(cast.bob, "La Remise", "97413", tags=["réemploi", "zéro déchet"])
    an_organization(cast.bob, "Chorale", "97411", tags=["chant"])
    an_organization(cast.bob, "Cachée", "97411", tags=["zéro déchet"], visibility="members")
    imported(cast, element(name="Compost d’ailleurs", categories=["zéro déchet"]))
    return cast


def shown(client, kept, **asked):
    told = client.get(reverse("network-map-geojson", args=[kept.pk]), asked).json()
    return [(one["properties"]["name"], one["properties"]["families"]) for one in told["features"]]


def test_a_map_shows_its_tags_in_its_territories_each_with_its_family(several, client):
    kept = a_network(several, tags=["zero dechet"])
    assert shown(client, kept) == [("La Remise", ["Réemployer"]), ("Les Tisserands", ["Réparer"])]
    assert shown(client, kept, family="0") == [("Les Tisserands", ["Réparer"])]
    assert shown(client, kept, family="1", label="Ressourcerie") == [("La Remise", ["Réemployer"])]
    assert shown(client, kept, q="repare") == [("Les Tisserands", ["Réparer"])]
    assert shown(client, kept, where="Saint-Leu") == [("La Remise", ["Réemployer"])]
    near = a_network(several, tags=["zéro déchet"], territories=["commune-97413"])
    assert shown(client, near) == [("La Remise", ["Réemployer"])]


def test_a_map_shows_what_its_space_imported_when_it_says_so(several, client):
    kept = a_network(several, tags=["zéro déchet"], sources=True)
    assert [name for name, _families in shown(client, kept)] == ["Compost d’ailleurs", "La Remise", "Les Tisserands"]
    page = read(client.get(kept.get_absolute_url()))
    assert "Transiscope" in page and "ODbL" in page


def test_the_page_of_a_map_has_its_legend_in_words_and_its_list_first(several, client):
    kept = a_network(several, tags=["zéro déchet"], description="Les gestes d’ici.")
    page = read(client.get(kept.get_absolute_url()))
    assert "Les gestes d’ici." in page and 'fill="#0b8080"' in page and "Réemployer" in page
    assert page.index('id="listing-') < page.index("data-points-map")
    assert "&lt;iframe" in page and "Chorale" not in page and "Cachée" not in page


def test_the_card_of_a_map_may_be_framed_and_asks_nobody_else(several, client, sign_in):
    kept = a_network(several)
    sign_in(several.alice)
    answer = client.get(reverse("network-map-embed", args=[kept.pk]))
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "X-Frame-Options" not in answer.headers
    assert "script-src 'self'" in policy and "default-src 'none'" in policy and "http" not in policy
    assert answer.cookies == {}
    page = read(answer)
    assert "csrf" not in page and "Alice" not in page and "Cachée" not in page


def test_what_a_private_space_settled_is_no_card(several, client):
    kept = a_network(several)
    organizations.change_settings(several.space, by=several.alice, visibility="members")
    for name in ("network-map", "network-map-embed", "network-map-geojson", "network-map-config"):
        assert client.get(reverse(name, args=[kept.pk])).status_code == 404


# --- Settling ----------------------------------------------------------------------------------------


def test_alice_pastes_a_map_reads_what_is_understood_then_keeps_it(several, sign_in):
    client, where = sign_in(several.alice), reverse("network-map-create", args=[several.space.slug])
    sent = text(THEIRS).decode()
    page = read(client.post(where, {"pasted": sent}))
    assert "Nom : « Zéro déchet 974 »." in page and "« pagination »" in page and "ne se distingue pas assez" in page
    assert not NetworkMap.objects.exists()
    assert client.post(where, {"pasted": sent, "save": ""}).status_code == 302
    kept = NetworkMap.objects.get()
    assert Entry.objects.get(act="networkmap.made").subject_id == kept.pk
    exported = client.get(reverse("network-map-config", args=[kept.pk]))
    assert json.loads(exported.content) == kept.config
    changed = {**kept.config, "name": "Autre nom"}
    client.post(reverse("network-map-change", args=[kept.pk]), {"pasted": json.dumps(changed), "save": ""})
    kept.refresh_from_db()
    assert (kept.name, kept.config["name"]) == ("Autre nom", "Autre nom")
    activity = read(client.get(reverse("space-activity", args=[several.space.slug])))
    assert "a fait la carte de réseau « Zéro déchet 974 »" in activity
    client.post(reverse("network-map-withdraw", args=[kept.pk]))
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert "a retiré la carte de réseau « Autre nom »" in read(
        client.get(reverse("space-activity", args=[several.space.slug]))
    )


@pytest.mark.parametrize("pasted", ["", "{", "[]", "x" * 300_000])
def test_settings_that_do_not_do_come_back_with_their_sentence(cast, sign_in, pasted):
    answer = sign_in(cast.alice).post(reverse("network-map-create", args=[cast.space.slug]), {"pasted": pasted})
    assert (answer.status_code, "summary-errors" in read(answer)) == (422, True)


def test_a_map_that_was_withdrawn_is_not_changed(cast):
    kept = actions.withdraw_network_map(a_network(cast), by=cast.alice)
    with pytest.raises(Refused, match="déjà retirée"):
        actions.change_network_map(kept, by=cast.alice, config=kept.config)


def test_a_space_keeps_so_many_maps(cast, monkeypatch):
    monkeypatch.setattr("governance.polls.actions.directory.MOST_MAPS", 1)
    a_network(cast)
    with pytest.raises(Refused, match="1 cartes au plus"):
        a_network(cast)


def test_the_page_of_the_fields_names_each_of_them(cast, client):
    page = read(client.get(reverse("network-map-fields")))
    missing = [name for name, _words in (*network.FIELDS, *network.COMMUNECTER) if f"<code>{name}</code>" not in page]
    assert missing == []
    example = json.loads(page.split("<pre", 1)[1].split("<code>", 1)[1].split("</code>")[0].replace("&quot;", '"'))
    found = reading(example)
    assert (found.mended, found.left) == ([], [])


def test_the_maps_of_a_space_are_on_its_page(cast):
    kept = a_network(cast)
    page = read(as_(cast.bob).get(reverse("network-maps", args=[cast.space.slug])))
    assert kept.get_absolute_url() in page and "Faire une carte" not in page
