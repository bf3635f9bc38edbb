"""Proposals from idea to resolution: rounds of consultation, blocks, advice, resolutions and actions."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.accounts.models import User
from governance.organizations.models import Space
from governance.rules import phases
from governance.rules.amending import ANSWERS, Asked, last_call
from governance.texts.models import Amendment, Document, Text, Version
from governance.voting.models import Vote
from proposals.since import mark_since
from rooms.models import Room, Thread


class Impact(models.TextChoices):
    """Who is affected: the first question of the decision guide (DG-6 to DG-12, CS-6)."""

    NOBODY = "nobody", _("personne")
    FEW = "few", _("quelques personnes")
    MANY = "many", _("beaucoup de monde")
    LIABILITY = "liability", _("la responsabilité de l’association")


class DecidedBy(models.TextChoices):
    CARRIER = "carrier", _("la personne qui porte la proposition")
    ROOM = "room", _("le salon, par ses positions sur chaque amendement")


class Tag(models.Model):
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="tags")
    name = models.SlugField(max_length=40, allow_unicode=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["space", "name"], name="one_tag_per_name")]

    def __str__(self):
        return self.name


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published proposals of the rooms `user` sees, and their own drafts."""
        mine = Q(author=user) if user.is_authenticated else Q(pk__in=[])
        rooms = Room.objects.visible_to(user)
        return self.filter(Q(published_at__isnull=False) | mine, room__in=rooms)

    def with_facts(self):
        """What `phase()` and the lists need, in one query, without the texts."""
        return self.select_related(
            "carrier", "room__space__organization", "room__space__project", "round__vote", "resolution"
        )

    def with_text(self):
        """All that one proposal's own page and acts need at once."""
        return self.with_facts().select_related(
            "thread", "round__version", "text__current", "resolution__by", "resolution__version"
        )

    def marked_for(self, user, now) -> list:
        """Read `with_facts`, each with its `since`: how far its text went after the last position of `user`."""
        return mark_since(user, self, now)


class Proposal(models.Model):
    """A text, a debate, an impact and a carrier; its row is the lock of every act on it."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="proposals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Null once the carrier left: then anybody who takes part may take it over (CS-3).
    carrier = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="carried")
    title = models.CharField(_("titre"), max_length=140)
    summary = models.CharField(_("en quelques mots simples"), max_length=400)
    impact = models.CharField(_("qui est concerné ?"), max_length=10, choices=Impact.choices, default=Impact.MANY)
    tags = models.ManyToManyField(Tag, blank=True, related_name="proposals")
    text = models.OneToOneField(Text, on_delete=models.PROTECT, related_name="proposal")
    # The document it is about; and, when it would change it, the version of the document that its text starts from.
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="proposals")
    document_base = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    # The rejected amendment that became this proposal: one becomes one, once.
    promoted_from = models.OneToOneField(Amendment, on_delete=models.PROTECT, null=True, related_name="promotion")
    archives_room = models.BooleanField(default=False)  # going on with it archives the room it stands in
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="+")
    # Named by the carrier, they do with the text what the carrier does; the flag spares every page a question.
    co_carriers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="co_carried")
    is_co_carried = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)
    amendments_opened_at = models.DateTimeField(null=True)
    # Who decides of the amendments, chosen when their window opens; a window of the room has its end.
    amendments_decided_by = models.CharField(
        _("qui décide des amendements ?"), max_length=10, choices=DecidedBy.choices, default=DecidedBy.CARRIER
    )
    amendments_close_at = models.DateTimeField(null=True)
    amendments_closed_at = models.DateTimeField(null=True)  # when what the room retained entered the text
    # The current round and the last resolution; earlier ones stay reachable through their own tables.
    round = models.OneToOneField("Round", on_delete=models.PROTECT, null=True, related_name="+")
    resolution = models.OneToOneField("Resolution", on_delete=models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    drop_reason = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [
            # What the clock asks at every tick.
            models.Index(
                fields=["amendments_close_at"],
                condition=Q(amendments_close_at__isnull=False, amendments_closed_at__isnull=True),
                name="windows_not_closed",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def space(self) -> Space:
        return self.room.space

    def has_co_carrier(self, user) -> bool:
        """Whether the carrier named `user` to improve the text with them."""
        return self.is_co_carried and self.co_carriers.filter(pk=user.pk).exists()

    def room_is_deciding(self, now=None) -> bool:
        """Whether the room takes positions on the amendments: until then nobody else decides of them."""
        return self.amendments_decided_by == DecidedBy.ROOM and (now or clock.now()) < self.amendments_close_at

    @property
    def last_call(self):
        """Until when an amendment may be put to the room, so that people have time to answer it."""
        return last_call(self.amendments_opened_at, self.amendments_close_at, timedelta(hours=self.space.floor_hours))

    def window_is_due(self, now=None) -> bool:
        """The window of the room is over, and what it retained has not been written into the text yet."""
        is_over = self.amendments_decided_by == DecidedBy.ROOM and self.amendments_closed_at is None
        return is_over and not self.room_is_deciding(now) and self.phase(now) == phases.Phase.AMENDING

    @property
    def is_bound(self) -> bool:
        """Whether nobody goes on with it knowingly: it would change a document, or archive its room."""
        return self.document_base_id is not None or self.archives_room

    @property
    def facts(self) -> phases.Facts:
        current = self.round if self.round and not self.round.is_resolved else None
        last = self.resolution
        return phases.Facts(
            published_at=self.published_at,
            amendments_opened_at=self.amendments_opened_at,
            countdown=current.vote.countdown if current else None,
            resolved_at=last.at if last else None,
            resolution=last.choice if last else None,
            review_on=last.review_on if last else None,
            dropped_at=self.dropped_at,
            reopened_at=self.reopened_at,
        )

    def phase(self, now=None) -> phases.Phase:
        """Where the proposal stands at `now`: a function of its dates, never a stored state."""
        return phases.phase(self.facts, now or clock.now())


class Round(models.Model):
    """One consultation on one version, for ever; its vote holds roll, positions and countdown."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="rounds")
    n = models.PositiveIntegerField()
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="round")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The round that took this one's place when the text changed during a concertation.
    superseded_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="supersedes")
    is_resolved = models.BooleanField(default=False)
    # The clock's own marks, so that it announces each thing once.
    close_announced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["proposal", "n"], name="one_round_per_number")]
        # What the clock asks at every tick.
        indexes = [
            models.Index(
                fields=["vote"],
                condition=Q(close_announced_at__isnull=True, is_resolved=False),
                name="rounds_not_announced",
            )
        ]


