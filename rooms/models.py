"""Rooms of a space, and the one engine of talk: threads and their messages."""

import re
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from governance import clock, prose
from governance.organizations.models import Space, Visibility
from governance.organizations.permissions import granted
from governance.voting.models import Ballot, Vote
from rooms import notices
from rooms.keeping import Retention, Summary, SummaryRevision
from rooms.marks import Mention, Reaction, fetch_signs
from rooms.pictures import SHOWN, fitted
from rooms.reports import Case, Report, Step

__all__ = [
    "Attachment",
    "Case",
    "Debate",
    "Delivery",
    "Hook",
    "Mention",
    "Message",
    "Origin",
    "Reaction",
    "Reading",
    "Report",
    "Retention",
    "Revision",
    "Room",
    "RoomMember",
    "Step",
    "Summary",
    "SummaryRevision",
    "Thread",
]

LONGEST_MESSAGE = 20_000  # characters
LONGEST_ABOUT = 10_000
WORDS_QUOTED = 14


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public rooms of public spaces; members' rooms for members; rooms of named roles for these roles.

        A room is never seen further than its space. Whoever facilitates a space sees all its rooms. The twin of
        `rooms.permissions.may_see_room`.
        """
        member = Q(space__in=granted(user, "see_space"))
        return self.filter(
            Q(visibility=Visibility.PUBLIC, space__visibility=Visibility.PUBLIC)
            | Q(visibility__in=[Visibility.PUBLIC, Visibility.MEMBERS]) & member
            | Q(visibility=Visibility.ROLES, pk__in=granted(user, "see_room"))
            & (Q(space__visibility=Visibility.PUBLIC) | member)
            | Q(space__in=granted(user, "facilitate_space"))
        )

    def living(self):
        return self.filter(archived_at__isnull=True)

    def governance(self):
        """The room where rules are put in question: the one the space named, else the one whose name says so."""
        named = self.living().filter(Q(is_governance=True) | Q(slug__contains="gouvernance"))
        return named.order_by("-is_governance", "position", "pk").first()


class Room(models.Model):
    """A theme of a space: its talk, proposals, resolutions and actions."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("nom"), max_length=80)
    slug = models.SlugField(max_length=60)
    summary = models.CharField(_("en une phrase"), max_length=300, blank=True)
    visibility = models.CharField(
        _("visible par"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    position = models.PositiveSmallIntegerField(default=0)
    about = models.TextField(_("ce que fait ce groupe"), blank=True)
    channel_url = models.URLField(_("canal de discussion extérieur"), blank=True)
    accounts_url = models.URLField(_("les comptes"), blank=True)
    shows_accounts = models.BooleanField(_("les comptes se montrent à qui lit le salon"), default=False)
    is_governance = models.BooleanField(_("c’est ici que l’on remet les règles en question"), default=False)
    # Seconds between two messages of one person in each of its talks; 0 is no pace (`rooms.slow`).
    slow = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)
    thread = models.OneToOneField("Thread", on_delete=models.PROTECT, related_name="+")

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        permissions = [("see_room", "May see the room and take part in it as their role allows")]
        constraints = [
            models.UniqueConstraint(fields=["space", "slug"], name="one_room_per_slug"),
            models.UniqueConstraint(
                fields=["space"], condition=Q(is_governance=True), name="one_governance_room_per_space"
            ),
        ]

    def __str__(self):
        return self.name

    def is_lived_in(self) -> bool:
        """Whether anything was ever said, proposed or done here. Drafts, which only their authors see, tell nothing."""
        return (
            self.thread.length > 0
            or self.proposals.filter(published_at__isnull=False).exists()
            or self.actions.exists()
            or self.debates.exists()
        )

    @property
    def seen_by(self) -> str:
        """Who sees it, in words: nobody sees more of a room than of its space."""
        return Visibility(Visibility.stricter(self.visibility, self.space.visibility)).label


class RoomMember(models.Model):
    """Who belongs to the working group of a room. Rights come from the space; the group reads what was sent for it."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rooms_joined")
    joined_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_place_in_a_group")]


class Thread(models.Model):
    """An ordered talk. Its owner is named by value and makes the rules about it (`rooms.threads`)."""

    owner_kind = models.CharField(max_length=20)
    owner_id = models.BigIntegerField(null=True)
    # Counted under the thread's row lock: the order in which messages become visible.
    length = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_kind", "owner_id"], name="one_thread_per_owner")]


class Debate(models.Model):
    """The talk about a vote that stands in a room."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="debate")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="debates")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="+")


class MessageQuerySet(models.QuerySet):
    def with_people(self):
        """What `rooms/_message.html` shows, in as many queries for one message as for a page of them."""
        ballots = Prefetch("poll__ballots", Ballot.objects.select_related("person").order_by("pk"))
        found = self.select_related("author", "reply_to__author").defer(
            "body", "words", "reply_to__body", "reply_to__words"
        )
        said = Prefetch("summary", Summary.objects.select_related("by"))
        came = Prefetch("moved_from", Room.objects.select_related("space"))
        return found.prefetch_related("poll", "poll__options", "poll__piles", ballots, said, came)


class Message(models.Model):
    """Something said. Deleting leaves a tombstone; editing keeps what was said before."""

    class Lean(models.TextChoices):
        FOR = "for", _("argument pour")
        AGAINST = "against", _("argument contre")
        NEUTRAL = "neutral", _("argument neutre")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    n = models.PositiveIntegerField()
    # Null for a notice: Palabre says that something of the room moved.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="messages")
    notice = models.CharField(max_length=40, blank=True)
    notice_key = models.CharField(max_length=80, blank=True)  # what happened, so that it is said once
    told = models.JSONField(default=dict)  # the words and numbers of a notice
    # What it became, as everybody who reads it sees: a list of {"kind", "title", "address"} (`rooms.becoming`).
    became = models.JSONField(default=list)
    body = models.TextField(_("message"))
    html = models.TextField()
    words = models.TextField(default="", blank=True, editable=False)  # what a search compares (`rooms.words`)
    reply_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    # The first message of its branch, when it is an answer: the branch is then read without climbing it.
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="branch")
    lean = models.CharField(_("argument"), max_length=10, choices=Lean.choices, blank=True)
    # The number of the paragraph of the text it hangs on, and the version it was said about.
    paragraph = models.PositiveSmallIntegerField(_("paragraphe"), null=True, blank=True)
    version_n = models.PositiveIntegerField(null=True)
    # The number of the amendment it is about, in the debate of a proposal.
    amendment_n = models.PositiveIntegerField(null=True)
    posted_at = models.DateTimeField(default=clock.now)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # How many files came with it: a talk without any asks for none.
    files_n = models.PositiveSmallIntegerField(default=0)
    # Made with the form, and bound to its words (`rooms.delivery`): what was sent twice is said once.
    key = models.CharField(max_length=64, blank=True)
    # How many signs stand under it: a talk without any asks for none.
    signs_n = models.PositiveIntegerField(default=0)
    # The vote of one line that it asks.
    poll = models.OneToOneField(Vote, on_delete=models.PROTECT, null=True, related_name="asked_by")
    # What was said in the discussion it begins, once somebody closed it (`rooms.discussions`).
    summary = models.OneToOneField(Summary, on_delete=models.PROTECT, null=True, related_name="discussion")
    # The room it was said in first, where everybody who reads it may know (`rooms.moving`).
    moved_from = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "n"], name="one_message_per_place"),
            models.UniqueConstraint(
                fields=["thread", "notice_key"], condition=~Q(notice_key=""), name="one_notice_of_each_thing"
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=True, notice__gt="", notice_key__gt="") | Q(author__isnull=False, notice=""),
                name="a_notice_has_no_author",
            ),
            models.UniqueConstraint(fields=["author", "key"], condition=~Q(key=""), name="one_message_per_key"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("posted_at")),
                name="a_message_is_edited_after_it_was_posted",
            ),
        ]

    def get_absolute_url(self):
        return reverse("message", args=[self.pk])

    @property
    def prose(self):
        return notices.sentence(self.notice, self.told) if self.notice else prose.stored(self.html)

    @property
    def who(self) -> str:
        """Who says it: its author, or Palabre in a notice."""
        return self.author.display_name if self.author_id else "Palabre"

    @property
    def signs(self) -> list:
        """The signs under it, with their people. A page of messages has read them all at once (`marks.fetch`)."""
        if not self.signs_n:
            return []
        fetch_signs([self])
        return list(self.reactions.all())

    @property
    def files(self) -> list:
        """What came with it and everybody who reads it reads, with the rest of it that `rooms.audiences.show` opened.

        A page of messages has read them all at once (`rooms.files.fetch`).
        """
        return [one for one in self._brought if not one.audience or one.audience in self.audiences]

    @property
    def withheld(self) -> list:
        """What came with it and its reader does not read: of each, for whom it is (an `Audience`), and nothing else."""
        return [one.audience for one in self._brought if one.audience not in {"", *self.audiences}]

    @property
    def narrows_a_file(self) -> bool:
        """Whether not all who read it read all that came with it."""
        return any(one.audience for one in self._brought)

    @property
    def _brought(self):
        return self.attachments.all() if self.files_n else ()

    audiences = frozenset()  # those its reader belongs to

    @property
    def first_words(self) -> str:
        """How it begins, as plain text, for whoever quotes it."""
        said = notices.in_words(self.notice, self.told) if self.notice else prose.as_text(self.html)
        words = re.findall(r"[^ \t\r\n]+", said)  # a no-break space holds its words
        if not words and self.files_n:
            return ngettext("(un fichier joint)", "(%(n)s fichiers joints)", self.files_n) % {"n": self.files_n}
        return " ".join(words[:WORDS_QUOTED]) + ("…" if len(words) > WORDS_QUOTED else "")

    @property
    def quoted(self) -> str:
        """The whole of it as a Markdown quote, with the name of its author: how an answer may begin."""
        said = notices.in_words(self.notice, self.told) if self.notice else self.body
        lines = [f"**{self.who}**\u00a0:", *said.splitlines()]
        return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


