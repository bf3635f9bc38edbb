"""Votes of the demo: some closed, some open, one whose ideas are still being gathered; and how people answer them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from governance import clock
from governance.voting import actions as voting
from governance.voting.actions import Choice
from governance.voting.forms import new_key
from governance.voting.making import day_and_hour
from governance.voting.processes import BY_KEY

from .people import COL, COM, DOC, EVT, FIN, LOC
from .shapes import Ago, say


@dataclass(frozen=True)
class Told:
    """A vote and its life. `answers` people answer, drawn with weights; `said` are their own words, in named votes."""

    key: str
    room: str
    by: str
    process: str
    title: str
    body: str
    made: Ago
    opened: Ago | None = None
    closes: Ago | None = None
    choices: tuple = ()
    weights: tuple = ()
    answers: int = 0
    terms: dict | None = None
    quorum_percent: int | None = None
    said: dict = field(default_factory=dict)
    ideas: tuple = ()  # (author, label, meaning, moment)
    merged: tuple = ()  # pairs of places in `ideas`, and the wording kept
    slots: tuple = ()  # of a date: Ago
    people: tuple = ()  # of an election: (key of a person, what they say)
    debate: tuple = ()


# The formatter would spread each saying over ten lines.
# fmt: off
VOTES = (
    Told(
        key="journal", room=COM, by="lucie", process="judgment",
        title="Quel nom pour notre lettre mensuelle ?",
        body="La lettre part le premier lundi du mois. Elle raconte ce que les communes ont fait, pas ce que nous "
             "pensons.\n\nDonnez une mention à **chaque** nom : le mieux jugé par la majorité sera le sien.",
        made=Ago(27, 9, 5), opened=Ago(26, 18, 0), closes=Ago(19, 20, 0),
        choices=(
            Choice("Le Fil des communes", "Ce qui relie, et ce que l’on suit."),
            Choice("Sous l’arbre", "L’arbre à palabre, et l’ombre pour parler."),
            Choice("Communs du jour", "Un commun par numéro."),
            Choice("La Lettre d’Open Atlas", "Sobre, et l’on sait d’où elle vient."),
        ),
        weights=(4, 6, 2, 3), answers=26,
        debate=(
            say("awa", 24, 10, 12, "« Sous l’arbre » se traduit bien, et se dit à voix haute sans hésiter."),
            say("louise", 23, 17, 40, "J’aime aussi, à condition d’expliquer l’arbre dans le premier numéro.",
                reply_to=0),
        ),
    ),
    Told(
        key="welcome", room=COL, by="nadege", process="election",
        title="Élire trois personnes référentes de l’accueil",
        body="Elles répondent aux nouveaux venus pendant un an, et se partagent les permanences. Le vote est secret ; "
             "classez qui vous voulez, dans votre ordre.",
        made=Ago(22, 10, 0), opened=Ago(21, 18, 30), closes=Ago(14, 20, 0),
        people=(
            ("soraya", "Deux soirs par semaine, et l’habitude d’écouter."),
            ("linh", "Pour celles et ceux qui arrivent sans connaître l’outil."),
            ("aminata", "Un accueil en trois langues."),
            ("priya", "Depuis l’île Maurice, aux heures de l’océan Indien."),
            ("yasmina", "Le lien avec les centres sociaux."),
            ("mathieu", "J’ai commencé comme ça ; à mon tour."),
        ),
        weights=(6, 3, 5, 2, 4, 3), answers=29, terms={"seats": 3}, quorum_percent=50,
    ),
    Told(
        key="fund", room=FIN, by="farid", process="ranking",
        title="À quoi consacrer les 600 € du fonds commun ?",
        body="Le fonds vient des ateliers du printemps. Une seule dépense, avant la fin du trimestre. Classez les "
             "quatre ; deux choix peuvent se valoir.",
        made=Ago(18, 12, 0), opened=Ago(17, 18, 0), closes=Ago(10, 20, 0),
        choices=(
            Choice("Deux vidéoprojecteurs d’occasion", "Pour les ateliers dans les communes."),
            Choice("Le billet de quelqu’un du groupe de Brest", "Qu’on se voie enfin en vrai."),
            Choice("L’impression du guide", "Deux cents exemplaires, en noir et blanc."),
            Choice("Garder pour l’an prochain", "Ne rien dépenser cette fois."),
        ),
        weights=(5, 3, 4, 1), answers=23,
    ),
    Told(
        key="evening", room=DOC, by="anais", process="consent",
        title="Passer notre réunion du lundi au mardi soir ?",
        body="Le lundi, trois d’entre nous finissent à 19 h. Le mardi à 18 h 30, personne n’a dit être pris. On essaie "
             "deux mois, puis on en reparle.",
        made=Ago(3, 8, 30), opened=Ago(2, 9, 0), closes=Ago(-3, 20, 0), answers=9,
        said={
            "mathieu": ("consent", "Cela m’arrange, et je peux ouvrir la visio."),
            "odile": ("objection", "Le mardi, la visio tombe sur la permanence de la médiathèque : elle perd sa salle. "
                                   "À 19 h 30, je n’ai plus d’objection."),
            "emilie": ("consent", ""),
        },
        weights=(9, 0),
    ),
    Told(
        key="meeting", room=LOC, by="jeanphilippe", process="date",
        title="Quand tenir la rencontre des groupes locaux ?",
        body="Une demi-journée, au Tampon ou en visio pour les plus loin. Dites aussi les créneaux où vous viendriez "
             "s’il le fallait.",
        made=Ago(4, 19, 0), opened=Ago(3, 8, 0), closes=Ago(-4, 20, 0), answers=14,
        slots=(Ago(-12, 9, 0), Ago(-13, 14, 0), Ago(-19, 9, 0), Ago(-20, 14, 0)),
        weights=(3, 5, 4, 2),
    ),
    Told(
        key="party", room=EVT, by="virginie", process="approval",
        title="Quel fil rouge pour la fête de fin d’année ?",
        body="Ajoutez vos idées encore quelques jours ; nous réunirons celles qui se ressemblent, puis chacun cochera "
             "ce qui lui va.",
        made=Ago(4, 10, 0), closes=Ago(-14, 20, 0),
        ideas=(
            ("rodolphe", "Un repas partagé", "Chacun vient avec un plat de sa commune.", Ago(4, 11, 20)),
            ("kavita", "Un bal sous les lampions", "", Ago(3, 9, 15)),
            ("samuel", "Une carte vivante de l’année", "Au sol, avec ce que chaque groupe a fait.", Ago(3, 12, 40)),
            ("ines", "Un grand repas partagé", "Et l’on cuisine ensemble l’après-midi.", Ago(2, 18, 5)),
            ("maeva", "Une veillée de contes", "En créole et en français.", Ago(1, 8, 30)),
        ),
        merged=((3, 0, "Un repas partagé, cuisiné ensemble"),),
    ),
)
# fmt: on


class Scrutin:
    """One vote, from its making to where it stands today."""

    def __init__(self, story, told: Told):
        self.story, self.told = story, told
        self.vote = None
        self.dice = random.Random(told.key)

    def plan(self):
        story, told = self.story, self.told
        story.at(told.made, self._prepare)
        for idea in told.ideas:
            story.at(idea[-1], self._add_idea, idea)
        for one, into, label in told.merged:
            last = max(told.ideas[one][-1], told.ideas[into][-1], key=story.moment)
            story.at(last._replace(minute=last.minute + 20), self._merge, one, into, label)
        if told.opened:
            story.at(told.opened, self._open)
        story.talk(told.debate, lambda: self.vote.debate.thread)

    @property
    def by(self):
        return self.story.people[self.told.by]

    def _prepare(self):
        told, template = self.told, BY_KEY[self.told.process]
        content = template.plain()
        terms = dict(content.get("terms", {})) | (told.terms or {})
        self.vote = voting.prepare_vote(
            self.story.rooms[told.room],
            kind="room",
            by=self.by,
            title=told.title,
            body=told.body,
            method=template.method,
            choices=self._choices(content),
            closes_at=self.story.moment(told.closes),
            terms=terms,
            secrecy=content.get("secrecy", "named"),
            shows=content["shows"],
            is_election=content.get("is_election", False),
            gathers_ideas=bool(told.ideas),
            quorum_percent=told.quorum_percent,
            process=str(template.name),
        )
        self.ideas = []

    def _choices(self, content):
        story, told = self.story, self.told
        if told.people:
            people = [(story.people[key], words) for key, words in told.people]
            return [Choice(str(person), words, person_id=person.pk) for person, words in people]
        if told.slots:
            moments = [story.moment(slot) for slot in told.slots]
            return [Choice(day_and_hour(at.astimezone(story.zone)), starts_at=at) for at in moments]
        if told.choices or told.ideas:
            return told.choices
        return [Choice(**option) for option in content["options"]]

    def _open(self):
        self.vote = voting.open_prepared(self.vote, by=self.by)
        start, end = clock.now(), min(self.vote.closes_at, self.story.moment(Ago(0, 6)))
        voters = [key for key in self._voters() if key not in self.told.said]
        voters = list(self.told.said) + self.dice.sample(voters, self.told.answers - len(self.told.said))
        for key in voters:
            self.story.at(self._some_moment(start, end), self._answer, key)
        if self.vote.closes_at <= self.story.now:
            self.story.at(self.vote.closes_at, lambda: voting.count_due(clock.now()))

    def _voters(self):
        asked = set(self.vote.roll.values_list("person", flat=True))
        return sorted(key for key, person in self.story.people.items() if person.pk in asked)

    def _some_moment(self, start, end):
        while True:
            moment = start + (end - start) * self.dice.random()
            if 7 <= moment.astimezone(self.story.zone).hour < 22:
                return moment.replace(microsecond=0)

    def _answer(self, key):
        ballot, reason = self.told.said.get(key) or (BALLOTS[self.vote.method](self), "")
        voting.cast_ballot(
            self.vote, by=self.story.people[key], kind="choice", ballot=ballot, reason=reason, key=new_key()
        )

    def _add_idea(self, told):
        author, label, meaning, _at = told
        idea = voting.add_idea(self.vote, by=self.story.people[author], label=label, meaning=meaning)
        self.ideas.append(idea)

    def _merge(self, one, into, label):
        voting.merge_ideas(self.ideas[one], self.ideas[into], by=self.by, label=label)

    # How somebody answers: by chance, leaning as the weights say.

    @property
    def keys(self):
        return [option.key for option in self.vote.options.all()]

    def _ranked(self):
        """The options from the one this person likes best."""
        liking = dict(zip(self.keys, self.told.weights, strict=True))
        return sorted(liking, key=lambda key: -liking[key] * self.dice.random())

    def one(self):
        return self.dice.choices(self.keys, self.told.weights)[0]

    def ranking(self):
        ranked = self._ranked()
        return [[key] for key in ranked[: self.dice.randint(2, len(ranked))]]

    def grades(self):
        grades = self.vote.terms["grades"]
        top = len(grades) - 1
        liking = zip(self.keys, self.told.weights, strict=True)
        return {key: grades[max(0, min(top, weight - 1 + self.dice.randint(-2, 2)))] for key, weight in liking}

    def slots(self):
        words = ("no", "if_needed", "yes")
        liking = zip(self.keys, self.told.weights, strict=True)
        return {key: words[min(2, self.dice.randint(0, weight) // 2)] for key, weight in liking}


BALLOTS: dict[str, Callable] = {
    "positions": Scrutin.one,
    "majority_judgment": Scrutin.grades,
    "stv": Scrutin.ranking,
    "schulze": Scrutin.ranking,
    "date": Scrutin.slots,
}
