"""The pages on which a vote is changed until it opens, its ideas gathered, and ways to ask are kept."""

import json
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import prose
from governance.organizations.views import about, space_or_404
from governance.throttle import paced
from governance.verdict import Refused, ensure
from governance.voting import actions, owners, porting
from governance.voting import processes as ready
from governance.voting.making import (
    FLAGS,
    LONGEST_BODY,
    DropForm,
    IdeaForm,
    MergeForm,
    ProcessForm,
    VoteForm,
    written,
)
from governance.voting.models import Idea, Process, Vote
from governance.voting.permissions import (
    may_change_process,
    may_change_vote,
    may_keep_process,
    may_suggest_option,
    may_tidy_ideas,
    may_withdraw_idea,
)
from governance.voting.views import get_vote, page

SAID = {"name", "purpose", "guide", "caution", "days"}


def made_page(request, template, form, act, context):
    """The form of a vote; when it holds, `act` on all of it and go to the vote. « preview » shows the text first."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid() and "preview" not in request.POST:
            try:
                vote = act(**form.prepared)
            except Refused as refused:
                form.add_error(None, refused.verdict.why)
                status = 429 if refused.verdict.wait else 403
            else:
                said = _("Le scrutin est préparé : relisez-le, puis ouvrez-le.")
                if form.cleaned_data.get("is_election") and form.data.get("secrecy") != Vote.Secrecy.SECRET:
                    said = _("Le scrutin est préparé. Il élit des personnes : il est secret.")
                messages.success(request, said)
                return redirect("vote", vote.pk)
        elif form.is_valid():
            status = 200
    if "preview" in request.POST:
        context["preview"] = prose.render(request.POST.get("body", "")[:LONGEST_BODY])
        context["previewed"] = form.choices if form.is_bound and not form.errors else None
    return render(request, template, context | {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Change a vote that nobody is asked yet; `?process=` starts again from another way to ask, its words kept."""
    vote = get_vote(request, pk)
    ensure(may_change_vote(request.user, vote))
    other = ready.found(request.GET.get("process", ""), vote.space)
    template = other or ready.of_vote(vote)
    zone = vote.space.governed_by.time_zone
    initial = {"title": vote.title, "body": vote.body, "closes_at": vote.closes_at}
    if other is None:
        initial |= {name: getattr(vote, name) for name in ("secrecy", "shows", "quorum_percent", *FLAGS)}
    rules, owner = owners.rules_of(vote)
    data = request.POST if request.method == "POST" else None
    weighs = vote.space.weighs_by_role
    form = VoteForm(
        data,
        template=template,
        zone=zone,
        weighs_by_role=weighs,
        people=rules.candidates(owner),
        initial=initial,
    )
    if template.method not in ("positions", "opt_in") and not (other and "date" in (other.method, vote.method)):
        form.initial["options"] = written(vote.options.all(), form.zone)
    setting = rules.setting(request, owner, vote)
    context = {"vote": vote, "space": vote.space, "template": template, "setting": setting}
    context["purposes"] = ready.by_purpose(vote.space)
    return made_page(
        request, "voting/change.html", form, partial(actions.change_prepared, vote, by=request.user), context
    )


# --- Ideas ------------------------------------------------------------------------------------------


