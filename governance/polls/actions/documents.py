"""The documents of a poll: joined and taken off while it is prepared, frozen with all that is asked when it opens."""

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import clock
from governance.polls.actions.polls import lock
from governance.polls.models import PollDocument
from governance.polls.permissions.arguments import may_add_poll_document, may_remove_poll_document
from governance.register.actions import record
from governance.verdict import Refused, ensure, no
from rooms import files

MOST = 10  # documents of one poll


def add_poll_documents(poll, *, by, chosen) -> list[PollDocument]:
    """Join files (`rooms.files.Chosen`). They are written before the transaction, and go if it fails."""
    if not chosen:
        raise Refused(no(_("Choisissez au moins un fichier.")))
    with files.written_whole(chosen) as stored:
        return _add(poll, by=by, stored=stored)


@transaction.atomic
def _add(poll, *, by, stored):
    poll = lock(poll)
    ensure(may_add_poll_document(by, poll))
    beside = list(poll.documents.all())
    if len(beside) + len(stored) > MOST:
        raise Refused(no(_("Un sondage a dix documents au plus : retirez-en, ou réunissez-les.")))
    if sum(one.size for one in (*beside, *stored)) > settings.FILES_A_DAY:
        most = {"most": files.weight(settings.FILES_A_DAY)}
        raise Refused(no(_("Les documents d’un sondage pèsent %(most)s au plus ensemble.") % most))
    last = poll.documents.aggregate(last=Max("n"))["last"] or 0
    made = []
    for n, one in enumerate(stored, last + 1):
        kept = {"name": one.name, "size": one.size, "sha256": one.sha256, "stored": one.stored}
        made.append(PollDocument.objects.create(poll=poll, n=n, added_by=by, added_at=clock.now(), **kept))
        told = {"title": poll.title, "name": one.name, "sha256": one.sha256}
        record("poll.document_added", poll, by=by, space=poll.space, **told)
    return made


@transaction.atomic
def remove_poll_document(document: PollDocument, *, by) -> None:
    """Take a document off a poll that is not open; its file goes once that is sure."""
    poll = lock(document.poll)
    document = PollDocument.objects.filter(pk=document.pk).first()
    if document is None:
        raise Refused(no(_("Ce document est déjà retiré.")))
    document.poll = poll
    ensure(may_remove_poll_document(by, document))
    stored, name = document.stored, document.name
    document.delete()
    record("poll.document_removed", poll, by=by, space=poll.space, title=poll.title, name=name)
    transaction.on_commit(lambda: files.forget([stored]), robust=True)
