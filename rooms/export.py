"""A room that leaves as one file: its talk as its reader sees it, for people and for programs, with what was sent."""

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock, prose
from governance.accounts.models import User
from governance.organizations.permissions import is_member
from governance.verdict import YES, Verdict, no
from rooms import files
from rooms.audiences import read_by, show
from rooms.marks import fetch_signs
from rooms.models import Attachment, Message, Room
from rooms.notices import in_words
from rooms.permissions import may_see_room
from rooms.polls import card_of

BATCH = 200  # messages read at once
PIECE = 256 * 1024  # bytes read of a file at once
LONGEST_NAME = 120  # bytes: what every system of files takes, with what stands before
FORMAT = "palabre.room/1"
FIELDS = (
    ("number", gettext_lazy("sa place dans la conversation, que rien d’autre ne prend jamais")),
    ("address", gettext_lazy("où il se lit, pour qui le voit")),
    ("kind", gettext_lazy("« message », ou « notice » pour une annonce de Palabre")),
    ("author", gettext_lazy("le nom de la personne")),
    ("said_at, edited_at, deleted_at", gettext_lazy("quand il a été dit, modifié, supprimé")),
    ("text", gettext_lazy("ses mots, en Markdown")),
    ("answers", gettext_lazy("le numéro du message auquel il répond")),
    ("moved_from", gettext_lazy("le salon d’où il a été déplacé")),
    ("became", gettext_lazy("ce qu’il est devenu")),
    ("history", gettext_lazy("ses mots d’avant chaque modification, les plus anciens d’abord")),
    ("reactions", gettext_lazy("qui a réagi, et par quel signe")),
    ("files", gettext_lazy("ses fichiers que vous lisez, leur place dans cet export, et qui d’autre les lit")),
    ("summary", gettext_lazy("le résumé de la discussion qu’il commence")),
    ("poll", gettext_lazy("le sondage qu’il pose, avec ce que la conversation en montre")),
)


# --- Who may, and how much it is ---------------------------------------------------------------------


def may_export(user, room) -> Verdict:
    """Take away what one reads of the talk of a room: whoever belongs to its space and sees the room."""
    if not user.is_authenticated:
        return no(gettext_lazy("Connectez-vous pour exporter ce salon."), "sign_in")
    seen = may_see_room(user, room)
    if not seen:
        return seen
    if not is_member(user, room.space):
        return no(gettext_lazy("L’export d’un salon est réservé aux membres de l’espace."), "join")
    return YES


@dataclass(frozen=True)
class Size:
    """What an export holds, said before it begins."""

    messages: int
    files: int
    weight: int  # bytes of the files


def size_of(room, user) -> Size:
    found = Attachment.objects.filter(read_by(user, room), message__thread=room.thread_id)
    sums = found.aggregate(n=Count("pk"), weight=Sum("size"))
    return Size(Message.objects.filter(thread=room.thread_id).count(), sums["n"], sums["weight"] or 0)


# --- The file ----------------------------------------------------------------------------------------


class Gone(Exception):
    """Its reader may no longer see the room: the file stops there, and does not open."""


class _Pipe:
    """What a zip is written to: a file that one cannot go back in, emptied as it fills."""

    def __init__(self):
        self.written, self.at = [], 0

    def write(self, data):
        self.written.append(bytes(data))
        self.at += len(data)
        return len(data)

    def tell(self):
        return self.at

    def flush(self):
        pass

    def seekable(self):
        return False

    def taken(self) -> bytes:
        data, self.written = b"".join(self.written), []
        return data


def made(room, user):
    """The bytes of the export, made as they are taken; nothing of the room is ever held whole.

    In the language and the zone of whoever asks, which the answer has left by the time it is read.
    """
    language, zone, pieces = translation.get_language(), timezone.get_current_timezone(), _pieces(room, user)
    while True:
        with translation.override(language), timezone.override(zone):
            piece = next(pieces, None)
        if piece is None:
            return
        if piece:
            yield piece


