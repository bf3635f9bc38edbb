"""The decision guide: ask only those whom an action concerns."""

from datetime import datetime, timedelta

IMPACTS = ("nobody", "few", "many", "liability")


def path(impact: str, named: int, threshold: int) -> str:
    """Where the guide leads an idea: "action", "question", "proposal" or "advice_to_board".

    impact: one of IMPACTS, whom the action concerns (Gouvernance; DG-6, DG-9, DG-11; code social, CS-6).
    named: how many people are named as concerned; it only weighs when few are.
    threshold: from how many named people few become many; at least 1, a setting of the space (DG-11).
    Raises ValueError on an unknown impact, a count out of range, or few people of whom none is named.
    """
    if impact not in IMPACTS:
        raise ValueError(f"unknown impact: {impact!r}")
    if named < 0 or threshold < 1:
        raise ValueError("people are counted from 0, the threshold from 1")
    if impact == "nobody":
        return "action"
    if impact == "liability":
        return "advice_to_board"
    if impact == "few" and named == 0:
        raise ValueError("few people are concerned: name them")
    return "question" if impact == "few" and named < threshold else "proposal"


def may_start(asked: int, answered: int, asked_at: datetime, now: datetime, delay: timedelta) -> bool:
    """Whether an action that concerns few people may start: all answered, or the delay has passed.

    What they answered does not weigh (Gouvernance, Si peu de monde; DG-9).
    Raises ValueError unless 0 <= answered <= asked.
    """
    if not 0 <= answered <= asked:
        raise ValueError("at most as many people answer as were asked")
    return answered == asked or now >= asked_at + delay
