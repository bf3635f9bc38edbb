"""Zones and circles that people draw: what they touch, who may, and what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.polls import actions, geometry
from governance.polls.models import Territory
from governance.polls.zones import communes_under, is_inside
from governance.register.models import Entry
from governance.verdict import Refused
from tests.polls.places import IN_TOWN, Kind, commune, district, file_of, la_reunion, square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def codes(zone):
    return sorted(zone.communes.values_list("code", flat=True))


def test_a_zone_is_the_communes_it_touches_and_its_outline(cast):
    zone = district(cast)
    assert (zone.kind, zone.space, codes(zone)) == (Kind.ZONE, cast.space, ["97411"])
    assert is_inside(zone, *IN_TOWN)
    assert not is_inside(zone, 55.5, -20.9)
    assert zone.code.startswith("z-") and zone.stands
    entry = Entry.objects.get(act="territory.drawn")
    assert (entry.subject_id, entry.actor_id) == (zone.pk, cast.alice.pk)


def test_a_circle_holds_what_is_nearer_than_its_radius_in_metres(cast):
    circle = actions.draw_circle(
        cast.space, by=cast.alice, name="Autour du barachois", lon=55.45, lat=-20.9, radius=2000
    )
    assert circle.kind == Kind.CIRCLE and codes(circle) == ["97411"]
    east = geometry.EARTH.Direct(-20.9, 55.45, 90, 1999)
    beyond = geometry.EARTH.Direct(-20.9, 55.45, 90, 2001)
    assert is_inside(circle, east["lon2"], east["lat2"])
    assert not is_inside(circle, beyond["lon2"], beyond["lat2"])


def test_what_only_shares_an_edge_is_not_touched():
    whole = geometry.shapely.from_wkb(bytes(commune("97407").outline.wkb))
    assert [one.code for one in communes_under(whole)] == ["97407"]


def test_coordinates_turned_around_are_found_out(cast):
    features = geometry.read_geojson(file_of(square(-20.91, 55.44, -20.88, 55.46, name="Chaudron")))
    with pytest.raises(Refused, match="semblent inversées"):
        actions.draw_zones(cast.space, by=cast.alice, features=features)
    assert not Territory.objects.drawn().exists()


def test_a_zone_where_nobody_is_known_to_live_is_refused(cast):
    features = geometry.read_geojson(file_of(square(2.3, 48.8, 2.4, 48.9, name="Paris")))
    with pytest.raises(Refused, match="ne touche aucune commune connue ici"):
        actions.draw_zones(cast.space, by=cast.alice, features=features)


def test_all_the_zones_of_a_file_are_made_or_none(cast):
    good, bad = square(55.44, -20.91, 55.46, -20.88, name="Ici"), square(0, 0, 1, 1, name="Au large")
    with pytest.raises(Refused, match="Au large"):
        actions.draw_zones(cast.space, by=cast.alice, features=geometry.read_geojson(file_of(good, bad)))
    assert not Territory.objects.drawn().exists()
    assert not Entry.objects.filter(act="territory.drawn").exists()


def test_two_zones_of_a_space_do_not_have_one_name_until_one_is_withdrawn(cast):
    zone = district(cast)
    with pytest.raises(Refused, match="existe déjà ici"):
        district(cast, name="CENTRE VILLE")
    actions.withdraw_zone(zone, by=cast.alice)
    assert district(cast, name="CENTRE VILLE").stands
    with pytest.raises(Refused, match="déjà retirée"):
        actions.withdraw_zone(zone, by=cast.alice)


def test_what_the_file_knows_of_other_maps_is_kept(cast):
    told = {"name": "Parc de la Trinité", "wikidata": "Q3364151", "@id": "way/123"}
    features = geometry.read_geojson(file_of(square(55.44, -20.91, 55.46, -20.88, **told)))
    [zone] = actions.draw_zones(cast.space, by=cast.alice, features=features)
    assert (zone.name, zone.wikidata, zone.osm) == ("Parc de la Trinité", "Q3364151", "way/123")


# --- Pages -------------------------------------------------------------------------------------------


def read(answer):
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_alice_imports_a_district_and_reads_its_page(cast, sign_in):
    client = sign_in(cast.alice)
    sent = SimpleUploadedFile("quartiers.geojson", file_of(square(55.44, -20.91, 55.46, -20.88, nom="Le Chaudron")))
    answer = client.post(reverse("zone-create", args=[cast.space.slug]), {"file": sent, "name": ""})
    zone = Territory.objects.drawn().get()
    assert answer.headers["Location"] == zone.get_absolute_url()
    page = read(client.get(zone.get_absolute_url()))
    assert "<title>Saint-Denis</title>" in page and "Le Chaudron" in page and "Retirer cette zone" in page
    assert "Le Chaudron" in read(client.get(reverse("space-territories", args=[cast.space.slug])))
    client.post(reverse("zone-withdraw", args=[zone.kind, zone.code]))
    assert "Le Chaudron" not in read(client.get(reverse("space-territories", args=[cast.space.slug])))


def test_bob_does_not_draw_and_is_told_why(cast, sign_in):
    answer = sign_in(cast.bob).get(reverse("zone-create", args=[cast.space.slug]))
    assert answer.status_code == 403
    assert "facilitent cet espace" in read(answer)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"GIF89a", 422, "n’est pas du GeoJSON"),
        (file_of(square(0, 0, 1, 1, name="Au large")), 403, "ne touche aucune commune"),
        (file_of(square(55.44, -20.91, 55.46, -20.88)), 422, "n’a pas de nom"),
        (b"", 422, "vide"),
    ],
)
def test_a_file_that_does_not_do_comes_back_with_its_sentence(cast, sign_in, content, status, words):
    sent = SimpleUploadedFile("zone.geojson", content)
    answer = sign_in(cast.alice).post(reverse("zone-create", args=[cast.space.slug]), {"file": sent, "name": ""})
    assert (answer.status_code, words in read(answer)) == (status, True)


@pytest.mark.parametrize("longitude", ["55,45", "55.45", " 55,45 "])
def test_a_circle_is_traced_with_a_comma_or_a_point(cast, sign_in, longitude):
    where = reverse("zone-create", args=[cast.space.slug]) + "?way=circle"
    sent = {"name": "Autour", "lon": longitude, "lat": "−20,9", "radius": "1500"}
    assert sign_in(cast.alice).post(where, sent).status_code == 302
    outline = Territory.objects.drawn().get().outline
    assert (outline.lon, outline.lat, outline.radius) == (55.45, -20.9, 1500)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"lon": "-20,9", "lat": "155,4"}, "semblent inversées"),
        ({"lon": "338000", "lat": "7690000"}, "ressemblent à des mètres"),
        ({"lon": "banane", "lat": "-20,9"}, "Saisissez un nombre"),
        ({"lon": "nan", "lat": "-20,9"}, "Saisissez un nombre"),
    ],
)
def test_a_centre_that_is_nowhere_is_said(cast, sign_in, sent, words):
    where = reverse("zone-create", args=[cast.space.slug]) + "?way=circle"
    answer = sign_in(cast.alice).post(where, {"name": "Autour", "radius": "1500", **sent})
    assert (answer.status_code, words in read(answer)) == (422, True)


def test_whoever_administers_palabre_draws_for_every_space(cast, sign_in):
    cast.dave.is_staff = True
    cast.dave.save()
    sent = {"name": "L’île", "lon": "55,5", "lat": "-21,1", "radius": "60000"}
    assert sign_in(cast.dave).post(reverse("zone-create-for-all") + "?way=circle", sent).status_code == 302
    zone = Territory.objects.drawn().get()
    assert (zone.space, len(codes(zone))) == (None, 24)
    assert sign_in(cast.alice).get(reverse("zone-create-for-all")).status_code == 403
