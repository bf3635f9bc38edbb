"""What a rule makes of counts: quorum, base, majority and tie, exactly and in that order."""

from dataclasses import replace
from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.majority import (
    BASES,
    Convocation,
    Counts,
    Majority,
    Quorum,
    Rule,
    judge,
    least,
    quorum_needed,
)
from governance.rules.notice import Notice

EXPRESSED = Majority(F(1, 2), True, "expressed")
SIMPLE = Rule(None, EXPRESSED)
ASSEMBLY = Rule(Quorum(F(1, 5), "entitled", "participants"), EXPRESSED)
BOARD = Rule(Quorum(F(1, 2), "in_office", "present", strict=True), EXPRESSED, tie="chair")
STATUTES = Rule(Quorum(F(1, 2), "entitled", "present"), Majority(F(3, 5), False, "present"))
STATUTES_AGAIN = Rule(None, STATUTES.majority)
DISSOLUTION = Rule(STATUTES.quorum, Majority(F(3, 4), False, "present"))


def outcome(rule, *, chair=None, secret=False, convocation=None, **counts):
    return judge(rule, Counts(**counts), chair=chair, secret=secret, convocation=convocation).outcome


def ballots(favour, against, blank=0, abstain=0):
    return {"favour": favour, "against": against, "blank": blank, "abstain": abstain}


# --- The statutes, by their own numbers --------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (ballots(3, 1, blank=2), "adopted"),
        (ballots(6, 1, abstain=5), "adopted"),
        (ballots(2, 2), "rejected"),
        (ballots(0, 0, blank=7), "rejected"),
    ],
)
def test_st_10_4a_the_majority_of_the_voices_expressed_decides(given, found):
    assert outcome(SIMPLE, **given) == found


@pytest.mark.parametrize(
    ("entitled", "there", "found"), [(25, 4, "no_quorum"), (25, 5, "adopted"), (26, 5, "no_quorum"), (26, 6, "adopted")]
)
def test_st_10_1a_one_fifth_takes_part_or_nothing_is_decided(entitled, there, found):
    assert outcome(ASSEMBLY, entitled=entitled, participants=there, **ballots(there, 0)) == found


@pytest.mark.parametrize(("there", "found"), [(3, "no_quorum"), (4, "adopted")])
def test_st_14_3_the_board_decides_when_most_of_its_members_are_present(there, found):
    assert outcome(BOARD, in_office=6, present=there, **ballots(there, 0)) == found


@pytest.mark.parametrize(
    ("entitled", "there", "found"),
    [(25, 12, "no_quorum"), (25, 13, "adopted"), (24, 12, "adopted"), (24, 11, "no_quorum")],
)
def test_st_22_3a_half_of_the_members_are_present_to_change_the_statutes(entitled, there, found):
    assert outcome(STATUTES, entitled=entitled, present=there, **ballots(there, 0)) == found


def test_st_22_3b_a_second_assembly_decides_whatever_the_number():
    assert outcome(STATUTES_AGAIN, entitled=25, present=3, **ballots(3, 0)) == "adopted"


def test_st_22_4_the_statutes_change_by_three_fifths_of_those_present():
    assert outcome(STATUTES_AGAIN, present=15, **ballots(9, 0, blank=6)) == "adopted"
    assert outcome(STATUTES_AGAIN, present=15, **ballots(8, 1, blank=6)) == "rejected"


def test_st_23_3b_a_dissolution_takes_three_quarters_of_those_present():
    assert outcome(DISSOLUTION, entitled=20, present=16, **ballots(12, 4)) == "adopted"
    assert outcome(DISSOLUTION, entitled=20, present=16, **ballots(11, 0, blank=5)) == "rejected"


def test_st_14_4c_the_voice_of_the_president_settles_a_tie_of_the_board():
    tie = {"in_office": 6, "present": 4, **ballots(2, 2)}
    assert outcome(BOARD, chair="for", **tie) == "adopted"
    assert outcome(BOARD, chair="against", **tie) == "rejected"
    assert outcome(BOARD, chair=None, **tie) == "rejected"


