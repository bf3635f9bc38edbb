"""A case for judgement as JSON: read without trust, and answered in the same words for everybody."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from fractions import Fraction

from governance.rules.majority import Convocation, Counts, Judgement, Majority, Quorum, Rule
from governance.rules.notice import Notice

SHARE = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,9}))?")
VOTES = ("for", "against", "abstain", "blank", "recused")
PEOPLE = ("entitled", "in_office", "present", "participants")


def read(data: object) -> dict[str, object]:
    """What `majority.judge` asks for, by name, from what was read in a JSON file.

    Raises ValueError, with a sentence, on anything that makes no sense: an unknown or missing name, a share that is
    none, a number that is no count of people.
    """
    _names("the case", data, needs=("rule", "counts"), may=("chair", "secret", "convocation"))
    secret = data.get("secret", False)
    if not isinstance(secret, bool):
        raise ValueError("secret is true or false")
    rule = _rule(data["rule"])
    return {
        "rule": rule,
        "counts": _counts(data["counts"], rule),
        "chair": data.get("chair"),
        "secret": secret,
        "convocation": None if data.get("convocation") is None else _convocation(data["convocation"]),
    }


def written(
    rule: Rule,
    counts: Counts,
    *,
    chair: str | None = None,
    secret: bool = False,
    convocation: Convocation | None = None,
) -> dict[str, object]:
    """The case that `read` reads back: what a decision keeps, for anybody to judge it again. Articles are not in it."""
    quorum, majority = rule.quorum, rule.majority
    case = {
        "rule": {
            "quorum": quorum
            and {"share": _plain(quorum.share), "of": quorum.of, "counts": quorum.counts, "strict": quorum.strict},
            "majority": {"share": _plain(majority.share), "strict": majority.strict, "base": majority.base},
            "tie": rule.tie,
        },
        "counts": {
            "for" if field.name == "favour" else field.name: getattr(counts, field.name) for field in fields(counts)
        },
        "chair": chair,
        "secret": secret,
    }
    if convocation:
        case["convocation"] = {
            "sent": convocation.sent.isoformat(),
            "meeting": convocation.meeting.isoformat(),
            "notice": str(convocation.notice),
        }
    return case


def answer(judgement: Judgement) -> dict[str, object]:
    """What a judgement prints: its outcome, and each step with its arithmetic and what it was made of."""
    return {
        "outcome": judgement.outcome,
        "steps": [
            {
                "step": step.name,
                "holds": step.holds,
                "arithmetic": step.arithmetic,
                **({"article": step.article} if step.article else {}),
                **{name: _plain(told) for name, told in step.told.items()},
            }
            for step in judgement.steps
        ],
    }


def share(text: object) -> Fraction:
    """The share that « 1/5 » writes, exactly. Raises ValueError on anything else, and on a zero denominator."""
    found = SHARE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise ValueError(f"a share is written « 1/5 »: not {text!r}")
    if int(found[2] or 1) == 0:
        raise ValueError(f"a share has no zero under its bar: {text!r}")
    return Fraction(int(found[1]), int(found[2] or 1))


def _rule(data):
    _names("the rule", data, needs=("quorum", "majority", "tie"))
    quorum, majority = data["quorum"], data["majority"]
    if quorum is not None:
        _names("the quorum", quorum, needs=("share", "of", "counts"), may=("strict",))
        quorum = Quorum(share(quorum["share"]), quorum["of"], quorum["counts"], _strict(quorum, False))
    _names("the majority", majority, needs=("share", "strict", "base"))
    return Rule(quorum, Majority(share(majority["share"]), _strict(majority), majority["base"]), data["tie"])


def _counts(data, rule):
    used = {rule.majority.base} | ({rule.quorum.of, rule.quorum.counts} if rule.quorum else set())
    needs = (*VOTES, *(name for name in PEOPLE if name in used))
    _names("the counts", data, needs=needs, may=("invalid", *PEOPLE))
    return Counts(**{"favour" if name == "for" else name: found for name, found in data.items()})


def _convocation(data):
    _names("the convocation", data, needs=("sent", "meeting", "notice"))
    return Convocation(_day(data["sent"]), _day(data["meeting"]), Notice.read(data["notice"]))


def _day(text):
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(f"a day is written 2026-03-01: not {text!r}") from None


def _strict(data, default=None):
    found = data.get("strict", default)
    if not isinstance(found, bool):
        raise ValueError(f"strict is true or false: not {found!r}")
    return found


def _names(what, data, needs, may=()):
    if not isinstance(data, Mapping):
        raise ValueError(f"{what} is an object with {', '.join(needs)}")
    if unknown := sorted(set(data) - {*needs, *may}):
        raise ValueError(f"unknown in {what}: {', '.join(unknown)}")
    if missing := [name for name in needs if name not in data]:
        raise ValueError(f"missing in {what}: {', '.join(missing)}")


def _plain(told):
    return told if told is None or isinstance(told, bool | int | str) else str(told)
