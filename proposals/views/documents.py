"""The pages by which a document changes: propose the next version, put it in question, carry a text over."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance import prose
from governance.organizations.permissions import may_take_part
from governance.rules.merge import diff, merge
from governance.texts import drafts
from governance.texts.models import Version
from governance.texts.views import document_or_404
from governance.throttle import paced
from governance.verdict import ensure
from proposals import actions, permissions
from proposals.forms import CarryOverForm, ChangeForm, DiscussionForm
from proposals.views.common import attempt, form_page, get_proposal, imported, reading_page, signed_in, this_proposal


def _this_document(request, space_slug, document_slug):
    return document_or_404(request, space_slug, document_slug)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(_this_document)
def change(request, space_slug, document_slug):
    """Start from a copy of what the document says, change it, and choose the room where people will improve it."""
    document = document_or_404(request, space_slug, document_slug)
    ensure(may_take_part(request.user, document.space))
    rooms = document.space.rooms.visible_to(request.user).living()
    base = Version.objects.get(pk=document.latest.pk)
    desk = drafts.desk(request, f"change:{document.pk}", base.n)
    begun = {"body": base.body, "room": rooms.governance(), "seen": desk.begun_on(base.n)}
    form = ChangeForm(request.POST or None, rooms=rooms, document=document, initial=desk.initial(begun))
    context = {"document": document, "space": document.space, "base": base, "desk": desk}
    if reading := imported(request, form, before=base.body):
        form = ChangeForm(rooms=rooms, document=document, initial=reading.values | {"seen": begun["seen"]})
        return reading_page(request, "proposals/document_change.html", form, reading, **context)
    if form.is_bound and "preview" in request.POST:
        form.is_valid()
        context["diff"] = diff(base.body, request.POST.get("body", "")[:200_000])
        return render(request, "proposals/document_change.html", {"form": form, **context})
    made = attempt(form, lambda data: paced("proposal", actions.propose_change, document, by=request.user, **data))
    if made is None:
        return form_page(request, "proposals/document_change.html", form, **context)
    publish = request.POST.get("publish", "")
    if publish in ("discussion", "amendments"):
        actions.publish_proposal(made, by=request.user, amendable=publish == "amendments")
        messages.success(request, _("Votre proposition est publiée : tout le salon la voit."))
    else:
        messages.success(request, _("Votre brouillon est enregistré : vous seul·e le voyez."))
    return drafts.sent(request, redirect("proposal", made.pk), desk.place)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(_this_document)
def question(request, space_slug, document_slug):
    """Put a document in question: a discussion opens in the governance room (DG-2)."""
    document = document_or_404(request, space_slug, document_slug)
    room = actions.room_to_question(document)
    if room is not None and not document.space.rooms.visible_to(request.user).filter(pk=room.pk).exists():
        room = None
    ensure(permissions.may_question_document(request.user, room))
    address = reverse("document", args=[document.space.slug, document.slug])
    initial = {
        "title": (_("Remettre en question : %(title)s") % {"title": document.title})[:140],
        "body": _("À propos de [%(title)s](%(address)s), version %(n)s.")
        % {"title": document.title, "address": request.build_absolute_uri(address), "n": document.shown.n},
    }
    desk = drafts.desk(request, f"question:{document.pk}", document.shown.n)
    form = DiscussionForm(request.POST or None, initial=desk.initial(initial))
    made = attempt(form, lambda data: actions.question_document(document, by=request.user, **data))
    if made is None:
        context = {"document": document, "space": document.space, "room": room, "desk": desk}
        return form_page(request, "proposals/document_question.html", form, **context)
    messages.success(request, _("La discussion est ouverte : tout le salon la voit."))
    return drafts.sent(request, redirect("proposal", made.pk), desk.place)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def carry_over(request, pk):
    """Write the text of a proposal anew on the latest version of its document."""
    found = get_proposal(request, pk)
    if found.document_base_id is None:
        raise Http404
    ensure(permissions.may_carry_over(request.user, found))
    document, base, current = found.document, found.document_base, found.text.current
    latest = document.latest
    result = merge(base.body, latest.body, current.body)
    desk = drafts.desk(request, f"carry:{found.pk}", latest.n)
    initial = {
        "body": result.text if result.text is not None else current.body,
        "version_n": desk.begun_on(latest.n),
        "text_n": current.n,
    }
    form = CarryOverForm(request.POST or None, initial=desk.initial(initial))
    context = {
        "desk": desk,
        "proposal": found,
        "room": found.room,
        "space": found.space,
        "document": document,
        "latest": latest,
        "base": base,
        "outcome": result.outcome,
        "theirs": diff(base.body, latest.body),
        "mine": diff(base.body, current.body),
        "preview": None,
    }
    if form.is_bound and "preview" in request.POST:
        form.is_valid()
        context["preview"] = prose.render(request.POST.get("body", "")[:200_000], numbered=True)
        return render(request, "proposals/carry_over.html", {"form": form, **context})

    def act(data):
        return actions.carry_over(
            found, by=request.user, body=data["body"], version_n=data["version_n"], seen=data["text_n"]
        )

    made = attempt(form, act)
    if made is None:
        if form.is_bound:  # sent again, the form goes on from what its person now reads
            form.data = form.data.copy()
            form.data["version_n"], form.data["text_n"] = str(latest.n), str(current.n)
        return form_page(request, "proposals/carry_over.html", form, **context)
    messages.success(request, _("Votre texte part maintenant de la dernière version du document."))
    return drafts.sent(request, redirect("proposal", pk), desk.place)
