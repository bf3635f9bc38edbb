"""The pages of amendments: to propose one, read it, settle it with the text, decide of it."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.rules.merge import diff, normalise, passages, rebase
from governance.texts import drafts
from governance.texts.models import Amendment
from governance.texts.reading import excerpts, side_by_side
from governance.throttle import paced
from governance.verdict import ensure
from proposals import actions, permissions
from proposals.amendment_dossier import AROUND, AmendmentDossier
from proposals.dossier import lapsed
from proposals.forms import (
    LONGEST_WHY,
    AmendmentAnswerForm,
    AmendmentForm,
    DecisionForm,
    Kept,
    SettlementForm,
    WithdrawalForm,
)
from proposals.forms_paragraphs import first_words
from proposals.put import Put
from proposals.views.common import (
    allow,
    attempt,
    dossier_of,
    get_proposal,
    imported,
    number_in,
    page_act,
    place,
    reading_page,
    refusal_status,
    signed_in,
    this_proposal,
)
from proposals.views.paragraphs import amend_paragraph
from rooms.born import born_of

MOST_PASSAGES = 300  # a longer text is no list to choose from


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def amend(request, pk):
    """Edit a copy of the text and say why; or one paragraph of it, `?p=3`."""
    if "p" in request.GET:
        return amend_paragraph(request, pk)
    found = get_proposal(request, pk)
    current = found.text.current
    born = born_of(request, found.room, "amendment")
    desk = drafts.desk(request, f"amend:{found.pk}{born.place if born else ''}", current.n)
    initial = {"base": current, "body": current.body} | ({"reason": born.cited(LONGEST_WHY)} if born else {})
    initial = desk.initial(initial)
    form = AmendmentForm(request.POST or None, text=found.text, initial=initial)
    allow(request, found.room, form, permissions.may_propose_amendment(request.user, found))
    context = {"proposal": found, "room": found.room, "space": found.space, "base": current, "desk": desk}
    context["born"] = born
    propose = partial(actions.amend_from, born.message) if born else actions.propose_amendment
    if len(shown := passages(current.body)) <= MOST_PASSAGES:
        context["passages"] = [(passage.number, first_words(passage)) for passage in shown]
    if reading := imported(request, form, before=current.body):
        form = AmendmentForm(text=found.text, initial=reading.values)
        return reading_page(request, "proposals/amend.html", form, reading, **context)
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        context["diff"] = diff(form.cleaned_data["base"].body, form.cleaned_data["body"])
        return render(request, "proposals/amend.html", {**context, "form": form})
    return page_act(
        request,
        form,
        "proposals/amend.html",
        context,
        lambda data: paced("amendment", propose, found, by=request.user, **data),
        lambda made: reverse("amendment", args=[pk, made.n]),
    )


def get_amendment(request, pk, n):
    found = get_proposal(request, pk)
    amendments = found.text.amendments.select_related(
        "author", "base", "decided_by", "text", "replaces", "put__vote", "displaced_by"
    )
    return found, get_object_or_404(amendments, n=n)


@require_safe
def amendment(request, pk, n):
    """What it changes, why, and what became of it; one in conflict is shown against the text it was written on."""
    found, amendment = get_amendment(request, pk, n)
    part = request.GET.get("part", "")
    template = f"proposals/_{part}.html" if part in AROUND and request.htmx else "proposals/amendment.html"
    return amendment_page(request, found, amendment, template=template)


def life_of(request, found, amendment) -> AmendmentDossier:
    return AmendmentDossier(dossier_of(request, found), amendment)


def amendment_page(request, found, amendment, status=200, *, template="proposals/amendment.html", **context):
    beside = request.GET.get("view") == "side"
    now = clock.now()
    context |= place(found) | {
        "amendment": amendment,
        "put": Put(found, amendment, request.user, now) if hasattr(amendment, "put") else None,
        "beside": beside,
        "rows": side_by_side(amendment.base.body, amendment.body) if beside else None,
        "diff": None if beside else diff(amendment.base.body, amendment.body),
        "first": amendment.revisions.select_related("base").first(),
        "may_accept": permissions.may_accept_amendment(request.user, found, amendment),
        "may_reject": permissions.may_reject_amendment(request.user, found, amendment),
        "may_withdraw": permissions.may_withdraw_amendment(request.user, found, amendment),
        "may_settle": permissions.may_settle_amendment(request.user, found, amendment),
        "may_confirm": permissions.may_confirm_amendment(request.user, found, amendment),
        "lapsed": lapsed(amendment, found.phase()),
        "is_carrier": found.carrier_id == request.user.pk or found.has_co_carrier(request.user),
        "is_author": amendment.author_id == request.user.pk,
        "life": life_of(request, found, amendment),
        "redone": Amendment.objects.filter(replaces=amendment).first(),
    }
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def settle_amendment(request, pk, n):
    """Settle an amendment with what the text became: base, both sides, and the words that are being written."""
    found, amendment = get_amendment(request, pk, n)
    ensure(permissions.may_settle_amendment(request.user, found, amendment))
    current = found.text.current
    desk = drafts.desk(request, f"settle:{amendment.pk}", current.n)
    merged = rebase(amendment.base.body, current.body, amendment.body)
    context = place(found) | {"amendment": amendment, "current": current, "desk": desk}
    if request.method == "POST" and number_in(request.POST, "seen") != current.n:
        return _settle_anew(request, merged, context, request.POST, status=403)
    if desk.is_resumed and desk.has_moved:
        return _settle_anew(request, merged, context, {key: value[0] for key, value in desk.draft.fields.items()})
    form = SettlementForm(request.POST or None, merged=merged, initial=desk.initial({}))
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        context["result"] = diff(current.body, normalise(form.cleaned_data["body"]))
        return render(request, "proposals/settle.html", {**context, "form": form})
    return page_act(
        request,
        form,
        "proposals/settle.html",
        context,
        lambda data: actions.settle_amendment(amendment, by=request.user, body=data["body"], seen=data["seen"]),
        lambda settled: reverse("amendment", args=[pk, settled.n]),
    )


def _settle_anew(request, merged, context, sent, status=200):
    """The text has moved under somebody's words: its conflicts are others now, and none of these words is one's."""
    written = [name.removeprefix("choice-") for name, choice in sent.items() if choice == "written"]
    context["typed"] = [words for n in written if (words := sent.get(f"words-{n}", "").strip())]
    form = SettlementForm(merged=merged)
    return render(request, "proposals/settle.html", context | {"form": form, "moved": True}, status=status)


class Verb(NamedTuple):
    """What one button of an amendment does: the act and what it takes of its form, and what is said afterwards.

    again: the name under which the page shows the form when it is refused. stays: on the amendment's page.
    """

    act: Callable
    takes: tuple[str, ...] = ()
    form: type[Kept] = DecisionForm
    again: str = "decision"
    done: str = ""
    stays: bool = False


VERBS = {
    "accept": Verb(
        actions.accept_amendment,
        ("reason", "seen", "revisions"),
        done=_l("L’amendement est intégré : voici la version %(n)s."),
    ),
    "reject": Verb(actions.reject_amendment, ("reason",), done=_l("L’amendement est écarté.")),
    "withdraw": Verb(
        actions.withdraw_amendment, ("reason",), WithdrawalForm, "withdrawal", _l("Votre amendement est retiré.")
    ),
    "confirm": Verb(actions.confirm_amendment, done=_l("C’est noté : l’amendement tient."), stays=True),
    "answer": Verb(
        actions.answer_amendment,
        ("choice",),
        AmendmentAnswerForm,
        "answering",
        _l("Votre position est enregistrée."),
        stays=True,
    ),
    "look": Verb(actions.look_at_amendment, stays=True),
}


@require_POST
@signed_in(this_proposal)
def decide_amendment(request, pk, n, verb):
    """Accept, reject, withdraw, answer, or say that it holds: one button each, with the words beside it."""
    if verb not in VERBS:
        raise Http404
    verb = VERBS[verb]
    _found, amendment = get_amendment(request, pk, n)
    form = verb.form(request.POST)
    result = attempt(form, lambda data: verb.act(amendment, by=request.user, **{key: data[key] for key in verb.takes}))
    if result is None:
        return amendment_page(request, *get_amendment(request, pk, n), refusal_status(form), **{verb.again: form})
    if verb.done:
        messages.success(request, verb.done % {"n": getattr(result, "n", n)})
    return redirect("amendment", pk, n) if verb.stays else redirect("proposal", pk)


@require_safe
def amendments_table(request, pk):
    """Every amendment and what it changes, to read in a row or to print."""
    found = get_proposal(request, pk)
    amendments = found.text.amendments.select_related("author", "base", "displaced_by").order_by("n")
    amendments = amendments.annotate(cosigners=Count("cosignatures"))
    rows = [(amendment, excerpts(amendment.base.body, amendment.body)) for amendment in amendments]
    return render(request, "proposals/amendments_table.html", place(found) | {"rows": rows})


@require_safe
def amendment_as_written(request, pk, n):
    """An amendment as its author first wrote it, on the version they had before their eyes."""
    found = get_proposal(request, pk)
    amendment = get_object_or_404(found.text.amendments.select_related("author"), n=n)
    first = amendment.revisions.select_related("base").first() or amendment
    context = place(found) | {"amendment": amendment, "first": first, "diff": diff(first.base.body, first.body)}
    return render(request, "proposals/amendment_as_written.html", context)
