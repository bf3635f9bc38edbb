"""Votes, their options, the roll of who may answer, the ballots and the urn: the one engine of voting."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.organizations.models import Space
from governance.rules.phases import Countdown, closing, is_closed, is_suspended
from governance.rules.tally import METHODS, Election
from governance.rules.tally.recounting import read
from governance.voting import owners

FEW = 50  # people: on a longer roll nobody reads the names of those who have not answered yet
LARGEST_SECRET_ROLL = 10_000  # people: the urn is one row, written anew at each ballot


class VoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Votes with a page of their own, of the things `user` sees; those of a proposal are read on its page."""
        condition = Q(pk__in=[])
        for kind, owner in owners.declared():
            condition |= Q(owner_kind=kind, owner_id__in=owner.visible_ids(user))
        return self.filter(condition)

    def running(self, now):
        """Those that may be answered at `now`, as far as the database tells: a suspended countdown is not looked at."""
        return self.filter(opened_at__lte=now, closes_at__gt=now, ended_at__isnull=True, closed_at__isnull=True)

    def to_answer_by(self, user, now):
        """Open votes that ask `user` and have no answer from them yet."""
        return self.running(now).filter(roll__person=user, roll__answered_at__isnull=True)


class Vote(models.Model):
    """Something put to people between two dates; its row is the lock under which ballots are cast."""

    class Method(models.TextChoices):
        POSITIONS = "positions", _("positions")
        SINGLE = "single", _("un seul choix")
        CHOICES = "choices", _("plusieurs choix")
        APPROVAL = "approval", _("approbation")
        SCORE = "score", _("notes")
        DOTS = "dots", _("points à répartir")
        OPT_IN = "opt_in", _("inscription")
        SCHULZE = "schulze", _("classement, par duels (Schulze)")
        IRV = "irv", _("classement, par éliminations (vote alternatif)")
        STV = "stv", _("classement, plusieurs sièges (vote unique transférable)")
        MAJORITY_JUDGMENT = "majority_judgment", _("jugement majoritaire")
        DATE = "date", _("choix d’une date")
        RESISTANCE = "resistance", _("moindre résistance")

    class Secrecy(models.TextChoices):
        NAMED = "named", _("nominatif")
        SECRET = "secret", _("secret")
        VERIFIABLE = "verifiable", _("secret et vérifiable")

    class Shows(models.TextChoices):
        UNTIL_ANSWER = "until_answer", _("cachés jusqu’à ce que l’on ait répondu")
        UNTIL_CLOSE = "until_close", _("cachés jusqu’à la clôture")
        OPEN = "open", _("visibles tout de suite")

    method = models.CharField(_("méthode"), max_length=20, choices=Method.choices, default=Method.POSITIONS)
    # The hash of the text put to the vote, pinned for ever.
    text_sha256 = models.CharField(max_length=64, blank=True)
    # Null while it is prepared: options are being gathered, nobody is asked yet.
    opened_at = models.DateTimeField(default=clock.now, null=True)
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # superseded or cancelled before its time
    # Closed before its hour because everybody who could still answer had: counted, unlike one that is cancelled.
    closed_at = models.DateTimeField(null=True)
    floor_hours = models.PositiveSmallIntegerField(default=24)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    roll_size = models.PositiveIntegerField(default=0)

    # What follows is for votes with a page of their own: whose it is, by value (`owners`), and what it asks.
    owner_kind = models.CharField(max_length=20, blank=True)
    owner_id = models.BigIntegerField(null=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, null=True, related_name="votes")
    title = models.CharField(_("question"), max_length=200, blank=True)
    body = models.TextField(_("de quoi s’agit-il ?"), blank=True)
    html = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    # The numbers of the method, in the words of a file to recount: seats, grades, min, max, dots, at_least…
    terms = models.JSONField(default=dict, blank=True)
    secrecy = models.CharField(_("secret"), max_length=10, choices=Secrecy.choices, default=Secrecy.NAMED)
    shows = models.CharField(_("résultats"), max_length=12, choices=Shows.choices, default=Shows.UNTIL_ANSWER)
    is_election = models.BooleanField(_("élection de personnes"), default=False)
    is_binding = models.BooleanField(default=False)
    gathers_ideas = models.BooleanField(_("recueillir d’abord des idées d’options"), default=False)
    takes_late_joiners = models.BooleanField(
        _("les personnes arrivées pendant le scrutin peuvent répondre"), default=False
    )
    # Of the people on the roll who are not on leave; none is asked for when it is null.
    quorum_percent = models.PositiveSmallIntegerField(_("quorum, en pour cent"), null=True, blank=True)
    # The ready process it was made from, by the name people know it under.
    process = models.CharField(_("façon de demander"), max_length=80, blank=True)
    weighs_by_role = models.BooleanField(_("pondérer par rôle"), default=False)
    ideas_settled_at = models.DateTimeField(null=True)  # when the ideas that were gathered became options
    cancel_reason = models.TextField(blank=True)
    abstentions = models.PositiveIntegerField(default=0)  # of a named vote, kept at each answer
    counted_at = models.DateTimeField(null=True)
    # What a recount answers, written once, at the close.
    outcome = models.JSONField(null=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner_kind", "owner_id"], condition=~Q(owner_kind=""), name="votes_by_owner"),
            # What the clock asks at every tick.
            models.Index(
                fields=["closes_at"], condition=Q(counted_at__isnull=True) & ~Q(owner_kind=""), name="votes_not_counted"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def countdown(self) -> Countdown:
        return Countdown(
            closes_at=self.closes_at,
            floor=timedelta(hours=self.floor_hours),
            suspended_at=self.suspended_at,
            suspended_until=self.suspended_until,
        )

    @countdown.setter
    def countdown(self, value: Countdown):
        self.closes_at = value.closes_at
        self.suspended_at, self.suspended_until = value.suspended_at, value.suspended_until

    @property
    def is_cancelled(self) -> bool:
        return self.ended_at is not None and bool(self.owner_kind)

    def is_open(self, now) -> bool:
        """Whether a ballot may be cast: a suspended countdown leaves the vote open."""
        return (
            self.opened_at is not None
            and self.ended_at is None
            and self.closed_at is None
            and self.opened_at <= now
            and not is_closed(self.countdown, now)
        )

    def is_over(self, now) -> bool:
        """Whether it was asked and may not be answered any more."""
        return self.opened_at is not None and not self.is_open(now)

    def is_suspended(self, now) -> bool:
        return self.ended_at is None and self.closed_at is None and is_suspended(self.countdown, now)

    def closing(self, now):
        """When the vote closes, as things stand; None while a concertation suspends the countdown."""
        return self.ended_at or self.closed_at or closing(self.countdown, now)

    @property
    def is_secret(self) -> bool:
        return self.secrecy != self.Secrecy.NAMED

    @property
    def is_final(self) -> bool:
        """Whether a ballot, once cast, stays as it is: binding votes and secret ones."""
        return self.is_binding or self.is_secret

    @property
    def names_who_is_awaited(self) -> bool:
        return not self.is_secret and self.roll_size <= FEW

    def election(self, ballots=(), *, abstentions=0) -> Election:
        """The law's own description of this vote, its options named by key, with `ballots` to count.

        ballots: rows of a file to recount, `{"ballot": …, "count": n}`. Raises ValueError on terms no vote may have.
        """
        described = {"method": self.method, "options": [option.key for option in self.options.all()], **self.terms}
        return read(described | {"ballots": list(ballots)}, METHODS)

    @property
    def prose(self):
        return prose.stored(self.html)


class ProcessQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The processes kept by the spaces that `user` sees."""
        return self.filter(space__in=Space.objects.visible_to(user))


class Process(models.Model):
    """A way to ask that a space keeps for itself, beside the ready ones (`processes`)."""

    class Purpose(models.TextChoices):
        TEMPERATURE = "temperature", _("Prendre la température")
        DECIDE = "decide", _("Décider ensemble")
        CHOOSE = "choose", _("Choisir parmi des options")
        DATE = "date", _("Choisir une date")
        ELECT = "elect", _("Élire")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="processes")
    name = models.CharField(_("nom"), max_length=80)
    purpose = models.CharField(_("à quoi cela sert"), max_length=12, choices=Purpose.choices)
    content = models.JSONField()  # as `processes.Template.content`
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "name"], name="one_process_per_name")]

    def __str__(self):
        return self.name

    @property
    def key(self) -> str:
        """What names it among the ways to ask, beside the ready ones."""
        return f"kept-{self.pk}"


# What a ballot of each method is made of; those that judge option by option beside (grades, dates).
ONE = (Vote.Method.SINGLE, Vote.Method.POSITIONS, Vote.Method.OPT_IN)
SEVERAL = (Vote.Method.CHOICES, Vote.Method.APPROVAL)
RATED = (Vote.Method.SCORE, Vote.Method.DOTS, Vote.Method.RESISTANCE)
RANKINGS = (Vote.Method.SCHULZE, Vote.Method.IRV, Vote.Method.STV)
# With one option of these there is something to answer already.
ALONE = (Vote.Method.OPT_IN, Vote.Method.SCORE, Vote.Method.MAJORITY_JUDGMENT)


class Option(models.Model):
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    # Kept by `cast` under the vote's lock, so that no page counts ballots.
    count = models.PositiveIntegerField(default=0)
    label = models.CharField(_("option"), max_length=200, blank=True)
    meaning = models.CharField(_("ce qu’elle veut dire"), max_length=400, blank=True)
    # What the person who chooses it is asked to write, and whether they must.
    asks = models.CharField(_("ce qu’elle demande d’écrire"), max_length=200, blank=True)
    needs_reason = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True)  # of a date to choose
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="one_option_per_key")]

    def __str__(self):
        return self.label or self.key


class IdeaQuerySet(models.QuerySet):
    def standing(self):
        """Those that would become options if the round ended now."""
        return self.filter(merged_into__isnull=True, dropped_at__isnull=True)


class Idea(models.Model):
    """An option that somebody thought of before the vote opens; merged, it says the same as another."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ideas")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(_("idée"), max_length=200)
    meaning = models.CharField(_("ce qu’elle veut dire"), max_length=400, blank=True)
    folded = models.CharField(max_length=200)  # without case, accents or punctuation (`rules.likeness`)
    place = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    drop_reason = models.CharField(max_length=300, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["place", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "folded"],
                condition=Q(merged_into__isnull=True, dropped_at__isnull=True),
                name="one_standing_idea_per_wording",
            )
        ]

    def __str__(self):
        return self.label


