"""Documents change through proposals: one starts from what a document says, its resolution makes the next version."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from governance.organizations.models import Visibility
from governance.prose import is_blank
from governance.rules import documents as law
from governance.rules.merge import merge, normalise
from governance.texts import actions as texts
from governance.texts import documents
from governance.texts.models import Document, Version
from governance.verdict import YES, Refused, Verdict, ensure, no
from proposals.actions.common import changed, lock, needs, record_about
from proposals.actions.ideas import create_proposal, publish_proposal
from proposals.models import Impact, Proposal, Resolution
from proposals.permissions import may_carry_over, may_change_document, may_question_document

SOURCE = "proposal"


@transaction.atomic
def propose_change(document, room, *, by, title, summary, body="", tags=(), seen: int | None = None) -> Proposal:
    """A draft whose first version is a copy of what the document says; `body`, as its author changed it, the second.

    `seen`: the number of the version it was written on. When the document changed since, the proposal starts from
    that one all the same, and is merged with the latest as any other: it undoes nothing that it does not show.
    """
    ensure(may_change_document(by, document, room))
    known = document.text.versions.filter(n__lte=document.latest.n)
    base = known.filter(n=seen).first() if seen else known.get(pk=document.latest.pk)
    if base is None:
        raise Refused(no(_("Ce document n’a pas de version %(n)s.") % {"n": seen}))
    proposal = create_proposal(room, by=by, title=title, summary=summary, body=base.body, impact=Impact.MANY, tags=tags)
    proposal.document, proposal.document_base = document, base
    proposal.save(update_fields=["document", "document_base"])
    if not is_blank(normalise(body)):
        texts.add_version(proposal.text, body, by=by)
    return proposal


@transaction.atomic
def question_document(document, *, by, title, summary, body) -> Proposal:
    """A discussion about a document, open to its room at once; it changes nothing by itself (DG-2)."""
    room = room_to_question(document)
    ensure(may_question_document(by, room))
    proposal = create_proposal(room, by=by, title=title, summary=summary, body=body, impact=Impact.MANY)
    proposal.document = document
    proposal.save(update_fields=["document"])
    return publish_proposal(proposal, by=by, amendable=False)


def room_to_question(document: Document):
    """The governance room of the space; the rules of a room that few people see are talked of in that room."""
    own = document.space.rooms.filter(pk=document.room_key, visibility=Visibility.ROLES).first()
    return own or document.space.rooms.governance()


@transaction.atomic
def carry_over(proposal, *, by, body, version_n, seen: int | None = None) -> Version:
    """The document has changed: whoever carries writes the text anew, on its latest version, which they have read.

    `seen`: the number of the version of the proposal's own text that they read.
    """
    proposal = lock(proposal)
    document = documents.lock_document(proposal.document) if proposal.document_base_id else None
    ensure(may_carry_over(by, proposal))
    if version_n != document.latest.n:
        raise Refused(
            no(
                _("Le document a encore changé : il en est à la version %(n)s. Relisez-la, puis reportez le texte.")
                % {"n": document.latest.n}
            )
        )
    if seen not in (None, proposal.text.current.n):
        raise Refused(
            no(_("Le texte de la proposition a changé pendant que vous écriviez : relisez-le, puis reportez-le."))
        )
    needs(normalise(body), _("Écrivez le texte de la proposition."))
    version = texts.add_version(proposal.text, body, by=by)
    proposal.document_base = document.latest
    proposal.save(update_fields=["document_base"])
    if proposal.published_at:
        record_about("proposal.carried_over", proposal, by=by, version=version.n, document=document.latest.n)
        changed(proposal, "phase", "text", "amendments")
    return version


# --- What a resolution does to the document ----------------------------------------------------------


@dataclass(frozen=True)
class Entering:
    """What a resolution makes of a document: its next text, and whether an assembly still ratifies it."""

    document: Document
    body: str
    effect: str  # of `governance.rules.documents`


def merged(proposal, version) -> str | None:
    """The document as it would be with `version` of the proposal; None when a person has to carry it over first."""
    base, latest = proposal.document_base, proposal.document.latest
    if base.pk == latest.pk:
        return version.body
    result = merge(base.body, latest.body, version.body)
    return result.text if result.outcome == "auto" else None


def may_go_on(proposal, counts, unlifted: int) -> Verdict:
    """Going on knowingly, against a block or the advice, does not exist for documents."""
    if proposal.document_base_id is None:
        return YES
    effect = law.effect(proposal.document.kind, counts, unlifted)
    if effect == law.BLOCKED:
        return no(
            _(
                "Un blocage n’est pas levé : un document ne change pas malgré un blocage. "
                "Choisissez « adapter », puis rouvrez le texte pour chercher l’accord."
            )
        )
    if effect == law.AGAINST:
        return no(
            _(
                "L’avis est défavorable : un document ne change pas contre l’avis. "
                "Choisissez « adapter », puis rouvrez le texte pour chercher l’accord."
            )
        )
    if effect == law.UNSUPPORTED:
        return no(
            _(
                "Il faut plus de « pour » que de « contre » pour que ce document change. "
                "Choisissez « adapter », puis rouvrez le texte et la consultation."
            )
        )
    return YES


def fits_its_document(proposal) -> Verdict:
    """Before people are asked: the text still goes into its document, and everybody it binds is asked."""
    if proposal.document_base_id is None:
        return YES
    if proposal.document.room_key is None and proposal.room.visibility == Visibility.ROLES:
        return no(
            _("Ce document est celui de tout l’espace : il change dans un salon que tous ses membres voient."), "ask"
        )
    if merged(proposal, proposal.text.current) is None:
        return no(
            _(
                "Le document a changé aux mêmes endroits depuis que cette proposition est partie : "
                "reportez d’abord votre texte sur sa version %(n)s."
            )
            % {"n": proposal.document.latest.n}
        )
    document = proposal.document
    latest = Version.objects.get(pk=document.latest.pk)
    is_draft = document.status_of(latest) == document.Status.DRAFT  # which may be put in force as it is
    if merged(proposal, proposal.text.current) == latest.body and not is_draft:
        return no(_("Ce texte ne change rien au document : modifiez-le d’abord, il n’y aurait rien à décider."))
    return YES


def what_enters(proposal, choice, counts, unlifted: int) -> Entering | None:
    """What « go on » puts into the document, which stays locked; None when nothing enters."""
    if proposal.document_base_id is None or choice != Resolution.Choice.GO_ON:
        return None
    ensure(may_go_on(proposal, counts, unlifted))
    body = merged(proposal, proposal.round.version)
    if body is None:
        raise Refused(
            no(
                _(
                    "Le document a changé aux mêmes endroits depuis que cette proposition est partie. Choisissez "
                    "« adapter », rouvrez le texte, reportez-le sur la version %(n)s, puis consultez de nouveau."
                )
                % {"n": proposal.document.latest.n}
            )
        )
    return Entering(proposal.document, body, law.effect(proposal.document.kind, counts, unlifted))


def enter(entering, proposal, *, by) -> Version:
    put = documents.put_in_force if entering.effect == law.IN_FORCE else documents.put_to_ratification
    version = put(entering.document, entering.body, by=by, source=documents.Source(SOURCE, proposal.pk))
    if version.body == proposal.round.version.body:
        # Reopened, the proposal starts from what it made.
        proposal.document_base = version
        proposal.save(update_fields=["document_base"])
    return version
