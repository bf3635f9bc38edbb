"""A meeting from its first idea to its close: convened in time, opened by those who are there, decided by the law."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision
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
