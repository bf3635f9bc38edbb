"""The doors of time given to an action, and of thanks for it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.throttle import paced
from proposals import actions
from proposals.forms import ThanksForm, TimeForm
from proposals.models import Action, TimeGiven
from proposals.views.action_items import get_action, show_action, this_action
from proposals.views.common import attempt, refusal_status, signed_in


@require_POST
@signed_in(this_action)
def give_time(request, pk):
    found = get_action(request, pk)
    form = TimeForm(request.POST)
    if attempt(form, lambda data: paced("wealth", actions.give_time, found, by=request.user, **data)) is None:
        return show_action(request, found, refusal_status(form), timing=form)
    messages.success(request, _("C’est noté : merci du temps donné."))
    return redirect("action", pk)


@require_POST
@signed_in(this_action)
def thank(request, pk):
    found = get_action(request, pk)
    form = ThanksForm(request.POST, doing=found.doing())
    if attempt(form, lambda data: paced("wealth", actions.say_thanks, found, by=request.user, **data)) is None:
        return show_action(request, found, refusal_status(form), thanking=form)
    messages.success(request, _("Votre merci est transmis."))
    return redirect("action", pk)


def _row(request, pk):
    visible = Action.objects.visible_to(request.user)
    return get_object_or_404(TimeGiven.objects.select_related("action"), pk=pk, action__in=visible)


@require_POST
@signed_in(_row)
def take_back_time(request, pk):
    row = _row(request, pk)
    actions.take_back_time(row, by=request.user)
    return redirect("action", row.action_id)
