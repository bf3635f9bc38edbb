"""After a decision: what is left to do of it, who takes it, and how it was done; the special register, line by line."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.assemblies.models import Confirmation, Decision, FollowUp
from governance.assemblies.permissions import (
    may_add_follow_up,
    may_close_follow_up,
    may_confirm_line,
    may_take_follow_up,
)
from governance.assemblies.special import lines_of
from governance.register.actions import hold, record
from governance.verdict import Refused, ensure, no


@transaction.atomic
def add_follow_up(decision: Decision, *, by, title: str, due_on: date | None = None) -> FollowUp:
    """Write down something else that a decision leaves to do (art. 15)."""
    space = decision.item.meeting.space
    hold(space)
    ensure(may_add_follow_up(by, decision))
    if prose.is_blank(title):
        raise Refused(no(_("Dites ce qu’il reste à faire.")))
    if due_on is not None and due_on < space.day(clock.now()):
        raise Refused(no(_("Cette date est passée : choisissez un jour à venir, ou aucun.")))
    made = FollowUp.objects.create(decision=decision, title=title.strip(), due_on=due_on, made_by=by)
    record("followup.added", made, by=by, space=space, title=made.title, decision=decision.pk)
    return made


@transaction.atomic
def take_follow_up(follow_up: FollowUp, *, by) -> FollowUp:
    """Take it upon oneself; somebody else who had it has it no more."""
    follow_up = _locked(follow_up)
    ensure(may_take_follow_up(by, follow_up))
    follow_up.owner = by
    follow_up.save(update_fields=["owner"])
    return _told("followup.taken", follow_up, by)


@transaction.atomic
def close_follow_up(follow_up: FollowUp, *, by, words: str) -> FollowUp:
    """Say how it was done: until then it is the board’s (ST-15.1)."""
    follow_up = _locked(follow_up)
    ensure(may_close_follow_up(by, follow_up))
    if prose.is_blank(words):
        raise Refused(no(_("Dites en quelques mots ce qui a été fait : tout le monde le lira.")))
    follow_up.done_at, follow_up.done_by, follow_up.words = clock.now(), by, words.strip()
    follow_up.save(update_fields=["done_at", "done_by", "words"])
    return _told("followup.closed", follow_up, by)


@transaction.atomic
def confirm_line(organization, *, by, kind: str, source_id: int) -> Confirmation:
    """The president holds a line of the special register for true; once, and for good (ST-18.1)."""
    hold(organization.space)
    ensure(may_confirm_line(by, organization))
    line = next((one for one in lines_of(organization) if (one.kind, one.source_id) == (kind, source_id)), None)
    if line is None:
        raise Refused(no(_("Cette ligne n’est pas dans le registre spécial.")))
    if line.confirmed:
        return line.confirmed
    made = Confirmation.objects.create(organization=organization, kind=kind, source_id=source_id, by=by)
    record("confirmation.given", made, by=by, space=organization.space, said=line.said, day=line.day.isoformat())
    return made


def _locked(follow_up):
    hold(follow_up.decision.item.meeting.space)
    found = FollowUp.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("decision__item__meeting__body__organization__space").get(pk=follow_up.pk)


def _told(act, follow_up, by):
    decision = follow_up.decision
    record(act, follow_up, by=by, space=decision.item.meeting.space, title=follow_up.title, decision=decision.pk)
    return follow_up
