"""The working group of a room: joined in one click, left the same way, and never by those who lost their say."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import clock
from governance.organizations import actions as organizations
from governance.verdict import Refused
from proposals import actions as proposals
from rooms import actions, group
from rooms.models import Room, RoomMember
from rooms.permissions import may_see_accounts
from tests.doors import as_
from tests.voting.every_method import a_crowd, opened

pytestmark = pytest.mark.django_db

ACCOUNTS = "https://tableur.example.org/comptes"


def address(room, page="group"):
    return f"/spaces/{room.space.slug}/rooms/{room.slug}/{page}/"


def queries(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def names(room):
    return sorted(member.person.display_name for member in RoomMember.objects.filter(room=room))


def test_erin_joins_a_group_in_one_click(cast):
    answer = as_(cast.erin).post(address(cast.room, "join"), follow=True)
    assert (names(cast.room), "Bienvenue dans ce groupe" in answer.content.decode()) == (["Erin Fontaine"], True)


def test_whoever_joins_twice_is_in_it_once(cast):
    for _click in range(2):
        group.join_room(cast.room, by=cast.erin)
    assert names(cast.room) == ["Erin Fontaine"]


def test_erin_leaves_and_goes_on_reading(cast):
    group.join_room(cast.room, by=cast.erin)
    answer = as_(cast.erin).post(address(cast.room, "leave"), follow=True)
    assert (names(cast.room), answer.status_code) == ([], 200)


def test_a_guest_joins_too_and_a_stranger_is_told_how(cast):
    group.join_room(cast.room, by=cast.carol)
    refused = as_(cast.dave).post(address(cast.room, "join"))
    assert (names(cast.room), refused.status_code) == (["Carol Huet"], 403)
    assert "demander à le rejoindre" in refused.content.decode()


def test_nobody_joins_an_archived_room(cast, rooms):
    with pytest.raises(Refused, match="archivé"):
        group.join_room(rooms.archived, by=cast.bob)


def test_a_room_nobody_sees_is_not_joined_by_its_address(cast, rooms):
    assert as_(cast.dave).post(address(rooms.members, "join")).status_code == 404


def test_a_get_joins_nothing(cast):
    assert (as_(cast.erin).get(address(cast.room, "join")).status_code, names(cast.room)) == (405, [])


def test_who_leaves_the_space_leaves_its_groups(cast):
    group.join_room(cast.room, by=cast.erin)
    organizations.leave_space(cast.space, by=cast.erin)
    assert names(cast.room) == []


def test_who_becomes_a_guest_leaves_the_groups_of_rooms_they_see_no_more(cast, rooms):
    for room in (cast.room, rooms.roles):
        group.join_room(room, by=cast.erin)
    membership = cast.space.memberships.current().get(person=cast.erin)
    organizations.change_role(membership, by=cast.alice, role_key="guest")
    assert (names(cast.room), names(rooms.roles)) == (["Erin Fontaine"], [])


def test_a_room_that_closes_to_some_roles_keeps_the_members_who_see_it(cast, rooms):
    for who in (cast.carol, cast.erin):
        group.join_room(cast.room, by=who)
    member = cast.space.roles.get(key="member")
    actions.change_room(cast.room, by=cast.alice, visibility="roles", roles=[member])
    assert names(cast.room) == ["Erin Fontaine"]


def test_the_page_says_who_is_in_it_to_members_only(cast):
    group.join_room(cast.room, by=cast.erin)
    pages = [as_(who).get(address(cast.room)).content.decode() for who in (cast.bob, cast.dave, cast.anonymous)]
    assert ["Erin Fontaine" in page for page in pages] == [True, False, False]


def test_the_page_says_what_each_member_does(cast):
    group.join_room(cast.room, by=cast.bob)
    group.join_room(cast.room, by=cast.erin)
    from_bob = proposals.open_action(cast.room, by=cast.bob, title="Relire le guide")
    proposals.help_action(from_bob, by=cast.erin)
    page = as_(cast.faye).get(address(cast.room))
    found = {str(person): [task.title for task in tasks] for person, tasks in page.context["people"]}
    assert found == {"Bob Nativel": ["Relire le guide"], "Erin Fontaine": ["Relire le guide"]}
    assert "(en renfort)" in page.content.decode()


def test_what_comes_stands_in_the_order_of_days(cast):
    today = clock.now()
    proposals.open_action(cast.room, by=cast.bob, title="Plus tard", due_on=(today + timedelta(days=9)).date())
    proposals.open_action(cast.room, by=cast.bob, title="En retard", due_on=(today - timedelta(days=9)).date())
    proposals.open_action(cast.room, by=cast.bob, title="Trop loin", due_on=(today + timedelta(days=90)).date())
    opened(cast, title="Une question", closes_at=today + timedelta(days=3))
    page = as_(cast.erin).get(address(cast.room))
    assert [due.title for due in page.context["dates"]] == ["En retard", "Une question", "Plus tard"]


def test_the_month_counts_what_was_said_and_by_how_many(cast):
    for who, words in ((cast.bob, "Bonjour."), (cast.bob, "Qui vient ?"), (cast.erin, "Moi.")):
        actions.post_message(cast.room.thread, by=who, body=words)
    with clock.pretend(clock.now() - timedelta(days=40)):
        actions.post_message(cast.room.thread, by=cast.faye, body="Il y a longtemps.")
    month = as_(cast.bob).get(address(cast.room)).context["month"]
    assert (month.messages, month.people) == (3, 2)
    assert [bar["height"] for bar in month.by_day] == [0] * 29 + [month.height]


def test_cs_16_accounts_are_read_by_members_and_by_others_when_the_room_shows_them(cast):
    room = actions.change_room(cast.room, by=cast.alice, accounts_url=ACCOUNTS)
    people = [getattr(cast, who) for who in ("alice", "bob", "carol", "dave", "anonymous")]
    assert [bool(may_see_accounts(who, room)) for who in people] == [True, True, True, False, False]
    shown = actions.change_room(room, by=cast.alice, shows_accounts=True)
    assert [bool(may_see_accounts(who, Room.objects.get(pk=shown.pk))) for who in people] == [True] * 5


def test_the_address_of_the_accounts_is_told_to_whoever_may_read_them(cast):
    actions.change_room(cast.room, by=cast.alice, accounts_url=ACCOUNTS)
    answers = [as_(who).get(address(cast.room, "accounts")) for who in (cast.bob, cast.dave)]
    assert [(answer.status_code, answer.get("Location")) for answer in answers] == [(302, ACCOUNTS), (403, None)]
    page = as_(cast.dave).get(address(cast.room)).content.decode()
    assert (ACCOUNTS in page, "réservés aux membres" in page) == (False, True)


def test_an_address_of_accounts_that_is_no_page_is_refused(cast):
    form = {"name": "Documentation", "visibility": "public", "accounts_url": "javascript:alert(1)"}
    answer = as_(cast.alice).post(address(cast.room, "settings"), form)
    assert answer.status_code == 422


def test_a_page_of_forty_members_asks_as_many_questions_as_one_of_one(cast):
    group.join_room(cast.room, by=cast.bob)
    proposals.open_action(cast.room, by=cast.bob, title="Relire le guide")
    few = queries(as_(cast.erin), address(cast.room))
    for who in a_crowd(cast, 40):
        group.join_room(cast.room, by=who)
    for n in range(20):
        proposals.open_action(cast.room, by=cast.bob, title=f"Action {n}")
    assert queries(as_(cast.erin), address(cast.room)) == few
