"""Count a published vote again, offline: from its file to its outcome, with nothing but the law."""

from django.utils.translation import gettext_lazy as _

from governance.management.offline import OfflineCommand
from governance.rules.tally import METHODS, tally
from governance.rules.tally.recounting import answer, read


class Command(OfflineCommand):
    help = "Count the ballots of a file again, and print the outcome as JSON."
    cannot = _("Ce vote ne se compte pas : %(why)s.")

    def add_arguments(self, parser):
        parser.add_argument("file", help="the published vote, as JSON; - for standard input")

    def answer(self, data):
        return answer(tally(read(data, METHODS)))
