"""The chain: its canonical form, its order, and what stands when a payload is erased."""

import json
import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from governance.organizations import actions as organizations
from governance.register.actions import Event, announce, append, canonical, erase, record, subscribe
from governance.register.models import GENESIS, Chain, Entry, Payload
from governance.register.verification import verify

VECTOR = [
    ("scrutin.ouvert", 0, {"scrutin": "s1", "liste_sha256": "aa", "texte_sha256": "bb", "inscrits": 6}),
    ("scrutin.clos", 1, {"scrutin": "s1", "votants": 4, "urne_sha256": "cc"}),
    (
        "decision.proclamee",
        2,
        {"scrutin": "s1", "pour": 2, "contre": 2, "abstention": 0, "blanc": 0, "resultat": "rejetée"},
    ),
]


@pytest.fixture
def deaf():
    """Subscribers of one test are forgotten with it."""
    from_before = list(_subscribers())
    yield
    _subscribers()[:] = from_before


def _subscribers():
    return subscribe.__globals__["_subscribers"]


@pytest.mark.django_db
def test_the_published_check_vector_gives_the_published_hashes():
    entries = [
        append("vector", act, canonical(payload), at=datetime(2026, 1, 15, 18, minute, tzinfo=UTC))
        for act, minute, payload in VECTOR
    ]
    assert entries[0].prev == GENESIS == "0" * 64
    assert [entry.seq for entry in entries] == [0, 1, 2]
    assert [(e.hash[:8], e.hash[-7:]) for e in entries[:2]] == [
        ("10e4e5f5", "aed9ee7"),
        ("405a43d7", "692330f"),
    ]
    assert entries[2].hash == "65c593d6f339317f0ec0953860e0bbfae2c91414d8db6d2b2b8c1f74e7532381"
    assert verify("vector") is None


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_outside_a_transaction_is_refused(cast):
    before = Entry.objects.count()
    for tell in (record, announce):
        with pytest.raises(transaction.TransactionManagementError):
            tell("space.changed", cast.space, by=cast.alice, space=cast.space)
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_an_entry_names_actor_space_and_subject_and_hashes_them_with_a_salt(cast):
    with transaction.atomic():
        entry = record("space.changed", cast.space, by=cast.alice, space=cast.space, many=7)
    said = json.loads(entry.payload.canonical)
    salt = said.pop("salt")
    assert len(salt) == 16
    assert said == {
        "many": 7,
        "actor": cast.alice.pk,
        "space": cast.space.pk,
        "subject": ["space", cast.space.pk],
    }
    assert (entry.actor_id, entry.space_id) == (cast.alice.pk, cast.space.pk)
    assert (entry.subject_kind, entry.subject_id) == ("space", cast.space.pk)


@pytest.mark.django_db
def test_subscribers_hear_the_acts_they_named_and_no_other(cast, deaf):
    heard = []
    subscribe(heard.append, "space.changed", "message.posted")
    with transaction.atomic():
        record("space.changed", cast.space, by=None, space=cast.space, many=7)
        record("space.moved", cast.space, by=None, space=cast.space)
        announce("message.posted", cast.space, by=cast.bob, space=cast.space, n=1)
    assert heard == [
        Event("space.changed", cast.space, None, cast.space, {"many": 7}),
        Event("message.posted", cast.space, cast.bob, cast.space, {"n": 1}),
    ]


@pytest.mark.django_db
def test_what_is_announced_is_told_and_not_stored(cast, deaf):
    heard = []
    subscribe(heard.append)
    before = Entry.objects.count()
    with transaction.atomic():
        announce("message.posted", cast.space, by=cast.bob, space=cast.space)
    assert [event.act for event in heard] == ["message.posted"]
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_a_subscriber_that_fails_takes_the_whole_act_back(cast, deaf):
    def fail(event):
        raise RuntimeError("no room left")

    subscribe(fail, "space.changed")
    head = Chain.objects.get(name=cast.space.chain)
    with pytest.raises(RuntimeError):
        organizations.change_settings(cast.space, by=cast.alice, many=9)
    cast.space.refresh_from_db()
    assert cast.space.many == 5
    assert Chain.objects.get(name=cast.space.chain).head == head.head


@pytest.mark.django_db
def test_an_erased_payload_leaves_a_chain_that_still_holds(cast):
    entry = Entry.objects.filter(chain=cast.space.chain).first()
    erase(entry)
    assert Payload.objects.get(entry=entry).canonical is None
    assert verify(cast.space.chain) is None


@pytest.mark.django_db
def test_an_organization_and_its_projects_share_one_chain(cast):
    project = organizations.create_project(cast.organization, by=cast.alice, name="Atelier")
    assert project.space.chain == cast.space.chain == f"organization:{cast.organization.pk}"
    assert Entry.objects.filter(chain=cast.space.chain, space_id=project.space.pk).count() == 2


@pytest.mark.django_db
def test_appending_costs_as_many_queries_whatever_the_length(cast, django_assert_num_queries):
    lock, write = 1, 1 if connection.vendor == "postgresql" else 3
    for _ in range(3):
        with django_assert_num_queries(lock + write):
            append(cast.space.chain, "space.changed", "{}", at=datetime(2026, 1, 15, tzinfo=UTC))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twelve_people_who_act_at_once_leave_a_chain_without_a_gap():
    start = threading.Barrier(12)
    failures = []

    def act(n):
        start.wait()
        try:
            with transaction.atomic():
                append("crowd", "space.changed", canonical({"n": n}), at=datetime(2026, 1, 15, tzinfo=UTC))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    crowd = [threading.Thread(target=act, args=(n,)) for n in range(12)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert failures == []
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(12))
    assert verify("crowd") is None
