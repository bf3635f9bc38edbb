"""How one ceases to be a member: by leaving, by exclusion once heard, by death (statutes, art. 7).

Striking off for unpaid dues stands with the dues. A vote freezes its roll when it opens: a secret ballot that was
cast stays counted, since nobody can find it again, and whoever left takes no part in what opens later.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations.association import locked
from governance.organizations.models import Enrolment, Exclusion
from governance.organizations.permissions import (
    may_answer_exclusion,
    may_decide_exclusion,
    may_end_enrolment,
    may_open_exclusion,
    may_resign,
)
from governance.register.actions import record
from governance.verdict import Refused, ensure, no

End = Enrolment.End


@transaction.atomic
def resign(enrolment, *, by, words="") -> Enrolment:
    """Leave the association, at once (ST-7.2)."""
    enrolment = _locked(enrolment)
    ensure(may_resign(by, enrolment))
    return end_enrolment(enrolment, End.RESIGNED, by=by, reason=words.strip())


@transaction.atomic
def record_death(enrolment, *, by, died_on: date) -> Enrolment:
    """Say that a member died; their words stay signed of their name."""
    enrolment = _locked(enrolment)
    ensure(may_end_enrolment(by, enrolment))
    if enrolment.legal_name:
        raise Refused(no(_("Une personne morale ne meurt pas : changez son ou sa représentante.")))
    if died_on > enrolment.organization.day():
        raise Refused(no(_("Ce jour est à venir.")))
    return end_enrolment(enrolment, End.DIED, by=by, on=died_on)


# --- Exclusion ---------------------------------------------------------------------------------------


@transaction.atomic
def open_exclusion(enrolment, *, by, ground: str, facts: str) -> Exclusion:
    """Tell a member that the bureau thinks of excluding them, on which of the grounds of the statutes, and why.

    From here they have days to answer; nothing is decided and no access is taken before (ST-7.1, ST-7.4).
    """
    enrolment = _locked(enrolment)
    ensure(may_open_exclusion(by, enrolment))
    if ground not in Exclusion.Ground.values:
        raise Refused(no(_("Les statuts ne connaissent pas ce motif d’exclusion (art. 7).")))
    if prose.is_blank(facts):
        raise Refused(no(_("Dites ce qui est reproché : la personne doit pouvoir y répondre (statuts, art. 7).")))
    organization = enrolment.organization
    answer_by = organization.day() + timedelta(days=organization.rules_in_force.answer_days)
    case = Exclusion.objects.create(
        organization=organization,
        enrolment=enrolment,
        ground=ground,
        facts=facts.strip(),
        opened_by=by,
        answer_by=answer_by,
    )
    _record("opened", case, by=by)
    return case


@transaction.atomic
def answer_exclusion(exclusion, *, by, answer: str) -> Exclusion:
    """Defend oneself; the answer may be completed until the decision."""
    exclusion = _locked_case(exclusion)
    ensure(may_answer_exclusion(by, exclusion))
    if prose.is_blank(answer):
        raise Refused(no(_("Écrivez votre réponse.")))
    exclusion.answer, exclusion.answered_at = answer.strip(), exclusion.answered_at or clock.now()
    exclusion.save(update_fields=["answer", "answered_at"])
    _record("answered", exclusion, by=by)
    return exclusion


@transaction.atomic
def decide_exclusion(exclusion, *, by, outcome: str, reason: str) -> Exclusion:
    """Exclude, or not, and say why to the person; never before they answered or their days are over (ST-7.4)."""
    exclusion = _locked_case(exclusion)
    ensure(may_decide_exclusion(by, exclusion))
    if outcome not in Exclusion.Outcome.values:
        raise Refused(no(_("Choisissez d’exclure ou non.")))
    if prose.is_blank(reason):
        raise Refused(no(_("Cette décision est motivée : écrivez pourquoi (statuts, art. 7).")))
    exclusion.outcome, exclusion.reason = outcome, reason.strip()
    exclusion.decided_at, exclusion.decided_by = clock.now(), by
    exclusion.save(update_fields=["outcome", "reason", "decided_at", "decided_by"])
    _record("decided", exclusion, by=by, outcome=str(outcome))
    mine = exclusion.organization.enrolments.current().filter(person=exclusion.enrolment.person_id)
    if outcome == Exclusion.Outcome.EXCLUDED and (left := mine.select_related("organization__space").first()):
        end_enrolment(left, End.EXCLUDED, by=by, reason=exclusion.get_ground_display())
    return exclusion


# --- Steps several acts share ------------------------------------------------------------------------


def end_enrolment(enrolment, how, *, by, reason="", on: date | None = None) -> Enrolment:
    """Close a row, from today on or from another day that has come. How and why is not told to everybody."""
    enrolment.until = max(on or enrolment.organization.day(), enrolment.since)
    enrolment.ended_as, enrolment.reason, enrolment.adult_from = how, str(reason), None
    enrolment.ended_at, enrolment.ended_by = clock.now(), by
    enrolment.save(update_fields=["until", "ended_as", "reason", "adult_from", "ended_at", "ended_by"])
    record(
        "enrolment.ended",
        enrolment,
        by=by if how == End.RESIGNED else None,
        space=enrolment.organization.space,
        person=enrolment.person_id,
    )
    return enrolment


def _record(act, exclusion, *, by, **payload):
    space = exclusion.organization.space
    record(f"exclusion.{act}", exclusion, by=by, space=space, person=exclusion.enrolment.person_id, **payload)


def _locked(enrolment):
    locked(enrolment.organization)
    return Enrolment.objects.select_related("college", "person", "organization__space").get(pk=enrolment.pk)


def _locked_case(exclusion):
    locked(exclusion.organization)
    return Exclusion.objects.select_related(
        "enrolment__person", "enrolment__organization__space", "organization__space"
    ).get(pk=exclusion.pk)
