"""What people do in the directory: list their space, settle a network map, import from another source and undo it."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations.models import Space
from governance.polls import permissions
from governance.polls.models import ImportBatch, Listing, NetworkMap, Source, Tag
from governance.polls.zones import is_in_commune
from governance.register.actions import hold, record
from governance.rules import tags as tagging
from governance.verdict import Refused, ensure, no

MOST_MAPS = 50  # of one space
MOST_BATCHES = 200
AT_ONCE = 500  # rows written together


# --- The listing of a space --------------------------------------------------------------------------


@transaction.atomic
def set_listing(space, *, by, commune, text="", website="", address="", tags=(), point=None) -> Listing:
    """Write what the directory says of an organization or a project.

    commune: where it is; point: (longitude, latitude) in degrees of its public address, None to show its commune alone.
    """
    space = _locked(space)
    ensure(permissions.may_list(by, space))
    if not (commune.is_lived_in and commune.stands):
        raise Refused(no(_("Choisissez une commune d’aujourd’hui : c’est là que la fiche se range.")))
    if point is not None and not is_in_commune(commune, *point):
        raise Refused(
            no(
                _("Ce point n’est pas dans la commune %(commune)s : corrigez le point, ou choisissez l’autre commune.")
                % {"commune": commune.name}
            )
        )
    named = tagged(tags)
    lon, lat = point or (None, None)
    said = {"commune": commune, "text": text.strip(), "website": website, "address": address.strip()}
    said |= {"lon": lon, "lat": lat, "changed_at": clock.now(), "taken_off_at": None}
    said |= indexed(str(space), said["text"], named)
    listing, _made = Listing.objects.update_or_create(space=space, defaults=said)
    listing.tags.set(named)
    told = {"commune": commune.code, "name": commune.name, "tags": [one.name for one in named], "point": bool(point)}
    record("listing.set", listing, by=by, space=space, **told)
    return listing


@transaction.atomic
def take_off_listing(space, *, by) -> Listing:
    """Show the organization or the project in the directory no more."""
    space = _locked(space)
    ensure(permissions.may_list(by, space))
    listing = Listing.objects.filter(space=space, taken_off_at__isnull=True).first()
    if listing is None:
        raise Refused(no(_("Cet espace n’est pas dans l’annuaire.")))
    listing.taken_off_at = clock.now()
    # What stays in the row says nothing more of where it was.
    listing.lon = listing.lat = None
    listing.address = ""
    listing.save(update_fields=["taken_off_at", "lon", "lat", "address"])
    record("listing.taken_off", listing, by=by, space=space)
    return listing


def rename_listing(space) -> None:
    """Sort and search the listing of a space by the name that the space has now; in the transaction of its change."""
    listing = Listing.objects.filter(space=space).first()
    if listing:
        for field, value in indexed(str(space), listing.text, listing.tags.all()).items():
            setattr(listing, field, value)
        listing.save(update_fields=["alphabetical", "searched"])


def tagged(names) -> list[Tag]:
    """The tags of these names; those that nobody used yet are made, written as they are here."""
    wanted = {}
    for name in names:
        name = prose.straight(tagging.straight(name))[: tagging.LONGEST]
        if tagging.key(name):
            wanted.setdefault(tagging.key(name), name)
    if not wanted:
        return []
    Tag.objects.bulk_create([Tag(key=key, name=name) for key, name in wanted.items()], ignore_conflicts=True)
    found = {one.key: one for one in Tag.objects.filter(key__in=wanted)}
    return [found[key] for key in wanted]


def indexed(name, text, tags) -> dict:
    """What a listing is sorted and searched by."""
    words = " ".join([name, text, *(one.name for one in tags)])
    return {"alphabetical": prose.alphabetical(name)[:250], "searched": tagging.likeness(words)}


# --- Network maps ------------------------------------------------------------------------------------


@transaction.atomic
def make_network_map(space, *, by, config: dict) -> NetworkMap:
    """Keep a map of the directory. config: as `network.read` gives it."""
    space = _locked(space)
    ensure(permissions.may_make_network_map(by, space))
    if space.network_maps.filter(withdrawn_at__isnull=True).count() >= MOST_MAPS:
        raise Refused(no(_("Un espace garde %(most)s cartes au plus : retirez-en d’abord.") % {"most": MOST_MAPS}))
    made = NetworkMap.objects.create(space=space, name=config["name"], config=config, made_by=by)
    record("networkmap.made", made, by=by, space=space, name=made.name)
    return made


@transaction.atomic
def change_network_map(network_map, *, by, config: dict) -> NetworkMap:
    """Give a map other settings, at the same address."""
    network_map = _locked_map(network_map)
    ensure(permissions.may_change_network_map(by, network_map))
    network_map.name, network_map.config, network_map.changed_at = config["name"], config, clock.now()
    network_map.save(update_fields=["name", "config", "changed_at"])
    record("networkmap.changed", network_map, by=by, space=network_map.space, name=network_map.name)
    return network_map


@transaction.atomic
def withdraw_network_map(network_map, *, by) -> NetworkMap:
    """Show a map no more, here or in the pages of others."""
    network_map = _locked_map(network_map)
    ensure(permissions.may_change_network_map(by, network_map))
    network_map.withdrawn_at = clock.now()
    network_map.save(update_fields=["withdrawn_at"])
    record("networkmap.withdrawn", network_map, by=by, space=network_map.space, name=network_map.name)
    return network_map


# --- Imports -----------------------------------------------------------------------------------------


@transaction.atomic
def import_listings(space, *, by, name, licence, address, elements, left_out=0) -> ImportBatch | None:
    """Bring in the elements of another directory, as one batch; None when all of them are here already, unchanged.

    name, licence, address: of the source, shown beside each of them. elements: `importing.Element`, each with its own
    key; an element that the source gave before replaces what it gave, and those it no longer gives stay.
    """
    space = _locked(space)
    ensure(permissions.may_import(by, space))
    source, _made = Source.objects.update_or_create(
        space=space, key=source_key(name), defaults={"name": name, "licence": licence, "address": address}
    )
    if source.batches.count() >= MOST_BATCHES:
        raise Refused(no(_("Cette source a été importée trop souvent : donnez-lui un autre nom.")))
    standing = standing_of(source)
    fresh = [one for one in elements if one.key not in standing]
    other = [one for one in elements if one.key in standing and standing[one.key].fingerprint != one.fingerprint]
    if not fresh and not other:
        return None
    batch = ImportBatch.objects.create(
        source=source,
        made_by=by,
        added=len(fresh),
        changed=len(other),
        same=len(elements) - len(fresh) - len(other),
        left_out=left_out,
    )
    for start in range(0, len(other), AT_ONCE):
        gone = [standing[one.key].pk for one in other[start : start + AT_ONCE]]
        Listing.objects.filter(pk__in=gone).update(replaced_in=batch)
    _write(batch, [*fresh, *other])
    told = {"source": source.name, "licence": source.licence, "added": batch.added, "changed": batch.changed}
    record("importbatch.made", batch, by=by, space=space, **told)
    return batch


@transaction.atomic
def undo_import(batch, *, by) -> ImportBatch:
    """Take back all that an import brought in; what it had replaced shows again."""
    space = _locked(batch.source.space)
    batch = ImportBatch.objects.select_for_update(of=("self",), no_key=True).get(pk=batch.pk)
    ensure(permissions.may_undo_import(by, batch))
    Listing.objects.filter(replaced_in=batch).update(replaced_in=None)
    batch.listings.all().delete()
    batch.undone_at, batch.undone_by = clock.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    record("importbatch.undone", batch, by=by, space=space, source=batch.source.name)
    return batch


def source_key(name) -> str:
    return (tagging.key(name) or name)[:150]


def planned(space, name, elements):
    """What an import would do, without doing it: (element, added, changed or same) of each, and how many of each."""
    source = Source.objects.filter(space=space, key=source_key(name)).first()
    standing = standing_of(source) if source else {}
    told = []
    for one in elements:
        before = standing.get(one.key)
        told.append(
            (one, "added" if before is None else "same" if before.fingerprint == one.fingerprint else "changed")
        )
    return told, {way: sum(found == way for _one, found in told) for way in ("added", "changed", "same")}


def standing_of(source) -> dict[str, Listing]:
    """What a source gives today, by the keys it knows it by."""
    rows = Listing.objects.filter(batch__source=source, replaced_in__isnull=True).only("key", "fingerprint")
    return {one.key: one for one in rows}


def _write(batch, elements):
    named = {one.key: one for one in tagged({name for element in elements for name in element.tags})}
    for start in range(0, len(elements), AT_ONCE):
        some = elements[start : start + AT_ONCE]
        rows = []
        for one in some:
            tags = [named[key] for key in one.tag_keys]
            rows.append(Listing(batch=batch, **one.row, **indexed(one.title, one.text, tags)))
        Listing.objects.bulk_create(rows)
        links = [
            Listing.tags.through(listing_id=row.pk, tag_id=named[key].pk)
            for row, one in zip(rows, some, strict=True)
            for key in one.tag_keys
        ]
        Listing.tags.through.objects.bulk_create(links)


def _locked(space):
    hold(space)
    return Space.objects.select_related("organization", "project__organization").get(pk=space.pk)


def _locked_map(network_map):
    hold(network_map.space)
    locked = NetworkMap.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("space__organization", "space__project__organization").get(pk=network_map.pk)
