"""What people do with proposals, from the idea to its resolution, and what the clock announces about them."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.register.actions import record
from governance.rules import guide, majority, tally
from governance.rules.merge import normalise
from governance.texts import actions as texts
from governance.texts.models import Amendment, Version
from governance.verdict import Refused, ensure, no
from governance.voting import actions as voting
from governance.voting.models import Roll, Vote
from proposals.models import (
    Action,
    Contribution,
    Impact,
    Objection,
    Proposal,
    Question,
    Resolution,
    Round,
    Tag,
)
from proposals.permissions import (
    may_accept_amendment,
    may_answer_objection,
    may_answer_question,
    may_contribute,
    may_drop,
    may_edit,
    may_finish_action,
    may_help,
    may_integrate_amendment,
    may_look_at_positions,
    may_open_action,
    may_open_action_from,
    may_open_amendments,
    may_open_round,
    may_propose,
    may_propose_amendment,
    may_publish,
    may_redo_amendment,
    may_reject_amendment,
    may_renew,
    may_resolve,
    may_start_action,
    may_take_action,
    may_take_over,
    may_take_position,
    may_withdraw_amendment,
)
from rooms.actions import open_thread
from rooms.models import Room
from rooms.permissions import may_take_part_in_room, may_talk, participants

log = logging.getLogger(__name__)

SHORTEST_ROUND = timedelta(hours=1)
LONGEST_ROUND = timedelta(days=366)
LEFT_AFTER_SUPERSEDING = timedelta(hours=48)  # at least, for a round opened on an integrated text


# --- The idea ----------------------------------------------------------------------------------------


@transaction.atomic
def create_proposal(room, *, by, title, summary, body, impact, tags=()) -> Proposal:
    """A draft that only its author sees; they carry it (CS-3)."""
    room = _lock_room(room)
    ensure(may_propose(by, room))
    _needs_proposal_words(title, summary, body)
    _needs_impact(impact)
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
    thread.owner_id = proposal.pk
    thread.save(update_fields=["owner_id"])
    _tag(proposal, tags)
    return proposal


@transaction.atomic
def edit_proposal(proposal, *, by, title, summary, body, tags=()) -> Proposal:
    """The carrier's own changes, before any consultation: new words make a new version."""
    proposal = _lock(proposal)
    ensure(may_edit(by, proposal))
    _needs_proposal_words(title, summary, body)
    proposal.title, proposal.summary = title.strip(), summary.strip()
    proposal.save(update_fields=["title", "summary"])
    before = proposal.text.current_id
    version = texts.add_version(proposal.text, body, by=by)
    _tag(proposal, tags)
    if proposal.published_at:
        if version.pk != before:
            _record("proposal.rewritten", proposal, by=by, version=version.n)
        _changed(proposal, "phase", "text", "amendments")
    return proposal


@transaction.atomic
def publish_proposal(proposal, *, by, amendable=True) -> Proposal:
    """Show a draft to its room: as a proposal that takes amendments, or first as a discussion (DG-12)."""
    proposal = _lock(proposal)
    ensure(may_publish(by, proposal))
    proposal.published_at = clock.now()
    if amendable:
        proposal.amendments_opened_at = proposal.published_at
    proposal.save(update_fields=["published_at", "amendments_opened_at"])
    _record("proposal.published", proposal, by=by, amendable=amendable, impact=proposal.impact)
    _changed(proposal, "phase")
    return proposal


@transaction.atomic
def open_amendments(proposal, *, by) -> Proposal:
    """A discussion becomes a proposal and keeps its debate."""
    proposal = _lock(proposal)
    ensure(may_open_amendments(by, proposal))
    proposal.amendments_opened_at = clock.now()
    proposal.save(update_fields=["amendments_opened_at"])
    _record("proposal.amendments_opened", proposal, by=by)
    _changed(proposal, "phase", "text", "amendments")
    return proposal


@transaction.atomic
def contribute(proposal, *, by, kind, body="") -> Contribution:
    """« Je conseille » needs its advice; « j’aide » joins the coming action. Saying it again changes the words."""
    proposal = _lock(proposal)
    ensure(may_contribute(by, proposal))
    if kind not in Contribution.Kind.values:
        raise Refused(no(_("Vous pouvez apporter un conseil ou une aide.")))
    if kind == Contribution.Kind.ADVICE and not body.strip():
        raise Refused(no(_("Écrivez votre conseil en quelques mots.")))
    contribution, created = Contribution.objects.update_or_create(
        proposal=proposal, person=by, kind=kind, defaults={"body": body.strip()}
    )
    if created:
        _record("proposal.contributed", proposal, by=by, kind=kind)
    _changed(proposal, "contributions")
    return contribution


