"""What people do in rooms, seen from what remains of it."""

import pytest

from governance.organizations.actions import create_organization
from governance.register import actions as register
from governance.register.actions import subscribe
from governance.register.models import Change, Entry
from governance.verdict import Refused
from rooms import actions
from rooms.models import Message, Room


def acts(subject):
    return list(Entry.objects.about(subject).order_by("id").values_list("act", flat=True))


@pytest.fixture
def heard(monkeypatch):
    """Every act of talk or governance that subscribers are told of."""
    heard = []
    monkeypatch.setattr(register, "_subscribers", [])
    subscribe(lambda event: heard.append((event.act, event.by)))
    return heard


# --- Rooms ---


def test_alice_opens_a_room_and_the_register_says_so(cast):
    room = actions.open_room(cast.space, by=cast.alice, name="  Jardin partagé ", summary="Le compost et les semis.")
    assert (room.name, room.slug, room.thread.owner_kind, room.thread.owner_id, acts(room)) == (
        "Jardin partagé", "jardin-partage", "room", room.pk, ["room.opened"],
    )  # fmt: skip


def test_two_rooms_of_one_name_have_two_addresses(cast):
    slugs = [actions.open_room(cast.space, by=cast.alice, name="Jardin").slug for _ in range(3)]
    assert slugs == ["jardin", "jardin-2", "jardin-3"]


def test_a_room_called_new_does_not_hide_the_page_that_opens_rooms(cast):
    assert actions.open_room(cast.space, by=cast.alice, name="New").slug == "new-2"


def test_a_room_whose_name_has_no_letter_of_an_address_still_has_one(cast):
    assert actions.open_room(cast.space, by=cast.alice, name="🌱").slug == "salon"


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "anonymous"])
def test_only_a_facilitator_opens_a_room(cast, who):
    with pytest.raises(Refused):
        actions.open_room(cast.space, by=getattr(cast, who), name="Jardin")
    assert list(Room.objects.values_list("name", flat=True)) == ["Documentation"]


@pytest.mark.parametrize(
    "wrong", [{"name": "   "}, {"name": "Jardin", "visibility": "moon"}], ids=["name of spaces", "visibility"]
)
def test_a_room_without_a_name_or_with_an_unknown_visibility_is_refused(cast, wrong):
    with pytest.raises(Refused):
        actions.open_room(cast.space, by=cast.alice, **wrong)
    assert Room.objects.count() == 1


def test_a_role_of_another_space_is_refused(cast):

    other = create_organization(by=cast.dave, name="Les Voisins").space
    with pytest.raises(Refused, match="rôles"):
        actions.open_room(
            cast.space, by=cast.alice, name="X", visibility="roles", roles=[other.roles.get(key="member")]
        )


def test_changing_a_room_records_what_changed_and_only_that(cast):
    actions.change_room(cast.room, by=cast.alice, name="Documents", summary="", visibility="members")
    room = Room.objects.get(pk=cast.room.pk)
    assert (room.name, room.slug, room.visibility, acts(room)) == (
        "Documents", "documentation", "members", ["room.opened", "room.changed"],
    )  # fmt: skip


def test_changing_nothing_records_nothing(cast):
    actions.change_room(cast.room, by=cast.alice, name="Documentation", visibility="public", roles=[])
    assert acts(cast.room) == ["room.opened"]


def test_roles_are_shown_and_hidden_with_the_settings(cast, rooms):
    guest = cast.space.roles.get(key="guest")
    actions.change_room(rooms.roles, by=cast.alice, roles=[guest])
    seen = [Room.objects.visible_to(who).filter(pk=rooms.roles.pk).exists() for who in (cast.bob, cast.carol)]
    assert seen == [False, True]


def test_a_room_that_is_no_longer_of_roles_forgets_them(cast, rooms):
    actions.change_room(rooms.roles, by=cast.alice, visibility="members")
    assert list(actions.seeing_roles(rooms.roles)) == []


def test_an_archived_room_is_closed_once_with_a_reason(cast):
    with pytest.raises(Refused, match="pourquoi"):
        actions.archive_room(cast.room, by=cast.alice, reason="  ")
    actions.archive_room(cast.room, by=cast.alice, reason="Le groupe a fini.")
    with pytest.raises(Refused, match="déjà"):
        actions.archive_room(cast.room, by=cast.alice, reason="Encore.")
    assert acts(cast.room) == ["room.opened", "room.archived"]


# --- Talk ---


def test_messages_are_counted_in_the_order_they_are_said(cast):
    said = [actions.post_message(cast.room.thread, by=cast.bob, body=body).n for body in ("un", "deux", "trois")]
    assert said == [1, 2, 3]


