"""The climb of a poll: carried in one territory, it opens by itself in the one above, on the same text."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.polls.models.polls import CitizenPoll
from governance.polls.models.territories import Territory
from governance.rules import climbing


class Climb(models.Model):
    """The rule under which a poll climbs, chosen before it opens; its row is the lock of its levels."""

    first = models.OneToOneField(CitizenPoll, on_delete=models.PROTECT, related_name="climb")
    option = models.SlugField(max_length=40)
    label = models.CharField(max_length=200)  # what the option said when the rule was chosen
    numerator = models.PositiveSmallIntegerField(default=1)
    denominator = models.PositiveSmallIntegerField(default=2)
    least = models.PositiveIntegerField()  # answers, under which nothing is carried
    text_sha256 = models.CharField(max_length=64, blank=True)  # of what each level is asked, but for where
    stopped = models.TextField(blank=True)  # why a level that was carried opened none above

    @property
    def rule(self) -> climbing.Rule:
        return climbing.Rule(self.option, self.numerator, self.denominator, self.least)


class Rung(models.Model):
    """One level of a climb: a territory, its poll once it is asked, and what came out of it."""

    class Outcome(models.TextChoices):
        CARRIED = climbing.CARRIED, _("porté")
        SHORT = climbing.SHORT, _("pas porté")
        FEW = climbing.FEW, _("pas assez de réponses")
        UNTOLD = climbing.UNTOLD, _("pas porté : aucun résultat n’est publié")
        CANCELLED = "cancelled", _("sondage annulé")

    climb = models.ForeignKey(Climb, on_delete=models.CASCADE, related_name="rungs")
    n = models.PositiveSmallIntegerField()  # 0 is the level where it begins
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    poll = models.OneToOneField(CitizenPoll, on_delete=models.PROTECT, null=True, related_name="rung")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    people = models.PositiveIntegerField(null=True)  # who answered, as published
    number = models.PositiveIntegerField(null=True)  # of them, for the option
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["climb", "n"], name="one_rung_per_level"),
            models.UniqueConstraint(fields=["climb", "territory"], name="one_rung_per_territory"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True)
                | Q(outcome__gt="", settled_at__isnull=False, poll__isnull=False),
                name="what_is_settled_was_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["climb"], condition=Q(outcome="", poll__isnull=False), name="polls_rungs_to_settle")
        ]
