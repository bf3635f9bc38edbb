"""Calendar files (RFC 5545): what happens and what falls due, through the icalendar library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar

CONFIRMED, TENTATIVE, CANCELLED = "CONFIRMED", "TENTATIVE", "CANCELLED"


@dataclass(frozen=True)
class Event:
    """One thing of a calendar. `start` and `end` are both days (the end not included) or both aware moments."""

    name: str  # the same for ever: « meeting-12 »; with the host, it is how a calendar knows an event again
    title: str
    address: str  # the path of its page
    start: date | datetime
    changed_at: datetime
    end: date | datetime | None = None
    place: str = ""
    about: str = ""
    status: str = CONFIRMED
    sequence: int = 0
    is_busy: bool = False  # whether whoever goes is taken meanwhile; a deadline takes nobody

    @property
    def is_all_day(self) -> bool:
        return not isinstance(self.start, datetime)


def written(events: Iterable[Event], *, origin: str, zone: ZoneInfo, name: str = "") -> bytes:
    """The file of these events, their moments told in `zone`; `origin` is the site, as « https://palabre.example »."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Palabre//Palabre//FR")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", _plain(name))
        calendar.add("x-wr-calname", _plain(name))  # what calendars read that do not know RFC 7986
    for event in events:
        calendar.add_component(_component(event, origin, zone))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _component(event, origin, zone):
    line = icalendar.Event()
    line.add("uid", f"{event.name}@{urlsplit(origin).hostname}")
    line.add("dtstamp", event.changed_at)
    line.add("dtstart", event.start if event.is_all_day else event.start.astimezone(zone))
    if event.end is not None:
        line.add("dtend", event.end if event.is_all_day else event.end.astimezone(zone))
    line.add("summary", _plain(event.title))
    for field, words in (("location", event.place), ("description", event.about)):
        if words:
            line.add(field, _plain(words))
    line.add("url", f"{origin}{event.address}")
    line.add("status", event.status)
    line.add("sequence", event.sequence)
    line.add("transp", "OPAQUE" if event.is_busy else "TRANSPARENT")
    return line


def _plain(words):
    """Nothing but text and line breaks: a calendar refuses a whole file for one control character."""
    return "".join(one for one in words.replace("\r\n", "\n").replace("\r", "\n") if one >= " " or one == "\n")
