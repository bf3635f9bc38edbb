"""Where the people of the demo live: La Réunion is loaded, those of the island say their commune, some are attested."""

from governance.polls import actions as polls
from governance.polls import loading, sources
from governance.polls.models import Territory
from governance.rules.territories import fold

from .people import PEOPLE
from .shapes import Ago

LOADED, DECLARED, ATTESTED = 120, 60, 50  # days ago
REFERENT, OVER = "fanja", ("epci", "249740119")  # who attests for the north of the island
ATTESTED_OF = ("mathieu", "idriss", "lucie", "kavita")
ASKED_OF = ("rodolphe",)  # whose request waits
# A stroll around the harbour of Saint-Leu, where the next meetings are.
CIRCLE = {"name": "Autour du port de Saint-Leu", "lon": 55.288, "lat": -21.168, "radius": 2500}
ARTICLES = ("le ", "la ", "les ", "l ")


def plan(story) -> None:
    """The island first, then its people; each by the same acts as anybody."""
    story.at(Ago(LOADED), load)
    story.at(Ago(DECLARED), lambda: settle(story))
    story.at(Ago(ATTESTED), lambda: attest(story))


def load() -> None:
    rows, source = sources.reunion()
    loading.load(rows, vintage=sources.REUNION_VINTAGE, source=source, only={"974"})


def settle(story) -> None:
    by_name = {_bare(one.name): one for one in Territory.objects.lived_in()}
    for person in PEOPLE:
        commune = by_name.get(_bare(person.place))
        if commune:
            polls.declare(story.people[person.key], commune, by=story.people[person.key])
    founder, space = story.people[PEOPLE[0].key], story.organization.space
    polls.draw_circle(space, by=founder, **CIRCLE)
    north = Territory.objects.get(kind=OVER[0], code=OVER[1])
    polls.name_referent(story.people[REFERENT], north, by=founder, space=space)


def attest(story) -> None:
    for key in (*ATTESTED_OF, *ASKED_OF):
        person = story.people[key]
        request = polls.ask_attestation(person.residences.get(), by=person, space=story.organization.space)
        if key in ATTESTED_OF:
            polls.attest(request, by=story.people[PEOPLE[0].key])


def _bare(name):
    """« Trois-Bassins » is what people call Les Trois-Bassins."""
    folded = fold(name)
    return next((folded.removeprefix(one) for one in ARTICLES if folded.startswith(one)), folded)
