"""What the demo asks the people of La Réunion: a poll that is open, and one that is counted."""

import random
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from governance import clock
from governance.accounts.models import User
from governance.polls import actions as polls
from governance.polls.models import ATTESTED, DECLARED, Answer, Territory
from governance.voting.actions import Choice

from .people import PEOPLE
from .shapes import MAIL, Ago

GRADES = ["À rejeter", "Insuffisant", "Passable", "Assez bien", "Bien", "Très bien"]
CROWD = 900  # people of the island, who never sign in
SEED = 974
BATCH = timedelta(hours=3)

CLOSED = {
    "title": "Les sentiers du littoral",
    "body": (
        "Des sentiers du littoral sont fermés depuis le cyclone. Les remettre en état prendra plusieurs années\u00a0: "
        "par quoi commencer\u202f?\n\n- **Rouvrir** ce qui existe, à l’identique\n- **Déplacer** les sentiers en "
        "retrait de la côte\n- **Laisser** la côte se refaire, et n’y aller qu’à pied"
    ),
    "question": "Par quoi commencer\u202f?",
    "method": "single",
    "terms": {},
    "choices": [
        Choice("Rouvrir à l’identique"),
        Choice("Déplacer en retrait", "Vingt mètres au moins, derrière la végétation."),
        Choice("Laisser la côte se refaire"),
    ],
}
ALSO = {
    "question": "Où marchez-vous le plus souvent\u202f?",
    "method": "choices",
    "terms": {"at_least": 1, "at_most": 2},
    "choices": [Choice("Sur le littoral"), Choice("Dans les Hauts"), Choice("En ville"), Choice("Je marche peu")],
}
OPEN = {
    "title": "Se déplacer sans voiture",
    "body": (
        "La Région prépare son plan de déplacements. L’association rassemble des avis pour les porter au débat public. "
        "Jugez chaque idée, même celles qui ne passent pas chez vous."
    ),
    "question": "Que pensez-vous de chacune de ces idées\u202f?",
    "method": "majority_judgment",
    "terms": {"grades": GRADES},
    "choices": [
        Choice("Un tram entre Saint-Denis et Sainte-Marie"),
        Choice("Des voies de bus protégées sur les quatre voies"),
        Choice("Une piste cyclable continue autour de l’île"),
    ],
}

# Who argues about the open poll, on which side, in which words.
ARGUMENTS = (
    ("mathieu", "for", "Sur la quatre voies, un bus pris dans le bouchon met une heure. Sur sa voie, vingt minutes."),
    ("emilie", "for", "Mes élèves viennent à vélo quand ils le peuvent. La moitié habite à moins de trois kilomètres."),
    ("samuel", "against", "Un tram qui s’arrête à Sainte-Marie ne change rien pour l’Est, qui paiera aussi."),
    ("pascal", "neutral", "Le plan d’avant chiffrait déjà un tram\u00a0: il se lit à la médiathèque de Saint-Denis."),
)


def plan(story) -> None:
    """One poll closed last week with its answers in bulk; the other has been open for some days."""
    story.at(Ago(30), lambda: closed(story))
    story.at(Ago(4), lambda: opened(story))


def closed(story) -> None:
    poll = _open(story, CLOSED, timedelta(days=20), also=ALSO)
    (first, second), chance = (str(row.pk) for row in poll.questions.all()), random.Random(SEED)
    walks = [["o1"], ["o2"], ["o1", "o2"], ["o3"], ["o2", "o3"], ["o4"], None]

    def said():
        begun = chance.choices(["o1", "o2", "o3", None], [34, 41, 21, 4])[0]
        return {first: begun, second: chance.choices(walks, [24, 18, 20, 12, 6, 15, 5])[0]}

    _answers(poll, chance, said)
    story.at(poll.closes_at + timedelta(minutes=1), lambda: polls.count_poll(poll))


def opened(story) -> None:
    poll = _open(story, OPEN, timedelta(days=24))
    key, chance = str(poll.questions.get().pk), random.Random(SEED + 1)
    likings = {"o1": [5, 8, 18, 25, 27, 17], "o2": [3, 6, 12, 24, 33, 22], "o3": [9, 12, 20, 22, 20, 17]}

    def judged():
        return {key: {option: chance.choices(GRADES, weights)[0] for option, weights in likings.items()}}

    people = _people()
    chance.shuffle(people)
    begun = clock.now()
    for n, (key, side, body) in enumerate(ARGUMENTS):
        by = story.people[key]
        story.at(begun + timedelta(hours=5 + 11 * n), polls.argue, poll, by=by, side=side, body=body)
    for n in range(3):  # what is published waits for the batch after it
        story.at(begun + (n + 1) * BATCH, _batch, poll, people[n::3], chance, judged)


def _batch(poll, people, chance, answer) -> None:
    _answers(poll, chance, answer, people)
    polls.publish_poll(poll)


def _open(story, asked, lasts, also=None):
    space, founder = story.organization.space, story.people[PEOPLE[0].key]
    region = Territory.objects.get(kind=Territory.Kind.REGION, code="04")
    poll = polls.prepare_poll(
        space,
        by=founder,
        territories=[region],
        min_level=0,
        opens_at=None,
        closes_at=clock.now() + lasts,
        **asked,
    )
    if also:
        polls.add_question(poll, by=founder, **also)
    return polls.open_poll(poll, by=founder)


def _people() -> list[int]:
    """The crowd, made once: nobody ever signs in as one of them."""
    mails = [f"habitant-{n}@{MAIL}" for n in range(CROWD)]
    if not User.objects.filter(email=mails[0]).exists():
        locked = make_password(None)
        User.objects.bulk_create(
            User(email=mail, display_name=f"Habitant·e {n}", password=locked) for n, mail in enumerate(mails, 1)
        )
    return list(User.objects.filter(email__in=mails).order_by("pk").values_list("pk", flat=True))


def _answers(poll, chance, answer, people=None) -> None:
    """Answers in one go, spread over the communes as their people are."""
    places = list(poll.places.order_by("territory__code").values_list("territory_id", "population"))
    people = _people() if people is None else people
    where = chance.choices([pk for pk, _n in places], [n for _pk, n in places], k=len(people))
    levels = chance.choices([DECLARED, ATTESTED], [70, 30], k=len(people))
    Answer.objects.bulk_create(
        Answer(poll=poll, person_id=person, territory_id=commune, level=level, content=answer())
        for person, commune, level in zip(people, where, levels, strict=True)
    )
