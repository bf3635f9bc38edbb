"""In session: a ballot and the close at the same moment, and the same ballot sent fifty times."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Meeting
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.models import Vote
from governance.voting.urn import new_code
from tests.assemblies.meetings import cast_one, governed, on_table, prepared, with_item
from tests.at_once import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

HERE = ("bob", "erin", "faye", "gus")


@pytest.fixture
def cast(cast):
    return governed(cast)


def asked(cast, secret):
    """A vote of a board in session now, on the real clock: that of the database is not pretended."""
    now = clock.now()
    with clock.pretend(now - timedelta(days=16)):
        meeting = prepared(cast, starts_at=now, mode="in_person", arrangements="")
        with_item(meeting, cast.bob)
        actions.send_convocation(meeting, by=cast.bob)
    for key in HERE:
        actions.check_in(meeting, by=getattr(cast, key))
    actions.open_session(Meeting.objects.get(pk=meeting.pk), by=cast.bob)
    item = on_table(meeting, cast.bob)
    return item, actions.put_to_vote(item, by=cast.bob, minutes=5, secret=secret)


def inside(vote):
    """(marks on the roll, ballots in it)."""
    vote = Vote.objects.get(pk=vote.pk)
    ballots = len(vote.urn.codes.split()) if vote.is_secret else vote.ballots.count()
    return vote.roll.filter(answered_at__isnull=False).count(), ballots


@pytest.mark.parametrize("secret", [False, True])
def test_a_last_ballot_and_the_close_at_the_same_moment(cast, secret):
    item, vote = asked(cast, secret)
    for key in HERE[:3]:
        cast_one(vote, getattr(cast, key), "for")
    ballot, close = together(
        lambda: cast_one(vote, cast.gus, "against"), lambda: actions.close_item_vote(item, by=cast.bob)
    )
    assert isinstance(ballot, voting.Cast), "a close cuts nobody who is there"
    assert inside(vote) == (4, 4)
    if isinstance(close, Refused):
        close = actions.close_item_vote(item, by=cast.bob)
    assert sum(close.outcome["counts"].values()) == 4
    assert Decision.objects.get(item=item).case["counts"]["against"] == 1


@pytest.mark.parametrize("secret", [False, True])
def test_whoever_comes_back_while_the_vote_closes_is_in_or_told_no(cast, secret):
    item, vote = asked(cast, secret)
    for key in HERE[:3]:
        cast_one(vote, getattr(cast, key), "for")
    actions.check_out(item.meeting, by=cast.gus)

    def comes_back():
        actions.check_in(item.meeting, by=cast.gus)
        return cast_one(vote, cast.gus, "against")

    ballot, close = together(comes_back, lambda: actions.close_item_vote(item, by=cast.bob))
    if isinstance(close, Refused):
        close = actions.close_item_vote(item, by=cast.bob)
    entered = isinstance(ballot, voting.Cast)
    assert inside(vote) == (3 + entered, 3 + entered)
    assert sum(close.outcome["counts"].values()) == 3 + entered


@pytest.mark.parametrize("secret", [False, True])
def test_st_10_3a_fifty_identical_ballots_at_once_are_one_ballot(cast, secret):
    _item, vote = asked(cast, secret)
    key = new_code(vote.pk)

    def sends():
        return voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="for", key=key)

    ends = together(*[sends] * 50)
    assert all(isinstance(end, voting.Cast) for end in ends)
    assert sum(not end.is_retry for end in ends) == 1
    assert inside(vote) == (1, 1)
