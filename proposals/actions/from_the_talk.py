"""What is born of a message: a proposal, perhaps with its debate, an action, an amendment; and the thread it leaves."""

from django.db import transaction
from django.urls import reverse

from proposals.actions.action_items import open_action
from proposals.actions.amendments import propose_amendment
from proposals.actions.ideas import create_proposal
from proposals.models import Action, Proposal
from rooms import becoming


@transaction.atomic
def propose_from(message, room, *, by, with_debate=False, **words) -> Proposal:
    """A draft born of `message`. Once it is published the message says so, and `with_debate` its answers go along."""
    proposal = create_proposal(room, by=by, **words)
    becoming.note(message, by=by, room=room, kind="proposal", target=proposal.pk, with_debate=with_debate)
    return proposal


@transaction.atomic
def act_from(message, room, *, by, **words) -> Action:
    action = open_action(room, by=by, **words)
    becoming.note(message, by=by, room=room, kind="action", target=action.pk)
    address = reverse("action", args=[action.pk])
    becoming.show("action", action.pk, room=room, title=action.title, address=address)
    return action


@transaction.atomic
def amend_from(message, proposal, *, by, **words):
    """An amendment whose reason is what was said."""
    amendment = propose_amendment(proposal, by=by, **words)
    becoming.note(message, by=by, room=proposal.room, kind="amendment", target=amendment.pk)
    address = reverse("amendment", args=[proposal.pk, amendment.n])
    title = f"{proposal.title}, n° {amendment.n}"
    becoming.show("amendment", amendment.pk, room=proposal.room, title=title, address=address)
    return amendment


def tell_where_it_was_born(event) -> None:
    """A draft is published: the message it was born of says so, and its debate is taken along if it was to be."""
    proposal = event.subject
    address = reverse("proposal", args=[proposal.pk])
    origin = becoming.show("proposal", proposal.pk, room=proposal.room, title=proposal.title, address=address)
    if origin is not None and origin.with_debate:
        becoming.move_debate(origin, proposal.thread, room=proposal.room, title=proposal.title, proposal=proposal.pk)
