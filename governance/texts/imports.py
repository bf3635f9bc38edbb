"""A Markdown file read into the form where a text is written: its words are shown there before anything is sent."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.prose import is_blank
from governance.rules.merge import normalise

LONGEST_TEXT = 200_000  # characters of Markdown in one version
LARGEST = 1_000_000  # bytes of a file
ENDINGS = (".md", ".markdown", ".mkd", ".txt", ".text")

# What our own export writes under a text: its title, version and fingerprint, its address, its versions.
_FOOT = re.compile(
    r"(?P<title>[^\n]+?)\s?: [^\n:]*\b[0-9a-f]{64}\n[a-z]+://[^\n]+\n(?:\n(?:- [^\n]*\n?)*)?\s*\Z", re.IGNORECASE
)
_HEAD = re.compile(r"---[ \t]*\n((?:(?:[\w-]+:|[ \t]|- |#)[^\n]*\n|[ \t]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TITLE = re.compile(r"^title:[ \t]*(\"|'|)(.*?)\1[ \t]*$", re.MULTILINE | re.IGNORECASE)
_HEADING = re.compile(r"# +([^\n]+?)[ #]*(?:\n|\Z)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Unreadable(Exception):
    """Why a file cannot be read here, as a whole sentence for people."""


@dataclass(frozen=True)
class Imported:
    title: str
    body: str


def read(name: str, data: bytes) -> Imported:
    """The text of a Markdown file, normalised, and its title where it says one. Raises `Unreadable`."""
    if not name.lower().endswith(ENDINGS):
        raise Unreadable(_("Choisissez un fichier de texte : son nom se termine par .md ou par .txt."))
    if len(data) > LARGEST:
        raise Unreadable(too_large())
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    title, body = _parted(text)
    body = normalise(body)
    if is_blank(body):
        raise Unreadable(_("Ce fichier est vide : il n’y a rien à lire."))
    if len(body) > LONGEST_TEXT:
        said = _("Ce texte compte %(n)s caractères ; le maximum est de %(most)s. Coupez-le en plusieurs textes.")
        raise Unreadable(said % {"n": len(body), "most": LONGEST_TEXT})
    return Imported(title, body)


def too_large() -> str:
    return _("Ce fichier est trop gros : un texte tient dans un fichier d’un mégaoctet au plus.")


def _decoded(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable(_("Ce fichier est écrit en UTF-16 : enregistrez-le en UTF-8, puis recommencez."))
    if b"\x00" in data:
        raise Unreadable(_("Ce fichier n’est pas un texte : il contient des octets nuls, comme une image."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        if not _CONTROLS.search(text):
            raise Unreadable(
                _("Ce fichier n’est pas écrit en UTF-8 (peut-être en Latin-1) : enregistrez-le en UTF-8.")
            ) from None
    if _CONTROLS.search(text):
        raise Unreadable(_("Ce fichier n’est pas un texte : on y trouve des caractères qui ne s’écrivent pas."))
    return text


def _parted(text):
    """The title and the text: our own export says its title under the text, other tools above it."""
    body, _rule, foot = text.rpartition("\n\n---\n\n")
    if said := _FOOT.match(foot):
        return said["title"].strip(), body
    if head := _HEAD.match(text):
        said = _TITLE.search(head[1])
        return said[2].strip() if said else "", text[head.end() :]
    heading = _HEADING.match(text.lstrip("\n"))
    return heading[1].strip() if heading else "", text


# --- In a form ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What a form shows once a file came with it: the values of its fields, or why the file cannot be read."""

    values: dict
    name: str = ""
    error: str = ""
    replaced: str = ""  # what was typed in the place of the text

    @property
    def status(self) -> int:
        return 422 if self.error else 200


def reading(request, before: str = "") -> Reading | None:
    """What to show when a file came, or was asked for, with a form; None when the form is only sent.

    `before`: the text with which the form began; anything else that was typed there is shown beside.
    """
    file = request.FILES.get("file") if request.method == "POST" else None
    if file is None and "read" not in request.POST:
        return None
    typed = request.POST.dict()
    if file is None:
        return Reading(typed, error=_("Choisissez d’abord un fichier, puis lisez-le."))
    try:
        if file.size > LARGEST:
            raise Unreadable(too_large())
        found = read(file.name, file.read())
    except Unreadable as reason:
        return Reading(typed, file.name, str(reason))
    was = typed.get("body", "")
    replaced = "" if normalise(was) in ("", normalise(before), found.body) else was
    title = typed.get("title", "")
    if is_blank(title):
        title = found.title[:140]
    return Reading(typed | {"body": found.body, "title": title}, file.name, replaced=replaced)
