"""A discussion is closed with a summary: it is read first, found by a search, and nobody answers any more."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import live
from governance.verdict import Refused
from rooms import actions, discussions, search
from rooms.models import Message, Room
from tests.at_once import reasons, together
from tests.cast import archive
from tests.doors import as_

CAST = ("alice", "bob", "erin", "carol", "dave", "anonymous")


@pytest.fixture
def talk(cast):
    """Bob asks, Erin and Carol answer."""
    first = actions.post_message(cast.room.thread, by=cast.bob, body="Quel jour pour la réunion ?")
    answers = [
        actions.post_message(cast.room.thread, by=who, body=body, reply_to=first)
        for who, body in ((cast.erin, "Mardi."), (cast.carol, "Plutôt jeudi."))
    ]
    return [first, *answers]


def close(message, by, summary="On se réunit **mardi** ; Erin réserve la salle."):
    return discussions.close_discussion(message, by=by, summary=summary)


def fresh(message):
    return Message.objects.with_people().select_related("thread", "root").get(pk=message.pk)


def page(person, message):
    return as_(person).get(reverse("message", args=[message.pk])).content.decode()


def test_the_summary_stands_with_the_first_message_and_says_who_wrote_it(cast, talk):
    close(talk[0], cast.alice)
    shown = as_(cast.dave).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    summary = shown.partition('class="summary closed"')[2].partition("</article>")[0]
    assert "<strong>mardi</strong>" in summary and "Alice Payet" in summary


@pytest.mark.parametrize(("who", "may"), list(zip(CAST, (True, True, False, False, False, False), strict=True)))
def test_whoever_began_it_and_the_facilitation_close_and_reopen_a_discussion(cast, talk, who, may):
    person = getattr(cast, who)
    assert bool(discussions.may_close(person, fresh(talk[0]))) is may
    close(talk[0], cast.alice)
    verdicts = [verdict(person, fresh(talk[0])) for verdict in (discussions.may_reword, discussions.may_reopen)]
    assert [bool(verdict) for verdict in verdicts] == [may, may]
    assert may or all(verdict.why.endswith(".") for verdict in verdicts)


def test_nobody_answers_a_closed_discussion_and_everybody_is_told_the_way(cast, talk):
    close(talk[0], cast.bob)
    for answered in talk:
        with pytest.raises(Refused, match=r"demandez à la facilitation de la rouvrir, ou commencez un nouveau message"):
            actions.post_message(cast.room.thread, by=cast.erin, body="Et le lieu ?", reply_to=answered)
    assert "commencez un nouveau message" in page(cast.erin, talk[1])


def test_a_refused_answer_is_not_lost(cast, talk):
    close(talk[0], cast.bob)
    data = {"body": "Une longue réponse.", "reply_to": talk[1].pk}
    answer = as_(cast.erin).post(reverse("message-post", args=[cast.room.thread_id]), data)
    assert (answer.status_code, "Une longue réponse." in answer.content.decode()) == (403, True)


def test_the_rest_of_the_room_goes_on_talking(cast, talk):
    close(talk[0], cast.bob)
    assert actions.post_message(cast.room.thread, by=cast.erin, body="Autre chose.")
    assert actions.react(talk[1], by=cast.bob, sign="thanks")


def test_a_reopened_discussion_takes_answers_and_keeps_its_summary(cast, talk):
    close(talk[0], cast.alice)
    discussions.reopen_discussion(talk[0], by=cast.bob)
    actions.post_message(cast.room.thread, by=cast.erin, body="Et le lieu ?", reply_to=talk[0])
    shown = page(cast.dave, talk[0])
    assert "mardi" in shown.partition('class="summary"')[2] and "discussion rouverte depuis" in shown


def test_what_a_summary_said_before_stays_readable(cast, talk):
    close(talk[0], cast.alice)
    discussions.reword_summary(talk[0], by=cast.bob, summary="On se réunit jeudi.")
    shown = as_(cast.dave).get(reverse("summary-history", args=[talk[0].pk])).content.decode()
    assert [word in shown for word in ("jeudi", "<strong>mardi</strong>", "Alice Payet", "Bob Nativel")] == [True] * 4


def test_the_talk_says_each_closing_once(cast, talk):
    close(talk[0], cast.alice)
    with pytest.raises(Refused, match="déjà close"):
        close(talk[0], cast.bob)
    discussions.reopen_discussion(talk[0], by=cast.bob)
    close(talk[0], cast.bob, "Autrement.")
    told = list(cast.room.thread.messages.exclude(notice="").values_list("notice", flat=True))
    assert told == ["discussion.closed", "discussion.reopened", "discussion.closed"]


def test_a_notice_says_no_word_of_what_it_leads_to(cast, talk):
    close(talk[0], cast.alice)
    notice = cast.room.thread.messages.get(notice="discussion.closed")
    assert notice.told == {"message": talk[0].pk} and f"/messages/{talk[0].pk}/" in str(notice.prose)


@pytest.mark.parametrize(
    ("what", "why"),
    [("answer", "depuis son premier message"), ("alone", "Personne n’a répondu"), ("archived", "archivé")],
)
def test_what_is_no_discussion_is_not_closed(cast, talk, what, why):
    message = talk[1] if what == "answer" else talk[0]
    if what == "alone":
        message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    if what == "archived":
        archive(cast.room, by=cast.alice)
    with pytest.raises(Refused, match=why):
        close(message, cast.alice)


@pytest.mark.parametrize("summary", ["", "  ", "\u200b", "x" * 5000])
def test_a_summary_is_a_few_sentences(cast, talk, summary):
    with pytest.raises(Refused):
        close(talk[0], cast.alice, summary)
    assert not Message.objects.filter(summary__isnull=False).exists()


def test_the_summaries_of_a_room_are_on_one_page_the_last_first(cast, talk):
    other = actions.post_message(cast.room.thread, by=cast.erin, body="Qui apporte le café ?")
    actions.post_message(cast.room.thread, by=cast.bob, body="Moi.", reply_to=other)
    close(talk[0], cast.alice)
    close(other, cast.erin, "Bob apporte le café.")
    shown = as_(cast.dave).get(reverse("room-summaries", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert shown.index("Bob apporte le café.") < shown.index("<strong>mardi</strong>")
    assert f"/messages/{talk[0].pk}/" in shown


@pytest.mark.parametrize("question", ["réserve", "reservations salle", "réunion réserve"])
def test_a_summary_is_found_by_its_words(cast, talk, question):
    close(talk[0], cast.alice)
    found = search.matching(search.said_in(cast.dave, cast.room), question)
    assert list(found) == [talk[0]]
    assert any(is_found for _run, is_found in search.excerpt(found[0], question))


def test_a_summary_outlives_the_words_of_who_began(cast, talk):
    close(talk[0], cast.alice)
    actions.delete_message(talk[0], by=cast.bob)
    assert "<strong>mardi</strong>" in page(cast.dave, talk[0])
    assert list(search.matching(search.said_in(cast.dave, cast.room), "réserve")) == [talk[0]]


def test_open_pages_show_the_summary_at_once(cast, talk):
    before = live.cursor("thread", cast.room.thread_id)
    close(talk[0], cast.alice)
    told = live.replay(f"thread:{cast.room.thread_id}", before, ["fr"])
    assert "Erin réserve la salle" in json.dumps(told, ensure_ascii=False)


def test_a_room_asks_as_much_for_one_summary_as_for_ten(cast, talk, django_assert_num_queries):
    url = reverse("room", args=[cast.space.slug, cast.room.slug])
    close(talk[0], cast.alice)
    client = as_(cast.bob)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for _n in range(9):
        first = actions.post_message(cast.room.thread, by=cast.bob, body="Et ?")
        actions.post_message(cast.room.thread, by=cast.erin, body="Oui.", reply_to=first)
        close(first, cast.bob)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_from_an_answer_the_page_leads_to_the_first_message(cast, talk):
    answer = as_(cast.alice).get(reverse("discussion-close", args=[talk[1].pk]))
    assert answer.url == reverse("discussion-close", args=[talk[0].pk])


def test_alice_closes_a_discussion_from_its_page(cast, talk):
    client = as_(cast.alice)
    where = reverse("discussion-close", args=[talk[0].pk])
    assert where in page(cast.alice, talk[0])
    assert client.post(where, {"summary": " "}).status_code == 422
    assert client.post(where, {"summary": "C’est mardi."}).url == reverse("message", args=[talk[0].pk])
    assert client.get(where).status_code == 403
    client.post(reverse("summary-edit", args=[talk[0].pk]), {"summary": "C’est jeudi."})
    client.post(reverse("discussion-reopen", args=[talk[0].pk]))
    summary = fresh(talk[0]).summary
    assert (summary.body, summary.is_closed) == ("C’est jeudi.", False)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_answer_is_before_the_close_or_refused(cast):
    for _n in range(4):
        first = actions.post_message(cast.room.thread, by=cast.bob, body="Et ?")
        actions.post_message(cast.room.thread, by=cast.erin, body="Oui.", reply_to=first)
        results = together(
            lambda first=first: close(first, cast.bob),
            lambda first=first: actions.post_message(cast.room.thread, by=cast.faye, body="Et moi.", reply_to=first),
            lambda first=first: actions.post_message(cast.room.thread, by=cast.carol, body="Moi.", reply_to=first),
        )
        notice = Message.objects.get(notice="discussion.closed", told__message=first.pk)
        assert all(answer.n < notice.n for answer in Message.objects.filter(root=first))
        assert first.branch.count() == 3 - len(reasons(results))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_discussion_closed_by_two_at_once_has_one_summary(cast):
    first = actions.post_message(cast.room.thread, by=cast.bob, body="Et ?")
    actions.post_message(cast.room.thread, by=cast.erin, body="Oui.", reply_to=first)
    results = together(lambda: close(first, cast.bob, "De Bob."), lambda: close(first, cast.alice, "D’Alice."))
    assert len(reasons(results)) == 1
    assert Room.objects.get(pk=cast.room.pk).thread.messages.filter(notice="discussion.closed").count() == 1
