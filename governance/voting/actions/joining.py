"""Who comes into a space while a vote runs: on its roll where it takes late joiners, and never by itself otherwise."""

from governance import clock
from governance.register.actions import record
from governance.voting import owners
from governance.voting.actions.consulting import lock
from governance.voting.actions.preparing import tell, voices_of
from governance.voting.models import LARGEST_SECRET_ROLL, Roll, Vote


def _open_in(space, person):
    """The open votes of `space` that take late joiners and do not ask this person yet, in one order for everybody."""
    now = clock.now()
    votes = Vote.objects.running(now).filter(space=space, takes_late_joiners=True)
    return votes.exclude(owner_kind="").exclude(roll__person=person).order_by("pk")


def hold_votes_of(event) -> None:
    """Before the register takes its lock: the votes that the person is about to join, as every ballot locks them."""
    membership = event.subject
    membership.__dict__["_votes_to_join"] = [lock(vote) for vote in _open_in(event.space, membership.person)]


def join_votes(event) -> None:
    """Put whoever entered, or became a member, on the rolls that take them, with the day and the reason."""
    for vote in event.subject.__dict__.pop("_votes_to_join", ()):
        join(vote, event.subject.person)


def join(vote: Vote, person) -> Roll | None:
    """Add `person` to the roll of a locked vote, where its owner says they take part in it."""
    now = clock.now()
    rules, owner = owners.rules_of(vote)
    if not vote.is_open(now) or (vote.is_secret and vote.roll_size >= LARGEST_SECRET_ROLL):
        return None
    place = rules.late_place(owner, person)
    if place is None:
        return None
    weight = voices_of(vote, place)
    if vote.is_secret and vote.roll.exclude(weight=weight).exists():
        return None  # their ballot would be known by its voices
    row = Roll.objects.create(
        vote=vote, person=person, reason=place.reason, weight=weight, on_leave=place.on_leave, joined_at=now
    )
    vote.roll_size += 1
    vote.save(update_fields=["roll_size"])
    record("vote.joined_late", vote, by=None, space=vote.space, title=vote.title, person=person.pk, reason=place.reason)
    tell(vote, "page")
    return row
