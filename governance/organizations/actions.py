"""What people do with organizations and their spaces: found, enter, leave, invite, admit, settle."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import clock, live, prose
from governance.organizations import code
from governance.organizations.models import (
    Invitation,
    JoinRequest,
    Leave,
    Membership,
    Organization,
    Project,
    ProjectRequest,
    Role,
    Space,
    Sponsorship,
    Visibility,
)
from governance.organizations.network import enter_network, enter_with_project, leave_network, open_to_network
from governance.organizations.permissions import (
    GRANTS,
    grant,
    may_accept,
    may_admit_project,
    may_announce_leave,
    may_ask_for_project,
    may_ask_to_join,
    may_be_admitted,
    may_change_role,
    may_come_back,
    may_create_organization,
    may_end_membership,
    may_facilitate,
    may_leave,
    may_leave_network,
    may_refuse_project,
    may_sponsor,
    may_take_leave,
    may_withdraw_project_request,
    revoke,
    revoke_by_name,
    seeing_roles,
    sponsored_from,
)
from governance.register.actions import announce, record
from governance.verdict import YES, Refused, ensure, no

RESERVED = frozenset({"new", "nouveau"})
SLUG_LENGTH = 60
MOST_VOICES = 100  # of one role
SETTINGS = ("visibility", "many", "ask_days", "floor_hours", "concertation_days")
OWNER_SETTINGS = ("name", "summary", "time_zone")
NAMELESS = gettext_lazy("Il faut un nom, pour que chacun s’y retrouve.")


@transaction.atomic
def create_organization(
    *, by, name, slug="", summary="", time_zone=settings.TIME_ZONE, visibility="public"
) -> Organization:
    """Found an organization and open its space; whoever founds it facilitates it."""
    ensure(may_create_organization(by))
    _ensure_said(name, NAMELESS)
    ensure(_is_a_visibility(visibility))

    def found(free):
        organization = Organization.objects.create(
            name=name.strip(), slug=free, summary=summary.strip(), time_zone=time_zone
        )
        return Space.objects.create(organization=organization, slug=free, visibility=visibility)

    space = _with_free_slug(slug or name, found)
    _furnish(space, by)
    record("organization.created", space.organization, by=by, space=space, name=space.organization.name)
    _enter(space, by, Role.FACILITATOR, by=by)
    return space.organization


@transaction.atomic
def create_project(organization, *, by, name, slug="", summary="", visibility="public") -> Project:
    """Found a project of an organization and open its own space; whoever founds it facilitates it."""
    ensure(may_facilitate(by, _locked(organization.space)))
    _ensure_said(name, NAMELESS)
    ensure(_is_a_visibility(visibility))
    project = _found_project(organization, name, slug, summary, visibility, by=by)
    _enter(project.space, by, Role.FACILITATOR, by=by)
    return project


@transaction.atomic
def admit(space, person, role_key, *, by) -> Membership:
    """Let a person in, in a role. Somebody who left may come back: that is a new membership."""
    space = _locked(space)
    ensure(may_facilitate(by, space))
    return _enter(space, person, role_key, by=by)


@transaction.atomic
def invite(space, *, by, role_key=Role.MEMBER, days=14) -> Invitation:
    """Make a link that lets one person in, once, within `days`."""
    space = _locked(space)
    ensure(may_facilitate(by, space))
    invitation = Invitation.objects.create(
        space=space,
        role=_role(space, role_key),
        created_by=by,
        expires_at=clock.now() + timedelta(days=days),
    )
    record("invitation.created", invitation, by=by, space=space, role=role_key, days=days)
    return invitation


@transaction.atomic
def sponsor(space, *, by, days=14) -> Invitation:
    """Make a link by which a member of any node lets one person into the whole network (OS-8)."""
    space = _locked(space)
    ensure(may_sponsor(by, space))
    invitation = Invitation.objects.create(
        space=space,
        role=_role(space, Role.GUEST),
        created_by=by,
        expires_at=clock.now() + timedelta(days=days),
        to_network=True,
    )
    record("invitation.sponsored", invitation, by=by, space=space, days=days)
    return invitation


@transaction.atomic
def leave_ecosystem(organization, *, by) -> Sponsorship:
    """Leave the network one was let into by a sponsor."""
    _locked(organization.space)
    ensure(may_leave_network(by, organization))
    return leave_network(organization.sponsorships.current().select_related("person").get(person=by), by=by)


@transaction.atomic
def accept_invitation(invitation, *, by, code_version: int | None = None) -> Membership | Sponsorship:
    """Enter by an invitation and use it up. Refused when used or expired; a member does not consume it.

    code_version: the version of the code social that is signed on entering the network (CS-12).
    """
    if invitation.to_network:
        _locked(invitation.space.governed_by.space)  # the network is entered under one lock, whatever the node
    space = _locked(invitation.space)
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("role").get(
        pk=invitation.pk
    )  # fmt: skip
    ensure(may_accept(by, invitation))
    if invitation.to_network:
        organization = space.governed_by
        people = {"sponsor": invitation.created_by, "node": space}
        entered = enter_network(organization, by, **people, code_version=code_version)
    else:
        entered = _enter(space, by, invitation.role.key, by=by)
    invitation.used_by, invitation.used_at = by, clock.now()
    invitation.save(update_fields=["used_by", "used_at"])
    record("invitation.accepted", invitation, by=by, space=space)
    return entered


@transaction.atomic
def ask_to_join(space, *, by, message="", code_version: int | None = None) -> JoinRequest:
    """Ask the people who facilitate a space to be let in; nothing else is asked than to sign the code (OS-9)."""
    space = _locked(space)
    ensure(may_ask_to_join(by, space))
    request = JoinRequest.objects.create(space=space, person=by, message=message.strip())
    code.sign(space.governed_by, by=by, version_n=code_version)
    record("joinrequest.made", request, by=by, space=space)
    return request


@transaction.atomic
def decide_join_request(request, *, by, admitted: bool, reason="") -> JoinRequest:
    """Admit or refuse somebody who asked; a refusal says why. Decided once."""
    space = _locked(request.space)
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("person").get(
        pk=request.pk
    )  # fmt: skip
    ensure(may_facilitate(by, space))
    if request.decided_at:
        raise Refused(no(_("Quelqu’un a déjà répondu à cette demande.")))
    if not admitted:
        _ensure_said(reason, _("Un refus s’explique : écrivez en quelques mots pourquoi."))
    request.decided_at, request.decided_by = clock.now(), by
    request.admitted, request.reason = admitted, reason.strip()
    request.save(update_fields=["decided_at", "decided_by", "admitted", "reason"])
    if admitted and not _membership(space, request.person):
        _enter(space, request.person, Role.MEMBER, by=by)
    act = "joinrequest.admitted" if admitted else "joinrequest.refused"
    record(act, request, by=by, space=space, person=request.person_id)
    return request


@transaction.atomic
def ask_for_project(
    organization, *, by, name, summary, words, address="", code_version: int | None = None
) -> ProjectRequest:
    """Ask that one’s project enters the ecosystem of an organization; nothing else is asked than the code (OS-9).

    code_version: the version of the code social that is signed on asking (CS-12).
    """
    space = _locked(organization.space)
    organization = space.organization
    ensure(may_ask_for_project(by, organization))
    _ensure_said(name, NAMELESS)
    _ensure_said(summary, _("Dites en une phrase ce que fait ce projet."))
    _ensure_said(words, _("Dites en quelques mots pourquoi ce projet se reconnaît dans le code social."))
    if organization.project_requests.open().filter(person=by, name=name.strip()).exists():
        raise Refused(no(_("Votre demande pour ce projet est déjà envoyée ; elle attend sa réponse."), "wait"))
    said = {"name": name.strip(), "summary": summary.strip(), "words": words.strip(), "address": address.strip()}
    request = ProjectRequest.objects.create(organization=organization, person=by, **said)
    code.sign(organization, by=by, version_n=code_version)
    record("projectrequest.made", request, by=by, space=space, name=request.name)
    return request


@transaction.atomic
def admit_project(request, *, by) -> Project:
    """Vouch for a project, or welcome it for the commission: it has its space, carried by whoever asked (A-5, OS-9)."""
    request, organization = _locked_project_request(request)
    ensure(may_admit_project(by, request))
    visibility = Visibility.PUBLIC if organization.space.visibility == Visibility.PUBLIC else Visibility.MEMBERS
    project = _found_project(organization, request.name, "", request.summary, visibility, by=by)
    _enter(project.space, request.person, Role.FACILITATOR, by=by)
    node = sponsored_from(by, organization).first() or organization.space
    enter_with_project(organization, request.person, sponsor=by, node=node)
    return _close_project_request(request, ProjectRequest.Outcome.ADMITTED, by=by, project=project).project


@transaction.atomic
def refuse_project(request, *, by, reason) -> ProjectRequest:
    """Say no to a project that asks to enter, and why; it may ask again."""
    request, _organization = _locked_project_request(request)
    ensure(may_refuse_project(by, request))
    _ensure_said(reason, _("Un refus s’explique : écrivez en quelques mots pourquoi."))
    return _close_project_request(request, ProjectRequest.Outcome.REFUSED, by=by, reason=reason.strip())


@transaction.atomic
def withdraw_project_request(request, *, by) -> ProjectRequest:
    """Take back a request that waits; another may be made."""
    request, _organization = _locked_project_request(request)
    ensure(may_withdraw_project_request(by, request))
    return _close_project_request(request, ProjectRequest.Outcome.WITHDRAWN, by=by)


@transaction.atomic
def leave_space(space, *, by) -> Membership:
    """Leave a space: authorship stays, access ends at once, open sockets included."""
    space = _locked(space)
    ensure(may_leave(by, space))
    return _end(space, _membership(space, by), by=by)


@transaction.atomic
def end_membership(membership, *, by, reason) -> Membership:
    """Show somebody out, and say why."""
    space = _locked(membership.space)
    membership = Membership.objects.select_related("person", "role").get(pk=membership.pk)
    membership.space = space
    ensure(may_end_membership(by, membership))
    _ensure_said(reason, _("Mettre fin à une participation s’explique : écrivez pourquoi."))
    return _end(space, membership, by=by, reason=reason.strip())


@transaction.atomic
def change_role(membership, *, by, role_key) -> Membership:
    """Give a member another role, and the grants that go with it."""
    space = _locked(membership.space)
    membership = Membership.objects.select_related("person", "role__group").get(pk=membership.pk)
    membership.space = space
    role = _role(space, role_key)
    ensure(may_change_role(by, membership, role.key))
    before, membership.role = membership.role, role
    if before.pk != role.pk:
        # Before the register takes its lock, so that whoever reacts may take theirs in the order of every other act.
        announce("membership.changing", membership, by=by, space=space)
        membership.save(update_fields=["role"])
        membership.person.groups.remove(before.group)
        membership.person.groups.add(role.group)
        record(
            "membership.changed",
            membership,
            by=by,
            space=space,
            person=membership.person_id,
            role=role.key,
            before=before.key,
        )
        live.recheck(membership.person)
    return membership


@transaction.atomic
def change_settings(space, *, by, roles=None, **values) -> Space:
    """Change what members chose for their space, its name and sentence included.

    `roles` see it when its visibility is "roles", beside those who facilitate it; without them, nobody else does.
    """
    space = _locked(space)
    ensure(may_facilitate(by, space))
    if "name" in values:
        _ensure_said(values["name"], NAMELESS)
    ensure(_is_a_visibility(values.get("visibility", space.visibility)))
    changed = _show_to(space, values.get("visibility", space.visibility), roles)
    for thing, names in ((space, SETTINGS), (space.owner, OWNER_SETTINGS)):
        fields = [n for n in names if n in values and hasattr(thing, n) and getattr(thing, n) != values[n]]
        changed |= {name: [getattr(thing, name), values[name]] for name in fields}
        for name in fields:
            setattr(thing, name, values[name])
        if fields:
            thing.save(update_fields=fields)
    if changed:
        record("space.changed", space, by=by, space=space, changed=changed)
    if changed.keys() & {"visibility", "roles"}:
        open_to_network(space)
        live.recheck()
    return space


@transaction.atomic
def weigh_by_role(space, *, by, weighs: bool, voices: dict[str, int]) -> Space:
    """Let votes of the space weigh voices by role, or not; `voices` says how many each role has, by its key."""
    space = _locked(space)
    ensure(may_facilitate(by, space))
    changed = {}
    for role in space.roles.filter(key__in=voices):
        wanted = voices[role.key]
        if not 1 <= wanted <= MOST_VOICES:
            raise Refused(no(_("Un rôle a entre 1 et %(most)s voix.") % {"most": MOST_VOICES}))
        if role.voices != wanted:
            changed[role.key] = [role.voices, wanted]
            role.voices = wanted
            role.save(update_fields=["voices"])
    if space.weighs_by_role != weighs:
        changed["weighs_by_role"] = [space.weighs_by_role, weighs]
        space.weighs_by_role = weighs
        space.save(update_fields=["weighs_by_role"])
    if changed:
        record("space.voices_changed", space, by=by, space=space, changed=changed, weighs=weighs)
    return space


@transaction.atomic
def go_on_leave(membership, *, by, starts_on, ends_on=None) -> Leave:
    """Announce that a member is away from a day to a day, or until further notice; other dates replace the first.

    They keep every right. Why somebody is away is asked nowhere and kept nowhere.
    """
    space, membership = _locked_membership(membership)
    ensure(may_announce_leave(by, membership))
    now = clock.now()
    today = space.day(now)
    standing = membership.leaves.standing(today).first()
    ensure(may_take_leave(starts_on, ends_on, today, standing))
    if standing and (standing.starts_on, standing.ends_on) == (starts_on, ends_on):
        return standing
    membership.leaves.filter(closed_at__isnull=True).update(closed_at=now, closed_by=by)
    leave = Leave.objects.create(membership=membership, starts_on=starts_on, ends_on=ends_on, announced_by=by)
    days = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat() if ends_on else None}
    record("membership.on_leave", membership, by=by, space=space, person=membership.person_id, **days)
    return leave


@transaction.atomic
def come_back(membership, *, by) -> None:
    """End a leave before its time, or call off one that was to come."""
    space, membership = _locked_membership(membership)
    ensure(may_come_back(by, membership))
    membership.leaves.filter(closed_at__isnull=True).update(closed_at=clock.now(), closed_by=by)
    record("membership.back", membership, by=by, space=space, person=membership.person_id)


# --- Steps several acts share, always under the lock of the space ------------------------------------


def _locked(space) -> Space:
    """The row of the space, locked and read anew; what the caller's instance remembers of grants goes."""
    space.__dict__.pop("_grants", None)
    rows = Space.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organization", "project__organization").get(pk=space.pk)


