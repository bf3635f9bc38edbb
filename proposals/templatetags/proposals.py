"""Words about proposals for any template."""

from django import template

from proposals.dossier import PHASES

register = template.Library()


@register.simple_tag
def proposal_state(proposal, now):
    """`{phase, name, closing}` of a proposal read `with_facts`, at `now`."""
    phase = proposal.phase(now)
    open_round = phase == "consultation"
    return {
        "phase": phase,
        "name": PHASES[phase],
        "closing": proposal.round.vote.closing(now) if open_round else None,
    }
