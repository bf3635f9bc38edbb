"""The geometry of result pictures: whole numbers that fill what they must."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.voting.pictures import GAP, SLIGHT, WIDTH, length, mark, percent, stacked, tones

slowly = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
parts = st.lists(st.integers(0, 400), max_size=8)


@slowly
@given(parts)
def test_the_parts_of_a_bar_fill_it_exactly_and_never_overlap(numbers):
    found = stacked(numbers)
    shown = [place for place, number in zip(found, numbers, strict=True) if number]
    if shown:
        assert sum(one for _x, one in shown) + GAP * (len(shown) - 1) == WIDTH
        assert shown[0][0] == 0 and shown[-1][0] + shown[-1][1] == WIDTH
        assert all(b[0] == a[0] + a[1] + GAP for a, b in pairwise(shown))
    assert all(one == 0 for (_x, one), number in zip(found, numbers, strict=True) if not number)


@slowly
@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_bar_is_seen_when_there_is_something_and_never_overflows(number, most):
    assert (0 if number == 0 else SLIGHT) <= length(number, most) <= WIDTH
    assert 0 <= mark(number, most) <= WIDTH


def test_equal_parts_are_equal_bars():
    assert stacked([1, 1]) == [(0, 498), (502, 498)]
    assert length(Fraction(7, 3), 7) == 333 and length(3, 3) == WIDTH and length(0, 0) == 0


@pytest.mark.parametrize(
    ("n", "found"), [(1, [6]), (2, [0, 6]), (3, [0, 3, 6]), (6, [0, 1, 2, 4, 5, 6]), (7, list(range(7)))]
)
def test_a_scale_goes_from_the_first_tone_to_the_last(n, found):
    assert tones(n) == found


def test_shares_are_whole_and_those_of_nothing_are_none():
    assert [percent(1, 3), percent(1, 2), percent(1, 200), percent(1, 0)] == [33, 50, 1, None]
