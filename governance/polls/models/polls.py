"""Citizen polls: what the people of some territories are asked, their answers while it is open, the counts after it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.organizations.models import Space
from governance.organizations.permissions import granted
from governance.polls.models.residence import Level
from governance.polls.models.territories import Territory
from governance.voting.models import Vote

DECLARED, ATTESTED = "declared", "attested"  # the two levels that results tell apart


class CitizenPollQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Once opened, everybody who sees its space; while it is prepared, whoever facilitates that space."""
        opened = Q(opened_at__isnull=False, space__in=Space.objects.visible_to(user))
        return self.filter(opened | Q(space__in=granted(user, "facilitate_space")))

    def open_at(self, now):
        return self.filter(opened_at__isnull=False, ended_at__isnull=True, opens_at__lte=now, closes_at__gt=now)

    def asking(self, commune_id):
        """Those opened to the people of a commune, or of a drawn zone that touches it."""
        return self.filter(places__territory__in=Territory.objects.counting(commune_id))


class CitizenPoll(models.Model):
    """A space asks those who live in some territories, between two dates; its questions are votes it alone shows."""

    class Mode(models.TextChoices):
        CHANGEABLE = "changeable", _("modifiable jusqu’à la clôture")

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="polls")
    title = models.CharField(_("titre"), max_length=200)
    body = models.TextField(_("de quoi s’agit-il ?"), blank=True)
    html = models.TextField(blank=True)
    territories = models.ManyToManyField(Territory, related_name="+")
    min_level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.DECLARED)
    min_age = models.PositiveSmallIntegerField(default=0)  # years that whoever answers declares to have; 0 asks nothing
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.CHANGEABLE)
    k = models.PositiveSmallIntegerField(default=11)  # people under whom nothing is told of a place
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    opens_at = models.DateTimeField(null=True)  # when answers begin; the moment it is opened when nobody said
    closes_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # since then it is public, and does not change
    sha256 = models.CharField(max_length=64, blank=True)  # of all that is asked, pinned at the opening
    ended_at = models.DateTimeField(null=True)  # cancelled
    cancel_reason = models.TextField(blank=True)
    counted_at = models.DateTimeField(null=True)

    objects = CitizenPollQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(opened_at__isnull=False, counted_at__isnull=True, ended_at__isnull=True),
                name="polls_not_counted",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("citizen-poll", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        return self.ended_at is not None

    def is_open(self, now) -> bool:
        return (
            self.opened_at is not None
            and not self.is_cancelled
            and self.counted_at is None
            and self.opens_at <= now < self.closes_at
        )

    def stage(self, now) -> str:
        """prepared, cancelled, announced (opened, and its answers begin later), open, counting or counted."""
        if self.is_cancelled:
            return "cancelled"
        if self.opened_at is None:
            return "prepared"
        if self.counted_at is not None:
            return "counted"
        if now < self.opens_at:
            return "announced"
        return "open" if now < self.closes_at else "counting"

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of residence whose answers it takes."""
        return (DECLARED, ATTESTED) if self.min_level == Level.DECLARED else (ATTESTED,)

    @property
    def prose(self):
        return prose.stored(self.html)


class Question(models.Model):
    """One question of a poll: a vote without a page of its own, which draws and reads its ballots."""

    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="questions")
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="question")
    place = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="one_question_per_place")]


class Place(models.Model):
    """A commune whose people are asked, and the territories above it, frozen when the poll opened."""

    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="places")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(null=True)
    above = models.JSONField(default=list)  # ids of the territories above that are asked whole, the widest first

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "territory"], name="one_place_per_poll")]


class AnswerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One’s own: what others answered is known to nobody."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class Answer(models.Model):
    """What one person answers while the poll is open, with where they lived when they first did; deleted at the close.

    The register says nothing of it: what it says cannot be deleted.
    """

    poll = models.ForeignKey(CitizenPoll, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10)
    content = models.JSONField(default=dict)  # by id of the question, the canonical ballot; null is blank

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="one_person_one_answer")]


class Count(models.Model):
    """How many people of a commune answered, and how many of them each fact is true of; written at the close."""

    poll = models.ForeignKey(CitizenPoll, on_delete=models.PROTECT, related_name="counts")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=10)
    line = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "territory", "level"], name="one_count_per_place")]


class Publication(models.Model):
    """What may be told of a poll, as the law of disclosure keeps it: with what waits, which never leaves the server."""

    poll = models.OneToOneField(CitizenPoll, on_delete=models.CASCADE, primary_key=True, related_name="publication")
    at = models.DateTimeField()
    content = models.JSONField()