def test_st_14_5_a_recused_president_settles_nothing():
    assert outcome(BOARD, in_office=6, present=5, recused=1, chair=None, **ballots(2, 2)) == "rejected"


def test_A_4_no_voice_settles_a_tie_of_the_assembly():
    assert outcome(SIMPLE, chair="for", **ballots(2, 2)) == "rejected"


def test_A_10_no_voice_settles_a_tie_of_a_secret_vote():
    assert outcome(BOARD, in_office=6, present=4, chair="for", secret=True, **ballots(2, 2)) == "rejected"


def test_A_19_whoever_is_recused_counts_for_the_quorum_and_not_in_the_base():
    counts = {"entitled": 24, "present": 12, "recused": 2}
    assert outcome(STATUTES, **counts, **ballots(6, 4)) == "adopted"
    assert outcome(STATUTES, **counts, **ballots(5, 5)) == "rejected"


def test_nobody_who_votes_decides_nothing_even_without_a_quorum():
    judged = judge(SIMPLE, Counts(blank=3, abstain=2))
    assert (judged.outcome, [(step.name, step.holds) for step in judged.steps]) == ("rejected", [("base", False)])


# --- The steps ---------------------------------------------------------------------------------------


def test_a_judgement_stops_at_the_first_step_that_does_not_hold():
    late = Convocation(date(2026, 3, 2), date(2026, 3, 16), Notice.read("P15D"), "9.2")
    steps = judge(ASSEMBLY, Counts(entitled=25, participants=4), convocation=late).steps
    assert [(step.name, step.holds, step.article) for step in steps] == [("convocation", False, "9.2")]
    in_time = replace(late, sent=date(2026, 3, 1))
    steps = judge(ASSEMBLY, Counts(entitled=25, participants=4), convocation=in_time).steps
    assert [(step.name, step.holds) for step in steps] == [("convocation", True), ("quorum", False)]


def test_each_step_says_its_arithmetic():
    steps = judge(BOARD, Counts(in_office=6, present=4, favour=2, against=2), chair="for").steps
    assert [(step.name, step.arithmetic) for step in steps] == [
        ("quorum", "1/2 x 6 = 3; present 4 > 3"),
        ("base", "2 + 2 = 4"),
        ("majority", "1/2 x 4 = 2; for 2 <= 2"),
        ("tie", "2 = 2; chair for"),
    ]


def test_a_late_convocation_makes_a_meeting_irregular():
    late = Convocation(date(2026, 3, 2), date(2026, 3, 16), Notice.read("P15D"))
    assert outcome(SIMPLE, convocation=late, **ballots(3, 0)) == "irregular"


# --- What makes no sense -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Quorum(F(6, 5), "entitled", "present"),
        lambda: Quorum(F(1, 5), "everybody", "present"),
        lambda: Quorum(F(1, 5), "entitled", "expressed"),
        lambda: Majority(F(1, 2), False, "expressed"),
        lambda: Majority(F(2, 5), True, "expressed"),
        lambda: Majority(F(11, 10), False, "expressed"),
        lambda: Majority(F(3, 5), True, "voices"),
        lambda: Rule(None, EXPRESSED, tie="lot"),
        lambda: Counts(favour=-1),
        lambda: Counts(favour=True),
        lambda: judge(SIMPLE, Counts(), chair="abstain"),
        lambda: judge(ASSEMBLY, Counts(entitled=40, participants=8, favour=6, against=2, recused=1)),
    ],
)
def test_a_rule_or_counts_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_a_count_that_the_rule_does_not_use_is_compared_with_nothing():
    assert outcome(SIMPLE, participants=0, present=0, recused=3, **ballots(4, 3)) == "adopted"


# --- Properties --------------------------------------------------------------------------------------

