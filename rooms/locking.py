"""A room, or a message, as it stands for whoever is about to change it; nobody else changes it meanwhile.

Whoever takes several takes them in this order: room, then what it asks (a proposal, a vote), then the chain of the
register, then a talk, then its messages.
"""

from django.utils.translation import gettext as _

from governance.verdict import ensure, no
from rooms.models import Message, Room


def locked_room(pk, *related) -> Room:
    """The room, locked, with `related` rows that are not. Rows that name it may still be added (`no_key`)."""
    found = Room.objects.select_for_update(no_key=True, of=("self",))
    return (found.select_related(*related) if related else found).get(pk=pk)


def locked_message(pk, *related) -> Message:
    """The message, locked, with `related` rows that are not; refused when the clock has erased it since it was read.

    Rows that name it may still be added (`no_key`): an answer being written would wait for us while we wait for it.
    """
    found = Message.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    found = (found.select_related(*related) if related else found).first()
    if found is None:
        ensure(no(_("Ce message a été effacé entre-temps : rechargez la page.")))
    return found
