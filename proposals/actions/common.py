"""What every act on a proposal begins and ends with: its lock, the words it needs, what is kept and told."""

from django.db import connection
from django.utils.translation import gettext as _

from governance import live
from governance.prose import is_blank
from governance.register.actions import record
from governance.rules.merge import normalise
from governance.texts.models import Amendment
from governance.verdict import Refused, no
from proposals.models import (
    Action,
    Impact,
    Objection,
    Proposal,
    Tag,
)
from rooms.models import Room

# The parts of the page that look different once a consultation is over.
OVER = ("phase", "mine", "advice", "objections", "amendments", "contributions", "resolution")


def lock(proposal) -> Proposal:
    """Its row locked, then everything about it read anew: a query that waited for a lock joins rows of before."""
    _hold(proposal)
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
    """Nobody archives the room meanwhile."""
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    return Room.objects.select_related("space__organization", "space__project__organization").get(pk=room.pk)


def lock_amendment(amendment):
    owner = Proposal.objects.get(text=amendment.text_id)
    proposal = lock(owner)
    return proposal, Amendment.objects.select_related("text", "base").get(pk=amendment.pk)


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


def record_about(act, proposal, *, by, **payload):
    record(act, proposal, by=by, space=proposal.space, title=proposal.title, **payload)


def changed(proposal, *parts):
    """Tell the proposal's readers which parts changed, and its room's when the list there looks different."""
    for part in parts:
        live.publish("proposal", proposal.pk, part)
    if "phase" in parts:
        live.publish("room", proposal.room_id, "proposals")


def action_changed(action):
    live.publish("action", action.pk, "action")
    if action.resolution_id:
        live.publish("proposal", action.resolution.proposal_id, "resolution")
    live.publish("room", action.room_id, "actions")
