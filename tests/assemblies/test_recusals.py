"""Somebody takes no part in a vote about a contract with them: who that keeps out, and what it changes in the count."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision
from governance.verdict import Refused
from governance.voting import actions as voting
from tests.assemblies.meetings import HELD, answered, cast_one, governed, in_session, on_table, voted

IN_ONE_PLACE = {"mode": "in_person", "arrangements": ""}
FIVE = ("bob", "erin", "faye", "gus", "hana")
STATUTES = {"title": "Changer l’article 3", "matter": "statutes", "text": "Article 3 nouveau."}


@pytest.fixture
def cast(cast):
    cast = governed(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        yield cast


def test_a_19_whoever_is_recused_and_absent_is_taken_from_no_base(cast):
    """Five are there: three fifths of the members present are three, however many absent people are recused."""
    meeting = in_session(
        cast, cast.assembly, here=FIVE, items=(STATUTES,), sent=HELD - timedelta(days=40), **IN_ONE_PLACE
    )
    item = on_table(meeting, cast.bob)
    for absent in (cast.ivan, cast.alice):
        actions.recuse(item, by=cast.erin, person=absent, reason="fournisseur")
    voted(item, cast.bob, {cast.bob: "for", cast.erin: "for"})
    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.counts.present, decision.counts.recused) == ("rejected", 5, 0)


def test_st_10_3b_the_vote_is_counted_though_somebody_absent_was_recused(cast):
    meeting = in_session(cast, cast.assembly, here=("bob", "erin"), items=({"matter": "moral_report"},), **IN_ONE_PLACE)
    item = on_table(meeting, cast.bob)
    actions.recuse(item, by=cast.bob, person=cast.hana, reason="bail de la Case")
    vote = voted(item, cast.bob, {cast.bob: "for", cast.erin: "for"})
    assert (vote.counted_at is not None, Decision.objects.get(item=item).outcome) == (True, "adopted")


def test_st_14_5_whoever_is_recused_of_a_text_does_not_vote_on_its_amendments(cast):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    actions.recuse(item, by=cast.gus, person=cast.gus, reason="contrat de location")
    motion = actions.amend_item(item, by=cast.erin, title="Deux", text="Le conseil achète deux broyeurs.")
    vote = actions.put_to_vote(motion, by=cast.bob, minutes=5)
    with pytest.raises(Refused, match="vous n’y êtes pas"):
        cast_one(vote, cast.gus, "for")
    answered(vote, {cast.bob: "for"})
    assert Decision.objects.get(item=motion).counts.recused == 1


def test_nobody_is_recused_of_a_text_while_one_of_its_amendments_is_voted(cast):
    """Their ballot would be counted, and they would be taken from the base all the same."""
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    motion = actions.amend_item(item, by=cast.erin, title="Deux", text="Le conseil achète deux broyeurs.")
    actions.put_to_vote(motion, by=cast.bob, minutes=5)
    with pytest.raises(Refused, match="Un scrutin est en cours"):
        actions.recuse(item, by=cast.gus, person=cast.gus, reason="contrat de location")


def test_a_missed_quorum_is_not_stated_while_a_vote_runs(cast):
    """Its vote says so when it closes; a decision beside it could never be counted, nor the session closed."""
    item = on_table(in_session(cast, here=FIVE[:4], **IN_ONE_PLACE), cast.bob)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    actions.check_out(item.meeting, by=cast.gus)
    with pytest.raises(Refused, match="Un scrutin est en cours"):
        actions.state_no_quorum(item.meeting, by=cast.bob)
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        assert voting.count_due(clock.now()) == 1
        assert Decision.objects.get(item=item).outcome == "no_quorum"
        assert actions.close_session(item.meeting, by=cast.bob).closed_at
