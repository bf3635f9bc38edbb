"""Draw by lot, offline: from a pool and public sources to the names, as RFC 3797 selects them."""

from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.management.offline import OfflineCommand
from governance.rules.sortition import draw, read


class Command(OfflineCommand):
    help = "Draw the names of a file by lot (RFC 3797), and print the key, each step and the names as JSON."
    cannot = gettext_lazy("Ce tirage ne se fait pas : %(why)s.")

    def add_arguments(self, parser):
        parser.add_argument("file", help="the pool, how many to take and the sources, as JSON; - for standard input")

    def answer(self, data):
        asked = read(data)
        if asked["hash"] != "md5":
            self.stderr.write(_("Variante : SHA-256 à la place du MD5 de la RFC 3797."))
        return asdict(draw(**asked))