class AmendmentVoteQuerySet(models.QuerySet):
    def to_answer_by(self, user):
        """Those that ask `user` and have no answer from them yet; whether they may still answer is for the clock."""
        waiting = self.filter(amendment__state=Amendment.State.OPEN, retained__isnull=True)
        return waiting.filter(vote__roll__person=user, vote__roll__answered_at__isnull=True)


class AmendmentVote(models.Model):
    """An amendment put to the room, and the vote that keeps its positions."""

    amendment = models.OneToOneField(Amendment, on_delete=models.PROTECT, related_name="put")
    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="amendment")
    # Nothing until the window closes; then whether the room retained it, by the law of that day.
    retained = models.BooleanField(null=True)

    objects = AmendmentVoteQuerySet.as_manager()

    @property
    def counts(self) -> dict[str, int]:
        """People by answer, in the order of the form."""
        kept = {option.key: option.count for option in self.vote.options.all()}
        return {key: kept[key] for key in ANSWERS}

    @property
    def asked(self) -> Asked:
        counts = self.counts
        return Asked(self.amendment.n, counts["agree"], counts["disagree"])


class Objection(models.Model):
    """A block with its reason: it opens a concertation, and ends lifted, integrated, answered or unanswered."""

    class End(models.TextChoices):
        LIFTED = "lifted", _("levé")
        INTEGRATED = "integrated", _("intégré par un amendement")
        ANSWERED = "answered", _("répondu")
        UNANSWERED = "unanswered", _("resté sans réponse")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="objections")
    reason = models.TextField(_("raison du blocage"))
    raised_at = models.DateTimeField(default=clock.now)
    # A second block by the same person in the same round is shown, and suspends nothing.
    suspends = models.BooleanField(default=True)
    unanswered_at = models.DateTimeField()  # when it ends by itself
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    answer = models.TextField(_("réponse"), blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(ended_at__isnull=True),
                name="one_open_block_per_person",
            )
        ]
        indexes = [
            models.Index(fields=["unanswered_at"], condition=Q(ended_at__isnull=True), name="blocks_not_ended"),
        ]

    def is_open(self, now=None) -> bool:
        """Whether the concertation about it goes on: nobody ended it, its time has not run out, nor has its round."""
        now = now or clock.now()
        return self.ended_at is None and now < self.unanswered_at and self.round.vote.is_open(now)

    def ends_by_itself(self, now):
        """When it ends unanswered, as known at `now`: a second block, which suspends nothing, ends with its round."""
        closing = self.round.vote.closing(now)
        return min(self.unanswered_at, closing) if closing else self.unanswered_at

    def ending(self, now=None) -> str:
        """How it ended as of `now`, empty while open: time alone makes it unanswered."""
        return self.end or ("" if self.is_open(now) else self.End.UNANSWERED)


