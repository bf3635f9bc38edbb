"""A territory is found by what people type, and its page shows it without a script or a tile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.polls.finding import commune_of, find
from governance.polls.models import Territory
from governance.rules.territories import fold
from tests.polls.places import commune, district, la_reunion, territory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def found(cast, typed, **asked):
    return [(one.territory.name, one.how) for one in find(cast.anonymous, typed, **asked)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("saint denis", "Saint-Denis"),
        ("st-denis", "Saint-Denis"),
        ("ST DENIS", "Saint-Denis"),
        ("ste su", "Sainte-Suzanne"),
        ("etang", "L’Étang-Salé"),
        ("l'étang salé", "L’Étang-Salé"),
        ("possession", "La Possession"),
        ("Trois Bassins", "Les Trois-Bassins"),
        ("cinor", "CA Intercommunale du Nord de la Réunion (CINOR)"),
    ],
)
def test_a_name_is_forgiven_its_accents_hyphens_and_saints(cast, typed, first):
    assert found(cast, typed)[0] == (first, "")


def test_the_most_peopled_of_the_alike_come_first(cast):
    names = [name for name, _how in found(cast, "saint", lived_in=True)]
    assert names[:3] == ["Saint-Denis", "Saint-Paul", "Saint-Pierre"]


def test_97411_is_an_insee_code_and_a_postal_code_and_both_are_said(cast):
    assert found(cast, "97411") == [("Saint-Denis", "code INSEE 97411"), ("Saint-Paul", "code postal 97411")]
    assert found(cast, "97460") == [("Saint-Paul", "code postal 97460")]
    assert found(cast, "97400") == [("Saint-Denis", "code postal 97400")]


def test_an_epci_is_found_by_its_siren(cast):
    assert found(cast, "249740119") == [("CA Intercommunale du Nord de la Réunion (CINOR)", "SIREN 249740119")]


@pytest.mark.parametrize("typed", ["zzz", "99999", "%", "_", "'", "\x00", "é" * 100])
def test_what_is_like_nothing_finds_nothing(cast, typed):
    assert found(cast, typed) == []


def old(name, code, *successors):
    made = Territory.objects.create(kind="commune", code=code, name=name, folded=fold(name), vintage=2020, ended=2021)
    made.successors.set(successors)
    return made


def test_a_commune_that_is_no_more_gives_its_successor(cast):
    old("Saint-Denis-le-Vieux", "97499", commune("97411"))
    [(name, how)] = found(cast, "97499")
    assert (name, how.replace("\xa0", " ")) == (
        "Saint-Denis", "code INSEE 97499, ancien : « Saint-Denis-le-Vieux » en fait partie",
    )  # fmt: skip
    assert "Saint-Denis-le-Vieux" not in [name for name, _how in found(cast, "saint denis")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("97460", "97460 est un code postal, pas un code INSEE : choisissez la commune, Saint-Paul (97415)."),
        ("97499", "97499 était le code de Jadis, qui a changé : choisissez Saint-Denis (97411)."),
        ("2A004", "Aucune commune connue ici n’a le code INSEE 2A004."),
        ("974", "Un code INSEE a cinq caractères, comme 97411 ou 2A004."),
        ("Saint-Denis", "Un code INSEE a cinq caractères, comme 97411 ou 2A004."),
    ],
)
def test_a_code_that_is_no_commune_says_what_it_is(typed, words):
    old("Jadis", "97499", commune("97411"))
    with pytest.raises(ValueError) as why:
        commune_of(typed)
    assert str(why.value).replace("\xa0", " ") == words


def test_leading_zeros_and_corsica_are_kept():
    for code, name in (("01001", "L’Abergement"), ("2A004", "Ajaccio")):
        Territory.objects.create(kind="commune", code=code, name=name, folded=fold(name), vintage=2026)
    assert commune_of("1001").code == "01001"
    assert commune_of("2a 004").name == "Ajaccio"


# --- Pages -------------------------------------------------------------------------------------------


def read(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_the_page_of_territories_says_which_code_was_read(client):
    page = read(client.get(reverse("territories"), {"q": "97411"}))
    assert "code INSEE 97411" in page and "code postal 97411" in page
    assert "Rien ne ressemble à « zzz »" in read(client.get(reverse("territories"), {"q": "zzz"}))
    part = read(client.get(reverse("territories"), {"q": "cilaos"}, headers={"HX-Request": "true"}))
    assert "Cilaos" in part and "<html" not in part


@pytest.mark.parametrize("kind, code", [("commune", "97411"), ("epci", "249740119"), ("departement", "974")])
def test_a_territory_shows_its_hierarchy_and_a_map_without_a_script(client, kind, code):
    answer = client.get(territory(kind, code).get_absolute_url())
    page = read(answer)
    assert answer.status_code == 200
    assert "<title>Saint-Denis</title></path>" in page
    assert "France" in page and "IGN/INSEE" in page


def test_the_parts_of_a_departement_are_a_table_and_links_of_its_map(client):
    page = read(client.get(territory("departement", "974").get_absolute_url()))
    assert page.count("<tr>") == 1 + 24
    assert page.count('href="/territories/commune/97411/"') == 2
    assert "155 634" in page


@pytest.mark.parametrize("kind, code", [("commune", "99999"), ("planet", "97411"), ("zone", "z-nothing")])
def test_a_territory_that_is_not_known_is_no_page(client, kind, code):
    assert client.get(reverse("territory", args=[kind, code])).status_code == 404


def test_a_zone_of_a_closed_space_is_read_by_its_members_only(cast, client, sign_in):
    zone = district(cast)
    cast.space.visibility = "members"
    cast.space.save()
    assert client.get(zone.get_absolute_url()).status_code == 404
    assert "Centre-ville" not in read(client.get(reverse("territories"), {"q": "centre"}))
    assert sign_in(cast.bob).get(zone.get_absolute_url()).status_code == 200


def test_a_page_asks_as_many_questions_for_one_part_as_for_all(client):
    def questions(address):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        return len(asked)

    few = questions(territory("epci", "249740119").get_absolute_url())
    assert questions(territory("departement", "974").get_absolute_url()) == few
