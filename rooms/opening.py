"""What opens and ends in a room is shown on the home of its space too: who hears there that it changed."""

from django.db import transaction

from governance import live
from governance.organizations.models import Space, Visibility


def may_hear_space(user, pk) -> bool:
    """That a decision of a public room changed, for whoever sees the space, visitors included."""
    return Space.objects.visible_to(user).filter(pk=pk).exists()


def tell_of_decisions(room, part: str) -> None:
    """The decisions of `room` changed: `part` of its own page, and what the home of its space shows as open.

    After the commit for the latter, in a breath of its own: rooms of one space never wait for each other. Of a room
    that not everybody sees, the home is told where only those who see it hear.
    """
    live.publish("room", room.pk, part)
    if room.visibility == Visibility.ROLES:
        return  # the pages of those who see it listen to the room itself
    is_public = room.visibility == room.space.visibility == Visibility.PUBLIC
    stream = ("space" if is_public else "talk", room.space_id)
    transaction.on_commit(lambda: _tell(*stream), robust=True)


@transaction.atomic
def _tell(kind, key):
    live.publish(kind, key, "open")
