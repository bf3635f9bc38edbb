"""Who keeps a voice during a session, who is told apart on a ballot, and to whom the names of its votes are known."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Attendance, Decision, Mandate
from governance.organizations import exits
from governance.verdict import Refused
from governance.voting import actions as voting
from tests.assemblies.meetings import HELD, cast_one, governed, in_session, names_here, on_table, renewing
from tests.cast import person

IN_ONE_PLACE = {"mode": "in_person", "arrangements": ""}
FIVE = ("bob", "erin", "faye", "gus", "hana")
SEATS = {"title": "Élire le conseil", "matter": "board_election", "text": "Deux sièges.", "seats": 2}


@pytest.fixture
def cast(cast):
    cast = governed(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        yield cast


def resigns_from_the_board(cast, who):
    actions.resign_mandate(Mandate.objects.get(person=who, body=cast.board), by=who)


# --- Voices --------------------------------------------------------------------------------------------


def test_an_administrator_who_resigns_in_session_votes_no_more(cast):
    meeting = in_session(cast, here=FIVE, **IN_ONE_PLACE)
    item = on_table(meeting, cast.bob)
    resigns_from_the_board(cast, cast.gus)
    assert str(cast.gus) not in names_here(meeting)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    assert vote.roll_size == 4


def test_st_7_2_a_member_who_resigns_while_a_vote_runs_has_no_ballot_in_it_any_more(cast):
    meeting = in_session(cast, cast.assembly, here=FIVE, items=({"matter": "moral_report"},), **IN_ONE_PLACE)
    vote = actions.put_to_vote(on_table(meeting, cast.bob), by=cast.bob, minutes=5)
    exits.resign(cast.organization.enrolments.current().get(person=cast.gus), by=cast.gus)
    with pytest.raises(Refused, match="quitté la séance"):
        cast_one(vote, cast.gus, "for")


def test_whoever_resigned_before_an_adjourned_session_goes_on_has_no_voice_in_it(cast):
    meeting = in_session(cast, here=FIVE, **IN_ONE_PLACE)
    later = HELD + timedelta(days=8)
    actions.suspend_session(meeting, by=cast.bob, until=later)
    with clock.pretend(HELD + timedelta(days=3)):
        resigns_from_the_board(cast, cast.gus)
    with clock.pretend(later):
        for who in (cast.bob, cast.gus):
            actions.check_in(meeting, by=who)
        there = Attendance.objects.filter(meeting=meeting, left_at=None)
        assert dict(there.values_list("person", "deliberates")) == {cast.bob.pk: True, cast.gus.pk: False}


# --- Ballots -------------------------------------------------------------------------------------------


def test_two_candidates_who_are_called_alike_both_stand_and_are_counted_apart(cast):
    cast.gus.display_name = cast.hana.display_name
    cast.gus.save()
    renewing(cast, 2)
    meeting = in_session(cast, cast.assembly, here=FIVE, items=(SEATS,), **IN_ONE_PLACE)
    item = on_table(meeting, cast.bob)
    for who in (cast.gus, cast.hana, cast.ivan):
        actions.stand(item, by=who)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    of = {option.person_id: option.key for option in vote.options.all()}
    for voter, chosen in ((cast.bob, cast.hana), (cast.erin, cast.hana), (cast.faye, cast.ivan)):
        cast_one(vote, voter, [of[chosen.pk]])
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
    assert Decision.objects.get(item=item).judgement["elected"] == [cast.hana.pk, cast.ivan.pk]


def test_a_vote_that_binds_and_has_a_ballot_in_it_is_not_cancelled_to_be_asked_again(cast):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    mistaken = actions.put_to_vote(item, by=cast.bob, minutes=5, secret=True)
    voting.cancel_vote(mistaken, by=cast.bob, reason="Ouvert au secret par erreur.")
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    cast_one(vote, cast.gus, "against")
    for who in (cast.bob, cast.erin):
        with pytest.raises(Refused, match="ne se recommence pas"):
            voting.cancel_vote(vote, by=who, reason="Cela tourne mal.")


# --- Names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [None, "zoe"])
def test_who_voted_what_in_a_session_is_not_read_by_people_who_are_not_of_the_association(cast, client, who):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    if who:
        client.force_login(person(who))
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    cast_one(vote, cast.faye, "against")
    pages = [client.get(reverse("vote", args=[vote.pk])).content.decode()]
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
        pages.append(client.get(reverse("vote", args=[vote.pk])).content.decode())
        client.force_login(cast.ivan)
        member = client.get(reverse("vote", args=[vote.pk])).content.decode()
    named = [[str(one) in page for one in (cast.faye, cast.hana)] for page in (*pages, member)]
    assert named == [[False, False], [False, False], [True, False]]


def test_the_activity_of_the_space_says_who_voted_to_the_people_of_the_association_alone(cast, client):
    item = on_table(in_session(cast, here=FIVE, **IN_ONE_PLACE), cast.bob)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    cast_one(vote, cast.faye, "against")
    told = []
    for who in (cast.ivan, cast.dave, None):
        client.logout() if who is None else client.force_login(who)
        activity = client.get(reverse("space-activity", args=[cast.space.slug])).content.decode()
        told.append(f"{cast.faye} a voté" in activity)
    assert told == [True, False, False]
