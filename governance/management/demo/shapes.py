"""The shapes of the demo's data: what a story is made of, before any table exists.

Plain Python, no Django. The `demo` command turns these values into acts, in the order of their times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

MAIL = "demo.palabre.test"
HOME = "Indian/Reunion"
ELSEWHERE = {
    "Europe/Paris": frozenset(
        "Besançon Bordeaux Brest Caen Clermont-Ferrand Grenoble Lille Lorient Lyon Marseille Montreuil Nantes Pau "
        "Quimper Rennes Roubaix Strasbourg Toulouse".split()
    ),
    "Europe/Brussels": frozenset({"Gand"}),
    "Indian/Mauritius": frozenset({"Curepipe"}),
}


class Ago(NamedTuple):
    """A moment told from the day the demo is loaded; negative days are still to come."""

    days: int
    hour: int = 9
    minute: int = 0

    def on(self, today: date, zone: tzinfo) -> datetime:
        return datetime.combine(today - timedelta(days=self.days), time(self.hour, self.minute), zone)


@dataclass(frozen=True)
class Organization:
    slug: str
    name: str
    zone: str
    summary: str


@dataclass(frozen=True)
class Project:
    slug: str
    name: str
    organization: str
    summary: str


@dataclass(frozen=True)
class Person:
    key: str  # what the rest of the demo calls them
    name: str
    login: str  # prenom.nom
    place: str
    rooms: tuple[str, ...]  # slugs of the rooms they frequent
    role: str = "member"  # member, facilitator, guest
    language: str = "fr"

    @property
    def email(self) -> str:
        return f"{self.login}@{MAIL}"

    @property
    def zone(self) -> str:
        """Where it is the time it is for them: the island, unless their place is elsewhere."""
        return next((zone for zone, places in ELSEWHERE.items() if self.place in places), HOME)


@dataclass(frozen=True)
class Message:
    author: str
    at: Ago
    text: str
    lean: str | None = None  # for, against, neutral
    paragraph: int | None = None  # 1-based: the nth block of the text, blocks being parted by a blank line
    reply_to: int | None = None  # index in the same list
    files: tuple[str, ...] = ()  # names of `attached`
    signs: tuple[tuple[str, str], ...] = ()  # who put which sign under it
    joined: tuple[str, ...] | None = None  # it asks in one line who joins, and these do


@dataclass(frozen=True)
class Closing:
    """A discussion of a room, closed with a summary."""

    of: int  # index of its first message in the same room
    by: str
    at: Ago
    summary: str


@dataclass(frozen=True)
class Room:
    slug: str
    name: str
    summary: str
    channel: str = ""
    messages: tuple[Message, ...] = ()
    about: str = ""
    accounts: str = ""
    closed: tuple[Closing, ...] = ()
    keeps: int | None = None  # years


@dataclass(frozen=True)
class Document:
    """A document of the organization, as it was brought in: a draft unless it says where and when it was adopted."""

    key: str
    kind: str
    title: str
    text: str
    opened: Ago
    by: str
    adopted: str = ""
    signers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amendment:
    author: str
    at: Ago
    reason: str
    find: str  # occurs exactly once in the version current at `at`
    replace: str
    state: str = "open"  # open, accepted, rejected, withdrawn, stale
    decided: Ago | None = None  # None while open, and when stale (the later acceptance made it so)
    decision: str = ""  # the carrier's reason, or the author's when withdrawn
    answers: Mapping[str, str] = field(default_factory=dict)  # who said what, where the room decides

    def applied_to(self, text: str) -> str:
        return text.replace(self.find, self.replace)


@dataclass(frozen=True)
class Objection:
    """A block, its concertation and how it ended; unless lifted, it is its author's last word."""

    author: str
    at: Ago
    reason: str
    exchange: tuple[Message, ...] = ()
    end: str = "open"  # open, lifted, answered
    ended: Ago | None = None
    ending: str = ""  # the words that ended it: the blocker's when lifted, the carrier's when answered


@dataclass(frozen=True)
class Contribution:
    author: str
    at: Ago
    kind: str  # advise, help
    text: str = ""


