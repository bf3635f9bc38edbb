"""Texts and their immutable versions, the amendments that propose the next one, and the documents of a space."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.organizations.models import Space
from governance.organizations.permissions import granted


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
    # What made it moot: an amendment that says the same already, or that the room wants more in the same place.
    displaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # Before texts were merged, one redid an amendment on the current text: the earlier try this one replaces.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="redone_as")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["text", "n"], name="one_amendment_per_number")]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def state_label(self):
        """What `get_state_display` says, which goes through all the choices each time: for lists."""
        return self.State(self.state).label

    @property
    def is_in_conflict(self) -> bool:
        """Open, and not to be written over the text before somebody has settled it."""
        return self.is_open and self.standing == self.Standing.CONFLICT

    @property
    def is_to_review(self) -> bool:
        """Open, carried over to the current text, and to be read once more: a clean merge can break a sentence."""
        return self.is_open and self.standing == self.Standing.REVIEW


class RevisionQuerySet(models.QuerySet):
    def by_people(self):
        """The times somebody chose other words; what merely followed the text changes nothing that was meant."""
        return self.filter(by__isnull=False)


class Revision(models.Model):
    """What an amendment said, and on which version, before it was carried over or settled: nothing written is lost."""

    amendment = models.ForeignKey(Amendment, on_delete=models.CASCADE, related_name="revisions")
    base = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    # Nobody when the text moved on and the amendment was carried over.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(default=clock.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]


class Cosignature(models.Model):
    """Somebody supports the amendment of somebody else, as it was worded when they did."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="cosignatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cosignatures")
    # How many times people had rewritten the amendment by then: what tells the wording that was signed.
    rewritings = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "person"], name="one_cosignature_per_person_and_amendment")
        ]


class Suggestion(models.Model):
    """An amendment to an amendment: other words for it, which its author takes or declines."""

    class State(models.TextChoices):
        OPEN = "open", _("ouverte")
        TAKEN = "taken", _("prise")
        DECLINED = "declined", _("déclinée")
        WITHDRAWN = "withdrawn", _("retirée")
        MOOT = "moot", _("sans objet")

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="suggestions")
    n = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="suggestions")
    words = models.TextField(_("pourquoi"), max_length=2000)
    html = models.TextField()
    # The words of the amendment that it starts from, and those it would put in their place.
    wording = models.TextField()
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    standing = models.CharField(max_length=10, choices=Amendment.Standing.choices, default=Amendment.Standing.CURRENT)
    answer = models.TextField(_("un mot de la personne qui a écrit l’amendement"), max_length=2000, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "n"], name="one_suggestion_per_number"),
        ]

    @property
    def prose(self):
        return prose.stored(self.html)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_in_conflict(self) -> bool:
        """Open, and made on words of the amendment that have changed since."""
        return self.is_open and self.standing == Amendment.Standing.CONFLICT

    @property
    def is_to_review(self) -> bool:
        return self.is_open and self.standing == Amendment.Standing.REVIEW


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The documents of the spaces `user` sees; the rules of a room, for those who see that room."""
        rooms = Space._meta.get_field("rooms").related_model.objects.visible_to(user)
        return self.filter(
            Q(room_key__isnull=True) | Q(room_key__in=rooms.values("pk")), space__in=Space.objects.visible_to(user)
        )

    def with_versions(self):
        """With what tells their status, and without the texts."""
        pointed = ("text__current", "in_force", "to_ratify")
        long = (f"{version}__{field}" for version in pointed for field in ("body", "html"))
        return self.select_related(*pointed).defer(*long)

    def to_sign_by(self, user):
        """The codes in force in the spaces of `user` whose version they have not signed."""
        return self.filter(
            kind=Document.Kind.CODE_SOCIAL, in_force__isnull=False, space__in=granted(user, "see_space")
        ).exclude(in_force__commitments__person=user)


class Document(models.Model):
    """A text that a space keeps. Opened once; from then on every version of it comes from a proposal."""

    class Kind(models.TextChoices):
        CODE_SOCIAL = "code_social", _("code social")
        STATUTES = "statutes", _("statuts")
        BYLAWS = "bylaws", _("règlement intérieur")
        CHARTER = "charter", _("charte")
        ROOM_RULES = "room_rules", _("règles d’un salon")
        NOTES = "notes", _("compte rendu")

    class Status(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        IN_FORCE = "in_force", _("en vigueur")
        TO_RATIFY = "to_ratify", _("à ratifier par l’assemblée")
        SUPERSEDED = "superseded", _("remplacée")

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("sorte de document"), max_length=12, choices=Kind.choices)
    # The room whose rules these are, by value.
    room_key = models.BigIntegerField(null=True)
    title = models.CharField(_("titre"), max_length=140)
    slug = models.SlugField(max_length=60)
    text = models.OneToOneField(Text, on_delete=models.PROTECT, related_name="document")
    in_force = models.OneToOneField(Version, on_delete=models.PROTECT, null=True, related_name="+")
    to_ratify = models.OneToOneField(Version, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "slug"], name="one_document_per_slug"),
            models.UniqueConstraint(
                fields=["space", "kind"],
                condition=Q(kind__in=["code_social", "statutes", "bylaws"]),
                name="one_code_statutes_and_bylaws_per_space",
            ),
            models.UniqueConstraint(fields=["room_key"], name="one_document_of_rules_per_room"),
            models.CheckConstraint(
                condition=Q(kind="room_rules", room_key__isnull=False)
                | ~Q(kind="room_rules") & Q(room_key__isnull=True),
                name="the_rules_of_a_room_name_it",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def shown(self) -> Version:
        """What the document says: the version in force, or before there is one, the latest."""
        return self.in_force or self.latest

    @property
    def latest(self) -> Version:
        """What the next change starts from: nothing that was accepted may be lost."""
        return self.to_ratify or self.in_force or self.text.current

    @property
    def status(self) -> "Document.Status":
        return self.status_of(self.shown)

    def status_of(self, version: Version) -> "Document.Status":
        """How `version` of this document stands, computed from what is in force and what waits."""
        if version.pk == self.in_force_id:
            return self.Status.IN_FORCE
        if version.pk == self.to_ratify_id:
            return self.Status.TO_RATIFY
        if version.n < self.latest.n:
            return self.Status.SUPERSEDED
        return self.Status.DRAFT


class Stage(models.Model):
    """A day in the life of a version of a document: how it came to stand, and by what."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="stages")
    status = models.CharField(max_length=10, choices=Document.Status.choices[:3])
    # What did it, by value: the proposal of a resolution, the decision of an assembly; nothing at the opening.
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    words = models.TextField(_("où et quand il a été adopté"), max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "status"], name="one_stage_of_each_status")]


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who signed what is known to those who belong to the space, as its members are."""
        return self.filter(document__space__in=granted(user, "see_space"))


class Commitment(models.Model):
    """A person commits to the code social as a version says it; a new version in force asks again."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="commitments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="commitments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commitments")
    at = models.DateTimeField(default=clock.now)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="one_commitment_per_person_and_version")
        ]


class Draft(models.Model):
    """What somebody is still writing at one place, kept for them alone until they send it or erase it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=80)  # « amend:42 »: the form, and what it is about
    fields = models.JSONField()  # what each named field of the form holds
    base = models.CharField(max_length=20, blank=True)  # the version of the text it was written on
    saved_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_draft_per_person_and_place")]
