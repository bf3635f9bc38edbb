"""`manage.py sweep_files`: removes the files that no message has, and names those that a message has lost."""

from django.core.management.base import BaseCommand, CommandError

from rooms.files import sweep


class Command(BaseCommand):
    help = "Removes the files that have no message since a day; exits with 1 where a message has lost one."

    def handle(self, **options):
        removed, lost = sweep()
        self.stdout.write(f"Fichiers sans message, effacés : {removed}.")
        for name in lost:
            self.stderr.write(f"Un message a perdu ce fichier : {name}")
        if lost:
            raise CommandError(f"Fichiers perdus : {len(lost)}.")