class Contribution(models.Model):
    """« Je conseille » (a text) or « j’aide » (joins the coming action): the default of the code social (DG-3)."""

    class Kind(models.TextChoices):
        ADVICE = "advice", _("je conseille")
        HELP = "help", _("j’aide")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="contributions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    body = models.TextField(_("votre conseil"), max_length=2000, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "person", "kind"], name="one_contribution_of_a_kind")
        ]


class Resolution(models.Model):
    """What the carrier decided after a round, with the numbers that stood then; never changed afterwards."""

    class Choice(models.TextChoices):
        GO_ON = "go_on", _("aller de l’avant")
        ADAPT = "adapt", _("adapter")
        DROP = "drop", _("abandonner")
        HAND_OVER = "hand_over", _("transmettre au conseil d’administration")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="resolutions")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="resolution")
    choice = models.CharField(_("décision"), max_length=10, choices=Choice.choices)
    statement = models.TextField(_("résolution"))
    statement_html = models.TextField()
    reason = models.TextField(_("pourquoi passer outre"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="resolutions")
    at = models.DateTimeField(default=clock.now)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    roll_size = models.PositiveIntegerField()
    counts = models.JSONField()
    leaning = models.CharField(max_length=20)
    open_objections = models.JSONField()
    review_on = models.DateTimeField(_("date de revue"), null=True)
    review_announced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]
        indexes = [
            models.Index(
                fields=["review_on"], condition=Q(review_announced_at__isnull=True), name="reviews_not_announced"
            ),
        ]

    @property
    def prose(self):
        return prose.stored(self.statement_html)


class BodyDecision(models.Model):
    """What a body of the association decided of a proposal handed over to it, told by value; each time it did."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("adoptée")
        REJECTED = "rejected", _("rejetée")
        NO_QUORUM = "no_quorum", _("quorum non atteint")
        WITHDRAWN = "withdrawn", _("retirée de l’ordre du jour")
        WITHOUT_OBJECT = "without_object", _("sans objet")
        ELECTED = "elected", _("élection")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="body_decisions")
    decision = models.BigIntegerField(unique=True)  # its number where it was taken
    body = models.CharField(max_length=120)
    meeting = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    address = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(room__in=Room.objects.visible_to(user))


class Action(models.Model):
    """Who does what by when; recorded on its own (nobody or few affected) or opened by a resolution."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="actions")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="actions")
    title = models.CharField(_("titre"), max_length=140)
    description = models.TextField(_("description"), blank=True)
    impact = models.CharField(max_length=10, choices=Impact.choices, default=Impact.NOBODY)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="actions")
    helpers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    documentation = models.TextField(_("trace écrite ou lien"), blank=True)
    shared_at = models.DateTimeField(null=True)  # when a second person joined: the space heard of it, once

    objects = ActionQuerySet.as_manager()

    def __str__(self):
        return self.title

    def doing(self):
        """Those who do it, or did: its owner, its helpers, whoever said it is done; by name."""
        people = Q(pk__in=[self.owner_id, self.done_by_id]) | Q(pk__in=self.helpers.values("pk"))
        return User.objects.filter(people).order_by("display_name", "pk")


class Question(models.Model):
    """One named person asked before an action that concerns a few (DG-9): the action waits for them, or for time."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="questions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("votre avis"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="one_question_per_person")]


class TimeGiven(models.Model):
    """Time that somebody gave to an action. It is told, thanked for, and weighs nothing in any vote (OS-13)."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="time_given")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    day = models.DateField(_("jour"))
    note = models.CharField(_("à quoi"), max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]


class Thanks(models.Model):
    """A thank-you for somebody's part in an action, once from each person to each (OS-13)."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="thanks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("quelques mots"), max_length=300, blank=True)
    said_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "by", "to"], name="one_thank_you_each"),
            models.CheckConstraint(condition=~Q(by=models.F("to")), name="nobody_thanks_themselves"),
        ]
