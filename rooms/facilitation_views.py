"""The pages of those who look after a talk: closing a discussion with a summary, moving messages to another room."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.permissions import read_grants
from governance.throttle import paced
from governance.verdict import ensure
from rooms import discussions, moving
from rooms.facilitation_forms import MoveForm, SummaryForm
from rooms.models import Message, Room
from rooms.permissions import may_see_thread
from rooms.threads import place_of, room_of
from rooms.views import get_room

PAGE = 30
OFFERED = 30  # messages after the one that is moved, which may go along


def _message_or_404(request, pk):
    found = get_object_or_404(Message.objects.with_people().select_related("thread", "root"), pk=pk)
    if found.thread.owner_id is None or not may_see_thread(request.user, found.thread):
        raise Http404
    return found


def _about(message) -> dict:
    space, place = place_of(message.thread)
    return {
        "message": message,
        "space": space,
        "in_place": f"{place}?at={message.n}#message-{message.pk}",
    }


def _answer(request, template, form, context):
    status = refusal_status(form) if form.is_bound and form.errors else 200
    page = render(request, template, context | {"form": form}, status=status)
    return with_wait(page, getattr(form, "refusal", None))


# --- Discussions -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def discussion_close(request, pk):
    """Close a discussion with its summary; from an answer, the page leads to the first message."""
    message = _message_or_404(request, pk)
    if message.root_id and message.root.thread_id == message.thread_id:
        return redirect("discussion-close", message.root_id)
    ensure(discussions.may_close(request.user, message))
    initial = {"summary": message.summary.body} if message.summary_id else {}
    form = SummaryForm(request.POST if request.method == "POST" else None, initial=initial)
    act = discussions.close_discussion
    if attempt(form, lambda data: paced("facilitation", act, message, by=request.user, **data)):
        messages.success(request, _("La discussion est close. Son résumé est au premier message."))
        return redirect("message", message.pk)
    context = _about(message) | {"answers": message.branch.filter(deleted_at=None).count()}
    return _answer(request, "rooms/discussion_close.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def summary_edit(request, pk):
    message = _message_or_404(request, pk)
    ensure(discussions.may_reword(request.user, message))
    form = SummaryForm(request.POST if request.method == "POST" else None, initial={"summary": message.summary.body})
    act = discussions.reword_summary
    if attempt(form, lambda data: paced("facilitation", act, message, by=request.user, **data)):
        messages.success(request, _("Le résumé est modifié. Son histoire reste lisible."))
        return redirect("message", message.pk)
    return _answer(request, "rooms/summary_edit.html", form, _about(message))


@require_POST
def discussion_reopen(request, pk):
    message = _message_or_404(request, pk)
    paced("facilitation", discussions.reopen_discussion, message, by=request.user)
    messages.success(request, _("La discussion est rouverte : on peut de nouveau y répondre."))
    return redirect("message", message.pk)


@require_safe
def summary_history(request, pk):
    message = _message_or_404(request, pk)
    if not message.summary_id:
        raise Http404
    revisions = message.summary.revisions.select_related("by")
    return render(request, "rooms/summary_history.html", _about(message) | {"revisions": revisions})


@require_safe
def room_summaries(request, space_slug, room_slug):
    """What was said in the discussions of a room that were closed, the last one first."""
    room = get_room(request, space_slug, room_slug)
    found = Message.objects.filter(thread=room.thread_id, summary__isnull=False).select_related("author", "summary__by")
    page = Paginator(found.order_by("-summary__closed_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "rooms/summaries.html", {"room": room, "space": room.space, "page": page})


# --- Moving ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def message_move(request, pk):
    """Where it goes, with its answers, and which of the messages that follow go along."""
    message = _message_or_404(request, pk)
    ensure(moving.may_move(request.user, message))
    room = room_of(message.thread)
    going = moving.with_answers(message.thread, [message])
    rooms = Room.objects.visible_to(request.user).living().filter(space=room.space_id).exclude(pk=room.pk)
    talk = Message.objects.filter(thread=message.thread_id, notice="", deleted_at=None, poll=None)
    form = MoveForm(request.POST if request.method == "POST" else None, rooms=rooms, talk=talk)
    done = attempt(form, lambda data: _moved(message, by=request.user, **data))
    if done:
        said = ngettext("%(n)s message est déplacé.", "%(n)s messages sont déplacés.", done)
        messages.success(request, said % {"n": done})
        return redirect("message-here", message.pk)
    after = talk.filter(n__gt=message.n).exclude(pk__in=[one.pk for one in going]).select_related("author")
    after = list(after.order_by("n")[:OFFERED])
    stay = moving.may_be_moved(request.user, going)
    places = list(rooms.select_related("retention"))
    for one in places:
        one.space = room.space
    read_grants(request.user, room.space, room, *places)
    own = all(one.author_id == request.user.pk for one in [*going, *after])
    context = _about(message) | {
        "room": room,
        "going": len(going) - 1,
        "after": after,
        "chosen": {str(pk) for pk in form["also"].value() or ()},
        "to": str(form["to"].value() or ""),
        "stay": stay,
        "typed": [words] if not stay and (words := form.data.get("reason", "").strip()) else [],
        "places": [(one, moving.may_go_to(request.user, room, one, going).why) for one in places],
        "own": own,
    }
    return _answer(request, "rooms/message_move.html", form, context)


def _moved(message, *, by, to, also, reason):
    chosen = [message, *(one for one in also if one.pk != message.pk)]
    return paced("facilitation", moving.move_messages, chosen, to, by=by, reason=reason)
