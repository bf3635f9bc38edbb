"""Proposing a change of the text, redoing it, and what its carrier decides of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance.rules.merge import normalise
from governance.texts import actions as texts
from governance.texts.models import Amendment, Version
from governance.verdict import Refused, ensure, no
from proposals.actions.common import changed, lock, lock_amendment, needs, record_about
from proposals.permissions import (
    may_accept_amendment,
    may_propose_amendment,
    may_redo_amendment,
    may_reject_amendment,
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
    changed(proposal, "amendments")
    return amendment


@transaction.atomic
def redo_amendment(amendment, *, by, body, reason, base: Version | None = None) -> Amendment:
    """The author of a stale amendment starts again from the current text; the earlier try says so.

    `base` is the version they had before their eyes: when the text changed once more, the new try is stale too.
    """
    proposal, amendment = lock_amendment(amendment)
    ensure(may_redo_amendment(by, proposal, amendment))
    base = base or proposal.text.current
    _needs_change(base, body, reason)
    texts.withdraw(amendment, by=by)
    redone = texts.propose_amendment(
        proposal.text, by=by, base=base, body=body, reason=reason.strip(), replaces=amendment
    )
    record_about("proposal.amendment_proposed", proposal, by=by, n=redone.n, replaces=amendment.n)
    changed(proposal, "amendments")
    return redone


def _needs_change(base, body, reason):
    body = normalise(body)
    needs(body, _("Il ne resterait plus rien du texte : un amendement en garde au moins un mot."))
    if body == base.body:
        raise Refused(no(_("Cet amendement ne change rien au texte : modifiez-en au moins un mot.")))
    needs(reason, _("Dites pourquoi vous proposez ce changement : c’est ce que l’on lit d’abord."))


@transaction.atomic
def accept_amendment(amendment, *, by, reason="") -> Version:
    """Build the next version from it and credit its author; refused when it starts from an older version."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_accept_amendment(by, proposal, amendment))
    version = texts.accept(amendment, by=by, reason=reason.strip())
    record_about("proposal.amendment_accepted", proposal, by=by, n=amendment.n, version=version.n)
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
