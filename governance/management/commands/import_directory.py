"""`manage.py import_directory`: what another directory publishes, told first, then imported into ours when asked."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from governance.organizations.models import Space
from governance.polls import actions, importing
from governance.verdict import Refused


class Command(BaseCommand):
    help = (
        "Tells what a JSON file of another directory (GoGoCarto, Transiscope, GeoJSON) would bring in; with --apply, "
        "imports it for a space, as one batch that may be undone. Safe to run twice: elements are known by their id."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--space", required=True, metavar="SLUG", help="the space that answers for it")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the account of somebody who facilitates it")
        parser.add_argument("--name", required=True, help="the name of the source, such as Transiscope")
        parser.add_argument("--licence", required=True, help="the licence of its data, such as ODbL")
        parser.add_argument("--address", required=True, metavar="URL", help="where the source is read")
        parser.add_argument("--apply", action="store_true", help="import; without it, only tell")

    def handle(self, *, file, space, by, name, licence, address, apply, **options):
        found = Space.objects.filter(slug=space).first()
        if found is None:
            raise CommandError(f"Aucun espace n’a l’adresse « {space} ».")
        person = get_user_model().objects.filter(email=by).first()
        if person is None:
            raise CommandError(f"Aucun compte n’a l’adresse « {by} ».")
        try:
            content = file.read_bytes()
        except OSError:
            raise CommandError(f"Le fichier « {file} » ne se lit pas.") from None
        try:
            reading = importing.read(content, address=address, most=importing.MOST_BYTES_BY_COMMAND)
        except importing.Unreadable as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        for sentence in reading.problems:
            self.stdout.write(f"- {sentence}")
        if not apply:
            self._tell(found, name, reading)
            return
        source = {"name": name, "licence": licence, "address": address}
        try:
            batch = actions.import_listings(
                found, by=person, elements=reading.elements, left_out=reading.left_out, **source
            )
        except Refused as refused:
            raise CommandError(refused.verdict.why) from refused
        if batch is None:
            self.stdout.write("Rien n’a changé : toutes ces fiches sont déjà ici.")
        else:
            self.stdout.write(
                f"Fiches ajoutées : {batch.added} ; changées : {batch.changed} ; inchangées : {batch.same}."
            )

    def _tell(self, space, name, reading):
        numbers = actions.planned(space, name, reading.elements)[1]
        self.stdout.write(
            f"À ajouter : {numbers['added']}. À changer : {numbers['changed']}. "
            f"Déjà là, inchangées : {numbers['same']}. "
            f"Laissées de côté : {reading.left_out}. Ajoutez --apply pour importer."
        )
