"""Methods that add up: single choice, approval, scores and dots."""

from collections.abc import Mapping

from governance.rules.tally.election import Election, Outcome, grouped, seated


def single(election: Election) -> Outcome:
    """One option a ballot; the most ballots come first, whether or not they are a majority (plurality)."""
    counts = dict.fromkeys(election.options, 0)
    for one in election.cast:
        if not isinstance(one.ballot, str):
            raise ValueError(f"a single choice is one option: not {one.ballot!r}")
        counts[election.need_option(one.ballot)] += one.count
    return most(election, counts)


def approval(election: Election) -> Outcome:
    """Any number of options a ballot, each at most once; the most approved come first (Brams and Fishburn, 1978)."""
    counts = dict.fromkeys(election.options, 0)
    for one in election.cast:
        if not isinstance(one.ballot, list | tuple):
            raise ValueError(f"an approval ballot is a list of options: not {one.ballot!r}")
        names = [election.need_option(option) for option in one.ballot]
        if len(set(names)) != len(names):
            raise ValueError(f"an option is approved once a ballot: {one.ballot!r}")
        for option in names:
            counts[option] += one.count
    return most(election, counts)


def score(election: Election) -> Outcome:
    """A whole number for each option, between `low` and `high`; a missing one is the lowest. The highest sum first."""
    counts = dict.fromkeys(election.options, 0)
    for one in election.cast:
        given = _numbers(election, one.ballot)
        for option in election.options:
            counts[option] += given.get(option, election.low) * one.count
    return most(election, counts)


def dots(election: Election) -> Outcome:
    """Dots laid on options, none of them negative, no more on a ballot than its budget. The most dots first."""
    counts = dict.fromkeys(election.options, 0)
    for one in election.cast:
        given = _numbers(election, one.ballot)
        if min(given.values()) < 0:
            raise ValueError(f"dots are never negative: {one.ballot!r}")
        if election.budget is not None and sum(given.values()) > election.budget:
            raise ValueError(f"more than {election.budget} dots on one ballot: {one.ballot!r}")
        for option, number in given.items():
            counts[option] += number * one.count
    return most(election, counts)


def most(election: Election, counts: Mapping[str, int]) -> Outcome:
    """The outcome where the highest number wins."""
    order = grouped(election.options, counts.__getitem__)
    winners, tied = seated(order, election.seats)
    steps = tuple({"option": option, "count": counts[option]} for group in order for option in group)
    return Outcome(winners, order, dict(counts), tied, steps, election.blanks, election.base)


def _numbers(election, ballot) -> dict[str, int]:
    if not isinstance(ballot, Mapping):
        raise ValueError(f"a ballot gives a number to options: not {ballot!r}")
    for option, number in ballot.items():
        election.need_option(option)
        if type(number) is not int:
            raise ValueError(f"{number!r} is not a whole number")
        if number < election.low or (election.high is not None and number > election.high):
            raise ValueError(f"{number} is out of bounds for {option!r}")
    return dict(ballot)
