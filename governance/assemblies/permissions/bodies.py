"""Who may record who sits on the bodies of an association, and speak for it."""

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.assemblies.models import Body, Mandate, Post
from governance.assemblies.seating import next_renewal
from governance.organizations.permissions import may_facilitate, may_see_space
from governance.verdict import YES, Verdict, no

SPEAKING = (Post.PRESIDENT, Post.SECRETARY)  # the officers who record what a body decided (art. 18)


def may_see_body(user, body) -> Verdict:
    return may_see_space(user, body.space)


def may_answer_for_bodies(user, organization) -> Verdict:
    """The president and the secretary; whoever facilitates the space while the board is empty."""
    day = organization.space.day(clock.now())
    if not Mandate.objects.of(organization, Body.Key.BOARD).in_force(day).exists():
        return may_facilitate(user, organization.space)
    return _speaks(user, organization, day)


def may_seat(user, body) -> Verdict:
    """Record who holds a seat: the president and the secretary, on the decision that gave it.

    Where neither is in office, an administrator does, so that the board may renew its bureau at once (ST-17.2). The
    first installation is recorded by whoever facilitates the space: until a first officer is, or where nobody is left
    on the board.
    """
    if body.key == Body.Key.GENERAL_ASSEMBLY:
        return no(_("L’assemblée générale réunit ses membres de droit : on n’y nomme personne (art. 8)."))
    day = body.space.day(clock.now())
    speaks = _speaks(user, body.organization, day)
    if speaks or not user.is_authenticated:
        return speaks
    return may_facilitate(user, body.space) if is_installing(body.organization, day) else speaks


def is_installing(organization, day) -> bool:
    """Whether the first installation is under way: no officer was ever recorded, or nobody is left on the board."""
    officers = Mandate.objects.of(organization, Body.Key.BUREAU).filter(post__in=SPEAKING)
    return not officers.exists() or not Mandate.objects.of(organization, Body.Key.BOARD).in_force(day).exists()


def may_co_opt(user, body) -> Verdict:
    """Name somebody to a vacant seat until the next assembly: the board does, so somebody is left on it (A-18)."""
    if body.key != Body.Key.BOARD:
        return no(_("La cooptation ne concerne que les sièges du conseil d’administration (art. 12)."))
    day = body.space.day(clock.now())
    speaks = _speaks(user, body.organization, day)
    if speaks and not body.mandates.in_force(day).exists():
        return no(_("Plus personne ne siège au conseil : il ne peut coopter, l’assemblée générale élit (art. 12)."))
    return speaks


def may_end_mandate(user, mandate) -> Verdict:
    verdict = may_seat(user, mandate.body)
    return _still_runs(mandate) if verdict else verdict


def may_resign(user, mandate) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour démissionner d’un mandat."), "sign_in")
    if mandate.person_id != user.pk:
        return no(_("Chacun ne démissionne que de ses propres mandats."))
    return _still_runs(mandate)


def may_set_cycle(user, body) -> Verdict:
    """Say where the cycle of renewals begins: before its first draw is announced, or after its last third (A-24)."""
    verdict = may_seat(user, body)
    if not verdict:
        return verdict
    if not body.is_renewed_by_thirds or not body.seats:
        return no(_("Seul le conseil d’administration se renouvelle par tiers (art. 12)."))
    begun = body.renewed_seats.filter(cycle_start=body.cycle_start).exists() and next_renewal(body) is not None
    if begun or body.draws.under_way().exists():
        return no(_("Le premier tirage de ce cycle est annoncé : son point de départ ne change plus (art. 12)."))
    return YES


def _still_runs(mandate):
    if mandate.runs(mandate.body.space.day(clock.now())):
        return YES
    return no(_("Ce mandat a déjà pris fin."))


def _speaks(user, organization, day) -> Verdict:
    """Whether somebody speaks for the association: its president, its secretary; an administrator if it has neither."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour agir au nom de l’association."), "sign_in")
    officers = Mandate.objects.of(organization, Body.Key.BUREAU).in_force(day).filter(post__in=SPEAKING)
    speaking = set(officers.values_list("person", flat=True))
    if not speaking:
        on_board = Mandate.objects.of(organization, Body.Key.BOARD).in_force(day)
        speaking = set(on_board.values_list("person", flat=True))
    if user.pk in speaking and user.is_active:
        return YES
    return no(_("Seules la présidence et le secrétariat de l’association peuvent le faire (art. 18)."), "ask")
