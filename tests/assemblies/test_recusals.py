"""Somebody takes no part in a vote about a contract with them: who that keeps out, and what it changes in the count."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Minutes, Recusal
from governance.assemblies.writing import written
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


def test_whoever_is_recused_by_another_is_so_for_a_reason(cast):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    with pytest.raises(Refused, match="de quel acte il s’agit"):
        actions.recuse(item, by=cast.erin, person=cast.gus, reason=" ")


def test_a_wrong_recusal_is_withdrawn_by_whoever_runs_the_session_and_the_minutes_say_so(cast, client):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    wrong = actions.recuse(item, by=cast.erin, person=cast.gus, reason="bail de la Case")
    actions.recuse(item, by=cast.erin, person=cast.hana, reason="fournisseur")
    actions.recuse(item, by=cast.faye, person=cast.faye, reason="prêt")
    client.force_login(cast.gus)
    address = f"/meetings/{item.meeting_id}/items/{item.pk}/recusals/{wrong.pk}/withdraw/"
    assert address not in client.get(item.meeting.get_absolute_url()).content.decode()
    assert client.post(address).status_code == 403
    client.force_login(cast.bob)
    assert "Lever le déport de Gus" in client.get(item.meeting.get_absolute_url()).content.decode()
    client.post(address)
    with pytest.raises(Refused, match="déjà levé"):
        actions.withdraw_recusal(wrong, by=cast.bob)
    vote = voted(item, cast.bob, {cast.bob: "for", cast.erin: "for", cast.gus: "against"})
    assert (vote.roll_size, Decision.objects.get(item=item).counts.recused) == (3, 2)
    with pytest.raises(Refused, match="ne se lève plus"):
        actions.withdraw_recusal(item.recusals.get(person=cast.hana), by=cast.bob)
    actions.close_session(item.meeting, by=cast.bob)
    minutes = Minutes.objects.select_related("meeting__body__organization__space").get()
    text = written(minutes).replace("\xa0", " ")
    assert "- Un déport de Gus (noté par Erin Fontaine) a été levé à 18 h 05 par Bob Nativel, avant le vote." in text
    assert "- Hana ne prend pas part au vote (art. 10.3, 14.5) : fournisseur (noté par Erin Fontaine)" in text
    assert "- Faye Clain ne prend pas part au vote (art. 10.3, 14.5) : prêt\n" in text


def test_whoever_recused_themselves_by_mistake_takes_it_back_and_may_be_recused_again(cast):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    mistaken = actions.recuse(item, by=cast.gus, person=cast.gus, reason="bail")
    actions.withdraw_recusal(mistaken, by=cast.gus)
    again = actions.recuse(item, by=cast.gus, person=cast.gus, reason="contrat")
    assert again != mistaken
    with pytest.raises(DatabaseError), transaction.atomic():
        Recusal.objects.filter(pk=again.pk).update(reason="autre chose")


def test_nobody_takes_a_recusal_back_once_an_amendment_was_voted_without_them(cast):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    recusal = actions.recuse(item, by=cast.gus, person=cast.gus, reason="contrat de location")
    motion = actions.amend_item(item, by=cast.erin, title="Deux", text="Le conseil achète deux broyeurs.")
    voted(motion, cast.bob, {cast.bob: "for"})
    with pytest.raises(Refused, match="ne se lève plus"):
        actions.withdraw_recusal(recusal, by=cast.gus)


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
