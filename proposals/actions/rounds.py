"""Consultations: opening a round, taking positions, blocking, and how a concertation ends."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.rules import tally
from governance.texts.models import Amendment, Version
from governance.verdict import Refused, ensure, no
from governance.voting import actions as voting
from governance.voting.models import Roll, Vote
from proposals.actions.common import (
    changed,
    lock,
    lock_for_a_position,
    lock_objection,
    lock_room,
    needs,
    record_about,
)
from proposals.actions.documents import fits_its_document
from proposals.actions.windows import is_a_time_to_close, is_as_read, take_into_text
from proposals.models import (
    Objection,
    Round,
)
from proposals.permissions import (
    may_answer_objection,
    may_integrate_amendment,
    may_look_at_positions,
    may_open_round,
    may_take_position,
)
from rooms.permissions import participants

LEFT_AFTER_SUPERSEDING = timedelta(hours=48)  # at least, for a round opened on an integrated text


@transaction.atomic
def open_round(proposal, *, by, closes_at: datetime) -> Round:
    """Ask everyone concerned about the current version; roll, version and hash are pinned now."""
    proposal = lock(proposal)
    proposal.room = lock_room(proposal.room)
    ensure(may_open_round(by, proposal))
    ensure(fits_its_document(proposal))
    now = clock.now()
    ensure(is_a_time_to_close(closes_at, now))
    roll = [(person, "participant") for person in participants(proposal.room).values_list("pk", flat=True)]
    round_ = _new_round(proposal, by, roll, closes_at, now)
    record_about(
        "proposal.round_opened",
        proposal,
        by=by,
        n=round_.n,
        version=round_.version.n,
        sha256=round_.version.sha256,
        roll=len(roll),
        closes_at=closes_at.isoformat(),
    )
    changed(proposal, "phase", "text", "amendments", "mine", "advice", "objections")
    return round_


@transaction.atomic
def take_position(proposal, *, by, choice, version_n, reason=""):
    """Take, change or confirm one's position on the version of the round. Gives the ballot.

    A block and an « incomplete » need their reason. A first block suspends the countdown and opens a
    concertation; a second one by the same person is shown and suspends nothing. Moving away from a block lifts it.
    """
    proposal = lock_for_a_position(proposal)
    ensure(may_take_position(by, proposal, roll=False))
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
        needs(reason, _("Un blocage a besoin de sa raison : c’est elle qui ouvre la concertation."))
    if choice == "incomplete":
        needs(reason, _("Dites quelle information vous manque pour vous prononcer."))
    now = clock.now()
    vote = round_.vote  # read under the proposal's lock, which every act on this vote takes first
    ballot, before = voting.cast(vote, by=by, choice=choice, reason=reason, now=now)
    if choice == "block":
        if before != "block" or not _has_said(round_, by, reason):
            _raise_objection(proposal, round_, vote, by, reason, now)
    elif before == "block":
        _lift_objections(proposal, round_, vote, by, now)
    if before != choice:
        record_about("proposal.position_taken", proposal, by=by, n=round_.n, changed=bool(before))
    changed(proposal, "advice")
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
        write_down_the_unanswered(proposal, round_, vote, now)
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
        record_about("proposal.block_raised", proposal, by=by, n=round_.n, suspends=objection.suspends)
    changed(proposal, "phase", "objections", "mine")


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
    _record_end(proposal, objection, by=by)
    changed(proposal, "phase", "objections", "mine")


@transaction.atomic
def answer_objection(objection, *, by, answer) -> Objection:
    """The carrier answers a block and goes on knowingly: the concertation ends, the block stays written."""
    proposal, objection = lock_objection(objection)
    ensure(may_answer_objection(by, proposal, objection))
    needs(answer, _("Écrivez votre réponse : elle restera à côté du blocage."))
    vote = voting.lock(objection.round.vote)
    _end_objection(proposal, vote, objection, Objection.End.ANSWERED, by, clock.now(), answer=answer.strip())
    return objection


@transaction.atomic
def integrate_amendment(objection, amendment, *, by, supersede: bool, reason="", seen: int | None = None) -> Version:
    """A concertation ends by an amendment, which makes the next version of the text.

    Then either the round keeps the version it is about and its countdown resumes, or (`supersede`) it ends and a new
    one opens on the new version, with the same roll and the time left, 48 hours at least.
    `seen`: the number of the version on which the carrier read it.
    """
    proposal, objection = lock_objection(objection)
    if amendment.text_id != proposal.text_id:
        raise Refused(no(_("Cet amendement part d’un autre texte que celui de la proposition.")))
    amendment = Amendment.objects.select_related("text").get(pk=amendment.pk)
    ensure(may_integrate_amendment(by, proposal, objection, amendment))
    ensure(is_as_read(amendment, seen))
    now = clock.now()
    round_ = objection.round
    if supersede and any(o.is_open(now) for o in round_.objections.exclude(pk=objection.pk)):
        raise Refused(
            no(
                _("D’autres blocages sont encore ouverts sur ce tour : répondez-y avant d’en ouvrir un nouveau."),
                "wait",
            )
        )
    version = take_into_text(proposal, amendment, by, reason)
    vote = voting.lock(round_.vote)
    write_down_the_unanswered(proposal, round_, vote, now)
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
    changed(proposal, "phase", "text", "amendments", "mine", "advice", "objections")
    return version


def _supersede(proposal, round_, vote, version, by, left, now):
    voting.end(vote, now)
    roll = list(Roll.objects.filter(vote=vote).values_list("person_id", "reason"))
    fresh = _new_round(proposal, by, roll, now + left, now, version=version)
    Round.objects.filter(pk=round_.pk).update(superseded_by=fresh)
    record_about(
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


def counts_of(vote: Vote) -> dict[str, int]:
    """People by position, from the counts kept at each ballot; every position is a key."""
    return dict(vote.options.values_list("key", "count"))


def write_down_the_unanswered(proposal, round_, vote, now):
    """Time has ended some concertations before the clock said so: keep it, so that the numbers agree."""
    voting.settle(vote, now)
    round_.vote = vote
    for objection in round_.objections.filter(ended_at__isnull=True):
        if not objection.is_open(now):
            end_unanswered(proposal, objection, now)


def end_unanswered(proposal, objection, now):
    objection.end, objection.ended_at = Objection.End.UNANSWERED, objection.ends_by_itself(now)
    objection.save(update_fields=["end", "ended_at"])
    _record_end(proposal, objection, by=None)


def _record_end(proposal, objection, *, by):
    record_about(
        "proposal.block_ended",
        proposal,
        by=by,
        n=objection.round.n,
        end=str(objection.end),
        blocker=objection.person_id,
    )


def tell_close(proposal, round_, vote, now) -> bool:
    """A round has closed: told once, by the clock or by a resolution that comes before it."""
    write_down_the_unanswered(proposal, round_, vote, now)
    if round_.close_announced_at:
        return False
    round_.close_announced_at = now
    round_.save(update_fields=["close_announced_at"])
    answered = sum(counts_of(vote).values())
    record_about("proposal.round_closed", proposal, by=None, n=round_.n, roll=vote.roll_size, answered=answered)
    return True
