"""Slow mode: said before one writes, asked under the lock, told once, and never a word lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from governance import clock, live
from governance.register.models import Entry
from governance.verdict import Refused
from rooms import actions, polls
from rooms.models import Message
from rooms.slow import set_slow_mode
from tests.cast import archive
from tests.proposals.factories import MONDAY, a_proposal
from tests.rooms.test_pages import address, as_
from tests.voting.factories import opened

pytestmark = pytest.mark.django_db

CAST = ("alice", "bob", "carol", "dave", "anonymous")
MONDAY = MONDAY.replace(hour=8, minute=0, second=0, microsecond=0)  # noon in Saint-Denis


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield


def after(**time):
    return clock.pretend(MONDAY + timedelta(**time))


@pytest.fixture
def slow(cast):
    """Five minutes between two messages of one person."""
    return set_slow_mode(cast.room, by=cast.alice, seconds=300)


def says(thread, who, body="Un mot", **said):
    return actions.post_message(thread, by=who, body=body, **said)


def refusal(act, *arguments, **keywords):
    with pytest.raises(Refused) as refused:
        act(*arguments, **keywords)
    return refused.value.verdict


def plain(words):
    return words.replace("\xa0", " ").replace("\u202f", " ")


def post(who, thread, part=False, **data):
    headers = {"HX-Request": "true"} if part else {}
    return as_(who).post(reverse("message-post", args=[thread.pk]), data, headers=headers)


def told(room, language="fr"):
    with translation.override(language):
        notices = Message.objects.filter(thread=room.thread_id, notice="room.slowed").order_by("n")
        return [plain(message.first_words) for message in notices]


# --- Setting it --------------------------------------------------------------------------------------


#                    Alice  Bob    Carol  Dave   nobody
def test_the_talk_says_once_that_it_is_set_and_that_it_is_lifted(cast, slow):
    set_slow_mode(cast.room, by=cast.alice, seconds=300)
    set_slow_mode(cast.room, by=cast.alice, seconds=0)
    slowed, lifted = told(cast.room)
    assert "Une intervention toutes les 5 minutes." in slowed and slowed.startswith("Le salon passe en mode lent")
    assert lifted.startswith("Le mode lent est levé")
    assert "One message every 5 minutes." in told(cast.room, "en")[0]


def test_the_register_keeps_who_set_it(cast, slow):
    entry = Entry.objects.select_related("payload").filter(act="room.changed").get()
    assert (entry.actor_id, '"slow":300' in entry.payload.canonical) == (cast.alice.pk, True)


@pytest.mark.parametrize("seconds", ["", "45", "-1", "abc", "999999999999"])
def test_a_pace_that_is_not_in_the_list_is_not_set(cast, seconds):
    answer = as_(cast.alice).post(address(cast.room, "room-slow"), {"seconds": seconds})
    cast.room.refresh_from_db()
    assert (answer.status_code, cast.room.slow) == (422, 0)
    assert refusal(set_slow_mode, cast.room, by=cast.alice, seconds=45).why


def test_the_page_sets_it_and_only_the_facilitation_meets_it(cast):
    door = address(cast.room, "room-slow")
    assert [as_(getattr(cast, who)).get(door).status_code for who in CAST] == [200, 403, 403, 403, 403]
    assert as_(cast.alice).post(door, {"seconds": "3600"}).status_code == 302
    cast.room.refresh_from_db()
    assert cast.room.slow == 3600
    assert door in as_(cast.alice).get(address(cast.room, "room-settings")).content.decode()


# --- Speaking ----------------------------------------------------------------------------------------


def test_one_speaks_waits_and_speaks_again(cast, slow):
    says(cast.room.thread, cast.bob)
    with after(minutes=1, seconds=20):
        verdict = refusal(says, cast.room.thread, cast.bob)
    assert plain(verdict.why) == (
        "Une intervention toutes les 5 minutes. La vôtre pourra partir à 12 h 05, dans 4 minutes."
    )
    assert (verdict.remedy, verdict.wait) == ("wait", 220)
    with after(minutes=5):
        says(cast.room.thread, cast.bob)


def test_seconds_are_said_as_seconds(cast):
    set_slow_mode(cast.room, by=cast.alice, seconds=30)
    says(cast.room.thread, cast.bob)
    with after(seconds=6):
        assert plain(refusal(says, cast.room.thread, cast.bob).why).endswith("La vôtre pourra partir dans 24 secondes.")
    with after(seconds=29, milliseconds=500):
        assert plain(refusal(says, cast.room.thread, cast.bob).why).endswith("dans 1 seconde.")


def test_each_person_waits_for_themselves_and_the_facilitation_does_not(cast, slow):
    for who in (cast.bob, cast.erin, cast.carol, cast.alice, cast.alice):
        says(cast.room.thread, who)
    assert Message.objects.filter(notice="").count() == 5


def test_answers_and_one_line_votes_count_while_edits_and_signs_do_not(cast, slow):
    first = says(cast.room.thread, cast.bob)
    assert refusal(says, cast.room.thread, cast.bob, reply_to=first).wait == 300
    assert refusal(polls.open_poll, cast.room, by=cast.bob, question="Qui vient ?").wait == 300
    actions.edit_message(first, by=cast.bob, body="Deux mots")
    actions.react(first, by=cast.bob, sign="seen")
    polls.open_poll(cast.room, by=cast.erin, question="Qui vient ?")
    assert refusal(says, cast.room.thread, cast.erin).wait == 300


def test_taking_back_ones_words_does_not_shorten_the_wait(cast, slow):
    actions.delete_message(says(cast.room.thread, cast.bob), by=cast.bob)
    assert refusal(says, cast.room.thread, cast.bob).wait == 300


def test_a_message_sent_again_because_its_answer_was_lost_is_still_said_once(cast, slow):
    first = says(cast.room.thread, cast.bob, key="a" * 26)
    assert says(cast.room.thread, cast.bob, key="a" * 26) == first


def test_the_debates_of_the_room_are_slowed_each_on_its_own(cast, slow):
    proposal, vote = a_proposal(cast), opened(cast)
    for thread in (cast.room.thread, proposal.thread, vote.debate.thread):
        says(thread, cast.erin)
        assert refusal(says, thread, cast.erin).wait == 300


def test_once_lifted_nobody_waits(cast, slow):
    says(cast.room.thread, cast.bob)
    set_slow_mode(cast.room, by=cast.alice, seconds=0)
    says(cast.room.thread, cast.bob)


def test_what_is_too_early_comes_back_with_its_words_and_when_it_may_go(cast, slow):
    assert post(cast.bob, cast.room.thread, body="Un").status_code == 302
    for part in (True, False):
        early = post(cast.bob, cast.room.thread, part=part, body="Deux mots que je tiens à dire")
        page = plain(early.content.decode())
        assert (early.status_code, early.headers["Retry-After"]) == (429, "300")
        assert "Deux mots que je tiens à dire" in page and "à 12 h 05, dans 5 minutes" in page
    assert Message.objects.filter(notice="").count() == 1


# --- The composer ------------------------------------------------------------------------------------


def test_the_composer_says_the_pace_before_one_writes_and_when_the_next_may_go(cast, slow):
    page = plain(as_(cast.bob).get(address(cast.room)).content.decode())
    assert 'class="slow"' in page and "data-wait" not in page
    says(cast.room.thread, cast.bob)
    page = plain(as_(cast.bob).get(address(cast.room)).content.decode())
    assert 'data-wait="300"' in page and "La vôtre pourra partir à 12 h 05, dans 5 minutes." in page
    assert "data-wait" not in as_(cast.erin).get(address(cast.room)).content.decode()
    page = as_(cast.alice).get(address(cast.room)).content.decode()
    assert "La facilitation n’attend pas." in page and address(cast.room, "room-slow") in page


@pytest.mark.parametrize("where", ["proposal", "vote", "message"])
def test_the_composers_of_debates_say_it_too(cast, slow, where):
    if where == "message":
        door = reverse("message", args=[says(cast.room.thread, cast.erin).pk])
    else:
        door = reverse(where, args=[(a_proposal(cast) if where == "proposal" else opened(cast)).pk])
    assert "Une intervention toutes les 5 minutes." in plain(as_(cast.bob).get(door).content.decode())


def test_a_room_without_pace_says_nothing(cast):
    says(cast.room.thread, cast.bob)
    assert 'class="slow"' not in as_(cast.bob).get(address(cast.room)).content.decode()


def test_the_line_comes_alone_when_a_script_asks(cast, slow, rooms):
    door = reverse("thread-slow", args=[cast.room.thread_id])
    part = as_(cast.bob).get(door, headers={"HX-Request": "true"}).content.decode().strip()
    assert part.startswith('<div data-part="slow"') and "toutes les 5" in part
    assert as_(cast.bob).get(door).url == address(cast.room)
    hidden = reverse("thread-slow", args=[rooms.roles.thread_id])
    assert [as_(getattr(cast, who)).get(hidden).status_code for who in ("carol", "dave", "anonymous")] == [404] * 3


def test_open_pages_hear_that_the_pace_changed(cast, monkeypatch):
    heard = []
    monkeypatch.setattr(live, "publish", lambda kind, key, part: heard.append((kind, key, part)))
    set_slow_mode(cast.room, by=cast.alice, seconds=60)
    assert ("thread", cast.room.thread_id, "slow") in heard


def test_an_archived_room_keeps_no_pace_to_settle(cast, slow):
    archive(cast.room, by=cast.alice)
    assert "archivé" in refusal(set_slow_mode, cast.room, by=cast.alice, seconds=0).why
