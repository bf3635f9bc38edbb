"""Who puts a version of a document in force: an assembly, or a resolution that nobody blocks."""

import pytest

from governance.rules.documents import effect

FOR = {"agree": 3, "incomplete": 1, "abstain": 1, "disagree": 1, "block": 0}
NOBODY = {}


@pytest.mark.parametrize("kind", ["code_social", "statutes", "bylaws"])
def test_a_resolution_only_puts_to_ratification_what_an_assembly_puts_in_force(kind):
    assert effect(kind, FOR, 0) == "to_ratify"


@pytest.mark.parametrize("kind", ["charter", "room_rules", "notes"])
def test_a_resolution_puts_the_rest_in_force(kind):
    assert effect(kind, FOR, 0) == "in_force"


@pytest.mark.parametrize("kind", ["code_social", "statutes", "bylaws", "charter", "room_rules", "notes"])
def test_nobody_goes_on_over_a_block_or_against_the_advice(kind):
    assert [
        effect(kind, FOR, 1),
        effect(kind, FOR | {"block": 1}, 0),
        effect(kind, FOR | {"disagree": 4}, 0),
    ] == ["blocked", "blocked", "against"]


def test_what_no_assembly_ratifies_needs_more_people_for_it_than_against_it():
    assert [effect("charter", FOR | {"disagree": 3}, 0), effect("charter", NOBODY, 0)] == ["unsupported"] * 2
    assert effect("code_social", NOBODY, 0) == "to_ratify"


@pytest.mark.parametrize(
    ("kind", "counts", "unlifted"), [("poem", {}, 0), ("charter", {}, -1), ("charter", {"agree": -1}, 0)]
)
def test_what_makes_no_sense_is_said(kind, counts, unlifted):
    with pytest.raises(ValueError, match=r"unknown kind|counted from 0"):
        effect(kind, counts, unlifted)
