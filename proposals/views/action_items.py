"""The pages of actions and of the questions asked before them."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance import clock, live
from proposals import actions, permissions
from proposals.forms import AnswerForm, DocumentationForm
from proposals.models import Action, Question
from proposals.views.common import attempt, get_room, refusal_status, signed_in


@require_safe
def actions_list(request, space_slug, room_slug):
    """Every action of a room: to do first, then done."""
    room = get_room(request, space_slug, room_slug)
    tasks = room.actions.select_related("owner", "done_by", "room__space").order_by("done_at", "due_on", "pk")
    context = {
        "room": room,
        "space": room.space,
        "todo": [task for task in tasks if not task.done_at],
        "done": [task for task in tasks if task.done_at][::-1],
        "may_open": permissions.may_open_action(request.user, room),
    }
    return render(request, "proposals/actions.html", context)


def get_action(request, pk) -> Action:
    found = Action.objects.visible_to(request.user).select_related(
        "owner", "author", "done_by", "room__space__organization", "room__space__project__organization",
        "resolution__proposal",
    )  # fmt: skip
    return get_object_or_404(found, pk=pk)


def this_action(request, pk, **_rest):
    return get_action(request, pk)


def show_action(request, found, status=200, **context):
    user = request.user
    questions = found.questions.select_related("person").order_by("pk")
    context |= {
        "action": found,
        "room": found.room,
        "space": found.room.space,
        "questions": questions,
        "helpers": found.helpers.order_by("display_name"),
        "helps": user.is_authenticated and found.helpers.filter(pk=user.pk).exists(),
        "may_start": permissions.may_start_action(user, found),
        "may_finish": permissions.may_finish_action(user, found),
        "may_help": permissions.may_help(user, found),
        "may_take": permissions.may_take_action(user, found),
        "is_owner": found.owner_id == user.pk,
        **_wealth(user, found),
        "is_asked": not found.done_at and any(question.person_id == user.pk for question in questions),
    }
    if request.htmx and request.GET.get("part") == "action":
        return render(request, "proposals/_action.html", context)
    context["cursor"] = live.cursor("action", found.pk)
    return render(request, "proposals/action.html", context, status=status)


def _wealth(user, found):
    """Time given, by person and in all, and thanks; with what one needs to add to them."""
    given = list(found.time_given.select_related("person"))
    by_person = Counter()
    for row in given:
        by_person[row.person] += row.minutes
    thanks = list(found.thanks.select_related("by", "to"))
    thanked = {one.to_id for one in thanks if one.by_id == user.pk}
    doing = list(found.doing())
    return {
        "time_given": given,
        "time_by_person": by_person.most_common(),
        "time_in_all": by_person.total(),
        "thanks": thanks,
        "to_thank": [person for person in doing if person.pk not in thanked | {user.pk}]
        if permissions.may_talk(user, found.room)
        else [],
        "may_give_time": permissions.may_give_time(user, found),
        "today": found.room.space.day(clock.now()),
    }


@require_safe
def action(request, pk):
    return show_action(request, get_action(request, pk))


@require_POST
@signed_in(this_action)
def act_on_action(request, pk, verb):
    found = get_action(request, pk)
    acts = {
        "start": actions.start_action,
        "finish": actions.finish_action,
        "take": actions.take_action,
        "help": actions.help_action,
        "stop-helping": actions.stop_helping,
    }
    if verb not in acts:
        raise Http404
    form = DocumentationForm(request.POST)
    if attempt(form, lambda data: acts[verb](found, by=request.user, **(data if verb == "finish" else {}))) is None:
        return show_action(request, get_action(request, pk), refusal_status(form), finishing=form)
    return redirect("action", pk)


def _question(request, pk) -> Question:
    visible = Action.objects.visible_to(request.user)
    return get_object_or_404(Question.objects.select_related("action"), pk=pk, action__in=visible)


@require_POST
@signed_in(_question)
def answer_question(request, pk):
    question = _question(request, pk)
    form = AnswerForm(request.POST)
    if attempt(form, lambda data: actions.answer_question(question, by=request.user, **data)) is None:
        return show_action(request, get_action(request, question.action_id), refusal_status(form), answering=form)
    messages.success(request, _("Merci, votre avis est transmis."))
    return redirect("action", question.action_id)
