"""What statutes are made of: colleges, bodies, matters; none of them can be made of what makes no sense."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from governance.rules.majority import Rule
from governance.rules.notice import Notice
from governance.rules.statutes.nonsense import Nonsense, _, at

VOICES = ("deliberative", "consultative", "none")
ASSEMBLY, BOARD, BUREAU, COMMISSION = BODIES = ("general_assembly", "board", "bureau", "commission")
POSTS = ("president", "secretary", "treasurer")
SECRECY = ("named", "secret", "free")
AFTER_TIE = ("nothing", "named_round", "second_round", "second_round_then_lot")
RESIDUAL = "ordinary"  # the matter of the assembly for whatever no other says (statutes of Open Atlas, art. 11.3)

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_NAME, LONGEST_ARTICLE = 120, 80  # characters
MOST_SEATS, MOST_MONTHS, LONGEST_NOTICE = 1_000, 600, 999
MOST = 200  # colleges, or matters


@dataclass(frozen=True)
class College:
    """A kind of member. voice: one of VOICES; pays_dues: votes only while up to date (ST-5, ST-8.1)."""

    key: str
    name: str
    voice: str
    pays_dues: bool
    article: str = ""

    def __post_init__(self):
        _key(self.key)
        _named(self.name)
        _one_of(self.voice, VOICES)
        _article(self.article)


@dataclass(frozen=True)
class Callers:
    """Who may call for something: those who hold a post, a whole body, or enough voices together (`share`)."""

    posts: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    share: Fraction | None = None

    def __post_init__(self):
        for known, found in ((POSTS, self.posts), (BODIES, self.bodies)):
            for one in found:
                _one_of(one, known)
            if len(set(found)) != len(found):
                raise Nonsense(_("La même instance ou la même fonction est nommée deux fois."))
        if self.share is not None and not 0 < self.share <= 1:
            raise Nonsense(_("Une part est plus grande que zéro, et un au plus : pas %(share)s."), share=self.share)
        if not (self.posts or self.bodies or self.share):
            raise Nonsense(_("Il faut que quelqu’un puisse le demander : une fonction, une instance ou une part."))


@dataclass(frozen=True)
class Body:
    """Who decides together. seats: None for the assembly of all voters; term_months: how long a seat is held.

    renewal: into how many parts its seats are renewed (3: by thirds, ST-12.2); officers: the posts held in it;
    presided_by: the post that presides its meetings, "" for nobody's; casting_vote: that voice settles a tie.
    """

    key: str
    name: str
    convened_by: Callers
    seats: int | None = None
    term_months: int | None = None
    renewal: int = 1
    officers: tuple[str, ...] = ()
    presided_by: str = ""
    casting_vote: bool = False
    notice: Notice | None = None
    notice_article: str = ""
    article: str = ""

    def __post_init__(self):
        _one_of(self.key, BODIES)
        _named(self.name)
        for article in (self.article, self.notice_article):
            _article(article)
        if self.key == ASSEMBLY and (self.seats is not None or self.term_months is not None):
            raise Nonsense(
                _("L’assemblée générale réunit toutes les personnes qui votent : elle n’a ni siège ni mandat.")
            )
        if self.seats is not None and not 1 <= self.seats <= MOST_SEATS:
            raise Nonsense(_("Une instance a au moins un siège, et %(most)s au plus."), most=MOST_SEATS)
        if self.term_months is not None and not 1 <= self.term_months <= MOST_MONTHS:
            raise Nonsense(_("Un mandat dure au moins un mois, et %(most)s au plus."), most=MOST_MONTHS)
        if self.renewal < 1 or (self.renewal > 1 and (self.seats is None or self.seats % self.renewal)):
            raise Nonsense(_("Les sièges ne se renouvellent pas en %(n)s parts égales."), n=self.renewal)
        for post in self.officers:
            _one_of(post, POSTS)
        if len(set(self.officers)) != len(self.officers):
            raise Nonsense(_("Une fonction est nommée deux fois."))
        if self.seats is not None and len(self.officers) > self.seats:
            raise Nonsense(_("Il y a plus de fonctions que de sièges."))
        if self.presided_by:
            _one_of(self.presided_by, POSTS)
        if self.casting_vote and not self.presided_by:
            raise Nonsense(_("Personne ne préside cette instance : aucune voix n’y est prépondérante."))
        _delay(self.notice)


@dataclass(frozen=True)
class SecondCall:
    """What follows a missed quorum: meets `after` the first at the earliest, convened `notice` before (A-15)."""

    waives_quorum: bool
    after: Notice
    notice: Notice | None = None
    article: str = ""

    def __post_init__(self):
        _delay(self.after)
        _delay(self.notice)
        _article(self.article)


@dataclass(frozen=True)
class Matter:
    """A kind of question, the body it belongs to and the rule that decides it.

    secrecy: one of SECRECY; secret_remotely: always secret when the body does not meet in one place (ST-14.4b).
    notice: its own, instead of its body's. elects: the body whose seats or posts it fills. after_tie: one of AFTER_TIE.
    counts_vacant: a vacant seat counts as an absent member (A-27). initiators: None where anybody who may convene may.
    """

    key: str
    title: str
    body: str
    rule: Rule
    secrecy: str = "free"
    secret_remotely: bool = False
    single_item: bool = False
    notice: Notice | None = None
    notice_article: str = ""
    to_all_members: bool = False
    second_call: SecondCall | None = None
    initiators: Callers | None = None
    elects: str = ""
    after_tie: str = "nothing"
    counts_vacant: bool = False
    article: str = ""

    def __post_init__(self):
        _key(self.key)
        _named(self.title)
        _one_of(self.body, BODIES)
        _one_of(self.secrecy, SECRECY)
        _one_of(self.after_tie, AFTER_TIE)
        rule = self.rule
        quoted = [rule.majority.article, rule.tie_article, rule.quorum.article if rule.quorum else ""]
        for article in (self.article, self.notice_article, *quoted):
            _article(article)
        _delay(self.notice)
        if self.elects:
            _one_of(self.elects, BODIES)
            if self.elects == ASSEMBLY:
                raise Nonsense(_("L’assemblée générale ne s’élit pas : elle réunit toutes les personnes qui votent."))
            if self.secrecy != "secret":
                raise Nonsense(_("Une élection est toujours secrète (statuts d’Open Atlas, art. 10.4)."))
        if not self.elects and self.after_tie in ("second_round", "second_round_then_lot"):
            raise Nonsense(_("Un second tour et un tirage au sort départagent une élection, et rien d’autre."))
        if self.after_tie == "named_round" and rule.tie != "chair":
            raise Nonsense(_("Un second tour nominatif ne sert que là où une voix est prépondérante."))
        if rule.tie == "chair" and self.secrecy == "secret":
            raise Nonsense(_("Aucune voix n’est prépondérante dans un scrutin secret : personne ne la connaît."))
        if self.second_call and self.body != ASSEMBLY:
            raise Nonsense(_("Une seconde convocation ne se fait que pour l’assemblée générale."))
        if self.second_call and rule.quorum is None:
            raise Nonsense(_("Sans quorum, rien ne peut manquer : une seconde convocation n’a pas d’objet."))
        if self.body == ASSEMBLY:
            if "in_office" in (rule.majority.base, rule.quorum and rule.quorum.of) or self.counts_vacant:
                raise Nonsense(_("L’assemblée générale n’a pas de sièges : on y compte les membres qui votent."))
            if self.secret_remotely and self.secrecy == "secret":
                raise Nonsense(_("Ce scrutin est déjà secret, à distance comme ailleurs."))


@dataclass(frozen=True)
class Statutes:
    """All of it, consistent: `matters` are decided by `bodies`, and voted by `colleges`.

    interpretations: the choices made where the text is silent, by key (« A-10 »); see `interpretations`.
    """

    name: str
    colleges: tuple[College, ...]
    bodies: Mapping[str, Body]
    matters: Mapping[str, Matter]
    interpretations: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        _named(self.name)
        for name, found in (("colleges", self.colleges), ("matters", self.matters)):
            if len(found) > MOST:
                with at(name):
                    raise Nonsense(_("C’est trop : %(most)s au plus."), most=MOST)
        keys = [college.key for college in self.colleges]
        if len(set(keys)) != len(keys):
            with at("colleges"):
                raise Nonsense(_("Deux collèges ont la même clé."))
        if not any(college.voice == "deliberative" for college in self.colleges):
            with at("colleges"):
                raise Nonsense(_("Aucun collège n’a voix délibérative : personne ne pourrait voter."))
        if ASSEMBLY not in self.bodies:
            with at("bodies"):
                raise Nonsense(_("Il manque l’assemblée générale."))
        self._know_their_bodies()
        residual = self.matters.get(RESIDUAL)
        if residual is None or residual.body != ASSEMBLY:
            with at("matters"):
                raise Nonsense(
                    _("Il manque la décision ordinaire de l’assemblée générale : elle décide de tout le reste.")
                )

    def _know_their_bodies(self):
        held = {post for body in self.bodies.values() for post in body.officers}
        for key, body in self.bodies.items():
            with at("bodies"), at(key):
                self._known(body.convened_by.bodies)
                for post in {*body.convened_by.posts, *filter(None, [body.presided_by])} - held:
                    raise Nonsense(_("Aucune instance ne pourvoit la fonction « %(post)s »."), post=post)
        for key, matter in self.matters.items():
            with at("matters"), at(key):
                self._known([matter.body, *filter(None, [matter.elects])])
                if matter.initiators:
                    self._known(matter.initiators.bodies)
                    for post in set(matter.initiators.posts) - held:
                        raise Nonsense(_("Aucune instance ne pourvoit la fonction « %(post)s »."), post=post)
                if matter.rule.tie == "chair" and not self.bodies[matter.body].casting_vote:
                    raise Nonsense(_("Aucune voix n’est prépondérante dans cette instance."))

    def _known(self, bodies):
        for body in bodies:
            if body not in self.bodies:
                raise Nonsense(_("Ces statuts n’ont pas d’instance « %(body)s »."), body=body)

    # --- Who decides what ----------------------------------------------------------------------------

    def matter(self, key: str) -> Matter:
        """The matter of that name; whatever belongs to nobody is an ordinary decision of the assembly (art. 11.3)."""
        return self.matters.get(key, self.matters[RESIDUAL])

    def deciding(self, key: str) -> tuple[str, ...]:
        """The bodies that may decide a matter: the one it belongs to, and the assembly always (art. 11.2)."""
        competent = self.matter(key).body
        return (competent,) if competent == ASSEMBLY else (competent, ASSEMBLY)

    def notice(self, key: str) -> tuple[Notice | None, str]:
        """How long before a meeting on this matter one convenes it, and the article that says so."""
        matter = self.matter(key)
        body = self.bodies[matter.body]
        return (matter.notice, matter.notice_article) if matter.notice else (body.notice, body.notice_article)

    def voting_colleges(self) -> tuple[College, ...]:
        return tuple(college for college in self.colleges if college.voice == "deliberative")


# --- What each part is checked for -------------------------------------------------------------------


def _key(found):
    if not KEY.fullmatch(found):
        raise Nonsense(
            _("Une clé s’écrit en minuscules sans accent, comme « board_election » : pas « %(key)s »."), key=found
        )


def _named(found):
    if not found.strip():
        raise Nonsense(_("Il faut un nom."))
    _line(found, LONGEST_NAME)


def _article(found):
    _line(found, LONGEST_ARTICLE)


def _line(found, longest):
    if len(found) > longest:
        raise Nonsense(_("C’est trop long : %(most)s caractères au plus."), most=longest)
    if any(unicodedata.category(one).startswith("C") for one in found):
        raise Nonsense(_("Un nom tient sur une ligne, sans caractère invisible."))


def _one_of(found, known):
    if found not in known:
        raise Nonsense(
            _("On attend l’un de %(known)s : pas « %(found)s »."), known=", ".join(known), found=str(found)[:40]
        )


def _delay(found):
    if found is not None and not 1 <= found.count <= LONGEST_NOTICE:
        raise Nonsense(_("Un délai compte au moins un jour ou un mois, et %(most)s au plus."), most=LONGEST_NOTICE)
