"""The decision guide: who is affected, and the action or the proposal that follows from it."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.rules import guide as law
from governance.texts import drafts
from governance.throttle import paced
from governance.verdict import ensure
from proposals import actions, permissions
from proposals.forms import LONGEST_REASON, ActionForm, ProposalForm, QuestionsForm
from proposals.models import Impact
from proposals.views.common import attempt, form_page, get_room, imported, preview_of, reading_page, signed_in, to_tell
from rooms.born import born_of
from rooms.permissions import participants


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(get_room)
def guide(request, space_slug, room_slug):
    """Who is affected? Nobody, a few, many, or the association: each answer leads to its own form."""
    room = get_room(request, space_slug, room_slug)
    ensure(permissions.may_propose(request.user, room))
    impact = request.GET.get("impact", "")
    context = {"room": room, "space": room.space, "impact": impact}
    is_action = impact in (Impact.NOBODY, Impact.FEW)
    context["born"] = born_of(request, room, "action" if is_action else "proposal")
    if impact not in Impact.values:
        context["may_archive"] = permissions.may_propose_archiving(request.user, room)
        return render(request, "proposals/guide.html", context)
    new = _new_action if is_action else _new_proposal
    return new(request, room, impact, context)


def _new_action(request, room, impact, context):
    born = context["born"]
    initial = {"description": born.cited(LONGEST_REASON)} if born else {}
    open_action = partial(actions.act_from, born.message) if born else actions.open_action
    if impact == Impact.FEW:
        people = participants(room).exclude(pk=request.user.pk)
        form = QuestionsForm(request.POST or None, initial=initial, people=people)
    else:
        form = ActionForm(request.POST or None, initial=initial)
    named = len(request.POST.getlist("named"))
    context["too_many"] = impact == Impact.FEW and named and law.path(impact, named, room.space.many) == "proposal"
    if request.method == "POST" and form.is_valid() and not context["too_many"]:
        alike = actions.similar_actions(room, form.cleaned_data["title"])
        if alike and "confirmed" not in request.POST:
            return render(request, "proposals/action_create.html", {**context, "form": form, "alike": alike})
        action = attempt(form, lambda data: open_action(room, by=request.user, impact=impact, **data))
        if action:
            messages.success(
                request,
                _("Votre action est enregistrée. À vous de jouer !")
                if impact == Impact.NOBODY
                else _("Votre action est enregistrée. Les personnes concernées sont consultées."),
            )
            return redirect(to_tell(action, reverse("action", args=[action.pk])))
    return form_page(request, "proposals/action_create.html", form, **context)


def _new_proposal(request, room, impact, context):
    born = context["born"]
    desk = context["desk"] = drafts.desk(request, f"new:{room.pk}:{impact}{born.place if born else ''}")
    create = actions.create_proposal
    if born:
        create = partial(actions.propose_from, born.message, with_debate=born.with_debate)
    if "widened" in request.POST:
        # What was going to be an action concerns many: its words begin the proposal.
        begun = {"title": request.POST.get("title", ""), "body": request.POST.get("description", "")}
        return form_page(request, "proposals/proposal_create.html", ProposalForm(initial=begun), **context)
    form = ProposalForm(request.POST or None, initial=desk.initial({"body": born.quoted} if born else {}))
    if reading := imported(request, form):
        form = ProposalForm(initial=reading.values)
        return reading_page(request, "proposals/proposal_create.html", form, reading, **context)
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = preview_of(request)
        form.is_valid()
        return render(request, "proposals/proposal_create.html", {**context, "form": form})
    proposal = attempt(form, lambda data: paced("proposal", create, room, by=request.user, impact=impact, **data))
    if proposal:
        publish, url = request.POST.get("publish", ""), reverse("proposal", args=[proposal.pk])
        if publish in ("discussion", "amendments"):
            actions.publish_proposal(proposal, by=request.user, amendable=publish == "amendments")
            messages.success(request, _("Votre proposition est publiée : tout le salon la voit."))
            return drafts.sent(request, redirect(to_tell(proposal, url)), desk.place)
        messages.success(request, _("Votre brouillon est enregistré : vous seul·e le voyez."))
        return drafts.sent(request, redirect(url), desk.place)
    return form_page(request, "proposals/proposal_create.html", form, **context)
