"""The journal of SQLite, emptied: it keeps every version of a row since the last time, commit after commit."""

import logging
import threading

from django.db import connection, transaction

log = logging.getLogger(__name__)

PATIENCE = 300  # milliseconds that readers and writers may keep it waiting
_owed = threading.Event()  # somebody was reading: it is emptied at the next occasion


def forget_after_commit() -> None:
    """Once the open transaction is committed, leave nothing in the journal that says what it changed."""
    if connection.vendor == "sqlite":
        transaction.on_commit(lambda: forget(), robust=True)


def forget_if_owed() -> None:
    """Empty the journal where an earlier attempt was kept waiting."""
    if _owed.is_set():
        forget()


def forget() -> None:
    """Write the journal into the database and cut it to nothing, or remember to do it later."""
    with connection.cursor() as database:
        (patience,) = database.execute("PRAGMA busy_timeout").fetchone()
        database.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            (is_busy, *_pages) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            database.execute(f"PRAGMA busy_timeout = {int(patience)}")
    if is_busy:
        _owed.set()
    else:
        _owed.clear()
