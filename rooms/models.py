"""Rooms of a space, and the one engine of talk: threads and their messages."""

import html
import re

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.organizations.models import Space, Visibility
from governance.organizations.permissions import granted
from governance.voting.models import Ballot, Vote
from rooms.marks import Mention, Reaction

__all__ = ["Debate", "Mention", "Message", "Reaction", "Revision", "Room", "Thread"]

LONGEST_MESSAGE = 20_000  # characters
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
    channel_url = models.URLField(_("canal de discussion extérieur"), blank=True)
    is_governance = models.BooleanField(_("c’est ici que l’on remet les règles en question"), default=False)
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
        signs = Prefetch("reactions", Reaction.objects.select_related("person").order_by("pk"))
        ballots = Prefetch("poll__ballots", Ballot.objects.select_related("person").order_by("pk"))
        found = self.select_related("author", "reply_to__author").defer("body", "reply_to__body")
        return found.prefetch_related(signs, "poll", "poll__options", "poll__piles", ballots)


class Message(models.Model):
    """Something said. Deleting leaves a tombstone; editing keeps what was said before."""

    class Lean(models.TextChoices):
        FOR = "for", _("argument pour")
        AGAINST = "against", _("argument contre")
        NEUTRAL = "neutral", _("argument neutre")

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    n = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    body = models.TextField(_("message"))
    html = models.TextField()
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
    # Made with the form, and bound to its words (`rooms.delivery`): what was sent twice is said once.
    key = models.CharField(max_length=64, blank=True)
    # The vote of one line that it asks.
    poll = models.OneToOneField(Vote, on_delete=models.PROTECT, null=True, related_name="asked_by")

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "n"], name="one_message_per_place"),
            models.UniqueConstraint(fields=["author", "key"], condition=~Q(key=""), name="one_message_per_key"),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("posted_at")),
                name="a_message_is_edited_after_it_was_posted",
            ),
        ]

    @property
    def prose(self):
        return prose.stored(self.html)

    @property
    def first_words(self) -> str:
        """How it begins, as plain text, for whoever quotes it."""
        words = re.findall(r"[^ \t\r\n]+", html.unescape(strip_tags(self.html)))  # a no-break space holds its words
        return " ".join(words[:WORDS_QUOTED]) + ("…" if len(words) > WORDS_QUOTED else "")

    @property
    def quoted(self) -> str:
        """The whole of it as a Markdown quote, with the name of its author: how an answer may begin."""
        lines = [f"**{self.author.display_name}**\u00a0:", *self.body.splitlines()]
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
