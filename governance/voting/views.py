"""The pages of a vote: the question, one's ballot, the result, the roll, and what anybody needs to recount."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, live
from governance.verdict import Refused, ensure
from governance.voting import actions, owners, wording
from governance.voting.dossier import VoteDossier
from governance.voting.forms import BallotForm, ReasonForm, SmallRollForm, new_key
from governance.voting.models import Publication, Vote
from governance.voting.permissions import may_answer_vote, may_cancel_vote, may_open_vote, may_see_vote, seen
from governance.voting.qr import qr
from governance.voting.urn import grouped, new_code

PARTS = ("head", "mine", "result")


def get_vote(request, pk) -> Vote:
    """The vote as this person may see it, or 404."""
    found = get_object_or_404(Vote.objects.select_related("made_by", "space").exclude(owner_kind=""), pk=pk)
    if not may_see_vote(request.user, found):
        raise Http404
    return found


def page(request, vote, template="voting/vote.html", status=200, **context):
    """A page about `vote`, with where it stands."""
    rules, owner = owners.rules_of(vote)
    d = VoteDossier(vote, request.user, clock.now())
    setting = rules.setting(request, owner, vote)
    context = {"d": d, "vote": vote, "space": vote.space, "setting": setting} | setting.context | context
    return render(request, template, context, status=status)


@require_safe
def vote(request, pk):
    """The question and the ballot first; the result once this person may see it."""
    found = get_vote(request, pk)
    part = request.GET.get("part")
    cursor = live.cursor("vote", found.pk)
    ballot = BallotForm(vote=found, initial={"key": new_key()})
    if request.htmx and part in PARTS:
        d = VoteDossier(found, request.user, clock.now())
        return render(request, f"voting/_{part}.html", {"d": d, "vote": found, "ballot": ballot})
    return page(request, found, cursor=cursor, ballot=ballot)


@never_cache
@require_POST
@sensitive_post_parameters()
def cast(request, pk):
    """Read a ballot: a final one is confirmed on a page of its own, the others are cast at once."""
    found = get_vote(request, pk)
    ensure(may_answer_vote(request.user, found, clock.now()))
    typed = request.POST.copy()
    if found.is_secret:
        typed.pop("key", None)  # its code is made with the page that confirms it
    ballot = BallotForm(typed, vote=found)
    if not ballot.is_valid():
        return page(request, found, ballot=ballot, status=422)
    if found.is_final:
        return _confirming(request, found, ballot)
    return _cast(request, found, ballot)


def _confirming(request, found, ballot):
    """The ballot said back, and in a secret vote its code: shown before it is cast, so that a retry has the same."""
    key = new_code(found.pk) if found.is_secret else new_key()
    said = wording.said(found, ballot.kind, ballot.ballot)
    return page(request, found, "voting/confirm.html", ballot=ballot, said=said, **_receipt(found, key))


def _receipt(found, key):
    """The code of a receipt as text and as a picture; of a named vote, nothing but the key."""
    if not found.is_secret:
        return {"key": key}
    return {"key": key, "code": key, "groups": grouped(key), "qr": qr(key)}


@never_cache
@require_POST
@sensitive_post_parameters()
def confirm(request, pk):
    """Cast a final ballot, with the key that its confirming page made."""
    found = get_vote(request, pk)
    ballot = BallotForm(request.POST, vote=found)
    if not ballot.is_valid():
        return page(request, found, ballot=ballot, status=422)
    return _cast(request, found, ballot)


def _cast(request, found, ballot):
    try:
        done = actions.cast_ballot(
            found,
            by=request.user,
            kind=ballot.kind,
            ballot=ballot.ballot,
            reason=ballot.reason_given,
            key=ballot.cleaned_data.get("key") or "",
        )
    except Refused as refused:
        ballot.add_error(None, refused.verdict.why)
        return page(request, found, ballot=ballot, status=403)
    if found.is_secret:
        return page(request, found, "voting/receipt.html", done=done, **_receipt(found, ballot.cleaned_data["key"]))
    said = _("Votre réponse est changée.") if done.is_change else _("Votre réponse est enregistrée.")
    messages.success(request, said)
    return redirect("vote", found.pk)


@require_safe
def roll(request, pk):
    """Who may answer and why; who has, where the vote is named."""
    found = get_vote(request, pk)
    places = found.roll.select_related("person").order_by("person__display_name", "pk")
    return page(request, found, "voting/roll.html", places=places)


@require_http_methods(["GET", "HEAD", "POST"])
def open_vote(request, pk):
    """Ask: from here on nothing of the vote changes."""
    found = get_vote(request, pk)
    ensure(may_open_vote(request.user, found))
    is_small = VoteDossier(found, request.user, clock.now()).is_too_small_to_hide
    form = SmallRollForm(request.POST if request.method == "POST" else None) if is_small else None
    return _act(
        request, found, "voting/open.html", form, lambda **_ticked: actions.open_prepared(found, by=request.user)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, pk):
    found = get_vote(request, pk)
    ensure(may_cancel_vote(request.user, found))
    form = ReasonForm(request.POST or None)
    return _act(request, found, "voting/cancel.html", form, partial(actions.cancel_vote, found, by=request.user))


def _act(request, found, template, form, act):
    if request.method != "POST" or (form and not form.is_valid()):
        return page(request, found, template, form=form, status=422 if form and form.is_bound else 200)
    try:
        act(**(form.cleaned_data if form else {}))
    except Refused as refused:
        return page(request, found, template, form=form, refusal=refused.verdict, status=403)
    return redirect("vote", found.pk)


def publication_of(request, vote) -> Publication | None:
    """What was published of a counted vote, for whoever may see its result."""
    if vote.counted_at is None or not seen(request.user, vote, clock.now()).result:
        return None
    return Publication.objects.filter(vote=vote).first()


@require_safe
def published(request, pk):
    """The file that anybody recounts, once the vote is counted."""
    found = publication_of(request, get_vote(request, pk))
    if found is None:
        raise Http404
    answer = HttpResponse(found.content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="scrutin-{pk}.json"'
    return answer
