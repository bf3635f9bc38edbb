"""The letters of a meeting: its convocation, or that it is cancelled, to each person, once, late but never lost.

The rows of the log are the queue. A courier claims a few for a while, writes the letters with no transaction open, and
notes what came of each. One that dies leaves a claim that runs out: its letters leave again under the same number, by
which a mailbox knows them.
"""

import logging
import smtplib
import time
from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date, get_timezone_name
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from governance import clock, live
from governance.assemblies import wording
from governance.assemblies.agenda import matter_of
from governance.assemblies.calendars import calendar_of
from governance.assemblies.documents import content_of
from governance.assemblies.models import AgendaItem, Convocation
from governance.register.actions import hold

log = logging.getLogger(__name__)

AT_ONCE = 20  # letters of one round
CLAIM = timedelta(minutes=10)  # longer than any round takes
LONGEST = 60  # seconds after which a round begins no other letter
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
ATTACHED = 8_000_000  # bytes of the documents of one letter; beyond that they are read where they are
FULL = 500  # an answer of a mail server from there on is for good

Trouble = Convocation.Trouble


def deliver_due(now=None, limit: int = AT_ONCE) -> int:
    """Write to `limit` people who are to be told by `now`, claimed by nobody else; gives how many letters left."""
    now = now or clock.now()
    if not _due(now).exists():
        return 0
    rows = _claim(now, limit)
    return _send(rows, now + CLAIM) if rows else 0


def _due(now):
    """Of meetings that were convened, and are not over: of what is past nobody is told any more."""
    return Convocation.objects.filter(
        next_at__lte=now, meeting__sent_at__isnull=False, meeting__closed_at__isnull=True
    ).order_by("next_at", "pk")


@transaction.atomic
def _claim(now, limit) -> list[Convocation]:
    due = _due(now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    found = list(due.values_list("pk", flat=True)[:limit])
    Convocation.objects.filter(pk__in=found).update(next_at=now + CLAIM, tries=F("tries") + 1)
    rows = Convocation.objects.filter(pk__in=found).order_by("pk")
    return list(
        rows.select_related(
            "person", "meeting__body__organization__space", "meeting__rule_set", "meeting__sent_by", "meeting__recalls"
        )
    )


def _send(rows, claimed) -> int:
    agendas, began = _agendas({row.meeting_id: row.meeting for row in rows}), time.monotonic()
    server = get_connection()
    sent, troubles, unsaid = [], defaultdict(list), []
    for row in rows:
        if time.monotonic() - began > LONGEST:
            unsaid.append(row.pk)
            continue
        trouble = _trouble_of(server, row, agendas[row.meeting_id])
        if trouble:
            troubles[trouble, row.tries].append(row.pk)
        else:
            sent.append(row)
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        log.info("the mail server left first")
    _write_down(rows, sent, troubles, unsaid, claimed)
    return len(sent)


def _trouble_of(server, row, agenda) -> str:
    """What kept a letter from leaving; nothing when it left."""
    if not row.person.is_active or not row.person.email:
        return Trouble.NO_ADDRESS
    try:
        message = letter(row, agenda)
        message.connection = server
        server.open()
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _words in refused.recipients.values()]
        return Trouble.REFUSED if codes and min(codes) >= FULL else Trouble.UNREACHED
    except (OSError, smtplib.SMTPException):
        log.info("the mail server took no letter", exc_info=True)
        server.close()
        return Trouble.UNREACHED
    except Exception:
        log.exception("a convocation could not be written")
        return Trouble.OTHER
    return ""


FOR_GOOD = {Trouble.NO_ADDRESS, Trouble.REFUSED}  # trying again would change nothing


