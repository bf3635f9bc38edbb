"""The votes of a room: its list, and the page where a question is put to it."""

from functools import partial

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from governance import clock
from governance.throttle import paced
from governance.verdict import ensure
from governance.voting import actions
from governance.voting import processes as ready
from governance.voting.making import VoteForm, default_closing
from governance.voting.making_views import made_page
from governance.voting.permissions import may_prepare_vote
from rooms import votes
from rooms.views import get_room

PAGE = 50


@require_safe
def room_votes(request, space_slug, room_slug):
    """Every vote of a room, newest first, by stage if asked."""
    room, now = get_room(request, space_slug, room_slug), clock.now()
    stages = {
        "open": Q(opened_at__lte=now, closes_at__gt=now, ended_at__isnull=True),
        "preparing": Q(opened_at__isnull=True, ended_at__isnull=True),
        "closed": Q(opened_at__isnull=False, closes_at__lte=now, ended_at__isnull=True),
        "cancelled": Q(ended_at__isnull=False),
    }
    stage = request.GET.get("stage", "")
    found = votes.with_places(votes.of_room(room), request.user).order_by("-pk")
    if stage in stages:
        found = found.filter(stages[stage])
    context = {
        "room": room,
        "space": room.space,
        "now": now,
        "stage": stage if stage in stages else "",
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "may_prepare": may_prepare_vote(request.user, "room", room),
    }
    return render(request, "rooms/votes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vote_create(request, space_slug, room_slug):
    """First how to ask, then what: one form, with what this way needs."""
    room = get_room(request, space_slug, room_slug)
    ensure(may_prepare_vote(request.user, "room", room))
    key = request.GET.get("process", "")
    context = {"room": room, "space": room.space}
    if not key:
        context["purposes"] = ready.by_purpose(room.space)
        return render(request, "rooms/vote_processes.html", context)
    template = ready.found(key, room.space)
    if template is None:
        raise Http404
    form = VoteForm(
        request.POST if request.method == "POST" else None,
        template=template,
        zone=room.space.governed_by.time_zone,
        weighs_by_role=room.space.weighs_by_role,
        people=votes.candidates(room),
        initial={"closes_at": default_closing(template.days)},
    )
    act = partial(paced, "vote", actions.prepare_vote, room, kind="room", by=request.user)
    return made_page(request, "rooms/vote_create.html", form, act, context | {"template": template})
