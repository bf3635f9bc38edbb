"""Texts and their immutable versions, and the amendments that propose the next one."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from governance import clock, prose


def fingerprint(body: str) -> str:
    """The sha256 of a version's Markdown, in hexadecimal: what a round pins."""
    return hashlib.sha256(body.encode()).hexdigest()


class Text(models.Model):
    """Something that many hands improve; its row is the lock under which versions are added."""

    current = models.OneToOneField("Version", on_delete=models.PROTECT, null=True, related_name="+")


class Version(models.Model):
    """One state of a text, for ever."""

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    body = models.TextField()
    html = models.TextField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The amendment that made this version, none when the author wrote it outright.
    cause = models.OneToOneField("Amendment", on_delete=models.PROTECT, null=True, related_name="result")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["text", "n"], name="one_version_per_number")]

    def __str__(self):
        return f"v{self.n}"

    @property
    def prose(self):
        return prose.stored(self.html)


class Amendment(models.Model):
    """A proposed change: the whole text as it would be, the version it starts from, and why."""

    class State(models.TextChoices):
        OPEN = "open", _("ouvert")
        ACCEPTED = "accepted", _("intégré")
        REJECTED = "rejected", _("écarté")
        WITHDRAWN = "withdrawn", _("retiré")
        MOOT = "moot", _("sans objet")

    class Standing(models.TextChoices):
        """How an open amendment stands beside the current text."""

        CURRENT = "current", _("à jour")
        REVIEW = "review", _("à relire")  # carried over to the current text; a person reads it once more
        CONFLICT = "conflict", _("en conflit")  # still on its older base; a person settles it

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="amendments")
    n = models.PositiveIntegerField()
    base = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    reason = models.TextField(_("pourquoi"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="amendments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.CURRENT)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(_("raison de la décision"), max_length=2000, blank=True)
    # Redone on the current text: the earlier try this one replaces.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="redone_as")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["text", "n"], name="one_amendment_per_number")]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_in_conflict(self) -> bool:
        """Open, and not to be written over the text before somebody has settled it."""
        return self.is_open and self.standing == self.Standing.CONFLICT

    @property
    def is_to_review(self) -> bool:
        """Open, carried over to the current text, and to be read once more: a clean merge can break a sentence."""
        return self.is_open and self.standing == self.Standing.REVIEW


class Revision(models.Model):
    """What an amendment said, and on which version, before it was carried over or settled: nothing written is lost."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="revisions")
    base = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    # Nobody when the text moved on and the amendment was carried over.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
