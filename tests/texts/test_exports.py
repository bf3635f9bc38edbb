"""A text leaves as Markdown, as a page and as PDF, with its versions and their authors."""

from urllib.request import OpenerDirector

import pytest

from governance import clock
from governance.texts import actions as texts
from governance.texts import exports
from governance.texts.exports import Sheet, as_markdown, as_page, as_pdf, may_make_pdf

pytestmark = pytest.mark.django_db

with_pdf = pytest.mark.skipif(not may_make_pdf(), reason="PDF needs Pango, which is not on this machine.")


@pytest.fixture
def sheet(cast):
    text = texts.start_text("# Le guide\n\nOn se réunit le **mardi** & le jeudi.", by=cast.bob)
    text.refresh_from_db()
    body = text.current.body.replace("mardi", "lundi")
    amendment = texts.propose_amendment(text, by=cast.erin, base=text.current, body=body, reason="Mieux.")
    texts.accept(amendment, by=cast.bob)
    versions = list(text.versions.select_related("author", "cause"))
    return Sheet("Le guide", "https://palabre.example/proposals/1/", versions[-1], versions, clock.now())


def test_markdown_is_the_text_as_it_was_typed_then_who_wrote_it(cast, sheet):
    lines = as_markdown(sheet).splitlines()
    assert lines[:3] == ["# Le guide", "", "On se réunit le **lundi** & le jeudi."]
    said = [line.split(",")[:2] for line in lines if line.startswith("- version")]
    assert said == [["- version 1", f" {cast.bob}"], ["- version 2", f" {cast.erin}"]]
    assert f"version 2, empreinte {sheet.version.sha256}" in lines[6]


def test_the_page_stands_alone_and_names_every_author(cast, sheet):
    page = as_page(sheet)
    assert [who for who in (cast.bob, cast.erin) if str(who) in page] == [cast.bob, cast.erin]
    assert [word for word in ("<script", "<link", " src=", "url(") if word in page] == []


@with_pdf
def test_a_pdf_is_made_and_says_its_pages(sheet):
    assert (bool(may_make_pdf()), as_pdf(sheet)[:5]) == (True, b"%PDF-")


def test_where_the_libraries_are_missing_the_print_page_is_offered_and_the_reason_said(monkeypatch):
    monkeypatch.setattr(exports, "weasyprint", None)
    verdict = may_make_pdf()
    assert not verdict
    assert "Imprimez la page" in str(verdict.why)


@with_pdf
def test_a_pdf_fetches_nothing_whatever_the_text_names(sheet, monkeypatch):
    opened = []
    monkeypatch.setattr(OpenerDirector, "open", lambda self, asked, *_rest, **_more: opened.append(asked.full_url))
    named = ["file:///etc/hostname", "http://127.0.0.1/secret.png", "data:image/png;base64,AAAA"]
    sheet.version.html = "".join(f'<img src="{url}">' for url in named)
    assert (as_pdf(sheet)[:5], opened) == (b"%PDF-", [])
