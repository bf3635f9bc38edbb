"""What a consultation advises, and what its carrier owes to those who were asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.advice import advise, choices, needs_public_reason
from governance.rules.guide import IMPACTS
from governance.rules.phases import RESOLUTIONS
from governance.rules.tally import POSITIONS

# Between "none" or "silent" and "divided" nothing makes one more favourable than the other.
FAVOUR = {
    "unfavourable": 0,
    "none": 1,
    "silent": 1,
    "divided": 1,
    "favourable_blocked": 2,
    "favourable": 3,
}

counts_of_people = st.fixed_dictionaries({position: st.integers(0, 30) for position in POSITIONS})


def advice(roll=100, **counts):
    return advise(counts, roll)


@pytest.mark.parametrize(
    ("counts", "leaning"),
    [
        ({}, "none"),
        ({"abstain": 3, "incomplete": 2}, "silent"),
        ({"agree": 3, "disagree": 2}, "favourable"),
        ({"agree": 3, "disagree": 1, "block": 1}, "favourable_blocked"),
        ({"agree": 2, "disagree": 1, "block": 1}, "divided"),
        ({"agree": 2, "disagree": 2}, "divided"),
        ({"agree": 1, "disagree": 1, "block": 1}, "unfavourable"),
        ({"agree": 2, "disagree": 8}, "unfavourable"),
        ({"block": 1}, "unfavourable"),
        ({"agree": 1, "abstain": 40, "incomplete": 20}, "favourable"),
    ],
)
def test_the_counts_say_where_the_advice_leans(counts, leaning):
    assert advice(**counts).leaning == leaning


def test_advice_is_strong_from_exactly_three_quarters():
    assert advice(agree=3, disagree=1).strong
    assert not advice(agree=299, disagree=100, roll=1000).strong
    assert advice(agree=300, disagree=100, roll=1000).strong


def test_advice_with_a_block_is_never_strong():
    assert not advice(agree=99, block=1).strong


def test_advice_keeps_the_arithmetic_it_used():
    found = advice(agree=2, abstain=1, roll=9)
    assert (found.answered, found.roll) == (3, 9)
    assert found.counts == {"agree": 2, "incomplete": 0, "abstain": 1, "disagree": 0, "block": 0}


@pytest.mark.parametrize(
    ("counts", "roll"),
    [({"agree": 3}, 2), ({"agree": -1}, 2), ({"disagree": -1, "agree": 2}, 2), ({"yes": 1}, 2)],
)
def test_counts_that_no_roll_can_give_are_refused(counts, roll):
    with pytest.raises(ValueError, match=r"positions|once"):
        advise(counts, roll)


@given(counts_of_people)
def test_one_more_agreement_never_makes_advice_less_favourable(counts):
    before = advise(counts, 200)
    after = advise(counts | {"agree": counts["agree"] + 1}, 200)
    assert FAVOUR[after.leaning] >= FAVOUR[before.leaning]
    assert after.strong >= before.strong


@given(counts_of_people, st.sampled_from(["disagree", "block"]))
def test_one_more_voice_against_never_makes_advice_more_favourable(counts, against):
    before = advise(counts, 200)
    after = advise(counts | {against: counts[against] + 1}, 200)
    assert FAVOUR[after.leaning] <= FAVOUR[before.leaning]
    assert after.strong <= before.strong


@given(counts_of_people, st.integers(0, 30), st.integers(0, 30))
def test_once_somebody_is_for_or_against_abstaining_and_asking_for_more_do_not_weigh(counts, abstain, incomplete):
    counts["agree"] += 1
    one, other = advise(counts, 300), advise(counts | {"abstain": abstain, "incomplete": incomplete}, 300)
    assert (one.leaning, one.strong) == (other.leaning, other.strong)


@given(counts_of_people, st.integers(151, 10_000))
def test_those_who_do_not_answer_do_not_weigh(counts, roll):
    one, other = advise(counts, 151), advise(counts, roll)
    assert (one.leaning, one.strong, one.counts) == (other.leaning, other.strong, other.counts)


@pytest.mark.parametrize("choice", ["go_on", "adapt"])
def test_going_on_against_the_advice_needs_a_public_reason(choice):
    assert needs_public_reason(advice(agree=2, disagree=8), choice, unlifted=0)


@pytest.mark.parametrize("choice", ["go_on", "adapt"])
def test_going_on_against_an_unlifted_objection_needs_a_public_reason(choice):
    assert needs_public_reason(advice(agree=9), choice, unlifted=1)


def test_going_on_against_a_block_that_still_stands_needs_a_public_reason():
    assert needs_public_reason(advice(agree=9, block=1), "go_on", unlifted=0)


@pytest.mark.parametrize("counts", [{}, {"abstain": 2}, {"agree": 3, "disagree": 1}, {"agree": 1, "disagree": 1}])
def test_going_on_when_nothing_stands_against_it_needs_no_reason(counts):
    assert not needs_public_reason(advice(**counts), "go_on", unlifted=0)


@pytest.mark.parametrize("counts", [{"agree": 3, "disagree": 2}, {"agree": 9, "block": 1}])
def test_dropping_what_people_favour_needs_a_public_reason(counts):
    assert needs_public_reason(advice(**counts), "drop", unlifted=0)


@pytest.mark.parametrize("counts", [{}, {"abstain": 2}, {"agree": 2, "disagree": 2}, {"disagree": 1}, {"block": 1}])
def test_dropping_what_people_do_not_favour_needs_no_reason(counts):
    assert not needs_public_reason(advice(**counts), "drop", unlifted=0)


@given(counts_of_people, st.integers(0, 5))
def test_handing_over_decides_nothing_and_never_needs_a_public_reason(counts, unlifted):
    assert not needs_public_reason(advise(counts, 200), "hand_over", unlifted)


@given(counts_of_people, st.integers(0, 5))
def test_where_people_lean_to_a_side_going_on_or_dropping_goes_against_them(counts, unlifted):
    found = advise(counts, 200)
    leans = found.leaning not in ("none", "silent", "divided")
    owed = {choice: needs_public_reason(found, choice, unlifted) for choice in ("go_on", "drop")}
    assert any(owed.values()) or not leans


def test_a_reason_is_only_asked_for_a_resolution_that_exists():
    with pytest.raises(ValueError, match="unknown resolution"):
        needs_public_reason(advice(), "win", unlifted=0)
    with pytest.raises(ValueError, match="from 0"):
        needs_public_reason(advice(), "go_on", unlifted=-1)


def test_what_engages_the_association_is_handed_over_or_dropped():
    assert choices("liability") == ("hand_over", "drop")


@pytest.mark.parametrize("impact", [impact for impact in IMPACTS if impact != "liability"])
def test_every_other_impact_leaves_all_four_resolutions(impact):
    assert choices(impact) == RESOLUTIONS == ("go_on", "adapt", "drop", "hand_over")


def test_an_unknown_impact_offers_nothing():
    with pytest.raises(ValueError, match="unknown impact"):
        choices("Liability")
