"""Every method of voting, by its properties, by its published examples, and beside a count written another way."""

import json
from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.tally import METHODS, Election, Tally, tally
from governance.rules.tally.judgment import compare

OPTIONS = ("Ana", "Bé", "Cid", "Dam")
GRADES = ("à rejeter", "passable", "bien", "très bien")


def ranked(*names):
    return [list(name) if isinstance(name, list | tuple) else [name] for name in names]


def elect(method, ballots, options=OPTIONS, **more):
    tallies = tuple(Tally(ballot, count) for ballot, count in ballots)
    return tally(Election(method, tuple(options), tallies, **more))


# --- Ballots of every method -------------------------------------------------------------------------

strict = st.permutations(OPTIONS).flatmap(lambda order: st.integers(0, 4).map(lambda n: ranked(*order[:n])))
counts = st.integers(1, 40)
BALLOTS = {
    "single": st.none() | st.sampled_from(OPTIONS),
    "positions": st.none() | st.sampled_from(OPTIONS),
    "approval": st.lists(st.sampled_from(OPTIONS), unique=True),
    "score": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 5)),
    "dots": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 3)),
    "majority_judgment": st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from(GRADES)),
    "schulze": strict,
    "irv": strict,
    "stv": strict,
    "choices": st.lists(st.sampled_from(OPTIONS), unique=True, max_size=3),
    "opt_in": st.none() | st.sampled_from(OPTIONS),
    "date": st.dictionaries(st.sampled_from(OPTIONS), st.sampled_from(("yes", "if_needed", "no"))),
    "resistance": st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 10)),
}
MORE = {
    "majority_judgment": {"grades": GRADES},
    "score": {"high": 5},
    "dots": {"budget": 12},
    "stv": {"seats": 2},
    "choices": {"at_most": 3},
    "opt_in": {"target": 30},
}


def some(method):
    return st.lists(st.tuples(BALLOTS[method], counts), max_size=8)


every_method = pytest.mark.parametrize("method", METHODS)


