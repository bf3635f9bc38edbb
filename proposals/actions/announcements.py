"""What the clock announces: concertations that nobody answered, rounds that closed, reviews that are due."""

import logging
from datetime import datetime

from django.db import transaction

from governance.voting import actions as voting
from proposals.actions.common import OVER, changed, lock, lock_objection, record_about
from proposals.actions.rounds import end_unanswered, tell_close
from proposals.models import (
    Objection,
    Proposal,
    Resolution,
    Round,
)

log = logging.getLogger(__name__)


def announce_due(now: datetime) -> int:
    """Announce what time has decided by `now`: closed windows and rounds, unanswered blocks, reviews.

    Each once; gives how many. One that fails is logged and tried again at the next tick; it keeps no other silent.
    """
    unanswered = Objection.objects.filter(ended_at__isnull=True, unanswered_at__lte=now)
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
    windows = Proposal.objects.filter(
        amendments_close_at__lte=now, amendments_closed_at__isnull=True, dropped_at__isnull=True
    )
    told = 0
    for announce, due in (
        (_announce_window, windows),
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
def _announce_window(proposal, now):
    # Whoever locks a proposal after its window writes down what the room decided.
    return int(lock(proposal).amendments_closed_at is not None)


@transaction.atomic
def _announce_unanswered(objection, now):
    proposal, objection = lock_objection(objection)
    if objection.ended_at is not None:
        return 0
    objection.round.vote = voting.lock(objection.round.vote)
    voting.settle(objection.round.vote, now)
    end_unanswered(proposal, objection, now)
    changed(proposal, "phase", "objections", "mine", "advice")
    return 1


@transaction.atomic
def _announce_close(round_, now):
    proposal = lock(round_.proposal)
    round_ = Round.objects.select_related("vote").get(pk=round_.pk)
    vote = voting.lock(round_.vote)
    if round_.superseded_by_id or vote.is_open(now) or not tell_close(proposal, round_, vote, now):
        return 0
    changed(proposal, *OVER)
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
