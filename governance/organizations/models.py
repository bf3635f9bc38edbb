"""Who owns a space, who belongs to it, in which role, and how one enters."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.organizations import offices
from governance.organizations.permissions import granted


class Visibility(models.TextChoices):
    PUBLIC = "public", _("tout le monde")
    MEMBERS = "members", _("les membres")
    ROLES = "roles", _("certains rôles")

    @classmethod
    def stricter(cls, one, other):
        """Of two visibilities, the one that shows to fewer people."""
        return max(one, other, key=cls.values.index)


class OwnerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Organizations, or projects, whose space `user` sees."""
        return self.filter(space__in=Space.objects.visible_to(user))


class Organization(models.Model):
    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(unique=True, max_length=60)
    summary = models.CharField(_("en une phrase"), max_length=300, blank=True)
    time_zone = models.CharField(_("fuseau horaire"), max_length=40, default=settings.TIME_ZONE)
    created_at = models.DateTimeField(default=clock.now)

    objects = OwnerQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def chain(self) -> str:
        return f"organization:{self.pk}"

    def day(self, now: datetime | None = None) -> date:
        """Which day it is where the association lives; today when no moment is given."""
        return (now or clock.now()).astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def rules_in_force(self) -> "AssociationRules":
        """What the association chose, or the defaults while it chose nothing."""
        return AssociationRules.objects.filter(organization=self).first() or AssociationRules(organization=self)

    def enrolled(self, day: date):
        """Everybody who is a member of the association on `day`, in whatever college."""
        return get_user_model().objects.filter(pk__in=self.enrolments.on(day).values("person"))

    def consulted(self, day: date):
        """Who is heard in the general assembly on `day` without voting: a consultative voice (ST-5.4)."""
        heard = self.enrolments.on(day).filter(college__voice=Voice.CONSULTATIVE)
        return get_user_model().objects.filter(pk__in=heard.values("person"))

    def voters(self, day: date):
        """Who has a voice in the general assembly on `day`: in a college that decides, and up to date (ST-8.1, A-7)."""
        return get_user_model().objects.filter(pk__in=self.enrolments.deciding(day).values("person"))


class Project(models.Model):
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(unique=True, max_length=60)
    summary = models.CharField(_("en une phrase"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    shared_at = models.DateTimeField(null=True)  # when a second person came: the organization heard of it, once

    objects = OwnerQuerySet.as_manager()

    def __str__(self):
        return self.name


class SpaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public spaces, and those that a role of `user` sees (it holds the grant to see)."""
        return self.filter(Q(visibility=Visibility.PUBLIC) | Q(pk__in=granted(user, "see_space")))


class Space(models.Model):
    """The cooperative space of exactly one organization or one project, and the numbers its members chose."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, null=True, blank=True)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, null=True, blank=True)
    slug = models.SlugField(unique=True, max_length=60)
    visibility = models.CharField(
        _("visible par"), max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    many = models.PositiveSmallIntegerField(_("seuil de « beaucoup de monde »"), default=5)
    ask_days = models.PositiveSmallIntegerField(_("jours laissés aux personnes consultées"), default=3)
    floor_hours = models.PositiveSmallIntegerField(_("heures laissées après une concertation"), default=24)
    concertation_days = models.PositiveSmallIntegerField(_("jours avant la fin d’une concertation"), default=14)
    # Whether a vote of this space may count more voices for one role than for another (`Role.voices`).
    weighs_by_role = models.BooleanField(_("les voix comptent selon le rôle"), default=False)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        permissions = [
            ("see_space", "May see the space"),
            ("talk_in_space", "May talk in its rooms"),
            ("take_part_in_space", "May propose, amend, take positions and act"),
            ("facilitate_space", "May open rooms, invite, admit and moderate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=True, project__isnull=False)
                | Q(organization__isnull=False, project__isnull=True),
                name="a_space_has_one_owner",
            )
        ]

    def __str__(self):
        return str(self.owner)

    @property
    def owner(self):
        return self.organization or self.project

    @property
    def governed_by(self) -> Organization:
        """The organization under whose chain and zone this space lives."""
        return self.organization or self.project.organization

    @property
    def chain(self) -> str:
        """The chain of the organization that governs this space, named without loading it."""
        return f"organization:{self.organization_id or self.project.organization_id}"

    @property
    def floor(self) -> timedelta:
        return timedelta(hours=self.floor_hours)

    @property
    def concertation_limit(self) -> timedelta:
        return timedelta(days=self.concertation_days)

    def day(self, now: datetime) -> date:
        """Which day it is here: days of the space are those of its organization's zone."""
        return now.astimezone(ZoneInfo(self.governed_by.time_zone)).date()

    def on_leave(self, now: datetime) -> set[int]:
        """Ids of the people on leave at that moment, past moments included: out of the quorum, not out of the room.

        For whoever freezes a roll; one query. Leave changes nothing to what these people may do.
        """
        return set(Leave.objects.in_force(self, now).values_list("membership__person_id", flat=True))


class Role(models.Model):
    """A named set of grants in a space; its auth group holds them in django-guardian."""

    MEMBER, FACILITATOR, GUEST = "member", "facilitator", "guest"
    NAMES = {MEMBER: _("membre"), FACILITATOR: _("facilitation"), GUEST: _("invité·e")}

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="roles")
    key = models.SlugField(max_length=40)
    name = models.CharField(_("nom"), max_length=60)
    group = models.OneToOneField(Group, on_delete=models.PROTECT)
    voices = models.PositiveSmallIntegerField(_("voix"), default=1)  # in the votes that weigh by role

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "key"], name="one_role_per_key")]

    def __str__(self):
        return str(self.NAMES.get(self.key, self.name))


class MembershipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(until__isnull=True)

    def visible_to(self, user):
        """Who belongs to a space is known to those who belong to it (`may_see_members`)."""
        return self.filter(space__in=granted(user, "see_space"))


class Membership(models.Model):
    """A person in a space, in one role, from a day to a day."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person"], condition=Q(until__isnull=True), name="one_current_membership"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="a_membership_ends_after_it_began",
            ),
        ]


class LeaveQuerySet(models.QuerySet):
    def standing(self, day):
        """Those of today and those still to come: at most one for each membership."""
        return self.filter(closed_at__isnull=True).exclude(ends_on__lt=day)

    def in_force(self, space, now):
        """Those that counted in `space` at that moment, by what had been said by then."""
        day = space.day(now)
        return self.filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=now),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(membership__until__isnull=True) | Q(membership__until__gt=now),
            membership__space=space,
            announced_at__lte=now,
            starts_on__lte=day,
        )


class Leave(models.Model):
    """A member is away from a day to a day, or until further notice. Rows are closed, never rewritten."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="leaves")
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"), null=True, blank=True)
    announced_at = models.DateTimeField(default=clock.now)
    announced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # By a return, by other dates, or by the next leave, whichever came first; a leave also ends by itself.
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(closed_at__isnull=True), name="one_leave_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="a_leave_ends_after_it_began",
            ),
        ]


def _token():
    return secrets.token_urlsafe(24)


def _in_two_weeks():
    return clock.now() + timedelta(days=14)


class DoorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Invitations and join requests are the business of those who facilitate the space."""
        return self.filter(space__in=granted(user, "facilitate_space"))


class Invitation(models.Model):
    """A link that lets one person in, once, before it expires."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="invitations")
    role = models.ForeignKey(Role, on_delete=models.CASCADE)
    token = models.CharField(max_length=40, unique=True, default=_token)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(default=_in_two_weeks)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)
    # A member sponsors somebody, who enters every space of the network and none as a member (OS-8).
    to_network = models.BooleanField(default=False)

    objects = DoorQuerySet.as_manager()

    def is_open(self, now=None) -> bool:
        """Whether it can still let somebody in."""
        return self.used_at is None and (now or clock.now()) < self.expires_at


