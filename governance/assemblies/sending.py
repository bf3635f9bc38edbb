"""Published minutes sent to whom they must be: a row for each person in the act that publishes, a mail after it.

A courier claims a row for a while, sends with no transaction open, and writes down what came of it. One that dies
leaves a claim that runs out: the mail leaves late, perhaps twice, never not at all.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation

from governance import clock
from governance.assemblies.models import MinutesSending

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)  # longer than any sending takes
AT_ONCE = 20  # mails of one round
PAUSES = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)]


def send_to_convened(minutes) -> int:
    """Write down that everybody who was convened is told (art. 10.5, 14.7); in the transaction that publishes."""
    people = minutes.meeting.convocations.values_list("person_id", flat=True)
    rows = [MinutesSending(minutes=minutes, person_id=pk, due_at=minutes.countersigned_at) for pk in people]
    MinutesSending.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def deliver_due(now=None) -> int:
    """Send what is due; how many left. Called by the courier, never inside a transaction of somebody’s act."""
    now = now or clock.now()
    left = 0
    for row in _claimed(now):
        try:
            with translation.override(row.person.language):
                _send(row)
        except (OSError, SMTPException) as error:
            pause = PAUSES[min(row.tries, len(PAUSES)) - 1]
            log.warning("minutes %s could not be sent: %s", row.minutes_id, type(error).__name__)
            MinutesSending.objects.filter(pk=row.pk).update(error=type(error).__name__, due_at=now + pause)
        else:
            MinutesSending.objects.filter(pk=row.pk).update(sent_at=now, error="")
            left += 1
    return left


def _claimed(now):
    """The rows to send now, taken for a while so that another courier leaves them alone; after the last try, none."""
    due = MinutesSending.objects.filter(sent_at__isnull=True, due_at__lte=now, tries__lt=len(PAUSES) + 1)
    if not due.exists():
        return []
    with transaction.atomic():
        skip = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
        rows = list(due.select_for_update(of=("self",), **skip).order_by("due_at", "pk")[:AT_ONCE])
        for row in rows:
            row.tries += 1
            row.due_at = now + CLAIM
        MinutesSending.objects.bulk_update(rows, ["tries", "due_at"])
    told = MinutesSending.objects.filter(pk__in=[row.pk for row in rows])
    return list(told.select_related("person", "minutes__meeting__body__organization", "minutes__corrects"))


def _send(row):
    if not row.person.is_active:
        return  # nobody reads that address any more
    minutes = row.minutes
    told = {
        "person": row.person,
        "minutes": minutes,
        "meeting": minutes.meeting,
        "organization": minutes.meeting.organization,
        "address": f"{settings.ORIGIN}{minutes.get_absolute_url()}",
        "pdf": f"{settings.ORIGIN}{minutes.get_absolute_url().rstrip('/')}.pdf",
    }
    subject, _newline, body = render_to_string("assemblies/minutes_mail.txt", told).partition("\n")
    send_mail(" ".join(subject.split()), body.strip() + "\n", None, [row.person.email])
