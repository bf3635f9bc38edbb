"""A member with a phone in session: the item on the table, two taps, and back to the meeting."""

import re
from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.voting.models import Ballot
from tests.assemblies.meetings import HELD, cast_one, governed, in_session, on_table

LATER = HELD + timedelta(minutes=5)


@pytest.fixture
def cast(cast):
    return governed(cast)


@pytest.fixture
def now():
    with clock.pretend(LATER):
        yield LATER


def asked(cast, *, secret=False):
    where = {"mode": "mixed"} if secret else {"mode": "in_person", "arrangements": ""}
    item = on_table(in_session(cast, here=("bob", "erin", "faye", "gus"), **where), cast.bob)
    return item, actions.put_to_vote(item, by=cast.bob, minutes=5, secret=secret)


def read(client, item):
    return client.get(item.meeting.get_absolute_url()).content.decode()


def confirmed(client, page, vote):
    """The second tap: what the page that says the ballot back sends."""
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    return client.post(f"/votes/{vote.pk}/confirm/", sent)


@pytest.mark.parametrize("secret", [False, True])
def test_two_taps_vote_and_lead_back_to_the_meeting(cast, client, now, secret):
    item, vote = asked(cast, secret=secret)
    client.force_login(cast.gus)
    page = read(client, item)
    table = page[page.index('class="on-table"') :]
    assert table.index("Le texte soumis au vote") < table.index('name="choice"') < table.index("La règle de ce vote")
    assert f'data-said="Le scrutin est ouvert\u00a0: {item}' in page
    assert page.index('name="choice"') < page.index('id="presence"')
    said_back = client.post(f"/votes/{vote.pk}/cast/", {"choice": "for"})
    assert said_back.status_code == 200 and "Confirmer mon bulletin" in said_back.content.decode()
    assert f'href="{item.meeting.get_absolute_url()}"' in said_back.content.decode()
    done = confirmed(client, said_back.content.decode(), vote)
    if secret:
        assert "Revenir à la séance" in done.content.decode()
    else:
        assert done.url == item.meeting.get_absolute_url()
        assert Ballot.objects.get(vote=vote, person=cast.gus).content == "for"
    page = read(client, item)
    assert "Vous avez voté." in page and 'name="choice"' not in page


def test_a_long_text_is_folded_while_it_is_voted_so_that_the_ballot_stays_in_sight(cast, client, now):
    where = {"mode": "in_person", "arrangements": "", "items": [{"text": "Le conseil achète un broyeur. " * 30}]}
    item = on_table(in_session(cast, here=("bob", "erin", "faye", "gus"), **where), cast.bob)
    client.force_login(cast.gus)
    assert "<details open><summary>Le texte soumis au vote" in read(client, item)
    actions.put_to_vote(item, by=cast.bob, minutes=5)
    assert "<details><summary>Le texte soumis au vote" in read(client, item)


def test_only_who_enters_paper_is_led_to_its_page_and_nobody_opens_another_item_meanwhile(cast, client, now):
    item, _vote = asked(cast)
    client.force_login(cast.erin)
    assert "Bulletins papier" in read(client, item)
    client.force_login(cast.bob)
    page = read(client, item)
    assert "Bulletins papier" not in page and "Imprimer des bulletins" in page
    assert "Ouvrir ce point" not in page


def test_blank_and_abstention_are_on_the_table_too(cast, client, now):
    _item, vote = asked(cast)
    for who, said in ((cast.gus, "blank"), (cast.faye, "abstention")):
        client.force_login(who)
        confirmed(client, client.post(f"/votes/{vote.pk}/cast/", {"answer": said}).content.decode(), vote)
        assert Ballot.objects.get(vote=vote, person=who).kind == said


def test_whoever_may_not_answer_reads_why_and_has_no_button(cast, client, now):
    item, vote = asked(cast)
    client.force_login(cast.hana)
    page = read(client, item)
    assert "vous n’y êtes pas" in page and 'name="choice"' not in page
    client.logout()
    assert 'name="choice"' not in read(client, item)
    cast_one(vote, cast.gus, "for")
    actions.check_out(item.meeting, by=cast.faye)
    client.force_login(cast.faye)
    assert "Vous avez quitté la séance" in read(client, item)
