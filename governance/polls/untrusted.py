"""What files of others say, read with care: JSON that is not too large or too deep, words without markup, addresses."""

import json
from html import unescape
from urllib.parse import urlsplit

import bleach
from django.utils.translation import gettext as _

from governance import prose

DEEPEST = 30


class Unreadable(ValueError):
    """A file one cannot use; carries a sentence that says why and what to do."""


def read_json(content: bytes, *, most: int):
    """The value of a JSON text. most: bytes. Raises `Unreadable`."""
    if len(content) > most:
        raise Unreadable(
            _("Ce fichier pèse plus de %(most)s ko : coupez-le en plusieurs.") % {"most": f"{most // 1000}"}
        )
    try:
        told = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _(
                "Ce n’est pas du JSON : la ligne %(line)s, colonne %(column)s, ne se lit pas. Une virgule de trop ou "
                "qui manque en est souvent la cause."
            )
            % {"line": error.lineno, "column": error.colno}
        ) from None
    except UnicodeDecodeError:
        raise Unreadable(_("Ce n’est pas un texte en UTF-8 : enregistrez le fichier dans ce codage.")) from None
    except (ValueError, RecursionError):
        raise Unreadable(_("Ce n’est pas du JSON que l’on puisse lire : un nombre y est impossible.")) from None
    if _is_deep(told):
        raise Unreadable(_("Ce fichier emboîte trop de choses les unes dans les autres pour être une carte."))
    return told


def _no_constant(name):
    raise ValueError(name)


def _is_deep(told):
    level = [told]
    for _step in range(DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return True


def plain(value, most: int) -> str:
    """Words on one line: markup taken out, what cannot be read too, `most` characters at the very most."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)[: most * 10].replace("\x00", "")
    text = "".join(" " if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    if "<" in text or "&" in text:
        text = unescape(bleach.clean(text, tags=set(), strip=True, strip_comments=True))
    text = " ".join(prose.straight(text).split())
    if prose.is_blank(text):
        return ""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def web(value) -> str:
    """The address of a page, http or https; empty when it is anything else."""
    address = value.strip() if isinstance(value, str) else ""
    if not address or len(address) > 500 or any(one <= " " or one in "<>\"'`\\" for one in address):
        return ""
    if "://" not in address and address.startswith("www."):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (it raises on a port that is no number)
    except ValueError:
        return ""
    named = parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname and not parts.username
    return address if named else ""


def listed(value) -> list:
    """A list, whatever way it was written: one value alone, several, or none."""
    if value is None or value is False or value == "":
        return []
    return value if isinstance(value, list) else [value]
