"""Commands that need nothing but a file and the law: JSON in, JSON out, a sentence when it makes no sense."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

LARGEST = 256 * 1024 * 1024  # bytes


class OfflineCommand(BaseCommand):
    """Prints the answer as JSON and exits with 0; with 2 and a sentence when there is none."""

    requires_system_checks = []
    cannot = ""  # why there is no answer, with %(why)s

    def answer(self, data: object) -> dict[str, object]:
        """What is printed of the JSON that was read. Raises ValueError, with a sentence, when it makes no sense."""
        raise NotImplementedError

    def handle(self, *, file="-", **options):
        try:
            said = json.dumps(self.answer(_parsed(file)), ensure_ascii=False, indent=2)
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
            raise _refused(str(self.cannot) % {"why": error}) from None
        self.stdout.write(said)


def _parsed(file):
    if file == "-":
        content = sys.stdin.buffer.read(LARGEST + 1)
    else:
        with open(file, "rb") as source:
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
