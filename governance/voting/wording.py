"""What a vote says of itself in words: the rule that decides, what its ballot asks, and one sentence of why."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.rules.tally.ballots import RESISTANCE
from governance.voting.models import Vote
from governance.voting.naming import name_of

Method = Vote.Method

# --- The rule, in one sentence ----------------------------------------------------------------------


def rule_of(vote, quorum: tuple[int, int] | None = None) -> str:
    """What wins and how, what is final, who sees what and when, and the quorum (needed, of how many): one sentence."""
    nature = _("Le résultat engage") if vote.is_binding else _("Le résultat est consultatif")
    clauses = [_how(vote), _what_is_final(vote), _what_is_seen(vote)]
    if quorum:
        need, base = quorum
        clauses.append(
            ngettext(
                "quorum de %(need)s réponse pour une liste de %(base)s, congés déduits",
                "quorum de %(need)s réponses pour une liste de %(base)s, congés déduits",
                need,
            )
            % {"need": need, "base": base}
        )
    elif vote.quorum_percent:
        clauses.append(_("quorum de %(n)s %% de la liste, congés déduits") % {"n": vote.quorum_percent})
    said = _(" ; ").join(clauses)
    return _("%(nature)s : %(clauses)s.") % {"nature": nature, "clauses": said}


def _how(vote):
    seats = vote.terms.get("seats", 1)
    match vote.method:
        case Method.POSITIONS:
            return _("les positions conseillent, aucune ne l’emporte")
        case Method.SINGLE:
            said = ngettext(
                "l’option qui reçoit le plus de voix arrive en tête, même sans majorité",
                "les %(n)s options qui reçoivent le plus de voix sont retenues",
                seats,
            )
        case Method.CHOICES:
            said = ngettext(
                "l’option choisie sur le plus de bulletins arrive en tête",
                "les %(n)s options choisies sur le plus de bulletins sont retenues",
                seats,
            )
        case Method.APPROVAL:
            said = ngettext(
                "l’option la plus approuvée arrive en tête",
                "les %(n)s options les plus approuvées sont retenues",
                seats,
            )
        case Method.SCORE:
            said = ngettext(
                "l’option dont la somme des notes est la plus haute arrive en tête",
                "les %(n)s options dont la somme des notes est la plus haute sont retenues",
                seats,
            )
        case Method.DOTS:
            said = ngettext(
                "l’option qui réunit le plus de points arrive en tête",
                "les %(n)s options qui réunissent le plus de points sont retenues",
                seats,
            )
        case Method.OPT_IN:
            target = vote.terms.get("target") or 0
            return ngettext(
                "il faut %(n)s personne inscrite pour que cela se fasse",
                "il faut %(n)s personnes inscrites pour que cela se fasse",
                target,
            ) % {"n": target}
        case Method.SCHULZE:
            said = ngettext(
                "les options s’affrontent deux à deux et celle qui gagne ses duels arrive en tête",
                "les options s’affrontent deux à deux et les %(n)s premières sont retenues",
                seats,
            )
        case Method.IRV:
            return _(
                "la dernière option est éliminée, tour après tour, jusqu’à ce que l’une ait plus de la moitié des voix"
            )
        case Method.STV:
            said = ngettext(
                "le siège va à qui atteint le quota, les voix en trop ou perdues passant au choix suivant",
                "les %(n)s sièges vont à qui atteint le quota, les voix en trop ou perdues passant au choix suivant",
                seats,
            )
        case Method.MAJORITY_JUDGMENT:
            said = ngettext(
                "l’option qui a la meilleure mention majoritaire arrive en tête",
                "les %(n)s options qui ont les meilleures mentions majoritaires sont retenues",
                seats,
            )
        case Method.DATE:
            said = ngettext(
                "la date qui convient au plus de monde est retenue, et à égalité celle qui a le plus de oui",
                "les %(n)s dates qui conviennent au plus de monde sont retenues, et à égalité celles au plus de oui",
                seats,
            )
        case Method.RESISTANCE:
            said = ngettext(
                "l’option qui rencontre le moins de résistance arrive en tête",
                "les %(n)s options qui rencontrent le moins de résistance sont retenues",
                seats,
            )
    return _("%(how)s, et une égalité reste une égalité") % {"how": said % {"n": seats}}


def _what_is_final(vote):
    if vote.is_secret:
        return _("un bulletin secret est définitif")
    if vote.is_binding:
        return _("un bulletin est définitif")
    return _("vous pouvez changer de réponse jusqu’à la clôture")


def _what_is_seen(vote):
    if vote.secrecy == Vote.Secrecy.VERIFIABLE:
        return _(
            "personne ne sait qui a répondu quoi, et à la clôture chaque bulletin est publié avec son code, sans nom"
        )
    if vote.is_secret:
        return _("personne ne sait qui a répondu quoi, et rien n’est montré avant la clôture")
    if vote.shows == Vote.Shows.OPEN:
        return _("chaque réponse se lit tout de suite, avec son nom")
    if vote.shows == Vote.Shows.UNTIL_CLOSE:
        return _("les réponses se lisent à la clôture, avec leurs noms")
    return _("les réponses se lisent une fois la vôtre donnée, avec leurs noms")


# --- What the ballot asks ---------------------------------------------------------------------------


def asked_of(vote, n_options: int) -> str:
    """What one does on this ballot, with its limits."""
    terms = vote.terms
    match vote.method:
        case Method.POSITIONS:
            return _("Choisissez une position.")
        case Method.SINGLE:
            return _("Choisissez une option.")
        case Method.OPT_IN:
            return _("Inscrivez-vous.") if n_options == 1 else _("Choisissez à quoi vous vous inscrivez.")
        case Method.CHOICES:
            least, most = max(1, terms.get("at_least", 0)), terms.get("at_most") or n_options
            if least == most:
                return ngettext("Choisissez %(n)s option.", "Choisissez %(n)s options.", most) % {"n": most}
            return _("Choisissez de %(least)s à %(most)s options.") % {"least": least, "most": most}
        case Method.APPROVAL:
            return _("Cochez toutes les options que vous approuvez, autant que vous voulez.")
        case Method.SCORE:
            low, high = terms.get("min", 0), terms.get("max")
            if high is None:
                return _("Donnez à chaque option une note, %(low)s au moins. Sans note, elle compte pour %(low)s.") % {
                    "low": low
                }
            said = _(
                "Donnez à chaque option une note de %(low)s (le moins) à %(high)s (le plus). "
                "Sans note, elle compte pour %(low)s."
            )
            return said % {"low": low, "high": high}
        case Method.DOTS:
            budget, high = terms.get("dots"), terms.get("max")
            if budget is None:
                return _("Mettez des points sur les options de votre choix.")
            said = ngettext(
                "Vous avez %(n)s point à poser sur une option.",
                "Vous avez %(n)s points à répartir entre les options, sans obligation de tout mettre.",
                budget,
            ) % {"n": budget}
            if high is not None:
                said += " " + _("Pas plus de %(n)s sur une même option.") % {"n": high}
            return said
        case Method.SCHULZE:
            return _(
                "Donnez un rang aux options, 1 pour votre préférée. Deux options peuvent avoir le même rang. "
                "Un classement partiel est valable : les options sans rang comptent ensemble, à la dernière place."
            )
        case Method.IRV | Method.STV:
            return _(
                "Donnez un rang différent à chaque option, 1 pour votre préférée. Un classement partiel est valable : "
                "quand plus aucune de vos options n’est en course, votre bulletin ne passe à personne."
            )
        case Method.MAJORITY_JUDGMENT:
            return _("Donnez une mention à chaque option. Sans mention, elle reçoit « %(worst)s ».") % {
                "worst": terms["grades"][0]
            }
        case Method.DATE:
            return _("Pour chaque date, dites si elle vous convient. Sans réponse, c’est non.")
        case Method.RESISTANCE:
            return _(
                "Pour chaque option, notez votre résistance de 0 (elle me va) à %(high)s (je ne peux pas l’accepter). "
                "Sans note, c’est 0."
            ) % {"high": terms.get("max", RESISTANCE)}
    return ""


# --- Why it came out so -----------------------------------------------------------------------------


def said(number) -> str:
    """A number as people read it: whole, or with two decimals when it is an exact fraction « 7/3 »."""
    number = Fraction(number)
    if number.denominator == 1:
        return str(number.numerator)
    hundredths = (200 * number.numerator + number.denominator) // (2 * number.denominator)
    whole, rest = divmod(hundredths, 100)
    return _("%(whole)s,%(rest)s") % {"whole": whole, "rest": f"{rest:02d}"}


def listed(names) -> str:
    """« Bleu, Vert et Ocre »."""
    names = [_("« %(name)s »") % {"name": name} for name in names]
    if len(names) < 2:
        return "".join(names)
    return _("%(most)s et %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def why_in_words(vote, why, names) -> str:
    """The sentence of `why` (governance.rules.tally.why). names: what the page calls an option, by its label."""
    call = {label: name_of(option) for label, option in names.items()}
    more, leader, rival = why.more, call.get(why.leader, ""), call.get(why.runner_up, "")
    mine, theirs = why.leader_count, why.runner_up_count
    words = {
        "leader": _("« %(name)s »") % {"name": leader} if leader else "",
        "rival": _("« %(name)s »") % {"name": rival} if rival else "",
        "winners": listed(call[one] for one in why.winners),
        "n": None if mine is None else said(mine),
        "other": None if theirs is None else said(theirs),
        "base": said(why.base),
    }
    match why.code:
        case "nobody" if why.base and vote.method == Method.DATE:
            return _("Aucune date ne convient à personne : rien n’est décidé.")
        case "nobody":
            return _("Aucun bulletin à compter : rien n’est décidé.")
        case "tied":
            return _why_tied(vote, why, call, words)
        case "most":
            return _why_most(vote, why, words)
        case "majority":
            told = _("%(leader)s a plus de la moitié des voix : %(n)s sur %(base)s.")
            if vote.method == Method.IRV:
                told = _(
                    "%(leader)s a plus de la moitié des voix encore en course au tour %(round)s : %(n)s sur %(base)s."
                )
            return told % (words | {"round": more.get("round")})
        case "plurality_only":
            return _("%(leader)s a le plus de voix, %(n)s sur %(base)s, sans majorité : il en manque %(missing)s.") % (
                words | {"missing": more["missing"]}
            )
        case "condorcet":
            if not rival:
                return _("%(leader)s est la seule option.") % words
            return (
                _(
                    "%(leader)s bat chaque autre option en duel ; le plus serré, contre %(rival)s : "
                    "%(n)s contre %(other)s."
                )
                % words
            )
        case "strongest_paths":
            if not rival:
                return _("%(winners)s : il y a autant de places que d’options.") % words
            if vote.terms.get("seats", 1) > 1:
                return (
                    _(
                        "%(winners)s sont les premières ; %(leader)s devance %(rival)s par les duels, "
                        "%(n)s contre %(other)s."
                    )
                    % words
                )
            return (
                _(
                    "Aucune option ne gagne tous ses duels ; la chaîne de duels la plus forte mène de %(leader)s "
                    "à %(rival)s : "
                    "%(n)s contre %(other)s en retour."
                )
                % words
            )
        case "majority_grade" | "majority_grade_tiebreak":
            return _why_judgment(why, words)
        case "quota":
            return _why_quota(why, call, words)
        case "target_reached":
            return ngettext(
                "Le nombre est atteint pour %(winners)s : %(n)s sur %(target)s demandée.",
                "Le nombre est atteint pour %(winners)s : %(n)s sur %(target)s demandées.",
                more["target"],
            ) % (words | {"target": more["target"]})
        case "target_missed":
            return ngettext(
                "Il manque %(missing)s personne pour atteindre %(target)s.",
                "Il manque %(missing)s personnes pour atteindre %(target)s.",
                more["missing"],
            ) % {"missing": more["missing"], "target": more["target"]}
        case "least_resistance":
            told = _("%(leader)s rencontre le moins de résistance : %(n)s sur %(greatest)s possibles.")
            if rival and vote.terms.get("seats", 1) == 1:
                told = _(
                    "%(leader)s rencontre le moins de résistance : %(n)s sur %(greatest)s possibles, contre %(other)s "
                    "pour %(rival)s."
                )
            elif vote.terms.get("seats", 1) > 1:
                told = _("%(winners)s rencontrent le moins de résistance.")
            return told % (words | {"greatest": said(more["greatest"])})
        case "best_date":
            told = _("%(leader)s convient au plus de monde : %(n)s sur %(base)s.")
            if more.get("by_yes"):
                told = _(
                    "%(leader)s et %(rival)s conviennent à autant de monde (%(n)s) ; %(leader)s a plus de oui : "
                    "%(yes)s contre %(fewer)s."
                )
            return told % (words | {"yes": more["yes"], "fewer": more.get("runner_up_yes")})
        case "positions":
            if not leader:
                return _("Les positions sont partagées : aucune n’est la plus prise.")
            return _("La position la plus prise est %(leader)s : %(n)s sur %(base)s.") % words
    return ""


def _why_tied(vote, why, call, words):
    rivals = words | {"tied": listed(call[one] for one in why.tied), "round": why.more.get("round")}
    if vote.method in (Method.IRV, Method.STV):
        return (
            _(
                "Égalité entre %(tied)s pour l’élimination au tour %(round)s : rien ne les départage, "
                "et le décompte s’arrête."
            )
            % rivals
        )
    if vote.method == Method.SCHULZE or vote.method == Method.MAJORITY_JUDGMENT:
        told = _("Égalité entre %(tied)s : rien dans les bulletins ne les départage.")
    elif vote.method == Method.RESISTANCE:
        told = _("Égalité entre %(tied)s : la même résistance, %(n)s, et rien ne les départage.")
    else:
        told = _("Égalité entre %(tied)s, à %(n)s : rien ne les départage.")
    if why.winners:
        return told % rivals + " " + _("Sont déjà retenues : %(winners)s.") % words
    return told % rivals


def _why_most(vote, why, words):
    if len(why.winners) > 1:
        if not words["rival"]:
            return _("%(winners)s : il y a autant de places que d’options.") % words
        return _("%(winners)s arrivent en tête ; la dernière place tient à %(n)s contre %(other)s.") % words
    told = {
        Method.SCORE: _("%(leader)s a la plus haute somme de notes, %(n)s, contre %(other)s pour %(rival)s."),
        Method.DOTS: _("%(leader)s réunit le plus de points, %(n)s, contre %(other)s pour %(rival)s."),
        Method.APPROVAL: _("%(leader)s est l’option la plus approuvée : %(n)s sur %(base)s bulletins."),
    }
    if vote.method in (Method.SCORE, Method.DOTS) and not words["rival"]:
        return _("%(leader)s réunit %(n)s.") % words
    return told.get(vote.method, _("%(leader)s a été choisie sur le plus de bulletins : %(n)s sur %(base)s.")) % words


def _why_judgment(why, words):
    more = dict(why.more)
    if why.code == "majority_grade":
        if not words["rival"]:
            return _("%(leader)s a la mention majoritaire « %(grade)s ».") % (words | more)
        return _(
            "La mention majoritaire de %(leader)s, « %(grade)s », est meilleure que celle de %(rival)s, "
            "« %(runner_up_grade)s »."
        ) % (words | more)
    return ngettext(
        "%(leader)s et %(rival)s ont la même mention majoritaire, « %(grade)s » ; une fois %(removed)s mention "
        "du milieu "
        "ôtée à chacune, « %(grade_then)s » passe devant « %(runner_up_grade_then)s ».",
        "%(leader)s et %(rival)s ont la même mention majoritaire, « %(grade)s » ; une fois %(removed)s mentions "
        "du milieu "
        "ôtées à chacune, « %(grade_then)s » passe devant « %(runner_up_grade_then)s ».",
        more["removed"],
    ) % (words | more)


def _why_quota(why, call, words):
    quota = {"quota": why.more["quota"], "without": listed(call[one] for one in why.more["without_quota"])}
    reached = [one for one in why.winners if one not in why.more["without_quota"]]
    words = words | quota | {"reached": listed(call[one] for one in reached)}
    if not reached:
        return (
            _("%(without)s ont les sièges sans le quota de %(quota)s voix : il ne restait pas d’autre option.") % words
        )
    told = ngettext(
        "%(reached)s atteint le quota de %(quota)s voix.",
        "%(reached)s atteignent le quota de %(quota)s voix.",
        len(reached),
    )
    if why.more["without_quota"]:
        told += " " + ngettext(
            "Le dernier siège va à %(without)s, qui reste en course sans l’atteindre.",
            "Les derniers sièges vont à %(without)s, qui restent en course sans l’atteindre.",
            len(why.more["without_quota"]),
        )
    return told % words
