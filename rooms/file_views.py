"""The files of messages: sending them, reading them by whoever sees the message, and those of a room on one page."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.throttle import keep_pace, paced
from governance.verdict import ensure
from rooms.audiences import may_read_file, read_by
from rooms.describing import describe, may_describe
from rooms.file_forms import DescriptionForm
from rooms.file_host import signed_address
from rooms.file_reading import found, read_out
from rooms.models import Attachment, Room
from rooms.pictures import Unreadable
from rooms.threads import address_of, place_of

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


@require_http_methods(["GET", "HEAD", "POST"])
def file_describe(request, key):
    """The picture, and what its author says that it shows."""
    file = get_object_or_404(Attachment.objects.select_related("message__thread", "message__author"), key=key)
    message = file.message
    if not may_read_file(request.user, file):
        raise Http404
    ensure(may_describe(request.user, file))
    form = DescriptionForm(request.POST if request.method == "POST" else None, initial={"alt": file.alt})
    in_place = f"{address_of(message)}?at={message.n}#message-{message.pk}"
    if attempt(form, lambda data: paced("message", describe, file, by=request.user, **data)):
        messages.success(request, _("La description de l’image est enregistrée."))
        return redirect(in_place)
    context = {"form": form, "file": file, "space": place_of(message.thread)[0], "in_place": in_place}
    page = render(request, "rooms/file_describe.html", context, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(page, getattr(form, "refusal", None))


# --- Those of a room ---------------------------------------------------------------------------------


@require_safe
def room_files(request, space_slug, room_slug):
    """What was sent in the conversation of a room, newest first."""
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    room = get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)
    sent = Attachment.objects.filter(read_by(request.user, room), message__thread=room.thread_id)
    sent = sent.select_related("message__author")
    page = Paginator(sent.order_by("-message__n", "n"), PAGE).get_page(request.GET.get("page"))
    context = {"room": room, "space": room.space, "page": page, "around": AROUND}
    return render(request, "rooms/files.html", context)
