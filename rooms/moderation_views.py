"""The pages of reports: making one, the queue of the facilitation, a case, what was reported of mine; and slow mode."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from governance import clock, live
from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.permissions import may_facilitate
from governance.organizations.views import about as about_space
from governance.organizations.views import space_or_404
from governance.throttle import paced
from governance.verdict import ensure, no
from rooms import audiences, moderation, slow, threads
from rooms.models import Case, Message, Thread
from rooms.moderation_forms import AnswerCaseForm, DecisionForm, ReportForm, SlowForm
from rooms.permissions import may_edit_message, may_see_thread, may_settle_room
from rooms.views import get_room

CLOSED_SHOWN = 20
AROUND = 2  # messages before and after a reported one


def _message_or_404(request, pk):
    found = get_object_or_404(Message.objects.with_people().select_related("thread"), pk=pk)
    if found.thread.owner_id is None or not may_see_thread(request.user, found.thread):
        raise Http404
    return found


def _answered(request, template, form, context):
    """The page of a form that was not acted on, with all that was typed; or the page as it is asked for."""
    status = refusal_status(form) if form is not None and form.is_bound else 200
    page = render(request, template, {"form": form, **context}, status=status)
    return with_wait(page, getattr(form, "refusal", None))


def _typed(form, name):
    """The words of a form that is no longer shown."""
    words = form.data.get(name, "").strip() if form.is_bound else ""
    return [words] if words else []


# --- Reporting ---------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message_report(request, pk):
    """Tell the facilitation of a message; afterwards, what came of it."""
    message = _message_or_404(request, pk)
    mine = moderation.report_of(request.user, message)
    may_report = moderation.may_report(request.user, message)
    waits = mine is not None and mine.case.closed_at is None
    if request.method == "POST" or mine is None:
        ensure(may_report)
    form = ReportForm(request.POST if request.method == "POST" else None)
    act = partial(paced, "report", moderation.report_message, message, by=request.user)
    if attempt(form, lambda data: act(**data)):
        messages.success(request, _("Merci. La facilitation est prévenue, et vous lirez ici ce qu’elle décide."))
        return redirect("message-report", message.pk)
    context = {
        "message": message,
        "space": threads.place_of(message.thread)[0],
        "outcome": moderation.outcome(mine) if mine else None,
        "typed": _typed(form, "words") if waits else [],
        "may_report": may_report if not waits else None,
        "in_place": f"{threads.place_of(message.thread)[1]}?at={message.n}#message-{message.pk}",
    }
    return _answered(request, "rooms/message_report.html", form, context)


@never_cache
@require_safe
def reported(request):
    """What was reported of mine, and what I reported; alone, as a part, those of mine that are open."""
    if not request.user.is_authenticated:
        ensure(no(_("Connectez-vous pour suivre vos signalements."), "sign_in"))
    cases = moderation.about_my_words(request.user)
    if request.htmx:
        return render(request, "rooms/_reported.html", {"reported": cases.open()})
    page = Paginator(moderation.my_reports(request.user).order_by("-pk"), CLOSED_SHOWN)
    page = page.get_page(request.GET.get("page"))
    context = {
        "cases": cases.order_by("-pk")[:CLOSED_SHOWN],
        "page": page,
        "outcomes": [moderation.outcome(report) for report in page],
    }
    return render(request, "rooms/reported.html", context)


# --- Deciding ----------------------------------------------------------------------------------------


@never_cache
@require_safe
def cases(request, space_slug):
    """The queue of the facilitation: what is to decide, the oldest first, what waits for an author, what is closed."""
    space = space_or_404(request.user, space_slug)
    ensure(may_facilitate(request.user, space))
    found = moderation.of_space(request.user, space)
    part = request.GET.get("part")
    if request.htmx and part == "count":
        return render(request, "rooms/_cases_count.html", {"space": space, "n_cases": found.to_decide().count()})
    cursor = live.cursor("cases", space.pk)  # before what it dates
    waiting = list(found.open().order_by("pk"))
    context = {
        "to_decide": [case for case in waiting if not case.awaits_author],
        "asked": [case for case in waiting if case.awaits_author],
        "space": space,
    }
    if request.htmx and part == "open":
        return render(request, "rooms/_cases.html", context)
    closed = Paginator(found.filter(closed_at__isnull=False).order_by("-closed_at", "-pk"), CLOSED_SHOWN)
    context |= about_space(request.user, space, "cases")
    return render(
        request, "rooms/cases.html", context | {"page": closed.get_page(request.GET.get("page")), "cursor": cursor}
    )


def _case_or_404(request, pk):
    cases = Case.objects.select_related(
        "message__thread", "room", "space__organization", "space__project__organization", "closed_by"
    )
    case = get_object_or_404(cases, pk=pk)
    if not moderation.may_see_case(request.user, case):
        raise Http404
    return case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case(request, pk):
    """A case: its message, what was said around it, what happened; its author answers, the facilitation decides."""
    case = _case_or_404(request, pk)
    user = request.user
    may_answer, may_decide = moderation.may_answer_case(user, case), moderation.may_decide_case(user, case)
    sent = request.POST if request.method == "POST" else None
    is_answer = sent is not None and "words" in sent
    answer_form = AnswerCaseForm(sent if is_answer else None, auto_id="answer-%s")
    form = DecisionForm(None if is_answer else sent, case=case, by=user)
    if is_answer:
        if attempt(answer_form, lambda data: paced("moderation", moderation.answer_case, case, by=user, **data)):
            messages.success(request, _("Votre réponse est transmise à la facilitation."))
            return redirect("case", case.pk)
    elif attempt(form, lambda data: paced("moderation", moderation.decide_case, case, by=user, **data)):
        messages.success(request, _("Votre décision est enregistrée."))
        return redirect("case", case.pk)
    context = _read(user, case) | {
        "typed_answer": _typed(answer_form, "words") if not may_answer else [],
        "typed": _typed(form, "reason") if not may_decide else [],
        "may_answer": may_answer,
        "may_decide": may_decide,
        "answer_form": answer_form,
        "decision_form": form,
    }
    return _answered(request, "rooms/case.html", answer_form if is_answer else form, context)


def _read(user, case):
    message = Message.objects.with_people().select_related("thread").get(pk=case.message_id)
    case.message = message
    audiences.show(user, [message])
    thread = message.thread
    said = thread.messages.with_people().filter(n__gte=message.n - AROUND, n__lte=message.n + AROUND)
    space, place = threads.place_of(thread)
    return {
        "case": case,
        "space": space,
        "message": message,
        "around": list(said.order_by("n")),
        "marks": threads.shows_marks(user, thread),
        "about": partial(threads.about, thread),
        "place": place,
        "in_place": f"{place}?at={message.n}#message-{message.pk}",
        "is_as_reported": moderation.words_shown(message) == case.html and not message.deleted_at,
        "history": moderation.history(user, case),
        "is_mine": user.pk == message.author_id,
        "sees_reports": moderation.sees_reports(user, case),
        "facilitates": may_facilitate(user, case.space),
        "may_edit": may_edit_message(user, message),
        "now": clock.now(),
    }


# --- Slow mode ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def room_slow(request, space_slug, room_slug):
    """The pace of a room."""
    room = get_room(request, space_slug, room_slug)
    ensure(may_settle_room(request.user, room))
    form = SlowForm(request.POST if request.method == "POST" else None, initial={"seconds": room.slow})
    if attempt(form, lambda data: paced("moderation", slow.set_slow_mode, room, by=request.user, **data)):
        messages.success(request, _("Le rythme du salon est enregistré."))
        return redirect("room", space_slug, room_slug)
    return _answered(request, "rooms/room_slow.html", form, {"room": room, "space": room.space})


@never_cache
@require_safe
def thread_slow(request, pk):
    """What the composer of a talk says of its pace, for this person; a page leads back to the talk."""
    thread = get_object_or_404(Thread, pk=pk, owner_id__isnull=False)
    if not may_see_thread(request.user, thread):
        raise Http404
    if not request.htmx:
        return redirect(threads.place_of(thread)[1])
    return render(request, "rooms/_slow.html", {"thread": thread, "room": threads.room_of(thread)})
