"""`manage.py compile_po`: turn the translators' .po files into the .mo files that Django reads.

Django's own `compilemessages` calls gettext's msgfmt, which a fresh laptop does not have. Babel does the same
work, and the result goes to var/, so that the source tree stays clean and may be read-only.
"""

import os
import tempfile
from pathlib import Path

from babel.messages import Catalog, mofile, pofile
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed

SOURCES = Path(settings.BASE_DIR) / "governance" / "locale"


class Command(BaseCommand):
    help = "Compiles the translations into var/locale, where they changed."
    requires_system_checks = []  # checks load texts; the texts come first

    def handle(self, *args, verbosity, **options):
        for file in compile_messages():
            if verbosity:
                self.stdout.write(f"Compiled {file}")


def compile_messages() -> list[Path]:
    """Compile each catalog that is newer than its result. Returns the files written."""
    written = []
    for po in sorted(SOURCES.glob("*/LC_MESSAGES/django.po")):
        language = po.parent.parent.name
        targets = {language: _same, settings.LANGUAGE_CODE: _plurals_of_the_source}
        for code, shape in targets.items():
            mo = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo"
            if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
                continue
            with po.open("rb") as file:
                catalog = pofile.read_po(file, locale=language)
            _write(shape(catalog), mo)
            translation_file_changed(None, mo)  # this very process may have read, or missed, what stood there before
            written.append(mo)
    return written


def _same(catalog):
    return catalog


def _plurals_of_the_source(catalog):
    """The French texts that count something, as a French catalog.

    Without a catalog gettext falls back on the English rule, and we would read "0 blocages" where French says
    "0 blocage". The texts are the source strings themselves; only the rule is added.
    """
    french = Catalog(locale=settings.LANGUAGE_CODE, charset="utf-8")
    for message in catalog:
        if message.id and message.pluralizable:
            singular, plural = message.id
            forms = (singular,) + (plural,) * (french.num_plurals - 1)
            french.add(message.id, forms, context=message.context)
    return french


def _write(catalog, mo):
    """Replace the file in one move: tests compile in several processes, and none may read half a file."""
    mo.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=mo.parent, delete=False) as file:
        mofile.write_mo(file, catalog)
    os.chmod(file.name, 0o644)  # a temporary file is born private; the web server may be another user
    os.replace(file.name, mo)
