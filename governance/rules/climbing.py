"""Whether a question is carried in a territory, so that the one above it is asked too: integers, over what is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from governance.rules import opinions

CARRIED = "carried"
SHORT = "short"  # enough answers, and too few of them for the option
FEW = "few"
UNTOLD = "untold"  # nothing is told of the whole territory, and nobody says why
SHARES = ((1, 2), (3, 5), (2, 3), (3, 4))  # that may be asked for, as (numerator, denominator)


@dataclass(frozen=True)
class Rule:
    """An option is carried by strictly more than `numerator / denominator` of the answers, of which there are `least`.

    Blank answers are answers. Raises ValueError for a share that is none.
    """

    option: str
    numerator: int
    denominator: int
    least: int

    def __post_init__(self):
        if not 0 <= self.numerator < self.denominator or self.least < 1:
            raise ValueError("a share is between nothing and everything, of one answer at least")


@dataclass(frozen=True)
class Judgement:
    """What came out, and what it was computed from: answers, and how many of them are for the option."""

    outcome: str
    people: int | None = None
    number: int | None = None


def judge(rule: Rule, question: opinions.Question, line: Sequence[int] | None) -> Judgement:
    """The outcome for a line of counts as `opinions.read` takes it; None where nothing is told.

    Raises ValueError for a question that is not of one choice, or that has no such option.
    """
    if question.method not in opinions.ONE or rule.option not in question.options:
        raise ValueError("what climbs is one option of a question of one choice")
    if line is None:
        return Judgement(UNTOLD)
    opinion = opinions.read(question, line)
    number = next(one.number for one in opinion.standings if one.option == rule.option)
    if opinion.people < rule.least:
        return Judgement(FEW, opinion.people, number)
    enough = number * rule.denominator > opinion.people * rule.numerator
    return Judgement(CARRIED if enough else SHORT, opinion.people, number)
