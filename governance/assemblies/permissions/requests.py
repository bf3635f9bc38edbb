"""Who may ask for an item of the agenda, and who answers."""

from django.utils.translation import gettext_lazy as _

from governance.assemblies.permissions.bodies import may_answer_for_bodies
from governance.assemblies.permissions.meetings import may_change_agenda
from governance.verdict import YES, Verdict, no
from rooms.permissions import may_see_room, may_take_part_in_room


def may_see_request(user, request) -> Verdict:
    return may_see_room(user, request.room)


def may_ask_for_item(user, room) -> Verdict:
    """Whoever takes part in the room; a body decides what it puts on its agenda."""
    return may_take_part_in_room(user, room)


def may_withdraw_request(user, request) -> Verdict:
    if not user.is_authenticated:
        return no(_("Connectez-vous pour retirer une demande."), "sign_in")
    if request.made_by_id != user.pk:
        return no(_("Seule la personne qui a fait cette demande peut la retirer."))
    return _still_waits(request)


def may_decline_request(user, request) -> Verdict:
    """The officers of the association answer, once its board has members; until then, whoever facilitates its space."""
    verdict = may_see_request(user, request)
    if not verdict:
        return verdict
    verdict = may_answer_for_bodies(user, request.space.governed_by)
    return _still_waits(request) if verdict else verdict


def may_take_up_request(user, request, meeting) -> Verdict:
    """Whoever prepares a meeting of the body that is asked, until its convocation leaves."""
    verdict = may_change_agenda(user, meeting)
    if not verdict:
        return verdict
    if meeting.organization != request.space.governed_by or meeting.body.key != request.body_key:
        return no(_("Cette demande s’adresse à une autre instance."))
    verdict = may_see_request(user, request)
    return _still_waits(request) if verdict else verdict


def _still_waits(request):
    if request.closed_at is None:
        return YES
    return no(_("Cette demande est close. On peut en faire une autre."))
