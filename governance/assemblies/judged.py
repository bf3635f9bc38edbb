"""A judgement as people read it: what came out, each step in a sentence with its article, and its bar."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.assemblies import wording
from governance.rules.majority import Counts, Judgement
from governance.voting.pictures import WIDTH, length, mark

OUTCOMES = {
    "adopted": gettext_lazy("Adopté"),
    "rejected": gettext_lazy("Rejeté"),
    "no_quorum": gettext_lazy("Quorum non atteint : rien ne peut être décidé"),
    "irregular": gettext_lazy("Convocation irrégulière : rien ne peut être décidé"),
}
VOICES = {
    "favour": gettext_lazy("Pour"),
    "against": gettext_lazy("Contre"),
    "abstain": gettext_lazy("Abstentions"),
    "blank": gettext_lazy("Blancs"),
    "invalid": gettext_lazy("Nuls"),
    "recused": gettext_lazy("Se sont retirés"),
}


def told_judgement(judgement: Judgement, counts: Counts) -> dict:
    """What `_judged.html` shows: outcome, said, counts, steps, and the picture of the majority where one was asked."""
    steps = [Told(step, wording.step_sentence(step), _picture(step, counts)) for step in judgement.steps]
    return {
        "outcome": judgement.outcome,
        "said": OUTCOMES[judgement.outcome],
        "counts": counts,
        "picture": next((told.picture for told in steps if told.step.name == "majority"), None),
        "steps": steps,
    }


@dataclass(frozen=True)
class Told:
    """A step of the judgement in words, with its picture where a bar says it."""

    step: object
    sentence: str
    picture: dict | None


def _picture(step, counts):
    """A bar of who there is, and the mark to reach: the whole is the base, on a line of WIDTH units."""
    told = step.told
    if step.name not in ("quorum", "majority") or not told["base"]:
        return None
    base, found = told["base"], told["found"]
    parts = [
        ("agree" if step.name == "majority" else "here", found, VOICES["favour"] if step.name == "majority" else "")
    ]
    if step.name == "majority":
        parts.append(("disagree", min(counts.against, base - found), VOICES["against"]))
        rest = base - sum(one[1] for one in parts)
        parts.append(("abstain", rest, _("Autres")))
    bars, x = [], 0
    for tone, n, label in parts:
        width = min(WIDTH - x, length(n, base)) if n > 0 else 0
        bars.append({"tone": tone, "x": x, "width": width, "n": n, "label": label})
        x += width
    at = mark(told["share"] * base, base)
    return {"bars": bars, "mark": min(max(at - 3, 0), WIDTH - 6), "legend": step.name == "majority"}
