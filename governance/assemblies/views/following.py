"""The pages of what comes after a decision: its own, its follow-ups, the special register, what is due and late."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, ical
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions
from governance.assemblies.calendars import events_of_duties
from governance.assemblies.dossier import judged_again
from governance.assemblies.forms.following import DoneForm, FollowUpForm, LineForm
from governance.assemblies.models import Decision, FollowUp
from governance.assemblies.owed import owed_by
from governance.assemblies.seating import seatings
from governance.assemblies.special import lines_of
from governance.organizations.views import about, space_or_404
from governance.throttle import paced
from governance.verdict import ensure

WRITE = ["GET", "HEAD", "POST"]
DONE_SHOWN = 100  # of the follow-ups that are closed, the last ones


@require_safe
def decision(request, pk):
    """One decision: its text, what it was computed from, and what becomes of it."""
    return _decision_page(request, _decision(request, pk), FollowUpForm())


@require_POST
@login_required
def follow_up_add(request, pk):
    """Write down something else that it leaves to do."""
    found = _decision(request, pk)
    form = FollowUpForm(request.POST)
    if attempt(form, lambda data: paced("meeting", actions.add_follow_up, found, by=request.user, **data)):
        messages.success(request, _("La suite est notée : le conseil la porte jusqu’à sa clôture."))
        return redirect(found)
    return _decision_page(request, found, form)


@require_POST
@login_required
def follow_up_take(request, pk):
    found = _follow_up(request, pk)
    paced("meeting", actions.take_follow_up, found, by=request.user)
    messages.success(request, _("Vous portez cette suite."))
    return redirect(found.decision)


@require_http_methods(WRITE)
@login_required
def follow_up_close(request, pk):
    """Say how it was done."""
    found = _follow_up(request, pk)
    ensure(permissions.may_close_follow_up(request.user, found))
    form = DoneForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda data: paced("meeting", actions.close_follow_up, found, by=request.user, **data)):
        messages.success(request, _("Cette suite est close."))
        return redirect(found.decision)
    space = found.decision.item.meeting.space
    context = {"form": form, "follow_up": found, "space": space}
    return _answered(request, "assemblies/follow_up_close.html", form, context)


@require_safe
def follow_ups(request, space_slug):
    """Everything that decisions left to do: late, open, done."""
    space = _association(request, space_slug)
    today = space.day(clock.now())
    found = FollowUp.objects.visible_to(request.user).of(space.organization)
    found = found.select_related("decision__item__meeting", "owner", "done_by")
    left = list(found.left())
    context = {
        "late": [one for one in left if one.due_on and one.due_on < today],
        "open": [one for one in left if not one.due_on or one.due_on >= today],
        "done": found.filter(done_at__isnull=False).order_by("-done_at")[:DONE_SHOWN],
        **_head(request, space),
    }
    return render(request, "assemblies/follow_ups.html", context)


@require_http_methods(WRITE)
def special_register(request, space_slug):
    """Changes of directors and of statutes, in their order; the president confirms each line."""
    space = _association(request, space_slug)
    organization = space.organization
    form = LineForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda data: paced("meeting", actions.confirm_line, organization, by=request.user, **data)):
        messages.success(request, _("La ligne est confirmée."))
        return redirect("special-register", space.slug)
    context = {
        "form": form,
        "lines": lines_of(organization),
        "may_confirm": permissions.may_confirm_line(request.user, organization),
        "today": space.day(clock.now()),
        **_head(request, space),
    }
    return _answered(request, "assemblies/special_register.html", form, context)


@require_safe
def duties(request, space_slug):
    """What the association owes: what is late first."""
    space = _association(request, space_slug)
    found = owed_by(space.organization, space.day(clock.now()))
    return render(request, "assemblies/duties.html", {"owed": found, **_head(request, space)})


@require_safe
def duties_calendar(request, space_slug):
    """The same, for whatever calendar somebody keeps."""
    space = _association(request, space_slug)
    now = clock.now()
    found = owed_by(space.organization, space.day(now))
    name = _("Ce que doit %(name)s") % {"name": space.organization}
    origin, zone = f"{request.scheme}://{request.get_host()}", ZoneInfo(space.organization.time_zone)
    file = ical.written(events_of_duties(found, now), origin=origin, zone=zone, name=name)
    disposition = 'attachment; filename="echeances.ics"'
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": disposition})


# --- What the pages share ----------------------------------------------------------------------------


def _association(request, slug):
    space = space_or_404(request.user, slug)
    if space.organization is None:
        raise Http404
    space.organization.space = space
    return space


def _head(request, space):
    """What the head of these pages needs: what is vacant stays announced on each until it is filled (ST-17.2)."""
    return {
        "seatings": seatings(space.organization, space.day(clock.now())),
        **about(request.user, space, "in-association"),
    }


def _decision(request, pk):
    seen = Decision.objects.visible_to(request.user).select_related(
        "item__meeting__body__organization__space", "item__meeting__rule_set", "item__amends"
    )
    return get_object_or_404(seen, pk=pk)


def _follow_up(request, pk):
    seen = FollowUp.objects.visible_to(request.user).select_related(
        "decision__item__meeting__body__organization__space"
    )
    return get_object_or_404(seen, pk=pk)


def _decision_page(request, found, form):
    item = found.item
    item.found = found
    space = item.meeting.space
    may_follow = permissions.may_follow(request.user, item.meeting.organization)
    context = {
        "decision": found,
        "item": item,
        "meeting": item.meeting,
        "judged": judged_again(item) if found.case else None,
        "minutes": item.meeting.minutes.published(),
        "follow_ups": found.follow_ups.select_related("owner", "done_by"),
        "today": space.day(clock.now()),
        "may_follow": may_follow,
        "may_add": permissions.may_add_follow_up(request.user, found),
        "form": form,
        **about(request.user, space, "in-association"),
    }
    return _answered(request, "assemblies/decision.html", form, context)


def _answered(request, template, form, context):
    status = refusal_status(form) if form.is_bound else 200
    return with_wait(render(request, template, context, status=status), getattr(form, "refusal", None))