def _locked_membership(membership) -> tuple[Space, Membership]:
    """A membership as it stands, under the lock of its space."""
    space = _locked(membership.space)
    membership = Membership.objects.get(pk=membership.pk)
    membership.space = space
    return space, membership


def _locked_project_request(request) -> tuple[ProjectRequest, Organization]:
    """A request as it stands, and its organization, under the lock of the space of the organization."""
    space = _locked(request.organization.space)
    request = ProjectRequest.objects.select_related("person").get(pk=request.pk)
    request.organization = space.organization
    space.organization.space = space
    return request, space.organization


def _close_project_request(request, outcome, *, by, **fields) -> ProjectRequest:
    """The reason of a refusal is told to who asked, and not written in the register."""
    fields |= {"outcome": outcome, "closed_at": clock.now()}
    if outcome != ProjectRequest.Outcome.WITHDRAWN:
        fields["decided_by"] = by
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=list(fields))
    said = {"person": request.person_id, "name": request.name}
    record(f"projectrequest.{outcome.value}", request, by=by, space=request.organization.space, **said)
    return request


def _found_project(organization, name, slug, summary, visibility, *, by) -> Project:
    """The project and its furnished space, where nobody is yet."""

    def found(free):
        project = Project.objects.create(
            organization=organization, name=name.strip(), slug=free, summary=summary.strip()
        )
        return Space.objects.create(project=project, slug=free, visibility=visibility)

    space = _with_free_slug(slug or name, found)
    _furnish(space, by)
    record("project.created", space.project, by=by, space=space, name=space.project.name)
    return space.project