class JoinRequest(models.Model):
    """Somebody asks to enter; a facilitator admits them or refuses with a reason."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="join_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="join_requests")
    message = models.TextField(_("quelques mots"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    admitted = models.BooleanField(null=True)
    reason = models.TextField(_("raison"), max_length=1000, blank=True)

    objects = DoorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "person"], condition=Q(decided_at__isnull=True), name="one_open_join_request"
            )
        ]


# --- The association: its colleges, who is enrolled in them, and how one enters and leaves ------------


def answering_for(user, *names):
    """Ids of the organizations where `user` holds one of these offices, or answers for them all, nobody being named."""
    if not (user.is_authenticated and user.is_active):
        return []
    held = offices.held(timezone.localtime(clock.now()).date())
    mine = {organization for organization, person, office in held if person == user.pk and office in names}
    led = Space.objects.filter(organization__isnull=False, pk__in=granted(user, "facilitate_space"))
    led = led.exclude(organization__in={organization for organization, *_who in held})
    return Organization.objects.filter(Q(pk__in=mine) | Q(pk__in=led.values("organization"))).values("pk")


class Voice(models.TextChoices):
    """What members of a college have in the general assembly."""

    DELIBERATIVE = "deliberative", _("voix délibérative")
    CONSULTATIVE = "consultative", _("voix consultative")
    NONE = "none", _("sans voix à l’assemblée")


class CollegeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """How an association is made is read by whoever sees its space."""
        return self.filter(organization__in=Organization.objects.visible_to(user))


class College(models.Model):
    """One of the kinds of members that the statutes know, and what its members have and owe (art. 5)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="colleges")
    key = models.SlugField(max_length=20)
    name = models.CharField(_("nom"), max_length=60)
    voice = models.CharField(_("voix à l’assemblée générale"), max_length=12, choices=Voice.choices)
    pays_dues = models.BooleanField(_("paie une cotisation"), default=False)
    article = models.CharField(_("article des statuts"), max_length=40, blank=True)
    place = models.PositiveSmallIntegerField(default=0)
    # One is named to it by the board, and does not ask for it (ST-5.4).
    is_named = models.BooleanField(_("on y est nommé·e par le conseil d’administration"), default=False)
    # The college whose fee its own must exceed (ST-5.3).
    above = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CollegeQuerySet.as_manager()

    class Meta:
        ordering = ["organization", "place", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="one_college_per_key")]

    def __str__(self):
        return self.name

    @property
    def decides(self) -> bool:
        return self.voice == Voice.DELIBERATIVE


class AssociationRules(models.Model):
    """The delays and numbers that an association chose where its statutes name none."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="rules")
    # Where applications are decided: the statutes say the bureau, the code social the board.
    admitted_by = models.CharField(
        _("qui admet"),
        max_length=10,
        choices=[(offices.BUREAU, _("le bureau")), (offices.BOARD, _("le conseil d’administration"))],
        default=offices.BUREAU,
    )
    answer_days = models.PositiveSmallIntegerField(_("jours laissés pour se défendre"), default=15)
    notice_days = models.PositiveSmallIntegerField(_("jours laissés par une mise en demeure"), default=30)
    grace_days = models.PositiveSmallIntegerField(_("jours de l’année suivante que couvre une cotisation"), default=0)
    involvement_actions = models.PositiveSmallIntegerField(_("actions menées"), default=5)
    involvement_months = models.PositiveSmallIntegerField(_("en combien de mois"), default=6)


class Fee(models.Model):
    """What the general assembly set as the dues of a college for a year. Replaced by another, never rewritten."""

    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="fees")
    year = models.PositiveSmallIntegerField(_("année"))
    cents = models.PositiveIntegerField(_("montant"))
    decided_on = models.DateField(_("décidé par l’assemblée le"))
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "college", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["college", "year"], condition=Q(replaced_at__isnull=True), name="one_fee_per_college_and_year"
            )
        ]

    @property
    def euros(self) -> str:
        """The amount as it is written here: « 20 », « 12,50 »."""
        return number_format(Decimal(self.cents) / 100, decimal_pos=2 if self.cents % 100 else 0)


class EnrolmentQuerySet(models.QuerySet):
    def on(self, day):
        """Those that count on `day`."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)

    def current(self):
        return self.filter(until__isnull=True)

    def deciding(self, day):
        """Of those that count on `day`, those with a voice: in a college that decides, and up to date if it pays."""
        up_to_date = Q(college__pays_dues=False) | Exists(Dues.objects.covering(day).filter(enrolment=OuterRef("pk")))
        return self.on(day).filter(up_to_date, college__voice=Voice.DELIBERATIVE)

    def visible_to(self, user):
        """Who belongs to an association is known to those who belong to its space, or to the association."""
        spaces = Space.objects.filter(pk__in=granted(user, "see_space")).values("organization")
        mine = Enrolment.objects.current().filter(person=user.pk).values("organization")
        return self.filter(Q(organization__in=spaces) | Q(organization__in=mine) | Q(person=user.pk))


