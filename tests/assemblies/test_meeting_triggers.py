"""What was sent, who was there, what was decided and signed: the database refuses to change it, whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from governance import clock
from governance.assemblies import actions, triggers
from governance.assemblies.models import (
    AgendaItem,
    Attendance,
    Convocation,
    Decision,
    Meeting,
    Minutes,
    Recusal,
)
from tests.assemblies.meetings import HELD, convened, governed, held, in_session, prepared, signed, with_item

pytestmark = pytest.mark.django_db

SENT, DECIDED = "what was sent", "never rewritten"


@pytest.fixture
def cast(cast):
    return governed(cast)


def refused(act, words, error=DatabaseError):
    with pytest.raises(error, match=words), transaction.atomic():
        act()


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_trigger_stands():
    assert triggers.standing() == triggers.expected()


CHANGES = {
    "title": "Autre chose",
    "place": "Ailleurs",
    "arrangements": "Autre salon",
    "mode": "remote",
    "starts_at": HELD.replace(day=25),
    "notice": "{}",
    "notice_sha256": "0" * 64,
    "sent_at": None,
}


@pytest.mark.parametrize("field", CHANGES)
def test_nothing_of_a_meeting_that_was_convened_changes(cast, field):
    meeting = convened(cast)
    refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(**{field: CHANGES[field]}), SENT)
    refused(lambda: sql(f"UPDATE assemblies_meeting SET {field} = %s", CHANGES[field]), SENT)


@pytest.mark.parametrize("field", ["title", "words", "text", "matter", "position", "seats"])
def test_the_text_that_was_sent_is_the_text(cast, field):
    meeting = convened(cast)
    value = 4 if field in ("position", "seats") else "autre"
    refused(lambda: meeting.items.update(**{field: value}), SENT)
    refused(lambda: sql(f"UPDATE assemblies_agendaitem SET {field} = %s", value), SENT)


def test_an_agenda_that_was_sent_loses_nothing_and_one_that_was_not_does(cast):
    meeting = convened(cast)
    refused(lambda: sql("DELETE FROM assemblies_agendaitem"), SENT)
    refused(lambda: AgendaItem.objects.filter(meeting=meeting)._raw_delete("default"), SENT)
    refused(lambda: sql("DELETE FROM assemblies_meeting"), SENT)
    with clock.pretend(meeting.sent_at):
        draft = prepared(cast)
        item = with_item(draft, cast.bob)
        AgendaItem.objects.filter(pk=item.pk).update(text="Autre texte.")
        actions.remove_item(item, by=cast.bob)
    assert not draft.items.exists()


def test_whoever_was_convened_stays_on_the_log(cast):
    meeting = convened(cast)
    refused(lambda: meeting.convocations.all()._raw_delete("default"), SENT)
    refused(lambda: sql("DELETE FROM assemblies_convocation"), SENT)
    mine = meeting.convocations.filter(person=cast.gus)
    refused(lambda: mine.update(person=cast.dave), SENT)
    mine.update(sent_at=clock.now(), tries=2)  # how it left is noted as it leaves
    refused(lambda: sql("DELETE FROM assemblies_signature"), SENT)
    assert Convocation.objects.filter(meeting=meeting).count() == 6


def test_who_was_there_is_never_rewritten(cast):
    meeting = in_session(cast)
    mine = Attendance.objects.filter(meeting=meeting, person=cast.gus)
    earlier = HELD.replace(day=19)
    for change in ({"person": cast.ivan}, {"came_at": earlier}, {"deliberates": False}, {"is_remote": True}):
        refused(lambda change=change: mine.update(**change), DECIDED)
    with clock.pretend(HELD.replace(hour=15)):
        actions.check_out(meeting, by=cast.gus)
    refused(lambda: mine.update(left_at=None), DECIDED)
    refused(lambda: mine.update(left_at=HELD), DECIDED)
    refused(lambda: sql("DELETE FROM assemblies_attendance"), DECIDED)


def test_nobody_is_there_twice_even_in_the_database(cast):
    meeting = in_session(cast)
    again = {"meeting": meeting, "person": cast.gus, "noted_by": cast.bob}
    refused(lambda: Attendance.objects.create(**again), None, IntegrityError)


def test_a_recusal_stays(cast):
    meeting = in_session(cast)
    with clock.pretend(HELD.replace(hour=15)):
        actions.recuse(meeting.items.get(), by=cast.gus, person=cast.gus, reason="Il vend le broyeur.")
    refused(lambda: Recusal.objects.update(reason="Rien."), DECIDED)
    refused(lambda: sql("DELETE FROM assemblies_recusal"), DECIDED)


@pytest.mark.parametrize(
    ("field", "value"),
    [("outcome", "rejected"), ("case", "{}"), ("judgement", "{}"), ("number", 9), ("text_sha256", "0" * 64)],
)
def test_a_decision_never_changes(cast, field, value):
    held(cast)
    refused(lambda: Decision.objects.update(**{field: value}), DECIDED)
    column = f'"{field}"'
    refused(lambda: sql(f"UPDATE assemblies_decision SET {column} = %s", value), DECIDED)
    refused(lambda: sql("DELETE FROM assemblies_decision"), DECIDED)


def test_a_decision_is_not_replaced_by_another(cast):
    meeting = held(cast)
    one = Decision.objects.get(item__meeting=meeting)
    told = {"item": one.item, "number": 2, "outcome": "rejected", "rules_sha256": "", "text_sha256": ""}
    refused(lambda: Decision.objects.create(**told), None)


def test_a_closed_session_is_not_opened_again(cast):
    meeting = held(cast)
    refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(closed_at=None), DECIDED)
    refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(chair=cast.gus), DECIDED)


def test_minutes_that_were_signed_never_change_and_once_published_nothing_of_them_does(cast):
    meeting = held(cast)
    minutes = signed(meeting, cast)
    mine = Minutes.objects.filter(pk=minutes.pk)
    for change in ({"content": "Autre"}, {"remarks": "Autre"}, {"signed_by": cast.gus}, {"signed_at": None}):
        refused(lambda change=change: mine.update(**change), DECIDED)
    with clock.pretend(HELD.replace(day=21)):
        actions.countersign_minutes(minutes, by=cast.bob)
    refused(lambda: mine.update(number=7), DECIDED)
    refused(lambda: mine.update(countersigned_by=cast.gus), DECIDED)
    refused(lambda: sql("DELETE FROM assemblies_minutes"), DECIDED)


def test_one_person_never_signs_twice_even_in_the_database(cast):
    minutes = signed(held(cast), cast)
    told = {"countersigned_by": cast.erin, "countersigned_at": HELD.replace(day=21)}
    refused(lambda: Minutes.objects.filter(pk=minutes.pk).update(**told), None, IntegrityError)


# --- What stands beside what was kept ------------------------------------------------------------------


def test_the_words_people_read_are_those_whose_text_was_sent(cast):
    """A page shows the rendered text: it is frozen with the one that was hashed."""
    meeting = convened(cast)
    for field in ("html", "text_html", "source_address"):
        refused(lambda field=field: sql(f"UPDATE assemblies_agendaitem SET {field} = 'autre'"), SENT)
    refused(lambda: meeting.signatures.create(person=cast.hana), SENT)


def test_the_text_and_the_rounds_of_a_decided_item_stay(cast):
    held(cast)
    for change in ({"amended": "autre"}, {"amended_html": "<p>autre</p>"}, {"rounds": [1]}):
        refused(lambda change=change: AgendaItem.objects.update(**change), DECIDED)


def test_nobody_is_added_to_a_session_that_is_over(cast):
    meeting = held(cast)
    item = meeting.items.get()
    told = {"person": cast.ivan, "noted_by": cast.bob}
    refused(lambda: Attendance.objects.create(meeting=meeting, **told), DECIDED)
    refused(lambda: Recusal.objects.create(item=item, reason="bail", **told), DECIDED)
    refused(lambda: Convocation.objects.create(meeting=meeting, person=cast.dave, reason="voice"), SENT)


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["meeting", "agendaitem", "convocation", "attendance", "minutes"])
def test_a_row_that_is_kept_is_not_replaced_by_another_of_its_number(cast, table):
    """« INSERT OR REPLACE » deletes the row that stands in its way, and that deletion fires no trigger."""
    signed(held(cast), cast)
    refused(
        lambda: sql(f"INSERT OR REPLACE INTO assemblies_{table} SELECT * FROM assemblies_{table}"),
        "never re(moved|written)|what was sent",
    )
