"""The pages of the documents of a space: what is in force, every version, what changed, and how one commits."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance import clock, prose
from governance.organizations.models import Visibility
from governance.organizations.permissions import may_take_part
from governance.organizations.views import about, space_or_404
from governance.rules.merge import diff
from governance.texts import documents as acts
from governance.texts import drafts, exports, imports, sources
from governance.texts.forms import DocumentForm
from governance.texts.models import Document, Stage, Version
from governance.texts.permissions import may_commit, may_open_document
from governance.texts.reading import history, numbers_in_time, side_by_side
from governance.verdict import Refused, ensure


@dataclass(frozen=True)
class Line:
    """A version as a list shows it: how it stands, and what put it there, as (stage, title, address)."""

    version: Version
    status: Document.Status
    stages: list[tuple[Stage, str, str]]


def document_or_404(request, space_slug, document_slug) -> Document:
    """The document of that address, if this person may see it; otherwise it is as if it did not exist."""
    space = space_or_404(request.user, space_slug)
    found = Document.objects.visible_to(request.user).with_versions().filter(space=space)
    found = get_object_or_404(found.select_related("opened_by"), slug=document_slug)
    found.space = space
    return found


def _page(request, template, space, status=200, **context):
    context |= about(request.user, space, "documents")
    return render(request, f"texts/{template}.html", context, status=status)


@require_GET
def documents(request, space_slug):
    """Every document of the space that this person sees, by kind, each with its status."""
    space = space_or_404(request.user, space_slug)
    found = in_order(space.documents.visible_to(request.user).with_versions())
    return _page(request, "documents", space, documents=found)


def in_order(documents) -> list[Document]:
    """The code social first, then the statutes and what follows from them; by title among those of a kind."""
    order = Document.Kind.values
    return sorted(documents, key=lambda document: (order.index(document.kind), document.title.casefold()))


@require_http_methods(["GET", "POST"])
def document_open(request, space_slug):
    space = space_or_404(request.user, space_slug)
    ensure(may_open_document(request.user, space))
    desk = drafts.desk(request, f"open:{space.pk}")
    form = DocumentForm(request.POST if request.method == "POST" else None, space=space, initial=desk.initial({}))
    preview = None
    if reading := imports.reading(request):
        form = DocumentForm(space=space, initial=reading.values)
        return _page(request, "document_open", space, reading.status, form=form, reading=reading, desk=desk)
    if form.is_bound and "preview" in request.POST:
        form.is_valid()
        preview = prose.render(request.POST.get("body", "")[:200_000], numbered=True)
    elif form.is_bound and form.is_valid():
        try:
            opened = acts.open_document(space, by=request.user, **form.wishes())
        except Refused as refused:
            form.add_error(None, refused.verdict.why)
        else:
            messages.success(request, _("Le document est ouvert. Il changera désormais par des propositions."))
            return drafts.sent(request, redirect("document", space.slug, opened.slug), desk.place)
    status = 422 if form.is_bound and form.errors and preview is None else 200
    return _page(request, "document_open", space, status, form=form, preview=preview, desk=desk)


@require_GET
def document(request, space_slug, document_slug):
    """What is in force first, then where it comes from, its versions, and what one may do."""
    found = document_or_404(request, space_slug, document_slug)
    return _document_page(request, found)


def _document_page(request, found, status=200, refusal=None):
    return _show(
        request,
        found,
        found.shown.n,
        status,
        may_commit=may_commit(request.user, found),
        signed=_signed(request.user, found),
        refusal=refusal,
        now=clock.now(),
        # Read through reverse managers: these stand on higher floors.
        proposals=found.proposals.visible_to(request.user).with_facts().order_by("-pk"),
        may_propose=may_take_part(request.user, found.space),
        governance=_governance(request.user, found),
    )


@require_GET
def version(request, space_slug, document_slug, n):
    """One version, for ever at this address."""
    return _show(request, document_or_404(request, space_slug, document_slug), n, by_itself=True)


def _show(request, found, n, status=200, **context):
    lines = _lines(request.user, found)
    shown = get_object_or_404(found.text.versions.select_related("author"), n=n)
    line = next(line for line in lines if line.version.pk == shown.pk)
    address = _address(found, "document-paragraph", shown.n, 0).removesuffix("0/")
    return _page(
        request,
        "document",
        found.space,
        status,
        document=found,
        line=line,
        lines=lines,
        prose=prose.with_paragraph_links(shown.html, address),
        formats=_formats(found, shown),
        may_make_pdf=exports.may_make_pdf(),
        room=_room(request.user, found),
        **context,
    )


def _lines(user, found):
    """The versions, newest first, with what put each where it stands; the texts are left where they are."""
    versions = found.text.versions.select_related("author").defer("body", "html").prefetch_related("stages")
    versions = list(versions.order_by("-n"))
    names = sources.named(user, [stage for version in versions for stage in version.stages.all()])
    return [
        Line(
            version,
            found.status_of(version),
            [(stage, *names.get((stage.source_kind, stage.source_id), ("", ""))) for stage in version.stages.all()],
        )
        for version in versions
    ]


def _formats(found, shown):
    return [(extension, _address(found, "document-export", shown.n, extension)) for extension in exports.FORMATS]


def _address(found, name, *arguments):
    return reverse(name, args=[found.space.slug, found.slug, *arguments])


def _room(user, found):
    """The room whose rules these are, read through the space: it stands on a higher floor."""
    if found.room_key is None:
        return None
    return found.space.rooms.visible_to(user).filter(pk=found.room_key).first()


def _governance(user, found):
    """Where this document is put in question: the governance room, or its own room where few people see that one."""
    rooms = found.space.rooms.visible_to(user)
    own = rooms.filter(pk=found.room_key, visibility=Visibility.ROLES).first() if found.room_key else None
    return own or rooms.governance()


def _signed(user, found):
    """The last version of it that this person signed."""
    if not user.is_authenticated or found.kind != Document.Kind.CODE_SOCIAL:
        return None
    mine = found.commitments.filter(person=user).select_related("version").defer("version__body", "version__html")
    return mine.order_by("-version__n").first()


@require_GET
def difference(request, space_slug, document_slug):
    """The words that changed between two versions, in one text or side by side."""
    found = document_or_404(request, space_slug, document_slug)
    lines = _lines(request.user, found)
    numbers = [line.version.n for line in lines]
    after = _number(request, "to", numbers) or found.latest.n
    before = _number(request, "from", numbers) or max(after - 1, 1)
    texts = {version.n: version for version in found.text.versions.filter(n__in={before, after})}
    context = {
        "document": found,
        "lines": lines,
        "before": texts[before],
        "after": texts[after],
        "sides": request.GET.get("view") == "side",
    }
    if context["sides"]:
        context["rows"] = side_by_side(texts[before].body, texts[after].body)
    else:
        context["diff"] = diff(texts[before].body, texts[after].body)
    return _page(request, "difference", found.space, **context)


def _number(request, name, known):
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 9 and int(value) in known):
        raise Http404
    return int(value)


@require_GET
def paragraph(request, space_slug, document_slug, n, paragraph):
    """One paragraph of one version, and every version that changed it until then."""
    found = document_or_404(request, space_slug, document_slug)
    versions = list(found.text.versions.filter(n__lte=n).select_related("author"))
    if not versions or versions[-1].n != n:
        raise Http404
    steps = history(versions, paragraph)
    if not steps:
        raise Http404
    by_version = {line.version.pk: line for line in _lines(request.user, found)}
    stood = numbers_in_time(versions, paragraph)
    lines = [by_version[step.version.pk] for step in steps]
    made_by = [
        (stage, step.version.sha256, min(stood[step.version.n]))
        for step, line in zip(steps, lines, strict=True)
        for stage, _title, _url in line.stages
    ]
    ways = {sha256: url for (_kind, _id, sha256), url in sources.paragraphs(request.user, made_by).items()}
    return _page(
        request,
        "paragraph",
        found.space,
        document=found,
        version=versions[-1],
        n=paragraph,
        steps=[(step, line, ways.get(step.version.sha256)) for step, line in zip(steps, lines, strict=True)],
    )


@require_GET
def export(request, space_slug, document_slug, n, extension):
    """A version as a file, with the versions before it and their authors."""
    found = document_or_404(request, space_slug, document_slug)
    if extension not in exports.FORMATS:
        raise Http404
    if extension == "pdf":
        ensure(exports.may_make_pdf())
    versions = list(found.text.versions.filter(n__lte=n).select_related("author", "cause"))
    if not versions or versions[-1].n != n:
        raise Http404
    address = request.build_absolute_uri(_address(found, "document-version", n))
    sheet = exports.Sheet(found.title, address, versions[-1], versions, clock.now())
    make = {"md": exports.as_markdown, "html": exports.as_page, "pdf": exports.as_pdf}[extension]
    response = HttpResponse(make(sheet), content_type=exports.FORMATS[extension])
    if extension == "html":  # its style is inside, and it asks for nothing
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    how = "inline" if extension == "html" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{found.slug}-v{n}.{extension}"'
    return response


@require_POST
def document_commit(request, space_slug, document_slug):
    found = document_or_404(request, space_slug, document_slug)
    back = reverse("document", args=[space_slug, document_slug])
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    version_n = request.POST.get("version_n", "")
    try:
        acts.commit(
            found, by=request.user, version_n=int(version_n) if version_n.isascii() and version_n.isdigit() else 0
        )
    except Refused as refused:
        return _document_page(request, document_or_404(request, space_slug, document_slug), 403, refused.verdict)
    messages.success(request, _("Merci : votre engagement est inscrit, avec la version que vous avez lue."))
    return redirect(f"{back}#commitment")
