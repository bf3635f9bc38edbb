"""When a group of people is large and mixed enough to be told, and when the difference of two tellings is."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Counts = tuple[int, ...]  # how many people answered, then how many of them chose each option


@dataclass(frozen=True)
class Floor:
    """What a group must be for its counts to harm nobody: `k` people, and no option that more than `bound` chose.

    Eleven is the number of households under which INSEE tells nothing of a place; the bound is the homogeneity, or
    dominance, rule of official statistics turned to opinions: where nearly all think alike, the count of a group is
    the opinion of each of its people, however large it is.

    Counts are a line (people, option, option…). An option is whatever a person may be counted under: the choices of a
    single choice with its blanks; each option of an approval, where a person counts under several; each grade of each
    option for scores and judgments. The rule is the same for all, as each of them is one fact about a person: none
    may be true of more than the bound among those who answered. What fewer than one minus the bound chose is no
    secret of the same kind: the bound already lets everybody guess « not this one » of each of them.

    Raises ValueError on fewer than two people, and on a bound that is no Fraction from one half, and less than one.
    """

    k: int = 11
    bound: Fraction = Fraction(9, 10)

    def __post_init__(self):
        if type(self.k) is not int or self.k < 2:
            raise ValueError(f"the floor is two people or more: not {self.k!r}")
        if not isinstance(self.bound, Fraction) or not Fraction(1, 2) <= self.bound < 1:
            raise ValueError(f"the bound is a fraction from 1/2, less than 1: not {self.bound!r}")

    def holds(self, counts: Sequence[int]) -> bool:
        """Whether a group with these counts may be told: enough people, and not too alike."""
        people, *options = counts
        alike = max(options, default=0) * self.bound.denominator
        return people >= self.k and alike <= people * self.bound.numerator

    def renews(self, change: Sequence[int]) -> bool:
        """Whether a group may be told again with this `change`, whose people are then a group of their own.

        Those who came must hold the floor by themselves. An option that lost voices, because people changed their
        answer, lost as many as the floor or none: one person who moves is never seen to move.
        """
        return self.holds(change) and all(option >= 0 or option <= -self.k for option in change[1:])

    def matters(self, whole: Sequence[int]) -> tuple[int, ...]:
        """The places, in a line of counts, of the options that one minus the bound of the `whole` chose, or more."""
        least = whole[0] * (self.bound.denominator - self.bound.numerator)
        return tuple(at for at, n in enumerate(whole) if at and n and n * self.bound.denominator >= least)


def added(lines: Sequence[Counts]) -> Counts:
    """The sum of lines of counts, place by place; there is one at least."""
    return tuple(map(sum, zip(*lines, strict=True)))


def taken(more: Counts, less: Counts) -> Counts:
    """What `more` has beyond `less`, place by place."""
    return tuple(a - b for a, b in zip(more, less, strict=True))
