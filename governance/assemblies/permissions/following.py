"""Who carries what was decided: the board, until each follow-up is closed (art. 15)."""

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.assemblies.models import Body, Mandate, officer
from governance.organizations.permissions import may_facilitate
from governance.verdict import YES, Verdict, no

FOLLOWED = ("adopted", "elected")


def may_follow(user, organization) -> Verdict:
    """The board carries out what is decided, with the bureau (ST-15.1); while nobody sits, whoever facilitates."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour suivre ce qui a été décidé."), "sign_in")
    running = Mandate.objects.of(organization, Body.Key.BOARD, Body.Key.BUREAU).in_force(
        organization.space.day(clock.now())
    )
    people = set(running.values_list("person_id", flat=True))
    if user.pk in people:
        return YES
    if not people:
        return may_facilitate(user, organization.space)
    return no(_("Les suites d’une décision sont tenues par le conseil d’administration et le bureau (art. 15)."), "ask")


def may_add_follow_up(user, decision) -> Verdict:
    """The board, of a decision that something follows from."""
    if decision.outcome not in FOLLOWED:
        return no(_("Cette décision n’a rien adopté : elle n’a pas de suites."))
    return may_follow(user, decision.item.meeting.organization)


def may_take_follow_up(user, follow_up) -> Verdict:
    """Whoever follows, while it is open; who has it already need not take it again."""
    if follow_up.done_at:
        return no(_("Cette suite est close."))
    if user.is_authenticated and follow_up.owner_id == user.pk:
        return no(_("Vous portez déjà cette suite."))
    return may_follow(user, follow_up.decision.item.meeting.organization)


def may_close_follow_up(user, follow_up) -> Verdict:
    """Whoever follows, once it is done."""
    if follow_up.done_at:
        return no(_("Cette suite est close."))
    return may_follow(user, follow_up.decision.item.meeting.organization)


def may_confirm_line(user, organization) -> Verdict:
    """The president keeps the special register (art. 18.1)."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour confirmer une ligne du registre spécial."), "sign_in")
    if user == officer(organization, "president", organization.space.day(clock.now())):
        return YES
    return no(_("Le registre spécial est tenu par la présidence de l’association (art. 18.1)."), "ask")
