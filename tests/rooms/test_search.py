"""Searching in a room: the same words in whatever form, and only what one may read."""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from proposals import actions as proposals
from rooms import actions, words
from rooms.models import Message
from tests.proposals.factories import a_proposal
from tests.rooms.test_pages import CAST, address, as_
from tests.voting.every_method import opened


def look(client, room, question, **more):
    return client.get(address(room, "room-search"), {"q": question, **more})


def found(client, room, question, **more):
    """The messages that a search finds, in order."""
    page = look(client, room, question, **more).content.decode()
    return [int(pk) for pk in re.findall(r'href="/messages/(\d+)/here/"', page)]


def say(room, *sayings, by):
    return [actions.post_message(room.thread, by=by, body=said).pk for said in sayings]


# --- Words ---


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("décision", "Les décisions d’hier"),
        ("DECISIONS", "Une décision."),
        ("décider", "Nous avons décidé."),
        ("décidée", "Décidez vite !"),
        ("decidee", "C’est décidé."),
        ("grande", "Les grands jours"),
        ("atelier", "À l’atelier de mardi"),
        ("l'atelier", "Deux ateliers"),
        ("œuvre", "Une OEUVRE commune"),
        ("coeur", "De tout cœur"),
        ("garcon", "Un garçon"),
        ("e\u0301te\u0301", "L’été"),
        ("2026", "Avant 2026."),
        ("chercheuse", "Les chercheuses"),
        ("nationale", "Des parcs nationaux et nationales"),
        ("mains", "De la **main** à la *main*"),
        ("le guide de démarrage", "Guide : démarrage"),
        ("qui", "Qui vient ?"),
        ("wiki", "[le wiki](https://example.org/autre)"),
    ],
)
def test_a_word_is_found_in_another_form(cast, sign_in, question, said):
    (pk,) = say(cast.room, said, by=cast.erin)
    say(cast.room, "Tout à fait autre chose", by=cast.erin)
    assert found(sign_in(cast.bob), cast.room, question) == [pk]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("guide démarrage", "Le guide est là"),
        ("mar", "mardi"),
        ("example", "[le wiki](https://example.org/)"),
        ("strong", "**oui**"),
    ],
)
def test_what_was_not_said_is_not_found(cast, sign_in, question, said):
    say(cast.room, said, by=cast.erin)
    assert found(sign_in(cast.bob), cast.room, question) == []


def test_the_newest_is_found_first(cast, sign_in):
    first, second = say(cast.room, "Un atelier", "Des ateliers", by=cast.erin)
    assert found(sign_in(cast.bob), cast.room, "atelier") == [second, first]


def test_words_in_a_question_are_not_patterns(cast, sign_in):
    say(cast.room, "Cent pour cent", "Un mot", by=cast.erin)
    client = sign_in(cast.bob)
    assert [found(client, cast.room, question) for question in ("%", "_", "c%t", "m_t", "' OR 1=1 --")] == [[]] * 5


def test_what_a_message_says_now_is_what_is_found(cast, sign_in):
    (pk,) = say(cast.room, "Rendez-vous lundi", by=cast.bob)
    actions.edit_message(Message.objects.get(pk=pk), by=cast.bob, body="Rendez-vous mardi")
    client = sign_in(cast.bob)
    assert [found(client, cast.room, day) for day in ("lundi", "mardi")] == [[], [pk]]


def test_a_tombstone_is_never_found(cast, sign_in):
    (pk,) = say(cast.room, "Mot malheureux", by=cast.bob)
    actions.delete_message(Message.objects.get(pk=pk), by=cast.bob)
    assert (found(sign_in(cast.bob), cast.room, "malheureux"), Message.objects.get(pk=pk).words) == ([], "")


def test_a_text_of_one_letter_words_or_of_one_endless_word_is_no_trouble():
    assert words.kept("a b c d e " * 4_000) == ""
    assert len(words.kept("é" * 20_000)) < 100


# --- What one may read ---


def test_the_debates_of_the_room_are_searched_too(cast, sign_in):
    proposal, vote = a_proposal(cast, phase="discussion"), opened(cast)
    said = [
        actions.post_message(thread, by=cast.erin, body="Un paysage").pk
        for thread in (cast.room.thread, proposal.thread, vote.debate.thread)
    ]
    page = look(sign_in(cast.bob), cast.room, "paysages").content.decode()
    assert [int(pk) for pk in re.findall(r'href="/messages/(\d+)/here/"', page)] == said[::-1]
    assert [f"dans le débat de «\u00a0{title}\u00a0»" in page for title in (proposal.title, vote.title)] == [True] * 2


def test_another_room_keeps_its_words(cast, rooms, sign_in):
    say(rooms.members, "Un paysage", by=cast.erin)
    assert found(sign_in(cast.bob), cast.room, "paysage") == []


