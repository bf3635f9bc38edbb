"""The association behind an organization: its colleges and fees, who may stand for its board, and its own delays.

Every act that changes who is enrolled holds the chain of the organization from its beginning (`locked`).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext as _

from governance import clock, prose
from governance.organizations import offices
from governance.organizations.models import (
    Accounts,
    Application,
    AssociationRules,
    College,
    CommissionSeat,
    Dues,
    Enrolment,
    Fee,
    Organization,
    Questionnaire,
    Voice,
)
from governance.organizations.permissions import (
    may_be_treasurer,
    may_enter_fees,
    may_keep_accounts,
    may_name_to_commission,
    may_set_colleges,
    may_set_questionnaire,
    may_settle_association,
)
from governance.register.actions import hold, record
from governance.rules import membership
from governance.verdict import YES, Refused, Verdict, ensure, no

__all__ = ["eligible", "may_be_treasurer", "set_colleges", "why_not"]

ABOVE = {"bienfaiteur": "donateur"}  # whose fee exceeds whose, where nothing else is said (statutes, art. 5.3)
FIELDS = ("name", "voice", "pays_dues", "article")
RULES = ("admitted_by", "answer_days", "notice_days", "grace_days", "involvement_actions", "involvement_months")
LONGEST_DELAY = 366  # days
MOST_QUESTIONS = 20
MOST_CENTS = 10_000_000


def locked(organization) -> Organization:
    """The organization, read anew with its space while nobody else acts in it: its chain is held from here on."""
    hold(organization.space)
    return Organization.objects.select_related("space").get(pk=organization.pk)


# --- Colleges ----------------------------------------------------------------------------------------


@transaction.atomic
def set_colleges(organization, colleges, by=None) -> list[College]:
    """Make the colleges of an association, or change them, from dicts with the fields of `College`, in their order.

    `by=None` is the adoption of statutes, which others decided. `above` names the college whose fee its own exceeds;
    `is_named` says that one is named to it: a college with a consultative voice, unless told otherwise (ST-5.4).
    A college with members stays: Refused when one of them is left out, or when what they hold would change unseen.
    """
    organization = locked(organization)
    if by is not None:
        ensure(may_set_colleges(by, organization))
    told = {college["key"]: college for college in colleges}
    if len(told) != len(colleges):
        raise Refused(no(_("Deux collèges portent la même clé.")))
    for college in told.values():
        ensure(_is_a_college(college))
    gone = organization.colleges.exclude(key__in=told)
    traces = [Exists(model.objects.filter(college=OuterRef("pk"))) for model in (Enrolment, Fee, Application)]
    if used := gone.filter(traces[0] | traces[1] | traces[2]).first():
        raise Refused(
            no(_("Le collège « %(name)s » a ou a eu des membres ou une cotisation : il reste.") % {"name": used})
        )
    gone.delete()
    made = {}
    for place, (key, college) in enumerate(told.items()):
        is_named = college.get("is_named", college["voice"] == Voice.CONSULTATIVE)
        values = {name: college[name] for name in FIELDS if name in college} | {"place": place, "is_named": is_named}
        made[key], _is_new = College.objects.update_or_create(organization=organization, key=key, defaults=values)
    for key, college in made.items():
        above = made.get(told[key].get("above", ABOVE.get(key)))
        if college.above_id != (above and above.pk):
            college.above = above
            college.save(update_fields=["above"])
    told = [{"key": key, **{name: str(getattr(college, name)) for name in FIELDS}} for key, college in made.items()]
    record("organization.colleges_set", organization, by=by, space=organization.space, colleges=told)
    return list(made.values())


def _is_a_college(college):
    if not college.get("key") or prose.is_blank(college.get("name", "")):
        return no(_("Un collège a une clé et un nom."))
    if college.get("voice") not in Voice.values:
        return no(_("Cette voix n’existe pas : délibérative, consultative, ou aucune."))
    return YES


def with_numbers(organization, day):
    """The colleges of an association, each with how many people are in it on `day` and the fee of that year."""
    fees = Fee.objects.filter(year=day.year, replaced_at__isnull=True)
    colleges = list(organization.colleges.prefetch_related(Prefetch("fees", fees, to_attr="fees_now")))
    found = list(organization.enrolments.on(day).values_list("college", flat=True))
    for college in colleges:
        college.people = found.count(college.pk)
        college.fee = college.fees_now[0] if college.fees_now else None
    return colleges


# --- Who may stand -----------------------------------------------------------------------------------


def _standings(organization, day):
    covered = Dues.objects.covering(day).filter(enrolment=OuterRef("pk"))
    found = organization.enrolments.on(day).select_related("college", "person").annotate(is_covered=Exists(covered))
    for one in found:
        paid_up = one.is_covered or not one.college.pays_dues
        yield one, membership.Standing(one.college.decides, paid_up, one.member_since, one.adult_from)


def eligible(organization, day: date):
    """Everybody who may stand for the board on `day` (statutes, art. 13), in one query and exactly."""
    able = [one.person_id for one, standing in _standings(organization, day) if not membership.lacking(standing, day)]
    return organization.enrolled(day).filter(pk__in=able)


def why_not(person, organization, day: date) -> Verdict:
    """Whether `person` may stand for the board on `day`; the no says everything that is missing."""
    mine = next((found for found in _standings(organization, day) if found[0].person_id == person.pk), None)
    if mine is None:
        return no(_("Il faut être membre de l’association ce jour-là (statuts, art. 13)."))
    lacks = membership.lacking(mine[1], day)
    return no(" ".join(_said(name) for name in lacks)) if lacks else YES


def _said(lack):
    return {
        membership.COLLEGE: _("Il faut être dans un collège qui a voix délibérative (statuts, art. 13)."),
        membership.DUES: _("Il faut être à jour de sa cotisation (statuts, art. 13)."),
        membership.YEAR: _("Il faut être membre depuis plus d’un an (statuts, art. 13)."),
        membership.AGE: _("Il faut être majeur·e, ou mineur·e émancipé·e, le jour de l’élection (statuts, art. 13)."),
    }[lack]


# --- Fees, delays, questions -------------------------------------------------------------------------


@transaction.atomic
def set_fees(organization, *, by, year: int, decided_on: date, fees: dict[str, int]) -> list[Fee]:
    """Enter what the general assembly set as dues for a year: cents by the key of each college that pays.

    Refused on a fee that is not above the one it must exceed (ST-5.3), what stands already counting too.
    """
    organization = locked(organization)
    ensure(may_enter_fees(by, organization))
    if not 2000 <= year <= 2200:
        raise Refused(no(_("Cette année n’en est pas une.")))
    if decided_on > organization.day():
        raise Refused(no(_("L’assemblée générale qui fixe la cotisation a déjà eu lieu : ce jour est à venir.")))
    paying = {college.key: college for college in organization.colleges.filter(pays_dues=True).select_related("above")}
    if not fees or set(fees) - set(paying):
        raise Refused(no(_("Seuls les collèges qui paient une cotisation ont un montant (statuts, art. 5).")))
    if any(not 0 <= cents <= MOST_CENTS for cents in fees.values()):
        raise Refused(no(_("Un montant va de 0 à 100 000 €.")))
    standing = Fee.objects.filter(college__in=paying.values(), year=year, replaced_at__isnull=True)
    before = {fee.college.key: fee for fee in standing.select_related("college")}
    wanted = {key: fee.cents for key, fee in before.items()} | fees
    above = [(key, college.above.key) for key, college in paying.items() if college.above]
    for one, other in membership.too_low(wanted, above):
        names = {"one": paying[one].name, "other": paying[other].name}
        raise Refused(
            no(_("La cotisation « %(one)s » est supérieure à celle de « %(other)s » (statuts, art. 5.3).") % names)
        )
    made = []
    for key, cents in fees.items():
        if key in before:
            before[key].replaced_at = clock.now()
            before[key].save(update_fields=["replaced_at"])
        made.append(Fee.objects.create(college=paying[key], year=year, cents=cents, decided_on=decided_on, set_by=by))
    said = {"year": year, "decided_on": decided_on.isoformat(), "fees": fees}
    record("organization.fees_set", organization, by=by, space=organization.space, **said)
    return made


@transaction.atomic
def settle(organization, *, by, **values) -> AssociationRules:
    """Change the delays and numbers that the statutes leave to the association (art. 21)."""
    organization = locked(organization)
    ensure(may_settle_association(by, organization))
    rules = organization.rules_in_force
    changed = {name: [getattr(rules, name), values[name]] for name in RULES if name in values}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    for name, (_before, after) in changed.items():
        if name == "admitted_by":
            is_known = after in (offices.BUREAU, offices.BOARD)
        else:
            is_known = isinstance(after, int) and (0 if name == "grace_days" else 1) <= after <= LONGEST_DELAY
        if not is_known:
            raise Refused(no(_("Ce réglage n’est pas possible.")))
        setattr(rules, name, after)
    if changed:
        rules.save()
        record("organization.rules_set", organization, by=by, space=organization.space, changed=changed)
    return rules


@transaction.atomic
def set_questionnaire(organization, *, by, questions: list[str]) -> Questionnaire:
    """Ask other questions on the code social, from the next answers on; what was answered keeps its version (CS-10)."""
    organization = locked(organization)
    ensure(may_set_questionnaire(by, organization))
    questions = [question.strip() for question in questions if not prose.is_blank(question)]
    if len(questions) > MOST_QUESTIONS:
        raise Refused(no(_("C’est beaucoup de questions : gardez-en vingt au plus.")))
    last = organization.questionnaires.last()
    if last and last.questions == questions:
        return last
    n = last.n + 1 if last else 1
    made = Questionnaire.objects.create(organization=organization, n=n, questions=questions, made_by=by)
    record("organization.questionnaire_set", organization, by=by, space=organization.space, n=n)
    return made


# --- The entry commission ----------------------------------------------------------------------------


@transaction.atomic
def name_to_commission(organization, *, by, person) -> CommissionSeat:
    """Give somebody of the collective a seat on the entry commission."""
    organization = locked(organization)
    ensure(may_name_to_commission(by, organization))
    if not organization.space.memberships.current().filter(person=person).exists():
        raise Refused(no(_("Seule une personne de l’espace siège à la commission d’entrée.")))
    seat = organization.commission_seats.filter(person=person, until__isnull=True).first()
    return seat or give_seat(organization, person, by=by)


@transaction.atomic
def end_seat(seat, *, by) -> CommissionSeat:
    """End a seat: one’s own, or that of somebody whom one could have named."""
    organization = locked(seat.organization)
    seat = CommissionSeat.objects.select_related("person").get(pk=seat.pk)
    if seat.person_id != by.pk:
        ensure(may_name_to_commission(by, organization))
    if seat.until is None:
        seat.until = clock.now()
        seat.save(update_fields=["until"])
        record("commissionseat.ended", seat, by=by, space=organization.space, person=seat.person_id)
    return seat


def give_seat(organization, person, *, by, rule: list[int] | None = None) -> CommissionSeat:
    """A step of other acts, under the lock of the organization. rule: (actions, months), where a rule gave the seat."""
    seat = CommissionSeat.objects.create(organization=organization, person=person, by_rule=rule)
    record("commissionseat.given", seat, by=by, space=organization.space, person=person.pk, rule=rule)
    return seat


# --- What is not kept --------------------------------------------------------------------------------


def forget_ages(now: datetime) -> int:
    """Erase the day on which somebody comes of age once it has come, where they are enrolled; gives how many."""
    n = 0
    for model in (Enrolment, Application):
        due = model.objects.filter(adult_from__lte=(now + timedelta(days=1)).date()).select_related("organization")
        grown = [one.pk for one in due if one.adult_from <= one.organization.day(now)]
        if grown:
            n += model.objects.filter(pk__in=grown).update(adult_from=None)
    return n


# --- The accounts ------------------------------------------------------------------------------------


@transaction.atomic
def add_accounts(organization, *, by, title, address, year: int) -> Accounts:
    """Put a document of the accounts at the disposal of the members, by its address (ST-20.2)."""
    organization = locked(organization)
    ensure(may_keep_accounts(by, organization))
    if prose.is_blank(title) or not address.startswith(("https://", "http://")):
        raise Refused(no(_("Un document des comptes a un titre et une adresse.")))
    added = Accounts.objects.create(
        organization=organization, title=title.strip(), address=address, year=year, added_by=by
    )
    record("accounts.added", added, by=by, space=organization.space, title=added.title, year=year)
    return added


@transaction.atomic
def withdraw_accounts(accounts, *, by) -> Accounts:
    """Take a document off the list; the register keeps that it was there."""
    organization = locked(accounts.organization)
    ensure(may_keep_accounts(by, organization))
    accounts = Accounts.objects.get(pk=accounts.pk)
    if accounts.withdrawn_at is None:
        accounts.withdrawn_at = clock.now()
        accounts.save(update_fields=["withdrawn_at"])
        record("accounts.withdrawn", accounts, by=by, space=organization.space, title=accounts.title)
    return accounts
