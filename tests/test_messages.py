"""The texts: found as Django finds them, compiled without gettext, counted as French and English count."""

import shutil
import subprocess
import sys
from io import BytesIO

import pytest
from babel.messages import pofile
from django.utils import translation
from django.utils.translation import ngettext
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.trans_real import DjangoTranslation

from governance.management.commands import compile_po
from tests import check_messages

ENGLISH = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgctxt "essai"
msgid "%(n)s rame"
msgid_plural "%(n)s rames"
msgstr[0] "%(n)s oar"
msgstr[1] "%(n)s oars"

msgctxt "essai"
msgid "barque"
msgstr "rowing boat"

#, fuzzy
msgctxt "essai"
msgid "vague"
msgstr "wage"
"""


@pytest.fixture
def compiled(tmp_path, monkeypatch, settings):
    """A catalog of three texts, compiled to a place of its own."""
    po = tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(ENGLISH)
    monkeypatch.setattr(compile_po, "SOURCES", tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "compiled"]
    return compile_po.compile_messages()


def test_each_language_is_compiled_once(compiled):
    assert [file.parent.parent.name for file in compiled] == ["en", "fr"]
    assert compile_po.compile_messages() == []


def test_a_fuzzy_translation_is_not_shown(compiled):
    english = DjangoTranslation("en")
    assert english.gettext("essai\x04barque") == "rowing boat"
    assert english.gettext("essai\x04vague") == "essai\x04vague"


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [
        ("fr", "%(n)s rame", "%(n)s rame", "%(n)s rames"),
        ("en", "%(n)s oars", "%(n)s oar", "%(n)s oars"),
    ],
)
def test_each_language_counts_by_its_own_rule(compiled, language, none, one, two):
    texts = DjangoTranslation(language)
    assert [texts.ngettext("essai\x04%(n)s rame", "essai\x04%(n)s rames", n) for n in (0, 1, 2)] == [
        none,
        one,
        two,
    ]


def test_what_this_process_read_before_is_read_again_once_compiled(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path / "compiled"]
    translation_file_changed(None, tmp_path / "django.mo")  # a process that starts where nothing was compiled yet
    with translation.override("fr"):
        before = ngettext("encore %(n)s jour", "encore %(n)s jours", 0)
        texts = compile_po.compile_messages()
        after = ngettext("encore %(n)s jour", "encore %(n)s jours", 0)
    translation_file_changed(None, texts[0])
    assert (before, after) == ("encore %(n)s jours", "encore %(n)s jour")


def test_without_a_catalog_there_is_nothing_to_compile(tmp_path, monkeypatch):
    monkeypatch.setattr(compile_po, "SOURCES", tmp_path)
    assert compile_po.compile_messages() == []


TEMPLATE = """
{% comment %}Translators: said at the door{% endcomment %}
<p>{% translate "Bienvenue" %} {{ name|default:_("personne") }}</p>
  {% blocktranslate trimmed count n=n context "essai" %}
    {{ n }} blocage à 100 %
  {% plural %}
    {{ n }} blocages à 100 %
  {% endblocktranslate %}
{% include "x.html" with title=_("Un titre (long) d’ici") %} don't (
"""

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

label = pgettext_lazy("lieu", "salon")
def f(n, computed):
    _(computed)
    return _("une "
             "phrase"), ngettext("%d voix", "%d voix exprimées", n)
"""


@pytest.fixture
def small_tree(tmp_path, monkeypatch):
    """One template and one module, with a case of each way to name a text."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "rooms").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "rooms" / "code.py").write_text(CODE)
    monkeypatch.setattr(check_messages, "ROOT", tmp_path)
    monkeypatch.setattr(check_messages, "CATALOG", tmp_path / "en.po")
    return tmp_path


def texts(catalog):
    return {(message.context, message.id) for message in catalog if message.id}


FOUND = {
    (None, "Bienvenue"),
    (None, "personne"),
    (None, "Un titre (long) d’ici"),
    ("essai", ("%(n)s blocage à 100 %%", "%(n)s blocages à 100 %%")),
    ("lieu", "salon"),
    (None, "une phrase"),
    (None, ("%d voix", "%d voix exprimées")),
}


def test_every_way_to_name_a_text_is_found(small_tree):
    assert texts(check_messages.extract()) == FOUND


def test_a_text_is_complained_about_until_it_is_translated(small_tree):
    assert all("missing from the catalog" in complaint for complaint in check_messages.check())
    check_messages.write()
    assert len(check_messages.check()) == len(FOUND)
    assert all("not translated" in complaint for complaint in check_messages.check())

    po = small_tree / "en.po"
    lines = po.read_text().replace('msgid "Bienvenue"\nmsgstr ""', 'msgid "Bienvenue"\nmsgstr "Welcome"')
    po.write_text(lines)
    assert len(check_messages.check()) == len(FOUND) - 1

    po.write_text(lines.replace('msgid "Bienvenue"', '#, fuzzy\nmsgid "Bienvenue"'))
    assert [c for c in check_messages.check() if "fuzzy" in c] == ["templates/page.html:3: fuzzy: 'Bienvenue'"]


def test_a_translation_that_loses_a_number_is_complained_about(small_tree):
    check_messages.write()
    po = small_tree / "en.po"
    po.write_text(po.read_text().replace('msgstr[0] ""\nmsgstr[1] ""', 'msgstr[0] "a vote"\nmsgstr[1] "votes"'))
    assert any("placeholder" in complaint for complaint in check_messages.check())


def test_a_refreshed_catalog_keeps_what_was_translated_and_drops_what_is_gone(small_tree):
    check_messages.write()
    po = small_tree / "en.po"
    po.write_text(po.read_text().replace('msgid "salon"\nmsgstr ""', 'msgid "salon"\nmsgstr "room"'))
    (small_tree / "templates" / "page.html").unlink()
    assert any("no longer used: 'Bienvenue'" in complaint for complaint in check_messages.check())
    check_messages.write()
    assert 'msgstr "room"' in po.read_text()
    assert "Bienvenue" not in po.read_text()
    before = po.read_bytes()
    check_messages.write()
    assert po.read_bytes() == before


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed: nothing to compare with")
def test_gettext_finds_the_same_texts(tmp_path):
    """Our reading is our own; Django's makemessages is the judge, on all that Palabre says."""
    for file in check_messages.source_files():
        copy = tmp_path / file.relative_to(check_messages.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    (tmp_path / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "-e", "html,txt,py", "-v", "0"],
        cwd=tmp_path,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
        check=True,
    )
    theirs = pofile.read_po(BytesIO((tmp_path / "locale/en/LC_MESSAGES/django.po").read_bytes()), locale="en")
    assert texts(theirs) == texts(check_messages.extract())
