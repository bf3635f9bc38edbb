"""The journal of governance (append-only, hash-chained) and the cursors of what is live."""

from django.db import models

from governance.register import visibility

GENESIS = "0" * 64


class Chain(models.Model):
    """The head of one organization's chain; its row is the lock under which entries are appended."""

    name = models.CharField(max_length=60, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Entries about what `user` may see; each app said so for its kinds with `visibility.declare`."""
        return self.filter(visibility.filter_for(user))

    def of_space(self, space):
        return self.filter(space_id=space.pk)

    def about(self, subject):
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)


class Entry(models.Model):
    """One line of the register. Nothing may change it: triggers refuse update and delete on both engines."""

    chain = models.CharField(max_length=60)
    seq = models.PositiveBigIntegerField()
    prev = models.CharField(max_length=64)
    act = models.CharField(max_length=60)
    at = models.DateTimeField()
    payload_sha256 = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    # By value, so that the journal outlives what it speaks of.
    actor_id = models.BigIntegerField(null=True)
    space_id = models.BigIntegerField(null=True, db_index=True)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_per_place")]
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]


class Payload(models.Model):
    """What an entry says, as the canonical JSON that was hashed; emptied (null), the chain still holds."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    canonical = models.TextField(null=True)  # noqa: DJ001 - null is « erased », empty would be a text


class Stream(models.Model):
    """What one may listen to; its row is the lock under which the cursor moves."""

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    cursor = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_stream_per_thing")]


class Change(models.Model):
    """The last time a part of a stream changed: a page that was away asks what came after its cursor."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="changes")
    part = models.CharField(max_length=60)
    first = models.PositiveBigIntegerField()
    cursor = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "part"], name="one_change_per_part")]
        indexes = [models.Index(fields=["stream", "cursor"])]
