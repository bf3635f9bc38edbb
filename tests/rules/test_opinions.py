"""What a poll keeps of a ballot, and the result that lines of counts give back."""

from fractions import Fraction

import pytest

from governance.rules.opinions import Question, read

SINGLE = Question("single", ("a", "b"), {})
APPROVED = Question("approval", ("a", "b"), {})
SCORED = Question("score", ("a", "b"), {"min": 0, "max": 2})
RESISTED = Question("resistance", ("a", "b"), {"max": 2})
JUDGED = Question("majority_judgment", ("a", "b"), {"grades": ["bad", "fair", "good"]})


@pytest.mark.parametrize(
    ("question", "ballot", "line"),
    [
        (SINGLE, "b", (0, 1, 0)),
        (SINGLE, None, (0, 0, 1)),
        (APPROVED, ["a", "b"], (1, 1, 0)),
        (SCORED, {"a": 2, "b": 1}, (0, 0, 1, 0, 1, 0, 0)),
        (SCORED, {"a": 2}, (0, 0, 1, 1, 0, 0, 0)),
        (JUDGED, {"b": "good"}, (1, 0, 0, 0, 0, 1, 0)),
    ],
)
def test_a_ballot_is_a_line_of_facts(question, ballot, line):
    assert question.true_of(ballot) == line


def opinion(question, *ballots):
    lines = [(1, *question.true_of(ballot)) for ballot in ballots]
    return read(question, [sum(column) for column in zip(*lines, strict=True)])


def test_the_option_that_most_people_chose_leads():
    told = opinion(SINGLE, "a", "b", "b", None)
    assert (told.people, told.blanks, told.leading) == (4, 1, ("b",))


def test_two_options_chosen_as_often_lead_together():
    assert opinion(APPROVED, ["a", "b"], ["a"], ["b"]).leading == ("a", "b")


def test_nobody_leads_where_all_are_blank():
    assert opinion(SINGLE, None, None).leading == ()


def test_the_mean_of_a_score_is_exact():
    told = opinion(SCORED, {"a": 2, "b": 1}, {"a": 2, "b": 0}, {"a": 1, "b": 0})
    assert [one.value for one in told.standings] == [Fraction(5, 3), Fraction(1, 3)]


def test_the_least_resisted_option_leads():
    assert opinion(RESISTED, {"a": 2, "b": 0}, {"a": 1, "b": 2}).leading == ("b",)


def test_a_majority_grade_is_the_lower_median():
    told = opinion(JUDGED, {"a": "good", "b": "fair"}, {"a": "fair", "b": "fair"}, {"a": "good", "b": "bad"})
    assert [one.rank for one in told.standings] == [2, 1]


def test_the_majority_grade_of_an_even_number_is_the_lower_of_the_two_in_the_middle():
    assert opinion(JUDGED, {"a": "good"}, {"a": "bad"}).standings[0].rank == 0
