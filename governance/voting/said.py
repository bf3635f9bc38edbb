"""A ballot in words, for every method: said back to its author before it is cast for good, or in a line to others."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.voting.models import RANKINGS, Ballot, Vote
from governance.voting.naming import name_of


@dataclass(frozen=True)
class Said:
    """One sentence to its author, then its lines: (what, how it was judged or ranked); « how » is empty in a choice."""

    sentence: str
    lines: tuple[tuple[str, str], ...] = ()


def said(vote: Vote, kind: str, ballot) -> Said:
    """What a ballot of `vote` says, to whoever casts it; `ballot` is canonical, its options by key."""
    if kind == Ballot.Kind.ABSTENTION:
        return Said(_("Vous vous abstenez : vous prenez part au scrutin sans y répondre."))
    if kind == Ballot.Kind.BLANK or ballot is None:
        return Said(_("Vous votez blanc : votre bulletin est compté, et ne choisit rien."))
    return _SAYS.get(vote.method, _judged)(vote, ballot, names_of(vote))


def in_a_line(vote: Vote, kind: str, ballot, call: Callable[[str], str] | None = None) -> str:
    """What a ballot says, to others: options by `call`, else by their names; « > » stands between two ranks."""
    if kind == Ballot.Kind.ABSTENTION:
        return str(Ballot.Kind.ABSTENTION.label)
    if kind == Ballot.Kind.BLANK or ballot is None:
        return str(Ballot.Kind.BLANK.label)
    call = call or names_of(vote).__getitem__
    if isinstance(ballot, str):
        return call(ballot)
    if isinstance(ballot, dict):
        return ", ".join(
            _("%(what)s : %(how)s") % {"what": call(key), "how": _word(vote, value)} for key, value in ballot.items()
        )
    if vote.method in RANKINGS:
        return " > ".join(" = ".join(map(call, rank)) for rank in ballot)
    return ", ".join(map(call, ballot))


def names_of(vote: Vote) -> dict[str, str]:
    """What its options are called for whoever reads, by key."""
    return {option.key: name_of(option) for option in vote.options.all()}


def _one(vote, ballot, names):
    return Said(_("Vous répondez :"), ((names[ballot], ""),))


def _several(vote, ballot, names):
    sentence = ngettext("Vous choisissez %(n)s option :", "Vous choisissez %(n)s options :", len(ballot))
    return Said(sentence % {"n": len(ballot)}, tuple((names[key], "") for key in ballot))


def _ranked(vote, ballot, names):
    lines = [(", ".join(names[key] for key in group), _rank(n)) for n, group in enumerate(ballot, 1)]
    ranked = {key for group in ballot for key in group}
    if left := [name for key, name in names.items() if key not in ranked]:
        lines.append((", ".join(left), _("sans rang, après toutes les autres")))
    return Said(_("Vous classez, de la préférée à la dernière :"), tuple(lines))


def _rank(n):
    return _("1er rang") if n == 1 else _("%(n)se rang") % {"n": n}


def _judged(vote, ballot, names):
    """By option: a note, a number of points, a grade or an answer to a date."""
    lines = [(name, _judgement(vote, ballot[key]) if key in ballot else _nothing(vote)) for key, name in names.items()]
    return Said(_("Votre réponse, option par option :"), tuple(lines))


def _judgement(vote, value):
    if vote.method == Vote.Method.DOTS:
        return ngettext("%(n)s point", "%(n)s points", value) % {"n": value}
    return _word(vote, value)


def _word(vote, value):
    return str(answers_of_dates()[value] if vote.method == Vote.Method.DATE else value)


def answers_of_dates() -> dict[str, str]:
    """What one may answer to a date."""
    return {"yes": _("oui"), "if_needed": _("si besoin"), "no": _("non")}


def _nothing(vote):
    if vote.method == Vote.Method.MAJORITY_JUDGMENT:
        return _("pas de mention, ce qui compte comme « %(worst)s »") % {"worst": vote.terms["grades"][0]}
    if vote.method == Vote.Method.DOTS:
        return _("aucun point")
    return _("pas de réponse")


_SAYS = {
    Vote.Method.SINGLE: _one,
    Vote.Method.POSITIONS: _one,
    Vote.Method.OPT_IN: _one,
    Vote.Method.CHOICES: _several,
    Vote.Method.APPROVAL: _several,
    Vote.Method.SCHULZE: _ranked,
    Vote.Method.IRV: _ranked,
    Vote.Method.STV: _ranked,
}
