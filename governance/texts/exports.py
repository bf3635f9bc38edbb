"""A text as a file: Markdown, a page that stands alone, or PDF, each with its versions and their authors."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from governance.texts.models import Version
from governance.verdict import YES, Verdict, no

try:
    import weasyprint
    from weasyprint.urls import URLFetcher
except OSError:  # its system libraries (Pango) are not on this machine
    weasyprint = None

FORMATS = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@dataclass(frozen=True)
class Sheet:
    """What a file says: the version it shows, and the versions up to it, oldest first, with their authors."""

    title: str
    address: str  # where the text lives, for whoever holds the paper
    version: Version
    versions: list[Version]
    printed_at: datetime


def may_make_pdf() -> Verdict:
    """PDF asks for system libraries that not every machine has; the print page of a browser does as well."""
    if weasyprint is not None:
        return YES
    return no(_("Le PDF demande des bibliothèques que ce serveur n’a pas. Imprimez la page dans un fichier PDF."))


def as_markdown(sheet: Sheet) -> str:
    """The text as it is written, then who wrote which version, as a list."""
    return render_to_string("texts/export.md", {"sheet": sheet})


def as_page(sheet: Sheet) -> str:
    """A page that stands alone, to keep or to print: its style is inside, it asks for nothing."""
    return render_to_string("texts/export.html", {"sheet": sheet})


def as_pdf(sheet: Sheet) -> bytes:
    """The same page as PDF. Nothing is fetched, whatever the text names. Ask `may_make_pdf` first."""
    return weasyprint.HTML(string=as_page(sheet), url_fetcher=URLFetcher(allowed_protocols=())).write_pdf()
