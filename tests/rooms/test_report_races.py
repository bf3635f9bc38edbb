"""What is reported, decided and said at the same moment: one case, one decision, one message."""

import pytest

from rooms import actions
from rooms.models import Case, Message, Report, Step
from rooms.moderation import LEAVE, WITHDRAW, answer_case, decide_case, report_message
from rooms.slow import set_slow_mode
from tests.at_once import reasons, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def message(cast):
    return actions.post_message(cast.room.thread, by=cast.bob, body="Erin ne comprend rien.")


def test_three_reports_at_once_open_one_case(cast, message):
    people = (cast.erin, cast.faye, cast.carol, cast.dave)
    results = together(*(lambda who=who: report_message(message, by=who, why="attack") for who in people))
    assert reasons(results) == []
    assert (Case.objects.count(), Report.objects.count()) == (1, 4)


def test_one_person_in_four_tabs_reports_once(cast, message):
    results = together(*[lambda: report_message(message, by=cast.erin, why="attack")] * 4)
    assert len(reasons(results)) == 3
    assert (Case.objects.count(), Report.objects.count()) == (1, 1)


def test_two_decisions_at_once_are_one(cast, message):
    case = report_message(message, by=cast.erin, why="attack").case
    results = together(
        lambda: decide_case(case, by=cast.alice, decision=WITHDRAW, reason="On n’attaque personne."),
        lambda: decide_case(case, by=cast.alice, decision=LEAVE, reason="Ce n’est rien."),
    )
    assert len(reasons(results)) == 1
    case.refresh_from_db()
    message.refresh_from_db()
    assert (case.decision == WITHDRAW) == (message.deleted_at is not None)
    assert Step.objects.count() == 1


def test_a_case_that_moves_everywhere_at_once_waits_for_nobody_for_ever(cast, message):
    case = report_message(message, by=cast.erin, why="attack").case
    together(
        lambda: decide_case(case, by=cast.alice, decision=WITHDRAW, reason="On n’attaque personne."),
        lambda: actions.edit_message(message, by=cast.bob, body="Je me reprends."),
        lambda: answer_case(case, by=cast.bob, words="Pardon."),
        lambda: report_message(message, by=cast.faye, why="attack"),
        lambda: actions.post_message(cast.room.thread, by=cast.erin, body="Merci.", reply_to=message),
        lambda: actions.delete_message(message, by=cast.alice, reason="Hors sujet."),
    )
    message.refresh_from_db()
    assert (message.deleted_by, message.body) == (cast.alice, "")
    assert not Case.objects.open().exists()


def test_in_slow_mode_two_tabs_say_one_thing(cast):
    set_slow_mode(cast.room, by=cast.alice, seconds=60)
    results = together(*[lambda: actions.post_message(cast.room.thread, by=cast.bob, body="Encore moi.")] * 4)
    assert len(reasons(results)) == 3
    assert Message.objects.filter(author=cast.bob).count() == 1


def test_slow_mode_is_set_while_people_speak_and_nobody_waits_for_ever(cast):
    together(
        lambda: set_slow_mode(cast.room, by=cast.alice, seconds=60),
        lambda: actions.post_message(cast.room.thread, by=cast.bob, body="Un"),
        lambda: actions.archive_room(cast.room, by=cast.alice, reason="Ouvert par erreur."),
        lambda: set_slow_mode(cast.room, by=cast.alice, seconds=300),
    )
    numbers = list(cast.room.thread.messages.values_list("n", flat=True))
    assert len(numbers) == len(set(numbers))
