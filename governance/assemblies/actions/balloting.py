"""Ballots of a session, around the vote that runs: ending it once everybody there has answered."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.assemblies.models import AgendaItem
from governance.assemblies.permissions import votes_of
from governance.verdict import Refused, no
from governance.voting.actions import close_vote
from governance.voting.models import Vote


@transaction.atomic
def close_item_vote(item: AgendaItem, *, by) -> Vote:
    """End the vote that runs on an item, which is counted and decides it at once.

    The locks are those of a ballot, the vote first: taking the session first would cross somebody who votes.
    """
    return close_vote(running_vote(item), by=by)


def running_vote(item: AgendaItem) -> Vote:
    """The vote that runs on an item. Refused where none does."""
    now = clock.now()
    found = [vote for vote in votes_of(item).filter(counted_at__isnull=True) if vote.is_open(now)]
    if not found:
        raise Refused(no(_("Aucun scrutin n’est ouvert sur ce point.")))
    return found[0]
