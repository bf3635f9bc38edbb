"""The calendar of a person and of a space: a page per month, and a feed for whatever calendar somebody keeps."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from governance import clock, dates, ical
from governance.accounts import calendar_key
from governance.accounts.actions import renew_calendar_key
from governance.organizations.views import about, space_or_404
from governance.throttle import paced

BEFORE, AFTER = timedelta(days=92), timedelta(days=400)  # what a feed holds, around now
FRESH = 900  # seconds a calendar program may keep a feed
FARTHEST = 10  # years from now that a page shows


@dataclass(frozen=True)
class Month:
    """A month of the Gregorian calendar."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.replace(day=1))

    @classmethod
    def named(cls, name: str) -> "Month":
        """`"2031-03"` -> that month. Raises ValueError on anything else."""
        if len(name) != 7 or not name.isascii():
            raise ValueError(name)
        return cls(datetime.strptime(f"{name}-01", "%Y-%m-%d").date())

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        return Month.of(self.first + timedelta(days=31))

    @property
    def weeks(self) -> list[list[date]]:
        """Whole weeks from a Monday to a Sunday (ISO 8601), with the days of the months around."""
        monday = self.first - timedelta(days=self.first.weekday())
        weeks = []
        while monday < self.after.first:
            weeks.append([monday + timedelta(days=n) for n in range(7)])
            monday += timedelta(days=7)
        return weeks


@dataclass(frozen=True)
class Day:
    """One square of the page."""

    day: date
    is_today: bool
    is_of_the_month: bool
    happenings: list


class MonthPage:
    """A month as one person reads it; days are those of `zone`."""

    def __init__(self, scope, month: Month, zone: ZoneInfo, now: datetime):
        self.scope, self.month, self.zone, self.now = scope, month, zone, now

    @cached_property
    def happenings(self) -> list[dates.Happening]:
        first, last = self.month.weeks[0][0], self.month.weeks[-1][-1] + timedelta(days=1)
        first, last = (datetime.combine(day, time(), self.zone) for day in (first, last))
        return dates.between(self.scope, first, last, self.now)

    @cached_property
    def weeks(self) -> list[list[Day]]:
        today, by_day = self.now.astimezone(self.zone).date(), {}
        for one in self.happenings:
            by_day.setdefault(one.day(self.zone), []).append(one)
        return [
            [Day(day, day == today, Month.of(day) == self.month, by_day.get(day, [])) for day in week]
            for week in self.month.weeks
        ]

    @property
    def is_empty(self) -> bool:
        return not any(day.happenings for week in self.weeks for day in week if day.is_of_the_month)


def _month(name, zone, now) -> Month:
    today = now.astimezone(zone).date()
    if not name:
        return Month.of(today)
    try:
        month = Month.named(name)
    except ValueError:
        raise Http404 from None
    if abs(month.first.year - today.year) > FARTHEST:
        raise Http404
    return month


@require_safe
@login_required
@never_cache
def my_calendar(request, name=""):
    """What happens to me in a month, in every space of mine."""
    now, zone = clock.now(), request.user.zone
    page = MonthPage(dates.mine(request.user), _month(name, zone, now), zone, now)
    key = calendar_key.of(request.user)
    feed = request.build_absolute_uri(reverse("my-calendar-feed", args=[key]))
    return render(request, "calendar/mine.html", {"page": page, "month": page.month, "feed": feed})


@require_POST
@login_required
def my_calendar_renew(request):
    """Another address for my feed: the one before answers no more."""
    paced("profile", renew_calendar_key, request.user, by=request.user)
    messages.success(request, _("Votre calendrier a une nouvelle adresse ; l’ancienne ne répond plus à personne."))
    return redirect("my-calendar")


@require_safe
def my_calendar_feed(request, key):
    """The calendar of whoever holds its secret address, in the language and zone of that person."""
    person = calendar_key.owner(key)
    if person is None:
        raise Http404
    with translation.override(person.language):
        name = _("Palabre, ce qui m’attend")
        return _feed(dates.mine(person), person.zone, name, "private")


@require_safe
def space_calendar(request, space_slug, name=""):
    """What happens in a space in a month, as far as this person may read it."""
    space = space_or_404(request.user, space_slug)
    now, zone = clock.now(), ZoneInfo(space.governed_by.time_zone)
    page = MonthPage(dates.of_space(request.user, space), _month(name, zone, now), zone, now)
    feed = request.build_absolute_uri(reverse("space-calendar-feed", args=[space.slug]))
    context = {"page": page, "month": page.month, "feed": feed, **about(request.user, space, "calendar")}
    return render(request, "calendar/space.html", context)


@require_safe
def space_calendar_feed(request, space_slug):
    """What everybody may read of the dates of a space, whoever asks: this address is given to others."""
    everybody = AnonymousUser()
    space = space_or_404(everybody, space_slug)
    with translation.override(settings.LANGUAGE_CODE if request.GET.get("lang") != "en" else "en"):
        zone = ZoneInfo(space.governed_by.time_zone)
        return _feed(dates.of_space(everybody, space), zone, str(space), "public")


def _feed(scope, zone, name, kept_by):
    now = clock.now()
    found = dates.between(scope, now - BEFORE, now + AFTER, now)
    file = ical.written([one.told for one in found], origin=settings.ORIGIN, zone=zone, name=name)
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="palabre.ics"'
    answer["Cache-Control"] = f"{kept_by}, max-age={FRESH}"
    answer["X-Robots-Tag"] = "noindex"
    return answer
