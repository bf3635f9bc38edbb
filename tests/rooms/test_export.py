"""A room leaves as one file: what its reader reads, for people and for programs, made as it is taken."""

import asyncio
import json
import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.voting.permissions import Seen
from rooms import actions, discussions, export, moving, polls
from rooms.models import Attachment, Room
from rooms.streaming import Made
from tests.doors import as_
from tests.rooms.sending import a_picture, a_text, sent

CAST = ("alice", "bob", "carol", "dave", "anonymous")


def where(room):
    return reverse("room-export", args=[room.space.slug, room.slug])


def taken(person, room) -> zipfile.ZipFile:
    answer = as_(person).post(where(room))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    return zipfile.ZipFile(BytesIO(answer.getvalue()))


def data(person, room):
    return json.loads(taken(person, room).read("salon.json"))


def test_the_file_holds_a_page_its_data_what_they_mean_and_the_files(cast):
    actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour **tout le monde**")
    sent(cast.room.thread, cast.erin, a_text(b"12 euros", "devis.txt"), a_picture("plan.png"))
    archive = taken(cast.bob, cast.room)
    assert archive.testzip() is None
    names = archive.namelist()
    assert names[:4] == ["lisez-moi.txt", "style.css", "salon.html", "salon.json"]
    assert names[4:] == ["fichiers/000002-01 devis.txt", "fichiers/000002-02 plan.png"]
    assert archive.read(names[4]) == b"12 euros"
    page = archive.read("salon.html").decode()
    assert "<strong>tout le monde</strong>" in page and "fichiers/000002-01%20devis.txt" in page
    assert "history" in archive.read("lisez-moi.txt").decode()


def test_a_message_says_all_that_its_reader_sees_of_it(cast):
    first = actions.post_message(cast.room.thread, by=cast.bob, body="Mardi ?")
    actions.edit_message(first, by=cast.bob, body="Jeudi ?")
    actions.react(first, by=cast.erin, sign="agree")
    actions.post_message(cast.room.thread, by=cast.carol, body="Oui.", reply_to=first)
    discussions.close_discussion(first, by=cast.bob, summary="C’est jeudi.")
    said = data(cast.erin, cast.room)["messages"]
    assert said[0]["history"][0]["text"] == "Mardi ?"
    assert (said[0]["author"], said[0]["text"], said[0]["summary"]["text"]) == (
        "Bob Nativel",
        "Jeudi ?",
        "C’est jeudi.",
    )
    assert [one["by"] for one in said[0]["reactions"]] == ["Erin Fontaine"]
    assert (said[1]["answers"], said[2]["kind"], said[0]["said_at"][-1]) == (1, "notice", "Z")
    assert set(said[0]) == {name for names, _meaning in export.FIELDS for name in names.split(", ")}


