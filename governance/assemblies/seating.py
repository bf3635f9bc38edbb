"""Bodies as a page shows them: each place with who holds it, what is vacant, what is to be renewed."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from governance.assemblies.models import Body, Mandate, Post
from governance.rules import mandates as law


@dataclass(frozen=True)
class Place:
    """A seat or a post: its number or its key, its name, and the mandate that fills it."""

    key: int | str
    name: str
    mandate: Mandate | None
    is_named: bool = False  # for renewal, by lot or because it remained
    passed: int = 0  # thousandths of its term, for the picture of it

    @property
    def is_seat(self) -> bool:
        return isinstance(self.key, int)


class Seating:
    """A body that day. Its mandates, with their people, and its renewed seats are read already."""

    def __init__(self, body, day):
        self.body, self.day = body, day

    @cached_property
    def mandates(self) -> list[Mandate]:
        """Those that run."""
        found = [mandate for mandate in self.body.mandates.all() if mandate.runs(self.day)]
        return sorted(found, key=lambda mandate: (mandate.seat or 0, mandate.since, mandate.pk))

    @cached_property
    def past(self) -> list[Mandate]:
        """Those that are over, the latest first."""
        found = [mandate for mandate in self.body.mandates.all() if not mandate.runs(self.day)]
        return sorted(found, key=lambda mandate: (mandate.last_day or mandate.since, mandate.pk), reverse=True)

    @cached_property
    def places(self) -> list[Place]:
        by_seat = {mandate.seat: mandate for mandate in self.mandates if mandate.seat}
        by_post = {mandate.post: mandate for mandate in self.mandates if mandate.post}
        named = self.named
        seats = 0 if self.body.posts else self.body.seats or 0
        found = [Place(n, str(n), by_seat.get(n), n in named, self._passed(by_seat.get(n))) for n in _numbers(seats)]
        for post in self.body.posts:
            mandate = by_post.get(post)
            found.append(Place(post, str(Post(post).label), mandate, passed=self._passed(mandate)))
        return found

    def _passed(self, mandate):
        if mandate is None or mandate.until is None:
            return 0
        return 1000 * (self.day - mandate.since).days // (mandate.until - mandate.since).days

    @property
    def is_filled(self) -> bool:
        """Whether anybody holds anything of it."""
        return bool(self.mandates)

    @cached_property
    def vacant(self) -> list[Place]:
        """What nobody holds, in a body where somebody once held something: it is announced until it is filled."""
        if not self.body.mandates.all():
            return []
        seats = 0 if self.body.posts else self.body.seats or 0
        empty = {
            *law.vacant(seats, [mandate.seat for mandate in self.mandates]),
            *law.vacant_posts(self.body.posts, [mandate.post for mandate in self.mandates]),
        }
        return [place for place in self.places if place.key in empty]

    @property
    def is_short(self) -> bool:
        """Too few administrators are left to deliberate at ease (A-27)."""
        board = self.body.key == Body.Key.BOARD and bool(self.body.mandates.all())
        return board and bool(self.body.seats) and law.is_short(self.body.seats, len(self.mandates))

    @cached_property
    def renewal(self) -> law.Renewal | None:
        """The next third to be renewed, where the cycle has a beginning; what remains of the last one."""
        return next_renewal(self.body)

    @property
    def is_due(self) -> bool:
        """Whether the draw of the next third may be announced."""
        return self.renewal is not None and self.renewal.is_due(self.day)

    @cached_property
    def named(self) -> list[int]:
        """The seats that somebody is to be elected to for a full term, whoever holds them meanwhile."""
        return sorted(seats_to_renew(self.body, self.day))


def _numbers(seats):
    return range(1, seats + 1)


def next_renewal(body) -> law.Renewal | None:
    if not body.is_renewed_by_thirds or not body.seats or body.cycle_start is None:
        return None
    rows = [row for row in body.renewed_seats.all() if row.cycle_start == body.cycle_start]
    thirds = [[row.seat for row in rows if row.turn == turn] for turn in range(1, law.TURNS)]
    found = law.renewal(body.seats, body.cycle_start, [third for third in thirds if third])
    if found is None or found.by_lot:
        return found
    done = {row.seat for row in rows if row.turn == law.TURNS}
    left = tuple(seat for seat in found.pool if seat not in done)
    return law.Renewal(found.turn, found.on, left, len(left)) if left else None


def seats_to_renew(body, day) -> set[int]:
    """Those that lot has named and nobody was elected to since, and the last third from its day on."""
    found = {
        row.seat for row in body.renewed_seats.all() if row.cycle_start == body.cycle_start and row.mandate_id is None
    }
    coming = next_renewal(body)
    if coming and not coming.by_lot and coming.is_due(day):
        found |= set(coming.pool)
    return found


def bodies_of(organization) -> list[Body]:
    """The bodies of an association with all they are read by, in a fixed number of queries."""
    people = Prefetch("mandates", Mandate.objects.select_related("person", "recorded_by", "replaces__person"))
    bodies = organization.bodies.prefetch_related(people, "renewed_seats")
    order = Body.Key.values
    found = sorted(bodies, key=lambda body: order.index(body.key))
    for body in found:
        body.organization = organization
        for mandate in body.mandates.all():
            mandate.body = body
    return found


def seatings(organization, day) -> list[Seating]:
    return [Seating(body, day) for body in bodies_of(organization)]


def seating_of(body, day) -> Seating:
    """The body that day, with all it is read by."""
    return Seating(next(one for one in bodies_of(body.organization) if one.pk == body.pk), day)


def open_places(seating) -> list[Place]:
    """Those that somebody may be given: vacant, provisional, or named for renewal; a body without seats has none."""
    return [
        place
        for place in seating.places
        if place.mandate is None or place.is_named or place.mandate.is_provisional
    ]  # fmt: skip


def most_open(seating) -> int:
    """How many places at most may be given that day: those that are open, and what a renewal not drawn yet will open.

    A term that ends that day leaves its place open; the lot of a third that is due may fall until the election.
    """
    found = {place.key for place in open_places(seating)}
    coming = seating.renewal
    if coming is None or not coming.by_lot or not coming.is_due(seating.day):
        return len(found)
    return len(found) + min(coming.take, len(set(coming.pool) - found))
