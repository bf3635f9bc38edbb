"""The pages by which one enters: asking to be a member of the association, being sponsored, bringing a project."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import clock
from governance.answers import attempt
from governance.organizations import actions, code, entry
from governance.organizations import association_forms as forms
from governance.organizations import permissions as may
from governance.organizations.association_views import association_or_404, page, sent
from governance.organizations.forms import AnswerForm, CodeForm, ProjectRequestForm, SponsorForm
from governance.organizations.models import Application, Invitation, ProjectRequest, Space
from governance.organizations.views import space_or_404
from governance.rules.membership import needs_guardian
from governance.throttle import paced
from governance.verdict import ensure

BOTH = require_http_methods(["GET", "HEAD", "POST"])
Step = Application.Step
STEPS = (Step.INCOMPLETE, Step.COMMISSION, Step.BUREAU, Step.TO_SIGN, Step.ENROLLED)


@BOTH
def apply(request, space_slug):
    """Ask to be a member; whoever is one asks for another college."""
    space, organization = association_or_404(request, space_slug)
    verdict = may.may_apply(request.user, organization)
    colleges = list(organization.colleges.filter(is_named=False))
    mine = None
    if request.user.is_authenticated:
        mine = organization.enrolments.current().select_related("college").filter(person=request.user).first()
    colleges = [college for college in colleges if not (mine and mine.college_id == college.pk)]
    today = organization.day()
    form = sent(
        request,
        forms.ApplicationForm,
        colleges=colleges,
        is_member=mine is not None,
        today=today,
        initial={"college": request.GET.get("college"), "age": "adult"},
    )
    act = partial(entry.apply, organization)
    if form.is_bound:
        ensure(verdict)
    made = attempt(form, lambda data: paced("application", act, by=request.user, **data))
    if made:
        messages.success(request, _("Votre demande est enregistrée."))
        return redirect(made)
    return page(request, "apply", space, form, may=verdict, mine=mine, colleges=colleges)


@require_safe
def applications(request, space_slug):
    """The applications under way, by step, for the commission and for those who decide."""
    space, organization = association_or_404(request, space_slug)
    ensure(may.may_read_applications(request.user, organization))
    found = Application.objects.visible_to(request.user).filter(organization=organization)
    found = found.select_related("person", "college")
    closed = found.filter(closed_at__isnull=False).select_related("decided_by").order_by("-closed_at")[:50]
    context = {
        "steps": [
            (step.label, [one for one in found.open() if one.step == step])
            for step in (Step.COMMISSION, Step.BUREAU, Step.TO_SIGN, Step.INCOMPLETE)
        ],
        "closed": closed,
        "n": found.open().count(),
        "rules": organization.rules_in_force,
        "names": may.may_set_questionnaire(request.user, organization),
    }
    return page(request, "applications", space, **context)


def _application_or_404(request, organization, pk):
    rows = Application.objects.visible_to(request.user).select_related(
        "person", "college", "questionnaire", "validated_by", "decided_by", "guardian_seen_by"
    )
    found = get_object_or_404(rows, pk=pk, organization=organization)
    found.organization = organization
    return found


def _show(request, space, application, form=None, answers=None):
    """An application, as the applicant or those who read it see it."""
    organization, user = space.organization, request.user
    asked = organization.questionnaires.last()
    own = application.person_id == user.pk
    completes = may.may_complete_application(user, application)
    if completes and asked and asked.questions and answers is None:
        kept = application.answers if application.questionnaire_id == asked.pk else []
        initial = {f"answer-{place}": answer for place, answer in enumerate(kept)}
        answers = forms.AnswersForm(questionnaire=asked, initial=initial)
    step = application.step
    reached = STEPS.index(step) if step in STEPS else -1
    told = application.questionnaire
    to_sign = code.to_sign(organization, user) if own else None
    context = {
        "asked": application,
        "own": own,
        "step": step,
        "steps": [
            (_step(one), place < reached or step == Step.ENROLLED, place == reached) for place, one in enumerate(STEPS)
        ],
        "answers_form": answers if completes else None,
        "told": list(zip(told.questions, application.answers, strict=False)) if told else [],
        "withdraws": may.may_withdraw_application(user, application),
        "validates": may.may_validate_application(user, application),
        "decides": may.may_decide_application(user, application),
        "reads": may.may_read_applications(user, organization),
        "guardian": needs_guardian(application.adult_from, organization.day()),
        "notes_guardian": may.may_note_guardian(user, application),
        "code": to_sign,
        "sign_form": CodeForm(code=to_sign),
        "code_in_force": code.in_force(organization, user),
        "body": organization.rules_in_force.get_admitted_by_display(),
        "sees_age": may.may_admit(user, organization),
    }
    shown = form or (answers if answers is not None and answers.is_bound else None)
    return page(request, "application", space, shown, decision=form or forms.DecisionForm(), **context)


def _step(step):
    """What is done at a step, for whoever looks at where the application stands."""
    return {
        Step.INCOMPLETE: _("Questions"),
        Step.COMMISSION: _("Commission d’entrée"),
        Step.BUREAU: _("Décision"),
        Step.TO_SIGN: _("Signature"),
        Step.ENROLLED: _("Membre"),
    }[step]


@require_safe
@login_required
def application(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    return _show(request, space, _application_or_404(request, organization, pk))


@require_POST
@login_required
def answer(request, space_slug, pk):
    """Answer the questions on the code social."""
    space, organization = association_or_404(request, space_slug)
    found = _application_or_404(request, organization, pk)
    ensure(may.may_complete_application(request.user, found))
    asked = organization.questionnaires.last()
    if asked is None or not asked.questions:
        return redirect(found)
    form = forms.AnswersForm(request.POST, questionnaire=asked)
    act = partial(entry.answer_questionnaire, found)
    if attempt(form, lambda data: paced("application", act, by=request.user, **form.answered)):
        messages.success(request, _("Vos réponses sont enregistrées."))
        return redirect(found)
    return _show(request, space, found, answers=form)


@require_POST
@login_required
def decide(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    found = _application_or_404(request, organization, pk)
    ensure(may.may_decide_application(request.user, found))
    form = forms.DecisionForm(request.POST)
    act = partial(entry.decide_application, found)
    done = attempt(form, lambda data: paced("association", act, by=request.user, **data))
    if done:
        said = {
            entry.ADMIT: _("La demande est admise."),
            entry.REFUSE: _("La demande est refusée ; la personne lit pourquoi."),
            entry.ADJOURN: _("La demande est ajournée : elle revient à la prochaine réunion."),
        }
        messages.success(request, said[form.cleaned_data["outcome"]])
        return redirect(found)
    return _show(request, space, found, form=form)


def _post(act, pace, said):
    """A button of the page of an application."""

    @require_POST
    @login_required
    def view(request, space_slug, pk):
        _space, organization = association_or_404(request, space_slug)
        found = _application_or_404(request, organization, pk)
        paced(pace, act, found, by=request.user)
        messages.success(request, said())
        return redirect(found)

    return view


validate = _post(entry.validate_application, "association", lambda: _("La commission d’entrée a validé la demande."))
note_guardian = _post(entry.note_guardian, "association", lambda: _("L’autorisation est notée."))
withdraw = _post(entry.withdraw_application, "application", lambda: _("Votre demande est retirée."))


@require_POST
@login_required
def sign(request, space_slug, pk):
    """Sign the code social, the version that was read, and be a member."""
    space, organization = association_or_404(request, space_slug)
    found = _application_or_404(request, organization, pk)
    form = CodeForm(request.POST, code=code.to_sign(organization, request.user))
    act = partial(entry.commit_to_enter, found)
    signed = attempt(form, lambda data: paced("application", act, by=request.user, version_n=data.get("code_version")))
    if signed:
        messages.success(request, _("Bienvenue : vous êtes membre de l’association."))
        return redirect("association", space.slug)
    return _show(request, space, found, form=form)


# --- The network -------------------------------------------------------------------------------------


@BOTH
@login_required
def sponsor(request, space_slug):
    """Let somebody into the network by a link: any member of any of its spaces."""
    space = space_or_404(request.user, space_slug)
    ensure(may.may_sponsor(request.user, space))
    form = sent(request, SponsorForm)
    if attempt(form, lambda data: paced("invitation", actions.sponsor, space, by=request.user, **data)):
        messages.success(request, _("Le lien est prêt : copiez-le et envoyez-le à la personne que vous parrainez."))
        return redirect("space-sponsor", space.slug)
    mine = Invitation.objects.filter(
        space=space, created_by=request.user, to_network=True, used_at__isnull=True, expires_at__gt=clock.now()
    )
    links = [(one, request.build_absolute_uri(reverse("invitation", args=[one.token]))) for one in mine.order_by("-pk")]
    return page(request, "sponsor", space, form, links=links, network=space.governed_by, tab="members")


# --- A project that asks to enter --------------------------------------------------------------------


@BOTH
def ask_for_project(request, space_slug):
    """Ask that one’s project enters the ecosystem, and read what became of those one asked for."""
    space, organization = association_or_404(request, space_slug)
    verdict = may.may_ask_for_project(request.user, organization)
    to_sign = code.to_sign(organization, request.user)
    form = sent(request, ProjectRequestForm, code=to_sign)
    act = actions.ask_for_project
    if form.is_bound:
        ensure(verdict)
    made = attempt(form, lambda data: paced("application", partial(act, organization, **data), by=request.user))
    if made:
        messages.success(request, _("Votre demande est envoyée. Faites connaître cette page à qui peut y répondre."))
        return redirect("project-request", space.slug, made.pk)
    mine = []
    if request.user.is_authenticated:
        mine = organization.project_requests.filter(person=request.user).select_related("project__space")
    return page(request, "ask_for_project", space, form, may=verdict, mine=mine, code=to_sign)


@BOTH
@login_required
def project_request(request, space_slug, pk):
    """Where a project that asks to enter stands; who may vouch for it or refuse it does so here."""
    space, organization = association_or_404(request, space_slug)
    asked = _project_request_or_404(request, organization, pk)
    form = sent(request, AnswerForm)
    if attempt(form, lambda data: _answer_project(asked, request.user, data)):
        if form.cleaned_data["answer"] == "admit":
            messages.success(request, _("Le projet fait partie de l’écosystème : il a son espace."))
        else:
            messages.success(request, _("La demande est refusée ; la personne lit pourquoi."))
        return redirect("project-request", space.slug, pk)
    context = {
        "asked": asked,
        "own": asked.person_id == request.user.pk,
        "admits": may.may_admit_project(request.user, asked),
        "refuses": may.may_refuse_project(request.user, asked),
        "withdraws": may.may_withdraw_project_request(request.user, asked),
        "entered": asked.project and Space.objects.visible_to(request.user).filter(project=asked.project).first(),
    }
    return page(request, "project_request", space, form, **context)


def _answer_project(asked, user, data):
    if data["answer"] == "admit":
        return paced("association", actions.admit_project, asked, by=user)
    return paced("association", actions.refuse_project, asked, by=user, reason=data["reason"])


@require_POST
@login_required
def withdraw_project(request, space_slug, pk):
    space, organization = association_or_404(request, space_slug)
    asked = _project_request_or_404(request, organization, pk)
    paced("application", actions.withdraw_project_request, asked, by=request.user)
    messages.success(request, _("Votre demande est retirée."))
    return redirect("project-request", space.slug, pk)


def _project_request_or_404(request, organization, pk):
    rows = ProjectRequest.objects.visible_to(request.user).select_related("person", "decided_by", "project")
    asked = get_object_or_404(rows, pk=pk, organization=organization)
    asked.organization = organization
    return asked
