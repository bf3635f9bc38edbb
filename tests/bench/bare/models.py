"""One table of rows to read or say, and the two that a count of votes needs."""

from django.conf import settings
from django.db import models


class Row(models.Model):
    title = models.CharField(max_length=140)
    body = models.TextField()

    class Meta:
        app_label = "bare"


class Vote(models.Model):
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "bare"


class Ballot(models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    choice = models.CharField(max_length=40)

    class Meta:
        app_label = "bare"
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="bare_one_ballot")]
