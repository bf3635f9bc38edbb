"""The directory: who is listed, where and how one is found; and what its page and its files say to everybody."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.polls import actions
from governance.polls.directory import Directory
from governance.polls.models import Listing, Tag
from governance.register.models import Entry
from governance.verdict import Refused
from tests.doors import as_
from tests.polls.listed import an_organization, imported, listed
from tests.polls.listed import element as an_element
from tests.polls.places import AT_SEA, IN_TOWN, commune, la_reunion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def read(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def names(user=None, **asked):
    return [one.name for one in Directory(user or AnonymousUser(), asked).listings.shown()]


# --- The listing of a space --------------------------------------------------------------------------


def test_alice_lists_her_organization_and_it_is_recorded_without_its_point(cast):
    listing = listed(cast.space, cast.alice, text="On tisse.", tags=["Tiers-Lieux", "tiers lieux"], point=IN_TOWN)
    assert (listing.name, listing.commune.code, listing.point) == ("Les Tisserands", "97411", IN_TOWN)
    assert [tag.name for tag in listing.tags.all()] == ["Tiers-Lieux"]
    entry = Entry.objects.select_related("payload").get(act="listing.set")
    said = json.loads(entry.payload.canonical)
    assert (said["commune"], said["tags"], said["point"]) == ("97411", ["Tiers-Lieux"], True)
    assert "55.45" not in entry.payload.canonical


def test_without_a_point_an_organization_stands_in_its_commune(cast):
    listing = listed(cast.space, cast.alice)
    outline = commune("97411").outline
    assert (listing.lon, listing.point) == (None, (outline.lon, outline.lat))


@pytest.mark.parametrize("point", [AT_SEA, (55.28, -21.16)])
def test_a_point_outside_its_commune_is_refused(cast, point):
    with pytest.raises(Refused, match="n’est pas dans la commune Saint-Denis"):
        listed(cast.space, cast.alice, point=point)
    assert not Listing.objects.exists()


def test_a_tag_is_one_whatever_its_case_accents_and_spaces(cast):
    listed(cast.space, cast.alice, tags=["Zéro déchet", "#tiersLieux"])
    an_organization(cast.bob, "Autre", tags=["ZERO-DECHET", "Tiers lieux"])
    assert sorted(Tag.objects.values_list("key", flat=True)) == ["tierslieux", "zerodechet"]


def test_a_listing_follows_the_name_of_its_space(cast):
    listed(cast.space, cast.alice)
    organizations.change_settings(cast.space, by=cast.alice, name="Œuvres vives")
    assert (names(q="oeuvre"), names(q="tisserands")) == (["Œuvres vives"], [])


def test_what_is_taken_off_is_shown_nowhere_and_keeps_no_point(cast, client):
    listed(cast.space, cast.alice, point=IN_TOWN, address="1 rue du Four")
    listing = actions.take_off_listing(cast.space, by=cast.alice)
    assert (names(), listing.lon, listing.address) == ([], None, "")
    assert "1 rue du Four" not in read(client.get(reverse("directory-geojson")))
    with pytest.raises(Refused, match="n’est pas dans l’annuaire"):
        actions.take_off_listing(cast.space, by=cast.alice)
    assert listed(cast.space, cast.alice).pk == listing.pk


# --- Finding -----------------------------------------------------------------------------------------


@pytest.fixture
def several(cast):
    listed(cast.space, cast.alice, "97411", text="Ateliers de couture", tags=["réemploi", "couture"])
    an_organization(cast.bob, "Écolieu des Hauts", "97415", text="Forêt et compost", tags=["compost"])
    an_organization(cast.bob, "Zarbre", "97413", tags=["réemploi"])
    organizations.create_project(cast.organization, by=cast.alice, name="Cartographier l’île")
    project = cast.organization.projects.get().space
    listed(project, cast.alice, "97413", tags=["carte"])
    imported(cast, an_element(name="Jardin venu d’ailleurs", categories=["compost"]))
    return cast


EVERYBODY = ["Cartographier l’île", "Écolieu des Hauts", "Les Tisserands", "Zarbre"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, EVERYBODY),
        ({"sort": "commune"}, ["Les Tisserands", "Cartographier l’île", "Zarbre", "Écolieu des Hauts"]),
        ({"q": "ecolieu foret"}, ["Écolieu des Hauts"]),
        ({"q": "REEMPLOI"}, ["Les Tisserands", "Zarbre"]),
        ({"tag": "reemploi, Couture"}, ["Les Tisserands"]),
        ({"kind": "project"}, ["Cartographier l’île"]),
        ({"where": "Saint-Leu"}, ["Cartographier l’île", "Zarbre"]),
        ({"where": "97411"}, ["Les Tisserands"]),
        ({"where": "La Réunion", "kind": "organization"}, ["Écolieu des Hauts", "Les Tisserands", "Zarbre"]),
        ({"where": "commune-97415"}, ["Écolieu des Hauts"]),
        ({"where": "Brest"}, []),
        ({"of": "others"}, ["Jardin venu d’ailleurs"]),
        ({"of": "all", "tag": "compost"}, ["Écolieu des Hauts", "Jardin venu d’ailleurs"]),
        ({"kind": "banana", "of": "x", "sort": "y", "one": "z"}, EVERYBODY),
        ({"q": "a\x00b"}, EVERYBODY),
    ],
)  # fmt: skip
def test_the_directory_is_found_by_words_place_tags_and_kind(several, asked, found):
    assert names(**asked) == found


def test_what_a_private_space_lists_is_read_by_its_members_and_in_no_file(cast, client, sign_in):
    listed(cast.space, cast.alice, text="Secret des tisserands")
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    assert (names(cast.bob), names()) == (["Les Tisserands"], [])
    member = sign_in(cast.bob)
    assert "Secret des tisserands" in read(member.get(reverse("directory")))
    for name in ("directory-geojson", "directory-jsonld"):
        assert "Secret" not in read(member.get(reverse(name)))


def test_the_page_asks_as_much_of_the_database_for_one_as_for_sixty(cast, client):
    listed(cast.space, cast.alice, tags=["couture"])

    def asked():
        with CaptureQueriesContext(connection) as queries:
            page = read(client.get(reverse("directory")))
        return page, len(queries)

    _page, one = asked()
    for n in range(60):
        an_organization(cast.bob, f"Asso {n:02}", tags=[f"tag {n}"])
    page, sixty = asked()
    assert sixty == one
    assert ("61 fiches" in page, page.count('<li id="listing-'), "page 1 sur 2" in page) == (True, 50, True)


def test_the_list_comes_before_the_map_in_the_page(several, client):
    page = read(client.get(reverse("directory")))
    assert 0 < page.index('id="listing-') < page.index("data-points-map")


# --- Files -------------------------------------------------------------------------------------------


def test_the_directory_as_geojson_says_where_and_whose(several, client):
    answer = client.get(reverse("directory-geojson"), {"of": "all", "where": "97411"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    told = answer.json()
    jardin, tisserands = told["features"]
    assert (tisserands["properties"]["name"], tisserands["properties"]["tags"]) == (
        "Les Tisserands",
        ["couture", "réemploi"],
    )
    assert (tisserands["properties"]["exact"], jardin["properties"]["exact"]) == (False, True)
    assert jardin["geometry"] == {"type": "Point", "coordinates": [55.4504, -20.8989]}
    source = jardin["properties"]["source"]
    assert (source["name"], source["licence"]) == ("Transiscope", "ODbL")
    assert source["url"] == "https://transiscope.gogocarto.fr/map#/fiche/jardin-venu-dailleurs/a1/"


def test_the_directory_as_json_ld_speaks_schema_org(several, client):
    told = client.get(reverse("directory-jsonld"), {"of": "all"}).json()
    assert told["@context"] == "https://schema.org"
    kinds = {one["name"]: one["@type"] for one in told["@graph"]}
    assert (kinds["Les Tisserands"], kinds["Cartographier l’île"]) == ("Organization", "Project")
    [project] = [one for one in told["@graph"] if one["@type"] == "Project"]
    assert project["parentOrganization"]["name"] == "Les Tisserands"
    [other] = [one for one in told["@graph"] if one["name"] == "Jardin venu d’ailleurs"]
    assert (other["sdLicense"], other["sdPublisher"]["name"]) == ("ODbL", "Transiscope")


def test_the_map_lies_on_the_communes_around_what_is_listed(several, client):
    told = client.get(reverse("directory-ground")).json()
    assert len(told["features"]) == 24
    near = client.get(reverse("directory-ground"), {"where": "97411"}).json()
    assert [one["properties"]["name"] for one in near["features"]] == ["Saint-Denis"]


# --- Pages -------------------------------------------------------------------------------------------

GOOD = {"commune": "Saint-Denis", "text": "On tisse.", "tags": "couture, réemploi", "website": "tisserands.re"}


def test_alice_writes_the_listing_on_its_page(cast, sign_in):
    client, where = sign_in(cast.alice), reverse("space-listing", args=[cast.space.slug])
    point = {"lon": "55,4504", "lat": "−20,8989", "is_public": "on", "address": "1 rue du Four"}
    assert client.post(where, GOOD | point).status_code == 302
    listing = Listing.objects.get()
    assert (listing.website, listing.point) == ("https://tisserands.re", IN_TOWN)
    assert "couture, réemploi" in read(client.get(where))
    page = read(client.get(reverse("directory")))
    assert "On tisse." in page and "1 rue du Four" in page
    assert "a écrit la fiche d’annuaire" in read(client.get(reverse("space-activity", args=[cast.space.slug])))
    client.post(reverse("space-listing-take-off", args=[cast.space.slug]))
    assert "On tisse." not in read(client.get(reverse("directory")))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"commune": ""}, "Dites dans quelle commune"),
        ({"commune": "Brest"}, "Aucune commune connue ici"),
        ({"commune": "97400"}, None),  # a postal code of one commune alone
        ({"commune": "Saint"}, "Plusieurs communes répondent"),
        ({"lon": "55,45", "lat": "-20,9"}, "Dites que ce lieu est public"),
        ({"address": "1 rue du Four"}, "Dites que ce lieu est public"),
        ({"lon": "55,45", "is_public": "on"}, "un point est fait de deux nombres"),
        ({"lon": "-20,9", "lat": "155,4", "is_public": "on"}, "semblent inversées"),
        ({"lon": "338000", "lat": "7690000", "is_public": "on"}, "ressemblent à des mètres"),
        ({"lon": "2,35", "lat": "48,85", "is_public": "on"}, "pas dans la commune Saint-Denis"),
        ({"website": "javascript:alert(1)"}, "pas l’adresse d’une page"),
        ({"website": "https://user:pass@a.re"}, "pas l’adresse d’une page"),
        ({"website": "ftp://a.re"}, "pas l’adresse d’une page"),
        ({"tags": ",".join(f"t{n}" for n in range(21))}, "gardez les 20"),
        ({"tags": "x" * 70}, "trop long pour une étiquette"),
        ({"text": "x" * 501}, "500"),
    ],
)
def test_a_listing_that_does_not_do_comes_back_with_its_sentence(cast, sign_in, sent, words):
    answer = sign_in(cast.alice).post(reverse("space-listing", args=[cast.space.slug]), GOOD | sent)
    if words is None:
        assert answer.status_code == 302
        return
    assert answer.status_code in (403, 422)
    assert words.lower() in read(answer).lower()
    assert not Listing.objects.exists()


def test_bob_does_not_write_the_listing_and_is_told_why(cast, sign_in):
    answer = sign_in(cast.bob).get(reverse("space-listing", args=[cast.space.slug]))
    assert (answer.status_code, "facilitent cet espace" in read(answer)) == (403, True)


def test_an_empty_directory_says_how_one_enters_it(client):
    assert "L’annuaire est encore vide" in read(client.get(reverse("directory")))


def test_what_was_typed_in_html_is_read_as_words(cast, client):
    listed(cast.space, cast.alice, text="<script>alert(1)</script>", tags=["<b>gras"])
    page = client.get(reverse("directory")).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "<b>gras" not in page


def test_the_home_page_leads_to_the_directory(cast):
    for who in (cast.bob, cast.anonymous):
        assert f'href="{reverse("directory")}"' in read(as_(who).get("/"))
