"""An association of the tests with its bodies: a board of six, its bureau of three, and who sits there."""

from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Mandate
from governance.organizations import actions as organizations
from tests.cast import person

FOUNDED = date(2026, 3, 1)
ASSEMBLY = "Assemblée générale constitutive, 2e résolution"


@dataclass(frozen=True)
class Told:
    """What statutes say of a body, as the part of the house that reads them gives it."""

    name: str
    seats: int | None = None
    term_months: int | None = None
    renewal: int = 1
    officers: tuple[str, ...] = field(default=())


STATUTES = SimpleNamespace(
    bodies={
        "general_assembly": Told("Assemblée générale"),
        "board": Told("Conseil d’administration", 6, 72, renewal=3),
        "bureau": Told("Bureau", 3, 24, officers=("president", "secretary", "treasurer")),
        "commission": Told("Commission d’entrée"),
    }
)


def with_bodies(cast):
    """The bodies of `STATUTES`, empty, and two more people: Gus and Hana."""
    for key in ("gus", "hana", "ivan"):
        if not hasattr(cast, key):
            setattr(cast, key, person(key))
            organizations.admit(cast.space, getattr(cast, key), "member", by=cast.alice)
    made = actions.make_bodies(cast.organization, STATUTES)
    cast.bodies = {body.key: body for body in made}
    cast.board, cast.bureau = cast.bodies["board"], cast.bodies["bureau"]
    return cast


def seat(cast, n, who, *, by=None, since=FOUNDED, **more):
    told = {"decision": ASSEMBLY, "decided_on": since, "since": since} | more
    return actions.seat(cast.board, getattr(cast, who), seat=n, by=by or cast.alice, **told)


def post(cast, name, who, *, by=None, since=FOUNDED, **more):
    told = {"decision": "Conseil d’administration du 1er mars, point 1", "decided_on": since} | more
    return actions.seat(cast.bureau, getattr(cast, who), post=name, by=by or cast.alice, **told)


BOARD = ("bob", "erin", "faye", "gus", "hana", "alice")


def installed(cast, since=FOUNDED):
    """Six administrators; Bob presides, Erin is secretary, Faye keeps the money. Ivan is a member."""
    with_bodies(cast)
    actions.set_cycle(cast.board, by=cast.alice, start=since)
    for n, who in enumerate(BOARD, 1):
        seat(cast, n, who, since=since)
    post(cast, "president", "bob", since=since)
    post(cast, "secretary", "erin", by=cast.bob, since=since)
    post(cast, "treasurer", "faye", by=cast.bob, since=since)
    return cast


def holder(cast, n, day=None):
    """Who holds a seat of the board today, as its mandate."""
    day = day or cast.space.day(clock.now())
    return Mandate.objects.in_force(day).filter(body=cast.board, seat=n).select_related("person").first()
