"""Proposing a change of the text, settling it with what the text became, and what its carrier decides of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.rules.merge import normalise
from governance.texts import actions as texts
from governance.texts.models import Amendment, Version
from governance.verdict import Refused, ensure, no
from governance.voting import actions as voting
from proposals.actions.common import changed, lock, lock_amendment, needs, record_about
from proposals.actions.windows import is_as_read, put_to_the_room, take_into_text
from proposals.permissions import (
    may_accept_amendment,
    may_answer_amendment,
    may_confirm_amendment,
    may_look_at_amendment,
    may_propose_amendment,
    may_reject_amendment,
    may_settle_amendment,
    may_withdraw_amendment,
)


@transaction.atomic
def propose_amendment(proposal, *, by, base: Version, body, reason) -> Amendment:
    """A copy of the text as `by` would have it, and why. `base` is the version they had before their eyes."""
    proposal = lock(proposal)
    ensure(may_propose_amendment(by, proposal))
    if base.text_id != proposal.text_id:
        raise Refused(no(_("Cet amendement part d’un autre texte que celui de la proposition.")))
    _needs_change(base, body, reason)
    amendment = texts.propose_amendment(proposal.text, by=by, base=base, body=body, reason=reason.strip())
    record_about("proposal.amendment_proposed", proposal, by=by, n=amendment.n)
    put_to_the_room(proposal, [amendment], clock.now())
    changed(proposal, "amendments")
    return amendment


@transaction.atomic
def settle_amendment(amendment, *, by, body, seen: int | None = None) -> Amendment:
    """Its author or the carrier writes an amendment anew on the current text, conflict by conflict.

    `seen`: the number of the current version they had before their eyes.
    """
    proposal, amendment = lock_amendment(amendment)
    ensure(may_settle_amendment(by, proposal, amendment))
    current = proposal.text.current
    if seen not in (None, current.n):
        raise Refused(no(_("Le texte a encore changé pendant que vous écriviez : voici ce qui reste à accorder.")))
    body = normalise(body)
    needs(body, _("Il ne resterait plus rien du texte : un amendement en garde au moins un mot."))
    if body == current.body:
        raise Refused(no(_("Ainsi, il ne change plus rien au texte actuel : retirez-le ou écartez-le plutôt.")))
    texts.settle(amendment, by=by, body=body)
    record_about("proposal.amendment_settled", proposal, by=by, n=amendment.n, version=current.n)
    if not hasattr(amendment, "put"):
        put_to_the_room(proposal, [amendment], clock.now())
    changed(proposal, "amendments")
    return amendment


@transaction.atomic
def confirm_amendment(amendment, *, by) -> Amendment:
    """Its author or the carrier has read what the merge made of it, and says that it holds."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_confirm_amendment(by, proposal, amendment))
    texts.confirm(amendment)
    record_about("proposal.amendment_confirmed", proposal, by=by, n=amendment.n)
    changed(proposal, "amendments")
    return amendment


def _needs_change(base, body, reason):
    body = normalise(body)
    needs(body, _("Il ne resterait plus rien du texte : un amendement en garde au moins un mot."))
    if body == base.body:
        raise Refused(no(_("Cet amendement ne change rien au texte : modifiez-en au moins un mot.")))
    needs(reason, _("Dites pourquoi vous proposez ce changement : c’est ce que l’on lit d’abord."))


@transaction.atomic
def accept_amendment(amendment, *, by, reason="", seen: int | None = None, revisions: int | None = None) -> Version:
    """Build the next version from it and credit its author; every other open amendment is carried over.

    `seen`: the number of the version on which the carrier read it. When the text moved on meanwhile, the amendment
    was carried over and nobody has read what came of it: refused, for the page to show it (CS-14). `revisions`: how
    many it had then; its author may have taken a suggestion since.
    """
    proposal, amendment = lock_amendment(amendment)
    ensure(may_accept_amendment(by, proposal, amendment))
    ensure(is_as_read(amendment, seen, revisions))
    version = take_into_text(proposal, amendment, by, reason)
    changed(proposal, "phase", "text", "amendments")
    return version


@transaction.atomic
def reject_amendment(amendment, *, by, reason) -> Amendment:
    """The carrier sets it aside and says why."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_reject_amendment(by, proposal, amendment))
    needs(reason, _("Dites pourquoi vous écartez cet amendement : la personne qui l’a écrit le lira."))
    texts.reject(amendment, by=by, reason=reason.strip())
    record_about("proposal.amendment_rejected", proposal, by=by, n=amendment.n)
    changed(proposal, "amendments")
    return amendment


@transaction.atomic
def withdraw_amendment(amendment, *, by, reason="") -> Amendment:
    """Its author takes it back; they owe nobody a reason, and may give one."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_withdraw_amendment(by, proposal, amendment))
    texts.withdraw(amendment, by=by, reason=reason.strip())
    record_about("proposal.amendment_withdrawn", proposal, by=by, n=amendment.n)
    changed(proposal, "amendments")
    return amendment


@transaction.atomic
def answer_amendment(amendment, *, by, choice):
    """Say whether one is for or against an amendment put to the room; changeable until the window closes."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_answer_amendment(by, proposal, amendment))
    ballot, before = voting.cast(voting.lock(amendment.put.vote), by=by, choice=choice, reason="", now=clock.now())
    if before != choice:
        record_about("proposal.amendment_answered", proposal, by=by, n=amendment.n, changed=bool(before))
    changed(proposal, "amendments")
    return ballot


@transaction.atomic
def look_at_amendment(amendment, *, by) -> Amendment:
    """`by` asks to see what others answered before answering: from now on they do."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_look_at_amendment(by, proposal, amendment))
    voting.look(amendment.put.vote, by=by)
    return amendment
