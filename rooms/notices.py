"""What Palabre itself says in a room: each kind of notice, its sentence in the reader's language, where it leads."""

import html
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.html import strip_tags

from governance import prose

OPENS, CLOSES = "pin", "unpin"  # what a notice does to the pins of a channel outside: a decision begins or is over


@dataclass(frozen=True)
class Kind:
    address: Callable[[dict], str]  # (what was told) -> the page of the thing
    pin: str = ""


_kinds: dict[str, Kind] = {}


def declare(kind: str, address: Callable[[dict], str], *, pin: str = "") -> None:
    """A kind of notice, said by `rooms/notices/<kind>.html` from what was told and its `address`."""
    _kinds[kind] = Kind(address, pin)


def address_of(kind: str, told: dict) -> str:
    return _kinds[kind].address(told) if kind in _kinds else ""


def pin_of(kind: str) -> str:
    return _kinds[kind].pin if kind in _kinds else ""


def sentence(kind: str, told: dict):
    """Safe HTML in the language that is active, with a link to the thing."""
    if kind not in _kinds:
        return ""
    template = get_template(f"rooms/notices/{kind.replace('.', '_')}.html")
    return prose.stored(template.render({"told": told, "address": address_of(kind, told)}).strip())


def in_words(kind: str, told: dict) -> str:
    """The same as plain text."""
    return html.unescape(strip_tags(sentence(kind, told)))
