"""The pages of rooms, as people meet them."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.organizations.actions import change_settings
from rooms import actions
from rooms.models import Message, Room
from rooms.windows import PAGE

CAST = ("alice", "bob", "carol", "dave", "anonymous")


def as_(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def address(room, name="room"):
    return reverse(name, args=[room.space.slug, room.slug])


def said_on(response):
    """The messages of a page, in order."""
    return [int(n) for n in re.findall(r'data-n="(\d+)"', response.content.decode())]


def talk(room, by, n):
    return [actions.post_message(room.thread, by=by, body=f"Message {i}") for i in range(1, n + 1)]


# --- Doors ---


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("public", [200, 200, 200, 200, 200]),
        ("members", [200, 200, 200, 404, 404]),
        ("roles", [200, 200, 404, 404, 404]),
        ("archived", [200, 200, 200, 200, 200]),
    ],
)
def test_a_room_one_may_not_see_is_not_found(cast, rooms, kind, expected):
    page = address(getattr(rooms, kind))
    assert [as_(getattr(cast, who)).get(page).status_code for who in CAST] == expected


@pytest.mark.parametrize("name", ["message", "message-edit", "message-delete", "message-history"])
def test_the_messages_of_a_room_one_may_not_see_are_not_found(cast, rooms, name):
    message = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    door = reverse(name, args=[message.pk])
    assert [as_(getattr(cast, who)).get(door).status_code for who in ("carol", "dave", "anonymous")] == [404] * 3


def test_one_does_not_post_in_a_room_one_may_not_see(cast, rooms):
    door = reverse("message-post", args=[rooms.roles.thread_id])
    answers = [as_(getattr(cast, who)).post(door, {"body": "Toc toc"}).status_code for who in CAST]
    said = Message.objects.filter(notice="").count()
    assert (answers, said) == ([302, 302, 404, 404, 404], 2)


def test_one_does_not_post_in_a_public_room_without_being_of_the_space(cast):
    door = reverse("message-post", args=[cast.room.thread_id])
    answers = [as_(getattr(cast, who)).post(door, {"body": "Toc toc"}).status_code for who in CAST]
    assert (answers, Message.objects.count()) == ([302, 302, 302, 403, 403], 3)


def test_only_a_facilitator_meets_the_settings_of_a_room(cast):
    doors = [
        reverse("room-create", args=[cast.space.slug]),
        address(cast.room, "room-settings"),
        address(cast.room, "room-archive"),
    ]
    found = [[as_(getattr(cast, who)).get(door).status_code for who in CAST] for door in doors]
    assert found == [[200, 403, 403, 403, 403]] * 3


# --- The room ---


def test_the_conversation_ends_with_the_newest_message(cast, sign_in):
    talk(cast.room, cast.bob, PAGE + 5)
    page = sign_in(cast.carol).get(address(cast.room))
    assert said_on(page) == list(range(6, PAGE + 6))


def test_older_messages_are_one_step_away_and_each_is_read_once(cast, sign_in):
    talk(cast.room, cast.bob, PAGE + 5)
    client = sign_in(cast.carol)
    first = client.get(address(cast.room))
    (older,) = re.findall(r'href="(\?before=\d+)#talk"', first.content.decode())
    assert said_on(client.get(address(cast.room) + older)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("before", ["", "abc", "-4", "٣", "9" * 30])
def test_a_broken_page_number_shows_the_last_messages(cast, sign_in, before):
    talk(cast.room, cast.bob, 2)
    assert said_on(sign_in(cast.carol).get(address(cast.room), {"before": before})) == [1, 2]


def test_an_old_page_does_not_hear_new_messages(cast, sign_in):
    talk(cast.room, cast.bob, 2)
    page = sign_in(cast.carol).get(address(cast.room), {"before": 2}).content.decode()
    assert "data-new" not in page


def test_a_page_knows_where_its_streams_stand(cast, sign_in):
    talk(cast.room, cast.bob, 3)
    page = sign_in(cast.carol).get(address(cast.room)).content.decode()
    streams = dict(re.findall(r'data-stream="([a-z]+:\d+)" data-cursor="(\d+)"', page))
    assert streams == {
        f"room:{cast.room.pk}": "0",
        f"thread:{cast.room.thread_id}": "3",
        f"person:{cast.carol.pk}": "0",
    }


def test_a_member_finds_where_to_write_and_a_stranger_finds_why_not(cast):
    pages = {who: as_(getattr(cast, who)).get(address(cast.room)).content.decode() for who in CAST}
    assert [who for who, page in pages.items() if "data-live-post" in page] == ["alice", "bob", "carol"]
    assert "La parole est aux membres" in pages["dave"]
    assert "Connectez-vous" in pages["anonymous"]


def test_an_archived_room_says_so_and_offers_nothing_to_write(cast, rooms, sign_in):
    page = sign_in(cast.alice).get(address(rooms.archived)).content.decode()
    assert ("data-live-post" in page, "Ce salon est archivé" in page) == (False, True)


def test_an_empty_room_says_what_to_do_first(cast, sign_in):
    assert "Personne n’a encore parlé ici" in sign_in(cast.bob).get(address(cast.room)).content.decode()


def test_a_day_is_named_once(cast, sign_in):
    talk(cast.room, cast.bob, 3)
    assert sign_in(cast.bob).get(address(cast.room)).content.decode().count('class="day"') == 1


@pytest.mark.parametrize("part", ["header", "pinned", "proposals", "resolutions", "actions"])
def test_a_part_of_the_room_comes_alone_when_a_script_asks(cast, sign_in, part):
    page = sign_in(cast.bob).get(address(cast.room), {"part": part}, headers={"HX-Request": "true"})
    assert page.content.decode().strip().startswith("<div data-part=")


def test_a_room_makes_the_same_number_of_queries_for_1_and_for_50_messages(cast, sign_in, django_assert_num_queries):

    client = sign_in(cast.bob)
    first = actions.post_message(cast.room.thread, by=cast.erin, body="un")
    client.get(address(cast.room))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(address(cast.room))
    for i in range(49):
        actions.post_message(
            cast.room.thread, by=(cast.bob, cast.erin, cast.carol)[i % 3], body=f"Message {i}", reply_to=first
        )
    with django_assert_num_queries(len(one)):
        client.get(address(cast.room))


# --- Messages ---


def test_a_message_sent_by_a_plain_form_is_where_the_browser_lands(cast, sign_in):
    answer = sign_in(cast.bob).post(reverse("message-post", args=[cast.room.thread_id]), {"body": "Bonjour"})
    assert answer.url == f"{address(cast.room)}#message-{Message.objects.get().pk}"


def test_a_message_sent_by_a_script_answers_with_nothing(cast, sign_in):
    answer = sign_in(cast.bob).post(
        reverse("message-post", args=[cast.room.thread_id]), {"body": "Bonjour"}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.content, Message.objects.count()) == (204, b"", 1)


def test_a_preview_shows_and_says_nothing(cast, sign_in):
    answer = sign_in(cast.bob).post(
        reverse("message-post", args=[cast.room.thread_id]), {"body": "Un **mot**", "preview": "1"}
    )
    page = answer.content.decode()
    assert (answer.status_code, Message.objects.count()) == (200, 0)
    assert "<strong>mot</strong>" in page
    assert "Un **mot**</textarea>" in page


def test_the_preview_of_a_script_is_the_same_safe_html(cast, sign_in):
    answer = sign_in(cast.bob).post(reverse("preview"), {"body": "**oui** <script>alert(1)</script>"})
    assert ("<strong>oui</strong>" in answer.content.decode(), "<script" in answer.content.decode()) == (True, False)


def test_a_stranger_to_the_house_gets_no_preview(client, cast):
    assert client.post(reverse("preview"), {"body": "oui"}).status_code == 403


def test_a_quote_keeps_the_spaces_that_hold_words_together(cast):
    said = actions.post_message(
        cast.room.thread, by=cast.bob, body="Qui vient\u00a0?\n\nMoi  aussi, «\u00a0demain\u00a0»."
    )
    assert said.first_words == "Qui vient\u00a0? Moi aussi, «\u00a0demain\u00a0»."


def test_a_long_message_is_quoted_by_its_first_words(cast):
    said = actions.post_message(cast.room.thread, by=cast.bob, body=" ".join(f"mot{n}" for n in range(20)))
    assert said.first_words == " ".join(f"mot{n}" for n in range(14)) + "…"


def test_an_answer_quotes_and_links_what_it_answers(cast, sign_in):
    first = actions.post_message(cast.room.thread, by=cast.erin, body="Qui vient **samedi** & dimanche ?")
    sign_in(cast.bob).post(reverse("message-post", args=[cast.room.thread_id]), {"body": "Moi", "reply_to": first.pk})
    page = sign_in(cast.bob).get(address(cast.room)).content.decode()
    quote = re.search(r'<blockquote class="of-root">(.*?)</blockquote>', page).group(1)
    assert quote == (
        f'<a href="/messages/{first.pk}/">Erin Fontaine</a> <small>Qui vient samedi &amp; dimanche ?</small>'
    )


def test_the_page_of_a_message_offers_each_person_what_they_may_do(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    doors = {"edit": f"/messages/{message.pk}/edit/", "delete": f"/messages/{message.pk}/delete/"}
    pages = {who: as_(getattr(cast, who)).get(f"/messages/{message.pk}/").content.decode() for who in CAST}
    assert {who: [verb for verb, url in doors.items() if url in page] for who, page in pages.items()} == {
        "alice": ["delete"], "bob": ["edit", "delete"], "carol": [], "dave": [], "anonymous": [],
    }  # fmt: skip


def test_the_page_of_a_message_says_on_which_day_it_was_written(cast, client):
    with clock.pretend(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    with clock.pretend(datetime(2026, 3, 4, 9, tzinfo=UTC)):
        actions.post_message(cast.room.thread, by=cast.erin, body="Bonsoir", reply_to=message)
        page = client.get(f"/messages/{message.pk}/").content.decode()
    assert re.findall(r'<p class="day"><time datetime="(.*?)"', page) == ["2026-03-02", "2026-03-04"]


def test_bob_rewrites_his_message_and_anybody_reads_what_it_said(cast, sign_in, client):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Rendez-vous lundi")
    bob = as_(cast.bob)
    assert "Rendez-vous lundi</textarea>" in bob.get(f"/messages/{message.pk}/edit/").content.decode()
    bob.post(f"/messages/{message.pk}/edit/", {"body": "Rendez-vous mardi"})
    page = client.get(address(cast.room)).content.decode()
    assert ("mardi" in page, "lundi" in page, f"/messages/{message.pk}/history/" in page) == (True, False, True)
    assert "Rendez-vous lundi" in client.get(f"/messages/{message.pk}/history/").content.decode()


def test_a_deleted_message_is_gone_from_every_page(cast, client):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Mot malheureux")
    actions.edit_message(message, by=cast.bob, body="Mot malheureux, encore")
    actions.post_message(cast.room.thread, by=cast.erin, body="Vraiment ?", reply_to=message)
    as_(cast.bob).post(f"/messages/{message.pk}/delete/")
    pages = [client.get(url).content.decode() for url in (address(cast.room), f"/messages/{message.pk}/")]
    assert ["malheureux" in page for page in pages] == [False, False]
    assert ["Message supprimé par son auteur·e" in page for page in pages] == [True, True]
    assert client.get(f"/messages/{message.pk}/history/").status_code == 404


def test_alice_removes_the_words_of_somebody_else_only_with_a_reason(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Publicité")
    alice = as_(cast.alice)
    without = alice.post(f"/messages/{message.pk}/delete/", {"reason": " "})
    message.refresh_from_db()
    assert (without.status_code, message.deleted_at) == (422, None)
    alice.post(f"/messages/{message.pk}/delete/", {"reason": "C’est de la publicité."})
    message.refresh_from_db()
    assert message.deleted_by == cast.alice


def test_a_mark_is_shown_to_those_who_may_see_it_through_every_door(cast, debate):
    message = actions.post_message(debate, by=cast.erin, body="Parce que", lean="for")
    doors = [(f"/messages/{message.pk}/", {}), (f"/messages/{message.pk}/", {"HX-Request": "true"})]
    seen = {
        who: ['class="lean"' in as_(getattr(cast, who)).get(url, headers=h).content.decode() for url, h in doors]
        for who in ("bob", "carol")
    }
    assert seen == {"bob": [True, True], "carol": [False, False]}


def test_the_history_of_a_message_does_not_betray_its_mark(cast, debate):
    message = actions.post_message(debate, by=cast.erin, body="Parce que", lean="for")
    actions.edit_message(message, by=cast.erin, body="Parce que oui")
    page = as_(cast.carol).get(f"/messages/{message.pk}/history/").content.decode()
    assert ('class="lean"' in page, 'class="msg for"' in page) == (False, False)


# --- Settings ---


def test_alice_opens_a_room_from_the_page(cast, sign_in):
    answer = sign_in(cast.alice).post(
        reverse("room-create", args=[cast.space.slug]),
        {"name": "Jardin", "summary": "", "visibility": "members", "channel_url": "chat.example.org/jardin"},
    )
    room = Room.objects.get(name="Jardin")
    assert (answer.url, room.visibility, room.channel_url) == (
        address(room), "members", "https://chat.example.org/jardin",
    )  # fmt: skip


def test_alice_shows_a_room_to_a_role_and_finds_it_ticked(cast, sign_in):
    guest = cast.space.roles.get(key="guest")
    client = sign_in(cast.alice)
    client.post(
        address(cast.room, "room-settings"),
        {"name": "Documentation", "visibility": "roles", "roles": [guest.key]},
    )
    assert Room.objects.visible_to(cast.carol).filter(pk=cast.room.pk).exists()
    form = client.get(address(cast.room, "room-settings")).context["form"]
    assert list(form["roles"].value()) == ["guest"]


def test_alice_keeps_a_room_for_the_facilitation_by_ticking_no_role(cast, sign_in):
    client = sign_in(cast.alice)
    client.post(address(cast.room, "room-settings"), {"name": "Documentation", "visibility": "roles"})
    seeing = [who for who in CAST if Room.objects.visible_to(getattr(cast, who)).filter(pk=cast.room.pk).exists()]
    assert seeing == ["alice"]


@pytest.mark.parametrize(
    ("space", "room", "words"),
    [
        ("public", "public", "tout le monde"),
        ("public", "members", "les membres"),
        ("members", "public", "les membres"),
        ("members", "roles", "certains rôles"),
        ("roles", "public", "certains rôles"),
    ],
)
def test_a_room_says_who_really_sees_it(cast, sign_in, space, room, words):
    change_settings(cast.space, by=cast.alice, visibility=space)
    actions.change_room(cast.room, by=cast.alice, visibility=room)
    assert f"Salon visible par : {words}" in sign_in(cast.alice).get(address(cast.room)).content.decode()


@pytest.mark.parametrize("name", ["room", "room-settings"])
def test_a_page_may_be_asked_for_its_head_alone(cast, sign_in, name):
    answer = sign_in(cast.alice).head(address(cast.room, name))
    assert (answer.status_code, answer.content) == (200, b"")


def test_alice_archives_a_room_from_the_page(cast, sign_in):
    sign_in(cast.alice).post(address(cast.room, "room-archive"), {"reason": "Le groupe a fini."})
    cast.room.refresh_from_db()
    assert cast.room.archived_at is not None
