"""A calendar file (RFC 5545) of the dates of a vote: moments in UTC, lines folded at 75 octets, CRLF."""

from datetime import UTC, timedelta

from django.utils.translation import gettext as _

FOLD = 75  # octets of a line, its break not counted
LASTS = timedelta(hours=1)  # a vote on a date asks when, not for how long


def calendar_of(vote, slots, address: str, *, is_settled: bool) -> str:
    """Every slot as an event: confirmed once the vote settled it, tentative while it is asked.

    Its identity stays the same from one file to the next, so that a calendar brings its event up to date.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Palabre//Palabre//FR", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    stamp = vote.counted_at or (vote.closed_at or vote.closes_at if is_settled else vote.opened_at)
    host = address.split("/")[2].split(":")[0]
    for slot in slots:
        title = vote.title if is_settled else _("À confirmer : %(title)s") % {"title": vote.title}
        about = "\n".join(filter(None, [slot.meaning, address]))
        lines += [
            "BEGIN:VEVENT",
            f"UID:vote-{vote.pk}-{slot.key}@{host}",
            f"DTSTAMP:{_utc(stamp)}",
            f"SEQUENCE:{int(is_settled)}",
            f"DTSTART:{_utc(slot.starts_at)}",
            f"DTEND:{_utc(slot.starts_at + LASTS)}",
            f"SUMMARY:{_text(title)}",
            f"DESCRIPTION:{_text(about)}",
            f"URL:{address}",
            f"STATUS:{'CONFIRMED' if is_settled else 'TENTATIVE'}",
            f"TRANSP:{'OPAQUE' if is_settled else 'TRANSPARENT'}",
            "END:VEVENT",
        ]
    return "".join(map(_folded, [*lines, "END:VCALENDAR"]))


def _utc(moment) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """A text value: backslashes, semicolons, commas and line breaks are written with a backslash."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        words = words.replace(plain, written)
    return words


def _folded(line: str) -> str:
    """A line in pieces of 75 octets at most, the next ones after a space; no character is cut in two."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > FOLD:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece]) + "\r\n"
