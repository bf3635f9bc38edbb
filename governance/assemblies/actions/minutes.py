"""After a meeting: its minutes, drafted from what was recorded, signed twice, sent, corrected by another document."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance import clock, live, prose
from governance.assemblies.actions.locking import lock
from governance.assemblies.mailing import send_to_convened
from governance.assemblies.models import Minutes
from governance.assemblies.permissions import (
    may_correct_minutes,
    may_countersign,
    may_send_minutes_again,
    may_sign_minutes,
)
from governance.assemblies.writing import written
from governance.organizations.models import Organization
from governance.register.actions import record, sha256
from governance.verdict import Refused, ensure, no


@transaction.atomic
def keep_remarks(minutes: Minutes, *, by, remarks: str) -> Minutes:
    """What the secretary adds to the draft: debates, incidents, reservations."""
    minutes = _locked(minutes)
    ensure(may_sign_minutes(by, minutes))
    minutes.remarks = remarks.strip()
    minutes.save(update_fields=["remarks"])
    return minutes


@transaction.atomic
def sign_minutes(minutes: Minutes, *, by, seen_sha256: str) -> Minutes:
    """The secretary of the session signs what they read: from then on its text does not change (art. 10.5).

    seen_sha256: the hash of the draft that was on the page; refused when something was written meanwhile.
    """
    minutes = _locked(minutes)
    ensure(may_sign_minutes(by, minutes))
    content = written(minutes)
    if sha256(content) != seen_sha256:
        raise Refused(no(_("Le projet a changé depuis que vous l’avez lu : relisez-le, puis signez.")))
    minutes.content, minutes.sha256 = content, seen_sha256
    minutes.signed_by, minutes.signed_at = by, clock.now()
    minutes.save(update_fields=["content", "sha256", "signed_by", "signed_at"])
    record(
        "minutes.signed",
        minutes,
        by=by,
        space=minutes.meeting.space,
        title=minutes.meeting.title,
        sha256=minutes.sha256,
    )
    live.publish("meeting", minutes.meeting_id, "page")
    return minutes


@transaction.atomic
def countersign_minutes(minutes: Minutes, *, by) -> Minutes:
    """Who presided signs after the secretary, another person: the minutes have a number, are published and sent.

    Numbers follow each other without a gap in an association: it is locked until this one has its own.
    """
    minutes = _locked(minutes)
    ensure(may_countersign(by, minutes))
    Organization.objects.select_for_update(no_key=True).get(pk=minutes.organization_id)
    last = Minutes.objects.filter(organization=minutes.organization_id).aggregate(last=Max("number"))["last"] or 0
    minutes.number = last + 1
    minutes.countersigned_by, minutes.countersigned_at = by, clock.now()
    minutes.save(update_fields=["number", "countersigned_by", "countersigned_at"])
    people = send_to_convened(minutes)
    record(
        "minutes.published",
        minutes,
        by=by,
        space=minutes.meeting.space,
        title=minutes.meeting.title,
        number=minutes.number,
        sha256=minutes.sha256,
        people=people,
    )
    live.publish("meeting", minutes.meeting_id, "page")
    return minutes


@transaction.atomic
def correct_minutes(minutes: Minutes, *, by, remarks: str) -> Minutes:
    """Begin another document that corrects this one; both stay, each naming the other."""
    minutes = _locked(minutes)
    ensure(may_correct_minutes(by, minutes))
    if prose.is_blank(remarks):
        raise Refused(no(_("Dites ce que le procès-verbal corrige.")))
    made = Minutes.objects.create(
        meeting=minutes.meeting, organization_id=minutes.organization_id, corrects=minutes, remarks=remarks.strip()
    )
    record("minutes.correcting", made, by=by, space=minutes.meeting.space, title=minutes.meeting.title)
    return made


@transaction.atomic
def send_minutes_again(minutes: Minutes, *, by) -> int:
    """Write once more to those whom the published minutes never reached; how many they are."""
    minutes = _locked(minutes)
    ensure(may_send_minutes_again(by, minutes))
    people = minutes.sendings.given_up().update(next_at=clock.now(), tries=0, error="")
    record(
        "minutes.sent_again",
        minutes,
        by=by,
        space=minutes.meeting.space,
        title=minutes.meeting.title,
        number=minutes.number,
        people=people,
    )
    return people


def _locked(minutes):
    meeting = lock(minutes.meeting)
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("corrects").get(pk=minutes.pk)
    minutes.meeting = meeting
    return minutes
