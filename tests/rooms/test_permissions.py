"""Who may do what in a room: the table of acts by people, for each kind of room."""

import pytest

from governance.organizations.actions import change_settings as settle
from rooms import actions, discussions, moving
from rooms.becoming import may_turn
from rooms.export import may_export
from rooms.models import Room
from rooms.moderation import may_answer_case, may_decide_case, may_report, may_see_case, report_message, sees_reports
from rooms.permissions import (
    may_delete_message,
    may_edit_message,
    may_facilitate_room,
    may_post,
    may_react,
    may_see_room,
    may_settle_room,
    may_take_part_in_room,
    may_talk,
    participants,
    readers,
)
from tests.cast import archive

CAST = ("alice", "bob", "carol", "dave", "anonymous")

#                                         Alice  Bob    Carol  Dave   nobody
TABLE = [
    (may_see_room, "public", (True, True, True, True, True)),
    (may_see_room, "members", (True, True, True, False, False)),
    (may_see_room, "roles", (True, True, False, False, False)),
    (may_see_room, "archived", (True, True, True, True, True)),
    (may_talk, "public", (True, True, True, False, False)),
    (may_talk, "members", (True, True, True, False, False)),
    (may_talk, "roles", (True, True, False, False, False)),
    (may_talk, "archived", (False, False, False, False, False)),
    (may_take_part_in_room, "public", (True, True, False, False, False)),
    (may_take_part_in_room, "members", (True, True, False, False, False)),
    (may_take_part_in_room, "roles", (True, True, False, False, False)),
    (may_take_part_in_room, "archived", (False, False, False, False, False)),
    (may_facilitate_room, "public", (True, False, False, False, False)),
    (may_facilitate_room, "members", (True, False, False, False, False)),
    (may_facilitate_room, "roles", (True, False, False, False, False)),
    (may_facilitate_room, "archived", (True, False, False, False, False)),
    (may_settle_room, "public", (True, False, False, False, False)),
    (may_settle_room, "members", (True, False, False, False, False)),
    (may_settle_room, "roles", (True, False, False, False, False)),
    (may_settle_room, "archived", (False, False, False, False, False)),
    (may_export, "public", (True, True, True, False, False)),
    (may_export, "members", (True, True, True, False, False)),
    (may_export, "roles", (True, True, False, False, False)),
    (may_export, "archived", (True, True, True, False, False)),
]


@pytest.mark.parametrize(("may", "kind", "expected"), TABLE, ids=lambda v: getattr(v, "__name__", v))
def test_who_may_do_what_in_each_kind_of_room(cast, rooms, may, kind, expected):
    room = Room.objects.get(pk=getattr(rooms, kind).pk)
    assert tuple(bool(may(getattr(cast, who), room)) for who in CAST) == expected


@pytest.mark.parametrize(
    "may", [may_see_room, may_talk, may_take_part_in_room, may_facilitate_room, may_export, may_settle_room]
)
@pytest.mark.parametrize("kind", ["public", "members", "roles", "archived"])
def test_every_refusal_is_a_whole_sentence(cast, rooms, may, kind):
    room = Room.objects.get(pk=getattr(rooms, kind).pk)
    refusals = [v for who in CAST if not (v := may(getattr(cast, who), room))]
    assert [v.why for v in refusals if not (v.why.endswith(".") and v.why[0].isupper())] == []


@pytest.mark.parametrize(
    ("who", "kind", "remedy"),
    [
        ("anonymous", "public", "sign_in"),
        ("dave", "public", "join"),
        ("dave", "members", "join"),
        ("carol", "roles", "ask"),
        ("bob", "archived", ""),
    ],
)
def test_who_may_not_talk_is_told_the_way_to_a_yes(cast, rooms, who, kind, remedy):
    assert may_talk(getattr(cast, who), getattr(rooms, kind)).remedy == remedy


def for_guests(cast):
    """The space shown to its guests, beside those who facilitate it: Carol sees it, the members do not."""
    return settle(cast.space, by=cast.alice, visibility="roles", roles=[cast.space.roles.get(key="guest")])


@pytest.mark.parametrize("space", ["public", "members", "roles"])
@pytest.mark.parametrize("who", [*CAST, "erin"])
def test_the_list_of_rooms_and_the_permission_to_see_agree(cast, rooms, who, space):
    settle(cast.space, by=cast.alice, visibility=space, roles=[cast.space.roles.get(key="guest")])
    user = getattr(cast, who)
    allowed = {room for room in Room.objects.all() if may_see_room(user, room)}
    assert set(Room.objects.visible_to(user)) == allowed


@pytest.mark.parametrize(
    ("may", "expected"),
    [
        (may_see_room, (True, False, True, False, False)),
        (may_talk, (True, False, True, False, False)),
        (may_take_part_in_room, (True, False, False, False, False)),
    ],
)
@pytest.mark.parametrize("kind", ["public", "members"])
def test_a_room_is_never_seen_further_than_its_space(cast, rooms, may, expected, kind):
    for_guests(cast)
    room = Room.objects.get(pk=getattr(rooms, kind).pk)
    assert tuple(bool(may(getattr(cast, who), room)) for who in CAST) == expected


def test_a_room_shown_to_members_does_not_open_a_space_that_is_not(cast, rooms):
    for_guests(cast)
    room = Room.objects.get(pk=rooms.roles.pk)
    assert [who for who in CAST if may_see_room(getattr(cast, who), room)] == ["alice"]


