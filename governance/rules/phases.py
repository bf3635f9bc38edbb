"""Which phase a proposal is in, which acts that phase opens, and which phase may follow."""

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

RESOLUTIONS = ("go_on", "adapt", "drop", "hand_over")


class Phase(enum.StrEnum):
    """Where a proposal stands on its way from idea to resolution (code social, Gouvernance; CS-2 to CS-6)."""

    DRAFT = "draft"
    DISCUSSION = "discussion"
    AMENDING = "amending"
    CONSULTATION = "consultation"
    CONCERTATION = "concertation"
    AWAITING = "awaiting"  # closed; its carrier owes a resolution
    RESOLVED = "resolved"
    REVIEW = "review"  # the review date of the resolution has come
    REFERRED = "referred"  # handed over to the board
    DROPPED = "dropped"


@dataclass(frozen=True)
class Countdown:
    """The time a round has left, which a block suspends (code social, Gouvernance; CS-5).

    closes_at: when the round closes; while it is suspended, when it would have closed.
    floor: the least time left when a suspension ends; never negative.
    suspended_at, suspended_until: when the concertation began and when it ends by itself; both or neither.
    Raises ValueError on a negative floor or half a suspension.
    """

    closes_at: datetime
    floor: timedelta
    suspended_at: datetime | None = None
    suspended_until: datetime | None = None

    def __post_init__(self):
        if self.floor < timedelta(0):
            raise ValueError("a floor is never negative")
        if (self.suspended_at is None) != (self.suspended_until is None):
            raise ValueError("a suspension has a beginning and an end")


def settle(countdown: Countdown, now: datetime) -> Countdown:
    """The countdown at `now`, where a suspension whose end has come is over (CS-5).

    The time that was left when the block came is given back, and never less than the floor.
    """
    if countdown.suspended_until is None or now < countdown.suspended_until:
        return countdown
    return _restart(countdown, countdown.suspended_until)


def suspend(countdown: Countdown, now: datetime, limit: timedelta) -> Countdown:
    """The countdown once a block is stated at `now`: suspended for `limit` at most (CS-5).

    A block during a concertation may lengthen it, and never shortens it.
    Raises ValueError when the round is closed, or when `limit` is not positive.
    """
    if limit <= timedelta(0):
        raise ValueError("a concertation lasts for some time")
    if is_closed(countdown, now):
        raise ValueError("this round is closed")
    current = settle(countdown, now)
    until = now + limit
    if current.suspended_until is not None:
        return replace(current, suspended_until=max(current.suspended_until, until))
    return replace(current, suspended_at=now, suspended_until=until)


def resume(countdown: Countdown, now: datetime) -> Countdown:
    """The countdown once every block is lifted, integrated or answered at `now` (CS-5).

    The time that was left is given back, and never less than the floor. Not suspended: only settled.
    """
    current = settle(countdown, now)
    return current if current.suspended_at is None else _restart(current, now)


def is_suspended(countdown: Countdown, now: datetime) -> bool:
    """Whether a concertation holds the countdown at `now` (CS-5)."""
    return settle(countdown, now).suspended_at is not None


def is_closed(countdown: Countdown, now: datetime) -> bool:
    """Whether the round takes no more positions at `now`; a suspended round never closes (CS-5)."""
    closes_at = closing(countdown, now)
    return closes_at is not None and now >= closes_at


def closing(countdown: Countdown, now: datetime) -> datetime | None:
    """When the round closes, as known at `now`; None while a concertation holds it (CS-5)."""
    current = settle(countdown, now)
    return None if current.suspended_at is not None else current.closes_at


def _restart(countdown: Countdown, moment: datetime) -> Countdown:
    remaining = countdown.closes_at - countdown.suspended_at
    return Countdown(closes_at=moment + max(remaining, countdown.floor), floor=countdown.floor)


@dataclass(frozen=True)
class Facts:
    """What happened to a proposal, as dates; None means that it did not happen.

    countdown: that of the current round as long as it awaits its resolution; None when there is no round, or
        when the last one is superseded or resolved. A countdown therefore wins over an older resolution.
    resolution: one of RESOLUTIONS, stated at resolved_at; both or neither.
    reopened_at: when a review opened a new round of amendments.
    Raises ValueError on an unknown resolution, or on a resolution without its date.
    """

    published_at: datetime | None = None
    amendments_opened_at: datetime | None = None
    countdown: Countdown | None = None
    resolved_at: datetime | None = None
    resolution: str | None = None
    review_on: datetime | None = None
    dropped_at: datetime | None = None
    reopened_at: datetime | None = None

    def __post_init__(self):
        if self.resolution is not None and self.resolution not in RESOLUTIONS:
            raise ValueError(f"unknown resolution: {self.resolution!r}")
        if (self.resolution is None) != (self.resolved_at is None):
            raise ValueError("a resolution and its date go together")


