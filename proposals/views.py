"""The pages of proposals and actions: the guide, the dossier, and the forms of each act."""

from functools import partial, wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from governance import clock, live, prose
from governance.register.models import Entry
from governance.register.reading import read
from governance.rules import guide as law
from governance.rules.merge import diff, normalise, rebase
from governance.texts.models import Amendment
from governance.texts.reading import side_by_side
from governance.verdict import Refused, ensure, no
from proposals import actions, permissions
from proposals.dossier import Dossier, lapsed
from proposals.forms import (
    CHOICES,
    LONGEST_TEXT,
    ActionForm,
    AmendmentForm,
    AnswerForm,
    ContributionForm,
    DecisionForm,
    DocumentationForm,
    FollowUpForm,
    IntegrateForm,
    PositionForm,
    ProposalForm,
    QuestionsForm,
    ReasonForm,
    ResolutionForm,
    RoundForm,
    SettlementForm,
    WithdrawalForm,
    by_name,
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
    found = get_object_or_404(Proposal.objects.with_text(), pk=pk)
    # The twin of `visible_to` for one row: what it reads of the person's grants, every permission of the page needs.
    if not permissions.may_see_proposal(request.user, found):
        raise Http404
    return found


def place(proposal) -> dict:
    """What the head of every page about a proposal names."""
    return {"proposal": proposal, "room": proposal.room, "space": proposal.space}


def _room(request, space_slug, room_slug) -> Room:
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    return get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)


def _signed_in(find):
    """For people who are signed in; the others do so first.

    Who came to read is sent to sign in and comes back. Whoever sent something, because their session ended under
    their hands, reads it again on the page of the refusal: nothing of it may be lost.
    `find(request, …)` answers 404 for what this visitor does not see.
    """

    def decorate(view):
        @wraps(view)
        def asked(request, *arguments, **named):
            if request.user.is_authenticated:
                return view(request, *arguments, **named)
            find(request, *arguments, **named)
            if request.method == "POST":
                why = _("Vous n’êtes plus connecté·e : rien n’est envoyé. Connectez-vous, puis recommencez.")
                raise Refused(no(why, "sign_in"))
            back = redirect_to_login(request.get_full_path())
            return HttpResponseClientRedirect(back.url) if request.htmx else back

        return asked

    return decorate


def _this_proposal(request, pk, **_rest):
    return get_proposal(request, pk)


def _this_action(request, pk, **_rest):
    return _action(request, pk)


