"""A meeting as a calendar file (RFC 5545): one event, in UTC, for whatever calendar somebody keeps."""

from datetime import UTC, timedelta

LASTS = timedelta(hours=3)  # nobody writes how long a meeting lasts: a calendar wants an end
FOLD = 73  # bytes of a line, RFC 5545 3.1


def calendar_of(meeting, address: str) -> str:
    """The text of an `.ics` file; `address` is the page of the meeting."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Palabre//Palabre//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:meeting-{meeting.pk}@{address.split('/')[2].partition(':')[0]}",
        f"DTSTAMP:{_moment(meeting.cancelled_at or meeting.sent_at)}",
        f"DTSTART:{_moment(meeting.starts_at)}",
        f"DTEND:{_moment(meeting.starts_at + LASTS)}",
        f"SUMMARY:{_text(meeting.title)}",
        f"LOCATION:{_text(meeting.place or meeting.get_mode_display())}",
        f"DESCRIPTION:{_text(meeting.arrangements)}",
        f"URL:{address}",
        f"STATUS:{'CANCELLED' if meeting.cancelled_at else 'CONFIRMED'}",
        f"SEQUENCE:{1 if meeting.cancelled_at else 0}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at):
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words):
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(plain, written)
    return "".join(one for one in words if one >= " ")


def _folded(line):
    """At most 75 bytes a line, no character cut in two."""
    found, size = [""], 0
    for character in line:
        length = len(character.encode())
        if size + length > FOLD:
            found.append(" ")
            size = 1
        found[-1] += character
        size += length
    return "\r\n".join(found)


def calendar_of_duties(owed, name: str, origin: str, made_at) -> str:
    """What an association owes, each on its day, for whatever calendar somebody keeps; `origin` is the site."""
    host = origin.split("/")[2].partition(":")[0]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Palabre//Palabre//FR",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
    ]
    for one in owed:
        lines += [
            "BEGIN:VEVENT",
            f"UID:duty-{one.due.key}-{one.due.about}-{one.day:%Y%m%d}@{host}",
            f"DTSTAMP:{_moment(made_at)}",
            f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(one.said)}",
            f"DESCRIPTION:{_text(one.source)}",
            f"URL:{origin}{one.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)
