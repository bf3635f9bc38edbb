"""Around an amendment: supporting it, suggesting other words to its author, making it a proposal of its own."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.rules.merge import diff, normalise, rebase
from governance.texts import drafts, suggestions
from governance.texts.models import Version
from governance.throttle import paced
from proposals import actions, permissions
from proposals.forms import CosignatureForm, EditForm, SuggestionAnswerForm, SuggestionForm
from proposals.models import Proposal
from proposals.views import amendments as pages
from proposals.views.common import (
    allow,
    attempt,
    form_page,
    page_act,
    place,
    preview_of,
    refusal_status,
    signed_in,
    this_proposal,
    to_tell,
)


def _around(found, amendment, part):
    return redirect(f"{reverse('amendment', args=[found.pk, amendment.n])}#{part}")


# --- Co-signing --------------------------------------------------------------------------------------


@require_POST
@signed_in(this_proposal)
def cosign(request, pk, n):
    """Support it, as it was read."""
    found, amendment = pages.get_amendment(request, pk, n)
    form = CosignatureForm(request.POST)
    if attempt(form, lambda data: actions.cosign_amendment(amendment, by=request.user, seen=data["seen"])) is None:
        return pages.amendment_page(request, found, amendment, refusal_status(form), around=form)
    messages.success(request, _("Vous soutenez cet amendement."))
    return _around(found, amendment, "cosigners")


@require_safe
def wording(request, pk, n, k):
    """What an amendment said once it had been rewritten `k` times: what those who supported it then have read."""
    found, amendment = pages.get_amendment(request, pk, n)
    said = amendment.revisions.by_people().select_related("base").order_by("pk")[k : k + 1].first()
    if said is None:
        raise Http404
    context = place(found) | {
        "amendment": amendment,
        "said": said,
        "diff": diff(said.base.body, said.body),
        "signers": [one.person for one in amendment.cosignatures.filter(rewritings=k).select_related("person")],
    }
    return render(request, "proposals/wording.html", context)


@require_POST
@signed_in(this_proposal)
def uncosign(request, pk, n):
    found, amendment = pages.get_amendment(request, pk, n)
    actions.withdraw_cosignature(amendment, by=request.user)
    messages.success(request, _("Vous ne soutenez plus cet amendement."))
    return _around(found, amendment, "cosigners")


# --- Suggestions -------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def suggest(request, pk, n):
    """Edit a copy of the amendment and say why."""
    found, amendment = pages.get_amendment(request, pk, n)
    revisions = amendment.revisions.count()
    desk = drafts.desk(request, f"suggest:{amendment.pk}", revisions)
    initial = desk.initial({"body": amendment.body, "seen": desk.begun_on(revisions)})
    form = SuggestionForm(request.POST or None, initial=initial)
    allow(request, found.room, form, permissions.may_suggest(request.user, found, amendment))
    context = place(found) | {"amendment": amendment, "life": pages.life_of(request, found, amendment), "desk": desk}
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        before = suggestions.wording_after(amendment, form.cleaned_data["seen"])
        context["diff"] = diff(before, normalise(form.cleaned_data["body"]))
        return render(request, "proposals/suggest.html", {**context, "form": form})
    return page_act(
        request,
        form,
        "proposals/suggest.html",
        context,
        lambda data: paced("amendment", actions.suggest, amendment, by=request.user, **data),
        lambda _made: f"{reverse('amendment', args=[pk, n])}#suggestions",
    )


@require_POST
@signed_in(this_proposal)
def decide_suggestion(request, pk, n, s, verb):
    """Take it, decline it, or take one's own back."""
    found, amendment = pages.get_amendment(request, pk, n)
    suggestion = get_object_or_404(amendment.suggestions, n=s)
    form = SuggestionAnswerForm(request.POST)
    acts = {
        "take": (
            lambda data: actions.take_suggestion(suggestion, by=request.user, answer=data["answer"], seen=data["seen"]),
            _("La suggestion est prise : votre amendement se lit maintenant ainsi."),
        ),
        "decline": (
            lambda data: actions.decline_suggestion(suggestion, by=request.user, answer=data["answer"]),
            _("La suggestion est déclinée."),
        ),
        "withdraw": (
            lambda data: actions.withdraw_suggestion(suggestion, by=request.user),
            _("Votre suggestion est retirée."),
        ),
    }
    if verb not in acts:
        raise Http404
    act, done = acts[verb]
    if attempt(form, act) is None:
        return pages.amendment_page(request, *pages.get_amendment(request, pk, n), refusal_status(form), around=form)
    messages.success(request, done)
    return _around(found, amendment, "suggestions")


