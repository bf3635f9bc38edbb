"""The pages of draws by lot: those of a space, one of them, announcing one, and following it to its names."""

import json
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, live
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions
from governance.assemblies.actions.draws import drawn_from, lots_of
from governance.assemblies.forms.draws import CancelForm, DrawForm, FiguresForm, VolunteerForm
from governance.assemblies.models import Draw
from governance.organizations.views import about, space_or_404
from governance.register.actions import sha256
from governance.register.models import Entry
from governance.rules.sortition import bits_needed
from governance.throttle import paced
from governance.verdict import ensure

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "draw_again.py"
WRITE = ["GET", "HEAD", "POST"]
PAGE = 100
STEPS = {
    "members": ("announced", "sources", "drawn"),
    "tied": ("announced", "sources", "drawn"),
    "seats": ("announced", "sources", "drawn"),
    "volunteers": ("announced", "gathering", "sources", "drawn"),
}
AT = {"gathering": "gathering", "waiting": "sources", "figures": "sources", "drawn": "drawn"}


@require_safe
def draws(request, space_slug):
    """The draws of a space: those under way, then the others, cancelled ones with their reason."""
    space = space_or_404(request.user, space_slug)
    now = clock.now()
    found = list(Draw.objects.filter(space=space).select_related("result", "cancelled_by")[:PAGE])
    open_stages = ("gathering", "waiting", "figures")
    context = {
        "open": [(draw, draw.stage(now)) for draw in found if draw.stage(now) in open_stages],
        "over": [(draw, draw.stage(now)) for draw in found if draw.stage(now) not in open_stages],
        "may_announce": permissions.may_announce_draw(request.user, space),
        **about(request.user, space, "in-association"),
    }
    return render(request, "assemblies/draws.html", context)


@require_http_methods(WRITE)
@login_required
def draw_create(request, space_slug):
    """Announce a draw: among whom is chosen first, by two addresses."""
    space = space_or_404(request.user, space_slug)
    ensure(permissions.may_announce_draw(request.user, space))
    among = request.GET.get("among")
    if among not in ("members", "volunteers"):
        return render(request, "assemblies/draw_among.html", {"space": space})
    form = DrawForm(_sent(request), space=space, among_volunteers=among == "volunteers")
    draw = attempt(
        form, lambda data: paced("draw", actions.announce_draw, space, by=request.user, **form.arguments(data))
    )
    if draw:
        messages.success(request, _("Le tirage est annoncé et scellé au registre."))
        return redirect(draw)
    return _answered(request, "assemblies/draw_create.html", form, {"form": form, "space": space, "among": among})


@require_safe
def draw(request, pk):
    """One draw, as far as it has come: its names first once they are drawn."""
    found = _get(request, pk)
    context = {**_shown(found, request.user), "cursor": live.cursor("draw", found.pk)}
    return render(request, "assemblies/_draw.html" if request.htmx else "assemblies/draw.html", context)


@require_POST
@login_required
def draw_volunteer(request, pk):
    found = _get(request, pk)
    form = VolunteerForm(request.POST, strata=found.strata)
    stratum = form.cleaned_data.get("stratum", "") if form.is_valid() else ""
    paced("volunteer", actions.volunteer, found, by=request.user, stratum=stratum)
    messages.success(request, _("Votre nom est dans la liste."))
    return redirect(found)


@require_POST
@login_required
def draw_withdraw(request, pk):
    found = _get(request, pk)
    paced("volunteer", actions.withdraw_volunteer, found, by=request.user)
    messages.success(request, _("Votre nom n’est plus dans la liste."))
    return redirect(found)


@require_http_methods(WRITE)
@login_required
def draw_source(request, pk, n):
    """Type what a source gave, first or second: each without the figures of the other."""
    found = _get(request, pk)
    if n >= len(found.sources):
        raise Http404
    ensure(permissions.may_type_figures(request.user, found, n))
    form = FiguresForm(_sent(request))
    typed = attempt(
        form, lambda data: paced("figures", actions.type_figures, found, n, by=request.user, figures=data["figures"])
    )
    if typed:
        messages.success(request, _said(typed, n))
        return redirect(found)
    context = {"form": form, "draw": found, "space": found.space, "source": found.sources[n]}
    return _answered(request, "assemblies/draw_source.html", form, context)


@require_http_methods(WRITE)
@login_required
def draw_cancel(request, pk):
    found = _get(request, pk)
    ensure(permissions.may_cancel_draw(request.user, found))
    form = CancelForm(_sent(request))
    if attempt(form, lambda data: paced("draw", actions.cancel_draw, found, by=request.user, **data)):
        messages.success(request, _("Le tirage est annulé, et votre raison publiée."))
        return redirect(found)
    context = {"form": form, "draw": found, "space": found.space, "is_known": clock.now() >= found.known_at}
    return _answered(request, "assemblies/draw_cancel.html", form, context)


@require_safe
def draw_lots(request, pk, part):
    """What `manage.py draw` and the program of the page read: the pool, how many, and the figures."""
    found = _get(request, pk)
    lots = lots_of(found) if found.is_drawn else []
    if part >= len(lots):
        raise Http404
    answer = JsonResponse(lots[part], json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(found, part)}"'
    return answer


