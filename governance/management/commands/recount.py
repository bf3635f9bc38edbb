"""Count a published vote again, offline: from its file to its outcome, with nothing but the law."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from governance.rules.tally import METHODS, tally
from governance.rules.tally.recounting import answer, read

LARGEST = 256 * 1024 * 1024  # bytes


class Command(BaseCommand):
    """Prints the outcome as JSON and exits with 0; with 2 and a sentence when the file cannot be counted."""

    help = "Count the ballots of a file again, and print the outcome as JSON."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", help="the published vote, as JSON; - for standard input")

    def handle(self, *, file, **options):
        try:
            said = json.dumps(answer(tally(read(_parsed(file), METHODS))), ensure_ascii=False, indent=2)
            said.encode()
        except OSError as error:
            raise _refused(_("Ce fichier ne se lit pas : %(why)s") % {"why": error.strerror}) from None
        except RecursionError:
            raise _refused(_("Ce fichier n’est pas du JSON : trop de niveaux.")) from None
        except UnicodeError:
            raise _refused(_("Ce fichier n’est pas du texte en UTF-8.")) from None
        except json.JSONDecodeError as error:
            raise _refused(_("Ce fichier n’est pas du JSON, ligne %(n)s.") % {"n": error.lineno}) from None
        except ValueError as error:
            raise _refused(_("Ce vote ne se compte pas : %(why)s.") % {"why": error}) from None
        self.stdout.write(said)


def _parsed(file):
    with open(0 if file == "-" else file, "rb") as source:
        content = source.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(_("plus de %(n)s Mio") % {"n": LARGEST // 1024 // 1024})
    return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)


def _once(pairs):
    """An object whose names are all different: JSON would silently keep the last."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("un même nom y figure deux fois"))
    return found


def _refused(sentence):
    return CommandError(sentence, returncode=2)
