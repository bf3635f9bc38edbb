"""The database refuses to change the register, and the verification names what was changed all the same."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from governance.register import triggers
from governance.register.actions import append, canonical
from governance.register.models import Chain, Entry, Payload
from governance.register.verification import Break, verify

MOMENT = datetime(2026, 1, 15, 18, tzinfo=UTC)


@pytest.fixture
def chain(db):
    """Four entries of a chain named « loom », and the hash of the second."""
    entries = [append("loom", "space.changed", canonical({"n": n}), at=MOMENT) for n in range(4)]
    return entries


def tamper(sql, *values):
    with triggers.lifted(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def verified(**options):
    out = StringIO()
    call_command("verify_register", stdout=out, **options)
    return out.getvalue()


def test_the_triggers_stand_after_migrate(db):
    names = {name for table in triggers.NAMES[connection.vendor].values() for name in table}
    assert triggers.standing() == names


def test_lifting_the_triggers_puts_them_back(db):
    stood = triggers.standing()
    with triggers.lifted():
        assert triggers.standing() == set()
    assert triggers.standing() == stood


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda: Entry.objects.update(act="space.moved"),
        lambda: Entry.objects.all()._raw_delete("default"),
        lambda: Payload.objects.update(canonical="{}"),
        lambda: Payload.objects.all()._raw_delete("default"),
        lambda: Payload.objects.update(canonical=None, entry_id=0),
    ],
    ids=["entry update", "entry delete", "payload update", "payload delete", "payload moved"],
)
def test_the_database_refuses_to_rewrite_the_register(chain, rewrite):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rewrite()
    assert verify("loom") is None


# An insert that takes the place of what stands there: by its number, its place in the chain, its hash, its entry.
REPLACING = {
    "entry by id": ("register_entry", "id", {"hash": "f" * 64, "seq": 99}),
    "entry by place": ("register_entry", "chain, seq", {"id": 10**9, "hash": "f" * 64}),
    "entry by hash": ("register_entry", "hash", {"id": 10**9, "seq": 99}),
    "payload": ("register_payload", "entry_id", {}),
}


def replace(table, target, changed, entry):
    """`INSERT OR REPLACE` as SQLite says it, `ON CONFLICT DO UPDATE` as PostgreSQL does."""
    model = Entry if table == "register_entry" else Payload
    row = model.objects.filter(pk=entry.pk).values().get() | changed
    row |= {"act": "space.moved"} if model is Entry else {"canonical": "{}"}
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    if connection.vendor == "sqlite":
        sql = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"
    else:
        said = "act" if model is Entry else "canonical"
        instead = f"ON CONFLICT ({target}) DO UPDATE SET {said} = excluded.{said}"
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) {instead}"
    with connection.cursor() as cursor:
        cursor.execute(sql, list(row.values()))


@pytest.mark.parametrize("way", REPLACING)
def test_the_database_refuses_to_put_something_in_the_place_of_an_entry(chain, way):
    table, target, changed = REPLACING[way]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        replace(table, target, changed, chain[1])
    assert verify("loom") is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["register_entry, register_payload", "register_payload"])
def test_postgresql_refuses_to_empty_the_tables(table):
    with transaction.atomic():
        append("loom", "space.changed", "{}", at=MOMENT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table}")
    assert verify("loom") is None


def test_a_payload_may_only_be_emptied(chain):
    Payload.objects.filter(entry=chain[1]).update(canonical=None)
    assert verify("loom") is None


def test_a_changed_field_is_named_with_its_place(chain):
    tamper("UPDATE register_entry SET act = 'space.moved' WHERE id = %s", chain[2].pk)
    assert verify("loom") == Break("loom", 2, "hash")


def test_a_changed_payload_is_named_with_its_place(chain):
    tamper("UPDATE register_payload SET canonical = '{\"n\":9}' WHERE entry_id = %s", chain[1].pk)
    assert verify("loom") == Break("loom", 1, "payload")


def test_a_removed_payload_is_named_with_its_place(chain):
    tamper("DELETE FROM register_payload WHERE entry_id = %s", chain[1].pk)
    assert verify("loom") == Break("loom", 1, "payload")


def test_a_removed_entry_is_missed_by_the_next(chain):
    tamper("DELETE FROM register_payload WHERE entry_id = %s", chain[1].pk)
    tamper("DELETE FROM register_entry WHERE id = %s", chain[1].pk)
    assert verify("loom") == Break("loom", 2, "missing")


def test_a_removed_last_entry_is_missed_by_the_head(chain):
    tamper("DELETE FROM register_payload WHERE entry_id = %s", chain[3].pk)
    tamper("DELETE FROM register_entry WHERE id = %s", chain[3].pk)
    assert verify("loom") == Break("loom", 3, "head")


def test_a_chain_that_lost_all_its_entries_is_broken(chain):
    tamper("DELETE FROM register_payload")
    tamper("DELETE FROM register_entry")
    assert verify("loom") == Break("loom", 0, "head")


def test_a_chain_that_lost_its_head_is_broken(chain):
    Chain.objects.filter(name="loom").delete()
    assert verify("loom") == Break("loom", 4, "head")


@pytest.mark.parametrize(
    ("column", "value"), [("actor_id", 999), ("space_id", 999), ("subject_kind", "room"), ("subject_id", 999)]
)
def test_a_column_that_says_something_else_than_the_payload_is_named(cast, column, value):
    entry = Entry.objects.filter(chain=cast.space.chain, seq=1).get()
    tamper(f"UPDATE register_entry SET {column} = %s WHERE id = %s", value, entry.pk)
    assert verify(cast.space.chain) == Break(cast.space.chain, 1, "columns")


def test_a_hash_seen_earlier_is_found_again(chain):
    assert verify("loom", since=chain[1].hash) is None


def test_a_hash_nobody_saw_breaks_the_chain(chain):
    assert verify("loom", since="f" * 64) == Break("loom", 4, "since")


def test_the_command_prints_one_line_per_chain(chain):
    append("wheel", "space.changed", "{}", at=MOMENT)
    wheel = Chain.objects.get(name="wheel").head
    assert verified().splitlines() == [
        f"loom: intact, 4 entries, head {chain[3].hash}",
        f"wheel: intact, 1 entries, head {wheel}",
    ]


def test_the_command_names_the_first_broken_entry_and_fails(chain):
    tamper("UPDATE register_entry SET act = 'space.moved' WHERE id = %s", chain[2].pk)
    with pytest.raises(CommandError, match="loom is broken at entry 2: one of its fields was changed") as failure:
        verified()
    assert failure.value.returncode == 1


def test_the_command_accepts_a_hash_seen_earlier_in_one_of_several_chains(chain):
    append("wheel", "space.changed", "{}", at=MOMENT)
    assert len(verified(since=chain[0].hash).splitlines()) == 2


def test_the_command_fails_on_a_hash_that_is_in_no_chain(chain):
    with pytest.raises(CommandError, match="No chain contains ffff") as failure:
        verified(since="f" * 64)
    assert failure.value.returncode == 1
