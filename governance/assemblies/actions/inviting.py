"""The president calls somebody to be heard by the assembly or by the board, with a consultative voice."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, live
from governance.assemblies.actions.locking import lock
from governance.assemblies.models import Convocation
from governance.assemblies.permissions import may_invite
from governance.organizations.permissions import may_see_space
from governance.register.actions import record
from governance.verdict import Refused, ensure, no


@transaction.atomic
def invite(meeting, *, by, person) -> Convocation:
    """Paid staff, or whoever the president wants heard: told with the others, never counted (ST-8.3, ST-14.6)."""
    meeting = lock(meeting)
    ensure(may_invite(by, meeting))
    if not may_see_space(person, meeting.space):
        raise Refused(no(_("Cette personne n’a pas accès à l’espace de l’association.")))
    if meeting.body.members(meeting.day).filter(pk=person.pk).exists():
        raise Refused(no(_("Cette personne a une voix ici : elle est convoquée de droit.")))
    row, is_new = Convocation.objects.get_or_create(
        meeting=meeting,
        person=person,
        defaults={
            "reason": Convocation.Reason.INVITED,
            "deliberates": False,
            "next_at": clock.now() if meeting.sent_at else None,
        },
    )
    if is_new:
        record("meeting.invited", meeting, by=by, space=meeting.space, title=meeting.title, person=person.pk)
        live.publish("meeting", meeting.pk, "page")
    return row
