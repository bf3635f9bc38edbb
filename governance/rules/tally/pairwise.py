"""Rankings counted two by two: the method of Schulze."""

from governance.rules.tally.ballots import Heaps
from governance.rules.tally.election import Election, Outcome, seated


def schulze(election: Election) -> Outcome:
    """Order options by their strongest paths (Schulze, Social Choice and Welfare 36, 2011; winning votes).

    Of two options, the one that more ballots put before the other beats it, by that many ballots. A path is as
    strong as its weakest link, and one option stands before another when its strongest path there is the stronger.
    Options that a ballot does not name stand last together. `counts` is the matrix of pairs.
    """
    options = election.options
    pairs = {a: dict.fromkeys([b for b in options if b != a], 0) for a in options}
    heaps = Heaps(election)
    for ballot, count in heaps.cast:
        ahead = list(options)
        for group in ballot:
            ahead = [option for option in ahead if option not in group]
            for winner in group:
                for loser in ahead:
                    pairs[winner][loser] += count
    paths = _strongest(options, pairs)
    order = _levels(options, paths)
    winners, tied = seated(order, election.seats)
    steps = tuple({"option": a, "paths": dict(paths[a])} for group in order for a in group)
    return Outcome(winners, order, pairs, tied, steps, heaps.blanks, heaps.base)


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
