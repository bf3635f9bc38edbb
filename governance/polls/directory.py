"""The directory as it is read: filtered, sorted and paged for a page, whole and public for a file or a map."""

from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from governance.polls import finding, maps
from governance.polls.models import Listing, Outline, Tag, Territory
from governance.rules import tags as tagging
from governance.rules.territories import fold

PAGE = 50
MOST_TAGS = 40  # offered beside the list
MOST_FEATURES = 5_000  # of one file
MOST_OUTLINES = 400  # of the communes under a map; beyond, the territories above them
PUBLIC = AnonymousUser()

OURS, OTHERS, ALL = "ours", "others", "all"
SORTS = {"name": _("nom"), "commune": _("commune"), "recent": _("changées récemment")}


class ListingFilter(django_filters.FilterSet):
    """What one asks of the directory, on the page and in the files alike; the territory is found apart."""

    q = django_filters.CharFilter(method="about", max_length=200)
    tag = django_filters.CharFilter(method="tagged", max_length=600)
    kind = django_filters.ChoiceFilter(
        method="of_kind", choices=[("organization", _("les organisations")), ("project", _("les projets"))]
    )
    of = django_filters.ChoiceFilter(
        method="from_source", choices=[(OURS, ""), (OTHERS, _("ce que d’autres annuaires publient")), (ALL, _("tout"))]
    )
    one = django_filters.NumberFilter(method="alone", max_value=2**31, min_value=0)

    class Meta:
        model = Listing
        fields = []

    def about(self, queryset, _name, typed):
        return queryset.filter(searching(typed))

    def tagged(self, queryset, _name, typed):
        for key in tag_keys(typed):
            queryset = queryset.filter(pk__in=Listing.tags.through.objects.filter(tag__key=key).values("listing"))
        return queryset

    def of_kind(self, queryset, _name, kind):
        return queryset.filter(**{f"space__{kind}__isnull": False})

    def from_source(self, queryset, _name, _value):
        return queryset  # settled by `Directory`, where nothing asked means ours

    def alone(self, queryset, _name, pk):
        return queryset.filter(pk=int(pk))


def searching(typed: str) -> Q:
    """Listings that hold a word beginning like each word typed, accents forgiven."""
    wanted = Q()
    for word in fold(typed).split()[:10]:
        wanted &= Q(searched__contains=f" {word}")
    return wanted


def tag_keys(typed: str) -> list[str]:
    return [tagging.key(name) for name in tagging.split(typed)][: tagging.MOST]


