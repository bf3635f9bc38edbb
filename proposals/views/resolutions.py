"""The pages by which a carrier concludes: the resolution and the actions that follow from it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.texts import drafts
from proposals import actions, permissions
from proposals.forms import FollowUpForm, ResolutionForm
from proposals.views.common import allow, dossier_of, get_proposal, page_act, signed_in, this_proposal
from rooms.permissions import participants


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def resolve(request, pk):
    found = get_proposal(request, pk)
    desk = drafts.desk(request, f"resolve:{found.pk}")
    people = participants(found.room)
    form = ResolutionForm(request.POST or None, impact=found.impact, people=people, initial=desk.initial({}))
    allow(request, found.room, form, permissions.may_resolve(request.user, found))
    dossier = dossier_of(request, found)
    goes_on = actions.may_go_on_with(found)
    if not goes_on and not form.is_bound:
        form.without("go_on")

    def act(data):
        return actions.resolve(
            found,
            by=request.user,
            choice=data["choice"],
            statement=data["statement"],
            reason=data["reason"],
            review_on=data["review_on"],
            actions=form.actions(),
        )

    return page_act(
        request,
        form,
        "proposals/resolve.html",
        {"proposal": found, "room": found.room, "space": found.space, "d": dossier, "goes_on": goes_on, "desk": desk},
        act,
        lambda _result: reverse("proposal", args=[pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def follow_up(request, pk):
    found = get_proposal(request, pk)
    form = FollowUpForm(request.POST or None, people=participants(found.room))
    allow(request, found.room, form, permissions.may_open_action_from(request.user, found))
    return page_act(
        request,
        form,
        "proposals/act.html",
        {
            "proposal": found,
            "room": found.room,
            "space": found.space,
            "title": _("Ajouter une action à cette résolution"),
            "button": _("Ajouter"),
        },
        lambda data: actions.open_follow_up(found, by=request.user, **data),
        lambda _result: reverse("proposal", args=[pk]),
    )
