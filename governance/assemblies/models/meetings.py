"""A meeting of a body: its agenda, whom it was sent to, who came, what was decided and how it was written down."""

import secrets
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance import clock, prose
from governance.assemblies.models.bodies import Body, Mandate, Post
from governance.assemblies.models.statutes import RuleSet
from governance.organizations.models import Enrolment, Space
from governance.rules import meetings as law
from governance.rules.majority import Counts


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the space of the association; one that is prepared is read by those who prepare it there too."""
        return self.filter(body__organization__space__in=Space.objects.visible_to(user))

    def of(self, organization):
        return self.filter(body__organization=organization)

    def to_come(self):
        """Convened or in session, the nearest first."""
        coming = self.filter(sent_at__isnull=False, closed_at__isnull=True, cancelled_at__isnull=True)
        return coming.select_related("body__organization__space").order_by("starts_at", "pk")

    def to_convene(self, user):
        """Those being prepared where this person is the secretary, who watches over the convocations (ST-18.2)."""
        here = Mandate.objects.associations_of(user, clock.now(), post=Post.SECRETARY)
        preparing = self.filter(sent_at=None, cancelled_at=None, body__organization__in=here)
        return preparing.select_related("body__organization__space", "rule_set", "recalls").order_by("starts_at", "pk")

    def convening(self, user):
        """Those to which this person is convened."""
        return self.filter(convocations__person=user.pk, convocations__withdrawn_at__isnull=True)


class Meeting(models.Model):
    """People of a body convened for a day, under the statutes of that moment; its row is the lock of its session."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("sur place")
        REMOTE = "remote", _("à distance")
        MIXED = "mixed", _("sur place et à distance")

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("titre"), max_length=200)
    starts_at = models.DateTimeField(_("jour et heure"))
    mode = models.CharField(_("comment"), max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    place = models.CharField(_("lieu"), max_length=300, blank=True)
    arrangements = models.TextField(_("comment participer à distance"), blank=True)
    # The assembly of the year: it hears the moral report and the accounts (ST-11.1a).
    is_annual = models.BooleanField(_("assemblée annuelle"), default=False)
    # The meeting that missed its quorum, where this one is its second call (ST-22.3b, ST-23.3a).
    recalls = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recalled_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # What was sent, whole, as it was hashed in the register.
    notice = models.TextField(blank=True)
    notice_sha256 = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    resumes_at = models.DateTimeField(null=True)  # when it was adjourned to a later moment
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    secretary = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recalls"], condition=Q(cancelled_at__isnull=True), name="one_second_call"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(sent_at__isnull=False), name="a_session_was_convened"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="a_closed_session_was_open"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meeting", args=[self.pk])

    @property
    def organization(self):
        return self.body.organization

    @property
    def space(self) -> Space:
        return self.body.organization.space

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.body.organization.time_zone)

    @property
    def day(self):
        """The day it is held, where the association lives: the day on which its electorate is counted."""
        return self.starts_at.astimezone(self.zone).date()

    @property
    def phase(self) -> str:
        return law.phase(
            sent_at=self.sent_at,
            opened_at=self.opened_at,
            suspended_at=self.suspended_at,
            closed_at=self.closed_at,
            cancelled_at=self.cancelled_at,
        )

    @property
    def is_in_session(self) -> bool:
        return self.phase in (law.OPEN, law.SUSPENDED)


