"""The database's own refusal to change or remove an entry: created and dropped here, for both engines."""

from contextlib import contextmanager

from django.db import connection

REASON = "the register is append-only"

# « INSERT OR REPLACE » deletes what stood in its way, and that fires no trigger: it is refused before it does.
SQLITE_CREATE = f"""
CREATE TRIGGER IF NOT EXISTS register_entry_no_update BEFORE UPDATE ON register_entry
BEGIN SELECT RAISE(ABORT, '{REASON}'); END;
CREATE TRIGGER IF NOT EXISTS register_entry_no_delete BEFORE DELETE ON register_entry
BEGIN SELECT RAISE(ABORT, '{REASON}'); END;
CREATE TRIGGER IF NOT EXISTS register_entry_no_replace BEFORE INSERT ON register_entry
WHEN EXISTS (SELECT 1 FROM register_entry
  WHERE id = NEW.id OR hash = NEW.hash OR (chain = NEW.chain AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, '{REASON}'); END;
CREATE TRIGGER IF NOT EXISTS register_payload_no_update BEFORE UPDATE ON register_payload
WHEN NEW.canonical IS NOT NULL OR NEW.entry_id IS NOT OLD.entry_id
BEGIN SELECT RAISE(ABORT, '{REASON}'); END;
CREATE TRIGGER IF NOT EXISTS register_payload_no_delete BEFORE DELETE ON register_payload
BEGIN SELECT RAISE(ABORT, '{REASON}'); END;
CREATE TRIGGER IF NOT EXISTS register_payload_no_replace BEFORE INSERT ON register_payload
WHEN EXISTS (SELECT 1 FROM register_payload WHERE entry_id = NEW.entry_id)
BEGIN SELECT RAISE(ABORT, '{REASON}'); END;
"""

POSTGRES_CREATE = f"""
CREATE OR REPLACE FUNCTION register_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{REASON}'; END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER register_entry_no_update BEFORE UPDATE OR DELETE ON register_entry
FOR EACH ROW EXECUTE FUNCTION register_refuse();
CREATE OR REPLACE TRIGGER register_entry_no_truncate BEFORE TRUNCATE ON register_entry
FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
CREATE OR REPLACE TRIGGER register_payload_no_update BEFORE UPDATE ON register_payload
FOR EACH ROW WHEN (NEW.canonical IS NOT NULL OR NEW.entry_id <> OLD.entry_id)
EXECUTE FUNCTION register_refuse();
CREATE OR REPLACE TRIGGER register_payload_no_delete BEFORE DELETE ON register_payload
FOR EACH ROW EXECUTE FUNCTION register_refuse();
CREATE OR REPLACE TRIGGER register_payload_no_truncate BEFORE TRUNCATE ON register_payload
FOR EACH STATEMENT EXECUTE FUNCTION register_refuse();
"""

NAMES = {
    "sqlite": {
        "register_entry": ["register_entry_no_update", "register_entry_no_delete", "register_entry_no_replace"],
        "register_payload": ["register_payload_no_update", "register_payload_no_delete", "register_payload_no_replace"],
    },
    "postgresql": {
        "register_entry": ["register_entry_no_update", "register_entry_no_truncate"],
        "register_payload": [
            "register_payload_no_update",
            "register_payload_no_delete",
            "register_payload_no_truncate",
        ],
    },
}


def create(on=None) -> None:
    """Make the triggers stand; harmless where they do."""
    on = on or connection
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(POSTGRES_CREATE)
        else:
            for statement in SQLITE_CREATE.split("END;")[:-1]:
                cursor.execute(statement + "END;")


def drop(on=None) -> None:
    """Take the triggers away; harmless where they are not."""
    on = on or connection
    with on.cursor() as cursor:
        for table, names in NAMES[on.vendor].items():
            for name in names:
                where = f" ON {table}" if on.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")


def standing(on=None, prefix: str = "register_") -> set[str]:
    """The names of the triggers that stand now, of the tables whose names begin with `prefix`."""
    on = on or connection
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall() if name.startswith(prefix)}


@contextmanager
def lifted():
    """The triggers taken away for a while: only for emptying a test database."""
    drop()
    try:
        yield
    finally:
        create()