@dataclass(frozen=True)
class Round:
    opened: Ago
    closes: Ago  # as announced at opening; each suspension pushes it
    answers: Mapping[str, tuple[str, str]]  # person -> (agree, incomplete, abstain or disagree; reason or "")
    objections: tuple[Objection, ...] = ()
    contributions: tuple[Contribution, ...] = ()

    @property
    def positions(self) -> dict[str, tuple[str, str]]:
        """Everyone's last word, the blocks that were not lifted included."""
        blocks = {o.author: ("block", o.reason) for o in self.objections if o.end != "lifted"}
        return {**self.answers, **blocks}


@dataclass(frozen=True)
class Task:
    """An action opened by a resolution."""

    owner: str
    title: str
    due_in: int  # days from the loading of the demo; negative: past
    done: Ago | None = None
    done_by: str = ""


@dataclass(frozen=True)
class Resolution:
    at: Ago
    choice: str  # go_on, adapt, drop, hand_over
    statement: str
    reason: str = ""  # public reason, owed against the advice or an unlifted block
    review_in: int | None = None  # days from the loading of the demo; negative: past
    actions: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Proposal:
    key: str
    room: str
    # draft, discussion, amending, consultation, concertation, awaiting, resolved, review, dropped, referred
    phase: str
    author: str
    carrier: str
    title: str
    summary: str
    text: str  # version 1
    tags: tuple[str, ...]
    created: Ago
    impact: str = "many"  # many, liability
    published: Ago | None = None
    amending: Ago | None = None  # when amendments opened
    room_decides_until: Ago | None = None  # of the amendments; the carrier decides where it is not said
    with_carriers: tuple[str, ...] = ()  # whom the carrier named to carry it with them
    debate: tuple[Message, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    round: Round | None = None
    resolution: Resolution | None = None
    document: str = ""  # key of the document it would change; `text` is then version 2, after a copy of the document


@dataclass(frozen=True)
class Request:
    """What a person concerned said when asked before a small action; no text: not answered yet."""

    person: str
    at: Ago
    text: str = ""


@dataclass(frozen=True)
class PlainAction:
    """An action that needed no proposal: it concerns nobody, or a few people who were asked first."""

    room: str
    owner: str
    impact: str  # nobody, few
    title: str
    documentation: str
    at: Ago
    due_in: int | None = None
    asked: tuple[Request, ...] = ()
    done: Ago | None = None
    done_by: str = ""
    born_of: str = ""  # how the message of its room begins that it was born of


def blocks(*paragraphs: str) -> str:
    """A Markdown text from its blocks; the nth block is its paragraph n."""
    return "\n\n".join(paragraphs)


def say(author, days, hour, minute, text, *, lean=None, paragraph=None, reply_to=None, files=(), signs=()) -> Message:
    return Message(author, Ago(days, hour, minute), text, lean, paragraph, reply_to, files, signs)


def ask(author, days, hour, minute, question, *, joined) -> Message:
    """A vote of one line, and who joins."""
    return Message(author, Ago(days, hour, minute), question, joined=joined)


def advise(author, days, hour, minute, text) -> Contribution:
    return Contribution(author, Ago(days, hour, minute), "advise", text)


def help_with(author, days, hour, minute, text="") -> Contribution:
    return Contribution(author, Ago(days, hour, minute), "help", text)


def answers(*, agree="", incomplete="", abstain="", disagree="", because) -> dict[str, tuple[str, str]]:
    """Answers from four lists of keys, and the reasons some of these people gave."""
    given = {"agree": agree, "incomplete": incomplete, "abstain": abstain, "disagree": disagree}
    return {key: (choice, because.get(key, "")) for choice, keys in given.items() for key in keys.split()}


@dataclass(frozen=True)
class Told:
    """What somebody writes about a reported message."""

    who: str
    at: Ago
    text: str
    why: str = ""  # of a report


@dataclass(frozen=True)
class Reported:
    """A message of a room that people reported, what its author answers, and who left it as it is."""

    room: str
    begins: str  # its first words
    reports: tuple[Told, ...]
    answers: tuple[Told, ...] = ()
    left: Told | None = None
