"""The bodies of an association, and who holds which seat of them from when to when."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.models import Organization, Space


class Post(models.TextChoices):
    """The posts of the bureau (statutes, art. 17)."""

    PRESIDENT = "president", _("présidence")
    SECRETARY = "secretary", _("secrétariat")
    TREASURER = "treasurer", _("trésorerie")


class BodyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bodies of an association are known to whoever sees its space."""
        return self.filter(organization__space__in=Space.objects.visible_to(user))


class Body(models.Model):
    """One of the bodies by which an association decides."""

    class Key(models.TextChoices):
        GENERAL_ASSEMBLY = "general_assembly", _("Assemblée générale")
        BOARD = "board", _("Conseil d’administration")
        BUREAU = "bureau", _("Bureau")
        COMMISSION = "commission", _("Commission")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="bodies")
    key = models.CharField(max_length=20, choices=Key.choices)
    name = models.CharField(_("nom"), max_length=120)
    seats = models.PositiveSmallIntegerField(_("sièges"), null=True)
    term = models.PositiveSmallIntegerField(_("durée d’un mandat, en mois"), null=True)
    posts = models.JSONField(default=list)  # those of the bureau, in their order
    is_renewed_by_thirds = models.BooleanField(default=False)
    # Where the cycle of renewals by thirds begins: the constitution of the association, or what it chose.
    cycle_start = models.DateField(_("début du cycle"), null=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="one_body_per_key")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("body", args=[self.space.slug, self.key])

    @property
    def space(self) -> Space:
        return self.organization.space

    def members(self, day):
        """The people of this body that day; the general assembly is whoever has a voice in it (ST-8.1)."""
        if self.key == self.Key.GENERAL_ASSEMBLY:
            return self.organization.voters(day)
        return get_user_model().objects.filter(pk__in=self.mandates.in_force(day).values("person"))


class MandateQuerySet(models.QuerySet):
    def in_force(self, day):
        """Those that run that day: the day one ends is the first of whoever comes next."""
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=day), Q(ended_on__isnull=True) | Q(ended_on__gt=day), since__lte=day
        )

    def associations_of(self, person, now, **held) -> set[int]:
        """Ids of the associations where somebody holds a mandate at that moment, each on its own day; in one query."""
        mine = self.filter(person=person.pk, **held).select_related("body__organization")
        return {one.body.organization_id for one in mine if one.runs(one.body.organization.day(now))}

    def of(self, organization, *keys):
        """Those of the bodies of an association that these keys name."""
        return self.filter(body__organization=organization, body__key__in=keys)

    def visible_to(self, user):
        return self.filter(body__in=Body.objects.visible_to(user))


class Mandate(models.Model):
    """Somebody holds a seat or a post of a body from a day to a day. Rows are closed, never rewritten."""

    class Ending(models.TextChoices):
        TERM = "term", _("arrivé à son terme")
        RESIGNED = "resigned", _("démission")
        ENDED = "ended", _("fin décidée")
        REPLACED = "replaced", _("remplacé")
        RENEWED = "renewed", _("renouvelé")
        LEFT_BOARD = "left_board", _("n’est plus au conseil d’administration")
        NOT_MEMBER = "not_member", _("n’est plus membre de l’association")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates")
    seat = models.PositiveSmallIntegerField(_("siège"), null=True)
    post = models.CharField(_("poste"), max_length=20, choices=Post.choices, blank=True)
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("fin prévue"), null=True)
    ended_on = models.DateField(_("fin"), null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    is_provisional = models.BooleanField(default=False)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    # The decision that gave the seat, and the one that took it back: by value, from before there were decisions here.
    decision = models.CharField(_("décision"), max_length=300)
    decided_on = models.DateField(_("date de la décision"))
    end_decision = models.CharField(max_length=300, blank=True)
    end_decided_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"], condition=Q(ended_on__isnull=True), name="one_seat_per_person"
            ),
            models.UniqueConstraint(
                fields=["body", "seat"], condition=Q(ended_on__isnull=True), name="one_holder_per_seat"
            ),
            models.UniqueConstraint(
                fields=["body", "post"], condition=Q(ended_on__isnull=True, post__gt=""), name="one_holder_per_post"
            ),
            models.CheckConstraint(condition=Q(seat__isnull=True) | Q(seat__gte=1), name="seats_are_numbered_from_one"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="a_mandate_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="") | Q(ended_on__gte=F("since"), ending__gt=""),
                name="an_ended_mandate_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.place}"

    @property
    def place(self) -> str:
        """The seat or the post, in words."""
        if self.post:
            return str(self.get_post_display())
        return str(_("siège %(n)s") % {"n": self.seat}) if self.seat else str(self.body)

    @property
    def last_day(self):
        """The day it ended or is to end; None where nobody knows yet."""
        return self.ended_on or self.until

    def runs(self, day) -> bool:
        return self.since <= day and (self.last_day is None or day < self.last_day)


class RenewedSeat(models.Model):
    """A seat named for renewal in a cycle, by lot or because it remained; once in a cycle (ST-12.2)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="renewed_seats")
    cycle_start = models.DateField()
    turn = models.PositiveSmallIntegerField()
    seat = models.PositiveSmallIntegerField()
    draw = models.ForeignKey("assemblies.Draw", on_delete=models.PROTECT, null=True, related_name="renewed_seats")
    mandate = models.OneToOneField(Mandate, on_delete=models.PROTECT, null=True, related_name="renewal")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "cycle_start", "seat"], name="a_seat_is_renewed_once_in_a_cycle")
        ]


def officer(organization, post, day):
    """Who holds a post of the bureau that day; None where it is vacant."""
    found = Mandate.objects.of(organization, Body.Key.BUREAU).in_force(day).filter(post=post).select_related("person")
    mandate = found.first()
    return mandate.person if mandate else None


def is_of_bureau(user, organization, day) -> bool:
    """Whether somebody holds a post of the bureau that day."""
    return user.is_authenticated and (
        Mandate.objects.of(organization, Body.Key.BUREAU).in_force(day).filter(person=user).exists()
    )
