"""The close: every ballot counted once, what anybody needs to recount published, all of it hashed in the register."""

import json
import logging
from datetime import datetime

from django.db import transaction

from governance import live
from governance.register.actions import canonical, record, sha256
from governance.verdict import Refused, ensure
from governance.voting import owners
from governance.voting.actions.consulting import lock, moment
from governance.voting.models import Publication, Roll, Vote
from governance.voting.permissions import may_close_vote
from governance.voting.results import counted, ensure_ballots_agree, file_of, in_words, paper_of
from governance.voting.urn import lines

log = logging.getLogger(__name__)


def count_due(now: datetime) -> int:
    """Count every vote whose close has come by `now`, each once; gives how many.

    One that fails is logged and tried again at the next tick; it keeps no other waiting.
    """
    done = 0
    due = Vote.objects.filter(
        counted_at__isnull=True, opened_at__isnull=False, ended_at__isnull=True, closes_at__lte=now
    ).exclude(owner_kind="")
    for vote in due:
        try:
            done += count_vote(vote)
        except Refused as refused:
            log.error("a vote is not counted: %s (vote %s)", refused, vote.pk)
        except Exception:
            log.exception("a vote could not be counted")
    return done


@transaction.atomic
def close_vote(vote: Vote, *, by) -> Vote:
    """Close a vote before its hour, once everybody who may still answer has, and count it at once.

    A ballot that comes at the same moment waits for the lock of the vote, or makes this wait for it: it is in, or told
    that the vote is closed. Refused while somebody may still answer: nobody’s voice is cut.
    """
    vote = lock(vote)
    rules, owner = owners.rules_of(vote)
    rules.hold(owner)
    now = moment()
    ensure(may_close_vote(by, vote, now))
    vote.closed_at = now
    vote.save(update_fields=["closed_at"])
    record("vote.closed", vote, by=by, space=vote.space, title=vote.title, closed_at=now.isoformat())
    count_vote(vote)
    return Vote.objects.get(pk=vote.pk)


@transaction.atomic
def count_vote(vote: Vote) -> bool:
    """Count a closed vote, publish its lists and write the result down. False when that was done already.

    It reads the clock that ballots are held against, after the lock they take: none enters once it counted.
    """
    vote = lock(vote)
    now = moment()
    if vote.counted_at is not None or not vote.is_over(now) or vote.is_cancelled:
        return False
    marks = sorted(Roll.objects.filter(vote=vote, answered_at__isnull=False).values_list("person_id", flat=True))
    ensure_ballots_agree(vote)
    published = file_of(vote)
    result = counted(vote, published)
    codes = _codes(vote)
    content = json.dumps(published, ensure_ascii=False, indent=1, sort_keys=True)
    publication = Publication.objects.create(
        vote=vote,
        content=content,
        codes=codes,
        content_sha256=sha256(content),
        codes_sha256=sha256(codes) if codes else "",
    )
    vote.counted_at, vote.outcome = now, result
    vote.save(update_fields=["counted_at", "outcome"])
    record(
        "vote.counted",
        vote,
        by=None,
        space=vote.space,
        title=vote.title,
        marks=len(marks),
        papers=sum(batch.size for batch in paper_of(vote)),
        marks_sha256=sha256(canonical(marks)),
        urn_sha256=vote.urn.seal and sha256(f"{vote.urn.codes}\n\n{vote.urn.ballots}") if vote.is_secret else "",
        ballots_sha256=publication.content_sha256,
        codes_sha256=publication.codes_sha256,
        outcome={key: result[key] for key in ("winners", "tied", "order", "counts")},
    )
    live.publish("vote", vote.pk, "page")
    rules, owner = owners.rules_of(vote)
    rules.changed(owner)
    return True


def _codes(vote) -> str:
    """The codes of a secret vote, a line each, sorted; those of a verifiable one with their ballots, in words."""
    if not vote.is_secret or vote.secrecy != Vote.Secrecy.VERIFIABLE:
        return vote.urn.codes if vote.is_secret else ""
    names = {option.key: str(option) for option in vote.options.all()}
    return "\n".join(_in_words(line, names) for line in lines(vote.urn.codes))


def _in_words(line, names):
    code, _space, ballot = line.partition(" ")
    if ballot == "abstention":
        return line
    return f"{code} {canonical(in_words(json.loads(ballot), names))}"
