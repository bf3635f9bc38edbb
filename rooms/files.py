"""Files that come with a message: their names, what may be sent, where they lie, and how none outlives its message."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from django.db.models import QuerySet, Sum, prefetch_related_objects
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import clock, prose
from governance.verdict import YES, no
from rooms import pictures
from rooms.models import Attachment

LONGEST_NAME = 150  # characters
LONGEST_ALT = 300
LONGEST_SUFFIX = 20
SUFFIXES = {"png": {".png"}, "jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"}, "webp": {".webp"}}
ORPHAN = timedelta(days=1)  # a file without a message is left alone that long: it may be on its way
SVG = re.compile(rb"<([a-z]+:)?svg[\s>/]", re.IGNORECASE)


# --- Names -------------------------------------------------------------------------------------------


def tidied(name: str) -> str:
    """How a file is called here: no folder, no new line, nothing unseen, nothing that turns what follows."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = re.sub(r"\s+", " ", name)
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    if prose.is_blank(name) or not name.strip("."):
        return _("fichier")
    suffix = _suffix(name)[:LONGEST_SUFFIX]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - len(suffix) - 1] + "…" + suffix


def to_save_as(attachment) -> str:
    """The name under which it is saved on somebody's disk: that of its content, without what systems refuse."""
    name = re.sub(r'[<>:"/\\|?*]', "_", attachment.name).strip(". ") or "fichier"
    suffixes = SUFFIXES.get(attachment.kind)
    if suffixes is None or _suffix(name).lower() in suffixes:
        return name
    return f"{name.removesuffix(_suffix(name))}.{attachment.kind.replace('jpeg', 'jpg')}"


def weight(size: int) -> str:
    """How heavy a file is, as people say it: « 340 Ko », « 1,3 Mo »."""
    for unit, name in ((1_000_000, _("%(n)s Mo")), (1_000, _("%(n)s Ko"))):
        if size >= unit:
            digits = 1 if size < 10 * unit and size % unit >= unit // 20 else 0
            return name % {"n": number_format(size / unit, digits)}
    return ngettext("%(n)s octet", "%(n)s octets", size) % {"n": size}


def _suffix(name):
    return PurePosixPath(name).suffix


# --- What may be sent --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """A file that somebody would send, looked at from outside."""

    name: str
    file: object  # an uploaded file
    kind: str
    alt: str = ""
    audience: str = ""  # one of `Attachment.Audience`


def looked_at(upload) -> Chosen:
    """What it is. Raises `pictures.Unreadable`, with its sentence, for what is not taken."""
    name = tidied(upload.name or "")
    if not upload.size:
        raise pictures.Unreadable(_("« %(name)s » est vide : il n’y a rien à envoyer.") % {"name": name})
    if upload.size > settings.FILE_LARGEST:
        raise pictures.Unreadable(
            _("« %(name)s » pèse %(size)s ; le maximum est de %(most)s par fichier.")
            % {"name": name, "size": weight(upload.size), "most": weight(settings.FILE_LARGEST)}
        )
    suffix = _suffix(name).lower()
    upload.seek(0)
    start = upload.read(4096).removeprefix(b"\xef\xbb\xbf")
    if suffix in (".svg", ".svgz") or _is_svg(start):
        raise pictures.Unreadable(
            _("« %(name)s » est une image SVG, qui peut contenir un programme. Envoyez-la en PNG ou en PDF.")
            % {"name": name}
        )
    claimed = next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), "")
    if claimed and not pictures.kind_of(start):
        raise pictures.Unreadable(_("« %(name)s » n’est pas une image, malgré la fin de son nom.") % {"name": name})
    return Chosen(name, upload, pictures.recognised(upload, name) or Attachment.Kind.OTHER)


def _is_svg(start):
    """Whether the first element of a document is a picture made of lines."""
    rest = start.lstrip()
    while rest.startswith((b"<?", b"<!")):
        rest = rest.partition(b"-->" if rest.startswith(b"<!--") else b">")[2].lstrip()
    return SVG.match(rest) is not None


def together(uploads) -> None:
    """Whether they may all come with one message. Raises `pictures.Unreadable`, with its sentence."""
    if len(uploads) > settings.FILES_MOST:
        raise pictures.Unreadable(
            _("Vous avez choisi %(n)s fichiers ; le maximum est de %(most)s par message.")
            % {"n": len(uploads), "most": settings.FILES_MOST}
        )
    size = sum(upload.size for upload in uploads)
    if size > settings.FILES_LARGEST:
        raise pictures.Unreadable(
            _("Ces fichiers pèsent %(size)s ensemble ; le maximum est de %(most)s par message.")
            % {"size": weight(size), "most": weight(settings.FILES_LARGEST)}
        )