def phase(facts: Facts, now: datetime) -> Phase:
    """The phase of a proposal at `now` (code social, Gouvernance; CS-2 to CS-6).

    The first that holds: dropped, not yet published, a round under way, a resolution that no review has
    reopened since, amendments open, and the discussion otherwise.
    """
    if facts.dropped_at is not None:
        return Phase.DROPPED
    if facts.published_at is None:
        return Phase.DRAFT
    if facts.countdown is not None:
        return _phase_of_round(facts.countdown, now)
    if facts.resolved_at is not None and (facts.reopened_at is None or facts.resolved_at > facts.reopened_at):
        return _phase_of_resolution(facts, now)
    if facts.amendments_opened_at is not None or facts.reopened_at is not None:
        return Phase.AMENDING
    return Phase.DISCUSSION


def _phase_of_round(countdown: Countdown, now: datetime) -> Phase:
    if is_suspended(countdown, now):
        return Phase.CONCERTATION
    return Phase.AWAITING if is_closed(countdown, now) else Phase.CONSULTATION


def _phase_of_resolution(facts: Facts, now: datetime) -> Phase:
    if facts.resolution == "drop":
        return Phase.DROPPED
    if facts.resolution == "hand_over":
        return Phase.REFERRED
    if facts.review_on is not None and now >= facts.review_on:
        return Phase.REVIEW
    return Phase.RESOLVED


_TALK = frozenset({"comment", "take_over"})
# A second block by the same person suspends nothing, so a consultation settles objections too.
_ROUND = _TALK | {
    "take_position",
    "contribute",
    "lift_objection",
    "answer_objection",
    "integrate_amendment",
    "withdraw_amendment",
}

ACTS: dict[Phase, frozenset[str]] = {
    Phase.DRAFT: frozenset({"edit", "publish", "drop"}),
    Phase.DISCUSSION: _TALK | {"edit", "contribute", "open_amendments", "drop", "name_co_carrier"},
    Phase.AMENDING: _TALK
    | {"edit", "contribute", "open_round", "drop", "name_co_carrier"}
    | {"propose_amendment", "withdraw_amendment", "accept_amendment", "reject_amendment", "answer_amendment"},
    Phase.CONSULTATION: _ROUND,
    # What a blocker and the carrier agree on has to be written down somewhere: an amendment.
    Phase.CONCERTATION: _ROUND | {"propose_amendment", "reject_amendment", "name_co_carrier"},
    Phase.AWAITING: _TALK | {"resolve"},
    Phase.RESOLVED: _TALK | {"open_action", "renew"},
    Phase.REVIEW: _TALK | {"open_action", "renew", "drop"},
    Phase.REFERRED: _TALK,
    Phase.DROPPED: frozenset({"comment"}),
}

NEXT: dict[Phase, frozenset[Phase]] = {
    Phase.DRAFT: frozenset({Phase.DISCUSSION, Phase.DROPPED}),
    Phase.DISCUSSION: frozenset({Phase.AMENDING, Phase.DROPPED}),
    Phase.AMENDING: frozenset({Phase.CONSULTATION, Phase.DROPPED}),
    Phase.CONSULTATION: frozenset({Phase.CONCERTATION, Phase.AWAITING}),
    Phase.CONCERTATION: frozenset({Phase.CONSULTATION}),
    Phase.AWAITING: frozenset({Phase.RESOLVED, Phase.REFERRED, Phase.DROPPED}),
    Phase.RESOLVED: frozenset({Phase.REVIEW, Phase.AMENDING}),
    Phase.REVIEW: frozenset({Phase.AMENDING, Phase.DROPPED}),
    Phase.REFERRED: frozenset(),
    Phase.DROPPED: frozenset(),
}


def opens(phase: Phase, act: str) -> bool:
    """Whether `phase` opens `act` to somebody; who may is another question.

    Raises ValueError when no phase knows that act.
    """
    if not any(act in acts for acts in ACTS.values()):
        raise ValueError(f"unknown act: {act!r}")
    return act in ACTS[phase]


def opens_later(phase: Phase, act: str) -> bool:
    """Whether a phase still to come opens `act`, short of a renewal, which nobody can wait for.

    Raises ValueError when no phase knows that act.
    """
    return any(opens(later, act) for later in _to_come(phase))


def _to_come(phase: Phase) -> set[Phase]:
    found, ahead = set(), [phase]
    while ahead:
        here = ahead.pop()
        again = {Phase.AMENDING} if here in (Phase.RESOLVED, Phase.REVIEW) else set()
        ahead += (new := NEXT[here] - again - found)
        found |= new
    return found


def decides_amendments(phase: Phase) -> bool:
    """Whether an amendment may still enter the text in `phase`; after the close an open one lapses."""
    return opens(phase, "accept_amendment") or opens(phase, "integrate_amendment")


def follows(before: Phase, after: Phase) -> bool:
    """Whether `after` may come right after `before`; a phase does not follow itself."""
    return after in NEXT[before]
