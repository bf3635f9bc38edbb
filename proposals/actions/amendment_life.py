"""Around an amendment: who supports it, the words others suggest to its author, and what it becomes once rejected."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance.rules.merge import normalise
from governance.texts import suggestions
from governance.texts.models import Amendment, Cosignature, Suggestion
from governance.verdict import Refused, ensure, no
from proposals.actions.common import changed, lock_amendment, needs, record_about
from proposals.actions.documents import propose_change
from proposals.actions.ideas import create_proposal
from proposals.models import Proposal
from proposals.permissions import (
    may_change_document,
    may_cosign_amendment,
    may_decline_suggestion,
    may_promote_amendment,
    may_suggest,
    may_take_suggestion,
    may_withdraw_cosignature,
    may_withdraw_suggestion,
)

# --- Co-signing --------------------------------------------------------------------------------------


@transaction.atomic
def cosign_amendment(amendment, *, by, seen: int | None = None) -> Cosignature:
    """Support the amendment as it reads now. Once its author has rewritten it, one may support the new words.

    `seen`: how many times people had rewritten what was read.
    """
    proposal, amendment = lock_amendment(amendment)
    ensure(may_cosign_amendment(by, proposal, amendment))
    rewritings = amendment.revisions.by_people().count()
    if seen not in (None, rewritings):
        raise Refused(no(_("Ses mots ont changé pendant que vous lisiez : relisez-le, puis soutenez-le.")))
    mine = amendment.cosignatures.filter(person=by).first()
    if mine is None:
        mine = Cosignature.objects.create(amendment=amendment, person=by, rewritings=rewritings)
    elif mine.rewritings == rewritings:
        raise Refused(no(_("Vous soutenez déjà cet amendement.")))
    else:
        mine.rewritings = rewritings
        mine.save(update_fields=["rewritings"])
    record_about("proposal.amendment_cosigned", proposal, by=by, n=amendment.n, rewritings=rewritings)
    changed(proposal, "amendments")
    return mine


@transaction.atomic
def withdraw_cosignature(amendment, *, by) -> Amendment:
    """Take one's support back; the register keeps that it was given."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_withdraw_cosignature(by, proposal, amendment))
    taken_back, _rows = amendment.cosignatures.filter(person=by).delete()
    if not taken_back:
        raise Refused(no(_("Vous ne soutenez pas cet amendement.")))
    record_about("proposal.cosignature_withdrawn", proposal, by=by, n=amendment.n)
    changed(proposal, "amendments")
    return amendment


# --- Suggestions -------------------------------------------------------------------------------------


@transaction.atomic
def suggest(amendment, *, by, words, body, seen: int | None = None) -> Suggestion:
    """Other words for somebody else's amendment, and why. `seen`: how many revisions it had on the page they read."""
    proposal, amendment = lock_amendment(amendment)
    ensure(may_suggest(by, proposal, amendment))
    needs(words, _("Dites pourquoi vous suggérez ces mots : c’est ce que l’on lit d’abord."))
    body = normalise(body)
    needs(body, _("Il ne resterait plus rien du texte : un amendement en garde au moins un mot."))
    if body == suggestions.wording_after(amendment, seen):
        raise Refused(
            no(_("Cette suggestion ne change rien à l’amendement : modifiez-en un mot, ou laissez un commentaire."))
        )
    _leaves_something(amendment, body)
    suggestion = suggestions.suggest(amendment, by=by, words=words.strip(), body=body, seen=seen)
    record_about("proposal.suggestion_made", proposal, by=by, n=amendment.n, suggestion=suggestion.n)
    changed(proposal, "amendments")
    return suggestion


@transaction.atomic
def take_suggestion(suggestion, *, by, answer="", seen: int | None = None) -> Suggestion:
    """The author rewrites their amendment with it; the other open suggestions follow the new words.

    `seen`: how many revisions the amendment had on the page where they read it.
    """
    proposal, suggestion = _lock_suggestion(suggestion)
    ensure(may_take_suggestion(by, proposal, suggestion))
    amendment = suggestion.amendment
    if seen not in (None, amendment.revisions.count()):
        raise Refused(
            no(
                _(
                    "L’amendement a changé pendant que vous lisiez, et la suggestion l’a suivi. "
                    "La voici telle qu’elle se lit maintenant : relisez-la, puis décidez."
                )
            )
        )
    _leaves_something(amendment, suggestion.body)
    suggestions.take(suggestion, answer=answer.strip())
    record_about(
        "proposal.suggestion_taken",
        proposal,
        by=by,
        n=amendment.n,
        suggestion=suggestion.n,
        author=suggestion.author_id,
    )
    changed(proposal, "amendments")
    return suggestion


@transaction.atomic
def decline_suggestion(suggestion, *, by, answer="") -> Suggestion:
    """The author keeps their own words; a word for who suggested others is welcome, and not owed."""
    proposal, suggestion = _lock_suggestion(suggestion)
    ensure(may_decline_suggestion(by, proposal, suggestion))
    suggestions.decline(suggestion, answer=answer.strip())
    record_about(
        "proposal.suggestion_declined",
        proposal,
        by=by,
        n=suggestion.amendment.n,
        suggestion=suggestion.n,
        author=suggestion.author_id,
    )
    changed(proposal, "amendments")
    return suggestion


@transaction.atomic
def withdraw_suggestion(suggestion, *, by) -> Suggestion:
    proposal, suggestion = _lock_suggestion(suggestion)
    ensure(may_withdraw_suggestion(by, proposal, suggestion))
    suggestions.withdraw(suggestion)
    record_about("proposal.suggestion_withdrawn", proposal, by=by, n=suggestion.amendment.n, suggestion=suggestion.n)
    changed(proposal, "amendments")
    return suggestion


def _lock_suggestion(suggestion):
    proposal, amendment = lock_amendment(suggestion.amendment)
    found = amendment.suggestions.get(pk=suggestion.pk)
    found.amendment = amendment
    return proposal, found


def _leaves_something(amendment, body):
    if body == amendment.base.body:
        raise Refused(no(_("Avec ces mots, l’amendement ne changerait plus rien au texte.")))


# --- Promotion ---------------------------------------------------------------------------------------


@transaction.atomic
def promote_amendment(amendment, *, by, title, summary, body, tags=(), seen: int | None = None) -> Proposal:
    """A rejected amendment becomes a draft of its author's in the same room, once.

    Where the proposal changes a document, the new one changes the same document, from its latest version or from
    version `seen`, on which its words were written; where that room no longer may, it is about the document and
    changes nothing by itself.
    """
    proposal, amendment = lock_amendment(amendment)
    ensure(may_promote_amendment(by, proposal, amendment))
    document, words = proposal.document, {"title": title, "summary": summary, "body": body, "tags": tags}
    if changes_the_document(by, proposal):
        made = propose_change(document, proposal.room, by=by, seen=seen, **words)
    else:
        made = create_proposal(proposal.room, by=by, impact=proposal.impact, **words)
        made.document = document
    made.promoted_from = amendment
    made.save(update_fields=["promoted_from", "document"])
    return made


def changes_the_document(user, proposal) -> bool:
    """Whether what is promoted from an amendment of this proposal changes its document too."""
    return proposal.document_base_id is not None and bool(may_change_document(user, proposal.document, proposal.room))
