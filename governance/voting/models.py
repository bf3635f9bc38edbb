"""Votes, their options, the roll of who may answer and the ballots: the one engine of voting."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from governance import clock
from governance.rules.phases import Countdown, closing, is_closed, is_suspended


class Vote(models.Model):
    """Something put to people between two dates; its row is the lock under which ballots are cast."""

    class Method(models.TextChoices):
        POSITIONS = "positions"

    method = models.CharField(max_length=20, choices=Method.choices, default=Method.POSITIONS)
    # The hash of the text put to the vote, pinned for ever.
    text_sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # superseded before its time
    floor_hours = models.PositiveSmallIntegerField(default=24)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    roll_size = models.PositiveIntegerField(default=0)

    @property
    def countdown(self) -> Countdown:
        return Countdown(
            closes_at=self.closes_at,
            floor=timedelta(hours=self.floor_hours),
            suspended_at=self.suspended_at,
            suspended_until=self.suspended_until,
        )

    @countdown.setter
    def countdown(self, value: Countdown):
        self.closes_at = value.closes_at
        self.suspended_at, self.suspended_until = value.suspended_at, value.suspended_until

    def is_open(self, now) -> bool:
        """Whether a ballot may be cast: a suspended countdown leaves the vote open."""
        return self.ended_at is None and self.opened_at <= now and not is_closed(self.countdown, now)

    def is_suspended(self, now) -> bool:
        return self.ended_at is None and is_suspended(self.countdown, now)

    def closing(self, now):
        """When the vote closes, as things stand; None while a concertation suspends the countdown."""
        return self.ended_at or closing(self.countdown, now)


class Option(models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    # Kept by `cast` under the vote's lock, so that no page counts ballots.
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="one_option_per_key")]


class Roll(models.Model):
    """One person who may answer, frozen when the vote opened, and why they are on it."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="roll")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_place_on_the_roll")]
        indexes = [models.Index(fields=["person", "answered_at"])]


class Ballot(models.Model):
    """What one person answered; changeable until the close on a consultative vote."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ballots")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="ballots")
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_person_one_ballot")]


class Look(models.Model):
    """Somebody asked to see the positions before answering; from then on they do."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_look")]
