"""The page of a working group: what it does, who is in it with which tasks, its dates, its month; its accounts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance import clock, prose
from governance.organizations.permissions import may_see_members
from governance.rules.phases import Phase
from governance.throttle import paced
from governance.verdict import ensure
from governance.voting.pictures import length
from rooms import group, votes
from rooms.permissions import may_facilitate_room, may_join_room, may_see_accounts
from rooms.views import get_room

AHEAD = timedelta(days=60)
MONTH = 30  # days
CANVAS = 300, 48  # the picture of the month, in its own units


@require_safe
def room_group(request, space_slug, room_slug):
    """Who does what here, until when, and how the last month went."""
    room = get_room(request, space_slug, room_slug)
    user, now = request.user, clock.now()
    tasks = list(
        room.actions.visible_to(user)
        .filter(done_at__isnull=True)
        .select_related("owner", "room__space")
        .prefetch_related("helpers")
        .order_by("due_on", "pk")
    )
    proposals = list(room.proposals.visible_to(user).with_facts().filter(published_at__isnull=False))
    sees_members = may_see_members(user, room.space)
    context = {
        "room": room,
        "space": room.space,
        "about": prose.render(room.about),
        "people": with_tasks(room, tasks) if sees_members else [],
        "sees_members": sees_members,
        "unowned": [task for task in tasks if task.owner is None],
        "dates": dates(user, room, proposals, tasks, now),
        "month": Month(room, user, now),
        "documents": room.space.documents.visible_to(user).filter(room_key=room.pk).with_versions(),
        "may_see_accounts": may_see_accounts(user, room),
        "may_facilitate": may_facilitate_room(user, room),
        **group.standing(user, room),
    }
    return render(request, "rooms/group.html", context)


@require_POST
def room_join(request, space_slug, room_slug):
    room = get_room(request, space_slug, room_slug)
    ensure(may_join_room(request.user, room))
    paced("join", group.join_room, room, by=request.user)
    messages.success(request, _("Bienvenue dans ce groupe de travail."))
    return redirect("room", space_slug, room_slug)


@require_POST
def room_leave(request, space_slug, room_slug):
    room = get_room(request, space_slug, room_slug)
    if request.user.is_authenticated:
        group.leave_room(room, by=request.user)
        messages.success(request, _("Vous n’êtes plus de ce groupe ; vous pouvez toujours lire ce salon."))
    return redirect("room", space_slug, room_slug)


@require_safe
def accounts(request, space_slug, room_slug):
    """Where the accounts are kept: asked of whoever follows the link, so that its address is told to no one else."""
    room = get_room(request, space_slug, room_slug)
    if not room.accounts_url:
        raise Http404
    ensure(may_see_accounts(request.user, room))
    return redirect(room.accounts_url)


def with_tasks(room, tasks) -> list[tuple]:
    """Pairs of a person and what they own or help with here, by name: the group, and whoever works for it."""
    theirs = {member.person: [] for member in room.members.select_related("person")}
    for task in tasks:
        for person in {task.owner, *task.helpers.all()} - {None}:
            theirs.setdefault(person, []).append(task)
    return sorted(theirs.items(), key=lambda pair: prose.alphabetical(str(pair[0])))


@dataclass(frozen=True)
class Due:
    """Something of the room that has a day, with its hour where it has one."""

    day: date
    what: str
    title: str
    url: str
    at: object = None  # a moment, when it is more than a day


def dates(user, room, proposals, tasks, now) -> list[Due]:
    """What comes in the next two months, the soonest first; what is late is due today."""
    today, last = timezone.localdate(now), timezone.localdate(now + AHEAD)
    found = [Due(max(task.due_on, today), _("à faire"), task.title, reverse("action", args=[task.pk]))
             for task in tasks if task.due_on]  # fmt: skip
    for vote in votes.of_room(room).filter(opened_at__isnull=False, ended_at__isnull=True, closes_at__gt=now):
        found.append(_at(vote.closes_at, _("clôture du scrutin"), vote.title, reverse("vote", args=[vote.pk])))
    for proposal in proposals:
        link = reverse("proposal", args=[proposal.pk])
        phase = proposal.phase(now)
        if phase == Phase.CONSULTATION and (closing := proposal.round.vote.closing(now)):
            found.append(_at(closing, _("clôture de la consultation"), proposal.title, link))
        elif phase == Phase.AMENDING and proposal.amendments_close_at:
            found.append(_at(proposal.amendments_close_at, _("clôture des amendements"), proposal.title, link))
        elif phase == Phase.REVIEW:
            found.append(Due(today, _("à revoir"), proposal.title, link))
        elif phase == Phase.RESOLVED and proposal.resolution.review_on:
            found.append(Due(timezone.localdate(proposal.resolution.review_on), _("à revoir"), proposal.title, link))
    return sorted((due for due in found if due.day <= last), key=lambda due: (due.day, due.title))


def _at(moment, what, title, link):
    return Due(timezone.localdate(moment), what, title, link, at=moment)


class Month:
    """How the last thirty days went: messages by day as bars, and what was proposed, decided and done."""

    width, height = CANVAS

    def __init__(self, room, user, now):
        self.since = now - timedelta(days=MONTH)
        said = room.thread.messages.filter(posted_at__gte=self.since, deleted_at__isnull=True, notice="")
        by_day = said.annotate(day=TruncDate("posted_at")).values("day").annotate(n=Count("pk"))
        counts = dict(by_day.order_by().values_list("day", "n"))
        self.messages = sum(counts.values())
        self.people = said.order_by().values("author").distinct().count()
        self.by_day = self._bars(counts, timezone.localdate(now))
        seen = room.proposals.visible_to(user)
        self.proposed = seen.filter(published_at__gte=self.since).count()
        self.resolved = seen.filter(resolution__at__gte=self.since).count()
        self.done = room.actions.visible_to(user).filter(done_at__gte=self.since).count()

    def _bars(self, counts, today):
        most, step = max(counts.values(), default=0), self.width // MONTH
        bars = []
        for n in range(MONTH):
            count = counts.get(today - timedelta(days=MONTH - 1 - n), 0)
            tall = length(count, most, self.height) if count else 0
            bars.append({"x": n * step, "y": self.height - tall, "height": tall, "width": step - 2})
        return bars
