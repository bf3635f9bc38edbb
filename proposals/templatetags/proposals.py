"""Words about proposals for any template."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from governance import prose
from governance.rules.tally import POSITIONS
from proposals import dossier
from proposals.dossier import PHASES
from proposals.forms import counted

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


@register.simple_tag
def bars_of(counts):
    """The bars of people by position, as the page of a proposal draws them."""
    return dossier.bars_of(counts)


@register.filter
def in_words(counts):
    """« 12 pour, 1 incomplet, 3 abstentions, 0 contre, 0 blocage » for people by position."""
    return ", ".join(counted(key, counts[key]) for key in POSITIONS)


@register.simple_tag
def prose_to_amend(version, proposal):
    """The text of a proposal whose every numbered block has a link by which to amend it alone."""
    address = reverse("amendment-create", args=[proposal.pk]) + "?p="
    return prose.with_links_to_amend(version.html, address, _("Amender le paragraphe %s"))
