"""The engine of voting: a frozen roll, one person one ballot, counts that agree, a countdown that a block suspends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from governance.rules.tally import POSITIONS
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.models import Ballot, Roll
from governance.voting.permissions import knows_answers, may_cast, may_see_answers

pytestmark = pytest.mark.django_db

NOON = datetime(2031, 3, 3, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = NOON + 7 * DAY


@pytest.fixture
def vote(cast):
    """Bob and Erin are asked, for a week; a concertation leaves them a day at least."""
    return voting.open_vote(
        text_sha256="0" * 64,
        options=POSITIONS,
        roll=[(cast.bob.pk, "member"), (cast.erin.pk, "member")],
        closes_at=END,
        floor_hours=24,
        now=NOON,
    )


def cast_ballot(vote, who, choice="agree", reason="", now=NOON):
    return voting.cast(voting.lock(vote), by=who, choice=choice, reason=reason, now=now)


def counts(vote):
    return {key: count for key, count in vote.options.values_list("key", "count") if count}


def test_a_vote_keeps_its_options_in_order_and_the_size_of_its_roll(vote):
    assert [option.key for option in vote.options.all()] == list(POSITIONS)
    assert (vote.roll_size, vote.roll.count(), vote.text_sha256) == (2, 2, "0" * 64)


def test_a_ballot_is_counted_once_however_often_it_changes(cast, vote):
    assert cast_ballot(vote, cast.erin, "agree")[1] == ""
    assert cast_ballot(vote, cast.erin, "block", "Pas relu.")[1] == "agree"
    assert (counts(vote), vote.ballots.count()) == ({"block": 1}, 1)


def test_a_ballot_cast_again_as_it_was_does_not_move(cast, vote):
    before, _choice = cast_ballot(vote, cast.erin, "agree", "Oui.")
    after, earlier = cast_ballot(vote, cast.erin, "agree", "Oui.", now=NOON + HOUR)
    assert (after, earlier, after.changed_at, counts(vote)) == (before, "agree", None, {"agree": 1})


def test_a_ballot_says_when_it_was_cast_and_when_it_changed(cast, vote):
    cast_ballot(vote, cast.erin, "agree")
    ballot, _earlier = cast_ballot(vote, cast.erin, "disagree", now=NOON + HOUR)
    assert (ballot.cast_at, ballot.changed_at) == (NOON, NOON + HOUR)


def test_the_roll_says_who_answered_and_when_first(cast, vote):
    cast_ballot(vote, cast.erin, "agree")
    cast_ballot(vote, cast.erin, "disagree", now=NOON + HOUR)
    assert dict(vote.roll.values_list("person", "answered_at")) == {cast.bob.pk: None, cast.erin.pk: NOON}


@pytest.mark.parametrize("choice", ["banana", "", "AGREE", "agree "])
def test_what_is_no_option_is_refused_and_counted_nowhere(cast, vote, choice):
    with pytest.raises(Refused, match="choix proposés"):
        cast_ballot(vote, cast.erin, choice)
    assert (counts(vote), Ballot.objects.count()) == ({}, 0)


@pytest.mark.parametrize(
    ("who", "remedy", "words"),
    [("faye", "ask", "arrêtée à l’ouverture"), ("anonymous", "sign_in", "Connectez-vous")],
)
def test_whoever_is_not_on_the_roll_casts_nothing(cast, vote, who, remedy, words):
    verdict = may_cast(getattr(cast, who), vote, NOON)
    assert (bool(verdict), verdict.remedy, words in verdict.why) == (False, remedy, True)
    with pytest.raises(Refused):
        cast_ballot(vote, getattr(cast, who))


@pytest.mark.parametrize(("now", "may"), [(NOON - HOUR, False), (NOON, True), (END - HOUR, True), (END, False)])
def test_a_ballot_is_cast_between_the_opening_and_the_close(cast, vote, now, may):
    assert bool(may_cast(cast.erin, vote, now)) is may


def test_the_database_refuses_a_second_ballot_and_a_second_place(cast, vote):
    cast_ballot(vote, cast.erin)
    option = vote.options.first()
    with pytest.raises(IntegrityError):
        Ballot.objects.create(vote=vote, person=cast.erin, option=option)


def test_the_database_refuses_a_second_place_on_the_roll(cast, vote):
    with pytest.raises(IntegrityError):
        Roll.objects.create(vote=vote, person=cast.erin, reason="member")


def test_a_suspended_vote_stays_open_past_its_close(cast, vote):
    voting.suspend(vote, NOON + DAY, 14 * DAY)
    vote.refresh_from_db()
    assert (vote.is_open(END + DAY), vote.is_suspended(END + DAY), vote.closing(END + DAY)) == (True, True, None)
    assert may_cast(cast.erin, vote, END + DAY)


def test_a_resumed_vote_has_the_time_it_had_left(vote):
    voting.suspend(vote, NOON + DAY, 14 * DAY)
    voting.resume(vote, NOON + 3 * DAY)
    vote.refresh_from_db()
    assert (vote.closes_at, vote.suspended_at) == (END + 2 * DAY, None)


def test_a_suspension_ends_by_itself_and_writing_it_down_changes_nothing(vote):
    voting.suspend(vote, NOON + DAY, 14 * DAY)
    later = NOON + 16 * DAY
    before = (vote.is_open(later), vote.closing(later))
    voting.settle(vote, later)
    vote.refresh_from_db()
    assert (vote.is_open(later), vote.closing(later)) == before == (True, END + 14 * DAY)
    assert vote.suspended_at is None


def test_a_vote_ended_before_its_time_takes_no_ballot(cast, vote):
    voting.end(vote, NOON + DAY)
    assert (vote.is_open(NOON + DAY), vote.closing(NOON + 2 * DAY)) == (False, NOON + DAY)
    with pytest.raises(Refused, match="close"):
        cast_ballot(vote, cast.erin, now=NOON + DAY)


def test_answers_show_to_those_who_answered_or_asked_and_to_all_after_the_close(cast, vote):
    cast_ballot(vote, cast.erin)
    voting.look(vote, by=cast.dave)
    people = [cast.bob, cast.erin, cast.dave, cast.anonymous]
    assert [may_see_answers(who, vote, NOON) for who in people] == [False, True, True, False]
    assert [knows_answers(who, vote) for who in people] == [False, True, True, False]
    assert [may_see_answers(who, vote, END) for who in people] == [True] * 4
    assert may_see_answers(cast.anonymous, vote, NOON, looked=True)


def test_a_large_roll_is_written_in_a_few_queries(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as small:
        voting.open_vote(
            text_sha256="0" * 64,
            options=POSITIONS,
            roll=[(cast.bob.pk, "member")],
            closes_at=END,
            floor_hours=24,
            now=NOON,
        )
    with django_assert_max_num_queries(4) as large:
        voting.open_vote(
            text_sha256="0" * 64,
            options=POSITIONS,
            roll=[(who.pk, "member") for who in cast.people.values()],
            closes_at=END,
            floor_hours=24,
            now=NOON,
        )
    assert len(small) == len(large)
