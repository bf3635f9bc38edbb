"""Who may do what in a space, and that what one may see is what the lists show."""

import pytest

from governance.organizations import actions
from governance.organizations.models import (
    Invitation,
    JoinRequest,
    Membership,
    Organization,
    Project,
    Space,
)
from governance.organizations.permissions import (
    may_accept,
    may_announce_leave,
    may_ask_to_join,
    may_change_role,
    may_come_back,
    may_create_organization,
    may_end_membership,
    may_facilitate,
    may_leave,
    may_see_members,
    may_see_space,
    may_take_part,
)
from governance.register.models import Entry
from governance.verdict import Refused

CAST = ("alice", "bob", "carol", "dave", "anonymous")

# What each person is answered: yes, or the remedy offered with the no.
TABLE = {
    #                       alice       bob        carol      dave       anonymous
    "see a public space": ("yes", "yes", "yes", "yes", "yes"),
    "see a closed space": ("yes", "yes", "yes", "join", "join"),
    "see a space for guests": ("yes", "ask", "yes", "ask", "ask"),
    "see the members of a space for guests": ("yes", "join", "yes", "join", "sign_in"),
    "take part in a space for guests": ("yes", "join", "ask", "join", "sign_in"),
    "see the members": ("yes", "yes", "yes", "join", "sign_in"),
    "take part": ("yes", "yes", "ask", "join", "sign_in"),
    "facilitate": ("yes", "ask", "ask", "ask", "sign_in"),
    "found": ("yes", "yes", "yes", "yes", "sign_in"),
    "accept": ("no", "no", "no", "yes", "sign_in"),
    "ask to join": ("no", "no", "no", "yes", "sign_in"),
    "ask to join a closed space": ("no", "no", "no", "no", "sign_in"),
    "leave": ("no", "yes", "yes", "no", "sign_in"),
    "end erin's membership": ("yes", "ask", "ask", "ask", "sign_in"),
    "change erin's role": ("yes", "ask", "ask", "ask", "sign_in"),
    "announce erin's leave": ("yes", "ask", "ask", "ask", "sign_in"),
    "announce bob's leave": ("yes", "yes", "ask", "ask", "sign_in"),
    "end a leave of bob's that is not": ("no", "no", "ask", "ask", "sign_in"),
}


def erin(cast):
    return Membership.objects.get(person=cast.erin)


def bob(cast):
    return Membership.objects.get(person=cast.bob)


QUESTIONS = {
    "see a public space": lambda cast, user: may_see_space(user, cast.space),
    "see a closed space": lambda cast, user: may_see_space(user, closed(cast)),
    "see a space for guests": lambda cast, user: may_see_space(user, for_guests(cast)),
    "see the members of a space for guests": lambda cast, user: may_see_members(user, for_guests(cast)),
    "take part in a space for guests": lambda cast, user: may_take_part(user, for_guests(cast)),
    "see the members": lambda cast, user: may_see_members(user, cast.space),
    "take part": lambda cast, user: may_take_part(user, cast.space),
    "facilitate": lambda cast, user: may_facilitate(user, cast.space),
    "found": lambda cast, user: may_create_organization(user),
    "accept": lambda cast, user: may_accept(user, actions.invite(cast.space, by=cast.alice)),
    "ask to join": lambda cast, user: may_ask_to_join(user, cast.space),
    "ask to join a closed space": lambda cast, user: may_ask_to_join(user, closed(cast)),
    "leave": lambda cast, user: may_leave(user, cast.space),
    "end erin's membership": lambda cast, user: may_end_membership(user, erin(cast)),
    "change erin's role": lambda cast, user: may_change_role(user, erin(cast), "guest"),
    "announce erin's leave": lambda cast, user: may_announce_leave(user, erin(cast)),
    "announce bob's leave": lambda cast, user: may_announce_leave(user, bob(cast)),
    "end a leave of bob's that is not": lambda cast, user: may_come_back(user, bob(cast)),
}