def _form_page(request, template, form, **context):
    """The page of a form, as asked for or with its errors and all that was typed."""
    status = _refusal(form) if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def _done(form, act):
    """What `act(data)` gives once the form holds; None when it does not. A refusal lands on the form."""
    if form.is_bound and form.is_valid():
        try:
            return act(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
    return None


def _allow(request, room, form, verdict):
    """Without a yes a form is not shown; to who takes part in the room, one that was sent comes back with its words."""
    if verdict:
        return
    if not form.is_bound or not permissions.may_propose(request.user, room):
        raise Refused(verdict)
    form.full_clean()
    form.add_error(None, verdict.why)


def _refusal(form) -> int:
    """The status of a form that was not acted on: what was typed does not hold, or the act itself was refused."""
    return 403 if form.non_field_errors() else 422


def _page_act(request, form, template, context, act, done):
    """Show a form; when it holds, do the act and go on to `done(result)`."""
    result = _done(form, act)
    return _form_page(request, template, form, **context) if result is None else redirect(done(result))


# --- The guide ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_room)
def guide(request, space_slug, room_slug):
    """Who is affected? Nobody, a few, many, or the association: each answer leads to its own form."""
    room = _room(request, space_slug, room_slug)
    ensure(permissions.may_propose(request.user, room))
    impact = request.GET.get("impact", "")
    context = {"room": room, "space": room.space, "impact": impact}
    if impact not in Impact.values:
        return render(request, "proposals/guide.html", context)
    new = _new_action if impact in (Impact.NOBODY, Impact.FEW) else _new_proposal
    return new(request, room, impact, context)


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
        action = _done(form, lambda data: actions.open_action(room, by=request.user, impact=impact, **data))
        if action:
            messages.success(
                request,
                _("Votre action est enregistrée. À vous de jouer !")
                if impact == Impact.NOBODY
                else _("Votre action est enregistrée. Les personnes concernées sont consultées."),
            )
            return redirect(_to_tell(action, reverse("action", args=[action.pk])))
    return _form_page(request, "proposals/action_create.html", form, **context)


def _new_proposal(request, room, impact, context):
    if "widened" in request.POST:
        # What was going to be an action concerns many: its words begin the proposal.
        begun = {"title": request.POST.get("title", ""), "body": request.POST.get("description", "")}
        return _form_page(request, "proposals/proposal_create.html", ProposalForm(initial=begun), **context)
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = _preview(request)
        form.is_valid()
        return render(request, "proposals/proposal_create.html", {**context, "form": form})
    proposal = _done(form, lambda data: actions.create_proposal(room, by=request.user, impact=impact, **data))
    if proposal:
        publish, url = request.POST.get("publish", ""), reverse("proposal", args=[proposal.pk])
        if publish in ("discussion", "amendments"):
            actions.publish_proposal(proposal, by=request.user, amendable=publish == "amendments")
            messages.success(request, _("Votre proposition est publiée : tout le salon la voit."))
            return redirect(_to_tell(proposal, url))
        messages.success(request, _("Votre brouillon est enregistré : vous seul·e le voyez."))
        return redirect(url)
    return _form_page(request, "proposals/proposal_create.html", form, **context)


def _preview(request):
    return prose.render(request.POST.get("body", "")[:LONGEST_TEXT], numbered=True)


def _to_tell(thing, url):
    """Where one lands after something became public: in a room with a channel, on the words to paste there (DG-5)."""
    return f"{url}?tell=1" if thing.room.channel_url else url


# --- The dossier -------------------------------------------------------------------------------------


def _dossier(request, proposal) -> Dossier:
    looked = proposal.round_id in request.session.get("looked", ()) if proposal.round_id else False
    return Dossier(proposal, request.user, clock.now(), looked=looked, before=number(request, "before"))


@require_safe
def proposal(request, pk):
    """The whole proposal, or one of its parts when a live page asks for it."""
    found = get_proposal(request, pk)
    part = request.GET.get("part", "")
    if part in PARTS and request.htmx:
        return _part(request, part, found)
    return _whole(request, found)


def _part(request, part, proposal, status=200, **context):
    context |= {"d": _dossier(request, proposal), "proposal": proposal}
    return render(request, f"proposals/_{part}.html", context, status=status)


def _whole(request, proposal, status=200, **context):
    context |= {"d": _dossier(request, proposal), "proposal": proposal, "room": proposal.room, "space": proposal.space}
    about = {"version_n": context["d"].version.n}
    context["form"] = MessageForm(thread=proposal.thread, initial=about, auto_id=f"thread-{proposal.thread_id}-%s")
    return render(request, "proposals/proposal.html", context, status=status)


def timeline(user, proposal):
    """What the register kept of this proposal, newest first; who answered when has its own page."""
    entries = Entry.objects.about(proposal).visible_to(user).exclude(act="proposal.position_taken")
    return read(list(entries.select_related("payload").order_by("-pk")[:200]))


def number(request, name):
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


@require_safe
def roll(request, pk):
    """Who is consulted, and who has answered: never what."""
    found = get_proposal(request, pk)
    if found.round is None:
        raise Http404
    dossier = _dossier(request, found)
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
        "waiting": [row for row in rows if row.answered_at is None],
        "answered": [(row, choices.get(row.person_id)) for row in rows if row.answered_at],
    }
    return render(request, "proposals/roll.html", context)


@require_safe
def proposals_list(request, space_slug, room_slug):
    """Every proposal of a room, newest first, by phase if asked."""
    room = _room(request, space_slug, room_slug)
    now = clock.now()
    found = room.proposals.visible_to(request.user).with_facts().order_by("-pk")
    context = {"room": room, "space": room.space, "now": now, "proposals": found}
    return render(request, "proposals/proposals.html", context)


@require_safe
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


def _one_click(act, done, *, to_tell=False):
    """A view that does `act` on a proposal and comes back to it, saying `done`; `to_tell` when it becomes public."""

    @require_POST
    @_signed_in(_this_proposal)
    def view(request, pk):
        found = get_proposal(request, pk)
        act(request, found)
        messages.success(request, done())
        url = reverse("proposal", args=[pk])
        return redirect(_to_tell(found, url) if to_tell else url)

    return view


publish = _one_click(
    lambda request, found: actions.publish_proposal(
        found, by=request.user, amendable=request.POST.get("publish") != "discussion"
    ),
    lambda: _("Votre proposition est publiée : tout le salon la voit."),
    to_tell=True,
)
open_amendments = _one_click(
    lambda request, found: actions.open_amendments(found, by=request.user),
    lambda: _("Les amendements sont ouverts."),
    to_tell=True,
)
take_over = _one_click(
    lambda request, found: actions.take_over(found, by=request.user),
    lambda: _("Vous portez désormais cette proposition."),
)
renew = _one_click(
    lambda request, found: actions.renew(found, by=request.user),
    lambda: _("Le texte est rouvert aux amendements, et vous le portez."),
    to_tell=True,
)


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
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
    _allow(request, found.room, form, permissions.may_edit(request.user, found))
    context = {"proposal": found, "room": found.room, "space": found.space}
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = _preview(request)
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


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
def drop(request, pk):
    found = get_proposal(request, pk)
    form = ReasonForm(request.POST or None, label=_("Pourquoi s’arrêter là ?"))
    _allow(request, found.room, form, permissions.may_drop(request.user, found))
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


