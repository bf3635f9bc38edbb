"""What happens and falls due in the spaces somebody reads: meetings, closings, reviews, actions, each on its day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance import ical
from governance.assemblies.calendars import event_of
from governance.assemblies.models import Meeting
from governance.assemblies.votes import KIND as IN_SESSION
from governance.organizations.models import Membership, Space
from governance.polls.models import CitizenPoll
from governance.polls.permissions import residence_of
from governance.rules.phases import Phase
from governance.voting.models import Vote
from proposals.models import Action, Proposal

WORDS = {
    "meeting": gettext_lazy("Séance"),
    "vote": gettext_lazy("Clôture du scrutin"),
    "consultation": gettext_lazy("Fin de la consultation"),
    "amending": gettext_lazy("Fin des amendements"),
    "review": gettext_lazy("Revue de la résolution"),
    "action": gettext_lazy("Action à faire"),
    "poll": gettext_lazy("Clôture du sondage"),
}


@dataclass(frozen=True)
class Happening:
    """One event, what kind of thing it is, and in which space."""

    kind: str
    space: Space
    event: ical.Event

    @property
    def word(self):
        return WORDS[self.kind]

    def day(self, zone: ZoneInfo) -> date:
        return self.event.start if self.event.is_all_day else self.event.start.astimezone(zone).date()

    @property
    def told(self) -> ical.Event:
        """The event as a calendar shows it, where nothing stands around its title."""
        if self.kind == "meeting":
            return self.event
        return replace(self.event, title=_("%(what)s : %(title)s") % {"what": self.word, "title": self.event.title})


@dataclass(frozen=True)
class Scope:
    """Whose dates: those `user` may read, of some spaces, and of one’s own affairs when `is_mine`."""

    user: object
    spaces: object  # ids, or a query for them
    is_mine: bool = False


def of_space(user, space: Space) -> Scope:
    return Scope(user, [space.pk])


def mine(user) -> Scope:
    """Of the spaces I belong to and still see, and what concerns me elsewhere: convocations, polls where I live."""
    belonging = Membership.objects.current().filter(person=user).values("space")
    return Scope(user, Space.objects.visible_to(user).filter(pk__in=belonging).values("pk"), is_mine=True)


def between(scope: Scope, first: datetime, last: datetime, now: datetime) -> list[Happening]:
    """All that happens from `first` on and before `last`, in order; as many queries for one as for a hundred."""
    found = [one for source in SOURCES for one in source(scope, first, last, now)]
    return sorted(found, key=lambda one: (_order(one.event.start), one.event.name))


def _order(start):
    """A day comes before the moments of that day."""
    if isinstance(start, datetime):
        return start.astimezone(UTC).replace(tzinfo=None)
    return datetime(start.year, start.month, start.day) - timedelta(days=1, hours=-12)


def _meetings(scope, first, last, now) -> Iterator[Happening]:
    here = Q(body__organization__space__in=scope.spaces)
    if scope.is_mine:
        convened = Meeting.objects.convening(scope.user).values("pk")
        here |= Q(pk__in=convened)
    seen = Meeting.objects.visible_to(scope.user).filter(here, sent_at__isnull=False)
    seen = seen.filter(starts_at__gte=first, starts_at__lt=last)
    for meeting in seen.select_related("body__organization__space"):
        yield Happening("meeting", meeting.body.organization.space, event_of(meeting))


def _votes(scope, first, last, now):
    seen = Vote.objects.visible_to(scope.user).filter(space__in=scope.spaces, opened_at__isnull=False, ended_at=None)
    # Those of a session last minutes; those of one line stand in the talk that asks them.
    seen = seen.exclude(owner_kind=IN_SESSION).filter(asked_by__isnull=True)
    seen = seen.filter(closed_at=None, closes_at__gte=first, closes_at__lt=last)
    for vote in seen.select_related("space__organization", "space__project"):
        address = reverse("vote", args=[vote.pk])
        yield Happening("vote", vote.space, _moment("vote", vote, vote.closes_at, vote.opened_at, address))


def _proposals(scope, first, last, now):
    def due(moment):
        return moment is not None and first <= moment < last

    ending = Q(round__vote__closes_at__gte=first, round__vote__closes_at__lt=last, round__is_resolved=False)
    ending |= Q(amendments_close_at__gte=first, amendments_close_at__lt=last)
    ending |= Q(resolution__review_on__gte=first, resolution__review_on__lt=last)
    seen = Proposal.objects.visible_to(scope.user).with_facts().filter(
        ending, room__space__in=scope.spaces, dropped_at__isnull=True, published_at__isnull=False
    )  # fmt: skip
    for one in seen:
        address, phase = reverse("proposal", args=[one.pk]), one.phase(now)
        current = one.round if one.round and not one.round.is_resolved else None
        closing = current.vote.closing(now) if current else None  # None while a concertation suspends it
        if due(closing):
            yield Happening(
                "consultation",
                one.space,
                _moment("consultation", current, closing, current.vote.opened_at, address, one),
            )
        if phase == Phase.AMENDING and due(one.amendments_close_at):
            event = _moment("amending", one, one.amendments_close_at, one.amendments_opened_at, address)
            yield Happening("amending", one.space, event)
        if one.resolution and due(one.resolution.review_on) and not current:
            event = _moment("review", one.resolution, one.resolution.review_on, one.resolution.at, address, one)
            yield Happening("review", one.space, event)


def _actions(scope, first, last, now):
    here = Q(room__space__in=scope.spaces)
    if scope.is_mine:
        here &= Q(owner=scope.user) | Q(helpers=scope.user)
    seen = Action.objects.visible_to(scope.user).filter(here, done_at__isnull=True)
    seen = seen.filter(due_on__gte=first.date(), due_on__lte=last.date()).distinct()
    for action in seen.select_related("room__space__organization", "room__space__project"):
        event = ical.Event(
            name=f"action-{action.pk}",
            title=action.title,
            address=reverse("action", args=[action.pk]),
            start=action.due_on,
            end=action.due_on + timedelta(days=1),
            changed_at=action.created_at,
        )
        yield Happening("action", action.room.space, event)


def _polls(scope, first, last, now):
    here = Q(space__in=scope.spaces)
    residence = residence_of(scope.user) if scope.is_mine else None
    if residence is not None:
        here |= Q(pk__in=CitizenPoll.objects.asking(residence.commune_id).values("pk"))
    seen = CitizenPoll.objects.visible_to(scope.user).filter(here, opened_at__isnull=False, ended_at__isnull=True)
    seen = seen.filter(closes_at__gte=first, closes_at__lt=last)
    for poll in seen.select_related("space__organization", "space__project"):
        event = _moment("poll", poll, poll.closes_at, poll.opened_at, poll.get_absolute_url())
        yield Happening("poll", poll.space, event)


SOURCES = (_meetings, _votes, _proposals, _actions, _polls)


def _moment(kind, thing, at, changed_at, address, titled=None):
    return ical.Event(
        name=f"{kind}-{thing.pk}", title=(titled or thing).title, address=address, start=at, changed_at=changed_at
    )
