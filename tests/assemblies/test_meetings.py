"""A meeting from its first idea to its close: convened in time, opened by those who are there, decided by the law."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance import clock
from governance.assemblies import actions, triggers
from governance.assemblies.models import Attendance, Decision, Mandate, Meeting
from governance.verdict import Refused
from tests.assemblies.meetings import (
    HELD,
    PREPARED,
    convened,
    governed,
    in_session,
    on_table,
    prepared,
    voted,
    with_item,
)
from tests.cast import person


@pytest.fixture
def cast(cast):
    return governed(cast)


def test_st_14_1_the_president_convenes_the_board_fifteen_days_before(cast):
    with clock.pretend(HELD - timedelta(days=14)):
        late = prepared(cast)
        with_item(late, cast.bob)
        with pytest.raises(Refused, match=r"dernier jour était le 5 mars 2026 \(art\. 14\.1\)"):
            actions.send_convocation(late, by=cast.bob)
    meeting = convened(cast, at=HELD - timedelta(days=15))
    assert meeting.convocations.count() == 6


def test_a_board_decides_and_its_decision_keeps_its_arithmetic(cast):
    meeting = in_session(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        voted(item, cast.bob, {cast.bob: "for", cast.erin: "for", cast.faye: "against", cast.gus: "blank"})
    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.number) == ("adopted", 1)
    assert decision.case["counts"]["for"] == 2


def read(client, meeting, who=None):
    if who:
        client.force_login(who)
    return client.get(meeting.get_absolute_url()).content.decode()


def test_the_page_of_a_meeting_reads_at_every_moment(cast, client):
    with clock.pretend(PREPARED):
        meeting = prepared(cast)
        assert "L’ordre du jour est vide" in read(client, meeting, cast.bob)
        item = with_item(meeting, cast.bob)
        assert "Envoyer la convocation" in read(client, meeting)
        actions.send_convocation(meeting, by=cast.bob)
        assert "Envoyée par Bob Nativel à 6 personnes" in read(client, meeting)
    with clock.pretend(HELD):
        for key in ("bob", "erin", "faye", "gus"):
            actions.check_in(meeting, by=getattr(cast, key))
        assert "Ouvrir la séance" in read(client, meeting)
        actions.open_session(meeting, by=cast.bob)
        assert "Aucun point n’est ouvert" in read(client, meeting)
        actions.open_item(item, by=cast.bob)
        assert "Mettre aux voix" in read(client, meeting)
        assert client.get(f"{meeting.get_absolute_url()}screen/").status_code == 200
        vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
        assert "on ne dit pas combien ont voté" in read(client, meeting)
        assert client.get(f"/votes/{vote.pk}/").status_code == 200


def test_a_meeting_in_session_is_told_apart_from_those_to_come(cast, client):
    in_session(cast, title="Conseil de ce soir")
    convened(cast, title="Conseil d’après", starts_at=HELD + timedelta(days=30))
    with clock.pretend(HELD + timedelta(minutes=5)):
        page = client.get(f"/spaces/{cast.space.slug}/meetings/").content.decode()
    sitting, coming = page.index('id="sitting"'), page.index('id="coming"')
    assert sitting < page.index("Conseil de ce soir") < coming < page.index("Conseil d’après")


def test_a_refused_act_leads_back_to_the_meeting_it_came_from(cast, client):
    meeting = in_session(cast)
    address = meeting.get_absolute_url()
    client.force_login(cast.gus)
    with clock.pretend(HELD + timedelta(minutes=5)):
        answer = client.post(f"{address}do/close/", HTTP_REFERER=f"http://testserver{address}")
    assert answer.status_code == 403
    assert f'<a class="button quiet" href="{address}">Revenir à la page précédente</a>' in answer.content.decode()
    assert "page précédente" not in client.post(f"{address}do/close/").content.decode()


# Four hours ahead of Greenwich, the day of a mandate begins and ends while it is still the day before there.
EVE = datetime(2026, 3, 20, 21, tzinfo=UTC)  # already the 21st in Saint-Denis


def ending(mandate, day):
    with triggers.lifted():
        Mandate.objects.filter(pk=mandate.pk).update(until=day)


def test_a_secretary_convenes_until_their_last_day_where_the_association_lives(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, starts_at=HELD + timedelta(days=30))
    ending(Mandate.objects.get(body=cast.bureau, person=cast.erin), date(2026, 3, 21))
    with clock.pretend(EVE - timedelta(hours=2)):
        assert list(Meeting.objects.to_convene(cast.erin)) == [meeting]
    with clock.pretend(EVE):
        assert list(Meeting.objects.to_convene(cast.erin)) == []


def test_who_was_there_is_known_to_whoever_holds_a_mandate_on_the_day_of_the_association(cast):
    meeting = in_session(cast)
    outsider = person("Nour")
    told = {"decision": "Assemblée", "decided_on": date(2026, 3, 21), "recorded_by": cast.alice}
    Mandate.objects.create(body=cast.board, person=outsider, since=date(2026, 3, 21), **told)
    with clock.pretend(EVE - timedelta(hours=2)):
        assert not Attendance.objects.of_meetings_known_to(outsider).filter(meeting=meeting).exists()
    with clock.pretend(EVE):
        assert Attendance.objects.of_meetings_known_to(outsider).filter(meeting=meeting).exists()


def test_it_takes_one_query_to_say_what_is_known_however_many_mandates_one_holds(cast, django_assert_num_queries):
    with clock.pretend(EVE), django_assert_num_queries(2):
        list(Attendance.objects.of_meetings_known_to(cast.erin))
    with clock.pretend(EVE), django_assert_num_queries(2):
        list(Meeting.objects.to_convene(cast.erin))
