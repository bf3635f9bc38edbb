"""What people report in the talk: the case that a first report opens, the reports that join it, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.organizations.models import Space

LONGEST_REPORT = 1_000  # characters
LONGEST_ANSWER = 2_000


class Why(models.TextChoices):
    """What one may report a message for."""

    ATTACK = "attack", _("insulte ou attaque d’une personne")
    PRIVATE = "private", _("information privée")
    OFF_TOPIC = "off_topic", _("hors sujet ou publicité")
    ILLEGAL = "illegal", _("contenu illégal")
    OTHER = "other", _("autre raison")


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def to_decide(self):
        """Those that wait for the facilitation, and not for the author whom it asked for a change."""
        return self.open().filter(awaits_author=False)


class Case(models.Model):
    """A reported message: opened by its first report, closed by one decision. What was reported stays as it was."""

    class Decision(models.TextChoices):
        LEAVE = "leave", _("laissé tel quel")
        WITHDRAW = "withdraw", _("retiré")

    message = models.ForeignKey("rooms.Message", on_delete=models.PROTECT, related_name="cases")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="cases")
    room = models.ForeignKey("rooms.Room", on_delete=models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField(default=clock.now)
    # What the message said, and the names of its files, when it was first reported.
    body = models.TextField(blank=True)
    html = models.TextField(blank=True)
    files = models.JSONField(default=list)
    # The facilitation asked for a change, and the author has neither changed nor answered since.
    awaits_author = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(closed_at__isnull=True), name="one_open_case_per_message"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, decision="")
                | Q(closed_at__gte=F("opened_at"), closed_by__isnull=False, decision__gt="", awaits_author=False),
                name="a_case_is_closed_by_a_decision",
            ),
        ]

    @property
    def prose(self):
        return prose.stored(self.html)

    @property
    def reasons(self) -> list[str]:
        """What it was reported for, once each, in the order of the list."""
        given = {report.why for report in self.reports.all()}
        return [str(label) for why, label in Why.choices if why in given]


class Report(models.Model):
    """One person reports a message, once in a case; their name and their words are for the facilitation alone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    why = models.CharField(_("raison"), max_length=10, choices=Why.choices)
    words = models.TextField(_("en quelques mots"), max_length=LONGEST_REPORT, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="one_report_per_person_and_case")]


class Step(models.Model):
    """What was said or decided in a case."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("réponse de son auteur·e")
        ASK = "ask", _("changement demandé")
        LEAVE = "leave", _("laissé tel quel")
        WITHDRAW = "withdraw", _("retiré")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    # Whether the author and those who reported read these words too; else the facilitation alone.
    is_shared = models.BooleanField(default=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