class Enrolment(models.Model):
    """A person is in a college from a day to a day. Closed and never rewritten: another college is another row.

    `until` is the first day on which they are no longer in it.
    """

    class End(models.TextChoices):
        MOVED = "moved", _("changement de collège")
        RESIGNED = "resigned", _("démission")
        EXCLUDED = "excluded", _("exclusion")
        STRUCK_OFF = "struck_off", _("radiation")
        DIED = "died", _("décès")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="enrolments")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    # The first day of a membership that no day interrupted since, in whatever college.
    member_since = models.DateField(_("membre depuis le"))
    # A legal person is enrolled by its name, and speaks through one account (ST-5.5).
    legal_name = models.CharField(_("personne morale"), max_length=120, blank=True)
    # For minors alone, and only until that day; the bureau alone reads it.
    adult_from = models.DateField(_("majeur·e le"), null=True, blank=True)
    ended_as = models.CharField(_("fin"), max_length=10, choices=End.choices, blank=True)
    reason = models.TextField(_("raison"), blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(until__isnull=True), name="one_current_enrolment"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, ended_as="") | Q(until__gte=F("since"), ended_as__gt=""),
                name="an_enrolment_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return self.legal_name or str(self.person)


class DuesQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(cancelled_at__isnull=True)

    def covering(self, day):
        """Those that make somebody up to date on `day`."""
        return self.standing().filter(covers_from__lte=day, covers_until__gt=day)

    def visible_to(self, user):
        """Dues are the affair of who pays them and of those who keep the accounts."""
        keeping = Q(enrolment__organization__in=answering_for(user, offices.TREASURER, offices.BUREAU))
        return self.filter(keeping | Q(enrolment__person=user.pk))


class Dues(models.Model):
    """The dues of a year were paid by a member: the treasurer said so (ST-18.3). Taken back, never erased."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="dues")
    year = models.PositiveSmallIntegerField(_("année"))
    paid_on = models.DateField(_("payée le"))
    covers_from = models.DateField()
    covers_until = models.DateField()  # the first day that they no longer cover
    marked_at = models.DateTimeField(default=clock.now)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("raison"), blank=True)

    objects = DuesQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "year"], condition=Q(cancelled_at__isnull=True), name="one_dues_per_year"
            )
        ]


class FormalNoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As the dues they ask for."""
        keeping = Q(enrolment__organization__in=answering_for(user, offices.TREASURER, offices.BUREAU))
        return self.filter(keeping | Q(enrolment__person=user.pk))


class FormalNotice(models.Model):
    """A member is asked in writing for the dues of a year, and told until when (ST-7.3)."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="notices")
    year = models.PositiveSmallIntegerField(_("année"))
    sent_at = models.DateTimeField(default=clock.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pay_by = models.DateField(_("à payer au plus tard le"))

    objects = FormalNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "year"], name="one_notice_per_year")]


class Questionnaire(models.Model):
    """The questions on the code social, as a version asks them; another version is another row (CS-10)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="questionnaires")
    n = models.PositiveSmallIntegerField()
    questions = models.JSONField()  # a list of texts
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["organization", "n"], name="one_questionnaire_per_number")]


class CommissionSeatQuerySet(models.QuerySet):
    def current(self):
        """Seats of those who still belong to the collective."""
        here = Membership.objects.current().filter(
            person=OuterRef("person"), space__organization=OuterRef("organization")
        )
        return self.filter(Exists(here), until__isnull=True)

    def visible_to(self, user):
        """Who receives newcomers is known to those who belong to the space."""
        return self.filter(
            organization__in=Space.objects.filter(pk__in=granted(user, "see_space")).values("organization")
        )


