"""What decided a count, as data: the code, and the numbers that a sentence compares."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.tally import METHODS, Election, Tally, tally, why
from governance.rules.tally.why import CODES
from tests.rules.test_tally_methods import MORE, OPTIONS, TENNESSEE, elect, ranked, some

GRADES = ("à rejeter", "passable", "bien")


def reason(method, ballots, options=OPTIONS, **more):
    election = Election(method, tuple(options), tuple(Tally(ballot, n) for ballot, n in ballots), **more)
    return why(election, tally(election))


def numbers(found):
    return found.code, found.leader, found.leader_count, found.runner_up, found.runner_up_count, found.base


def test_a_majority_is_more_than_half_and_a_plurality_is_not():
    assert numbers(reason("single", [("Ana", 3), ("Bé", 2), (None, 9)])) == ("majority", "Ana", 3, "Bé", 2, 5)
    found = reason("single", [("Ana", 3), ("Bé", 2), ("Cid", 1)])
    assert numbers(found) == ("plurality_only", "Ana", 3, "Bé", 2, 6)
    assert found.more == {"missing": 1}


def test_of_several_seats_the_last_one_is_explained():
    found = reason("single", [("Ana", 5), ("Bé", 3), ("Cid", 1)], seats=2)
    assert numbers(found) == ("most", "Bé", 3, "Cid", 1, 9)
    assert found.winners == ("Ana", "Bé")


@pytest.mark.parametrize(
    ("method", "one", "other", "counts"),
    [
        ("approval", ["Ana", "Bé"], ["Ana"], (5, 3)),
        ("choices", ["Ana", "Bé"], ["Ana"], (5, 3)),
        ("score", {"Ana": 4, "Bé": 1}, {"Ana": 1}, (14, 3)),
        ("dots", {"Ana": 4, "Bé": 1}, {"Ana": 1}, (14, 3)),
    ],
)
def test_the_most_of_what_is_added_up_wins(method, one, other, counts):
    assert numbers(reason(method, [(one, 3), (other, 2)])) == ("most", "Ana", counts[0], "Bé", counts[1], 5)


def test_a_tie_names_the_rivals_and_what_they_share():
    found = reason("single", [("Ana", 5), ("Bé", 3), ("Cid", 3)], seats=2)
    assert (found.code, found.tied, found.winners, found.leader_count) == ("tied", ("Bé", "Cid"), ("Ana",), 3)
    assert found.more == {"seats_left": 1}
    found = reason("irv", [(ranked("Ana"), 2), (ranked("Bé"), 2), (ranked("Cid"), 1), (ranked("Dam"), 1)])
    assert (found.code, found.tied, found.leader_count) == ("tied", ("Cid", "Dam"), 1)
    assert found.more == {"seats_left": 1, "round": 1}


def test_whoever_beats_everybody_is_explained_by_the_closest_duel():
    assert numbers(reason("schulze", TENNESSEE, "MNCK")) == ("condorcet", "N", 58, "M", 42, 100)


def test_a_circle_is_explained_by_paths():
    found = reason("schulze", [(ranked(*"ABC"), 5), (ranked(*"BCA"), 4), (ranked(*"CAB"), 3)], "ABC")
    assert numbers(found) == ("strongest_paths", "A", 8, "B", 7, 12)
    assert found.more == {"beaten_by": ["C"]}


def test_a_better_majority_grade_is_enough():
    found = reason("majority_judgment", [({"Ana": "bien"}, 3), ({"Bé": "passable"}, 2)], ("Ana", "Bé"), grades=GRADES)
    assert numbers(found) == ("majority_grade", "Ana", 3, "Bé", 0, 5)
    assert found.more == {"grade": "bien", "runner_up_grade": "à rejeter"}


def test_equal_majority_grades_are_parted_by_medians_taken_away():
    ballots = [({"Ana": "bien", "Bé": "bien"}, 3), ({"Ana": "passable"}, 1), ({"Ana": "passable"}, 1)]
    found = reason("majority_judgment", ballots, ("Ana", "Bé"), grades=GRADES)
    assert (found.code, found.leader) == ("majority_grade_tiebreak", "Ana")
    assert found.more == {
        "grade": "bien",
        "removed": 1,
        "grade_then": "passable",
        "runner_up_grade_then": "à rejeter",
        "below": 2,
        "runner_up_below": 2,
    }


def test_a_runoff_is_won_by_a_majority_of_those_who_still_name_somebody():
    ballots = [(ranked("Ana"), 4), (ranked("Bé"), 3), (ranked("Cid", "Bé"), 2), (ranked("Dam"), 1)]
    found = reason("irv", ballots)
    assert numbers(found) == ("majority", "Bé", 5, "Ana", 4, 9)
    assert found.more == {"round": 3, "exhausted": 1}


def test_seats_are_won_by_the_quota_or_by_being_the_last_left():
    ballots = [(ranked("Ana", "Bé"), 7), (ranked("Cid"), 2), (ranked("Dam"), 1)]
    found = reason("stv", ballots, seats=2)
    assert (found.code, found.winners, found.runner_up) == ("quota", ("Ana", "Bé"), "Cid")
    assert (found.leader_count, found.more) == (3, {"quota": 4, "without_quota": ["Bé"], "round": 5})


def test_an_opt_in_reaches_its_target_or_misses_people():
    found = reason("opt_in", [("Ana", 3), ("Bé", 1)], target=3)
    assert numbers(found) == ("target_reached", "Ana", 3, "Bé", 1, 4)
    found = reason("opt_in", [("Ana", 3), ("Bé", 1)], target=5)
    assert (found.code, found.leader, found.more) == ("target_missed", "Ana", {"target": 5, "reached": 0, "missing": 2})


def test_the_least_resistance_is_told_with_its_acceptance():
    found = reason("resistance", [({"Ana": 2, "Bé": 10}, 3), ({"Ana": 1}, 1)], ("Ana", "Bé"))
    assert numbers(found) == ("least_resistance", "Ana", 7, "Bé", 30, 4)
    assert found.more == {"greatest": 40, "acceptance": "33/40", "runner_up_acceptance": "1/4"}


def test_the_best_date_is_the_one_most_people_can_make_and_then_the_one_with_the_most_yes():
    ballots = [
        ({"Ana": "yes", "Bé": "if_needed"}, 2),
        ({"Ana": "if_needed", "Bé": "if_needed"}, 1),
        ({"Cid": "yes"}, 2),
    ]
    found = reason("date", ballots)
    assert numbers(found) == ("best_date", "Ana", 3, "Bé", 3, 5)
    assert found.more == {"yes": 2, "if_needed": 1, "runner_up_yes": 0, "by_yes": True}
    assert reason("date", [({"Ana": "no"}, 2)]).code == "nobody"


def test_positions_have_no_winner():
    found = reason("positions", [("consent", 5), ("objection", 1)], ("consent", "objection"))
    assert (found.code, found.leader, found.winners, found.leader_count) == ("positions", "consent", (), 5)
    assert found.more["counts"] == {"consent": 5, "objection": 1}


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data(), seats=st.integers(1, 5))
def test_every_outcome_has_its_reason(method, data, seats):
    more = MORE.get(method, {}) | ({} if method == "irv" else {"seats": seats})
    ballots = data.draw(some(method))
    found, outcome = reason(method, ballots, **more), elect(method, ballots, **more)
    assert found.code in CODES
    assert (found.winners, found.tied) == (outcome.winners, outcome.tied) or found.code == "nobody"
    assert found.leader is None or method == "opt_in" or method == "positions" or found.leader in outcome.winners
    assert found.runner_up is None or method == "opt_in" or found.runner_up not in outcome.winners
    json.dumps([found.leader_count, found.runner_up_count, found.more])
    if not found.tied and found.code in ("most", "majority", "majority_grade", "condorcet", "plurality_only"):
        assert found.runner_up is None or found.leader_count > found.runner_up_count
