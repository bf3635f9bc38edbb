"""The further questions of a poll that is prepared: each with its own way to ask, in an order of its own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.answers import attempt, refusal_status, with_wait
from governance.polls import actions
from governance.polls.forms.polls import WAYS, QuestionForm, ways
from governance.polls.models import Question
from governance.polls.permissions import may_change_poll
from governance.polls.views.polls import get_poll
from governance.verdict import ensure
from governance.voting import processes
from governance.voting.making import written


@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request, pk):
    """In which way to ask; then what."""
    found = get_poll(request, pk)
    ensure(may_change_poll(request.user, found))
    template = processes.BY_KEY.get(request.GET.get("way", "")) if request.GET.get("way") in WAYS else None
    if template is None:
        return render(request, "polls/question_way.html", {"poll": found, "space": found.space, "ways": ways()})
    form = _form(request, found, template, {})
    return _made(request, found, form, _("Ajouter une question"), _added)


def _added(request, found, form):
    return actions.add_question(found, by=request.user, **form.prepared)


@require_http_methods(["GET", "HEAD", "POST"])
def question_change(request, pk, question):
    """Change one question: its text, its options, its numbers."""
    found = get_poll(request, pk)
    ensure(may_change_poll(request.user, found))
    row = _row(found, question)
    form = _form(request, found, processes.of_vote(row.vote), {"question": row.vote.title})
    form.initial["options"] = written(row.vote.options.all(), form.zone)

    def act(request, found, form):
        return actions.change_question(row, by=request.user, **form.prepared)

    return _made(request, found, form, _("Changer la question"), act)


@require_POST
def question_act(request, pk, question, act):
    """Remove a question, or move it up or down."""
    found = get_poll(request, pk)
    row = _row(found, question)
    if act == "remove":
        actions.remove_question(row, by=request.user)
        messages.success(request, _("La question est retirée."))
    elif act in ("up", "down"):
        actions.move_question(row, by=request.user, up=act == "up")
    else:
        raise Http404
    return redirect(found.get_absolute_url() + "#will")


def _row(found, pk) -> Question:
    return get_object_or_404(found.questions.select_related("vote", "poll"), pk=pk)


def _form(request, found, template, initial):
    data = request.POST if request.method == "POST" else None
    return QuestionForm(data, template=template, zone=found.space.governed_by.time_zone, initial=initial)


def _made(request, found, form, title, act):
    if attempt(form, lambda _data: act(request, found, form)):
        messages.success(request, _("La question est écrite."))
        return redirect(found.get_absolute_url() + "#will")
    context = {"poll": found, "space": found.space, "form": form, "title": title, "template": form.template}
    answer = render(request, "polls/question_form.html", context, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(answer, getattr(form, "refusal", None))
