"""A ballot as a page shows it: each method's fields, filled with what was typed, or with what was cast before."""

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from governance.rules.tally import POSITIONS
from governance.rules.tally.ballots import RESISTANCE, is_partial
from governance.voting.models import ONE, RANKINGS, SEVERAL, Ballot, Option, Vote
from governance.voting.pictures import tones
from governance.voting.said import answers_of_dates, in_a_line
from governance.voting.wording import asked_of

RADIOS = 6  # values that stand side by side on a phone
LISTED = 21  # values that a list holds; beyond, a number is typed


@dataclass(frozen=True)
class Row:
    """One option on a ballot. value: what was typed or cast for it; a choice is checked or not."""

    option: Option
    value: str = ""
    tone: str = ""

    @property
    def checked(self) -> bool:
        return self.value == "on"


@dataclass(frozen=True)
class Value:
    """One answer among those that an option may get."""

    key: str
    word: str
    tone: str = ""


class Paper:
    """The ballot of one person: what its template draws. form: a BallotForm, bound after a refusal.

    prefix: what begins the names of its fields, where several ballots stand on one page.
    """

    def __init__(self, d, form, prefix=""):
        self.d, self.vote, self.form, self.prefix = d, d.vote, form, prefix

    @property
    def options(self) -> list[Option]:
        return self.d.options

    @property
    def mine(self) -> Ballot | None:
        return self.d.mine

    @property
    def template(self) -> str:
        return f"voting/ballots/_{self.vote.method}.html"

    @property
    def asked(self) -> str:
        return asked_of(self.vote, len(self.options))

    @cached_property
    def rows(self) -> list[Row]:
        values = self._typed() if self.form.is_bound else self._cast()
        shades = dict(zip((o.key for o in self.options), option_tones(self.vote, self.options), strict=True))
        return [Row(option, values.get(option.key, ""), shades[option.key]) for option in self.options]

    @property
    def only(self) -> Row:
        return self.rows[0]

    @property
    def reason(self) -> str:
        if self.form.is_bound:
            return self.form.data.get("reason", "")
        return self.mine.reason if self.mine else ""

    @property
    def reason_asked(self) -> bool:
        return any(option.needs_reason for option in self.options)

    @property
    def has_own_abstention(self) -> bool:
        return any(option.key == "abstain" for option in self.options)

    def _typed(self):
        data, method = self.form.data, self.vote.method
        if method in ONE or method in SEVERAL:
            return dict.fromkeys(data.getlist("choice") if hasattr(data, "getlist") else [data.get("choice")], "on")
        return {option.key: str(data.get(f"n-{option.key}", "")).strip() for option in self.options}

    def _cast(self):
        if self.mine is None or self.mine.kind != Ballot.Kind.CHOICE:
            return {}
        return values_of(self.vote, self.mine.content)

    # --- What an option may get ---------------------------------------------------------------------

    @cached_property
    def bounds(self) -> tuple[int, int | None]:
        terms = self.vote.terms
        if self.vote.method == Vote.Method.RESISTANCE:
            return 0, terms.get("max", RESISTANCE)
        if self.vote.method == Vote.Method.DOTS:
            budget, most = terms.get("dots"), terms.get("max")
            return max(0, terms.get("min", 0)), min((n for n in (budget, most) if n is not None), default=None)
        return terms.get("min", 0), terms.get("max")

    @cached_property
    def scale(self) -> list[Value]:
        """Every number an option may get, where they are few enough to be shown."""
        low, high = self.bounds
        if high is None or high - low + 1 > LISTED:
            return []
        return [Value(str(n), str(n)) for n in range(low, high + 1)]

    @property
    def has_radios(self) -> bool:
        return 0 < len(self.scale) <= RADIOS

    @cached_property
    def grades(self) -> list[Value]:
        """The best first, as people read them; each by its rank from the worst, as a form sends it."""
        return list(reversed(grades_of(self.vote)))

    @cached_property
    def ranks(self) -> list[str]:
        return [str(n) for n in range(1, len(self.options) + 1)]

    @cached_property
    def answers(self) -> list[Value]:
        return values_of_dates()

    @cached_property
    def elsewhere(self) -> str:
        """The zone of the association, where the reader's clock shows another hour."""
        home = ZoneInfo(settings.TIME_ZONE)
        for option in self.options:
            if option.starts_at and timezone.localtime(option.starts_at).utcoffset() != (
                option.starts_at.astimezone(home).utcoffset()
            ):
                return settings.TIME_ZONE
        return ""

    # --- What was answered ---------------------------------------------------------------------------

    @property
    def is_partial(self) -> bool:
        mine = self.mine
        return mine is not None and mine.kind == Ballot.Kind.CHOICE and is_partial(self.vote.election(), mine.content)

    @cached_property
    def answered(self) -> str:
        """My answer, in words."""
        return in_a_line(self.vote, self.mine.kind, self.mine.content)


def values_of(vote, content) -> dict[str, str]:
    """What a canonical ballot gives to each option, as a form sends it."""
    method = vote.method
    if method in ONE:
        return {content: "on"}
    if method in SEVERAL:
        return dict.fromkeys(content, "on")
    if method in RANKINGS:
        return {key: str(rank) for rank, keys in enumerate(content, 1) for key in keys}
    if method == Vote.Method.MAJORITY_JUDGMENT:
        ranks = {grade: str(rank) for rank, grade in enumerate(vote.terms["grades"])}
        return {key: ranks[grade] for key, grade in content.items()}
    return {key: str(value) for key, value in content.items()}


def values_of_dates() -> list[Value]:
    tones = {"yes": "agree", "if_needed": "incomplete", "no": "disagree"}
    return [Value(key, word, tones[key]) for key, word in answers_of_dates().items()]


def grades_of(vote) -> list[Value]:
    """The grades of a majority judgment, the worst first, each with its tone."""
    grades = vote.terms["grades"]
    return [
        Value(str(rank), grade, f"t{tone}")
        for rank, (grade, tone) in enumerate(zip(grades, tones(len(grades)), strict=True))
    ]


def option_tones(vote, options) -> list[str]:
    """The class that gives an option its colour and, of the five positions, its shape.

    A scheme of other positions is read as a scale, from the most favourable to the least; abstaining stands aside.
    """
    if vote.method != Vote.Method.POSITIONS:
        return [f"k{at % 8}" for at in range(len(options))]
    if all(option.key in POSITIONS for option in options):
        return [option.key for option in options]
    scale = iter(reversed(tones(sum(option.key != "abstain" for option in options))))
    return ["abstain" if option.key == "abstain" else f"step t{next(scale)}" for option in options]
