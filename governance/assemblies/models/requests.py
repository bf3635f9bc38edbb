"""What the bodies of an association are asked to put on their agenda."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.assemblies.models.bodies import Body as MeetingBody
from governance.assemblies.models.meetings import AgendaItem
from governance.organizations.models import Space
from rooms.models import Room


class AgendaRequestQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A request is read by whoever reads the room it was made in."""
        return self.filter(room__in=Room.objects.visible_to(user))

    def of_space(self, space):
        """Those of a space; of an organization and its projects, which have the same bodies."""
        spaces = Q(room__space=space)
        if space.organization_id:
            spaces |= Q(room__space__project__organization=space.organization_id)
        return self.filter(spaces)

    def waiting(self):
        return self.filter(closed_at__isnull=True)


class AgendaRequest(models.Model):
    """Somebody asks that a question be put to a body of the association, which alone settles its agenda."""

    class Body(models.TextChoices):
        BOARD = "board", _("le conseil d’administration")
        ASSEMBLY = "assembly", _("l’assemblée générale")

    class Outcome(models.TextChoices):
        WITHDRAWN = "withdrawn", _("retirée")
        DECLINED = "declined", _("refusée")
        TAKEN_UP = "taken_up", _("à l’ordre du jour")

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="agenda_requests")
    body = models.CharField(_("à quelle instance ?"), max_length=10, choices=Body.choices)
    title = models.CharField(_("la question"), max_length=200)
    words = models.TextField(_("pourquoi"), blank=True)
    html = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agenda_requests")
    made_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, null=True, related_name="request")
    # What was handed over, by value: a proposal with the text that was consulted on, and what was said of it.
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_address = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    text_html = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    advice = models.JSONField(null=True)

    objects = AgendaRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False, outcome__gt=""),
                name="a_closed_request_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="taken_up", item__isnull=False) | (~Q(outcome="taken_up") & Q(item__isnull=True)),
                name="what_is_taken_up_is_on_an_agenda",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("agenda-request", args=[self.pk])

    @property
    def space(self) -> Space:
        return self.room.space

    @property
    def body_key(self) -> str:
        """The key of the body that is asked, as bodies have it."""
        return BODY_ASKED[self.body]

    @property
    def prose(self):
        return prose.stored(self.html)

    @property
    def text_prose(self):
        return prose.stored(self.text_html)


# Whom a request asks, as bodies are known.
BODY_ASKED = {
    AgendaRequest.Body.BOARD: MeetingBody.Key.BOARD,
    AgendaRequest.Body.ASSEMBLY: MeetingBody.Key.GENERAL_ASSEMBLY,
}
