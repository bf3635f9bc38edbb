"""What rooms tells the house: the rules of their talk, who hears it live, who reads of it in the register."""

from functools import partial

from django.template.loader import render_to_string
from django.urls import reverse

from governance import live
from governance.register import visibility
from rooms import threads
from rooms.models import Message, Room, Thread
from rooms.permissions import may_facilitate_room, may_see_room, may_see_thread, may_talk


def _place(room):
    return room.space, reverse("room", args=[room.space.slug, room.slug])


def _may_hear_thread(user, pk):
    thread = Thread.objects.filter(pk=pk, owner_id__isnull=False).first()
    return thread is not None and may_see_thread(user, thread)


def _may_hear_room(user, pk):
    return Room.objects.visible_to(user).filter(pk=pk).exists()


def _part(pk, part):
    """A message as everybody reads it. One that leans is personal: its mark may still be hidden from some."""
    kind, _, key = part.partition(":")
    if kind != "message":
        return None
    message = Message.objects.with_people().filter(pk=key, thread=pk).first()
    if message is None or message.lean:
        return None
    text = partial(_text_of, message)
    return lambda: render_to_string("rooms/_message.html", {"message": message, "about": text})


def _text_of(message):
    return threads.about(message.thread)


def declare():
    threads.declare(
        "room",
        threads.Owner(
            find=lambda pk: Room.objects.select_related("space").get(pk=pk),
            may_see=may_see_room,
            may_post=may_talk,
            may_moderate=may_facilitate_room,
            shows_marks=lambda user, room: True,
            place=_place,
            visible_ids=lambda user: Room.objects.visible_to(user).values("thread"),
        ),
    )
    live.declare("thread", may_join=_may_hear_thread, part=_part)
    live.declare("room", may_join=_may_hear_room)
    visibility.declare("room", lambda user: Room.objects.visible_to(user).values("pk"))
    visibility.declare("message", lambda user: Message.objects.filter(threads.messages_seen_by(user)).values("pk"))
