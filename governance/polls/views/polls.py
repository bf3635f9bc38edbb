"""The pages of citizen polls: read and answer one, its result and its file, write one, those of a space."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, live, prose
from governance.organizations.permissions import may_facilitate
from governance.organizations.views import about, space_or_404
from governance.polls import actions
from governance.polls.arguing import Arguments
from governance.polls.climbing import Ladder, fits
from governance.polls.forms.polls import WAYS, CancelForm, PollForm, ways
from governance.polls.models import Answer, CitizenPoll, Mark, Territory
from governance.polls.models.residence import Level
from governance.polls.permissions import (
    may_answer_poll,
    may_be_found_in,
    may_cancel_poll,
    may_change_poll,
    may_make_poll,
    may_open_poll,
    residence_of,
)
from governance.polls.result_map import ResultMap
from governance.polls.results import asked_in
from governance.polls.sheets import Sheet
from governance.polls.showing import Results
from governance.polls.zone_polls import is_found_in, offered_to
from governance.rules.territories import read_code
from governance.throttle import paced
from governance.verdict import Refused, ensure
from governance.voting import processes
from governance.voting.making import default_closing, written

FOUND = 20  # territories that a search shows
LISTED = 50  # polls on one page
PARTS = {"head": "_poll_head", "mine": "_poll_mine", "result": "_poll_stands"}


class PollDossier:
    """What the page of a poll shows to one person; nothing of it is read before a template asks."""

    def __init__(self, poll, user, now, sheet=None):
        self.poll, self.user, self.now, self._sheet = poll, user, now, sheet

    @cached_property
    def stage(self) -> str:
        return self.poll.stage(self.now)

    @cached_property
    def asked(self):
        return asked_in(self.poll)

    @property
    def headline(self) -> str:
        """The question, or what the poll is about where it asks several."""
        return self.asked[0][0].vote.title if len(self.asked) == 1 else self.poll.title

    @cached_property
    def sheet(self) -> Sheet:
        """What I answer, to every question."""
        return self._sheet or Sheet(self.poll, self.asked, content=self.answer.content if self.answer else None)

    @cached_property
    def answer(self) -> Answer | None:
        return Answer.objects.visible_to(self.user).filter(poll=self.poll).first()

    @cached_property
    def may_answer(self):
        return may_answer_poll(self.user, self.poll, self.now)

    @cached_property
    def residence(self):
        return residence_of(self.user)

    @property
    def needs_residence(self) -> bool:
        """Whether saying where one lives is the way to a yes."""
        return self.user.is_authenticated and (
            self.residence is None
            or self.residence.has_expired(self.poll.space.day(self.now))
            or self.residence.level_for(self.poll.space) < self.poll.min_level
        )

    @cached_property
    def zone(self):
        """The drawn zone that it asks, if it asks one."""
        return next((one for one in self.territories if one.is_drawn), None)

    @property
    def has_to_be_found(self) -> bool:
        """Whether showing a point where one lives is the way to a yes."""
        if self.zone is None or self.residence is None or self.residence.has_expired(self.poll.space.day(self.now)):
            return False
        return bool(may_be_found_in(self.user, self.zone)) and not is_found_in(self.residence, self.zone)

    @cached_property
    def others(self):
        """The open polls of where this person lives, when this one asks other people."""
        if self.residence is None:
            return []
        found = near(self.user, self.residence.commune_id, self.now)
        return [poll for poll in found if poll.pk != self.poll.pk][:5]

    @cached_property
    def territories(self):
        return list(self.poll.territories.all())

    @property
    def level(self):
        return Level(self.poll.min_level).label

    @cached_property
    def is_marked(self) -> bool:
        """Whether I was given a code on paper."""
        return self.user.is_authenticated and Mark.objects.filter(poll=self.poll, person=self.user).exists()

    @cached_property
    def counters(self) -> list[int]:
        """Ids of those who keep its desk."""
        return list(self.poll.counters.current().values_list("person", flat=True))

    @property
    def may_see_desk(self) -> bool:
        return self.user.is_authenticated and (
            self.user.pk in self.counters or bool(may_facilitate(self.user, self.poll.space))
        )

    @property
    def may_open(self):
        return may_open_poll(self.user, self.poll)

    @property
    def may_cancel(self):
        return may_cancel_poll(self.user, self.poll, self.now)


def near(user, commune_id, now):
    """The open polls that ask the people of a commune, those that close first first."""
    found = CitizenPoll.objects.visible_to(user).open_at(now).asking(commune_id)
    return found.select_related("space__organization", "space__project").order_by("closes_at", "pk")


def near_home(user, now) -> dict:
    """What the home of somebody shows of polls: those of their commune, and whether they said where they live."""
    residence = residence_of(user)
    if residence is None:
        return {"residence": None, "polls_near": []}
    polls = list(near(user, residence.commune_id, now)[:5])
    answered = set(Answer.objects.visible_to(user).filter(poll__in=polls).values_list("poll_id", flat=True))
    for poll in polls:
        poll.is_answered = poll.pk in answered
    return {"residence": residence, "polls_near": polls}


def open_in(space, user, now):
    """The open polls of a space, those that close first first."""
    return CitizenPoll.objects.visible_to(user).open_at(now).filter(space=space).order_by("closes_at", "pk")[:5]


def get_poll(request, pk) -> CitizenPoll:
    """The poll of that number, if this person may see it; otherwise it is as if it did not exist."""
    return get_object_or_404(_seen(request.user), pk=pk)


def _seen(user):
    return CitizenPoll.objects.visible_to(user).select_related(
        "space__organization", "space__project__organization__space", "made_by", "publication"
    )


def get_opened(user, pk) -> CitizenPoll:
    """The poll of that number once it is open, and for whoever may see it: files and cards tell nothing before."""
    return get_object_or_404(_seen(user).filter(opened_at__isnull=False), pk=pk)


def map_of(shown, request) -> ResultMap:
    """The map that an address asks for."""
    return ResultMap(shown, request.GET.get("option", ""), request.GET.get("by", ""))


def page(request, found, template="polls/poll.html", status=200, sheet=None, **context):
    d = PollDossier(found, request.user, clock.now(), sheet)
    shown = Results(found, request.GET)
    context = {"d": d, "poll": found, "space": found.space, "shown": shown, **context}
    context |= {"map": map_of(shown, request)}
    context.setdefault("cursor", live.cursor("citizenpoll", found.pk))
    context |= {"arguments": Arguments(found, request.user, d.now), "documents": list(found.documents.all())}
    context |= {"ladder": Ladder(found, d.now), "may_climb": d.stage == "prepared" and fits(found)}
    context["card"] = request.build_absolute_uri(reverse("citizen-poll-embed", args=[found.pk]))
    return render(request, template, context, status=status)


@require_safe
@never_cache
def poll(request, pk):
    """The question and the ballot first; what is published of the answers below them."""
    cursor = live.cursor("citizenpoll", pk)  # before what it dates
    part = PARTS.get(request.GET.get("part")) if request.htmx else None
    template = f"polls/{part}.html" if part else "polls/poll.html"
    return page(request, get_poll(request, pk), template, cursor=cursor)


@never_cache
@require_POST
@sensitive_post_parameters()
def answer(request, pk):
    """Answer, or change one’s answer."""
    found = get_poll(request, pk)
    ensure(may_answer_poll(request.user, found, clock.now()))
    sheet = Sheet(found, asked_in(found), request.POST)
    if not sheet.is_valid():
        return page(request, found, sheet=sheet, status=422)
    said = {"ballots": sheet.ballots, "old_enough": sheet.old_enough}
    paced("ballot", actions.answer_poll, found, by=request.user, **said)
    messages.success(request, _("Votre réponse est gardée. Vous pouvez la changer jusqu’à la clôture."))
    return redirect("citizen-poll", found.pk)


@require_safe
def results_file(request, pk):
    """What is published, as a file; the same cells as the page, and not one more."""
    found = get_opened(request.user, pk)
    told = HttpResponse(content_type="text/csv; charset=utf-8")
    told["Content-Disposition"] = f'attachment; filename="sondage-{found.pk}.csv"'
    told.write("\ufeff")  # spreadsheets read accents by it
    rows = csv.writer(told, delimiter=";")
    for line in Results(found).file():
        rows.writerow([_plain(value) for value in line])
    return told


def _plain(value):
    """No cell that a spreadsheet would compute."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


