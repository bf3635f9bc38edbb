"""A room on the screen of a hall: what is open, what was just said and decided, and nothing before its time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from governance import clock
from governance.voting import actions as voting
from rooms import actions, screen
from tests.proposals.factories import MONDAY, a_proposal, answer, later
from tests.voting.every_method import opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday():
    with clock.pretend(MONDAY), translation.override("fr"):
        yield


def address(room, query=""):
    return reverse("room-screen", args=[room.space.slug, room.slug]) + query


@pytest.fixture
def look(client):
    """`look(person)` is what the screen shows when this person opens it."""

    def look(who=None, room=None, query="", **headers):
        if who is not None and who.is_authenticated:
            client.force_login(who)
        return client.get(address(room, query), headers=headers).content.decode()

    return look


def test_whoever_reads_a_room_may_put_it_on_a_screen(cast, client):
    assert client.get(address(cast.room)).status_code == 200


@pytest.mark.parametrize(("who", "kind"), [("dave", "members"), ("anonymous", "members"), ("carol", "roles")])
def test_a_room_that_somebody_does_not_see_is_on_no_screen_of_theirs(cast, rooms, client, who, kind):
    person = getattr(cast, who)
    if person.is_authenticated:
        client.force_login(person)
    assert client.get(address(getattr(rooms, kind))).status_code == 404


def test_it_shows_what_was_just_said_and_nothing_to_write_or_to_open(cast, look):
    actions.post_message(cast.room.thread, by=cast.bob, body="On commence par **le budget**.")
    page = look(cast.alice, cast.room)
    assert "<strong>le budget</strong>" in page
    assert [word for word in ("data-live-post", "menu-panel", "breadcrumb", 'class="foot"') if word in page] == []


def test_it_leads_to_the_room_with_a_phone(cast, look):
    page = look(None, cast.room)
    assert f"testserver{reverse('room', args=[cast.space.slug, cast.room.slug])}" in page
    assert '<svg class="qr"' in page


def test_the_room_leads_to_its_screen(cast, client):
    page = client.get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert f'href="{address(cast.room)}"' in page


def test_an_open_consultation_says_how_much_time_is_left_and_how_many_answered(cast, look):
    proposal = a_proposal(cast, phase="consultation")
    answer(proposal, cast.erin, "agree")
    page = look(cast.alice, cast.room)
    assert proposal.title in page
    assert "encore 7 jours" in page
    assert "<b>1</b> réponse" in page


def test_the_hall_does_not_read_the_positions_that_the_person_at_the_screen_may_see(cast, look):
    proposal = a_proposal(cast, phase="consultation")
    for who, choice in ((cast.alice, "agree"), (cast.erin, "disagree")):
        answer(proposal, who, choice)
    page = look(cast.alice, cast.room)
    assert ('class="spectrum"' in page, "contre" in page) == (False, False)


def test_a_consultation_that_is_over_shows_its_advice(cast, look):
    proposal = a_proposal(cast, phase="consultation")
    for who, choice in ((cast.alice, "agree"), (cast.erin, "disagree")):
        answer(proposal, who, choice)
    with later(days=8):
        page = look(None, cast.room)
    assert ("Attend sa résolution" in page, "1 pour" in page, "1 contre" in page) == (True, True, True)


def test_an_open_vote_says_nothing_of_its_result(cast, look):
    vote = opened(cast, shows="open")
    page = look(cast.alice, cast.room)
    assert (vote.title in page, 'class="outcome"' in page) == (True, False)


def test_a_vote_that_just_closed_says_what_came_out_and_later_no_more(cast, look):
    vote = opened(cast)
    with clock.pretend(vote.closes_at + timedelta(minutes=5)):
        voting.count_vote(vote)
        page = look(None, cast.room)
    assert (vote.title in page, 'class="outcome"' in page) == (True, True)
    with clock.pretend(vote.closes_at + screen.JUST + timedelta(minutes=1)):
        assert vote.title not in look(None, cast.room, "?part=open", **{"HX-Request": "true"})


def test_a_draft_is_on_no_screen_not_even_that_of_its_author(cast, look):
    a_proposal(cast, phase="draft", title="Ébauche")
    assert "Ébauche" not in look(cast.bob, cast.room)


def test_a_screen_shows_a_few_decisions_and_says_how_many_more_there_are(cast, look):
    for n in range(screen.SHOWN + 2):
        opened(cast, title=f"Question {n}")
    page = look(None, cast.room)
    assert (page.count("<h3>"), "et 2 autres" in page) == (screen.SHOWN, True)


def test_a_screen_asks_as_many_questions_for_one_decision_as_for_a_few(cast, client, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        opened(cast)
        a_proposal(cast, phase="consultation")
        actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
        client.get(address(cast.room))
        with CaptureQueriesContext(connection) as asked:
            client.get(address(cast.room))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_part_is_the_decisions_alone(cast, look):
    page = look(None, cast.room, "?part=open", **{"HX-Request": "true"})
    assert page.lstrip().startswith("<section")
