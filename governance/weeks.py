"""The week of a space: what was proposed, decided and done in it, read from the register and from nothing else."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from governance import clock
from governance.organizations.views import about, space_or_404
from governance.register.models import Entry
from governance.register.reading import read

MOST = 400  # entries of one week on its page
WEEK = timedelta(days=7)
# What the acts of the register come to, for whoever was not there; the others are on the page of the activity.
CHAPTERS = [
    (_("Décidé"), ("proposal.resolved", "vote.counted", "document.in_force", "room.archived", "proposal.dropped")),
    (_("Proposé"), ("proposal.published", "vote.opened", "proposal.round_opened", "document.submitted")),
    (_("Fait"), ("action.done",)),
    (_("Entrepris"), ("action.opened", "action.taken", "project.created", "room.opened")),
    (_("Ensemble"), ("action.shared", "project.shared", "action.thanked")),
    (_("Arrivées et départs"), ("membership.began", "membership.ended")),
]


@dataclass(frozen=True)
class Week:
    """Seven days of a space, from a Monday (ISO 8601)."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def named(cls, name: str) -> "Week":
        """`"2031-W09"` -> that week. Raises ValueError on anything else."""
        if len(name) != 8 or not name.isascii():
            raise ValueError(name)
        return cls(datetime.strptime(f"{name}-1", "%G-W%V-%u").date())

    @property
    def name(self) -> str:
        return f"{self.monday:%G-W%V}"

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> "Week":
        return Week(self.monday - WEEK)

    @property
    def after(self) -> "Week":
        return Week(self.monday + WEEK)

    def between(self, zone: str) -> tuple[datetime, datetime]:
        """Its first moment and that of the next week, where the space lives."""
        return tuple(datetime.combine(week.monday, time(), ZoneInfo(zone)) for week in (self, self.after))


@require_safe
def this_week(request, space_slug):
    space = space_or_404(request.user, space_slug)
    return redirect("space-week", space_slug, Week.of(space.day(clock.now())).name)


@require_safe
def week(request, space_slug, name):
    """What a week came to, the decisions first."""
    space = space_or_404(request.user, space_slug)
    current = Week.of(space.day(clock.now()))
    try:
        shown = Week.named(name)
        first, next_one = shown.between(space.governed_by.time_zone)
    except (ValueError, OverflowError):
        raise Http404 from None
    if shown.monday > current.monday:
        raise Http404
    acts = [act for _name, acts in CHAPTERS for act in acts]
    entries = Entry.objects.of_space(space).visible_to(request.user)
    found = entries.filter(at__gte=first, at__lt=next_one, act__in=acts).select_related("payload").order_by("pk")
    entries = list(found[: MOST + 1])
    rooms = space.rooms.in_bulk({entry.subject_id for entry in entries if entry.subject_kind == "room"})
    lines = read(entries[:MOST], {"room": rooms})
    chapters = [(name, [line for line in lines if line.entry.act in acts]) for name, acts in CHAPTERS]
    context = {
        "week": shown,
        "is_current": shown == current,
        "chapters": [(name, lines) for name, lines in chapters if lines],
        "is_cut": len(entries) > MOST,
        "is_first": not Entry.objects.of_space(space).filter(at__lt=first).exists(),
    }
    return render(request, "organizations/week.html", {**about(request.user, space, "week"), **context})