# --- Writing one -------------------------------------------------------------------------------------


@require_safe
def polls(request, space_slug):
    """The polls of a space: those that are open, those that are prepared, those that are over."""
    space, now = space_or_404(request.user, space_slug), clock.now()
    found = list(CitizenPoll.objects.visible_to(request.user).filter(space=space)[:LISTED])
    stages = [(one, one.stage(now)) for one in found]
    shelves = {
        "open": [one for one, stage in stages if stage in ("open", "announced")],
        "prepared": [one for one, stage in stages if stage == "prepared"],
        "over": [one for one, stage in stages if stage in ("counting", "counted", "cancelled")],
    }
    context = {**about(request.user, space, "polls"), **shelves, "may_make": may_make_poll(request.user, space)}
    return render(request, "polls/polls.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def poll_create(request, space_slug):
    """Whom to ask, and in which way; then the question."""
    space = space_or_404(request.user, space_slug)
    ensure(may_make_poll(request.user, space))
    chosen = _chosen(request, space)
    template = processes.BY_KEY.get(request.GET.get("way", "")) if request.GET.get("way") in WAYS else None
    if not chosen or template is None:
        typed = request.GET.get("q", "")
        context = {"chosen": chosen, "typed": typed, "ways": ways(), "query": _query(chosen)}
        context["zones"] = list(offered_to(space).drawn().order_by("name")[:LISTED]) if not chosen else []
        context["found"] = [one for one in _found(request.user, typed) if one not in chosen] if typed else []
        return render(request, "polls/poll_whom.html", {**about(request.user, space, "polls"), **context})
    initial = {"closes_at": default_closing(21)}
    form = _form(request, space, template, initial)

    def act(**asked):
        return actions.prepare_poll(space, by=request.user, territories=chosen, **asked)

    context = {**about(request.user, space, "polls"), "chosen": chosen, "template": template}
    return _made(request, form, act, context | {"title": _("Écrire un sondage")})


@require_http_methods(["GET", "HEAD", "POST"])
def poll_change(request, pk):
    """Change anything of a poll that is not open, but for its method and whom it asks."""
    found = get_poll(request, pk)
    ensure(may_change_poll(request.user, found))
    row, _question = asked_in(found)[0]
    vote, space = row.vote, found.space
    initial = {
        "title": found.title,
        "body": found.body,
        "question": vote.title,
        "min_level": found.min_level,
        "min_age": found.min_age or None,
    }
    initial |= {"opens_at": found.opens_at, "closes_at": found.closes_at}
    form = _form(request, space, processes.of_vote(vote), initial)
    form.initial["options"] = written(vote.options.all(), form.zone)
    chosen = list(found.territories.all())

    def act(**asked):
        return actions.change_poll(found, by=request.user, territories=chosen, **asked)

    context = {**about(request.user, space, "polls"), "poll": found, "chosen": chosen, "template": form.template}
    return _made(request, form, act, context | {"title": _("Changer le sondage")})


def _form(request, space, template, initial):
    data = request.POST if request.method == "POST" else None
    return PollForm(data, template=template, zone=space.governed_by.time_zone, initial=initial)


def _made(request, form, act, context):
    """The form of a poll; when it holds, `act` on all of it. « preview » shows the text first."""
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        status = 200
        if "preview" not in request.POST:
            try:
                made = act(**form.prepared)
            except Refused as refused:
                form.add_error(None, refused.verdict.why)
                status = 403
            else:
                messages.success(request, _("Le sondage est prêt : relisez-le comme on le lira, puis ouvrez-le."))
                return redirect("citizen-poll", made.pk)
    if "preview" in request.POST:
        context["preview"] = prose.render(request.POST.get("body", "")[:50_000])
    return render(request, "polls/poll_form.html", context | {"form": form}, status=status)


def _chosen(request, space) -> list[Territory]:
    """The territories chosen so far, by their ids in the address; what is none is left out."""
    ids = [int(one) for one in request.GET.getlist("t") if one.isascii() and one.isdigit() and len(one) < 12]
    return list(offered_to(space).filter(pk__in=ids[:60]))


def _query(chosen) -> str:
    return "".join(f"&t={one.pk}" for one in chosen)


def _found(user, typed):
    """Official territories by name, INSEE code or postal code, each widest kind told beside its name."""
    seen = Territory.objects.official().current()
    codes = [one.code for one in read_code(typed)]
    if codes:
        return list((seen.filter(code__in=codes) | seen.filter(postal_codes__code__in=codes)).distinct()[:FOUND])
    return list(seen.named_like(typed)[:FOUND])


@require_POST
def poll_open(request, pk):
    found = get_poll(request, pk)
    actions.open_poll(found, by=request.user)
    messages.success(request, _("Le sondage est ouvert : celles et ceux qui vivent ici peuvent répondre."))
    return redirect("citizen-poll", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def poll_cancel(request, pk):
    """Say why, then end it: its answers are deleted at once."""
    found = get_poll(request, pk)
    ensure(may_cancel_poll(request.user, found, clock.now()))
    form = CancelForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.cancel_poll(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Le sondage est annulé, et ses réponses sont effacées."))
        return redirect("citizen-poll", found.pk)
    context = {"poll": found, "space": found.space, "form": form}
    return render(request, "polls/poll_cancel.html", context, status=422 if form.is_bound else 200)
