"""What a picture shows is said, or changed, by its author after it was sent."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from governance import live
from governance.verdict import Refused
from rooms import actions
from rooms.describing import describe, may_describe
from rooms.models import Attachment
from tests.cast import archive
from tests.rooms.sending import a_picture, a_text, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(cast):
    return sent(cast.room.thread, cast.bob, a_picture("plan.png"))[0]


def again(file):
    return Attachment.objects.select_related("message__thread").get(pk=file.pk)


def room_page(client, cast):
    return client.get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()


def test_bob_says_what_his_picture_shows_and_the_talk_says_it_at_once(cast, picture, client):
    assert 'alt="plan.png"' in room_page(client, cast)
    before = live.cursor("thread", cast.room.thread_id)
    describe(picture, by=cast.bob, alt="Le plan du jardin, vu d’en haut")
    assert 'alt="Le plan du jardin, vu d’en haut"' in room_page(client, cast)
    assert live.cursor("thread", cast.room.thread_id) == before + 1


def test_the_words_of_the_message_were_not_changed(cast, picture):
    describe(picture, by=cast.bob, alt="Le plan")
    assert again(picture).message.edited_at is None


def test_the_same_description_tells_nobody(cast, picture):
    describe(picture, by=cast.bob, alt="Le plan")
    before = live.cursor("thread", cast.room.thread_id)
    describe(picture, by=cast.bob, alt=" Le plan ")
    assert live.cursor("thread", cast.room.thread_id) == before


@pytest.mark.parametrize(
    ("who", "may"), [("bob", True), ("alice", False), ("carol", False), ("dave", False), ("anonymous", False)]
)
def test_each_describes_their_own_pictures(cast, picture, who, may):
    assert bool(may_describe(getattr(cast, who), again(picture))) is may


def test_nobody_describes_somebody_elses_picture(cast, picture):
    with pytest.raises(Refused, match="Seule la personne"):
        describe(picture, by=cast.alice, alt="Un faux plan")
    assert again(picture).alt == ""


def test_a_picture_of_an_archived_room_stays_as_it_is(cast, picture):
    archive(cast.room, by=cast.alice)
    with pytest.raises(Refused, match="archivé"):
        describe(again(picture), by=cast.bob, alt="Le plan")


def test_a_picture_that_went_with_its_message_is_described_no_more(cast, picture):
    actions.delete_message(picture.message, by=cast.bob)
    with pytest.raises(Refused, match="supprimé"):
        describe(picture, by=cast.bob, alt="Le plan")


def test_only_a_picture_is_described(cast):
    notes = sent(cast.room.thread, cast.bob, a_text())[0]
    with pytest.raises(Refused, match="Seule une image"):
        describe(notes, by=cast.bob, alt="Des notes")


@pytest.mark.parametrize("typed", ["\u200b", "   ", "\x00"])
def test_a_description_that_shows_nothing_is_none(cast, picture, typed):
    describe(picture, by=cast.bob, alt="Le plan")
    assert describe(again(picture), by=cast.bob, alt=typed).alt == ""


def test_from_the_message_to_the_form_and_back_into_the_talk(cast, picture, sign_in):
    client = sign_in(cast.bob)
    address = reverse("file-describe", args=[picture.key])
    assert f'href="{address}"' in client.get(reverse("message", args=[picture.message_id])).content.decode()
    assert client.get(address).status_code == 200
    answer = client.post(address, {"alt": "Le plan du jardin"})
    assert answer.headers["Location"].endswith(f"?at=1#message-{picture.message_id}")
    assert again(picture).alt == "Le plan du jardin"


def test_a_description_that_is_too_long_comes_back(cast, picture, sign_in):
    answer = sign_in(cast.bob).post(reverse("file-describe", args=[picture.key]), {"alt": "x" * 301})
    assert (answer.status_code, "x" * 301 in answer.content.decode()) == (422, True)


def test_the_message_of_somebody_else_does_not_lead_there(cast, picture, sign_in):
    page = sign_in(cast.alice).get(reverse("message", args=[picture.message_id])).content.decode()
    assert "/description/" not in page
    assert sign_in(cast.alice).get(reverse("file-describe", args=[picture.key])).status_code == 403


def test_a_picture_of_a_room_one_does_not_see_is_not_found(cast, rooms, client):
    hidden = sent(rooms.members.thread, cast.bob, a_picture())[0]
    assert client.get(reverse("file-describe", args=[hidden.key])).status_code == 404
    assert not may_describe(AnonymousUser(), again(hidden))
