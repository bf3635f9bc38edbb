"""What the clock announces: concertations that nobody answered, rounds that closed, reviews that are due."""

import logging
from datetime import datetime

from django.db import transaction

from governance.voting import actions as voting
from proposals.actions.common import changed, lock, lock_objection, record_about
from proposals.actions.rounds import counts_of
from proposals.models import (
    Objection,
    Resolution,
    Round,
)

log = logging.getLogger(__name__)


def announce_due(now: datetime) -> int:
    """Announce what time has decided by `now`: unanswered blocks, closed rounds, reviews. Each once; gives how many.

    One that fails is logged and tried again at the next tick; it keeps no other silent.
    """
    unanswered = Objection.objects.filter(
        ended_at__isnull=True, unanswered_at__lte=now, round__superseded_by__isnull=True
    )
    closed = Round.objects.filter(
        close_announced_at__isnull=True,
        is_resolved=False,
        vote__ended_at__isnull=True,
        vote__suspended_at__isnull=True,
        vote__closes_at__lte=now,
    )
    reviews = Resolution.objects.filter(
        review_on__lte=now, review_announced_at__isnull=True, choice__in=["go_on", "adapt"]
    )
    told = 0
    for announce, due in (
        (_announce_unanswered, unanswered),
        (_announce_close, closed),
        (_announce_review, reviews),
    ):
        for thing in due:
            try:
                told += announce(thing, now)
            except Exception:
                log.exception("something due could not be announced")
    return told


@transaction.atomic
def _announce_unanswered(objection, now):
    proposal, objection = lock_objection(objection)
    if objection.ended_at is not None:
        return 0
    vote = voting.lock(objection.round.vote)
    voting.settle(vote, now)
    objection.end, objection.ended_at = Objection.End.UNANSWERED, objection.unanswered_at
    objection.save(update_fields=["end", "ended_at"])
    record_about(
        "proposal.block_ended",
        proposal,
        by=None,
        n=objection.round.n,
        end="unanswered",
        blocker=objection.person_id,
    )
    changed(proposal, "phase", "objections", "mine", "advice")
    return 1


@transaction.atomic
def _announce_close(round_, now):
    proposal = lock(round_.proposal)
    round_ = Round.objects.select_related("vote").get(pk=round_.pk)
    if round_.close_announced_at or round_.superseded_by_id or round_.vote.is_open(now):
        return 0
    round_.close_announced_at = now
    round_.save(update_fields=["close_announced_at"])
    counts = counts_of(round_.vote)
    record_about(
        "proposal.round_closed",
        proposal,
        by=None,
        n=round_.n,
        roll=round_.vote.roll_size,
        answered=sum(counts.values()),
    )
    changed(proposal, "phase", "mine", "advice", "objections", "resolution")
    return 1


@transaction.atomic
def _announce_review(resolution, now):
    proposal = lock(resolution.proposal)
    resolution = Resolution.objects.get(pk=resolution.pk)
    if resolution.review_announced_at:
        return 0
    resolution.review_announced_at = now
    resolution.save(update_fields=["review_announced_at"])
    if proposal.resolution_id != resolution.pk or proposal.phase(now) != "review":
        return 0
    record_about("proposal.review_due", proposal, by=None)
    changed(proposal, "phase", "resolution")
    return 1
