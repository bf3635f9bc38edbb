"""The documents of a question: joined before the convocation, kept as they were sent, later versions beside them."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import live
from governance.assemblies.actions.locking import lock_item
from governance.assemblies.documents import there_is_room
from governance.assemblies.models import ItemDocument
from governance.assemblies.permissions import may_add_document, may_remove_document
from governance.register.actions import record
from governance.verdict import Refused, ensure, no
from rooms import files


def add_documents(item, *, by, chosen, nature: str = "", replaces: ItemDocument | None = None) -> list[ItemDocument]:
    """Join files (`rooms.files.Chosen`) to a question; after the convocation left they are marked as later (ST-9.3).

    nature: one of `ItemDocument.Nature` that all of them are, or nothing. replaces: the document that was sent, of
    which this file is another version; it has its nature. Files are written before the transaction, and go if it fails.
    """
    if not chosen:
        raise Refused(no(_("Choisissez au moins un fichier.")))
    with files.written_whole(chosen) as stored:
        return _add(item, by=by, chosen=chosen, stored=stored, nature=nature, replaces=replaces)


@transaction.atomic
def _add(item, *, by, chosen, stored, nature, replaces):
    item = lock_item(item)
    meeting = item.meeting
    ensure(may_add_document(by, item))
    ensure(there_is_room(item, chosen))
    if replaces is not None and (replaces.item_id != item.pk or len(chosen) > 1):
        raise Refused(no(_("Une nouvelle version remplace un seul document, du même point.")))
    last = item.documents.aggregate(last=Max("n"))["last"] or 0
    is_late = meeting.sent_at is not None
    made = [
        ItemDocument.objects.create(
            item=item,
            n=n,
            name=one.name,
            nature=replaces.nature if replaces else nature,
            size=one.size,
            sha256=one.sha256,
            stored=one.stored,
            added_by=by,
            is_late=is_late,
            replaces=replaces,
        )
        for n, one in enumerate(stored, last + 1)
    ]
    for one in made:
        record(
            "meeting.document_added",
            meeting,
            by=by,
            space=meeting.space,
            title=meeting.title,
            item=item.title,
            name=one.name,
            sha256=one.sha256,
            late=is_late,
        )
    live.publish("meeting", meeting.pk, "page")
    return made


@transaction.atomic
def remove_document(document: ItemDocument, *, by) -> None:
    """Take a document off a question, until the convocation leaves."""
    item = lock_item(document.item)
    meeting = item.meeting
    document = ItemDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    document.item = item
    ensure(may_remove_document(by, document))
    _drop([document])
    record(
        "meeting.document_removed",
        meeting,
        by=by,
        space=meeting.space,
        title=meeting.title,
        item=item.title,
        name=document.name,
    )
    live.publish("meeting", meeting.pk, "page")


def drop_documents(item) -> None:
    """With a question that leaves the agenda: its documents, and their files once that is sure."""
    _drop(list(item.documents.all()))


def _drop(documents):
    names = [one.stored for one in documents]
    ItemDocument.objects.filter(pk__in=[one.pk for one in documents]).delete()
    if names:
        transaction.on_commit(lambda: files.forget(names), robust=True)
