"""What opens in a room shows on the home of its space at once, to those who see the room and to nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from governance import live
from rooms import actions, reading
from rooms.models import Room
from rooms.opening import tell_of_decisions
from tests.proposals.factories import a_proposal

pytestmark = pytest.mark.django_db


def told(space, room, story, capture):
    """Which streams heard of a decision during the story."""
    streams = {"room": ("room", room.pk), "space": ("space", space.pk), "talk": ("talk", space.pk)}
    before = {name: live.cursor(*stream) for name, stream in streams.items()}
    with capture(execute=True):
        story()
    return {name for name, stream in streams.items() if live.cursor(*stream) > before[name]}


@pytest.mark.parametrize(
    ("kind", "heard"), [("public", {"room", "space"}), ("members", {"room", "talk"}), ("roles", {"room"})]
)
def test_a_decision_is_told_where_those_who_see_its_room_hear(
    cast, rooms, django_capture_on_commit_callbacks, kind, heard
):
    room = getattr(rooms, kind)
    story = lambda: tell_of_decisions(room, "votes")  # noqa: E731
    assert told(cast.space, room, story, django_capture_on_commit_callbacks) == heard


def test_a_public_room_of_a_closed_space_is_told_to_its_members(cast, django_capture_on_commit_callbacks):
    cast.space.visibility = "members"
    cast.space.save()
    room = Room.objects.get(pk=cast.room.pk)
    story = lambda: tell_of_decisions(room, "votes")  # noqa: E731
    assert told(cast.space, room, story, django_capture_on_commit_callbacks) == {"room", "talk"}


@pytest.mark.parametrize(("who", "may"), [("bob", True), ("dave", False), ("anonymous", False)])
def test_the_home_of_a_closed_space_is_heard_by_its_members(cast, who, may):
    cast.space.visibility = "members"
    cast.space.save()
    assert live.may_join(getattr(cast, who), f"space:{cast.space.pk}") is may


@pytest.mark.parametrize("who", ["alice", "carol", "dave", "anonymous"])
def test_a_page_listens_only_to_what_its_reader_may_hear(cast, rooms, who):
    user = getattr(cast, who)
    heard = reading.streams(user, Room.objects.visible_to(user), ("space", cast.space.pk))["names"].split()
    assert [name for name in heard if not live.may_join(user, name)] == []
    assert heard[0] == f"space:{cast.space.pk}"


def test_the_part_of_the_home_that_is_asked_again_is_that_of_its_page(cast, client):
    a_proposal(cast)
    address = reverse("space", args=[cast.space.slug])
    part = client.get(f"{address}?part=open", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in client.get(address).content.decode()


def test_the_home_of_a_space_is_live_for_visitors(cast, client):
    page = client.get(reverse("space", args=[cast.space.slug])).content.decode()
    assert f'data-stream="space:{cast.space.pk}"' in page
    assert live.may_join(AnonymousUser(), f"space:{cast.space.pk}")


# --- Names in a preview ---


def previewed(client, body, thread=None):
    where = reverse("preview") + (f"?thread={thread.pk}" if thread else "")
    return client.post(where, {"body": body}, headers={"HX-Request": "true"}).content.decode()


def test_a_preview_marks_names_like_the_message_itself(cast, sign_in):
    shown = previewed(sign_in(cast.bob), "Merci @Erin Fontaine !", cast.room.thread)
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Merci @Erin Fontaine !")
    assert (str(message.prose).strip() in shown, 'class="mention"' in shown) == (True, True)


def test_a_preview_without_scripts_marks_them_too(cast, sign_in):
    client = sign_in(cast.bob)
    data = {"body": "Merci @Erin Fontaine !", "preview": "1"}
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    for where in (reverse("message-post", args=[cast.room.thread_id]), reverse("message-edit", args=[message.pk])):
        assert 'class="mention"' in client.post(where, data).content.decode()


@pytest.mark.parametrize("who", ["dave"])
def test_a_preview_tells_a_stranger_nothing_of_who_belongs_there(cast, sign_in, who):
    shown = previewed(sign_in(getattr(cast, who)), "Merci @Erin Fontaine !", cast.room.thread)
    assert ("Erin Fontaine" in shown, "mention" in shown) == (True, False)


def test_a_preview_for_a_talk_one_does_not_see_is_a_plain_one(cast, rooms, sign_in):
    shown = previewed(sign_in(cast.dave), "Merci @Erin Fontaine !", rooms.members.thread)
    assert "mention" not in shown


@pytest.mark.parametrize("thread", ["", "x", "999999", "9" * 30])
def test_a_preview_for_no_talk_is_a_plain_one(cast, sign_in, thread):
    answer = sign_in(cast.bob).post(f"{reverse('preview')}?thread={thread}", {"body": "Merci @Erin Fontaine !"})
    assert (answer.status_code, b"mention" in answer.content) == (200, False)
