"""The pages of a vote: the question, one's ballot, the result, the roll, and what anybody needs to recount."""

from functools import partial
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, ical, live
from governance.answers import with_wait
from governance.throttle import paced
from governance.verdict import Refused, ensure
from governance.voting import actions, owners
from governance.voting.calendars import events_of_slots
from governance.voting.dossier import VoteDossier
from governance.voting.forms import BallotForm, ReasonForm, SmallRollForm, new_key
from governance.voting.models import Publication, Vote
from governance.voting.papers import Paper
from governance.voting.permissions import may_answer_vote, may_cancel_vote, may_open_vote, may_see_vote, seen
from governance.voting.qr import qr
from governance.voting.said import said
from governance.voting.showing import Showing, Turnout
from governance.voting.urn import grouped, new_code

PARTS = ("head", "mine", "result", "result-shown", "turnout", "preparing", "ideas")


def get_vote(request, pk) -> Vote:
    """The vote as this person may see it, or 404."""
    votes = Vote.objects.select_related("made_by", "space").prefetch_related("options")
    found = get_object_or_404(votes.exclude(owner_kind=""), pk=pk)
    if not may_see_vote(request.user, found):
        raise Http404
    return found


ITS_PAGE = "voting/vote.html"


def page(request, vote, template=ITS_PAGE, status=200, **context):
    """A page about `vote`, with where it stands; its own is live, and shows what is around it."""
    rules, owner = owners.rules_of(vote)
    d = VoteDossier(vote, request.user, clock.now())
    setting = rules.setting(request, owner, vote)
    if template == ITS_PAGE:
        if "cursor" not in context:
            cursors = live.cursors(("vote", vote.pk), ("result", vote.pk))
            context |= {"cursor": cursors[f"vote:{vote.pk}"], "result_cursor": cursors[f"result:{vote.pk}"]}
        context = setting.context() | context
    context = {"d": d, "vote": vote, "space": vote.space, "setting": setting} | context
    answer = render(request, template, context | _drawn(request, d, context.get("ballot")), status=status)
    patch_cache_control(answer, private=True, no_cache=True)  # what one may see changes with one's answer
    return answer


def _drawn(request, d, ballot):
    """What the parts of the page draw; nothing of it is read before a template asks."""
    turnout = Turnout(d)
    drawn = {"turnout": turnout, "shown": Showing(d, turnout, request.GET)}
    return drawn | ({"paper": Paper(d, ballot)} if ballot is not None else {})


@require_safe
def vote(request, pk):
    """The question and the ballot first; the result once this person may see it."""
    cursors = live.cursors(("vote", pk), ("result", pk))  # before what they date
    found = get_vote(request, pk)
    part = request.GET.get("part")
    ballot = BallotForm(vote=found, initial={"key": new_key()})
    if request.htmx and part in PARTS:
        d = VoteDossier(found, request.user, clock.now())
        context = {"d": d, "vote": found, "ballot": ballot, "result_cursor": cursors[f"result:{pk}"]}
        context |= _drawn(request, d, ballot)
        answer = render(request, f"voting/_{part.replace('-', '_')}.html", context)
        patch_cache_control(answer, private=True, no_cache=True)
        return answer
    named = {"cursor": cursors[f"vote:{pk}"], "result_cursor": cursors[f"result:{pk}"]}
    return page(request, found, ballot=ballot, **named)


@never_cache
@require_POST
@sensitive_post_parameters()
def cast(request, pk):
    """Read a ballot: a final one is confirmed on a page of its own, the others are cast at once."""
    found = get_vote(request, pk)
    # Another is cast at once: sent again after the close, what came in time is no error.
    if found.is_final or not request.user.is_authenticated:
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
    words = said(found, ballot.kind, ballot.ballot)
    return page(request, found, "voting/confirm.html", ballot=ballot, said=words, **_receipt(found, key))


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
        done = paced(
            "ballot",
            actions.cast_ballot,
            found,
            by=request.user,
            kind=ballot.kind,
            ballot=ballot.ballot,
            reason=ballot.reason_given,
            key=ballot.cleaned_data.get("key") or "",
        )
    except Refused as refused:
        ballot.add_error(None, refused.verdict.why)
        return with_wait(page(request, found, ballot=ballot, status=403), refused.verdict)
    if found.is_secret:
        return page(request, found, "voting/receipt.html", done=done, **_receipt(found, ballot.cleaned_data["key"]))
    done_so = _("Votre réponse est changée.") if done.is_change else _("Votre réponse est enregistrée.")
    if ballot.is_partial:
        done_so = _("%(said)s Votre bulletin est partiel, et il est valable.") % {"said": done_so}
    messages.success(request, done_so)
    rules, owner = owners.rules_of(found)
    back = rules.setting(request, owner, found).back
    return redirect(back[1]) if back else redirect("vote", found.pk)


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
    ensure(may_cancel_vote(request.user, found, clock.now()))
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
def calendar(request, pk):
    """The dates of a vote for a calendar: those asked about while it is open, then the one that was chosen."""
    found = get_vote(request, pk)
    d = VoteDossier(found, request.user, clock.now())
    if d.stage in ("preparing", "cancelled"):
        raise Http404
    slots = d.options
    if d.stage == "closed":
        slots = [option for option in slots if str(option) in d.outcome["winners"]] if d.outcome else []
    slots = [option for option in slots if option.starts_at]
    if not slots:
        raise Http404
    quorum = Turnout(d).quorum
    is_settled = d.stage == "closed" and not (quorum and not quorum["reached"])
    events = events_of_slots(found, slots, is_settled=is_settled)
    zone = ZoneInfo(found.space.governed_by.time_zone)
    file = ical.written(events, origin=f"{request.scheme}://{request.get_host()}", zone=zone)
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="scrutin-{found.pk}.ics"'
    return answer


@require_safe
def published(request, pk):
    """The file that anybody recounts, once the vote is counted."""
    found = publication_of(request, get_vote(request, pk))
    if found is None:
        raise Http404
    answer = HttpResponse(found.content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="scrutin-{pk}.json"'
    return answer
