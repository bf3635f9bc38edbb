"""What is done around a message without leaving the talk: signs, names, one-line votes, what a link leads to."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.throttle import paced
from governance.verdict import ensure, no
from governance.voting.permissions import may_prepare_vote
from governance.written import BEYOND
from rooms import actions, mentions, polls, unfolding
from rooms.forms import PollForm
from rooms.models import Message, Room, Thread
from rooms.permissions import may_post, may_react, may_see_thread
from rooms.threads import address_of


def _back_to(request, message):
    """A script hears of what changed; a plain form goes back to the message."""
    return HttpResponse(status=204) if request.htmx else redirect(f"{address_of(message)}#message-{message.pk}")


@require_POST
def react(request, pk):
    """Put a sign under a message, or take it back."""
    message = get_object_or_404(Message.objects.select_related("thread"), pk=pk)
    if not may_see_thread(request.user, message.thread):
        raise Http404
    ensure(may_react(request.user, message))
    on = {"1": True, "0": False}.get(request.POST.get("on", ""))
    paced("reaction", actions.react, message, by=request.user, sign=request.POST.get("sign", ""), on=on)
    return _back_to(request, message)


@never_cache
@require_safe
def names(request, pk):
    """Who and what may stand for « @bo » or « #doc » in a talk, for whoever may write there."""
    thread = get_object_or_404(Thread, pk=pk, owner_id__isnull=False)
    if not may_see_thread(request.user, thread):
        raise Http404
    ensure(may_post(request.user, thread))
    typed = request.GET.get("q", "")[:80]
    found = mentions.offered(thread, request.user, typed) if typed[:1] in ("@", "#") and len(typed) > 1 else []
    return JsonResponse({"names": found})


@never_cache
@require_safe
def unfold(request):
    """What this person may know of pages of ours, a card each; nothing for those they may not see or that are not."""
    urls = request.GET.getlist("url")[: unfolding.MOST]
    for url in urls:
        ensure(unfolding.is_ours(url, request.get_host()))
    if not urls:
        ensure(no(_("Aucun lien à déplier.")))
    cards = [(url, card) for url in dict.fromkeys(urls) if (card := unfolding.card_of(request.user, url))]
    if not cards:
        return HttpResponse(status=204)
    return render(request, "rooms/_cards.html", {"cards": cards})


# --- Votes of one line ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def poll_create(request, space_slug, room_slug):
    """One line, and perhaps how many it takes: the vote is asked in the talk at once."""
    rooms = Room.objects.visible_to(request.user).select_related("thread", "space__organization", "space__project")
    room = get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)
    ensure(may_prepare_vote(request.user, "room", room))
    form = PollForm(request.POST if request.method == "POST" else None, thread=room.thread)
    said = attempt(form, lambda data: paced("vote", polls.open_poll, room, by=request.user, **data))
    if said:
        return redirect(f"{address_of(said)}#message-{said.pk}")
    context = {"form": form, "room": room, "space": room.space}
    page = render(request, "rooms/poll_create.html", context, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(page, getattr(form, "refusal", None))


@never_cache
@require_POST
def poll_answer(request, pk):
    """« J’en suis » or « Sans moi », where the question stands."""
    if pk >= BEYOND:
        raise Http404
    message = get_object_or_404(Message.objects.select_related("thread", "poll"), poll=pk)
    if not may_see_thread(request.user, message.thread):
        raise Http404
    answer = request.POST.get("answer", "")
    done = paced("ballot", partial(polls.answer_poll, message.poll), by=request.user, answer=answer)
    if not request.htmx and not done.is_retry:
        messages.success(request, _("Votre réponse est enregistrée."))
    return _back_to(request, message)
