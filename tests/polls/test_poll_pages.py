"""The pages of a poll: the ballot for those who live there, a way for the others, and only what is published."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, CitizenPoll
from governance.voting.actions import Choice
from tests.polls.asking import JUDGED, ballot, crowd, live, opened, prepared
from tests.polls.places import la_reunion, territory

pytestmark = pytest.mark.django_db

SAINT_DENIS, SAINT_PAUL, SALAZIE = "97411", "97415", "97421"
GRADED = {**JUDGED, "choices": [Choice("Un tram"), Choice("Un bus")]}
SCORED = {"method": "score", "terms": {"min": 0, "max": 5}, "choices": [Choice("Un tram"), Choice("Un bus")]}
APPROVED = {"method": "approval", "terms": {"seats": 1}, "choices": [Choice("Un tram"), Choice("Un bus")]}


@pytest.fixture
def island(cast):
    la_reunion()
    return cast


def page_of(client, poll, query=""):
    return client.get(reverse("citizen-poll", args=[poll.pk]) + query).content.decode()


def closed(poll):
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())


def test_bob_answers_on_the_page_and_reads_that_it_is_kept_until_the_close(island, sign_in):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    client = sign_in(island.bob)
    assert "gardée avec votre compte jusqu’à la clôture, puis le lien est effacé" in page_of(client, poll)
    answered = client.post(reverse("citizen-poll-answer", args=[poll.pk]), {"choice": "o1", "answer": "choice"})
    assert answered.status_code == 302
    assert list(Answer.objects.get().content.values()) == ["o1"]
    assert "Changer ma réponse" in page_of(client, poll)


def test_bob_answers_blank(island, sign_in):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    sign_in(island.bob).post(reverse("citizen-poll-answer", args=[poll.pk]), {"answer": "blank"})
    assert list(Answer.objects.get().content.values()) == [None]


def test_an_empty_ballot_comes_back_with_a_sentence(island, sign_in):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    back = sign_in(island.bob).post(reverse("citizen-poll-answer", args=[poll.pk]), {"answer": "choice"})
    assert back.status_code == 422
    assert "Votre bulletin est vide" in back.content.decode()


def test_a_visitor_is_told_to_sign_in(island, client):
    page = page_of(client, opened(island))
    assert "Connectez-vous pour répondre" in page
    assert 'name="answer"' not in page


def test_who_declared_no_commune_is_told_to_declare_it(island, sign_in):
    page = page_of(sign_in(island.dave), opened(island))
    assert "déclarez d’abord votre commune" in page
    assert 'name="answer"' not in page


def test_who_lives_elsewhere_finds_the_polls_of_their_own_commune(island, sign_in):
    poll = opened(island, places=(("commune", SALAZIE),))
    other = opened(island, title="Le marché forain", places=(("commune", SAINT_PAUL),))
    live(island.bob, SAINT_PAUL)
    page = page_of(sign_in(island.bob), poll)
    assert "Vous vivez à Saint-Paul" in page
    assert reverse("citizen-poll", args=[other.pk]) in page
    assert 'name="answer"' not in page


@pytest.mark.parametrize(
    "asked, answers",
    [
        ({}, {"o1": 20, "o2": 15}),
        (GRADED, {"g": 0}),
        (SCORED, {"g": 0}),
        (APPROVED, {"g": 0}),
    ],
    ids=["single", "judgment", "score", "approval"],
)
def test_a_closed_poll_says_its_result_in_a_sentence_a_picture_and_a_table(island, client, asked, answers):
    poll = opened(island, **asked)
    if asked:
        key = str(poll.questions.get().pk)
        given = {
            "majority_judgment": [{"o1": "Bien", "o2": "Passable"}, {"o1": "Très bien"}],
            "score": [{"o1": 5, "o2": 1}, {"o1": 3, "o2": 2}],
            "approval": [["o1"], ["o1", "o2"], ["o2"]],
        }[asked["method"]]
        crowd(poll, SAINT_DENIS, o1=40)
        for n, answer in enumerate(Answer.objects.order_by("pk")):
            answer.content = {key: given[n % len(given)]}
            answer.save()
    else:
        crowd(poll, SAINT_DENIS, **answers)
    closed(poll)
    page = page_of(client, poll)
    assert 'class="verdict"' in page
    assert 'class="bars' in page
    assert "Un sondage n’est pas un échantillon." in page
    assert '<th scope="row">Saint-Denis</th>' in page


def test_the_page_of_an_open_poll_says_no_number_that_is_not_published(island, client):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=37, o2=28)
    page = page_of(client, poll)
    assert "Rien n’est encore publié" in page
    assert "65" not in page.split('id="result"')[1]


def test_the_file_says_what_the_page_says_and_no_more(island, client):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    crowd(poll, SAINT_PAUL, o1=20, o2=20)
    crowd(poll, SALAZIE, o1=2)
    closed(poll)
    told = client.get(reverse("citizen-poll-results", args=[poll.pk])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told), delimiter=";"))
    by_code = {(row[0], row[1], row[4]): row[5:] for row in rows[1:]}
    assert by_code["commune", SALAZIE, "résidences déclarées"] == ["non", "", "", "", "", ""]
    assert by_code["", "", "résidences déclarées"] == ["oui", "87", "52", "35", "0", "0"]


def test_no_file_of_a_poll_that_is_prepared(island, sign_in):
    poll = prepared(island)
    assert sign_in(island.alice).get(reverse("citizen-poll-results", args=[poll.pk])).status_code == 404


def test_a_prepared_poll_is_read_by_those_who_facilitate_alone(island, sign_in):
    poll = prepared(island)
    assert sign_in(island.bob).get(reverse("citizen-poll", args=[poll.pk])).status_code == 404
    assert sign_in(island.alice).get(reverse("citizen-poll", args=[poll.pk])).status_code == 200


def test_alice_writes_a_poll_for_saint_paul_and_opens_it(island, sign_in):
    client, new = sign_in(island.alice), reverse("citizen-poll-create", args=[island.space.slug])
    here = territory("commune", SAINT_PAUL)
    assert f"?t={here.pk}" in client.get(new, {"q": "saint pau"}).content.decode()
    until = (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    written = client.post(
        f"{new}?t={here.pk}&way=single",
        {
            "title": "Le marché",
            "question": "Quel jour\u202f?",
            "options": "Samedi\nDimanche",
            "min_level": 0,
            "closes_at": until,
        },
    )
    assert written.status_code == 302
    poll = CitizenPoll.objects.get()
    client.post(reverse("citizen-poll-open", args=[poll.pk]))
    poll.refresh_from_db()
    assert [poll.title, poll.opened_at is not None] == ["Le marché", True]
    assert [place.territory.code for place in poll.places.all()] == [SAINT_PAUL]


def test_alice_changes_what_she_prepared(island, sign_in):
    poll = prepared(island)
    change = reverse("citizen-poll-change", args=[poll.pk])
    until = (clock.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    sent = {"title": "Autre titre", "question": "Où\u202f?", "options": "Ici\nLà", "min_level": 1, "closes_at": until}
    client = sign_in(island.alice)
    assert client.get(change).status_code == 200
    assert client.post(change, sent).status_code == 302
    poll.refresh_from_db()
    vote = poll.questions.get().vote
    assert [poll.title, poll.min_level, [o.label for o in vote.options.all()]] == ["Autre titre", 1, ["Ici", "Là"]]


def test_the_home_of_bob_shows_the_polls_of_his_commune(island, sign_in):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    client = sign_in(island.bob)
    assert "Sondages près de chez moi" in client.get(reverse("home")).content.decode()
    actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o1"))
    assert "vous avez répondu" in client.get(reverse("home")).content.decode()


def test_the_pages_of_a_space_list_its_polls(island, client):
    poll = opened(island)
    link = reverse("citizen-poll", args=[poll.pk])
    assert link in client.get(reverse("space-polls", args=[island.space.slug])).content.decode()
    assert link in client.get(reverse("space", args=[island.space.slug])).content.decode()


def test_the_page_asks_the_database_as_often_for_one_commune_as_for_all(island, client):
    counts = []
    for places in ((("commune", SALAZIE),), (("region", "04"),)):
        poll = opened(island, places=places)
        crowd(poll, SALAZIE, o1=20, o2=20)
        closed(poll)
        page_of(client, poll)
        with CaptureQueriesContext(connection) as asked:
            page_of(client, poll)
        counts.append(len(asked))
    assert counts[0] == counts[1]
