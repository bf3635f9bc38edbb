"""The rules of an association, by numbered versions: drafts may change, what an assembly approved never does."""

import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock
from governance.organizations.models import Organization, Space
from governance.rules import statutes


class RuleSetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rules are read by whoever reads the space of the organization they rule, drafts included."""
        return self.filter(organization__space__in=Space.objects.visible_to(user))

    def in_force(self, organization):
        """The one version that rules an organization now; None where no assembly approved any."""
        return self.filter(organization=organization, state=RuleSet.State.APPROVED).first()


class RuleSet(models.Model):
    """One version of an association's rules. `content` is the one JSON text of its statutes, `sha256` its hash.

    What approved it is kept by value: the day, the words of the decision, and where it may be read.
    """

    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("en attente d’approbation par l’assemblée générale")
        APPROVED = "approved", gettext_lazy("en vigueur")
        REPLACED = "replaced", gettext_lazy("remplacé")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rule_sets")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    decision = models.CharField(max_length=300, blank=True)
    decision_address = models.CharField(max_length=300, blank=True)
    replaced_at = models.DateTimeField(null=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_rule_set_per_number"),
            models.UniqueConstraint(
                fields=["organization"], condition=Q(state="approved"), name="one_rule_set_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_by=None, approved_at=None, decided_on=None, decision="")
                | Q(
                    state__in=["approved", "replaced"],
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    decided_on__isnull=False,
                    decision__gt="",
                ),
                name="rules_are_approved_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(state="replaced", replaced_at__isnull=False)
                | Q(state__in=["draft", "approved"], replaced_at=None),
                name="replaced_rules_say_when",
            ),
        ]

    def __str__(self):
        return _("Règlement n° %(n)s") % {"n": self.number}

    def get_absolute_url(self):
        return reverse("rule-set", args=[self.space.slug, self.number])

    @property
    def space(self) -> Space:
        return self.organization.space

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @cached_property
    def statutes(self) -> statutes.Statutes:
        return statutes.read(json.loads(self.content))