def test_a_search_in_a_room_one_may_not_see_is_not_found(cast, rooms):
    say(rooms.roles, "Un paysage", by=cast.bob)
    answers = [look(as_(getattr(cast, who)), rooms.roles, "paysage").status_code for who in CAST]
    assert answers == [200, 200, 404, 404, 404]


def test_visitors_search_in_a_public_room(cast, client):
    (pk,) = say(cast.room, "Un paysage", by=cast.erin)
    assert found(client, cast.room, "paysage") == [pk]


def test_the_debate_of_a_draft_is_its_authors(cast):
    draft = a_proposal(cast, cast.alice, "draft")
    Message.objects.create(thread=draft.thread, n=1, author=cast.alice, body="x", html="x", words=words.kept("paysage"))
    assert found(as_(cast.bob), cast.room, "paysage") == []


# --- The page ---


def test_the_words_found_are_marked_and_what_was_typed_is_text(cast, sign_in):
    say(cast.room, "Les ateliers <b>ouverts</b> & l’atelier", by=cast.erin)
    page = look(sign_in(cast.bob), cast.room, "atelier").content.decode()
    assert page.count("<mark>") == 2
    assert "<mark>ateliers</mark> &lt;b&gt;ouverts&lt;/b&gt; &amp; l’<mark>atelier</mark>" in page


def test_an_excerpt_of_a_long_message_shows_the_word(cast, sign_in):
    say(cast.room, "mot " * 400 + "paysage " + "mot " * 400, by=cast.erin)
    page = look(sign_in(cast.bob), cast.room, "paysage").content.decode()
    assert ("<mark>paysage</mark>" in page, page.count("mot mot") < 100) == (True, True)


def test_a_search_may_keep_to_the_messages_of_one_person(cast, sign_in):
    (pk,) = say(cast.room, "Un atelier", by=cast.erin)
    say(cast.room, "Des ateliers", by=cast.faye)
    client = sign_in(cast.bob)
    assert found(client, cast.room, "atelier", by=cast.erin.pk) == [pk]
    refused = look(client, cast.room, "atelier", by=cast.dave.pk)
    assert (refused.status_code, "n’a rien écrit dans ce salon" in refused.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("x" * 10_240, "trop longue"),
        ("mot " * 2_560, "trop longue"),
        ("", "au moins un mot"),
        ("   ", "au moins un mot"),
        ("!?…", "au moins un mot"),
        ("\u200b", "au moins un mot"),
        ("un\x00mot", "nul"),
    ],
)
def test_a_question_that_cannot_be_asked_gets_a_sentence(cast, sign_in, question, why):
    page = look(sign_in(cast.bob), cast.room, question)
    assert (page.status_code, why in page.content.decode()) == (422, True)


def test_a_search_that_finds_nothing_says_what_to_try(cast, sign_in):
    assert "Aucun message ne contient tous ces mots" in look(sign_in(cast.bob), cast.room, "rien").content.decode()


def test_many_messages_are_found_page_by_page_in_as_many_queries(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.bob)
    say(cast.room, "Un atelier", by=cast.erin)
    look(client, cast.room, "atelier")
    with CaptureQueriesContext(connection) as one:
        look(client, cast.room, "atelier")
    said = say(cast.room, *["Des ateliers"] * 24, by=cast.faye)
    with django_assert_num_queries(len(one)):
        page = look(client, cast.room, "atelier")
    assert "25 messages trouvés" in page.content.decode()
    assert [len(found(client, cast.room, "atelier", page=n)) for n in (1, 2, 99, "abc")] == [20, 5, 5, 20]
    assert found(client, cast.room, "atelier", page=1) == said[:3:-1]


def test_the_page_of_the_room_has_a_field_to_search(cast, client):
    assert f'action="{reverse("room-search", args=[cast.space.slug, cast.room.slug])}"' in (
        client.get(address(cast.room)).content.decode()
    )


def test_a_proposal_that_is_not_talked_about_changes_nothing(cast, sign_in):
    proposals.open_action(cast.room, by=cast.alice, title="Réserver la salle")
    assert found(sign_in(cast.bob), cast.room, "salle") == []


def test_what_was_said_before_there_was_a_search_is_found_too(cast, sign_in):
    loader = MigrationLoader(connection)
    (fill,) = [
        operation.code
        for (_app, name), migration in loader.disk_migrations.items()
        if name.endswith("_reading_and_search")
        for operation in migration.operations
        if isinstance(operation, RunPython)
    ]
    (pk,) = say(cast.room, "Les décisions d’hier", by=cast.erin)
    Message.objects.update(words="")
    fill(apps, SimpleNamespace(connection=connection))
    assert found(sign_in(cast.bob), cast.room, "décision") == [pk]
