"""Properties of an election: most votes first, nobody without one, a tie elects none of the tied."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.elections import elect

people = st.sampled_from(["Alice", "Bob", "Carol", "Dave", "Erin", "Faye", "Gus", "Hana"])
counts = st.dictionaries(people, st.integers(0, 6), max_size=8)
seats = st.integers(1, 6)


@given(counts, seats, st.randoms())
def test_the_order_of_the_names_never_matters(votes, n, random):
    mixed = dict(random.sample(list(votes.items()), len(votes)))
    assert elect(votes, n) == elect(mixed, n)


@given(counts, seats)
def test_every_seat_is_filled_contested_or_left_and_none_twice(votes, n):
    found = elect(votes, n)
    assert len(found.elected) + found.vacant == n
    assert not set(found.elected) & set(found.tied)
    assert not found.tied or len(found.tied) > found.vacant > 0


@given(counts, seats)
def test_nobody_is_elected_without_a_vote_or_below_somebody_who_is_not(votes, n):
    found = elect(votes, n)
    others = [votes[name] for name in votes if name not in found.elected]
    for name in found.elected:
        assert votes[name] > 0
        assert all(votes[name] > other for other in others)


@given(counts, seats)
def test_the_tied_have_as_many_votes_as_each_other(votes, n):
    assert len({votes[name] for name in elect(votes, n).tied}) <= 1


@given(counts, seats, people)
def test_one_more_vote_never_takes_a_seat_from_whoever_gets_it(votes, n, who):
    before = elect(votes, n)
    after = elect(votes | {who: votes.get(who, 0) + 1}, n)
    assert who not in before.elected or who in after.elected
    assert who not in before.tied or who in after.elected


@given(st.sets(people), seats)
def test_an_empty_urn_elects_nobody(names, n):
    found = elect(dict.fromkeys(names, 0), n)
    assert (found.elected, found.tied, found.vacant) == ((), (), n)


@given(st.sets(people, min_size=2), st.integers(1, 6))
def test_a_tie_for_the_last_seat_elects_none_of_the_tied(names, votes):
    found = elect(dict.fromkeys(names, votes), 1)
    assert (found.elected, set(found.tied), found.vacant) == ((), names, 1)


@pytest.mark.parametrize(("votes", "n"), [({"Alice": 1}, 0), ({"Alice": -1}, 1), ({"Alice": 1.0}, 1), ({"A": True}, 1)])
def test_what_is_no_election_is_refused(votes, n):
    with pytest.raises(ValueError):
        elect(votes, n)
