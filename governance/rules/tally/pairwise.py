"""Rankings counted two by two: the method of Schulze."""

from collections import defaultdict

from governance.rules.tally.ballots import Heaps
from governance.rules.tally.election import Election, Outcome, seated


def schulze(election: Election) -> Outcome:
    """Order options by their strongest paths (Schulze, Social Choice and Welfare 36, 2011; winning votes).

    Of two options, the one that more ballots put before the other beats it, by that many ballots. A path is as
    strong as its weakest link, and one option stands before another when its strongest path there is the stronger.
    Options that a ballot does not name stand last together. `counts` is the matrix of pairs.
    """
    options, heaps = election.options, Heaps(election)
    pairs = _pairs(options, heaps)
    paths = _strongest(options, pairs)
    order = _levels(options, paths)
    winners, tied = seated(order, election.seats)
    steps = tuple({"option": a, "paths": dict(paths[a])} for group in order for a in group)
    return Outcome(winners, order, pairs, tied, steps, heaps.blanks, heaps.base)


def _pairs(options, heaps):
    """On how many ballots each option stands before each other.

    An option and the set of those behind it (a whole number, one bit for each) come back on many ballots, even where
    no two are equal: these are counted first, and set out in pairs once.
    """
    bits = {option: 1 << place for place, option in enumerate(options)}
    everybody = (1 << len(options)) - 1
    before = {option: defaultdict(int) for option in options}
    for ballot, count in heaps:
        behind = everybody
        for rank in ballot:
            for option in rank:
                behind -= bits[option]
            for option in rank:
                before[option][behind] += count
    pairs = {a: dict.fromkeys([b for b in options if b != a], 0) for a in options}
    for option, found in before.items():
        for behind, count in found.items():
            for other in pairs[option]:
                if behind & bits[other]:
                    pairs[option][other] += count
    return pairs


def _strongest(options, pairs):
    """The strength of the strongest path from each option to each other (Floyd and Warshall, widest paths)."""
    paths = {a: {b: pairs[a][b] if pairs[a][b] > pairs[b][a] else 0 for b in pairs[a]} for a in options}
    for through in options:
        for a in options:
            if a == through:
                continue
            reach = paths[a][through]
            for b in options:
                if b not in (a, through):
                    paths[a][b] = max(paths[a][b], min(reach, paths[through][b]))
    return paths


def _levels(options, paths):
    """Group by group: those whom nobody left beats. The relation is transitive, so there is always one."""
    left, order = list(options), []
    while left:
        first = [a for a in left if all(paths[a][b] >= paths[b][a] for b in left if b != a)]
        order.append(tuple(first))
        left = [a for a in left if a not in first]
    return tuple(order)
