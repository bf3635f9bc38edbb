"""Palabre says in a room that something of it moved: once, and to the channel outside if the room has one."""

from governance import live
from governance.register.actions import announce
from rooms import outbox
from rooms.models import Message, Room, Thread


def post_notice(room, *, kind: str, key: str, **told) -> Message | None:
    """In the transaction of what happened: a notice of `kind` (`rooms.notices`), once for each `key` of the room.

    told: plain words and numbers, the same for everybody who reads the room; never what is hidden from one of them.
    Whoever holds the chain of the register takes a talk after it: an act that takes both takes the chain first.
    """
    thread = Thread.objects.select_for_update().get(pk=room.thread_id)
    if Message.objects.filter(thread=thread, notice_key=key).exists():
        return None
    thread.length += 1
    thread.save(update_fields=["length"])
    notice = Message.objects.create(
        thread=thread, n=thread.length, author=None, body="", html="", notice=kind, notice_key=key, told=told
    )
    outbox.write(room, kind=kind, key=key, told=told)
    announce("notice.posted", notice, by=None, space=room.space)
    live.publish("thread", thread.pk, f"message:{notice.pk}")
    return notice


def tell_of_vote(event) -> None:
    """A vote of a room opened, closed or was cancelled; one that nobody was asked yet ends without a word."""
    vote = event.subject
    if vote.owner_kind != "room" or vote.opened_at is None or Message.objects.filter(poll=vote).exists():
        return  # a vote of one line is told by the message that asks it
    room = Room.objects.select_related("space").get(pk=vote.owner_id)
    post_notice(room, kind=event.act, key=f"{event.act}:{vote.pk}", vote=vote.pk, title=vote.title)


def tell_of_archiving(event) -> None:
    room = event.subject
    post_notice(room, kind=event.act, key=f"{event.act}:{room.pk}", space=room.space.slug, slug=room.slug)
