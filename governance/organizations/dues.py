"""What the treasurer keeps: who paid the dues of a year, who was asked for them in writing, who is struck off."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations.association import locked
from governance.organizations.exits import end_enrolment
from governance.organizations.models import Dues, Enrolment, Fee, FormalNotice
from governance.organizations.permissions import may_end_enrolment, may_mark_dues, may_send_notice
from governance.register.actions import record
from governance.verdict import Refused, ensure, no


@transaction.atomic
def mark_paid(enrolment, *, by, year: int, paid_on: date) -> Dues:
    """Say that a member paid the dues of a year, on a day (ST-18.3). They are up to date from then on."""
    enrolment = _locked(enrolment)
    ensure(may_mark_dues(by, enrolment))
    organization = enrolment.organization
    if paid_on > organization.day():
        raise Refused(no(_("Une cotisation se note une fois payée : ce jour est à venir.")))
    if not Fee.objects.filter(college=enrolment.college, year=year, replaced_at__isnull=True).exists():
        raise Refused(
            no(
                _("L’assemblée générale n’a pas encore fixé cette cotisation pour %(year)s (statuts, art. 11.1).")
                % {"year": year}
            )
        )
    if enrolment.dues.standing().filter(year=year).exists():
        raise Refused(no(_("La cotisation de %(year)s est déjà notée comme payée.") % {"year": year}))
    grace = timedelta(days=organization.rules_in_force.grace_days)
    paid = Dues.objects.create(
        enrolment=enrolment,
        year=year,
        paid_on=paid_on,
        covers_from=max(paid_on, date(year, 1, 1)),
        covers_until=date(year + 1, 1, 1) + grace,
        marked_by=by,
    )
    record("dues.paid", paid, by=by, space=organization.space, person=enrolment.person_id, year=year)
    return paid


@transaction.atomic
def cancel_dues(dues, *, by, reason) -> Dues:
    """Take back what was noted by mistake; the row stays, and says why."""
    enrolment = _locked(dues.enrolment)
    dues = Dues.objects.get(pk=dues.pk)
    ensure(may_mark_dues(by, enrolment))
    if dues.cancelled_at:
        raise Refused(no(_("Cette cotisation est déjà annulée.")))
    if prose.is_blank(reason):
        raise Refused(no(_("Dites en quelques mots ce qui était faux.")))
    dues.cancelled_at, dues.cancelled_by, dues.reason = clock.now(), by, reason.strip()
    dues.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
    space = enrolment.organization.space
    record("dues.cancelled", dues, by=by, space=space, person=enrolment.person_id, year=dues.year)
    return dues


@transaction.atomic
def send_notice(enrolment, *, by, year: int) -> FormalNotice:
    """Ask a member in writing for the dues of a year, and say until when (ST-7.3)."""
    enrolment = _locked(enrolment)
    ensure(may_send_notice(by, enrolment))
    organization, today = enrolment.organization, enrolment.organization.day()
    if not enrolment.college.pays_dues:
        raise Refused(no(_("On ne paie pas de cotisation dans ce collège (statuts, art. 5).")))
    if year > today.year or not Fee.objects.filter(college=enrolment.college, year=year).exists():
        raise Refused(no(_("Aucune cotisation n’est due pour cette année.")))
    if enrolment.dues.standing().filter(year=year).exists():
        raise Refused(no(_("La cotisation de %(year)s est payée.") % {"year": year}))
    if enrolment.notices.filter(year=year).exists():
        raise Refused(no(_("Une mise en demeure est déjà partie pour cette année.")))
    pay_by = today + timedelta(days=organization.rules_in_force.notice_days)
    notice = FormalNotice.objects.create(enrolment=enrolment, year=year, sent_by=by, pay_by=pay_by)
    record("formalnotice.sent", notice, by=by, space=organization.space, person=enrolment.person_id, year=year)
    return notice


@transaction.atomic
def strike_off(enrolment, *, by) -> Enrolment:
    """Strike a member off for unpaid dues, once a formal notice gave them the time to pay (ST-7.3)."""
    enrolment = _locked(enrolment)
    ensure(may_end_enrolment(by, enrolment))
    if enrolment.person_id == by.pk:
        raise Refused(no(_("On ne se radie pas soi-même : on démissionne (statuts, art. 7).")))
    paid = set(enrolment.dues.standing().values_list("year", flat=True))
    owed = [notice for notice in enrolment.notices.all() if notice.year not in paid]
    if not owed:
        raise Refused(
            no(_("Une radiation vient après une mise en demeure restée sans paiement (statuts, art. 7)."), "wait")
        )
    if enrolment.organization.day() <= min(notice.pay_by for notice in owed):
        raise Refused(no(_("Le délai laissé par la mise en demeure court encore (statuts, art. 7)."), "wait"))
    year = min(notice.year for notice in owed)
    reason = _("Cotisation de %(year)s restée impayée après mise en demeure.") % {"year": year}
    return end_enrolment(enrolment, Enrolment.End.STRUCK_OFF, by=by, reason=reason)


def owes(enrolment, day: date) -> bool:
    """Whether a member in a college that pays is not up to date on `day`."""
    return enrolment.college.pays_dues and not enrolment.dues.covering(day).exists()


def _locked(enrolment):
    locked(enrolment.organization)
    return Enrolment.objects.select_related("college", "person", "organization__space").get(pk=enrolment.pk)
