"""The pages of proposals and actions: the guide, the dossier, and the forms of each act."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance import clock, prose
from governance.register.models import Entry
from governance.register.reading import read
from governance.rules import guide as law
from governance.rules.merge import diff
from governance.texts.models import Amendment
from governance.verdict import Refused, ensure
from proposals import actions, permissions
from proposals.dossier import Dossier
from proposals.forms import (
    CHOICES,
    ActionForm,
    AmendmentForm,
    ContributionForm,
    FollowUpForm,
    IntegrateForm,
    PositionForm,
    ProposalForm,
    QuestionsForm,
    ReasonForm,
    ResolutionForm,
    RoundForm,
)
from proposals.models import Action, Impact, Objection, Proposal, Question
from rooms.forms import MessageForm
from rooms.models import Room
from rooms.permissions import participants

PARTS = (
    "phase",
    "text",
    "mine",
    "advice",
    "objections",
    "amendments",
    "resolution",
    "contributions",
)


def get_proposal(request, pk) -> Proposal:
    """The proposal as this person may see it, or 404."""
    return get_object_or_404(Proposal.objects.visible_to(request.user).with_text(), pk=pk)


def _room(request, space_slug, room_slug) -> Room:
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    return get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)


def _form_page(request, template, form, **context):
    """The page of a form, as asked for or with its errors and all that was typed."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def _page_act(request, form, template, context, act, done):
    """Show a form; when it holds, do the act and go on to `done(result)`. A refusal lands on the form."""
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
        else:
            return redirect(done(result))
    return _form_page(request, template, form, **context)


# --- The guide ---------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def guide(request, space_slug, room_slug):
    """Who is affected? Nobody, a few, many, or the association: each answer leads to its own form."""
    room = _room(request, space_slug, room_slug)
    ensure(permissions.may_propose(request.user, room))
    impact = request.GET.get("impact", "")
    context = {"room": room, "space": room.space, "impact": impact}
    if impact not in Impact.values:
        return render(request, "proposals/guide.html", context)
    if impact in (Impact.NOBODY, Impact.FEW):
        return _new_action(request, room, impact, context)
    return _new_proposal(request, room, impact, context)


def _new_action(request, room, impact, context):
    if impact == Impact.FEW:
        form = QuestionsForm(request.POST or None, people=participants(room).exclude(pk=request.user.pk))
    else:
        form = ActionForm(request.POST or None)
    named = len(request.POST.getlist("named"))
    context["too_many"] = impact == Impact.FEW and named and law.path(impact, named, room.space.many) == "proposal"
    if request.method == "POST" and form.is_valid() and not context["too_many"]:
        alike = actions.similar_actions(room, form.cleaned_data["title"])
        if alike and "confirmed" not in request.POST:
            return render(request, "proposals/action_create.html", {**context, "form": form, "alike": alike})
        action = actions.open_action(room, by=request.user, impact=impact, **form.cleaned_data)
        messages.success(
            request,
            _("Votre action est enregistrée. À vous de jouer !")
            if impact == Impact.NOBODY
            else _("Votre action est enregistrée. Les personnes concernées sont consultées."),
        )
        return redirect("action", action.pk)
    return _form_page(request, "proposals/action_create.html", form, **context)


def _new_proposal(request, room, impact, context):
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = prose.render(request.POST.get("body", "")[:200_000], numbered=True)
        form.is_valid()
        return render(request, "proposals/proposal_create.html", {**context, "form": form})
    if request.method == "POST" and form.is_valid():
        proposal = actions.create_proposal(room, by=request.user, impact=impact, **form.cleaned_data)
        publish = request.POST.get("publish", "")
        if publish in ("discussion", "amendments"):
            actions.publish_proposal(proposal, by=request.user, amendable=publish == "amendments")
            messages.success(request, _("Votre proposition est publiée : tout le salon la voit."))
        else:
            messages.success(request, _("Votre brouillon est enregistré : vous seul·e le voyez."))
        return redirect("proposal", proposal.pk)
    return _form_page(request, "proposals/proposal_create.html", form, **context)


