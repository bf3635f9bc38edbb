"""Consultations: opening one on positions, answering, suspending, ending; mechanisms under the vote’s own lock."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.rules import phases
from governance.verdict import Refused, ensure, no
from governance.voting.models import Ballot, Look, Option, Roll, Vote
from governance.voting.permissions import may_cast

# Written out: a whole hall answers within a minute, and building these anew cost more than running them.
COUNT = "UPDATE voting_option SET count = count + 1 WHERE vote_id = %s AND key = %s RETURNING id"
MARK = "UPDATE voting_roll SET answered_at = %s WHERE vote_id = %s AND person_id = %s AND answered_at IS NULL"
# A first answer as one statement, which SQLite does not know: the mark on the roll, the count and the ballot.
AT_ONCE = f"""
WITH marked AS ({MARK} RETURNING id),
counted AS (UPDATE voting_option SET count = count + 1
WHERE vote_id = %s AND key = %s AND EXISTS (SELECT 1 FROM marked) RETURNING id)
INSERT INTO voting_ballot (vote_id, person_id, option_id, reason, cast_at, kind, used)
SELECT %s, %s, id, %s, %s, 'choice', '[]' FROM counted
RETURNING id, option_id
"""
UNKNOWN = _("Cette réponse ne fait pas partie des choix proposés.")


def open_vote(*, text_sha256, options, roll, closes_at: datetime, floor_hours: int, now: datetime) -> Vote:
    """A vote on the text of that hash. `options`: keys in order; `roll`: pairs (person id, reason), frozen here."""
    vote = Vote.objects.create(
        text_sha256=text_sha256,
        opened_at=now,
        closes_at=closes_at,
        floor_hours=floor_hours,
        roll_size=len(roll),
    )
    Option.objects.bulk_create(Option(vote=vote, key=key, position=position) for position, key in enumerate(options, 1))
    Roll.objects.bulk_create(
        (Roll(vote=vote, person_id=person, reason=reason) for person, reason in roll), batch_size=2000
    )
    return vote


def lock(vote: Vote) -> Vote:
    """The vote as it stands, nobody else acting on it until the transaction ends."""
    return Vote.objects.select_for_update(no_key=True).get(pk=vote.pk)


def moment():
    """Now, by the clock of the database where it has one of its own: several servers share it."""
    if clock.pretended() is None and connection.vendor == "postgresql":
        with connection.cursor() as database:
            database.execute("SELECT clock_timestamp()")
            return database.fetchone()[0]
    return clock.now()


def cast(vote: Vote, *, by, choice: str, reason: str, now: datetime) -> tuple[Ballot, str]:
    """Cast or change `by`'s ballot in a locked `vote`. Gives it with the key of the earlier choice, or "".

    Refused when `by` is not on the roll, when it is closed, or when `choice` is no option of this vote.
    """
    if ballot := _first(vote, by, choice, reason, now):
        return ballot, ""
    option = _count_one(vote, choice)
    ensure(may_cast(by, vote, now))
    ballot = Ballot.objects.select_related("option").get(vote=vote, person=by)
    before = ballot.option.key
    Option.objects.filter(pk=ballot.option_id).update(count=F("count") - 1)
    if (before, ballot.reason) == (choice, reason):
        return ballot, before
    ballot.option_id, ballot.reason, ballot.changed_at = option, reason, now
    ballot.save(update_fields=["option", "reason", "changed_at"])
    return ballot, before


def _first(vote, by, choice, reason, now) -> Ballot | None:
    """The ballot of somebody on the roll who may answer now and has not yet; None for anybody else."""
    if not vote.is_open(now):
        return None
    at = connection.ops.adapt_datetimefield_value(now)
    mark = [at, vote.pk, by.pk]
    with connection.cursor() as database:
        if connection.vendor == "postgresql":
            database.execute(AT_ONCE, [*mark, vote.pk, choice, vote.pk, by.pk, reason, at])
            if row := database.fetchone():
                return Ballot(pk=row[0], vote=vote, person=by, option_id=row[1], reason=reason, cast_at=now)
            return None
        database.execute(MARK, mark)
        if database.rowcount != 1:
            return None
    return Ballot.objects.create(vote=vote, person=by, option_id=_count_one(vote, choice), reason=reason, cast_at=now)


def _count_one(vote, choice) -> int:
    """One more answer for the option of that key: its id, in one statement. Refused when the vote has none."""
    with connection.cursor() as database:
        database.execute(COUNT, [vote.pk, choice])
        row = database.fetchone()
    if row is None:
        raise Refused(no(UNKNOWN))
    return row[0]


def suspend(vote: Vote, now: datetime, limit: timedelta) -> None:
    vote.countdown = phases.suspend(vote.countdown, now, limit)
    _keep_countdown(vote)


def shorten_suspension(vote: Vote, until: datetime) -> None:
    """One of several concertations ended: the others alone say when the suspension ends by itself."""
    vote.suspended_until = until
    _keep_countdown(vote)


def resume(vote: Vote, now: datetime) -> None:
    vote.countdown = phases.resume(vote.countdown, now)
    _keep_countdown(vote)


def settle(vote: Vote, now: datetime) -> None:
    """Write down a suspension that time has ended; changes nothing anybody sees."""
    vote.countdown = phases.settle(vote.countdown, now)
    _keep_countdown(vote)


def end(vote: Vote, now: datetime) -> None:
    """End a vote before its time, because what it asks about is superseded."""
    vote.ended_at = now
    vote.save(update_fields=["ended_at"])


def look(vote: Vote, *, by) -> None:
    """`by` asked to see the positions before answering."""
    Look.objects.get_or_create(vote=vote, person=by, defaults={"at": clock.now()})


def _keep_countdown(vote):
    vote.save(update_fields=["closes_at", "suspended_at", "suspended_until"])
