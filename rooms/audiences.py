"""Who reads a file that came with a message: those whom its author chose among the readers of the message (OS-12)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.organizations.permissions import is_member, may_facilitate
from governance.verdict import YES, Verdict, no
from rooms import files
from rooms.models import Attachment, RoomMember
from rooms.threads import room_of, rules_of

MEMBERS, GROUP = Attachment.Audience.MEMBERS, Attachment.Audience.GROUP
EVERYBODY = frozenset({MEMBERS, GROUP})
_WHY_NOT = {
    MEMBERS: _("Qui a joint ce fichier l’a réservé aux membres de l’espace : vous pouvez demander à le rejoindre."),
    GROUP: _("Qui a joint ce fichier l’a réservé au groupe du salon : rejoignez-le pour le lire."),
}


def audiences_of(user, room) -> frozenset[str]:
    """Those that `user` belongs to in the talks of a room; who facilitates reads all that they answer for."""
    if room is None or not user.is_authenticated:
        return frozenset()
    if may_facilitate(user, room.space):
        return EVERYBODY
    if not is_member(user, room.space):
        return frozenset()
    in_group = RoomMember.objects.filter(room=room, person=user).exists()
    return EVERYBODY if in_group else frozenset({MEMBERS})


def may_read_file(user, attachment) -> Verdict:
    """Whoever sees its message, belongs to those it was sent for, or sent it."""
    message = attachment.message
    if message.deleted_at:
        return no(_("Le message de ce fichier a été supprimé."))
    rules, owner = rules_of(message.thread)
    seen = rules.may_see(user, owner)
    if not seen or not attachment.audience or message.author_id == user.pk:
        return seen
    if attachment.audience in audiences_of(user, room_of(message.thread)):
        return YES
    return no(_WHY_NOT[attachment.audience], "join" if user.is_authenticated else "sign_in")


def read_by(user, room) -> Q:
    """The twin of `may_read_file` for the files of the talk of a room that `user` sees."""
    read = Q(audience__in=["", *audiences_of(user, room)])
    return read | Q(message__author=user.pk) if user.is_authenticated else read


def show(user, messages) -> None:
    """The files of a page of messages, in one query, opened to their reader as far as they may read them."""
    files.fetch(messages)
    found = {}
    for message in messages:
        if not message.narrows_a_file:
            continue
        if message.author_id == user.pk:
            message.audiences = EVERYBODY
        else:
            if message.thread_id not in found:
                found[message.thread_id] = audiences_of(user, room_of(message.thread))
            message.audiences = found[message.thread_id]
