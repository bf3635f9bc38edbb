"""When a question climbs one level: strictly more than a share of the answers, of which there are enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.climbing import CARRIED, FEW, SHORT, UNTOLD, Rule, judge
from governance.rules.opinions import Question

QUESTION = Question("single", ("yes", "no"), {})
HALF = Rule("yes", 1, 2, 20)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ((40, 21, 19, 0), CARRIED),
        ((40, 20, 20, 0), SHORT),
        ((40, 20, 10, 10), SHORT),  # a blank answer is an answer
        ((19, 19, 0, 0), FEW),
        ((20, 11, 9, 0), CARRIED),
        (None, UNTOLD),
    ],
)
def test_an_option_is_carried_strictly_above_its_share_by_enough_answers(line, outcome):
    told = judge(HALF, QUESTION, line)
    assert told.outcome == outcome
    assert (told.people, told.number) == ((line[0], line[1]) if line else (None, None))


def test_exactly_two_thirds_is_not_above_two_thirds():
    rule = Rule("yes", 2, 3, 1)
    assert judge(rule, QUESTION, (30_003, 20_002, 10_001, 0)).outcome == SHORT
    assert judge(rule, QUESTION, (30_003, 20_003, 10_000, 0)).outcome == CARRIED


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**12))
def test_no_two_options_of_a_question_are_carried_by_a_majority(yes, no, blank):
    line = (yes + no + blank, yes, no, blank)
    outcomes = [judge(Rule(option, 1, 2, 1), QUESTION, line).outcome for option in ("yes", "no")]
    assert outcomes.count(CARRIED) <= 1


@pytest.mark.parametrize("made", [lambda: Rule("yes", 1, 1, 20), lambda: Rule("yes", 1, 2, 0)], ids=["all", "nobody"])
def test_a_rule_that_nothing_could_meet_or_miss_is_no_rule(made):
    with pytest.raises(ValueError, match="a share"):
        made()


@pytest.mark.parametrize("question", [Question("approval", ("yes", "no"), {}), Question("single", ("no",), {})])
def test_only_an_option_of_a_question_of_one_choice_climbs(question):
    with pytest.raises(ValueError, match="one option"):
        judge(HALF, question, (40, 21, 19, 0))
