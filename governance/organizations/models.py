"""Who owns a space, who belongs to it, in which role, and how one enters."""

import secrets
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance import clock
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
