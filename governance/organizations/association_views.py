"""The pages of an association: its colleges and my place in them, its members, its dues, its accounts, its choices."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock, prose
from governance.answers import attempt, refusal_status, with_wait
from governance.organizations import association, code, dues, entry, exits
from governance.organizations import association_forms as forms
from governance.organizations import permissions as may
from governance.organizations.models import (
    Accounts,
    Application,
    CommissionSeat,
    Dues,
    Enrolment,
    Exclusion,
    FormalNotice,
)
from governance.organizations.views import about, space_or_404
from governance.throttle import paced
from governance.verdict import ensure

BOTH = require_http_methods(["GET", "HEAD", "POST"])


def association_or_404(request, space_slug):
    """The space of an organization, as `request.user` sees it, and its organization; a project is no association."""
    space = space_or_404(request.user, space_slug)
    if space.organization is None:
        raise Http404
    space.organization.space = space
    return space, space.organization


def page(request, template, space, form=None, tab="association", **context):
    """A page of the association, with the status that what was sent deserves."""
    context |= about(request.user, space, tab)
    context |= {"organization": space.organization, "form": form}
    status = refusal_status(form) if form is not None and form.is_bound else 200
    answer = render(request, f"organizations/association/{template}.html", context, status=status)
    return with_wait(answer, getattr(form, "refusal", None))


def sent(request, form_class, **arguments):
    return form_class(request.POST if request.method == "POST" else None, **arguments)


# --- At a glance -------------------------------------------------------------------------------------


def at_a_glance(user, organization) -> dict:
    """What the association is, and where `user` stands in it."""
    today = organization.day()
    mine = _mine(user, organization)
    application = None
    if user.is_authenticated:
        application = organization.applications.filter(person=user).select_related("college").last()
    return {
        "organization": organization,
        "today": today,
        "colleges": association.with_numbers(organization, today),
        "mine": mine,
        "paid": mine and mine.dues.covering(today).first(),
        "fee": mine and mine.college.fees.filter(year=today.year, replaced_at__isnull=True).first(),
        "notices": list(mine.notices.exclude(year__in=mine.dues.standing().values("year"))) if mine else [],
        "may_stand": association.why_not(user, organization, today) if mine else None,
        "application": application,
        "code": code.in_force(organization, user),
        "to_sign": code.to_sign(organization, user),
        "case": mine and Exclusion.objects.open().filter(enrolment__person=user, organization=organization).first(),
        "may_apply": may.may_apply(user, organization),
        "may_read": may.may_read_applications(user, organization),
        "waiting": organization.applications.open().count(),
        "sees_enrolled": may.may_see_enrolled(user, organization),
        "keeps_dues": may.may_be_treasurer(user, organization),
        "for_bureau": may.may_act_for_bureau(user, organization),
        "reads_accounts": may.may_read_accounts(user, organization),
        "cases": Exclusion.objects.select_related("organization__space")
        .visible_to(user)
        .filter(organization=organization)
        .open()
        .exclude(enrolment__person=user.pk)
        .select_related("enrolment__person"),
        "seats": organization.commission_seats.current().select_related("person"),
        "rules": organization.rules_in_force,
    }


def _mine(user, organization):
    if not user.is_authenticated:
        return None
    return organization.enrolments.current().select_related("college", "person").filter(person=user).first()


@require_safe
def members(request, space_slug):
    """Who is a member of the association, for those who are; narrowed by name and by college."""
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_see_enrolled(request.user, organization))
    today = organization.day()
    form = forms.MemberFilter(request.GET, colleges=organization.colleges.all())
    found = organization.enrolments.on(today).select_related("person", "college")
    found = _narrowed(found, form)
    context = {
        "filter": form,
        "members": found,
        "n": len(found),
        "for_bureau": may.may_act_for_bureau(request.user, organization),
        "names": may.may_name_member(request.user, organization),
    }
    return page(request, "members", space, **context)


def _narrowed(found, form):
    """Those that a filter leaves, by name; the search goes without accents, as the eye does."""
    if form.is_valid() and form.cleaned_data["college"]:
        found = found.filter(college__key=form.cleaned_data["college"])
    found = sorted(found, key=lambda one: prose.alphabetical(str(one)))
    if form.is_valid() and (wanted := prose.alphabetical(form.cleaned_data["q"].strip())):
        found = [one for one in found if wanted in prose.alphabetical(f"{one} {one.person}")]
    return found


# --- One member, for the bureau and the treasurer ----------------------------------------------------


def _enrolment_or_404(request, organization, pk):
    rows = Enrolment.objects.visible_to(request.user).select_related("person", "college")
    found = get_object_or_404(rows, pk=pk, organization=organization)
    found.organization = organization
    return found


@require_safe
def member(request, space_slug, pk):
    """A member as the bureau and the treasurer see them: dues, formal notices, and what the statutes let one do."""
    space, organization = association_or_404(request, space_slug)
    one = _enrolment_or_404(request, organization, pk)
    keeps = may.may_be_treasurer(request.user, organization)
    bureau = may.may_act_for_bureau(request.user, organization)
    if not keeps:
        ensure(bureau)
    today = organization.day()
    rows = organization.enrolments.filter(person=one.person).select_related("college").order_by("-pk")
    context = {
        "one": one,
        "today": today,
        "rows": rows,
        "dues": one.dues.select_related("marked_by", "cancelled_by"),
        "notices": one.notices.select_related("sent_by"),
        "owes": dues.owes(one, today),
        "marks": may.may_mark_dues(request.user, one),
        "asks": may.may_send_notice(request.user, one),
        "paid_form": forms.PaidForm(initial={"year": today.year, "paid_on": today}),
        "ends": may.may_end_enrolment(request.user, one),
        "may_open": may.may_open_exclusion(request.user, one),
        "case": one.exclusions.open().first() if bureau else None,
        "may_stand": association.why_not(one.person, organization, today),
        "for_bureau": bureau,
        "represents": may.may_change_representative(request.user, one),
    }
    return page(request, "member", space, **context)


def _act_on_member(request, space_slug, pk, form_class, act, said, template, **initial):
    """A form on its own page that does one act to a member, and comes back to them."""
    space, organization = association_or_404(request, space_slug)
    one = _enrolment_or_404(request, organization, pk)
    form = sent(request, form_class, initial=initial)
    if attempt(form, lambda data: paced("association", partial(act, one), by=request.user, **data)):
        messages.success(request, said)
        return redirect("association-member", space.slug, one.pk)
    return page(request, template, space, form, one=one, today=organization.day())


@BOTH
@login_required
def mark_paid(request, space_slug, pk):
    _space, organization = association_or_404(request, space_slug)
    ensure(may.may_mark_dues(request.user, _enrolment_or_404(request, organization, pk)))
    today = organization.day()
    initial = {"year": today.year, "paid_on": today}
    said = _("La cotisation est notée comme payée.")
    return _act_on_member(request, space_slug, pk, forms.PaidForm, dues.mark_paid, said, "mark_paid", **initial)


@BOTH
@login_required
def cancel_dues(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    rows = Dues.objects.visible_to(request.user).select_related("enrolment__person", "enrolment__college")
    paid = get_object_or_404(rows, pk=pk, enrolment__organization=organization)
    paid.enrolment.organization = organization
    ensure(may.may_mark_dues(request.user, paid.enrolment))
    form = sent(request, forms.CancelForm)
    if attempt(form, lambda data: paced("association", dues.cancel_dues, paid, by=request.user, **data)):
        messages.success(request, _("La cotisation n’est plus notée comme payée."))
        return redirect("association-member", space.slug, paid.enrolment_id)
    return page(request, "cancel_dues", space, form, paid=paid, one=paid.enrolment)


@BOTH
@login_required
def send_notice(request, space_slug, pk):
    _space, organization = association_or_404(request, space_slug)
    ensure(may.may_send_notice(request.user, _enrolment_or_404(request, organization, pk)))
    said = _("La mise en demeure est envoyée : la personne la lit sur son accueil.")
    year = organization.day().year
    return _act_on_member(request, space_slug, pk, forms.NoticeForm, dues.send_notice, said, "send_notice", year=year)


@BOTH
@login_required
def strike_off(request, space_slug, pk):
    _space, organization = association_or_404(request, space_slug)
    ensure(may.may_end_enrolment(request.user, _enrolment_or_404(request, organization, pk)))
    said = _("La radiation est enregistrée.")
    return _act_on_member(request, space_slug, pk, forms.PlainForm, dues.strike_off, said, "strike_off")


@BOTH
@login_required
def record_death(request, space_slug, pk):
    _space, organization = association_or_404(request, space_slug)
    ensure(may.may_end_enrolment(request.user, _enrolment_or_404(request, organization, pk)))
    said = _("Le décès est enregistré.")
    return _act_on_member(request, space_slug, pk, forms.DeathForm, exits.record_death, said, "record_death")


@BOTH
@login_required
def representative(request, space_slug, pk):
    """Another account speaks for a legal person."""
    space, organization = association_or_404(request, space_slug)
    one = _enrolment_or_404(request, organization, pk)
    ensure(may.may_change_representative(request.user, one))
    form = sent(request, forms.PersonForm, people=_people_of(space).exclude(pk=one.person_id))
    act = partial(entry.change_representative, one)
    moved = attempt(form, lambda data: paced("association", act, by=request.user, **data))
    if moved:
        messages.success(request, _("Cette personne parle maintenant pour elle."))
        return redirect("association-member", space.slug, moved.pk)
    return page(request, "representative", space, form, one=one)


@BOTH
@login_required
def name_member(request, space_slug):
    """Inscribe whom the board named honorary member."""
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_name_member(request.user, organization))
    colleges = organization.colleges.filter(is_named=True)
    form = sent(request, forms.NamingForm, people=_people_of(space), colleges=colleges)
    act = partial(entry.name_member, organization)
    if attempt(form, lambda data: paced("association", act, by=request.user, **data)):
        messages.success(request, _("La nomination est inscrite."))
        return redirect("association-members", space.slug)
    return page(request, "name_member", space, form)


def _people_of(space):
    """Those who have a place of their own in the space, by name."""
    here = space.memberships.current().values("person")
    return may.holders("see_space", space).filter(pk__in=here).order_by("display_name")


# --- The dues of everybody ---------------------------------------------------------------------------


@require_safe
@login_required
def dues_table(request, space_slug):
    """The table of the treasurer: who is up to date, who is not, and one button to say that somebody paid."""
    space, organization = association_or_404(request, space_slug)
    if not (keeps := may.may_be_treasurer(request.user, organization)):
        ensure(may.may_act_for_bureau(request.user, organization) or keeps)
    today = organization.day()
    paying = organization.colleges.filter(pays_dues=True)
    form = forms.DuesFilter(request.GET, colleges=paying)
    covering = Dues.objects.covering(today)
    found = organization.enrolments.on(today).filter(college__pays_dues=True).select_related("person", "college")
    found = found.annotate(is_covered=Exists(covering.filter(enrolment=OuterRef("pk")))).prefetch_related(
        Prefetch("dues", Dues.objects.standing(), to_attr="paid"), "notices"
    )
    state = form.cleaned_data["state"] if form.is_valid() else ""
    if state:
        found = found.filter(is_covered=state == "paid")
    found = _narrowed(found, form)
    everybody = organization.enrolments.on(today).filter(college__pays_dues=True)
    context = {
        "filter": form,
        "today": today,
        "members": found,
        "n_paid": everybody.filter(Exists(covering.filter(enrolment=OuterRef("pk")))).count(),
        "n": everybody.count(),
        "keeps": keeps,
        "colleges": [college for college in association.with_numbers(organization, today) if college.pays_dues],
    }
    return page(request, "dues", space, **context)


@BOTH
@login_required
def fees(request, space_slug):
    """Enter what the general assembly set."""
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_enter_fees(request.user, organization))
    today, paying = organization.day(), list(organization.colleges.filter(pays_dues=True))
    form = sent(request, forms.FeesForm, colleges=paying, initial={"year": today.year})
    act = partial(association.set_fees, organization)
    if attempt(form, lambda data: paced("association", act, by=request.user, **form.told)):
        messages.success(request, _("Les cotisations de l’année sont inscrites."))
        return redirect("association-dues", space.slug)
    return page(request, "fees", space, form, paying=paying)


@BOTH
@login_required
def rules(request, space_slug):
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_settle_association(request.user, organization))
    standing = organization.rules_in_force
    initial = {name: getattr(standing, name) for name in association.RULES}
    form = sent(request, forms.RulesForm, initial=initial)
    act = partial(association.settle, organization)
    if attempt(form, lambda data: paced("association", act, by=request.user, **data)):
        messages.success(request, _("Les règles sont enregistrées."))
        return redirect("association", space.slug)
    return page(request, "rules", space, form)


# --- The accounts ------------------------------------------------------------------------------------


@BOTH
def accounts(request, space_slug):
    """The accounts, for the members; whoever keeps them adds to them."""
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_read_accounts(request.user, organization))
    keeps = may.may_keep_accounts(request.user, organization)
    form = sent(request, forms.AccountsForm, initial={"year": organization.day().year - 1})
    if form.is_bound:
        ensure(keeps)
    act = partial(association.add_accounts, organization)
    if attempt(form, lambda data: paced("association", act, by=request.user, **data)):
        messages.success(request, _("Les membres de l’association peuvent le lire."))
        return redirect("association-accounts", space.slug)
    found = Accounts.objects.visible_to(request.user).filter(organization=organization).standing()
    return page(request, "accounts", space, form, found=found.select_related("added_by"), keeps=keeps)


@require_POST
@login_required
def withdraw_accounts(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    found = get_object_or_404(Accounts.objects.visible_to(request.user), pk=pk, organization=organization)
    association.withdraw_accounts(found, by=request.user)
    messages.success(request, _("Ce document n’est plus dans la liste."))
    return redirect("association-accounts", space.slug)


# --- The entry commission and its questions ----------------------------------------------------------


@BOTH
def commission(request, space_slug):
    """Who receives newcomers, and by which rule one sits there."""
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_see_members(request.user, space))
    names = may.may_name_to_commission(request.user, organization)
    people = _people_of(space).exclude(pk__in=organization.commission_seats.current().values("person"))
    form = sent(request, forms.PersonForm, people=people)
    if form.is_bound:
        ensure(names)
    act = partial(association.name_to_commission, organization)
    if attempt(form, lambda data: paced("association", act, by=request.user, **data)):
        messages.success(request, _("Cette personne siège à la commission d’entrée."))
        return redirect("association-commission", space.slug)
    seats = organization.commission_seats.current().select_related("person")
    return page(request, "commission", space, form, seats=seats, names=names, rules=organization.rules_in_force)


@require_POST
@login_required
def end_seat(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    seat = get_object_or_404(CommissionSeat.objects.visible_to(request.user), pk=pk, organization=organization)
    association.end_seat(seat, by=request.user)
    messages.success(request, _("Ce siège est libre."))
    return redirect("association-commission", space.slug)


@BOTH
@login_required
def questionnaire(request, space_slug):
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_set_questionnaire(request.user, organization))
    last = organization.questionnaires.last()
    form = sent(request, forms.QuestionnaireForm, initial={"questions": "\n".join(last.questions) if last else ""})
    act = partial(association.set_questionnaire, organization)
    if attempt(form, lambda data: paced("association", act, by=request.user, questions=form.asked)):
        messages.success(request, _("Les prochaines demandes répondront à ces questions."))
        return redirect("association-questionnaire", space.slug)
    return page(request, "questionnaire", space, form, last=last)


# --- Leaving -----------------------------------------------------------------------------------------


@BOTH
@login_required
def resign(request, space_slug):
    space, organization = association_or_404(request, space_slug)
    mine = _mine(request.user, organization)
    if mine is None:
        raise Http404
    mine.organization = organization
    form = sent(request, forms.ResignForm)
    if attempt(form, lambda data: paced("association", exits.resign, mine, by=request.user, **data)):
        messages.success(request, _("Vous n’êtes plus membre de l’association."))
        return redirect("association", space.slug)
    return page(request, "resign", space, form, mine=mine)


@BOTH
@login_required
def exclusion_open(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    one = _enrolment_or_404(request, organization, pk)
    ensure(may.may_open_exclusion(request.user, one))
    form = sent(request, forms.ExclusionForm)
    case = attempt(form, lambda data: paced("association", exits.open_exclusion, one, by=request.user, **data))
    if case:
        messages.success(request, _("La procédure est ouverte : la personne en est prévenue sur son accueil."))
        return redirect(case)
    return page(request, "exclusion_open", space, form, one=one, rules=organization.rules_in_force)


@BOTH
@login_required
def exclusion(request, space_slug, pk):
    """A case, for the person and for the bureau: what is held against them, their answer, the decision."""
    space, organization = association_or_404(request, space_slug)
    cases = Exclusion.objects.visible_to(request.user).select_related("enrolment__person", "opened_by", "decided_by")
    case = get_object_or_404(cases, pk=pk, organization=organization)
    case.organization = organization
    answers, decides = may.may_answer_exclusion(request.user, case), may.may_decide_exclusion(request.user, case)
    own = case.enrolment.person_id == request.user.pk
    if own:
        form = sent(request, forms.DefenceForm, initial={"answer": case.answer})
        act, said = exits.answer_exclusion, _("Votre réponse est versée à la procédure.")
    else:
        form = sent(request, forms.ExclusionDecisionForm)
        act, said = exits.decide_exclusion, _("La décision est enregistrée ; la personne la lit, avec sa raison.")
    if attempt(form, lambda data: paced("association", act, case, by=request.user, **data)):
        messages.success(request, said)
        return redirect(case)
    context = {"case": case, "own": own, "answers": answers, "decides": decides}
    context["may_still_answer"] = case.may_still_answer(clock.now())
    return page(request, "exclusion", space, form, **context)


def waiting(user) -> dict:
    """What the association asks of one person: an application to go on with, a case to answer, dues to pay."""
    mine = user.applications.open().select_related("college", "organization__space")
    cases = Exclusion.objects.open().filter(enrolment__person=user, answered_at__isnull=True)
    owed = FormalNotice.objects.filter(enrolment__person=user, enrolment__until__isnull=True)
    paid = Dues.objects.standing().filter(enrolment=OuterRef("enrolment"), year=OuterRef("year"))
    return {
        "applications": [one for one in mine if one.step in (Application.Step.INCOMPLETE, Application.Step.TO_SIGN)],
        "exclusions": cases.select_related("organization__space"),
        "projects": user.project_requests.open().select_related("organization__space"),
        "notices": owed.exclude(Exists(paid)).select_related("enrolment__organization__space"),
    }
