"""Who is in a room now, as `governance.presence` asks it: whom it shows, and to whom."""

from governance.organizations.permissions import may_see_members
from governance.presence import Standing
from rooms.models import Thread
from rooms.threads import room_of


def company(user, pk) -> Standing | None:
    """What `user`, who hears the talk `pk`, is to the others there: as in the list of members, for members alone.

    Whoever does not belong to the space is told of nobody, and nobody is told of them. A debate says who writes, and
    not who is there.
    """
    thread = Thread.objects.filter(pk=pk, owner_id__isnull=False).first()
    room = thread and room_of(thread)
    if room is None or not may_see_members(user, room.space):
        return None
    is_room = thread.owner_kind == "room"
    return Standing(sees=is_room, shown=is_room and user.shows_presence)
