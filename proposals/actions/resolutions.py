"""What a carrier decides after a consultation, with the numbers that stood then."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.rules.advice import advise, choices, needs_public_reason
from governance.texts.documents import lock_document
from governance.verdict import YES, Refused, Verdict, ensure, no
from governance.voting import actions as voting
from proposals.actions.action_items import new_action
from proposals.actions.archiving import archive, may_archive
from proposals.actions.common import OVER, changed, lock, lock_room, needs, record_about
from proposals.actions.documents import enter, may_go_on, what_enters
from proposals.actions.handing import hand_over
from proposals.actions.rounds import counts_of, tell_close
from proposals.models import (
    Contribution,
    Impact,
    Objection,
    Resolution,
    Round,
)
from proposals.permissions import (
    may_resolve,
)


@transaction.atomic
def resolve(proposal, *, by, choice, statement, reason="", review_on=None, actions=()) -> Resolution:
    """The carrier states what they decide after hearing the advice. Never changed afterwards.

    Against the advice, either way, or over a block nobody lifted, it needs a public reason (CS-4, CS-5). What engages
    the association is handed over to its board or dropped (CS-6). `actions`: (title, owner or None, due date or None).
    """
    proposal = _hold_with_what_it_changes(proposal)
    ensure(may_resolve(by, proposal))
    now = clock.now()
    round_ = proposal.round
    vote = voting.lock(round_.vote)
    tell_close(proposal, round_, vote, now)
    if choice not in choices(proposal.impact):
        raise Refused(
            no(
                _(
                    "Cette proposition engage la responsabilité de l’association : "
                    "elle se transmet au conseil d’administration, ou s’abandonne."
                )
                if proposal.impact == Impact.LIABILITY
                else _("Cette décision ne fait pas partie des choix proposés.")
            )
        )
    needs(statement, _("Écrivez la résolution : ce que vous décidez, en quelques phrases."))
    counts = counts_of(vote)
    advice = advise(counts, vote.roll_size)
    unlifted = list(unlifted_blocks(round_, vote).values("person_id", "reason", "end"))
    entering = what_enters(proposal, choice, counts, len(unlifted))
    archives = proposal.archives_room and choice == Resolution.Choice.GO_ON
    if archives:
        ensure(may_archive(proposal, counts, len(unlifted)))
    # Nobody overrides anything where a document or the room itself is at stake: going on is refused above, adapting
    # changes nothing yet.
    if not proposal.is_bound and needs_public_reason(advice, choice, len(unlifted)):
        needs(
            reason,
            _("Vous passez outre l’avis ou un blocage : c’est votre droit, et il faut dire publiquement pourquoi."),
        )
    if review_on and review_on <= now:
        raise Refused(no(_("La date de revue doit être dans l’avenir.")))
    resolution = Resolution.objects.create(
        proposal=proposal,
        round=round_,
        choice=choice,
        statement=statement.strip(),
        statement_html=prose.render(statement.strip()),
        reason=reason.strip(),
        by=by,
        at=now,
        version=round_.version,
        roll_size=vote.roll_size,
        counts=counts,
        leaning=advice.leaning,
        open_objections=unlifted,
        review_on=review_on,
    )
    Round.objects.filter(pk=round_.pk).update(is_resolved=True)
    round_.is_resolved = True
    proposal.resolution = resolution
    proposal.save(update_fields=["resolution"])
    record_about(
        "proposal.resolved",
        proposal,
        by=by,
        n=round_.n,
        choice=choice,
        version=round_.version.n,
        sha256=round_.version.sha256,
        roll=vote.roll_size,
        counts=counts,
        leaning=advice.leaning,
        objections=len(unlifted),
    )
    if entering:
        enter(entering, proposal, by=by)
    if choice == Resolution.Choice.HAND_OVER:
        record_about(
            "proposal.referred",
            proposal,
            by=by,
            version=round_.version.n,
            sha256=round_.version.sha256,
            resolution=resolution.pk,
        )
        hand_over(proposal, resolution, advice, by=by)
    if choice in (Resolution.Choice.GO_ON, Resolution.Choice.ADAPT):
        helpers = proposal.contributions.filter(kind=Contribution.Kind.HELP).values_list("person", flat=True)
        for title, owner, due_on in actions:
            new_action(
                proposal.room,
                by,
                title=title,
                resolution=resolution,
                owner=owner,
                due_on=due_on,
                impact=proposal.impact,
                started_at=now,
                helpers=helpers,
            )
    if archives:
        archive(proposal, by=by)
    changed(proposal, *OVER)
    return resolution


def _hold_with_what_it_changes(proposal):
    """The chain of the register is locked last by every act: what a resolution changes is locked before it speaks."""
    proposal = lock(proposal)
    if proposal.document_base_id:
        proposal.document = lock_document(proposal.document)
    if proposal.archives_room:
        proposal.room = lock_room(proposal.room)
    return proposal


def unlifted_blocks(round_, vote):
    """The blocks of a round that were neither lifted nor integrated."""
    blockers = vote.ballots.filter(option__key="block").values("person")
    return round_.objections.exclude(end__in=[Objection.End.LIFTED, Objection.End.INTEGRATED]).filter(
        person__in=blockers
    )


def may_go_on_with(proposal) -> Verdict:
    """Whether « go on » is among the choices once the round is closed; where it is bound by a law it may not be."""
    if not proposal.is_bound or proposal.round is None:
        return YES
    round_ = proposal.round
    stood = counts_of(round_.vote), unlifted_blocks(round_, round_.vote).count()
    return may_go_on(proposal, *stood) and may_archive(proposal, *stood)
