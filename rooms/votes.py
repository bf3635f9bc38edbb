"""Votes that stand in a room: whom they ask, where they are read, and the talk about each."""

from functools import partial

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from governance import clock, live
from governance.accounts.models import User
from governance.organizations.models import Visibility
from governance.organizations.permissions import is_member
from governance.verdict import Verdict, no
from governance.voting.actions import Place
from governance.voting.models import Roll, Vote
from governance.voting.owners import Setting
from rooms.actions import open_thread, own_thread
from rooms.forms import MessageForm
from rooms.locking import locked_room
from rooms.models import Debate
from rooms.permissions import (
    may_see_room,
    may_take_part_in_room,
    may_talk,
    participants,
)
from rooms.windows import window

CLOSED_SHOWN = 5  # closed votes on the page of a room


def roll(room):
    """Everybody who takes part in the room, with their leave, and their voices where the space weighs them."""
    voices, away = _voices(room), room.space.on_leave(clock.now())
    return [
        Place(pk, weight=voices.get(pk, 1), on_leave=pk in away)
        for pk in participants(room).values_list("pk", flat=True)
    ]


def _voices(room, **who) -> dict[int, int]:
    """How many voices each person has by their role; nothing where every voice is worth the same."""
    if not room.space.weighs_by_role:
        return {}
    return dict(room.space.memberships.current().filter(**who).values_list("person", "role__voices"))


def late_place(room, person):
    """Who takes part by now, and came after the opening."""
    if not may_take_part_in_room(person, room):
        return None
    return Place(person.pk, "late", weight=_voices(room, person=person).get(person.pk, 1))


def may_still_answer(user, room) -> Verdict:
    """The roll is frozen: another role changes nothing, but who left the space or does not see the room is gone."""
    if not is_member(user, room.space):
        return no(
            _("Vous ne faites plus partie de cet espace : votre place reste sur la liste, sans nouvelle réponse.")
        )
    return may_see_room(user, room)


def outside(room, vote):
    """Who belongs to the space and is not on the roll, and why: later than the opening, another role, another room."""
    people = room.space.memberships.current().select_related("person", "role")
    people = people.exclude(person__in=vote.roll.values("person")).order_by("person__display_name", "pk")
    taking_part = set(participants(room).values_list("pk", flat=True))
    since = vote.opened_at
    found = []
    for one in people:
        if since and one.since > since:
            reason = "late"
        elif one.person_id in taking_part:
            reason = "later_role"
        elif one.role.key == "guest":
            reason = "guest"
        else:
            reason = "elsewhere" if room.visibility == Visibility.ROLES else "guest"
        found.append((one.person, reason))
    return found


def hold(room):
    """Nobody archives the room meanwhile."""
    room.archived_at = locked_room(room.pk).archived_at


def of_room(room):
    return Vote.objects.filter(owner_kind="room", owner_id=room.pk)


def on_shelves(user, room, now) -> dict:
    """The votes of a room for its page: open ones, those being prepared, and the last that are over."""
    votes = with_places(of_room(room), user)
    living = votes.filter(ended_at__isnull=True).filter(Q(opened_at__isnull=True) | Q(closes_at__gt=now))
    over = votes.filter(Q(ended_at__isnull=False) | Q(opened_at__isnull=False, closes_at__lte=now))
    living = list(living.order_by("closes_at", "pk"))
    return {
        "votes_open": [vote for vote in living if vote.opened_at],
        "votes_prepared": [vote for vote in living if not vote.opened_at],
        "votes_over": list(over.order_by(F("ended_at").desc(nulls_last=True), "-closes_at", "-pk")[:CLOSED_SHOWN]),
    }


def with_places(votes, user):
    """Each with whether `user` is asked, and has answered."""
    mine = Roll.objects.filter(vote=OuterRef("pk"), person=user.pk if user.is_authenticated else None)
    return votes.annotate(
        is_asked=Exists(mine), is_answered=Exists(mine.filter(answered_at__isnull=False))
    ).select_related("made_by")


def candidates(room):
    """Those an option of an election may name."""
    return User.objects.filter(pk__in=participants(room).values("pk"))


def made(room, vote):
    """A new vote comes with its debate."""
    thread = open_thread("vote")
    Debate.objects.create(vote=vote, room=room, thread=thread)
    own_thread(thread, vote.pk)


def setting(request, room, vote):
    """The room it stands in, and its debate below it."""
    where = [room.space.slug, room.slug]
    return Setting(
        crumbs=((str(room.space), reverse("space", args=[room.space.slug])), (room.name, reverse("room", args=where))),
        around="rooms/_vote_talk.html",
        context=partial(_debate, request, room, vote),
    )


def _debate(request, room, vote):
    thread = vote.debate.thread
    cursor = live.cursor("thread", thread.pk)  # before what it dates
    return {
        "room": room,
        "thread": thread,
        **window(thread, request.GET),
        "may_talk": may_talk(request.user, room),
        "form": MessageForm(thread=thread, auto_id=f"thread-{thread.pk}-%s"),
        "thread_cursor": cursor,
    }
