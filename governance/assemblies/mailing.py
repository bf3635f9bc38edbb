"""The letters of a meeting: its convocation, that it is cancelled, its minutes; to each person, once, never lost.

The rows of the logs are the queues. A courier claims a few for a while, writes the letters with no transaction open,
and notes what came of each. One that dies leaves a claim that runs out: its letters leave again under the same number,
by which a mailbox knows them.
"""

import logging
import smtplib
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
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
from django.utils.translation import gettext_lazy

from governance import clock, live
from governance.assemblies import wording
from governance.assemblies.agenda import matter_of
from governance.assemblies.calendars import calendar_of
from governance.assemblies.documents import content_of
from governance.assemblies.models import AgendaItem, Convocation, MinutesSending, Trouble
from governance.register.actions import hold

log = logging.getLogger(__name__)

AT_ONCE = 20  # letters of one round
CLAIM = timedelta(minutes=10)  # longer than any round takes
LONGEST = 60  # seconds after which a round begins no other letter
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]
ATTACHED = 8_000_000  # bytes of the documents of one letter; beyond that they are read where they are
FULL = 500  # an answer of a mail server from there on is for good


def deliver_due(now=None, limit: int = AT_ONCE) -> int:
    """Write to `limit` people of each queue who are to be told by `now`, claimed by nobody else; how many letters left.

    Called by the courier, never inside a transaction of somebody’s act.
    """
    now = now or clock.now()
    left = 0
    for queue in QUEUES:
        if _due(queue, now).exists():
            rows = _claim(queue, now, limit)
            left += _send(queue, rows, now + CLAIM) if rows else 0
    return left


def send_to_convened(minutes) -> int:
    """Write down that everybody who was convened is told (art. 10.5, 14.7); in the transaction that publishes."""
    people = minutes.meeting.convocations.standing().values_list("person_id", flat=True)
    rows = [MinutesSending(minutes=minutes, person_id=pk, next_at=minutes.countersigned_at) for pk in people]
    MinutesSending.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


# --- Claimed, sent, written down ---------------------------------------------------------------------


@dataclass(frozen=True)
class Queue:
    """Rows that are letters: which of them are due, and how one is written."""

    model: type
    due: Q
    related: tuple[str, ...]
    meeting_of: Callable  # of a row
    letters: Callable  # from the rows of a round, what gives the letter of one
    note: Callable  # (rows that left, when): what their log says of it


def _due(queue, now):
    return queue.model.objects.filter(queue.due, next_at__lte=now).order_by("next_at", "pk")