class Directory:
    """The directory as `user` reads it, by the words of an address. among: only those, whatever their source."""

    def __init__(self, user, query, *, among=None):
        self.user, self.query, self.among = user, query, among
        listings = Listing.objects.visible_to(user) if among is None else among
        self.filter = ListingFilter(query, queryset=listings)
        self.form = self.filter.form
        self.form.is_valid()

    def said(self, name) -> str:
        """What was asked under that name; empty when nothing was, or nothing that makes sense."""
        return getattr(self.form, "cleaned_data", {}).get(name) or ""

    @property
    def typed(self) -> str:
        return self.said("q")

    @property
    def tags(self) -> list[str]:
        """The tags asked for, as they are written here, else as they were typed."""
        names = {tagging.key(name): name for name in tagging.split(self.said("tag"))}
        known = dict(Tag.objects.filter(key__in=names).values_list("key", "name")) if names else {}
        return [known.get(key, name) for key, name in names.items()]

    @property
    def sort(self) -> str:
        return self.query.get("sort") if self.query.get("sort") in SORTS else "name"

    @property
    def of(self) -> str:
        return self.said("of") or (OURS if self.among is None and not self.said("one") else ALL)

    # --- Where ---------------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        return self.query.get("where", "").strip().replace("\x00", "")[:100]

    @cached_property
    def found(self) -> list[Territory]:
        """The territories that « where » may mean, the likeliest first."""
        if not self.where:
            return []
        kind, _dash, code = self.where.partition("-")
        seen = Territory.objects.visible_to(self.user)
        if kind in Territory.Kind.values and code:
            return list(seen.filter(kind=kind, code=code))
        found = [one.territory for one in finding.find(self.user, self.where)]
        # A name alone means the widest that has it exactly: « La Réunion », not one of its parts.
        return sorted(found, key=lambda one: -one.rank if fold(one.name) == fold(self.where) else 1)

    @property
    def territory(self) -> Territory | None:
        return self.found[0] if self.found else None

    @property
    def where_in_words(self) -> str:
        """What to write in the field again: the name of a territory, its key where the name alone means another."""
        if self.territory is None or self.where != place_key(self.territory):
            return self.where
        again = Directory(self.user, {"where": self.territory.name}).territory
        return self.territory.name if again == self.territory else self.where

    @property
    def anywhere(self) -> str:
        return self.address(where="")

    @property
    def others(self) -> list[tuple[str, Territory]]:
        """(address, territory) of what else « where » may have meant."""
        return [(self.address(where=place_key(one)), one) for one in self.found[1:6]]

    # --- What ----------------------------------------------------------------------------------------

    @cached_property
    def listings(self):
        """All that is asked for, in order."""
        found = self.filter.qs
        if self.where:
            found = found.filter(commune__in=communes_of([self.territory]) if self.territory else [])
        if self.of == OURS:
            found = found.ours()
        elif self.of == OTHERS:
            found = found.imported()
        return found.order_by(*self._order)

    @property
    def _order(self):
        if self.sort == "commune":
            return [F("commune__folded").asc(nulls_last=True), "alphabetical", "pk"]
        return ["-changed_at", "pk"] if self.sort == "recent" else ["alphabetical", "pk"]

    @cached_property
    def page(self):
        return Paginator(self.listings.shown(), PAGE).get_page(self.query.get("page"))

    @cached_property
    def tags_there(self) -> list[tuple[str, Tag, int, bool]]:
        """(address, tag, how many, whether it is asked for) of the tags most used in what is shown."""
        asked = tag_keys(self.said("tag"))
        used = Tag.objects.filter(listings__in=self.listings.order_by().values("pk"))
        used = used.annotate(used=Count("listings", filter=Q(listings__in=self.listings.order_by().values("pk"))))
        told = []
        for one in used.order_by("-used", "key")[:MOST_TAGS]:
            kept = [name for name in self.tags if tagging.key(name) != one.key]
            names = kept if one.key in asked else [*kept, one.name]
            told.append((self.address(tag=", ".join(names)), one, one.used, one.key in asked))
        return told

    # --- Addresses -----------------------------------------------------------------------------------

    def address(self, **changed) -> str:
        """The words of the address that ask for this, changed so; the page goes back to the first one."""
        return "?" + urlencode({name: value for name, value in {**self.asked, **changed}.items() if value})

    @cached_property
    def asked(self) -> dict[str, str]:
        kept = {"q": self.typed, "where": self.where, "tag": self.said("tag"), "kind": self.said("kind")}
        of, sort = self.said("of"), self.sort
        one = int(self.said("one")) if self.said("one") else ""
        kept |= {"of": "" if of == OURS else of, "sort": "" if sort == "name" else sort, "one": one}
        return {name: value for name, value in kept.items() if value}

    @property
    def words(self) -> str:
        """What asks for the same again, to follow with a page."""
        return self.address()[1:]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked.keys() - {"sort"})


def place_key(territory) -> str:
    """How an address or a file names a territory: its kind and its code."""
    return f"{territory.kind}-{territory.code}"


def communes_of(territories):
    """Ids of all that lies within any of these, for a query."""
    inside = Q(pk__in=[])
    for one in territories:
        inside |= Q(pk__in=Territory.objects.within(one).values("pk"))
    return Territory.objects.filter(inside).values("pk")


