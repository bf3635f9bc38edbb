"""The president calls somebody to be heard by the assembly or by the board, with a consultative voice."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, live
from governance.assemblies.actions.locking import lock
from governance.assemblies.models import Convocation
from governance.assemblies.permissions import may_invite, may_withdraw_invitation
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
    now = clock.now() if meeting.sent_at else None
    told = {"reason": Convocation.Reason.INVITED, "deliberates": False, "next_at": now}
    row, is_new = Convocation.objects.get_or_create(meeting=meeting, person=person, defaults=told)
    is_again = row.withdrawn_at is not None
    if is_again:
        row.withdrawn_at, row.sent_at, row.next_at, row.tries, row.error = None, None, now, 0, ""
        row.save(update_fields=["withdrawn_at", "sent_at", "next_at", "tries", "error"])
    if is_new or is_again:
        record("meeting.invited", meeting, by=by, space=meeting.space, title=meeting.title, person=person.pk)
        live.publish("meeting", meeting.pk, "page")
    return row


@transaction.atomic
def withdraw_invitation(convocation: Convocation, *, by) -> Convocation:
    """Take an invitation back before the session; whoever was written to is written to again."""
    meeting = lock(convocation.meeting)
    row = Convocation.objects.select_for_update(of=("self",)).select_related("person").get(pk=convocation.pk)
    row.meeting = meeting
    ensure(may_withdraw_invitation(by, row))
    row.withdrawn_at = clock.now()
    row.next_at = row.withdrawn_at if row.sent_at else None
    row.tries, row.error = 0, ""
    row.save(update_fields=["withdrawn_at", "next_at", "tries", "error"])
    record("meeting.uninvited", meeting, by=by, space=meeting.space, title=meeting.title, person=row.person_id)
    live.publish("meeting", meeting.pk, "page")
    return row
