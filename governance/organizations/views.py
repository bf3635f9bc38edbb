"""The pages of a space: who belongs to it, how one enters and leaves, how it lives, what it did."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from governance import clock, prose
from governance.organizations import actions, code
from governance.organizations.forms import (
    AnswerForm,
    CodeForm,
    EndForm,
    InvitationForm,
    JoinForm,
    LeaveForm,
    OrganizationForm,
    OrganizationSettingsForm,
    ProjectForm,
    ProjectSettingsForm,
    RoleForm,
)
from governance.organizations.models import (
    Invitation,
    JoinRequest,
    Leave,
    Membership,
    ProjectRequest,
    Role,
    Space,
    Visibility,
)
from governance.organizations.permissions import (
    holders,
    may_accept,
    may_announce_leave,
    may_ask_to_join,
    may_create_organization,
    may_end_membership,
    may_facilitate,
    may_leave,
    may_leave_network,
    may_see_members,
    seeing_roles,
)
from governance.register.models import Chain, Entry
from governance.register.reading import read
from governance.throttle import paced
from governance.verdict import ensure

PAGE = 50


def space_or_404(user, slug) -> Space:
    """The space of that address, if `user` may see it; otherwise it is as if it did not exist."""
    spaces = Space.objects.visible_to(user).select_related("organization", "project__organization__space")
    return get_object_or_404(spaces, slug=slug)


def about(user, space, tab="") -> dict:
    """What the head of every page of a space needs."""
    return {
        "space": space,
        "tab": tab,
        "facilitates": may_facilitate(user, space),
        "sees_members": may_see_members(user, space),
    }


def _page(request, template, space, tab="", status=200, **context):
    context |= about(request.user, space, tab)
    return render(request, f"organizations/{template}.html", context, status=status)


def _filled(request, form_class, **arguments):
    """The form of this request, and whether it was sent and holds."""
    form = form_class(request.POST if request.method == "POST" else None, **arguments)
    return form, form.is_bound and form.is_valid()


def _status(form):
    return 422 if form.is_bound else 200


# --- Founding and settling ---------------------------------------------------------------------------


def space_create(request):
    ensure(may_create_organization(request.user))
    form, complete = _filled(request, OrganizationForm, initial={"time_zone": request.user.time_zone})
    if complete:
        organization = actions.create_organization(by=request.user, **form.cleaned_data)
        messages.success(request, _("L’espace est ouvert. Invitez les premières personnes, puis ouvrez un salon."))
        return redirect("space", organization.space.slug)
    return render(request, "organizations/space_create.html", {"form": form}, status=_status(form))


def project_create(request, space_slug):
    space = space_or_404(request.user, space_slug)
    if space.organization is None:
        raise Http404
    ensure(may_facilitate(request.user, space))
    form, complete = _filled(request, ProjectForm)
    if complete:
        project = actions.create_project(space.organization, by=request.user, **form.cleaned_data)
        messages.success(request, _("Le projet a son espace. Invitez-y les personnes concernées."))
        return redirect("space", project.space.slug)
    return _page(request, "project_create", space, status=_status(form), form=form)


def settle(request, space_slug):
    space = space_or_404(request.user, space_slug)
    ensure(may_facilitate(request.user, space))
    kind = OrganizationSettingsForm if space.organization else ProjectSettingsForm
    current = {name: getattr(space, name, getattr(space.owner, name, None)) for name in kind.base_fields}
    shown = space.visibility == Visibility.ROLES
    current["roles"] = seeing_roles(space).exclude(key=Role.FACILITATOR) if shown else []
    form, complete = _filled(request, kind, space=space, initial=current)
    if complete:
        actions.change_settings(space, by=request.user, **form.cleaned_data)
        messages.success(request, _("Les réglages sont enregistrés."))
        return redirect("space-settings", space.slug)
    return _page(request, "settings", space, "settings", status=_status(form), form=form)


# --- Members -----------------------------------------------------------------------------------------


def members(request, space_slug):
    space = space_or_404(request.user, space_slug)
    ensure(may_see_members(request.user, space))
    today = space.day(clock.now())
    leaves = Prefetch("leaves", Leave.objects.standing(today), to_attr="away")
    memberships = space.memberships.current().select_related("person", "role").prefetch_related(leaves)
    memberships = sorted(memberships, key=lambda one: prose.alphabetical(one.person.display_name))
    waiting = JoinRequest.objects.visible_to(request.user).filter(space=space, decided_at__isnull=True)
    return _page(
        request,
        "members",
        space,
        "members",
        today=today,
        memberships=memberships,
        mine=next((one for one in memberships if one.person_id == request.user.pk), None),
        join_requests=waiting.select_related("person").order_by("created_at"),
        project_requests=_projects_asking(request.user, space),
    )


def _projects_asking(user, space):
    """The projects that ask to enter the network of a space, for whoever may vouch for them."""
    asking = ProjectRequest.objects.open().visible_to(user).filter(organization=space.governed_by)
    return asking.select_related("person", "organization__space")


def _membership_or_404(request, space, pk):
    memberships = Membership.objects.visible_to(request.user).select_related("person", "role")
    membership = get_object_or_404(memberships, pk=pk, space=space)
    membership.space = space
    return membership


def member_role(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    membership = _membership_or_404(request, space, pk)
    ensure(may_facilitate(request.user, space))
    form, complete = _filled(request, RoleForm, space=space, initial={"role": membership.role.key})
    if complete:
        changed = actions.change_role(membership, by=request.user, role_key=form.cleaned_data["role"])
        names = {"name": membership.person, "role": changed.role}
        messages.success(request, _("%(name)s a maintenant le rôle « %(role)s ».") % names)
        return redirect("space-members", space.slug)
    return _page(
        request,
        "member",
        space,
        "members",
        status=_status(form),
        form=form,
        membership=membership,
        may_end=may_end_membership(request.user, membership),
        today=space.day(clock.now()),
        leave=_standing(membership),
    )


def member_end(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    membership = _membership_or_404(request, space, pk)
    ensure(may_end_membership(request.user, membership))
    form, complete = _filled(request, EndForm)
    if complete:
        actions.end_membership(membership, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s ne fait plus partie de l’espace.") % {"name": membership.person})
        return redirect("space-members", space.slug)
    return _page(request, "member_end", space, "members", status=_status(form), form=form, membership=membership)


# --- Being away --------------------------------------------------------------------------------------


def _standing(membership):
    return membership.leaves.standing(membership.space.day(clock.now())).first()


def member_on_leave(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    membership = _membership_or_404(request, space, pk)
    ensure(may_announce_leave(request.user, membership))
    today, standing = space.day(clock.now()), _standing(membership)
    initial = {"starts_on": standing.starts_on if standing else today, "ends_on": standing and standing.ends_on}
    form, complete = _filled(request, LeaveForm, today=today, standing=standing, initial=initial)
    own = membership.person_id == request.user.pk
    if complete:
        actions.go_on_leave(membership, by=request.user, **form.cleaned_data)
        said = (
            _("Votre congé est annoncé. Vous gardez tous vos droits.")
            if own
            else _("Le congé de %(name)s est annoncé.")
        )
        messages.success(request, said % {"name": membership.person})
        return redirect("space-members", space.slug)
    context = {"form": form, "membership": membership, "own": own, "leave": standing, "today": today}
    return _page(request, "on_leave", space, "members", status=_status(form), **context)


@require_POST
def member_back(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    membership = _membership_or_404(request, space, pk)
    actions.come_back(membership, by=request.user)
    own = membership.person_id == request.user.pk
    said = _("Votre congé est terminé.") if own else _("Le congé de %(name)s est terminé.")
    messages.success(request, said % {"name": membership.person})
    return redirect("space-members", space.slug)


# --- Entering and leaving ----------------------------------------------------------------------------


def invite(request, space_slug):
    space = space_or_404(request.user, space_slug)
    ensure(may_facilitate(request.user, space))
    form, complete = _filled(request, InvitationForm, space=space)
    if complete:
        role, days = form.cleaned_data["role"], form.cleaned_data["days"]
        paced("invitation", actions.invite, space, by=request.user, role_key=role, days=days)
        messages.success(request, _("L’invitation est prête : copiez son lien et envoyez-le à une personne."))
        return redirect("space-invite", space.slug)
    pending = Invitation.objects.visible_to(request.user).filter(
        space=space,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        created_by__in=holders("facilitate_space", space),
    )
    links = [
        (invitation, request.build_absolute_uri(reverse("invitation", args=[invitation.token])))
        for invitation in pending.select_related("role", "created_by").order_by("-created_at")
    ]
    return _page(request, "invite", space, "members", status=_status(form), form=form, links=links)


@never_cache
def invitation(request, token):
    """Whoever holds the link may read what it opens, signed in or not."""
    places = "space__organization", "space__project__organization"
    found = get_object_or_404(Invitation.objects.select_related("role", "created_by", *places), token=token)
    to_sign = code.to_sign(found.space.governed_by, request.user) if found.to_network else None
    form, complete = _filled(request, CodeForm, code=to_sign)
    if complete and to_sign and not form.cleaned_data["code_version"]:
        form.add_error("code_version", _("On entre en s’engageant à respecter le code social : cochez la case."))
        complete = False
    if complete:
        actions.accept_invitation(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Bienvenue dans l’espace « %(space)s ».") % {"space": found.space})
        return redirect("space", found.space.slug) if _sees(request.user, found.space) else redirect("home")
    may, sees = may_accept(request.user, found), _sees(request.user, found.space)
    # A link that lets nobody in any more says nothing of what it opened.
    context = {"invitation": found, "space": found.space, "may": may, "sees_space": sees}
    context |= {"form": form, "code": to_sign}
    context["is_told"] = sees or may or may.remedy == "sign_in"
    return render(request, "organizations/invitation.html", context, status=_status(form))


def _sees(user, space):
    return Space.objects.visible_to(user).filter(pk=space.pk).exists()


def join(request, space_slug):
    space = space_or_404(request.user, space_slug)
    to_sign = code.to_sign(space.governed_by, request.user)
    form, complete = _filled(request, JoinForm, code=to_sign)
    if complete and to_sign and not form.cleaned_data["code_version"]:
        form.add_error("code_version", _("On entre en s’engageant à respecter le code social : cochez la case."))
        complete = False
    if complete:
        actions.ask_to_join(space, by=request.user, **form.cleaned_data)
        messages.success(request, _("Votre demande est envoyée. Une personne qui facilite l’espace va y répondre."))
        return redirect("space", space.slug)
    may = may_ask_to_join(request.user, space)
    refused = None
    if may:
        earlier = space.join_requests.filter(person=request.user, admitted=False)
        refused = earlier.select_related("decided_by").order_by("-decided_at").first()
    return _page(request, "join", space, status=_status(form), form=form, may=may, refused=refused, code=to_sign)


def join_request(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    asked = JoinRequest.objects.visible_to(request.user).select_related("person", "decided_by")
    asked = get_object_or_404(asked, pk=pk, space=space)
    form, complete = _filled(request, AnswerForm)
    if complete:
        admitted = form.cleaned_data["answer"] == "admit"
        actions.decide_join_request(asked, by=request.user, admitted=admitted, reason=form.cleaned_data["reason"])
        said = _("%(name)s fait partie de l’espace.") if admitted else _("%(name)s recevra votre réponse.")
        messages.success(request, said % {"name": asked.person})
        return redirect("space-members", space.slug)
    return _page(request, "join_request", space, "members", status=_status(form), form=form, asked=asked)


def leave(request, space_slug):
    space = space_or_404(request.user, space_slug)
    may = may_leave(request.user, space)
    by_network = not may and may_leave_network(request.user, space.governed_by)
    if request.method == "POST" and by_network:
        actions.leave_ecosystem(space.governed_by, by=request.user)
        messages.success(request, _("Vous avez quitté l’écosystème."))
        return redirect("home")
    if request.method == "POST":
        actions.leave_space(space, by=request.user)
        messages.success(
            request,
            _("Vous avez quitté l’espace « %(space)s ». Ce que vous y avez écrit reste signé de vous.")
            % {"space": space},
        )
        return redirect("home")
    return _page(request, "leave", space, may=may or by_network or may, by_network=bool(by_network))


# --- What the space did ------------------------------------------------------------------------------


def activity(request, space_slug):
    """The register of the space, readable: newest first, a page at a time by the id of an entry."""
    space = space_or_404(request.user, space_slug)
    entries = Entry.objects.of_space(space).visible_to(request.user)
    before = request.GET.get("before", "")
    if before:
        if not before.isascii() or not before.isdigit() or len(before) > 18:
            raise Http404
        entries = entries.filter(pk__lt=int(before))
    found = list(entries.select_related("payload").order_by("-pk")[: PAGE + 1])
    rooms = space.rooms.in_bulk({entry.subject_id for entry in found if entry.subject_kind == "room"})
    return _page(
        request,
        "activity",
        space,
        "activity",
        lines=read(found[:PAGE], {"room": rooms}),
        older=found[PAGE - 1].pk if len(found) > PAGE else None,
        newest=not before,
        head=Chain.objects.filter(name=space.chain).first(),
    )