class Signature(models.Model):
    """A member of the body asks, with others, that this meeting be held (ST-9.1b, ST-14.1a)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_signature_each")]


class PeopleQuerySet(models.QuerySet):
    """What names people who were in session, or leads to them."""

    def of_meetings_known_to(self, user, at="meeting"):
        """Known to the people of the association: its members, those who hold a mandate, and whoever was convened."""
        if not user.is_authenticated:
            return self.none()
        member = Enrolment.objects.current().filter(person=user).values("organization")
        seated = Mandate.objects.associations_of(user, clock.now())
        convened = Convocation.objects.standing().filter(person=user).values("meeting")
        return self.filter(
            Q(**{f"{at}__body__organization__in": member})
            | Q(**{f"{at}__body__organization__in": seated})
            | Q(**{f"{at}__in": convened}),
            **{f"{at}__in": Meeting.objects.visible_to(user)},
        )


class AgendaItem(models.Model):
    """One question of an agenda: put to the vote under a matter of the statutes, or only talked about."""

    class Payment(models.TextChoices):
        FUNCTION = law.FUNCTION, _("une personne, pour sa fonction d’administration ou de direction")
        REFUND = law.REFUND, _("le remboursement de frais")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    # A matter of the statutes; empty where nothing is voted.
    matter = models.SlugField(max_length=40, blank=True)
    title = models.CharField(_("la question"), max_length=200)
    words = models.TextField(_("présentation"), blank=True)
    html = models.TextField(blank=True)
    # The text put to the vote, frozen when the convocation leaves.
    text = models.TextField(_("texte soumis au vote"), blank=True)
    text_html = models.TextField(blank=True)
    # An amendment to another item of this meeting: `text` is that text as this would make it.
    amends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="amendments")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    amended = models.TextField(blank=True)  # the text with the amendments that carried; empty where none did
    amended_html = models.TextField(blank=True)
    rounds = models.JSONField(default=list)  # of an election: what each round but the last came to
    # Where it comes from, by value: an agenda request, a proposal referred, an application.
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_address = models.CharField(max_length=200, blank=True)
    advice = models.JSONField(null=True)  # what the consultation said of it, frozen: counts, open objections
    # The decision by which a body proposes what only some may bring (ST-22.1a, ST-23.1).
    proposed_by = models.ForeignKey("Decision", on_delete=models.PROTECT, null=True, related_name="proposes")
    seats = models.PositiveSmallIntegerField(_("sièges à pourvoir"), null=True)  # of an election
    post = models.CharField(_("fonction"), max_length=20, choices=Post.choices, blank=True)  # of an election
    is_late = models.BooleanField(default=False)  # added after the convocation: for discussion only (ST-9.2b)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    # Whom it pays, and why: a function of administration or direction (ST-16.1), or what they spent (ST-16.2).
    payment = models.CharField(_("ce que ce point paie"), max_length=10, choices=Payment.choices, blank=True)
    payee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PeopleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(is_late=False) | Q(matter=""), name="a_late_item_is_only_discussed"),
            models.CheckConstraint(
                condition=Q(payment="", payee__isnull=True) | (Q(payee__isnull=False) & ~Q(payment="") & ~Q(matter="")),
                name="a_payment_has_a_payee_and_is_voted",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def binds(self) -> bool:
        return bool(self.matter)

    @property
    def pays_a_function(self) -> bool:
        return self.payment == self.Payment.FUNCTION

    @property
    def missing(self) -> list[str]:
        """The kinds of document it is not convened without and does not have yet, in the order of the statutes."""
        there = {one.nature for one in self.documents.all() if not one.is_late}
        return [nature for nature in law.pieces_wanted(self.matter, self.payment) if nature not in there]

    @property
    def missing_said(self) -> list[str]:
        return [str(ItemDocument.Nature(nature).label) for nature in self.missing]

    @property
    def is_election(self) -> bool:
        return self.seats is not None

    @property
    def prose(self):
        return prose.stored(self.html)

    @property
    def text_now(self) -> str:
        """The text put to the vote: that of the convocation, with the amendments that carried."""
        return self.amended or self.text

    @property
    def text_prose(self):
        return prose.stored(self.amended_html or self.text_html)


def unguessable():
    return secrets.token_urlsafe(16)


class ItemDocument(models.Model):
    """A file about a question of an agenda (ST-9.3). Never changed: a later version is another one, beside it."""

    class Nature(models.TextChoices):
        RESULT = law.RESULT, _("compte de résultat")
        BALANCE_SHEET = law.BALANCE_SHEET, _("bilan")
        ANNEX = law.ANNEX, _("annexe des comptes")
        RECEIPT = law.RECEIPT, _("justificatif de frais")

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="documents")
    n = models.PositiveSmallIntegerField()  # in its item
    key = models.CharField(max_length=22, default=unguessable, unique=True)  # its address
    name = models.CharField(_("nom"), max_length=150)
    nature = models.CharField(_("ce que c’est"), max_length=15, choices=Nature.choices, blank=True)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=60)  # a meeting that is called again has the same
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    is_late = models.BooleanField(default=False)  # added after the convocation: shown as later, never as sent
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["item", "n"], name="one_document_per_place")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("item-document", args=[self.key])

    is_picture = False  # it is saved, and never shown on a page
    kind = "other"


class Trouble(models.TextChoices):
    """What keeps a letter from leaving."""

    NO_ADDRESS = "no_address", _("cette personne n’a pas d’adresse où lui écrire")
    REFUSED = "refused", _("son serveur a refusé le message")
    UNREACHED = "unreached", _("le serveur de courrier ne répond pas")
    OTHER = "other", _("le message n’a pas pu être écrit")


class Letter(models.Model):
    """A letter to one person: the log of what was sent, whether it left, and the queue of it.

    A courier claims a row by moving `next_at`, sends it with no transaction open, and writes down what came of it.
    """

    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # of what is to be written now
    next_at = models.DateTimeField(null=True, default=clock.now)  # of the next try; empty when there is none
    error = models.CharField(max_length=200, choices=Trouble.choices, blank=True)

    class Meta:
        abstract = True

    @property
    def is_given_up(self) -> bool:
        """Nothing more will be tried, and it did not arrive."""
        return bool(self.error) and self.next_at is None


class LetterQuerySet(models.QuerySet):
    def given_up(self):
        """Nothing more will be tried, and they did not arrive."""
        return self.filter(next_at__isnull=True).exclude(error="")


class ConvocationQuerySet(LetterQuerySet):
    def standing(self):
        """Without those whose invitation was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Convocation(Letter):
    """One person told of a meeting, and why: by right, or because the president invited them."""

    class Reason(models.TextChoices):
        VOICE = "voice", _("voix délibérative")
        CONSULTATIVE = "consultative", _("voix consultative")
        INVITED = "invited", _("voix consultative, sur invitation de la présidence")
        MEMBER = "member", _("pour information")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="convocations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="convocations")
    deliberates = models.BooleanField(default=True)  # or a consultative voice
    reason = models.CharField(max_length=40, choices=Reason.choices)
    called_off_at = models.DateTimeField(null=True)  # when they were written that the meeting is cancelled
    withdrawn_at = models.DateTimeField(null=True)  # when the president took an invitation back

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        ordering = ["person__display_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="one_convocation_each"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(reason="invited"), name="only_an_invitation_is_withdrawn"
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="convocations_to_send")]