# --- Files -------------------------------------------------------------------------------------------


def geojson(listings, absolute, *, told=None) -> dict:
    """Listings as GeoJSON (RFC 7946). absolute: makes an address whole; told: adds to the properties of a listing."""
    listings = list(listings.shown()[: MOST_FEATURES + 1])
    features = []
    for one in listings[:MOST_FEATURES]:
        point = one.point
        geometry = {"type": "Point", "coordinates": list(point)} if point else None
        properties = _properties(one, absolute) | (told(one) if told else {})
        features.append({"type": "Feature", "id": one.pk, "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "complete": len(listings) <= MOST_FEATURES, "features": features}


def _properties(one, absolute):
    properties = {
        "name": one.name,
        "kind": one.kind,
        "url": absolute(one.get_absolute_url()),
        "text": one.text,
        "website": one.website,
        "address": one.address,
        "tags": [tag.name for tag in one.tags.all()],
        "commune": {"code": one.commune.code, "name": one.commune.name} if one.commune else None,
        "exact": one.lon is not None,
    }
    if one.is_imported:
        source = one.batch.source
        properties["source"] = {
            "name": source.name,
            "licence": source.licence,
            "url": one.back or source.address,
            "imported": one.batch.made_at.date().isoformat(),
        }
    return properties


def json_ld(listings, absolute) -> dict:
    """Listings as JSON-LD in the words of schema.org: Organization and Project."""
    found = listings.shown()[:MOST_FEATURES]
    return {"@context": "https://schema.org", "@graph": [_thing(one, absolute) for one in found]}


def _thing(one, absolute):
    thing = {
        "@type": "Project" if one.kind == "project" else "Organization",
        "@id": absolute(one.get_absolute_url()),
        "name": one.name,
        "description": one.text,
        "url": one.website or absolute(one.get_absolute_url()),
        "keywords": [tag.name for tag in one.tags.all()],
    }
    if one.commune:
        thing["address"] = {"@type": "PostalAddress", "addressLocality": one.commune.name}
        if one.address:
            thing["address"]["streetAddress"] = one.address
    if one.lon is not None:
        place = {"@type": "GeoCoordinates", "longitude": one.lon, "latitude": one.lat}
        thing["location"] = {"@type": "Place", "geo": place}
    if one.kind == "project" and one.space.project:
        thing["parentOrganization"] = {"@type": "Organization", "name": str(one.space.project.organization)}
    if one.is_imported:
        source = one.batch.source
        thing["isBasedOn"] = one.back or source.address
        thing["sdLicense"] = source.licence
        thing["sdPublisher"] = {"@type": "Organization", "name": source.name, "url": source.address}
        thing["sdDatePublished"] = one.batch.made_at.date().isoformat()
    return {name: value for name, value in thing.items() if value not in ("", [])}


def ground(listings, territories=()) -> dict:
    """The outlines that lie under a map, as GeoJSON: communes around what is listed, wider ones where they are many.

    territories: those that the map is about; without any, the départements of what is listed.
    """
    communes = listings.order_by().values("commune")
    wide = list(territories)
    if not wide:
        above = Territory.objects.current().filter(kind__in=[Territory.Kind.DEPARTEMENT, Territory.Kind.OVERSEAS])
        wide = list(
            above.filter(Q(children__in=communes) | Q(children__children__in=communes)).distinct()[:MOST_OUTLINES]
        )
    small = Territory.objects.current().filter(kind=Territory.Kind.COMMUNE, pk__in=communes_of(wide))
    drawn = list(small[: MOST_OUTLINES + 1])
    if not drawn or len(drawn) > MOST_OUTLINES:
        drawn = wide
    named = {one.pk: one for one in drawn}
    outlines = Outline.objects.filter(territory__in=list(named))
    return maps.collection(
        ({"name": named[one.territory_id].name, "key": place_key(named[one.territory_id])}, one) for one in outlines
    )
