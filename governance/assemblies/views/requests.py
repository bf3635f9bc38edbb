"""The pages of agenda requests: those of a space, one of them, and making one."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import live
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions
from governance.assemblies.forms.requests import LONGEST_WORDS, AgendaRequestForm, DeclineForm
from governance.assemblies.models import AgendaRequest, Meeting
from governance.organizations.views import about, space_or_404
from governance.throttle import paced
from governance.verdict import ensure
from rooms import becoming
from rooms.becoming import Way
from rooms.born import born_of
from rooms.models import Room

PAGE = 100


@require_safe
def agenda_requests(request, space_slug):
    """What the bodies of this association are asked, and what became of what they were asked before."""
    space = space_or_404(request.user, space_slug)
    found = AgendaRequest.objects.of_space(space).visible_to(request.user).select_related("made_by", "room__space")
    context = {
        "waiting": list(found.waiting()[:PAGE]),
        "closed": list(found.filter(closed_at__isnull=False).order_by("-closed_at")[:PAGE]),
        **about(request.user, space, "in-association"),
    }
    return render(request, "assemblies/agenda_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agenda_request_create(request, space_slug, room_slug):
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    room = get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)
    ensure(permissions.may_ask_for_item(request.user, room))
    born = born_of(request, room, "agendarequest")
    initial = {"words": born.cited(LONGEST_WORDS)} if born else {}
    form = AgendaRequestForm(request.POST if request.method == "POST" else None, initial=initial)
    ask = partial(actions.request_item, message=born.message) if born else actions.request_item
    asked = attempt(form, lambda data: paced("proposal", ask, room, by=request.user, **data))
    if asked:
        messages.success(request, _("Votre demande est enregistrée."))
        return redirect(asked)
    context = {"form": form, "room": room, "space": room.space, "born": born}
    return _answered(request, "assemblies/agenda_request_create.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_request(request, pk):
    """One request; whoever answers for the bodies may decline it there."""
    found = _get(request, pk)
    may_decline = permissions.may_decline_request(request.user, found)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        ensure(may_decline)
        if attempt(form, lambda data: actions.decline_request(found, by=request.user, **data)):
            messages.success(request, _("Votre réponse est enregistrée."))
            return redirect(found)
    context = {
        "asked": found,
        "room": found.room,
        "space": found.space,
        "form": form if may_decline else None,
        "meetings": _meetings_for(request.user, found) if found.closed_at is None else [],
        "may_withdraw": permissions.may_withdraw_request(request.user, found),
        "cursor": live.cursor("agendarequest", found.pk),
    }
    if request.htmx and request.method == "GET":
        return render(request, "assemblies/_agenda_request.html", context)
    return _answered(request, "assemblies/agenda_request.html", form, context)


@require_POST
@login_required
def agenda_request_take_up(request, pk):
    """Put it on the agenda of a meeting that this person prepares."""
    found = _get(request, pk)
    seen = Meeting.objects.visible_to(request.user).select_related("body__organization__space", "rule_set")
    number = request.POST.get("meeting", "")
    meeting = get_object_or_404(seen, pk=number if number.isdecimal() else 0)
    paced("meeting", actions.take_up_request, found, by=request.user, meeting=meeting)
    messages.success(request, _("La demande est à l’ordre du jour : complétez le point avant de convoquer."))
    return redirect(meeting)


@require_POST
def agenda_request_withdraw(request, pk):
    found = _get(request, pk)
    actions.withdraw_request(found, by=request.user)
    messages.success(request, _("Votre demande est retirée."))
    return redirect(found)


def _meetings_for(user, found):
    """Those being prepared on whose agenda this person may put it."""
    prepared = Meeting.objects.of(found.space.governed_by).visible_to(user).filter(sent_at=None, cancelled_at=None)
    prepared = prepared.filter(body__key=found.body_key).select_related("body__organization__space", "rule_set")
    return [one for one in prepared[:PAGE] if permissions.may_take_up_request(user, found, one)]


def _get(request, pk):
    found = AgendaRequest.objects.visible_to(request.user).select_related(
        "made_by",
        "closed_by",
        "item__meeting",
        "room__space__organization__space",
        "room__space__project__organization__space",
    )
    return get_object_or_404(found, pk=pk)


def _answered(request, template, form, context):
    page = render(request, template, context, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(page, getattr(form, "refusal", None))


# --- What a message may become -----------------------------------------------------------------------


def requests_of(user, room, message, _answers):
    verdict = becoming.may_turn_into(user, message, room, "agendarequest") and permissions.may_ask_for_item(user, room)
    name = _("Une demande d’inscription à l’ordre du jour")
    meaning = _("Vous demandez au conseil d’administration ou à l’assemblée générale d’en délibérer.")
    where = reverse("agenda-request-create", args=[room.space.slug, room.slug])
    yield (
        Way(name, meaning, f"{where}?from_message={message.pk}") if verdict else Way(name, meaning, why_not=verdict.why)
    )
