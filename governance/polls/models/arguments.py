"""What citizens argue about a poll, in a few words and under their name, and who reported it to the facilitation."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.polls.models.polls import CitizenPoll
from rooms.reports import LONGEST_REPORT, Why

LONGEST = 600  # characters


class ArgumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the polls they read; what is hidden has its line, and its words for its author and facilitators."""
        return self.filter(poll__in=CitizenPoll.objects.visible_to(user))

    def standing(self):
        """What its author still says."""
        return self.filter(withdrawn_at__isnull=True)


class Argument(models.Model):
    """One reason for, against or beside what a poll asks; it tells nothing of what its author answered."""

    class Side(models.TextChoices):
        FOR = "for", _("pour")
        AGAINST = "against", _("contre")
        NEUTRAL = "neutral", _("à savoir")

    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="arguments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    body = models.CharField(max_length=LONGEST, blank=True)  # empty once withdrawn
    written_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    hidden_reason = models.CharField(max_length=500, blank=True)

    objects = ArgumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["poll", "side", "-id"], name="polls_arguments_by_side")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at__isnull=True, hidden_by__isnull=True, hidden_reason="")
                | Q(hidden_at__isnull=False, hidden_by__isnull=False, hidden_reason__gt=""),
                name="a_hidden_argument_says_why",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__isnull=False, body=""),
                name="a_withdrawn_argument_says_nothing",
            ),
        ]

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


class ArgumentReport(models.Model):
    """One person reports an argument, once; their name and their words are for the facilitation alone."""

    argument = models.ForeignKey(Argument, on_delete=models.CASCADE, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    words = models.CharField(max_length=LONGEST_REPORT, blank=True)
    at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)  # the facilitation hid the argument, or left it as it is

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["argument", "person"], name="one_report_per_argument")]
