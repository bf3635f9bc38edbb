"""Proposals in every phase and what people do with them, all through the actions that people use."""

from datetime import UTC, datetime, timedelta

import pytest

from governance import clock
from governance.register.models import Entry
from governance.verdict import Refused
from proposals import actions
from proposals.models import Amendment, Impact, Proposal

MONDAY = datetime(2031, 3, 3, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
BODY = "Nous traduisons le guide.\n\nChaque mardi, nous nous retrouvons."
BETTER = "Nous traduisons le guide en créole.\n\nChaque mardi, nous nous retrouvons."
REASON = "Le guide n’est pas relu."


def later(**delta):
    """Everything inside happens that much later."""
    return clock.pretend(clock.now() + timedelta(**delta))


def refused(words):
    """The act is refused, and the reason that people read holds these words."""
    return pytest.raises(Refused, match=words)


def fresh(proposal) -> Proposal:
    return Proposal.objects.with_text().get(pk=proposal.pk)


def a_draft(cast, carrier=None, *, room=None, **fields) -> Proposal:
    fields = {
        "title": "Traduire le guide",
        "summary": "Un guide que tout le monde lit.",
        "body": BODY,
        "impact": Impact.MANY,
    } | fields
    return actions.create_proposal(room or cast.room, by=carrier or cast.bob, **fields)


def a_proposal(cast, carrier=None, phase="consultation", **fields) -> Proposal:
    """A proposal of `carrier` (Bob) that stands in `phase` now; whatever led there happened before.

    In a consultation a week is left. In a concertation Faye has just blocked.
    """
    stories = {
        "draft": _draft,
        "discussion": _discussion,
        "amending": _amending,
        "consultation": _consultation,
        "concertation": _concertation,
        "awaiting": _awaiting,
        "resolved": _resolved,
        "review": _review,
        "referred": _referred,
        "dropped": _dropped,
    }
    if phase == "referred":
        fields["impact"] = Impact.LIABILITY
    proposal = fresh(stories[phase](cast, carrier or cast.bob, fields))
    assert proposal.phase() == phase
    return proposal


def _draft(cast, carrier, fields):
    return a_draft(cast, carrier, **fields)


def _discussion(cast, carrier, fields):
    return actions.publish_proposal(a_draft(cast, carrier, **fields), by=carrier, amendable=False)


def _amending(cast, carrier, fields):
    return actions.publish_proposal(a_draft(cast, carrier, **fields), by=carrier)


def _consultation(cast, carrier, fields):
    proposal = _amending(cast, carrier, fields)
    actions.open_round(proposal, by=carrier, closes_at=clock.now() + WEEK)
    return proposal


def _concertation(cast, carrier, fields):
    proposal = _consultation(cast, carrier, fields)
    block(proposal, cast.faye)
    return proposal


def _awaiting(cast, carrier, fields):
    with later(days=-8):
        return _consultation(cast, carrier, fields)


def _resolved(cast, carrier, fields):
    proposal = _awaiting(cast, carrier, fields)
    resolve(proposal, by=carrier)
    return proposal


def _review(cast, carrier, fields):
    with later(days=-90):
        proposal = _awaiting(cast, carrier, fields)
        resolve(proposal, by=carrier, review_on=clock.now() + timedelta(days=89))
    return proposal


def _referred(cast, carrier, fields):
    proposal = _awaiting(cast, carrier, fields)
    resolve(proposal, by=carrier, choice="hand_over")
    return proposal


def _dropped(cast, carrier, fields):
    return actions.drop_proposal(_amending(cast, carrier, fields), by=carrier, reason="Une autre voie existe.")


# --- What people do ----------------------------------------------------------------------------------


def answer(proposal, person, choice="agree", reason=""):
    """`person` takes a position on the version that is asked about."""
    if choice in ("block", "incomplete"):
        reason = reason or REASON
    version_n = fresh(proposal).round.version.n
    return actions.take_position(proposal, by=person, choice=choice, version_n=version_n, reason=reason)


def block(proposal, person, reason=REASON):
    """`person` blocks. Gives their objection."""
    answer(proposal, person, "block", reason)
    return fresh(proposal).round.objections.filter(person=person).last()


def amend(proposal, person, body=BETTER, reason="Pour être plus clair.", base=None) -> Amendment:
    base = base or fresh(proposal).text.current
    return actions.propose_amendment(proposal, by=person, base=base, body=body, reason=reason)


def resolve(proposal, *, by, choice="go_on", statement="Nous y allons.", **fields):
    return actions.resolve(proposal, by=by, choice=choice, statement=statement, **fields)


def counts(proposal) -> dict[str, int]:
    """The positions people took in the current round; those nobody took are left out."""
    kept = actions.counts_of(fresh(proposal).round.vote)
    return {choice: people for choice, people in kept.items() if people}


def acts(subject) -> list[str]:
    """What the register says happened to it, oldest first, without the name of its kind."""
    entries = Entry.objects.about(subject).order_by("seq")
    return [act.partition(".")[2] for act in entries.values_list("act", flat=True)]
