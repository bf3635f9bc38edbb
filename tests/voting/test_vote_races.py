"""A hall answers while the vote closes: who has a mark has a ballot, and every ballot is counted once."""

import time
from datetime import timedelta

import pytest

from governance import clock
from governance.register.models import Entry
from governance.voting import actions as voting
from governance.voting.models import Vote
from tests.at_once import together
from tests.voting.every_method import casting, opened, prepared

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 100


def closing(vote):
    def close():
        while not voting.count_vote(vote):
            time.sleep(0.001)
        return True

    return close


def race(cast, secrecy):
    """One vote that closes while four people answer: (marks, ballots in it, ballots counted)."""
    vote = prepared(cast, secrecy=secrecy)
    close = clock.now() + timedelta(milliseconds=300)
    voting.open_prepared(vote, by=cast.bob, closes_at=close)
    around = [(cast.alice, -12), (cast.bob, -6), (cast.erin, -1), (cast.faye, 1)]
    together(*(casting(vote, who, close + timedelta(milliseconds=ms)) for who, ms in around), closing(vote))
    vote = Vote.objects.get(pk=vote.pk)
    marks = vote.roll.filter(answered_at__isnull=False).count()
    inside = len(vote.urn.codes.split()) if vote.is_secret else vote.ballots.count()
    return marks, inside, sum(vote.outcome["counts"].values())


@pytest.mark.parametrize("secrecy", ["named", "secret"])
def test_whoever_answers_while_a_vote_closes_is_counted_or_told_no(cast, secrecy):
    ends = [race(cast, secrecy) for _round in range(ROUNDS // 2)]
    assert [end for end in ends if len(set(end)) != 1] == []
    assert Entry.objects.filter(act="vote.counted").count() == ROUNDS // 2


def test_the_same_person_answering_from_ten_devices_has_one_ballot(cast):
    vote = opened(cast, secrecy="secret")
    ends = together(*(casting(vote, cast.erin) for _device in range(10)))
    assert sum(isinstance(end, voting.Cast) for end in ends) == 1
    assert len(Vote.objects.get(pk=vote.pk).urn.codes.split()) == 1


def test_two_clocks_count_a_vote_once(cast):
    vote = prepared(cast)
    voting.open_prepared(vote, by=cast.bob, closes_at=clock.now() + timedelta(milliseconds=300))
    time.sleep(0.3)
    assert sorted(together(*[lambda: voting.count_vote(vote)] * 4)) == [False, False, False, True]
