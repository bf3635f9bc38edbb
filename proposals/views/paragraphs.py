"""To amend one paragraph of a proposal's text without meeting the whole: rewritten, added to, deleted or moved."""

from functools import partial

from django.http import Http404
from django.urls import reverse

from governance.rules.merge import parts, passages
from governance.texts import drafts
from governance.texts.reading import excerpts
from governance.throttle import paced
from proposals import actions, permissions
from proposals.forms import LONGEST_WHY
from proposals.forms_paragraphs import ParagraphForm
from proposals.views.common import allow, form_page, get_proposal, number, page_act, place
from rooms.born import born_of


def amend_paragraph(request, pk):
    """The form of one paragraph, `?p=3`, or of one item or row of it, `?p=3&item=2`."""
    found = get_proposal(request, pk)
    current = found.text.current
    n, item = number(request, "p"), number(request, "item")
    born = born_of(request, found.room, "amendment")
    desk = drafts.desk(request, f"amend:{pk}:p{n}:i{item}{born.place if born else ''}", current.n)
    why = {"reason": born.cited(LONGEST_WHY)} if born else {}
    kept = desk.initial({"base": current.pk})
    base = _base(found, request.POST.get("base", kept["base"])) or current
    shown = passages(base.body)
    whole = next((passage for passage in shown if passage.number == n), None)
    inside = parts(base.body, whole) if whole else []
    if whole is None or item > len(inside):
        raise Http404
    passage = inside[item - 1] if item else whole
    form = ParagraphForm(
        request.POST or None,
        text=found.text,
        base=base,
        passage=passage,
        beside=inside if item else shown,
        initial={"what": "replace", "words": passage.text} | why | kept,
    )
    is_preview = request.method == "POST" and "preview" in request.POST
    form.fields["reason"].required = not is_preview
    allow(request, found.room, form, permissions.may_propose_amendment(request.user, found))
    context = place(found) | {
        "base": base,
        "passage": passage,
        "inside": [(n, part) for n, part in enumerate(inside, 1) if part is not passage],
        "whole": whole,
        "item": item,
        "desk": desk,
        "born": born,
    }
    template = "proposals/amend_paragraph.html"
    is_shown = is_preview and form.is_valid()
    form.fields["reason"].required = True
    if is_shown:
        rows = [(row, row.words) for row in excerpts(base.body, form.cleaned_data["body"])]
        return form_page(request, template, form, rows=rows, **context)
    return page_act(
        request,
        form,
        template,
        context,
        lambda data: paced(
            "amendment",
            partial(actions.amend_from, born.message) if born else actions.propose_amendment,
            found,
            by=request.user,
            base=data["base"],
            body=data["body"],
            reason=data["reason"],
        ),
        lambda made: reverse("amendment", args=[pk, made.n]),
    )


def _base(found, given):
    """The version of this text on which the paragraph was read."""
    given = given[0] if isinstance(given, list) else given
    if not (str(given).isascii() and str(given).isdigit() and len(str(given)) < 19):
        return None
    return found.text.versions.filter(pk=given).first()
