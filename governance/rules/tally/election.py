"""What is counted, and what a count gives: the same two shapes for every method."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Tally:
    """Equal ballots, counted together: `ballot` was cast `count` times. A blank is None, [] or {}.

    A blank took part and joins no base; somebody who did not answer is in no tally at all.
    Raises ValueError when nobody cast it.
    """

    ballot: object
    count: int = 1

    def __post_init__(self):
        if type(self.count) is not int or self.count < 1:
            raise ValueError(f"a ballot is counted a whole number of times, once at least: not {self.count!r}")


@dataclass(frozen=True)
class Election:
    """A vote ready to be counted.

    method: a key of METHODS. options: distinct names, in the order of the ballot. tallies: a tuple, or what `heaped`
    gives. seats: how many may win.
    grades: of a majority judgment, the worst first. low, high, budget: of scores and dots, where they are bounded.
    at_least, at_most: how many options a ballot that is not blank may choose. target: how many people an opt-in waits
    for. abstentions: people who said that they take no part, where it is known; they join no count.
    A method leaves alone what it has no use for. Raises ValueError on what no vote may have.
    """

    method: str
    options: tuple[str, ...]
    tallies: Collection[Tally] = ()
    seats: int = 1
    grades: tuple[str, ...] = ()
    low: int = 0
    high: int | None = None
    budget: int | None = None
    at_least: int = 0
    at_most: int | None = None
    target: int | None = None
    abstentions: int | None = None

    def __post_init__(self):
        if not self.options:
            raise ValueError("a vote has one option at least")
        _need_names("options", self.options)
        _need_names("grades", self.grades)
        if type(self.seats) is not int or self.seats < 1:
            raise ValueError(f"seats are a whole number, one at least: not {self.seats!r}")
        for name, bound in (
            ("min", self.low),
            ("max", self.high),
            ("dots", self.budget),
            ("at_least", self.at_least),
            ("at_most", self.at_most),
            ("target", self.target),
            ("abstentions", self.abstentions),
        ):
            if bound is not None and type(bound) is not int:
                raise ValueError(f"{name} is a whole number: not {bound!r}")
        if self.low is None or self.at_least is None:
            raise ValueError("min and at_least are whole numbers")
        if self.high is not None and self.high < self.low:
            raise ValueError("the highest score is not below the lowest")
        if self.budget is not None and self.budget < 1:
            raise ValueError("there is one dot to give at least")
        if not 0 <= self.at_least <= len(self.options):
            raise ValueError("at_least is a number of options")
        if self.at_most is not None and self.at_most < max(1, self.at_least):
            raise ValueError("at_most is one option at least, and not below at_least")
        if self.target is not None and self.target < 1:
            raise ValueError("a target is one person at least")
        if self.abstentions is not None and self.abstentions < 0:
            raise ValueError("abstentions are never negative")

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each option stands on the ballot."""
        return {option: place for place, option in enumerate(self.options)}

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """How good each grade is: 0 for the worst."""
        return {grade: rank for rank, grade in enumerate(self.grades)}


@dataclass(frozen=True)
class Outcome:
    """What a count gives.

    winners: who certainly wins, in order. tied: those between whom nothing decides the seats that are left.
    order: the options from first to last; those that nothing parts stand in one group.
    counts: by option, what the method adds up. steps: how it came to that, for people to follow.
    blanks, base: ballots that are blank, and those that are not. extra: what the method alone has to say.
    """

    winners: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    counts: Mapping[str, object]
    tied: tuple[str, ...] = ()
    steps: tuple[Mapping[str, object], ...] = ()
    blanks: int = 0
    base: int = 0
    extra: Mapping[str, object] = field(default_factory=dict)
    abstentions: int | None = None


def seated(order: Iterable[Sequence[str]], seats: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(winners, tied) when `seats` go to the groups of `order` from the first on.

    A group that fits wins; one that does not is tied for the seats that are left, and takes away no other seat.
    """
    winners: list[str] = []
    for group in order:
        left = seats - len(winners)
        if left == 0:
            break
        if len(group) > left:
            return tuple(winners), tuple(group)
        winners += group
    return tuple(winners), ()


def grouped(options: Sequence[str], key) -> tuple[tuple[str, ...], ...]:
    """`options` from the highest `key(option)` to the lowest, equals together and in the order of the ballot."""
    groups: dict[object, list[str]] = {}
    for option in options:
        groups.setdefault(key(option), []).append(option)
    return tuple(tuple(groups[value]) for value in sorted(groups, reverse=True))


def _need_names(what, names):
    if any(not isinstance(name, str) or not name.strip() for name in names):
        raise ValueError(f"{what} are words")
    if len(set(names)) != len(names):
        raise ValueError(f"{what} are all different")
