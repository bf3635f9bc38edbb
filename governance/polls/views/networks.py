"""The pages of network maps: the map itself, the card that pages of others frame, its settings, its files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.views import about, space_or_404
from governance.polls import actions, permissions
from governance.polls.directory import PUBLIC, SORTS, Directory, geojson, ground, json_ld
from governance.polls.forms.directory import NetworkMapForm
from governance.polls.models import NetworkMap
from governance.polls.network import COLOURS, COMMUNECTER, FIELDS, SHAPE_WORDS, Map
from governance.polls.views.directory import WRITE, as_json, open_file
from governance.throttle import keep_pace
from governance.verdict import ensure

# What a page of another site may frame: it reads this site alone, and its form only asks it to read again.
FRAMED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors *"
)


class Shown:
    """A map as it is asked for: its families, what is chosen in its legend, what is found."""

    def __init__(self, kept, query):
        self.kept, self.map = kept, Map(kept)
        chosen = query.get("family", "")
        numbers = {str(one.n): one for one in self.map.families}
        self.family = numbers.get(chosen)
        self.label = query.get("label", "") if self.family and query.get("label") in self.family.labels else ""
        among = self.map.listings
        if self.family:
            among = self.map.of_family(among, self.family, self.label)
        self.found = Directory(PUBLIC, query, among=among)

    @property
    def lines(self):
        """(listing, its families) of the page."""
        return [(one, self.map.families_of(one)) for one in self.found.page]

    def address(self, **changed) -> str:
        chosen = {"family": self.family.n if self.family else "", "label": self.label}
        # The first family has number 0: as words, it is not nothing.
        return self.found.address(**{name: str(value) for name, value in {**chosen, **changed}.items()})

    @property
    def query(self) -> str:
        """What asks for the same again, to follow with a page."""
        return self.address()[1:]

    @property
    def everything(self) -> str:
        return self.address(family="", label="")

    @property
    def legend(self):
        """(address, family, whether it is chosen, its labels as (address, words, whether chosen))."""
        told = []
        for one in self.map.families:
            chosen = one == self.family
            labels = []
            for label in one.labels:
                labels.append((self.address(family=one.n, label=label), label, chosen and label == self.label))
            told.append(
                (self.address(family="" if chosen and not self.label else one.n, label=""), one, chosen, labels)
            )
        return told


@require_safe
def network_map(request, pk):
    """A map of the directory, as a space settled it."""
    kept = _get(request.user, pk)
    page = {"shown": Shown(kept, request.GET), "kept": kept, "space": kept.space, "sorts": SORTS.items()}
    page["card"] = request.build_absolute_uri(reverse("network-map-embed", args=[kept.pk]))
    page["may_change"] = permissions.may_change_network_map(request.user, kept)
    return render(request, "polls/network_map.html", page)


@require_safe
@xframe_options_exempt
def network_map_embed(request, pk):
    """The map that pages of others frame. It is what a visitor reads, whoever asks: a session changes nothing of it."""
    kept = _get(AnonymousUser(), pk)
    page = {"shown": Shown(kept, request.GET), "kept": kept, "space": kept.space}
    answer = render(request, "polls/network_map_embed.html", page)
    answer["Content-Security-Policy"] = FRAMED
    return answer


@require_safe
def network_map_geojson(request, pk):
    """What the map shows, each with its family, as GeoJSON."""
    shown = Shown(_get(AnonymousUser(), pk), request.GET)

    def told(one):
        families = shown.map.families_of(one)
        named = [family.name for family in families]
        return {"families": named} | ({"family": families[0].n} if families else {})

    return open_file(
        geojson(shown.found.listings, request.build_absolute_uri, told=told), "application/geo+json", "reseau.geojson"
    )


@require_safe
def network_map_json_ld(request, pk):
    shown = Shown(_get(AnonymousUser(), pk), request.GET)
    return open_file(json_ld(shown.found.listings, request.build_absolute_uri), "application/ld+json", "reseau.jsonld")


@require_safe
def network_map_ground(request, pk):
    """The outlines under the map."""
    shown = Shown(_get(AnonymousUser(), pk), {})
    return open_file(ground(shown.map.listings, shown.map.territories), "application/geo+json", "contours.geojson")


@require_safe
def network_map_config(request, pk):
    """The settings of a map, to make another of, here or elsewhere."""
    kept = _get(request.user, pk)
    answer = as_json(kept.config)
    answer["Content-Disposition"] = f'attachment; filename="carte-{kept.pk}.json"'
    return answer


@require_safe
def network_map_fields(request):
    """What may be written in the settings of a map."""
    page = {"fields": FIELDS, "communecter": COMMUNECTER, "shapes": SHAPE_WORDS.items(), "colours": COLOURS}
    return render(request, "polls/network_map_fields.html", page)


# --- Settling them -----------------------------------------------------------------------------------


@require_safe
def network_maps(request, space_slug):
    """The maps of a space, its listing and what it imports."""
    space = space_or_404(request.user, space_slug)
    page = {
        "maps": list(NetworkMap.objects.visible_to(request.user).filter(space=space)),
        "may_make": permissions.may_make_network_map(request.user, space),
        **about(request.user, space),
    }
    return render(request, "polls/network_maps.html", page)


@require_http_methods(WRITE)
@login_required
def network_map_create(request, space_slug):
    space = space_or_404(request.user, space_slug)
    ensure(permissions.may_make_network_map(request.user, space))

    def act(config):
        return actions.make_network_map(space, by=request.user, config=config)

    return _settled(request, space, None, act)


@require_http_methods(WRITE)
@login_required
def network_map_change(request, pk):
    kept = _get(request.user, pk)
    ensure(permissions.may_change_network_map(request.user, kept))

    def act(config):
        return actions.change_network_map(kept, by=request.user, config=config)

    return _settled(request, kept.space, kept, act)


def _settled(request, space, kept, act):
    """What is understood of the settings is said first; they are kept when somebody agrees to it."""
    sent = request.method == "POST"
    first = {"pasted": as_json(kept.config).content.decode()} if kept else {}
    form = NetworkMapForm(request.POST, request.FILES) if sent else NetworkMapForm(initial=first)

    def kept_as(_data):
        if "save" not in request.POST:
            return None
        keep_pace(request.user, "zone")
        return act(form.reading.config)

    made = attempt(form, kept_as)
    if made:
        messages.success(request, _("La carte est prête : voici son adresse, à montrer dans vos pages."))
        return redirect(made)
    page = {"form": form, "kept": kept, "reading": None, **about(request.user, space)}
    status = 200
    if sent and form.is_valid() and form.reading:
        page["reading"] = form.reading
        page["understood"] = as_json(form.reading.config).content.decode()
    elif sent:
        status = refusal_status(form)
    answer = render(request, "polls/network_map_form.html", page, status=status)
    return with_wait(answer, getattr(form, "refusal", None))


@require_POST
@login_required
def network_map_withdraw(request, pk):
    kept = _get(request.user, pk)
    actions.withdraw_network_map(kept, by=request.user)
    messages.success(request, _("La carte est retirée : elle ne se lit plus, ici ni ailleurs."))
    return redirect("network-maps", kept.space.slug)


def _get(user, pk):
    seen = NetworkMap.objects.visible_to(user).select_related("space__organization", "space__project__organization")
    return get_object_or_404(seen, pk=pk)