def _with_free_slug(wish, found) -> Space:
    """Call `found(slug)` with the first free slug like `wish`; somebody quicker makes us take the next."""
    stem = slugify(wish)[: SLUG_LENGTH - 4].strip("-") or "espace"
    taken = set(Space.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    n = 1
    while True:
        slug = stem if n == 1 else f"{stem}-{n}"
        n += 1
        if slug in taken:
            continue
        try:
            with transaction.atomic():
                return found(slug)
        except IntegrityError:
            if not Space.objects.filter(slug=slug).exists():
                raise


def _furnish(space, by):
    """Give a new space its three roles, each with the auth group that holds its grants."""
    for key, permissions in GRANTS.items():
        group = Group.objects.create(name=f"space:{space.pk}:{key}")
        Role.objects.create(space=space, key=key, name=Role.NAMES[key], group=group)
        for permission in permissions:
            grant(permission, group, space)
    if space.visibility == Visibility.ROLES:
        _let_see(space, space.visibility, ())
    open_to_network(space)


def _is_a_visibility(visibility):
    return YES if visibility in Visibility.values else no(_("Cette visibilité n’existe pas."))


def _show_to(space, visibility, roles) -> dict:
    """Give the sight of a space to the roles that are to have it; returns what changed, for the register.

    `roles` are those named, None for those that were. Whoever facilitates a space always sees it.
    """
    others = seeing_roles(space).exclude(key=Role.FACILITATOR)
    before = set(others) if space.visibility == Visibility.ROLES else set()
    after = before if roles is None else {role for role in roles if role.key != Role.FACILITATOR}
    if visibility != Visibility.ROLES:
        after = set()
    if any(role.space_id != space.pk for role in after):
        raise Refused(no(_("Un de ces rôles n’appartient pas à cet espace.")))
    if visibility != space.visibility or after != before:
        _let_see(space, visibility, after)
    named = [sorted(role.key for role in some) for some in (before, after)]
    return {"roles": named} if named[0] != named[1] else {}


def _let_see(space, visibility, named):
    for role in space.roles.select_related("group"):
        sees = visibility != Visibility.ROLES or role in named or role.key == Role.FACILITATOR
        (grant if sees else revoke)("see_space", role.group, space)


def _role(space, key) -> Role:
    role = space.roles.select_related("group").filter(key=key).first()
    if role is None:
        raise Refused(no(_("Ce rôle n’existe pas dans cet espace.")))
    return role


def _membership(space, person) -> Membership | None:
    rows = space.memberships.current().select_related("person", "role__group")
    return rows.filter(person=person).first()


def _enter(space, person, role_key, *, by) -> Membership:
    ensure(may_be_admitted(person, space))
    role = _role(space, role_key)
    membership = Membership.objects.create(space=space, person=person, role=role)
    person.groups.add(role.group)
    # Before the register takes its lock, so that whoever reacts may take theirs in the order of every other act.
    announce("membership.beginning", membership, by=by, space=space)
    record("membership.began", membership, by=by, space=space, person=person.pk, role=role.key)
    _tell_of_cooperation(space, by)
    return membership


def _tell_of_cooperation(space, by):
    """As soon as two people cooperate on a project, all of its organization hears of it, once (OS-7)."""
    project = space.project
    if project is None or project.shared_at or space.memberships.current().count() < 2:
        return
    project.shared_at = clock.now()
    project.save(update_fields=["shared_at"])
    record("project.shared", project, by=by, space=project.organization.space, name=project.name)


def _end(space, membership, *, by, **payload) -> Membership:
    person = membership.person
    announce("membership.ending", membership, by=by, space=space)
    membership.until = clock.now()
    membership.save(update_fields=["until"])
    person.groups.remove(membership.role.group)
    revoke_by_name(person, space)
    record("membership.ended", membership, by=by, space=space, person=person.pk, **payload)
    live.recheck(person)
    return membership


def _ensure_said(words, why):
    if prose.is_blank(words):
        raise Refused(no(why))
