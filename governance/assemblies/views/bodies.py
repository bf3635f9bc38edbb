"""The pages of the bodies of an association: all of them, one of them, and recording who sits there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions
from governance.assemblies.forms.bodies import CoOptForm, CycleForm, DecisionForm, SeatForm
from governance.assemblies.forms.draws import RenewalForm
from governance.assemblies.models import Body, Mandate
from governance.assemblies.seating import Seating, bodies_of, open_places, seatings
from governance.organizations.views import about, space_or_404
from governance.rules import mandates as law
from governance.throttle import paced
from governance.verdict import ensure

WRITE = ["GET", "HEAD", "POST"]


@require_safe
def bodies(request, space_slug):
    """The bodies of an association, with who sits where today and what is vacant."""
    space = _association(request, space_slug)
    context = {
        "seatings": seatings(space.organization, space.day(clock.now())),
        **about(request.user, space, "in-association"),
    }
    return render(request, "assemblies/bodies.html", context)


@require_safe
def body(request, space_slug, key):
    """One body: its seats, its vacancies, its renewals, and who sat there before."""
    seating = _seating(request, space_slug, key)
    body, user = seating.body, request.user
    context = {
        "seating": seating,
        "body": body,
        "may_seat": permissions.may_seat(user, body),
        "may_co_opt": permissions.may_co_opt(user, body) if body.key == Body.Key.BOARD else None,
        "may_set_cycle": permissions.may_set_cycle(user, body) if body.key == Body.Key.BOARD else None,
        "open": open_places(seating),
        "draws": body.draws.select_related("result"),
        "mine": [mandate for mandate in seating.mandates if mandate.person_id == user.pk],
        "turns": range(1, law.TURNS + 1),
        **about(user, body.space, "in-association"),
    }
    return render(request, "assemblies/body.html", context)


@require_http_methods(WRITE)
@login_required
def seat(request, space_slug, key):
    """Give a place to somebody, on the decision that did."""
    seating = _seating(request, space_slug, key)
    ensure(permissions.may_seat(request.user, seating.body))
    form = _place_form(request, SeatForm, seating, open_places(seating))
    return _recorded(request, seating, form, "assemblies/seat.html", actions.seat, _("Le mandat est enregistré."))


@require_http_methods(WRITE)
@login_required
def co_opt(request, space_slug, key):
    """Fill a vacant seat of the board until the next assembly."""
    seating = _seating(request, space_slug, key)
    ensure(permissions.may_co_opt(request.user, seating.body))
    form = _place_form(request, CoOptForm, seating, [place for place in seating.places if place.mandate is None])
    said = _("La cooptation est enregistrée : elle dure jusqu’à la prochaine assemblée générale.")
    return _recorded(request, seating, form, "assemblies/co_opt.html", actions.co_opt, said)


@require_http_methods(WRITE)
@login_required
def cycle(request, space_slug, key):
    seating = _seating(request, space_slug, key)
    body = seating.body
    ensure(permissions.may_set_cycle(request.user, body))
    form = CycleForm(_sent(request), initial={"start": body.cycle_start})
    if attempt(form, lambda data: paced("mandate", actions.set_cycle, body, by=request.user, **data)):
        messages.success(request, _("Le point de départ du cycle est enregistré."))
        return redirect(body)
    return _page(request, seating, form, "assemblies/cycle.html")


@require_http_methods(WRITE)
@login_required
def renewal(request, space_slug, key):
    """Announce the draw of the third to be renewed."""
    seating = _seating(request, space_slug, key)
    body = seating.body
    if seating.renewal is None:
        raise Http404
    ensure(permissions.may_announce_renewal(request.user, body))
    form = RenewalForm(_sent(request))
    draw = attempt(
        form, lambda data: paced("draw", actions.announce_renewal, body, by=request.user, sources=data["sources"])
    )
    if draw:
        messages.success(request, _("Le tirage est annoncé et scellé au registre."))
        return redirect(draw)
    return _page(request, seating, form, "assemblies/renewal.html")


@require_http_methods(WRITE)
@login_required
def mandate_end(request, pk):
    """Take a seat or a post back, on the decision that did."""
    mandate = _mandate(request, pk)
    ensure(permissions.may_end_mandate(request.user, mandate))
    form = DecisionForm(_sent(request))
    if attempt(form, lambda data: paced("mandate", actions.end_mandate, mandate, by=request.user, **data)):
        messages.success(request, _("La fin de ce mandat est enregistrée."))
        return redirect(mandate.body)
    return _of_a_mandate(request, mandate, form, "assemblies/mandate_end.html")


@require_http_methods(WRITE)
@login_required
def mandate_resign(request, pk):
    """Leave one’s own seat or post, after a page that says what it means."""
    mandate = _mandate(request, pk)
    ensure(permissions.may_resign(request.user, mandate))
    if request.method == "POST":
        paced("mandate", actions.resign_mandate, mandate, by=request.user)
        messages.success(request, _("Votre démission est enregistrée."))
        return redirect(mandate.body)
    return _of_a_mandate(request, mandate, None, "assemblies/resign.html")


def _association(request, slug):
    space = space_or_404(request.user, slug)
    if space.organization is None:
        raise Http404
    space.organization.space = space
    return space


def _seating(request, slug, key):
    space = _association(request, slug)
    body = next((one for one in bodies_of(space.organization) if one.key == key), None)
    if body is None:
        raise Http404
    return Seating(body, space.day(clock.now()))


def _mandate(request, pk):
    found = Mandate.objects.visible_to(request.user).select_related("person", "body__organization__space")
    return get_object_or_404(found, pk=pk)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _place_form(request, kind, seating, places):
    return kind(_sent(request), body=seating.body, places=places, initial={"place": request.GET.get("place", "")})


def _recorded(request, seating, form, template, act, said):
    body = seating.body
    if attempt(form, lambda data: paced("mandate", act, body, by=request.user, **form.arguments(dict(data)))):
        messages.success(request, said)
        return redirect(body)
    return _page(request, seating, form, template)


def _page(request, seating, form, template):
    context = {"form": form, "seating": seating, "body": seating.body, "space": seating.body.space}
    return _answered(request, template, form, context)


def _of_a_mandate(request, mandate, form, template):
    context = {"form": form, "mandate": mandate, "body": mandate.body, "space": mandate.body.space}
    return _answered(request, template, form, context)


def _answered(request, template, form, context):
    status = refusal_status(form) if form is not None and form.is_bound else 200
    return with_wait(render(request, template, context, status=status), getattr(form, "refusal", None))
