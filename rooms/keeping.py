"""What becomes of what was said: the summary that closes a discussion, and how long a room keeps its talk."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance import clock, prose


class Summary(models.Model):
    """What was said in a discussion, in a few sentences: it stands with its first message, and goes where that goes."""

    body = models.TextField(_("résumé"))
    html = models.TextField()
    words = models.TextField(default="", blank=True, editable=False)  # what a search compares (`rooms.words`)
    # Who wrote these very words, and when.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(default=clock.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Nobody answers while it is closed; reopened, the summary stays readable.
    reopened_at = models.DateTimeField(null=True)
    closings = models.PositiveSmallIntegerField(default=1)

    @property
    def is_closed(self) -> bool:
        return self.reopened_at is None

    @property
    def prose(self):
        return prose.stored(self.html)

    @property
    def shown(self) -> tuple:
        """All that a page says of it."""
        return self.html, self.by.display_name, self.written_at, self.closed_at, self.reopened_at, self.closings


class SummaryRevision(models.Model):
    """What a summary said before it was written again."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    html = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-replaced_at", "-pk"]

    @property
    def prose(self):
        return prose.stored(self.html)


class Retention(models.Model):
    """How long a room keeps its talk; without one, for ever."""

    class Years(models.IntegerChoices):
        ONE = 1, _("un an")
        TWO = 2, _("deux ans")
        FIVE = 5, _("cinq ans")

    room = models.OneToOneField("rooms.Room", on_delete=models.CASCADE, related_name="retention")
    years = models.PositiveSmallIntegerField(_("durée"), choices=Years.choices)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    # Nothing is erased before: people have the time to take away what they want to keep.
    begins_at = models.DateTimeField()
    # When the clock looks next for what is too old.
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(years__in=[1, 2, 5]), name="a_talk_is_kept_so_many_years"),
        ]
