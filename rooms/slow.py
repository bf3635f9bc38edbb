"""Slow mode: some time between two messages of one person in each talk of a room, said before one writes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance import clock, live
from governance.register.actions import record
from governance.verdict import YES, Verdict, ensure, no
from rooms.locking import locked_room
from rooms.models import Message, Room, Summary
from rooms.permissions import may_facilitate_room, may_settle_room
from rooms.telling import post_notice
from rooms.threads import room_of

EVERY = {
    30: gettext_lazy("Une intervention toutes les 30 secondes."),
    60: gettext_lazy("Une intervention par minute."),
    300: gettext_lazy("Une intervention toutes les 5 minutes."),
    900: gettext_lazy("Une intervention toutes les 15 minutes."),
    3600: gettext_lazy("Une intervention par heure."),
}
PACES = [(0, gettext_lazy("Chaque personne écrit à son rythme.")), *EVERY.items()]


@dataclass(frozen=True)
class Slow:
    """The pace of a talk for one reader: when they may speak again, if they have to wait; or that they need not."""

    every: str
    is_free: bool = False
    next_at: datetime | None = None

    @property
    def wait(self) -> int:
        return _seconds(self.next_at) if self.next_at else 0

    @property
    def when(self) -> str:
        return when(self.next_at)


def may_speak_now(user, thread) -> Verdict:
    """Whether the pace of the room lets `user` speak in this talk; asked under its lock, so that two tabs are one."""
    slow = standing(user, thread)
    if slow is None or slow.next_at is None:
        return YES
    said = {"every": slow.every, "when": slow.when}
    return no(_("%(every)s La vôtre pourra partir %(when)s.") % said, "wait", wait=slow.wait)


def standing(user, thread, room=None) -> Slow | None:
    """How the talk is slowed for `user`; None where it is not. Each talk of the room counts its own messages."""
    room = room or room_of(thread)
    if room is None or room.slow not in EVERY:
        return None
    every = str(EVERY[room.slow])
    if may_facilitate_room(user, room):
        return Slow(every, is_free=True)
    if not user.is_authenticated:
        return Slow(every)
    pace = timedelta(seconds=room.slow)
    # What was taken back was said all the same.
    recent = Message.objects.filter(thread=thread.pk, author=user, posted_at__gt=clock.now() - pace)
    last = recent.order_by("-posted_at").values_list("posted_at", flat=True).first()
    # A summary is read as a message is.
    summed = Summary.objects.filter(by=user, discussion__thread=thread.pk, written_at__gt=clock.now() - pace)
    last_sum = summed.order_by("-written_at").values_list("written_at", flat=True).first()
    last = max(filter(None, [last, last_sum]), default=None)
    return Slow(every, next_at=last + pace if last else None)


def when(moment) -> str:
    """When one may speak again, as it is said: « dans 24 secondes », « à 14 h 32, dans 5 minutes »."""
    wait = _seconds(moment)
    if wait < 120:
        return ngettext("dans %(n)s seconde", "dans %(n)s secondes", wait) % {"n": wait}
    local = timezone.localtime(moment + timedelta(seconds=59))  # never a minute too early
    time = _("%(hour)s h %(minute)s") % {"hour": local.hour, "minute": f"{local.minute:02d}"}
    return _("à %(time)s, dans %(n)s minutes") % {"time": time, "n": -(-wait // 60)}


def _seconds(moment):
    """How many there are until then, the last one begun counted whole."""
    return max(1, -int((clock.now() - moment) // timedelta(seconds=1)))


@transaction.atomic
def set_slow_mode(room, *, by, seconds: int) -> Room:
    """From now on the people of a room leave so many seconds between two messages in each of its talks; 0 lifts it.

    Its talk says so once, and the register keeps it as it keeps the other settings.
    """
    room = locked_room(room.pk)
    ensure(may_settle_room(by, room))
    ensure(YES if seconds in dict(PACES) else no(_("Ce rythme n’existe pas.")))
    if seconds == room.slow:
        return room
    room.slow = seconds
    room.save(update_fields=["slow"])
    entry = record("room.changed", room, by=by, space=room.space, changed={"slow": seconds})
    where = {"space": room.space.slug, "slug": room.slug}
    post_notice(room, kind="room.slowed", key=f"room.slowed:{entry.pk}", slow=seconds, **where)
    live.publish("thread", room.thread_id, "slow")
    return room
