"""The pages of minutes: what they say, and the two signatures that publish them."""

from functools import partial

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, papers, permissions
from governance.assemblies.forms.meetings import RemarksForm
from governance.assemblies.models import Minutes
from governance.assemblies.writing import content_of, document_of
from governance.register.actions import sha256
from governance.throttle import keep_pace, paced
from governance.verdict import ensure


@require_safe
def minutes(request, pk):
    """Minutes as they are signed, or as they stand."""
    return _page(request, _minutes(request, pk))


@require_safe
def minutes_markdown(request, pk):
    """The same words as Markdown."""
    found = _minutes(request, pk)
    return _file(found, "md", document_of(found).encode(), "text/markdown; charset=utf-8")


@require_safe
def minutes_pdf(request, pk):
    """The same words as a tagged PDF: structure, language and title for those who hear it."""
    found = _minutes(request, pk)
    if request.user.is_authenticated:
        keep_pace(request.user, "export")
    title, tree = papers.title_and_tree(document_of(found))
    at = found.countersigned_at or found.signed_at or clock.now()
    return _file(
        found,
        "pdf",
        papers.as_pdf(title, tree, author=str(found.meeting.organization), at=at),
        "application/pdf",
    )


def _file(found, ending, content, kind):
    name = f"proces-verbal-{found.number or f'projet-{found.pk}'}.{ending}"
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def minutes_remarks(request, pk):
    """What the secretary adds to what was recorded."""
    found = _minutes(request, pk)
    ensure(permissions.may_sign_minutes(request.user, found))
    form = RemarksForm(request.POST if request.method == "POST" else None, initial={"remarks": found.remarks})
    if attempt(form, lambda data: paced("meeting", actions.keep_remarks, found, by=request.user, **data)):
        messages.success(request, _("Le projet est complété."))
        return redirect(found)
    return _answered(request, found, form, "minutes_remarks")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def minutes_sign(request, pk):
    """The secretary of the session signs what is on the page."""
    found = _minutes(request, pk)
    ensure(permissions.may_sign_minutes(request.user, found))
    if request.method == "POST":
        seen = request.POST.get("sha256", "")
        paced("meeting", actions.sign_minutes, found, by=request.user, seen_sha256=seen)
        messages.success(request, _("Vous avez signé : la présidence de séance peut contresigner."))
        return redirect(found)
    return _page(request, found, signing="sign")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def minutes_countersign(request, pk):
    """Who presided signs in turn: the minutes are numbered and published."""
    found = _minutes(request, pk)
    ensure(permissions.may_countersign(request.user, found))
    if request.method == "POST":
        paced("meeting", actions.countersign_minutes, found, by=request.user)
        messages.success(request, _("Le procès-verbal est contresigné, numéroté et publié."))
        return redirect(found)
    return _page(request, found, signing="countersign")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def minutes_correct(request, pk):
    """Another document that corrects this one."""
    found = _minutes(request, pk)
    ensure(permissions.may_correct_minutes(request.user, found))
    form = RemarksForm(request.POST if request.method == "POST" else None)
    made = attempt(form, partial(_correct, request, found))
    if made:
        messages.success(request, _("La correction est commencée : elle sera signée comme le procès-verbal."))
        return redirect(made)
    return _answered(request, found, form, "minutes_correct")


@require_POST
@login_required
def minutes_send_again(request, pk):
    """Write once more to those whom the minutes never reached."""
    found = _minutes(request, pk)
    paced("meeting", actions.send_minutes_again, found, by=request.user)
    messages.success(request, _("Les lettres abandonnées repartent."))
    return redirect(found)


def _correct(request, found, data):
    return paced("meeting", actions.correct_minutes, found, by=request.user, **data)


def _minutes(request, pk):
    """The minutes as this person may read them, or 404 or why not."""
    seen = Minutes.objects.visible_to(request.user).select_related(
        "meeting__body__organization__space",
        "meeting__rule_set",
        "meeting__chair",
        "meeting__secretary",
        "signed_by",
        "countersigned_by",
        "corrects",
    )
    found = get_object_or_404(seen, pk=pk)
    ensure(permissions.may_see_minutes(request.user, found))
    return found


def _page(request, found, **more):
    title, tree = papers.title_and_tree(document_of(found))
    context = {
        "minutes": found,
        "meeting": found.meeting,
        "space": found.meeting.space,
        "title": title,
        "content": papers.as_html(tree),
        "sha256": found.sha256 or sha256(content_of(found)),
        "sent": _sent(found),
        "may_read_delivery": permissions.may_read_delivery(request.user, found.meeting),
        "not_reached": [one.person for one in found.sendings.given_up().select_related("person")],
        "may_send_again": permissions.may_send_minutes_again(request.user, found),
        "may_sign": permissions.may_sign_minutes(request.user, found),
        "may_countersign": permissions.may_countersign(request.user, found),
        "may_correct": permissions.may_correct_minutes(request.user, found),
        **more,
    }
    return render(request, "assemblies/minutes.html", context)


def _sent(found):
    """How many were told that these minutes are published, how many of them are still to be reached, and when."""
    if not found.is_published:
        return None
    told = Count("pk", filter=Q(sent_at__isnull=False))
    waiting = Count("pk", filter=Q(next_at__isnull=False))
    given_up = Count("pk", filter=Q(sent_at__isnull=True, next_at__isnull=True))
    return found.sendings.aggregate(
        people=Count("pk"), told=told, waiting=waiting, given_up=given_up, last=Max("sent_at")
    )


def _answered(request, found, form, name):
    status = refusal_status(form) if form.is_bound else 200
    context = {"form": form, "minutes": found, "meeting": found.meeting, "space": found.meeting.space}
    page = render(request, f"assemblies/{name}.html", context, status=status)
    return with_wait(page, getattr(form, "refusal", None))
