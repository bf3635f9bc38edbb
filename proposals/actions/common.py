"""What every act on a proposal begins and ends with: its lock, the words it needs, what is kept and told."""

from django.db import connection
from django.utils.translation import gettext as _

from governance import clock
from governance.prose import is_blank
from governance.rules.merge import normalise
from governance.texts.models import Amendment
from governance.verdict import Refused, no
from proposals.actions.telling import action_changed, changed, record_about
from proposals.actions.windows import close_window
from proposals.models import (
    Action,
    Impact,
    Objection,
    Proposal,
    Tag,
)
from rooms.locking import locked_room
from rooms.models import Room

__all__ = [
    "OVER",
    "action_changed",
    "changed",
    "lock",
    "lock_action",
    "lock_amendment",
    "lock_for_a_position",
    "lock_objection",
    "lock_room",
    "needs",
    "needs_impact",
    "needs_proposal_words",
    "record_about",
    "tag",
]

# The parts of the page that look different once a consultation is over.
OVER = ("phase", "mine", "advice", "objections", "amendments", "contributions", "resolution")


def lock(proposal) -> Proposal:
    """Its row locked, then everything about it read anew: a query that waited for a lock joins rows of before.

    What time has decided is written down first: no act may come before it because the clock was late.
    """
    _hold(proposal)
    found = Proposal.objects.with_text().get(pk=proposal.pk)
    now = clock.now()
    if not found.window_is_due(now):
        return found
    close_window(found, now)
    return Proposal.objects.with_text().get(pk=proposal.pk)


LONG = ("round__version__body", "round__version__html")


def lock_for_a_position(proposal) -> Proposal:
    """The same, with no more than a position needs: a whole collective takes one within minutes."""
    _hold(proposal)
    return (
        Proposal.objects.select_related("room__space", "round__vote", "round__version").defer(*LONG).get(pk=proposal.pk)
    )


def _hold(proposal):
    if connection.features.has_select_for_update:  # on SQLite the transaction holds every row from its beginning
        Proposal.objects.select_for_update(no_key=True).values_list("pk").get(pk=proposal.pk)


def lock_room(room) -> Room:
    """Nobody archives the room meanwhile. Its space is read once the wait is over, as in `lock`: hence two queries."""
    locked_room(room.pk)
    return Room.objects.select_related("space__organization", "space__project__organization").get(pk=room.pk)


def lock_amendment(amendment):
    owner = Proposal.objects.get(text=amendment.text_id)
    proposal = lock(owner)
    return proposal, Amendment.objects.select_related("text", "base", "put__vote").get(pk=amendment.pk)


def lock_objection(objection):
    proposal = lock(objection.round.proposal)
    return proposal, Objection.objects.select_related("round__version", "round__vote").get(pk=objection.pk)


def lock_action(action):
    return Action.objects.select_for_update(of=("self",), no_key=True).select_related("room__space").get(pk=action.pk)


def needs(words, why):
    if is_blank(words):
        raise Refused(no(why))


def needs_proposal_words(title, summary, body):
    for words in (title, summary, normalise(body)):
        needs(words, _("Une proposition a un titre, un résumé et un texte : écrivez au moins quelques mots de chacun."))


def needs_impact(impact):
    if impact not in Impact.values:
        raise Refused(
            no(
                _(
                    "Dites d’abord qui est concerné : personne, quelques personnes, beaucoup de monde "
                    "ou la responsabilité de l’association."
                )
            )
        )


def tag(proposal, names):
    tags = [Tag.objects.get_or_create(space=proposal.space, name=name)[0] for name in names]
    proposal.tags.set(tags)
