"""The ready ways to ask: each a method, its terms, its options or scheme, and when to use it or leave it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from governance.voting.models import Process, Vote

Purpose = Process.Purpose
Method = Vote.Method


@dataclass(frozen=True)
class Template:
    """A way to ask, ready or kept by a space.

    content: what a process is as JSON — method, guide, caution, terms, options (label, meaning, key, asks,
    needs_reason), secrecy, shows, is_election, gathers_ideas, takes_late_joiners, quorum_percent, days.
    """

    key: str
    purpose: str
    name: object
    content: dict = field(default_factory=dict)
    kept: Process | None = None

    @property
    def method(self) -> str:
        return self.content["method"]

    @property
    def method_name(self) -> str:
        return Method(self.method).label

    @property
    def guide(self):
        return self.content.get("guide", "")

    @property
    def caution(self):
        return self.content.get("caution", "")

    @property
    def days(self) -> int:
        return self.content.get("days") or 7

    def plain(self) -> dict:
        """The content in plain words, in the language of whoever reads."""
        return _plain(self.content)


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, (bool, int, type(None))) else str(value)


def _position(key, label, meaning, asks="", *, needs=False):
    return {"key": key, "label": label, "meaning": meaning, "asks": asks, "needs_reason": needs}


SENSE = [
    _position("warm", _("Cela me parle"), _("J’ai envie que nous allions par là.")),
    _position(
        "unsure",
        _("Je ne sais pas encore"),
        _("Il me manque quelque chose pour me faire une idée."),
        _("Que vous manque-t-il ?"),
    ),
    _position(
        "cold",
        _("Cela m’inquiète"),
        _("Quelque chose me retient ; j’aimerais que l’on en parle."),
        _("Qu’est-ce qui vous inquiète ?"),
    ),
]
ADVICE = [
    _position("agree", _("Bon pour moi"), _("Je conseille d’y aller."), _("Un conseil pour réussir ?")),
    _position(
        "change",
        _("Oui, en changeant"),
        _("J’y serais favorable avec un changement que je décris."),
        _("Que changeriez-vous ?"),
        needs=True,
    ),
    _position("abstain", _("Pas d’avis"), _("Je n’ai rien à conseiller, et je m’en remets aux autres.")),
    _position(
        "disagree",
        _("Je le déconseille"),
        _("Je conseille de ne pas le faire, et je dis pourquoi."),
        _("Pourquoi le déconseillez-vous ?"),
        needs=True,
    ),
]
CONSENT = [
    _position(
        "consent",
        _("Je consens"),
        _("C’est assez bon pour maintenant, et assez sûr pour essayer."),
        _("Un mot, si vous voulez."),
    ),
    _position(
        "objection",
        _("J’ai une objection"),
        _("Cela ferait du tort à notre but commun : je dis lequel."),
        _("Quel tort cela ferait-il, et à quoi ?"),
        needs=True,
    ),
]
CONSENSUS = [
    _position("agree", _("Pour"), _("Je soutiens cette proposition."), _("Pourquoi ?")),
    _position("disagree", _("Contre"), _("Je préfère autre chose, sans m’y opposer."), _("Que préféreriez-vous ?")),
    _position("abstain", _("Abstention"), _("Je laisse les autres décider.")),
    _position(
        "incomplete",
        _("Incomplet"),
        _("Il manque quelque chose pour que je puisse me prononcer."),
        _("Que manque-t-il ?"),
        needs=True,
    ),
    _position(
        "block",
        _("Blocage"),
        _("Cela irait contre ce qui nous réunit : il faut en parler avant d’aller plus loin."),
        _("Qu’est-ce qui vous arrête ?"),
        needs=True,
    ),
]
GRADIENTS = [
    _position(
        "endorse",
        _("J’adhère pleinement"),
        _("Cela me plaît, et j’aiderai à le faire."),
        _("Qu’est-ce qui vous plaît ?"),
    ),
    _position(
        "minor",
        _("D’accord, à un détail près"),
        _("Je l’approuve ; un point mineur me gêne."),
        _("Quel est ce point ?"),
    ),
    _position(
        "reservations",
        _("Je soutiens avec des réserves"),
        _("Je peux vivre avec, malgré mes réserves."),
        _("Quelles sont vos réserves ?"),
    ),
    _position("abstain", _("Je m’abstiens"), _("Je n’ai pas d’avis, ou cela ne me concerne pas.")),
    _position(
        "discuss",
        _("Il faut en parler encore"),
        _("Je ne comprends pas assez pour me prononcer."),
        _("De quoi faut-il parler ?"),
        needs=True,
    ),
    _position(
        "follow",
        _("Cela ne me plaît pas, mais je suivrai"),
        _("Ce n’est pas mon choix ; je ne freinerai pas le groupe."),
        _("Qu’est-ce qui ne vous plaît pas ?"),
    ),
    _position(
        "disagree",
        _("Je suis en désaccord sérieux"),
        _("Je ne soutiens pas cela ; ne comptez pas sur moi pour le faire."),
        _("Sur quoi porte votre désaccord ?"),
        needs=True,
    ),
    _position(
        "veto",
        _("Je m’y oppose"),
        _("Je ne veux pas que cela se fasse, et je dis pourquoi."),
        _("Pourquoi faut-il ne pas le faire ?"),
        needs=True,
    ),
]
# The worst first, as a recount reads them.
GRADES = [_("à rejeter"), _("insuffisant"), _("passable"), _("assez bien"), _("bien"), _("très bien"), _("excellent")]

READY = (
    Template(
        "sense",
        Purpose.TEMPERATURE,
        _("Prise de température"),
        {
            "method": Method.POSITIONS,
            "guide": _("Sentir où en est le groupe avant d’écrire une proposition : un tour rapide, sans engagement."),
            "caution": _(
                "Ce n’est pas une décision : ne la citez pas comme telle. Pour décider, ouvrez une proposition."
            ),
            "options": SENSE,
            "shows": "until_answer",
            "days": 3,
        },
    ),
    Template(
        "advice",
        Purpose.TEMPERATURE,
        _("Sollicitation d’avis"),
        {
            "method": Method.POSITIONS,
            "guide": _("Une personne va agir et demande conseil à celles que cela touche ou qui s’y connaissent."),
            "caution": _("À éviter quand personne ne porte l’action : un avis s’adresse à quelqu’un qui décidera."),
            "options": ADVICE,
            "shows": "open",
            "days": 5,
        },
    ),
    Template(
        "opt_in",
        Purpose.TEMPERATURE,
        _("Inscription"),
        {
            "method": Method.OPT_IN,
            "guide": _("Savoir si assez de monde se joint à une action : elle part quand le nombre voulu est atteint."),
            "caution": _("Ne dit rien de ce que pensent les autres : ne pas répondre n’est pas s’opposer."),
            "terms": {"target": 5},
            "options": [{"label": _("J’en suis"), "meaning": _("Comptez sur moi.")}],
            "shows": "open",
            "days": 14,
        },
    ),
    Template(
        "consent",
        Purpose.DECIDE,
        _("Consentement"),
        {
            "method": Method.POSITIONS,
            "guide": _(
                "Avancer quand personne n’a d’objection raisonnable : assez bon pour maintenant, "
                "assez sûr pour essayer."
            ),
            "caution": _(
                "À éviter si la question n’est pas mûre : une objection demande qu’on la traite, pas qu’on la compte."
            ),
            "options": CONSENT,
            "shows": "until_answer",
            "days": 5,
        },
    ),
    Template(
        "consensus",
        Purpose.DECIDE,
        _("Consensus"),
        {
            "method": Method.POSITIONS,
            "guide": _(
                "Chercher ce que tout le monde peut soutenir : cinq positions, et un blocage qui ouvre la discussion."
            ),
            "caution": _(
                "Trop lourd pour une petite question. Pour un texte à amender, ouvrez plutôt une proposition."
            ),
            "options": CONSENSUS,
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "gradients",
        Purpose.DECIDE,
        _("Degrés d’accord"),
        {
            "method": Method.POSITIONS,
            "guide": _(
                "Voir la force du soutien, en huit degrés, de l’adhésion à l’opposition : utile "
                "quand l’engagement compte."
            ),
            "caution": _("Demande de lire huit réponses : prenez plutôt le consentement pour une question simple."),
            "options": GRADIENTS,
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "single",
        Purpose.CHOOSE,
        _("Choix unique"),
        {
            "method": Method.SINGLE,
            "guide": _("Une option par personne, la plus choisie en tête. Simple et connu de tout le monde."),
            "caution": _(
                "Avec plus de deux options, les voix se dispersent : préférez l’approbation ou un classement."
            ),
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "choices",
        Purpose.CHOOSE,
        _("Plusieurs choix"),
        {
            "method": Method.CHOICES,
            "guide": _(
                "Chaque personne choisit plusieurs options, entre un minimum et un maximum : de quoi dresser une liste."
            ),
            "caution": _("Sans raison de limiter le nombre de choix, l’approbation est plus juste."),
            "terms": {"at_least": 1, "at_most": 3},
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "approval",
        Purpose.CHOOSE,
        _("Approbation"),
        {
            "method": Method.APPROVAL,
            "guide": _("Chaque personne coche tout ce qui lui convient ; l’option la plus acceptée passe en tête."),
            "caution": _("Ne dit pas ce que l’on préfère : si les nuances comptent, prenez le jugement majoritaire."),
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "judgment",
        Purpose.CHOOSE,
        _("Jugement majoritaire"),
        {
            "method": Method.MAJORITY_JUDGMENT,
            "guide": _(
                "Chaque option reçoit une mention de chacun ; la meilleure mention majoritaire "
                "l’emporte. On juge, on ne classe pas."
            ),
            "caution": _("Demande de juger toutes les options : au-delà d’une dizaine, réduisez d’abord la liste."),
            "terms": {"grades": GRADES},
            "shows": "until_close",
            "days": 7,
        },
    ),
    Template(
        "score",
        Purpose.CHOOSE,
        _("Notes"),
        {
            "method": Method.SCORE,
            "guide": _(
                "Une note pour chaque option ; la plus forte somme en tête. Bon pour classer des idées par envie."
            ),
            "caution": _("Qui note aux extrêmes pèse plus : à éviter quand l’enjeu divise."),
            "terms": {"min": 0, "max": 10},
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "dots",
        Purpose.CHOOSE,
        _("Points à répartir"),
        {
            "method": Method.DOTS,
            "guide": _(
                "Chaque personne répartit ses points : on voit les priorités et leur force, pour "
                "un budget ou un programme."
            ),
            "caution": _("Récompense qui met tout sur une option : à éviter pour désigner un seul gagnant."),
            "terms": {"dots": 8},
            "shows": "until_answer",
            "days": 7,
        },
    ),
    Template(
        "ranking",
        Purpose.CHOOSE,
        _("Classement (Schulze)"),
        {
            "method": Method.SCHULZE,
            "guide": _("Chaque personne classe les options ; celle qui gagne ses duels contre les autres l’emporte."),
            "caution": _(
                "Classer plus de sept options fatigue. Une majorité peut tourner en rond : le résultat le dit."
            ),
            "shows": "until_close",
            "days": 7,
        },
    ),
    Template(
        "runoff",
        Purpose.CHOOSE,
        _("Classement par éliminations (vote alternatif)"),
        {
            "method": Method.IRV,
            "guide": _("On élimine la dernière option et ses voix vont au choix suivant, jusqu’à une majorité."),
            "caution": _("Une option acceptée par tous mais préférée par peu peut sortir tôt : Schulze l’évite."),
            "shows": "until_close",
            "days": 7,
        },
    ),
    Template(
        "resistance",
        Purpose.CHOOSE,
        _("Moindre résistance"),
        {
            "method": Method.RESISTANCE,
            "guide": _(
                "Chaque personne note sa résistance à chaque option ; la moins gênante pour tout "
                "le groupe passe en tête."
            ),
            "caution": _(
                "Mettez « ne rien changer » parmi les options : sans elle, on ne sait pas si la "
                "meilleure est assez bonne."
            ),
            "terms": {"max": 10},
            "shows": "until_close",
            "gathers_ideas": True,
            "days": 7,
        },
    ),
    Template(
        "date",
        Purpose.DATE,
        _("Choix d’une date"),
        {
            "method": Method.DATE,
            "guide": _(
                "Trouver le moment où le plus de monde peut venir : oui, si besoin, ou non pour chaque créneau."
            ),
            "caution": _("Ne décide pas si la rencontre a lieu : demandez-le d’abord."),
            "shows": "open",
            "days": 5,
        },
    ),
    Template(
        "election",
        Purpose.ELECT,
        _("Élection à plusieurs sièges"),
        {
            "method": Method.STV,
            "guide": _(
                "Chaque personne classe les candidatures ; les sièges se répartissent en "
                "proportion (vote unique transférable)."
            ),
            "caution": _(
                "Pour un seul siège, le jugement majoritaire ou un classement disent mieux l’accord du groupe."
            ),
            "terms": {"seats": 2},
            "secrecy": "secret",
            "shows": "until_close",
            "is_election": True,
            "days": 7,
        },
    ),
    Template(
        "one_seat",
        Purpose.ELECT,
        _("Élection à un siège"),
        {
            "method": Method.MAJORITY_JUDGMENT,
            "guide": _(
                "Chaque candidature reçoit une mention de chacun, en secret ; la mieux jugée par une majorité est élue."
            ),
            "caution": _("Pour plusieurs sièges à la fois, prenez l’élection à plusieurs sièges."),
            "terms": {"grades": GRADES},
            "secrecy": "secret",
            "shows": "until_close",
            "is_election": True,
            "days": 7,
        },
    ),
)
BY_KEY = {template.key: template for template in READY}


def kept(process: Process) -> Template:
    """A process that a space keeps, as a way to ask."""
    return Template(process.key, process.purpose, process.name, process.content, process)


def found(key: str, space) -> Template | None:
    """The way to ask of that key: a ready one, or one that `space` keeps."""
    if key in BY_KEY:
        return BY_KEY[key]
    number = key.removeprefix("kept-")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and number != key):
        return None
    process = space.processes.filter(pk=number).first()
    return kept(process) if process else None


def by_purpose(space) -> list[tuple[str, list[Template]]]:
    """All that may be picked in `space`, grouped by what it is for; what the space keeps comes first in its group."""
    every = [*map(kept, space.processes.all()), *READY]
    groups = [(purpose.label, [one for one in every if one.purpose == purpose]) for purpose in Purpose]
    return [(label, found) for label, found in groups if found]


def of_vote(vote) -> Template:
    """What a prepared vote is made of, as a way to ask: its form is filled from it."""
    options = vote.options.all() if vote.method == Method.POSITIONS else ()
    content = {
        "method": vote.method,
        "terms": vote.terms,
        "options": [
            {"key": o.key, "label": o.label, "meaning": o.meaning, "asks": o.asks, "needs_reason": o.needs_reason}
            for o in options
        ],
    }
    return Template("", Purpose.CHOOSE, vote.process or vote.get_method_display(), content)
