"""Questions written once: they answer like their querysets, each time from the tables as they stand."""

import pytest

from governance.accounts.models import User
from governance.written import written_once
from rooms import actions
from rooms.models import Message


@written_once
def last_two(thread):
    return Message.objects.filter(thread=thread).with_people().order_by("-n")[:2]


@written_once
def named(name):
    return User.objects.filter(display_name=name).values_list("email", "display_name")


@pytest.fixture
def talk(cast):
    for who in (cast.alice, cast.bob, cast.alice):
        actions.post_message(cast.room.thread, by=who, body="Bonjour à toutes et à tous.")
    return cast.room.thread


def test_a_written_question_answers_like_its_queryset_with_the_people_it_joins(talk, cast, django_assert_num_queries):
    with django_assert_num_queries(1):  # no message has a sign under it
        found = last_two(talk.pk)
        assert [(message.n, message.author.display_name) for message in found] == [
            (3, cast.alice.display_name),
            (2, cast.bob.display_name),
        ]
    assert found == list(Message.objects.filter(thread=talk).order_by("-n")[:2])
    assert [message.posted_at for message in found] == [talk.messages.get(n=n).posted_at for n in (3, 2)]


def test_it_is_asked_anew_each_time(talk, cast):
    assert last_two(talk.pk)[0].n == 3
    actions.post_message(talk, by=cast.alice, body="Un de plus.")
    assert last_two(talk.pk)[0].n == 4


def test_another_value_asks_about_another_thing(talk, cast):
    assert last_two(talk.pk)
    assert last_two(talk.pk + 1000) == []
    assert named(cast.alice.display_name) == [(cast.alice.email, cast.alice.display_name)]
    assert named("Personne' OR 1=1 --") == []


def test_a_number_that_no_column_holds_finds_nothing(talk):
    assert last_two(2**63) == []
