"""Doors that several people push at the same moment: PostgreSQL says who went through."""

import pytest

from governance.organizations import actions
from governance.organizations.models import JoinRequest, Membership, Organization
from governance.register.verification import verify
from governance.verdict import Refused
from tests.at_once import together
from tests.cast import collective, person
from tests.organizations.association import asks_for_a_project

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def kinds(answers):
    return sorted(type(answer).__name__ for answer in answers)


def test_fifty_people_push_one_invitation_and_one_enters():
    cast = collective()
    invitation = actions.invite(cast.space, by=cast.alice)
    crowd = [person(f"p{n}") for n in range(50)]
    answers = together(*[lambda who=who: actions.accept_invitation(invitation, by=who) for who in crowd])
    assert kinds(answers) == ["Membership"] + ["Refused"] * 49
    assert {str(a) for a in answers if isinstance(a, Refused)} == {
        "Cette invitation a déjà servi. Demandez-en une autre à la personne qui vous l’a envoyée."
    }
    assert Membership.objects.filter(person__in=crowd).count() == 1
    assert verify(cast.space.chain) is None


def test_one_person_who_pushes_one_invitation_ten_times_enters_once():
    cast = collective()
    invitation = actions.invite(cast.space, by=cast.alice)
    answers = together(*[lambda: actions.accept_invitation(invitation, by=cast.dave)] * 10)
    assert kinds(answers) == ["Membership"] + ["Refused"] * 9


def test_two_facilitators_who_answer_one_request_at_once_answer_it_once():
    cast = collective()
    actions.change_role(cast.space.memberships.get(person=cast.bob), by=cast.alice, role_key="facilitator")
    asked = actions.ask_to_join(cast.space, by=cast.dave)
    answers = together(
        lambda: actions.decide_join_request(asked, by=cast.alice, admitted=True),
        lambda: actions.decide_join_request(asked, by=cast.bob, admitted=False, reason="Complet."),
    )
    assert kinds(answers) == ["JoinRequest", "Refused"]
    asked = JoinRequest.objects.get()
    assert Membership.objects.filter(person=cast.dave).exists() == asked.admitted


def test_two_people_who_vouch_for_one_project_at_once_open_one_space():
    cast = collective()
    asked = asks_for_a_project(cast)
    answers = together(
        lambda: actions.admit_project(asked, by=cast.bob), lambda: actions.admit_project(asked, by=cast.erin)
    )
    assert kinds(answers) == ["Project", "Refused"]
    assert cast.organization.projects.count() == 1


def test_the_two_last_facilitators_cannot_leave_at_once():
    cast = collective()
    actions.change_role(cast.space.memberships.get(person=cast.bob), by=cast.alice, role_key="facilitator")
    answers = together(
        lambda: actions.leave_space(cast.space, by=cast.alice), lambda: actions.leave_space(cast.space, by=cast.bob)
    )
    assert kinds(answers) == ["Membership", "Refused"]


def test_ten_organizations_of_one_name_founded_at_once_have_ten_addresses():
    people = [person(f"p{n}") for n in range(10)]
    answers = together(*[lambda who=who: actions.create_organization(by=who, name="Racine") for who in people])
    assert kinds(answers) == ["Organization"] * 10
    assert Organization.objects.values("slug").distinct().count() == 10
