"""The pages of where one lives, of those who attest it, and of a point that is tested and forgotten."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.answers import attempt, refusal_status, with_wait
from governance.organizations.permissions import granted
from governance.organizations.views import space_or_404
from governance.polls import actions, finding, permissions
from governance.polls.forms.residence import AskForm, CommuneForm, PointForm, ReferentForm, RefusalForm
from governance.polls.models import AttestationRequest, CitizenPoll, Referent, Residence, Territory
from governance.polls.models.residence import Level
from governance.throttle import keep_pace, paced
from governance.verdict import Refused, ensure
from rooms import files
from rooms.file_reading import ALONE

WRITE = ["GET", "HEAD", "POST"]
ACTS = {"attest": actions.attest, "check": actions.check_proof, "confirm": actions.confirm_proof}


# --- Where I live ------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@login_required
@never_cache
def residence(request):
    """Say where one lives; see what of it is attested, by whom, and until when it counts."""
    form = CommuneForm(request.POST if request.method == "POST" else None)
    made = attempt(
        form,
        lambda data: paced("residence", actions.declare, request.user, data["code"], by=request.user),
    )
    if made:
        messages.success(request, _("Votre commune est enregistrée : %(name)s.") % {"name": made.commune})
        return redirect("residence")
    typed = request.GET.get("q", "").strip()[:100]
    here = _mine(request.user)
    today = clock.now().date()
    page = {
        "form": form,
        "typed": typed,
        "found": finding.find(request.user, typed, lived_in=True) if typed else [],
        "residence": here,
        "expired": here and here.has_expired(today),
        "renewable": here and here.expires_on <= today + timedelta(days=30),
        "attestations": list(
            here.attestations.select_related("space__organization", "space__project", "by", "confirmed_by")
        )
        if here
        else [],
        "requests": list(here.requests.select_related("space__organization", "space__project")) if here else [],
        "zones": list(here.zones.select_related("zone")) if here else [],
    }
    if request.htmx:
        return render(request, "polls/_communes_found.html", page)
    status = refusal_status(form) if form.is_bound else 200
    return with_wait(render(request, "polls/residence.html", page, status=status), getattr(form, "refusal", None))


@require_POST
@login_required
def residence_take_back(request):
    actions.take_back(_mine_or_404(request.user), by=request.user)
    messages.success(request, _("Palabre ne sait plus où vous habitez."))
    return redirect("residence")


@require_http_methods(WRITE)
@login_required
@never_cache
def residence_ask(request):
    """Ask for an attestation, with a proof if one likes."""
    here = _mine_or_404(request.user)
    sent = request.method == "POST"
    form = AskForm(request.POST if sent else None, request.FILES if sent else None, user=request.user)
    if attempt(form, lambda data: _ask(request, here, form, data["proof"])):
        messages.success(
            request, _("Votre demande est envoyée : seules les personnes à qui elle s’adresse la verront.")
        )
        return redirect("residence")
    page = {"form": form, "residence": here}
    answer = render(request, "polls/residence_ask.html", page, status=refusal_status(form) if sent else 200)
    return with_wait(answer, getattr(form, "refusal", None))


def _ask(request, here, form, proof):
    keep_pace(request.user, "residence")
    if proof is None:
        return actions.ask_attestation(here, by=request.user, space=form.space)
    ensure(permissions.may_ask_attestation(request.user, here, form.space))
    with files.written_whole([proof]) as [stored]:
        return actions.ask_attestation(here, by=request.user, space=form.space, proof=stored)


@require_POST
@login_required
def attestation_withdraw(request, pk):
    found = get_object_or_404(AttestationRequest.objects.filter(residence__person=request.user), pk=pk)
    actions.withdraw_request(found, by=request.user)
    messages.success(request, _("La demande est retirée."))
    return redirect("residence")


# --- Those who attest --------------------------------------------------------------------------------


@require_safe
@login_required
@never_cache
def attestations(request):
    """The requests addressed to this person, the oldest first."""
    charges = Referent.objects.current().filter(person=request.user).select_related("territory", "space")
    return render(
        request, "polls/attestations.html", {"requests": list(_addressed(request.user)), "charges": list(charges)}
    )


@require_safe
@login_required
@never_cache
def attestation(request, pk):
    found = _asked_or_404(request.user, pk)
    return render(request, "polls/attestation.html", _shown(request.user, found, RefusalForm()))


@require_POST
@login_required
def attestation_act(request, pk, act):
    """Attest, check a proof or confirm it."""
    found = _asked_or_404(request.user, pk)
    if act not in ACTS:
        raise Http404
    paced("residence", ACTS[act], found, by=request.user)
    said = {
        "attest": _("C’est attesté. Merci."),
        "check": _("Le justificatif est vérifié ; une autre personne doit le confirmer."),
        "confirm": _("C’est confirmé, et le justificatif est détruit. Merci."),
    }
    messages.success(request, said[act])
    return redirect("attestations")


@require_POST
@login_required
@never_cache
def attestation_refuse(request, pk):
    found = _asked_or_404(request.user, pk)
    form = RefusalForm(request.POST)
    if attempt(form, lambda data: paced("residence", actions.refuse_request, found, by=request.user, **data)):
        messages.success(
            request, _("La personne lira votre raison ; le justificatif, s’il y en avait un, est détruit.")
        )
        return redirect("attestations")
    page = _shown(request.user, found, form)
    return with_wait(
        render(request, "polls/attestation.html", page, status=refusal_status(form)), getattr(form, "refusal", None)
    )


@require_safe
@login_required
@never_cache
def attestation_proof(request, pk):
    """The proof itself, saved and never opened, for whoever is asked."""
    found = _asked_or_404(request.user, pk)
    ensure(permissions.may_read_proof(request.user, found))
    try:
        with files.storage().open(found.stored) as content:
            answer = HttpResponse(content.read(), content_type="application/octet-stream")
    except FileNotFoundError as lost:
        raise Http404 from lost
    answer.headers["Content-Disposition"] = f'attachment; filename="justificatif-{found.pk}{_suffix(found.name)}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def _suffix(name):
    end = name.rpartition(".")[2].lower()
    return f".{end}" if end.isascii() and end.isalnum() and len(end) <= 5 else ""


def _addressed(user):
    """The requests that wait for an answer of this person: of the spaces they facilitate, and of their charges."""
    asked = Q(space__in=granted(user, "facilitate_space"))
    for charge in Referent.objects.current().filter(person=user).select_related("territory"):
        whose = Q(space=charge.space_id) if charge.space_id else Q(space__isnull=True)
        asked |= whose & Q(residence__commune__in=Territory.objects.within(charge.territory).values("pk"))
    found = AttestationRequest.objects.filter(asked, refused_at__isnull=True).exclude(residence__person=user)
    return found.select_related(
        "residence__commune", "residence__person", "space__organization", "space__project__organization", "checked_by"
    )


def _asked_or_404(user, pk):
    found = get_object_or_404(_addressed(user), pk=pk)
    if not permissions.may_see_request(user, found):
        raise Http404
    return found


def _shown(user, found, form):
    return {
        "asked": found,
        "form": form,
        "proved": found.wanted == Level.PROVED,
        "may_attest": permissions.may_attest(user, found),
        "may_check": permissions.may_check_proof(user, found),
        "may_confirm": permissions.may_confirm_proof(user, found),
        "may_refuse": permissions.may_refuse_request(user, found),
        "may_read": permissions.may_read_proof(user, found),
    }


# --- Inside a zone -----------------------------------------------------------------------------------


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(WRITE)
@login_required
@never_cache
def inside(request, kind, code):
    """Test one point against a drawn zone, and forget it: it comes in the body, and goes out nowhere."""
    zone = get_object_or_404(Territory.objects.visible_to(request.user).drawn(), kind=kind, code=code)
    ensure(permissions.may_be_found_in(request.user, zone))
    form = PointForm(request.POST if request.method == "POST" else None)
    poll = _poll_that_asks(request, zone)
    refusal = None
    if form.is_bound and form.is_valid():
        try:
            found = paced("residence", actions.find_inside, zone, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = refused.verdict
        else:
            if found:
                messages.success(request, _("Vous habitez dans cette zone. Le point n’a été gardé nulle part."))
            else:
                messages.warning(request, _("Ce point est en dehors de la zone. Il n’a été gardé nulle part."))
            return redirect(poll or zone)
    page = {"form": form, "zone": zone, "back": poll or zone, "why": refusal.why if refusal is not None else ""}
    status = 403 if refusal is not None else 422 if form.is_bound else 200
    return with_wait(render(request, "polls/inside.html", page, status=status), refusal)


def _poll_that_asks(request, zone):
    """The poll that somebody came from, and that they go back to."""
    asked = request.GET.get("poll", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return None
    return CitizenPoll.objects.visible_to(request.user).filter(pk=asked, territories=zone).first()


# --- Referents ---------------------------------------------------------------------------------------


@require_http_methods(WRITE)
@login_required
def referent_name(request, space_slug=None):
    """Name a local referent, for a space or for all of them."""
    space = space_or_404(request.user, space_slug) if space_slug else None
    ensure(permissions.may_name_referent(request.user, space))
    form = ReferentForm(request.POST if request.method == "POST" else None, space=space)
    made = attempt(
        form,
        lambda data: paced(
            "facilitation", actions.name_referent, data["person"], data["territory"], by=request.user, space=space
        ),
    )
    if made:
        messages.success(request, _("%(name)s est référent·e.") % {"name": made.person})
        return redirect("space-territories", space.slug) if space else redirect("referent-name-for-all")
    named = Referent.objects.current().filter(space=space).select_related("person", "territory")
    page = {"form": form, "space": space, "referents": list(named.order_by("territory__name", "pk"))}
    answer = render(request, "polls/referent_name.html", page, status=refusal_status(form) if form.is_bound else 200)
    return with_wait(answer, getattr(form, "refusal", None))


@require_POST
@login_required
def referent_end(request, pk):
    found = get_object_or_404(Referent.objects.visible_to(request.user).select_related("space", "territory"), pk=pk)
    actions.end_referent(found, by=request.user)
    messages.success(request, _("Cette personne n’est plus référente ; ce qu’elle a attesté reste attesté."))
    if found.person_id == request.user.pk:
        return redirect("attestations")
    return redirect("space-territories", found.space.slug) if found.space else redirect("referent-name-for-all")


# --- Finding -----------------------------------------------------------------------------------------


def _mine(user):
    return Residence.objects.standing().filter(person=user).select_related("commune").first()


def _mine_or_404(user):
    found = _mine(user)
    if found is None:
        raise Http404
    return found