class CommissionSeat(models.Model):
    """A person is on the entry commission: named to it, or by their involvement (CS-11, CS-13)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="commission_seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commission_seats")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)
    # The rule that gave the seat, (actions, months); nothing when somebody named them.
    by_rule = models.JSONField(null=True)

    objects = CommissionSeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(until__isnull=True), name="one_seat_on_the_commission"
            )
        ]


class ApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def to_validate(self):
        """Complete, and nobody of the commission said yes yet."""
        return self.open().filter(completed_at__isnull=False, validated_at__isnull=True)

    def to_decide(self):
        """What waits for the body that admits, at each of its meetings (ST-6.3, CS-9)."""
        return self.open().filter(validated_at__isnull=False, admitted_at__isnull=True)

    def without_outcome_since(self, moment, *, convened=None):
        """Of those that wait, the ones that were given no outcome from `moment` on, adjourned ones left out.

        convened: when the agenda of that meeting was closed; what is validated later is for the next one.
        """
        adjourned = Q(adjourned_at__isnull=False, adjourned_at__gte=moment)
        return self.to_decide().filter(validated_at__lte=convened or moment).exclude(adjourned)

    def visible_to(self, user):
        """An application is read by who made it, by the commission, and by those who decide."""
        seats = CommissionSeat.objects.current().filter(person=user.pk).values("organization")
        mine = Q(organization__in=answering_for(user, offices.BUREAU, offices.BOARD, offices.COMMISSION))
        return self.filter(mine | Q(organization__in=seats) | Q(person=user.pk))


class Application(models.Model):
    """Somebody asks to be a member of the association, in a college: from the first words to the enrolment."""

    class Step(models.TextChoices):
        INCOMPLETE = "incomplete", _("incomplète")
        COMMISSION = "commission", _("à la commission d’entrée")
        BUREAU = "bureau", _("à décider")
        TO_SIGN = "to_sign", _("à signer")
        ENROLLED = "enrolled", _("admise")
        REFUSED = "refused", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="applications")
    college = models.ForeignKey(College, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    words = models.TextField(_("quelques mots"), blank=True)
    legal_name = models.CharField(_("personne morale"), max_length=120, blank=True)
    adult_from = models.DateField(_("majeur·e le"), null=True, blank=True)
    guardian_seen_at = models.DateTimeField(null=True)  # when the authorisation of a parent or guardian was received
    guardian_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)
    validated_at = models.DateTimeField(null=True)
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    adjourned_at = models.DateTimeField(null=True)  # the last time
    admitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("raison"), blank=True)  # of a refusal, or of the last adjournment
    # Enrolled, refused or withdrawn.
    outcome = models.CharField(max_length=10, choices=Step.choices[4:], blank=True)
    closed_at = models.DateTimeField(null=True)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, null=True, related_name="application")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(closed_at__isnull=True), name="one_open_application"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False, outcome__gt=""),
                name="a_closed_application_has_an_outcome",
            ),
        ]

    def __str__(self):
        return self.legal_name or str(self.person)

    def get_absolute_url(self):
        return reverse("application", args=[self.organization.space.slug, self.pk])

    @property
    def step(self) -> "Application.Step":
        """Where it stands, from what was done to it."""
        if self.outcome:
            return self.Step(self.outcome)
        if self.completed_at is None:
            return self.Step.INCOMPLETE
        if self.validated_at is None:
            return self.Step.COMMISSION
        return self.Step.BUREAU if self.admitted_at is None else self.Step.TO_SIGN


class ExclusionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)

    def visible_to(self, user):
        """A case is the affair of the person and of the bureau, and of nobody else."""
        return self.filter(Q(organization__in=answering_for(user, offices.BUREAU)) | Q(enrolment__person=user.pk))


class Exclusion(models.Model):
    """The bureau thinks of excluding a member, who is told why and answers before anything is decided (ST-7.1, 7.4)."""

    class Ground(models.TextChoices):
        STATUTES = "statutes", _("infraction aux statuts")
        BYLAWS = "bylaws", _("infraction au règlement intérieur")

    class Outcome(models.TextChoices):
        EXCLUDED = "excluded", _("exclusion")
        KEPT = "kept", _("pas d’exclusion")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="exclusions")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="exclusions")
    ground = models.CharField(_("motif"), max_length=10, choices=Ground.choices)
    facts = models.TextField(_("ce qui est reproché"))
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(_("réponse jusqu’au"))  # included
    answer = models.TextField(_("réponse"), blank=True)
    answered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("raison"), blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(decided_at__isnull=True), name="one_open_case_of_exclusion"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="") | Q(decided_at__isnull=False, outcome__gt=""),
                name="a_decided_exclusion_has_an_outcome",
            ),
        ]

    def get_absolute_url(self):
        return reverse("exclusion", args=[self.organization.space.slug, self.pk])

    def may_still_answer(self, now: datetime) -> bool:
        """Whether the days left to the person are not over: the last one counts whole."""
        return self.answered_at is None and self.organization.day(now) <= self.answer_by


class SponsorshipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(until__isnull=True)

    def visible_to(self, user):
        """Who was let into the network, and by whom, is known to those who belong to the space of the association."""
        spaces = Space.objects.filter(pk__in=granted(user, "see_space")).values("organization")
        return self.filter(Q(organization__in=spaces) | Q(person=user.pk))


class Sponsorship(models.Model):
    """A member of one node let somebody in: they read and talk in every space of the network (OS-8)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sponsorships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sponsorships")
    sponsor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    node = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="sponsorships")
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    objects = SponsorshipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person"], condition=Q(until__isnull=True), name="one_current_sponsorship"
            )
        ]


