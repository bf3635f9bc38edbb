"""How one becomes a member of the association: one asks, answers, is read by the commission, admitted, and signs.

The commission says a first yes (CS-11); the bureau decides at each of its meetings (ST-6.3); nobody is a member
before they signed the code social as it is in force (CS-12). No other door leads in (ST-6.2), but for the college
that the board names people to (ST-5.4).
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations import code
from governance.organizations.association import locked
from governance.organizations.models import Application, College, Enrolment
from governance.organizations.permissions import (
    may_apply,
    may_bring_register_in,
    may_change_representative,
    may_commit_to_enter,
    may_complete_application,
    may_decide_application,
    may_name_member,
    may_note_guardian,
    may_validate_application,
    may_withdraw_application,
)
from governance.register.actions import announce, record
from governance.rules.membership import needs_guardian
from governance.verdict import YES, Refused, ensure, no

Step = Application.Step
ADMIT, REFUSE, ADJOURN = OUTCOMES = ("admit", "refuse", "adjourn")


# --- Asking ------------------------------------------------------------------------------------------


@transaction.atomic
def apply(
    organization, *, by, college: str, words="", legal_name="", adult_from: date | None = None, answers=None
) -> Application:
    """Ask to be a member, in the college of that key; `answers` to the questionnaire may come later.

    A member who asks for another college was read by the commission once: only the decision is left.
    adult_from: for a minor, the day on which they come of age. legal_name: of a legal person that `by` speaks for.
    """
    organization = locked(organization)
    ensure(may_apply(by, organization))
    wanted = organization.colleges.filter(key=college, is_named=False).first()
    if wanted is None:
        raise Refused(no(_("On ne demande pas à entrer dans ce collège.")))
    mine = organization.enrolments.current().filter(person=by).first()
    if mine is not None:
        ensure(no(_("Vous êtes déjà dans ce collège.")) if mine.college_id == wanted.pk else YES)
        legal_name, adult_from = mine.legal_name, None
    if adult_from is not None and adult_from <= organization.day():
        adult_from = None
    if legal_name.strip() and adult_from:
        raise Refused(no(_("Une personne morale parle par une personne majeure.")))
    read = clock.now() if mine is not None else None
    application = Application.objects.create(
        organization=organization,
        college=wanted,
        completed_at=read,
        validated_at=read,
        person=by,
        words=words.strip(),
        legal_name=prose.straight(legal_name).strip(),
        adult_from=adult_from,
    )
    _record("made", application, by=by, college=wanted.name)
    if mine is None and (answers is not None or _questions(organization) is None):
        _complete(application, answers or [])
    return application


@transaction.atomic
def answer_questionnaire(application, *, by, answers: list[str], n: int | None = None) -> Application:
    """Answer the questions as they are asked today (version `n` was read), all of them; again, until validated."""
    application = _locked(application)
    ensure(may_complete_application(by, application))
    asked = _questions(application.organization)
    if n is not None and asked is not None and asked.n != n:
        raise Refused(no(_("Les questions viennent de changer : relisez-les avant de répondre.")))
    _complete(application, answers)
    return application


@transaction.atomic
def withdraw_application(application, *, by) -> Application:
    application = _locked(application)
    ensure(may_withdraw_application(by, application))
    return _close(application, Step.WITHDRAWN, by=by)


def _questions(organization):
    """The questionnaire as it is asked now; None when nothing is asked."""
    last = organization.questionnaires.last()
    return last if last and last.questions else None


def _complete(application, answers):
    asked = _questions(application.organization)
    questions = asked.questions if asked else []
    if len(answers) != len(questions) or any(prose.is_blank(answer) for answer in answers):
        raise Refused(no(_("Répondez à chaque question : sans cela la demande reste incomplète (code social).")))
    is_first = application.completed_at is None
    application.questionnaire, application.answers = asked, [answer.strip() for answer in answers]
    application.completed_at = application.completed_at or clock.now()
    application.save(update_fields=["questionnaire", "answers", "completed_at"])
    if is_first:
        _record("completed", application, by=application.person)


# --- Reading and deciding ----------------------------------------------------------------------------


@transaction.atomic
def validate_application(application, *, by) -> Application:
    """The first yes, of the entry commission (CS-11)."""
    application = _locked(application)
    ensure(may_validate_application(by, application))
    application.validated_at, application.validated_by = clock.now(), by
    application.save(update_fields=["validated_at", "validated_by"])
    _record("validated", application, by=by)
    return application


@transaction.atomic
def note_guardian(application, *, by) -> Application:
    """Say that the written authorisation of a parent or guardian was received; it is kept outside of Palabre."""
    application = _locked(application)
    ensure(may_note_guardian(by, application))
    if application.guardian_seen_at is None:
        application.guardian_seen_at, application.guardian_seen_by = clock.now(), by
        application.save(update_fields=["guardian_seen_at", "guardian_seen_by"])
        _record("guardian_seen", application, by=by)
    return application


@transaction.atomic
def decide_application(application, *, by, outcome: str, reason="") -> Application:
    """Admit, refuse or adjourn (`OUTCOMES`). A refusal and an adjournment say why to the applicant (ST-6.4).

    Whoever already signed the code social is a member at once; the others are once they signed it.
    """
    application = _locked(application)
    ensure(may_decide_application(by, application))
    if outcome not in OUTCOMES:
        raise Refused(no(_("Choisissez d’admettre, de refuser ou d’ajourner.")))
    if outcome != ADMIT and prose.is_blank(reason):
        raise Refused(no(_("Tout refus est motivé, un ajournement aussi : écrivez pourquoi (statuts, art. 6).")))
    application.decided_by, application.reason = by, "" if outcome == ADMIT else reason.strip()
    if outcome == ADJOURN:
        application.adjourned_at = clock.now()
        application.save(update_fields=["decided_by", "reason", "adjourned_at"])
        _record("adjourned", application, by=by)
        return application
    if outcome == REFUSE:
        return _close(application, Step.REFUSED, by=by)
    ensure(_is_authorised(application))
    application.admitted_at = clock.now()
    application.save(update_fields=["decided_by", "reason", "admitted_at"])
    _record("admitted", application, by=by)
    if code.to_sign(application.organization, application.person) is None:
        _enrol_by(application)
    return application


def _is_authorised(application):
    today = application.organization.day()
    if needs_guardian(application.adult_from, today) and application.guardian_seen_at is None:
        return no(
            _("Avant seize ans, il faut l’autorisation d’un parent ou d’un tuteur, notée ici (statuts, art. 6)."),
            "wait",
        )
    return YES


@transaction.atomic
def commit_to_enter(application, *, by, version_n: int | None) -> Application:
    """Sign the code social as version `version_n` says it, and be a member from then on (CS-12)."""
    ensure(may_commit_to_enter(by, application))
    code.sign(application.organization, by=by, version_n=version_n)
    # The code may have left, or been signed elsewhere, since the bureau decided.
    application = _locked(application)
    if application.closed_at is None and application.admitted_at:
        _enrol_by(application)
    return application


def enrol_whoever_signed(event) -> None:
    """Whoever was admitted and signs the code, on whatever page, is a member from then on."""
    organization = event.space.organization
    if organization is None:
        return
    waiting = Application.objects.open().filter(organization=organization, person=event.by, admitted_at__isnull=False)
    for application in waiting.select_related("college", "person", "organization__space"):
        _enrol_by(application)


# --- Being enrolled ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """One line of the register of members that an association kept before it came here."""

    person: object
    college: str  # its key
    since: date
    legal_name: str = ""
    adult_from: date | None = None


@transaction.atomic
def bring_register_in(organization, *, by, lines: list[Kept], words: str) -> list[Enrolment]:
    """Bring in the members that the association already had, all at once and once only.

    words: where that register was kept. Refused as soon as somebody is enrolled or asked to be: from then on one
    enters by asking (ST-6.2).
    """
    organization = locked(organization)
    ensure(may_bring_register_in(by, organization))
    if prose.is_blank(words):
        raise Refused(no(_("Dites d’où vient ce registre : qui le tenait, et à quelle date.")))
    colleges = {college.key: college for college in organization.colleges.all()}
    if any(line.college not in colleges or line.since > organization.day() for line in lines):
        raise Refused(no(_("Une ligne nomme un collège qui n’existe pas, ou un jour à venir.")))
    said = {"words": words.strip(), "n": len(lines)}
    record("organization.register_brought_in", organization, by=by, space=organization.space, **said)
    return [
        enrol(
            colleges[line.college],
            line.person,
            by=by,
            since=line.since,
            legal_name=line.legal_name,
            adult_from=line.adult_from,
        )
        for line in lines
    ]


@transaction.atomic
def name_member(organization, *, by, person, college: str) -> Enrolment:
    """Name somebody to a college that one does not ask for: honorary members, by the board (ST-5.4)."""
    organization = locked(organization)
    ensure(may_name_member(by, organization))
    named = organization.colleges.filter(key=college, is_named=True).first()
    if named is None:
        raise Refused(no(_("On n’est pas nommé à ce collège : on demande à y entrer (statuts, art. 6).")))
    mine = organization.enrolments.current().select_related("college", "person").filter(person=person).first()
    return move(mine, named, by=by) if mine else enrol(named, person, by=by)


@transaction.atomic
def change_representative(enrolment, *, by, person) -> Enrolment:
    """A legal person speaks through another account: one voice still, and what it paid stays paid (ST-5.5)."""
    organization = locked(enrolment.organization)
    enrolment = organization.enrolments.select_related("college", "person").get(pk=enrolment.pk)
    ensure(may_change_representative(by, enrolment))
    dues = list(enrolment.dues.standing())
    moved = move(enrolment, enrolment.college, by=by, person=person)
    for paid in dues:
        paid.pk, paid._state.adding, paid.enrolment = None, True, moved
        paid.save()
    announce("enrolment.handed_over", enrolment, by=by, space=organization.space)
    return moved


def enrol(college: College, person, *, by, legal_name="", adult_from=None, member_since=None, since=None) -> Enrolment:
    """A step of other acts, under the lock of the organization: somebody is a member from today on."""
    organization = college.organization
    if organization.enrolments.current().filter(person=person).exists():
        raise Refused(no(_("Cette personne est déjà membre de l’association, sous ce compte.")))
    since = since or organization.day()
    made = Enrolment.objects.create(
        organization=organization,
        college=college,
        person=person,
        since=since,
        member_since=member_since or since,
        legal_name=legal_name,
        adult_from=adult_from,
    )
    record("enrolment.began", made, by=by, space=organization.space, person=person.pk, college=college.name)
    return made


def move(enrolment, college, *, by, person=None) -> Enrolment:
    """A step of other acts: the row closes and another continues it, membership not being interrupted."""
    today = enrolment.organization.day()
    enrolment.until, enrolment.ended_as = max(today, enrolment.since), Enrolment.End.MOVED
    enrolment.ended_at, enrolment.ended_by = clock.now(), by
    enrolment.save(update_fields=["until", "ended_as", "ended_at", "ended_by"])
    kept = {name: getattr(enrolment, name) for name in ("legal_name", "adult_from", "member_since")}
    return enrol(college, person or enrolment.person, by=by, **kept)


def _enrol_by(application):
    organization, person = application.organization, application.person
    mine = organization.enrolments.current().filter(person=person).first()
    if mine is not None:
        application.enrolment = move(mine, application.college, by=person)
    else:
        kept = {"legal_name": application.legal_name, "adult_from": application.adult_from}
        application.enrolment = enrol(application.college, person, by=person, **kept)
    application.outcome, application.closed_at = Step.ENROLLED, clock.now()
    application.adult_from = None
    application.save(update_fields=["enrolment", "outcome", "closed_at", "adult_from"])


def _close(application, outcome, *, by):
    application.outcome, application.closed_at, application.adult_from = outcome, clock.now(), None
    application.save(update_fields=["outcome", "closed_at", "adult_from", "decided_by", "reason"])
    _record(str(outcome), application, by=by)
    return application


def _locked(application):
    """The application as it stands, under the lock of its organization."""
    locked(application.organization)
    return Application.objects.select_related("college", "person", "organization__space").get(pk=application.pk)


def _record(act, application, *, by, **payload):
    """The reason of a refusal is told to the applicant, and not written here."""
    space = application.organization.space
    record(f"application.{act}", application, by=by, space=space, person=application.person_id, **payload)
