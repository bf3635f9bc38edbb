"""The working group of a room: who joins it, who leaves it, and whose right to be there ended."""

from django.db import transaction
from django.db.models import Count, Q

from governance import live
from governance.organizations.permissions import grants_on
from governance.register.actions import announce
from governance.verdict import ensure
from rooms.locking import locked_room
from rooms.models import RoomMember
from rooms.permissions import may_join_room, may_see_room


@transaction.atomic
def join_room(room, *, by) -> RoomMember:
    """Become part of the working group; to do it twice changes nothing."""
    room = locked_room(room.pk)
    ensure(may_join_room(by, room))
    member, is_new = RoomMember.objects.get_or_create(room=room, person=by)
    if is_new:
        announce("room.joined", room, by=by, space=room.space)
        live.publish("room", room.pk, "header")
    return member


@transaction.atomic
def leave_room(room, *, by) -> None:
    """Leave the working group and go on reading; whoever is not in it has nothing to leave."""
    gone, _rows = RoomMember.objects.filter(room=room, person=by).delete()
    if gone:
        announce("room.left", room, by=by, space=room.space)
        live.publish("room", room.pk, "header")


def standing(user, room) -> dict:
    """How many people are in the group, and whether `user` is or may be one of them."""
    mine = Q(person=user.pk if user.is_authenticated else None)
    found = room.members.aggregate(n_members=Count("pk"), is_in_group=Count("pk", filter=mine))
    return {**found, "may_join": may_join_room(user, room)}


def leave_groups_of(event) -> None:
    """A membership of the space ended or changed: the groups of rooms where this person has no say any more."""
    leave_where_unseen(RoomMember.objects.filter(room__space=event.space, person=event.subject.person_id))


def leave_where_unseen(members) -> None:
    """Take out of their groups those of `members` who may no longer see the room or talk in its space."""
    for member in members.select_related("room__space", "person"):
        room, person = member.room, member.person
        if not may_see_room(person, room) or "talk_in_space" not in grants_on(person, room.space):
            member.delete()
            live.publish("room", room.pk, "header")
