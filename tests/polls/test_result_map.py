"""The map of a poll, the row of one’s commune, the poster and the card: one publication behind all of them."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.organizations.models import Space, Visibility
from governance.polls import actions, result_map
from governance.polls.models import Answer, CitizenPoll
from governance.polls.result_map import ResultMap
from governance.polls.showing import Results
from governance.voting.actions import Choice
from tests.polls.asking import JUDGED, crowd, opened, prepared
from tests.polls.places import la_reunion

pytestmark = pytest.mark.django_db

SAINT_DENIS, SAINTE_MARIE, SAINTE_SUZANNE, SAINT_PAUL, SALAZIE = "97411", "97418", "97420", "97415", "97421"


@pytest.fixture
def island(cast):
    la_reunion()
    return cast


@pytest.fixture
def counted(island):
    """The three communes of the north are told; those of the west are hidden, and so are two people of Salazie."""
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    crowd(poll, SAINTE_MARIE, o1=12, o2=18)
    crowd(poll, SAINTE_SUZANNE, o1=15, o2=15)
    crowd(poll, SAINT_PAUL, o1=20, o2=20)
    crowd(poll, SALAZIE, o1=2)
    return closed(poll)


def closed(poll):
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())
    return CitizenPoll.objects.select_related("publication").get(pk=poll.pk)


def read(client, name, poll, query=""):
    return client.get(reverse(name, args=[poll.pk]) + query)


def said(client, name, poll, query=""):
    return read(client, name, poll, query).content.decode().replace("\xa0", " ")


def shapes(page):
    """What the map says of each territory, by its name."""
    titles = re.findall(r"<title>([^<]+)</title></path>", page)
    return dict(title.split(" : ", 1) for title in titles)


def rows(page):
    """The cells of each row of the table, by its name."""
    found = {}
    for row in re.findall(r"<tr id=.at-.*?</tr>", page, re.S):
        name = re.search(r'scope="row">([^<]+)', row)[1].strip()
        found[name] = re.findall(r"<td[^>]*>([^<]*)", row)
    return found


def test_the_page_the_map_its_file_the_csv_and_the_card_tell_the_same_and_hide_the_same(counted, client):
    page = said(client, "citizen-poll", counted)
    table, drawn = rows(page), shapes(page)
    card = shapes(said(client, "citizen-poll-embed", counted))
    features = read(client, "citizen-poll-map", counted).json()["features"]
    file = {one["properties"]["name"]: one["properties"] for one in features}
    lines = csv.reader(io.StringIO(said(client, "citizen-poll-results", counted)), delimiter=";")
    sheet = {line[2]: line for line in lines if line[0] == "commune" and line[4] == "résidences déclarées"}

    # All levels together are told only where each of them is: nobody with an attested residence answered here.
    hidden = {name for name, cells in table.items() if cells == ["non publié"]} & set(drawn)
    assert "Salazie" in hidden
    assert {name for name, words in drawn.items() if words == "non publié"} == hidden
    assert card == drawn
    assert {name for name, told in file.items() if not told["published"]} == hidden
    assert {name for name, line in sheet.items() if line[5] == "non"} == hidden
    assert all(set(told) == {"kind", "code", "name", "published"} for told in file.values() if not told["published"])
    assert sheet["Salazie"][6:] == [""] * 5

    assert drawn["Saint-Denis"] == "66,7 %, 45 réponses"
    assert table["Saint-Denis"][0] == sheet["Saint-Denis"][6] == "45"
    assert (table["Saint-Denis"][2], file["Saint-Denis"]["answers"]) == ("67 %", 45)
    assert {k: v.replace("\xa0", " ") for k, v in file["Saint-Denis"]["options"].items()} == {
        "Oui": "67 %",
        "Non": "33 %",
        "Pas maintenant": "0 %",
    }


@pytest.mark.parametrize("way", ["citizen-poll", "citizen-poll-map", "citizen-poll-embed"])
def test_before_a_publication_no_way_tells_how_many_answered(island, client, way):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=67, o2=68)  # numbers that no day and no minute has
    told = said(client, way, poll)
    assert shapes(told) == rows(told) == {}
    assert not {"67", "68", "135"} & set(re.findall(r'[ >"](\d+)[ <",]', told))
    assert '"published": true' not in told


def test_a_hidden_commune_has_its_own_pattern_and_no_figure(counted):
    drawn = {one.thing.row.name: one.thing for one in ResultMap(Results(counted)).sheet.drawn}
    assert (drawn["Salazie"].pattern, drawn["Salazie"].figure) == ("slashes", "")
    assert drawn["Saint-Denis"].pattern == "solid"


def test_the_map_shows_the_option_that_leads_or_the_one_that_is_asked(counted):
    shown = Results(counted)
    assert [ResultMap(shown, key).name for key in ("", "o2", "zzz")] == ["Oui", "Non", "Oui"]


def test_a_closer_look_keeps_the_communes_of_one_epci(counted, client):
    page = said(client, "citizen-poll", counted)
    tco = next(row for row in Results(counted).rows if row.territory and row.territory.code == "249740101")
    assert f"?in={tco.key}&amp;option=o1#map" in page
    closer = said(client, "citizen-poll", counted, f"?in={tco.key}")
    assert sorted(shapes(closer)) == ["La Possession", "Le Port", "Les Trois-Bassins", "Saint-Leu", "Saint-Paul"]
    assert {"Saint-Paul", "Le Port"} < set(rows(closer)) and "Saint-Denis" not in rows(closer)


def test_a_wide_poll_draws_the_epci_first_and_they_lead_to_their_communes(counted, monkeypatch):
    monkeypatch.setattr(result_map, "MOST_SHAPES", 10)
    drawn = ResultMap(Results(counted)).sheet.drawn
    assert {one.thing.row.territory.kind for one in drawn} == {"epci"}
    assert all(one.thing.href.startswith("?in=epci-") for one in drawn)


def test_the_map_by_epci_draws_rows_of_the_table_and_hides_what_it_hides(counted, client):
    page = said(client, "citizen-poll", counted, "?by=epci")
    table, drawn = rows(page), shapes(page)
    assert (len(drawn), drawn["CA Intercommunale du Nord de la Réunion (CINOR)"][:6]) == (5, "54,3 %")
    assert {name for name, words in drawn.items() if words == "non publié"} == {
        name for name in drawn if table[name] == ["non publié"]
    }
    features = read(client, "citizen-poll-map", counted, "?by=epci").json()["features"]
    assert sorted(one["properties"]["name"] for one in features) == sorted(drawn)


def test_a_poll_of_one_epci_has_no_other_way_to_be_drawn(island, client):
    poll = opened(island, places=(("epci", "249740101"),))
    crowd(poll, SAINT_PAUL, o1=20, o2=20)
    page = said(client, "citizen-poll", closed(poll), "?by=epci")
    assert "Par intercommunalité" not in page
    assert "Saint-Paul" in shapes(page)


@pytest.mark.parametrize(
    "query", ["?in=zzz", "?in=departement-974", "?in=commune-97411", "?sort=people&level=x&option=9"]
)
def test_an_address_that_asks_nonsense_is_read_as_one_that_asks_nothing(counted, client, query):
    assert read(client, "citizen-poll", counted, query).status_code == 200
    assert read(client, "citizen-poll-map", counted, query).status_code == 200


def test_the_table_is_sorted_by_a_link_and_what_is_hidden_stays_last(counted, client):
    page = said(client, "citizen-poll", counted, "?sort=-o1")
    assert 'aria-sort="descending"' in page
    table = rows(page)
    told = [cells[2] for cells in table.values() if len(cells) > 1]
    assert told == sorted(told, key=lambda cell: -int(cell.split()[0]))
    where = [cells == ["non publié"] for cells in table.values()]
    assert where == sorted(where)


def test_a_judgment_is_mapped_by_how_many_reach_the_grade_of_the_option(island):
    poll = opened(
        island, places=(("commune", SAINT_DENIS),), **{**JUDGED, "choices": [Choice("Un tram"), Choice("Un bus")]}
    )
    crowd(poll, SAINT_DENIS, o1=40)
    key, given = (
        str(poll.questions.get().pk),
        [{"o1": "Bien", "o2": "Passable"}, {"o1": "Très bien"}, {"o1": "Passable"}],
    )
    for n, answer in enumerate(Answer.objects.order_by("pk")):
        Answer.objects.filter(pk=answer.pk).update(content={key: given[n % 3]})
    told = ResultMap(Results(closed(poll)), "o1")
    assert told.measure.replace("\xa0", " ") == "Jugements « Bien » ou mieux pour « Un tram »"
    figures = {one.thing.row.name: one.thing.figure for one in told.sheet.drawn}
    assert figures["Saint-Denis"].replace("\xa0", " ") == "67,5 %"  # 27 of 40


def test_the_map_weighs_little_and_is_as_fine_as_its_sheet(counted, client):
    assert len(read(client, "citizen-poll-map", counted).content) < 200_000
    assert len(read(client, "citizen-poll", counted).content) < 200_000


@pytest.mark.parametrize("way", ["citizen-poll-map", "citizen-poll-embed", "citizen-poll-poster"])
def test_each_way_asks_the_database_as_often_for_one_commune_as_for_all(island, client, way):
    asked = []
    for places in ((("commune", SALAZIE),), (("region", "04"),)):
        poll = opened(island, places=places)
        crowd(poll, SALAZIE, o1=20, o2=20)
        closed(poll)
        read(client, way, poll)
        with CaptureQueriesContext(connection) as queries:
            read(client, way, poll)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- The row of one’s commune ------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Saint-Paul", "saint paul", "97415"])
def test_bob_goes_to_the_row_of_his_commune_without_a_script(counted, client, typed):
    found = client.get(reverse("citizen-poll-place", args=[counted.pk]), {"q": typed})
    assert (found.status_code, found.url) == (302, f"/polls/{counted.pk}/?#at-commune-97415")
    assert 'id="at-commune-97415"' in client.get(found.url).content.decode()


def test_letters_that_several_communes_begin_with_list_them(counted, client):
    page = client.get(reverse("citizen-poll-place", args=[counted.pk]), {"q": "saint"}).content.decode()
    assert "#at-commune-97411" in page and "#at-commune-97415" in page


def test_a_commune_that_the_poll_does_not_ask_is_said_to_be_none_of_it(island, client):
    poll = opened(island, places=(("commune", SALAZIE),))
    page = client.get(reverse("citizen-poll-place", args=[poll.pk]), {"q": "Saint-Paul"})
    assert (page.status_code, "n’interroge aucune commune" in page.content.decode()) == (200, True)


def test_while_one_types_the_field_is_given_names(counted, client):
    address = reverse("citizen-poll-place", args=[counted.pk])
    part = client.get(address, {"q": "saint-p"}, headers={"HX-Request": "true"}).content.decode()
    assert '<option value="Saint-Paul">97415</option>' in part
    assert "<html" not in part


# --- The poster and the card -------------------------------------------------------------------------


def test_the_short_way_leads_to_the_poll_and_the_poster_says_it(island, client):
    poll = opened(island)
    assert client.get(f"/p/{poll.pk}/").url == poll.get_absolute_url()
    page = said(client, "citizen-poll-poster", poll)
    assert f"testserver/p/{poll.pk}/" in page
    assert 'class="qr"' in page and "Faut-il une piste cyclable" in page and "La Réunion" in page


def test_a_cancelled_poll_has_no_poster(island, client):
    poll = opened(island)
    actions.cancel_poll(poll, by=island.alice, reason="La question était mal posée.")
    assert read(client, "citizen-poll-poster", poll).url == poll.get_absolute_url()


def test_the_card_alone_may_be_framed_and_sets_no_cookie(counted, sign_in, settings):
    client = sign_in(counted.made_by)
    card = read(client, "citizen-poll-embed", counted)
    assert "X-Frame-Options" not in card.headers
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "script" not in card.headers["Content-Security-Policy"]
    assert not card.cookies
    page = card.content.decode()
    assert "<script" not in page and "<form" not in page and "csrf" not in page
    for way in (
        "citizen-poll",
        "citizen-poll-poster",
        "citizen-poll-place",
        "citizen-poll-map",
        "citizen-poll-results",
    ):
        other = read(client, way, counted)
        assert other.headers["X-Frame-Options"] == "DENY"
        assert other.headers["Content-Security-Policy"] == settings.CONTENT_SECURITY_POLICY


def test_the_card_is_the_same_for_alice_and_for_a_visitor(counted, sign_in, client):
    assert (
        read(sign_in(counted.made_by), "citizen-poll-embed", counted).content
        == read(client, "citizen-poll-embed", counted).content
    )


def test_no_card_of_a_poll_that_is_prepared_or_of_a_space_that_closed_its_doors(island, sign_in):
    alice = sign_in(island.alice)
    ways = ("citizen-poll-embed", "citizen-poll-map", "citizen-poll-place")
    poll = prepared(island)
    assert [read(alice, way, poll).status_code for way in ways] == [404] * 3
    poll = opened(island)
    Space.objects.filter(pk=island.space.pk).update(visibility=Visibility.MEMBERS)
    assert read(alice, "citizen-poll-embed", poll).status_code == 404


def test_the_poll_page_gives_the_lines_to_copy(counted, client):
    page = said(client, "citizen-poll", counted)
    assert f"&lt;iframe src=&quot;http://testserver/polls/{counted.pk}/embed/&quot;" in page


def test_the_file_is_geojson_that_others_read(counted, client):
    answer = read(client, "citizen-poll-map", counted, "?option=o2")
    assert answer.headers["Content-Type"] == "application/geo+json"
    told = json.loads(answer.content)
    assert (told["type"], len(told["features"])) == ("FeatureCollection", 24)
    assert {one["geometry"]["type"] for one in told["features"]} <= {"Polygon", "MultiPolygon"}
