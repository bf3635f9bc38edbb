"""A published vote as JSON: read without trust, counted again, and answered in the same words for everybody."""

from collections.abc import Mapping

from governance.rules.tally.election import Election, Outcome, Tally

FIELDS = {
    "method",
    "options",
    "seats",
    "grades",
    "ballots",
    "min",
    "max",
    "dots",
    "at_least",
    "at_most",
    "target",
    "abstentions",
}


def read(data: object, methods) -> Election:
    """The election that `data`, as read from a JSON file, describes.

    `methods` are those one may name. Raises ValueError, with a sentence, on anything else.
    """
    if not isinstance(data, Mapping):
        raise ValueError("the file holds one object: a method, its options and the ballots")
    if unknown := sorted(set(map(str, data)) - FIELDS):
        raise ValueError(f"unknown in the file: {', '.join(unknown)}")
    method = data.get("method")
    if not isinstance(method, str) or method not in methods:
        raise ValueError(f"the method is one of {', '.join(methods)}: not {method!r}")
    ballots = _list(data, "ballots")
    return Election(
        method=method,
        options=tuple(_list(data, "options")),
        tallies=tuple(map(_tally, ballots)),
        seats=data.get("seats", 1),
        grades=tuple(_list(data, "grades")) if "grades" in data else (),
        low=data.get("min", 0),
        high=data.get("max"),
        budget=data.get("dots"),
        at_least=data.get("at_least", 0),
        at_most=data.get("at_most"),
        target=data.get("target"),
        abstentions=data.get("abstentions"),
    )


def answer(outcome: Outcome) -> dict[str, object]:
    """What a recount prints: winners, order, counts and steps; `tied` names those who contest the seats left."""
    return {
        "winners": list(outcome.winners),
        "tied": list(outcome.tied),
        "order": [list(group) for group in outcome.order],
        "counts": dict(outcome.counts),
        "blanks": outcome.blanks,
        "base": outcome.base,
        **({} if outcome.abstentions is None else {"abstentions": outcome.abstentions}),
        **outcome.extra,
        "steps": [dict(step) for step in outcome.steps],
    }


def _list(data, name):
    found = data.get(name)
    if not isinstance(found, list):
        raise ValueError(f"« {name} » is a list")
    return found


def _tally(row) -> Tally:
    if not isinstance(row, Mapping) or "ballot" not in row or set(row) - {"count", "ballot"}:
        raise ValueError(f"each line of the ballots is a count and a ballot: not {row!r}")
    return Tally(row["ballot"], row.get("count", 1))
