"""Statutes from JSON and to JSON: read without trust, written in one way only."""

import re
from collections.abc import Mapping
from fractions import Fraction

from governance.rules.majority import BASES, COUNTED, HALF, OF, TIES, Majority, Quorum, Rule
from governance.rules.notice import Notice
from governance.rules.statutes.interpretations import CHOICES
from governance.rules.statutes.nonsense import Nonsense, _, at
from governance.rules.statutes.parts import Body, Callers, College, Matter, SecondCall, Statutes

SHARE = re.compile(r"([0-9]{1,4})(?:/([0-9]{1,4}))?")
DELAY = re.compile(r"P([0-9]{1,3})([DM])")


def read(data: object) -> Statutes:
    """The statutes that `data`, as it came from JSON, writes. Raises Nonsense (a ValueError), with a sentence."""
    found = _object(data, needs=("name", "colleges", "bodies", "matters"), may=("interpretations",))
    colleges, bodies, matters = (_list(found, name) for name in ("colleges", "bodies", "matters"))
    return Statutes(
        name=_text(found, "name"),
        colleges=tuple(_each("colleges", colleges, _college)),
        bodies=_by_key("bodies", _each("bodies", bodies, _body)),
        matters=_by_key("matters", _each("matters", matters, _matter)),
        interpretations=_choices(found.get("interpretations", {})),
    )


def read_rule(data: object) -> Rule:
    """One rule alone, as statutes write it. Raises Nonsense, with a sentence."""
    return _rule(data)


def write(statutes: Statutes) -> dict:
    """The one way these statutes are written: `read` gives them back, and what it reads is written the same."""
    return {
        "name": statutes.name,
        "colleges": [
            {"key": c.key, "name": c.name, "voice": c.voice, "pays_dues": c.pays_dues, "article": c.article}
            for c in statutes.colleges
        ],
        "bodies": [_written_body(body) for body in statutes.bodies.values()],
        "matters": [_written_matter(matter) for matter in statutes.matters.values()],
        "interpretations": dict(statutes.interpretations),
    }


def changed(statutes: Statutes, section: str, key: str, part: object) -> Statutes:
    """The same statutes where one part of a section (colleges, bodies, matters) is `part`, or is gone when None.

    An unknown key adds it at the end. Raises Nonsense on what would make no sense.
    """
    data = write(statutes)
    keys = [one["key"] for one in data[section]]
    if part is None:
        data[section] = [one for one in data[section] if one["key"] != key]
    elif key in keys:
        data[section][keys.index(key)] = part
    else:
        data[section].append(part)
    return read(data)


# --- Reading -----------------------------------------------------------------------------------------


def _college(data):
    found = _object(data, needs=("key", "name", "voice", "pays_dues"), may=("article",))
    return College(
        key=_text(found, "key"),
        name=_text(found, "name"),
        voice=_text(found, "voice"),
        pays_dues=_flag(found, "pays_dues"),
        article=_text(found, "article"),
    )


def _body(data):
    texts, flags, numbers = ("presided_by", "notice_article", "article"), ("casting_vote",), ("seats", "term_months")
    found = _object(
        data,
        needs=("key", "name", "convened_by"),
        may=(*texts, *flags, *numbers, "renewal", "officers", "notice"),
    )
    return Body(
        key=_text(found, "key"),
        name=_text(found, "name"),
        convened_by=_callers(found, "convened_by"),
        renewal=_number(found, "renewal", 1),
        officers=_words(found, "officers"),
        notice=_delay(found, "notice"),
        **{name: _text(found, name) for name in texts},
        **{name: _flag(found, name) for name in flags},
        **{name: _number(found, name) for name in numbers},
    )


def _matter(data):
    texts = ("notice_article", "elects", "article")
    flags = ("secret_remotely", "single_item", "to_all_members", "counts_vacant")
    found = _object(
        data,
        needs=("key", "title", "body", "rule"),
        may=(*texts, *flags, "secrecy", "after_tie", "notice", "second_call", "initiators"),
    )
    return Matter(
        key=_text(found, "key"),
        title=_text(found, "title"),
        body=_text(found, "body"),
        rule=_rule(found["rule"]),
        secrecy=_text(found, "secrecy", "free"),
        after_tie=_text(found, "after_tie", "nothing"),
        notice=_delay(found, "notice"),
        second_call=_second_call(found.get("second_call")),
        initiators=_callers(found, "initiators") if found.get("initiators") is not None else None,
        **{name: _text(found, name) for name in texts},
        **{name: _flag(found, name) for name in flags},
    )


