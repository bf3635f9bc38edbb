"""From a rule and counts to a judgement: convocation, quorum, base, majority and tie, in that order, exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from governance.rules.notice import Notice, is_in_time

OF = ("entitled", "in_office")
COUNTED = ("participants", "present")
BASES = ("expressed", "cast", "present", "entitled", "in_office")
TIES = ("rejected", "chair")
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Quorum:
    """How many must be there for a vote to count: `share` of those `of` names, counted as `counts` says.

    of: "entitled" (who may vote) or "in_office" (seats that are filled, A-27).
    counts: "participants" (checked in, or a ballot cast, A-8) or "present" (checked in).
    strict: more than the share, not just as many. counts_recused: whoever is recused counts among those there (A-19).
    article: where the statutes say so. Raises ValueError on a rule that means nothing.
    """

    share: Fraction
    of: str
    counts: str
    strict: bool = False
    article: str = ""
    counts_recused: bool = True

    def __post_init__(self):
        if not 0 <= self.share <= 1:
            raise ValueError(f"a quorum is a share between 0 and 1: not {self.share}")
        _one_of("of", self.of, OF)
        _one_of("counts", self.counts, COUNTED)


@dataclass(frozen=True)
class Majority:
    """How many voices for carry: `share` of the `base`, more than it when `strict`, else at least as many (A-3).

    base: "expressed" (for and against, A-2), "cast" (all ballots), "present", "entitled" or "in_office".
    Raises ValueError on a share under one half, which would let a minority decide, or above one.
    """

    share: Fraction
    strict: bool
    base: str
    article: str = ""

    def __post_init__(self):
        if not HALF <= self.share <= 1:
            raise ValueError(f"a majority is a share between 1/2 and 1: not {self.share}")
        if self.share == HALF and not self.strict:
            raise ValueError("a majority of one half is strict: half of the voices carries nothing")
        _one_of("base", self.base, BASES)


@dataclass(frozen=True)
class Rule:
    """What decides a vote. `tie`: "rejected", or "chair" where the president's voice prevails (ST-14.4c)."""

    quorum: Quorum | None
    majority: Majority
    tie: str = "rejected"
    tie_article: str = ""

    def __post_init__(self):
        _one_of("tie", self.tie, TIES)


@dataclass(frozen=True)
class Counts:
    """People and ballots, all whole numbers from 0.

    `present` and `participants` include the recused; the bases `present`, `entitled` and `in_office` leave them out
    (A-19). A count that the rule does not use may be 0.
    """

    entitled: int = 0
    in_office: int = 0
    present: int = 0
    participants: int = 0
    favour: int = 0
    against: int = 0
    abstain: int = 0
    blank: int = 0
    recused: int = 0
    invalid: int = 0

    def __post_init__(self):
        for field in fields(self):
            found = getattr(self, field.name)
            if type(found) is not int or found < 0:
                raise ValueError(f"{field.name} is a whole number from 0: not {found!r}")

    @property
    def expressed(self) -> int:
        return self.favour + self.against

    @property
    def cast(self) -> int:
        return self.expressed + self.abstain + self.blank + self.invalid


