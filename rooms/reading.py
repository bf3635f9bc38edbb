"""Where each person stopped reading a talk: what is new for them, what they read, and how their pages hear of it."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from governance import live, prose
from governance.organizations.models import Membership, Space, Visibility
from governance.organizations.permissions import granted
from governance.verdict import ensure, no
from rooms.models import Message, Reading, Room, Thread
from rooms.permissions import may_keep_place

MOST = 99  # unread messages that are counted one by one; beyond, « 99+ »
SHORT = 5  # rooms to read that home shows
MOST_STREAMS = 16  # that a page of rooms listens to: a socket joins twenty


@dataclass(frozen=True)
class Standing:
    """Where somebody stands in a talk: what they have read, and what is new."""

    n: int  # the number of the last message read
    unread: int = 0  # messages of others after it, MOST + 1 at most
    first: int | None = None  # the number of the first of them

    @property
    def shown(self) -> str:
        return shown(self.unread)


def shown(unread: int) -> str:
    """A number of unread messages, as it is written."""
    return f"{MOST}+" if unread > MOST else str(unread)


# --- What is new -------------------------------------------------------------------------------------


def standing(user, thread, space) -> Standing | None:
    """Where `user` stands in a talk of `space`; None for whoever has no account to keep it for."""
    if not user.is_authenticated:
        return None
    read = Reading.objects.filter(person=user, thread=thread).values_list("n", flat=True).first()
    since = _came(user, [space.pk]).get(space.pk) if read is None else None
    after = _after(thread, read, since)
    unread = []
    if after is not None:
        unread = list(_of_others(user).filter(after).order_by("n").values_list("n", flat=True)[: MOST + 1])
    if read is None:
        read = unread[0] - 1 if unread else thread.length
    return Standing(read, len(unread), unread[0] if unread else None)


def unread_in(user, rooms) -> Counter:
    """How many messages each of `rooms` (with their threads) holds that `user` has not read, by room."""
    if not user.is_authenticated:
        return Counter()
    spoken = {room.thread_id: room for room in rooms if room.thread.length}
    readings = Reading.objects.filter(person=user, thread__in=spoken)
    read = dict(readings.values_list("thread", "n"))
    since = _came(user, {room.space_id for room in rooms})
    after = [_after(room.thread, read.get(pk), since.get(room.space_id)) for pk, room in spoken.items()]
    after = [condition for condition in after if condition is not None]
    if not after:
        return Counter()
    found = _of_others(user).filter(reduce(or_, after)).order_by().values("thread").annotate(many=Count("pk"))
    # Numbers have gaps where messages left or were erased: what is counted is there.
    return Counter({spoken[pk].pk: min(many, MOST + 1) for pk, many in found.values_list("thread", "many")})


def to_read(user, most=None) -> dict:
    """The rooms of the spaces that `user` belongs to where something is new, most of it first; and their streams.

    `most` is how many of them are shown, of `to_read_in_all`.
    """
    rooms = Room.objects.visible_to(user).living().filter(space__in=granted(user, "see_space"))
    heard = streams(user, rooms)  # before what they date: a page may hear something twice, never miss it
    rooms = list(rooms.select_related("thread", "space__organization", "space__project__organization"))
    counts = unread_in(user, rooms)
    found = [(room, shown(counts[room.pk])) for room in rooms if counts[room.pk]]
    found.sort(key=lambda pair: (-counts[pair[0].pk], prose.alphabetical(pair[0].name)))
    return {"streams": heard, "to_read": found[:most], "to_read_in_all": len(found), "short": most is not None}


def _came(user, spaces) -> dict:
    """Since when `user` belongs to each of these spaces: what was said before they came is not new to them."""
    return dict(Membership.objects.current().filter(person=user, space__in=spaces).values_list("space", "since"))


def _after(thread, read, since) -> Q | None:
    """What was said after somebody stopped reading, or came; None where nothing can have been.

    Whoever neither read nor belongs is a passer-by: nothing is new to them.
    """
    if read is not None:
        return Q(thread=thread.pk, n__gt=read) if read < thread.length else None
    return Q(thread=thread.pk, posted_at__gte=since) if since and thread.length else None


def _of_others(user):
    """One’s own words are read, and a tombstone has none."""
    return Message.objects.exclude(author=user).filter(deleted_at=None, notice="")


# --- What people do ----------------------------------------------------------------------------------


@transaction.atomic
def mark_read(thread, *, by, n=None) -> Reading:
    """`by` has read as far as message `n`, or all of it; never less far than before, nor further than what was said."""
    ensure(may_keep_place(by, thread))
    length = Thread.objects.values_list("length", flat=True).get(pk=thread.pk)
    n = length if n is None else min(n, length)
    reading, is_new = Reading.objects.select_for_update().get_or_create(person=by, thread=thread, defaults={"n": n})
    return reading if n <= reading.n and not is_new else _moved(reading, n)


@transaction.atomic
def mark_unread(message, *, by) -> Reading:
    """Everything from `message` on is to be read again: the one way back, and asked for in so many words."""
    ensure(may_keep_place(by, message.thread))
    if message.author_id == by.pk:
        ensure(no(_("Vos propres messages sont toujours lus : choisissez celui d’une autre personne.")))
    before = message.n - 1
    reading, is_new = Reading.objects.select_for_update().get_or_create(
        person=by, thread=message.thread, defaults={"n": before}
    )
    return _moved(reading, before) if is_new or reading.n > before else reading


def _moved(reading, n):
    reading.n = n
    reading.save(update_fields=["n"])
    live.publish("person", reading.person_id, "unread")
    return reading


# --- Who hears of it ---------------------------------------------------------------------------------


def may_hear_person(user, pk) -> bool:
    """What a person does alone is told to their own pages."""
    return user.pk == pk


def may_hear_talk(user, pk) -> bool:
    """That something was said in a space, for those who belong to it: they see all its rooms but those of roles."""
    return Space.objects.filter(pk=pk, pk__in=granted(user, "see_space")).exists()


def tell(room) -> None:
    """Pages that list the room hear that something was said, which nobody hears who does not see the room.

    After the commit, in a breath of its own: rooms of one space never wait for each other.
    """
    stream = ("room", room.pk) if room.visibility == Visibility.ROLES else ("talk", room.space_id)
    transaction.on_commit(lambda: _tell(*stream), robust=True)


@transaction.atomic
def _tell(kind, key):
    live.publish(kind, key, "talk")


def streams(user, rooms, *also) -> dict:
    """What a page that lists `rooms` listens to, and where each stream stands, as `data-stream` and `data-cursor`.

    also: streams (kind, key) that it listens to besides, whoever reads it.
    """
    heard = [*also, *(_of_rooms(user, rooms) if user.is_authenticated else ())][:MOST_STREAMS]
    if not heard:
        return {}
    found = live.cursors(*heard)
    names = [live.name(*stream) for stream in heard]
    return {"names": " ".join(names), "cursors": " ".join(str(found[name]) for name in names)}


def _of_rooms(user, rooms):
    """What is new for `user`, and what is said in the spaces of these rooms that they belong to."""
    listed = list(rooms.order_by("position", "pk").values_list("pk", "space", "visibility"))
    spaces = dict.fromkeys(space for _pk, space, _visibility in listed)
    theirs = set(Space.objects.filter(pk__in=granted(user, "see_space")).values_list("pk", flat=True)) if spaces else ()
    talks = [("talk", pk) for pk in spaces if pk in theirs]
    apart = [("room", pk) for pk, _space, visibility in listed if visibility == Visibility.ROLES]
    return [("person", user.pk), *talks, *apart]
