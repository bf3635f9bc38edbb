"""The documents of a question: with the convocation, kept as they were sent, read by whoever may see the meeting."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from governance import clock
from governance.assemblies import actions, mailing, writing
from governance.assemblies.models import ItemDocument
from governance.organizations.models import Space
from governance.verdict import Refused
from rooms import files
from tests.assemblies.meetings import HELD, PREPARED, governed, in_session, prepared, with_item

REPORT = b"%PDF-1.4 ce que nous avons fait cette annee"
LATER = PREPARED + timedelta(days=2)


@pytest.fixture
def cast(cast):
    return governed(cast)


def a_file(content=REPORT, name="rapport.pdf"):
    return files.looked_at(SimpleUploadedFile(name, content))


def with_document(cast, *, text="", **more):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        item = with_item(meeting, cast.bob, text=text)
        (document,) = actions.add_documents(item, by=cast.bob, chosen=[a_file(**more)])
    return meeting, item, document


def sent(meeting):
    with clock.pretend(PREPARED):
        return actions.send_convocation(meeting, by=meeting.made_by)


def test_st_9_3_a_voted_item_without_document_or_text_is_not_sent(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        item = with_item(meeting, cast.bob, text="")
        with pytest.raises(Refused, match=r"sans texte.*art\. 9\.3"):
            actions.send_convocation(meeting, by=cast.bob)
        actions.add_documents(item, by=cast.bob, chosen=[a_file()])
        assert actions.send_convocation(meeting, by=cast.bob).sent_at


def test_st_9_3_the_documents_are_in_what_was_hashed_and_in_the_letters(cast):
    meeting, _item, document = with_document(cast)
    meeting = sent(meeting)
    digest = hashlib.sha256(REPORT).hexdigest()
    assert document.sha256 == digest
    assert json.loads(meeting.notice)["items"][0][-1] == [["rapport.pdf", len(REPORT), digest]]
    with clock.pretend(PREPARED):
        mailing.deliver_due()
    (attached,) = [one for one in mail.outbox[0].attachments if one[0] == "rapport.pdf"]
    assert attached[1] == REPORT
    assert digest in mail.outbox[0].body


def test_st_9_3_a_document_changed_afterwards_is_a_later_version_and_the_original_is_kept(cast):
    meeting, item, document = with_document(cast)
    meeting = sent(meeting)
    with clock.pretend(LATER):
        with pytest.raises(Refused, match=r"ajoutez une nouvelle version, à côté \(art\. 9\.3\)"):
            actions.remove_document(document, by=cast.bob)
        (later,) = actions.add_documents(item, by=cast.bob, chosen=[a_file(REPORT + b", corrige")], replaces=document)
    assert later.is_late
    assert later.replaces == document
    told = "\n".join(writing.documents_said(item))
    assert told.index(f"- rapport.pdf, empreinte (sha256) `{document.sha256}`") < told.index(later.sha256)


def test_the_database_itself_keeps_what_was_sent(cast):
    meeting, item, document = with_document(cast)
    sent(meeting)
    mine = ItemDocument.objects.filter(pk=document.pk)
    told = {"item": item, "n": 9, "name": "x", "size": 1, "sha256": "0" * 64, "stored": "00/x", "added_by": cast.bob}
    for change in (
        lambda: mine.update(sha256="0" * 64),
        mine.delete,
        lambda: ItemDocument.objects.create(**told),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_whoever_may_not_see_the_meeting_never_reads_its_documents(cast, client):
    meeting, item, document = with_document(cast)
    Space.objects.filter(pk=cast.space.pk).update(visibility="members")
    for address in (document.get_absolute_url(), reverse("item-documents", args=[meeting.pk, item.pk])):
        client.force_login(cast.dave)
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(document.get_absolute_url()).status_code == 404
    client.force_login(cast.bob)
    read = client.get(document.get_absolute_url())
    assert b"".join(read.streaming_content) == REPORT
    assert read["Content-Disposition"].startswith("attachment")
    assert read["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in read["Content-Security-Policy"]


def test_a_member_sees_on_the_agenda_that_a_question_has_documents_to_read(cast, client):
    meeting, _item, _document = with_document(cast, text="Le conseil achète un broyeur.")
    sent(meeting)
    client.force_login(cast.gus)
    with clock.pretend(PREPARED):
        page = client.get(meeting.get_absolute_url()).content.decode()
    assert "<summary>Le texte et la règle · 1 document</summary>" in page


def test_documents_are_joined_and_taken_back_on_their_page(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        item = with_item(meeting, cast.bob)
        page = reverse("item-documents", args=[meeting.pk, item.pk])
        client.force_login(cast.erin)
        assert client.post(page, {"chosen": [SimpleUploadedFile("a.pdf", REPORT)]}).status_code == 403
        client.force_login(cast.bob)
        assert client.post(page, {}).status_code == 422 or not item.documents.exists()
        bad = client.post(page, {"chosen": [SimpleUploadedFile("a.svg", b"<svg/>")]})
        assert bad.status_code == 422
        assert "SVG" in bad.content.decode()
        files_ = [SimpleUploadedFile("a.pdf", REPORT), SimpleUploadedFile("b.pdf", REPORT + b"b")]
        assert client.post(page, {"chosen": files_}).status_code == 302
        first = item.documents.first()
        assert "a.pdf" in client.get(meeting.get_absolute_url()).content.decode()
        assert client.post(reverse("item-document-remove", args=[first.key])).status_code == 302
        assert [one.name for one in item.documents.all()] == ["b.pdf"]


def test_their_number_is_bounded(cast):
    _meeting, item, _document = with_document(cast)
    with clock.pretend(PREPARED), pytest.raises(Refused, match="10 documents au plus"):
        actions.add_documents(item, by=cast.bob, chosen=[a_file(name=f"{n}.pdf") for n in range(10)])
    assert item.documents.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_with_its_question_and_no_sweep_takes_what_is_kept(cast, monkeypatch):
    _meeting, item, document = with_document(cast)
    monkeypatch.setattr(files, "ORPHAN", -timedelta(days=1000))
    files.sweep()
    assert files.storage().exists(document.stored)
    with clock.pretend(PREPARED):
        actions.remove_item(item, by=cast.bob)
    assert not files.storage().exists(document.stored)


def test_a_meeting_called_again_has_the_same_documents(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        item = with_item(meeting, cast.bob)
        actions.add_documents(item, by=cast.bob, chosen=[a_file()])
        actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(HELD):
        for key in ("bob", "erin"):
            actions.check_in(meeting, by=getattr(cast, key))
        actions.open_session(meeting, by=cast.bob)
        actions.state_no_quorum(meeting, by=cast.bob)
        actions.close_session(meeting, by=cast.bob)
        again = actions.call_again(meeting, by=cast.bob, starts_at=HELD + timedelta(days=20))
    assert [one.sha256 for one in again.items.get().documents.all()] == [hashlib.sha256(REPORT).hexdigest()]


def test_the_session_shows_the_documents_of_the_question_on_the_table(cast, client):
    meeting = in_session(cast)
    with clock.pretend(HELD):
        item = meeting.items.get()
        actions.open_item(item, by=cast.bob)
        actions.add_documents(item, by=cast.bob, chosen=[a_file(name="plan.pdf")])
        client.force_login(cast.bob)
        page = client.get(meeting.get_absolute_url()).content.decode()
    assert "plan.pdf" in page
    assert "ajouté après la convocation" in page
