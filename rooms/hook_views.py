"""The page of a room's channel outside: where its notices go, what went and what did not."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.models import Visibility
from governance.throttle import paced
from governance.verdict import ensure
from rooms import hooks
from rooms.forms import HookForm
from rooms.models import Delivery, Hook, Room
from rooms.permissions import may_facilitate_room, may_see_room, may_settle_room

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def room_hook(request, space_slug, room_slug):
    """Settle it, stop it, read its log. A new secret is shown once, on the answer to the form that drew it."""
    rooms = Room.objects.visible_to(request.user).select_related("space__organization", "space__project__organization")
    room = get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)
    ensure(may_facilitate_room(request.user, room))
    if request.method == "POST" and "stop" in request.POST:
        hooks.stop_hook(room, by=request.user)
        messages.success(request, _("Ce salon n’annonce plus rien au dehors."))
        return redirect("room-hook", space_slug, room_slug)
    hook = Hook.objects.filter(room=room).first()
    initial = {"service": hook.service, "language": hook.language} if hook else {"language": request.user.language}
    is_public = Visibility.stricter(room.visibility, room.space.visibility) == Visibility.PUBLIC
    settled = {"is_public": is_public, "has_address": hook is not None and hook.stopped_at is None}
    form = HookForm(request.POST or None, initial=initial, **settled)
    made = attempt(form, lambda data: paced("hook", hooks.settle_hook, room, by=request.user, **data))
    if made:
        hook, secret = made
        if not secret:
            messages.success(request, _("Les réglages du webhook sont enregistrés."))
            return redirect("room-hook", space_slug, room_slug)
        settled["has_address"] = True
        form = HookForm(initial={"service": hook.service, "language": hook.language}, **settled)
    context = {
        "room": room,
        "space": room.space,
        "hook": hook,
        "form": form,
        "secret": made[1] if made else "",
        "may_settle": may_settle_room(request.user, room),
        "page": Paginator(Delivery.objects.filter(hook__room=room), PAGE).get_page(request.GET.get("page")),
    }
    status = refusal_status(form) if form.is_bound and form.errors else 200
    page = render(request, "rooms/room_hook.html", context, status=status)
    page.headers["Cache-Control"] = "no-store"
    return with_wait(page, getattr(form, "refusal", None))


@require_POST
def delivery_again(request, pk):
    delivery = get_object_or_404(Delivery.objects.select_related("hook__room__space"), pk=pk)
    room = delivery.hook.room
    if not may_see_room(request.user, room):
        raise Http404
    paced("hook", hooks.send_again, delivery, by=request.user)
    messages.success(request, _("L’annonce repart dans un instant."))
    return redirect("room-hook", room.space.slug, room.slug)
