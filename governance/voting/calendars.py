"""The dates that a vote asks about, as events of a calendar."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from governance import ical

LASTS = timedelta(hours=1)  # a vote on a date asks when, not for how long


def events_of_slots(vote, slots, *, is_settled: bool) -> list[ical.Event]:
    """Every slot as an event: confirmed once the vote settled it, tentative while it is asked.

    Its identity stays the same from one file to the next, so that a calendar brings its event up to date.
    """
    stamp = vote.counted_at or (vote.closed_at or vote.closes_at if is_settled else vote.opened_at)
    return [
        ical.Event(
            name=f"vote-{vote.pk}-{slot.key}",
            title=vote.title if is_settled else _("À confirmer : %(title)s") % {"title": vote.title},
            address=reverse("vote", args=[vote.pk]),
            start=slot.starts_at,
            end=slot.starts_at + LASTS,
            changed_at=stamp,
            about=slot.meaning,
            status=ical.CONFIRMED if is_settled else ical.TENTATIVE,
            sequence=int(is_settled),
            is_busy=is_settled,
        )
        for slot in slots
    ]
