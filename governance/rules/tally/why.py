"""One sentence of why, as data: what decided a count, with the numbers that say so in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from governance.rules.tally.ballots import RESISTANCE
from governance.rules.tally.election import Election, Outcome
from governance.rules.tally.judgment import parting

# Every code, what it says, and what `more` then holds. All numbers are whole, or fractions written « 7/3 » (stv).
CODES = {
    "nobody": "No ballot to count, or no date that anybody can make: nothing is decided.",
    "tied": "Nothing decides between `tied` for the `seats_left`; leader_count is what each of them has. A tied"
    " elimination (irv, stv) also has the `round` in which the count stopped.",
    "most": "The leader has the most: approvals, choices, points or dots; of several seats, the leader is the last.",
    "majority": "The leader has more than half of the base. For irv, `base` is the ballots that still name somebody in"
    " the last `round`, and `exhausted` those that no longer do.",
    "plurality_only": "The leader has the most and not more than half: more people chose another, or `missing` more"
    " ballots would have made a majority.",
    "condorcet": "The leader beats every other option, two by two; the runner-up came closest, by these two numbers.",
    "strongest_paths": "No option beats all others, or several win: the leader's strongest path to the runner-up is"
    " stronger than the one back. `beaten_by` names those who beat the leader in a duel.",
    "majority_grade": "The leader's majority grade (`grade`) is better than the runner-up's (`runner_up_grade`);"
    " leader_count and runner_up_count are the ballots that gave each the better of the two, or better still.",
    "majority_grade_tiebreak": "Both have the majority grade `grade`; once `removed` median grades are taken away from"
    " each, the leader's is `grade_then` and the runner-up's `runner_up_grade_then`; leader_count and runner_up_count"
    " are the ballots above their common grade, `below` and `runner_up_below` those under it.",
    "quota": "Each winner reached `quota`, save those in `without_quota`, who were the last left for the seats left."
    " The leader is the last elected, with leader_count in that `round`.",
    "target_reached": "`reached` options have the `target` of people, the leader the most of them.",
    "target_missed": "No option has the `target` of people: the leader misses `missing`.",
    "least_resistance": "The leader meets the least resistance, of `greatest` possible; `acceptance` and"
    " `runner_up_acceptance` are the shares not met, as exact fractions.",
    "best_date": "The most people can make the leader: `yes`, and `if_needed` if need be; `by_yes` when as many can"
    " make the runner-up, for which fewer (`runner_up_yes`) say yes.",
    "positions": "Positions advise: people by position in `counts`, and nobody wins. The leader is the position taken"
    " most, None when several are.",
}


@dataclass(frozen=True)
class Why:
    """What decided a count.

    code: a key of CODES, which says what `more` holds. leader: the winner, the last seated of several (whose seat was
    the closest). runner_up: the first who did not win, if anybody did not; in an instant runoff, the strongest rival of
    the last round. leader_count, runner_up_count: the two numbers that are compared. base: of how many ballots.
    winners, tied: as in the outcome.
    """

    code: str
    base: int = 0
    leader: str | None = None
    runner_up: str | None = None
    leader_count: int | str | None = None
    runner_up_count: int | str | None = None
    winners: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)


def why(election: Election, outcome: Outcome) -> Why:
    """What decided `outcome`, which is that of `election`; only the method, seats and bounds of the latter are read."""
    if not outcome.base:
        return Why("nobody", tied=outcome.tied)
    if outcome.tied:
        return _tied(election, outcome)
    return _WHY[election.method](election, outcome)


def _tied(election, outcome):
    tied, more = outcome.tied, {"seats_left": election.seats - len(outcome.winners)}
    count = None
    if election.method in ("irv", "stv"):
        count = outcome.steps[-1]["counts"].get(tied[0], 0)
        more["round"] = outcome.steps[-1]["round"]
    elif election.method == "date":
        count = _can(outcome, tied[0])
        if not count:
            return Why("nobody", outcome.base, winners=outcome.winners, tied=tied)
    elif election.method not in ("schulze", "majority_judgment"):
        count = outcome.counts[tied[0]]
    return Why("tied", outcome.base, leader_count=count, winners=outcome.winners, tied=tied, more=more)


def _why(outcome, code, number, **more):
    """Leader and runner-up, compared by `number(option, the other)`."""
    leader, rival = outcome.winners[-1], _first_who_did_not_win(outcome)
    return Why(
        code,
        outcome.base,
        leader,
        rival,
        number(leader, rival),
        None if rival is None else number(rival, leader),
        outcome.winners,
        more=more,
    )


def _first_who_did_not_win(outcome):
    return next((option for group in outcome.order for option in group if option not in outcome.winners), None)


def _single(election, outcome):
    count = outcome.counts[outcome.winners[-1]]
    code, more = "most", {}
    if election.seats == 1:
        code = "majority" if 2 * count > outcome.base else "plurality_only"
        more = {} if code == "majority" else {"missing": outcome.base // 2 + 1 - count}
    return _why(outcome, code, lambda option, _other: outcome.counts[option], **more)


def _most(_election, outcome):
    return _why(outcome, "most", lambda option, _other: outcome.counts[option])


def _schulze(election, outcome):
    leader, duels = outcome.winners[-1], outcome.counts
    beaten_by = [other for other in duels[leader] if duels[other][leader] > duels[leader][other]]
    if election.seats == 1 and all(count > duels[other][leader] for other, count in duels[leader].items()):
        # The closest is the one who loses by least; of equals, the one with the most, then the first of the order.
        rivals = [option for group in outcome.order for option in group if option != leader]
        closest = min(
            rivals,
            key=lambda other: (duels[leader][other] - duels[other][leader], -duels[other][leader]),
            default=None,
        )
        counts = (duels[leader][closest], duels[closest][leader]) if closest else (None, None)
        return Why("condorcet", outcome.base, leader, closest, *counts, outcome.winners)
    paths = {step["option"]: step["paths"] for step in outcome.steps}
    return _why(outcome, "strongest_paths", lambda one, other: paths[one].get(other), beaten_by=beaten_by)


def _majority_judgment(election, outcome):
    leader, rival = outcome.winners[-1], _first_who_did_not_win(outcome)
    steps = {step["option"]: step for step in outcome.steps}
    mine, theirs = steps[leader], steps.get(rival)
    if theirs and mine["grade"] == theirs["grade"]:
        removed, better, worse = parting(*([*outcome.counts[option].values()] for option in (leader, rival)))
        more = {"removed": removed, "grade": mine["grade"], "grade_then": election.grades[better]}
        more |= {"runner_up_grade_then": election.grades[worse]}
        more |= {"below": mine["below"], "runner_up_below": theirs["below"]}
        return _why(outcome, "majority_grade_tiebreak", lambda option, _other: steps[option]["above"], **more)
    upward = election.grades[election.grades.index(mine["grade"]) :]
    more = {"grade": mine["grade"], "runner_up_grade": theirs["grade"] if theirs else None}
    return _why(
        outcome,
        "majority_grade",
        lambda option, _other: sum(outcome.counts[option][grade] for grade in upward),
        **more,
    )


def _irv(_election, outcome):
    last, leader = outcome.steps[-1], outcome.winners[-1]
    held = last["counts"]
    rival = max((option for option in held if option != leader), key=held.__getitem__, default=None)
    return Why(
        "majority",
        sum(held.values()),
        leader,
        rival,
        held[leader],
        held.get(rival),
        outcome.winners,
        more={"round": last["round"], "exhausted": last["exhausted"]},
    )


def _stv(_election, outcome):
    quota, rival = outcome.extra["quota"], _first_who_did_not_win(outcome)
    elected = [step for step in outcome.steps if step["act"] == "elected"]
    below = [option for step in elected for option in step.get("without_quota", ())]
    last = elected[-1]["counts"]
    return Why(
        "quota",
        outcome.base,
        outcome.winners[-1],
        rival,
        last.get(outcome.winners[-1], 0),
        None if rival is None else last.get(rival, 0),
        outcome.winners,
        more={"quota": quota, "without_quota": below, "round": elected[-1]["round"]},
    )


def _opt_in(election, outcome):
    best = outcome.order[0][0]
    rival = next((option for group in outcome.order for option in group if option != best), None)
    more = {"target": election.target, "reached": len(outcome.winners), "missing": outcome.extra["missing"]}
    return Why(
        "target_reached" if outcome.winners else "target_missed",
        outcome.base,
        best,
        rival,
        outcome.counts[best],
        outcome.counts.get(rival),
        outcome.winners,
        more=more,
    )


def _resistance(election, outcome):
    leader, rival = outcome.winners[-1], _first_who_did_not_win(outcome)
    acceptance = outcome.extra["acceptance"]
    greatest = (RESISTANCE if election.high is None else election.high) * outcome.base
    more = {"greatest": greatest, "acceptance": acceptance[leader], "runner_up_acceptance": acceptance.get(rival)}
    return _why(outcome, "least_resistance", lambda option, _other: outcome.counts[option], **more)


def _date(_election, outcome):
    leader, rival = outcome.winners[-1], _first_who_did_not_win(outcome)
    if not _can(outcome, leader):
        return Why("nobody", outcome.base, winners=outcome.winners)
    mine, theirs = outcome.counts[leader], outcome.counts.get(rival, {})
    more = {"yes": mine["yes"], "if_needed": mine["if_needed"], "runner_up_yes": theirs.get("yes")}
    by_yes = rival is not None and _can(outcome, rival) == _can(outcome, leader)
    return _why(outcome, "best_date", lambda option, _other: _can(outcome, option), by_yes=by_yes, **more)


def _can(outcome, slot):
    return outcome.counts[slot]["yes"] + outcome.counts[slot]["if_needed"]


def _positions(_election, outcome):
    high = max(outcome.counts.values())
    first = [option for option, count in outcome.counts.items() if count == high]
    leader = first[0] if len(first) == 1 else None
    return Why("positions", outcome.base, leader, leader_count=high, more={"counts": dict(outcome.counts)})


_WHY = {
    "single": _single,
    "approval": _most,
    "choices": _most,
    "score": _most,
    "dots": _most,
    "schulze": _schulze,
    "majority_judgment": _majority_judgment,
    "irv": _irv,
    "stv": _stv,
    "opt_in": _opt_in,
    "resistance": _resistance,
    "date": _date,
    "positions": _positions,
}
