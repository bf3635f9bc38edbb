"""The places of a stratified draw: numbers as they are, shares by largest remainder, and nothing senseless."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.strata import lacking, places


def test_numbers_are_taken_as_they_are():
    assert places(5, {"Nord": 3, "Sud": 2}) == {"Nord": 3, "Sud": 2}


def test_shares_give_what_is_left_to_the_largest_remainder_and_the_first_named_first():
    assert places(4, {"Nord": Fraction(1, 2), "Sud": Fraction(1, 3), "Est": Fraction(1, 6)}) == {
        "Nord": 2,
        "Sud": 1,
        "Est": 1,
    }
    assert places(3, {"Nord": Fraction(1, 2), "Sud": Fraction(1, 2)}) == {"Nord": 2, "Sud": 1}


@given(st.integers(1, 500), st.lists(st.integers(1, 20), min_size=1, max_size=8))
def test_shares_always_add_up_and_nobody_is_a_whole_place_away_from_their_share(take, weights):
    shares = {f"s{n}": Fraction(weight, sum(weights)) for n, weight in enumerate(weights)}
    try:
        found = places(take, shares)
    except ValueError as error:
        assert "one place at least" in str(error)
        return
    assert sum(found.values()) == take
    assert all(abs(found[name] - share * take) < 1 for name, share in shares.items())


@pytest.mark.parametrize(
    ("take", "strata", "words"),
    [
        (3, {}, "names its strata"),
        (3, {"a": 1, "b": 1}, "have 2 places"),
        (3, {"a": 3, "b": 0}, "one place at least"),
        (3, {"a": 4, "b": -1}, "one place at least"),
        (3, {"a": Fraction(1, 2), "b": Fraction(1, 3)}, "add up to one"),
        (3, {"a": Fraction(3, 2), "b": Fraction(-1, 2)}, "add up to one"),
        (3, {"a": Fraction(1, 2), "b": 1}, "not both"),
        (3, {"a": True, "b": 2}, "not both"),
    ],
)
def test_strata_that_make_no_sense_are_refused(take, strata, words):
    with pytest.raises(ValueError, match=words):
        places(take, strata)


def test_a_stratum_with_too_few_people_is_named():
    assert lacking({"Nord": 2, "Sud": 1}, ["Nord", "Sud", "Sud"]) == ["Nord"]