def renamed(value, names):
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {names.get(key, key): renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(renamed(inner, names) for inner in value)
    return value


@every_method
@given(data=st.data())
def test_no_option_is_favoured_by_its_name(method, data):
    """Neutrality: what is called otherwise wins as before."""
    ballots = data.draw(some(method))
    names = dict(zip(OPTIONS, data.draw(st.permutations(OPTIONS)), strict=True))
    before = elect(method, ballots, **MORE.get(method, {}))
    after = elect(method, [(renamed(ballot, names), n) for ballot, n in ballots], **MORE.get(method, {}))
    assert [set(renamed(group, names)) for group in before.order] == [set(group) for group in after.order]
    assert set(renamed(before.winners, names)) == set(after.winners)
    assert set(renamed(before.tied, names)) == set(after.tied)


@every_method
@given(data=st.data())
def test_no_ballot_counts_more_than_another(method, data):
    """Anonymity: the order in which ballots lie, and how equal ones are heaped, change nothing."""
    ballots = data.draw(some(method))
    unfolded = data.draw(st.permutations([(ballot, 1) for ballot, n in ballots for _ in range(n)][:60]))
    kept = [(ballot, 1) for ballot, n in ballots for _ in range(n)][:60]
    first, second = elect(method, kept, **MORE.get(method, {})), elect(method, unfolded, **MORE.get(method, {}))
    assert (first.winners, first.order, first.counts, first.tied) == (
        second.winners, second.order, second.counts, second.tied
    )  # fmt: skip


@every_method
@given(data=st.data())
def test_a_blank_joins_no_base(method, data):
    ballots = data.draw(some(method))
    blank = {"approval": [], "score": {}, "dots": {}, "majority_judgment": {}}.get(method)
    more = MORE.get(method, {})
    without, beside = elect(method, ballots, **more), elect(method, [*ballots, (blank, 7)], **more)
    assert (without.winners, without.order, without.counts, without.base) == (
        beside.winners, beside.order, beside.counts, beside.base
    )  # fmt: skip
    assert beside.blanks == without.blanks + 7


@every_method
@given(data=st.data())
def test_every_option_stands_once_in_the_order_and_nobody_wins_and_is_tied(method, data):
    outcome = elect(method, data.draw(some(method)), **MORE.get(method, {}))
    if method != "positions":
        assert sorted(option for group in outcome.order for option in group) == sorted(OPTIONS)
    assert not set(outcome.winners) & set(outcome.tied)
    if method != "opt_in":
        assert len(outcome.winners) <= MORE.get(method, {}).get("seats", 1)


@every_method
@given(data=st.data())
def test_an_outcome_can_be_written_as_json(method, data):
    outcome = elect(method, data.draw(some(method)), **MORE.get(method, {}))
    json.dumps([outcome.winners, outcome.order, dict(outcome.counts), outcome.steps, dict(outcome.extra)])


@pytest.mark.parametrize("method", ["single", "approval", "score", "schulze", "majority_judgment"])
@given(data=st.data())
def test_one_more_ballot_for_the_winner_alone_leaves_it_the_winner(method, data):
    """Participation in its weakest form: a ballot that wants nothing but the winner never harms it."""
    ballots, more = data.draw(some(method)), MORE.get(method, {})
    before = elect(method, ballots, **more)
    for winner in before.winners:
        alone = {"single": winner, "approval": [winner], "score": {winner: 5}, "schulze": ranked(winner),
                 "majority_judgment": {winner: GRADES[-1]}}[method]  # fmt: skip
        assert elect(method, [*ballots, (alone, 3)], **more).winners == (winner,)


# --- Ties --------------------------------------------------------------------------------------------


def test_a_tie_takes_away_only_the_seats_that_are_contested():
    ballots = [("Ana", 5), ("Bé", 3), ("Cid", 3), ("Dam", 1)]
    outcome = elect("single", ballots, seats=2)
    assert (outcome.winners, outcome.tied) == (("Ana",), ("Bé", "Cid"))
    assert elect("single", ballots, seats=3).winners == ("Ana", "Bé", "Cid")


@pytest.mark.parametrize("method", [method for method in METHODS if method not in ("positions", "opt_in")])
def test_without_a_ballot_everybody_is_tied(method):
    outcome = elect(method, [], **({"grades": GRADES} if method == "majority_judgment" else {}))
    assert (outcome.winners, set(outcome.tied)) == ((), set(OPTIONS))


def test_two_who_hold_the_same_in_the_last_round_of_a_runoff_are_tied():
    outcome = elect("irv", [(ranked("Ana"), 4), (ranked("Bé"), 4), (ranked("Cid", "Ana"), 1), (ranked("Dam", "Bé"), 1)])
    assert (outcome.winners, set(outcome.tied)) == ((), {"Cid", "Dam"})


def test_a_tied_elimination_is_settled_by_the_latest_earlier_round_in_which_the_counts_differ():
    ballots = [(ranked("Ana"), 5), (ranked("Bé"), 4), (ranked("Cid"), 3), (ranked("Dam", "Cid"), 1)]
    outcome = elect("irv", ballots)
    assert [step["options"] for step in outcome.steps] == [["Dam"], ["Cid"], ["Ana"]]


# --- Published examples ------------------------------------------------------------------------------

# The capital of Tennessee, the usual example of textbooks: Memphis, Nashville, Chattanooga, Knoxville.
TENNESSEE = [(ranked(*order), n) for order, n in (("MNCK", 42), ("NCKM", 26), ("CKNM", 15), ("KCNM", 17))]


def test_the_capital_of_tennessee_is_nashville_by_pairs_and_knoxville_by_runoff():
    assert elect("schulze", TENNESSEE, "MNCK").order == (("N",), ("C",), ("K",), ("M",))
    assert elect("irv", TENNESSEE, "MNCK").winners == ("K",)


def test_the_forty_five_voters_of_the_paper_of_schulze():
    """Schulze, Social Choice and Welfare 36 (2011), example 1: E > A > C > B > D."""
    heaps = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    outcome = elect("schulze", [(ranked(*order), n) for order, n in heaps.items()], "ABCDE")
    assert ["".join(group) for group in outcome.order] == ["E", "A", "C", "B", "D"]
    strongest = {step["option"]: step["paths"] for step in outcome.steps}
    assert (strongest["A"]["B"], strongest["B"]["A"], strongest["E"]["A"]) == (28, 25, 25)


def test_three_dishes_are_chosen_by_transfers():
    """The usual textbook party: twenty guests, three seats, a quota of six."""
    heaps = [(("Orange",), 4), (("Pear", "Orange"), 2), (("Chocolate", "Strawberry"), 8), (("Chocolate", "Sweets"), 4),
             (("Strawberry",), 1), (("Sweets",), 1)]  # fmt: skip
    names = ("Orange", "Pear", "Chocolate", "Strawberry", "Sweets")
    outcome = elect("stv", [(ranked(*order), n) for order, n in heaps], names, seats=3)
    assert (outcome.winners, outcome.extra["quota"]) == (("Chocolate", "Orange", "Strawberry"), 6)


def test_surpluses_go_on_in_exact_fractions():
    outcome = elect("stv", [(ranked("Ana", "Bé"), 5), (ranked("Ana", "Cid"), 5), (ranked("Dam"), 4)], seats=2)
    assert outcome.extra["quota"] == 5
    heaps = [(ranked("Ana", "Bé"), 4), (ranked("Ana", "Cid"), 3), (ranked("Dam"), 3)]
    shown = [step["counts"] for step in elect("stv", heaps, seats=2).steps]
    assert shown[2]["Bé"] == str(Fraction(4 * 3, 7))


def test_a_runoff_may_eliminate_whom_more_support_would_have_saved_from_losing():
    """The published paradox: raised on two ballots, the winner of an instant runoff loses (non-monotonicity)."""
    before = [(ranked("Ana", "Bé", "Cid"), 39), (ranked("Bé", "Cid", "Ana"), 35), (ranked("Cid", "Ana", "Bé"), 26)]
    assert elect("irv", before, OPTIONS[:3]).winners == ("Ana",)
    raised = [(ranked("Ana", "Bé", "Cid"), 49), (ranked("Bé", "Cid", "Ana"), 25), (ranked("Cid", "Ana", "Bé"), 26)]
    assert elect("irv", raised, OPTIONS[:3]).winners == ("Cid",)


# --- Beside counts written another way ---------------------------------------------------------------


def unrolled_value(grades):
    """The majority value as its authors say it: the lower median, taken away again and again."""
    left, value = sorted(grades), []
    while left:
        value.append(left.pop((len(left) - 1) // 2))
    return value


histograms = st.lists(st.integers(0, 6), min_size=4, max_size=4)


@given(histograms, st.randoms())
def test_two_majority_values_compare_as_when_medians_are_taken_away_one_by_one(one, shuffled):
    grades = [rank for rank, n in enumerate(one) for _ in range(n)]
    other = Counter(min(3, max(0, rank + shuffled.choice([-1, 0, 0, 1]))) for rank in grades)
    other = [other[rank] for rank in range(4)]
    mine = unrolled_value(grades)
    theirs = unrolled_value([rank for rank, n in enumerate(other) for _ in range(n)])
    expected = (mine > theirs) - (mine < theirs)
    found = compare(one, other)
    assert (found > 0) - (found < 0) == expected


@given(some("schulze"))
def test_whoever_beats_everybody_two_by_two_wins_by_schulze(ballots):
    """The Condorcet criterion, with the duels counted here again."""

    def prefers(ballot, a, b):
        place = {option: n for n, group in enumerate(ballot or []) for option in group}
        return place.get(a, 99) < place.get(b, 99)

    def duel(a, b):
        return sum(n for ballot, n in ballots if prefers(ballot, a, b))

    champions = [a for a in OPTIONS if all(duel(a, b) > duel(b, a) for b in OPTIONS if b != a)]
    if champions:
        assert elect("schulze", ballots).winners == tuple(champions)


@given(some("schulze"))
def test_strongest_paths_are_those_of_every_route_tried_one_by_one(ballots):
    outcome = elect("schulze", ballots)
    links = {a: {b: n if n > outcome.counts[b][a] else 0 for b, n in row.items()} for a, row in outcome.counts.items()}

    def strongest(a, b):
        between = [option for option in OPTIONS if option not in (a, b)]
        routes = (
            (a, *via, b) for length in range(len(between) + 1) for via in permutations(between, length)
        )  # fmt: skip
        return max(min(links[x][y] for x, y in pairwise(route)) for route in routes)

    for step in outcome.steps:
        assert step["paths"] == {b: strongest(step["option"], b) for b in OPTIONS if b != step["option"]}


@given(some("stv"), st.integers(1, 3))
def test_transfers_lose_no_vote_and_make_none(ballots, seats):
    outcome = elect("stv", ballots, seats=seats)
    for step in outcome.steps:
        held = sum(Fraction(count) for count in step["counts"].values()) + Fraction(step["exhausted"])
        assert held == outcome.base


# --- Refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "ballot", "more"),
    [
        ("single", "Zoé", {}),
        ("single", ["Ana"], {}),
        ("approval", ["Ana", "Ana"], {}),
        ("approval", ["Zoé"], {}),
        ("score", {"Ana": 6}, {"high": 5}),
        ("score", {"Ana": -1}, {}),
        ("score", {"Ana": True}, {}),
        ("score", {"Ana": "4"}, {}),
        ("dots", {"Ana": 2, "Bé": 2}, {"budget": 3}),
        ("dots", {"Ana": -1, "Bé": 1}, {"budget": 3}),
        ("majority_judgment", {"Ana": "superbe"}, {"grades": GRADES}),
        ("majority_judgment", {"Ana": "bien"}, {}),
        ("schulze", ranked("Ana", "Ana"), {}),
        ("schulze", [[]], {}),
        ("schulze", [3], {}),
        ("irv", [["Ana", "Bé"]], {}),
        ("stv", [["Ana", "Bé"]], {"seats": 2}),
        ("irv", ranked("Ana"), {"seats": 2}),
        ("positions", "Zoé", {}),
    ],
)
def test_a_ballot_that_a_method_does_not_know_is_refused_with_its_reason(method, ballot, more):
    with pytest.raises(ValueError, match=r"\w"):
        elect(method, [(ballot, 1)], **more)


@pytest.mark.parametrize(
    "more",
    [
        {"options": ()},
        {"options": ("Ana", "Ana")},
        {"options": ("Ana", " ")},
        {"seats": 0},
        {"seats": 1.5},
        {"low": 3, "high": 2},
    ],
)
def test_a_vote_that_cannot_be_is_refused(more):
    with pytest.raises(ValueError, match=r"\w"):
        Election(**{"method": "single", "options": OPTIONS} | more)


@pytest.mark.parametrize("count", [0, -1, 2.0, True, "3", None])
def test_a_ballot_is_counted_a_whole_number_of_times(count):
    with pytest.raises(ValueError, match="whole number"):
        Tally("Ana", count)
