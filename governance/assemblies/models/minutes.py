"""The minutes of a meeting: written from what was recorded, signed by one person, countersigned by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance import clock, prose
from governance.assemblies.models.meetings import Letter, LetterQuerySet, Meeting
from governance.organizations.models import Organization, Space


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of meetings one sees; who reads what they say is a question for `may_see_minutes`."""
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def published(self):
        return self.filter(countersigned_at__isnull=False)


class Minutes(models.Model):
    """One document of a meeting, or the correction of one; nothing of it changes once its secretary signed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="minutes")
    # Given with the second signature, without a gap in an organization.
    number = models.PositiveIntegerField(null=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    remarks = models.TextField(blank=True)
    content = models.TextField(blank=True)  # Markdown, as it was signed
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True)

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_number_per_minutes"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(corrects__isnull=True), name="one_first_minutes_per_meeting"
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("signed_by")),
                name="two_people_sign_minutes",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True) | Q(signed_at__isnull=False),
                name="minutes_are_signed_before_they_are_countersigned",
            ),
        ]

    def get_absolute_url(self):
        return reverse("minutes", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.countersigned_at is not None

    @property
    def prose(self):
        return prose.stored(prose.render(self.content))


class MinutesSending(Letter):
    """One person told where published minutes are read."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="sendings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["minutes", "person"], name="minutes_are_sent_once_to_each")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="minutes_left_to_send"),
        ]


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the space of the association reads its special register."""
        return self.filter(organization__space__in=Space.objects.visible_to(user))


class Confirmation(models.Model):
    """The president has read a line of the special register and holds it for true (ST-18.1)."""

    class Kind(models.TextChoices):
        BEGAN = "began", "began"
        ENDED = "ended", "ended"
        DECIDED = "decided", "decided"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="confirmations")
    # The line by value: a mandate that began or ended, a decision.
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source_id = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "source_id"], name="a_line_of_the_special_register_is_confirmed_once"
            )
        ]
