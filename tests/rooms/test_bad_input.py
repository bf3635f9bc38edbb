"""What people type by mistake or by malice: each gets a clear answer, and loses nothing they typed."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from rooms import actions
from rooms.models import Message, Room


class Seen(HTMLParser):
    """The tags and the addresses that a browser would find in a text."""

    def __init__(self):
        super().__init__()
        self.tags, self.links = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name != "rel"]


def post(client, thread, **data):
    return client.post(reverse("message-post", args=[thread.pk]), data)


def test_a_message_of_50000_characters_gets_a_sentence_and_is_not_lost(cast, sign_in):
    body = "mot " * 12_499 + "fin."
    answer = post(sign_in(cast.bob), cast.room.thread, body=body)
    page = answer.content.decode()
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert "Votre message compte 50000 caractères" in page
    assert body in page


def test_the_same_for_a_script(cast, sign_in):
    answer = sign_in(cast.bob).post(
        reverse("message-post", args=[cast.room.thread_id]),
        {"body": "x" * 50_000},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert (answer.status_code, page.count("x" * 50_000), "<html" in page) == (422, 1, False)


@pytest.mark.parametrize("body", ["", "   ", "\n\t\n", "\u00a0", "\u200b\u2060\u00ad", "\u202e"])
def test_a_message_of_spaces_is_not_sent(cast, sign_in, body):
    answer = post(sign_in(cast.bob), cast.room.thread, body=body)
    assert (answer.status_code, "Votre message est vide." in answer.content.decode(), Message.objects.count()) == (
        422, True, 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[clic](javascript:alert(1))",
        "[clic](  JaVaScRiPt:alert(1))",
        "![image](https://ailleurs.example/pixel.png)",
        '<a href="javascript:alert(1)">clic</a>',
        "<svg/onload=alert(1)>",
        "[clic](data:text/html;base64,PHNjcmlwdD4=)",
        "`<script>`",
        "[x]: javascript:alert(1)\n[x]",
    ],
)
def test_html_and_harmful_links_are_harmless(cast, sign_in, client, body):
    post(sign_in(cast.bob), cast.room.thread, body=body)
    seen = Seen()
    seen.feed(Message.objects.get().html)
    assert seen.tags <= {"p", "a", "code"}
    assert [url for url in seen.links if not url.startswith("https://")] == []


def test_an_answer_to_a_message_of_another_room_is_not_sent(cast, rooms, sign_in):
    secret = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    answer = post(sign_in(cast.carol), cast.room.thread, body="Je réponds à cela", reply_to=secret.pk)
    page = answer.content.decode()
    assert (answer.status_code, "Je réponds à cela</textarea>" in page, "Entre nous" in page) == (422, True, False)


@pytest.mark.parametrize("reply_to", ["abc", "999999", "-1", "1" * 40])
def test_an_answer_to_nothing_is_not_sent(cast, sign_in, reply_to):
    answer = post(sign_in(cast.bob), cast.room.thread, body="Je réponds", reply_to=reply_to)
    assert (answer.status_code, Message.objects.count()) == (422, 0)


@pytest.mark.parametrize("wrong", [{"lean": "sideways"}, {"paragraph": "-2"}, {"version_n": "x"}])
def test_an_unknown_mark_is_not_sent(cast, debate, sign_in, wrong):
    answer = post(sign_in(cast.bob), debate, body="Pour", **wrong)
    assert (answer.status_code, Message.objects.count()) == (422, 0)


def test_marks_typed_into_the_form_of_a_room_are_not_kept(cast, sign_in):
    post(sign_in(cast.bob), cast.room.thread, body="Pour", lean="for", paragraph="2")
    message = Message.objects.get()
    assert (message.lean, message.paragraph) == ("", None)


def test_somebody_elses_message_is_not_edited(cast, sign_in):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Mes mots")
    answer = sign_in(cast.erin).post(f"/messages/{message.pk}/edit/", {"body": "Des mots de quelqu’un d’autre"})
    message.refresh_from_db()
    assert (answer.status_code, message.body) == (403, "Mes mots")


def test_an_edit_that_is_too_long_keeps_what_was_typed(cast, sign_in):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Mes mots")
    answer = sign_in(cast.bob).post(f"/messages/{message.pk}/edit/", {"body": "y" * 20_001})
    message.refresh_from_db()
    assert (answer.status_code, "y" * 20_001 in answer.content.decode(), message.body) == (422, True, "Mes mots")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "   "},
        {"name": "x" * 81},
        {"visibility": "moon"},
        {"channel_url": "javascript:alert(1)"},
        {"channel_url": "ftp://example.org/"},
        {"name": "\u200b\u2060"},
        {"visibility": "roles", "roles": "999999"},
        {"visibility": "roles", "roles": "9" * 30},
    ],
)
def test_a_room_that_cannot_be_opened_keeps_what_was_typed(cast, sign_in, wrong):
    typed = {"name": "Jardin", "summary": "Semis et compost", "visibility": "public"} | wrong
    answer = sign_in(cast.alice).post(reverse("room-create", args=[cast.space.slug]), typed)
    page = answer.content.decode()
    assert (answer.status_code, "Semis et compost" in page, Room.objects.count()) == (422, True, 1)


def test_settings_that_fail_keep_the_name_of_the_room_in_the_path(cast, sign_in):
    answer = sign_in(cast.alice).post(
        reverse("room-settings", args=[cast.space.slug, cast.room.slug]), {"name": "  ", "visibility": "public"}
    )
    assert (answer.status_code, answer.context["room"].name) == (422, "Documentation")


def test_what_a_script_refuses_names_its_fields_in_french(cast, debate, sign_in):
    page = post(sign_in(cast.bob), debate, body="Oui", paragraph="-2", reply_to="abc").content.decode()
    assert [name in page for name in ("Paragraphe", "En réponse à", "Paragraph<", "Reply to")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_zero_byte_is_not_a_500(cast, sign_in):
    answer = post(sign_in(cast.bob), cast.room.thread, body="a\x00b")
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["message-post", "preview"])
def test_a_door_that_only_writes_is_not_a_page(cast, sign_in, name):
    args = [cast.room.thread_id] if name == "message-post" else []
    assert sign_in(cast.bob).get(reverse(name, args=args)).status_code == 405
