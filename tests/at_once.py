"""Acts made at the same moment, each in a thread of its own with a connection of its own."""

import threading
from contextvars import copy_context

from django.db import connection

from governance.verdict import Refused


def together(*calls):
    """Make the calls at the same moment, each on a connection of its own. Gives what each returned or raised."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            results[place] = call()
        except Exception as raised:
            results[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=copy_context().run, args=(run, place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    accidents = [result for result in results if isinstance(result, Exception) and not isinstance(result, Refused)]
    assert accidents == []
    return results


def reasons(results):
    return [str(result) for result in results if isinstance(result, Refused)]
