"""Amendments of a session: voted before the text, in the order of the law, and what falls is without object."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.agenda import motions_of
from governance.assemblies.models import AgendaItem
from governance.verdict import Refused
from tests.assemblies.meetings import HELD, governed, in_session, on_table, voted

TEXT = "Le conseil achète un broyeur de marque. Il le prête aux voisins le samedi. Le prêt est gratuit."
SHORTER = "Le conseil achète un broyeur. Il le prête aux voisins le samedi. Le prêt est gratuit."
SUNDAY = "Le conseil achète un broyeur de marque. Il le prête aux voisins le dimanche. Le prêt est gratuit."
OTHERWISE = (
    "Le conseil loue une benne pour tout le quartier, trois fois par an, et invite la mairie. Le prêt est gratuit."
)


@pytest.fixture
def session(cast):
    governed(cast)
    cast.meeting = in_session(cast, mode="in_person", arrangements="", items=[{"text": TEXT}])
    with clock.pretend(HELD + timedelta(minutes=5)):
        cast.item = on_table(cast.meeting, cast.bob)
        yield cast


def amends(cast, who, title, text):
    return actions.amend_item(cast.item, by=getattr(cast, who), title=title, text=text)


def everybody(cast, voice):
    return {getattr(cast, key): voice for key in ("bob", "erin", "faye", "gus")}


def test_deletions_come_first_then_the_most_distant_from_the_text(session):
    sunday = amends(session, "gus", "Le dimanche plutôt", SUNDAY)
    otherwise = amends(session, "hana", "Louer une benne", OTHERWISE)
    shorter = amends(session, "erin", "Sans marque", SHORTER)
    assert motions_of(session.item) == [shorter, otherwise, sunday]


def test_the_text_is_not_voted_while_an_amendment_waits(session):
    amends(session, "erin", "Sans marque", SHORTER)
    with pytest.raises(Refused, match="c’est le tour de « Sans marque »"):
        actions.put_to_vote(session.item, by=session.bob, minutes=5)


def test_an_adopted_amendment_changes_the_text_that_is_voted_and_not_that_of_the_convocation(session):
    motion = amends(session, "erin", "Sans marque", SHORTER)
    voted(motion, session.bob, everybody(session, "for"))
    item = AgendaItem.objects.get(pk=session.item.pk)
    assert (item.text, item.text_now.strip()) == (TEXT, SHORTER)


def test_what_an_adopted_amendment_leaves_no_place_for_is_without_object(session):
    sunday = amends(session, "gus", "Le dimanche plutôt", SUNDAY)
    otherwise = amends(session, "hana", "Louer une benne", OTHERWISE)
    voted(otherwise, session.bob, everybody(session, "for"))
    sunday.refresh_from_db()
    assert (otherwise.decision.outcome, sunday.decision.outcome) == ("adopted", "without_object")


def test_two_amendments_that_touch_different_words_both_carry(session):
    shorter, sunday = amends(session, "erin", "Sans marque", SHORTER), amends(session, "gus", "Dimanche", SUNDAY)
    for motion in (shorter, sunday):
        voted(AgendaItem.objects.get(pk=motion.pk), session.bob, everybody(session, "for"))
    item = AgendaItem.objects.get(pk=session.item.pk)
    assert "broyeur. Il le prête aux voisins le dimanche" in item.text_now


def test_a_rejected_amendment_changes_nothing(session):
    motion = amends(session, "erin", "Sans marque", SHORTER)
    voted(motion, session.bob, everybody(session, "against"))
    assert AgendaItem.objects.get(pk=session.item.pk).text_now == TEXT


def test_the_same_text_is_no_amendment(session):
    with pytest.raises(Refused, match="changez-y quelque chose"):
        amends(session, "erin", "Rien", TEXT)


def test_somebody_who_is_not_there_amends_nothing(session):
    actions.check_out(session.meeting, by=session.hana)
    with pytest.raises(Refused, match="membre présent"):
        amends(session, "hana", "Sans marque", SHORTER)


def test_a_withdrawn_text_takes_its_amendments_with_it(session):
    motion = amends(session, "erin", "Sans marque", SHORTER)
    actions.withdraw_item(session.item, by=session.bob, reason="On y reviendra au printemps.")
    motion.refresh_from_db()
    assert motion.decision.outcome == "without_object"


def test_the_page_of_an_amendment_starts_from_the_text_and_keeps_what_was_typed(session, client):
    client.force_login(session.erin)
    address = f"/meetings/{session.meeting.pk}/items/{session.item.pk}/amend/"
    assert TEXT in client.get(address).content.decode()
    answer = client.post(address, {"title": "", "text": SHORTER})
    assert (answer.status_code, SHORTER in answer.content.decode()) == (422, True)
    assert client.post(address, {"title": "Sans marque", "text": SHORTER}).status_code == 302
    assert "Sans marque" in client.get(session.meeting.get_absolute_url()).content.decode()


def test_what_an_adopted_amendment_changed_is_not_amended_again(session):
    """Such a motion could not be carried into the text: its vote would never be counted, nor the session closed."""
    shorter = amends(session, "erin", "Sans marque", SHORTER)
    voted(shorter, session.bob, everybody(session, "for"))
    session.item.refresh_from_db()
    used = TEXT.replace("un broyeur de marque", "un broyeur de seconde main")
    with pytest.raises(Refused, match="un amendement adopté a changés"):
        amends(session, "gus", "D’occasion", used)
    elsewhere = amends(session, "gus", "Le dimanche plutôt", SUNDAY)
    with clock.pretend(HELD + timedelta(minutes=20)):
        voted(elsewhere, session.bob, everybody(session, "for"))
    text = AgendaItem.objects.get(pk=session.item.pk).text_now
    assert "broyeur. Il le prête aux voisins le dimanche" in text
