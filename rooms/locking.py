"""A message as it stands for whoever is about to change it, and nobody else changes it meanwhile."""

from django.utils.translation import gettext as _

from governance.verdict import ensure, no
from rooms.models import Message


def locked_message(pk, *related) -> Message:
    """The message, locked, with `related` rows that are not; refused when the clock has erased it since it was read.

    Not for its key: an answer or a reaction being written names it, and would wait for us while we wait for them.
    """
    found = Message.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    found = (found.select_related(*related) if related else found).first()
    if found is None:
        ensure(no(_("Ce message a été effacé entre-temps : rechargez la page.")))
    return found