@require_safe
def draw_script(request):
    """The program that draws again, to read before one runs it."""
    answer = HttpResponse(SCRIPT.read_text(encoding="utf-8"), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{SCRIPT.name}"'
    return answer


# --- What a page shows -------------------------------------------------------------------------------


def _shown(draw, user) -> dict:
    now = clock.now()
    stage = draw.stage(now)
    volunteers = list(draw.volunteers.select_related("person").order_by("at", "pk")) if not draw.pool else []
    names = set(draw.result.selected) if draw.is_drawn else set()
    earlier = Draw.objects.filter(space=draw.space, folded=draw.folded, cancelled_at__isnull=False).exclude(pk=draw.pk)
    return {
        "draw": draw,
        "space": draw.space,
        "stage": stage,
        "selected": _selected(draw),
        "steps": _steps(draw, stage),
        "sources": [(source, permissions.may_type_figures(user, draw, source.n)) for source in draw.sources],
        "volunteers": volunteers,
        "mine": next((one for one in volunteers if one.person_id == user.pk), None),
        "may_volunteer": permissions.may_volunteer(user, draw),
        "volunteer_form": VolunteerForm(strata=draw.strata),
        "may_cancel": permissions.may_cancel_draw(user, draw),
        "entries": [(entry, entry["name"] in names) for entry in draw.entries],
        "bits": bits_needed(len(draw.entries), draw.take) if draw.take <= len(draw.entries) else 0,
        "earlier": earlier.select_related("cancelled_by").order_by("cancelled_at"),
        "parts": [
            {**part, "file": _file_name(draw, n)} for n, part in enumerate(draw.result.told["parts"])
        ] if draw.is_drawn else [],
        "script": SCRIPT.name,
        "troubles": troubles(draw),
    }  # fmt: skip


def _selected(draw):
    """Each name that was drawn; of a seat, also who held it that day."""
    if not draw.is_drawn:
        return []
    if draw.pool_kind != Draw.Pool.SEATS:
        return [(name, None) for name in draw.result.selected]
    day = draw.space.day(draw.result.drawn_at)
    held = draw.body.mandates.in_force(day).filter(seat__isnull=False).select_related("person")
    holders = {mandate.seat: mandate.person for mandate in held}
    seats = {entry["name"]: entry["seat"] for entry in draw.entries}
    return [(name, holders.get(seats[name])) for name in draw.result.selected]


def _steps(draw, stage):
    """Each step by its key, and whether it is over, the present one, or to come."""
    keys = STEPS[draw.pool_kind]
    if stage in ("cancelled", "void"):
        return [("announced", "done"), (stage, "now")]
    now = keys.index(AT[stage])
    return [(key, "done" if n < now or stage == "drawn" else "now" if n == now else "") for n, key in enumerate(keys)]


def troubles(draw) -> list[str]:
    """What does not hold any more, a sentence each: against the register, and by drawing again."""
    found = []
    told = _entry(draw, "draw.announced")
    if told is None:
        found.append(_("Le registre ne dit pas que ce tirage a été annoncé, ou cette écriture a été effacée."))
    elif not sha256(draw.announcement) == draw.sha256 == told["sha256"]:
        found.append(_("L’annonce n’est plus celle que le registre a scellée."))
    if draw.closes_at and draw.sealed_at:
        closed = _entry(draw, "draw.void" if draw.voided_at else "draw.sealed")
        if closed is None or not sha256(draw.pool) == draw.pool_sha256 == closed["sha256"]:
            found.append(_("La liste n’est plus celle que le registre a scellée."))
    if draw.is_drawn:
        drawn = _entry(draw, "draw.drawn")
        if drawn is None or sha256(draw.result.content) != drawn["sha256"]:
            found.append(_("Le résultat n’est plus celui que le registre a gardé."))
        elif drawn_from(lots_of(draw)) != draw.result.told:
            found.append(_("Tiré de nouveau, le sort donne d’autres noms que ceux qui sont affichés."))
    return found


def _entry(draw, act):
    for entry in _entries(draw):
        if entry.act == act:
            return json.loads(entry.payload.canonical) if entry.payload.canonical else None
    return None


def _entries(draw):
    """The acts that seal something of a draw, read once."""
    if not hasattr(draw, "sealing"):
        acts = ("draw.announced", "draw.sealed", "draw.void", "draw.drawn")
        draw.sealing = list(Entry.objects.about(draw).filter(act__in=acts).select_related("payload"))
    return draw.sealing


def _said(draw, n):
    source = draw.sources[n]
    if draw.is_drawn:
        return _("Les deux saisies s’accordent : le tirage est fait.")
    if source.figures is not None:
        return _("Les deux saisies s’accordent : cette source est confirmée.")
    if source.first:
        return _("Ces nombres sont enregistrés. Une autre personne les saisit à son tour.")
    return _("Les deux saisies diffèrent : elles restent affichées, et la saisie recommence.")


def _file_name(draw, part):
    return f"tirage-{draw.pk}-{part + 1}.json" if draw.strata else f"tirage-{draw.pk}.json"


def _get(request, pk):
    people = (
        "space__organization__space", "space__project__organization__space", "body__organization__space", "result",
        "announced_by", "cancelled_by",
    )  # fmt: skip
    found = Draw.objects.visible_to(request.user).select_related(*people).prefetch_related("readings__person")
    return get_object_or_404(found, pk=pk)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _answered(request, template, form, context):
    page = render(request, template, context, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(page, getattr(form, "refusal", None))
