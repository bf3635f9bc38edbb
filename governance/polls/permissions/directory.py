"""Who may list a space in the directory, settle a network map and import from another source."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.models import Visibility
from governance.organizations.permissions import may_facilitate
from governance.verdict import Verdict, no


def may_list(user, space) -> Verdict:
    """Write the listing of an organization or a project, or take it off: whoever facilitates its space."""
    return may_facilitate(user, space)


def may_make_network_map(user, space) -> Verdict:
    """Whoever facilitates a space that everybody reads: a map is made to be shown in the pages of others."""
    facilitating = may_facilitate(user, space)
    if facilitating and space.visibility != Visibility.PUBLIC:
        return no(
            _(
                "Une carte de réseau se lit par tout le monde, et cet espace non : rendez-le public dans ses réglages, "
                "ou faites la carte depuis un espace public."
            )
        )
    return facilitating


def may_change_network_map(user, network_map) -> Verdict:
    """Change it or take it back."""
    if network_map.withdrawn_at:
        return no(_("Cette carte est déjà retirée : faites-en une autre."))
    return may_make_network_map(user, network_map.space)


def may_import(user, space) -> Verdict:
    """Bring in what another directory publishes: whoever facilitates the space that answers for it."""
    return may_facilitate(user, space)


def may_undo_import(user, batch) -> Verdict:
    """Take back a whole import, the last of its source first: those before it then show again."""
    may = may_facilitate(user, batch.source.space)
    if not may:
        return may
    if batch.undone_at:
        return no(_("Cet import est déjà défait."))
    if batch.source.batches.standing().filter(pk__gt=batch.pk).exists():
        return no(_("Un autre import de cette source est venu après : défaites d’abord le dernier."))
    return may
