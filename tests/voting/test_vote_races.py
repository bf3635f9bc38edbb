"""A hall answers while the vote closes: who has a mark has a ballot, and every ballot is counted once."""

import threading
import time
from contextvars import copy_context
from datetime import timedelta

import pytest
from django.db import connection

from governance import clock
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.forms import new_key
from governance.voting.models import Vote
from tests.voting.test_votes import opened, prepared

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 100


def at_once(*calls):
    """Run the calls together, each on a connection of its own; what each gave, or the reason of its refusal."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            results[place] = call()
        except Refused as refused:
            results[place] = refused.verdict
        except Exception as accident:
            results[place] = accident
        finally:
            connection.close()

    threads = [threading.Thread(target=copy_context().run, args=(run, n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [one for one in results if isinstance(one, Exception)] == []
    return results


def casting(vote, who, moment=None, **given):
    def cast():
        time.sleep(max(0, (moment - clock.now()).total_seconds()) if moment else 0)
        return voting.cast_ballot(vote, by=who, kind="choice", ballot="o1", key=new_key(), **given)

    return cast


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
    at_once(*(casting(vote, who, close + timedelta(milliseconds=ms)) for who, ms in around), closing(vote))
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
    ends = at_once(*(casting(vote, cast.erin) for _device in range(10)))
    assert sum(isinstance(end, voting.Cast) for end in ends) == 1
    assert len(Vote.objects.get(pk=vote.pk).urn.codes.split()) == 1


def test_two_clocks_count_a_vote_once(cast):
    vote = prepared(cast)
    voting.open_prepared(vote, by=cast.bob, closes_at=clock.now() + timedelta(milliseconds=300))
    time.sleep(0.3)
    assert sorted(at_once(*[lambda: voting.count_vote(vote)] * 4)) == [False, False, False, True]
