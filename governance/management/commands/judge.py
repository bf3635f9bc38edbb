"""Judge a case, offline: from a rule and counts on standard input to what the statutes make of them."""

from django.utils.translation import gettext_lazy as _

from governance.management.offline import OfflineCommand
from governance.rules.cases import answer, read
from governance.rules.majority import judge


class Command(OfflineCommand):
    help = "Judge the case read as JSON on standard input, and print the outcome and its steps as JSON."
    cannot = _("Ce cas ne se juge pas : %(why)s.")

    def answer(self, data):
        return answer(judge(**read(data)))
