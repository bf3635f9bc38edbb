"""The clock announces what time has decided: each thing once, and never a result."""

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.worker import tick
from proposals import actions
from tests.proposals.factories import a_proposal, acts, amend, answer, block, fresh, later, resolve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def told(act):
    return Entry.objects.filter(act=f"proposal.{act}").count()


def test_a_day_without_news_announces_nothing(cast):
    for phase in ("draft", "discussion", "amending", "consultation", "concertation", "resolved", "dropped"):
        a_proposal(cast, phase=phase)
    assert tick() == 0


def test_a_close_is_announced_once_by_nobody(cast):
    proposal = a_proposal(cast, phase="consultation")
    with later(days=7, seconds=-1):
        assert tick() == 0
    with later(days=7):
        assert [tick(), tick()] == [1, 0]
    entry = Entry.objects.get(act="proposal.round_closed")
    assert (entry.actor_id, entry.subject_id) == (None, proposal.pk)


def test_a_stopped_clock_delays_the_news_and_not_the_result(cast):
    proposal = a_proposal(cast, phase="consultation")
    with later(days=30):
        assert fresh(proposal).phase() == "awaiting"
        assert tick() == 1


def test_a_close_that_a_resolution_told_is_not_told_again(cast):
    proposal = a_proposal(cast, phase="awaiting")
    resolve(proposal, by=cast.bob)
    assert acts(proposal)[-2:] == ["round_closed", "resolved"]
    assert [tick(), told("round_closed")] == [0, 1]


def test_a_close_that_the_clock_told_is_not_told_again_by_the_resolution(cast):
    proposal = a_proposal(cast, phase="awaiting")
    tick()
    resolve(proposal, by=cast.bob)
    assert acts(proposal)[-2:] == ["round_closed", "resolved"]


def test_a_suspended_round_does_not_close(cast):
    a_proposal(cast, phase="concertation")
    with later(days=10):
        assert tick() == 0


def test_after_a_long_stop_each_thing_is_told_in_its_order(cast):
    proposal = a_proposal(cast, phase="concertation")
    with later(days=60):
        assert [tick(), tick()] == [2, 0]
    assert acts(proposal)[-2:] == ["block_ended", "round_closed"]


def test_a_superseded_round_does_not_close_and_its_successor_does(cast):
    proposal = a_proposal(cast, phase="consultation")
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    with later(days=60):
        assert [tick(), tick()] == [1, 0]
    assert told("round_closed") == 1


def test_a_review_is_announced_once(cast):
    proposal = a_proposal(cast, phase="review")
    assert [tick(), tick()] == [1, 0]
    assert acts(proposal)[-1] == "review_due"


def test_a_review_that_somebody_opened_already_is_not_announced(cast):
    proposal = a_proposal(cast, phase="review")
    actions.renew(proposal, by=cast.erin)
    assert [tick(), told("review_due")] == [0, 0]


def test_the_review_of_an_earlier_resolution_is_not_announced(cast):
    proposal = a_proposal(cast, phase="awaiting")
    resolve(proposal, by=cast.bob, review_on=clock.now() + (clock.now() - clock.now().replace(day=1)))
    actions.renew(proposal, by=cast.bob)
    with later(days=30):
        tick()
    assert told("review_due") == 0


def test_the_clock_tells_of_a_proposal_nobody_carries(cast):
    proposal = a_proposal(cast, cast.bob, "concertation")
    organizations.leave_space(cast.space, by=cast.bob)
    with later(days=60):
        assert tick() == 2
    assert acts(proposal)[-1] == "round_closed"


def test_one_news_that_fails_does_not_keep_the_others_silent(cast, monkeypatch):
    a_proposal(cast, phase="concertation")
    a_proposal(cast, cast.erin, "consultation")
    monkeypatch.setattr("proposals.actions.announcements.end_unanswered", _broken)
    monkeypatch.setattr("proposals.actions.rounds.end_unanswered", _broken)
    with later(days=60):
        tick()
    assert told("round_closed") == 1


def _broken(*_arguments):
    raise RuntimeError("something is wrong with this one")


def test_reading_never_writes(cast, django_assert_num_queries):
    proposal = a_proposal(cast, phase="concertation")
    answer(proposal, cast.erin)
    with later(days=60), django_assert_num_queries(1):
        assert fresh(proposal).phase() == "awaiting"
    assert told("round_closed") == 0
