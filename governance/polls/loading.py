"""Brings official territories in: one row per code whatever the vintage, outlines joined upwards, nothing lost."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from governance.polls import geometry
from governance.polls.models import Outline, PostalCode, Territory
from governance.rules.territories import departement_of, fold

BATCH = 500
Kind = Territory.Kind
SUMMED = (Kind.EPCI, Kind.DEPARTEMENT, Kind.OVERSEAS, Kind.REGION, Kind.COUNTRY)


class OlderVintage(ValueError):
    """The data is older than what is there; carries a sentence."""


@dataclass(frozen=True)
class Row:
    """One territory of a source: `parents` and `successors` are (kind, code) pairs of other rows.

    whole: whether the rows hold all of its communes; its outline is made of theirs only then.
    """

    kind: str
    code: str
    name: str
    population: int | None = None
    parents: tuple[tuple[str, str], ...] = ()
    postal_codes: tuple[str, ...] = ()
    ended: bool = False
    successors: tuple[tuple[str, str], ...] = ()
    shape: object = None
    whole: bool = True

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.code


@dataclass(frozen=True)
class Loaded:
    """What a loading did, by numbers of territories."""

    known: int
    ended: int
    outlined: int


@transaction.atomic
def load(rows: Iterable[Row], *, vintage: int, source: str, only: Iterable[str] = (), progress=None) -> Loaded:
    """Bring the territories of a vintage in, or bring those that are there up to it; twice changes nothing.

    only: départements that `rows` is limited to; what is missing from the data ends only there.
    progress: called as progress(words, done, of). Raises `OlderVintage`.
    """
    progress = progress or (lambda words, done, of: None)
    only = frozenset(only)
    rows = {row.key: row for row in rows}
    newest = Territory.objects.official().filter(kind=Kind.COMMUNE, code__in=[code for _kind, code in rows])
    newest = newest.order_by("-vintage").values_list("vintage", flat=True).first()
    if newest and newest > vintage:
        raise OlderVintage(
            _("Ces données sont de %(old)s, et celles qui sont là de %(new)s : on ne remonte pas le temps.")
            % {"old": vintage, "new": newest}
        )
    _write(rows, vintage, source, progress)
    ids = {(kind, code): pk for pk, kind, code in Territory.objects.official().values_list("pk", "kind", "code")}
    _link(Territory.parents.through, rows, ids, lambda row: row.parents)
    _link(Territory.successors.through, rows, ids, lambda row: row.successors)
    _write_postal_codes(rows, ids)
    ended = _end_missing(rows, vintage, only)
    outlined = _write_outlines(rows, ids, progress)
    return Loaded(len(rows), ended, outlined)


def summed(rows: Iterable[Row]) -> list[Row]:
    """The rows, each territory above communes with as many people as its communes together."""
    rows = list(rows)
    above = {row.key: row.parents for row in rows}
    people = defaultdict(int)
    for row in rows:
        if row.kind == Kind.COMMUNE and not row.ended:
            for key in _all_above(row.key, above):
                people[key] += row.population or 0
    return [replace(row, population=people.get(row.key)) if row.kind in SUMMED else row for row in rows]


def _all_above(key, above):
    found, steps = set(), {key}
    while steps:
        steps = {parent for one in steps for parent in above.get(one, ())} - found
        found |= steps
    return found


def _write(rows, vintage, source, progress):
    # `ended` is kept where it was known: the first vintage in which it was gone does not change afterwards.
    since = dict(Territory.objects.filter(kind=Kind.COMMUNE, ended__isnull=False).values_list("code", "ended"))
    people = {
        (kind, code): population
        for kind, code, population in Territory.objects.official().values_list("kind", "code", "population")
    }
    made = [
        Territory(
            kind=row.kind,
            code=row.code,
            name=row.name,
            folded=fold(row.name),
            vintage=vintage,
            ended=since.get(row.code, vintage) if row.ended else None,
            population=people.get(row.key) if row.population is None else row.population,
            source=source,
        )
        for row in rows.values()
    ]
    for start in range(0, len(made), BATCH):
        Territory.objects.bulk_create(
            made[start : start + BATCH],
            update_conflicts=True,
            unique_fields=["kind", "code"],
            update_fields=["name", "folded", "vintage", "ended", "population", "source"],
        )
        progress(_("Territoires"), min(start + BATCH, len(made)), len(made))


def _link(through, rows, ids, linked):
    """Make the links of these rows what the data says, touching no other."""
    wanted = {(ids[row.key], ids[other]) for row in rows.values() for other in linked(row) if other in ids}
    ours = {ids[key] for key in rows}
    here = {
        (one, other): pk
        for pk, one, other in through.objects.values_list("pk", "from_territory", "to_territory")
        if one in ours
    }
    _delete(through, [pk for pair, pk in here.items() if pair not in wanted])
    fresh = [through(from_territory_id=one, to_territory_id=other) for one, other in sorted(wanted - here.keys())]
    through.objects.bulk_create(fresh, batch_size=BATCH)


def _write_postal_codes(rows, ids):
    wanted = {(code, ids[row.key]) for row in rows.values() for code in row.postal_codes}
    ours = {ids[key] for key in rows}
    here = {
        (code, commune): pk
        for pk, code, commune in PostalCode.objects.values_list("pk", "code", "commune")
        if commune in ours
    }
    _delete(PostalCode, [pk for pair, pk in here.items() if pair not in wanted])
    fresh = [PostalCode(code=code, commune_id=commune) for code, commune in sorted(wanted - here.keys())]
    PostalCode.objects.bulk_create(fresh, batch_size=BATCH)


def _delete(model, pks):
    for start in range(0, len(pks), BATCH):
        model.objects.filter(pk__in=pks[start : start + BATCH]).delete()


def _end_missing(rows, vintage, only) -> int:
    """What an earlier vintage knew and this one does not is over."""
    earlier = Territory.objects.official().filter(ended__isnull=True, vintage__lt=vintage)
    gone = [
        one.pk
        for one in earlier.prefetch_related("parents")
        if (one.kind, one.code) not in rows and (not only or _departements(one) <= only)
    ]
    for start in range(0, len(gone), BATCH):
        Territory.objects.filter(pk__in=gone[start : start + BATCH]).update(ended=vintage)
    return len(gone)


def _departements(territory):
    """The départements it lies in; one that is nowhere when it is wider."""
    if territory.is_lived_in:
        return {departement_of(territory.code)}
    if territory.kind == Kind.EPCI:
        return {parent.code for parent in territory.parents.all() if parent.kind == Kind.DEPARTEMENT} or {""}
    return {territory.code} if territory.kind in (Kind.DEPARTEMENT, Kind.OVERSEAS) else {""}


# --- Outlines ----------------------------------------------------------------------------------------


def _write_outlines(rows, ids, progress) -> int:
    """The outlines of the data; above communes, those of their communes joined, where all of them are known."""
    shapes = {row.key: row.shape for row in rows.values() if row.shape is not None}
    if not shapes:
        return 0
    below = defaultdict(list)
    for row in rows.values():
        if row.kind == Kind.COMMUNE and not row.ended:
            for key in row.parents:
                below[key].append(row.key)
    for kinds in ((Kind.EPCI, Kind.DEPARTEMENT, Kind.OVERSEAS), (Kind.REGION,)):
        for row in [row for row in rows.values() if row.kind in kinds and row.key not in shapes]:
            # A commune or two without an outline leave a hole; the map of all the others is worth it.
            parts = [shapes[key] for key in below[row.key] if key in shapes]
            if parts and row.whole:
                shapes[row.key] = geometry.joined(parts)
            if row.kind in (Kind.DEPARTEMENT, Kind.OVERSEAS):
                for key in row.parents:
                    below[key].append(row.key)
    done = 0
    for start in range(0, len(shapes), BATCH):
        some = list(shapes.items())[start : start + BATCH]
        write_outlines((ids[key], shape) for key, shape in some)
        done += len(some)
        progress(_("Contours"), done, len(shapes))
    return done


def write_outlines(shapes: Iterable[tuple[int, object]]) -> None:
    """Keep the outline of each territory, by its id, in place of the one it had."""
    Outline.objects.bulk_create(
        [outlined(pk, shape) for pk, shape in shapes],
        update_conflicts=True,
        unique_fields=["territory"],
        update_fields=["wkb", "west", "south", "east", "north", "lon", "lat", "area", "vertices", "radius"],
    )


def outlined(territory_id: int, shape, *, centre=None, radius=None) -> Outline:
    """The row of an outline; of a circle, its centre (longitude, latitude) and its radius in metres."""
    west, south, east, north = shape.bounds
    lon, lat = centre or geometry.label_point(shape)
    return Outline(
        territory_id=territory_id,
        wkb=shape.wkb,
        west=west,
        south=south,
        east=east,
        north=north,
        lon=lon,
        lat=lat,
        area=round(geometry.area(shape)),
        vertices=geometry.vertices(shape),
        radius=radius,
    )
