"""What each method promises of every vote, and the published paradoxes of those that promise less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.tally import METHODS
from tests.rules.test_tally_methods import GRADES, MORE, OPTIONS, elect, ranked, some

each_method = pytest.mark.parametrize("method", METHODS)
WORDS = ("no", "if_needed", "yes")
CHOSEN = {"approval", "choices"}
JUDGED = {"score", "dots", "majority_judgment", "resistance", "date"}


def raised(method, ballot, option, by=1):
    """The same ballot with `option` higher on it, and everything else where it was."""
    if method == "single":
        return option
    if method in CHOSEN:
        return [*(ballot or []), *([] if option in ballot else [option])]
    if method == "schulze":
        names = [name for rank in ballot or [] for name in rank]
        at = max(0, (names.index(option) if option in names else len(names)) - by)
        names = [name for name in names if name != option]
        return ranked(*names[:at], option, *names[at:])
    ballot = dict(ballot or {})
    if method == "majority_judgment":
        place = GRADES.index(ballot.get(option, GRADES[0]))
        return ballot | {option: GRADES[min(len(GRADES) - 1, place + by)]}
    if method == "date":
        return ballot | {option: WORDS[min(2, WORDS.index(ballot.get(option, "no")) + by)]}
    if method == "resistance":
        return ballot | {option: max(0, ballot.get(option, 0) - by)}
    return ballot | {option: min({"score": 5}.get(method, 99), ballot.get(option, 0) + by)}


@pytest.mark.parametrize("method", ["single", "approval", "choices", "schulze", *sorted(JUDGED)])
@given(data=st.data())
def test_more_support_never_harms_the_winner(method, data):
    """Monotonicity."""
    more = {} if method in ("choices", "dots") else MORE.get(method, {})  # no bound that the support would pass
    ballots = data.draw(some(method).filter(bool))
    before = elect(method, ballots, **more)
    at, by = data.draw(st.integers(0, len(ballots) - 1)), data.draw(st.integers(1, 3))
    for winner in before.winners:
        ballot, count = ballots[at]
        if not ballot:  # a blank that becomes a ballot is a new voter, who is another property
            continue
        after = elect(method, [*ballots[:at], (raised(method, ballot, winner, by), count), *ballots[at + 1 :]], **more)
        assert after.winners == (winner,)


@pytest.mark.parametrize("method", [method for method in METHODS if method != "stv"])
@given(data=st.data(), times=st.integers(2, 5))
def test_twice_the_same_voters_decide_the_same(method, data, times):
    """Homogeneity. The whole quota of a transferable vote does not grow in proportion: it alone is left out."""
    ballots, more = data.draw(some(method)), dict(MORE.get(method, {}))
    once = elect(method, ballots, **more)
    if method == "opt_in":
        more["target"] *= times
    often = elect(method, ballots * times, **more)
    assert (once.winners, once.tied, once.order) == (often.winners, often.tied, often.order)


@each_method
@given(data=st.data())
def test_a_heap_weighs_what_its_ballots_weigh(method, data):
    heaps = data.draw(st.lists(st.tuples(some(method).map(lambda found: found[:1]), st.integers(1, 6)), max_size=4))
    ballots = [(found[0][0], n) for found, n in heaps if found]
    one_by_one = [(ballot, 1) for ballot, n in ballots for _ in range(n)]
    more = MORE.get(method, {})
    together, apart = elect(method, ballots, **more), elect(method, one_by_one, **more)
    assert (together.winners, together.tied, together.order, together.counts, together.base, together.blanks) == (
        apart.winners, apart.tied, apart.order, apart.counts, apart.base, apart.blanks
    )  # fmt: skip


@given(some("resistance"))
def test_resistance_and_acceptance_are_two_sides_of_one_number(ballots):
    outcome = elect("resistance", ballots)
    scores = [({o: 10 - b.get(o, 0) for o in OPTIONS} if b else b, n) for b, n in ballots]
    mirrored = elect("score", scores, high=10)
    assert (outcome.winners, outcome.tied, outcome.order) == (mirrored.winners, mirrored.tied, mirrored.order)


# --- Published paradoxes: an instance of each, so that nobody promises what a method does not hold ----


def test_voters_who_come_may_elect_by_runoff_the_one_they_rank_last():
    """The no-show paradox (Fishburn and Brams, Mathematics Magazine 56, 1983)."""
    heaps = [(ranked("Cid", "Ana", "Bé"), 8), (ranked("Ana", "Cid", "Bé"), 9), (ranked("Bé", "Cid", "Ana"), 4)]
    assert elect("irv", heaps, OPTIONS[:3]).winners == ("Cid",)
    come = [*heaps, (ranked("Bé", "Cid", "Ana"), 5)]
    assert elect("irv", come, OPTIONS[:3]).winners == ("Ana",)


def test_voters_who_come_may_harm_the_one_they_prefer_by_pairs():
    """A method that elects whoever beats everybody cannot always reward coming (Moulin, 1988)."""
    heaps = [
        (ranked("Ana", "Cid", "Bé", "Dam"), 3),
        (ranked("Bé", "Ana", "Cid", "Dam"), 4),
        (ranked("Bé", "Ana", "Dam", "Cid"), 4),
        (ranked("Dam", "Cid", "Bé", "Ana"), 9),
    ]
    assert elect("schulze", heaps).winners == ("Dam",)
    assert elect("schulze", [*heaps, (ranked("Ana", "Dam", "Bé", "Cid"), 2)]).winners == ("Bé",)


def test_a_voter_who_comes_may_harm_the_one_they_grade_better():
    """Majority judgment does not promise participation (Felsenthal and Machover, 2008)."""
    heaps = [({"Ana": "passable", "Bé": "bien"}, 2), ({"Ana": "très bien", "Bé": "bien"}, 3)]
    assert elect("majority_judgment", heaps, OPTIONS[:2], grades=GRADES).winners == ("Ana",)
    come = [*heaps, ({"Ana": "passable", "Bé": "à rejeter"}, 1)]
    assert elect("majority_judgment", come, OPTIONS[:2], grades=GRADES).winners == ("Bé",)
