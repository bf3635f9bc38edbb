"""The pages of the directory: its list with its map, its files, the listing of a space, what a space imports."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.views import about, space_or_404
from governance.polls import actions, permissions
from governance.polls.directory import PUBLIC, SORTS, Directory, geojson, ground, json_ld
from governance.polls.forms.directory import ImportForm, ListingForm, filled
from governance.polls.models import ImportBatch, Listing
from governance.throttle import keep_pace
from governance.verdict import Refused, ensure

WRITE = ["GET", "HEAD", "POST"]
MOST_LISTED = 100  # elements shown before an import


@require_safe
def directory(request):
    """The organizations and projects that are listed, and a map of them."""
    found = Directory(request.user, request.GET)
    template = "polls/_directory_list.html" if request.htmx else "polls/directory.html"
    return render(request, template, {"found": found, "sorts": SORTS.items()})


@require_safe
def directory_geojson(request):
    """What everybody reads of the directory, as GeoJSON, by the same words of the address."""
    found = Directory(PUBLIC, request.GET)
    return open_file(geojson(found.listings, request.build_absolute_uri), "application/geo+json", "annuaire.geojson")


@require_safe
def directory_json_ld(request):
    """What everybody reads of the directory, as JSON-LD, by the same words of the address."""
    found = Directory(PUBLIC, request.GET)
    return open_file(json_ld(found.listings, request.build_absolute_uri), "application/ld+json", "annuaire.jsonld")


@require_safe
def directory_ground(request):
    """The outlines under the map of the directory."""
    found = Directory(PUBLIC, request.GET)
    wide = [found.territory] if found.territory else []
    return open_file(ground(found.listings, wide), "application/geo+json", "contours.geojson")


def open_file(told, kind, name):
    """A file that pages of others may read too: nothing of a session is in it."""
    answer = JsonResponse(told, content_type=kind)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


# --- The listing of a space --------------------------------------------------------------------------


@require_http_methods(WRITE)
@login_required
def listing(request, space_slug):
    """Write what the directory says of an organization or a project."""
    space = space_or_404(request.user, space_slug)
    ensure(permissions.may_list(request.user, space))
    written = Listing.objects.filter(space=space).select_related("commune").prefetch_related("tags").first()
    sent = request.POST if request.method == "POST" else None
    form = ListingForm(sent, user=request.user, initial=filled(space, written))

    def act(_data):
        keep_pace(request.user, "facilitation")
        return actions.set_listing(space, by=request.user, **form.listed)

    if attempt(form, act):
        messages.success(request, _("La fiche est dans l’annuaire."))
        return redirect("space-listing", space.slug)
    page = {"form": form, "listing": written, **about(request.user, space)}
    answer = render(request, "polls/listing.html", page, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(answer, getattr(form, "refusal", None))


@require_POST
@login_required
def listing_take_off(request, space_slug):
    space = space_or_404(request.user, space_slug)
    actions.take_off_listing(space, by=request.user)
    messages.success(request, _("La fiche n’est plus dans l’annuaire."))
    return redirect("space-listing", space.slug)


# --- Imports -----------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@login_required
def listings_import(request, space_slug):
    """Bring in what another directory publishes: what it would do is listed first."""
    space = space_or_404(request.user, space_slug)
    ensure(permissions.may_import(request.user, space))
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    planned, status = None, 200
    if form.is_bound and form.is_valid():
        keep_pace(request.user, "zone")
        if "apply" in request.POST:
            return _imported(request, space, form)
        planned = _plan(space, form)
    elif form.is_bound:
        status = 422
    page = {
        "form": form,
        "planned": planned,
        "batches": _batches(space),
        **about(request.user, space),
    }
    return render(request, "polls/listings_import.html", page, status=status)


def _imported(request, space, form):
    reading = form.reading
    sent = {"elements": reading.elements, "left_out": reading.left_out, **form.source}
    batch = actions.import_listings(space, by=request.user, **sent)
    if batch is None:
        messages.info(request, _("Rien n’a changé : toutes ces fiches sont déjà ici."))
    else:
        told = {"added": batch.added, "changed": batch.changed, "same": batch.same}
        words = _("Import fait : fiches ajoutées, %(added)s ; changées, %(changed)s ; inchangées, %(same)s.")
        messages.success(request, words % told)
    return redirect("listings-import", space.slug)


def _plan(space, form):
    """What an import would do, without doing it."""
    told, numbers = actions.planned(space, form.cleaned_data["name"], form.reading.elements)
    news = [(one, way) for one, way in told if way != "same"]
    return {"numbers": numbers, "news": news[:MOST_LISTED], "more": max(len(news) - MOST_LISTED, 0)}


def _batches(space):
    found = ImportBatch.objects.filter(source__space=space).select_related("source", "made_by").order_by("-pk")[:50]
    latest, told = set(), []
    for one in found:
        told.append((one, one.undone_at is None and one.source_id not in latest))
        if one.undone_at is None:
            latest.add(one.source_id)
    return told


@require_POST
@login_required
def import_undo(request, space_slug, pk):
    space = space_or_404(request.user, space_slug)
    batch = get_object_or_404(ImportBatch.objects.select_related("source__space"), pk=pk, source__space=space)
    try:
        actions.undo_import(batch, by=request.user)
    except Refused as refused:
        if not permissions.may_import(request.user, space):
            raise
        messages.error(request, refused.verdict.why)
    else:
        messages.success(request, _("L’import est défait."))
    return redirect("listings-import", space.slug)


def as_json(told) -> HttpResponse:
    """A JSON text that people read too."""
    return HttpResponse(json.dumps(told, ensure_ascii=False, indent=2), content_type="application/json")
