"""Who is in a room now, as `governance.presence` asks it: whom it shows, and to whom."""

from governance.organizations.permissions import may_see_members
from governance.presence import Standing
from rooms.models import Thread
from rooms.threads import rules_of


def company(user, pk) -> Standing | None:
    """What `user`, who hears the talk `pk`, is to the others there: as in the list of members, for members alone.

    Whoever does not belong to the space is told of nobody, and nobody is told of them.
    """
    thread = Thread.objects.filter(pk=pk, owner_kind="room").first()
    if thread is None:
        return None
    _rules, room = rules_of(thread)
    if not may_see_members(user, room.space):
        return None
    return Standing(sees=True, shown=user.shows_presence)
