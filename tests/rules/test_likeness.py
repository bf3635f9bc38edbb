"""Two short sentences that say nearly the same are found, whatever their accents; others are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.likeness import are_alike, folded, nearest

ALIKE = [
    ("Planter des arbres", "planter un arbre"),
    ("Repeindre le portail", "Repeindre les portails"),
    ("Bleu", "bleue"),
    ("À la médiathèque", "a la mediatheque !"),
    ("Un four à pain", "Four à pain"),
]
APART = [
    ("Planter des arbres", "Repeindre le portail"),
    ("Un four à pain", "Une fontaine à eau"),
    ("Bleu", "Vert"),
    ("", "Vert"),
    ("!!!", "???"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_say_nearly_the_same(one, other):
    assert are_alike(one, other) and are_alike(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_these_do_not(one, other):
    assert not are_alike(one, other)


def test_the_nearest_comes_first_and_three_are_enough():
    others = ["Vert", "Un portail neuf", "Repeindre le portail", "Repeindre les portails", "Repeindre ce portail"]
    assert nearest("repeindre le portail", others)[0] == 2
    assert len(nearest("repeindre le portail", others)) <= 3


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_goes_both_ways_and_everything_with_letters_is_like_itself(one, other):
    assert are_alike(one, other) == are_alike(other, one)
    assert are_alike(one, one) == bool(folded(one))
    assert folded(folded(one)) == folded(one)
