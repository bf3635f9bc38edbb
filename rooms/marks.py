"""What readers and writers leave on a message: whom it names, and the signs that people put under it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations.models import Role


class Mention(models.Model):
    """Whom or what a message names, once each: a person, a role, a room of the space, or everybody in it."""

    message = models.ForeignKey("rooms.Message", on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="mentions")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, related_name="+")
    room = models.ForeignKey("rooms.Room", on_delete=models.CASCADE, null=True, related_name="+")
    is_everyone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="one_mention_per_person"),
            models.UniqueConstraint(fields=["message", "role"], name="one_mention_per_role"),
            models.UniqueConstraint(fields=["message", "room"], name="one_mention_per_room"),
            models.UniqueConstraint(fields=["message"], condition=Q(is_everyone=True), name="one_mention_of_everyone"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, role__isnull=True, room__isnull=True, is_everyone=False)
                | Q(person__isnull=True, role__isnull=False, room__isnull=True, is_everyone=False)
                | Q(person__isnull=True, role__isnull=True, room__isnull=False, is_everyone=False)
                | Q(person__isnull=True, role__isnull=True, room__isnull=True, is_everyone=True),
                name="a_mention_names_one_thing",
            ),
        ]


class Reaction(models.Model):
    """One sign of one person under a message: talk, never a vote."""

    class Sign(models.TextChoices):
        AGREE = "agree", _("d’accord")
        THANKS = "thanks", _("merci")
        LAUGH = "laugh", _("cela me fait rire")
        PARTY = "party", _("bravo")
        DOUBT = "doubt", _("je me demande")
        SEEN = "seen", _("vu")

    PICTURES = {"agree": "👍", "thanks": "❤️", "laugh": "😂", "party": "🎉", "doubt": "🤔", "seen": "👀"}

    message = models.ForeignKey("rooms.Message", on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sign = models.CharField(max_length=10, choices=Sign.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "person", "sign"], name="one_sign_per_person_and_message"),
            models.CheckConstraint(
                condition=Q(sign__in=["agree", "thanks", "laugh", "party", "doubt", "seen"]),
                name="a_sign_is_of_the_list",
            ),
        ]


def fetch_signs(messages) -> None:
    """Read the signs under those of `messages` that have any: one question, or none."""
    signs = models.Prefetch("reactions", Reaction.objects.select_related("person").order_by("pk"))
    models.prefetch_related_objects([message for message in messages if message.signs_n], signs)
