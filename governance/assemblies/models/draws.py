"""Draws by lot: what was announced, who put themselves forward, the figures that came out, and who was drawn."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock
from governance.assemblies.models.bodies import Body
from governance.organizations.models import Space
from governance.rules.sortition import seed


class DrawQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A draw is read by whoever sees its space: what chance decided is verified by everybody."""
        return self.filter(space__in=Space.objects.visible_to(user))

    def standing(self):
        """Those that were neither cancelled nor void."""
        return self.filter(cancelled_at__isnull=True, voided_at__isnull=True)

    def under_way(self):
        return self.standing().filter(result__isnull=True)


class Draw(models.Model):
    """A draw by lot, from its announcement on; nothing of the announcement changes afterwards, and it is drawn once."""

    class Pool(models.TextChoices):
        MEMBERS = "members", gettext_lazy("des personnes choisies")
        VOLUNTEERS = "volunteers", gettext_lazy("des volontaires")
        SEATS = "seats", gettext_lazy("les sièges à renouveler")
        TIED = "tied", gettext_lazy("les candidatures à égalité")

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="draws")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="draws")
    cycle_start = models.DateField(null=True)
    turn = models.PositiveSmallIntegerField(null=True)
    # The election that two rounds left tied, where the draw says who has the seat.
    settles = models.ForeignKey("assemblies.Decision", on_delete=models.PROTECT, null=True, related_name="draws")
    purpose = models.CharField(gettext_lazy("objet"), max_length=200)
    folded = models.CharField(max_length=400)  # the purpose, without what does not distinguish two of them
    words = models.TextField(blank=True)
    pool_kind = models.CharField(max_length=12, choices=Pool.choices)
    take = models.PositiveIntegerField(gettext_lazy("combien"))
    closes_at = models.DateTimeField(null=True)  # when volunteers are no longer heard
    announcement = models.TextField()  # canonical JSON: all of it, as the register sealed it
    sha256 = models.CharField(max_length=64)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    announced_at = models.DateTimeField(default=clock.now)

    pool = models.TextField(blank=True)  # canonical JSON: the list, once it is closed
    pool_sha256 = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why it was cancelled

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["-announced_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "folded"],
                condition=Q(cancelled_at__isnull=True, voided_at__isnull=True),
                name="one_draw_per_purpose",
            ),
            models.UniqueConstraint(
                fields=["body", "cycle_start", "turn"],
                condition=Q(cancelled_at__isnull=True, voided_at__isnull=True),
                name="one_draw_per_renewal",
            ),
            models.UniqueConstraint(
                fields=["settles"],
                condition=Q(cancelled_at__isnull=True, voided_at__isnull=True),
                name="one_draw_per_tie",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, reason="") | Q(cancelled_at__isnull=False, reason__gt=""),
                name="a_cancelled_draw_says_why",
            ),
        ]

    def __str__(self):
        return self.purpose

    def get_absolute_url(self):
        return reverse("draw", args=[self.pk])

    @cached_property
    def announced(self) -> dict:
        return json.loads(self.announcement)

    @property
    def strata(self) -> dict[str, int]:
        """How many places each stratum has; empty where there is none."""
        return dict(self.announced["strata"])

    @cached_property
    def entries(self) -> list[dict]:
        """The pool in its order: a name, and the person, seat or stratum it stands for. Empty while it is open."""
        return json.loads(self.pool) if self.pool else []

    @cached_property
    def sources(self) -> list["Source"]:
        """What was announced, and what was typed since."""
        typed = sorted(self.readings.all(), key=lambda reading: (reading.turn, reading.place))
        return [
            Source(n, told["name"], datetime.fromisoformat(told["known_at"]), told["numbers"], [
                reading for reading in typed if reading.source == n
            ])
            for n, told in enumerate(self.announced["sources"])
        ]  # fmt: skip

    @property
    def known_at(self) -> datetime:
        """When the first of its sources is known: nobody cancels it any more."""
        return min(source.known_at for source in self.sources)

    @property
    def lacked_a_source(self) -> bool:
        """Whether it was cancelled because a source was never published."""
        return self.cancelled_at is not None and self.cancelled_at >= self.known_at

    @property
    def is_drawn(self) -> bool:
        return hasattr(self, "result")

    def is_gathering(self, now) -> bool:
        return bool(self.closes_at and now < self.closes_at and not self.cancelled_at)

    def stage(self, now) -> str:
        """Where it stands: cancelled, void, drawn, gathering volunteers, waiting for its sources, figures to type."""
        if self.cancelled_at:
            return "cancelled"
        if self.voided_at:
            return "void"
        if self.is_drawn:
            return "drawn"
        if self.is_gathering(now):
            return "gathering"
        return "waiting" if now < self.known_at else "figures"

    @property
    def why_over(self) -> str:
        """Why nothing more may be done with it, in a sentence; empty while something may."""
        if self.cancelled_at:
            return _("Ce tirage est annulé.")
        if self.voided_at:
            return _("Ce tirage est sans effet : il n’y avait pas assez de volontaires.")
        if self.is_drawn:
            return _("Ce tirage est fait : on ne tire pas deux fois au sort.")
        return ""


@dataclass(frozen=True)
class Source:
    """A public source: what it is, when it is known, how many numbers it gives, and what was typed of it, in turns."""

    n: int
    name: str
    known_at: datetime
    numbers: int
    readings: list["Reading"]

    @cached_property
    def turns(self) -> list[list["Reading"]]:
        found = {}
        for reading in self.readings:
            found.setdefault(reading.turn, []).append(reading)
        return [found[turn] for turn in sorted(found)]

    @property
    def figures(self) -> str | None:
        """What two people typed alike."""
        return next((turn[0].figures for turn in self.turns if len(turn) == 2 and _agree(turn)), None)

    @property
    def confirmed(self) -> list["Reading"]:
        """The two who typed it alike."""
        return next((turn for turn in self.turns if len(turn) == 2 and _agree(turn)), [])

    @property
    def first(self) -> "Reading | None":
        """What waits for a second person to type it."""
        return self.turns[-1][0] if self.turns and len(self.turns[-1]) == 1 else None

    @property
    def disagreements(self) -> list[list["Reading"]]:
        return [turn for turn in self.turns if len(turn) == 2 and not _agree(turn)]

    @property
    def next_turn(self) -> int:
        return len(self.turns) if self.first else len(self.turns) + 1


def _agree(turn):
    return len({seed([reading.figures]) for reading in turn}) == 1


class Volunteer(models.Model):
    """Somebody puts themselves forward; the register keeps when, and when they changed their mind."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="volunteers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "person"], name="one_volunteer_per_person")]


class Reading(models.Model):
    """The figures of a source as somebody typed them: two people in each turn, who agree or begin again."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="readings")
    source = models.PositiveSmallIntegerField()  # its place in the announcement, from 0
    turn = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()  # 1 types, 2 confirms
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    figures = models.CharField(max_length=400)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "source", "turn", "place"], name="two_readings_in_a_turn"),
            models.UniqueConstraint(fields=["draw", "source", "turn", "person"], name="two_people_in_a_turn"),
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="a_reading_is_first_or_second"),
        ]


class DrawResult(models.Model):
    """What the law drew, once: each step, so that anybody follows it; and its hash, as the register keeps it."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, primary_key=True, related_name="result")
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=clock.now)

    @cached_property
    def told(self) -> dict:
        return json.loads(self.content)

    @property
    def selected(self) -> list[str]:
        return self.told["selected"]
