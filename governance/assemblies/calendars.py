"""What an association convenes and owes, as events of a calendar."""

from datetime import datetime, timedelta

from governance import ical

LASTS = timedelta(hours=3)  # nobody writes how long a meeting lasts: a calendar wants an end


def event_of(meeting) -> ical.Event:
    """A meeting that was convened; a cancelled one says so under the same name."""
    return ical.Event(
        name=f"meeting-{meeting.pk}",
        title=meeting.title,
        address=meeting.get_absolute_url(),
        start=meeting.starts_at,
        end=meeting.starts_at + LASTS,
        changed_at=meeting.cancelled_at or meeting.sent_at,
        place=meeting.place or str(meeting.get_mode_display()),
        about=meeting.arrangements,
        status=ical.CANCELLED if meeting.cancelled_at else ical.CONFIRMED,
        sequence=1 if meeting.cancelled_at else 0,
        is_busy=not meeting.cancelled_at,
    )


def calendar_of(meeting, origin: str) -> bytes:
    """The file of one meeting; `origin` is the site."""
    return ical.written([event_of(meeting)], origin=origin, zone=meeting.zone)


def events_of_duties(owed, made_at: datetime) -> list[ical.Event]:
    """What an association owes, each on its day."""
    return [
        ical.Event(
            name=f"duty-{one.due.key}-{one.due.about}-{one.day:%Y%m%d}",
            title=str(one.said),
            address=one.address,
            start=one.day,
            end=one.day + timedelta(days=1),
            changed_at=made_at,
            about=str(one.source),
        )
        for one in owed
    ]
