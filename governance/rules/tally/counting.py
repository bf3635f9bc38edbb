"""Methods that add up: one choice or several, approval, scores, dots, people who join, dates and resistance."""

from collections.abc import Mapping
from fractions import Fraction

from governance.rules.tally.ballots import ANSWERS, RESISTANCE, Heaps
from governance.rules.tally.election import Election, Outcome, grouped, seated


def single(election: Election) -> Outcome:
    """One option a ballot; the most ballots come first, whether or not they are a majority (plurality)."""
    heaps = Heaps(election)
    return most(election, heaps, _by_choice(election, heaps))


def approval(election: Election) -> Outcome:
    """Any number of options a ballot, each at most once; the most approved come first (Brams and Fishburn, 1978)."""
    counts, heaps = dict.fromkeys(election.options, 0), Heaps(election)
    for ballot, count in heaps:
        for option in ballot:
            counts[option] += count
    return most(election, heaps, counts)


def choices(election: Election) -> Outcome:
    """Several options a ballot, `at_least` and `at_most` so many, counted as approvals are."""
    return approval(election)


def score(election: Election) -> Outcome:
    """A whole number for each option, between `low` and `high`; a missing one is the lowest. The highest sum first."""
    heaps = Heaps(election)
    sums, left_out = _sums(election, heaps)
    counts = {option: sums[option] + election.low * left_out[option] for option in election.options}
    return most(election, heaps, counts)


def dots(election: Election) -> Outcome:
    """Dots laid on options, none of them negative, no more on a ballot than its budget. The most dots first."""
    heaps = Heaps(election)
    return most(election, heaps, _sums(election, heaps)[0])


def opt_in(election: Election) -> Outcome:
    """People join an option, which goes ahead once `target` of them have; each option for itself, so nothing is tied.

    `extra` says whether one reached it at least, and how many people the one closest to it misses.
    """
    target = election.target
    if target is None:
        raise ValueError("an opt-in has a target")
    heaps = Heaps(election)
    counts = _by_choice(election, heaps)
    order = grouped(election.options, counts.__getitem__)
    winners = tuple(option for group in order for option in group if counts[option] >= target)
    steps = tuple(
        {"option": option, "count": counts[option], "missing": max(0, target - counts[option])}
        for group in order
        for option in group
    )
    extra = {"target": target, "reached": bool(winners), "missing": max(0, target - max(counts.values()))}
    return Outcome(winners, order, counts, (), steps, heaps.blanks, heaps.base, extra)


def date(election: Election) -> Outcome:
    """Each option a slot, for which one is free, free if need be, or not; a missing one is a no.

    First the slot where the most people can come (yes and if need be), then, among equals, the one with the most yes.
    """
    heaps = Heaps(election)
    counts = {option: dict.fromkeys(ANSWERS, 0) for option in election.options}
    for ballot, count in heaps:
        for option, word in ballot.items():
            counts[option][word] += count
    for found in counts.values():
        found["no"] = heaps.base - found["yes"] - found["if_needed"]

    def standing(option):
        return heaps.base - counts[option]["no"], counts[option]["yes"]

    order = grouped(election.options, standing)
    winners, tied = seated(order, election.seats)
    steps = tuple(
        {"option": option, "can": standing(option)[0]} | counts[option] for group in order for option in group
    )
    return Outcome(winners, order, counts, tied, steps, heaps.blanks, heaps.base)


def resistance(election: Election) -> Outcome:
    """Systemic consensing: from 0 (none) to `high` of resistance for each option; the least total comes first.

    An option that a ballot leaves out meets no resistance from it: `extra` says on how many ballots that was so.
    There too is acceptance, the share of the greatest resistance that an option did not meet, as an exact fraction.
    """
    heaps = Heaps(election)
    sums, left_out = _sums(election, heaps)
    order = grouped(election.options, lambda option: -sums[option])
    winners, tied = seated(order, election.seats)
    greatest = (RESISTANCE if election.high is None else election.high) * heaps.base
    acceptance = {
        option: str(1 - Fraction(sums[option], greatest)) if greatest else None for option in election.options
    }
    extra = {"acceptance": acceptance, "left_out": left_out}
    return Outcome(winners, order, sums, tied, _counted(order, sums), heaps.blanks, heaps.base, extra)


def most(election: Election, heaps: Heaps, counts: Mapping[str, int]) -> Outcome:
    """The outcome where the highest number wins."""
    order = grouped(election.options, counts.__getitem__)
    winners, tied = seated(order, election.seats)
    return Outcome(winners, order, dict(counts), tied, _counted(order, counts), heaps.blanks, heaps.base)


def _counted(order, counts):
    return tuple({"option": option, "count": counts[option]} for group in order for option in group)


def _by_choice(election, heaps):
    counts = dict.fromkeys(election.options, 0)
    for option, count in heaps:
        counts[option] += count
    return counts


def _sums(election, heaps):
    """By option, the sum of the numbers given to it, and how many ballots left it out."""
    sums, left_out = dict.fromkeys(election.options, 0), dict.fromkeys(election.options, 0)
    for ballot, count in heaps:
        for option, number in ballot.items():
            sums[option] += number * count
        if len(ballot) < len(sums):
            for option in election.options:
                if option not in ballot:
                    left_out[option] += count
    return sums, left_out
