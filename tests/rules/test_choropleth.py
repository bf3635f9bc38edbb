"""The classes of a map: exact bounds, a pattern each, and what is hidden is no class."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.choropleth import HIDDEN, METHODS, PATTERNS, Step, legend


def test_equal_classes_have_the_same_width_and_whole_percents():
    found = legend({"Cilaos": (1, 10), "Salazie": (3, 10), "Avirons": (5, 10)}, 2)
    assert found.steps == (Step(10, 30, "blank", ("Cilaos",)), Step(30, 50, "solid", ("Salazie", "Avirons")))


def test_quantiles_have_about_as_many_territories():
    cells = {f"c{n}": (n, 100) for n in (1, 2, 3, 4, 50, 90)}
    assert [step.codes for step in legend(cells, 3, "quantiles").steps] == [("c1", "c2"), ("c3", "c4"), ("c50", "c90")]


def test_a_hidden_territory_is_in_no_class_and_drawn_as_hidden():
    found = legend({"Cilaos": None, "Salazie": (3, 10)})
    assert found.patterns() == {"Salazie": "solid", "Cilaos": HIDDEN}
    assert HIDDEN not in PATTERNS
    assert legend({"Cilaos": None}).steps == ()


def test_everybody_of_the_same_mind_makes_one_class():
    assert legend({"a": (2, 2), "b": (5, 5)}).steps == (Step(99, 100, "solid", ("a", "b")),)
    assert legend({"a": (0, 2)}).steps == (Step(0, 1, "solid", ("a",)),)


cells = st.integers(1, 2000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(
    st.dictionaries(st.text(min_size=1, max_size=3), cells | st.none(), max_size=40),
    st.integers(1, 7),
    st.sampled_from(METHODS),
)
def test_each_told_territory_is_in_one_class_whose_bounds_hold_it_and_each_class_looks_different(
    cells, classes, method
):
    found = legend(cells, classes, method)
    assert sorted(code for step in found.steps for code in step.codes) == sorted(code for code in cells if cells[code])
    assert len(found.steps) <= classes and len({step.pattern for step in found.steps}) == len(found.steps)
    for step in found.steps:
        for code in step.codes:
            share = Fraction(*cells[code]) * 100
            assert step.least <= share < step.most or (step is found.steps[-1] and share == step.most)
    assert all(before.most == after.least for before, after in pairwise(found.steps))


@pytest.mark.parametrize(
    ("cells", "more", "words"),
    [
        ({"a": (1, 2)}, {"method": "jenks"}, "the method is one of"),
        ({"a": (1, 2)}, {"classes": 8}, "from 1 to 7 classes"),
        ({"a": (1, 0)}, {}, "no share"),
        ({"a": (3, 2)}, {}, "no share"),
    ],
)
def test_what_makes_no_map_is_refused(cells, more, words):
    with pytest.raises(ValueError, match=words):
        legend(cells, **more)