@pytest.mark.parametrize("space", ["public", "members", "roles"])
@pytest.mark.parametrize("kind", ["public", "members", "roles", "archived"])
def test_those_whom_a_message_may_name_are_those_of_the_space_who_see_the_room(cast, rooms, kind, space):
    settle(cast.space, by=cast.alice, visibility=space, roles=[cast.space.roles.get(key="guest")])
    room = Room.objects.get(pk=getattr(rooms, kind).pk)
    of_the_space = [cast.alice, cast.bob, cast.carol, cast.erin, cast.faye]
    assert set(readers(room)) == {who for who in of_the_space if may_see_room(who, room)}


@pytest.mark.parametrize("kind", ["public", "members", "roles"])
def test_a_consultation_asks_nobody_who_does_not_see_the_space(cast, rooms, kind):
    before = set(participants(getattr(rooms, kind)))
    for_guests(cast)
    asked = set(participants(Room.objects.get(pk=getattr(rooms, kind).pk)))
    assert (before, asked) == ({cast.alice, cast.bob, cast.erin, cast.faye}, {cast.alice})


def test_a_room_for_the_facilitation_alone_is_seen_by_it_alone(cast):
    room = actions.open_room(cast.space, by=cast.alice, name="Coulisses", visibility="roles")
    assert [who for who in CAST if may_see_room(getattr(cast, who), room)] == ["alice"]
    assert set(participants(room)) == {cast.alice}


def test_a_public_room_of_a_private_space_is_for_its_members(cast, rooms):
    cast.space.visibility = "members"
    cast.space.save()
    room = Room.objects.get(pk=rooms.public.pk)
    assert tuple(bool(may_see_room(getattr(cast, who), room)) for who in CAST) == (True, True, True, False, False)


def test_a_facilitator_sees_a_room_opened_to_guests_alone(cast):
    guests = [cast.space.roles.get(key="guest")]
    room = actions.open_room(cast.space, by=cast.alice, name="Accueil", visibility="roles", roles=guests)
    seeing = [who for who in CAST if Room.objects.visible_to(getattr(cast, who)).filter(pk=room.pk).exists()]
    assert seeing == ["alice", "carol"]


#                                  Alice  Bob    Carol  Dave   nobody      (the message is Bob's)
MESSAGE_TABLE = [
    (may_edit_message, "public", (False, True, False, False, False)),
    (may_edit_message, "archived", (False, False, False, False, False)),
    (may_delete_message, "public", (True, True, False, False, False)),
    (may_delete_message, "archived", (True, True, False, False, False)),
    (may_turn, "public", (True, True, False, False, False)),
    (may_turn, "archived", (False, False, False, False, False)),
    (may_react, "public", (True, True, True, False, False)),
    (may_react, "archived", (False, False, False, False, False)),
    (may_report, "public", (True, False, True, True, False)),
    (may_report, "archived", (True, False, True, True, False)),
    (discussions.may_close, "public", (True, True, False, False, False)),
    (discussions.may_close, "archived", (False, False, False, False, False)),
    (discussions.may_answer, "public", (True, True, True, False, False)),
    (discussions.may_answer, "archived", (False, False, False, False, False)),
    (moving.may_move, "public", (True, False, False, False, False)),
    (moving.may_move, "archived", (False, False, False, False, False)),
]


@pytest.mark.parametrize(("may", "kind", "expected"), MESSAGE_TABLE)
def test_who_may_change_or_take_back_the_words_of_bob(cast, may, kind, expected):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    actions.post_message(cast.room.thread, by=cast.erin, body="Bonjour Bob", reply_to=message)
    if kind == "archived":
        archive(cast.room, by=cast.alice)
        message.refresh_from_db()
    assert tuple(bool(may(getattr(cast, who), message)) for who in CAST) == expected


#                                Alice  Bob    Carol  Dave   nobody      (Carol reported the message of Bob)
CASE_TABLE = [
    (may_see_case, (True, True, False, False, False)),
    (sees_reports, (True, False, False, False, False)),
    (may_answer_case, (False, True, False, False, False)),
    (may_decide_case, (True, False, False, False, False)),
]


@pytest.mark.parametrize(("may", "expected"), CASE_TABLE)
def test_who_reads_answers_and_decides_a_case(cast, may, expected):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    case = report_message(message, by=cast.carol, why="attack").case
    assert tuple(bool(may(getattr(cast, who), case)) for who in CAST) == expected


def test_nobody_changes_or_takes_back_what_is_already_deleted(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    message = actions.delete_message(message, by=cast.bob)
    verdicts = [may(who, message) for may in (may_edit_message, may_delete_message) for who in (cast.alice, cast.bob)]
    assert [bool(v) for v in verdicts] == [False] * 4


def test_the_permission_to_post_is_that_of_the_owner_of_the_thread(cast, debate):
    assert [bool(may_post(getattr(cast, who), debate)) for who in CAST] == [True, True, True, True, False]


def test_who_left_the_space_keeps_their_words_and_may_no_longer_change_them(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.bob, body="À bientôt")
    cast.bob.groups.clear()
    message.refresh_from_db()
    verdicts = [bool(may(cast.bob, message)) for may in (may_edit_message, may_delete_message)]
    assert (message.author, verdicts) == (cast.bob, [False, False])