class RollQuerySet(models.QuerySet):
    def known_to(self, user):
        """The places of votes whose people `user` may know by name, where fewer know them than see the vote."""
        condition = Q(pk__in=[])
        for kind, owner in owners.declared():
            if owner.known_ids is not None:
                condition |= Q(vote__owner_kind=kind, vote__owner_id__in=owner.known_ids(user))
        return self.filter(condition)


class Roll(models.Model):
    """One person who may answer, frozen when the vote opened, and why they are on it."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="roll")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    # On a secret roll, always the moment the vote opened: that somebody took part, and never when.
    answered_at = models.DateTimeField(null=True)
    weight = models.PositiveSmallIntegerField(default=1)  # voices
    on_leave = models.BooleanField(default=False)  # may answer, and is out of the quorum
    joined_at = models.DateTimeField(null=True)  # of those who came after the opening, where the vote takes them

    objects = RollQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_place_on_the_roll")]
        indexes = [models.Index(fields=["person", "answered_at"])]


class Ballot(models.Model):
    """What one person answered in a named vote; changeable until the close where it is consultative."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("bulletin")
        BLANK = "blank", _("bulletin blanc")
        ABSTENTION = "abstention", _("abstention")

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="ballots")
    # The position taken; null where a ballot says more than one option (`content`).
    option = models.ForeignKey(Option, on_delete=models.PROTECT, null=True, related_name="ballots")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.CHOICE)
    content = models.JSONField(null=True)  # the canonical ballot of the law, options by key
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(null=True)
    # « key:hash » of the last answers: one that was lost on its way back is sent again and changes nothing.
    used = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_person_one_ballot")]


