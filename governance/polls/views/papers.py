"""The desk of a poll, for those who keep it: its counters, piles to print, people to mark, slips to enter and check."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.polls import actions, papers
from governance.polls.forms.papers import CodeForm, CounterForm, MarkForm, PileForm
from governance.polls.models import Counter, PaperCode, PaperReport
from governance.polls.permissions import (
    is_counter,
    may_enter_code,
    may_mark,
    may_name_counter,
    may_prepare_codes,
    may_see_desk,
)
from governance.polls.results import asked_in
from governance.polls.sheets import Sheet
from governance.polls.views.polls import get_poll
from governance.throttle import paced
from governance.verdict import ensure
from governance.voting.qr import qr

WRITE = ["GET", "HEAD", "POST"]
FEW = 6  # options of a slip that takes a quarter of a page


@require_http_methods(WRITE)
@never_cache
def desk(request, pk):
    """What the desk is for, who keeps it, where it stands; and naming somebody to keep it."""
    found, now = get_poll(request, pk), clock.now()
    ensure(may_see_desk(request.user, found))
    may_name = may_name_counter(request.user, found, now)
    form = CounterForm(request.POST if request.method == "POST" else None)
    made = attempt(
        form,
        lambda data: paced("facilitation", actions.name_counter, found, data["person"], by=request.user),
    )
    if made:
        messages.success(request, _("%(name)s tient le guichet.") % {"name": made.person})
        return redirect("citizen-poll-desk", found.pk)
    counters = list(Counter.objects.current().filter(poll=found).select_related("person"))
    counting = is_counter(request.user, found)
    context = {"form": form, "counters": counters, "may_name": may_name, "is_counter": counting}
    context |= {"may_work": may_mark(request.user, found, now), "numbers": _numbers(found) if counting else None}
    context |= {"may_print": may_prepare_codes(request.user, found, now), "stage": found.stage(now)}
    context |= {"report": PaperReport.objects.filter(poll=found).first()}
    status = refusal_status(form) if form.is_bound else 200
    return _shown(request, found, "desk", context, form, status)


def _numbers(found):
    """How many were printed, marked, entered and countersigned, of the whole poll."""
    codes = PaperCode.objects.filter(poll=found)
    return {
        "printed": codes.count(),
        "marked": found.marks.count(),
        "waiting": codes.filter(content__isnull=False, countersigned_by__isnull=True).count(),
        "counted": codes.filter(countersigned_by__isnull=False).count(),
    }


@require_POST
def counter_end(request, pk, counter):
    found = get_poll(request, pk)
    row = get_object_or_404(found.counters.select_related("poll__space"), pk=counter)
    actions.end_counter(row, by=request.user)
    messages.success(request, _("Cette personne ne tient plus le guichet ; ce qu’elle a saisi reste."))
    return redirect("citizen-poll", found.pk)


@require_http_methods(WRITE)
@never_cache
@sensitive_variables()
def codes(request, pk):
    """A pile of slips to print: its codes are shown this once."""
    found = get_poll(request, pk)
    ensure(may_prepare_codes(request.user, found, clock.now()))
    form = PileForm(request.POST if request.method == "POST" else None, poll=found)
    made = attempt(
        form,
        lambda data: paced("paper", actions.prepare_codes, found, data["territory"], data["number"], by=request.user),
    )
    if not made:
        return _shown(request, found, "desk_codes", {}, form)
    sheet = Sheet(found, asked_in(found))
    address = request.build_absolute_uri(reverse("citizen-poll-desk-enter", args=[found.pk]))
    is_short = sheet.is_alone and len(sheet.questions[0].options) <= FEW
    context = {"slips": [papers.grouped(code) for code in made], "sheet": sheet, "many": 4 if is_short else 2}
    context |= {"commune": form.cleaned_data["territory"], "qr": qr(address), "address": address.partition("://")[2]}
    return _shown(request, found, "desk_slips", context, form, 200)


@require_http_methods(WRITE)
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@login_required
def mark(request, pk):
    """Put somebody on the list, then give them a slip from the pile of their commune."""
    found = get_poll(request, pk)
    ensure(may_mark(request.user, found, clock.now()))
    form = MarkForm(request.POST if request.method == "POST" else None, poll=found)
    made = attempt(form, lambda data: paced("paper", actions.mark, found, by=request.user, **_whom(data)))
    if not made:
        return _shown(request, found, "desk_mark", {}, form)
    said = {"name": made.territory.name}
    messages.success(request, _("C’est marqué. Donnez un bulletin tiré au milieu de la pile de %(name)s.") % said)
    return redirect("citizen-poll-desk-mark", found.pk)


def _whom(data):
    whom = {"territory": data["territory"], "person": data.get("person"), "full_name": data.get("name") or ""}
    return whom | {"born": data.get("born"), "old_enough": bool(data.get("old_enough"))}


@require_http_methods(WRITE)
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@login_required
def enter(request, pk):
    """Enter a slip: its code, and what is ticked on it."""
    found = get_poll(request, pk)
    ensure(may_enter_code(request.user, found, clock.now()))
    data = request.POST if request.method == "POST" else None
    form, sheet = CodeForm(data), Sheet(found, asked_in(found), data, asks_age=False)
    if data is not None and not sheet.is_valid():
        form.is_valid()
        return _shown(request, found, "desk_enter", {"sheet": sheet}, form, 422)
    made = attempt(
        form,
        lambda typed: paced("paper", actions.enter_code, found, typed["code"], by=request.user, ballots=sheet.ballots),
    )
    if not made:
        return _shown(request, found, "desk_enter", {"sheet": sheet}, form)
    messages.success(request, _("C’est saisi. La réponse comptera quand une autre personne l’aura contresignée."))
    return redirect("citizen-poll-desk-enter", found.pk)


@require_http_methods(WRITE)
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@login_required
def countersign(request, pk):
    """Type the code of a slip that another entered, compare, then countersign or send back."""
    found = get_poll(request, pk)
    ensure(may_enter_code(request.user, found, clock.now()))
    form = CodeForm(request.POST if request.method == "POST" else None)
    act = {"confirm": actions.countersign, "back": actions.send_back}.get(request.POST.get("act", ""), actions.compare)
    made = attempt(form, lambda data: paced("paper", act, found, data["code"], by=request.user))
    if not made:
        return _shown(request, found, "desk_countersign", {}, form)
    if act is actions.compare:
        sheet = Sheet(found, asked_in(found), content=made.content)
        context = {"sheet": sheet, "row": made, "code": form.cleaned_data["code"]}
        return _shown(request, found, "desk_compare", context, form, 200)
    if act is actions.countersign:
        messages.success(request, _("C’est contresigné : cette réponse compte."))
    else:
        messages.success(request, _("C’est renvoyé : ce bulletin est à saisir de nouveau."))
    return redirect("citizen-poll-desk-countersign", found.pk)


def _shown(request, found, template, context, form, status=None):
    if status is None:
        status = refusal_status(form) if form.is_bound else 200
    context = {"poll": found, "space": found.space, "form": form, **context}
    answer = render(request, f"polls/{template}.html", context, status=status)
    return with_wait(answer, getattr(form, "refusal", None))
