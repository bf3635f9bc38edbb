"""A vote of a session ends before its hour once everybody there has answered, and never a voice before."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.models import Vote
from governance.voting.verification import every_trouble
from tests.assemblies.meetings import HELD, cast_one, governed, in_session, on_table
from tests.voting import factories

FIVE = ("bob", "erin", "faye", "gus", "hana")
LATER = HELD + timedelta(minutes=5)


@pytest.fixture
def cast(cast):
    return governed(cast)


def asked(cast, here=("bob", "erin", "faye", "gus"), **more):
    """A vote of five minutes put to those who are there."""
    item = on_table(in_session(cast, here=here, mode="in_person", arrangements=""), cast.bob)
    return item, actions.put_to_vote(item, by=cast.bob, minutes=5, **more)


@pytest.mark.parametrize("secret", [False, True])
def test_the_chair_closes_a_vote_once_everybody_there_has_answered(cast, secret):
    with clock.pretend(LATER):
        item, vote = asked(cast, secret=secret)
        for who in (cast.bob, cast.erin, cast.faye):
            cast_one(vote, who, "for")
        with pytest.raises(Refused, match="1 personne présente n’a pas" if secret else "le bulletin de Gus"):
            actions.close_item_vote(item, by=cast.bob)
        cast_one(vote, cast.gus, "against")
        vote = actions.close_item_vote(item, by=cast.bob)
        assert vote.counted_at and vote.closed_at and vote.closes_at == LATER + timedelta(minutes=5)
        assert not vote.is_open(clock.now()) and vote.closing(clock.now()) == vote.closed_at
        assert every_trouble(vote, clock.now()) == []
        assert Decision.objects.get(item=item).outcome == "adopted"
        assert Entry.objects.filter(act="vote.closed").count() == 1
        assert not Vote.objects.running(clock.now()).exists()
        with pytest.raises(Refused, match="Aucun scrutin n’est ouvert"):
            actions.close_item_vote(item, by=cast.bob)
        with pytest.raises(Refused, match=r"[Ll]e scrutin est clos"):
            cast_one(vote, cast.gus, "for")


def test_whoever_left_is_not_waited_for_and_whoever_came_back_is(cast):
    with clock.pretend(LATER):
        item, vote = asked(cast)
        meeting = item.meeting
        for who in (cast.bob, cast.erin, cast.faye):
            cast_one(vote, who, "for")
        actions.check_out(meeting, by=cast.gus)
    with clock.pretend(LATER + timedelta(minutes=1)):
        actions.check_in(meeting, by=cast.gus)
        with pytest.raises(Refused, match="le bulletin de Gus"):
            actions.close_item_vote(item, by=cast.bob)
        actions.check_out(meeting, by=cast.gus)
        assert actions.close_item_vote(item, by=cast.erin).counted_at


@pytest.mark.parametrize("secret", [False, True])
def test_nobody_cuts_a_voice_by_noting_that_somebody_left(cast, secret):
    """Who runs the session could otherwise send out whoever did not answer, and close at once."""
    with clock.pretend(LATER):
        item, vote = asked(cast, secret=secret)
        meeting = item.meeting
        for who in (cast.bob, cast.erin, cast.faye):
            cast_one(vote, who, "for")
        actions.check_out(meeting, by=cast.bob, person=cast.gus)
        with pytest.raises(Refused, match="1 personne qui n’a pas voté" if secret else "départ de Gus"):
            actions.close_item_vote(item, by=cast.bob)
    with clock.pretend(LATER + timedelta(minutes=1)):
        actions.check_in(meeting, by=cast.gus)
        cast_one(vote, cast.gus, "against")
        assert actions.close_item_vote(item, by=cast.bob).counted_at


def test_somebody_sent_out_before_the_vote_is_not_on_its_roll_and_is_not_waited_for(cast):
    with clock.pretend(LATER):
        item = on_table(in_session(cast, here=FIVE, mode="in_person", arrangements=""), cast.bob)
        actions.check_out(item.meeting, by=cast.bob, person=cast.hana)
    with clock.pretend(LATER + timedelta(minutes=1)):
        vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
        for who in (cast.bob, cast.erin, cast.faye, cast.gus):
            cast_one(vote, who, "for")
        assert actions.close_item_vote(item, by=cast.bob).counted_at


def test_only_those_who_run_the_session_close_its_votes(cast):
    with clock.pretend(LATER):
        item, vote = asked(cast, here=("bob", "erin", "faye", "gus"))
        for who in (cast.bob, cast.erin, cast.faye, cast.gus):
            cast_one(vote, who, "for")
        cast.gus.is_superuser = cast.gus.is_staff = True
        cast.gus.save()
        for who in (cast.gus, cast.alice, cast.anonymous):
            with pytest.raises(Refused, match=r"conduite par|Connectez-vous"):
                actions.close_item_vote(item, by=who)
        assert Vote.objects.get(pk=vote.pk).closed_at is None


def test_a_vote_of_a_room_closes_at_its_hour(cast):
    vote = factories.opened(cast)
    with pytest.raises(Refused, match="se clôt à son heure"):
        voting.close_vote(vote, by=cast.bob)


def test_a_closed_vote_never_opens_again(cast):
    with clock.pretend(LATER):
        item, vote = asked(cast)
        for who in (cast.bob, cast.erin, cast.faye, cast.gus):
            cast_one(vote, who, "for")
        actions.close_item_vote(item, by=cast.bob)
        with pytest.raises(DatabaseError), transaction.atomic():
            Vote.objects.filter(pk=vote.pk).update(closed_at=None)
        with pytest.raises(Refused):
            voting.open_prepared(vote, by=cast.bob)


def test_the_button_stands_on_the_table_once_everybody_answered(cast, client):
    with clock.pretend(LATER):
        item, vote = asked(cast)
        client.force_login(cast.bob)
        assert "/close-vote/" not in client.get(item.meeting.get_absolute_url()).content.decode()
        for who in (cast.bob, cast.erin, cast.faye, cast.gus):
            cast_one(vote, who, "for")
        page = client.get(item.meeting.get_absolute_url()).content.decode()
        address = f"/meetings/{item.meeting_id}/items/{item.pk}/do/close-vote/"
        assert address in page and "Clore le scrutin" in page
        client.post(address)
        assert Decision.objects.get(item=item).outcome == "adopted"
        assert "avant son heure" in client.get(f"/votes/{vote.pk}/").content.decode()
