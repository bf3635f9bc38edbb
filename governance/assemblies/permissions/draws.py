"""Who may announce a draw by lot, be in it, type its figures and cancel it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.assemblies.agenda import matter_of
from governance.assemblies.models import Draw
from governance.assemblies.permissions.bodies import may_answer_for_bodies, may_seat
from governance.organizations.permissions import may_facilitate, may_see_space, may_take_part
from governance.verdict import YES, Verdict, no

UNKNOWN = timedelta(days=2)  # after its hour, without anything typed of it: a source that was never published
BY_LOT = "second_round_then_lot"


def may_see_draw(user, draw) -> Verdict:
    return may_see_space(user, draw.space)


def may_announce_draw(user, space) -> Verdict:
    """Whoever facilitates the space, and so its rooms."""
    return may_facilitate(user, space)


def may_announce_renewal(user, body) -> Verdict:
    """Announce the draw of the seats to be renewed: as mandates are recorded."""
    return may_seat(user, body)


def may_announce_tie_draw(user, decision) -> Verdict:
    """Those who ran the session and the officers, where the rules say the lot after a second tie (A-4)."""
    item = decision.item
    if not item.is_election or not decision.judgement or not decision.judgement.get("tied"):
        return no(_("Cette élection n’a laissé personne à égalité."))
    if matter_of(item.meeting, item).after_tie != BY_LOT:
        return no(_("Le règlement ne départage pas cette élection par le sort : le siège reste vacant (A-4)."))
    if decision.draws.standing().exists():
        return no(_("Le tirage qui départage cette élection est déjà annoncé."))
    return _may_settle(user, item.meeting)


def _may_settle(user, meeting):
    if not user.is_authenticated:
        return no(_("Connectez-vous pour annoncer le tirage."), "sign_in")
    if user.pk in (meeting.chair_id, meeting.secretary_id):
        return YES
    return may_answer_for_bodies(user, meeting.organization)


def may_run_draw(user, draw) -> Verdict:
    """Type its figures first, or cancel it: whoever may announce one like it."""
    if draw.settles_id is not None:
        return _may_settle(user, draw.settles.item.meeting)
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
    """Before any source is known, and never after: else one would draw until it pleases.

    A source that is never published leaves a way out: two days after its hour, while nobody typed anything of it.
    """
    verdict = may_run_draw(user, draw)
    if not verdict:
        return verdict
    over = draw.why_over
    if over:
        return no(over)
    now = clock.now()
    if any(not source.readings and now >= source.known_at + UNKNOWN for source in draw.sources):
        return YES
    if now >= draw.known_at:
        return no(_("Une source est déjà connue : le tirage ne s’annule plus, on ne tire pas jusqu’à ce qu’il plaise."))
    return YES
