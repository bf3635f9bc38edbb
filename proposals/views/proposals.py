"""The page of a proposal, its lists, and what its carrier does with it in a click or a form."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from proposals import actions, permissions
from proposals.forms import CHOICES, ContributionForm, ProposalForm, ReasonForm, by_name
from proposals.since import since_position
from proposals.views.common import (
    PARTS,
    allow,
    attempt,
    dossier_of,
    get_proposal,
    get_room,
    page_act,
    part_page,
    preview_of,
    refusal_status,
    signed_in,
    this_proposal,
    to_tell,
    whole_page,
)


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
open_amendments = _one_click(
    lambda request, found: actions.open_amendments(found, by=request.user),
    lambda: _("Les amendements sont ouverts."),
    tells=True,
)
take_over = _one_click(
    lambda request, found: actions.take_over(found, by=request.user),
    lambda: _("Vous portez désormais cette proposition."),
)
renew = _one_click(
    lambda request, found: actions.renew(found, by=request.user),
    lambda: _("Le texte est rouvert aux amendements, et vous le portez."),
    tells=True,
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
    form = ProposalForm(request.POST or None, initial=initial)
    allow(request, found.room, form, permissions.may_edit(request.user, found))
    context = {"proposal": found, "room": found.room, "space": found.space}
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = preview_of(request)
        form.is_valid()
        return render(request, "proposals/proposal_edit.html", {**context, "form": form})
    return page_act(
        request,
        form,
        "proposals/proposal_edit.html",
        context,
        lambda data: actions.edit_proposal(found, by=request.user, **data),
        lambda _result: reverse("proposal", args=[pk]),
    )


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
    if attempt(form, lambda data: actions.contribute(found, by=request.user, **data)) is None:
        return whole_page(request, get_proposal(request, pk), refusal_status(form), contribution=form)
    messages.success(request, _("Merci, c’est noté."))
    return redirect(f"{reverse('proposal', args=[pk])}#contributions")
