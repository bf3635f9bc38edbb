"""The association of the tests: « Les Tisserands » with the four colleges of the statutes, and people in them."""

from datetime import UTC, date, datetime

from governance.organizations import actions, association, dues, entry
from governance.organizations.models import Dues, Enrolment, Organization
from tests.cast import person

NOON = datetime(2026, 5, 15, 8, tzinfo=UTC)  # noon in Saint-Denis
TODAY = date(2026, 5, 15)
COLLEGES = [
    {"key": "adherent", "name": "Adhérents", "voice": "none", "pays_dues": False, "article": "5.1"},
    {"key": "donateur", "name": "Donateurs", "voice": "deliberative", "pays_dues": True, "article": "5.2"},
    {"key": "bienfaiteur", "name": "Bienfaiteurs", "voice": "deliberative", "pays_dues": True, "article": "5.3"},
    {"key": "honneur", "name": "Membres d’honneur", "voice": "consultative", "pays_dues": False, "article": "5.4"},
]


def founded(cast):
    """The colleges, the fees of this year and of the last; Erin is on the entry commission. Alice answers for all."""
    association.set_colleges(cast.organization, COLLEGES, by=cast.alice)
    now = cast.organization.day().year
    for year in (now - 1, now):
        association.set_fees(
            cast.organization,
            by=cast.alice,
            year=year,
            decided_on=date(2025, 3, 1),
            fees={"donateur": 2000, "bienfaiteur": 10000},
        )
    association.name_to_commission(cast.organization, by=cast.alice, person=cast.erin)
    return cast


def enrolled(cast, who, college="donateur", *, since=date(2020, 1, 1), paid=None, **fields) -> Enrolment:
    """Somebody whom the register of members already named; paid: the day they paid the dues of that year."""
    made = Enrolment.objects.create(
        organization=cast.organization,
        college=cast.organization.colleges.get(key=college),
        person=who,
        since=since,
        **{"member_since": since} | fields,
    )
    if paid:
        Dues.objects.create(
            enrolment=made,
            year=paid.year,
            paid_on=paid,
            covers_from=paid,
            covers_until=date(paid.year + 1, 1, 1),
            marked_by=cast.alice,
        )
    return made


def a_crowd(cast, n, college, **fields):
    return [enrolled(cast, person(f"{college}{k}"), college, **fields) for k in range(n)]


def applied(cast, who=None, **words):
    return entry.apply(cast.organization, by=who or cast.dave, **{"college": "donateur"} | words)


def validated(cast, who=None, **words):
    return entry.validate_application(applied(cast, who, **words), by=cast.erin)


def admitted(cast, who=None, **words):
    return entry.decide_application(validated(cast, who, **words), by=cast.alice, outcome="admit")


def asks_for_a_project(cast, who=None, **words):
    said = {"name": "Le verger", "summary": "Des arbres pour tous.", "words": "Nous partageons les fruits."}
    return actions.ask_for_project(cast.organization, by=who or cast.dave, **said | words)


def again(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def organization(cast) -> Organization:
    return Organization.objects.select_related("space").get(pk=cast.organization.pk)


def pays(enrolment, by, on=TODAY, year=None):
    return dues.mark_paid(enrolment, by=by, year=year or on.year, paid_on=on)
