"""Who may do what in the association, before and after its offices are filled, and what its pages answer."""

from datetime import date

import pytest
from django.urls import reverse

from governance import clock
from governance.organizations import association, dues, exits, offices
from governance.organizations import permissions as may
from governance.organizations.actions import create_organization
from governance.organizations.models import Application, Dues, Enrolment, Exclusion, FormalNotice, ProjectRequest
from governance.verdict import Refused
from tests.cast import person
from tests.organizations.association import (
    NOON,
    TODAY,
    a_crowd,
    applied,
    asks_for_a_project,
    enrolled,
    founded,
    organization,
    pays,
)
from tests.organizations.test_pages import queries

pytestmark = pytest.mark.django_db
CAST = ("alice", "bob", "erin", "faye", "carol", "dave", "anonymous")
PAID = date(2026, 1, 10)


@pytest.fixture(autouse=True)
def noon():
    with clock.pretend(NOON):
        yield


@pytest.fixture
def cast(cast):
    """Alice facilitates, Bob is a donor, Erin is on the commission, Faye asks to be a member, Dave for a project."""
    founded(cast)
    cast.mine = enrolled(cast, cast.bob)
    cast.asked = applied(cast, cast.faye)
    cast.project = asks_for_a_project(cast)
    cast.case = exits.open_exclusion(cast.mine, by=cast.alice, ground="statutes", facts="Il a vendu le métier.")
    return cast


