"""Emptying the test database between two tests that commit: only the tables that hold something, and nobody refused.

Django's own flush takes every table by force and then makes all content types and permissions again; with a hundred
tables that is most of what a test in a browser costs, and PostgreSQL gives up where somebody still writes.
"""

import time

from django.db import OperationalError, connection, transaction

from governance.assemblies import triggers as assembly_triggers
from governance.register import triggers
from governance.voting import triggers as voting_triggers

# What `migrate` leaves in an empty database, and the same for everybody.
KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site"}
AT_WORK = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)
TURNS = 10


def flush() -> None:
    """Take every row away but those of `KEPT`; raises `OperationalError` where others never let go."""
    for turn in range(TURNS):
        wait_until_at_rest()
        try:
            if not (held := _holding()):
                return
            _empty(held)
        except OperationalError:  # a deadlock, or a file somebody else still writes
            if turn == TURNS - 1:
                raise
            time.sleep(0.2)


def wait_until_at_rest() -> None:
    """Return once nobody else is at work in PostgreSQL, or after fifteen seconds."""
    if connection.vendor != "postgresql":
        return
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with connection.cursor() as database:
            database.execute(AT_WORK)
            if not database.fetchone()[0]:
                return
        time.sleep(0.02)


def _holding() -> list[str]:
    """The tables with at least one row."""
    tables = [name for name in connection.introspection.django_table_names(include_views=False) if name not in KEPT]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
    with connection.cursor() as database:
        database.execute(asked)
        return [name for (name,) in database.fetchall()]


def _empty(tables) -> None:
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as database:
            # No trigger fires for a replica: neither the register's refusal nor the check of a key.
            database.execute("SET LOCAL session_replication_role = replica")
            for table in tables:
                database.execute(f"DELETE FROM {table}")
    else:
        with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as database:
            triggers.drop()
            voting_triggers.drop()
            assembly_triggers.drop()
            for table in tables:
                database.execute(f"DELETE FROM {table}")
            assembly_triggers.create()
            voting_triggers.create()
            triggers.create()
