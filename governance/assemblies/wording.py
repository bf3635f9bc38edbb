"""The rules of an association in plain words: each in one sentence, the same wherever it is read (OS-4)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from governance.rules.statutes import ASSEMBLY, BODIES, Body, Callers, Matter, Nonsense, Statutes

BODY_NAMES = {
    "general_assembly": gettext_lazy("assemblée générale"),
    "board": gettext_lazy("conseil d’administration"),
    "bureau": gettext_lazy("bureau"),
    "commission": gettext_lazy("commission"),
}
POST_NAMES = {
    "president": gettext_lazy("présidence"),
    "secretary": gettext_lazy("secrétariat"),
    "treasurer": gettext_lazy("trésorerie"),
}
THE_BODY = {
    "general_assembly": gettext_lazy("l’assemblée générale"),
    "board": gettext_lazy("le conseil d’administration"),
    "bureau": gettext_lazy("le bureau"),
    "commission": gettext_lazy("la commission"),
}
THE_POST = {
    "president": gettext_lazy("la présidence"),
    "secretary": gettext_lazy("le secrétariat"),
    "treasurer": gettext_lazy("la trésorerie"),
}
MEMBERS = {
    "board": gettext_lazy("votent les membres du conseil d’administration"),
    "bureau": gettext_lazy("votent les membres du bureau"),
    "commission": gettext_lazy("votent les membres de la commission"),
}
VOICE_NAMES = {
    "deliberative": gettext_lazy("voix délibérative"),
    "consultative": gettext_lazy("voix consultative"),
    "none": gettext_lazy("sans voix à l’assemblée"),
}
SECRECY_NAMES = {
    "named": gettext_lazy("scrutin nominatif"),
    "secret": gettext_lazy("scrutin secret"),
    "free": gettext_lazy("scrutin nominatif ou secret, au choix de la séance"),
}
SHARES = {
    "1/2": gettext_lazy("la moitié"),
    "1/3": gettext_lazy("un tiers"),
    "2/3": gettext_lazy("deux tiers"),
    "1/4": gettext_lazy("un quart"),
    "3/4": gettext_lazy("trois quarts"),
    "1/5": gettext_lazy("un cinquième"),
    "2/5": gettext_lazy("deux cinquièmes"),
    "3/5": gettext_lazy("trois cinquièmes"),
    "4/5": gettext_lazy("quatre cinquièmes"),
    "1/10": gettext_lazy("un dixième"),
    "1": gettext_lazy("la totalité"),
}
QUORUMS = {  # (of, counts)
    ("entitled", "participants"): gettext_lazy("%(share)s des membres ayant droit de vote prennent part au scrutin"),
    ("entitled", "present"): gettext_lazy("%(share)s des membres ayant droit de vote sont présents"),
    ("in_office", "participants"): gettext_lazy("%(share)s des membres en fonction prennent part au scrutin"),
    ("in_office", "present"): gettext_lazy("%(share)s des membres en fonction sont présents"),
}
BASES = {
    "expressed": gettext_lazy("des voix exprimées (pour et contre)"),
    "cast": gettext_lazy("de tous les bulletins, blancs et abstentions compris"),
    "present": gettext_lazy("des membres présents"),
    "entitled": gettext_lazy("de tous les membres ayant droit de vote"),
    "in_office": gettext_lazy("de tous les membres en fonction"),
}
AFTER_TIE = {
    "second_round": gettext_lazy("un second tour"),
    "second_round_then_lot": gettext_lazy("un second tour puis un tirage au sort public"),
}
NAMED_ROUND = gettext_lazy("à égalité secrète, qui préside peut ouvrir un second tour nominatif")


@dataclass(frozen=True)
class Told:
    """One rule, and the matters it decides: the same rule is said once.

    facts: (what it is about, what it asks), one beside the other for whoever looks before they read.
    """

    matters: tuple[Matter, ...]
    facts: tuple[tuple[str, str], ...]
    articles: str

    @property
    def is_simulated(self) -> bool:
        """Whether counts can be judged under it: an election counts persons, not for and against."""
        return not self.matters[0].elects


@dataclass(frozen=True)
class BodyTold:
    """A body in words: who sits, who convenes it, and its rules, each with the matters it decides."""

    body: Body
    sentence: str
    rules: tuple[Told, ...]


def said(nonsense: Nonsense, *, where: bool = True) -> str:
    """What makes no sense, in the language of whoever reads; with the place in the data, for a file."""
    told = _(nonsense.sentence) % nonsense.told if nonsense.told else _(nonsense.sentence)
    if not (where and nonsense.where):
        return told
    return _("%(where)s : %(told)s") % {"where": " › ".join(nonsense.where), "told": told}


def told(statutes: Statutes) -> list[BodyTold]:
    """Every body with the sentences that hold there, in the order of a hierarchy everybody knows."""
    found = []
    for key in BODIES:
        if key not in statutes.bodies:
            continue
        rules: dict[tuple, list[Matter]] = {}
        for matter in statutes.matters.values():
            if matter.body == key:
                rule = (tuple(_facts(statutes, matter)), _named(_rule_articles(statutes, matter)))
                rules.setdefault(rule, []).append(matter)
        lines = tuple(Told(tuple(matters), *rule) for rule, matters in rules.items())
        found.append(BodyTold(statutes.bodies[key], body_sentence(statutes, statutes.bodies[key]), lines))
    return found


def sentence(statutes: Statutes, matter: Matter) -> str:
    """The rule that decides a matter, in one sentence with its articles: who votes, and everything that counts."""
    return _sentence(statutes, matter, [*_articles(matter.article), *_rule_articles(statutes, matter)])


def body_sentence(statutes: Statutes, body: Body) -> str:
    """Who sits in a body, for how long, who presides and convenes it, in one sentence with its articles."""
    clauses = [_sits(statutes, body)]
    if body.term_months:
        clauses.append(_("mandat de %(time)s") % {"time": months(body.term_months)})
    if body.renewal > 1:
        clauses.append(_("renouvelés en %(n)s parts") % {"n": body.renewal})
    if body.officers:
        named = ", ".join(str(POST_NAMES[post]) for post in body.officers)
        clauses.append(_("fonctions : %(posts)s") % {"posts": named})
    if body.presided_by:
        clauses.append(_("séances conduites par %(post)s") % {"post": THE_POST[body.presided_by]})
    clauses.append(_("convocation par %(who)s") % {"who": callers(body.convened_by)})
    if body.notice:
        clauses.append(_("%(time)s avant la séance") % {"time": delay(body.notice)})
    return _closed(clauses, [*_articles(body.article), *_articles(body.notice_article)])


def who_votes(statutes: Statutes, body: Body) -> str:
    """Who votes in a body, as a sentence begins."""
    if body.key != ASSEMBLY:
        return str(MEMBERS[body.key])
    colleges = statutes.voting_colleges()
    names = joined([college.name for college in colleges])
    if all(college.pays_dues for college in colleges):
        return _("votent les %(names)s à jour de cotisation") % {"names": names}
    return _("votent les %(names)s") % {"names": names}


def callers(found: Callers) -> str:
    """Who may call for something: « la présidence ou un tiers des voix »."""
    names = [str(THE_POST[post]) for post in found.posts]
    names += [str(THE_BODY[body]) for body in found.bodies]
    if found.share:
        names.append(_("%(share)s des voix") % {"share": share(found.share)})
    return joined(names, pgettext("l’un ou l’autre", "ou"))


def share(found) -> str:
    """A fraction in words where there are some, in figures otherwise."""
    return str(SHARES.get(str(found), found))


def delay(found) -> str:
    if found.unit == "days":
        return ngettext("%(n)s jour", "%(n)s jours", found.count) % {"n": found.count}
    return ngettext("%(n)s mois", "%(n)s mois", found.count) % {"n": found.count}


def months(count: int) -> str:
    if count % 12:
        return ngettext("%(n)s mois", "%(n)s mois", count) % {"n": count}
    return ngettext("%(n)s an", "%(n)s ans", count // 12) % {"n": count // 12}


def joined(names, last=None) -> str:
    """« a, b et c »."""
    last = last or pgettext("l’un et l’autre", "et")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def article(found: str) -> str:
    """An article as one writes it: a number is « art. 10.4 », the rest says itself."""
    return _("art. %(n)s") % {"n": found} if found[:1].isdigit() else found


# --- The clauses of one sentence ---------------------------------------------------------------------


def _sentence(statutes, matter, articles):
    rule, clauses = matter.rule, [who_votes(statutes, statutes.bodies[matter.body])]
    quorum = _quorum(matter)
    clauses.append(_("quorum : %(what)s") % {"what": quorum} if quorum else _("sans quorum"))
    if matter.elects:
        clauses.append(_("sont élues les personnes qui ont le plus de voix"))
    else:
        clauses.append(_("majorité : %(what)s") % {"what": _majority(rule.majority)})
    clauses += [_("à égalité, %(what)s") % {"what": what} for what in _ties(matter)]
    clauses.append(_secrecy(matter))
    if matter.after_tie == "named_round":
        clauses.append(str(NAMED_ROUND))
    clauses += _calling(statutes, matter)
    return _closed(clauses, articles)


def _facts(statutes, matter):
    """The same clauses as a list of what each is about: who votes is said with the body."""
    yield _("Quorum"), _quorum(matter) or _("aucun")
    if matter.elects:
        yield _("Élues"), _("les personnes qui ont le plus de voix")
    else:
        yield _("Majorité"), _majority(matter.rule.majority)
    ties = [*_ties(matter), *([str(NAMED_ROUND)] if matter.after_tie == "named_round" else [])]
    if ties:
        yield _("Égalité"), _listed(ties)
    yield _("Vote"), _secrecy(matter)
    calling = list(_calling(statutes, matter))
    if calling:
        yield _("Pour en décider"), _listed(calling)


def _sits(statutes, body):
    if body.seats is None:
        return who_votes(statutes, body) if body.key == ASSEMBLY else _("autant de membres qu’il en est nommé")
    return ngettext("%(n)s siège", "%(n)s sièges", body.seats) % {"n": body.seats}


def _quorum(matter):
    quorum = matter.rule.quorum
    if quorum is None:
        return ""
    whole = str(QUORUMS[quorum.of, quorum.counts]) % {"share": share(quorum.share)}
    if matter.counts_vacant:
        whole = _("%(quorum)s, sièges vacants compris") % {"quorum": whole}
    if not quorum.counts_recused:
        whole = _("%(quorum)s, sans compter qui se retire") % {"quorum": whole}
    least = _("plus de %(whole)s") if quorum.strict else _("au moins %(whole)s")
    return least % {"whole": whole}


def _majority(majority):
    told = {"share": share(majority.share), "base": BASES[majority.base]}
    return (_("plus de %(share)s %(base)s") if majority.strict else _("au moins %(share)s %(base)s")) % told


def _may_tie(majority):
    return majority.base == "expressed" and str(majority.share) == "1/2"


def _ties(matter):
    """What an equal number of votes leads to; nothing where there is no such thing."""
    if not matter.elects and _may_tie(matter.rule.majority):
        chair = matter.rule.tie == "chair"
        yield _("la voix de la présidence l’emporte, jamais au scrutin secret") if chair else _("rien n’est adopté")
    if matter.after_tie in AFTER_TIE:
        yield str(AFTER_TIE[matter.after_tie])


def _secrecy(matter):
    if matter.secret_remotely and matter.secrecy != "secret":
        return _("%(secrecy)s, secret à distance") % {"secrecy": SECRECY_NAMES[matter.secrecy]}
    return str(SECRECY_NAMES[matter.secrecy])


def _calling(statutes, matter):
    """How one comes to decide of it: the convocation, the second one, and who may ask."""
    notice, _article = statutes.notice(matter.key)
    if notice:
        told = {"time": delay(notice)}
        yield (
            _("convocation de tous les membres %(time)s avant") % told
            if matter.to_all_members
            else _("convocation %(time)s avant") % told
        )
    if matter.single_item:
        yield _("seul point à l’ordre du jour")
    if matter.initiators:
        yield _("proposée par %(who)s") % {"who": callers(matter.initiators)}
    second = matter.second_call
    if second:
        told = {"time": delay(second.after)}
        yield (
            _("faute de quorum, seconde séance au moins %(time)s après, quel que soit le nombre de présents") % told
            if second.waives_quorum
            else _("faute de quorum, seconde séance au moins %(time)s après, avec le même quorum") % told
        )


def _articles(found):
    return [one.strip() for one in found.split(",") if one.strip()]


def _rule_articles(statutes, matter):
    rule = matter.rule
    _notice, notice_article = statutes.notice(matter.key)
    found = [rule.quorum.article if rule.quorum else "", rule.majority.article]
    found += [rule.tie_article if _may_tie(rule.majority) else "", notice_article]
    if matter.second_call:
        found.append(matter.second_call.article)
    return [one for listed in found for one in _articles(listed)]


def _closed(clauses, articles):
    """The clauses as one sentence, its articles in brackets, each once."""
    told = _listed(clauses)
    told = told[:1].upper() + told[1:]
    named = _named(articles)
    return f"{told} ({named})." if named else f"{told}."


def _listed(clauses) -> str:
    return pgettext("entre deux parties d’une phrase", " ; ").join(clause for clause in clauses if clause)


def _named(articles) -> str:
    """The articles of a rule, each once, and the interpretations it rests on."""
    names = list(dict.fromkeys(articles))
    numbers = [one for one in names if one[:1].isdigit()]
    others = [one for one in names if not one[:1].isdigit()]
    shown = [_("art. %(n)s") % {"n": ", ".join(numbers)}] if numbers else []
    shown += [_("interprétation %(key)s") % {"key": one} if one.startswith("A-") else one for one in others]
    return _listed(shown)


# --- A judgement, step by step -----------------------------------------------------------------------

COUNTED = {
    "participants": gettext_lazy("ont pris part"),
    "present": gettext_lazy("sont présents"),
}
WHOLE = {
    "entitled": gettext_lazy("membres ayant droit de vote"),
    "in_office": gettext_lazy("membres en fonction"),
    "expressed": gettext_lazy("voix exprimées"),
    "cast": gettext_lazy("bulletins"),
    "present": gettext_lazy("présents"),
}


def step_sentence(step) -> str:
    """A step of a judgement in words, with its arithmetic and its article."""
    told = _STEPS[step.name](step)
    return f"{told} ({source(step.article)})." if step.article else f"{told}."


def source(found: str) -> str:
    """Where a rule comes from: its article, or the interpretation that stands in for one."""
    return _("interprétation %(key)s") % {"key": found} if found.startswith("A-") else article(found)


def _day(day):
    number = pgettext("le premier jour d’un mois", "1er") if day.day == 1 else str(day.day)
    return f"{number} {date_format(day, 'F Y')}"


def _convocation_step(step):
    told = {name: _day(step.told[name]) for name in ("sent", "meeting", "last")}
    if step.holds:
        return _("Convocation : envoyée le %(sent)s pour le %(meeting)s ; dernier jour possible : le %(last)s") % told
    return (
        _("Convocation : envoyée le %(sent)s pour le %(meeting)s, trop tard : il fallait le %(last)s au plus tard")
        % told
    )


def _quorum_step(step):
    found = _compared(step) | {"whole": WHOLE[step.told["of"]], "counted": COUNTED[step.told["counts"]]}
    return (
        _("Quorum : %(share)s de %(base)s %(whole)s, soit %(exact)s : il en faut %(needed)s ; %(found)s %(counted)s")
        % found
    )


def _base_step(step):
    told = {"arithmetic": step.arithmetic.replace("-", "−"), "whole": WHOLE[step.told["of"]]}
    if step.holds:
        return _("Base : %(arithmetic)s %(whole)s") % told
    return _("Base : %(arithmetic)s %(whole)s ; sans voix, rien n’est adopté") % told


def _majority_step(step):
    found = _compared(step) | {"whole": WHOLE[step.told["of"]]}
    return (
        _("Majorité : %(share)s de %(base)s %(whole)s, soit %(exact)s : il en faut %(needed)s ; pour : %(found)s")
        % found
    )


def _tie_step(step):
    if step.told["tie"] != "chair":
        return _("Égalité : aucune voix n’est prépondérante, rien n’est adopté")
    if step.told["secret"]:
        return _("Égalité dans un scrutin secret : la voix de la présidence reste inconnue, rien n’est adopté")
    voices = {
        "for": _("Égalité : la voix de la présidence est pour, elle l’emporte"),
        "against": _("Égalité : la voix de la présidence est contre, rien n’est adopté"),
        None: _("Égalité : la présidence n’a pas voté, rien n’est adopté"),
    }
    return voices[step.told["chair"]]


def _compared(step):
    told = step.told
    words = share(told["share"])
    exact = told["share"] * told["base"]
    return {
        "share": _("plus de %(share)s") % {"share": words}
        if told["strict"]
        else _("au moins %(share)s") % {"share": words},
        "base": told["base"],
        "exact": mixed(exact),
        "needed": told["needed"],
        "found": told["found"],
    }


def mixed(number) -> str:
    """An exact number as people write it: « 3 », « 3,5 », or « 8 1/3 » where no decimals end."""
    whole, rest = divmod(number.numerator, number.denominator)
    if not rest:
        return str(whole)
    if number.denominator in (2, 4, 5, 10, 20):
        return number_format(Decimal(number.numerator) / number.denominator)
    return f"{whole} {rest}/{number.denominator}" if whole else f"{rest}/{number.denominator}"


_STEPS = {
    "convocation": _convocation_step,
    "quorum": _quorum_step,
    "base": _base_step,
    "majority": _majority_step,
    "tie": _tie_step,
}
