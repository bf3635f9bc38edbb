"""The directory: a listing for each organization or project that wants one, and those imported from other sources."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.models import Space
from governance.polls.models.territories import Territory


class Tag(models.Model):
    """A word that things of the directory share; `key` is how it is known, whatever its case and accents."""

    name = models.CharField(_("étiquette"), max_length=60)
    key = models.CharField(max_length=80, unique=True)
    wikidata = models.CharField(max_length=20, blank=True)  # the entry that means the same, such as Q1049784

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.name


class SourceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(space__in=Space.objects.visible_to(user))


class Source(models.Model):
    """Another directory that a space imports from: how it is named, under which licence, and where it is read."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="directory_sources")
    name = models.CharField(_("nom"), max_length=120)
    key = models.CharField(max_length=150)
    licence = models.CharField(_("licence"), max_length=120)
    address = models.CharField(_("adresse"), max_length=500)
    made_at = models.DateTimeField(default=clock.now)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "key"], name="one_source_per_name")]

    def __str__(self):
        return self.name


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(source__in=Source.objects.visible_to(user))

    def standing(self):
        return self.filter(undone_at__isnull=True)


class ImportBatch(models.Model):
    """What one file brought in, as a whole: it is undone as a whole too."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="batches")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name_plural = "import batches"


class ListingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """That of a space, to whoever sees the space; what was imported, to whoever sees the space that imported it."""
        seen = Space.objects.visible_to(user)
        ours = Q(space__in=seen, taken_off_at__isnull=True)
        return self.filter(ours | Q(batch__source__space__in=seen, replaced_in__isnull=True))

    def ours(self):
        return self.filter(space__isnull=False)

    def imported(self):
        return self.filter(batch__isnull=False, replaced_in__isnull=True)

    def shown(self):
        """With all that a line of the directory says, in as many queries for one as for a thousand."""
        joined = self.select_related("space__organization", "space__project", "commune", "commune__outline")
        return joined.select_related("batch__source__space").prefetch_related("tags")


class Listing(models.Model):
    """One line of the directory: of a space, or imported from another source and never mixed with ours.

    `lon`, `lat` is the public address of the organization, which it chose to show; without it, it stands in its
    commune. Rows that are imported are replaced, never rewritten, so that an import may be undone.
    """

    space = models.OneToOneField(Space, on_delete=models.CASCADE, null=True, related_name="listing")
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, null=True, related_name="listings")
    replaced_in = models.ForeignKey(ImportBatch, on_delete=models.SET_NULL, null=True, related_name="replaced")
    key = models.CharField(max_length=200, blank=True)  # what its source knows it by
    fingerprint = models.CharField(max_length=64, blank=True)  # sha256 of all that its source said of it
    title = models.CharField(max_length=200, blank=True)  # of an imported one; a space has its own name
    back = models.CharField(max_length=500, blank=True)  # its page in its source
    text = models.CharField(_("en quelques mots"), max_length=500, blank=True)
    website = models.CharField(_("site"), max_length=500, blank=True)
    address = models.CharField(_("adresse publique"), max_length=200, blank=True)
    commune = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="listings")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    tags = models.ManyToManyField(Tag, related_name="listings")
    alphabetical = models.CharField(max_length=250, db_index=True)  # its name as it is sorted
    searched = models.TextField()  # its name, text and tags as they are searched
    changed_at = models.DateTimeField(default=clock.now)
    taken_off_at = models.DateTimeField(null=True)  # shown to nobody since then

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["alphabetical", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(space__isnull=False, batch__isnull=True, commune__isnull=False, replaced_in__isnull=True)
                | (Q(space__isnull=True, batch__isnull=False) & ~Q(key="") & ~Q(title="")),
                name="a_listing_is_of_a_space_or_imported",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="a_listing_is_in_the_world",
            ),
            models.UniqueConstraint(fields=["batch", "key"], name="one_listing_per_key_and_batch"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("space", args=[self.space.slug]) if self.space_id else f"{reverse('directory')}?one={self.pk}"

    @property
    def name(self) -> str:
        return str(self.space) if self.space_id else self.title

    @property
    def is_imported(self) -> bool:
        return self.batch_id is not None

    @property
    def kind(self) -> str:
        """organization, project, or imported."""
        if self.is_imported:
            return "imported"
        return "organization" if self.space.organization_id else "project"

    @property
    def kind_in_words(self) -> str:
        return {"organization": _("organisation"), "project": _("projet"), "imported": _("autre source")}[self.kind]

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it stands on a map: its public point, or a point inside its commune; None where neither is known."""
        if self.lon is not None:
            return self.lon, self.lat
        outline = getattr(self.commune, "outline", None)
        return (outline.lon, outline.lat) if outline else None


class NetworkMapQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(space__in=Space.objects.visible_to(user), withdrawn_at__isnull=True)


class NetworkMap(models.Model):
    """A map of the directory as a space settles it: territories, tags, families with their colours."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="network_maps")
    name = models.CharField(_("nom"), max_length=120)
    config = models.JSONField()  # as `network.read` writes it: the fields of the page « Les champs d’une carte »
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = NetworkMapQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("network-map", args=[self.pk])