def closed(cast):
    return actions.change_settings(cast.space, by=cast.alice, visibility="members")


def for_guests(cast):
    guests = [cast.space.roles.get(key="guest")]
    return actions.change_settings(cast.space, by=cast.alice, visibility="roles", roles=guests)


@pytest.mark.parametrize("act", TABLE)
def test_each_person_is_answered_as_the_table_says(cast, act):
    verdicts = [QUESTIONS[act](cast, getattr(cast, who)) for who in CAST]
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == TABLE[act]


@pytest.mark.parametrize("act", TABLE)
def test_each_no_says_why_in_a_sentence(cast, act):
    nos = [v for who in CAST if not (v := QUESTIONS[act](cast, getattr(cast, who)))]
    assert [v.why for v in nos if not v.why.endswith(".")] == []


DOORS = {
    "admit": lambda c, who: actions.admit(c.space, c.dave, "member", by=who),
    "invite": lambda c, who: actions.invite(c.space, by=who),
    "project": lambda c, who: actions.create_project(c.organization, by=who, name="Atelier"),
    "settings": lambda c, who: actions.change_settings(c.space, by=who, many=3),
    "end": lambda c, who: actions.end_membership(erin(c), by=who, reason="Parce que."),
    "role": lambda c, who: actions.change_role(erin(c), by=who, role_key="facilitator"),
    "decide": lambda c, who: actions.decide_join_request(asked(c), by=who, admitted=True),
}


def asked(cast):
    return JoinRequest.objects.filter(person=cast.dave).first() or actions.ask_to_join(cast.space, by=cast.dave)


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "anonymous"])
@pytest.mark.parametrize("door", DOORS)
def test_what_is_for_facilitators_is_refused_to_others_and_writes_nothing(cast, door, who):
    asked(cast)
    before = Entry.objects.count()
    with pytest.raises(Refused):
        DOORS[door](cast, getattr(cast, who))
    assert Entry.objects.count() == before


@pytest.mark.parametrize("door", DOORS)
def test_what_is_for_facilitators_is_done_by_alice(cast, door):
    asked(cast)
    before = Entry.objects.count()
    DOORS[door](cast, cast.alice)
    assert Entry.objects.count() > before


@pytest.mark.parametrize("visibility", ["public", "members", "roles"])
@pytest.mark.parametrize("who", CAST)
def test_the_lists_and_the_permissions_agree(cast, visibility, who):
    user = getattr(cast, who)
    project = actions.create_project(cast.organization, by=cast.alice, name="Atelier")
    for space in (cast.space, project.space):
        actions.change_settings(space, by=cast.alice, visibility=visibility)
    actions.invite(cast.space, by=cast.alice)
    actions.admit(project.space, cast.bob, "guest", by=cast.alice)
    spaces = Space.objects.all()
    seen = [space for space in spaces if may_see_space(user, space)]
    assert list(Space.objects.visible_to(user)) == seen
    assert list(Organization.objects.visible_to(user)) == [s.organization for s in seen if s.organization]
    assert list(Project.objects.visible_to(user)) == [s.project for s in seen if s.project]
    known = {space.pk for space in spaces if may_see_members(user, space)}
    assert set(Membership.objects.visible_to(user)) == set(Membership.objects.filter(space__in=known))
    opened = {space.pk for space in spaces if may_facilitate(user, space)}
    assert set(Invitation.objects.visible_to(user)) == set(Invitation.objects.filter(space__in=opened))


@pytest.mark.parametrize("who", CAST)
def test_only_those_who_facilitate_see_join_requests(cast, who):
    actions.ask_to_join(cast.space, by=cast.dave)
    seen = JoinRequest.objects.visible_to(getattr(cast, who)).count()
    assert seen == (1 if who == "alice" else 0)


def test_an_inactive_person_sees_no_closed_space(cast):
    closed(cast)
    cast.bob.is_active = False
    cast.bob.save()
    assert not may_see_space(cast.bob, Space.objects.get())
    assert not Space.objects.visible_to(cast.bob).exists()
