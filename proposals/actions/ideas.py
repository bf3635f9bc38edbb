"""From an idea to a proposal that its room sees, and those who advise it or offer to help."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.rules.merge import merge, normalise
from governance.texts import actions as texts
from governance.verdict import Refused, ensure, no
from proposals.actions.common import (
    changed,
    lock,
    lock_room,
    needs,
    needs_impact,
    needs_proposal_words,
    record_about,
    tag,
)
from proposals.actions.windows import WINDOW, open_window, record_window
from proposals.models import (
    Contribution,
    DecidedBy,
    Proposal,
)
from proposals.permissions import (
    may_contribute,
    may_edit,
    may_open_amendments,
    may_propose,
    may_publish,
)
from rooms.actions import open_thread, own_thread


@transaction.atomic
def create_proposal(room, *, by, title, summary, body, impact, tags=()) -> Proposal:
    """A draft that only its author sees; they carry it (CS-3)."""
    room = lock_room(room)
    ensure(may_propose(by, room))
    needs_proposal_words(title, summary, body)
    needs_impact(impact)
    thread = open_thread("proposal")
    proposal = Proposal.objects.create(
        room=room,
        author=by,
        carrier=by,
        title=title.strip(),
        summary=summary.strip(),
        impact=impact,
        text=texts.start_text(body, by=by),
        thread=thread,
    )
    own_thread(thread, proposal.pk)
    tag(proposal, tags)
    return proposal


@transaction.atomic
def edit_proposal(proposal, *, by, title, summary, body, tags=(), seen: int | None = None) -> Proposal:
    """The carrier's own changes, before any consultation: new words make a new version.

    `seen`: the number of the version they started from. When the text moved on meanwhile the two are merged; where
    they meet in one paragraph nothing is written, for a person to read both (CS-14).
    """
    proposal = lock(proposal)
    ensure(may_edit(by, proposal))
    needs_proposal_words(title, summary, body)
    if seen not in (None, proposal.text.current.n):
        body = _merged(proposal.text, seen, body)
    headings = proposal.title, proposal.summary
    proposal.title, proposal.summary = title.strip(), summary.strip()
    proposal.save(update_fields=["title", "summary"])
    before = proposal.text.current_id
    version = texts.add_version(proposal.text, body, by=by)
    tag(proposal, tags)
    if proposal.published_at:
        if version.pk != before:
            record_about("proposal.rewritten", proposal, by=by, version=version.n)
        if headings != (proposal.title, proposal.summary):
            record_about("proposal.renamed", proposal, by=by, before=headings[0])
        changed(proposal, "phase", "text", "amendments")
    return proposal


def _merged(text, seen, body):
    base = text.versions.filter(n=seen).first()
    result = merge(base.body, text.current.body, normalise(body)) if base else None
    if result is None or result.outcome != "auto":
        raise Refused(
            no(
                _(
                    "Le texte a changé pendant que vous écriviez : il en est à la version %(n)s. Vos mots sont gardés. "
                    "Lisez ce qui a changé, reportez-le dans votre texte, puis enregistrez de nouveau."
                )
                % {"n": text.current.n}
            )
        )
    return result.text


@transaction.atomic
def publish_proposal(
    proposal, *, by, amendable=True, decided_by=DecidedBy.CARRIER, closes_at: datetime | None = None
) -> Proposal:
    """Show a draft to its room: as a proposal that takes amendments, or first as a discussion (DG-12).

    decided_by, closes_at: who decides of its amendments and, for the room, until when it takes positions on them.
    """
    proposal = lock(proposal)
    ensure(may_publish(by, proposal))
    now = clock.now()
    proposal.published_at = now
    if amendable:
        open_window(proposal, decided_by, closes_at, now)
    proposal.save(update_fields=["published_at", *WINDOW])
    record_about("proposal.published", proposal, by=by, amendable=amendable, impact=proposal.impact)
    if proposal.room_is_deciding(now):
        record_window(proposal, by)
    changed(proposal, "phase")
    if proposal.promoted_from_id:
        _tell_promotion(proposal, by)
    return proposal


def _tell_promotion(made, by):
    """Told where the amendment was rejected only once it is published: until then it is its author’s draft."""
    amendment = made.promoted_from
    source = Proposal.objects.with_facts().get(text=amendment.text_id)
    record_about("proposal.amendment_promoted", source, by=by, n=amendment.n, became=made.pk, became_title=made.title)
    changed(source, "amendments")


@transaction.atomic
def open_amendments(proposal, *, by, decided_by=DecidedBy.CARRIER, closes_at: datetime | None = None) -> Proposal:
    """A discussion becomes a proposal and keeps its debate; who decides of its amendments is said now."""
    proposal = lock(proposal)
    ensure(may_open_amendments(by, proposal))
    open_window(proposal, decided_by, closes_at, clock.now())
    proposal.save(update_fields=WINDOW)
    record_window(proposal, by)
    changed(proposal, "phase", "text", "amendments")
    return proposal


@transaction.atomic
def contribute(proposal, *, by, kind, body="") -> Contribution:
    """« Je conseille » needs its advice; « j’aide » joins the coming action. Saying it again changes the words."""
    proposal = lock(proposal)
    ensure(may_contribute(by, proposal))
    if kind not in Contribution.Kind.values:
        raise Refused(no(_("Vous pouvez apporter un conseil ou une aide.")))
    if kind == Contribution.Kind.ADVICE:
        needs(body, _("Écrivez votre conseil en quelques mots."))
    contribution, created = Contribution.objects.update_or_create(
        proposal=proposal, person=by, kind=kind, defaults={"body": body.strip()}
    )
    if created:
        record_about("proposal.contributed", proposal, by=by, kind=kind)
    changed(proposal, "contributions")
    return contribution