def _rule(data):
    with at("rule"):
        found = _object(data, needs=("quorum", "majority"), may=("tie", "tie_article"))
        tie = _text(found, "tie", "rejected")
        _one_of(tie, TIES)
        return Rule(_quorum(found["quorum"]), _majority(found["majority"]), tie, _text(found, "tie_article"))


def _quorum(data):
    if data is None:
        return None
    with at("quorum"):
        found = _object(data, needs=("share", "of", "counts"), may=("strict", "counts_recused", "article"))
        part = share(found["share"])
        if not 0 < part <= 1:
            raise Nonsense(
                _("Un quorum est une part plus grande que zéro, et un au plus ; sans quorum, n’en écrivez pas.")
            )
        strict = _flag(found, "strict")
        if strict and part == 1:
            raise Nonsense(_("Personne ne réunit plus que tout le monde : ce quorum ne serait jamais atteint."))
        of, counts = _text(found, "of"), _text(found, "counts")
        _one_of(of, OF)
        _one_of(counts, COUNTED)
        return Quorum(part, of, counts, strict, _text(found, "article"), _flag(found, "counts_recused", True))


def _majority(data):
    with at("majority"):
        found = _object(data, needs=("share", "strict", "base"), may=("article",))
        part, strict, base = share(found["share"]), _flag(found, "strict"), _text(found, "base")
        if part < HALF:
            raise Nonsense(_("Moins de la moitié n’est pas une majorité : une minorité déciderait."))
        if part > 1 or (part == 1 and strict):
            raise Nonsense(_("Personne ne réunit plus que toutes les voix."))
        if part == HALF and not strict:
            raise Nonsense(_("La moitié exactement n’est pas une majorité : il faut plus de la moitié."))
        _one_of(base, BASES)
        return Majority(part, strict, base, _text(found, "article"))


def _callers(data, name):
    with at(name):
        found = _object(data[name], needs=(), may=("posts", "bodies", "share"))
        part = share(found["share"]) if found.get("share") is not None else None
        return Callers(_words(found, "posts"), _words(found, "bodies"), part)


def _second_call(data):
    if data is None:
        return None
    with at("second_call"):
        found = _object(data, needs=("waives_quorum", "after"), may=("notice", "article"))
        after = _delay(found, "after")
        if after is None:
            raise Nonsense(_("Une seconde convocation dit combien de temps après la première elle se tient."))
        return SecondCall(_flag(found, "waives_quorum"), after, _delay(found, "notice"), _text(found, "article"))


def _choices(data):
    with at("interpretations"):
        if not isinstance(data, Mapping):
            raise Nonsense(_("On attend un objet, avec des noms et des valeurs."))
        for key, choice in data.items():
            if key not in CHOICES:
                raise Nonsense(_("Cette interprétation n’existe pas : « %(key)s »."), key=str(key)[:40])
            if choice not in CHOICES[key]:
                known = ", ".join(CHOICES[key])
                raise Nonsense(_("Pour %(key)s, on attend l’un de %(known)s."), key=key, known=known)
        return dict(sorted(data.items(), key=lambda one: int(one[0][2:])))


def share(text: object) -> Fraction:
    """The share that « 1/5 » writes, exactly. Raises Nonsense on anything else, and on a zero denominator."""
    found = SHARE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise Nonsense(_("Une part s’écrit « 1/5 » : pas « %(text)s »."), text=str(text)[:40])
    if int(found[2] or 1) == 0:
        raise Nonsense(_("On ne divise pas par zéro : « %(text)s » n’est pas une part."), text=text)
    return Fraction(int(found[1]), int(found[2] or 1))


