"""Majority judgment: each option is graded, and the majority grade decides, with the tie-break of its authors."""

from functools import cmp_to_key
from itertools import accumulate

from governance.rules.tally.ballots import Heaps
from governance.rules.tally.election import Election, Outcome, seated


def majority_judgment(election: Election) -> Outcome:
    """Order the options by their majority value (Balinski and Laraki, *Majority Judgment*, MIT Press, 2011, chapter 1).

    The majority grade is the lower median. Equal ones are parted by taking it away from both, again and again, until
    they differ: computed on the counts of grades, without medians of floats and without unrolling the ballots. Two
    options are tied only when every grade was given to both equally often. A grade not given is the worst.
    """
    if len(election.grades) < 2:
        raise ValueError("a majority judgment has two grades at least")
    rank = {grade: n for n, grade in enumerate(election.grades)}
    histograms = {option: [0] * len(rank) for option in election.options}
    heaps = Heaps(election)
    for ballot, count in heaps.cast:
        for option, grade in ballot.items():
            histograms[option][rank[grade]] += count
    for histogram in histograms.values():
        histogram[0] += heaps.base - sum(histogram)

    order = _in_order(election.options, histograms)
    winners, tied = seated(order, election.seats)
    counts = {option: dict(zip(election.grades, histograms[option], strict=True)) for option in election.options}
    steps = tuple(_step(option, histograms[option], election.grades) for group in order for option in group)
    return Outcome(winners, order, counts, tied, steps, heaps.blanks, heaps.base)


def majority_grade(histogram: list[int]) -> int | None:
    """The rank of the lower median of a histogram (worst grade first); None when nobody graded."""
    base = sum(histogram)
    middle = (base + 1) // 2
    return next((n for n, upto in enumerate(accumulate(histogram)) if upto >= middle), None) if base else None


def compare(one: list[int], other: list[int]) -> int:
    """Positive when `one` stands above `other`, by their majority values; 0 when they are the same histogram."""
    found = parting(one, other)
    return found[1] - found[2] if found else 0


def parting(one: list[int], other: list[int]) -> tuple[int, int, int] | None:
    """(medians taken away from both until they differ, the median of `one` then, that of `other`), as ranks of grades.

    Taking the lower median away again and again reads the sorted grades from the middle outwards, in an order of
    places that depends on their number only: the first place where the two differ decides. None when none does.
    """
    base = sum(one)
    middle = (base + 1) // 2
    places = (
        (_turn(min(max(middle, low), high), middle, base), grade, against)
        for low, high, grade, against in _where_they_differ(one, other)
    )
    return min(places, default=None)


def _where_they_differ(one, other):
    """Runs of places (from 1, worst first) with the two different grades that stand there."""
    ends_of_one, ends_of_other = list(accumulate(one)), list(accumulate(other))
    at, place = [0, 0], 1
    while place <= ends_of_one[-1]:
        while ends_of_one[at[0]] < place:
            at[0] += 1
        while ends_of_other[at[1]] < place:
            at[1] += 1
        end = min(ends_of_one[at[0]], ends_of_other[at[1]])
        if at[0] != at[1]:
            yield place, end, at[0], at[1]
        place = end + 1


def _turn(place, middle, base):
    """When the grade at `place` is taken away: the middle first, then by turns on both sides of it.

    Of an even number the lower of two middles goes first, and so the next one up before the next one down.
    """
    if place == middle:
        return 0
    away = abs(place - middle)
    up_first = base % 2 == 0
    return 2 * away - (1 if (place > middle) == up_first else 0)


def _in_order(options, histograms):
    best_first = sorted(options, key=cmp_to_key(lambda a, b: compare(histograms[b], histograms[a])))
    groups: list[list[str]] = []
    for option in best_first:
        if groups and histograms[groups[-1][0]] == histograms[option]:
            groups[-1].append(option)
        else:
            groups.append([option])
    return tuple(tuple(sorted(group, key=options.index)) for group in groups)


def _step(option, histogram, grades):
    median = majority_grade(histogram)
    if median is None:
        return {"option": option, "grade": None, "above": 0, "below": 0}
    return {
        "option": option,
        "grade": grades[median],
        "above": sum(histogram[median + 1 :]),
        "below": sum(histogram[:median]),
    }
