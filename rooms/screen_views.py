"""The page of a room for the screen of a hall: large, live, nothing to click; seen by whoever sees the room."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from governance import clock, live
from governance.voting.qr import qr
from rooms import screen
from rooms.views import get_room


@require_safe
def room_screen(request, space_slug, room_slug):
    """What is open, what was just said, and where to find the room with a phone."""
    room = get_room(request, space_slug, room_slug)
    now = clock.now()
    context = {"room": room, "space": room.space, "now": now}
    if request.htmx and request.GET.get("part") == "open":
        return render(request, "rooms/_screen_open.html", context | screen.decisions(room, now))
    # Cursors are read before what they date: a page may hear something twice, never miss it.
    context["room_cursor"] = live.cursor("room", room.pk)
    context["thread_cursor"] = live.cursor("thread", room.thread_id)
    talk = list(room.thread.messages.with_people().order_by("-n")[: screen.SAID])
    address = request.build_absolute_uri(reverse("room", args=[space_slug, room_slug]))
    context |= {"talk": talk[::-1], "most": screen.SAID, "address": address.partition("://")[2], "qr": qr(address)}
    return render(request, "rooms/screen.html", context | screen.decisions(room, now))
