"""A message may become something: who may, where it shows, and what is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from governance.voting import actions as voting
from proposals import actions as proposals
from rooms import actions, becoming
from rooms.models import Message, Origin
from tests.cast import archive
from tests.proposals.factories import a_proposal, refused
from tests.voting.factories import opened

pytestmark = pytest.mark.django_db

WORDS = {"title": "Traduire le guide", "summary": "Un guide pour tout le monde.", "body": "Nous traduisons."}


def as_(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def say(cast, by=None, body="Et si on traduisait le guide ?", **more):
    return actions.post_message(cast.room.thread, by=by or cast.erin, body=body, **more)


def turn(message):
    return reverse("message-turn", args=[message.pk])


def plain(answer):
    return answer.content.decode().replace("\xa0", " ")


# --- The page of what it may become ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 200), ("carol", 403), ("dave", 403), ("anonymous", 403)]
)
def test_those_who_take_part_in_the_room_make_something_of_a_message(cast, who, status):
    assert as_(getattr(cast, who)).get(turn(say(cast))).status_code == status


@pytest.mark.parametrize("who", ["carol", "dave", "anonymous"])
def test_a_message_that_one_does_not_read_is_not_found(cast, rooms, who):
    message = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    assert as_(getattr(cast, who)).get(turn(message)).status_code == 404


def test_the_page_lists_a_proposal_actions_and_the_proposals_one_may_amend(cast):
    a_proposal(cast, phase="amending")
    a_proposal(cast, phase="discussion", title="Autre chose")
    page = plain(as_(cast.bob).get(turn(say(cast))))
    assert "Une proposition</a>" in page and "Une action qui ne concerne que moi</a>" in page
    assert "Le motif d’un amendement à « Traduire le guide »" in page and "« Autre chose »" not in page


def test_the_page_of_a_message_leads_there(cast):
    message = say(cast)
    page = plain(as_(cast.bob).get(reverse("message", args=[message.pk])))
    assert f'href="{turn(message)}"' in page


def test_nothing_is_made_of_a_tombstone_a_notice_or_in_an_archived_room(cast):
    gone = actions.delete_message(say(cast), by=cast.erin)
    vote = opened(cast)
    notice = Message.objects.exclude(notice="").get()
    assert not becoming.may_turn(cast.bob, gone) and not becoming.may_turn(cast.bob, notice)
    message = say(cast)
    voting.cancel_vote(vote, by=cast.bob, reason="Mal posé.")
    archive(cast.room, by=cast.alice)
    assert not becoming.may_turn(cast.bob, Message.objects.get(pk=message.pk))


# --- The link ----------------------------------------------------------------------------------------


def test_a_message_that_became_an_action_says_so_to_everybody(cast):
    message = say(cast)
    action = proposals.act_from(message, cast.room, by=cast.bob, title="Traduire")
    page = plain(as_(cast.anonymous).get(reverse("room", args=[cast.space.slug, cast.room.slug])))
    assert f'Devenu une action : <a href="{reverse("action", args=[action.pk])}">Traduire</a>' in page


def test_a_draft_born_of_a_message_is_nobody_elses_news(cast):
    message = say(cast)
    draft = proposals.propose_from(message, cast.room, by=cast.bob, impact="many", **WORDS)
    assert Message.objects.get(pk=message.pk).became == []
    proposals.publish_proposal(draft, by=cast.bob)
    (thing,) = Message.objects.get(pk=message.pk).became
    assert thing == {
        "kind": "proposal",
        "title": "Traduire le guide",
        "address": reverse("proposal", args=[draft.pk]),
    }


def test_a_message_becomes_one_proposal_and_may_still_become_an_action(cast):
    message = say(cast)
    draft = proposals.propose_from(message, cast.room, by=cast.bob, impact="many", **WORDS)
    proposals.publish_proposal(draft, by=cast.bob)
    with refused("déjà devenu « Traduire le guide »".replace(" »", "\u00a0»").replace("« ", "«\u00a0")):
        proposals.propose_from(message, cast.room, by=cast.faye, impact="many", **WORDS)
    proposals.act_from(message, cast.room, by=cast.faye, title="Relire")
    assert Origin.objects.count() == 2


def test_what_is_born_of_a_message_stays_in_its_room(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.erin, body="Entre nous")
    with refused("autre salon"):
        proposals.propose_from(message, cast.room, by=cast.bob, impact="many", **WORDS)
    assert Origin.objects.count() == 0 and not cast.room.proposals.exists()


def test_the_room_asks_as_much_whatever_its_messages_became(cast, django_assert_max_num_queries):
    client, page = as_(cast.bob), reverse("room", args=[cast.space.slug, cast.room.slug])
    said = [say(cast, body=f"Idée {n}") for n in range(12)]
    client.get(page)
    with django_assert_max_num_queries(100) as before:
        client.get(page)
    asked = len(before)
    for n, message in enumerate(said):
        becoming.note(message, by=cast.bob, room=cast.room, kind="proposal", target=900 + n)
        becoming.show("proposal", 900 + n, room=cast.room, title=f"T{n}", address=f"/proposals/{900 + n}/")
    client.get(page)
    with django_assert_max_num_queries(asked):
        assert plain(client.get(page)).count("Devenu une proposition") == 12


def test_quoted_words_cannot_break_out_of_their_quotation(cast):
    message = say(cast, body="# Titre\n\n> déjà\n\n[piège](javascript:alert(1))\n<script>")
    quoted = becoming.quoted(message)
    assert all(line.startswith(">") for line in quoted.strip().splitlines())


def test_a_long_message_is_quoted_in_part(cast):
    message = say(cast, body="mot " * 4000)
    assert len(becoming.quoted(message)) < 1500 and len(becoming.cited(message, 2000)) <= 2000
