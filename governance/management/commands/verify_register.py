"""`manage.py verify_register`: re-read every chain and name the first entry that does not hold."""

from django.core.management.base import BaseCommand, CommandError

from governance.register.models import Chain, Entry
from governance.register.verification import verify

PROBLEMS = {
    "missing": "an entry is missing before it",
    "prev": "it does not follow the entry before it",
    "hash": "one of its fields was changed",
    "payload": "its payload was changed or removed",
    "columns": "its columns say something else than its payload",
    "head": "the chain does not end where its head says",
    "since": "the hash given with --since is not in it",
}


class Command(BaseCommand):
    help = "Verify every chain of the register; exits 1 and names the first broken entry if one is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--since", default="", metavar="HASH", help="a hash seen earlier: it must still be in a chain"
        )

    def handle(self, *, since, **options):
        chains = sorted({*Chain.objects.values_list("name", flat=True), *_chains_of_entries()})
        home = Entry.objects.filter(hash=since).values_list("chain", flat=True).first()
        broken = [found for chain in chains if (found := self._verify(chain, since if chain == home else ""))]
        if broken:
            first = broken[0]
            raise CommandError(
                f"{first.chain} is broken at entry {first.seq}: {PROBLEMS[first.problem]}.", returncode=1
            )
        if since and home is None:
            raise CommandError(f"No chain contains {since}: the register was rewritten or cut.", returncode=1)

    def _verify(self, chain, since):
        broken = verify(chain, since)
        if broken:
            self.stdout.write(f"{chain}: BROKEN at entry {broken.seq} ({broken.problem})")
        else:
            head = Chain.objects.get(name=chain)
            self.stdout.write(f"{chain}: intact, {head.length} entries, head {head.head}")
        return broken


def _chains_of_entries():
    return Entry.objects.order_by().values_list("chain", flat=True).distinct()
