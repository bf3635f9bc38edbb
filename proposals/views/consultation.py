"""The pages of a consultation: its round, positions, blocks and what answers them."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.answers import with_wait
from governance.throttle import paced
from proposals import actions, permissions
from proposals.forms import IntegrateForm, PositionForm, ReasonForm, RoundForm
from proposals.models import Objection, Proposal
from proposals.views.common import (
    allow,
    attempt,
    get_proposal,
    page_act,
    part_page,
    refusal_status,
    signed_in,
    this_proposal,
    to_tell,
    whole_page,
)
from rooms.permissions import participants


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def open_round(request, pk):
    found = get_proposal(request, pk)
    form = RoundForm(request.POST or None, initial={"closes_at": RoundForm.default()})
    allow(request, found.room, form, permissions.may_open_round(request.user, found))
    context = {
        "proposal": found,
        "room": found.room,
        "space": found.space,
        "roll": participants(found.room).count(),
        "open_amendments": found.text.amendments.filter(state="open").count(),
    }
    return page_act(
        request,
        form,
        "proposals/open_round.html",
        context,
        lambda data: actions.open_round(found, by=request.user, **data),
        lambda _result: to_tell(found, reverse("proposal", args=[pk])),
    )


@require_POST
@signed_in(this_proposal)
def take_position(request, pk):
    """One tap, and its reason. A refusal shows the same form again, with the reason that was typed."""
    form = PositionForm(request.POST, auto_id="position-%s")
    try:
        # Not read before the act, which reads it under its lock: a hall answers within minutes.
        ballot = attempt(
            form, lambda data: paced("position", actions.take_position, Proposal(pk=pk), by=request.user, **data)
        )
    except Proposal.DoesNotExist:
        raise Http404 from None
    if ballot is None:
        # Whoever does not see the proposal was refused by the act, and gets a 404 here.
        # Things may have changed since the form was shown: the answer is about how they stand now.
        answer = partial(part_page, request, "mine") if request.htmx else partial(whole_page, request)
        page = answer(get_proposal(request, pk), refusal_status(form), position=form)
        return with_wait(page, getattr(form, "refusal", None))
    if request.htmx:
        return part_page(request, "mine", get_proposal(request, pk), saved=True)
    messages.success(request, _("Votre position est enregistrée."))
    return redirect("proposal", pk)


@require_POST
def look(request, pk):
    """Show the positions before having answered, because this person asked to see them."""
    found = get_proposal(request, pk)
    if found.round_id:
        if request.user.is_authenticated:
            actions.look_at_positions(found, by=request.user)
        else:
            looked = [*request.session.get("looked", ())[-20:], found.round_id]
            request.session["looked"] = looked
    return redirect(f"{reverse('proposal', args=[pk])}#advice")


def _objection(request, pk):
    objection = get_object_or_404(Objection.objects.select_related("round__vote", "person"), pk=pk)
    found = get_proposal(request, objection.round.proposal_id)
    return found, objection


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(_objection)
def answer_objection(request, pk):
    found, objection = _objection(request, pk)
    form = ReasonForm(request.POST or None, label=_("Votre réponse au blocage"))
    allow(request, found.room, form, permissions.may_answer_objection(request.user, found, objection))
    return page_act(
        request,
        form,
        "proposals/answer_objection.html",
        {"proposal": found, "room": found.room, "space": found.space, "objection": objection},
        lambda data: actions.answer_objection(objection, by=request.user, answer=data["reason"]),
        lambda _result: reverse("proposal", args=[found.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(_objection)
def integrate_amendment(request, pk):
    found, objection = _objection(request, pk)
    ready = found.text.amendments.filter(state="open", base=found.text.current).select_related("author")
    form = IntegrateForm(request.POST or None, amendments=ready, initial={"seen": found.text.current.n})
    allow(request, found.room, form, permissions.may_answer_objection(request.user, found, objection))

    def act(data):
        return actions.integrate_amendment(
            objection,
            data["amendment"],
            by=request.user,
            supersede=data["supersede"] == "yes",
            reason=data["reason"],
            seen=data["seen"],
        )

    return page_act(
        request,
        form,
        "proposals/integrate.html",
        {"proposal": found, "room": found.room, "space": found.space, "objection": objection, "ready": ready},
        act,
        lambda _result: reverse("proposal", args=[found.pk]),
    )
