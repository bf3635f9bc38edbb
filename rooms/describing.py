"""What a picture shows, in words, said or changed by its author after it was sent."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance import live, prose
from governance.register.actions import announce
from governance.verdict import Verdict, ensure, no
from rooms.files import LONGEST_ALT
from rooms.locking import locked_message
from rooms.models import Attachment
from rooms.permissions import may_edit_message
from rooms.threads import place_of


def may_describe(user, file) -> Verdict:
    """Say what one's own picture shows, for as long as one may change one's words."""
    verdict = may_edit_message(user, file.message)
    if verdict and not file.is_picture:
        return no(_("Seule une image se décrit : ce fichier se télécharge."))
    return verdict


@transaction.atomic
def describe(file, *, by, alt: str) -> Attachment:
    """Say what the picture shows, for who does not see it; the message says so at once."""
    message = locked_message(file.message_id, "thread")
    file.message = message
    ensure(may_describe(by, file))
    file = message.attachments.get(pk=file.pk)
    alt = prose.straight(alt.replace("\x00", "").strip())[:LONGEST_ALT]
    alt = "" if prose.is_blank(alt) else alt
    if alt == file.alt:
        return file
    file.alt = alt
    file.save(update_fields=["alt"])
    announce("file.described", file, by=by, space=place_of(message.thread)[0])
    live.publish("thread", message.thread_id, f"message:{message.pk}")
    return file
