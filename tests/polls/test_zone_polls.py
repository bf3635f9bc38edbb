"""Polls that ask a drawn zone: answered by those found inside, told for the whole zone, compared with nothing."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, CitizenPoll, Climb, ZoneResidence
from governance.verdict import Refused
from tests.cast import person
from tests.doors import as_, read
from tests.polls.asking import ballot, crowd, opened, prepared
from tests.polls.climbing import SAINT_PAUL, climbing, passed
from tests.polls.places import AT_SEA, IN_TOWN, commune, district, la_reunion, lives

pytestmark = pytest.mark.django_db
WEST, EAST = (55.44, -20.91, 55.45, -20.88), (55.45, -20.91, 55.46, -20.88)


@pytest.fixture(autouse=True)
def island(db):
    la_reunion()


def asked_in(cast, *territories, make=opened, **changed):
    return make(cast, **{"territories": territories, **changed})


@pytest.fixture
def asked(cast):
    return asked_in(cast, district(cast))


def zone_of(poll):
    return poll.territories.get()


def found(who, zone):
    assert actions.find_inside(zone, by=who, lon=IN_TOWN[0], lat=IN_TOWN[1])


def page_of(who, poll):
    return read(as_(who), reverse("citizen-poll", args=[poll.pk])).decode()


def test_who_lives_in_its_commune_is_led_to_show_a_point_and_back(cast, asked):
    lives(cast.bob)
    page = page_of(cast.bob, asked)
    where = reverse("zone-inside", args=[zone_of(asked).kind, zone_of(asked).code]) + f"?poll={asked.pk}"
    assert "vérifiez que vous y habitez" in page and where in page
    assert 'name="answer"' not in page
    client = as_(cast.bob)
    answer = client.post(where, {"lon": str(IN_TOWN[0]), "lat": str(IN_TOWN[1])})
    assert answer.headers["Location"] == asked.get_absolute_url()
    assert 'name="answer"' in page_of(cast.bob, asked)


def test_an_answer_keeps_the_zone_and_no_commune(cast, asked):
    lives(cast.bob)
    found(cast.bob, zone_of(asked))
    answer = actions.answer_poll(asked, by=cast.bob, ballots=ballot(asked, "o1"))
    assert answer.territory == zone_of(asked)


def test_who_was_found_nowhere_or_lives_elsewhere_does_not_answer(cast, asked):
    lives(cast.bob)
    lives(cast.erin, "97415")
    with pytest.raises(Refused, match="vérifiez que vous y habitez"):
        actions.answer_poll(asked, by=cast.bob, ballots=ballot(asked, "o1"))
    with pytest.raises(Refused, match="Vous vivez à Saint-Paul"):
        actions.answer_poll(asked, by=cast.erin, ballots=ballot(asked, "o1"))
    assert not Answer.objects.exists()


def test_who_moves_is_inside_no_more(cast, asked):
    lives(cast.bob)
    found(cast.bob, zone_of(asked))
    actions.answer_poll(asked, by=cast.bob, ballots=ballot(asked, "o1"))
    lives(cast.bob, "97415")
    lives(cast.bob)
    assert not ZoneResidence.objects.exists()
    with pytest.raises(Refused, match="vérifiez que vous y habitez"):
        actions.answer_poll(asked, by=cast.bob, ballots=ballot(asked, "o2"))


def test_the_result_is_told_for_the_whole_zone_alone(cast, asked, client):
    zone, key = zone_of(asked), str(asked.questions.get().pk)
    people = [person(f"z{n}") for n in range(45)]
    rows = [("o1" if n < 30 else "o2", one) for n, one in enumerate(people)]
    Answer.objects.bulk_create(
        Answer(poll=asked, person=one, territory=zone, level="declared", content={key: choice}) for choice, one in rows
    )
    with clock.pretend(asked.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())
    page = page_of(cast.anonymous, asked)
    assert "30 des 45 réponses" in page
    assert "Saint-Denis" not in page.split('id="result"')[1]
    told = client.get(reverse("citizen-poll-results", args=[asked.pk])).content.decode("utf-8-sig")
    assert {row[2] for row in list(csv.reader(io.StringIO(told), delimiter=";"))[1:]} == {"Centre-ville"}
    drawn = json.loads(client.get(reverse("citizen-poll-map", args=[asked.pk])).content)
    assert [one["properties"]["name"] for one in drawn["features"]] == ["Centre-ville"]


def test_a_zone_is_asked_alone(cast):
    zone = district(cast)
    with pytest.raises(Refused, match="se demande seule"):
        asked_in(cast, zone, commune("97415"), make=prepared)
    with pytest.raises(Refused, match="se demande seule"):
        asked_in(cast, zone, district(cast, "Ailleurs", box=(55.40, -20.91, 55.43, -20.89)), make=prepared)


def test_a_zone_that_was_withdrawn_is_asked_no_more(cast):
    poll = asked_in(cast, district(cast), make=prepared)
    actions.withdraw_zone(zone_of(poll), by=cast.alice)
    with pytest.raises(Refused, match="n’existe plus"):
        actions.open_poll(poll, by=cast.alice)


@pytest.mark.parametrize("zone_first", [True, False])
def test_the_same_question_is_not_asked_of_a_zone_and_of_the_commune_it_cuts(cast, zone_first):
    both = [(district(cast),), (commune("97411"),)]
    first, second = both if zone_first else reversed(both)
    asked_in(cast, *first)
    with pytest.raises(Refused, match="on devinerait des réponses"):
        asked_in(cast, *second)
    assert asked_in(cast, *second, question="Faut-il un marché\u202f?").opened_at


def test_two_zones_that_overlap_are_not_asked_the_same_and_two_beside_each_other_are(cast):
    asked_in(cast, district(cast, "Ouest", box=WEST))
    assert asked_in(cast, district(cast, "Est", box=EAST)).opened_at
    with pytest.raises(Refused, match="recoupe celui-ci"):
        asked_in(cast, district(cast))


def test_a_level_that_cuts_a_zone_asked_the_same_stops_the_climb_and_says_why(cast):
    first = climbing(cast)
    asked_in(cast, district(cast, box=(55.29, -20.96, 55.33, -20.93)), question="Autre chose\u202f?")
    crowd(first, SAINT_PAUL, o1=30, o2=15)
    other = CitizenPoll.objects.exclude(pk=first.pk).get().questions.get().vote
    type(other).objects.filter(pk=other.pk).update(title=first.questions.get().vote.title)
    assert len(passed(first)) == 2
    assert "recoupe celui-ci" in Climb.objects.get().stopped


def test_alice_chooses_a_zone_of_her_space_on_the_page(cast):
    zone = district(cast)
    client, where = as_(cast.alice), reverse("citizen-poll-create", args=[cast.space.slug])
    assert f"?t={zone.pk}" in read(client, where).decode()
    chosen = read(client, f"{where}?t={zone.pk}").decode()
    assert "Une zone se demande seule" in chosen and "?way=single" in chosen


def test_the_home_of_who_lives_in_its_commune_shows_it(cast, asked):
    lives(cast.bob)
    lives(cast.erin, "97415")
    assert asked.title in read(as_(cast.bob), "/").decode()
    assert asked.title not in read(as_(cast.erin), "/").decode()


def test_a_point_at_sea_brings_nobody_in(cast, asked):
    lives(cast.bob)
    where = reverse("zone-inside", args=[zone_of(asked).kind, zone_of(asked).code]) + f"?poll={asked.pk}"
    answer = as_(cast.bob).post(where, {"lon": str(AT_SEA[0]), "lat": str(AT_SEA[1])})
    assert answer.status_code == 403
    assert not ZoneResidence.objects.exists()
