"""The clock: it announces what time has already decided. Stopped, it delays news and never a result."""

import itertools
import logging
import threading

from django.db import close_old_connections

from governance import clock
from governance.assemblies import actions as assemblies
from governance.assemblies import mailing
from governance.organizations.association import forget_ages
from governance.polls import actions as polls
from governance.sqlite.journal import forget_if_owed
from governance.voting import actions as voting
from proposals import actions as proposals
from rooms import moderation, outbox, retention

log = logging.getLogger(__name__)

PERIOD = 1.0  # seconds between two looks at what is due
COURIERS = 3  # channels outside that are written to at the same time
FORGETTING = 3600  # looks between two at what may be forgotten


def tick(now=None) -> int:
    """Announce everything that has come due by `now`; each once, however often and wherever this runs."""
    now = now or clock.now()
    forget_if_owed()
    announced = proposals.announce_due(now) + voting.count_due(now) + assemblies.seal_due(now)
    announced += polls.count_polls_due(now)
    announced += polls.climb_due(now)
    polls.publish_due(now)  # a renewal of figures announces nothing
    return announced + retention.erase_due(now) + forget_ages(now) + polls.forget_due(now)


class Courier(threading.Thread):
    """One of those who send what rooms tell their channels outside: a server that never answers delays nobody else."""

    def __init__(self, stopped, n=0):
        super().__init__(name=f"courier-{n}", daemon=True)
        self._stopped, self._forgets = stopped, n == 0

    def run(self):
        for look in itertools.count():
            if self._stopped.wait(PERIOD):
                return
            try:
                self.carry(look)
            except Exception:
                log.exception("the courier missed a beat")
            finally:
                close_old_connections()

    def carry(self, look):
        outbox.deliver_due()
        if self._forgets and look % FORGETTING == 0:
            outbox.forget_old()
            moderation.forget_copies()


class Postman(Courier):
    """The one who writes to people: a mail server that is slow delays letters and nothing else."""

    def carry(self, look):
        mailing.deliver_due()


class Clock(threading.Thread):
    """A thread that ticks until it is stopped; the embedded instance runs it beside its web server."""

    def __init__(self):
        super().__init__(name="clock", daemon=True)
        self._stopped = threading.Event()

    def run(self):
        for n in range(COURIERS):
            Courier(self._stopped, n).start()
        Postman(self._stopped, COURIERS).start()
        while not self._stopped.wait(PERIOD):
            try:
                tick()
            except Exception:
                log.exception("the clock missed a beat")
            finally:
                close_old_connections()

    def stop(self):
        self._stopped.set()
