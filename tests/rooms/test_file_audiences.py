"""Whoever brings a file chooses who reads it, among those who read its message: every door obeys."""

from io import BytesIO
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import live
from governance.verdict import Refused
from rooms import actions, files, group, moving
from rooms.audiences import may_read_file
from rooms.declared import _part
from rooms.models import Attachment, Message
from tests.doors import as_
from tests.rooms.sending import a_picture, a_text

CAST = ("alice", "bob", "erin", "carol", "dave", "anonymous")
NAMES = (b"Salaires.txt", b"Visages.png", b"/thumbnail/")


def brought(cast, audience, *, by=None, body="Voici", thread=None):
    """A note and a picture that Bob sends for those."""
    chosen = [files.looked_at(one) for one in (a_text(b"1200 euros", "Salaires.txt"), a_picture("Visages.png"))]
    chosen = [SimpleNamespace(**vars(one) | {"audience": audience}) for one in chosen]
    message = actions.post_with_files(thread or cast.room.thread, by=by or cast.bob, body=body, chosen=chosen)
    return list(message.attachments.all())


@pytest.fixture(autouse=True)
def of_the_group(cast):
    """Erin belongs to the group of the room; Bob and Carol are of the space alone; Alice facilitates it."""
    group.join_room(cast.room, by=cast.erin)


#                Alice  Bob   Erin  Carol  Dave   nobody
READERS = {
    "": (True, True, True, True, True, True),
    "members": (True, True, True, True, False, False),
    "room": (True, True, True, False, False, False),
}


def told(answer) -> bool:
    content = answer.getvalue()
    return any(name in content for name in NAMES)


@pytest.mark.parametrize("audience", READERS)
def test_os_12_a_file_is_read_by_those_its_author_chose_and_by_nobody_else(cast, audience):
    sent = brought(cast, audience)
    assert tuple(bool(may_read_file(getattr(cast, who), sent[0])) for who in CAST) == READERS[audience]
    for who, may in zip(CAST, READERS[audience], strict=True):
        client = as_(getattr(cast, who))
        doors = [reverse("file", args=[one.key]) for one in sent] + [reverse("file-thumbnail", args=[sent[1].key])]
        assert {client.get(door).status_code for door in doors} == {200 if may else 404}


@pytest.mark.parametrize("audience", READERS)
def test_os_12_no_page_says_the_name_or_shows_the_picture_to_the_others(cast, audience):
    message = brought(cast, audience)[0].message
    answer = actions.post_message(message.thread, by=cast.carol, body="Merci", reply_to=message)
    place = [cast.space.slug, cast.room.slug]
    doors = [
        reverse("room", args=place),
        reverse("room-files", args=place),
        reverse("message", args=[message.pk]),
        reverse("message-history", args=[message.pk]),
        reverse("message", args=[answer.pk]),
    ]
    for who, may in zip(CAST, READERS[audience], strict=True):
        client = as_(getattr(cast, who))
        assert [told(client.get(door)) for door in doors] == [may, may, may, may, False]
        assert told(client.get(doors[2], headers={"HX-Request": "true"})) is may


@pytest.mark.parametrize("audience", READERS)
def test_os_12_an_export_holds_what_its_reader_reads(cast, audience):
    brought(cast, audience)
    door = reverse("room-export", args=[cast.space.slug, cast.room.slug])
    for who, may in list(zip(CAST, READERS[audience], strict=True))[:4]:
        client = as_(getattr(cast, who))
        assert ("2 fichiers" in client.get(door).content.decode().replace("\xa0", " ")) is may
        with ZipFile(BytesIO(client.post(door).getvalue())) as archive:
            within = " ".join(archive.namelist()).encode() + b"".join(archive.read(name) for name in archive.namelist())
        assert any(name in within for name in (*NAMES, b"1200 euros")) is may


