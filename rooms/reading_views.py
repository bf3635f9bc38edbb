"""The pages of whoever reads: where they stopped, what is new, what is said where, and by which keys."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.throttle import paced
from governance.verdict import ensure, no
from rooms import reading as places
from rooms import search
from rooms.models import Message, Room, Thread
from rooms.permissions import may_keep_place, may_see_thread
from rooms.threads import place_of
from rooms.windows import number

FOUND = 20  # messages of a search at once


def _message_or_404(request, pk):
    found = get_object_or_404(Message.objects.select_related("thread"), pk=pk)
    if not may_see_thread(request.user, found.thread):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request, pk):
    """What is new in a talk, as a part of its page; a POST says how far one has read, all of it without a number."""
    thread = get_object_or_404(Thread, pk=pk, owner_id__isnull=False)
    if not may_see_thread(request.user, thread):
        raise Http404
    space, place = place_of(thread)
    if request.method == "POST":
        ensure(may_keep_place(request.user, thread))
        typed = request.POST.get("n", "")
        paced("reading", places.mark_read, thread, by=request.user, n=_message_number(typed))
        if request.htmx:
            return HttpResponse(status=204)
        messages.success(request, _("Tout est marqué comme lu."))
        return redirect(place)
    if not request.htmx:
        return redirect(place)
    standing = places.standing(request.user, thread, space)
    return render(request, "rooms/_reading.html", {"thread": thread, "place": place, "standing": standing})


def _message_number(typed):
    """None is for all; a number that is too long for any message is for all of them too."""
    if not typed or (typed.isascii() and typed.isdigit() and len(typed) >= 10):
        return None
    n = number(typed)
    if n is None:
        ensure(no(_("Dites jusqu’à quel message vous avez lu, par son numéro.")))
    return n


@require_POST
def message_unread(request, pk):
    """Back to the page of the space: on that of the room, what one sees is read again."""
    message = _message_or_404(request, pk)
    ensure(may_keep_place(request.user, message.thread))
    paced("reading", places.mark_unread, message, by=request.user)
    messages.success(request, _("La conversation est à lire depuis ce message."))
    return redirect("space", place_of(message.thread)[0].slug)


@require_safe
def message_here(request, pk):
    """A message where it was said, among those around it."""
    message = _message_or_404(request, pk)
    return redirect(f"{place_of(message.thread)[1]}?at={message.n}#message-{message.pk}")


@require_safe
def unread(request):
    """The rooms where there is something new."""
    if not request.user.is_authenticated:
        ensure(no(_("Connectez-vous pour voir ce que vous n’avez pas encore lu."), "sign_in"))
    template = "rooms/_unread.html" if request.htmx else "rooms/unread.html"
    return render(request, template, places.to_read(request.user, places.SHORT if "short" in request.GET else None))


@require_safe
def room_search(request, space_slug, room_slug):
    """What was said in a room and in its debates, by its words, the newest first."""
    rooms = Room.objects.visible_to(request.user).select_related(
        "thread", "space__organization", "space__project__organization"
    )
    room = get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)
    said = search.said_in(request.user, room)
    form = search.SearchForm(request.GET if "q" in request.GET else None, said=said)
    context = {"room": room, "space": room.space, "form": form}
    if form.is_valid():
        asked = form.cleaned_data
        page = Paginator(search.matching(said, asked["q"], asked["by"]), FOUND).get_page(request.GET.get("page"))
        titles = search.debates(room, page.object_list)
        kept = {"q": asked["q"]} | ({"by": asked["by"].pk} if asked["by"] else {})
        context |= {
            "page": page,
            "query": urlencode(kept),
            "found": [(one, search.excerpt(one, asked["q"]), titles.get(one.thread_id, "")) for one in page],
        }
    return render(request, "rooms/search.html", context, status=422 if form.is_bound and form.errors else 200)


@require_safe
def keys(request):
    """The keyboard shortcuts; alone, as a part, when a script opens them in a dialog."""
    return render(request, "rooms/_keys.html" if request.htmx else "rooms/keys.html")
