"""What people do with their spaces: found them, enter them, leave them, settle how they live."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from governance import clock
from governance.organizations import actions
from governance.organizations.models import JoinRequest, Membership, Organization, Role, Space
from governance.organizations.permissions import GRANTS, grant, grants_on
from governance.register.models import Entry
from governance.verdict import Refused
from rooms.models import Room
from tests.cast import person


def fresh(space):
    """The space as somebody else's request would read it."""
    return Space.objects.get(pk=space.pk)


def acts(space):
    """The acts recorded in a space, oldest first."""
    return list(Entry.objects.of_space(space).order_by("id").values_list("act", flat=True))


def last(space):
    """What the last entry of a space says, without its salt."""
    said = json.loads(Entry.objects.of_space(space).order_by("-id").first().payload.canonical)
    said.pop("salt")
    return said


@pytest.fixture
def dave_alone(db):
    """Dave's own organization, where he is alone."""
    dave = person("dave")
    return dave, actions.create_organization(by=dave, name="Chez Dave").space


# --- Founding ----------------------------------------------------------------------------------------


def test_whoever_founds_an_organization_facilitates_its_space(dave_alone):
    dave, space = dave_alone
    membership = space.memberships.get()
    assert (membership.person, membership.role.key) == (dave, Role.FACILITATOR)
    assert grants_on(dave, fresh(space)) == set(GRANTS["facilitator"])
    assert acts(space) == ["organization.created", "membership.began"]


def test_a_space_opens_with_three_roles_whose_groups_hold_their_grants(dave_alone):
    _, space = dave_alone
    assert sorted(space.roles.values_list("key", "group__name")) == [
        (key, f"space:{space.pk}:{key}") for key in ("facilitator", "guest", "member")
    ]
    held = {
        role.key: set(role.group.groupobjectpermission_set.values_list("permission__codename", flat=True))
        for role in space.roles.all()
    }
    assert held == {key: set(permissions) for key, permissions in GRANTS.items()}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Les Tisserands", "les-tisserands-2"),
        ("New", "new-2"),
        ("東京", "espace"),
        ("é" * 120, "e" * 56),
        ("L’été à Saint-Leu", "lete-a-saint-leu"),
    ],
)
def test_a_name_gives_an_address_nobody_has(cast, name, slug):
    assert actions.create_organization(by=cast.dave, name=name).space.slug == slug


def test_a_project_and_an_organization_of_one_name_have_two_addresses(cast):
    project = actions.create_project(cast.organization, by=cast.alice, name="Les Tisserands")
    assert (cast.space.slug, project.space.slug) == ("les-tisserands", "les-tisserands-2")


def test_a_project_has_its_own_space_and_its_own_members(cast):
    project = actions.create_project(cast.organization, by=cast.alice, name="Atelier", visibility="members")
    assert project.space.governed_by == cast.organization
    assert [m.person for m in project.space.memberships.all()] == [cast.alice]
    assert not Space.objects.visible_to(cast.bob).filter(pk=project.space.pk).exists()


def test_a_nameless_organization_is_refused(cast):
    with pytest.raises(Refused, match="Il faut un nom"):
        actions.create_organization(by=cast.dave, name="   ")


# --- Entering ----------------------------------------------------------------------------------------


def test_somebody_who_is_in_cannot_be_admitted_again(cast):
    with pytest.raises(Refused, match="fait déjà partie"):
        actions.admit(cast.space, cast.bob, "guest", by=cast.alice)
    assert cast.space.memberships.filter(person=cast.bob).count() == 1


def test_an_unknown_role_is_refused(cast):
    with pytest.raises(Refused, match="Ce rôle n’existe pas"):
        actions.admit(cast.space, cast.dave, "queen", by=cast.alice)


def test_somebody_who_left_may_come_back_as_a_new_membership(cast):
    actions.leave_space(cast.space, by=cast.bob)
    actions.admit(cast.space, cast.bob, "guest", by=cast.alice)
    assert cast.space.memberships.filter(person=cast.bob).count() == 2
    assert grants_on(cast.bob, fresh(cast.space)) == set(GRANTS["guest"])


