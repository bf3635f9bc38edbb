"""The official documents of a poll: files joined while it is prepared, which never change once it is open."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse

from governance import clock
from governance.polls.models.polls import CitizenPoll


def unguessable():
    return secrets.token_urlsafe(16)


class PollDocument(models.Model):
    """A file to read before answering, kept as it was sent."""

    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="documents")
    n = models.PositiveSmallIntegerField()  # in its poll
    key = models.CharField(max_length=22, default=unguessable, unique=True)  # its address
    name = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=60)  # the steps of a climb have the same
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["poll", "n"], name="one_poll_document_per_place")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("citizen-poll-document", args=[self.key])

    is_picture = False  # it is saved, and never shown on a page
    kind = "other"
