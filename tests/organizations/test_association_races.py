"""The doors of the association that several people push at the same moment: PostgreSQL says what came of it."""

import pytest

from governance.organizations import association, dues, entry
from governance.organizations.models import Application, CommissionSeat, Dues, Enrolment
from governance.register.verification import verify
from governance.texts import documents
from tests.at_once import together
from tests.cast import collective
from tests.organizations.association import admitted, applied, enrolled, founded, organization, pays, validated
from tests.texts.factories import a_document

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def kinds(answers):
    return sorted(type(answer).__name__ for answer in answers)


@pytest.fixture
def cast():
    return founded(collective())


def test_two_who_decide_one_application_at_once_enrol_once(cast):
    asked = validated(cast)
    answers = together(*[lambda: entry.decide_application(asked, by=cast.alice, outcome="admit")] * 5)
    assert kinds(answers) == ["Application"] + ["Refused"] * 4
    assert Enrolment.objects.count() == 1
    assert verify(cast.space.chain) is None


def test_signing_on_two_pages_at_once_enrols_once(cast):
    code = a_document(cast)
    asked = admitted(cast)
    answers = together(
        lambda: entry.commit_to_enter(asked, by=cast.dave, version_n=1),
        lambda: documents.commit(code, by=cast.dave, version_n=1),
        lambda: entry.commit_to_enter(asked, by=cast.dave, version_n=1),
    )
    assert "Application" in kinds(answers) or "Commitment" in kinds(answers)
    assert (Enrolment.objects.count(), Application.objects.get().outcome) == (1, "enrolled")


def test_one_person_who_asks_ten_times_at_once_asked_once(cast):
    answers = together(*[lambda: applied(cast)] * 10)
    assert kinds(answers) == ["Application"] + ["Refused"] * 9


def test_the_dues_of_a_year_noted_ten_times_at_once_are_noted_once(cast):
    mine = enrolled(cast, cast.bob)
    today = organization(cast).day()
    answers = together(*[lambda: dues.mark_paid(mine, by=cast.alice, year=2026, paid_on=today)] * 10)
    assert kinds(answers) == ["Dues"] + ["Refused"] * 9
    assert Dues.objects.count() == 1


def test_the_dues_of_ten_people_noted_at_once_are_all_noted(cast):
    people = [enrolled(cast, who) for who in (cast.bob, cast.erin, cast.faye, cast.carol)]
    today = organization(cast).day()
    answers = together(*[lambda one=one: pays(one, cast.alice, on=today) for one in people])
    assert kinds(answers) == ["Dues"] * 4
    assert organization(cast).voters(today).count() == 4


def test_two_ways_to_the_commission_at_once_give_one_seat(cast):
    together(*[lambda: association.name_to_commission(cast.organization, by=cast.alice, person=cast.bob)] * 4)
    assert CommissionSeat.objects.filter(person=cast.bob).count() == 1
