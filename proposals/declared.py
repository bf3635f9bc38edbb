"""What this app declares to those below it: who may see and hear what, and what it reacts to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from governance import clock, live
from governance.register import visibility
from governance.register.actions import subscribe
from governance.texts import sources
from governance.texts.models import Version
from governance.verdict import YES, no
from proposals import unfolded
from proposals.actions import (
    free_actions_of,
    free_proposals_of,
    hear_decision,
    hold_actions_of,
    hold_proposals_of,
    keep_rounds_going,
    tell_where_it_was_born,
)
from proposals.dossier import Dossier, paragraphs
from proposals.models import Action, Proposal
from proposals.notices import TOLD, tell_of_cooperation, tell_the_room
from proposals.permissions import may_comment, may_moderate, may_see_positions, may_see_proposal
from proposals.views.from_the_talk import actions_of, proposals_of, reasons_of
from rooms import becoming, notices, threads
from rooms.permissions import readers


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
            room=lambda proposal: proposal.room,
            visible_ids=lambda user: Proposal.objects.visible_to(user).values("thread"),
            people=lambda proposal: readers(proposal.room),
            about=lambda proposal: Dossier(proposal, None, clock.now()).about,
            may_hang=_may_hang,
            may_comment_amendment=_may_comment_amendment,
        ),
    )
    unfolded.declare()
    sources.declare("proposal", _named, _paragraphs)
    for hold in (hold_proposals_of, hold_actions_of):
        subscribe(hold, "membership.ending", "membership.changing")
    for free in (free_proposals_of, free_actions_of):
        subscribe(free, "membership.ended", "membership.changed")
    subscribe(keep_rounds_going, "room.archiving")
    subscribe(hear_decision, "decision.taken")
    for act, pin in TOLD.items():
        notices.declare(act, lambda told: reverse("proposal", args=[told["proposal"]]), pin=pin)
    subscribe(tell_the_room, *TOLD)
    notices.declare("action.shared", lambda told: reverse("action", args=[told["action"]]))
    subscribe(tell_of_cooperation, "action.shared")
    notices.declare("talk.moved", lambda told: f"{reverse('proposal', args=[told['proposal']])}#debate")
    subscribe(tell_where_it_was_born, "proposal.published")
    for kind, ways in (("proposal", proposals_of), ("action", actions_of), ("amendment", reasons_of)):
        becoming.declare(kind, becoming.Thing(ways))


def _named(user, ids):
    """Title and address of the proposals that made a version of a document, for those who see them."""
    found = Proposal.objects.visible_to(user).filter(pk__in=ids)
    return {proposal.pk: (proposal.title, reverse("proposal", args=[proposal.pk])) for proposal in found}


def _paragraphs(user, wanted):
    """The life of paragraphs in the texts of the proposals that made the versions of a document."""
    seen = Proposal.objects.visible_to(user).filter(pk__in={pk for pk, _sha256 in wanted})
    versions = Version.objects.filter(text__proposal__in=seen, sha256__in={sha256 for _pk, sha256 in wanted})
    return {
        (pk, sha256): reverse("proposal-paragraph", args=[pk, n, wanted[pk, sha256]])
        for pk, sha256, n in versions.order_by("n").values_list("text__proposal", "sha256", "n")
        if (pk, sha256) in wanted
    }


def _shows_marks(user, proposal):
    """« For » and « against » in a debate would betray positions that are still hidden from this person."""
    return proposal.round is None or may_see_positions(user, proposal.round)


def _may_hang(proposal, version_n, paragraph):
    """A message hangs on a paragraph that stands in a version that exists."""
    version = proposal.text.versions.filter(n=version_n).first()
    if version is None:
        return no(_("Le texte n’a pas de version %(n)s.") % {"n": version_n})
    if paragraph not in paragraphs(version):
        return no(_("La version %(n)s n’a pas de paragraphe %(p)s.") % {"n": version_n, "p": paragraph})
    return YES


def _may_comment_amendment(proposal, amendment_n):
    if proposal.text.amendments.filter(n=amendment_n).exists():
        return YES
    return no(_("Cette proposition n’a pas d’amendement n° %(n)s.") % {"n": amendment_n})


declare()
