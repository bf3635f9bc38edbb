"""The pages that read a proposal's text: its versions, one paragraph's life, the files."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance import clock
from governance.rules.merge import diff
from governance.texts import exports
from governance.texts.reading import history as life_of
from governance.texts.reading import numbers_in_time, side_by_side
from governance.verdict import ensure
from proposals.dossier import paragraphs
from proposals.since import last_position, since_position
from proposals.views.common import get_proposal, number, place, timeline


def _versions(found, n):
    """Every version up to the `n`th, oldest first, with its author and its amendment; 404 for one that is not."""
    versions = list(found.text.versions.filter(n__lte=n).select_related("author", "cause__author").order_by("n"))
    if not versions or versions[-1].n != n:
        raise Http404
    return versions


@require_safe
def history(request, pk):
    """Every version of the text, and the words that changed from one to the next, or between any two; or one, whole."""
    found = get_proposal(request, pk)
    versions = list(found.text.versions.select_related("author", "cause__author").order_by("n"))
    numbers = {version.n: version for version in versions}
    whole = numbers.get(number(request, "version"))
    after = whole or numbers.get(number(request, "to"), versions[-1])
    mine = last_position(request.user, found)
    # Whoever took position on an earlier version is shown first what changed since; the others, the last step.
    since = None if "from" in request.GET or "to" in request.GET else since_position(mine or after.n, after.n)
    start = since.mine if since else after.n - 1
    before = None if whole else numbers.get(number(request, "from"), numbers.get(start))
    beside = request.GET.get("view") == "side"
    context = place(found) | {
        "versions": versions[::-1],
        "before": before,
        "after": after,
        "mine": mine,
        "since": since and before,
        "beside": beside,
        "lines": timeline(request.user, found),
    }
    if before and beside:
        context["rows"] = side_by_side(before.body, after.body)
    elif before:
        context["diff"] = diff(before.body, after.body)
    return render(request, "proposals/history.html", context)


@require_safe
def version(request, pk, n):
    """One version as it reads, for a link that stays."""
    found = get_proposal(request, pk)
    versions = _versions(found, n)
    mine = last_position(request.user, found)
    context = place(found) | {
        "version": versions[-1],
        "mine": mine,
        "since": since_position(mine or n, n),
        "versions": versions,
        "paragraphs": paragraphs(versions[-1]),
        "may_make_pdf": exports.may_make_pdf(),
    }
    return render(request, "proposals/version.html", context)


@require_safe
def paragraph(request, pk, n, p):
    """Who wrote one paragraph, who changed it, by which amendment, after which debate."""
    found = get_proposal(request, pk)
    versions = _versions(found, n)
    steps = life_of(versions, p)
    if not steps:
        raise Http404
    # What was said of it while it stood elsewhere, in another version, is the debate that led here.
    stood = Q(pk__in=())
    for version_n, places in numbers_in_time(versions, p).items():
        stood |= Q(version_n=version_n, paragraph__in=places)
    said = found.thread.messages.with_people().filter(stood, deleted_at__isnull=True)
    context = place(found) | {"version": versions[-1], "p": p, "steps": steps, "said": said.order_by("n")[:50]}
    return render(request, "proposals/paragraph.html", context)


@require_safe
def export(request, pk, n, form):
    """One version as a file: Markdown, a page that stands alone, or PDF."""
    found = get_proposal(request, pk)
    versions = _versions(found, n)
    address = request.build_absolute_uri(reverse("proposal-version", args=[pk, n]))
    sheet = exports.Sheet(found.title, address, versions[-1], versions, clock.now())
    if form not in exports.FORMATS:
        raise Http404
    if form == "pdf":
        ensure(exports.may_make_pdf())
    make = {"md": exports.as_markdown, "html": exports.as_page, "pdf": exports.as_pdf}[form]
    answer = HttpResponse(make(sheet), content_type=exports.FORMATS[form])
    name = f"{slugify(found.title)[:60] or _('texte')}-v{n}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
