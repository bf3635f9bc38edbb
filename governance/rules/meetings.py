"""What a meeting may do at each moment of its life, who may convene it, and how many count at each of its items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from governance.rules.majority import Counts, least
from governance.rules.notice import Notice

PREPARED, CONVENED, OPEN, SUSPENDED, CLOSED, CANCELLED = (
    "prepared",
    "convened",
    "open",
    "suspended",
    "closed",
    "cancelled",
)


def phase(
    *,
    sent_at: datetime | None,
    opened_at: datetime | None,
    suspended_at: datetime | None,
    closed_at: datetime | None,
    cancelled_at: datetime | None,
) -> str:
    """Where a meeting stands: a function of what was written down, each moment set once but the suspension."""
    if cancelled_at:
        return CANCELLED
    if closed_at:
        return CLOSED
    if opened_at:
        return SUSPENDED if suspended_at else OPEN
    return CONVENED if sent_at else PREPARED


# --- Convening ---------------------------------------------------------------------------------------


def signatures_needed(share: Fraction | None, voices: int) -> int | None:
    """How many of `voices` convene a body together: at least `share` of them (ST-9.1b, ST-14.1a, ST-22.1a).

    None where the statutes let nobody convene it that way.
    """
    return None if share is None else max(1, least(share, voices))


def last_day(meeting: date, notices: Iterable[Notice]) -> date:
    """The last day on which a meeting may be convened: the longest of the delays that bind it."""
    return min(notice.before(meeting) for notice in notices)


# What an item may pay, and the kinds of document that some items are not convened without.
FUNCTION, REFUND = "function", "refund"
RESULT, BALANCE_SHEET, ANNEX, RECEIPT = "result", "balance_sheet", "annex", "receipt"


def pieces_wanted(matter: str, payment: str = "") -> tuple[str, ...]:
    """The documents that the accounts of the year come with (ST-20.1), and that a refund is asked on (ST-16.2).

    Accounts want theirs whatever the assembly that hears them is called.
    """
    accounts = (RESULT, BALANCE_SHEET, ANNEX) if matter == "accounts" else ()
    return (*accounts, RECEIPT) if payment == REFUND else accounts


@dataclass(frozen=True)
class Wanted:
    """What a convocation still lacks, as a code for whoever says it in words, and the number of the item if one."""

    code: str
    item: int | None = None


def lacking(
    *,
    place: str,
    arrangements: str,
    mode: str,
    items: Iterable[Mapping[str, object]],
    on_day_of_items: int | None = None,
) -> list[Wanted]:
    """What art. 9.2, 9.3, 16.2 and 20.1 want of a convocation and is not there yet.

    items: mappings with `position`, `binds` (it is voted), `has_text` (a text or a document), `stands_alone` (its
        matter wants an agenda of a single item, ST-22.1b), and perhaps `missing`: the `pieces_wanted` that it lacks.
    """
    items = list(items)
    found = []
    if mode != "remote" and not place.strip():
        found.append(Wanted("place"))
    if mode != "in_person" and not arrangements.strip():
        found.append(Wanted("arrangements"))
    if not items:
        found.append(Wanted("agenda"))
    found += [Wanted("text", item["position"]) for item in items if item["binds"] and not item["has_text"]]
    found += [Wanted(piece, item["position"]) for item in items for piece in item.get("missing", ())]
    if len(items) > 1:
        found += [Wanted("single_item", item["position"]) for item in items if item["stands_alone"]]
    return found


# --- In session --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stay:
    """Somebody is there from a moment to a moment, with a deliberative voice or not."""

    person: int
    came_at: datetime
    left_at: datetime | None
    deliberates: bool = True


def present(stays: Iterable[Stay], at: datetime) -> set[int]:
    """Who is there at that moment with a deliberative voice; whoever leaves is gone from that moment on."""
    return {s.person for s in stays if s.deliberates and s.came_at <= at and (s.left_at is None or at < s.left_at)}


def participants(stays: Iterable[Stay], at: datetime) -> set[int]:
    """Who took part by that moment: checked in once at least, whether they stayed or not (A-8)."""
    return {s.person for s in stays if s.deliberates and s.came_at <= at}


def counts_of(
    ballots: Mapping[str, int],
    *,
    entitled: int,
    in_office: int,
    present: int,
    participants: int,
    recused: int,
) -> Counts:
    """The counts of an item from its ballots (`for`, `against`, `abstain`, `blank`) and the people of the session."""
    return Counts(
        entitled=entitled,
        in_office=in_office,
        present=present,
        participants=participants,
        favour=ballots.get("for", 0),
        against=ballots.get("against", 0),
        abstain=ballots.get("abstain", 0),
        blank=ballots.get("blank", 0),
        recused=recused,
    )


# --- Amendments to an item ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Motion:
    """An amendment as the law orders it: how many characters it takes from the text, and how many it adds."""

    key: int
    removed: int
    added: int

    @property
    def is_deletion(self) -> bool:
        return self.added == 0 and self.removed > 0

    @property
    def distance(self) -> int:
        return self.removed + self.added


def in_order(motions: Iterable[Motion]) -> list[Motion]:
    """The order in which amendments are voted: deletions, then the most distant from the text, then the rest.

    Between two as distant, the first that was made.
    """
    return sorted(motions, key=lambda motion: (not motion.is_deletion, -motion.distance, motion.key))


# --- After a decision --------------------------------------------------------------------------------

THREE_MONTHS = Notice(3, "months")


@dataclass(frozen=True)
class Duty:
    """What the law asks after a decision, and how long it leaves."""

    key: str
    delay: Notice
    article: str


def duties_after(matter: str, elects: str = "") -> list[Duty]:
    """What an association declares, and in what time: its statutes and its directors (law of 1 July 1901, art. 5)."""
    if elects in ("board", "bureau"):
        return [Duty("declare_directors", THREE_MONTHS, "loi du 1er juillet 1901, art. 5")]
    if matter in ("statutes", "dissolution"):
        return [Duty(f"declare_{matter}", THREE_MONTHS, "loi du 1er juillet 1901, art. 5")]
    return []
