"""Is every French text also there in English? `make check` asks; `make messages` prepares the catalog.

    python tests/check_messages.py            says what is missing, untranslated, fuzzy or unused; exits 1
    python tests/check_messages.py --write    brings governance/locale/en up to date; people translate

The texts are found as Django's makemessages finds them (its own `templatize` turns a template into gettext
calls), but read by Babel: no gettext is needed on a laptop. tests/test_messages.py compares the two where
gettext is there.
"""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, pofile
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ["governance", "rooms", "proposals", "templates"]
TEMPLATES = {".html", ".txt"}
CATALOG = ROOT / "governance" / "locale" / "en" / "LC_MESSAGES" / "django.po"

# As in gettext: a p takes a context first, an n takes a singular and a plural.
CALLS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "npgettext",
    "npgettext_lazy",
}


def main(arguments):
    if arguments == ["--write"]:
        write()
        return 0
    complaints = check()
    for complaint in complaints:
        print(complaint)
    print(f"{len(complaints)} to mend, see make messages." if complaints else "Every text is there in English.")
    return 1 if complaints else 0


def check():
    """One sentence for each text that an English reader would miss."""
    sources, catalog = extract(), stored()
    complaints = []
    for message in sources:
        if not message.id:
            continue
        place = "{}:{}".format(*message.locations[0])
        stored_message = catalog.get(key(message), message.context)
        text = show(message)
        if stored_message is None:
            complaints.append(f"{place}: missing from the catalog: {text}")
        elif "fuzzy" in stored_message.flags:
            complaints.append(f"{place}: fuzzy: {text}")
        elif not all(forms(stored_message)):
            complaints.append(f"{place}: not translated: {text}")
        elif message.pluralizable != stored_message.pluralizable:
            complaints.append(f"{place}: counts in one place and not in the other: {text}")
        else:
            complaints += [f"{place}: {error}: {text}" for error in stored_message.check(catalog)]
    for message in catalog:
        if message.id and sources.get(key(message), message.context) is None:
            complaints.append(f"no longer used: {show(message)}")
    return complaints


def write():
    """Add what is new, drop what is gone, keep every translation. Nothing is guessed from similar texts."""
    sources, catalog = extract(), stored()
    catalog.update(sources, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    with CATALOG.open("wb") as file:
        # Sorted and without line numbers: a diff shows the texts that changed and nothing else.
        pofile.write_po(file, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    empty = sum(1 for message in catalog if message.id and not all(forms(message)))
    print(f"{CATALOG.relative_to(ROOT)}: {len(catalog)} texts, {empty} to translate.")


def extract():
    """All texts of the sources, in a catalog without translations."""
    catalog = empty_catalog()
    for file in source_files():
        text = file.read_text()
        if file.suffix in TEMPLATES:
            # What templatize leaves of the prose is no Python; without indentation it can be read as such.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(file)).split("\n"))
        name = str(file.relative_to(ROOT))
        for line, function, values, comments in extract_python(
            BytesIO(text.encode()), CALLS, ["Translators"], {"encoding": "utf-8"}
        ):
            context, texts = arguments_of(function, values)
            if texts:
                catalog.add(texts, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def arguments_of(function, values):
    """Sort the arguments of one call. A text that is computed is nobody's to translate, and left alone."""
    values = list(values) if isinstance(values, tuple) else [values]
    prefix = function.partition("gettext")[0]
    context = values.pop(0) if "p" in prefix else None
    texts = tuple(values[: 2 if "n" in prefix else 1])
    if not all(isinstance(text, str) and text for text in texts):
        return None, None
    return context, texts if len(texts) > 1 else texts[0]


def source_files():
    for folder in SOURCES:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix == ".py" or (file.suffix in TEMPLATES and "templates" in file.parts):
                yield file


def stored():
    if not CATALOG.exists():
        return empty_catalog()
    with CATALOG.open("rb") as file:
        return pofile.read_po(file, locale="en")


def empty_catalog():
    return Catalog(
        locale="en",
        project="Palabre",
        copyright_holder="The Palabre contributors",
        fuzzy=False,
        charset="utf-8",
        header_comment="# The English of Palabre; the sources are French. AGPL-3.0-or-later.",
        # One date for ever: a new one each time would be the only change in most diffs.
        creation_date=datetime(2026, 1, 1, tzinfo=UTC),
        revision_date=datetime(2026, 1, 1, tzinfo=UTC),
        last_translator="The Palabre contributors",
        language_team="en",
    )


def key(message):
    return message.id[0] if message.pluralizable else message.id


def forms(message):
    return message.string if isinstance(message.string, (tuple, list)) else [message.string]


def show(message):
    context = f" ({message.context})" if message.context else ""
    return repr(key(message)) + context


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