@transaction.atomic
def _claim(queue, now, limit) -> list:
    due = _due(queue, now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    found = list(due.values_list("pk", flat=True)[:limit])
    queue.model.objects.filter(pk__in=found).update(next_at=now + CLAIM, tries=F("tries") + 1)
    return list(queue.model.objects.filter(pk__in=found).order_by("pk").select_related("person", *queue.related))


def _send(queue, rows, claimed) -> int:
    write, began = queue.letters(rows), time.monotonic()
    server = get_connection()
    sent, troubles, unsaid = [], defaultdict(list), []
    for row in rows:
        if time.monotonic() - began > LONGEST:
            unsaid.append(row.pk)
            continue
        trouble = _trouble_of(server, row, write)
        if trouble:
            troubles[trouble, row.tries].append(row.pk)
        else:
            sent.append(row)
    try:
        server.close()
    except (OSError, smtplib.SMTPException):
        log.info("the mail server left first")
    _write_down(queue, rows, sent, troubles, unsaid, claimed)
    return len(sent)


def _trouble_of(server, row, write) -> str:
    """What kept a letter from leaving; nothing when it left."""
    if not row.person.is_active or not row.person.email:
        return Trouble.NO_ADDRESS
    try:
        message = write(row)
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
        log.exception("a letter could not be written")
        return Trouble.OTHER
    return ""


FOR_GOOD = {Trouble.NO_ADDRESS, Trouble.REFUSED}  # trying again would change nothing


@transaction.atomic
def _write_down(queue, rows, sent, troubles, unsaid, claimed):
    """What came of each; a row that has something newer to say meanwhile has moved `next_at`, and leaves in turn."""
    now = clock.now()
    meetings = {found.pk: found for found in map(queue.meeting_of, rows)}
    for space in {meeting.space.chain: meeting.space for meeting in meetings.values()}.values():
        hold(space)
    queue.note(sent, now)
    mine = queue.model.objects.filter(next_at=claimed)
    mine.filter(pk__in=[row.pk for row in sent]).update(next_at=None, error="")
    mine.filter(pk__in=unsaid).update(next_at=now, tries=F("tries") - 1)
    for (trouble, tries), pks in troubles.items():
        goes_on = trouble not in FOR_GOOD and tries <= len(PAUSES)
        mine.filter(pk__in=pks).update(error=trouble, next_at=now + PAUSES[tries - 1] if goes_on else None)
    for pk in meetings:
        live.publish("meeting", pk, "page")


# --- The convocation, and what takes it back ---------------------------------------------------------


def _note_convocations(rows, now):
    told = [row.pk for row in rows if _kind(row) == "convocation"]
    called_off = [row.pk for row in rows if _kind(row) == "cancellation"]
    Convocation.objects.filter(pk__in=told, sent_at__isnull=True).update(sent_at=now)
    Convocation.objects.filter(pk__in=called_off).update(called_off_at=now)


def _kind(row):
    if row.withdrawn_at:
        return "withdrawal"
    return "cancellation" if row.meeting.cancelled_at else "convocation"


def _convocations(rows):
    agendas = _agendas({row.meeting_id: row.meeting for row in rows})
    return lambda row: letter(row, agendas[row.meeting_id])


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


SUBJECTS = {
    "convocation": gettext_lazy("Convocation : %(title)s, le %(day)s"),
    "cancellation": gettext_lazy("Annulée : %(title)s"),
    "withdrawal": gettext_lazy("Invitation retirée : %(title)s, le %(day)s"),
}


def letter(row: Convocation, agenda: dict) -> EmailMessage:
    """What one person is written, in their language; the hour is that of the association."""
    meeting, person = row.meeting, row.person
    address = f"{settings.ORIGIN}{meeting.get_absolute_url()}"
    kind = _kind(row)
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
        subject = SUBJECTS[kind] % {
            "title": meeting.title,
            "day": context["day"],
        }
        words = render_to_string(f"assemblies/mail/{kind}.txt", context).strip() + "\n"
    message = _envelope(person, subject, words, f"{kind}-{row.pk}-{meeting.pk}")
    if kind == "withdrawal":
        return message
    message.attach(f"seance-{meeting.pk}.ics", calendar_of(meeting, settings.ORIGIN), "text/calendar")
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


# --- The minutes -------------------------------------------------------------------------------------


def _minutes(row) -> EmailMessage:
    """Where one person reads published minutes, in their language."""
    minutes = row.minutes
    address = f"{settings.ORIGIN}{minutes.get_absolute_url()}"
    told = {
        "person": row.person,
        "minutes": minutes,
        "meeting": minutes.meeting,
        "organization": minutes.meeting.organization,
        "address": address,
        "pdf": f"{address.rstrip('/')}.pdf",
    }
    with translation.override(row.person.language):
        subject, _newline, body = render_to_string("assemblies/minutes_mail.txt", told).partition("\n")
    return _envelope(row.person, subject, body.strip() + "\n", f"minutes-{row.pk}-{minutes.pk}")


def _note_minutes(rows, now):
    MinutesSending.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=now)


def _envelope(person, subject, words, number) -> EmailMessage:
    """number: what a mailbox knows a letter by that comes twice."""
    host = urlsplit(settings.ORIGIN).hostname
    return EmailMessage(
        " ".join(subject.splitlines()),
        words,
        to=[person.email],
        headers={"Message-ID": f"<{number}@{host}>", "Auto-Submitted": "auto-generated"},
    )


SPACE = "body__organization__space"
# Of what is past nobody is convened any more.
CONVOCATIONS = Queue(
    Convocation,
    Q(meeting__sent_at__isnull=False, meeting__closed_at__isnull=True),
    (f"meeting__{SPACE}", "meeting__rule_set", "meeting__sent_by", "meeting__recalls"),
    meeting_of=lambda row: row.meeting,
    letters=_convocations,
    note=_note_convocations,
)
MINUTES = Queue(
    MinutesSending,
    Q(),
    (f"minutes__meeting__{SPACE}", "minutes__corrects"),
    meeting_of=lambda row: row.minutes.meeting,
    letters=lambda rows: _minutes,
    note=_note_minutes,
)
QUEUES = (CONVOCATIONS, MINUTES)