# --- Amendments --------------------------------------------------------------------------------------


@transaction.atomic
def propose_amendment(proposal, *, by, base: Version, body, reason) -> Amendment:
    """A copy of the text as `by` would have it, and why. `base` is the version they had before their eyes."""
    proposal = _lock(proposal)
    ensure(may_propose_amendment(by, proposal))
    if base.text_id != proposal.text_id:
        raise Refused(no(_("Cet amendement part d’un autre texte que celui de la proposition.")))
    _needs_change(base, body, reason)
    amendment = texts.propose_amendment(proposal.text, by=by, base=base, body=body, reason=reason.strip())
    _record("proposal.amendment_proposed", proposal, by=by, n=amendment.n)
    _changed(proposal, "amendments")
    return amendment


@transaction.atomic
def redo_amendment(amendment, *, by, body, reason, base: Version | None = None) -> Amendment:
    """The author of a stale amendment starts again from the current text; the earlier try says so.

    `base` is the version they had before their eyes: when the text changed once more, the new try is stale too.
    """
    proposal, amendment = _lock_amendment(amendment)
    ensure(may_redo_amendment(by, proposal, amendment))
    base = base or proposal.text.current
    _needs_change(base, body, reason)
    texts.withdraw(amendment, by=by)
    redone = texts.propose_amendment(
        proposal.text, by=by, base=base, body=body, reason=reason.strip(), replaces=amendment
    )
    _record("proposal.amendment_proposed", proposal, by=by, n=redone.n, replaces=amendment.n)
    _changed(proposal, "amendments")
    return redone


def _needs_change(base, body, reason):
    body = normalise(body)
    _needs(body, _("Il ne resterait plus rien du texte : un amendement en garde au moins un mot."))
    if body == base.body:
        raise Refused(no(_("Cet amendement ne change rien au texte : modifiez-en au moins un mot.")))
    _needs(reason, _("Dites pourquoi vous proposez ce changement : c’est ce que l’on lit d’abord."))


@transaction.atomic
def accept_amendment(amendment, *, by, reason="") -> Version:
    """Build the next version from it and credit its author; refused when it starts from an older version."""
    proposal, amendment = _lock_amendment(amendment)
    ensure(may_accept_amendment(by, proposal, amendment))
    version = texts.accept(amendment, by=by, reason=reason.strip())
    _record("proposal.amendment_accepted", proposal, by=by, n=amendment.n, version=version.n)
    _changed(proposal, "phase", "text", "amendments")
    return version


@transaction.atomic
def reject_amendment(amendment, *, by, reason) -> Amendment:
    """The carrier sets it aside and says why."""
    proposal, amendment = _lock_amendment(amendment)
    ensure(may_reject_amendment(by, proposal, amendment))
    _needs(reason, _("Dites pourquoi vous écartez cet amendement : la personne qui l’a écrit le lira."))
    texts.reject(amendment, by=by, reason=reason.strip())
    _record("proposal.amendment_rejected", proposal, by=by, n=amendment.n)
    _changed(proposal, "amendments")
    return amendment


@transaction.atomic
def withdraw_amendment(amendment, *, by) -> Amendment:
    proposal, amendment = _lock_amendment(amendment)
    ensure(may_withdraw_amendment(by, proposal, amendment))
    texts.withdraw(amendment, by=by)
    _record("proposal.amendment_withdrawn", proposal, by=by, n=amendment.n)
    _changed(proposal, "amendments")
    return amendment


# --- Consultation ------------------------------------------------------------------------------------


@transaction.atomic
def open_round(proposal, *, by, closes_at: datetime) -> Round:
    """Ask everyone concerned about the current version; roll, version and hash are pinned now."""
    proposal = _lock(proposal)
    ensure(may_open_round(by, proposal))
    now = clock.now()
    if closes_at < now + SHORTEST_ROUND:
        raise Refused(no(_("La date de clôture doit être dans l’avenir, une heure au moins après l’ouverture.")))
    if closes_at > now + LONGEST_ROUND:
        raise Refused(no(_("Une consultation dure un an au plus : choisissez une date de clôture plus proche.")))
    roll = [(person, "participant") for person in participants(proposal.room).values_list("pk", flat=True)]
    round_ = _new_round(proposal, by, roll, closes_at, now)
    _record(
        "proposal.round_opened",
        proposal,
        by=by,
        n=round_.n,
        version=round_.version.n,
        sha256=round_.version.sha256,
        roll=len(roll),
        closes_at=closes_at.isoformat(),
    )
    _changed(proposal, "phase", "text", "amendments", "mine", "advice", "objections")
    return round_


