"""The database's own refusal to change a vote once it is open, or anything of it once it is counted; both engines.

Only votes with a page of their own are bound: the answers to a consultation stay on their fast path.
"""

from contextlib import contextmanager

from django.db import connection

from governance.register import triggers

OPENED = "a vote that is open keeps its question, its options, its method and its roll"
CLOSED = "a vote that was closed does not open again"
COUNTED = "a vote that is counted does not change"
ENTERED = "paper that was entered does not change, and is signed once"
KEPT = "an urn, a publication and a vote that was opened are never removed"

FROZEN = (
    "method text_sha256 opened_at owner_kind owner_id space_id title body html made_by_id made_at terms secrecy shows "
    "is_election is_binding takes_late_joiners weighs_by_role quorum_percent closes_at "
    "suspended_at suspended_until floor_hours"
).split()
OPTION = "vote_id key position label meaning asks needs_reason starts_at person_id".split()
ROLL = "vote_id person_id reason weight on_leave joined_at".split()

PAPER = "vote_id people size entered_by_id entered_at teller_id".split()

_OWNED = "(SELECT 1 FROM voting_vote WHERE id = {row}.vote_id AND owner_kind <> '' AND {state})"


def _of(row, state):
    return "EXISTS " + _OWNED.format(row=row, state=state)


_OPEN, _DONE = "opened_at IS NOT NULL", "counted_at IS NOT NULL"
_CLOSED_ROLL = "opened_at IS NOT NULL AND (counted_at IS NOT NULL OR NOT takes_late_joiners)"
_MOVED = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FROZEN)

# (table, name, event, which rows it refuses, why). The columns after OF keep what runs often away from a trigger.
RULES = [
    (
        "vote",
        "frozen",
        "UPDATE",
        f"OLD.owner_kind <> '' AND (OLD.counted_at IS NOT NULL OR (OLD.opened_at IS NOT NULL AND ({_MOVED})))",
        OPENED,
    ),
    (
        "vote",
        "closed",
        "UPDATE OF closed_at",
        "OLD.closed_at IS NOT NULL AND OLD.closed_at IS DISTINCT FROM NEW.closed_at",
        CLOSED,
    ),
    ("vote", "kept", "DELETE", "OLD.owner_kind <> '' AND OLD.opened_at IS NOT NULL", KEPT),
    ("option", "added", "INSERT", _of("NEW", _OPEN), OPENED),
    ("option", "changed", f"UPDATE OF {', '.join(OPTION)}", _of("OLD", _OPEN), OPENED),
    ("option", "removed", "DELETE", _of("OLD", _OPEN), OPENED),
    ("roll", "added", "INSERT", _of("NEW", _CLOSED_ROLL), OPENED),
    ("roll", "changed", f"UPDATE OF {', '.join(ROLL)}", _of("OLD", _OPEN), OPENED),
    ("roll", "removed", "DELETE", _of("OLD", _OPEN), OPENED),
    ("roll", "marked", "UPDATE OF answered_at", f"OLD.answered_at IS NOT NULL OR {_of('OLD', _DONE)}", COUNTED),
    ("ballot", "added", "INSERT", f"NEW.option_id IS NULL AND {_of('NEW', _DONE)}", COUNTED),
    ("ballot", "changed", "UPDATE", f"OLD.option_id IS NULL AND {_of('OLD', _DONE)}", COUNTED),
    ("ballot", "removed", "DELETE", f"OLD.option_id IS NULL AND {_of('OLD', _DONE)}", COUNTED),
    ("pile", "added", "INSERT", _of("NEW", _DONE), COUNTED),
    ("pile", "changed", "UPDATE", _of("OLD", _DONE), COUNTED),
    ("pile", "removed", "DELETE", _of("OLD", _DONE), COUNTED),
    ("paperbatch", "added", "INSERT", _of("NEW", _DONE), COUNTED),
    (
        "paperbatch",
        "changed",
        "UPDATE",
        "OLD.countersigned_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR "
        + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in PAPER)
        + " OR (OLD.ballots IS DISTINCT FROM NEW.ballots "
        + "AND NEW.countersigned_at IS NULL AND NEW.withdrawn_at IS NULL)",
        ENTERED,
    ),
    ("paperbatch", "removed", "DELETE", "TRUE", KEPT),
    ("urn", "changed", "UPDATE", f"OLD.vote_id <> NEW.vote_id OR {_of('OLD', _DONE)}", COUNTED),
    ("urn", "removed", "DELETE", "TRUE", KEPT),
    ("publication", "changed", "UPDATE", "TRUE", COUNTED),
    ("publication", "removed", "DELETE", "TRUE", KEPT),
]
# « INSERT OR REPLACE » of SQLite deletes what stood in its way, and that fires no trigger.
REPLACED = [
    ("vote", "EXISTS (SELECT 1 FROM voting_vote WHERE id = NEW.id AND owner_kind <> '' AND opened_at IS NOT NULL)"),
    ("urn", "EXISTS (SELECT 1 FROM voting_urn WHERE vote_id = NEW.vote_id)"),
    ("publication", "EXISTS (SELECT 1 FROM voting_publication WHERE vote_id = NEW.vote_id)"),
    ("roll", "EXISTS (SELECT 1 FROM voting_roll WHERE id = NEW.id)"),
]
CLOSING = ("vote", "closed")  # the trigger on a column that came after the first ones
TRUNCATED = ("vote", "option", "roll", "ballot", "pile", "urn", "publication", "paperbatch")


