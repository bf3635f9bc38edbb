"""The pages of meetings: those of an association, one from its first idea to its close, its projector, its files."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, live
from governance.accounts.models import User
from governance.answers import attempt, refusal_status, with_wait
from governance.assemblies import actions, permissions
from governance.assemblies.actions.convening import has_open_seats
from governance.assemblies.calendars import calendar_of
from governance.assemblies.dossier import MeetingDossier, to_invite
from governance.assemblies.forms.draws import RenewalForm
from governance.assemblies.forms.meetings import (
    AmendmentForm,
    CandidacyForm,
    ItemForm,
    MeetingForm,
    MomentForm,
    NamesForm,
    ReasonForm,
    SomebodyForm,
    VoteForm,
)
from governance.assemblies.models import AgendaItem, Body, Decision, Meeting
from governance.assemblies.seating import Seating, bodies_of
from governance.organizations.views import about, space_or_404
from governance.throttle import paced
from governance.verdict import ensure

PAGE = 100


@require_safe
def meetings(request, space_slug):
    """The meetings of an association: those in session, to come, being prepared, and those that were held."""
    space = space_or_404(request.user, space_slug)
    if space.organization is None:
        raise Http404
    found = list(
        Meeting.objects.of(space.organization)
        .visible_to(request.user)
        .select_related("body__organization__space")[:PAGE]
    )
    bodies = bodies_of(space.organization)
    for body in bodies:
        body.may_prepare = permissions.may_prepare_meeting(request.user, body)
    context = {
        "sitting": [m for m in found if m.is_in_session][::-1],
        "coming": [m for m in found if m.phase == "convened"][::-1],
        "prepared": [m for m in found if m.phase == "prepared"],
        "held": [m for m in found if m.phase in ("closed", "cancelled")],
        "bodies": [body for body in bodies if body.may_prepare],
        "seatings": [Seating(body, space.day(clock.now())) for body in bodies],
        **about(request.user, space, "in-association"),
    }
    return render(request, "assemblies/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting_prepare(request, space_slug, key):
    """A new meeting of a body."""
    space = space_or_404(request.user, space_slug)
    body = get_object_or_404(Body.objects.select_related("organization__space"), organization__space=space, key=key)
    ensure(permissions.may_prepare_meeting(request.user, body))
    form = MeetingForm(_posted(request), zone=_zone(body.organization), body=body)
    made = attempt(form, lambda data: paced("meeting", actions.prepare_meeting, body, by=request.user, **data))
    if made:
        messages.success(request, _("La séance est préparée : mettez-y les points, puis envoyez la convocation."))
        return redirect(made)
    return _answered(request, "meeting_form", form, {"space": space, "body": body})


@require_safe
def meeting(request, pk):
    """One meeting at every moment of its life."""
    cursor = live.cursor("meeting", pk)  # before what it dates
    found = get_meeting(request, pk)
    d = MeetingDossier(found, request.user, clock.now())
    context = {"d": d, "meeting": found, "space": found.space, "cursor": cursor, **_forms(d)}
    if request.htmx and request.GET.get("part") == "cast":
        return _cast(request, context, "assemblies/_item_cast.html")
    if request.htmx:
        return render(request, "assemblies/_meeting.html", context)
    return render(request, "assemblies/meeting.html", context)


def _cast(request, context, template):
    """How far the vote on the table is; nothing once it is over, for the whole page changes then."""
    d = context["d"]
    if d.on_table is None or not d.is_voting:
        return HttpResponse(status=204)
    return render(request, template, context | {"asked": d.next_vote})


@require_safe
def meeting_screen(request, pk):
    """What the hall sees: who is there, the item on the table, the rule, the result."""
    cursor = live.cursor("meeting", pk)
    found = get_meeting(request, pk)
    d = MeetingDossier(found, request.user, clock.now())
    context = {"d": d, "meeting": found, "space": found.space, "cursor": cursor, "zone": found.zone.key}
    if request.htmx and request.GET.get("part") == "progress":
        return _cast(request, context, "assemblies/_screen_progress.html")
    if request.htmx:
        return render(request, "assemblies/_meeting_screen.html", context)
    return render(request, "assemblies/meeting_screen.html", context)


@require_safe
def meeting_calendar(request, pk):
    """The meeting as a calendar file, once it is convened."""
    found = get_meeting(request, pk)
    if not found.sent_at:
        raise Http404
    file = calendar_of(found, f"{request.scheme}://{request.get_host()}")
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="seance-{found.pk}.ics"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting_change(request, pk):
    """When, where and how, until the convocation leaves."""
    found = get_meeting(request, pk)
    ensure(permissions.may_change_meeting(request.user, found))
    form = MeetingForm(_posted(request), zone=found.zone, body=found.body, meeting=found)
    if attempt(form, lambda data: actions.change_meeting(found, by=request.user, **data)):
        messages.success(request, _("La séance est changée."))
        return redirect(found)
    return _answered(request, "meeting_form", form, {"space": found.space, "body": found.body, "meeting": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_add(request, pk):
    found = get_meeting(request, pk)
    ensure(permissions.may_change_agenda(request.user, found, for_discussion=found.sent_at is not None))
    form = ItemForm(_posted(request), meeting=found)
    item = attempt(form, lambda data: paced("meeting", actions.add_item, found, by=request.user, **data))
    if item:
        messages.success(request, _("Le point est à l’ordre du jour."))
        _warn(request, item)
        return redirect(found)
    return _answered(request, "item_form", form, {"space": found.space, "meeting": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_change(request, pk, item_pk):
    found, item = _item(request, pk, item_pk)
    ensure(permissions.may_change_agenda(request.user, found))
    form = ItemForm(_posted(request), meeting=found, item=item)
    changed = attempt(form, lambda data: actions.change_item(item, by=request.user, **data))
    if changed:
        messages.success(request, _("Le point est changé."))
        _warn(request, changed)
        return redirect(found)
    return _answered(request, "item_form", form, {"space": found.space, "meeting": found, "item": item})


def _warn(request, item):
    """What whoever prepares an agenda must know: what it would pay (ST-16.1), seats that nobody leaves (ST-12.1)."""
    if item.pays_a_function:
        said = _(
            "Les statuts veulent que les fonctions d’administration et de direction soient bénévoles (art. 16.1). "
            "%(name)s ne prendra pas part au vote de ce point (art. 14.5)."
        )
        messages.warning(request, said % {"name": item.payee})
    may_fill = has_open_seats(item.meeting, item)
    if not may_fill:
        messages.warning(request, may_fill.why)


# --- Acts of one button ------------------------------------------------------------------------------

OF_MEETING = {
    "send-again": (actions.send_again, gettext_lazy("Les lettres abandonnées repartent.")),
    "sign": (actions.sign_for_meeting, gettext_lazy("Votre signature est enregistrée.")),
    "send": (actions.send_convocation, gettext_lazy("La convocation est partie.")),
    "open": (actions.open_session, gettext_lazy("La séance est ouverte.")),
    "suspend": (actions.suspend_session, gettext_lazy("La séance est suspendue.")),
    "resume": (actions.resume_session, gettext_lazy("La séance reprend.")),
    "close": (actions.close_session, gettext_lazy("La séance est close.")),
    "check-out": (actions.check_out, gettext_lazy("Votre départ est noté.")),
    "ask-floor": (actions.ask_for_floor, gettext_lazy("Vous êtes sur la liste des personnes qui demandent la parole.")),
    "leave-floor": (actions.leave_floor, gettext_lazy("Vous n’êtes plus sur la liste.")),
    "give-floor": (actions.give_floor, ""),
    "no-quorum": (actions.state_no_quorum, gettext_lazy("L’absence de quorum est constatée.")),
}
OF_ITEM = {
    "up": partial(actions.move_item, up=True),
    "down": partial(actions.move_item, up=False),
    "remove": actions.remove_item,
    "open": actions.open_item,
    "close": actions.close_item,
    "decline-round": actions.decline_second_round,
    "close-vote": actions.close_item_vote,
}


@require_POST
@login_required
def meeting_act(request, pk, act):
    """One button of the session."""
    found = get_meeting(request, pk)
    if act == "check-in":
        paced("meeting", actions.check_in, found, by=request.user, is_remote="remote" in request.POST)
        messages.success(request, _("Vous êtes émargé·e."))
        return redirect(found)
    if act not in OF_MEETING:
        raise Http404
    does, said = OF_MEETING[act]
    paced("meeting", does, found, by=request.user)
    if said:
        messages.success(request, said)
    return redirect(found)


@require_POST
@login_required
def item_act(request, pk, item_pk, act):
    found, item = _item(request, pk, item_pk)
    if act not in OF_ITEM:
        raise Http404
    paced("meeting", OF_ITEM[act], item, by=request.user)
    return redirect(found)


# --- Acts with words ---------------------------------------------------------------------------------


@require_POST
@login_required
def meeting_cancel(request, pk):
    found = get_meeting(request, pk)
    return _act(request, found, ReasonForm(request.POST), partial(actions.cancel_meeting, found))


@require_POST
@login_required
def meeting_note(request, pk, coming):
    """The people who run the session note who comes and who leaves."""
    found = get_meeting(request, pk)
    form = SomebodyForm(request.POST, people=_convened(found))

    def noted(*, by, person, reason):
        if coming == "out":
            return actions.check_out(found, by=by, person=person) or True
        return actions.check_in(found, by=by, person=person, is_remote="remote" in request.POST)

    return _act(request, found, form, noted)


@require_POST
@login_required
def meeting_designate(request, pk, post):
    found = get_meeting(request, pk)
    form = SomebodyForm(request.POST, people=_convened(found))
    return _act(
        request,
        found,
        form,
        lambda *, by, person, reason: actions.designate(found, by=by, post=post, person=person),
    )


@require_POST
@login_required
def item_vote(request, pk, item_pk):
    found, item = _item(request, pk, item_pk)
    return _act(request, found, VoteForm(request.POST), partial(actions.put_to_vote, item))


@require_POST
@login_required
def item_withdraw(request, pk, item_pk):
    found, item = _item(request, pk, item_pk)
    without = "without_object" in request.POST
    return _act(request, found, ReasonForm(request.POST), partial(actions.withdraw_item, item, without_object=without))


@require_POST
@login_required
def item_recuse(request, pk, item_pk):
    found, item = _item(request, pk, item_pk)
    form = SomebodyForm(request.POST, people=_convened(found))
    return _act(request, found, form, partial(actions.recuse, item))


@require_POST
@login_required
def recusal_withdraw(request, pk, item_pk, recusal_pk):
    """Undo a recusal noted by mistake."""
    found, item = _item(request, pk, item_pk)
    recusal = get_object_or_404(item.recusals.of_meetings_known_to(request.user, "item__meeting"), pk=recusal_pk)
    recusal.item = item
    paced("meeting", actions.withdraw_recusal, recusal, by=request.user)
    messages.success(request, _("Le déport est levé."))
    return redirect(found)


@require_POST
@login_required
def item_stand(request, pk, item_pk):
    found, item = _item(request, pk, item_pk)
    return _act(request, found, CandidacyForm(request.POST), partial(actions.stand, item))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_amend(request, pk, item_pk):
    """Propose another text for an item; the one on the form is that of the convocation."""
    found, item = _item(request, pk, item_pk)
    ensure(permissions.may_amend_item(request.user, item))
    form = AmendmentForm(_posted(request), initial={"text": item.text})
    if attempt(form, lambda data: paced("meeting", actions.amend_item, item, by=request.user, **data)):
        messages.success(request, _("L’amendement est sur la table : il se vote avant le texte."))
        return redirect(found)
    return _answered(request, "item_amend", form, {"space": found.space, "meeting": found, "item": item})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting_again(request, pk):
    """Prepare another meeting on what missed its quorum."""
    found = get_meeting(request, pk)
    ensure(permissions.may_call_again(request.user, found))
    d = MeetingDossier(found, request.user, clock.now())
    form = MomentForm(_posted(request), zone=found.zone, initial=d.again_at)
    again = attempt(
        form,
        lambda data: paced("meeting", actions.call_again, found, by=request.user, starts_at=data["moment"]),
    )
    if again:
        messages.success(request, _("La séance est préparée sur les mêmes textes : envoyez sa convocation."))
        return redirect(again)
    return _answered(request, "meeting_again", form, {"space": found.space, "meeting": found, "d": d})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meeting_adjourn(request, pk):
    """Send what is left to a later moment."""
    found = get_meeting(request, pk)
    ensure(permissions.may_suspend(request.user, found))
    form = MomentForm(_posted(request), zone=found.zone)
    if attempt(
        form, lambda data: paced("meeting", actions.suspend_session, found, by=request.user, until=data["moment"])
    ):
        messages.success(request, _("La séance est renvoyée : chacun émargera de nouveau."))
        return redirect(found)
    return _answered(request, "meeting_adjourn", form, {"space": found.space, "meeting": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_name(request, pk, item_pk):
    """What a dissolution asks: who liquidates, who receives what is left."""
    found, item = _item(request, pk, item_pk)
    ensure(permissions.may_name_for_dissolution(request.user, item))
    form = NamesForm(_posted(request))
    if attempt(form, lambda data: paced("meeting", actions.name_for_dissolution, item, by=request.user, **data)):
        messages.success(request, _("Le texte est écrit : mettez-le aux voix."))
        return redirect(found)
    return _answered(request, "item_name", form, {"space": found.space, "meeting": found, "item": item})


@require_POST
@login_required
def meeting_invite(request, pk):
    """The president calls somebody to be heard."""
    found = get_meeting(request, pk)
    form = SomebodyForm(request.POST, people=to_invite(found))
    return _act(request, found, form, lambda *, by, person, reason: actions.invite(found, by=by, person=person))


@require_POST
@login_required
def meeting_uninvite(request, pk, convocation_pk):
    """The president takes an invitation back."""
    found = get_meeting(request, pk)
    row = get_object_or_404(found.convocations.select_related("person"), pk=convocation_pk)
    row.meeting = found
    paced("meeting", actions.withdraw_invitation, row, by=request.user)
    messages.success(request, _("L’invitation est retirée."))
    return redirect(found)


@require_POST
@login_required
def item_install(request, pk, item_pk):
    """Record the mandates that an election gave."""
    found, item = _item(request, pk, item_pk)
    decision = get_object_or_404(Decision.objects.select_related("item__meeting__body__organization__space"), item=item)
    paced("meeting", actions.install_elected, decision, by=request.user)
    messages.success(request, _("Les mandats sont enregistrés."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def item_draw(request, pk, item_pk):
    """Announce the draw that settles an election whose second round was tied too."""
    found, item = _item(request, pk, item_pk)
    decision = get_object_or_404(Decision, item=item)
    decision.item = item
    ensure(permissions.may_announce_tie_draw(request.user, decision))
    form = RenewalForm(_posted(request))
    draw = attempt(
        form,
        lambda data: paced("draw", actions.announce_tie_draw, decision, by=request.user, sources=data["sources"]),
    )
    if draw:
        messages.success(request, _("Le tirage est annoncé et scellé au registre."))
        return redirect(draw)
    tied = User.objects.filter(pk__in=decision.judgement["tied"]).order_by("display_name", "pk")
    context = {"space": found.space, "meeting": found, "item": item, "decision": decision, "tied": tied}
    return _answered(request, "item_draw", form, context)


@require_POST
@login_required
def item_stand_down(request, pk, item_pk):
    found, item = _item(request, pk, item_pk)
    candidacy = get_object_or_404(item.candidacies, person=request.user)
    actions.withdraw_candidacy(candidacy, by=request.user)
    return redirect(found)


def _act(request, found, form, act):
    """Do one act of the session with what was typed; what does not hold comes back above the page, in words."""
    if attempt(form, lambda data: paced("meeting", act, by=request.user, **data)):
        return redirect(found)
    d = MeetingDossier(found, request.user, clock.now())
    context = {
        "d": d,
        "meeting": found,
        "space": found.space,
        "cursor": live.cursor("meeting", found.pk),
        "refused": form,
        **_forms(d),
    }
    page = render(request, "assemblies/meeting.html", context, status=refusal_status(form))
    return with_wait(page, getattr(form, "refusal", None))


# --- What they share ---------------------------------------------------------------------------------


def get_meeting(request, pk) -> Meeting:
    """The meeting as this person may see it, or 404."""
    found = Meeting.objects.select_related(
        "body__organization__space", "rule_set", "chair", "secretary", "sent_by", "made_by", "recalls"
    )
    return get_object_or_404(found.visible_to(request.user), pk=pk)


def _item(request, pk, item_pk):
    found = get_meeting(request, pk)
    item = get_object_or_404(AgendaItem, meeting=found, pk=item_pk)
    item.meeting = found
    return found, item


def _convened(found):
    return User.objects.filter(pk__in=found.convocations.standing().values("person")).order_by("display_name", "pk")


def _forms(d):
    """The small forms of a session, for those who run it."""
    if not d.runs:
        return {"candidacy": CandidacyForm()}
    return {
        "vote_form": VoteForm(),
        "reason_form": ReasonForm(),
        "people": list(_convened(d.meeting)),
        "candidacy": CandidacyForm(),
    }


def _posted(request):
    return request.POST if request.method == "POST" else None


def _zone(organization):
    return Meeting(body=Body(organization=organization)).zone


def _answered(request, name, form, context):
    page = render(
        request,
        f"assemblies/{name}.html",
        {"form": form, **context},
        status=refusal_status(form) if form.is_bound else 200,
    )
    return with_wait(page, getattr(form, "refusal", None))