@transaction.atomic
def take_position(proposal, *, by, choice, version_n, reason=""):
    """Take, change or confirm one's position on the version of the round. Gives the ballot.

    A block and an « incomplete » need their reason. A first block suspends the countdown and opens a
    concertation; a second one by the same person is shown and suspends nothing. Moving away from a block lifts it.
    """
    proposal = _lock(proposal)
    ensure(may_take_position(by, proposal))
    round_ = proposal.round
    reason = reason.strip()
    if version_n != round_.version.n:
        raise Refused(
            no(
                _("Le texte a changé : la consultation porte sur la version %(n)s. Relisez-la avant de répondre.")
                % {"n": round_.version.n}
            )
        )
    if choice == "block":
        _needs(reason, _("Un blocage a besoin de sa raison : c’est elle qui ouvre la concertation."))
    if choice == "incomplete":
        _needs(reason, _("Dites quelle information vous manque pour vous prononcer."))
    now = clock.now()
    vote = voting.lock(round_.vote)
    ballot, before = voting.cast(vote, by=by, choice=choice, reason=reason, now=now)
    if choice == "block":
        if before != "block" or not _has_said(round_, by, reason):
            _raise_objection(proposal, round_, vote, by, reason, now)
    elif before == "block":
        _lift_objections(proposal, round_, vote, by, now)
    if before != choice:
        _record("proposal.position_taken", proposal, by=by, n=round_.n, changed=bool(before))
    _changed(proposal, "advice")
    return ballot


@transaction.atomic
def look_at_positions(proposal, *, by) -> None:
    """`by` asks to see the positions before answering: from now on they do."""
    ensure(may_look_at_positions(by, proposal))
    voting.look(proposal.round.vote, by=by)


def _has_said(round_, person, reason):
    """Whether this is the block that `person` already raised, in the same words: confirming it raises no other."""
    last = round_.objections.filter(person=person).last()
    return last is not None and last.reason == reason


def _raise_objection(proposal, round_, vote, by, reason, now):
    mine = round_.objections.filter(person=by)
    objection = mine.filter(ended_at__isnull=True, unanswered_at__gt=now).first()
    if objection:
        objection.reason = reason
        objection.save(update_fields=["reason"])
    else:
        _write_down_the_unanswered(round_, vote, now)
        limit = proposal.space.concertation_limit
        objection = Objection.objects.create(
            round=round_,
            person=by,
            reason=reason,
            raised_at=now,
            suspends=not mine.exists(),
            unanswered_at=now + limit,
        )
        if objection.suspends:
            voting.suspend(vote, now, limit)
        _record("proposal.block_raised", proposal, by=by, n=round_.n, suspends=objection.suspends)
    _changed(proposal, "phase", "objections", "mine")


def _lift_objections(proposal, round_, vote, by, now):
    for objection in round_.objections.filter(person=by, ended_at__isnull=True, unanswered_at__gt=now):
        _end_objection(proposal, vote, objection, Objection.End.LIFTED, by, now)


def _end_objection(proposal, vote, objection, end, by, now, **fields):
    """Write how a concertation ended; the countdown resumes once no other one suspends it."""
    objection.end, objection.ended_by, objection.ended_at = end, by, now
    for field, value in fields.items():
        setattr(objection, field, value)
    objection.save()
    others = [
        other.unanswered_at
        for other in objection.round.objections.filter(suspends=True, ended_at__isnull=True)
        if other.is_open(now)
    ]
    if not others:
        voting.resume(vote, now)
    elif vote.suspended_at:
        voting.shorten_suspension(vote, max(others))
    _record(
        "proposal.block_ended",
        proposal,
        by=by,
        n=objection.round.n,
        end=str(end),
        blocker=objection.person_id,
    )
    _changed(proposal, "phase", "objections", "mine")


