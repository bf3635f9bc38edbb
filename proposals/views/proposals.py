"""The page of a proposal, its lists, and what its carrier does with it in a click or a form."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.organizations.permissions import may_see_members
from governance.rules.merge import diff
from governance.rules.phases import Phase
from governance.texts import drafts
from governance.throttle import paced
from proposals import actions, permissions
from proposals.forms import (
    CHOICES,
    CoCarrierForm,
    ContributionForm,
    EditForm,
    ReasonForm,
    RoundForm,
    WindowForm,
    by_name,
)
from proposals.models import DecidedBy
from proposals.since import since_position
from proposals.views.common import (
    PARTS,
    allow,
    attempt,
    dossier_of,
    form_page,
    get_proposal,
    get_room,
    imported,
    number_in,
    page_act,
    part_page,
    place,
    preview_of,
    reading_page,
    refusal_status,
    signed_in,
    this_proposal,
    to_tell,
    whole_page,
)
from rooms.permissions import participants


@require_safe
def proposal(request, pk):
    """The whole proposal, or one of its parts when a live page asks for it."""
    found = get_proposal(request, pk)
    part = request.GET.get("part", "")
    if part in PARTS and request.htmx:
        return part_page(request, part, found)
    return whole_page(request, found)


@require_safe
def roll(request, pk):
    """Who is consulted, and who has answered: never what."""
    found = get_proposal(request, pk)
    if found.round is None:
        raise Http404
    dossier = dossier_of(request, found)
    rows = sorted(found.round.vote.roll.select_related("person"), key=lambda row: by_name(row.person))
    choices = {}
    if dossier.sees_positions:
        choices = {
            ballot.person_id: (ballot.option.key, CHOICES[ballot.option.key], ballot.reason)
            for ballot in found.round.vote.ballots.select_related("option")
        }
    context = {
        "d": dossier,
        "proposal": found,
        "room": found.room,
        "space": found.space,
        "since": dossier.since_mine and since_position(dossier.since_mine[0].n, dossier.version.n),
        "waiting": [row for row in rows if row.answered_at is None],
        "knows": may_see_members(request.user, found.space),
        "answered": [(row, choices.get(row.person_id)) for row in rows if row.answered_at],
    }
    return render(request, "proposals/roll.html", context)


@require_safe
def proposals_list(request, space_slug, room_slug):
    """Every proposal of a room, newest first, by phase if asked."""
    room = get_room(request, space_slug, room_slug)
    now = clock.now()
    found = room.proposals.visible_to(request.user).with_facts().order_by("-pk")
    context = {"room": room, "space": room.space, "now": now, "proposals": found.marked_for(request.user, now)}
    return render(request, "proposals/proposals.html", context)


def _one_click(act, done, *, tells=False):
    """A view that does `act` on a proposal and comes back to it, saying `done`; `tells` when it becomes public."""

    @require_POST
    @signed_in(this_proposal)
    def view(request, pk):
        found = get_proposal(request, pk)
        act(request, found)
        messages.success(request, done())
        url = reverse("proposal", args=[pk])
        return redirect(to_tell(found, url) if tells else url)

    return view


publish = _one_click(
    lambda request, found: actions.publish_proposal(
        found, by=request.user, amendable=request.POST.get("publish") != "discussion"
    ),
    lambda: _("Votre proposition est publiée : tout le salon la voit."),
    tells=True,
)
take_over = _one_click(
    lambda request, found: actions.take_over(found, by=request.user),
    lambda: _("Vous portez désormais cette proposition."),
)


AGAIN = (permissions.may_renew, actions.renew, _l("Le texte est rouvert aux amendements, et vous le portez."))
OPENING = (permissions.may_open_amendments, actions.open_amendments, _l("Les amendements sont ouverts."))
WINDOWS = {
    Phase.RESOLVED: AGAIN,
    Phase.REVIEW: AGAIN,
    Phase.DRAFT: (
        permissions.may_publish,
        actions.publish_proposal,
        _l("Votre proposition est publiée : tout le salon la voit."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def open_amendments(request, pk):
    """Open the window of amendments, from a draft, a discussion or a resolution, and say who decides of them."""
    found = get_proposal(request, pk)
    may, act, done = WINDOWS.get(found.phase(), OPENING)
    initial = {"decided_by": DecidedBy.CARRIER, "closes_at": RoundForm.default()}
    form = WindowForm(request.POST if request.method == "POST" else None, initial=initial)
    allow(request, found.room, form, may(request.user, found))

    def open_window(data):
        opened = act(found, by=request.user, **data)
        messages.success(request, done)
        return opened

    return page_act(
        request,
        form,
        "proposals/window.html",
        place(found) | {"roll": participants(found.room).count()},
        open_window,
        lambda _result: to_tell(found, reverse("proposal", args=[pk])),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def co_carriers(request, pk):
    """Those who carry the proposal with its carrier: who they are, naming one, and letting one go."""
    found = get_proposal(request, pk)
    named = found.co_carriers.order_by("display_name")
    people = participants(found.room).exclude(pk=found.carrier_id).exclude(pk__in=named.values("pk"))
    may_name = permissions.may_name_co_carrier(request.user, found)
    if request.method == "POST" and "release" in request.POST:
        person = get_object_or_404(named, pk=number_in(request.POST, "release"))
        actions.release_co_carrier(found, by=request.user, person=person)
        messages.success(request, _("%(who)s ne porte plus cette proposition avec vous.") % {"who": person})
        return redirect("co-carriers", pk)
    form = CoCarrierForm(request.POST or None, people=people)
    if form.is_bound or not named:
        allow(request, found.room, form, may_name)
    context = place(found) | {
        "named": [(who, permissions.may_release_co_carrier(request.user, found, who)) for who in named],
        "may_name": may_name,
    }
    return page_act(
        request,
        form,
        "proposals/co_carriers.html",
        context,
        lambda data: actions.name_co_carrier(found, by=request.user, **data),
        lambda _result: reverse("co-carriers", args=[pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def edit(request, pk):
    """The carrier rewrites title, summary and text before any consultation."""
    found = get_proposal(request, pk)
    initial = {
        "title": found.title,
        "summary": found.summary,
        "body": found.text.current.body,
        "tags": ", ".join(tag.name for tag in found.tags.all()),
    }
    desk = drafts.desk(request, f"edit:{found.pk}", found.text.current.n)
    begun = {"seen": desk.begun_on(found.text.current.n)}
    form = EditForm(request.POST or None, initial=desk.initial(initial) | begun)
    allow(request, found.room, form, permissions.may_edit(request.user, found))
    context = place(found) | {"desk": desk}
    if reading := imported(request, form, before=initial["body"]):
        form = EditForm(initial=reading.values | {"seen": number_in(request.POST, "seen") or found.text.current.n})
        return reading_page(request, "proposals/proposal_edit.html", form, reading, **context)
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = preview_of(request)
        form.is_valid()
        return render(request, "proposals/proposal_edit.html", {**context, "form": form})
    if attempt(form, lambda data: actions.edit_proposal(found, by=request.user, **data)):
        return drafts.sent(request, redirect("proposal", pk), desk.place)
    return form_page(request, "proposals/proposal_edit.html", form, **context, **_moved(form, found.text))


def _moved(form, text) -> dict:
    """What changed in `text` since somebody began to rewrite it; sent again, the form goes on from what they read."""
    began = text.versions.filter(n=number_in(form.data, "seen")).first() if form.is_bound else None
    if began is None or began.pk == text.current_id:
        return {}
    form.data = form.data.copy()
    form.data["seen"] = str(text.current.n)
    return {"moved": diff(began.body, text.current.body), "began": began}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def drop(request, pk):
    found = get_proposal(request, pk)
    form = ReasonForm(request.POST or None, label=_("Pourquoi s’arrêter là ?"))
    allow(request, found.room, form, permissions.may_drop(request.user, found))
    return page_act(
        request,
        form,
        "proposals/act.html",
        {
            "proposal": found,
            "room": found.room,
            "space": found.space,
            "title": _("Abandonner cette proposition"),
            "button": _("Abandonner"),
        },
        lambda data: actions.drop_proposal(found, by=request.user, reason=data["reason"]),
        lambda _result: reverse("proposal", args=[pk]),
    )


@require_POST
@signed_in(this_proposal)
def contribute(request, pk):
    found = get_proposal(request, pk)
    form = ContributionForm(request.POST, auto_id="contribution-%s")
    if attempt(form, lambda data: paced("message", actions.contribute, found, by=request.user, **data)) is None:
        return whole_page(request, get_proposal(request, pk), refusal_status(form), contribution=form)
    messages.success(request, _("Merci, c’est noté."))
    return redirect(f"{reverse('proposal', args=[pk])}#contributions")
