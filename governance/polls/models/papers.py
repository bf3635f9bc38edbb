"""Answers on paper: who keeps the desk of a poll, who was given a code there, and the codes, which name nobody."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from governance import clock
from governance.polls.models.polls import CitizenPoll
from governance.polls.models.territories import Territory

HASH = 64  # hexadecimal figures of a keyed hash


class CounterQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class Counter(models.Model):
    """Somebody who gives paper codes to people they identified, and enters what comes back."""

    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="counters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = CounterQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "person"], condition=Q(ended_at__isnull=True), name="one_desk_per_counter"
            )
        ]


class Mark(models.Model):
    """Somebody was given a code on paper: they get no other, and no longer answer online. Deleted at the close.

    Their account, or a keyed hash of their name and date of birth for whoever has none. It says where they live, as
    a counter attests it, and nothing of when or by whom; the code is drawn from a pile that was printed before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="marks")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name_hash = models.CharField(max_length=HASH, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="one_mark_per_account"),
            models.UniqueConstraint(fields=["poll", "name_hash"], condition=~Q(name_hash=""), name="one_mark_per_name"),
        ]


class PaperCode(models.Model):
    """A code printed in a pile for the people of one commune; what was entered with it. Deleted at the close.

    Its key is its hash: rows of a pile are written in the order of their hashes, long before anybody is given one.
    """

    hash = models.CharField(primary_key=True, max_length=HASH)
    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="paper_codes")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10)
    content = models.JSONField(null=True)  # as that of an answer, once entered
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True)
                | (Q(entered_by__isnull=False, content__isnull=False) & ~Q(countersigned_by=F("entered_by"))),
                name="a_paper_answer_is_seen_by_two",
            )
        ]


class PaperReport(models.Model):
    """What the counters are told once it is closed: how many answers on paper were not countersigned in time."""

    poll = models.OneToOneField(CitizenPoll, on_delete=models.CASCADE, primary_key=True, related_name="paper_report")
    left = models.PositiveIntegerField()
