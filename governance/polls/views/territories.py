"""The pages of territories: finding one, reading one with its map, drawing zones and circles for a space."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.views import about, space_or_404
from governance.polls import actions, finding, maps, permissions
from governance.polls.forms.territories import CircleForm, ZonesForm
from governance.polls.models import Outline, Referent, Territory, ZoneResidence
from governance.throttle import keep_pace
from governance.verdict import ensure

WRITE = ["GET", "HEAD", "POST"]
Kind = Territory.Kind
# What the map and the table of each kind show: the largest parts that say something.
PARTS = {
    Kind.COUNTRY: (Kind.REGION, Kind.OVERSEAS),
    Kind.REGION: (Kind.DEPARTEMENT,),
    Kind.DEPARTEMENT: (Kind.COMMUNE,),
    Kind.OVERSEAS: (Kind.COMMUNE,),
    Kind.EPCI: (Kind.COMMUNE,),
    Kind.COMMUNE: (Kind.ARRONDISSEMENT,),
}


@require_safe
def territories(request):
    """Find a territory by its name or a code; with nothing typed, the widest ones."""
    typed = request.GET.get("q", "").strip()[:100]
    if typed:
        found = finding.find(request.user, typed)
    else:
        widest = Territory.objects.official().current().filter(kind__in=[Kind.REGION, Kind.OVERSEAS])
        found = [finding.Found(one) for one in widest.order_by("name")]
    page = {"typed": typed, "found": found}
    return render(request, "polls/_found.html" if request.htmx else "polls/territories.html", page)


@require_safe
def territory(request, kind, code):
    """One territory: where it stands, its map, its parts in a table."""
    found = _get(request, kind, code)
    parts = _parts(found)
    mapped = [*(parts or _around(found)), found]
    outlines = {one.territory_id: one for one in Outline.objects.filter(territory__in=[one.pk for one in mapped])}
    shown = [(one, outlines[one.pk]) for one in mapped if one.pk in outlines]
    if parts and not found.is_drawn and len(shown) > 1:
        shown = shown[:-1]  # its parts are it
    above = Territory.objects.above(found).exclude(pk=found.pk)
    page = {
        "territory": found,
        "above": sorted(above, key=lambda one: (-one.rank, one.name)),
        "parts": parts,
        "sheet": maps.sheet(shown),
        "outline": outlines.get(found.pk),
        "postal_codes": list(found.postal_codes.all()),
        "successors": list(found.successors.all()) if found.ended else [],
        "may_withdraw": permissions.may_withdraw_zone(request.user, found) if found.is_drawn else None,
        "may_be_found": permissions.may_be_found_in(request.user, found) if found.is_drawn else None,
        "inside": _inside(request.user, found),
    }
    return render(request, "polls/territory.html", page)


@require_safe
def space_territories(request, space_slug):
    """The zones of a space, and who attests where people live on its behalf."""
    space = space_or_404(request.user, space_slug)
    zones = Territory.objects.drawn().filter(space=space).current()
    referents = Referent.objects.current().filter(space=space).select_related("person", "territory", "space")
    page = {
        "zones": list(zones),
        "referents": list(referents.order_by("territory__name", "person__display_name")),
        "may_draw": permissions.may_draw(request.user, space),
        "may_name": permissions.may_name_referent(request.user, space),
        **about(request.user, space),
    }
    return render(request, "polls/space_territories.html", page)


@require_http_methods(WRITE)
@login_required
def zone_create(request, space_slug=None):
    """Draw zones from a file, or a circle; for a space, or for all of them."""
    space = space_or_404(request.user, space_slug) if space_slug else None
    ensure(permissions.may_draw(request.user, space))
    circle = request.GET.get("way") == "circle"
    sent = request.method == "POST"
    if circle:
        form = CircleForm(request.POST if sent else None)
    else:
        form = ZonesForm(request.POST if sent else None, request.FILES if sent else None)

    def act(data):
        keep_pace(request.user, "zone")
        if circle:
            return [actions.draw_circle(space, by=request.user, **data)]
        return actions.draw_zones(space, by=request.user, features=form.features, name=data["name"])

    made = attempt(form, act)
    if made:
        words = ngettext("La zone est dessinée.", "%(n)s zones sont dessinées.", len(made)) % {"n": len(made)}
        messages.success(request, words)
        if len(made) == 1 or space is None:
            return redirect(made[0])
        return redirect("space-territories", space.slug)
    page = {"form": form, "space": space, "circle": circle}
    answer = render(request, "polls/zone_create.html", page, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(answer, getattr(form, "refusal", None))


@require_safe
def zone_outline(request, kind, code):
    """A drawn territory and the communes that it touches, as GeoJSON: each as fine as a map of its own draws it."""
    found = _get(request, kind, code)
    if not found.is_drawn:
        raise Http404
    shapes = Outline.objects.filter(territory__in=[found, *found.communes.all()]).select_related("territory")
    told = {"type": "FeatureCollection", "features": []}
    for outline in sorted(shapes, key=lambda one: one.territory.is_drawn):
        what = "zone" if outline.territory.is_drawn else "commune"
        told["features"] += maps.collection([({"what": what, "name": outline.territory.name}, outline)])["features"]
    return JsonResponse(told, content_type="application/geo+json")


@require_POST
@login_required
def zone_withdraw(request, kind, code):
    found = _get(request, kind, code)
    actions.withdraw_zone(found, by=request.user)
    messages.success(request, _("La zone est retirée : on ne la propose plus."))
    return redirect("space-territories", found.space.slug) if found.space else redirect("territories")


def _get(request, kind, code):
    seen = Territory.objects.visible_to(request.user)
    seen = seen.select_related("space__organization", "space__project__organization")
    return get_object_or_404(seen, kind=kind, code=code)


def _parts(found):
    if found.is_drawn:
        return list(found.communes.order_by("name"))
    kinds = PARTS.get(found.kind, ())
    parts = Territory.objects.current().filter(parents=found, kind__in=kinds)
    return list(parts.order_by("name"))


def _around(found):
    """What lies beside it, in the same intercommunalité: a commune alone on a sheet says nothing of where it is."""
    if not found.is_lived_in:
        return []
    beside = Territory.objects.current().filter(parents__in=found.parents.filter(kind__in=[Kind.EPCI, Kind.COMMUNE]))
    return list(beside.exclude(pk=found.pk).order_by("name"))


def _inside(user, zone):
    """The row that says this person was found inside this zone."""
    if not zone.is_drawn or not user.is_authenticated:
        return None
    return ZoneResidence.objects.filter(zone=zone, residence__person=user, residence__closed_at__isnull=True).first()
