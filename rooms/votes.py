"""Votes that stand in a room: whom they ask, where they are read, and the talk about each."""

from django.urls import reverse

from governance import live
from governance.voting.actions import Place
from governance.voting.owners import Setting
from rooms.actions import open_thread, own_thread
from rooms.forms import MessageForm
from rooms.models import Debate
from rooms.permissions import may_talk, participants

TALK = 50  # messages on the page of a vote at once


def roll(room):
    """Everybody who takes part in the room, a voice each."""
    return [Place(pk) for pk in participants(room).values_list("pk", flat=True)]


def made(room, vote):
    """A new vote comes with its debate."""
    thread = open_thread("vote")
    Debate.objects.create(vote=vote, room=room, thread=thread)
    own_thread(thread, vote.pk)


def setting(request, room, vote):
    """The room it stands in, and its debate below it."""
    thread = vote.debate.thread
    where = [room.space.slug, room.slug]
    said = list(thread.messages.with_people().order_by("-n")[:TALK])[::-1]
    return Setting(
        crumbs=((str(room.space), reverse("space", args=[room.space.slug])), (room.name, reverse("room", args=where))),
        around="rooms/_vote_talk.html",
        context={
            "room": room,
            "thread": thread,
            "talk": said,
            "may_talk": may_talk(request.user, room),
            "form": MessageForm(thread=thread, auto_id=f"thread-{thread.pk}-%s"),
            "thread_cursor": live.cursor("thread", thread.pk),
        },
    )