class Attendance(models.Model):
    """Somebody is in session from a moment to a moment, in the room or at a distance."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_remote = models.BooleanField(default=False)
    deliberates = models.BooleanField(default=True)
    came_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Who said that they left: themselves, somebody who saw it, or nobody where the session ended it.
    left_noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PeopleQuerySet.as_manager()

    class Meta:
        ordering = ["came_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(left_at__isnull=True), name="one_place_in_session"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("came_at")), name="one_leaves_after_coming"
            ),
        ]


class RecusalQuerySet(PeopleQuerySet):
    def standing(self):
        """Without those that were noted by mistake and withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Recusal(models.Model):
    """Somebody takes no part in the vote of an item, because it is about a contract with them (ST-10.3b, ST-14.5)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="recusals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("pourquoi"), max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"], condition=Q(withdrawn_at__isnull=True), name="one_recusal_each"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawn_recusal_says_who_withdrew_it",
            ),
        ]


class Speaker(models.Model):
    """Somebody asked for the floor, and had it from a moment to a moment."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speakers")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, null=True, related_name="speakers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(ended_at__isnull=True), name="one_asks_once_for_the_floor"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(began_at__isnull=False, ended_at__isnull=True),
                name="one_speaks_at_a_time",
            ),
        ]


class Candidacy(models.Model):
    """Somebody stands for a seat of an election; checked again on the day it is voted (art. 13)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="candidacies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("quelques mots"), max_length=2000, blank=True)
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="one_candidacy_each")]


class DecisionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees the meeting sees what it decided."""
        return self.filter(item__meeting__in=Meeting.objects.visible_to(user))


class Decision(models.Model):
    """What an item came to, with all it was computed from: anybody may judge it again from this row."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("adoptée")
        REJECTED = "rejected", _("rejetée")
        NO_QUORUM = "no_quorum", _("quorum non atteint")
        WITHDRAWN = "withdrawn", _("retirée")
        WITHOUT_OBJECT = "without_object", _("sans objet")
        ELECTED = "elected", _("élection")

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="decision")
    number = models.PositiveSmallIntegerField()  # in its meeting, in the order they were taken
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    # As `manage.py judge` reads and prints it; both empty where nothing was voted.
    case = models.JSONField(null=True)
    judgement = models.JSONField(null=True)
    rules_sha256 = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64)
    vote_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)  # of a withdrawal
    taken_at = models.DateTimeField(default=clock.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "pk"]

    def __str__(self):
        return f"{self.item} : {self.get_outcome_display()}"

    def get_absolute_url(self):
        return reverse("decision", args=[self.pk])

    @property
    def counts(self) -> Counts | None:
        if not self.case:
            return None
        found = dict(self.case["counts"])
        found["favour"] = found.pop("for")
        return Counts(**found)


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees what was decided sees what became of it."""
        return self.filter(decision__in=Decision.objects.visible_to(user))

    def of(self, organization):
        return self.filter(decision__item__meeting__body__organization=organization)

    def left(self):
        return self.filter(done_at__isnull=True)


class FollowUp(models.Model):
    """What the board does of a decision, until it is done: what it decided, and what the law asks (ST-15.1)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="follow_ups")
    title = models.CharField(_("ce qu’il reste à faire"), max_length=200)
    article = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(_("pour le"), null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    # Nobody where it came with the decision.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("ce qui a été fait"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["done_at", "due_on", "pk"]

    def __str__(self):
        return self.title
