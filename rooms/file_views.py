"""The files of messages: sending them, reading them by whoever sees the message, and those of a room on one page."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from governance.answers import attempt
from governance.throttle import keep_pace, paced
from rooms.file_host import signed_address
from rooms.file_reading import found, read_out
from rooms.models import Attachment, Room
from rooms.pictures import Unreadable

PAGE = 50
AROUND = 25  # messages after the one whose file it is, on the page that shows it in its talk


def say(form, thread, *, by, act):
    """What `act(thread, by=…, **data)` makes of a form that holds; None when it is refused, and the form says why."""

    def send(data):
        if data["chosen"]:
            keep_pace(by, "file", len(data["chosen"]))
        return paced("message", act, thread, by=by, **data)

    try:
        return attempt(form, send)
    except Unreadable as error:  # its header held, and not what follows
        form.add_error("files", str(error))
        return None


# --- Reading -----------------------------------------------------------------------------------------


@require_safe
def file(request, key):
    """A file, for whoever sees its message at this very moment."""
    return _answer(request, key, "")


@require_safe
def thumbnail(request, key):
    return _answer(request, key, "thumbnail")


def _answer(request, key, part):
    attachment = found(key, part, request.user)
    if settings.FILES_HOST:
        answer = redirect(signed_address(attachment, part, request.user))
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    return read_out(request, attachment, part)


# --- Those of a room ---------------------------------------------------------------------------------


@require_safe
def room_files(request, space_slug, room_slug):
    """What was sent in the conversation of a room, newest first."""
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    room = get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)
    sent = Attachment.objects.filter(message__thread=room.thread_id).select_related("message__author")
    page = Paginator(sent.order_by("-message__n", "n"), PAGE).get_page(request.GET.get("page"))
    context = {"room": room, "space": room.space, "page": page, "around": AROUND}
    return render(request, "rooms/files.html", context)
