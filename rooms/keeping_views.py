"""What a room keeps and what one takes away: how long its talk stays, and the whole of it as a file."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.throttle import keep_pace, paced
from governance.verdict import ensure
from rooms import export, retention
from rooms.facilitation_forms import RetentionForm
from rooms.models import Retention
from rooms.permissions import may_facilitate_room, may_settle_room
from rooms.streaming import Made
from rooms.views import get_room


@require_http_methods(["GET", "HEAD", "POST"])
def room_retention(request, space_slug, room_slug):
    """How long the talk of a room is kept, for whoever reads it; whoever facilitates settles it."""
    room = get_room(request, space_slug, room_slug)
    kept = Retention.objects.filter(room=room).first()
    may_set = may_settle_room(request.user, room)
    if request.method == "POST":
        ensure(may_set)
    form = RetentionForm(
        request.POST if request.method == "POST" else None, initial={"years": kept.years if kept else 0}
    )
    done = attempt(form, lambda data: [paced("facilitation", retention.set_retention, room, by=request.user, **data)])
    if done:
        messages.success(request, _("La durée de conservation est enregistrée, et annoncée dans le salon."))
        return redirect("room-retention", space_slug, room_slug)
    context = {
        "room": room,
        "space": room.space,
        "form": form,
        "kept": kept,
        "now": clock.now(),
        "may_set": may_set,
        "may_export": export.may_export(request.user, room),
        "delay": retention.DELAY.days,
    }
    status = refusal_status(form) if form.is_bound and form.errors else 200
    return with_wait(render(request, "rooms/room_retention.html", context, status=status), _refusal(form))


def _refusal(form):
    return getattr(form, "refusal", None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room_export(request, space_slug, room_slug):
    """What the file will hold; a POST makes it, as it is taken."""
    room = get_room(request, space_slug, room_slug)
    ensure(export.may_export(request.user, room))
    if request.method != "POST":
        context = {
            "room": room,
            "space": room.space,
            "size": export.size_of(room, request.user),
            "may_facilitate": may_facilitate_room(request.user, room),
        }
        return render(request, "rooms/room_export.html", context)
    keep_pace(request.user, "export")
    name = f"{slugify(room.name) or room.slug}-{clock.now():%Y-%m-%d}.zip"
    answer = Made(export.made(room, request.user), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
