"""Who may announce a draw by lot, be in it, type its figures and cancel it."""

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.assemblies.models import Draw
from governance.assemblies.permissions.bodies import may_seat
from governance.organizations.permissions import may_facilitate, may_see_space, may_take_part
from governance.verdict import YES, Verdict, no


def may_see_draw(user, draw) -> Verdict:
    return may_see_space(user, draw.space)


def may_announce_draw(user, space) -> Verdict:
    """Whoever facilitates the space, and so its rooms."""
    return may_facilitate(user, space)


def may_announce_renewal(user, body) -> Verdict:
    """Announce the draw of the seats to be renewed: as mandates are recorded."""
    return may_seat(user, body)


def may_run_draw(user, draw) -> Verdict:
    """Type its figures first, or cancel it: whoever may announce one like it."""
    if draw.body is not None:
        return may_announce_renewal(user, draw.body)
    return may_announce_draw(user, draw.space)


def may_volunteer(user, draw) -> Verdict:
    """Put oneself forward until the deadline: whoever takes part in the space."""
    verdict = may_take_part(user, draw.space)
    if not verdict:
        return verdict
    if draw.pool_kind != Draw.Pool.VOLUNTEERS:
        return no(_("On ne se porte pas volontaire pour ce tirage : sa liste est celle de l’annonce."))
    if draw.cancelled_at:
        return no(_("Ce tirage est annulé."))
    if draw.is_gathering(clock.now()):
        return YES
    return no(_("La liste des volontaires est close depuis l’heure annoncée : elle ne change plus."))


def may_type_figures(user, draw, n) -> Verdict:
    """Type the figures of the source `n`, from 0, or confirm them; each turn takes two different people.

    The first of a turn is somebody who may run the draw; the second is anybody who takes part in the space.
    """
    if not user.is_authenticated:
        return no(_("Connectez-vous pour saisir les nombres d’une source."), "sign_in")
    if not 0 <= n < len(draw.sources):
        return no(_("Cette source n’existe pas."))
    over = draw.why_over
    if over:
        return no(over)
    source = draw.sources[n]
    if source.figures is not None:
        return no(_("Les nombres de cette source sont confirmés : ils ne changent plus."))
    if clock.now() < source.known_at:
        return no(_("Cette source n’est pas encore connue : ses nombres se saisissent après l’heure dite."), "wait")
    if source.first is None:
        return may_run_draw(user, draw)
    if source.first.person_id == user.pk:
        return no(_("Une autre personne doit confirmer ces nombres : la même ne les saisit pas deux fois."), "wait")
    confirms = may_take_part(user, draw.space)
    return YES if confirms or may_run_draw(user, draw) else confirms


def may_cancel_draw(user, draw) -> Verdict:
    """Before any source is known, and never after: else one would draw until it pleases."""
    verdict = may_run_draw(user, draw)
    if not verdict:
        return verdict
    over = draw.why_over
    if over:
        return no(over)
    if clock.now() >= min(source.known_at for source in draw.sources):
        return no(_("Une source est déjà connue : le tirage ne s’annule plus, on ne tire pas jusqu’à ce qu’il plaise."))
    return YES
