"""Where people say they live, who attested it, and who may: never a point nor an address."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.models import Space
from governance.polls.models.territories import Territory


class Level(models.IntegerChoices):
    """How sure it is that somebody lives where they say."""

    DECLARED = 0, _("déclarée")
    ATTESTED = 1, _("attestée")
    PROVED = 2, _("prouvée")


class ResidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A residence is known to that person; whoever attests it is shown the request, and nothing else."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def standing(self):
        """The one residence of each person, expired ones included."""
        return self.filter(closed_at__isnull=True)

    def in_force(self, day: date):
        return self.standing().filter(expires_on__gte=day)


class Residence(models.Model):
    """A person lives in a commune, until they move or until it expires; asked again at the moment of each answer."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="residences")
    commune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="residences")
    declared_at = models.DateTimeField(default=clock.now)
    expires_on = models.DateField()  # the last day it counts
    closed_at = models.DateTimeField(null=True)  # the person moved, or took it back

    objects = ResidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at__isnull=True), name="one_residence_per_person"
            ),
        ]

    def has_expired(self, day: date) -> bool:
        return day > self.expires_on

    def level_for(self, space: Space | None = None) -> Level:
        """The level that counts for `space`: what was attested by whom administrators named, or for that very space.

        Without a space, only what administrators’ referents attested counts.
        """
        counted = [one.level for one in self.attestations.all() if one.space_id in (None, space and space.pk)]
        return Level(max(counted, default=Level.DECLARED))


class Attestation(models.Model):
    """Somebody attests a residence: a local referent named by administrators (no space), or on behalf of a space.

    Of a proof, one person checked it and another confirmed it; the proof itself is destroyed.
    """

    residence = models.ForeignKey(Residence, on_delete=models.CASCADE, related_name="attestations")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["residence", "space", "level"], name="one_attestation_per_space"),
            models.UniqueConstraint(
                fields=["residence", "level"], condition=Q(space__isnull=True), name="one_attestation_of_referents"
            ),
            models.CheckConstraint(
                condition=Q(level=1, confirmed_by__isnull=True)
                | (Q(level=2, confirmed_by__isnull=False) & ~Q(confirmed_by=F("by"))),
                name="a_proof_is_seen_by_two",
            ),
        ]


class AttestationRequest(models.Model):
    """A person asks that their residence be attested: by local referents (no space), or by those of a space.

    With a proof, `stored` names its file until it is confirmed, refused or withdrawn, and the file goes with it.
    """

    residence = models.ForeignKey(Residence, on_delete=models.CASCADE, related_name="requests")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="+")
    wanted = models.PositiveSmallIntegerField(choices=Level.choices)
    asked_at = models.DateTimeField(default=clock.now)
    name = models.CharField(max_length=150, blank=True)
    size = models.PositiveIntegerField(null=True)
    stored = models.CharField(max_length=60, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of the refusal, for that person

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["residence", "space"], name="one_request_per_space"),
            models.UniqueConstraint(
                fields=["residence"], condition=Q(space__isnull=True), name="one_request_to_referents"
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(refused_at__isnull=False, stored=""),
                name="a_refused_proof_is_destroyed",
            ),
            models.CheckConstraint(
                condition=Q(wanted=1, stored="", checked_by__isnull=True) | Q(wanted=2),
                name="only_a_proof_is_checked",
            ),
        ]


class ZoneResidence(models.Model):
    """A person was found inside a drawn zone, once; the point that told it is kept nowhere, only the commune is."""

    residence = models.ForeignKey(Residence, on_delete=models.CASCADE, related_name="zones")
    zone = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="+")
    found_on = models.DateField()  # the day, and not the moment

    class Meta:
        constraints = [models.UniqueConstraint(fields=["residence", "zone"], name="one_presence_per_zone")]


class ReferentQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user):
        """Who may attest is known to everybody who sees the space that named them; of administrators’, to everybody."""
        return self.filter(Q(space__isnull=True) | Q(space__in=Space.objects.visible_to(user)))

    def over(self, commune):
        """Those of the territories that contain `commune`, that commune included."""
        return self.filter(territory__in=Territory.objects.above(commune).values("pk"))


class Referent(models.Model):
    """A person whose word is taken for who lives in a territory: named by administrators (no space) or by a space."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referent_for")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="referents")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="referents")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReferentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "territory", "space"],
                condition=Q(ended_at__isnull=True),
                name="one_referent_per_space",
            ),
            models.UniqueConstraint(
                fields=["person", "territory"],
                condition=Q(ended_at__isnull=True, space__isnull=True),
                name="one_referent_of_administrators",
            ),
        ]
