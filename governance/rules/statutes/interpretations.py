"""Where the statutes of Open Atlas are silent or unclear: what is asked, what may be answered, and what it changes.

Some answers change a rule, by a pure function; the others are readings that hold everywhere, and are shown as such.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from governance.rules.majority import Quorum
from governance.rules.notice import Notice
from governance.rules.statutes.nonsense import _
from governance.rules.statutes.parts import ASSEMBLY, BOARD, BUREAU, Matter, Statutes

HALF_MONTH, MONTH = Notice(15, "days"), Notice(1, "months")
SPECIAL = ("statutes", "dissolution")  # their own articles rule these two


@dataclass(frozen=True)
class Interpretation:
    """A question the text leaves open. options: what may be chosen, in words, the first by default.

    source: the articles it comes from; apply: what a choice makes of statutes, None where the reading is one for all.
    """

    key: str
    question: str
    source: str
    options: Mapping[str, str] = field(default_factory=dict)
    apply: Callable[[Statutes, str], Statutes] | None = None
    reading: str = ""

    @property
    def default(self) -> str:
        return next(iter(self.options), "")


def choose(statutes: Statutes, key: str, choice: str) -> Statutes:
    """The statutes as they read under that choice. Raises KeyError where there is none such to make."""
    found = BY_KEY[key]
    if found.apply is None or choice not in found.options:
        raise KeyError(key, choice)
    return replace(found.apply(statutes, choice), interpretations={**statutes.interpretations, key: choice})


def holds(statutes: Statutes, key: str) -> bool:
    """Whether the rules say what the choice recorded for `key` says: somebody may have written a rule otherwise."""
    choice = statutes.interpretations.get(key)
    return choice is None or dict(BY_KEY[key].apply(statutes, choice).matters) == dict(statutes.matters)


# --- What the choices change -------------------------------------------------------------------------


def _each(statutes: Statutes, change: Callable[[Matter], Matter]) -> Statutes:
    return replace(statutes, matters={key: change(matter) for key, matter in statutes.matters.items()})


def _common(matter):
    """A matter of the assembly that no article of its own rules."""
    return matter.body == ASSEMBLY and matter.key not in SPECIAL


def _with_quorum(matter, **changes):
    quorum = matter.rule.quorum
    return replace(matter, rule=replace(matter.rule, quorum=replace(quorum, **changes))) if quorum else matter


def _blank_voices(statutes, choice):
    def change(matter):
        if not _common(matter) or matter.elects or matter.rule.majority.base not in ("expressed", "cast"):
            return matter
        return replace(matter, rule=replace(matter.rule, majority=replace(matter.rule.majority, base=choice)))

    return _each(statutes, change)


def _ties_of_elections(statutes, choice):
    return _each(statutes, lambda matter: replace(matter, after_tie=choice) if matter.elects else matter)


def _taking_part(statutes, choice):
    return _each(statutes, lambda matter: _with_quorum(matter, counts=choice) if _common(matter) else matter)


def _secret_ties(statutes, choice):
    def change(matter):
        return replace(matter, after_tie=choice) if matter.rule.tie == "chair" else matter

    return _each(statutes, change)


def _quorum_of_bureau(statutes, choice):
    shares = {"two_of_three": Fraction(2, 3), "all": Fraction(1)}
    counts_recused = statutes.interpretations.get("A-19") != "out_of_quorum"
    quorum = None
    if choice in shares:
        quorum = Quorum(shares[choice], "in_office", "present", article="A-12", counts_recused=counts_recused)

    def change(matter):
        return replace(matter, rule=replace(matter.rule, quorum=quorum)) if matter.body == BUREAU else matter

    return _each(statutes, change)


def _second_dissolution(statutes, choice):
    def change(matter):
        if matter.key != "dissolution" or matter.second_call is None:
            return matter
        return replace(matter, second_call=replace(matter.second_call, waives_quorum=choice == "waive"))

    return _each(statutes, change)


def _form_of_dissolution(statutes, choice):
    strict = choice == "article_22"

    def change(matter):
        if matter.key != "dissolution":
            return matter
        own = {"notice": MONTH, "notice_article": "22.1"} if strict else {"notice": None, "notice_article": ""}
        return replace(matter, single_item=strict, to_all_members=strict, **own)

    return _each(statutes, change)


def _notice_of_second_call(statutes, choice):
    notice = HALF_MONTH if choice == "fifteen_days" else MONTH

    def change(matter):
        if matter.second_call is None:
            return matter
        return replace(matter, second_call=replace(matter.second_call, notice=notice))

    return _each(statutes, change)


def _recused(statutes, choice):
    return _each(statutes, lambda matter: _with_quorum(matter, counts_recused=choice == "in_quorum"))


def _vacant_seats(statutes, choice):
    vacant = choice == "seats"
    return _each(statutes, lambda matter: replace(matter, counts_vacant=vacant) if matter.body == BOARD else matter)


# --- The thirty questions ----------------------------------------------------------------------------

ALL = (
    Interpretation(
        "A-1",
        _("Une majorité se compte-t-elle sur les voix exprimées ou sur les membres présents ?"),
        "10.4, 22.2, 22.4",
        reading=_("Chaque règle nomme sa base ; là où un article particulier en donne une, elle l’emporte."),
    ),
    Interpretation(
        "A-2",
        _("Un bulletin blanc ou une abstention est-il une voix exprimée ?"),
        "10.4",
        {
            "expressed": _("Non : seuls comptent les pour et les contre."),
            "cast": _("Oui : tout bulletin compte, et pèse alors comme un non."),
        },
        _blank_voices,
    ),
    Interpretation(
        "A-3",
        _("Suffit-il d’atteindre la majorité, ou faut-il la dépasser ?"),
        "10.4, 22.4, 23.3",
        reading=_("La majorité simple se dépasse ; trois cinquièmes ou trois quarts s’atteignent."),
    ),
    Interpretation(
        "A-4",
        _("Que devient une égalité dans une élection ?"),
        "10.4, 12.1",
        {
            "second_round": _(
                "Un second tour entre les personnes à égalité ; s’il ne départage pas, la place reste à pourvoir."
            ),
            "second_round_then_lot": _("Un second tour, puis un tirage au sort public."),
        },
        _ties_of_elections,
    ),
    Interpretation(
        "A-5",
        _("Qui admet une personne : le bureau, la commission d’entrée, ou n’importe quel membre ?"),
        "6",
        reading=_(
            "Deux niveaux : on entre dans le collectif par la commission ou un parrainage, "
            "et dans l’association par le bureau."
        ),
    ),
    Interpretation(
        "A-6",
        _("Quels membres paient une cotisation, quand deux alinéas se contredisent ?"),
        "5.1, 5.2, 5.3",
        reading=_("Les donateurs et les bienfaiteurs ; celle des bienfaiteurs est la plus élevée."),
    ),
    Interpretation(
        "A-7",
        _("« Les membres », sans autre mot : tous, ou ceux qui votent ?"),
        "9.1, 10.1, 22.1, 22.3",
        reading=_(
            "Quorums et parts se comptent sur les membres qui votent ; la convocation de l’article 22 va à tous."
        ),
    ),
    Interpretation(
        "A-8",
        _("Qui compte pour le quorum d’une assemblée ordinaire ?"),
        "10.1",
        {
            "participants": _("Qui est émargé, ou a déposé un bulletin, même blanc."),
            "present": _("Qui est émargé à la séance."),
        },
        _taking_part,
    ),
    Interpretation(
        "A-9",
        _("Que faire quand une assemblée ordinaire n’a pas son quorum ?"),
        "10.1",
        reading=_("En convoquer une autre, avec le délai entier et le même quorum : il ne baisse jamais de lui-même."),
    ),
    Interpretation(
        "A-10",
        _("Que devient une égalité du conseil quand le scrutin est secret ?"),
        "14.4",
        {
            "nothing": _("Rien n’est adopté : la voix de qui préside reste inconnue."),
            "named_round": _("Qui préside peut ouvrir aussitôt un second tour nominatif."),
        },
        _secret_ties,
    ),
    Interpretation(
        "A-11",
        _("Les débats à distance sont-ils anonymes ou transparents ?"),
        "10.1, 10.4, 14.4",
        reading=_("Transparents ; un pseudonyme par séance n’existe que si le règlement intérieur le demande."),
    ),
    Interpretation(
        "A-12",
        _("Combien de membres du bureau doivent être présents pour décider ?"),
        "17, 18",
        {
            "two_of_three": _("Deux sur trois."),
            "all": _("Tous."),
            "none": _("Aucun quorum."),
        },
        _quorum_of_bureau,
    ),
    Interpretation(
        "A-13",
        _("La seconde assemblée de dissolution garde-t-elle le quorum de la moitié ?"),
        "23.3",
        {
            "keep": _("Oui : l’article 23 n’en dispense pas."),
            "waive": _("Non : comme pour les statuts, elle décide quel que soit le nombre de présents."),
        },
        _second_dissolution,
    ),
    Interpretation(
        "A-14",
        _("Sous quelle forme convoque-t-on une assemblée de dissolution, quand le numéro de l’article manque ?"),
        "23.1",
        {
            "article_22": _("Celle de l’article 22 : un mois, un seul point, tous les membres."),
            "article_9": _("Celle de l’article 9 : quinze jours, comme une assemblée ordinaire."),
        },
        _form_of_dissolution,
    ),
    Interpretation(
        "A-15",
        _("Combien de temps avant une seconde assemblée faut-il convoquer ?"),
        "22.3, 23.3",
        {
            "fifteen_days": _("Quinze jours ; et elle se tient quinze jours au moins après la première."),
            "one_month": _("Un mois, comme la première."),
        },
        _notice_of_second_call,
    ),
    Interpretation(
        "A-16",
        _("Comment compte-t-on « quinze jours avant » ?"),
        "9.2, 14.1",
        reading=_("En jours du calendrier, de date à date, là où vit l’association."),
    ),
    Interpretation(
        "A-17",
        _("Qui remplace qui, quand le président ou le secrétaire manque seul ?"),
        "10.6",
        reading=_("On ne désigne que la fonction absente."),
    ),
    Interpretation(
        "A-18",
        _("Qui nomme un administrateur provisoire ?"),
        "12.4",
        reading=_("Le conseil, par une décision que l’assemblée suivante ratifie."),
    ),
    Interpretation(
        "A-19",
        _("Une personne qui se retire pour conflit d’intérêts compte-t-elle dans le quorum ?"),
        "10.3, 14.5",
        {
            "in_quorum": _("Oui ; mais pas dans la base de la majorité de ce point."),
            "out_of_quorum": _("Non : ni dans le quorum, ni dans la base."),
        },
        _recused,
    ),
    Interpretation(
        "A-20",
        _("Un mineur, ou une personne morale, peut-il voter et se présenter ?"),
        "6, 8, 13",
        reading=_(
            "Voter suit l’article 8 seul ; une personne morale se présente par une personne "
            "nommée qui remplit l’article 13."
        ),
    ),
    Interpretation(
        "A-21",
        _("« Membre depuis plus d’un an » : dans quel collège ?"),
        "13",
        reading=_("N’importe lequel, sans interruption."),
    ),
    Interpretation(
        "A-22",
        _("Faut-il tout décider ensemble, ou laisser l’initiative à chacun ?"),
        _("code social ; statuts"),
        reading=_("Chaque proposition dit sa portée : informer, consulter, ou engager l’association."),
    ),
    Interpretation(
        "A-23",
        _("À partir de combien de personnes est-ce « beaucoup de monde » ?"),
        _("guide de décision"),
        reading=_("Cinq, sauf réglage de l’espace ; on peut toujours choisir la voie la plus ouverte."),
    ),
    Interpretation(
        "A-24",
        _("De quelle date partent les renouvellements par tiers ?"),
        "12.2",
        reading=_("D’une date de départ que l’association règle."),
    ),
    Interpretation(
        "A-25",
        _("Peut-on aller de l’avant contre un vote négatif ?"),
        _("code social ; statuts"),
        reading=_("Seulement quand le vote est consultatif ; une décision qui engage lie."),
    ),
    Interpretation(
        "A-26",
        _("Le code social a-t-il été validé, quand la date est laissée en blanc ?"),
        _("code social"),
        reading=_("Il est montré « non ratifié » tant qu’une assemblée ne l’a pas dit."),
    ),
    Interpretation(
        "A-27",
        _("Un siège vacant compte-t-il dans le quorum du conseil ?"),
        "14.3",
        {
            "in_office": _("Non : on compte les membres en fonction."),
            "seats": _("Oui : on compte tous les sièges."),
        },
        _vacant_seats,
    ),
    Interpretation(
        "A-28",
        _("Comment élit-on plusieurs personnes « à la majorité des voix exprimées » ?"),
        "10.4, 12",
        reading=_("Les plus votées l’emportent, avec une voix au moins ; une égalité suit A-4."),
    ),
    Interpretation(
        "A-29",
        _("Qui départage, quand qui préside est absent ?"),
        "14.4",
        reading=_("Personne : la voix prépondérante ne se délègue pas."),
    ),
    Interpretation(
        "A-30",
        _("Que se passe-t-il si un membre part pendant un point ?"),
        _("texte muet"),
        reading=_("Le quorum se vérifie à l’ouverture et à la clôture ; la base reste celle de l’ouverture."),
    ),
)
BY_KEY = {one.key: one for one in ALL}
CHOICES = {one.key: tuple(one.options) for one in ALL if one.apply}
DEFAULTS = {key: options[0] for key, options in CHOICES.items()}