# --- The dossier -------------------------------------------------------------------------------------


def _dossier(request, proposal) -> Dossier:
    looked = proposal.round_id in request.session.get("looked", ()) if proposal.round_id else False
    return Dossier(proposal, request.user, clock.now(), looked=looked, before=_number(request, "before"))


@require_GET
def proposal(request, pk):
    """The whole proposal, or one of its parts when a live page asks for it."""
    found = get_proposal(request, pk)
    dossier = _dossier(request, found)
    context = {"d": dossier, "proposal": found, "room": found.room, "space": found.space}
    part = request.GET.get("part", "")
    if part in PARTS and request.htmx:
        return render(request, f"proposals/_{part}.html", context)
    context["form"] = MessageForm(thread=found.thread, auto_id=f"thread-{found.thread_id}-%s")
    return render(request, "proposals/proposal.html", context)


@require_GET
def history(request, pk):
    """Every version of the text, and the words that changed from one to the next, or between any two."""
    found = get_proposal(request, pk)
    versions = list(found.text.versions.select_related("author", "cause__author").order_by("n"))
    numbers = {version.n: version for version in versions}
    after = numbers.get(_number(request, "to"), versions[-1])
    before = numbers.get(_number(request, "from"), numbers.get(after.n - 1))
    context = {
        "proposal": found,
        "room": found.room,
        "space": found.space,
        "versions": versions[::-1],
        "before": before,
        "after": after,
        "diff": diff(before.body, after.body) if before else None,
        "lines": _timeline(request.user, found),
    }
    return render(request, "proposals/history.html", context)


def _timeline(user, proposal):
    """What the register kept of this proposal, newest first; who answered when has its own page."""
    entries = Entry.objects.about(proposal).visible_to(user).exclude(act="proposal.position_taken")
    return read(list(entries.select_related("payload").order_by("-pk")[:200]))


def _number(request, name):
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


@require_GET
def roll(request, pk):
    """Who is consulted, and who has answered: never what."""
    found = get_proposal(request, pk)
    if found.round is None:
        raise Http404
    dossier = _dossier(request, found)
    rows = found.round.vote.roll.select_related("person").order_by("person__display_name")
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
        "waiting": [row for row in rows if row.answered_at is None],
        "answered": [(row, choices.get(row.person_id)) for row in rows if row.answered_at],
    }
    return render(request, "proposals/roll.html", context)


@require_GET
def proposals_list(request, space_slug, room_slug):
    """Every proposal of a room, newest first, by phase if asked."""
    room = _room(request, space_slug, room_slug)
    now = clock.now()
    found = room.proposals.visible_to(request.user).with_facts().order_by("-pk")
    context = {"room": room, "space": room.space, "now": now, "proposals": found}
    return render(request, "proposals/proposals.html", context)


@require_GET
def actions_list(request, space_slug, room_slug):
    """Every action of a room: to do first, then done."""
    room = _room(request, space_slug, room_slug)
    tasks = room.actions.select_related("owner", "done_by", "room__space").order_by("done_at", "due_on", "pk")
    context = {
        "room": room,
        "space": room.space,
        "todo": [task for task in tasks if not task.done_at],
        "done": [task for task in tasks if task.done_at][::-1],
        "may_open": permissions.may_open_action(request.user, room),
    }
    return render(request, "proposals/actions.html", context)


# --- Acts of one click -------------------------------------------------------------------------------


def _one_click(act, done):
    """A view that does `act` on a proposal and comes back to it, saying `done`."""

    @login_required
    @require_POST
    def view(request, pk):
        act(request, get_proposal(request, pk))
        messages.success(request, done())
        return redirect("proposal", pk)

    return view


