"""What the links to a proposal, an amendment or an action say of it in a line, to those who may see it."""

from django.utils.translation import gettext as _

from governance.rules.phases import Phase
from governance.written import BEYOND
from proposals.dossier import PHASES
from proposals.models import Action, Proposal
from rooms import unfolding
from rooms.unfolding import Card

CONCLUDED = (Phase.RESOLVED, Phase.REVIEW, Phase.REFERRED)


def _found(user, pk):
    return Proposal.objects.visible_to(user).with_facts().filter(pk=pk).first() if pk < BEYOND else None


def _proposal(user, now, pk):
    proposal = _found(user, pk)
    if proposal is None:
        return None
    phase = proposal.phase(now)
    kind = _("Résolution") if phase in CONCLUDED else _("Proposition")
    return Card(kind, proposal.title, str(PHASES[phase]))


def _amendment(user, now, pk, n):
    proposal = _found(user, pk) if n < BEYOND else None
    amendment = proposal and proposal.text.amendments.filter(n=n).first()
    return amendment and Card(_("Amendement n° %(n)s") % {"n": n}, proposal.title, amendment.get_state_display())


def _action(user, now, pk):
    action = Action.objects.visible_to(user).filter(pk=pk).first() if pk < BEYOND else None
    return action and Card(_("Action"), action.title, _("faite") if action.done_at else _("en cours"))


def declare():
    unfolding.declare("proposal", _proposal)
    unfolding.declare("amendment", _amendment)
    unfolding.declare("action", _action)
