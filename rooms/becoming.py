"""What a message may become, and the thread it leaves: other apps declare their things; a room knows them by value.

A proposal, an action, the reason of an amendment, a request to an assembly.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance import clock, live
from governance.verdict import YES, Verdict, ensure, no
from rooms.locking import locked_message
from rooms.models import Message, Origin
from rooms.permissions import may_facilitate_room, may_take_part_in_room
from rooms.telling import post_notice
from rooms.threads import room_of

MOST_QUOTED = 1_200  # characters


@dataclass(frozen=True)
class Way:
    """One thing to make of a message: where it is written; None when it cannot be, and why."""

    name: str
    meaning: str
    address: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Thing:
    """A kind of thing that messages become. ways: (user, room, message, answers) -> Ways of this kind."""

    ways: Callable[..., Iterable[Way]]


_things: dict[str, Thing] = {}


def declare(kind: str, thing: Thing) -> None:
    _things[kind] = thing


def ways(user, room, message) -> list[Way]:
    """All that this person may make of a message, in the order in which it was declared."""
    answers = answers_to(message).count() if goes_with_answers(user, message) else 0
    return [way for thing in _things.values() for way in thing.ways(user, room, message, answers)]


def may_turn(user, message) -> Verdict:
    """Whoever takes part in the room it was said in: what they make of it is read by the same people."""
    if message.notice:
        return no(_("C’est une annonce de Palabre : elle dit déjà de quoi il s’agit."))
    if message.deleted_at:
        return no(_("Ce message a été supprimé : on n’en fait plus rien."))
    room = room_of(message.thread)
    if room is None:
        return no(_("Ce message n’est dans aucun salon."))
    return may_take_part_in_room(user, room)


def may_turn_into(user, message, room, kind) -> Verdict:
    """The same for a thing of `kind` in `room`: a message becomes a thing of its own room, and one of a kind."""
    verdict = may_turn(user, message)
    if not verdict:
        return verdict
    if room_of(message.thread) != room:
        return no(_("Ce message a été écrit dans un autre salon : ce qui en naît reste là où il se lit."))
    already = next((thing for thing in message.became if thing["kind"] == kind), None)
    if already:
        return no(_("Ce message est déjà devenu « %(title)s ».") % {"title": already["title"]})
    return YES


def goes_with_answers(user, message) -> bool:
    """Whether `message` begins a branch of its room that `user` may take into the debate of what they make of it."""
    if message.root_id or message.thread.owner_kind != "room":
        return False
    own = user.is_authenticated and message.author_id == user.pk
    return (own or bool(may_facilitate_room(user, room_of(message.thread)))) and answers_to(message).exists()


def answers_to(message):
    return Message.objects.filter(root=message, thread=message.thread_id)


def quoted(message, most: int = MOST_QUOTED) -> str:
    """The words of a message as a quotation in Markdown, who wrote them and where they are read."""
    words = message.body.strip()
    if len(words) > most:
        words = f"{words[:most].rstrip()}…"
    lines = "\n".join(f"> {line}".rstrip() for line in words.splitlines())
    said = _("%(who)s, dans [la conversation](%(address)s)") % {
        "who": message.who.translate(str.maketrans({c: f"\\{c}" for c in "\\[]*_`<>"})),
        "address": message.get_absolute_url(),
    }
    return f"{lines}\n>\n> — {said}\n\n"


def cited(message, most: int = MOST_QUOTED) -> str:
    """The same in plain words, no longer than `most`, for a form that takes no Markdown."""
    words = " ".join(message.body.split())
    said = _("« %(words)s » (%(who)s)")
    room_left = most - len(said % {"words": "", "who": message.who}) - 1
    if len(words) > room_left:
        words = f"{words[:room_left].rstrip()}…"
    return said % {"words": words, "who": message.who}


# --- What is kept of it: called by the acts that make the thing, in their transaction ----------------


def note(message, *, by, room, kind: str, target: int, with_debate: bool = False) -> Origin:
    """`target`, which `by` is making in `room`, is born of `message`. Nobody else reads so until it is shown."""
    message = locked_message(message.pk, "thread")
    ensure(may_turn_into(by, message, room, kind))
    if with_debate and not goes_with_answers(by, message):
        ensure(
            no(_("Seules la personne qui a lancé cette discussion et la facilitation peuvent en emporter le débat."))
        )
    return Origin.objects.create(message=message, kind=kind, target_id=target, by=by, with_debate=with_debate)


def show(kind: str, target: int, *, room, title: str, address: str) -> Origin | None:
    """Everybody in `room` may see the thing now: the message says what it became, unless it has left that room."""
    origin = Origin.objects.filter(kind=kind, target_id=target, shown_at__isnull=True).first()
    if origin is None:
        return None
    origin.shown_at = clock.now()
    origin.save(update_fields=["shown_at"])
    message = locked_message(origin.message_id, "thread")
    if room_of(message.thread) != room:
        return origin
    message.became = [*message.became, {"kind": kind, "title": title, "address": address}]
    message.save(update_fields=["became"])
    live.publish("thread", message.thread_id, f"message:{message.pk}")
    return origin


def origin_of(kind: str, target: int) -> Origin | None:
    """What a thing was born of, for its page: its readers are those of the room."""
    found = Origin.objects.filter(kind=kind, target_id=target)
    return found.select_related("message__author", "message__thread").first()


def move_debate(origin, thread, *, room, title: str, **told) -> int:
    """The message and its answers leave the talk of `room` for the debate `thread` of what was made of it.

    They keep their dates and their authors and get new numbers, in their order; a notice in the room says where they
    are. Asked again here: whoever makes the thing may still take them. Gives how many moved.
    """
    here, there = sorted((room.thread_id, thread.pk)), thread.pk
    locked = {one.pk: one for one in type(thread).objects.select_for_update().filter(pk__in=here).order_by("pk")}
    first = Message.objects.select_related("thread").get(pk=origin.message_id)
    if first.deleted_at or first.thread_id != room.thread_id or not goes_with_answers(origin.by, first):
        return 0
    moving = Message.objects.select_for_update(no_key=True).filter(thread=room.thread_id, pk=first.pk)
    moving = [
        *moving,
        *Message.objects.select_for_update(no_key=True).filter(thread=room.thread_id, root=first).order_by("n"),
    ]
    debate = locked[there]
    for n, message in enumerate(moving, debate.length + 1):
        message.thread_id, message.n, message.moved_from = there, n, None
        message.save(update_fields=["thread", "n", "moved_from"])
        live.publish("thread", room.thread_id, f"message:{message.pk}")
        live.publish("thread", there, f"message:{message.pk}")
    debate.length += len(moving)
    debate.save(update_fields=["length"])
    post_notice(room, kind="talk.moved", key=f"talk.moved:{first.pk}", title=title, n=len(moving), **told)
    return len(moving)