@require_POST
def idea_add(request, pk):
    """Add an idea; those that say nearly the same are shown first, and it is confirmed."""
    vote = get_vote(request, pk)
    ensure(may_suggest_option(request.user, vote))
    form = IdeaForm(request.POST)
    if form.is_valid():
        near = actions.near(vote, form.cleaned_data["label"])
        if near and "sure" not in request.POST:
            return page(request, vote, "voting/idea_near.html", idea_form=form, near=near, status=200)
        try:
            paced("idea", actions.add_idea, vote, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
            status = 429 if refused.verdict.wait else 403
            return page(request, vote, "voting/idea_near.html", idea_form=form, near=[], status=status)
        messages.success(request, _("Votre idée est dans la liste."))
        return redirect(f"{_address(vote)}#ideas")
    return page(request, vote, "voting/idea_near.html", idea_form=form, near=[], status=422)


@require_POST
def idea_act(request, pk, idea_pk, act):
    """Withdraw one's own idea, or move one up or down."""
    vote, idea = _idea(request, pk, idea_pk)
    if act == "withdraw":
        ensure(may_withdraw_idea(request.user, idea))
        actions.withdraw_idea(idea, by=request.user)
        messages.success(request, _("Votre idée est retirée."))
    else:
        actions.move_idea(idea, by=request.user, up=act == "up")
    return redirect(f"{_address(vote)}#ideas")


@require_http_methods(["GET", "HEAD", "POST"])
def idea_drop(request, pk, idea_pk):
    """Set an idea aside, and say why."""
    vote, idea = _idea(request, pk, idea_pk)
    ensure(may_tidy_ideas(request.user, vote))
    form = DropForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.drop_idea(idea, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
            return page(request, vote, "voting/idea_drop.html", form=form, idea=idea, status=403)
        messages.success(request, _("L’idée est écartée, et la raison se lit."))
        return redirect(f"{_address(vote)}#ideas")
    return page(request, vote, "voting/idea_drop.html", form=form, idea=idea, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ideas_merge(request, pk):
    """Two ideas that say the same become one."""
    vote = get_vote(request, pk)
    ensure(may_tidy_ideas(request.user, vote))
    form = MergeForm(request.POST or None, ideas=vote.ideas.standing())
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            actions.merge_ideas(data["one"], data["other"], by=request.user, label=data["label"])
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
            return page(request, vote, "voting/ideas_merge.html", form=form, status=403)
        messages.success(request, _("Les deux idées sont réunies."))
        return redirect(f"{_address(vote)}#ideas")
    return page(request, vote, "voting/ideas_merge.html", form=form, status=422 if form.is_bound else 200)


@require_POST
def ideas_settle(request, pk):
    """The ideas that stand become the options."""
    vote = get_vote(request, pk)
    ensure(may_tidy_ideas(request.user, vote))
    actions.settle_ideas(vote, by=request.user)
    messages.success(request, _("Les idées sont devenues les options. Relisez-les, puis ouvrez le scrutin."))
    return redirect(_address(vote))


def _idea(request, pk, idea_pk):
    vote = get_vote(request, pk)
    idea = get_object_or_404(Idea.objects.select_related("by"), pk=idea_pk, vote=vote)
    idea.vote = vote
    return vote, idea


def _address(vote):
    return reverse("vote", args=[vote.pk])


# --- Ways to ask that a space keeps -----------------------------------------------------------------


def _process(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    process = get_object_or_404(Process.objects.select_related("made_by"), pk=pk, space=space)
    process.space = space
    return space, process


def _process_page(request, name, space, status=200, **context):
    return render(request, f"voting/{name}.html", about(request.user, space) | context, status=status)


@require_safe
def processes(request, space_slug):
    """What the space keeps, and the ready ones it may start from."""
    space = space_or_404(request.user, space_slug)
    mine = [
        (process, may_change_process(request.user, process)) for process in space.processes.select_related("made_by")
    ]
    return _process_page(
        request, "processes", space, kept=mine, ready=ready.READY, may_keep=may_keep_process(request.user, space)
    )


def _process_form(request, space, template):
    data = request.POST if request.method == "POST" else None
    initial = ProcessForm.initial_of(template)
    return ProcessForm(
        data,
        template=template,
        zone=space.governed_by.time_zone,
        weighs_by_role=space.weighs_by_role,
        initial=initial,
    )


def _keep(request, space, form, act, done, **context):
    if form.is_bound and form.is_valid():
        try:
            act(by=request.user, **form.kept)
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
            return _process_page(request, "process_form", space, 403, form=form, **context)
        messages.success(request, done)
        return redirect("processes", space.slug)
    status = 422 if form.is_bound else 200
    return _process_page(request, "process_form", space, status, form=form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def process_create(request, space_slug):
    """Keep a way to ask, begun on another (`?process=`) or on a vote (`?vote=`)."""
    space = space_or_404(request.user, space_slug)
    ensure(may_keep_process(request.user, space))
    template = _begun_on(request, space)
    form = _process_form(request, space, template)
    done = _("Cette façon de demander est gardée pour l’espace.")
    return _keep(request, space, form, partial(actions.keep_process, space), done, template=template, process=None)


def _begun_on(request, space):
    key = request.GET.get("vote", "")
    if key.isascii() and key.isdigit() and len(key) < 10:
        vote = get_vote(request, int(key))
        return porting.of_vote(vote)
    return ready.found(request.GET.get("process", ""), space) or ready.BY_KEY["consent"]


@require_http_methods(["GET", "HEAD", "POST"])
def process_change(request, space_slug, pk):
    space, process = _process(request, space_slug, pk)
    ensure(may_change_process(request.user, process))
    template = ready.kept(process)
    form = _process_form(request, space, template)
    done = _("Cette façon de demander est changée. Les scrutins déjà préparés restent comme ils sont.")
    act = partial(actions.change_process, process)
    return _keep(request, space, form, act, done, template=template, process=process)


@require_http_methods(["GET", "HEAD", "POST"])
def process_remove(request, space_slug, pk):
    space, process = _process(request, space_slug, pk)
    ensure(may_change_process(request.user, process))
    if request.method == "POST":
        actions.remove_process(process, by=request.user)
        messages.success(request, _("Cette façon de demander est retirée de l’espace."))
        return redirect("processes", space.slug)
    return _process_page(request, "process_remove", space, process=process)


@require_safe
def process_export(request, space_slug, key):
    """A way to ask as a file, for another space to import."""
    space = space_or_404(request.user, space_slug)
    template = ready.found(key, space)
    if template is None:
        raise Http404
    answer = HttpResponse(
        json.dumps(porting.exported(template), ensure_ascii=False, indent=2), content_type="application/json"
    )
    name = slugify(str(template.name)) or "processus"
    answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def process_import(request, space_slug):
    """Read a way to ask from a file, or from pasted JSON: through the very form that keeps one."""
    space = space_or_404(request.user, space_slug)
    ensure(may_keep_process(request.user, space))
    form = porting.ImportForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_bound and form.is_valid():
        zone = space.governed_by.time_zone
        inner = porting.form_of(form.cleaned_data["read"], zone=zone, weighs_by_role=space.weighs_by_role)
        if inner.is_valid():
            try:
                actions.keep_process(space, by=request.user, **inner.kept)
            except Refused as refused:
                form.add_error(None, refused.verdict.why)
                return _process_page(request, "process_import", space, 403, form=form)
            messages.success(request, _("Cette façon de demander est gardée pour l’espace."))
            return redirect("processes", space.slug)
        for why in porting.faults(inner):
            form.add_error(None, why)
    return _process_page(request, "process_import", space, 422 if form.is_bound else 200, form=form)
