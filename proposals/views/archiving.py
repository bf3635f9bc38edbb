"""The page by which those who live in a room propose to archive it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.texts import drafts
from governance.throttle import paced
from proposals import actions, permissions
from proposals.forms import ProposalForm
from proposals.views.common import allow, attempt, form_page, get_room, preview_of, signed_in, to_tell


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(get_room)
def propose_archiving(request, space_slug, room_slug):
    """A proposal already written, to make one's own; its resolution archives the room."""
    room = get_room(request, space_slug, room_slug)
    name = {"name": room.name}
    initial = {
        "title": (_("Archiver le salon « %(name)s »") % name)[:140],
        "summary": _("Ce salon a fini son travail : on ne pourrait plus y écrire, et tout y resterait lisible."),
        "body": _(
            "Nous archivons le salon « %(name)s ».\n\n"
            "Ce qui s’y est dit et décidé reste lisible. Les actions en cours vont à leur fin.\n\n"
            "Ce dont il reste à parler se dira dans un autre salon."
        )
        % name,
    }
    desk = drafts.desk(request, f"archive:{room.pk}")
    form = ProposalForm(request.POST or None, initial=desk.initial(initial))
    allow(request, room, form, permissions.may_propose_archiving(request.user, room))
    context = {"room": room, "space": room.space, "other": actions.archiving_under_way(room), "desk": desk}
    if request.method == "POST" and "preview" in request.POST:
        context["preview"] = preview_of(request)
        form.is_valid()
        return render(request, "proposals/archiving_create.html", {**context, "form": form})
    made = attempt(form, lambda data: paced("proposal", actions.propose_archiving, room, by=request.user, **data))
    if made is None:
        return form_page(request, "proposals/archiving_create.html", form, **context)
    publish, url = request.POST.get("publish", ""), reverse("proposal", args=[made.pk])
    if publish in ("discussion", "amendments"):
        actions.publish_proposal(made, by=request.user, amendable=publish == "amendments")
        messages.success(request, _("Votre proposition est publiée : tout le salon la voit."))
        return drafts.sent(request, redirect(to_tell(made, url)), desk.place)
    messages.success(request, _("Votre brouillon est enregistré : vous seul·e le voyez."))
    return drafts.sent(request, redirect(url), desk.place)
