"""What the links to a room, a message, a vote or a document say of it in a line."""

from django.utils.translation import gettext as _

from governance.texts.models import Document
from governance.voting.models import Vote
from governance.written import BEYOND
from rooms import unfolding
from rooms.models import Message, Room
from rooms.threads import messages_seen_by
from rooms.unfolding import Card


def _room(user, now, space_slug, room_slug):
    room = Room.objects.visible_to(user).filter(space__slug=space_slug, slug=room_slug).first()
    return room and Card(_("Salon"), room.name, _("archivé") if room.archived_at else room.summary)


def _message(user, now, pk):
    found = Message.objects.filter(messages_seen_by(user), pk=pk) if pk < BEYOND else Message.objects.none()
    message = found.with_people().first()
    if message is None or message.lean:
        return None  # the mark of an argument may still be hidden from this person, and its words may tell it
    kind = _("Message de %(name)s") % {"name": message.who}
    return Card(kind, _("message supprimé") if message.deleted_at else message.first_words)


def _vote(user, now, pk):
    vote = Vote.objects.visible_to(user).filter(pk=pk).first() if pk < BEYOND else None
    if vote is None:
        return None
    if vote.is_cancelled:
        state = _("scrutin annulé")
    elif vote.opened_at is None:
        state = _("en préparation")
    else:
        state = _("scrutin ouvert") if vote.is_open(now) else _("scrutin clos")
    return Card(_("Scrutin"), vote.title, state)


def _document(user, now, space_slug, document_slug):
    found = Document.objects.visible_to(user).filter(space__slug=space_slug, slug=document_slug)
    document = found.with_versions().first()
    return document and Card(document.get_kind_display().capitalize(), document.title)


def declare():
    unfolding.declare("room", _room)
    unfolding.declare("message", _message)
    unfolding.declare("vote", _vote)
    unfolding.declare("document", _document)
