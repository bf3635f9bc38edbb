"""The documents of a question: joining them, taking one back, reading one by whoever may see the meeting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions
from governance.assemblies.forms.documents import DocumentsForm
from governance.assemblies.models import AgendaItem, ItemDocument, Meeting
from governance.assemblies.views.meetings import get_meeting
from governance.throttle import keep_pace
from governance.verdict import ensure
from rooms.file_reading import read_out


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_documents(request, pk, item_pk):
    """Join documents to a question."""
    found = get_meeting(request, pk)
    item = get_object_or_404(AgendaItem, meeting=found, pk=item_pk)
    item.meeting = found
    ensure(permissions.may_add_document(request.user, item))
    posted = request.method == "POST"
    form = DocumentsForm(request.POST if posted else None, request.FILES if posted else None, item=item)

    def add(data):
        keep_pace(request.user, "file", len(data["chosen"]))
        return actions.add_documents(item, by=request.user, **data)

    if attempt(form, add):
        messages.success(request, _("Les documents sont joints."))
        return redirect("item-documents", pk, item_pk)
    context = {
        "form": form,
        "space": found.space,
        "meeting": found,
        "item": item,
        "may_remove": found.sent_at is None,
        "documents": list(item.documents.select_related("replaces", "added_by")),
    }
    page = render(request, "assemblies/item_documents.html", context, status=refusal_status(form) if posted else 200)
    return with_wait(page, getattr(form, "refusal", None))


@require_POST
@login_required
def item_document_remove(request, key):
    document = _get(request, key)
    actions.remove_document(document, by=request.user)
    messages.success(request, _("Le document est retiré."))
    return redirect("item-documents", document.item.meeting_id, document.item_id)


@require_safe
def item_document(request, key):
    """The file itself, saved and never opened, for whoever may see its meeting at this very moment."""
    document = _get(request, key)
    ensure(permissions.may_read_document(request.user, document))
    return read_out(request, document, "")


def _get(request, key):
    seen = Meeting.objects.visible_to(request.user)
    found = ItemDocument.objects.filter(item__meeting__in=seen)
    return get_object_or_404(found.select_related("item__meeting__body__organization__space"), key=key)
