"""The pages of what is argued about a poll and of its documents: written, reported, hidden; joined, read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.polls import actions
from governance.polls.arguing import LISTED, Arguments
from governance.polls.forms.arguments import ArgumentForm, HideForm, PollDocumentsForm, ReportForm
from governance.polls.models import Argument, CitizenPoll, PollDocument
from governance.polls.permissions.arguments import (
    may_add_poll_document,
    may_argue,
    may_moderate_argument,
    may_read_poll_document,
    may_report_argument,
)
from governance.polls.views.polls import get_opened, get_poll
from governance.throttle import keep_pace, paced
from governance.verdict import ensure
from rooms.file_reading import read_out

WRITE = ["GET", "HEAD", "POST"]


@require_safe
def arguments(request, pk, side):
    """All the arguments of one side, the newest first."""
    found = get_opened(request.user, pk)
    if side not in Argument.Side.values:
        raise Http404
    before = request.GET.get("before", "")
    before = int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None
    told = Arguments(found, request.user, clock.now())
    context = {"poll": found, "space": found.space, "arguments": told, "side": told.side(side, LISTED, before)}
    return render(request, "polls/arguments.html", context)


@require_http_methods(WRITE)
@login_required
def argue(request, pk):
    """Say one reason: before it is written, who reads it and what it tells of its author."""
    found = get_poll(request, pk)
    ensure(may_argue(request.user, found, clock.now()))
    initial = {"side": request.GET.get("side", "")}
    form = ArgumentForm(request.POST if request.method == "POST" else None, initial=initial)
    if attempt(form, lambda data: paced("idea", actions.argue, found, by=request.user, **data)):
        messages.success(request, _("Votre argument est publié sous votre nom. Vous pouvez le retirer à tout moment."))
        return redirect(found.get_absolute_url() + "#arguments")
    return _asked(request, "polls/argue.html", form, {"poll": found, "space": found.space})


@require_POST
@login_required
def argument_withdraw(request, pk):
    found = _get(request, pk)
    actions.withdraw_argument(found, by=request.user)
    messages.success(request, _("Votre argument est retiré, et ses mots sont effacés."))
    return redirect(found.poll.get_absolute_url() + "#arguments")


@require_http_methods(WRITE)
@login_required
def argument_report(request, pk):
    """Tell the facilitation what is wrong with an argument."""
    found = _get(request, pk)
    ensure(may_report_argument(request.user, found))
    form = ReportForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda data: paced("report", actions.report_argument, found, by=request.user, **data)):
        messages.success(request, _("Merci : la facilitation de cet espace lira votre signalement."))
        return redirect(found.poll.get_absolute_url() + "#arguments")
    return _asked(request, "polls/argument_report.html", form, _about(found))


@require_http_methods(WRITE)
@login_required
def argument_moderate(request, pk):
    """Read its reports; hide it and say why, or leave it to be read."""
    found = _get(request, pk)
    ensure(may_moderate_argument(request.user, found))
    if request.method == "POST" and "show" in request.POST:
        paced("moderation", actions.show_argument, found, by=request.user)
        messages.success(request, _("L’argument se lit, et ses signalements ont leur réponse."))
        return redirect(found.poll.get_absolute_url() + "#arguments")
    form = HideForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda data: paced("moderation", actions.hide_argument, found, by=request.user, **data)):
        messages.success(request, _("L’argument est masqué, et la raison se lit à sa place."))
        return redirect(found.poll.get_absolute_url() + "#arguments")
    context = _about(found) | {"reports": list(found.reports.select_related("person"))}
    return _asked(request, "polls/argument_moderate.html", form, context)


def _get(request, pk):
    seen = Argument.objects.visible_to(request.user).standing()
    seen = seen.select_related("author", "poll__space__organization", "poll__space__project__organization__space")
    return get_object_or_404(seen, pk=pk)


def _about(argument):
    return {"argument": argument, "poll": argument.poll, "space": argument.poll.space}


def _asked(request, template, form, context):
    status = refusal_status(form) if form.is_bound else 200
    page = render(request, template, context | {"form": form}, status=status)
    return with_wait(page, getattr(form, "refusal", None))


# --- Documents ---------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@login_required
def poll_documents(request, pk):
    """Join documents to a poll that is prepared."""
    found = get_poll(request, pk)
    ensure(may_add_poll_document(request.user, found))
    posted = request.method == "POST"
    form = PollDocumentsForm(request.POST if posted else None, request.FILES if posted else None)

    def add(data):
        keep_pace(request.user, "file", len(data["chosen"]))
        return actions.add_poll_documents(found, by=request.user, **data)

    if attempt(form, add):
        messages.success(request, _("Les documents sont joints."))
        return redirect("citizen-poll-documents", pk)
    context = {"poll": found, "space": found.space, "documents": list(found.documents.all())}
    return _asked(request, "polls/poll_documents.html", form, context)


@require_POST
@login_required
def poll_document_remove(request, key):
    found = _document(request, key)
    actions.remove_poll_document(found, by=request.user)
    messages.success(request, _("Le document est retiré."))
    return redirect("citizen-poll-documents", found.poll_id)


@require_safe
def poll_document(request, key):
    """The file itself, saved and never opened, for whoever may read its poll at this very moment."""
    found = _document(request, key)
    ensure(may_read_poll_document(request.user, found))
    return read_out(request, found, "")


def _document(request, key):
    seen = PollDocument.objects.filter(poll__in=CitizenPoll.objects.visible_to(request.user))
    seen = seen.select_related("poll__space__organization", "poll__space__project__organization__space")
    return get_object_or_404(seen, key=key)
