"""Who reads minutes before they are signed, who signs them, and who corrects them."""

from django.utils.translation import gettext_lazy as _

from governance import clock
from governance.assemblies.models import officer
from governance.assemblies.permissions.meetings import may_convene, may_know_people, may_see_meeting, ranks_of
from governance.rules.meetings import CLOSED
from governance.verdict import YES, Verdict, no


def may_see_minutes(user, minutes) -> Verdict:
    """The people of the association, once both signed: minutes name those who were there. Until then the body."""
    seeing = may_see_meeting(user, minutes.meeting)
    if not seeing:
        return seeing
    if minutes.is_published:
        return may_know_people(user, minutes.meeting)
    meeting = minutes.meeting
    if user.is_authenticated and (user.pk in (meeting.chair_id, meeting.secretary_id) or ranks_of(meeting, user)):
        return YES
    return no(_("Le procès-verbal n’est pas encore signé : il sera publié quand il le sera."), "wait")


def may_sign_minutes(user, minutes) -> Verdict:
    """Who wrote in the session, once it is closed (art. 10.5); where nobody could, the secretary of the association."""
    meeting = minutes.meeting
    if not user.is_authenticated:
        return no(_("Connectez-vous pour signer."), "sign_in")
    if meeting.phase != CLOSED:
        return no(_("La séance n’est pas close : on signe après."), "wait")
    if minutes.signed_at:
        return no(_("Ce procès-verbal est signé : il ne change plus. Une correction est un autre document."))
    if user.pk == meeting.secretary_id:
        return YES
    if meeting.secretary_id is None and user == officer(
        meeting.organization, "secretary", meeting.space.day(clock.now())
    ):
        return YES
    return no(
        _("Le procès-verbal est signé par la personne qui a tenu le secrétariat de la séance (art. 10.5)."), "ask"
    )


def may_countersign(user, minutes) -> Verdict:
    """Who presided, after the secretary, and never the same person."""
    meeting = minutes.meeting
    if not user.is_authenticated:
        return no(_("Connectez-vous pour signer."), "sign_in")
    if minutes.countersigned_at:
        return no(_("Ce procès-verbal est déjà contresigné."))
    if not minutes.signed_at:
        return no(_("Le secrétariat de la séance signe d’abord (art. 10.5)."), "wait")
    if user.pk == minutes.signed_by_id:
        return no(_("Deux personnes signent un procès-verbal : vous l’avez signé déjà."))
    if user.pk == meeting.chair_id:
        return YES
    return no(_("Le procès-verbal est contresigné par la personne qui a présidé la séance (art. 10.5)."), "ask")


def may_send_minutes_again(user, minutes) -> Verdict:
    """Whoever may convene its meeting, while a letter was given up."""
    if not minutes.is_published:
        return no(_("Ce procès-verbal n’est pas publié : il partira quand il le sera."), "wait")
    if not minutes.sendings.given_up().exists():
        return no(_("Aucun envoi n’est abandonné : chaque lettre est remise, ou en cours."))
    return may_convene(user, minutes.meeting)


def may_correct_minutes(user, minutes) -> Verdict:
    """Who signed it, once it is published and nothing corrects it yet."""
    if not user.is_authenticated:
        return no(_("Connectez-vous pour corriger un procès-verbal."), "sign_in")
    if not minutes.is_published:
        return no(_("On corrige un procès-verbal publié ; celui-ci ne l’est pas encore."))
    if hasattr(minutes, "corrected_by"):
        return no(_("Une correction de ce procès-verbal existe déjà : corrigez celle-là."))
    if user.pk in (minutes.signed_by_id, minutes.countersigned_by_id):
        return YES
    return no(_("Un procès-verbal est corrigé par les personnes qui l’ont signé."), "ask")