def within_the_day(person, chosen):
    """What one person sends in a day has an end."""
    since = clock.now() - timedelta(days=1)
    recent = Attachment.objects.filter(message__author=person, message__posted_at__gt=since)
    sent = recent.aggregate(sent=Sum("size"))["sent"] or 0
    if sent + sum(one.file.size for one in chosen) <= settings.FILES_A_DAY:
        return YES
    return no(
        _("Vous avez envoyé %(size)s de fichiers depuis hier, pour %(most)s au plus en un jour : réessayez demain.")
        % {"size": weight(sent), "most": weight(settings.FILES_A_DAY)},
        "wait",
    )


# --- Where they lie ----------------------------------------------------------------------------------


def storage():
    return storages["files"]


@contextmanager
def written(chosen):
    """Attachments whose files are written, for a message about to be said; if it is not said, the files go.

    No row names them before that message stands: whatever stops in between leaves a file that `sweep` finds, never
    a message without its file.
    """
    names = []
    try:
        yield [_written(one, names) for one in chosen]
    except BaseException:
        forget(names)
        raise


def _written(one, names):
    made = Attachment(name=one.name, kind=one.kind, alt=one.alt, audience=one.audience)
    content = one.file
    if made.is_picture:
        drawn = pictures.drawn(one.file, one.kind, one.name)
        content = ContentFile(drawn.content)
        made.width, made.height = drawn.width, drawn.height
        made.thumbnail = _put(ContentFile(drawn.thumbnail), names)
    made.size, made.sha256 = content.size, _sha256(content)
    made.stored = _put(content, names)
    return made


@dataclass(frozen=True)
class Stored:
    """A file that lies there byte for byte as it was sent."""

    name: str
    size: int
    sha256: str
    stored: str


@contextmanager
def written_whole(chosen):
    """Files written as they are, for a row about to name them; if none does, they go."""
    names = []
    try:
        yield [Stored(one.name, one.file.size, _sha256(one.file), _put(one.file, names)) for one in chosen]
    except BaseException:
        forget(names)
        raise


def _put(content, names):
    place = secrets.token_hex(20)
    names.append(storage().save(f"{place[:2]}/{place}", content))
    return names[-1]


def _sha256(content):
    found = hashlib.sha256()
    for chunk in content.chunks():
        found.update(chunk)
    content.seek(0)
    return found.hexdigest()


def forget(names) -> None:
    """Remove those of these files that nothing names; a hook after the commit may fail too, and what is named stays."""
    with suppress(DatabaseError, OSError):  # then the sweep finds them
        remove(set(names) - _named(names))


def remove(names) -> None:
    for name in names:
        storage().delete(name)


def attach(message, attachments) -> None:
    """In the transaction of the message: what came with it."""
    for n, one in enumerate(attachments, 1):
        one.message, one.n = message, n
    Attachment.objects.bulk_create(attachments)


def detach(message) -> None:
    """In the transaction that empties a message: the files go once that is sure."""
    names = [name for one in message.attachments.all() for name in (one.stored, one.thumbnail) if name]
    message.attachments.all().delete()
    message.files_n = 0
    transaction.on_commit(lambda: remove(names), robust=True)


def fetch(messages) -> None:
    """The files of a page of messages, in one query, and none where none has any."""
    prefetch_related_objects([message for message in messages if message.files_n], "attachments")


_kept: list[Callable[[], QuerySet]] = []


def keep(stored: Callable[[], QuerySet]) -> None:
    """Another app keeps files here: `stored()` gives the rows that name them, in their field `stored`."""
    _kept.append(stored)


def _named(names) -> set:
    """Those of these names that a message has, or a row of another app."""
    names = list(names)
    elsewhere = {name for rows in _kept for name in rows().filter(stored__in=names).values_list("stored", flat=True)}
    found = set(Attachment.objects.filter(stored__in=names).values_list("stored", flat=True))
    found |= set(Attachment.objects.filter(thumbnail__in=names).values_list("thumbnail", flat=True))
    return found | elsewhere


def sweep() -> tuple[int, list[str]]:
    """Remove the files that nothing has. Gives how many, and the names of those that something has and lost."""
    kept, removed, before = storage(), 0, clock.now() - ORPHAN
    found = set()
    for folder in kept.listdir("")[0] if kept.exists("") else []:
        names = {f"{folder}/{name}" for name in kept.listdir(folder)[1]}
        orphans = {name for name in names - _named(names) if kept.get_modified_time(name) < before}
        remove(orphans)
        removed += len(orphans)
        found |= names - orphans
    rows = Attachment.objects.order_by("pk").values_list("stored", "thumbnail")
    names = [name for row in rows.iterator() for name in row if name]
    names += [name for others in _kept for name in others().values_list("stored", flat=True)]
    lost = [name for name in names if name not in found and not kept.exists(name)]
    return removed, lost