WHOLE = ("participants", "present", "in_office", "entitled")
numbers = st.integers(0, 60)
shares = st.fractions(F(1, 2), 1, max_denominator=12)


@st.composite
def rules(draw):
    share = draw(shares)
    strict = share == F(1, 2) or draw(st.booleans())
    quorum = draw(
        st.none()
        | st.builds(
            Quorum,
            st.fractions(0, 1, max_denominator=12),
            st.sampled_from(["entitled", "in_office"]),
            st.sampled_from(["participants", "present"]),
            st.booleans(),
        )
    )
    return Rule(
        quorum, Majority(share, strict, draw(st.sampled_from(BASES))), draw(st.sampled_from(["rejected", "chair"]))
    )


@st.composite
def counts(draw):
    """Counts of one meeting: nobody votes who is not there, and nobody is there who is not entitled."""
    votes = {name: draw(numbers) for name in ("favour", "against", "abstain", "blank", "invalid", "recused")}
    participants = sum(votes.values()) + draw(numbers)
    present = participants + draw(numbers)
    in_office = present + draw(numbers)
    return Counts(
        **votes, participants=participants, present=present, in_office=in_office, entitled=in_office + draw(numbers)
    )


voices = st.sampled_from(["for", "against", None])


@given(rules(), counts(), voices, st.booleans())
def test_one_more_for_never_turns_a_yes_into_a_no(rule, counts, chair, secret):
    if judge(rule, counts, chair=chair, secret=secret).outcome != "adopted":
        counts = replace(counts, against=0, abstain=0, blank=0, invalid=0, recused=0, **dict.fromkeys(WHOLE, 0))
        counts = replace(counts, favour=counts.favour + 1, **dict.fromkeys(WHOLE, counts.favour + 1))
    if judge(rule, counts, chair=chair, secret=secret).outcome != "adopted":
        return  # a share of everybody, and more: nothing carries
    there = {name: getattr(counts, name) + 1 for name in WHOLE}
    joined = replace(counts, favour=counts.favour + 1, **there)
    persuaded = [
        replace(counts, favour=counts.favour + 1, **{name: getattr(counts, name) - 1})
        for name in ("against", "abstain", "blank", "invalid")
        if getattr(counts, name)
    ]
    for more in (joined, *persuaded):
        assert judge(rule, more, chair="for" if chair else None, secret=secret).outcome == "adopted"


@given(rules(), counts(), st.booleans())
def test_a_tie_never_carries_without_a_casting_vote(rule, counts, secret):
    even = replace(counts, favour=min(counts.favour, counts.against), against=min(counts.favour, counts.against))
    rule = replace(rule, majority=replace(rule.majority, base="expressed"))
    assert judge(rule, even, chair=None, secret=secret).outcome != "adopted"
    assert judge(rule, even, chair="against", secret=secret).outcome != "adopted"


@given(rules(), st.booleans(), voices)
def test_empty_counts_decide_nothing(rule, secret, chair):
    assert judge(rule, Counts(), chair=chair, secret=secret).outcome in ("rejected", "no_quorum")


@given(rules(), counts())
def test_without_a_casting_vote_blank_ballots_abstentions_and_invalid_ones_weigh_the_same(rule, counts):
    """Between them only their names differ: which is which never changes an outcome."""
    whole = counts.abstain + counts.blank + counts.invalid
    same = replace(counts, abstain=whole, blank=0, invalid=0)
    assert judge(rule, counts).outcome == judge(rule, same).outcome


@given(st.fractions(0, 1, max_denominator=40), st.integers(0, 10_000), st.booleans())
def test_the_least_number_is_the_first_that_reaches_the_share(share, base, strict):
    needed = least(share, base, strict)

    def reaches(number):
        return number > share * base if strict else number >= share * base

    assert reaches(needed)
    assert needed == 0 or not reaches(needed - 1)


def test_a_part_of_a_person_is_a_person():
    assert [quorum_needed(20, base) for base in (25, 26, 0)] == [5, 6, 0]
