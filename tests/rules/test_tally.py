"""Counting positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.tally import POSITIONS, count_positions

ballots = st.lists(st.sampled_from(POSITIONS), max_size=50)


def test_without_ballots_every_position_counts_zero():
    assert count_positions([]) == {"agree": 0, "incomplete": 0, "abstain": 0, "disagree": 0, "block": 0}


def test_positions_are_counted_one_by_one():
    counts = count_positions(["agree", "block", "agree"])
    assert (counts["agree"], counts["block"], counts["disagree"]) == (2, 1, 0)


@pytest.mark.parametrize("stranger", ["", "yes", "AGREE", "pour", None])
def test_a_ballot_that_is_no_position_is_refused(stranger):
    with pytest.raises(ValueError, match="unknown position"):
        count_positions(["agree", stranger])


@given(ballots.flatmap(lambda cast: st.tuples(st.just(cast), st.permutations(cast))))
def test_the_order_of_the_ballots_does_not_matter(pair):
    cast, shuffled = pair
    assert count_positions(cast) == count_positions(shuffled)


@given(ballots, ballots)
def test_counting_two_heaps_is_counting_them_together(one, other):
    first, second, both = count_positions(one), count_positions(other), count_positions(one + other)
    assert both == {position: first[position] + second[position] for position in POSITIONS}


@given(ballots)
def test_no_ballot_is_lost_and_positions_keep_their_order(cast):
    counts = count_positions(cast)
    assert sum(counts.values()) == len(cast)
    assert tuple(counts) == POSITIONS
