"""Who carries a proposal: giving up, leaving, taking over, and opening it again."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.verdict import ensure
from proposals.actions.common import OVER, changed, lock, needs, record_about
from proposals.models import (
    Proposal,
)
from proposals.permissions import (
    may_drop,
    may_go_on,
    may_renew,
    may_take_over,
)


@transaction.atomic
def drop_proposal(proposal, *, by, reason) -> Proposal:
    """The carrier gives up before any consultation, and says why."""
    proposal = lock(proposal)
    ensure(may_drop(by, proposal))
    needs(reason, _("Dites en une phrase pourquoi la proposition s’arrête là."))
    proposal.dropped_at, proposal.drop_reason = clock.now(), reason.strip()
    proposal.save(update_fields=["dropped_at", "drop_reason"])
    if proposal.published_at:
        record_about("proposal.dropped", proposal, by=by)
        changed(proposal, "text", *OVER)
    return proposal


@transaction.atomic
def take_over(proposal, *, by) -> Proposal:
    """Carry a proposal whose carrier left (CS-3)."""
    proposal = lock(proposal)
    ensure(may_take_over(by, proposal))
    proposal.carrier = by
    proposal.save(update_fields=["carrier"])
    record_about("proposal.taken_over", proposal, by=by)
    changed(proposal, "phase", "amendments", "objections", "resolution")
    return proposal


def hold_proposals_of(event) -> None:
    """A membership is about to change: take the locks of what the person carries before the register takes its own.

    Every act locks its proposal, then the chain of the register; somebody who leaves must not do the reverse.
    """
    list(_carried(event).select_for_update(no_key=True).order_by("pk").values("pk"))


def free_proposals_of(event) -> None:
    """A membership ended or changed: what the person may carry no longer waits for somebody else (CS-3).

    It is never given to anybody silently. A draft stays with its author, who alone sees it.
    """
    for proposal in _carried(event).select_related("room__space").order_by("pk"):
        if may_go_on(event.subject.person, proposal.room):
            continue
        proposal.carrier = None
        proposal.save(update_fields=["carrier"])
        record_about("proposal.freed", proposal, by=event.by)
        changed(proposal, "phase")


def _carried(event):
    return Proposal.objects.filter(room__space=event.space, carrier=event.subject.person_id, published_at__isnull=False)


@transaction.atomic
def renew(proposal, *, by) -> Proposal:
    """Open the text again after a resolution: the good paths of yesterday are reviewed.

    Whoever proposes it carries it from then on (CS-3); the resolution stays that of whoever stated it.
    """
    proposal = lock(proposal)
    ensure(may_renew(by, proposal))
    before = proposal.carrier_id
    proposal.reopened_at, proposal.carrier = clock.now(), by
    proposal.save(update_fields=["reopened_at", "carrier"])
    record_about("proposal.renewed", proposal, by=by)
    if before != by.pk:
        record_about("proposal.taken_over", proposal, by=by)
    changed(proposal, "text", *OVER)
    return proposal
