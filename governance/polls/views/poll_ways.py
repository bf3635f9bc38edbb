"""The ways to a poll and out of it: its map as a file, the row of a commune, a poster, a card in pages of others."""

from django.contrib.auth.models import AnonymousUser
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from governance import clock
from governance.polls import finding
from governance.polls.showing import Results
from governance.polls.views.polls import PollDossier, get_opened, get_poll, map_of
from governance.rules.territories import fold
from governance.voting.qr import qr

# What a page of another site may frame; every other page of the house refuses it.
FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


@require_safe
def results_map(request, pk):
    """The map of the page as GeoJSON: the same territories, asked by the same words of the address."""
    found = get_opened(request.user, pk)
    told = map_of(Results(found, request.GET), request).geojson()
    answer = JsonResponse(told, content_type="application/geo+json")
    answer["Content-Disposition"] = f'inline; filename="sondage-{found.pk}.geojson"'
    return answer


@require_safe
def place_find(request, pk):
    """Lead to the row of a commune by its name or a code; names alone while one types."""
    found, typed = get_opened(request.user, pk), request.GET.get("q", "").strip()[:100]
    among = found.places.values("territory_id")
    places = [one.territory for one in finding.find(request.user, typed, lived_in=True, among=among)] if typed else []
    if request.htmx:
        return render(request, "polls/_place_names.html", {"places": places})
    shown = Results(found, request.GET)
    same = [one for one in places if fold(one.name) == fold(typed)]
    for only in (places, same):
        if len(only) == 1:
            return redirect(found.get_absolute_url() + _row_address(shown, only[0]))
    leads = [(one, _row_address(shown, one)) for one in places]
    context = {"poll": found, "space": found.space, "leads": leads, "typed": typed}
    return render(request, "polls/poll_place.html", context)


def _row_address(shown, place) -> str:
    around = shown.around(place.pk) if shown.is_long else None
    return shown.address(**({"in": around.key} if around else {})) + f"#at-{place.kind}-{place.code}"


# --- Elsewhere: on paper, and in the pages of others -------------------------------------------------


@require_safe
def short(request, pk):
    """The address that one types from a poster."""
    return redirect(get_poll(request, pk))


@require_safe
def poster(request, pk):
    """A page to print and to put up: the question, who may answer, until when, and the way there."""
    found = get_poll(request, pk)
    if found.is_cancelled:
        return redirect(found)
    address = request.build_absolute_uri(reverse("citizen-poll-short", args=[found.pk]))
    d = PollDossier(found, request.user, clock.now())
    context = {"poll": found, "space": found.space, "d": d, "qr": qr(address)}
    return render(request, "polls/poster.html", context | {"address": address.partition("://")[2]})


@require_safe
@xframe_options_exempt
def embed(request, pk):
    """The card that pages of others frame. It is what a visitor reads, whoever asks: a session changes nothing of it.

    It has no form and asks for no token: nothing on it can be done by a click that somebody else prepared.
    """
    found = get_opened(AnonymousUser(), pk)
    d = PollDossier(found, AnonymousUser(), clock.now())
    shown = Results(found, request.GET)
    context = {"poll": found, "space": found.space, "d": d, "shown": shown}
    context["map"] = map_of(shown, request)
    answer = render(request, "polls/embed.html", context)
    answer["Content-Security-Policy"] = FRAMED
    return answer