def _received_by(user):
    seats = CommissionSeat.objects.current().filter(person=user.pk).values("organization")
    led = Space.objects.filter(organization__isnull=False, pk__in=granted(user, "facilitate_space"))
    named = answering_for(user, offices.COMMISSION)
    return Q(organization__in=seats) | Q(organization__in=led.values("organization")) | Q(organization__in=named)


class ProjectRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def received_by(self, user):
        """Those that the entry commission, or whoever facilitates the organization, is expected to answer."""
        return self.filter(_received_by(user))

    def visible_to(self, user):
        """A request is read by who made it, by those who receive it, and by whoever may vouch for it (OS-8)."""
        nodes = Space.objects.filter(pk__in=granted(user, "take_part_in_space"))
        nodes = nodes.filter(pk__in=granted(user, "see_space"))
        vouched = Organization.objects.filter(Q(space__in=nodes) | Q(projects__space__in=nodes)).values("pk")
        return self.filter(_received_by(user) | Q(organization__in=vouched) | Q(person=user.pk))


class ProjectRequest(models.Model):
    """Somebody asks that their project enters the ecosystem of an organization (OS-9, A-5)."""

    class Outcome(models.TextChoices):
        ADMITTED = "admitted", _("accueillie")
        REFUSED = "refused", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="project_requests")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="project_requests")
    name = models.CharField(_("nom"), max_length=120)
    summary = models.CharField(_("en une phrase"), max_length=300)
    words = models.TextField(_("pourquoi il se reconnaît dans le code social"), max_length=2000)
    address = models.URLField(_("adresse"), max_length=500, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("raison"), max_length=1000, blank=True)  # of a refusal
    project = models.OneToOneField(Project, on_delete=models.PROTECT, null=True, related_name="request")

    objects = ProjectRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "person", "name"],
                condition=Q(closed_at__isnull=True),
                name="one_open_request_per_project",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False, outcome__gt=""),
                name="a_closed_project_request_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="admitted", project__isnull=False)
                | Q(project__isnull=True) & ~Q(outcome="admitted"),
                name="an_admitted_project_exists",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("project-request", args=[self.organization.space.slug, self.pk])


class AccountsQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user):
        """Accounts are read by the members of the association, and by those who keep them."""
        mine = Enrolment.objects.current().filter(person=user.pk).values("organization")
        keeping = answering_for(user, offices.TREASURER, offices.BUREAU)
        return self.filter(Q(organization__in=mine) | Q(organization__in=keeping))


class Accounts(models.Model):
    """A document of the accounts of an association, by its address: its members read it (ST-20.2)."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="accounts")
    title = models.CharField(_("titre"), max_length=120)
    address = models.URLField(_("adresse"), max_length=500)
    year = models.PositiveSmallIntegerField(_("exercice"))
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = AccountsQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-pk"]

    def __str__(self):
        return self.title