# What each person is answered: yes, or the remedy offered with the no.
TABLE = {
    #                                alice   bob    erin   faye   carol  dave   anonymous
    may.may_be_treasurer: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_act_for_bureau: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_admit: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_validate: ("ask", "ask", "yes", "ask", "ask", "ask", "sign_in"),
    may.may_read_applications: ("yes", "ask", "yes", "ask", "ask", "ask", "sign_in"),
    may.may_see_enrolled: ("yes", "yes", "yes", "join", "join", "join", "sign_in"),
    may.may_read_accounts: ("yes", "yes", "join", "join", "join", "join", "sign_in"),
    may.may_keep_accounts: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_set_colleges: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_set_questionnaire: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_settle_association: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_name_to_commission: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_enter_fees: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_name_member: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_bring_register_in: ("no", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_apply: ("yes", "yes", "yes", "wait", "yes", "yes", "sign_in"),
    may.may_see_application: ("yes", "ask", "yes", "yes", "ask", "ask", "sign_in"),
    may.may_complete_application: ("no", "no", "no", "yes", "no", "no", "sign_in"),
    may.may_withdraw_application: ("no", "no", "no", "yes", "no", "no", "sign_in"),
    may.may_commit_to_enter: ("no", "no", "no", "wait", "no", "no", "sign_in"),
    may.may_validate_application: ("ask", "ask", "yes", "ask", "ask", "ask", "sign_in"),
    may.may_note_guardian: ("yes", "ask", "yes", "ask", "ask", "ask", "sign_in"),
    may.may_decide_application: ("wait", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_mark_dues: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_send_notice: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_resign: ("no", "yes", "no", "no", "no", "no", "sign_in"),
    may.may_end_enrolment: ("yes", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_change_representative: ("no", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_open_exclusion: ("no", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_see_exclusion: ("yes", "yes", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_answer_exclusion: ("no", "yes", "no", "no", "no", "no", "sign_in"),
    may.may_decide_exclusion: ("wait", "ask", "ask", "ask", "ask", "ask", "sign_in"),
    may.may_sponsor: ("yes", "yes", "yes", "yes", "ask", "join", "sign_in"),
    may.may_ask_for_project: ("no", "yes", "yes", "yes", "yes", "yes", "sign_in"),
    may.may_see_project_request: ("yes", "yes", "yes", "yes", "ask", "yes", "sign_in"),
    may.may_admit_project: ("yes", "yes", "yes", "yes", "ask", "ask", "sign_in"),
    may.may_refuse_project: ("yes", "ask", "yes", "ask", "ask", "ask", "sign_in"),
    may.may_withdraw_project_request: ("no", "no", "no", "no", "no", "yes", "sign_in"),
    may.may_leave_network: ("no", "no", "no", "no", "no", "no", "sign_in"),
}
OF_APPLICATION = {name for name in TABLE if name.__name__.endswith(("_application", "_guardian", "_to_enter"))}
OF_PROJECT = {
    may.may_see_project_request,
    may.may_admit_project,
    may.may_refuse_project,
    may.may_withdraw_project_request,
}
OF_ENROLMENT = {
    may.may_mark_dues,
    may.may_send_notice,
    may.may_resign,
    may.may_end_enrolment,
    may.may_change_representative,
    may.may_open_exclusion,
}


def subject(cast, question):
    if question in OF_APPLICATION:
        return Application.objects.get(pk=cast.asked.pk)
    if question in OF_ENROLMENT:
        return Enrolment.objects.get(pk=cast.mine.pk)
    if question in OF_PROJECT:
        return ProjectRequest.objects.select_related("organization__space").get()
    if question.__name__.endswith("_exclusion"):
        return Exclusion.objects.get(pk=cast.case.pk)
    return cast.space if question == may.may_sponsor else organization(cast)


@pytest.mark.parametrize("question", TABLE, ids=lambda question: question.__name__)
def test_each_person_is_answered_as_the_table_says(cast, question):
    verdicts = [question(getattr(cast, who), subject(cast, question)) for who in CAST]
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == TABLE[question]
    assert [v.why for v in verdicts if not v and not v.why.endswith(".")] == []


@pytest.mark.parametrize("who", CAST)
def test_the_lists_and_the_permissions_agree(cast, who):
    user = getattr(cast, who)
    pays(cast.mine, cast.alice)
    assert Application.objects.visible_to(user).exists() == bool(may.may_see_application(user, cast.asked))
    assert Exclusion.objects.visible_to(user).exists() == bool(may.may_see_exclusion(user, cast.case))
    seen = ProjectRequest.objects.visible_to(user).exists()
    assert seen == bool(may.may_see_project_request(user, ProjectRequest.objects.get()))
    received = ProjectRequest.objects.received_by(user).exists()
    assert received == bool(may.may_refuse_project(user, ProjectRequest.objects.get()))
    assert Dues.objects.visible_to(user).exists() == (who in ("alice", "bob"))


# --- Once the offices are filled ---------------------------------------------------------------------


@pytest.fixture
def filled(cast, monkeypatch):
    """Erin is the treasurer; she and Faye are the bureau, and Carol is on the board."""
    held = {"treasurer": ["erin"], "bureau": ["erin", "faye"], "board": ["carol"]}
    monkeypatch.setattr(offices, "_held", {})
    for office, names in held.items():
        pairs = [(cast.organization.pk, getattr(cast, name).pk) for name in names]
        offices.declare(office, lambda day, pairs=pairs: pairs)
    return cast


def test_those_who_hold_an_office_act_and_whoever_facilitates_no_longer_does(filled):
    holders = {
        question: {who for who in CAST if question(getattr(filled, who), organization(filled))}
        for question in (may.may_be_treasurer, may.may_act_for_bureau, may.may_admit, may.may_name_member)
    }
    assert list(holders.values()) == [{"erin"}, {"erin", "faye"}, {"erin", "faye"}, {"carol"}]
    assert Dues.objects.visible_to(filled.alice).count() == 0
    assert {who for who in CAST if Exclusion.objects.visible_to(getattr(filled, who)).exists()} == {
        "erin",
        "faye",
        "bob",
    }


def test_the_offices_of_one_association_are_not_those_of_another(filled):
    elsewhere = create_organization(by=filled.dave, name="Chez Dave")
    assert may.may_be_treasurer(filled.dave, elsewhere) and not may.may_be_treasurer(filled.erin, elsewhere)


def test_an_office_that_does_not_exist_is_not_declared():
    with pytest.raises(ValueError, match="no office"):
        offices.declare("king", lambda day: [])


# --- Bad input, and what is not kept -----------------------------------------------------------------


def test_settings_that_make_no_sense_are_refused(cast):
    for values in ({"answer_days": 0}, {"notice_days": 9999}, {"admitted_by": "king"}):
        with pytest.raises(Refused):
            association.settle(cast.organization, by=cast.alice, **values)
    with pytest.raises(Refused):
        association.set_questionnaire(cast.organization, by=cast.alice, questions=["?"] * 21)
    with pytest.raises(Refused):
        association.add_accounts(cast.organization, by=cast.alice, title="X", address="javascript:alert(1)", year=2025)


def test_the_day_of_somebodys_majority_is_erased_when_it_comes(cast):
    mine = enrolled(cast, cast.dave, adult_from=date(2026, 5, 16))
    assert association.forget_ages(NOON) == 0
    assert association.forget_ages(NOON.replace(day=15, hour=20)) == 1  # midnight in Saint-Denis
    assert Enrolment.objects.get(pk=mine.pk).adult_from is None


# --- Pages -------------------------------------------------------------------------------------------

PAGES = {
    "association": ("200", "200", "200", "200", "200", "200"),
    "association-members": ("200", "200", "200", "403", "403", "403"),
    "association-dues": ("200", "403", "403", "403", "403", "302"),
    "association-fees": ("200", "403", "403", "403", "403", "302"),
    "association-rules": ("200", "403", "403", "403", "403", "302"),
    "association-accounts": ("200", "200", "403", "403", "403", "403"),
    "association-commission": ("200", "200", "200", "200", "403", "403"),
    "association-questionnaire": ("200", "403", "403", "403", "403", "302"),
    "applications": ("200", "403", "200", "403", "403", "403"),
    "apply": ("200", "200", "200", "200", "200", "200"),
    "association-resign": ("404", "200", "404", "404", "404", "302"),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_answers_each_person(cast, client, name):
    codes = []
    for who in ("anonymous", "alice", "bob", "erin", "faye", "dave"):
        if who != "anonymous":
            client.force_login(getattr(cast, who))
        codes.append(str(client.get(reverse(name, args=[cast.space.slug])).status_code))
    anonymous, *others = codes
    assert (*others, anonymous) == PAGES[name]


def test_the_pages_ask_as_much_for_one_member_as_for_many(cast, sign_in):
    client = sign_in(cast.alice)
    names = ("association", "association-members", "association-dues", "applications", "association-commission")
    pages = [reverse(name, args=[cast.space.slug]) for name in names]
    [client.get(url) for url in pages]
    few = [queries(client, url) for url in pages]
    people = a_crowd(cast, 10, "donateur", paid=PAID)
    for late in a_crowd(cast, 10, "bienfaiteur"):
        FormalNotice.objects.create(enrolment=late, year=2026, sent_by=cast.alice, pay_by=TODAY)
    for n in range(10):
        applied(cast, person(f"asking{n}"))
    assert len(people) == 10
    assert [queries(client, url) for url in pages] == few


def test_a_name_is_found_without_its_accents_and_late_payers_are_found_alone(cast, sign_in):
    client = sign_in(cast.alice)
    found = person("elodie")
    found.display_name = "Élodie Técher"
    found.save()
    enrolled(cast, found, paid=PAID)
    members = client.get(reverse("association-members", args=[cast.space.slug]), {"q": "techer"}).content.decode()
    assert "Élodie Técher" in members and "Bob Nativel" not in members
    late = client.get(reverse("association-dues", args=[cast.space.slug]), {"state": "late"}).content.decode()
    assert "Bob Nativel" in late and "Élodie Técher" not in late


def test_a_treasurer_notes_a_payment_takes_it_back_and_sends_a_notice_from_the_pages(cast, sign_in):
    client = sign_in(cast.alice)

    def at(name, pk=cast.mine.pk):
        return reverse(name, args=[cast.space.slug, pk])

    client.post(at("association-paid"), {"year": 2026, "paid_on": "2026-05-01"})
    paid = cast.mine.dues.get()
    assert "payée le 1er mai" in client.get(at("association-member")).content.decode().replace("\xa0", " ")
    client.post(at("dues-cancel", paid.pk), {"reason": "Un autre Bob."})
    assert dues.owes(cast.mine, TODAY)
    client.post(at("association-notice"), {"year": 2026})
    assert client.post(at("association-strike-off"), {}).status_code == 403
    home = sign_in(cast.bob).get("/").content.decode().replace("\xa0", " ")
    assert "Mise en demeure : la cotisation 2026" in home and "procédure d’exclusion est ouverte" in home


def test_the_fees_of_the_year_are_entered_on_a_page_and_too_low_ones_come_back(cast, sign_in):
    client, where = sign_in(cast.alice), reverse("association-fees", args=[cast.space.slug])
    typed = {"year": 2026, "decided_on": "2026-05-02", "fee-donateur": "25", "fee-bienfaiteur": "12,50"}
    answer = client.post(where, typed)
    assert (answer.status_code, "art. 5.3" in answer.content.decode()) == (403, True)
    assert client.post(where, typed | {"fee-bienfaiteur": "80,50"}).status_code == 302
    page = client.get(reverse("association", args=[cast.space.slug])).content.decode()
    assert "25 €" in page.replace("\xa0", " ") and "80,50 €" in page.replace("\xa0", " ")
