"""The database refuses, by itself, what no page would do: a vote changed once open, anything of it once counted."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from governance import clock
from governance.voting import actions as voting
from governance.voting import triggers
from governance.voting.actions import Choice
from governance.voting.models import Ballot, Option, Pile, Publication, Roll, Urn, Vote
from tests.voting.every_method import answer, counted, opened, prepared

pytestmark = pytest.mark.django_db


def refused(act, words):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act()


@pytest.fixture
def secret(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o1")
    answer(vote, cast.faye, "o2")
    return vote


@pytest.fixture
def named(cast):
    vote = opened(cast)
    answer(vote, cast.erin, "o1")
    return vote


def test_every_trigger_stands():
    assert triggers.standing() >= triggers.expected()


CHANGES = {
    "method": "approval",
    "title": "Autre question",
    "body": "Autre",
    "html": "<p>Autre</p>",
    "terms": {"seats": 2},
    "secrecy": "named",
    "shows": "open",
    "text_sha256": "0" * 64,
    "is_binding": True,
    "is_election": True,
    "quorum_percent": 10,
    "owner_id": 0,
    "owner_kind": "",
    "opened_at": None,
    "takes_late_joiners": True,
    "weighs_by_role": True,
    "closes_at": datetime(2031, 5, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_vote_that_is_open_keeps_what_it_asks(secret, field):
    refused(lambda: Vote.objects.filter(pk=secret.pk).update(**{field: CHANGES[field]}), "keeps its question")


@pytest.mark.parametrize(
    "change",
    [
        lambda vote: Option.objects.filter(vote=vote, key="o1").update(label="Rouge"),
        lambda vote: Option.objects.filter(vote=vote, key="o1").update(position=9),
        lambda vote: Option.objects.create(vote=vote, key="o9", position=9, label="Rouge"),
        lambda vote: Option.objects.filter(vote=vote, key="o3").delete(),
        lambda vote: Roll.objects.filter(vote=vote).update(weight=9),
        lambda vote: Roll.objects.filter(vote=vote).update(reason="ami"),
        lambda vote: Roll.objects.filter(vote=vote).update(on_leave=True),
        lambda vote: Roll.objects.filter(vote=vote).delete(),
    ],
)
def test_a_vote_that_is_open_keeps_its_options_and_its_roll(secret, change):
    refused(lambda: change(secret), "keeps its question")


def test_nobody_is_added_to_a_roll_that_takes_no_late_joiner(cast, secret):
    refused(lambda: Roll.objects.create(vote=secret, person=cast.dave, reason="ami"), "keeps its question")


def test_a_roll_that_takes_late_joiners_takes_them_until_the_count(cast):
    vote = opened(cast, takes_late_joiners=True)
    Roll.objects.create(vote=vote, person=cast.dave, reason="late", joined_at=clock.now())
    counted(vote)
    refused(lambda: Roll.objects.create(vote=vote, person=cast.carol, reason="late"), "keeps its question")


def test_a_mark_on_the_roll_is_never_taken_away(secret):
    marked = Roll.objects.filter(vote=secret, answered_at__isnull=False)
    refused(lambda: marked.update(answered_at=None), "counted")


def test_an_urn_is_never_removed(secret):
    refused(lambda: Urn.objects.filter(vote=secret).delete(), "never removed")


def test_a_vote_that_was_opened_is_never_removed(named):
    refused(lambda: Vote.objects.filter(pk=named.pk)._raw_delete("default"), "never removed")


@pytest.mark.parametrize(
    "change",
    [
        lambda vote: Vote.objects.filter(pk=vote.pk).update(outcome={}),
        lambda vote: Vote.objects.filter(pk=vote.pk).update(counted_at=None),
        lambda vote: Vote.objects.filter(pk=vote.pk).update(closes_at=clock.now()),
        lambda vote: Vote.objects.filter(pk=vote.pk).update(abstentions=9),
        lambda vote: Roll.objects.filter(vote=vote, answered_at=None).update(answered_at=clock.now()),
        lambda vote: Publication.objects.filter(vote=vote).update(content="{}"),
        lambda vote: Publication.objects.filter(vote=vote).delete(),
    ],
)
def test_a_vote_that_is_counted_does_not_change(secret, named, change):
    for vote in (counted(secret), counted(named)):
        refused(lambda vote=vote: change(vote), "keeps its question|does not change|never removed")


def test_the_urn_of_a_counted_vote_does_not_change(secret):
    counted(secret)
    refused(lambda: Urn.objects.filter(vote=secret).update(ballots=""), "does not change")


@pytest.mark.parametrize(
    "change",
    [
        lambda vote, cast: Ballot.objects.filter(vote=vote).update(content="o2"),
        lambda vote, cast: Ballot.objects.filter(vote=vote).delete(),
        lambda vote, cast: Ballot.objects.create(vote=vote, person=cast.bob, content="o2"),
        lambda vote, cast: Pile.objects.filter(vote=vote).update(count=9),
        lambda vote, cast: Pile.objects.filter(vote=vote).delete(),
        lambda vote, cast: Pile.objects.create(vote=vote, sha256="0" * 64, ballot="o2", count=9),
    ],
)
def test_the_ballots_of_a_counted_vote_do_not_change(cast, named, change):
    counted(named)
    refused(lambda: change(named, cast), "does not change")


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["vote", "urn", "roll"])
def test_no_row_is_replaced_by_another_of_its_key(secret, table):
    def replace():
        with connection.cursor() as database:
            database.execute(f"INSERT OR REPLACE INTO voting_{table} SELECT * FROM voting_{table}")

    refused(replace, "never removed|keeps its question")


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["vote", "urn", "publication", "roll"])
def test_no_table_is_emptied_at_once(secret, table):
    def empty():
        with connection.cursor() as database:
            database.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no event waits: the refusal is the trigger's own
            database.execute(f"TRUNCATE voting_{table} CASCADE")

    refused(empty, "never removed|append-only")


def test_a_vote_in_preparation_changes_at_will(cast):
    vote = prepared(cast)
    Option.objects.filter(vote=vote, key="o1").update(label="Rouge")
    Vote.objects.filter(pk=vote.pk).update(title="Autre")
    vote.options.all().delete()
    Option.objects.bulk_create([Option(vote=vote, key="a", position=1, label="A")])
    assert [str(option) for option in vote.options.all()] == ["A"]


def test_a_consultation_stays_on_its_own_path(cast):
    now = clock.now()
    vote = voting.open_vote(
        text_sha256="0" * 64,
        options=["agree", "block"],
        roll=[(cast.bob.pk, "member")],
        closes_at=now.replace(year=now.year + 1),
        floor_hours=24,
        now=now,
    )
    voting.cast(voting.lock(vote), by=cast.bob, choice="agree", reason="", now=now)
    voting.cast(voting.lock(vote), by=cast.bob, choice="block", reason="Non", now=now)
    voting.end(vote, now)
    assert Ballot.objects.get(vote=vote).option.key == "block"


def test_the_triggers_are_lifted_for_a_while_and_stand_again(cast):
    vote = opened(cast, choices=[Choice("Oui"), Choice("Non")])
    with triggers.lifted():
        assert not triggers.standing() & triggers.expected()
        Vote.objects.filter(pk=vote.pk).update(title="Autre")
    assert triggers.standing() >= triggers.expected()
