"""What a room is told of its proposals: titles and acts, never a position nor a count that may still be hidden."""

from rooms import notices
from rooms.telling import post_notice

# The acts that a room hears of, and what each does to the pins of its channel outside.
TOLD = {
    "proposal.published": "",
    "proposal.amendments_opened": "",
    "proposal.round_opened": notices.OPENS,
    "proposal.block_raised": "",
    "proposal.round_superseded": "",
    "proposal.round_closed": notices.CLOSES,
    "proposal.resolved": "",
    "proposal.dropped": "",
    "proposal.decided": "",
}


def tell_the_room(event) -> None:
    """In the transaction of the act, once for each thing that happened."""
    proposal, said = event.subject, event.payload
    if not _is_news(event):
        return
    told = {"proposal": proposal.pk, "title": proposal.title}
    told |= {name: said[name] for name in ("amendable", "choice", "body", "outcome") if name in said}
    post_notice(proposal.room, kind=event.act, key=f"{event.act}:{proposal.pk}:{_which(event)}", **told)


def _is_news(event) -> bool:
    """A second block joins the concertation that the first one opened; a window that opens again is no discussion."""
    proposal = event.subject
    if event.act == "proposal.block_raised":
        going_on = proposal.round.objections.filter(suspends=True, ended_at__isnull=True)
        return event.payload["suspends"] and going_on.count() == 1
    if event.act == "proposal.amendments_opened":
        return proposal.published_at != proposal.amendments_opened_at and proposal.reopened_at is None
    return True


def _which(event):
    """What tells one such event of a proposal from another: its round, and the block; nothing for what comes once."""
    if event.act == "proposal.block_raised":
        return f"{event.payload['n']}:{event.subject.round.objections.count()}"
    return event.payload.get("n", "")


def tell_of_cooperation(event) -> None:
    """Somebody joins an action: its room hears of it, once (OS-7)."""
    action = event.subject
    post_notice(action.room, kind=event.act, key=f"{event.act}:{action.pk}", action=action.pk, title=action.title)
