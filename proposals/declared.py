"""What this app declares to those below it: who may see and hear what, and what it reacts to."""

from django.urls import reverse

from governance import live
from governance.register import visibility
from governance.register.actions import subscribe
from proposals.actions import free_proposals_of, hold_proposals_of, keep_consultations_open
from proposals.models import Action, Proposal
from proposals.permissions import may_comment, may_moderate, may_see_positions, may_see_proposal
from rooms import threads


def declare():
    visibility.declare("proposal", lambda user: Proposal.objects.visible_to(user).values("pk"))
    visibility.declare("action", lambda user: Action.objects.visible_to(user).values("pk"))
    live.declare("proposal", may_join=lambda user, key: Proposal.objects.visible_to(user).filter(pk=key).exists())
    live.declare("action", may_join=lambda user, key: Action.objects.visible_to(user).filter(pk=key).exists())
    threads.declare(
        "proposal",
        threads.Owner(
            find=lambda pk: Proposal.objects.select_related("room__space", "round__vote", "resolution").get(pk=pk),
            may_see=may_see_proposal,
            may_post=may_comment,
            may_moderate=may_moderate,
            shows_marks=_shows_marks,
            place=lambda proposal: (proposal.space, reverse("proposal", args=[proposal.pk])),
            visible_ids=lambda user: Proposal.objects.visible_to(user).values("thread"),
        ),
    )
    subscribe(hold_proposals_of, "membership.ending", "membership.changing")
    subscribe(free_proposals_of, "membership.ended", "membership.changed")
    subscribe(keep_consultations_open, "room.archiving")


def _shows_marks(user, proposal):
    """« For » and « against » in a debate would betray positions that are still hidden from this person."""
    return proposal.round is None or may_see_positions(user, proposal.round)