def test_an_invitation_lets_one_person_in_with_its_role(cast):
    invitation = actions.invite(cast.space, by=cast.alice, role_key="guest")
    membership = actions.accept_invitation(invitation, by=cast.dave)
    invitation.refresh_from_db()
    assert (membership.person, membership.role.key) == (cast.dave, "guest")
    assert invitation.used_by == cast.dave
    assert acts(cast.space)[-3:] == ["invitation.created", "membership.began", "invitation.accepted"]


def test_an_invitation_serves_once(cast):
    invitation = actions.invite(cast.space, by=cast.alice)
    actions.accept_invitation(invitation, by=cast.dave)
    with pytest.raises(Refused, match="Cette invitation a déjà servi"):
        actions.accept_invitation(invitation, by=person("gael"))


def test_an_invitation_expires(cast):
    invitation = actions.invite(cast.space, by=cast.alice, days=3)
    with (
        clock.pretend(invitation.expires_at),
        pytest.raises(Refused, match="Cette invitation a expiré"),
    ):
        actions.accept_invitation(invitation, by=cast.dave)
    with clock.pretend(invitation.expires_at - timedelta(seconds=1)):
        actions.accept_invitation(invitation, by=cast.dave)


def test_an_invitation_is_worth_no_more_than_the_right_of_whoever_made_it(cast):
    actions.change_role(cast.space.memberships.get(person=cast.bob), by=cast.alice, role_key="facilitator")
    kept = actions.invite(cast.space, by=cast.bob, role_key="facilitator")
    actions.end_membership(cast.space.memberships.get(person=cast.bob), by=cast.alice, reason="Il a nui au groupe.")
    with pytest.raises(Refused, match="ne facilite plus l’espace"):
        actions.accept_invitation(kept, by=cast.bob)


def test_a_member_does_not_use_up_an_invitation(cast):
    invitation = actions.invite(cast.space, by=cast.alice)
    with pytest.raises(Refused, match="Vous faites déjà partie"):
        actions.accept_invitation(invitation, by=cast.bob)
    assert actions.accept_invitation(invitation, by=cast.dave).person == cast.dave


def test_dave_asks_to_join_and_alice_admits_him(cast):
    request = actions.ask_to_join(cast.space, by=cast.dave, message=" Je tisse. ")
    assert request.message == "Je tisse."
    actions.decide_join_request(request, by=cast.alice, admitted=True)
    assert grants_on(cast.dave, fresh(cast.space)) == set(GRANTS["member"])
    assert acts(cast.space)[-3:] == ["joinrequest.made", "membership.began", "joinrequest.admitted"]


def test_what_dave_wrote_to_ask_stays_out_of_the_register(cast):
    actions.ask_to_join(cast.space, by=cast.dave, message="Je sors d’une période difficile.")
    assert last(cast.space).keys() == {"actor", "space", "subject"}


def test_dave_asks_once_until_he_is_answered(cast):
    request = actions.ask_to_join(cast.space, by=cast.dave)
    with pytest.raises(Refused, match="Votre demande est envoyée"):
        actions.ask_to_join(cast.space, by=cast.dave)
    actions.decide_join_request(request, by=cast.alice, admitted=False, reason="Le groupe est complet.")
    assert actions.ask_to_join(cast.space, by=cast.dave).pk != request.pk


def test_a_refusal_needs_a_reason(cast):
    request = actions.ask_to_join(cast.space, by=cast.dave)
    with pytest.raises(Refused, match="Un refus s’explique"):
        actions.decide_join_request(request, by=cast.alice, admitted=False, reason="  ")
    assert JoinRequest.objects.get().decided_at is None


def test_a_join_request_is_decided_once(cast):
    request = actions.ask_to_join(cast.space, by=cast.dave)
    actions.decide_join_request(request, by=cast.alice, admitted=False, reason="Le groupe est complet.")
    with pytest.raises(Refused, match="Quelqu’un a déjà répondu"):
        actions.decide_join_request(request, by=cast.alice, admitted=True)
    assert not cast.space.memberships.filter(person=cast.dave).exists()


def test_one_who_entered_meanwhile_by_an_invitation_is_admitted_without_a_second_membership(cast):
    request = actions.ask_to_join(cast.space, by=cast.dave)
    actions.accept_invitation(actions.invite(cast.space, by=cast.alice), by=cast.dave)
    actions.decide_join_request(request, by=cast.alice, admitted=True)
    assert cast.space.memberships.filter(person=cast.dave).count() == 1


# --- Leaving -----------------------------------------------------------------------------------------


