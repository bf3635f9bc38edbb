"""`manage.py verify_votes`: check every vote that was opened against the register, and count each closed one again."""

from django.core.management.base import BaseCommand, CommandError

from governance import clock
from governance.voting import triggers
from governance.voting.models import Vote
from governance.voting.verification import every_trouble


class Command(BaseCommand):
    help = "Check the urns, the rolls and the published ballots of every vote; exits 1 if one does not hold."

    def handle(self, **options):
        opened = Vote.objects.filter(opened_at__isnull=False).exclude(owner_kind="").order_by("pk")
        broken = sum(self._says(vote) for vote in opened.iterator(chunk_size=200))
        missing = sorted(triggers.expected() - triggers.standing())
        if missing:
            self.stdout.write(f"the database lacks the triggers {', '.join(missing)}")
        if broken or missing:
            raise CommandError(f"{broken} vote(s) do not hold.", returncode=1)

    def _says(self, vote) -> bool:
        found = every_trouble(vote, clock.now())
        state = "counted" if vote.counted_at else "cancelled" if vote.is_cancelled else "not counted yet"
        self.stdout.write(f"vote {vote.pk}: {'BROKEN' if found else 'intact'}, {state}, {vote.roll_size} on the roll")
        for sentence in found:
            self.stdout.write(f"  {sentence}")
        return bool(found)
