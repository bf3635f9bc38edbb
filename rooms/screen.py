"""A room on the screen of a hall: what is open there and what was just decided, as nobody in particular may see it."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from governance.rules.phases import Phase
from governance.voting.dossier import VoteDossier
from governance.voting.models import Option, Roll, Vote
from governance.voting.permissions import seen
from governance.voting.results import turnout
from governance.voting.showing import Showing, Turnout
from rooms.votes import of_room

SHOWN = 3  # decisions; a hall reads no more from its last row
SAID = 8  # messages
JUST = timedelta(minutes=30)  # how long the result of a vote stays after its close
ASKED = (Phase.CONSULTATION, Phase.CONCERTATION, Phase.AWAITING)
# Whoever sits before the screen has answered, or not: what it shows is what everybody may see.
NOBODY = AnonymousUser()


@dataclass
class Decision:
    """A proposal put to the room, or a vote of it: where it stands, and how many answered."""

    vote: Vote
    proposal: object = None
    closing: object = None  # a moment; None while it is suspended, and once it is over
    answered: int | None = None
    counts: dict | None = None  # people by position, of a consultation that is over
    sentence: str = ""  # what came out of a vote that just closed
    misses_quorum: bool = False

    @property
    def is_rounded(self) -> bool:
        return self.vote.is_secret and self.closing is not None


def decisions(room, now) -> dict:
    """What the screen shows of the decisions of `room`, the first to close first, and how many more there are."""
    found = [*_of_proposals(room, now), *_of_votes(room, now)]
    found.sort(key=lambda one: (one.closing is None, one.closing or one.vote.closes_at, one.vote.pk))
    closed = _just_closed(room, now)
    shown = [*closed, *found][:SHOWN]
    _count(shown, now)
    return {"decisions": shown, "others": len(closed) + len(found) - len(shown), "n_open": len(found)}


def _of_proposals(room, now):
    asked = room.proposals.with_facts().filter(
        published_at__isnull=False, dropped_at__isnull=True, round__is_resolved=False
    )
    for proposal in asked.order_by("pk"):
        phase = proposal.phase(now)
        if phase in ASKED:
            vote = proposal.round.vote
            yield Decision(vote, proposal, vote.closing(now) if phase == Phase.CONSULTATION else None)


def _of_votes(room, now):
    """Open ones; a vote of one line stands in the talk that asks it."""
    running = of_room(room).filter(asked_by__isnull=True, opened_at__lte=now, ended_at__isnull=True, closes_at__gt=now)
    return [Decision(vote, closing=vote.closes_at) for vote in running]


def _just_closed(room, now):
    """The last vote that closed, with what came out of it, while a hall still talks of it."""
    over = of_room(room).filter(asked_by__isnull=True, opened_at__isnull=False, ended_at__isnull=True)
    over = over.filter(closes_at__lte=now, closes_at__gt=now - JUST).prefetch_related("options")
    vote = over.order_by("-closes_at", "-pk").first()
    if vote is None:
        return []
    d = VoteDossier(vote, NOBODY, now)
    found = Decision(vote)
    if d.outcome is not None:
        showing = Showing(d, Turnout(d), {})
        found.sentence, found.misses_quorum = showing.sentence, showing.misses_quorum
    return [found]


def _count(shown, now):
    """How many answered each, and the positions where they may be seen by all: two questions for all of them."""
    votes = [one.vote.pk for one in shown]
    marks = Roll.objects.filter(vote__in=votes, answered_at__isnull=False).order_by().values_list("vote")
    answered = dict(marks.annotate(Count("pk")))
    told = [one for one in shown if one.proposal and seen(NOBODY, one.vote, now).result]
    counts = {one.vote.pk: {} for one in told}
    for vote, key, count in Option.objects.filter(vote__in=counts).values_list("vote", "key", "count"):
        counts[vote][key] = count
    for one in shown:
        if seen(NOBODY, one.vote, now).turnout:
            one.answered = turnout(one.vote, now, answered.get(one.vote.pk, 0))
        one.counts = counts.get(one.vote.pk)
