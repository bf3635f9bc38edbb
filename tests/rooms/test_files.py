"""Files that come with messages: what is taken, what is kept of them, who reads them, and what remains once gone."""

import io
import re
import subprocess
import sys
import zlib
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from governance import clock
from governance.organizations import actions as organizations
from governance.verdict import Refused
from rooms import actions, files, pictures
from rooms.models import Attachment, Message
from tests.cast import archive
from tests.rooms.sending import a_text, chosen, drawn
from tests.rooms.sending import sent as sent_by

CAST = ("alice", "bob", "carol", "dave", "anonymous")


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    """Where the files of the test lie, and those that lie there."""
    where = tmp_path / "files"
    options = {"location": where, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    settings.STORAGES = settings.STORAGES | {
        "files": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }
    return lambda: sorted(path for path in where.rglob("*") if path.is_file())


def as_(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def photograph() -> bytes:
    """Lying on its side, with the place and the camera it was taken with."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Appareil secret"
    exif.get_ifd(0x8825)[1] = "S"
    return drawn(size=(800, 600), exif=exif, comment=b"chez Bob")


def sent(cast, *uploads, by=None, room=None):
    """The files of a message of Bob's."""
    return sent_by((room or cast.room).thread, by or cast.bob, *uploads)


def send(client, thread, *uploads, **data):
    data = {"body": "Voici"} | data
    return client.post(reverse("message-post", args=[thread.pk]), data | {"files": list(uploads)})


def body_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def errors_of(answer) -> str:
    return " ".join(re.findall(r'<ul class="errorlist"[^>]*>(.*?)</ul>', answer.content.decode(), re.DOTALL))


# --- Sending ---


def test_bob_sends_two_files_with_his_words(cast, kept):
    answer = send(as_(cast.bob), cast.room.thread, a_text(), a_text(drawn(), "plan.jpg"))
    message = Message.objects.get()
    assert answer.url.endswith(f"#message-{message.pk}")
    assert [(file.name, file.kind, file.n) for file in message.files] == [
        ("notes.txt", "other", 1),
        ("plan.jpg", "jpeg", 2),
    ]
    assert len(kept()) == 3  # the picture has its thumbnail


def test_a_file_may_come_without_a_word(cast):
    answer = send(as_(cast.bob), cast.room.thread, a_text(), body="")
    message = Message.objects.get()
    assert (answer.status_code, message.body, message.files_n) == (302, "", 1)


def test_neither_words_nor_files_is_nothing(cast):
    answer = send(as_(cast.bob), cast.room.thread, body=" ")
    assert (answer.status_code, "Votre message est vide." in answer.content.decode()) == (422, True)


def test_an_answer_to_a_file_without_words_quotes_that_it_is_a_file(cast, client):
    first = actions.post_with_files(cast.room.thread, by=cast.bob, body="", chosen=chosen())
    actions.post_message(cast.room.thread, by=cast.erin, body="Merci", reply_to=first)
    assert "(un fichier joint)" in client.get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()


def test_what_pictures_show_is_said_line_by_line(cast):
    send(as_(cast.bob), cast.room.thread, a_text(), a_text(drawn(), "a.jpg"), a_text(drawn(), "b.jpg"),
         alt="\nUn plan\nUne photo")  # fmt: skip
    assert [file.alt for file in Message.objects.get().files] == ["", "Un plan", "Une photo"]


def test_what_pictures_show_is_said_field_by_field(cast):
    send(as_(cast.bob), cast.room.thread, a_text(), a_text(drawn(), "a.jpg"), alt=["", "Un plan"])
    assert [file.alt for file in Message.objects.get().files] == ["", "Un plan"]


def test_files_come_with_a_message_of_any_talk(cast, debate):
    send(as_(cast.bob), debate, a_text(), lean="for")
    assert Message.objects.get().files_n == 1


@pytest.mark.parametrize("who", ["dave", "anonymous"])
def test_who_may_not_talk_sends_nothing(cast, kept, who):
    answer = send(as_(getattr(cast, who)), cast.room.thread, a_text())
    assert (answer.status_code, Attachment.objects.count(), kept()) == (403, 0, [])


def test_a_preview_sends_nothing_and_says_that_files_are_to_be_chosen_again(cast, kept):
    answer = send(as_(cast.bob), cast.room.thread, a_text(), preview="1")
    assert (answer.status_code, Message.objects.count(), kept()) == (200, 0, [])
    assert "choisissez-les de nouveau" in answer.content.decode()


def test_a_sender_may_lose_their_words_and_keep_their_file(cast):
    message = sent(cast)[0].message
    as_(cast.bob).post(f"/messages/{message.pk}/edit/", {"body": ""})
    message.refresh_from_db()
    assert (message.body, message.files_n) == ("", 1)


# --- What is not taken ---


def bomb() -> bytes:
    """A few hundred bytes that would be a picture of ten billion pixels."""
    content = bytearray(drawn("PNG", size=(4, 4)))
    content[16:24] = (100_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def webp_bomb() -> bytes:
    content = bytearray(drawn("WEBP", size=(40, 40), mode="RGBA", color=(1, 2, 3, 4), exif=b"Exif\x00\x00"))
    assert content[12:16] == b"VP8X"
    content[24:30] = (16_383).to_bytes(3, "little") * 2
    return bytes(content)


REFUSED = {
    "empty": ("vide.txt", b"", "est vide"),
    "svg": ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image SVG"),
    "svg by another name": ("plan.txt", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<svg/>", "image SVG"),
    "html called a picture": ("photo.jpg", b"<html><script>alert(1)</script>", "n’est pas une image"),
    "text called a picture": ("photo.PNG", b"Bonjour", "n’est pas une image"),
    "bomb": ("bombe.png", bomb(), "trop de pixels"),
    "bomb in webp": ("bombe.webp", webp_bomb(), "trop de pixels"),
    "header alone": ("photo.png", b"\x89PNG\r\n\x1a\n", "abîmée"),
    "half a png": ("photo.png", drawn("PNG", color=(1, 2, 3))[:-700], "abîmée"),
    "half a jpeg": ("photo.jpg", drawn(size=(900, 900))[:2000], "abîmée"),
    "half a webp": ("photo.webp", drawn("WEBP", size=(900, 900))[:60], "abîmée"),
    "heavy": ("archive.zip", b"x" * 2_100, "2 Ko par fichier"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_file_that_is_not_taken_says_why_and_loses_no_word(cast, kept, settings, wrong):
    name, content, why = REFUSED[wrong]
    settings.FILE_LARGEST = 2_000 if wrong == "heavy" else settings.FILE_LARGEST
    answer = send(as_(cast.bob), cast.room.thread, a_text(), a_text(content, name), body="Mes mots à moi")
    assert (answer.status_code, Message.objects.count(), kept()) == (422, 0, [])
    assert why in errors_of(answer)
    assert "Mes mots à moi</textarea>" in answer.content.decode()


def test_a_script_reads_why_in_the_part_it_asked_for(cast):
    data = {"body": "Mes mots", "files": [a_text(b"", "vide.txt")]}
    address = reverse("message-post", args=[cast.room.thread_id])
    answer = as_(cast.bob).post(address, data, headers={"HX-Request": "true"})
    assert (answer.status_code, "est vide" in errors_of(answer), b"<html" in answer.content) == (422, True, False)


def test_eleven_files_are_too_many(cast, kept):
    answer = send(as_(cast.bob), cast.room.thread, *(a_text(name=f"{n}.txt") for n in range(11)))
    assert (answer.status_code, "11 fichiers" in errors_of(answer), kept()) == (422, True, [])


def test_files_that_are_too_heavy_together_are_refused(cast, kept, settings):
    settings.FILES_LARGEST = 3_000
    answer = send(as_(cast.bob), cast.room.thread, a_text(b"x" * 2_000), a_text(b"y" * 2_000))
    assert (answer.status_code, "4 Ko ensemble" in errors_of(answer), kept()) == (422, True, [])


def test_a_person_sends_so_much_in_a_day_and_again_the_day_after(cast, kept, settings):
    settings.FILES_A_DAY = 3_000
    sent(cast, a_text(b"x" * 2_000))
    answer = send(as_(cast.bob), cast.room.thread, a_text(b"y" * 2_000))
    assert (answer.status_code, "réessayez demain" in answer.content.decode(), len(kept())) == (403, True, 1)
    send(as_(cast.erin), cast.room.thread, a_text(b"z" * 2_000))
    with clock.pretend(clock.now() + timedelta(days=1, minutes=1)):
        assert send(as_(cast.bob), cast.room.thread, a_text(b"y" * 2_000)).status_code == 302


def test_files_are_paced_by_their_number(cast, kept, settings):
    caches["throttle"].clear()
    settings.THROTTLE = settings.THROTTLE | {"file": (3, 3600)}
    first, second = (send(as_(cast.bob), cast.room.thread, a_text(), a_text(name="b.txt")) for _ in range(2))
    assert (first.status_code, second.status_code, len(kept())) == (302, 429, 2)
    assert int(second.headers["Retry-After"]) > 0


# --- What is kept of a picture ---


def served(file, who, name="file"):
    return as_(who).get(reverse(name, args=[file.key]))


def test_a_photograph_stands_upright_and_says_nothing_of_where_it_was_taken(cast):
    assert b"Appareil secret" in photograph()
    (file,) = sent(cast, a_text(photograph(), "plage.jpg"))
    for name in ("file", "file-thumbnail"):
        content = body_of(served(file, cast.bob, name))
        image = Image.open(io.BytesIO(content))
        assert (b"secret" in content, b"chez Bob" in content, dict(image.getexif())) == (False, False, {})
    assert (file.width, file.height) == (600, 800)


@pytest.mark.parametrize(
    ("format", "mode", "color"),
    [
        ("PNG", "RGBA", (1, 2, 3, 100)),
        ("PNG", "P", 3),
        ("PNG", "1", 1),
        ("PNG", "LA", (9, 90)),
        ("PNG", "I;16", 40_000),
        ("JPEG", "L", 90),
        ("JPEG", "CMYK", (1, 2, 3, 4)),
        ("WEBP", "RGBA", (1, 2, 3, 100)),
    ],
)  # fmt: skip
def test_pictures_of_every_sort_are_shown(cast, format, mode, color):
    content = drawn(format, (40, 30), color, mode)
    (file,) = sent(cast, a_text(content, f"image.{format.lower()}"))
    answer = served(file, cast.bob)
    image = Image.open(io.BytesIO(body_of(answer)))
    image.load()
    assert (answer.headers["Content-Type"], image.format, image.size) == (f"image/{format.lower()}", format, (40, 30))


def test_a_large_picture_is_made_smaller(cast):
    (file,) = sent(cast, a_text(drawn(size=(5000, 100)), "long.jpg"))
    assert (file.width, file.height, file.shown_size) == (3840, 77, (320, 6))


def test_a_picture_with_another_ending_is_what_it_is(cast):
    (file,) = sent(cast, a_text(drawn("PNG"), "plan.jpg"))
    answer = served(file, cast.bob)
    assert (file.kind, answer.headers["Content-Type"]) == ("png", "image/png")
    assert answer.headers["Content-Disposition"] == 'inline; filename="plan.png"'


def test_a_photograph_with_its_preview_is_a_photograph(cast):
    content = io.BytesIO()
    Image.new("RGB", (60, 40)).save(content, "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    (file,) = sent(cast, a_text(content.getvalue(), "telephone.jpg"))
    assert (file.kind, file.width) == ("jpeg", 60)


@pytest.mark.parametrize(("format", "name"), [("GIF", "anime.gif"), ("PNG", "anime.png"), ("WEBP", "anime.webp")])
def test_a_moving_picture_is_saved_and_not_shown(cast, format, name):
    content = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), (n * 90, 9, 9)) for n in range(3)]
    frames[0].save(content, format, save_all=True, append_images=frames[1:])
    (file,) = sent(cast, a_text(content.getvalue(), name))
    assert (file.kind, served(file, cast.bob).headers["Content-Type"]) == ("other", "application/octet-stream")


@pytest.mark.parametrize(
    ("size", "shown"),
    [((9, 9), (9, 9)), ((640, 480), (320, 240)), ((1, 9000), (1, 240)), ((9000, 1), (320, 1)), ((400, 100), (320, 80))],
)  # fmt: skip
def test_a_thumbnail_keeps_the_proportions_and_is_never_enlarged(size, shown):
    assert pictures.fitted(*size, pictures.SHOWN) == shown


# --- Names ---


@pytest.mark.parametrize(
    ("name", "shown", "saved"),
    [
        ("<script>.png", "<script>.png", "_script_.png.txt"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("C:\\Users\\bob\\note.txt", "note.txt", "note.txt"),
        ('a"b;c.txt', 'a"b;c.txt', "a_b;c.txt"),
        ("deux\r\nlignes.txt", "deux lignes.txt", "deux lignes.txt"),
        ("facture\u202egnp.exe", "facturegnp.exe", "facturegnp.exe"),
        (".htaccess", ".htaccess", "htaccess"),
        ("...", "fichier", "fichier"),
        ("\u200b", "fichier", "fichier"),
        ("e\u0301te\u0301.txt", "été.txt", "été.txt"),
    ],
)
def test_names_are_tidied(name, shown, saved):
    assert files.tidied(name) == shown
    if not saved.endswith(".png.txt"):
        assert files.to_save_as(Attachment(name=shown, kind="other")) == saved


def test_a_name_of_300_characters_is_cut_and_keeps_its_ending(cast):
    (file,) = sent(cast, a_text(name="a" * 296 + ".txt"))
    assert (len(file.name), file.name[-5:]) == (150, "….txt")


def test_a_name_that_is_html_is_words_on_every_page(cast):
    sent(cast, a_text(drawn("PNG"), "<script>alert(1)<script>.png"), a_text(name="<img src=x onerror=alert(1)>.txt"))
    place = [cast.space.slug, cast.room.slug]
    for address in (reverse("room", args=place), reverse("room-files", args=place)):
        page = as_(cast.bob).get(address).content.decode()
        assert ("<script>alert" in page, "<img src=x" in page, "&lt;img src=x onerror" in page) == (False, False, True)


def test_a_name_of_every_alphabet_is_saved_as_it_is(cast):
    (file,) = sent(cast, a_text(name="été 東京.txt"))
    disposition = served(file, cast.bob).headers["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''%C3%A9t%C3%A9%20%E6%9D%B1%E4%BA%AC.txt"


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 octet"), (999, "999 octets"), (1_000, "1 Ko"), (1_300, "1,3 Ko"), (20_000_000, "20 Mo")],
)  # fmt: skip
def test_a_weight_is_said_as_people_say_it(size, words):
    assert files.weight(size).replace("\u00a0", " ") == words


# --- Reading ---


@pytest.mark.parametrize("name", ["plan.pdf", "page.html", "anime.gif", "programme.js", "archive.zip"])
def test_what_is_no_picture_is_saved_and_never_opened(cast, name):
    (file,) = sent(cast, a_text(b"%PDF-<html><script>alert(1)</script>", name, "text/html"))
    answer = served(file, cast.bob)
    kept = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [answer.headers[header] for header in kept] == [
        "application/octet-stream",
        f'attachment; filename="{name}"',
        "nosniff",
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
        "private, no-cache",
    ]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert body_of(answer) == b"%PDF-<html><script>alert(1)</script>"


def test_a_picture_is_shown_under_the_same_lock(cast):
    (file,) = sent(cast, a_text(drawn("PNG"), "plan.png"))
    for name in ("file", "file-thumbnail"):
        headers = served(file, cast.bob, name).headers
        assert headers["Content-Disposition"].startswith("inline; ")
        assert (headers["X-Content-Type-Options"], "sandbox" in headers["Content-Security-Policy"]) == ("nosniff", True)


def test_a_file_that_has_not_changed_is_not_sent_twice_and_is_asked_for_each_time(cast, rooms):
    (file,) = sent(cast, room=rooms.members)
    bob = as_(cast.bob)
    etag = bob.get(reverse("file", args=[file.key])).headers["ETag"]
    again = bob.get(reverse("file", args=[file.key]), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["Cache-Control"]) == (304, b"", "private, no-cache")
    organizations.leave_space(cast.space, by=cast.bob)
    assert bob.get(reverse("file", args=[file.key]), headers={"If-None-Match": etag}).status_code == 404


def test_a_head_says_how_large_it_is_and_sends_nothing(cast):
    (file,) = sent(cast)
    answer = as_(cast.bob).head(reverse("file", args=[file.key]))
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "8")


#                 Alice  Bob    Carol  Dave   nobody
READERS = {
    "public": (True, True, True, True, True),
    "members": (True, True, True, False, False),
    "roles": (True, True, False, False, False),
}


@pytest.mark.parametrize("kind", READERS)
def test_a_file_is_read_by_whoever_sees_its_message(cast, rooms, kind):
    (file,) = sent(cast, a_text(drawn(), "plan.jpg"), room=getattr(rooms, kind))
    for name in ("file", "file-thumbnail"):
        seen = tuple(served(file, getattr(cast, who), name).status_code == 200 for who in CAST)
        assert seen == READERS[kind]


def test_a_file_of_an_archived_room_is_still_read(cast):
    (file,) = sent(cast)
    archive(cast.room, by=cast.alice)
    assert served(file, cast.erin).status_code == 200


@pytest.mark.parametrize("key", ["1", "a" * 22, "..", "%2e%2e%2fsettings.py", "a/../../etc/passwd"])
def test_a_guessed_address_is_no_page(cast, client, key):
    (file,) = sent(cast)
    assert client.get(f"/files/{key}/").status_code == 404
    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert len(file.key) == 22


def test_what_is_no_picture_has_no_thumbnail(cast):
    (file,) = sent(cast)
    assert served(file, cast.bob, "file-thumbnail").status_code == 404


def test_a_file_lost_on_the_disk_is_a_page_that_does_not_exist(cast, kept):
    (file,) = sent(cast)
    kept()[0].unlink()
    assert served(file, cast.bob).status_code == 404


# --- Pages ---


def test_a_talk_shows_pictures_with_their_size_and_links_to_other_files(cast):
    shown, other = sent(cast, a_text(drawn(), "plan.jpg"), a_text(name="notes.txt"))
    page = as_(cast.bob).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert f'<img src="/files/{shown.key}/thumbnail/" width="320" height="240" alt="plan.jpg"' in page
    assert f'href="/files/{shown.key}/"' in page
    assert f'href="/files/{other.key}/"' in page


def test_a_message_told_live_shows_its_files(cast):
    message = sent(cast)[0].message
    answer = as_(cast.bob).get(f"/messages/{message.pk}/", headers={"HX-Request": "true"})
    assert "notes.txt" in answer.content.decode()


@pytest.mark.parametrize("name", ["room", "room-files"])
def test_a_page_asks_as_much_for_1_file_as_for_20(cast, sign_in, django_assert_num_queries, name):
    client, address = sign_in(cast.erin), reverse(name, args=[cast.space.slug, cast.room.slug])
    sent(cast)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for n in range(10):
        sent(cast, a_text(name=f"{n}.txt"), a_text(drawn(size=(9, 9)), f"{n}.jpg"), by=cast.alice)
    with django_assert_num_queries(len(one)):
        client.get(address)


def test_the_files_of_a_room_stand_on_one_page_the_newest_first(cast, rooms, client):
    old = sent(cast, a_text(name="vieux.txt"), a_text(name="second.txt"))
    sent(cast, a_text(drawn(), "neuf.jpg"), by=cast.erin)
    sent(cast, a_text(name="ailleurs.txt"), room=rooms.members)
    page = client.get(reverse("room-files", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert re.findall(r"<bdi>(.*?)</bdi>", page) == ["neuf.jpg", "vieux.txt", "second.txt"]
    assert f"#message-{old[0].message_id}" in page
    assert ("Erin Fontaine" in page, "8 octets" in page.replace("\u00a0", " ")) == (True, True)


@pytest.mark.parametrize("kind", READERS)
def test_the_files_of_a_room_are_listed_for_whoever_sees_it(cast, rooms, kind):
    address = reverse("room-files", args=[cast.space.slug, getattr(rooms, kind).slug])
    assert tuple(as_(getattr(cast, who)).get(address).status_code == 200 for who in CAST) == READERS[kind]


# --- Nothing by halves ---


def test_a_message_that_is_refused_leaves_no_file(cast, kept):
    with pytest.raises(Refused):
        actions.post_with_files(cast.room.thread, by=cast.bob, body="x" * 20_001, chosen=chosen())
    assert (Attachment.objects.count(), kept()) == (0, [])


def test_a_second_picture_that_does_not_read_takes_the_first_file_with_it(cast, kept):
    both = chosen(a_text(), a_text(drawn(size=(900, 900))[:2000], "moitié.jpg"))
    with pytest.raises(pictures.Unreadable):
        actions.post_with_files(cast.room.thread, by=cast.bob, body="Voici", chosen=both)
    assert (Message.objects.count(), kept()) == (0, [])


def test_a_full_disk_leaves_no_message(cast, kept, monkeypatch):
    save = storages["files"].__class__._save

    def full(self, name, content):
        if kept():
            raise OSError(28, "No space left on device")
        return save(self, name, content)

    monkeypatch.setattr(storages["files"].__class__, "_save", full)
    with pytest.raises(OSError, match="No space"):
        actions.post_with_files(
            cast.room.thread, by=cast.bob, body="Voici", chosen=chosen(a_text(), a_text(name="b.txt"))
        )
    assert (Message.objects.count(), kept()) == (0, [])


@pytest.mark.parametrize("who", ["bob", "alice"])
def test_a_deleted_message_takes_its_files_along_once_that_is_sure(cast, kept, django_capture_on_commit_callbacks, who):
    file = sent(cast, a_text(drawn(), "plan.jpg"))[0]
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_message(file.message, by=getattr(cast, who), reason="Publicité.")
        assert len(kept()) == 2
    assert (kept(), Attachment.objects.count(), served(file, cast.bob).status_code) == ([], 0, 404)
    page = as_(cast.bob).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert "plan.jpg" not in page


def test_the_sweep_removes_old_files_without_a_message_and_nothing_else(cast, kept, capsys):
    sent(cast, a_text(drawn(), "plan.jpg"), a_text())
    names = []
    files._put(a_text(b"perdu"), names)
    call_command("sweep_files")
    assert len(kept()) == 4  # it may be on its way
    with clock.pretend(clock.now() + timedelta(days=2)):
        call_command("sweep_files")
    assert len(kept()) == 3
    assert "effacés : 1" in capsys.readouterr().out
    assert storages["files"].exists(names[0]) is False


def test_the_sweep_names_a_file_that_a_message_has_lost(cast, kept, capsys):
    (file,) = sent(cast)
    kept()[0].unlink()
    with pytest.raises(CommandError, match="1"):
        call_command("sweep_files")
    assert file.stored in capsys.readouterr().err


def test_files_are_kept_under_names_that_say_nothing_and_for_the_house_alone(cast, kept):
    sent(cast, a_text(name="salaires.txt"))
    (path,) = kept()
    assert ("salaires" in str(path), path.stat().st_mode & 0o777) == (False, 0o600)


# --- A host of its own ---

HOST = "https://files.example.org"


@pytest.fixture
def elsewhere(settings):
    settings.FILES_HOST = HOST
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "files.example.org"]

    def get(address, **cookies):
        client = Client(headers={"host": "files.example.org"})
        client.cookies.load(cookies)
        return client.get(address.removeprefix(HOST))

    return get


def test_the_site_leads_a_reader_to_an_address_of_their_own(cast, elsewhere):
    (file,) = sent(cast)
    answer = served(file, cast.bob)
    assert (answer.status_code, answer.url.startswith(f"{HOST}/{file.key}/")) == (302, True)
    assert answer.headers["Cache-Control"] == "private, no-store"
    read = elsewhere(answer.url)
    assert (body_of(read), read.cookies, read.headers["Cross-Origin-Resource-Policy"]) == (
        b"Bonjour\n", {}, "cross-origin",
    )  # fmt: skip
    assert ("sandbox" in read.headers["Content-Security-Policy"], "Vary" in read.headers) == (True, False)


def test_a_stranger_is_led_nowhere(cast, rooms, elsewhere):
    (file,) = sent(cast, room=rooms.members)
    assert served(file, cast.dave).status_code == 404


def test_an_address_serves_one_minute(cast, elsewhere):
    (file,) = sent(cast)
    address = served(file, cast.bob).url
    with clock.pretend(clock.now() + timedelta(seconds=59)):
        assert elsewhere(address).status_code == 200
    with clock.pretend(clock.now() + timedelta(seconds=62)):
        late = elsewhere(address)
    assert (late.status_code, "rouvrez le fichier" in late.content.decode()) == (403, True)


def test_an_address_is_that_of_one_file_one_part_one_reader_and_one_minute(cast, elsewhere):
    file, other = sent(cast, a_text(drawn(), "a.jpg"), a_text(drawn(), "b.jpg"))
    address = served(file, cast.bob).url
    key, part, reader, until, signature = address.removeprefix(f"{HOST}/").split("/")
    changed = [
        (other.key, part, reader, until, signature),
        (key, "thumbnail", reader, until, signature),
        (key, part, str(cast.erin.pk), until, signature),
        (key, part, "0", until, signature),
        (key, part, reader, str(int(until) + 60), signature),
        (key, part, reader, until, "A" * 43),
        (key, part, reader, until),
    ]
    assert [elsewhere("/" + "/".join(one)).status_code for one in changed] == [403] * len(changed)


def test_whoever_loses_the_right_to_read_loses_the_address_at_once(cast, rooms, elsewhere):
    (file,) = sent(cast, room=rooms.members)
    address = served(file, cast.erin).url
    organizations.leave_space(cast.space, by=cast.erin)
    assert elsewhere(address).status_code == 404


def test_an_account_that_is_closed_reads_nothing_more(cast, elsewhere):
    (file,) = sent(cast)
    address = served(file, cast.erin).url
    cast.erin.is_active = False
    cast.erin.save()
    assert elsewhere(address).status_code == 403


def test_a_visitor_has_an_address_too(cast, elsewhere):
    (file,) = sent(cast)
    assert body_of(elsewhere(served(file, cast.anonymous).url)) == b"Bonjour\n"


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/static/css/palabre.css", "/admin/", "/files/x/"])
def test_the_host_of_files_is_no_part_of_the_site(cast, elsewhere, address):
    answer = elsewhere(address, sessionid=as_(cast.alice).cookies["sessionid"].value)
    assert (answer.status_code, answer.cookies, answer.headers["Content-Type"]) == (
        403, {}, "text/plain; charset=utf-8",
    )  # fmt: skip


def test_the_host_of_files_takes_nothing(cast, elsewhere):
    answer = Client(headers={"host": "files.example.org"}).post("/accounts/login/", {"login": "bob"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("https://files.example.org/", "img-src 'self' data: https://files.example.org;"),
        ("", "img-src 'self' data:;"),
        ("files.example.org", "FILES_HOST is"),
        ("https://palabre.example.org", "FILES_HOST is"),
        ("https://files.example.org/path", "FILES_HOST is"),
        ("https://files.example.org:port", "FILES_HOST is"),
    ],
)
def test_an_instance_names_a_host_of_its_own_for_files(tmp_path, monkeypatch, host, told):
    given = {"FILES_HOST": host, "HOSTS": "palabre.example.org", "SECRET_KEY": "x" * 60, "PALABRE_VAR": str(tmp_path)}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "governance.settings")
    ask = "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    assert told in done.stdout + done.stderr