class Revision(models.Model):
    """What a message said before an edit."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    html = models.TextField()
    replaced_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-replaced_at"]

    @property
    def prose(self):
        return prose.stored(self.html)


class Origin(models.Model):
    """What was made from a message, by value (`rooms.becoming`); shown once everybody in the room may see it."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The answers to the message go with it, into the debate of what is made.
    with_debate = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "target_id"], name="one_origin_of_each_thing")]


class Hook(models.Model):
    """The channel outside to which the notices of a room are sent; its address and its secret are shown to nobody."""

    class Service(models.TextChoices):
        MATTERMOST = "mattermost", "Mattermost"
        ROCKET_CHAT = "rocket_chat", "Rocket.Chat"
        MATRIX = "matrix", _("Matrix, par un pont de webhooks")
        OTHER = "other", _("un autre programme (JSON)")

    room = models.OneToOneField(Room, on_delete=models.PROTECT, related_name="hook")
    service = models.CharField(_("service"), max_length=12, choices=Service.choices, default=Service.MATTERMOST)
    sealed_address = models.TextField()
    host = models.CharField(max_length=255)
    sealed_secret = models.TextField()
    language = models.CharField(_("langue"), max_length=5, choices=settings.LANGUAGES, default="fr")
    # Who saw the room when this was settled: it is not sent out once fewer people may see it.
    agreed_for = models.CharField(max_length=10, choices=Visibility.choices)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    stopped_at = models.DateTimeField(null=True)

    @property
    def is_agreed(self) -> bool:
        """Whether what the room says may go out, now."""
        now = Visibility.stricter(self.room.visibility, self.room.space.visibility)
        return self.stopped_at is None and Visibility.stricter(now, self.agreed_for) == self.agreed_for


