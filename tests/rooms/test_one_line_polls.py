"""A vote of one line: asked in the talk, answered where it stands, with every guarantee of a vote."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock, live
from governance.organizations import actions as organizations
from governance.verdict import Refused
from governance.voting.actions import cancel_vote, count_due
from governance.voting.forms import new_key
from governance.voting.models import Vote
from rooms import polls
from rooms.models import Message
from rooms.permissions import may_edit_message
from tests.rooms.test_pages import address, as_

pytestmark = pytest.mark.django_db


def type_in(who, cast, body, **data):
    return as_(who).post(reverse("message-post", args=[cast.room.thread_id]), {"body": body, **data})


def ask(cast, question="Qui vient samedi ?", by=None, **how):
    return polls.open_poll(cast.room, by=by or cast.bob, question=question, **how)


def answer(who, message, said="in", part=False):
    headers = {"HX-Request": "true"} if part else {}
    return as_(who).post(reverse("poll-answer", args=[message.poll_id]), {"answer": said}, headers=headers)


def card(message):
    return polls.card_of(Message.objects.with_people().get(pk=message.pk))


def counts(message):
    return {one.key: (one.count, one.names) for one in card(message).answers}


@pytest.mark.parametrize(
    "command", ["/sondage Qui vient samedi ?", "/poll Qui vient samedi ?", " /SONDAGE  Qui vient\nsamedi ?"]
)
def test_one_types_a_question_and_the_room_is_asked(cast, command):
    type_in(cast.bob, cast, command)
    message = Message.objects.get()
    vote = message.poll
    assert (message.body, vote.title, vote.method, vote.shows) == ("Qui vient samedi ?",) * 2 + ("opt_in", "open")
    assert (vote.is_open(clock.now()), vote.roll_size) == (True, 4)


def test_the_same_from_a_page_with_how_many_it_takes_and_until_when(cast, sign_in):
    where = reverse("poll-create", args=[cast.space.slug, cast.room.slug])
    client = sign_in(cast.bob)
    assert client.get(where).status_code == 200
    client.post(where, {"question": "Qui vient ?", "target": "3", "days": "2"})
    vote = Message.objects.get().poll
    assert vote.terms == {"target": 3}
    assert timedelta(days=1, hours=23) < vote.closes_at - clock.now() <= timedelta(days=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": " "},
        {"question": "x" * 201},
        {"target": "0"},
        {"target": "-3"},
        {"days": "0"},
        {"days": "31"},
        {"days": "x"},
    ],
)
def test_a_question_that_cannot_be_asked_keeps_what_was_typed(cast, sign_in, wrong):
    where = reverse("poll-create", args=[cast.space.slug, cast.room.slug])
    page = sign_in(cast.bob).post(where, {"question": "Qui vient ?", "target": "4", "days": "7"} | wrong)
    assert (page.status_code, Vote.objects.count(), Message.objects.count()) == (422, 0, 0)


@pytest.mark.parametrize("body", ["/sondage", "/sondage   ", "/sondage " + "x" * 201])
def test_a_command_that_asks_nothing_is_refused_and_not_lost(cast, body):
    answer = type_in(cast.bob, cast, body)
    assert (answer.status_code, Vote.objects.count(), Message.objects.count()) == (403, 0, 0)
    assert body.strip() in answer.content.decode()


@pytest.mark.parametrize("body", ["/sondages", "/sond", "J’ai fait un /sondage hier", "/autre chose"])
def test_other_words_are_only_words(cast, body):
    type_in(cast.bob, cast, body)
    assert (Message.objects.get().poll, Vote.objects.count()) == (None, 0)


def test_a_guest_talks_and_does_not_ask(cast):
    refused = type_in(cast.carol, cast, "/sondage Qui vient ?")
    assert (refused.status_code, Vote.objects.count()) == (403, 0)
    assert as_(cast.carol).get(reverse("poll-create", args=[cast.space.slug, cast.room.slug])).status_code == 403


def test_a_question_sent_twice_is_asked_once(cast):
    key = new_key()
    answers = [type_in(cast.bob, cast, "/sondage Qui vient ?", key=key) for _twice in range(2)]
    assert (answers[0].url, Vote.objects.count(), Message.objects.count()) == (answers[1].url, 1, 1)


def test_people_answer_where_it_stands_and_change_their_mind(cast):
    message = ask(cast)
    assert answer(cast.erin, message).url == f"{address(cast.room)}#message-{message.pk}"
    answer(cast.faye, message, "out", part=True)
    assert counts(message) == {"in": (1, ("Erin Fontaine",)), "out": (1, ("Faye Clain",))}
    answer(cast.erin, message, "out")
    assert counts(message) == {"in": (0, ()), "out": (2, ("Erin Fontaine", "Faye Clain"))}


def test_everybody_who_reads_the_talk_reads_the_answers(cast):
    message = ask(cast, target=2)
    answer(cast.erin, message)
    page = as_(cast.anonymous).get(address(cast.room)).content.decode()
    assert re.search(rf'name="answer" value="in" data-people="{cast.erin.pk}"', page)
    assert "il en manque 1" in page
    answer(cast.faye, message)
    assert "nombre atteint" in as_(cast.anonymous).get(address(cast.room)).content.decode()


@pytest.mark.parametrize("said", ["", "banana", "o1", "abstention", "a\x00b"])
def test_an_answer_that_does_not_exist_is_refused(cast, said):
    message = ask(cast)
    assert (answer(cast.erin, message, said).status_code, message.poll.ballots.count()) == (403, 0)


def test_only_those_who_are_asked_answer(cast):
    message = ask(cast)
    assert [answer(who, message).status_code for who in (cast.carol, cast.dave, cast.anonymous)] == [403] * 3
    assert message.poll.ballots.count() == 0


def test_who_came_later_answers_too(cast):
    message = ask(cast)
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    dave = type(cast.dave).objects.get(pk=cast.dave.pk)
    assert answer(dave, message).status_code == 302
    assert counts(message)["in"] == (1, ("Dave Robert",))


def test_the_answers_of_a_room_that_one_may_not_see_are_not_found(cast, rooms):
    message = polls.open_poll(rooms.roles, by=cast.bob, question="Entre nous ?")
    assert [answer(who, message).status_code for who in (cast.carol, cast.dave, cast.anonymous)] == [404] * 3


def test_a_vote_that_no_message_asks_is_not_answered_here(cast):
    assert as_(cast.bob).post(reverse("poll-answer", args=[999]), {"answer": "in"}).status_code == 404


def test_after_the_close_nobody_answers_and_the_result_stays(cast):
    message = ask(cast, days=1)
    answer(cast.erin, message)
    with clock.pretend(clock.now() + timedelta(days=2)):
        assert answer(cast.faye, message).status_code == 403
        assert (card(message).stage, counts(message)["in"][0]) == ("closed", 1)
        page = as_(cast.bob).get(address(cast.room)).content.decode()
        assert 'name="answer"' not in page


def test_a_cancelled_question_shows_no_count(cast):
    message = ask(cast)
    answer(cast.erin, message)
    cancel_vote(message.poll, by=cast.bob, reason="La salle est prise.")
    assert (card(message).stage, card(message).is_counted, counts(message)["in"]) == ("cancelled", False, (0, ()))


def test_what_a_vote_hides_the_talk_hides_too(cast):
    """The card asks the one function that says what is seen: here, of a vote whose results wait for the close."""
    message = ask(cast)
    answer(cast.erin, message)
    found = Message.objects.with_people().get(pk=message.pk)
    found.poll.shows = Vote.Shows.UNTIL_CLOSE
    hidden = polls.card_of(found)
    assert (hidden.is_counted, [one.count for one in hidden.answers]) == (False, [0, 0])


def test_a_question_is_not_rewritten_once_it_is_asked(cast):
    assert not may_edit_message(cast.bob, ask(cast))


def test_each_answer_and_the_close_are_told_in_the_talk(cast):
    message = ask(cast, days=1)
    before = live.cursor("thread", cast.room.thread_id)
    answer(cast.erin, message)
    between = live.cursor("thread", cast.room.thread_id)
    with clock.pretend(clock.now() + timedelta(days=2)):
        count_due(clock.now())
    assert (between, live.cursor("thread", cast.room.thread_id)) == (before + 1, between + 1)


def test_nobody_asks_in_an_archived_room(cast, rooms):
    with pytest.raises(Refused):
        polls.open_poll(rooms.archived, by=cast.alice, question="Encore là ?")
    assert Vote.objects.count() == 0


def test_a_page_asks_as_much_for_many_questions_as_for_one(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.bob)
    first = ask(cast)
    answer(cast.erin, first)
    client.get(address(cast.room))
    with CaptureQueriesContext(connection) as one:
        client.get(address(cast.room))
    asked = len(one)  # before another request empties the list
    for n in range(5):
        answer(cast.faye, ask(cast, f"Question {n} ?"))
    with django_assert_num_queries(asked):
        client.get(address(cast.room))