@transaction.atomic
def answer_objection(objection, *, by, answer) -> Objection:
    """The carrier answers a block and goes on knowingly: the concertation ends, the block stays written."""
    proposal, objection = _lock_objection(objection)
    ensure(may_answer_objection(by, proposal, objection))
    _needs(answer, _("Écrivez votre réponse : elle restera à côté du blocage."))
    vote = voting.lock(objection.round.vote)
    _end_objection(proposal, vote, objection, Objection.End.ANSWERED, by, clock.now(), answer=answer.strip())
    return objection


@transaction.atomic
def integrate_amendment(objection, amendment, *, by, supersede: bool, reason="") -> Version:
    """A concertation ends by an amendment, which makes the next version of the text.

    Then either the round keeps the version it is about and its countdown resumes, or (`supersede`) it ends and a new
    one opens on the new version, with the same roll and the time left, 48 hours at least.
    """
    proposal, objection = _lock_objection(objection)
    if amendment.text_id != proposal.text_id:
        raise Refused(no(_("Cet amendement part d’un autre texte que celui de la proposition.")))
    amendment = Amendment.objects.select_related("text").get(pk=amendment.pk)
    ensure(may_integrate_amendment(by, proposal, objection, amendment))
    now = clock.now()
    round_ = objection.round
    if supersede and any(o.is_open(now) for o in round_.objections.exclude(pk=objection.pk)):
        raise Refused(
            no(
                _("D’autres blocages sont encore ouverts sur ce tour : répondez-y avant d’en ouvrir un nouveau."),
                "wait",
            )
        )
    version = texts.accept(amendment, by=by, reason=reason.strip())
    _record("proposal.amendment_accepted", proposal, by=by, n=amendment.n, version=version.n)
    vote = voting.lock(round_.vote)
    _write_down_the_unanswered(round_, vote, now)
    left = vote.closes_at - (vote.suspended_at or now)
    _end_objection(
        proposal,
        vote,
        objection,
        Objection.End.INTEGRATED,
        by,
        now,
        amendment=amendment,
        answer=reason.strip(),
    )
    if supersede:
        _supersede(proposal, round_, vote, version, by, max(left, LEFT_AFTER_SUPERSEDING), now)
    _changed(proposal, "phase", "text", "amendments", "mine", "advice", "objections")
    return version


def _supersede(proposal, round_, vote, version, by, left, now):
    voting.end(vote, now)
    roll = list(Roll.objects.filter(vote=vote).values_list("person_id", "reason"))
    fresh = _new_round(proposal, by, roll, now + left, now, version=version)
    Round.objects.filter(pk=round_.pk).update(superseded_by=fresh)
    _record(
        "proposal.round_superseded",
        proposal,
        by=by,
        n=round_.n,
        by_n=fresh.n,
        version=version.n,
        sha256=version.sha256,
        roll=len(roll),
    )


def _new_round(proposal, by, roll, closes_at, now, version=None):
    version = version or proposal.text.current
    vote = voting.open_vote(
        text_sha256=version.sha256,
        options=tally.POSITIONS,
        roll=roll,
        closes_at=closes_at,
        floor_hours=proposal.space.floor_hours,
        now=now,
    )
    round_ = Round.objects.create(
        proposal=proposal, n=proposal.rounds.count() + 1, version=version, vote=vote, opened_by=by
    )
    proposal.round = round_
    proposal.save(update_fields=["round"])
    return round_


# --- Resolution --------------------------------------------------------------------------------------


