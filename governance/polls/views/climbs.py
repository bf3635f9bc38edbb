"""The page where one says that a poll climbs from level to level."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.answers import attempt, refusal_status, with_wait
from governance.polls import actions
from governance.polls.climbing import climb_of
from governance.polls.forms.climbs import ClimbForm
from governance.polls.permissions.climbs import may_set_climb
from governance.polls.views.polls import get_poll
from governance.throttle import paced
from governance.verdict import ensure


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def climb(request, pk):
    """Choose the rule and the levels, or say that the poll does not climb."""
    found = get_poll(request, pk)
    if request.method == "POST" and "drop" in request.POST:
        actions.drop_climb(found, by=request.user)
        messages.success(request, _("Ce sondage ne monte pas de niveau."))
        return redirect(found)
    ensure(may_set_climb(request.user, found))
    chosen = climb_of(found)
    form = ClimbForm(request.POST if request.method == "POST" else None, poll=found, climb=chosen)
    if attempt(form, lambda _data: paced("vote", actions.set_climb, found, by=request.user, **form.chosen)):
        messages.success(request, _("Ce sondage montera de niveau en niveau, tant qu’il est porté."))
        return redirect(found)
    context = {"poll": found, "space": found.space, "form": form, "chosen": chosen}
    status = refusal_status(form) if form.is_bound else 200
    return with_wait(render(request, "polls/poll_climb.html", context, status=status), getattr(form, "refusal", None))
