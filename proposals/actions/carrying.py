"""Who carries a proposal: giving up, leaving, taking over, and opening it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from governance import clock
from governance.texts.models import Amendment
from governance.verdict import ensure
from proposals.actions.common import OVER, changed, lock, needs, record_about
from proposals.actions.windows import WINDOW, open_window, put_to_the_room, record_window
from proposals.models import DecidedBy, Proposal
from proposals.permissions import (
    may_co_carry,
    may_drop,
    may_go_on,
    may_name_co_carrier,
    may_release_co_carrier,
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
    _carry_on(proposal, by)
    proposal.save(update_fields=CARRIED)
    record_about("proposal.taken_over", proposal, by=by)
    changed(proposal, "phase", "amendments", "objections", "resolution")
    return proposal


CARRIED = ["carrier", "is_co_carried"]


def _carry_on(proposal, by):
    """`by` carries it from now on, unsaved; those whom somebody else had named no longer carry it with them."""
    if proposal.carrier_id != by.pk:
        proposal.co_carriers.clear()
        proposal.is_co_carried = False
    proposal.carrier = by


@transaction.atomic
def name_co_carrier(proposal, *, by, person) -> Proposal:
    """The carrier names somebody who improves the text with them: rewrites it, decides of amendments."""
    proposal = lock(proposal)
    ensure(may_name_co_carrier(by, proposal))
    ensure(may_co_carry(person, proposal))
    if not proposal.has_co_carrier(person):
        proposal.co_carriers.add(person)
        proposal.is_co_carried = True
        proposal.save(update_fields=["is_co_carried"])
        record_about("proposal.co_carrier_named", proposal, by=by, person=person.pk)
        changed(proposal, "phase", "amendments")
    return proposal


@transaction.atomic
def release_co_carrier(proposal, *, by, person) -> Proposal:
    """Somebody no longer carries it with the carrier: either of the two says so."""
    proposal = lock(proposal)
    ensure(may_release_co_carrier(by, proposal, person))
    if proposal.has_co_carrier(person):
        _without(proposal, person)
        record_about("proposal.co_carrier_left", proposal, by=by, person=person.pk)
        changed(proposal, "phase", "amendments")
    return proposal


def _without(proposal, person):
    proposal.co_carriers.remove(person)
    proposal.is_co_carried = proposal.co_carriers.exists()
    proposal.save(update_fields=["is_co_carried"])


def hold_proposals_of(event) -> None:
    """A membership is about to change: take the locks of what the person carries before the register takes its own.

    Every act locks its proposal, then the chain of the register; somebody who leaves must not do the reverse.
    """
    list(_carried(event).select_for_update(no_key=True).order_by("pk").values("pk"))


def free_proposals_of(event) -> None:
    """A membership ended or changed: what the person may carry no longer waits for somebody else (CS-3).

    It is never given to anybody silently. A draft stays with its author, who alone sees it.
    """
    person = event.subject.person
    for proposal in _carried(event).select_related("room__space").order_by("pk"):
        if may_go_on(person, proposal.room):
            continue
        if proposal.carrier_id == person.pk:
            proposal.carrier = None
            proposal.save(update_fields=["carrier"])
            record_about("proposal.freed", proposal, by=event.by)
        else:
            _without(proposal, person)
            record_about("proposal.co_carrier_left", proposal, by=event.by, person=person.pk)
        changed(proposal, "phase")


def _carried(event):
    person = event.subject.person_id
    mine = Q(carrier=person) | Q(pk__in=Proposal.co_carriers.through.objects.filter(user=person).values("proposal"))
    return Proposal.objects.filter(mine, room__space=event.space, published_at__isnull=False)


@transaction.atomic
def renew(proposal, *, by, decided_by=DecidedBy.CARRIER, closes_at: datetime | None = None) -> Proposal:
    """Open the text again after a resolution: the good paths of yesterday are reviewed.

    Whoever proposes it carries it from then on (CS-3); the resolution stays that of whoever stated it.
    decided_by, closes_at: who decides of its amendments and, for the room, until when it takes positions.
    """
    proposal = lock(proposal)
    ensure(may_renew(by, proposal))
    before = proposal.carrier_id
    now = clock.now()
    proposal.reopened_at = now
    _carry_on(proposal, by)
    open_window(proposal, decided_by, closes_at, now)
    proposal.save(update_fields=["reopened_at", *CARRIED, *WINDOW])
    record_about("proposal.renewed", proposal, by=by)
    if proposal.room_is_deciding(now):
        record_window(proposal, by)
        put_to_the_room(proposal, proposal.text.amendments.filter(state=Amendment.State.OPEN), now)
    if before != by.pk:
        record_about("proposal.taken_over", proposal, by=by)
    changed(proposal, "text", *OVER)
    return proposal