def test_talk_is_announced_and_not_recorded(cast, heard):
    before = Entry.objects.count()
    message = actions.post_message(cast.room.thread, by=cast.carol, body="Bonjour")
    actions.edit_message(message, by=cast.carol, body="Bonsoir")
    actions.delete_message(message, by=cast.carol)
    assert heard == [
        ("message.posted", cast.carol), ("message.edited", cast.carol), ("message.deleted", cast.carol),
    ]  # fmt: skip
    assert Entry.objects.count() == before


def test_nobody_talks_in_an_archived_room(cast, rooms):
    with pytest.raises(Refused, match="archivé"):
        actions.post_message(rooms.archived.thread, by=cast.bob, body="Encore un mot")
    assert rooms.archived.thread.messages.filter(notice="").count() == 0


@pytest.mark.parametrize("body", ["", "   \n\t ", "x" * 20_001], ids=["empty", "spaces", "too long"])
def test_what_cannot_be_said_leaves_no_trace(cast, body):
    with pytest.raises(Refused):
        actions.post_message(cast.room.thread, by=cast.bob, body=body)
    cast.room.thread.refresh_from_db()
    assert (cast.room.thread.length, Message.objects.count()) == (0, 0)


def test_the_longest_message_is_said_whole(cast):
    body = "mot " * 4999 + "fin."
    assert actions.post_message(cast.room.thread, by=cast.bob, body=body).body == body


def test_an_answer_stands_in_the_conversation_of_what_it_answers(cast, rooms):
    elsewhere = actions.post_message(rooms.members.thread, by=cast.bob, body="Secret")
    with pytest.raises(Refused, match="conversation"):
        actions.post_message(cast.room.thread, by=cast.bob, body="Je réponds", reply_to=elsewhere)


@pytest.mark.parametrize("mark", [{"lean": "for"}, {"paragraph": 2}])
def test_marks_belong_to_the_debate_of_a_proposal(cast, mark):
    with pytest.raises(Refused, match="proposition"):
        actions.post_message(cast.room.thread, by=cast.bob, body="Pour", **mark)


def test_an_argument_keeps_its_mark_its_paragraph_and_its_version(cast, debate):
    message = actions.post_message(debate, by=cast.bob, body="Oui", lean="for", paragraph=2, version_n=3)
    assert (message.lean, message.paragraph, message.version_n) == ("for", 2, 3)


def test_an_unknown_mark_is_refused(cast, debate):
    with pytest.raises(Refused, match="argument"):
        actions.post_message(debate, by=cast.bob, body="Oui", lean="sideways")


def test_editing_keeps_what_was_said_before(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="un")
    actions.edit_message(message, by=cast.bob, body="deux")
    message = actions.edit_message(message, by=cast.bob, body="trois")
    assert (message.body, [r.body for r in message.revisions.all()]) == ("trois", ["deux", "un"])


def test_saving_the_same_words_is_not_an_edit(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="un")
    message = actions.edit_message(message, by=cast.bob, body=" un ")
    assert (message.edited_at, message.revisions.count()) == (None, 0)


@pytest.mark.parametrize("who", ["alice", "erin", "dave", "anonymous"])
def test_nobody_edits_the_words_of_somebody_else(cast, who):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Mes mots")
    with pytest.raises(Refused):
        actions.edit_message(message, by=getattr(cast, who), body="Tes mots")
    message.refresh_from_db()
    assert message.body == "Mes mots"


def test_a_deleted_message_leaves_a_tombstone_without_its_words_or_their_history(cast, debate):
    message = actions.post_message(debate, by=cast.bob, body="Trop vite dit", lean="against")
    actions.edit_message(message, by=cast.bob, body="Encore trop")
    message = Message.objects.get(pk=actions.delete_message(message, by=cast.bob).pk)
    assert (message.n, message.body, message.html, message.lean, message.revisions.count()) == (1, "", "", "", 0)


def test_removing_the_words_of_somebody_else_is_recorded_with_its_reason(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Publicité")
    actions.delete_message(message, by=cast.alice, reason="C’est de la publicité.")
    entry = Entry.objects.get(act="message.removed")
    assert (entry.actor_id, "publicité" in entry.payload.canonical) == (cast.alice.pk, True)


def test_a_removal_is_read_in_the_register_by_those_who_read_the_room(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.bob, body="Publicité")
    actions.delete_message(message, by=cast.alice)
    readers = [
        who
        for who in ("alice", "bob", "carol", "dave", "anonymous")
        if Entry.objects.visible_to(getattr(cast, who)).filter(act="message.removed").exists()
    ]
    assert readers == ["alice", "bob", "carol"]


def test_what_quotes_a_message_changes_with_it(cast):

    first = actions.post_message(cast.room.thread, by=cast.bob, body="un")
    answer = actions.post_message(cast.room.thread, by=cast.erin, body="deux", reply_to=first)
    actions.delete_message(first, by=cast.bob)
    order = Change.objects.filter(stream__kind="thread", stream__key=cast.room.thread_id).order_by("cursor")
    assert [change.part for change in order] == [f"message:{first.pk}", f"message:{answer.pk}"]
