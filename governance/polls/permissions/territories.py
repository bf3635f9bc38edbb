"""Who may read a territory, draw one and take it back."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.permissions import may_facilitate, may_see_space
from governance.verdict import YES, Verdict, no


def administers(user) -> bool:
    """Whether they administer this Palabre: what belongs to no space is theirs."""
    return user.is_authenticated and user.is_active and user.is_staff


def may_see_territory(user, territory) -> Verdict:
    """Official territories are everybody’s; a drawn one is read by whoever sees its space."""
    return YES if territory.space is None else may_see_space(user, territory.space)


def may_draw(user, space=None) -> Verdict:
    """Draw a zone or a circle for a space: whoever facilitates it. For everybody: whoever administers this Palabre."""
    if space is not None:
        return may_facilitate(user, space)
    if not user.is_authenticated:
        return no(_("Connectez-vous pour dessiner une zone."), "sign_in")
    if administers(user):
        return YES
    return no(
        _("L’administration de Palabre dessine les zones de tous les espaces ; dessinez la vôtre dans un espace."),
        "ask",
    )


def may_withdraw_zone(user, territory) -> Verdict:
    """Take back a drawn territory: it is offered no more, and what was asked there stays."""
    if not territory.is_drawn:
        return no(_("Ce territoire est officiel : il ne se retire pas."))
    may = may_draw(user, territory.space)
    if may and territory.withdrawn_at:
        return no(_("Cette zone est déjà retirée."))
    return may