def _pieces(room, user):
    pipe = _Pipe()
    last = Message.objects.filter(thread=room.thread_id).aggregate(last=Max("n"))["last"] or 0
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, written in (
            (_("lisez-moi.txt"), _about()),
            ("style.css", _style()),
            (_("salon.html"), _page(room, user, last)),
            ("salon.json", _data(room, user, last)),
        ):
            with archive.open(_member(name), "w") as member:
                for text in written:
                    member.write(text.encode())
                    yield pipe.taken()
        yield pipe.taken()
        for attachment in _attachments(room, user, last):
            yield from _file(archive, pipe, attachment)
    yield pipe.taken()


def _member(name, compressed=True):
    moment = clock.now().astimezone(UTC).timetuple()[:6]
    member = zipfile.ZipInfo(name, date_time=moment)
    member.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    member.external_attr = 0o600 << 16
    return member


def _file(archive, pipe, attachment):
    try:
        content = files.storage().open(attachment.stored)
    except FileNotFoundError:
        return  # taken back since, or lost: the page of the room says as much
    member = _member(place_of(attachment), compressed=not attachment.is_picture)
    with content, archive.open(member, "w", force_zip64=attachment.size >= 2**31) as written:
        while block := content.read(PIECE):
            written.write(block)
            yield pipe.taken()
    yield pipe.taken()


def place_of(attachment) -> str:
    """Where a file stands in the export: no two at one place, whatever their names, and none outside its folder."""
    name = files.tidied(files.to_save_as(attachment))
    stem, dot, suffix = name.rpartition(".")
    suffix = f"{dot}{suffix}" if stem and len(suffix.encode()) <= 20 else ""
    stem = name.removesuffix(suffix) if suffix else name
    stem = stem.encode()[: LONGEST_NAME - len(suffix.encode())].decode(errors="ignore").rstrip(". ")
    return f"{_('fichiers')}/{attachment.message.n:06d}-{attachment.n:02d} {stem}{suffix}"


# --- What is read ------------------------------------------------------------------------------------


def _still_there(room, user):
    """Asked again with each batch: a right that ends, ends now."""
    person = User.objects.filter(pk=user.pk, is_active=True).first()
    now = Room.objects.select_related("space").get(pk=room.pk)
    if person is None or not may_export(person, now):
        raise Gone


def _batches(room, user, last):
    """The messages of the talk, oldest first, with all that their page shows."""
    n = 0
    while True:
        _still_there(room, user)
        said = Message.objects.filter(thread=room.thread_id, n__gt=n, n__lte=last).with_people().defer(None)
        found = list(said.defer("words", "reply_to__body").prefetch_related("revisions").order_by("n")[:BATCH])
        if not found:
            return
        show(user, found)
        fetch_signs(found)
        yield found
        n = found[-1].n


def _attachments(room, user, last):
    n = 0
    while True:
        _still_there(room, user)
        read = Attachment.objects.filter(read_by(user, room)).select_related("message")
        left = read.filter(message__thread=room.thread_id, message__n__gt=n, message__n__lte=last)
        found = left.defer("message__body", "message__html").order_by("message__n").first()
        if found is None:
            return
        n = found.message.n
        yield from read.filter(message=found.message_id).order_by("n")


def _moment(moment) -> str | None:
    return moment and moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def address_of(path: str) -> str:
    return f"{settings.ORIGIN}{path}"