@pytest.mark.parametrize(("audience", "is_shared"), [("", True), ("members", False), ("room", False)])
def test_a_live_frame_carries_no_file_that_is_not_for_all_who_hear_it(cast, audience, is_shared):
    """Without a part that is the same for all, each browser asks for its own."""
    message = brought(cast, audience)[0].message
    part = _part(message.thread_id, f"message:{message.pk}")
    assert (part is not None) is is_shared
    assert (part is not None and "Salaires.txt" in part()) is is_shared
    assert live.cursor("thread", message.thread_id)


def test_a_file_never_reaches_further_than_its_message(cast, rooms):
    group.join_room(rooms.roles, by=cast.erin)
    sent = brought(cast, "members", thread=rooms.roles.thread)
    assert [who for who in CAST if may_read_file(getattr(cast, who), sent[0])] == ["alice", "bob", "erin"]


def test_whoever_leaves_the_group_reads_no_more_of_what_came_for_it(cast):
    (file, _picture) = brought(cast, "room")
    group.leave_room(cast.room, by=cast.erin)
    verdict = may_read_file(cast.erin, Attachment.objects.get(pk=file.pk))
    assert (bool(verdict), "rejoignez-le" in verdict.why, verdict.remedy) == (False, True, "join")


def test_a_refused_reader_is_told_how_to_become_one(cast):
    (file, _picture) = brought(cast, "members")
    verdicts = [may_read_file(who, file) for who in (cast.dave, cast.anonymous)]
    assert [(verdict.remedy, "demander à le rejoindre" in verdict.why) for verdict in verdicts] == [
        ("join", True),
        ("sign_in", True),
    ]


def test_erin_chooses_in_the_form_and_the_page_says_it_beside_the_file(cast):
    post = reverse("message-post", args=[cast.room.thread_id])
    as_(cast.erin).post(post, {"body": "Voici", "audience": "members", "files": [a_text(name="Salaires.txt")]})
    assert Attachment.objects.get().audience == "members"
    room = reverse("room", args=[cast.space.slug, cast.room.slug])
    page = as_(cast.bob).get(room).content.decode()
    assert ("lu par les membres de l’espace" in page, 'name="audience"' in page) == (True, True)
    assert "un fichier réservé aux membres de l’espace" in as_(cast.dave).get(room).content.decode()


def test_a_form_that_says_nothing_sends_the_file_to_whoever_reads_the_message(cast):
    post = reverse("message-post", args=[cast.room.thread_id])
    as_(cast.erin).post(post, {"body": "Voici", "files": [a_text()]})
    assert Attachment.objects.get().audience == ""


def test_people_who_do_not_exist_are_no_choice_and_what_was_chosen_comes_back(cast):
    post = reverse("message-post", args=[cast.room.thread_id])
    answer = as_(cast.erin).post(post, {"body": "Voici", "audience": "nobody", "files": [a_text()]})
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    again = as_(cast.erin).post(post, {"body": "Voici", "audience": "room", "files": [a_text(b"", "vide.txt")]})
    assert '<option value="room" selected>' in again.content.decode()


def test_a_picture_that_came_for_others_is_described_by_its_author_alone(cast):
    picture = brought(cast, "room")[1]
    door = reverse("file-describe", args=[picture.key])
    assert [as_(who).get(door).status_code for who in (cast.bob, cast.erin, cast.carol)] == [200, 403, 404]


def test_what_came_for_the_group_is_not_moved_to_another_group_but_by_who_brought_it(cast):
    to = actions.open_room(cast.space, by=cast.alice, name="Ailleurs")
    message = brought(cast, "room")[0].message
    with pytest.raises(Refused, match="réservé au groupe de ce salon"):
        moving.move_messages([message], to, by=cast.alice, reason="C’est le sujet de l’autre salon.")
    mine = brought(cast, "room", by=cast.alice)[0].message
    assert moving.move_messages([mine], to, by=cast.alice) == 1


def test_a_talk_asks_as_much_for_one_file_of_the_group_as_for_twenty(cast, django_assert_num_queries):
    client, address = as_(cast.carol), reverse("room", args=[cast.space.slug, cast.room.slug])
    brought(cast, "room")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(5):
        brought(cast, "members")
        brought(cast, "room", by=cast.alice)
    with django_assert_num_queries(len(one)):
        client.get(address)
