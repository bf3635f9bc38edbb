"""`manage.py worker`: the clock as a process of its own, for an instance that has Redis."""

import signal

from django.core.management.base import BaseCommand

from governance.worker import Clock


class Command(BaseCommand):
    help = "Announces what has come due (closings, reviews). Run one beside the web processes when there is Redis."

    def handle(self, **options):
        clock = Clock()
        signal.signal(signal.SIGTERM, lambda *_: clock.stop())
        try:
            clock.run()
        except KeyboardInterrupt:
            clock.stop()
