"""SQLite whose connections stay open from one request to the next, and whose writers wait in line.

Under ASGI every request runs in a thread of its own, for which Django would open a connection and read the schema anew:
as long as the rest of a short request. And SQLite lets writers who meet sleep and try again, some for half a second.
"""

import os
import threading
from collections import defaultdict

from django.db.backends.sqlite3 import base

KEPT = 4  # idle connections; each may hold a page cache

_idle = []  # (file, connection), the last used at the end
_writing = defaultdict(threading.Lock)  # path of the database -> held by the thread that writes


def _file(path):
    """Which file it is, for this process: another one put at its path is not the same."""
    try:
        found = os.stat(path)
    except (OSError, TypeError):
        return None
    return os.getpid(), found.st_dev, found.st_ino


class DatabaseWrapper(base.DatabaseWrapper):
    _holds = None  # the lock, while this connection writes

    def get_new_connection(self, conn_params):
        file = _file(conn_params["database"])
        while file and _idle:
            try:
                kept_file, kept = _idle.pop()
            except IndexError:
                break  # another thread was faster
            if kept_file == file:
                return kept
            kept.close()
        return super().get_new_connection(conn_params)

    def _close(self):
        self._next_writer()
        file = _file(self.settings_dict["NAME"])
        clean = self.connection and not (self.connection.in_transaction or self.errors_occurred or self.in_atomic_block)
        if clean and file and len(_idle) < KEPT:
            self.connection.isolation_level = None
            _idle.append((file, self.connection))
        else:
            super()._close()

    def _start_transaction_under_autocommit(self):
        if self.transaction_mode == "IMMEDIATE" and self._holds is None:
            line = _writing[str(self.settings_dict["NAME"])]
            # Whoever waited in vain asks SQLite, which answers in its own words.
            if line.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
                self._holds = line
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._next_writer()
            raise

    def _commit(self):
        super()._commit()
        self._next_writer()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._next_writer()

    def _next_writer(self):
        held, self._holds = self._holds, None
        if held:
            held.release()
