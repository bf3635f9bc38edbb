"""Who may write, open, cancel, read and answer a citizen poll."""

from django.utils.translation import gettext_lazy as _

from governance.organizations.models import Visibility
from governance.organizations.permissions import may_facilitate, may_see_space
from governance.polls.models import Mark, Residence
from governance.polls.models.residence import Level
from governance.polls.zone_polls import is_found_in, place_of
from governance.verdict import YES, Verdict, no


def may_make_poll(user, space) -> Verdict:
    """Whoever facilitates a space that everybody reads: those who are asked have to be able to read what asks them."""
    facilitating = may_facilitate(user, space)
    if facilitating and space.visibility != Visibility.PUBLIC:
        return no(
            _(
                "Un sondage se lit par tout le monde, et cet espace non : rendez-le public dans ses réglages, "
                "ou posez la question depuis un espace public."
            )
        )
    return facilitating


def may_see_poll(user, poll) -> Verdict:
    """Once opened, everybody who sees its space; before, whoever facilitates it."""
    if may_facilitate(user, poll.space):
        return YES
    if poll.opened_at is None:
        return no(_("Ce sondage est en préparation : il se lira quand il sera ouvert."), "wait")
    return may_see_space(user, poll.space)


def may_change_poll(user, poll) -> Verdict:
    """Until it opens."""
    if poll.is_cancelled:
        return no(_("Ce sondage a été annulé."))
    if poll.opened_at is not None:
        return no(
            _("Ce sondage est ouvert : rien n’en change plus. Annulez-le, puis écrivez-en un autre s’il est mal posé.")
        )
    return may_make_poll(user, poll.space)


def may_open_poll(user, poll) -> Verdict:
    return may_change_poll(user, poll)


def may_cancel_poll(user, poll, now) -> Verdict:
    """Until the close: a result that somebody may have read is not taken back."""
    if poll.is_cancelled:
        return no(_("Ce sondage est déjà annulé."))
    if poll.stage(now) in ("counting", "counted"):
        return no(_("Ce sondage est clos : son résultat reste."))
    return may_facilitate(user, poll.space)


def may_answer_poll(user, poll, now) -> Verdict:
    """Whoever lives in one of its communes, or was found inside its zone, and is known there as surely as it asks.

    Asked at each answer: who answered already may change their answer as long as they live there.
    """
    stage = poll.stage(now)
    if stage == "cancelled":
        return no(_("Ce sondage a été annulé : rien n’en est compté."))
    if stage in ("prepared", "announced"):
        return no(_("Ce sondage n’est pas encore ouvert."), "wait")
    if stage != "open":
        return no(_("Ce sondage est clos : plus aucune réponse n’entre, et aucune ne change."))
    if not user.is_authenticated:
        return no(_("Connectez-vous pour répondre : une personne, une réponse."), "sign_in")
    seeing = may_see_poll(user, poll)
    if not seeing:
        return seeing
    residence = residence_of(user)
    if residence is None:
        return no(_("Ce sondage demande à celles et ceux qui vivent ici : déclarez d’abord votre commune."))
    if residence.has_expired(poll.space.day(now)):
        return no(_("Votre commune a été déclarée il y a longtemps : dites si vous y vivez toujours, puis répondez."))
    place = place_of(poll, residence)
    if place is None:
        return no(
            _("Vous vivez à %(commune)s, et ce sondage demande aux personnes d’un autre territoire.")
            % {"commune": residence.commune}
        )
    if place.territory.is_drawn and not is_found_in(residence, place.territory):
        return no(
            _("Ce sondage demande à celles et ceux qui vivent dans « %(zone)s » : vérifiez que vous y habitez.")
            % {"zone": place.territory}
        )
    if residence.level_for(poll.space) < poll.min_level:
        asked = Level(poll.min_level).label
        return no(
            _("Ce sondage demande une résidence %(level)s, et la vôtre ne l’est pas encore : faites-la attester.")
            % {"level": asked}
        )
    if Mark.objects.filter(poll=poll, person=user).exists():
        return no(_("Vous avez reçu un code sur papier pour ce sondage : répondez avec lui."))
    return YES


def residence_of(user) -> Residence | None:
    """Where somebody says they live, expired or not; None of nobody, and of who said nothing."""
    if not user.is_authenticated:
        return None
    standing = Residence.objects.standing().filter(person=user)
    return standing.select_related("commune").prefetch_related("attestations").first()
