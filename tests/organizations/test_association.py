"""Who belongs to the association, who votes in its assembly, who may stand for its board (art. 5 to 8, 13, 18)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from governance import clock
from governance.organizations import association, dues, entry, exits
from governance.organizations.models import Enrolment
from governance.organizations.permissions import may_take_part
from governance.register.models import Entry
from governance.verdict import Refused
from tests.cast import person
from tests.organizations.association import (
    COLLEGES,
    NOON,
    TODAY,
    a_crowd,
    admitted,
    applied,
    enrolled,
    founded,
    organization,
    pays,
)

pytestmark = pytest.mark.django_db
PAID = date(2026, 1, 10)


@pytest.fixture(autouse=True)
def noon():
    with clock.pretend(NOON):
        yield


@pytest.fixture
def cast(cast):
    return founded(cast)


def voters(cast, day=TODAY):
    return set(organization(cast).voters(day))


# --- Colleges and voices -----------------------------------------------------------------------------


def test_st_5_1_an_adherent_owes_nothing_and_has_no_voice_in_the_assembly(cast):
    mine = enrolled(cast, cast.bob, "adherent")
    assert (set(organization(cast).enrolled(TODAY)), voters(cast)) == ({cast.bob}, set())
    with pytest.raises(Refused, match="ne paie pas de cotisation"):
        pays(mine, cast.alice)
    assert may_take_part(cast.bob, organization(cast).space)  # and so in every consultative vote of its rooms


def test_st_5_2_a_donor_votes_once_up_to_date_and_not_before(cast):
    mine = enrolled(cast, cast.bob)
    assert voters(cast) == set()
    pays(mine, cast.alice)
    assert voters(cast) == {cast.bob}
    assert voters(cast, date(2027, 1, 1)) == set()


def test_st_5_3_the_fee_of_benefactors_is_above_that_of_donors_and_their_voice_is_one(cast):
    for fees in ({"donateur": 3000, "bienfaiteur": 3000}, {"bienfaiteur": 1999}, {"donateur": 10000}):
        with pytest.raises(Refused, match="supérieure"):
            association.set_fees(cast.organization, by=cast.alice, year=2026, decided_on=TODAY, fees=fees)
    pays(enrolled(cast, cast.bob, "bienfaiteur"), cast.alice)
    assert list(organization(cast).voters(TODAY)) == [cast.bob]


def test_st_5_4_an_honorary_member_is_named_by_the_board_and_only_so(cast):
    with pytest.raises(Refused, match="On ne demande pas"):
        applied(cast, college="honneur")
    with pytest.raises(Refused, match="conseil d’administration"):
        entry.name_member(cast.organization, by=cast.bob, person=cast.dave, college="honneur")
    entry.name_member(cast.organization, by=cast.alice, person=cast.dave, college="honneur")
    assert (set(organization(cast).enrolled(TODAY)), voters(cast)) == ({cast.dave}, set())
    assert cast.organization.colleges.get(key="honneur").voice == "consultative"


def test_st_5_5_a_legal_person_has_one_voice_through_one_account(cast):
    mine = enrolled(cast, cast.bob, legal_name="Les Jardins", paid=PAID)
    assert str(mine) == "Les Jardins"
    moved = entry.change_representative(mine, by=cast.alice, person=cast.faye)
    assert voters(cast) == {cast.faye}
    assert (moved.legal_name, moved.member_since, moved.dues.count()) == ("Les Jardins", date(2020, 1, 1), 1)


def test_st_5_5_one_account_is_enrolled_once_whatever_it_speaks_for(cast):
    enrolled(cast, cast.bob, legal_name="Les Jardins")
    with pytest.raises(IntegrityError), transaction.atomic():
        enrolled(cast, cast.bob, "bienfaiteur")
    with pytest.raises(Refused, match="déjà membre"):
        entry.change_representative(enrolled(cast, cast.faye, legal_name="La Ruche"), by=cast.alice, person=cast.bob)


def test_st_8_1_the_assembly_is_every_donor_and_benefactor_up_to_date(cast):
    a_crowd(cast, 20, "donateur", paid=PAID)
    a_crowd(cast, 5, "bienfaiteur", paid=PAID)
    a_crowd(cast, 10, "adherent")
    for name in ("late1", "late2", "late3"):
        enrolled(cast, person(name))
    assert (organization(cast).voters(TODAY).count(), organization(cast).enrolled(TODAY).count()) == (25, 38)


def test_who_voted_on_a_past_day_is_still_known(cast):
    mine = enrolled(cast, cast.bob, paid=PAID)
    exits.resign(mine, by=cast.bob)
    assert (voters(cast, date(2026, 5, 14)), voters(cast)) == ({cast.bob}, set())


def test_a_college_with_members_stays_and_the_others_may_go(cast):
    enrolled(cast, cast.bob, "adherent")
    with pytest.raises(Refused, match="il reste"):
        association.set_colleges(cast.organization, COLLEGES[1:], by=cast.alice)
    association.set_colleges(cast.organization, COLLEGES[:3], by=cast.alice)
    assert [college.key for college in cast.organization.colleges.all()] == ["adherent", "donateur", "bienfaiteur"]


def test_a_college_of_no_known_voice_is_refused(cast):
    with pytest.raises(Refused, match="Cette voix n’existe pas"):
        association.set_colleges(cast.organization, [COLLEGES[0] | {"voice": "double"}])


# --- Dues --------------------------------------------------------------------------------------------


def test_st_18_3_the_treasurer_alone_says_that_somebody_paid_and_it_is_in_the_journal(cast):
    mine = enrolled(cast, cast.bob)
    for who in (cast.bob, cast.erin, cast.dave, person("root", is_superuser=True, is_staff=True)):
        with pytest.raises(Refused, match=r"18\.3"):
            pays(mine, who)
    paid = pays(mine, cast.alice)
    (line,) = Entry.objects.about(paid)
    assert (line.act, line.actor_id) == ("dues.paid", cast.alice.pk)
    assert list(Entry.objects.about(paid).visible_to(cast.faye)) == []
    assert list(Entry.objects.about(paid).visible_to(cast.bob)) == [line]


def test_dues_are_paid_once_a_year_and_not_before_their_day_nor_without_a_fee(cast):
    mine = enrolled(cast, cast.bob, paid=PAID)
    with pytest.raises(Refused, match="déjà notée"):
        pays(mine, cast.alice)
    with pytest.raises(Refused, match="à venir"):
        pays(mine, cast.alice, on=date(2026, 5, 16), year=2025)
    with pytest.raises(Refused, match=r"11\.1"):
        pays(mine, cast.alice, year=2027)


def test_dues_taken_back_stay_written_and_may_be_noted_again(cast):
    mine = enrolled(cast, cast.bob)
    paid = pays(mine, cast.alice)
    dues.cancel_dues(paid, by=cast.alice, reason="Un autre Bob.")
    assert voters(cast) == set()
    pays(mine, cast.alice)
    assert (voters(cast), mine.dues.count()) == ({cast.bob}, 2)


def test_dues_of_last_year_cover_the_days_of_grace(cast):
    association.settle(cast.organization, by=cast.alice, grace_days=90)
    mine = enrolled(cast, cast.bob)
    pays(mine, cast.alice)
    assert [voters(cast, day) for day in (date(2027, 3, 31), date(2027, 4, 1))] == [{cast.bob}, set()]


def test_dues_of_a_year_to_come_do_not_cover_the_one_that_runs(cast):
    fees = {"donateur": 2000, "bienfaiteur": 9000}
    association.set_fees(cast.organization, by=cast.alice, year=2027, decided_on=TODAY, fees=fees)
    pays(enrolled(cast, cast.bob), cast.alice, year=2027)
    assert (voters(cast), voters(cast, date(2027, 1, 1))) == (set(), {cast.bob})


# --- Who may stand -----------------------------------------------------------------------------------


def stands(cast, who, day=TODAY):
    verdict = association.why_not(who, organization(cast), day)
    assert (who in association.eligible(organization(cast), day)) == bool(verdict)
    return verdict


def test_st_13_1_a_candidate_is_a_donor_or_a_benefactor_up_to_date(cast):
    enrolled(cast, cast.bob, "adherent")
    enrolled(cast, cast.erin)
    enrolled(cast, cast.faye, "bienfaiteur", paid=PAID)
    assert "voix délibérative" in stands(cast, cast.bob).why
    assert "à jour de sa cotisation" in stands(cast, cast.erin).why
    assert stands(cast, cast.faye)
    assert "membre de l’association" in stands(cast, cast.dave).why


def test_st_13_2_a_candidate_is_a_member_for_more_than_one_year(cast):
    enrolled(cast, cast.bob, paid=PAID, since=date(2025, 5, 15))
    enrolled(cast, cast.faye, paid=PAID, since=date(2025, 5, 14))
    assert "plus d’un an" in stands(cast, cast.bob).why
    assert stands(cast, cast.faye)


def test_st_13_2_the_year_counts_in_any_college_when_nothing_interrupts_it(cast):
    enrolled(cast, cast.bob, "adherent", since=date(2024, 1, 1))
    moved = admitted_to(cast, cast.bob, "donateur")
    pays(moved, cast.alice)
    assert stands(cast, cast.bob)
    exits.resign(moved, by=cast.bob)
    back = admitted_to(cast, cast.bob, "donateur")
    pays(back, cast.alice)
    assert "plus d’un an" in stands(cast, cast.bob).why


def admitted_to(cast, who, college):
    is_member = cast.organization.enrolments.current().filter(person=who).exists()
    asked = applied(cast, who, college=college)
    if not is_member:
        entry.validate_application(asked, by=cast.erin)
    return entry.decide_application(asked, by=cast.alice, outcome="admit").enrolment


def test_st_13_3_a_candidate_is_of_age_on_the_day_of_the_election(cast):
    enrolled(cast, cast.bob, paid=PAID, adult_from=TODAY)
    enrolled(cast, cast.faye, paid=PAID, adult_from=date(2026, 5, 16))
    enrolled(cast, cast.erin, paid=PAID, adult_from=None)  # of age, or emancipated
    assert stands(cast, cast.bob) and stands(cast, cast.erin)
    assert "majeur" in stands(cast, cast.faye).why


def test_a_member_who_asks_for_another_college_is_read_by_the_bureau_alone(cast):
    enrolled(cast, cast.bob, "adherent")
    asked = applied(cast, cast.bob, college="bienfaiteur")
    assert asked.step == "bureau"
    entry.decide_application(asked, by=cast.alice, outcome="admit")
    rows = Enrolment.objects.filter(person=cast.bob).order_by("pk")
    assert [(row.college.key, row.until, row.ended_as) for row in rows] == [
        ("adherent", TODAY, "moved"),
        ("bienfaiteur", None, ""),
    ]


def test_the_helper_of_these_tests_admits_as_people_do(cast):
    assert admitted(cast).enrolment.person == cast.dave