@transaction.atomic
def resolve(proposal, *, by, choice, statement, reason="", review_on=None, actions=()) -> Resolution:
    """The carrier states what they decide after hearing the advice. Never changed afterwards.

    Against the advice, or over a block nobody lifted, it needs a public reason (CS-4, CS-5). What engages the
    association is handed over to its board or dropped (CS-6). `actions`: (title, owner or None, due date or None).
    """
    proposal = _lock(proposal)
    ensure(may_resolve(by, proposal))
    now = clock.now()
    round_ = proposal.round
    vote = voting.lock(round_.vote)
    _write_down_the_unanswered(round_, vote, now, closed=True)
    if choice not in majority.choices(proposal.impact):
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
    _needs(statement, _("Écrivez la résolution : ce que vous décidez, en quelques phrases."))
    counts = counts_of(vote)
    advice = majority.advise(counts, vote.roll_size)
    unlifted = list(
        round_.objections.exclude(end__in=[Objection.End.LIFTED, Objection.End.INTEGRATED])
        .filter(person__in=vote.ballots.filter(option__key="block").values("person"))
        .values("person_id", "reason", "end")
    )
    if majority.needs_public_reason(advice, choice, len(unlifted)):
        _needs(
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
    _record(
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
    if choice == Resolution.Choice.HAND_OVER:
        _record(
            "proposal.referred",
            proposal,
            by=by,
            version=round_.version.n,
            sha256=round_.version.sha256,
            resolution=resolution.pk,
        )
    if choice in (Resolution.Choice.GO_ON, Resolution.Choice.ADAPT):
        helpers = proposal.contributions.filter(kind=Contribution.Kind.HELP).values_list("person", flat=True)
        for title, owner, due_on in actions:
            _new_action(
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
    _changed(proposal, "phase", "mine", "advice", "resolution")
    return resolution


def counts_of(vote: Vote) -> dict[str, int]:
    """People by position, from the counts kept at each ballot; every position is a key."""
    return dict(vote.options.values_list("key", "count"))


@transaction.atomic
def drop_proposal(proposal, *, by, reason) -> Proposal:
    """The carrier gives up before any consultation, and says why."""
    proposal = _lock(proposal)
    ensure(may_drop(by, proposal))
    _needs(reason, _("Dites en une phrase pourquoi la proposition s’arrête là."))
    proposal.dropped_at, proposal.drop_reason = clock.now(), reason.strip()
    proposal.save(update_fields=["dropped_at", "drop_reason"])
    if proposal.published_at:
        _record("proposal.dropped", proposal, by=by)
        _changed(proposal, "phase", "text", "amendments")
    return proposal


@transaction.atomic
def take_over(proposal, *, by) -> Proposal:
    """Carry a proposal whose carrier left (CS-3)."""
    proposal = _lock(proposal)
    ensure(may_take_over(by, proposal))
    proposal.carrier = by
    proposal.save(update_fields=["carrier"])
    _record("proposal.taken_over", proposal, by=by)
    _changed(proposal, "phase", "amendments", "objections", "resolution")
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
        if may_take_part_in_room(event.subject.person, proposal.room):
            continue
        proposal.carrier = None
        proposal.save(update_fields=["carrier"])
        _record("proposal.freed", proposal, by=event.by)
        _changed(proposal, "phase")


def _carried(event):
    return Proposal.objects.filter(room__space=event.space, carrier=event.subject.person_id, published_at__isnull=False)


@transaction.atomic
def renew(proposal, *, by) -> Proposal:
    """Open the text again after a resolution: the good paths of yesterday are reviewed."""
    proposal = _lock(proposal)
    ensure(may_renew(by, proposal))
    proposal.reopened_at = clock.now()
    if proposal.carrier_id is None:
        proposal.carrier = by
    proposal.save(update_fields=["reopened_at", "carrier"])
    _record("proposal.renewed", proposal, by=by)
    _changed(proposal, "phase", "text", "amendments", "mine", "advice", "resolution")
    return proposal


# --- Actions -----------------------------------------------------------------------------------------


@transaction.atomic
def open_action(room, *, by, title, description="", impact=Impact.NOBODY, named=(), due_on=None) -> Action:
    """Record an action of one's own: it concerns nobody and starts at once (DG-6), or a few, who are asked (DG-9)."""
    room = _lock_room(room)
    ensure(may_open_action(by, room))
    _needs_impact(impact)
    named = {person.pk: person for person in named if person.pk != by.pk}.values()
    if impact == Impact.FEW and not named:
        raise Refused(no(_("Dites qui est concerné : ces personnes seront consultées.")))
    path = guide.path(str(impact), len(named), room.space.many)
    if path not in ("action", "question"):
        raise Refused(no(_("Beaucoup de monde est concerné : ouvrez plutôt une discussion ou une proposition.")))
    asked = named if path == "question" else ()
    for person in asked:
        if not may_talk(person, room):
            raise Refused(no(_("%(person)s ne peut pas répondre dans ce salon.") % {"person": person}))
    action = _new_action(
        room,
        by,
        title=title,
        description=description,
        owner=by,
        impact=impact,
        due_on=due_on,
        started_at=None if asked else clock.now(),
    )
    Question.objects.bulk_create(Question(action=action, person=person) for person in asked)
    return action


@transaction.atomic
def open_follow_up(proposal, *, by, title, owner=None, due_on=None) -> Action:
    """One more action of a resolution."""
    proposal = _lock(proposal)
    ensure(may_open_action_from(by, proposal))
    return _new_action(
        proposal.room,
        by,
        title=title,
        resolution=proposal.resolution,
        owner=owner,
        due_on=due_on,
        impact=proposal.impact,
        started_at=clock.now(),
    )


def similar_actions(room, title: str) -> list[Action]:
    """Up to three actions of the room whose title shares most of its words with `title` (DG-8)."""
    words = _words(title)
    alike = [
        action for action in room.actions.order_by("-pk")[:300] if 2 * len(words & _words(action.title)) > len(words)
    ]
    return alike[:3] if words else []


def _words(title):
    return {word for word in slugify(title).split("-") if len(word) > 3}


def _new_action(room, by, *, title, owner, helpers=(), **fields):
    _needs(title, _("Nommez l’action en quelques mots."))
    if owner and not may_take_part_in_room(owner, room):
        raise Refused(
            no(
                _("%(owner)s ne prend pas part à ce salon et ne peut pas se charger de cette action.")
                % {"owner": owner}
            )
        )
    action = Action.objects.create(room=room, author=by, owner=owner, title=title.strip(), **fields)
    action.helpers.set(helpers)
    record("action.opened", action, by=by, space=room.space, title=action.title)
    _action_changed(action)
    return action


@transaction.atomic
def answer_question(question, *, by, answer) -> Question:
    """A named person says what they think; the action may start once everybody asked has answered."""
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    question = rows.select_related("action__room__space").get(pk=question.pk)
    ensure(may_answer_question(by, question))
    _needs(answer, _("Écrivez votre avis en quelques mots."))
    question.answer, question.answered_at = answer.strip(), clock.now()
    question.save(update_fields=["answer", "answered_at"])
    action = question.action
    record("action.answered", action, by=by, space=action.room.space, title=action.title)
    _action_changed(action)
    return question


@transaction.atomic
def start_action(action, *, by) -> Action:
    action = _lock_action(action)
    ensure(may_start_action(by, action))
    action.started_at = clock.now()
    return _keep_action(action, "action.started", by, "started_at")


@transaction.atomic
def finish_action(action, *, by, documentation="") -> Action:
    """Done, by one of those who did it. What concerned nobody is at least written down (DG-7)."""
    action = _lock_action(action)
    ensure(may_finish_action(by, action))
    documentation = documentation.strip() or action.documentation
    if action.impact == Impact.NOBODY:
        _needs(documentation, _("Laissez une trace écrite ou un lien : c’est la seule chose qui est demandée."))
    action.documentation, action.done_at, action.done_by = documentation, clock.now(), by
    return _keep_action(action, "action.done", by, "documentation", "done_at", "done_by")


@transaction.atomic
def take_action(action, *, by) -> Action:
    """Become the owner of an action nobody owns."""
    action = _lock_action(action)
    ensure(may_take_action(by, action))
    action.owner = by
    return _keep_action(action, "action.taken", by, "owner")


@transaction.atomic
def help_action(action, *, by) -> Action:
    action = _lock_action(action)
    ensure(may_help(by, action))
    if action.helpers.filter(pk=by.pk).exists():
        return action
    action.helpers.add(by)
    return _keep_action(action, "action.helped", by)


@transaction.atomic
def stop_helping(action, *, by) -> Action:
    action = _lock_action(action)
    ensure(may_help(by, action))
    action.helpers.remove(by)
    _action_changed(action)
    return action


def _keep_action(action, act, by, *fields):
    if fields:
        action.save(update_fields=fields)
    record(act, action, by=by, space=action.room.space, title=action.title)
    _action_changed(action)
    return action


# --- The clock ---------------------------------------------------------------------------------------


def announce_due(now: datetime) -> int:
    """Announce what time has decided by `now`: unanswered blocks, closed rounds, reviews. Each once; gives how many.

    One that fails is logged and tried again at the next tick; it keeps no other silent.
    """
    unanswered = Objection.objects.filter(
        ended_at__isnull=True, unanswered_at__lte=now, round__superseded_by__isnull=True
    )
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
    told = 0
    for announce, due in (
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
def _announce_unanswered(objection, now):
    proposal, objection = _lock_objection(objection)
    if objection.ended_at is not None:
        return 0
    vote = voting.lock(objection.round.vote)
    voting.settle(vote, now)
    objection.end, objection.ended_at = Objection.End.UNANSWERED, objection.unanswered_at
    objection.save(update_fields=["end", "ended_at"])
    _record(
        "proposal.block_ended",
        proposal,
        by=None,
        n=objection.round.n,
        end="unanswered",
        blocker=objection.person_id,
    )
    _changed(proposal, "phase", "objections", "mine", "advice")
    return 1


@transaction.atomic
def _announce_close(round_, now):
    proposal = _lock(round_.proposal)
    round_ = Round.objects.select_related("vote").get(pk=round_.pk)
    if round_.close_announced_at or round_.superseded_by_id or round_.vote.is_open(now):
        return 0
    round_.close_announced_at = now
    round_.save(update_fields=["close_announced_at"])
    counts = counts_of(round_.vote)
    _record(
        "proposal.round_closed",
        proposal,
        by=None,
        n=round_.n,
        roll=round_.vote.roll_size,
        answered=sum(counts.values()),
    )
    _changed(proposal, "phase", "mine", "advice", "objections", "resolution")
    return 1


@transaction.atomic
def _announce_review(resolution, now):
    proposal = _lock(resolution.proposal)
    resolution = Resolution.objects.get(pk=resolution.pk)
    if resolution.review_announced_at:
        return 0
    resolution.review_announced_at = now
    resolution.save(update_fields=["review_announced_at"])
    if proposal.resolution_id != resolution.pk or proposal.phase(now) != "review":
        return 0
    _record("proposal.review_due", proposal, by=None)
    _changed(proposal, "phase", "resolution")
    return 1


def _write_down_the_unanswered(round_, vote, now, *, closed=False):
    """Time has ended some concertations before the clock said so: keep it, so that the numbers agree.

    Once the round is `closed`, a second block, which suspended nothing, ends with it.
    """
    voting.settle(vote, now)
    for objection in round_.objections.filter(ended_at__isnull=True):
        if closed or objection.unanswered_at <= now:
            objection.end, objection.ended_at = Objection.End.UNANSWERED, min(objection.unanswered_at, now)
            objection.save(update_fields=["end", "ended_at"])


# --- Under the lock ----------------------------------------------------------------------------------


def _lock(proposal) -> Proposal:
    """Its row locked, then everything about it read anew: a query that waited for a lock joins rows of before."""
    Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
    return Proposal.objects.with_text().get(pk=proposal.pk)


def _lock_room(room) -> Room:
    """Nobody archives the room meanwhile."""
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    return Room.objects.select_related("space__organization", "space__project__organization").get(pk=room.pk)


def _lock_amendment(amendment):
    owner = Proposal.objects.get(text=amendment.text_id)
    proposal = _lock(owner)
    return proposal, Amendment.objects.select_related("text").get(pk=amendment.pk)


def _lock_objection(objection):
    proposal = _lock(objection.round.proposal)
    return proposal, Objection.objects.select_related("round__version", "round__vote").get(pk=objection.pk)


def _lock_action(action):
    return Action.objects.select_for_update(of=("self",), no_key=True).select_related("room__space").get(pk=action.pk)


def _needs(words, why):
    if not words.strip():
        raise Refused(no(why))


def _needs_proposal_words(title, summary, body):
    for words in (title, summary, normalise(body)):
        _needs(
            words, _("Une proposition a un titre, un résumé et un texte : écrivez au moins quelques mots de chacun.")
        )


def _needs_impact(impact):
    if impact not in Impact.values:
        raise Refused(
            no(
                _(
                    "Dites d’abord qui est concerné : personne, quelques personnes, beaucoup de monde "
                    "ou la responsabilité de l’association."
                )
            )
        )


def _tag(proposal, names):
    tags = [Tag.objects.get_or_create(space=proposal.space, name=name)[0] for name in names]
    proposal.tags.set(tags)


def _record(act, proposal, *, by, **payload):
    record(act, proposal, by=by, space=proposal.space, title=proposal.title, **payload)


def _changed(proposal, *parts):
    """Tell the proposal's readers which parts changed, and its room's when the list there looks different."""
    for part in parts:
        live.publish("proposal", proposal.pk, part)
    if "phase" in parts:
        live.publish("room", proposal.room_id, "proposals")


def _action_changed(action):
    live.publish("action", action.pk, "action")
    if action.resolution_id:
        live.publish("proposal", action.resolution.proposal_id, "resolution")
    live.publish("room", action.room_id, "actions")