def plain(message) -> dict:
    """A message as a program reads it; `FIELDS` says what each name means."""
    said = {
        "number": message.n,
        "address": address_of(message.get_absolute_url()),
        "kind": "notice" if message.notice else "message",
        "author": message.who,
        "said_at": _moment(message.posted_at),
        "edited_at": _moment(message.edited_at),
        "deleted_at": _moment(message.deleted_at),
        "text": in_words(message.notice, message.told) if message.notice else message.body,
        "answers": message.reply_to and message.reply_to.n,
        "moved_from": message.moved_from and message.moved_from.name,
        "became": [{**thing, "address": address_of(thing["address"])} for thing in message.became],
        "history": [],
        "reactions": [],
        "files": [],
        "summary": _summary(message.summary) if message.summary_id else None,
        "poll": None,
    }
    if message.deleted_at:
        return said
    before = list(message.revisions.all())[::-1]
    said["history"] = [{"text": one.body, "until": _moment(one.replaced_at)} for one in before]
    for one in message.signs:
        said["reactions"].append({"sign": one.sign, "name": one.get_sign_display(), "by": one.person.display_name})
    for one in message.files:
        one.message = message
        said["files"].append(
            {
                "name": one.name,
                "place": place_of(one),
                "size": one.size,
                "sha256": one.sha256,
                "alt": one.alt,
                "read_by": one.get_audience_display(),
            }
        )
    if message.poll_id:
        said["poll"] = _poll(card_of(message))
    return said


def _summary(summary):
    return {
        "text": summary.body,
        "by": summary.by.display_name,
        "written_at": _moment(summary.written_at),
        "closed_at": _moment(summary.closed_at),
        "reopened_at": _moment(summary.reopened_at),
    }


def _poll(card):
    """What the talk shows of a vote of one line, and nothing that it hides."""
    answers = [{"answer": one.label, "people": one.count, "names": list(one.names)} for one in card.answers]
    return {
        "stage": card.stage,
        "closes_at": _moment(card.closes_at),
        "target": card.target,
        "answers": answers if card.is_counted else None,
    }


# --- What is written ---------------------------------------------------------------------------------


def _data(room, user, last):
    head = {
        "format": FORMAT,
        "exported_at": _moment(clock.now()),
        "exported_by": user.display_name,
        "space": str(room.space),
        "room": room.name,
        "summary": room.summary,
        "about": room.about,
        "address": address_of(reverse("room", args=[room.space.slug, room.slug])),
        "seen_by": str(room.seen_by),
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "messages": ['
    between = "\n"
    for batch in _batches(room, user, last):
        for message in batch:
            yield between + json.dumps(plain(message), ensure_ascii=False)
            between = ",\n"
    yield "\n ]\n}\n"


def _page(room, user, last):
    context = {"room": room, "space": room.space, "user": user, "now": clock.now(), "origin": settings.ORIGIN}
    begun, ended = render_to_string("rooms/export/page.html", context).split("<!-- messages -->")
    yield begun
    for batch in _batches(room, user, last):
        for message in batch:
            message.places = [(one, place_of(_of(one, message))) for one in message.files]
            said = {"message": message, "origin": settings.ORIGIN, "body": with_whole_links(message.prose)}
            if message.summary_id:
                said["summary"] = with_whole_links(message.summary.html)
            yield render_to_string("rooms/export/_message.html", said)
    yield ended


def _of(attachment, message):
    attachment.message = message
    return attachment


def with_whole_links(html: str):
    """Stored HTML whose links to our own pages name this site: the page is read far from it."""
    return prose.stored(html.replace('href="/', f'href="{settings.ORIGIN}/'))


def _style():
    yield (settings.BASE_DIR / "static" / "css" / "export.css").read_text()


def _about():
    """What each file is, and what each name of the one for programs means."""
    yield _("L’export d’un salon, tel que le lit la personne qui l’a demandé.") + "\n\n"
    yield _("salon.html") + "\t" + _("la conversation, à lire dans un navigateur") + "\n"
    yield "salon.json\t" + _("la même, pour un programme") + "\n"
    yield _("fichiers") + "/\t" + _("ce qui a été envoyé : numéro du message, puis nom du fichier") + "\n\n"
    yield _("Dans salon.json, tous les moments sont en temps universel (ISO 8601). De chaque message :") + "\n"
    for name, meaning in FIELDS:
        yield f"{name}\t{meaning}\n"
