"""What rooms tells the house: the rules of their talk, who hears it live, who reads of it in the register."""

from functools import partial

from django.template.loader import render_to_string
from django.urls import reverse

from governance import live
from governance.accounts.actions import when_changed
from governance.register import visibility
from governance.register.actions import subscribe
from governance.voting import owners
from governance.voting.models import Vote
from rooms import moderation, moving, notices, polls, reading, retention, telling, threads, unfolded, votes
from rooms.company import company
from rooms.group import leave_groups_of
from rooms.models import Message, Room, Thread
from rooms.opening import may_hear_space, tell_of_decisions
from rooms.permissions import (
    may_facilitate_room,
    may_see_room,
    may_see_thread,
    may_settle_room,
    may_take_part_in_room,
    may_talk,
    readers,
)


def _place(room):
    return room.space, reverse("room", args=[room.space.slug, room.slug])


def _may_hear_thread(user, pk):
    thread = Thread.objects.filter(pk=pk, owner_id__isnull=False).first()
    return thread is not None and may_see_thread(user, thread)


def _may_hear_room(user, pk):
    return Room.objects.visible_to(user).filter(pk=pk).exists()


def _part(pk, part):
    """A message as everybody reads it. What is not the same for all is personal: a mark that may still be hidden from
    some, a file that came for some of them."""
    kind, _, key = part.partition(":")
    if kind != "message":
        return None
    message = Message.objects.with_people().filter(pk=key).first()
    if message is None or message.lean:
        return None
    if message.thread_id != pk:  # it went into another talk: nothing of it stays here
        return lambda: render_to_string("rooms/_moved.html", {"message": message})
    if message.narrows_a_file:
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
            room=lambda room: room,
            visible_ids=lambda user: Room.objects.visible_to(user).values("thread"),
            tell=reading.tell,
            people=readers,
        ),
    )
    threads.declare(
        "vote",
        threads.Owner(
            find=lambda pk: Vote.objects.select_related("debate__room__space").get(pk=pk),
            may_see=lambda user, vote: may_see_room(user, vote.debate.room),
            may_post=lambda user, vote: may_talk(user, vote.debate.room),
            may_moderate=lambda user, vote: may_facilitate_room(user, vote.debate.room),
            shows_marks=lambda user, vote: True,
            place=lambda vote: (vote.space, reverse("vote", args=[vote.pk])),
            room=lambda vote: vote.debate.room,
            visible_ids=lambda user: (
                Vote.objects.visible_to(user).filter(debate__isnull=False).values("debate__thread")
            ),
            people=lambda vote: readers(vote.debate.room),
        ),
    )
    owners.declare(
        "room",
        owners.Owner(
            find=lambda pk: Room.objects.select_related("space__organization", "space__project__organization").get(
                pk=pk
            ),
            visible_ids=lambda user: Room.objects.visible_to(user).values("pk"),
            space=lambda room: room.space,
            may_see=may_see_room,
            may_prepare=may_take_part_in_room,
            may_run=may_settle_room,
            roll=votes.roll,
            setting=votes.setting,
            made=votes.made,
            changed=lambda room: tell_of_decisions(room, "votes"),
            may_still_answer=votes.may_still_answer,
            late_place=votes.late_place,
            outside=votes.outside,
            candidates=votes.candidates,
            hold=votes.hold,
        ),
    )
    subscribe(leave_groups_of, "membership.ended", "membership.changed")
    unfolded.declare()
    subscribe(polls.tell_again, "vote.answered", "vote.counted", "vote.cancelled")
    live.declare("thread", may_join=_may_hear_thread, part=_part, company=company)
    when_changed(live.recheck)
    live.declare("room", may_join=_may_hear_room)
    live.declare("talk", may_join=reading.may_hear_talk)
    live.declare("space", may_join=may_hear_space)
    live.declare("person", may_join=reading.may_hear_person)
    live.declare("cases", may_join=moderation.may_hear_cases)
    subscribe(moderation.follow, "message.edited", "message.deleted", "message.removed")
    visibility.declare("room", lambda user: Room.objects.visible_to(user).values("pk"))
    visibility.declare("message", lambda user: Message.objects.filter(threads.messages_seen_by(user)).values("pk"))
    # What the room says of itself and of its votes.
    for act, pin in (
        ("vote.opened", notices.OPENS),
        ("vote.counted", notices.CLOSES),
        ("vote.cancelled", notices.CLOSES),
    ):
        notices.declare(act, lambda told: reverse("vote", args=[told["vote"]]), pin=pin)
    notices.declare("room.slowed", lambda told: reverse("room", args=[told["space"], told["slug"]]))
    notices.declare("room.archived", lambda told: reverse("room", args=[told["space"], told["slug"]]))
    subscribe(telling.tell_of_vote, "vote.opened", "vote.counted", "vote.cancelled")
    subscribe(telling.tell_of_archiving, "room.archived")
    for act in ("discussion.closed", "discussion.reopened"):
        notices.declare(act, lambda told: reverse("message", args=[told["message"]]))
    notices.declare(moving.TRACE, moving.trace_leads_to)
    notices.declare("room.retention_set", retention.leads_to)
    subscribe(moving.forget_names, "room.changed")


declare()