def test_what_was_taken_back_is_not_in_it(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Secret")
    actions.edit_message(message, by=cast.bob, body="Secret encore")
    sent(cast.room.thread, cast.bob, a_text(b"secret", "secret.txt"))
    for one in cast.room.thread.messages.all():
        actions.delete_message(one, by=cast.bob)
    archive = taken(cast.alice, cast.room)
    content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"ecret" not in content.replace(b"Secr\xc3\xa9", b"") and len(archive.namelist()) == 4


def test_a_poll_shows_what_the_talk_shows_of_it(cast, monkeypatch):
    poll = polls.open_poll(cast.room, by=cast.bob, question="On y va ?").poll
    polls.answer_poll(poll, by=cast.erin, answer=polls.IN)
    (said,) = [one["poll"] for one in data(cast.faye, cast.room)["messages"] if one["poll"]]
    assert said["answers"][0] == {"answer": "J’en suis", "people": 1, "names": ["Erin Fontaine"]}
    monkeypatch.setattr(polls, "seen", lambda *_asked: Seen(why="Les résultats restent cachés jusqu’à la clôture."))
    assert data(cast.faye, cast.room)["messages"][0]["poll"]["answers"] is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("public", [200, 200, 200, 403, 403]),
        ("members", [200, 200, 200, 404, 404]),
        ("roles", [200, 200, 404, 404, 404]),
        ("archived", [200, 200, 200, 403, 403]),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_belongs_to_the_space_and_sees_the_room_takes_it(cast, rooms, kind, expected, method):
    room = getattr(rooms, kind)
    assert [getattr(as_(getattr(cast, who)), method)(where(room)).status_code for who in CAST] == expected


def test_what_left_for_another_room_is_not_in_it(cast, rooms):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Le devis du toit")
    actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    room = Room.objects.select_related("space", "thread").get(pk=rooms.members.pk)
    moving.move_messages([message], room, by=cast.alice, reason="Trésorerie.")
    assert "devis" not in json.dumps(data(cast.bob, cast.room), ensure_ascii=False)
    (there,) = data(cast.bob, rooms.members)["messages"]
    assert (there["text"], there["moved_from"]) == ("Le devis du toit", "Documentation")


def test_its_page_says_how_much_it_is(cast):
    sent(cast.room.thread, cast.erin, a_text(b"x" * 2000, "devis.txt"))
    page = as_(cast.bob).get(where(cast.room)).content.decode()
    assert "1 message, 1 fichier (2 Ko)" in page.replace("\xa0", " ")


def test_somebody_whose_right_ends_meanwhile_takes_no_more_of_it(cast, monkeypatch):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    monkeypatch.setattr(export, "BATCH", 2)
    for n in range(6):
        actions.post_message(cast.room.thread, by=cast.bob, body=f"Message {n}")
    room = Room.objects.select_related("space").get(pk=cast.room.pk)
    made, heard = export.made(room, cast.erin), []
    heard += [next(made) for _n in range(3)]
    organizations.leave_space(cast.space, by=cast.erin)
    with pytest.raises(export.Gone):
        heard += list(made)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(BytesIO(b"".join(heard)))


NAMES = [
    "../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "C:\\x.txt", "a\x00b.txt", "CON", ".", "..", " .htaccess",
    "é" * 150, "😀" * 140 + ".txt", "a" * 140 + "." + "b" * 9, "x." + "y" * 100, "a\nb.txt", "dossier/",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_name_leaves_its_folder_nor_is_too_long(cast, name):
    (file,) = sent(cast.room.thread, cast.bob, a_text(b"1", "ok.txt"))
    Attachment.objects.filter(pk=file.pk).update(name=name.replace("\x00", ""))
    (place,) = taken(cast.bob, cast.room).namelist()[4:]
    folder, _slash, last = place.partition("/")
    assert folder == "fichiers" and last and not set('/\\:*?"<>|\n') & set(last) and len(last.encode()) <= 160


def test_two_files_of_one_name_have_two_places(cast):
    for _n in range(2):
        sent(cast.room.thread, cast.bob, a_text(b"1", "notes.txt"), a_text(b"2", "NOTES.txt"))
    names = taken(cast.bob, cast.room).namelist()
    assert len({name.casefold() for name in names}) == len(names) == 8


def test_a_file_that_the_disk_lost_does_not_stop_the_rest(cast):
    (lost,) = sent(cast.room.thread, cast.bob, a_text(b"1", "perdu.txt"))
    sent(cast.room.thread, cast.bob, a_text(b"2", "la.txt"))
    export.files.storage().delete(lost.stored)
    assert [name[-6:] for name in taken(cast.bob, cast.room).namelist()[4:]] == ["la.txt"]


def test_it_is_made_as_it_is_taken_and_never_whole(cast):
    """An hour of waiting between two pieces would keep nothing but one piece in memory."""
    for _n in range(2):
        sent(cast.room.thread, cast.bob, a_text(bytes(range(256)) * 8_000, "gros.bin"))
    room = Room.objects.select_related("space").get(pk=cast.room.pk)
    sizes = [len(piece) for piece in export.made(room, cast.bob)]
    assert sum(sizes) > 10_000 and max(sizes) <= 2 * export.PIECE and min(sizes) > 0


@pytest.mark.django_db(transaction=True)
def test_a_server_that_answers_many_at_once_makes_it_piece_by_piece():
    asked = []

    def pieces():
        for n in range(3):
            asked.append(n)
            yield b"%d" % n

    async def read():
        heard = []
        async for piece in Made(pieces()):
            heard.append((piece, len(asked)))
        return heard

    assert asyncio.run(read()) == [(b"0", 1), (b"1", 2), (b"2", 3)]


def test_it_speaks_the_language_of_who_takes_it(cast):
    cast.bob.language = "en"
    cast.bob.save()
    client = as_(cast.bob)
    answer = client.post(where(cast.room), headers={"Accept-Language": "en"})
    names = zipfile.ZipFile(BytesIO(answer.getvalue())).namelist()
    assert names[0] == "read-me.txt" and "room.html" in names


def test_links_lead_to_the_site_from_wherever_it_is_read(cast, settings):
    settings.ORIGIN = "https://palabre.example.org"
    actions.post_message(cast.room.thread, by=cast.bob, body="Voir #Documentation")
    page = taken(cast.bob, cast.room).read("salon.html").decode()
    assert 'href="/' not in page and f'href="https://palabre.example.org{where(cast.room)[:-7]}"' in page


def test_a_stranger_is_told_why(cast):
    assert "réservé aux membres" in export.may_export(cast.dave, cast.room).why
    assert export.may_export(AnonymousUser(), cast.room).remedy == "sign_in"