class Pile(models.Model):
    """Equal ballots of a named vote, counted together at each answer: nobody reads all of them to count."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="piles")
    sha256 = models.CharField(max_length=64)  # of the canonical ballot
    ballot = models.JSONField(null=True)  # null is blank
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "sha256"], name="one_pile_per_ballot")]


class Urn(models.Model):
    """All that was cast in a secret vote: one row, two sorted lists, nothing in it that says who or when.

    `ballots`: a canonical ballot a line. `codes`: a code a line; of a verifiable vote the ballot follows its code,
    and `ballots` stays empty. `seal`: of both, so that a hand that edits the row is noticed.
    """

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, primary_key=True, related_name="urn")
    codes = models.TextField(blank=True)
    ballots = models.TextField(blank=True)
    seal = models.CharField(max_length=64)


class Publication(models.Model):
    """What everybody may recount once a vote is closed: its file, and the codes of a secret one."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, primary_key=True, related_name="publication")
    content = models.TextField()  # the file to recount, as published
    codes = models.TextField(blank=True)  # a code a line, sorted; with its ballot where the vote is verifiable
    content_sha256 = models.CharField(max_length=64)
    codes_sha256 = models.CharField(max_length=64, blank=True)


class PaperBatch(models.Model):
    """Paper ballots of a vote that runs, entered together by one person; counted once another countersigned them."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="paper_batches")
    people = models.JSONField()  # ids of those who put a paper in, sorted
    size = models.PositiveIntegerField()
    # Rows of a named vote: [id of the person, kind, ballot]; of a secret one: [how many, kind, ballot], and emptied as
    # soon as they lie in the urn: what paper said, apart from the rest, would be a result of its own.
    ballots = models.JSONField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    # Somebody else whom the person who entered them named to look at the papers and countersign.
    teller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("entered_by")),
                name="two_people_enter_paper",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="paper_is_counted_or_withdrawn",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.countersigned_at is None and self.withdrawn_at is None


class Look(models.Model):
    """Somebody asked to see the positions before answering; from then on they do."""

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "person"], name="one_look")]