@dataclass(frozen=True)
class Convocation:
    """When a meeting was convened, and for which day; both are days where the association lives."""

    sent: date
    meeting: date
    notice: Notice
    article: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a judgement: its name, whether it holds, its arithmetic in figures, and its article if one is known.

    told: what the arithmetic was made of, for whoever says it in words.
    """

    name: str
    holds: bool
    arithmetic: str
    told: Mapping[str, object]
    article: str = ""


@dataclass(frozen=True)
class Judgement:
    """outcome: "adopted", "rejected", "no_quorum" or "irregular"; steps: those it took, in order."""

    outcome: str
    steps: tuple[Step, ...]


def judge(
    rule: Rule,
    counts: Counts,
    *,
    chair: str | None = None,
    secret: bool = False,
    convocation: Convocation | None = None,
) -> Judgement:
    """What `rule` makes of `counts` (statutes, art. 10, 14, 22, 23; A-1 to A-4).

    chair: how the president of the association voted, None when absent, abstaining or recused; it never weighs in a
        secret vote (A-10).
    Raises ValueError on counts that cannot be: more votes and recusals than participants.
    """
    if chair not in (None, "for", "against"):
        raise ValueError(f"the voice of the chair is for, against or null: not {chair!r}")
    _compare(rule, counts)
    steps = []
    if convocation:
        steps.append(_convened(convocation))
        if not steps[-1].holds:
            return Judgement("irregular", tuple(steps))
    if rule.quorum:
        steps.append(quorum_step(rule.quorum, counts))
        if not steps[-1].holds:
            return Judgement("no_quorum", tuple(steps))
    base = _base(rule.majority, counts)
    steps.append(base)
    if not base.holds:
        return Judgement("rejected", tuple(steps))
    steps.append(_majority(rule.majority, counts.favour, base.told["base"]))
    if not steps[-1].holds and _is_tie(rule.majority, counts):
        steps.append(_tie(rule, counts, chair, secret))
    return Judgement("adopted" if steps[-1].holds else "rejected", tuple(steps))


def quorum_needed(percent: int, base: int) -> int:
    """How many answers a quorum of `percent` per cent of `base` people asks for: a part of a person is a person."""
    return least(Fraction(percent, 100), base)


def least(share: Fraction, base: int, strict: bool = False) -> int:
    """The smallest whole number that reaches `share` of `base` people, or passes it when `strict`."""
    exact = share * base
    return exact.numerator // exact.denominator + 1 if strict else -(-exact.numerator // exact.denominator)


# --- The steps ---------------------------------------------------------------------------------------


def _convened(convocation):
    last = convocation.notice.before(convocation.meeting)
    holds = is_in_time(convocation.sent, convocation.meeting, convocation.notice)
    return Step(
        "convocation",
        holds,
        f"{convocation.meeting} - {convocation.notice} = {last}; {convocation.sent} {'<=' if holds else '>'} {last}",
        {"sent": convocation.sent, "meeting": convocation.meeting, "last": last},
        convocation.article,
    )


def quorum_step(quorum: Quorum, counts: Counts) -> Step:
    """Whether as many are there as `quorum` wants: the step of a judgement, for whoever asks before the vote."""
    of, found = getattr(counts, quorum.of), getattr(counts, quorum.counts)
    if not quorum.counts_recused:
        found = max(0, found - counts.recused)
    return _compared("quorum", quorum, found, of, quorum.counts, {"of": quorum.of, "counts": quorum.counts})


def _base(majority, counts):
    if majority.base in ("expressed", "cast"):
        names = ["favour", "against", "abstain", "blank", "invalid"][: 2 if majority.base == "expressed" else None]
        found = getattr(counts, majority.base)
        said = " + ".join(str(getattr(counts, name)) for name in names)
    else:
        whole = getattr(counts, majority.base)
        found, said = whole - counts.recused, f"{whole} - {counts.recused}"
    return Step("base", found > 0, f"{said} = {found}", {"of": majority.base, "base": found}, majority.article)


def _majority(majority, favour, base):
    return _compared("majority", majority, favour, base, "for", {"of": majority.base})


def _tie(rule, counts, chair, secret):
    decides = rule.tie == "chair" and not secret
    told = {"tie": rule.tie, "chair": chair if decides else None, "secret": secret}
    said = f"{counts.favour} = {counts.against}" + (f"; chair {chair or 'null'}" if decides else "; no casting vote")
    return Step("tie", decides and chair == "for", said, told, rule.tie_article)


def _is_tie(majority, counts):
    return (
        majority.base == "expressed" and majority.share == HALF and majority.strict and counts.favour == counts.against
    )


def _compared(name, rule, found, base, of, told):
    """The step that asks whether `found` people reach the share of `base` people that `rule` wants."""
    exact, needed = rule.share * base, least(rule.share, base, rule.strict)
    holds = found >= needed
    sign = (">" if rule.strict else ">=") if holds else ("<=" if rule.strict else "<")
    told = {**told, "share": rule.share, "strict": rule.strict, "base": base, "found": found, "needed": needed}
    said = f"{rule.share.numerator}/{rule.share.denominator} x {base} = {exact}; {of} {found} {sign} {exact}"
    return Step(name, holds, said, told, rule.article)


# --- What cannot be ----------------------------------------------------------------------------------


def _compare(rule, counts):
    """Refuse more votes than participants, where the rule counts them: what is not used is compared with nothing."""
    voters = counts.cast + counts.recused
    if rule.quorum and rule.quorum.counts == "participants" and voters > counts.participants:
        raise ValueError(f"{voters} people voted or are recused, and only {counts.participants} took part")


def _one_of(name, found, known):
    if found not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}: not {found!r}")
