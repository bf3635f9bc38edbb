"""The parts of a stratified draw: how many places each of them has."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction


def places(take: int, strata: Mapping[str, int | Fraction]) -> dict[str, int]:
    """How many of `take` places each stratum has: its number, or its share of them.

    Numbers add up to `take`, shares to one. What the shares leave over goes to the largest remainders, the first
    named first. Raises ValueError, with a sentence, on anything else, and on a stratum without a place.
    """
    if not strata:
        raise ValueError("a stratified draw names its strata")
    if all(type(asked) is int for asked in strata.values()):
        found = dict(strata)
    elif all(isinstance(asked, Fraction) for asked in strata.values()):
        if sum(strata.values()) != 1 or min(strata.values()) <= 0:
            raise ValueError("the shares of the strata add up to one")
        exact = {name: share * take for name, share in strata.items()}
        found = {name: int(one) for name, one in exact.items()}
        order = sorted(exact, key=lambda name: found[name] - exact[name])  # stable: the first named first
        for name in order[: take - sum(found.values())]:
            found[name] += 1
    else:
        raise ValueError("the strata have either numbers or shares, not both")
    if min(found.values()) < 1:
        raise ValueError("each stratum has one place at least")
    if sum(found.values()) != take:
        raise ValueError(f"the strata have {sum(found.values())} places, and the draw {take}")
    return found


def lacking(places: Mapping[str, int], pool: Sequence[str]) -> list[str]:
    """The strata with fewer people than places; `pool` names the stratum of each person."""
    there = Counter(pool)
    return [name for name, number in places.items() if there[name] < number]
