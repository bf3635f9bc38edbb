"""The pages of a room and of what is said in it."""

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, live
from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.models import Space
from governance.organizations.permissions import may_facilitate
from governance.rules.phases import Phase
from governance.throttle import paced
from governance.verdict import ensure, no
from rooms import actions, audiences, facilitation, group, polls, reading, votes
from rooms.becoming import may_turn
from rooms.delivery import said_already
from rooms.discussions import may_answer
from rooms.file_views import say
from rooms.forms import EditForm, MessageForm, PreviewForm, ReasonForm, RoomForm
from rooms.mentions import previewed
from rooms.models import Message, Room, Thread
from rooms.permissions import (
    may_archive_at_once,
    may_delete_message,
    may_edit_message,
    may_facilitate_room,
    may_keep_place,
    may_post,
    may_react,
    may_see_thread,
    may_take_part_in_room,
    may_talk,
)
from rooms.threads import about, address_of, place_of, rules_of, shows_marks
from rooms.windows import number, window

# What waits for the people of the room stands above the conversation; the rest is filed beside it.
PINNED = (Phase.CONSULTATION, Phase.CONCERTATION, Phase.AWAITING)
FILED = {
    "proposals": [
        (gettext_lazy("En discussion"), (Phase.DISCUSSION, Phase.AMENDING)),
        (gettext_lazy("Vos brouillons"), (Phase.DRAFT,)),
    ],
    "resolutions": [
        (gettext_lazy("À revoir"), (Phase.REVIEW,)),
        (gettext_lazy("Résolues"), (Phase.RESOLVED,)),
        (gettext_lazy("Transmises au conseil d’administration"), (Phase.REFERRED,)),
        (gettext_lazy("Abandonnées"), (Phase.DROPPED,)),
    ],
}
PARTS = ("header", "pinned", "proposals", "resolutions", "actions", "votes", "filed_votes")


# --- Rooms ------------------------------------------------------------------------------------------


def get_room(request, space_slug, room_slug):
    rooms = Room.objects.visible_to(request.user).select_related(
        "thread", "retention", "space__organization", "space__project__organization"
    )
    return get_object_or_404(rooms, space__slug=space_slug, slug=room_slug)


@require_safe
def room(request, space_slug, room_slug):
    """The room: what is open above, the talk, and what was decided and is being done beside it."""
    room = get_room(request, space_slug, room_slug)
    context = {"room": room, "space": room.space, "now": clock.now()}
    part = request.GET.get("part")
    if request.htmx and part in PARTS:
        return render(request, f"rooms/_{part}.html", context | _things(request.user, room, context["now"]))
    # Cursors are read before what they count: a page may hear something twice, never miss it.
    context["room_cursor"] = live.cursor("room", room.pk)
    context["thread_cursor"] = live.cursor("thread", room.thread_id)
    context["streams"] = reading.streams(request.user, Room.objects.none())
    context |= _things(request.user, room, context["now"])
    context |= window(room.thread, request.GET)
    context["standing"] = reading.standing(request.user, room.thread, room.space)
    context["may_talk"] = may_talk(request.user, room)
    context["may_take_part"] = may_take_part_in_room(request.user, room)
    context["form"] = _message_form(room.thread)
    return render(request, "rooms/room.html", context)


def _things(user, room, now):
    proposals = room.proposals.visible_to(user).with_facts().order_by("-pk").marked_for(user, now)
    by_phase = {}
    for proposal in proposals:
        by_phase.setdefault(proposal.phase(now), []).append(proposal)
    filed = {
        shelf: [(name, found) for name, phases in groups if (found := _in(by_phase, phases))]
        for shelf, groups in FILED.items()
    }
    tasks = room.actions.visible_to(user).filter(done_at__isnull=True).select_related("owner", "room__space")
    return {
        **filed,
        **votes.on_shelves(user, room, now),
        **group.standing(user, room),
        "pinned": _in(by_phase, PINNED),
        "tasks": tasks.order_by("due_on", "pk"),
        "may_facilitate": may_facilitate_room(user, room),
        "rules": room.space.documents.visible_to(user).filter(room_key=room.pk).first(),
    }


def _in(by_phase, phases):
    return [proposal for phase in phases for proposal in by_phase.get(phase, ())]


