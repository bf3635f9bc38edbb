"""The official documents of a poll: joined before it opens, frozen with it, read by whoever reads it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.polls import actions
from governance.polls.actions.polls import described
from governance.polls.models import PollDocument
from governance.register.models import Entry
from governance.verdict import Refused
from rooms import files
from tests.doors import as_, read
from tests.polls.asking import prepared
from tests.polls.places import a_commune

pytestmark = pytest.mark.django_db
HERE = (("commune", "97413"),)


@pytest.fixture
def asked(cast):
    a_commune()
    return prepared(cast, places=HERE)


def sent(name="plan.pdf", content=b"%PDF-1.7 le plan de la piste"):
    return SimpleUploadedFile(name, content)


def joined(cast, poll, **file):
    return actions.add_poll_documents(poll, by=cast.alice, chosen=[files.looked_at(sent(**file))])[0]


def test_alice_joins_a_plan_that_everybody_reads_once_the_poll_is_open(cast, asked):
    client = as_(cast.alice)
    where = reverse("citizen-poll-documents", args=[asked.pk])
    assert client.post(where, {"chosen": sent()}).status_code == 302
    plan = PollDocument.objects.get()
    assert as_(cast.anonymous).get(plan.get_absolute_url()).status_code == 404
    actions.open_poll(asked, by=cast.alice)
    page = read(as_(cast.anonymous), reverse("citizen-poll", args=[asked.pk])).decode()
    assert ("plan.pdf" in page, "28\u00a0octets" in page) == (True, True)
    answer = as_(cast.anonymous).get(plan.get_absolute_url())
    assert answer.getvalue() == b"%PDF-1.7 le plan de la piste"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_documents_are_pinned_with_what_is_asked(cast, asked):
    plan = joined(cast, asked)
    assert described(asked)["documents"] == [["plan.pdf", 28, plan.sha256]]


def test_no_document_changes_once_the_poll_is_open(cast, asked):
    plan = joined(cast, asked)
    actions.open_poll(asked, by=cast.alice)
    with pytest.raises(Refused, match="rien n’en change plus"):
        joined(cast, asked, name="autre.pdf")
    with pytest.raises(Refused, match="rien n’en change plus"):
        actions.remove_poll_document(plan, by=cast.alice)


def test_a_document_taken_off_takes_its_file_with_it(cast, asked, django_capture_on_commit_callbacks):
    plan = joined(cast, asked)
    assert files.storage().exists(plan.stored)
    with django_capture_on_commit_callbacks(execute=True):
        as_(cast.alice).post(reverse("citizen-poll-document-remove", args=[plan.key]))
    assert not files.storage().exists(plan.stored)
    acts = Entry.objects.filter(act__startswith="poll.document").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["poll.document_added", "poll.document_removed"]


def test_the_sweep_leaves_the_file_of_a_document(cast, asked):
    plan = joined(cast, asked)
    assert files.sweep()[1] == []
    assert files.storage().exists(plan.stored)


@pytest.mark.parametrize("bad", [{"name": "plan.svg"}, {"content": b""}], ids=["svg", "empty"])
def test_a_file_that_is_not_taken_says_why(cast, asked, bad):
    where = reverse("citizen-poll-documents", args=[asked.pk])
    assert as_(cast.alice).post(where, {"chosen": sent(**bad)}).status_code == 422
    assert not PollDocument.objects.exists()


def test_a_poll_has_ten_documents_at_most(cast, asked):
    for n in range(10):
        joined(cast, asked, name=f"annexe-{n}.pdf")
    with pytest.raises(Refused, match="dix documents"):
        joined(cast, asked, name="de-trop.pdf")


def test_somebody_else_joins_nothing(cast, asked):
    with pytest.raises(Refused):
        actions.add_poll_documents(asked, by=cast.bob, chosen=[files.looked_at(sent())])
    assert as_(cast.bob).get(reverse("citizen-poll-documents", args=[asked.pk])).status_code == 404