def _name(table, what):
    return f"voting_{table}_{what}"


def _sqlite():
    for table, what, event, refused, why in RULES:
        refused = refused.replace("IS DISTINCT FROM", "IS NOT")
        yield (
            (table, what),
            f"CREATE TRIGGER IF NOT EXISTS {_name(table, what)} BEFORE {event} ON voting_{table} "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{why}'); END",
        )
    for table, refused in REPLACED:
        yield (
            (table, "replaced"),
            f"CREATE TRIGGER IF NOT EXISTS {_name(table, 'replaced')} BEFORE INSERT ON voting_{table} "
            f"WHEN {refused} BEGIN SELECT RAISE(ABORT, '{KEPT}'); END",
        )


def _postgres():
    """A condition that asks another table stands in a function; a plain one on the trigger, and costs nothing."""
    for table, what, event, refused, why in RULES:
        name = _name(table, what)
        kept = "OLD" if event == "DELETE" else "NEW"
        asks = "EXISTS" in refused
        test = f"IF {refused} THEN RAISE EXCEPTION '{why}'; END IF; RETURN {kept};"
        body = test if asks else f"RAISE EXCEPTION '{why}';"
        yield (
            (table, what),
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {body} END $$ LANGUAGE plpgsql",
        )
        first, _and, _rest = refused.partition(" AND EXISTS")
        plain = first if asks and _and and "EXISTS" not in first else "TRUE" if asks else refused
        yield (
            (table, what),
            f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON voting_{table} "
            f"FOR EACH ROW WHEN ({plain}) EXECUTE FUNCTION {name}()",
        )
    yield (
        ("vote", "truncated"),
        f"CREATE OR REPLACE FUNCTION voting_truncated() RETURNS trigger AS $$ "
        f"BEGIN RAISE EXCEPTION '{KEPT}'; END $$ LANGUAGE plpgsql",
    )
    for table in TRUNCATED:
        yield (
            (table, "truncated"),
            f"CREATE OR REPLACE TRIGGER {_name(table, 'truncated')} BEFORE TRUNCATE ON voting_{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION voting_truncated()",
        )


def expected(on=None) -> set[str]:
    """The names of the triggers that should stand."""
    on = on or connection
    names = {_name(table, what) for table, what, *_rest in RULES}
    if on.vendor == "postgresql":
        return names | {_name(table, "truncated") for table in TRUNCATED}
    return names | {_name(table, "replaced") for table, _refused in REPLACED}


def standing(on=None) -> set[str]:
    """The names of the triggers that stand now."""
    return triggers.standing(on, "voting_")


def create(on=None) -> None:
    """Make the triggers stand; harmless where they do. What a later migration makes has none yet."""
    on = on or connection
    with on.cursor() as cursor:
        known = set(on.introspection.table_names(cursor))
        columns = {column.name for column in on.introspection.get_table_description(cursor, "voting_vote")}
        for (table, what), statement in _postgres() if on.vendor == "postgresql" else _sqlite():
            if f"voting_{table}" in known and ((table, what) != CLOSING or "closed_at" in columns):
                cursor.execute(statement)


def drop(on=None) -> None:
    """Take the triggers away; harmless where they are not."""
    on = on or connection
    with on.cursor() as cursor:
        for name in sorted(expected(on)):
            where = f" ON {name.rpartition('_')[0]}" if on.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


@contextmanager
def lifted():
    """The triggers taken away for a while: only for emptying a database of tests or of the demo."""
    drop()
    try:
        yield
    finally:
        create()
