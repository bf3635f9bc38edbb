"""The locks of what is done around a meeting: the chain of its space, then its row, then one of its items."""

from governance.assemblies.models import AgendaItem, Meeting
from governance.register.actions import hold


def lock(meeting: Meeting) -> Meeting:
    """The meeting and what its rules read; nobody else acts in its session until the transaction ends."""
    hold(meeting.space)
    return (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body__organization__space", "rule_set", "chair", "secretary")
        .get(pk=meeting.pk)
    )


def lock_item(item: AgendaItem) -> AgendaItem:
    """The item as it stands, its meeting locked with it."""
    meeting = lock(item.meeting)
    item = AgendaItem.objects.select_for_update(of=("self",), no_key=True).select_related("amends").get(pk=item.pk)
    item.meeting = meeting
    if item.amends:
        item.amends.meeting = meeting
    return item