publish = _one_click(
    lambda request, found: actions.publish_proposal(
        found, by=request.user, amendable=request.POST.get("publish") != "discussion"
    ),
    lambda: _("Votre proposition est publiée : tout le salon la voit."),
)
open_amendments = _one_click(
    lambda request, found: actions.open_amendments(found, by=request.user),
    lambda: _("Les amendements sont ouverts."),
)
take_over = _one_click(
    lambda request, found: actions.take_over(found, by=request.user),
    lambda: _("Vous portez désormais cette proposition."),
)
renew = _one_click(
    lambda request, found: actions.renew(found, by=request.user),
    lambda: _("Le texte est rouvert aux amendements."),
)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """The carrier rewrites title, summary and text before any consultation."""
    found = get_proposal(request, pk)
    ensure(permissions.may_edit(request.user, found))
    initial = {
        "title": found.title,
        "summary": found.summary,
        "body": found.text.current.body,
        "tags": ", ".join(tag.name for tag in found.tags.all()),
    }
    form = ProposalForm(request.POST or None, initial=initial)
    context = {"proposal": found, "room": found.room, "space": found.space}
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = prose.render(request.POST.get("body", "")[:200_000], numbered=True)
        form.is_valid()
        return render(request, "proposals/proposal_edit.html", {**context, "form": form})
    return _page_act(
        request,
        form,
        "proposals/proposal_edit.html",
        context,
        lambda data: actions.edit_proposal(found, by=request.user, **data),
        lambda _result: reverse("proposal", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def drop(request, pk):
    found = get_proposal(request, pk)
    ensure(permissions.may_drop(request.user, found))
    form = ReasonForm(request.POST or None, label=_("Pourquoi s’arrêter là ?"))
    return _page_act(
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


@login_required
@require_POST
def contribute(request, pk):
    found = get_proposal(request, pk)
    form = ContributionForm(request.POST)
    if form.is_valid():
        actions.contribute(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Merci, c’est noté."))
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect(f"{reverse('proposal', args=[pk])}#contributions")


# --- Amendments --------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def amend(request, pk):
    """Edit a copy of the text and say why."""
    found = get_proposal(request, pk)
    ensure(permissions.may_propose_amendment(request.user, found))
    current = found.text.current
    form = AmendmentForm(request.POST or None, text=found.text, initial={"base": current, "body": current.body})
    context = {"proposal": found, "room": found.room, "space": found.space, "base": current}
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        context["diff"] = diff(form.cleaned_data["base"].body, form.cleaned_data["body"])
        return render(request, "proposals/amend.html", {**context, "form": form})
    return _page_act(
        request,
        form,
        "proposals/amend.html",
        context,
        lambda data: actions.propose_amendment(found, by=request.user, **data),
        lambda made: reverse("amendment", args=[pk, made.n]),
    )


def _amendment(request, pk, n):
    found = get_proposal(request, pk)
    amendments = found.text.amendments.select_related("author", "base", "decided_by", "text", "replaces")
    return found, get_object_or_404(amendments, n=n)


@require_GET
def amendment(request, pk, n):
    """What it changes, why, and what became of it; a stale one is shown against the current text."""
    found, amendment = _amendment(request, pk, n)
    against = found.text.current if amendment.is_stale else amendment.base
    context = {
        "proposal": found,
        "room": found.room,
        "space": found.space,
        "amendment": amendment,
        "against": against,
        "diff": diff(against.body, amendment.body),
        "may_accept": permissions.may_accept_amendment(request.user, found, amendment),
        "may_reject": permissions.may_reject_amendment(request.user, found, amendment),
        "may_withdraw": permissions.may_withdraw_amendment(request.user, found, amendment),
        "may_redo": permissions.may_redo_amendment(request.user, found, amendment),
        "is_carrier": found.carrier_id == request.user.pk,
        "is_author": amendment.author_id == request.user.pk,
        "redone": Amendment.objects.filter(replaces=amendment).first(),
    }
    return render(request, "proposals/amendment.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def redo_amendment(request, pk, n):
    found, amendment = _amendment(request, pk, n)
    ensure(permissions.may_redo_amendment(request.user, found, amendment))
    current = found.text.current
    initial = {"base": current, "body": current.body, "reason": amendment.reason}
    form = AmendmentForm(request.POST or None, text=found.text, initial=initial)
    context = {"proposal": found, "room": found.room, "space": found.space, "base": current, "redoes": amendment}
    context["diff_before"] = diff(amendment.base.body, amendment.body)
    return _page_act(
        request,
        form,
        "proposals/amend.html",
        context,
        lambda data: actions.redo_amendment(amendment, by=request.user, body=data["body"], reason=data["reason"]),
        lambda made: reverse("amendment", args=[pk, made.n]),
    )


@login_required
@require_POST
def decide_amendment(request, pk, n, verb):
    """Accept, reject or withdraw, with the reason written beside the buttons."""
    _found, amendment = _amendment(request, pk, n)
    reason = request.POST.get("reason", "")[:2000]
    if verb == "accept":
        version = actions.accept_amendment(amendment, by=request.user, reason=reason)
        done = _("L’amendement est intégré : voici la version %(n)s.") % {"n": version.n}
    elif verb == "reject":
        actions.reject_amendment(amendment, by=request.user, reason=reason)
        done = _("L’amendement est écarté.")
    elif verb == "withdraw":
        actions.withdraw_amendment(amendment, by=request.user)
        done = _("Votre amendement est retiré.")
    else:
        raise Http404
    messages.success(request, done)
    return redirect("proposal", pk)


# --- Consultation ------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def open_round(request, pk):
    found = get_proposal(request, pk)
    ensure(permissions.may_open_round(request.user, found))
    form = RoundForm(request.POST or None, initial={"closes_at": RoundForm.default()})
    context = {
        "proposal": found,
        "room": found.room,
        "space": found.space,
        "roll": participants(found.room).count(),
        "open_amendments": found.text.amendments.filter(state="open").count(),
    }
    return _page_act(
        request,
        form,
        "proposals/open_round.html",
        context,
        lambda data: actions.open_round(found, by=request.user, **data),
        lambda _result: reverse("proposal", args=[pk]),
    )


@login_required
@require_POST
def take_position(request, pk):
    """One tap, and its reason. A refusal shows the same form again, with the reason that was typed."""
    found = get_proposal(request, pk)
    form = PositionForm(request.POST)
    if form.is_valid():
        try:
            actions.take_position(found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
            status = 403
        else:
            if not request.htmx:
                messages.success(request, _("Votre position est enregistrée."))
                return redirect("proposal", pk)
            fresh = get_proposal(request, pk)
            context = {"d": _dossier(request, fresh), "proposal": fresh, "saved": True}
            return render(request, "proposals/_mine.html", context)
    else:
        status = 422
    context = {"d": _dossier(request, found), "proposal": found, "position": form}
    if request.htmx:
        return render(request, "proposals/_mine.html", context, status=status)
    context |= {"room": found.room, "space": found.space}
    context["form"] = MessageForm(thread=found.thread, auto_id=f"thread-{found.thread_id}-%s")
    return render(request, "proposals/proposal.html", context, status=status)


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
    objection = get_object_or_404(Objection.objects.select_related("round", "person"), pk=pk)
    found = get_proposal(request, objection.round.proposal_id)
    return found, objection


@login_required
@require_http_methods(["GET", "POST"])
def answer_objection(request, pk):
    found, objection = _objection(request, pk)
    ensure(permissions.may_answer_objection(request.user, found, objection))
    form = ReasonForm(request.POST or None, label=_("Votre réponse au blocage"))
    return _page_act(
        request,
        form,
        "proposals/answer_objection.html",
        {"proposal": found, "room": found.room, "space": found.space, "objection": objection},
        lambda data: actions.answer_objection(objection, by=request.user, answer=data["reason"]),
        lambda _result: reverse("proposal", args=[found.pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def integrate_amendment(request, pk):
    found, objection = _objection(request, pk)
    ensure(permissions.may_answer_objection(request.user, found, objection))
    ready = found.text.amendments.filter(state="open", base=found.text.current).select_related("author")
    form = IntegrateForm(request.POST or None, amendments=ready)

    def act(data):
        return actions.integrate_amendment(
            objection,
            data["amendment"],
            by=request.user,
            supersede=data["supersede"] == "yes",
            reason=data["reason"],
        )

    return _page_act(
        request,
        form,
        "proposals/integrate.html",
        {"proposal": found, "room": found.room, "space": found.space, "objection": objection, "ready": ready},
        act,
        lambda _result: reverse("proposal", args=[found.pk]),
    )


# --- Resolution --------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def resolve(request, pk):
    found = get_proposal(request, pk)
    ensure(permissions.may_resolve(request.user, found))
    form = ResolutionForm(request.POST or None, impact=found.impact, people=participants(found.room))
    dossier = _dossier(request, found)

    def act(data):
        return actions.resolve(
            found,
            by=request.user,
            choice=data["choice"],
            statement=data["statement"],
            reason=data["reason"],
            review_on=data["review_on"],
            actions=form.actions(),
        )

    return _page_act(
        request,
        form,
        "proposals/resolve.html",
        {"proposal": found, "room": found.room, "space": found.space, "d": dossier},
        act,
        lambda _result: reverse("proposal", args=[pk]),
    )


@login_required
@require_http_methods(["GET", "POST"])
def follow_up(request, pk):
    found = get_proposal(request, pk)
    ensure(permissions.may_open_action_from(request.user, found))
    form = FollowUpForm(request.POST or None, people=participants(found.room))
    return _page_act(
        request,
        form,
        "proposals/act.html",
        {
            "proposal": found,
            "room": found.room,
            "space": found.space,
            "title": _("Ajouter une action à cette résolution"),
            "button": _("Ajouter"),
        },
        lambda data: actions.open_follow_up(found, by=request.user, **data),
        lambda _result: reverse("proposal", args=[pk]),
    )


# --- Actions -----------------------------------------------------------------------------------------


def _action(request, pk) -> Action:
    found = Action.objects.visible_to(request.user).select_related(
        "owner", "author", "done_by", "room__space__organization", "room__space__project__organization",
        "resolution__proposal",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)


def _action_page(request, found, status=200, **context):
    user = request.user
    context |= {
        "action": found,
        "room": found.room,
        "space": found.room.space,
        "questions": found.questions.select_related("person").order_by("pk"),
        "helpers": found.helpers.order_by("display_name"),
        "helps": user.is_authenticated and found.helpers.filter(pk=user.pk).exists(),
        "may_start": permissions.may_start_action(user, found),
        "may_finish": permissions.may_finish_action(user, found),
        "may_help": permissions.may_help(user, found),
        "may_take": permissions.may_take_action(user, found),
        "is_owner": found.owner_id == user.pk,
    }
    return render(request, "proposals/action.html", context, status=status)


@require_GET
def action(request, pk):
    return _action_page(request, _action(request, pk))


@login_required
@require_POST
def act_on_action(request, pk, verb):
    found = _action(request, pk)
    typed = request.POST.get("documentation", "")[:5000]
    acts = {
        "start": lambda: actions.start_action(found, by=request.user),
        "finish": lambda: actions.finish_action(found, by=request.user, documentation=typed),
        "take": lambda: actions.take_action(found, by=request.user),
        "help": lambda: actions.help_action(found, by=request.user),
        "stop-helping": lambda: actions.stop_helping(found, by=request.user),
    }
    if verb not in acts:
        raise Http404
    try:
        acts[verb]()
    except Refused as refused:
        return _action_page(request, _action(request, pk), 403, refused=refused.verdict, typed=typed)
    return redirect("action", pk)


@login_required
@require_POST
def answer_question(request, pk):
    question = get_object_or_404(Question.objects.select_related("action"), pk=pk)
    found = _action(request, question.action_id)
    answer = request.POST.get("answer", "")[:2000]
    try:
        actions.answer_question(question, by=request.user, answer=answer)
    except Refused as refused:
        return _action_page(request, found, 403, refused=refused.verdict, typed=answer)
    messages.success(request, _("Merci, votre avis est transmis."))
    return redirect("action", found.pk)
