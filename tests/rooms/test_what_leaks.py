"""What careful readers found: words that outlived their removal, or were read by more people than they were for."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.assemblies.actions import request_item
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting.forms import new_key
from proposals import actions as proposals
from rooms import actions, discussions, moderation, moving, polls, retention
from rooms.models import Case, Message, Room
from rooms.slow import set_slow_mode
from tests.at_once import together
from tests.cast import person
from tests.doors import as_

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


def fresh(room):
    return Room.objects.select_related("thread", "space").get(pk=room.pk)


def history_of(message):
    return reverse("summary-history", args=[message.pk])


@pytest.fixture
def notice(cast):
    retention.set_retention(cast.room, by=cast.alice, years=2)
    return cast.room.thread.messages.get(notice="room.retention_set")


def test_the_link_of_an_announcement_unfolds(cast, notice):
    assert as_(cast.bob).get(reverse("unfold"), {"url": notice.get_absolute_url()}).status_code == 200


def test_an_announcement_is_quoted_in_its_words(cast, notice):
    said = as_(cast.bob).get(f"{notice.get_absolute_url()}?quote").content.decode()
    assert "&gt; **Palabre**" in said and "2 ans" in said


def test_a_room_that_keeps_everything_again_announces_no_day(cast, notice):
    retention.set_retention(cast.room, by=cast.alice, years=None)
    entry = Entry.objects.select_related("payload").filter(act="room.retention_set").order_by("pk").last()
    assert json.loads(entry.payload.canonical)["begins_on"] == ""


def test_the_page_that_moves_a_message_asks_as_much_for_two_rooms_and_for_twenty(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="x")
    client, url = as_(cast.alice), reverse("message-move", args=[message.pk])
    actions.open_room(cast.space, by=cast.alice, name="Une autre")
    client.get(url)
    with CaptureQueriesContext(connection) as two:
        client.get(url)
    for n in range(18):
        actions.open_room(cast.space, by=cast.alice, name=f"Salon {n}")
    with CaptureQueriesContext(connection) as twenty:
        client.get(url)
    assert len(twenty) == len(two)


def test_old_words_are_not_moved_where_they_would_be_erased(cast, rooms):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Vieux mots")
    retention.set_retention(rooms.members, by=cast.alice, years=1)
    with clock.pretend(clock.now() + 2 * YEAR), pytest.raises(Refused, match="ne garde pas de mots aussi anciens"):
        moving.move_messages([message], fresh(rooms.members), by=cast.alice)


def test_what_somebody_else_wrote_in_an_earlier_summary_keeps_its_readers(cast, rooms):
    gus = person("gus")
    organizations.admit(cast.space, gus, "facilitator", by=cast.alice)
    message = actions.post_message(rooms.members.thread, by=cast.alice, body="A")
    actions.post_message(rooms.members.thread, by=cast.alice, body="B", reply_to=message)
    discussions.close_discussion(message, by=gus, summary="Entre nous")
    discussions.reword_summary(message, by=cast.alice, summary="Pour tous")
    with pytest.raises(Refused, match="plus de monde"):
        moving.move_messages([Message.objects.get(pk=message.pk)], fresh(cast.room), by=cast.alice)


def test_the_title_of_what_was_drafted_in_a_closed_room_stays_in_it(cast, rooms):
    message = actions.post_message(rooms.roles.thread, by=cast.alice, body="Mon idée")
    words = {"title": "Titre réservé", "summary": "S.", "body": "B.", "impact": "many"}
    draft = proposals.propose_from(message, fresh(rooms.roles), by=cast.bob, **words)
    moving.move_messages([Message.objects.get(pk=message.pk)], fresh(cast.room), by=cast.alice)
    proposals.publish_proposal(draft, by=cast.bob)
    page = as_(cast.dave).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert "Mon idée" in page and "Titre réservé" not in page


def withdrawn(cast, thread, body):
    message = actions.post_message(thread, by=cast.bob, body=body)
    case = moderation.report_message(message, by=cast.erin, why="private", words="Son numéro !").case
    moderation.decide_case(case, by=cast.alice, decision="withdraw", reason="privé")
    return case


def test_a_closed_case_forgets_the_words_three_months_later(cast):
    case = withdrawn(cast, cast.room.thread, "Le numéro de Faye : 0692")
    moderation.forget_copies(clock.now() + timedelta(days=89))
    assert Case.objects.get(pk=case.pk).body == "Le numéro de Faye : 0692"
    assert moderation.forget_copies(clock.now() + timedelta(days=91)) == 1
    case = Case.objects.get(pk=case.pk)
    assert (case.body, case.html, case.decision) == ("", "", "withdraw")
    assert [report.words for report in case.reports.all()] == [""]
    assert "effacée, trois mois après" in as_(cast.alice).get(reverse("case", args=[case.pk])).content.decode()
    assert moderation.forget_copies(clock.now() + timedelta(days=92)) == 0


@pytest.fixture
def summed_up(cast):
    """Bob summed up his own discussion in words that the facilitation withdraws."""
    message = actions.post_message(cast.room.thread, by=cast.bob, body="A")
    actions.post_message(cast.room.thread, by=cast.erin, body="B", reply_to=message)
    discussions.close_discussion(message, by=cast.bob, summary="Faye habite 3 rue des Filaos")
    case = moderation.report_message(message, by=cast.erin, why="private").case
    moderation.decide_case(case, by=cast.alice, decision="withdraw", reason="privé")
    return Message.objects.get(pk=message.pk)


@pytest.mark.parametrize("page", ["message", "room", "room-summaries"])
def test_removing_a_message_removes_its_summary(cast, summed_up, page):
    where = [summed_up.pk] if page == "message" else [cast.space.slug, cast.room.slug]
    assert "rue des Filaos" not in as_(cast.dave).get(reverse(page, args=where)).content.decode()
    assert as_(cast.dave).get(history_of(summed_up)).status_code == 404


def test_the_facilitation_decides_on_the_summary_it_was_told_of(cast, summed_up):
    assert "rue des Filaos" in summed_up.cases.get().body


def test_the_author_of_a_removed_message_sums_it_up_no_more(cast, summed_up):
    with pytest.raises(Refused, match="a retiré ce message"):
        discussions.close_discussion(summed_up, by=cast.bob, summary="Encore")


def test_who_sums_up_waits_their_turn_in_a_slow_room(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="A")
    actions.post_message(cast.room.thread, by=cast.erin, body="B", reply_to=message)
    set_slow_mode(cast.room, by=cast.alice, seconds=3600)
    with clock.pretend(clock.now() + timedelta(hours=2)):
        discussions.close_discussion(message, by=cast.bob, summary="Un")
        with pytest.raises(Refused, match="pourra partir"):
            discussions.reopen_discussion(Message.objects.get(pk=message.pk), by=cast.bob)
        discussions.reopen_discussion(Message.objects.get(pk=message.pk), by=cast.alice)


def test_a_reported_message_is_not_moved_before_it_is_decided(cast, rooms):
    message = actions.post_message(cast.room.thread, by=cast.carol, body="A")
    moderation.report_message(message, by=cast.bob, why="attack")
    with pytest.raises(Refused, match="décidez d’abord"):
        moving.move_messages([message], fresh(rooms.roles), by=cast.alice)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_form_sent_again_does_not_say_into_which_closed_room_its_message_went(cast, rooms, headers):
    client, url = as_(cast.carol), reverse("message-post", args=[cast.room.thread_id])
    key = new_key()
    client.post(url, {"body": "Coucou", "key": key})
    moving.move_messages([Message.objects.get(body="Coucou")], fresh(rooms.roles), by=cast.alice, reason="Ailleurs")
    again = client.post(url, {"body": "Coucou", "key": key}, headers=headers)
    assert rooms.roles.slug not in str(again.headers) and Message.objects.filter(body="Coucou").count() == 1


def test_a_poll_of_no_number_is_not_there(cast):
    assert as_(cast.bob).post(f"/polls/{2**63}/answer/", {"answer": "yes"}).status_code == 404


def test_a_draft_that_nobody_read_holds_no_message_back(cast):
    retention.set_retention(cast.room, by=cast.alice, years=1)
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Vieux")
    words = {"title": "Brouillon", "summary": "S.", "body": "B.", "impact": "many"}
    draft = proposals.propose_from(message, fresh(cast.room), by=cast.erin, **words)
    with clock.pretend(clock.now() + 2 * YEAR):
        retention.erase_due()
        assert not Message.objects.filter(pk=message.pk).exists()
        proposals.publish_proposal(draft, by=cast.erin)


def test_the_page_of_ones_report_gives_a_day_and_no_hour(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="A")
    moderation.report_message(message, by=cast.erin, why="private")
    page = as_(cast.bob).get(reverse("reported")).content.decode()
    assert f'datetime="{clock.now():%Y-%m}' in page and "T" not in page.split('datetime="')[1].split('"')[0]


def test_the_author_learns_the_day_of_a_report_and_never_the_hour(cast):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="A")
    case = moderation.report_message(message, by=cast.erin, why="private").case
    assert [moment.has_hour for moment in moderation.history(cast.bob, case)] == [False]
    assert [moment.has_hour for moment in moderation.history(cast.alice, case)] == [True]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n", range(4))
def test_what_a_room_keeps_and_how_it_is_called_are_settled_at_once(cast, n):
    together(
        lambda: retention.set_retention(cast.room, by=cast.alice, years=2),
        lambda: actions.change_room(cast.room, by=cast.alice, summary="x"),
        lambda: retention.set_retention(cast.room, by=cast.alice, years=1),
        lambda: actions.change_room(cast.room, by=cast.alice, summary="y"),
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("n", range(4))
def test_requests_for_the_agenda_and_polls_of_one_line_wait_for_each_other(cast, n):
    together(
        lambda: request_item(cast.room, by=cast.bob, body="board", title="Q"),
        lambda: polls.open_poll(cast.room, by=cast.erin, question="On y va ?"),
        lambda: request_item(cast.room, by=cast.faye, body="board", title="R"),
        lambda: polls.open_poll(cast.room, by=cast.bob, question="On y va encore ?"),
    )
