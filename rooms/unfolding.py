"""Links to our own pages, told in a line to those who may see them: every app declares its own addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from governance import clock
from governance.verdict import YES, Verdict, no

MOST = 20  # links asked about at once
LONGEST = 500  # characters of one


@dataclass(frozen=True)
class Card:
    """What a link leads to: what kind of thing, what it is called, where it stands."""

    kind: str
    title: str
    state: str = ""
    address: str = ""


_known: dict[str, Callable] = {}


def declare(name: str, card: Callable) -> None:
    """`card(user, now, **arguments of the address)` gives a Card to whoever may see the page `name`, else None."""
    _known[name] = card


def is_ours(url: str, host: str) -> Verdict:
    """Only links to pages of this site unfold: nobody else is ever asked for anything."""
    try:
        parts = urlsplit(url)
        ours = parts.scheme in ("", "http", "https") and parts.netloc in ("", host) and parts.path.startswith("/")
    except ValueError:
        ours = False
    if ours and len(url) <= LONGEST and (parts.netloc or not parts.scheme):
        return YES
    return no(_("Seuls les liens vers une page de ce site se déplient."))


def card_of(user, url: str) -> Card | None:
    """What `user` may know of the page at `url`; None whether it does not exist or is not theirs to see."""
    try:
        parts = urlsplit(url)
        page = resolve(parts.path)
    except (Resolver404, ValueError):
        return None
    card = _known.get(page.url_name)
    found = card and card(user, clock.now(), **page.kwargs)
    if found is None:
        return None
    return Card(found.kind, found.title, found.state, parts.path + (f"#{parts.fragment}" if parts.fragment else ""))
