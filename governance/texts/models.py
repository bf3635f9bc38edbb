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

    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="amendments")
    n = models.PositiveIntegerField()
    base = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    reason = models.TextField(_("pourquoi"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="amendments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
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
    def is_stale(self) -> bool:
        """Open, on a version that is no longer the current one: it may be redone, never written over the text."""
        return self.is_open and self.base_id != self.text.current_id
