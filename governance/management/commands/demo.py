"""`manage.py demo`: a collective that has lived for some months, to walk about in; `--reset` starts it again."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections, transaction

from governance.accounts.models import User
from governance.assemblies import triggers as assembly_triggers
from governance.management.demo import COMMUNECTER, OPEN_ATLAS, PEOPLE
from governance.management.demo.play import PASSWORD, play
from governance.management.demo.shapes import MAIL
from governance.organizations.models import Space
from governance.register import triggers
from governance.voting import triggers as voting_triggers

DOORS = 5  # accounts that a newcomer is offered
ROLES = {"facilitator": "facilite l’espace", "member": "membre", "guest": "invité·e : lit et discute"}


class Command(BaseCommand):
    help = "Loads the demo into an empty database; does nothing where it is already loaded."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="recreate the whole database; refused if it holds anything else"
        )

    def handle(self, *, reset, **options):
        # Everybody knows its password.
        if settings.HOSTS:
            raise CommandError("La démo ne se charge pas dans une instance publique (HOSTS est défini).")
        if reset:
            _refuse_if_foreign("rien n’a été effacé")
            _recreate()
        elif _is_here():
            self.stdout.write("La démo est déjà là : rien n’a été changé.")
            self._say_accounts()
            return
        else:
            _refuse_if_foreign("la démo ne s’installe que dans une base vide")
        play()
        self.stdout.write("La démo est prête.")
        self._say_accounts()

    def _say_accounts(self):
        for line in self.accounts():
            self.stdout.write(line)

    @staticmethod
    def accounts() -> list[str]:
        """Who one may sign in as, a line each; nothing when the demo is not in this database."""
        if not _is_here():
            return []
        offered = PEOPLE[:DOORS]
        names = max(len(person.name) for person in offered)
        mails = max(len(person.email) for person in offered)
        return [
            f"Cinq personnes de la démo vous prêtent leur compte ; mot de passe : {PASSWORD}",
            *(f"  {p.name:<{names}}  {p.email:<{mails}}  {ROLES[p.role]}" for p in offered),
        ]


def _is_here() -> bool:
    return User.objects.filter(email=PEOPLE[0].email).exists()


def _refuse_if_foreign(consequence):
    """The demo shares its database with nobody."""
    if User._meta.db_table not in connection.introspection.table_names():
        return
    people = User.objects.exclude(email__endswith=f"@{MAIL}").count()
    spaces = Space.objects.exclude(slug__in=[OPEN_ATLAS.slug, COMMUNECTER.slug]).count()
    if people or spaces:
        raise CommandError(
            f"Cette base contient autre chose que la démo (personnes : {people}, espaces : {spaces}) : {consequence}."
        )


def _recreate():
    if connection.vendor == "sqlite":
        file = connection.settings_dict["NAME"]
        connections.close_all()
        for end in ("", "-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)
        call_command("migrate", verbosity=0)
    else:
        with transaction.atomic(), triggers.lifted(), voting_triggers.lifted(), assembly_triggers.lifted():
            call_command("flush", interactive=False, verbosity=0)
