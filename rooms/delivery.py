"""A message sent twice is said once: the key its form was made with, bound to what was said with it."""

from governance.register.actions import canonical, sha256
from rooms.models import Message


def bound(key: str, thread, body: str, reply_to=None) -> str:
    """What is kept of the key of a form: with other words, or elsewhere, the same form says something else."""
    said = [thread.pk, body.strip(), reply_to and reply_to.pk]
    return f"{key}:{sha256(canonical(said))[:32]}" if key else ""


def said_already(by, key: str) -> Message | None:
    """What `by` said with that key, if they did: an answer that was lost is given again."""
    if not (key and by.is_authenticated):
        return None
    return Message.objects.filter(author=by, key=key).select_related("thread").first()
