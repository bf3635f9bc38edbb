"""What time it is, for everything Palabre writes or judges; the demo and the tests may pretend another moment."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware and in UTC."""
    return _pretended.get() or timezone.now()


def pretended() -> datetime | None:
    """The moment everybody is asked to believe in, if there is one."""
    return _pretended.get()


@contextmanager
def pretend(moment: datetime):
    """Everything inside happens at `moment`: how the demo plays months of history, and tests wait for a fortnight."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