@require_http_methods(["GET", "HEAD", "POST"])
def room_create(request, space_slug):
    space = get_object_or_404(Space.objects.visible_to(request.user), slug=space_slug)
    ensure(may_facilitate(request.user, space))
    form = RoomForm(request.POST if request.method == "POST" else None, space=space)
    room = attempt(form, lambda data: paced("facilitation", partial(actions.open_room, space, **data), by=request.user))
    if room:
        messages.success(request, _("Le salon est ouvert."))
        return redirect("room", space.slug, room.slug)
    return _page(request, "rooms/room_create.html", form, {"space": space})


@require_http_methods(["GET", "HEAD", "POST"])
def room_settings(request, space_slug, room_slug):
    room = get_room(request, space_slug, room_slug)
    ensure(may_facilitate_room(request.user, room))
    initial = {"roles": actions.seeing_roles(room)}
    # The form writes what was typed into its instance: the page keeps its own.
    sent = request.POST if request.method == "POST" else None
    form = RoomForm(sent, space=room.space, instance=Room.objects.get(pk=room.pk), initial=initial)
    if attempt(form, lambda data: actions.change_room(room, by=request.user, **data)):
        messages.success(request, _("Les réglages du salon sont enregistrés."))
        return redirect("room", space_slug, room_slug)
    context = {"room": room, "space": room.space, "may_archive": may_archive_at_once(request.user, room)}
    return _page(request, "rooms/room_settings.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def room_archive(request, space_slug, room_slug):
    """Close a room opened by mistake; one that was lived in leads to the proposal to archive it."""
    room = get_room(request, space_slug, room_slug)
    ensure(may_facilitate_room(request.user, room))
    may_archive = may_archive_at_once(request.user, room)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    context = {"room": room, "space": room.space, "may_archive": may_archive}
    if form.is_bound and not may_archive:
        context["typed"] = [words] if (words := request.POST.get("reason", "").strip()) else []
        return render(request, "rooms/room_archive.html", context, status=403)
    if attempt(form, lambda data: actions.archive_room(room, by=request.user, **data)):
        messages.success(request, _("Le salon est archivé."))
        return redirect("room", space_slug, room_slug)
    return _page(request, "rooms/room_archive.html", form, context)


def _page(request, template, form, context):
    """The page of a form: as it is asked for, or with its errors and all that was typed."""
    status = refusal_status(form) if form.is_bound and form.errors else 200
    page = render(request, template, {"form": form, **context}, status=status)
    return with_wait(page, getattr(form, "refusal", None))


# --- Talk -------------------------------------------------------------------------------------------


def _message_form(thread, data=None, files=None, **initial):
    return MessageForm(data, files, thread=thread, initial=initial, auto_id=f"thread-{thread.pk}-%s")


def _message_or_404(request, pk):
    found = get_object_or_404(Message.objects.with_people().select_related("thread", "deleted_by"), pk=pk)
    if not may_see_thread(request.user, found.thread):
        raise Http404
    return found


def _read(request, message):
    """What every page about one message shows: the talk it belongs to, and its mark if this person may see it."""
    space, place = place_of(message.thread)
    audiences.show(request.user, [message])
    return {
        "message": message,
        "space": space,
        "place": place,
        "marks": shows_marks(request.user, message.thread),
        "about": partial(about, message.thread),  # asked for by the few that hang on a paragraph
        "in_place": f"{place}?at={message.n}#message-{message.pk}",
    }


@require_POST
def message_post(request, pk):
    """Say something; « preview » shows it first. A script gets parts, a plain form gets pages."""
    thread = get_object_or_404(Thread, pk=pk, owner_id__isnull=False)
    if not may_see_thread(request.user, thread):
        raise Http404
    form = _message_form(thread, request.POST, request.FILES)
    valid = form.is_valid()
    if valid and (said := said_already(request.user, form.cleaned_data["key"])):
        if not may_see_thread(request.user, said.thread):  # moved since, where they do not read
            return HttpResponse(status=204) if request.htmx else redirect(place_of(thread)[1])
        return _sent(request, said)
    ensure(may_post(request.user, thread))
    if valid and "preview" not in request.POST:
        said = say(form, thread, by=request.user, act=_say)
        if said:
            return _sent(request, said)
        valid = False
    context = {"form": form, "thread": thread, "may_talk": True}
    if valid:
        context["preview"] = previewed(thread, request.user, form.cleaned_data["body"])
    template, answered = "rooms/_composer.html", form.cleaned_data.get("reply_to")
    if request.htmx:
        context["answered"] = answered
    else:
        template = "rooms/compose.html"
        context["space"], context["place"] = place_of(thread)
        context["reply_to"] = answered
    page = render(request, template, context, status=200 if valid else refusal_status(form))
    return with_wait(page, getattr(form, "refusal", None))


def _say(thread, *, by, body, key, chosen=(), **said):
    """A message, or the vote of one line that « /sondage » asks in a room."""
    question = polls.question_of(body)
    if question is None or chosen or thread.owner_kind != "room":
        return actions.post_with_files(thread, by=by, body=body, key=key, chosen=chosen, **said)
    return paced("vote", polls.open_poll, rules_of(thread)[1], by=by, question=question, key=key)


def _sent(request, said):
    """A script is told which message it became, and hears or fetches it; a plain form goes where it stands."""
    if request.htmx:
        return HttpResponse(status=204, headers={"Content-Location": reverse("message", args=[said.pk])})
    return redirect(f"{address_of(said)}#message-{said.pk}")


@require_safe
def message(request, pk):
    """One message with what one may do about it; alone, as a part of a talk, when a script asks."""
    message = _message_or_404(request, pk)
    context = _read(request, message)
    if request.htmx:
        return render(request, "rooms/_message.html", context)
    replies = list(message.replies.with_people().select_related("thread").order_by("n"))
    audiences.show(request.user, replies)
    quote = message.quoted if "quote" in request.GET and not message.deleted_at else ""
    return render(
        request,
        "rooms/message.html",
        context
        | {
            "replies": replies,
            "may_edit": may_edit_message(request.user, message),
            "may_delete": may_delete_message(request.user, message),
            "may_turn": may_turn(request.user, message),
            "may_talk": may_answer(request.user, message),
            **facilitation.offered(request.user, message),
            # Only rooms are counted in the lists, where one comes back to what is not read.
            "may_keep_place": message.thread.owner_kind == "room"
            and request.user.pk != message.author_id
            and may_keep_place(request.user, message.thread),
            "thread": message.thread,
            "may_react": may_react(request.user, message),
            "form": _message_form(message.thread, reply_to=message.pk, body=quote),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def message_edit(request, pk):
    message = _message_or_404(request, pk)
    ensure(may_edit_message(request.user, message))
    sent = request.POST if request.method == "POST" else None
    form = EditForm(sent, initial={"body": message.body}, has_files=bool(message.files_n))
    context = _read(request, message)
    if "preview" in request.POST:
        if form.is_valid():
            context["preview"] = previewed(message.thread, request.user, form.cleaned_data["body"])
    elif attempt(form, lambda data: paced("message", actions.edit_message, message, by=request.user, **data)):
        messages.success(request, _("Votre message est modifié. Son histoire reste lisible."))
        return redirect(context["in_place"])
    return _page(request, "rooms/message_edit.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def message_delete(request, pk):
    """Ask first. Whoever removes somebody else's words says why."""
    message = _message_or_404(request, pk)
    ensure(may_delete_message(request.user, message))
    own = message.author_id == request.user.pk
    form = (Form if own else ReasonForm)(request.POST if request.method == "POST" else None)
    context = _read(request, message) | {"own": own}
    if attempt(form, lambda data: paced("message", actions.delete_message, message, by=request.user, **data)):
        messages.success(request, _("Le message est supprimé."))
        return redirect(context["in_place"])
    return _page(request, "rooms/message_delete.html", form, context)


@require_safe
def message_history(request, pk):
    message = _message_or_404(request, pk)
    if message.deleted_at:
        raise Http404
    context = _read(request, message) | {"revisions": message.revisions.all()}
    return render(request, "rooms/message_history.html", context)


@require_POST
def preview(request):
    """The Markdown of a text as it will read; the same safe HTML that is stored. « thread »: the talk it is for."""
    if not request.user.is_authenticated:
        ensure(no(_("Connectez-vous pour voir un aperçu."), "sign_in"))
    form = PreviewForm(request.POST)
    context = {"form": form}
    if form.is_valid():
        context["preview"] = previewed(_thread_asked(request), request.user, form.cleaned_data["body"])
    return render(request, "rooms/_preview.html", context, status=200 if form.is_valid() else 422)


def _thread_asked(request):
    """The talk that a preview is for, where there is one and this person sees it."""
    pk = number(request.GET.get("thread", ""))
    thread = Thread.objects.filter(pk=pk, owner_id__isnull=False).first() if pk is not None else None
    return thread if thread and may_see_thread(request.user, thread) else None
