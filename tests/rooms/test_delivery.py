"""A message that is sent again because its answer was lost is said once; everything else is said anew."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.voting.forms import new_key
from rooms import actions
from rooms.delivery import bound
from rooms.models import Message
from tests.cast import archive
from tests.rooms.test_pages import as_

pytestmark = pytest.mark.django_db


def post(who, thread, part=False, **data):
    headers = {"HX-Request": "true"} if part else {}
    return as_(who).post(reverse("message-post", args=[thread.pk]), data, headers=headers)


def test_a_message_sent_twice_with_its_key_is_said_once_and_answered_alike(cast):
    key, thread = new_key(), cast.room.thread
    answers = [post(cast.bob, thread, body="Bonjour", key=key) for _twice in range(2)]
    assert len({(answer.status_code, answer.url) for answer in answers}) == 1
    assert [message.body for message in Message.objects.all()] == ["Bonjour"]


def test_a_script_is_told_which_message_it_became_each_time(cast):
    key, thread = new_key(), cast.room.thread
    answers = [post(cast.bob, thread, part=True, body="Bonjour", key=key) for _twice in range(2)]
    address = reverse("message", args=[Message.objects.get().pk])
    assert [(answer.status_code, answer["Content-Location"]) for answer in answers] == [(204, address)] * 2


def test_other_words_with_the_key_of_a_form_that_one_went_back_to_are_another_message(cast):
    key = new_key()
    for body in ("Bonjour", "Bonsoir"):
        post(cast.bob, cast.room.thread, body=body, key=key)
    assert [message.body for message in Message.objects.all()] == ["Bonjour", "Bonsoir"]


def test_the_key_of_somebody_else_gives_nothing_of_theirs(cast):
    key, thread = new_key(), cast.room.thread
    post(cast.bob, thread, body="Bonjour", key=key)
    post(cast.erin, thread, body="Bonjour", key=key)
    assert [message.author for message in Message.objects.all()] == [cast.bob, cast.erin]


@pytest.mark.parametrize("key", ["", "x", "é" * 26, "a" * 5000])
def test_a_key_that_makes_no_sense_is_no_key(cast, key):
    for _twice in range(2):
        post(cast.bob, cast.room.thread, body="Bonjour", key=key)
    assert [message.key for message in Message.objects.all()] == ["", ""]


def test_a_message_that_came_in_time_is_answered_even_after_the_room_was_archived(cast):
    key = new_key()
    first = post(cast.bob, cast.room.thread, body="Bonjour", key=key)
    archive(cast.room, by=cast.alice)
    again = post(cast.bob, cast.room.thread, body="Bonjour", key=key)
    late = post(cast.bob, cast.room.thread, body="Encore", key=new_key())
    assert (again.status_code, again.url, late.status_code) == (302, first.url, 403)


def test_the_database_itself_keeps_one_message_for_a_key(cast):
    key = bound(new_key(), cast.room.thread, "Bonjour")
    said = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour", key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(thread=said.thread, n=99, author=cast.bob, body="x", html="x", key=key)


def test_each_form_has_a_key_of_its_own(cast, sign_in):
    pages = [sign_in(cast.bob).get(reverse("room", args=[cast.space.slug, cast.room.slug])) for _twice in range(2)]
    keys = [re.search(r'name="key" value="([a-z2-7]{26})"', page.content.decode())[1] for page in pages]
    assert keys[0] != keys[1]


def test_a_refused_message_keeps_its_key_and_its_words(cast):
    key = new_key()
    answer = post(cast.bob, cast.room.thread, part=True, body="x" * 20_001, key=key)
    page = answer.content.decode()
    assert (answer.status_code, f'value="{key}"' in page, "x" * 20_001 in page) == (422, True, True)


def test_too_many_messages_in_a_minute_wait_and_store_nothing(cast, settings):
    settings.THROTTLE = {**settings.THROTTLE, "message": (2, 3600)}
    answers = [post(cast.faye, cast.room.thread, body=f"Mot {n}") for n in range(4)]
    assert sorted(answer.status_code for answer in answers) == [302, 302, 429, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Mot 3</textarea>" in answers[-1].content.decode()
    assert Message.objects.count() == 2


def test_a_paste_of_ten_megabytes_is_refused_and_stores_nothing(cast):
    answer = post(cast.bob, cast.room.thread, part=True, body="mot " * 2_500_000, key=new_key())
    assert (answer.status_code in (400, 413, 422), Message.objects.count()) == (True, 0)