@require_POST
@_signed_in(_this_proposal)
def contribute(request, pk):
    found = get_proposal(request, pk)
    form = ContributionForm(request.POST, auto_id="contribution-%s")
    if _done(form, lambda data: actions.contribute(found, by=request.user, **data)) is None:
        return _whole(request, get_proposal(request, pk), _refusal(form), contribution=form)
    messages.success(request, _("Merci, c’est noté."))
    return redirect(f"{reverse('proposal', args=[pk])}#contributions")


# --- Amendments --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
def amend(request, pk):
    """Edit a copy of the text and say why."""
    found = get_proposal(request, pk)
    current = found.text.current
    form = AmendmentForm(request.POST or None, text=found.text, initial={"base": current, "body": current.body})
    _allow(request, found.room, form, permissions.may_propose_amendment(request.user, found))
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


@require_safe
def amendment(request, pk, n):
    """What it changes, why, and what became of it; one in conflict is shown against the text it was written on."""
    return _amendment_page(request, *_amendment(request, pk, n))


def _amendment_page(request, found, amendment, status=200, **context):
    beside = request.GET.get("view") == "side"
    context |= place(found) | {
        "amendment": amendment,
        "beside": beside,
        "rows": side_by_side(amendment.base.body, amendment.body) if beside else None,
        "diff": None if beside else diff(amendment.base.body, amendment.body),
        "first": amendment.revisions.select_related("base").first(),
        "may_accept": permissions.may_accept_amendment(request.user, found, amendment),
        "may_reject": permissions.may_reject_amendment(request.user, found, amendment),
        "may_withdraw": permissions.may_withdraw_amendment(request.user, found, amendment),
        "may_settle": permissions.may_settle_amendment(request.user, found, amendment),
        "may_confirm": permissions.may_confirm_amendment(request.user, found, amendment),
        "lapsed": lapsed(amendment, found.phase()),
        "is_carrier": found.carrier_id == request.user.pk,
        "is_author": amendment.author_id == request.user.pk,
        "redone": Amendment.objects.filter(replaces=amendment).first(),
    }
    return render(request, "proposals/amendment.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
def settle_amendment(request, pk, n):
    """Settle an amendment with what the text became: base, both sides, and the words that are being written."""
    found, amendment = _amendment(request, pk, n)
    ensure(permissions.may_settle_amendment(request.user, found, amendment))
    current = found.text.current
    form = SettlementForm(request.POST or None, merged=rebase(amendment.base.body, current.body, amendment.body))
    context = place(found) | {"amendment": amendment, "current": current}
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        context["result"] = diff(current.body, normalise(form.cleaned_data["body"]))
        return render(request, "proposals/settle.html", {**context, "form": form})
    return _page_act(
        request,
        form,
        "proposals/settle.html",
        context,
        lambda data: actions.settle_amendment(amendment, by=request.user, body=data["body"], seen=data["seen"]),
        lambda settled: reverse("amendment", args=[pk, settled.n]),
    )


TAKES = {"accept": ("reason", "seen"), "reject": ("reason",), "withdraw": ("reason",), "confirm": ()}


@require_POST
@_signed_in(_this_proposal)
def decide_amendment(request, pk, n, verb):
    """Accept, reject or withdraw, with the reason written beside the buttons."""
    acts = {
        "accept": (actions.accept_amendment, _("L’amendement est intégré : voici la version %(n)s.")),
        "reject": (actions.reject_amendment, _("L’amendement est écarté.")),
        "withdraw": (actions.withdraw_amendment, _("Votre amendement est retiré.")),
    }
    if verb not in acts:
        raise Http404
    act, done = acts[verb]
    _found, amendment = _amendment(request, pk, n)
    withdraws = verb == "withdraw"
    form = (WithdrawalForm if withdraws else DecisionForm)(request.POST)
    result = _done(form, lambda data: act(amendment, by=request.user, **{name: data[name] for name in TAKES[verb]}))
    if result is None:
        refused = {"withdrawal" if withdraws else "decision": form}
        return _amendment_page(request, *_amendment(request, pk, n), _refusal(form), **refused)
    messages.success(request, done % {"n": result.n})
    return redirect("amendment", pk, n) if verb == "confirm" else redirect("proposal", pk)


# --- Consultation ------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
def open_round(request, pk):
    found = get_proposal(request, pk)
    form = RoundForm(request.POST or None, initial={"closes_at": RoundForm.default()})
    _allow(request, found.room, form, permissions.may_open_round(request.user, found))
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
        lambda _result: _to_tell(found, reverse("proposal", args=[pk])),
    )