def test_bob_leaves_and_loses_access_at_once(cast):
    actions.change_settings(cast.space, by=cast.alice, visibility="members")
    actions.leave_space(cast.space, by=cast.bob)
    assert grants_on(cast.bob, fresh(cast.space)) == frozenset()
    assert not Space.objects.visible_to(cast.bob).exists()
    assert not Room.objects.visible_to(cast.bob).exists()
    assert last(cast.space)["person"] == cast.bob.pk


def test_bob_who_leaves_loses_what_he_was_granted_by_name_here_and_keeps_it_elsewhere(cast, dave_alone_too):
    elsewhere = dave_alone_too
    for thing, codename in ((cast.space, "facilitate_space"), (cast.room, "see_room"), (elsewhere, "see_space")):
        grant(codename, cast.bob, thing)
    actions.leave_space(cast.space, by=cast.bob)
    assert grants_on(cast.bob, fresh(cast.space)) == frozenset()
    assert grants_on(cast.bob, Room.objects.get(pk=cast.room.pk)) == frozenset()
    assert grants_on(cast.bob, fresh(elsewhere)) == {"see_space"}


@pytest.fixture
def dave_alone_too(cast):
    return actions.create_organization(by=cast.dave, name="Chez Dave", visibility="members").space


def test_one_who_leaves_one_space_stays_in_the_other(cast, dave_alone_too):
    actions.admit(dave_alone_too, cast.bob, "member", by=cast.dave)
    actions.leave_space(cast.space, by=cast.bob)
    assert [group.name for group in Group.objects.filter(user=cast.bob)] == [f"space:{dave_alone_too.pk}:member"]


def test_the_open_sockets_of_one_who_leaves_are_asked_again(cast, monkeypatch):
    asked = []
    monkeypatch.setattr(actions.live, "recheck", asked.append)
    actions.leave_space(cast.space, by=cast.bob)
    assert asked == [cast.bob]


def test_a_stranger_has_nothing_to_leave(cast):
    with pytest.raises(Refused, match="Vous ne faites pas partie"):
        actions.leave_space(cast.space, by=cast.dave)


def test_the_last_facilitator_stays_while_others_remain(cast):
    with pytest.raises(Refused, match="Confiez d’abord la facilitation"):
        actions.leave_space(cast.space, by=cast.alice)
    actions.change_role(cast.space.memberships.get(person=cast.bob), by=cast.alice, role_key="facilitator")
    assert actions.leave_space(cast.space, by=cast.alice).until


def test_a_facilitator_who_is_alone_may_leave(dave_alone):
    dave, space = dave_alone
    actions.leave_space(space, by=dave)
    assert not space.memberships.current().exists()


def test_alice_shows_bob_out_and_says_why(cast):
    bobs = cast.space.memberships.get(person=cast.bob)
    actions.end_membership(bobs, by=cast.alice, reason="Parti vivre ailleurs.")
    bobs.refresh_from_db()
    assert bobs.until
    assert last(cast.space) == {
        "actor": cast.alice.pk,
        "person": cast.bob.pk,
        "reason": "Parti vivre ailleurs.",
        "space": cast.space.pk,
        "subject": ["membership", bobs.pk],
    }


def test_to_show_somebody_out_needs_a_reason(cast):
    with pytest.raises(Refused, match="s’explique"):
        actions.end_membership(cast.space.memberships.get(person=cast.bob), by=cast.alice, reason=" ")
    assert cast.space.memberships.current().filter(person=cast.bob).exists()


def test_a_membership_ends_once(cast):
    bobs = cast.space.memberships.get(person=cast.bob)
    actions.leave_space(cast.space, by=cast.bob)
    with pytest.raises(Refused, match="déjà pris fin"):
        actions.end_membership(bobs, by=cast.alice, reason="Absent.")


# --- Roles and settings ------------------------------------------------------------------------------


def test_a_role_that_changes_changes_the_grants(cast):
    actions.change_role(cast.space.memberships.get(person=cast.bob), by=cast.alice, role_key="guest")
    assert grants_on(cast.bob, fresh(cast.space)) == set(GRANTS["guest"])
    assert (last(cast.space)["before"], last(cast.space)["role"]) == ("member", "guest")


def test_the_same_role_again_records_nothing(cast):
    before = acts(cast.space)
    actions.change_role(cast.space.memberships.get(person=cast.bob), by=cast.alice, role_key="member")
    assert acts(cast.space) == before


