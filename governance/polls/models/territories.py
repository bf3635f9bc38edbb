"""Territories: those of France with their hierarchy and vintages, and the zones and circles that people draw."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.organizations.models import Space
from governance.rules.territories import foldings

DEEPEST = 4  # steps from a municipal arrondissement up to the country


class TerritoryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Official territories are everybody’s; a drawn one is read by whoever sees its space."""
        return self.filter(Q(space__isnull=True) | Q(space__in=Space.objects.visible_to(user)))

    def current(self):
        """Those that still stand: neither merged into another nor withdrawn."""
        return self.filter(ended__isnull=True, withdrawn_at__isnull=True)

    def official(self):
        return self.exclude(kind__in=Territory.DRAWN)

    def drawn(self):
        return self.filter(kind__in=Territory.DRAWN)

    def lived_in(self):
        """What a person may say they live in: communes, and the arrondissements of Paris, Lyon and Marseille."""
        return self.filter(kind__in=Territory.LIVED_IN)

    def counting(self, commune_id: int) -> list[int]:
        """The ids of those where people of a commune may be counted: itself, and the drawn ones that touch it.

        Read at once, and not as a part of another query: polls have tens of thousands of places, found by their index.
        """
        holding = Territory.parents.through.objects.filter(from_territory=commune_id).values("to_territory")
        links = Territory.communes.through.objects.filter(Q(to_territory=commune_id) | Q(to_territory__in=holding))
        return [commune_id, *links.values_list("from_territory", flat=True)]

    def named_like(self, typed: str):
        """Those with a word that begins as `typed` does, whole names first, then the most peopled."""
        ways = foldings(typed)
        if not ways:
            return self.none()
        alike = Q()
        for way in ways:
            alike |= Q(folded__startswith=way) | Q(folded__contains=f" {way}")
        whole = models.Case(models.When(folded__in=ways, then=0), default=1, output_field=models.IntegerField())
        begins = models.Case(
            *(models.When(folded__startswith=way, then=0) for way in ways),
            default=1,
            output_field=models.IntegerField(),
        )
        return self.filter(alike).order_by(
            whole, begins, models.F("population").desc(nulls_last=True), Length("name"), "name", "pk"
        )

    def above(self, territory):
        """`territory` and all that contain it in the official hierarchy; for a drawn one, itself alone."""
        return self._linked(territory, "from_territory", "to_territory")

    def within(self, territory):
        """`territory` and all that it contains in the official hierarchy; for a drawn one, the communes it touches."""
        if territory.is_drawn:
            touched = Territory.communes.through.objects.filter(from_territory=territory).values("to_territory")
            below = Territory.parents.through.objects.filter(to_territory__in=touched).values("from_territory")
            return self.filter(Q(pk=territory.pk) | Q(pk__in=touched) | Q(pk__in=below))
        return self._linked(territory, "to_territory", "from_territory")

    def _linked(self, territory, here, there):
        links = Territory.parents.through.objects
        found, steps = Q(pk=territory.pk), [territory.pk]
        for _step in range(DEEPEST):
            steps = links.filter(**{f"{here}__in": steps}).values(there)
            found |= Q(pk__in=steps)
        return self.filter(found)


def _code():
    """The code of a drawn territory: it never looks like one of the State."""
    return f"z-{secrets.token_hex(8)}"


class Territory(models.Model):
    """A place by its code: one row for all vintages. `vintage` is the last year of data that knew it as it stands.

    `ended` is the first vintage known here in which it is none of its own any more; its successors took it over.
    """

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("commune")
        ARRONDISSEMENT = "arrondissement", _("arrondissement municipal")
        EPCI = "epci", _("intercommunalité")
        DEPARTEMENT = "departement", _("département")
        REGION = "region", _("région")
        OVERSEAS = "overseas", _("collectivité d’outre-mer")
        COUNTRY = "country", _("pays")
        ZONE = "zone", _("zone dessinée")
        CIRCLE = "circle", _("cercle")

    DRAWN = (Kind.ZONE, Kind.CIRCLE)
    LIVED_IN = (Kind.COMMUNE, Kind.ARRONDISSEMENT)
    ORDER = (  # from the smallest to the widest
        Kind.ARRONDISSEMENT,
        Kind.COMMUNE,
        Kind.ZONE,
        Kind.CIRCLE,
        Kind.EPCI,
        Kind.DEPARTEMENT,
        Kind.OVERSEAS,
        Kind.REGION,
        Kind.COUNTRY,
    )

    kind = models.CharField(max_length=16, choices=Kind.choices)
    code = models.CharField(max_length=20, default=_code)
    name = models.CharField(_("nom"), max_length=200)
    folded = models.CharField(max_length=250, db_index=True)  # the name as it is searched
    vintage = models.PositiveSmallIntegerField(null=True)
    ended = models.PositiveSmallIntegerField(null=True)
    population = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=300, blank=True)  # where it comes from, under which licence
    wikidata = models.CharField(max_length=20, blank=True)
    osm = models.CharField(max_length=30, blank=True)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children")
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors")
    # Of a drawn territory: who drew it, for which space, and the communes that it touches.
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="territories")
    communes = models.ManyToManyField("self", symmetrical=False, related_name="drawn_over")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "territories"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="one_territory_per_code"),
            models.CheckConstraint(
                condition=Q(kind__in=["zone", "circle"], drawn_by__isnull=False, drawn_at__isnull=False)
                | (~Q(kind__in=["zone", "circle"]) & Q(space=None, drawn_by=None, drawn_at=None, withdrawn_at=None)),
                name="only_drawn_territories_are_drawn",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("territory", args=[self.kind, self.code])

    @property
    def is_drawn(self) -> bool:
        return self.kind in self.DRAWN

    @property
    def is_lived_in(self) -> bool:
        return self.kind in self.LIVED_IN

    @property
    def stands(self) -> bool:
        return self.ended is None and self.withdrawn_at is None

    @property
    def rank(self) -> int:
        """Its place from the smallest kind to the widest."""
        return self.ORDER.index(self.kind)


class Outline(models.Model):
    """The outline of a territory: WKB of a MultiPolygon in WGS84 degrees, and what is asked of it before reading it.

    `lon`, `lat` is a point inside to write its name at; of a circle, its centre, and `radius` its metres.
    """

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, primary_key=True, related_name="outline")
    wkb = models.BinaryField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    lon = models.FloatField()
    lat = models.FloatField()
    area = models.PositiveBigIntegerField()  # square metres
    vertices = models.PositiveIntegerField()
    radius = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["west", "east", "south", "north"], name="outline_box")]


class PostalCode(models.Model):
    """A postal code of a commune: the Post’s own, one for several communes and several for one."""

    code = models.CharField(max_length=5)
    commune = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="postal_codes")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "commune"], name="one_postal_code_per_commune")]

    def __str__(self):
        return self.code