# Why an attempt came to nothing (`rooms.outside`, `rooms.outbox`).
TROUBLES = {
    "private": _("cette adresse mène à un réseau privé"),
    "name": _("ce nom de serveur est introuvable"),
    "timeout": _("le serveur n’a pas répondu à temps"),
    "certificate": _("le certificat du serveur n’est pas valable"),
    "connection": _("la connexion a échoué"),
    "stopped": _("arrêtée"),
    "key": _("l’adresse enregistrée ne se lit plus : donnez-la de nouveau"),
}


class Delivery(models.Model):
    """One notice to send to one channel: written with the notice, sent at least once, under one number."""

    hook = models.ForeignKey(Hook, on_delete=models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=80)
    number = models.UUIDField(default=uuid.uuid4, unique=True)
    body = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When it is tried next; nothing once it was sent or given up.
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # the last answer
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["hook", "key"], name="one_delivery_of_each_thing")]
        # What the courier asks at every tick.
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="deliveries_to_send"),
        ]

    @property
    def words(self) -> str:
        """What was sent, without the marks of its service."""
        return self.body.get("text", "").partition("\n")[0].replace("\\", "").replace("\u200b", "")

    @property
    def trouble_said(self) -> str:
        return TROUBLES.get(self.trouble, "")


class Reading(models.Model):
    """Where a person stopped reading a talk; on the server, so that it is the same on all their devices."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="readings")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="readings")
    n = models.PositiveIntegerField(default=0)  # the number of the last message read

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="one_reading_per_person_and_thread")]


def unguessable():
    return secrets.token_urlsafe(16)


class Attachment(models.Model):
    """A file that came with a message. Its content never changes, its description may; it goes with its message."""

    class Kind(models.TextChoices):
        PNG = "png", "PNG"
        JPEG = "jpeg", "JPEG"
        WEBP = "webp", "WebP"
        OTHER = "other", _("fichier")  # everything that is not drawn again here, whatever it is

    class Audience(models.TextChoices):
        """Who reads it, as whoever brings it chooses (OS-12): among those who read its message, never beyond."""

        MESSAGE = "", _("qui lit le message")
        MEMBERS = "members", _("les membres de l’espace")
        GROUP = "room", _("le groupe de ce salon")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    n = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=22, default=unguessable, unique=True)  # its address
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=60, unique=True)
    # Of pictures alone: a small copy, the size of the large one, and what it shows for who does not see it.
    thumbnail = models.CharField(max_length=60, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    alt = models.CharField(max_length=300, blank=True)
    audience = models.CharField(_("qui le lit"), max_length=10, choices=Audience.choices, blank=True, default="")

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["message", "n"], name="one_file_per_place"),
            models.CheckConstraint(
                condition=Q(audience__in=["", "members", "room"]), name="a_file_is_read_by_known_people"
            ),
            models.CheckConstraint(
                condition=Q(kind="other", width__isnull=True, height__isnull=True, thumbnail="")
                | (~Q(kind="other") & Q(width__gte=1, height__gte=1) & ~Q(thumbnail="")),
                name="pictures_alone_have_a_size_and_a_thumbnail",
            ),
        ]

    @property
    def is_picture(self) -> bool:
        return self.kind != self.Kind.OTHER

    @property
    def shown_size(self) -> tuple[int, int]:
        """The width and the height of its thumbnail on a page."""
        return fitted(self.width, self.height, SHOWN)