@transaction.atomic
def _write_down(rows, sent, troubles, unsaid, claimed):
    """What came of each; the meeting that was cancelled meanwhile has moved `next_at`, and is told of in turn."""
    now = clock.now()
    meetings = {row.meeting_id: row.meeting for row in rows}
    for space in {meeting.space.chain: meeting.space for meeting in meetings.values()}.values():
        hold(space)
    told = [row.pk for row in sent if not row.meeting.cancelled_at]
    called_off = [row.pk for row in sent if row.meeting.cancelled_at]
    Convocation.objects.filter(pk__in=told, sent_at__isnull=True).update(sent_at=now)
    Convocation.objects.filter(pk__in=called_off).update(called_off_at=now)
    mine = Convocation.objects.filter(next_at=claimed)
    mine.filter(pk__in=[*told, *called_off]).update(next_at=None, error="")
    mine.filter(pk__in=unsaid).update(next_at=now, tries=F("tries") - 1)
    for (trouble, tries), pks in troubles.items():
        goes_on = trouble not in FOR_GOOD and tries <= len(PAUSES)
        mine.filter(pk__in=pks).update(error=trouble, next_at=now + PAUSES[tries - 1] if goes_on else None)
    for pk in meetings:
        live.publish("meeting", pk, "page")


# --- What they say -----------------------------------------------------------------------------------


def _agendas(meetings) -> dict[int, dict]:
    """The agenda of each of these meetings with its documents, read once for everybody it is sent to."""
    items = defaultdict(list)
    before = Q(is_late=False, amends=None)
    for item in AgendaItem.objects.filter(before, meeting__in=meetings).prefetch_related("documents"):
        item.meeting = meetings[item.meeting_id]
        items[item.meeting_id].append(item)
    return {pk: _agenda(meeting, items[pk]) for pk, meeting in meetings.items()}


def _agenda(meeting, items):
    files = [] if meeting.cancelled_at else [one for item in items for one in item.documents.all() if not one.is_late]
    is_light = sum(one.size for one in files) <= ATTACHED
    contents = [(one.name, content_of(one)) for one in files] if is_light else []
    return {
        "items": items,
        "are_attached": bool(contents) and all(content is not None for _name, content in contents),
        "files": [(name, content) for name, content in contents if content is not None],
    }


def letter(row: Convocation, agenda: dict) -> EmailMessage:
    """What one person is written, in their language; the hour is that of the association."""
    meeting, person = row.meeting, row.person
    address = f"{settings.ORIGIN}{meeting.get_absolute_url()}"
    kind = "cancellation" if meeting.cancelled_at else "convocation"
    with translation.override(person.language):
        for item in agenda["items"]:
            item.law = matter_of(meeting, item)
            item.sentence = wording.sentence(meeting.rule_set.statutes, item.law) if item.binds else ""
        context = {
            "row": row,
            "meeting": meeting,
            "organization": meeting.organization,
            "items": agenda["items"],
            "are_attached": agenda["are_attached"],
            "address": address,
            "origin": settings.ORIGIN,
            **_moment(meeting),
        }
        subject = (_("Annulée : %(title)s") if meeting.cancelled_at else _("Convocation : %(title)s, le %(day)s")) % {
            "title": meeting.title,
            "day": context["day"],
        }
        words = render_to_string(f"assemblies/mail/{kind}.txt", context).strip() + "\n"
    host = urlsplit(settings.ORIGIN).hostname
    message = EmailMessage(
        " ".join(subject.splitlines()),
        words,
        to=[person.email],
        headers={
            "Message-ID": f"<{kind}-{row.pk}-{meeting.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach(f"seance-{meeting.pk}.ics", calendar_of(meeting, address), "text/calendar")
    for name, content in agenda["files"]:
        message.attach(name, content, "application/octet-stream")
    return message


def _moment(meeting):
    """The day in words, and the zone by its name and by what separates it from UTC."""
    local, locale = meeting.starts_at.astimezone(meeting.zone), Locale.parse(translation.get_language(), sep="-")
    minutes = int(local.utcoffset().total_seconds() // 60)
    offset = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return {
        "day": format_date(local, "full", locale=locale),
        "zone": meeting.zone,
        "zone_name": get_timezone_name(local, locale=locale),
        "offset": offset,
    }