# --- Promotion ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(this_proposal)
def promote(request, pk, n):
    """A rejected amendment becomes a proposal of its author's, once; the second time leads to the first."""
    found, amendment = pages.get_amendment(request, pk, n)
    verdict = permissions.may_promote_amendment(request.user, found, amendment)
    context = place(found) | {"amendment": amendment}
    if not verdict and _became(request, amendment):
        return _already(request, context, verdict)
    initial, context["begun"] = _begun(request.user, found, amendment)
    desk = context["desk"] = drafts.desk(request, f"promote:{amendment.pk}", initial.get("seen", ""))
    if "seen" in initial:
        initial["seen"] = desk.begun_on(initial["seen"])
    form = EditForm(request.POST or None, initial=desk.initial(initial))
    allow(request, found.room, form, verdict)
    if form.is_bound and "preview" in request.POST:
        form.is_valid()
        context["preview"] = preview_of(request)
        return render(request, "proposals/promote.html", {**context, "form": form})
    made = attempt(form, lambda data: paced("proposal", actions.promote_amendment, amendment, by=request.user, **data))
    if made is None:
        _found, again = pages.get_amendment(request, pk, n)
        if form.is_bound and _became(request, again):
            return _already(request, context, permissions.may_promote_amendment(request.user, found, again))
        return form_page(request, "proposals/promote.html", form, **context)
    url, publish = reverse("proposal", args=[made.pk]), request.POST.get("publish", "")
    if publish in ("discussion", "amendments"):
        actions.publish_proposal(made, by=request.user, amendable=publish == "amendments")
        messages.success(request, _("Votre proposition est publiée : tout le salon la voit."))
        return drafts.sent(request, redirect(to_tell(made, url)), desk.place)
    messages.success(request, _("Votre brouillon est enregistré : vous seul·e le voyez."))
    return drafts.sent(request, redirect(url), desk.place)


def _became(request, amendment):
    """The proposal that this person already made of it."""
    mine = Proposal.objects.visible_to(request.user).filter(promoted_from=amendment)
    return mine.first() if amendment.author_id == request.user.pk else None


def _already(request, context, verdict):
    typed = [request.POST[name] for name in ("title", "summary", "body") if request.POST.get(name, "").strip()]
    context |= {"became": _became(request, context["amendment"]), "verdict": verdict, "typed": typed}
    return render(request, "proposals/promote.html", context, status=403)


def _begun(user, found, amendment):
    """What the form is filled with, and how its text was begun: "whole", or for a document "carried" or "conflict"."""
    initial = {
        "title": (_("%(title)s : l’amendement n° %(n)s") % {"title": found.title, "n": amendment.n})[:140],
        "summary": amendment.reason[:400],
        "body": amendment.body,
        "tags": ", ".join(tag.name for tag in found.tags.all()),
    }
    if not actions.changes_the_document(user, found):
        quoted = "\n".join(f"> {line}" if line else ">" for line in amendment.reason.splitlines())
        initial["body"] = f"{quoted}\n\n{amendment.body}"
        return initial, "whole"
    latest = Version.objects.get(pk=found.document.latest.pk)
    merged = rebase(amendment.base.body, latest.body, amendment.body)
    if merged.text is None:
        # It starts from the version its author knew, and is carried over to the latest as any other proposal.
        return initial | {"seen": found.document_base.n}, "conflict"
    return initial | {"body": merged.text, "seen": latest.n}, "carried"
