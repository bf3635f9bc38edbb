"""Ballots as facts about a person, counted place by place: what a poll keeps of them, and the result they give back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

BLANK = "blank"
ONE, SEVERAL, NUMBERED, GRADED = ("single",), ("choices", "approval"), ("score", "resistance"), ("majority_judgment",)
METHODS = (*ONE, *SEVERAL, *NUMBERED, *GRADED)
MOST_STEPS = 21  # different numbers that an option may get


@dataclass(frozen=True)
class Question:
    """What is asked: a method among METHODS, its options by key, and its terms (min, max, grades)."""

    method: str
    options: tuple[str, ...]
    terms: Mapping

    @property
    def steps(self) -> tuple:
        """What an option may get, the lowest first: numbers, or ranks of grades; nothing where it is ticked or not."""
        if self.method in NUMBERED:
            low = 0 if self.method == "resistance" else self.terms.get("min", 0)
            return tuple(range(low, self.terms.get("max", 10) + 1))
        return tuple(range(len(self.terms["grades"]))) if self.method in GRADED else ()

    @property
    def facts(self) -> tuple[tuple[str, object], ...]:
        """Everything that may be true of one ballot: (option, what it got), and the blank one last."""
        got = self.steps or (None,)
        return (*((option, step) for option in self.options for step in got), (BLANK, None))

    def true_of(self, ballot) -> tuple[int, ...]:
        """The line of one canonical ballot: 1 for each fact that is true of it; None is blank."""
        if ballot is None:
            true = {(BLANK, None)}
        elif self.method in ONE:
            true = {(ballot, None)}
        elif self.method in SEVERAL:
            true = {(option, None) for option in ballot}
        elif self.method in NUMBERED:
            true = set(ballot.items())
        else:
            ranks = {grade: rank for rank, grade in enumerate(self.terms["grades"])}
            true = {(option, ranks[grade]) for option, grade in ballot.items()}
        return tuple(int(fact in true) for fact in self.facts)


@dataclass(frozen=True)
class Standing:
    """How one option stands: `counts` by step, or how many ticked it; `value` orders options, None of no answer."""

    option: str
    counts: tuple[int, ...]
    value: Fraction | None
    rank: int | None = None  # of the majority grade

    @property
    def number(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Opinion:
    """What people think, out of a line of counts: options in the order asked, and which of them lead."""

    people: int
    blanks: int
    standings: tuple[Standing, ...]

    @property
    def leading(self) -> tuple[str, ...]:
        """The options nobody stands before; several when they are level, none when nobody chose."""
        values = [one.value for one in self.standings if one.value is not None]
        return tuple(one.option for one in self.standings if values and one.value == max(values) and one.number)


def read(question: Question, line: Sequence[int]) -> Opinion:
    """What a line (people, then each fact of `question`) says.

    A choice is worth how many ticked it, a score its mean, a resistance its mean turned round, a judgment its majority
    grade, the lower median of those who judged the option. Options of one grade are level.
    """
    people, *counts = line
    steps = question.steps
    width = len(steps) or 1
    standings = []
    for at, option in enumerate(question.options):
        found = tuple(counts[at * width : (at + 1) * width])
        standings.append(_standing(question, option, found))
    return Opinion(people, counts[len(question.options) * width], tuple(standings))


def _standing(question, option, counts):
    number, steps = sum(counts), question.steps
    if not steps:
        return Standing(option, counts, Fraction(number))
    if not number:
        return Standing(option, counts, None)
    if question.method in GRADED:
        rank = _median(counts, number)
        return Standing(option, counts, Fraction(rank), rank)
    mean = Fraction(sum(step * n for step, n in zip(steps, counts, strict=True)), number)
    return Standing(option, counts, -mean if question.method == "resistance" else mean)


def _median(counts, number):
    """The rank of the lower median grade: at least half of the judgments are of this grade or worse."""
    below = 0
    for rank, n in enumerate(counts):
        below += n
        if 2 * below >= number:
            return rank
    raise ValueError("a median of nothing")
