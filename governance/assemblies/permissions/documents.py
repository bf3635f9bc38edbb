"""Who joins documents to the questions of an agenda, until when, and who reads them."""

from django.utils.translation import gettext_lazy as _

from governance.assemblies.models import ItemDocument
from governance.assemblies.permissions.meetings import is_convener, may_change_agenda, may_know_people, may_see_meeting
from governance.rules.meetings import CANCELLED, CLOSED, PREPARED
from governance.verdict import YES, Verdict, no


def may_add_document(user, item) -> Verdict:
    """Whoever prepares the meeting; once the convocation left, only beside what was sent (art. 9.3)."""
    meeting = item.meeting
    if meeting.phase == PREPARED:
        return may_change_agenda(user, meeting)
    if not user.is_authenticated:
        return no(_("Connectez-vous pour joindre un document."), "sign_in")
    if meeting.phase in (CLOSED, CANCELLED):
        return no(_("Cette séance est passée : ses documents ne changent plus."))
    if is_convener(user, meeting):
        return YES
    return no(_("Les documents sont joints par les personnes qui convoquent la séance."), "ask")


def may_remove_document(user, document) -> Verdict:
    """Whoever prepares the meeting, until somebody received it."""
    meeting = document.item.meeting
    if meeting.phase != PREPARED:
        return no(
            _("Ce qui accompagne une convocation envoyée est gardé : ajoutez une nouvelle version, à côté (art. 9.3).")
        )
    return may_change_agenda(user, meeting)


def may_read_document(user, document) -> Verdict:
    """Whoever sees its meeting; a receipt of expenses tells of a person, and is read by those of the association."""
    seen = may_see_meeting(user, document.item.meeting)
    if not seen or document.nature != ItemDocument.Nature.RECEIPT:
        return seen
    if may_know_people(user, document.item.meeting):
        return YES
    return no(_("Un justificatif de frais se lit entre membres de l’association."), "join")