@require_POST
@_signed_in(_this_proposal)
def take_position(request, pk):
    """One tap, and its reason. A refusal shows the same form again, with the reason that was typed."""
    form = PositionForm(request.POST, auto_id="position-%s")
    try:
        # Not read before the act, which reads it under its lock: a hall answers within minutes.
        ballot = _done(form, lambda data: actions.take_position(Proposal(pk=pk), by=request.user, **data))
    except Proposal.DoesNotExist:
        raise Http404 from None
    if ballot is None:
        # Whoever does not see the proposal was refused by the act, and gets a 404 here.
        # Things may have changed since the form was shown: the answer is about how they stand now.
        answer = partial(_part, request, "mine") if request.htmx else partial(_whole, request)
        return answer(get_proposal(request, pk), _refusal(form), position=form)
    if request.htmx:
        return _part(request, "mine", get_proposal(request, pk), saved=True)
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
@_signed_in(_objection)
def answer_objection(request, pk):
    found, objection = _objection(request, pk)
    form = ReasonForm(request.POST or None, label=_("Votre réponse au blocage"))
    _allow(request, found.room, form, permissions.may_answer_objection(request.user, found, objection))
    return _page_act(
        request,
        form,
        "proposals/answer_objection.html",
        {"proposal": found, "room": found.room, "space": found.space, "objection": objection},
        lambda data: actions.answer_objection(objection, by=request.user, answer=data["reason"]),
        lambda _result: reverse("proposal", args=[found.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_objection)
def integrate_amendment(request, pk):
    found, objection = _objection(request, pk)
    ready = found.text.amendments.filter(state="open", base=found.text.current).select_related("author")
    form = IntegrateForm(request.POST or None, amendments=ready)
    _allow(request, found.room, form, permissions.may_answer_objection(request.user, found, objection))

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


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
def resolve(request, pk):
    found = get_proposal(request, pk)
    form = ResolutionForm(request.POST or None, impact=found.impact, people=participants(found.room))
    _allow(request, found.room, form, permissions.may_resolve(request.user, found))
    dossier = _dossier(request, found)
    goes_on = actions.may_go_on_with(found)
    if not goes_on and not form.is_bound:
        form.without("go_on")

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
        {"proposal": found, "room": found.room, "space": found.space, "d": dossier, "goes_on": goes_on},
        act,
        lambda _result: reverse("proposal", args=[pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_signed_in(_this_proposal)
def follow_up(request, pk):
    found = get_proposal(request, pk)
    form = FollowUpForm(request.POST or None, people=participants(found.room))
    _allow(request, found.room, form, permissions.may_open_action_from(request.user, found))
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


def _show_action(request, found, status=200, **context):
    user = request.user
    questions = found.questions.select_related("person").order_by("pk")
    context |= {
        "action": found,
        "room": found.room,
        "space": found.room.space,
        "questions": questions,
        "helpers": found.helpers.order_by("display_name"),
        "helps": user.is_authenticated and found.helpers.filter(pk=user.pk).exists(),
        "may_start": permissions.may_start_action(user, found),
        "may_finish": permissions.may_finish_action(user, found),
        "may_help": permissions.may_help(user, found),
        "may_take": permissions.may_take_action(user, found),
        "is_owner": found.owner_id == user.pk,
        "is_asked": not found.done_at and any(question.person_id == user.pk for question in questions),
    }
    if request.htmx and request.GET.get("part") == "action":
        return render(request, "proposals/_action.html", context)
    context["cursor"] = live.cursor("action", found.pk)
    return render(request, "proposals/action.html", context, status=status)


@require_safe
def action(request, pk):
    return _show_action(request, _action(request, pk))


@require_POST
@_signed_in(_this_action)
def act_on_action(request, pk, verb):
    found = _action(request, pk)
    acts = {
        "start": actions.start_action,
        "finish": actions.finish_action,
        "take": actions.take_action,
        "help": actions.help_action,
        "stop-helping": actions.stop_helping,
    }
    if verb not in acts:
        raise Http404
    form = DocumentationForm(request.POST)
    if _done(form, lambda data: acts[verb](found, by=request.user, **(data if verb == "finish" else {}))) is None:
        return _show_action(request, _action(request, pk), _refusal(form), finishing=form)
    return redirect("action", pk)


def _question(request, pk) -> Question:
    visible = Action.objects.visible_to(request.user)
    return get_object_or_404(Question.objects.select_related("action"), pk=pk, action__in=visible)


@require_POST
@_signed_in(_question)
def answer_question(request, pk):
    question = _question(request, pk)
    form = AnswerForm(request.POST)
    if _done(form, lambda data: actions.answer_question(question, by=request.user, **data)) is None:
        return _show_action(request, _action(request, question.action_id), _refusal(form), answering=form)
    messages.success(request, _("Merci, votre avis est transmis."))
    return redirect("action", question.action_id)
