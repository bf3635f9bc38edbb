"""What the owners of threads decide about their talk: every app declares it for its own kind of owner."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import User
from governance.verdict import YES, Verdict, no


@dataclass(frozen=True)
class About:
    """The text that a talk is about: the version its page shows, and where any of them is read."""

    shown: int
    versions: str  # the address that shows version 2 when « ?version=2 » is added
    amendments: str = ""  # the address that shows amendment 3 when « 3/ » is added


@dataclass(frozen=True)
class Owner:
    """The rules of one kind of owner; but for `find`, each takes the owner itself (the room, the proposal)."""

    find: Callable[[int], object]  # (owner_id) -> the owner, with what its rules read
    may_see: Callable[..., Verdict]  # (user, owner)
    may_post: Callable[..., Verdict]
    may_moderate: Callable[..., Verdict]
    # Whether the marks « for » and « against » of the talk are shown to this person now.
    shows_marks: Callable[..., bool]
    # (owner) -> (space, url of the page where the thread is read)
    place: Callable[..., tuple]
    # (owner) -> the room whose people read the talk, if it is one of a room
    room: Callable[..., object] = lambda owner: None
    # (user) -> the ids of the threads of this kind they see, for lists that look across owners
    visible_ids: Callable[..., object] = lambda user: []
    # (owner) -> the people of its space who see it: whom a message there may name
    people: Callable[..., object] = lambda owner: User.objects.none()
    # (owner) -> the text it is about, if it is about one
    about: Callable[..., About | None] = lambda owner: None
    # (owner, version_n, paragraph) -> whether a message may hang there
    may_hang: Callable[..., Verdict] = lambda owner, version_n, paragraph: YES
    # (owner, amendment_n) -> whether a message may be about that amendment
    may_comment_amendment: Callable[..., Verdict] = lambda owner, amendment_n: no(
        _("Il n’y a pas d’amendement dans cette conversation.")
    )
    # (owner) -> what pages that list the owner hear when something was said
    tell: Callable[..., None] = lambda owner: None


_owners: dict[str, Owner] = {}


def declare(kind: str, owner: Owner) -> None:
    _owners[kind] = owner


def messages_seen_by(user) -> Q:
    """The condition on messages whose talk `user` sees, whoever owns it."""
    condition = Q(pk__in=[])
    for kind, owner in _owners.items():
        condition |= Q(thread__owner_kind=kind, thread__in=owner.visible_ids(user))
    return condition


def rules_of(thread) -> tuple[Owner, object]:
    """The rules of a thread and its owner. Kept on the instance; a locked row asks anew."""
    rules = _owners[thread.owner_kind]
    if "_owner" not in thread.__dict__:
        thread.__dict__["_owner"] = rules.find(thread.owner_id)
    return rules, thread.__dict__["_owner"]


def place_of(thread) -> tuple:
    """(space, url of the page where the thread is read)."""
    rules, owner = rules_of(thread)
    return rules.place(owner)


def room_of(thread):
    """The room whose people read a thread: its own, or that of the proposal or of the vote it is about."""
    rules, owner = rules_of(thread)
    return rules.room(owner)


def people_of(thread):
    """The people of the space who see a thread: a queryset."""
    rules, owner = rules_of(thread)
    return rules.people(owner)


def about(thread) -> About | None:
    """The text that a thread is about, if it is about one."""
    rules, owner = rules_of(thread)
    return rules.about(owner)


def may_hang(thread, version_n, paragraph) -> Verdict:
    """Whether a message may hang on that paragraph of that version."""
    rules, owner = rules_of(thread)
    return rules.may_hang(owner, version_n, paragraph)


def may_comment_amendment(thread, amendment_n) -> Verdict:
    """Whether a message may be about that amendment."""
    rules, owner = rules_of(thread)
    return rules.may_comment_amendment(owner, amendment_n)


def address_of(message) -> str:
    """The page where a message is read first: that of the amendment it is about, else that of its thread."""
    if message.amendment_n and (text := about(message.thread)):
        return f"{text.amendments}{message.amendment_n}/"
    return place_of(message.thread)[1]


def tell(thread) -> None:
    """Something was said: whoever lists the owner of the thread hears of it."""
    rules, owner = rules_of(thread)
    rules.tell(owner)


def shows_marks(user, thread) -> bool:
    rules, owner = rules_of(thread)
    return rules.shows_marks(user, owner)