def test_the_last_facilitator_keeps_the_role_while_others_remain(cast):
    alices = cast.space.memberships.get(person=cast.alice)
    with pytest.raises(Refused, match="dernière personne à faciliter"):
        actions.change_role(alices, by=cast.alice, role_key="member")
    assert Membership.objects.get(pk=alices.pk).role.key == "facilitator"


def test_settings_change_and_the_register_says_from_what_to_what(cast):
    actions.change_settings(cast.space, by=cast.alice, many=8, name="Les Fileuses", floor_hours=24)
    assert fresh(cast.space).many == 8
    assert Organization.objects.get().name == "Les Fileuses"
    assert last(cast.space)["changed"] == {"many": [5, 8], "name": ["Les Tisserands", "Les Fileuses"]}


def test_settings_that_do_not_change_record_nothing(cast):
    before = acts(cast.space)
    actions.change_settings(cast.space, by=cast.alice, many=5)
    assert acts(cast.space) == before


def test_a_space_that_closes_asks_every_open_socket_again(cast, monkeypatch):
    asked = []
    monkeypatch.setattr(actions.live, "recheck", lambda user=None: asked.append(user))
    actions.change_settings(cast.space, by=cast.alice, many=6)
    assert asked == []
    actions.change_settings(cast.space, by=cast.alice, visibility="members")
    assert asked == [None]


# --- A space for some roles --------------------------------------------------------------------------


def seeing(cast):
    """Who sees the space, among the cast."""
    return [name for name, who in cast.people.items() if Space.objects.visible_to(who).exists()]


def show(cast, *keys, visibility="roles"):
    roles = list(cast.space.roles.filter(key__in=keys))
    return actions.change_settings(cast.space, by=cast.alice, visibility=visibility, roles=roles)


def test_a_space_for_some_roles_is_seen_by_them_and_by_who_facilitates_it(cast):
    show(cast, "member")
    assert seeing(cast) == ["alice", "bob", "erin", "faye"]
    show(cast, "guest")
    assert seeing(cast) == ["alice", "carol"]
    show(cast)
    assert seeing(cast) == ["alice"]


@pytest.mark.parametrize("visibility", ["public", "members"])
def test_a_space_that_opens_again_gives_every_role_its_grants_back(cast, visibility):
    show(cast)
    show(cast, visibility=visibility)
    held = [grants_on(who, fresh(cast.space)) for who in (cast.alice, cast.bob, cast.carol)]
    assert held == [set(GRANTS[key]) for key in ("facilitator", "member", "guest")]


def test_a_space_for_some_roles_keeps_them_when_something_else_changes(cast):
    show(cast, "guest")
    actions.change_settings(cast.space, by=cast.alice, many=7)
    assert seeing(cast) == ["alice", "carol"]
    assert last(cast.space)["changed"] == {"many": [5, 7]}


def test_the_register_says_which_roles_see_a_space(cast):
    show(cast, "member")
    assert last(cast.space)["changed"] == {"visibility": ["public", "roles"], "roles": [[], ["member"]]}
    show(cast, "guest", "facilitator")
    assert last(cast.space)["changed"] == {"roles": [["member"], ["guest"]]}
    show(cast, visibility="public")
    assert last(cast.space)["changed"] == {"visibility": ["roles", "public"], "roles": [["guest"], []]}


def test_showing_a_space_to_the_same_roles_records_nothing(cast):
    show(cast, "member")
    before = acts(cast.space)
    show(cast, "member")
    assert acts(cast.space) == before


def test_the_roles_of_another_space_and_an_unknown_visibility_are_refused(cast, dave_alone_too):
    other = dave_alone_too
    with pytest.raises(Refused, match="rôles"):
        actions.change_settings(cast.space, by=cast.alice, visibility="roles", roles=[other.roles.get(key="member")])
    with pytest.raises(Refused, match="visibilité"):
        actions.change_settings(cast.space, by=cast.alice, visibility="moon")
    assert seeing(cast) == ["alice", "bob", "carol", "dave", "erin", "faye"]


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u2060", "\u202e"])
def test_an_organization_needs_a_name_that_can_be_read(cast, name):
    with pytest.raises(Refused, match="nom"):
        actions.create_organization(by=cast.dave, name=name)
