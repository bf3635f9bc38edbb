"""What people of a meeting do at the same moment, each on a connection of their own: one of them was first."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import AgendaItem, Attendance, Meeting, Minutes, Speaker
from governance.register.actions import sha256
from governance.register.models import Entry
from governance.register.verification import verify
from governance.verdict import Refused
from governance.voting.models import Vote
from tests.assemblies.meetings import HELD, PREPARED, convened, governed, held, in_session, prepared, signed, with_item
from tests.at_once import reasons, together
from tests.cast import collective

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def kinds(answers):
    return sorted(type(answer).__name__ for answer in answers)


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def test_two_who_send_the_convocation_at_once_send_it_once():
    cast = governed(collective())
    with clock.pretend(PREPARED):
        meeting = prepared(cast, by=cast.gus)
        with_item(meeting, cast.gus)
        actions.sign_for_meeting(meeting, by=cast.hana)
        people = (cast.bob, cast.gus, cast.hana)
        answers = together(*[lambda who=who: actions.send_convocation(meeting, by=who) for who in people])
    assert kinds(answers) == ["Meeting", "Refused", "Refused"]
    assert meeting.convocations.count() == 6
    assert Entry.objects.filter(act="meeting.convened").count() == 1
    assert verify(cast.space.chain) is None


def test_a_text_changed_while_the_convocation_leaves_is_the_one_that_was_sent_or_is_not_taken():
    cast = governed(collective())
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        item = with_item(meeting, cast.bob)
        changed = {"title": item.title, "matter": item.matter, "text": "Le conseil achète une presse."}
        answers = together(
            lambda: actions.send_convocation(meeting, by=cast.bob),
            lambda: actions.change_item(item, by=cast.bob, **changed),
        )
    assert not isinstance(answers[0], Refused)
    now = AgendaItem.objects.get(pk=item.pk)
    was_taken = not isinstance(answers[1], Refused)
    assert now.text == (changed["text"] if was_taken else "Le conseil achète un broyeur.")
    assert sha256(now.text) in again(meeting).notice
    assert sha256(again(meeting).notice) == again(meeting).notice_sha256


def test_whoever_checks_in_while_the_session_opens_is_there_once_and_counted():
    cast = governed(collective())
    meeting = convened(cast)
    with clock.pretend(HELD):
        actions.check_in(meeting, by=cast.bob)
        people = (cast.erin, cast.faye, cast.gus, cast.gus)
        answers = together(
            lambda: actions.open_session(meeting, by=cast.bob),
            *[lambda who=who: actions.check_in(meeting, by=who) for who in people],
        )
    assert kinds(answers) == ["Attendance"] * 4 + ["Meeting"]
    assert Attendance.objects.filter(meeting=meeting, left_at=None).count() == 4
    assert again(meeting).phase == "open"
    assert verify(cast.space.chain) is None


def test_two_items_put_to_the_vote_at_once_run_one_vote():
    cast = governed(collective())
    meeting = in_session(cast, items=({}, {"title": "Acheter une presse"}))
    with clock.pretend(HELD + timedelta(minutes=5)):
        first, second = meeting.items.order_by("position")
        actions.open_item(first, by=cast.bob)
        answers = together(
            lambda: actions.put_to_vote(first, by=cast.bob, minutes=5),
            lambda: actions.put_to_vote(first, by=cast.erin, minutes=5),
            lambda: actions.open_item(second, by=cast.bob),
        )
    votes = Vote.objects.filter(owner_kind="agendaitem", opened_at__isnull=False)
    on_table = meeting.items.filter(opened_at__isnull=False, closed_at=None)
    assert on_table.count() == 1
    assert votes.count() == kinds(answers).count("Vote") <= 1
    if votes.exists():
        assert on_table.get() == first and kinds(answers) == ["Refused", "Refused", "Vote"]


def test_two_countersignatures_at_once_give_one_number():
    cast = governed(collective())
    meeting = held(cast)
    minutes = signed(meeting, cast)
    with clock.pretend(HELD + timedelta(days=1)):
        people = (cast.bob, cast.bob, cast.erin)
        answers = together(*[lambda who=who: actions.countersign_minutes(minutes, by=who) for who in people])
    assert kinds(answers) == ["Minutes", "Refused", "Refused"]
    assert list(Minutes.objects.values_list("number", flat=True)) == [1]
    assert Entry.objects.filter(act="minutes.published").count() == 1


def test_two_meetings_whose_minutes_are_countersigned_at_once_have_two_numbers():
    cast = governed(collective())
    both = [signed(held(cast), cast) for _n in range(2)]
    with clock.pretend(HELD + timedelta(days=1)):
        together(*[lambda one=one: actions.countersign_minutes(one, by=cast.bob) for one in both])
    assert sorted(Minutes.objects.values_list("number", flat=True)) == [1, 2]


def test_the_floor_given_twice_at_once_is_held_by_one():
    cast = governed(collective())
    meeting = in_session(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        for who in (cast.gus, cast.hana, cast.faye):
            actions.ask_for_floor(meeting, by=who)
        together(*[lambda: actions.give_floor(meeting, by=cast.bob)] * 2)
    speaking = Speaker.objects.filter(meeting=meeting, began_at__isnull=False, ended_at=None)
    assert [one.person for one in speaking] == [cast.hana]
    assert Speaker.objects.filter(meeting=meeting, ended_at=None).count() == 2


def test_one_who_asks_for_the_floor_five_times_at_once_is_on_the_list_once():
    cast = governed(collective())
    meeting = in_session(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        together(*[lambda: actions.ask_for_floor(meeting, by=cast.gus)] * 5)
    assert Speaker.objects.filter(meeting=meeting).count() == 1


def test_a_meeting_cancelled_while_it_opens_is_one_or_the_other():
    cast = governed(collective())
    meeting = convened(cast)
    with clock.pretend(HELD):
        actions.check_in(meeting, by=cast.bob)
        answers = together(
            lambda: actions.open_session(meeting, by=cast.bob),
            lambda: actions.cancel_meeting(meeting, by=cast.bob, reason="Un cyclone."),
        )
    assert kinds(answers) == ["Meeting", "Refused"] and len(reasons(answers)) == 1
    now = again(meeting)
    assert (now.opened_at is None) is (now.cancelled_at is not None)
    assert Entry.objects.filter(act__in=["meeting.opened", "meeting.cancelled"]).count() == 1


def test_a_member_who_leaves_while_the_vote_opens_is_on_the_roll_or_gone_and_never_answers_from_outside():
    cast = governed(collective())
    meeting = in_session(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = actions.open_item(meeting.items.get(), by=cast.bob)
        answers = together(
            lambda: actions.put_to_vote(item, by=cast.bob, minutes=5),
            lambda: actions.check_out(meeting, by=cast.gus),
        )
    vote = answers[0]
    assert isinstance(vote, Vote) and vote.roll.count() in (5, 6)
    assert not Attendance.objects.filter(meeting=meeting, person=cast.gus, left_at=None).exists()
