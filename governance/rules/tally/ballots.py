"""Ballots, read without trust: what a method takes, the one form in which it is kept, and why another is refused."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from reprlib import repr as shortened

from governance.rules.tally.election import Election, Tally

ANSWERS = ("yes", "if_needed", "no")  # to a date
RESISTANCE = 10  # the strongest, where a vote says nothing else

# Why a ballot is refused, and the sentence for those who count; pages say it in their own words.
CODES = {
    "shape": "a ballot of this vote is {wanted}: not {given}",
    "unknown_option": "{option!r} is not an option of this vote",
    "not_whole": "{given} is not a whole number, for {option!r}",
    "too_low": "{given} is out of bounds for {option!r}: {min} at least",
    "too_high": "{given} is out of bounds for {option!r}: {max} at most",
    "over_budget": "{given} dots on one ballot: {max} at most",
    "too_few": "{given} options chosen: {min} at least",
    "too_many": "{given} options chosen: {max} at most",
    "twice": "{option!r} stands twice on one ballot",
    "shared_rank": "this method takes no shared rank: {options}",
    "unknown_grade": "{grade} is not a grade of this vote, for {option!r}",
}


class BadBallot(ValueError):
    """A ballot that its vote does not take.

    code: a key of CODES. detail: the plain values that its sentence names (words, whole numbers, a list of words).
    """

    def __init__(self, code: str, **detail):
        super().__init__(CODES[code].format(**detail))
        self.code = code
        self.detail = detail


def is_blank(ballot) -> bool:
    """None, an empty list or an empty object: it took part, and joins no base."""
    return ballot is None or (isinstance(ballot, list | tuple | Mapping) and not ballot)


def checked(election: Election, ballot):
    """The canonical form of `ballot`, by the method, options and bounds of `election`; None when it is blank.

    Equal ballots have equal forms: options stand in the order of the vote, and dots that were not laid are left out
    (laying none at all is a blank). What an option was not given stays not given. Raises BadBallot.
    """
    if is_blank(ballot):
        return None
    if election.method not in _CHECKS:
        raise ValueError(f"no method is called {election.method!r}")
    return _CHECKS[election.method](election, ballot)


def is_partial(election: Election, ballot) -> bool:
    """Whether a ranking, or a ballot that judges options, leaves some out: it is valid, and said to be partial."""
    ballot = checked(election, ballot)
    if ballot is None or election.method not in _MAY_BE_PARTIAL:
        return False
    named = sum(map(len, ballot)) if isinstance(ballot, list) else len(ballot)
    return named < len(election.options)


def canonical(ballot) -> str:
    """The text under which a checked ballot is kept, hashed and sorted."""
    return json.dumps(ballot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def heaped(rows: Iterable[str]) -> tuple[Tally, ...]:
    """Canonical texts in any order, as tallies: equal ones lie together, so that each is read and checked once."""
    return tuple(Tally(json.loads(text), count) for text, count in sorted(Counter(rows).items()))


class Heaps:
    """The checked ballots of an election, each with its count, beside the blanks: the base of every method."""

    def __init__(self, election: Election):
        found = [(checked(election, one.ballot), one.count) for one in election.tallies]
        self.cast = [(ballot, count) for ballot, count in found if ballot is not None]
        self.base = sum(count for _ballot, count in self.cast)
        self.blanks = sum(count for _ballot, count in found) - self.base


def _said(value) -> str:
    """What somebody sent, short enough for a sentence."""
    return value[:80] if isinstance(value, str) else shortened(value)


def _option(election, ballot):
    if not isinstance(ballot, str):
        raise BadBallot("shape", wanted="one option", given=_said(ballot))
    return _known(election, ballot)


def _options(election, ballot):
    if not isinstance(ballot, list | tuple):
        raise BadBallot("shape", wanted="a list of options", given=_said(ballot))
    chosen = _all_different(election, ballot)
    if len(chosen) < election.at_least:
        raise BadBallot("too_few", given=len(chosen), min=election.at_least)
    if election.at_most is not None and len(chosen) > election.at_most:
        raise BadBallot("too_many", given=len(chosen), max=election.at_most)
    return sorted(chosen, key=election.places.__getitem__)


def _score(election, ballot):
    return _numbers(_by_option(election, ballot), election.low, election.high)


def _resistance(election, ballot):
    return _numbers(_by_option(election, ballot), 0, RESISTANCE if election.high is None else election.high)


def _dots(election, ballot):
    given = _numbers(_by_option(election, ballot), max(0, election.low), election.high)
    laid = sum(given.values())
    if election.budget is not None and laid > election.budget:
        raise BadBallot("over_budget", given=laid, max=election.budget)
    return {option: number for option, number in given.items() if number} or None


def _grades(election, ballot):
    if len(election.grades) < 2:
        raise ValueError("a majority judgment has two grades at least")
    return _words(_by_option(election, ballot), election.grades)


def _answers(election, ballot):
    return _words(_by_option(election, ballot), ANSWERS)


def _ranking(election, ballot):
    if not isinstance(ballot, list | tuple):
        raise BadBallot("shape", wanted="a list of ranks", given=_said(ballot))
    ranks = [[rank] if isinstance(rank, str) else rank for rank in ballot]
    for rank in ranks:
        if not isinstance(rank, list | tuple) or not rank:
            raise BadBallot("shape", wanted="a list of ranks, each with one option at least", given=_said(ballot))
    _all_different(election, [option for rank in ranks for option in rank])
    return [sorted(rank, key=election.places.__getitem__) for rank in ranks]


def _strict_ranking(election, ballot):
    ranks = _ranking(election, ballot)
    for rank in ranks:
        if len(rank) > 1:
            raise BadBallot("shared_rank", options=rank)
    return ranks


def _known(election, option):
    if not isinstance(option, str) or option not in election.places:
        raise BadBallot("unknown_option", option=_said(option))
    return option


def _all_different(election, options):
    seen = set()
    for option in options:
        if _known(election, option) in seen:
            raise BadBallot("twice", option=option)
        seen.add(option)
    return seen


def _by_option(election, ballot):
    if not isinstance(ballot, Mapping):
        raise BadBallot("shape", wanted="an object by option", given=_said(ballot))
    given = {option: ballot[option] for option in election.options if option in ballot}
    if len(given) < len(ballot):
        for option in ballot:
            _known(election, option)
    return given


def _numbers(given, low, high):
    for option, number in given.items():
        if type(number) is not int:
            raise BadBallot("not_whole", option=option, given=_said(number))
        if number < low:
            raise BadBallot("too_low", option=option, given=number, min=low)
        if high is not None and number > high:
            raise BadBallot("too_high", option=option, given=number, max=high)
    return given


def _words(given, words):
    for option, word in given.items():
        if word not in words:
            raise BadBallot("unknown_grade", option=option, grade=_said(word))
    return given


_CHECKS = {
    "single": _option,
    "positions": _option,
    "opt_in": _option,
    "approval": _options,
    "choices": _options,
    "score": _score,
    "dots": _dots,
    "resistance": _resistance,
    "majority_judgment": _grades,
    "date": _answers,
    "schulze": _ranking,
    "irv": _strict_ranking,
    "stv": _strict_ranking,
}
_MAY_BE_PARTIAL = {"score", "resistance", "majority_judgment", "date", "schulze", "irv", "stv"}
