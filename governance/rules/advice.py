"""From positions to what they mean: the advice of a consultation, which never passes or fails."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.rules.guide import IMPACTS
from governance.rules.phases import RESOLUTIONS
from governance.rules.tally import POSITIONS


@dataclass(frozen=True)
class Advice:
    """What a consultation advises its carrier (code social, Gouvernance; CS-2, CS-4).

    leaning: "none" (no answer), "silent" (answers, nobody for or against), "favourable",
        "favourable_blocked" (favourable, yet somebody blocks), "divided" or "unfavourable".
    strong: favourable, by three quarters at least of those who are for or against.
    answered, roll: people who took a position, people who were asked.
    counts: people by position, every position present.
    """

    leaning: str
    strong: bool
    answered: int
    roll: int
    counts: Mapping[str, int]


def advise(counts: Mapping[str, int], roll: int) -> Advice:
    """Read the advice in `counts` (people by position) of a roll of `roll` people (CS-2, CS-5).

    A block weighs against, as a disagreement does; incomplete and abstain do not weigh. A position missing
    from `counts` is 0. Raises ValueError on an unknown position, a negative count, or more answers
    than people.
    """
    if unknown := set(counts) - set(POSITIONS):
        raise ValueError(f"unknown positions: {sorted(unknown)}")
    full = {position: counts.get(position, 0) for position in POSITIONS}
    answered = sum(full.values())
    if min(full.values()) < 0 or answered > roll:
        raise ValueError("each person of the roll answers once at most")
    agree, against = full["agree"], full["disagree"] + full["block"]
    leaning = _leaning(answered, agree, against, full["block"])
    strong = leaning == "favourable" and 4 * agree >= 3 * (agree + against)
    return Advice(leaning=leaning, strong=strong, answered=answered, roll=roll, counts=full)


def _leaning(answered: int, agree: int, against: int, blocks: int) -> str:
    if answered == 0:
        return "none"
    if agree == against == 0:
        return "silent"
    if agree > against:
        return "favourable_blocked" if blocks else "favourable"
    return "divided" if agree == against else "unfavourable"


def needs_public_reason(advice: Advice, choice: str, unlifted: int) -> bool:
    """Whether the resolution `choice` must say publicly why it goes against what people said (CS-4, CS-5).

    To go on or to adapt goes against an unfavourable advice, a block or an objection that stands; to drop, against
    a favourable one, blocked or not. To hand over decides nothing.

    unlifted: objections that were neither lifted nor integrated.
    Raises ValueError on an unknown choice or a negative number.
    """
    if choice not in RESOLUTIONS:
        raise ValueError(f"unknown resolution: {choice!r}")
    if unlifted < 0:
        raise ValueError("objections are counted from 0")
    if choice == "drop":
        return advice.leaning in ("favourable", "favourable_blocked")
    contested = advice.leaning == "unfavourable" or unlifted > 0 or advice.counts["block"] > 0
    return choice in ("go_on", "adapt") and contested


def choices(impact: str) -> tuple[str, ...]:
    """The resolutions a carrier may state; what engages the association goes to its board (CS-6).

    Raises ValueError on an impact that is not one of the guide's.
    """
    if impact not in IMPACTS:
        raise ValueError(f"unknown impact: {impact!r}")
    return ("hand_over", "drop") if impact == "liability" else RESOLUTIONS
