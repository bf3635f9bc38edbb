"""Paper in a session: the slips to print, what the secretary types of them, and the second person who signs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import permissions, wording
from governance.assemblies.actions.balloting import running_vote
from governance.assemblies.actions.deciding import choices_on_a_text, seats_left, standing_now
from governance.assemblies.agenda import is_secret, matter_of
from governance.assemblies.forms.papers import PaperForm
from governance.assemblies.models import AgendaItem
from governance.assemblies.views.meetings import get_meeting
from governance.register.actions import sha256
from governance.throttle import paced
from governance.verdict import ensure
from governance.voting import actions
from governance.voting.models import PaperBatch
from governance.voting.permissions import may_countersign_paper, may_enter_paper, may_withdraw_paper
from governance.voting.said import in_a_line

A_PAGE = ((4, 4), (10, 2))  # (options at most, slips of an A4 page)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_papers(request, pk, item_pk):
    """What was entered of the vote that runs, and the form that enters more."""
    found, item = _item(request, pk, item_pk)
    vote, now = running_vote(item), clock.now()
    may_enter = may_enter_paper(request.user, vote, now)
    batches = [batch for batch in _batches(vote) if _reads(request.user, batch, found, now)]
    if not batches:
        ensure(may_enter)
    form = None
    if may_enter:
        waiting = {one for batch in _batches(vote) if batch.is_waiting for one in batch.people}
        in_room = found.attendances.filter(left_at__isnull=True, is_remote=False).values("person")
        places = [one for one in permissions.awaited(vote).filter(person__in=in_room) if one.person_id not in waiting]
        here = found.attendances.filter(left_at__isnull=True, deliberates=True).exclude(person=request.user)
        posted = request.POST if request.method == "POST" else None
        form = PaperForm(posted, vote=vote, places=places, tellers=[a.person for a in here.select_related("person")])
        if attempt(form, lambda data: paced("meeting", actions.enter_paper, vote, by=request.user, **data)):
            messages.success(request, _("Les papiers sont saisis : une autre personne les vérifie et contresigne."))
            return redirect("item-papers", found.pk, item.pk)
    elif request.method == "POST":
        ensure(may_enter)
    context = {"form": form, "vote": vote, "item": item, "meeting": found, "space": found.space, "batches": batches}
    status = refusal_status(form) if form and form.is_bound else 200
    page = render(request, "assemblies/item_papers.html", context, status=status)
    return with_wait(page, getattr(form, "refusal", None))


@require_POST
@login_required
def item_paper_act(request, pk, item_pk, batch_pk, act):
    """Countersign a batch, or take it back."""
    found, item = _item(request, pk, item_pk)
    batch = get_object_or_404(
        PaperBatch.objects.select_related("vote"), pk=batch_pk, vote__owner_kind="agendaitem", vote__owner_id=item.pk
    )
    does, said = {
        "countersign": (actions.countersign_paper, _("Les bulletins papier sont comptés avec les autres.")),
        "withdraw": (actions.withdraw_paper, _("Ces bulletins papier sont retirés : rien n’en est compté.")),
    }[act]
    paced("meeting", does, batch, by=request.user)
    messages.success(request, said)
    return redirect(found)


@require_safe
@login_required
def item_slips(request, pk, item_pk):
    """Slips to print and cut, a page of them: the question, the hash of the text, a box for each answer."""
    found, item = _item(request, pk, item_pk)
    ensure(permissions.may_run_session(request.user, found))
    if not item.binds:
        raise Http404
    choices = (
        [str(one.person) for one in standing_now(item)] if item.is_election else [c.label for c in choices_on_a_text()]
    )
    slips = next((n for most, n in A_PAGE if len(choices) <= most), 1)
    matter = matter_of(found, item)
    context = {
        "meeting": found,
        "space": found.space,
        "item": item,
        "choices": choices,
        "slips": range(slips),
        "many": slips,
        "most": min(seats_left(item), len(choices)) if item.is_election else 1,
        "sha256": sha256(item.text_now),
        "is_named": _is_named(found, item, matter),
        "rule": wording.sentence(found.rule_set.statutes, matter),
    }
    return render(request, "assemblies/item_slips.html", context)


def _is_named(meeting, item, matter):
    """Whether a paper carries a name: that of the vote that runs, or what the statutes say of it."""
    vote = next((vote for vote in permissions.votes_of(item).order_by("-pk") if vote.counted_at is None), None)
    if vote:
        return not vote.is_secret
    return permissions.is_named_round(item) or (matter.secrecy == "named" and not is_secret(meeting, item))


def _item(request, pk, item_pk):
    found = get_meeting(request, pk)
    item = get_object_or_404(AgendaItem, meeting=found, pk=item_pk)
    item.meeting = found
    return found, item


def _batches(vote):
    return vote.paper_batches.select_related("entered_by", "countersigned_by", "teller", "vote")


def _reads(user, batch, meeting, now):
    """Whether this person reads a batch: who runs the session and its teller; what it says, only to sign it."""
    batch.may_countersign = may_countersign_paper(user, batch, now)
    batch.may_withdraw = may_withdraw_paper(user, batch, now)
    may = batch.may_countersign or batch.may_withdraw or permissions.may_run_session(user, meeting)
    if may:
        names = {place.person_id: str(place.person) for place in batch.vote.roll.select_related("person")}
        batch.names = [names[pk] for pk in batch.people]
        batch.rows = [
            (head if batch.vote.is_secret else names[head], in_a_line(batch.vote, kind, ballot))
            for head, kind, ballot in (batch.ballots or [])
        ]
    return bool(may)