def _object(data, needs, may=()):
    if not isinstance(data, Mapping):
        raise Nonsense(_("On attend un objet, avec des noms et des valeurs."))
    if unknown := sorted({str(name)[:40] for name in data} - {*needs, *may}):
        raise Nonsense(_("Clé inconnue : %(keys)s."), keys=", ".join(unknown[:5]))
    if missing := [name for name in needs if name not in data]:
        raise Nonsense(_("Il manque : %(keys)s."), keys=", ".join(missing))
    return data


def _list(data, name):
    if not isinstance(data[name], list):
        with at(name):
            raise Nonsense(_("On attend une liste."))
    return data[name]


def _each(name, found, read_one):
    for n, one in enumerate(found, 1):
        key = one.get("key") if isinstance(one, Mapping) else None
        with at(name), at(key if isinstance(key, str) and len(key) <= 40 else str(n)):
            yield read_one(one)


def _by_key(name, parts):
    found = {}
    for part in parts:
        if part.key in found:
            with at(name):
                raise Nonsense(_("La clé « %(key)s » y figure deux fois."), key=part.key)
        found[part.key] = part
    return found


def _text(data, name, default=""):
    found = data.get(name, default)
    if not isinstance(found, str):
        with at(name):
            raise Nonsense(_("On attend du texte."))
    return found


def _flag(data, name, default=False):
    found = data.get(name, default)
    if not isinstance(found, bool):
        with at(name):
            raise Nonsense(_("On attend vrai ou faux (true ou false)."))
    return found


def _number(data, name, default=None):
    found = data.get(name, default)
    if (found is not None and type(found) is not int) or (found is None and default is not None):
        with at(name):
            raise Nonsense(_("On attend un nombre entier."))
    return found


def _words(data, name):
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        with at(name):
            raise Nonsense(_("On attend une liste de noms."))
    return tuple(found)


def _delay(data, name):
    text = data.get(name)
    if text is None:
        return None
    if not isinstance(text, str) or not DELAY.fullmatch(text):
        with at(name):
            raise Nonsense(_("Un délai s’écrit P15D (quinze jours) ou P1M (un mois)."))
    return Notice.read(text)


def _one_of(found, known):
    if found not in known:
        raise Nonsense(
            _("On attend l’un de %(known)s : pas « %(found)s »."), known=", ".join(known), found=str(found)[:40]
        )


# --- Writing -----------------------------------------------------------------------------------------


def _written_body(body):
    return {
        "key": body.key,
        "name": body.name,
        "seats": body.seats,
        "term_months": body.term_months,
        "renewal": body.renewal,
        "officers": list(body.officers),
        "presided_by": body.presided_by,
        "casting_vote": body.casting_vote,
        "convened_by": _written_callers(body.convened_by),
        "notice": _written(body.notice),
        "notice_article": body.notice_article,
        "article": body.article,
    }


def _written_matter(matter):
    quorum, majority, second = matter.rule.quorum, matter.rule.majority, matter.second_call
    return {
        "key": matter.key,
        "title": matter.title,
        "body": matter.body,
        "rule": {
            "quorum": quorum
            and {
                "share": _written(quorum.share),
                "of": quorum.of,
                "counts": quorum.counts,
                "strict": quorum.strict,
                "counts_recused": quorum.counts_recused,
                "article": quorum.article,
            },
            "majority": {
                "share": _written(majority.share),
                "strict": majority.strict,
                "base": majority.base,
                "article": majority.article,
            },
            "tie": matter.rule.tie,
            "tie_article": matter.rule.tie_article,
        },
        "secrecy": matter.secrecy,
        "secret_remotely": matter.secret_remotely,
        "single_item": matter.single_item,
        "notice": _written(matter.notice),
        "notice_article": matter.notice_article,
        "to_all_members": matter.to_all_members,
        "second_call": second
        and {
            "waives_quorum": second.waives_quorum,
            "after": _written(second.after),
            "notice": _written(second.notice),
            "article": second.article,
        },
        "initiators": matter.initiators and _written_callers(matter.initiators),
        "elects": matter.elects,
        "after_tie": matter.after_tie,
        "counts_vacant": matter.counts_vacant,
        "article": matter.article,
    }


def _written_callers(callers):
    return {"posts": list(callers.posts), "bodies": list(callers.bodies), "share": _written(callers.share)}


def _written(value):
    return None if value is None else str(value)
