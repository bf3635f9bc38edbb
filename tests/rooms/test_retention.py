"""A room says how long its talk is kept; the clock erases what is older, and nothing of what was decided."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from governance import clock
from governance.register.models import Entry
from governance.texts.models import Draft
from governance.verdict import Refused
from governance.worker import tick
from proposals import actions as proposals
from rooms import actions, discussions, files, mentions, moderation, polls, reading, retention
from rooms.models import Attachment, Case, Message, Reaction, Retention, Revision, Room, Summary, Thread
from tests.at_once import together
from tests.cast import archive
from tests.doors import as_
from tests.rooms.sending import a_picture, a_text, sent

YEAR = timedelta(days=366)
MONTH = timedelta(days=31)
PEOPLE = ("alice", "bob", "carol", "dave", "anonymous")


def keep(cast, years=1):
    return retention.set_retention(cast.room, by=cast.alice, years=years)


def say(cast, body="Vieux mots.", **said):
    return actions.post_message(cast.room.thread, by=cast.bob, body=body, **said)


def later(delay):
    return clock.pretend(clock.now() + delay)


def left(cast):
    return list(Message.objects.filter(thread=cast.room.thread_id, notice="").values_list("body", flat=True))


# --- Settling it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", PEOPLE)
def test_the_facilitation_alone_settles_it_and_everybody_reads_it(cast, who):
    person, url = getattr(cast, who), reverse("room-retention", args=[cast.space.slug, cast.room.slug])
    client = as_(person)
    assert client.get(url).status_code == 200
    assert client.post(url, {"years": "1"}).status_code == (302 if who == "alice" else 403)
    assert Retention.objects.exists() is (who == "alice")


def test_it_is_announced_in_the_room_and_written_in_the_register(cast):
    keep(cast, 2)
    notice = cast.room.thread.messages.get(notice="room.retention_set")
    assert "gardée 2 ans" in str(notice.prose) and "Rien ne s’efface avant le" in str(notice.prose)
    assert Entry.objects.filter(act="room.retention_set").count() == 1
    shown = as_(cast.dave).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert "Conversation gardée deux ans" in shown
    activity = as_(cast.dave).get(reverse("space-activity", args=[cast.space.slug])).content.decode()
    assert "fait garder 2 ans la conversation" in activity


def test_the_same_again_changes_and_says_nothing(cast):
    keep(cast)
    keep(cast)
    assert Entry.objects.filter(act="room.retention_set").count() == 1


@pytest.mark.parametrize("years", ["3", "", "-1", "abc", "1e9"])
def test_no_other_length_is_taken(cast, years):
    url = reverse("room-retention", args=[cast.space.slug, cast.room.slug])
    assert as_(cast.alice).post(url, {"years": years}).status_code == 422
    assert not Retention.objects.exists()


def test_an_archived_room_keeps_what_it_said_it_keeps(cast):
    say(cast)
    archive(cast.room, by=cast.alice)
    with pytest.raises(Refused, match="archivé"):
        keep(cast)


# --- Erasing -----------------------------------------------------------------------------------------


def test_nothing_goes_before_thirty_days_however_old_it_is(cast):
    say(cast)
    with later(2 * YEAR):
        keep(cast)
        assert (tick(), left(cast)) == (0, ["Vieux mots."])
        with later(timedelta(days=29)):
            assert (tick(), left(cast)) == (0, ["Vieux mots."])
        with later(MONTH):
            assert (tick(), left(cast)) == (1, [])


def test_what_is_older_goes_and_what_is_younger_stays(cast):
    keep(cast)
    say(cast, "Vieux.")
    with later(timedelta(days=200)):
        say(cast, "Jeune.")
    with later(YEAR):
        tick()
    assert left(cast) == ["Jeune."]


def test_kept_for_ever_again_nothing_goes(cast):
    say(cast)
    keep(cast)
    keep(cast, None)
    with later(5 * YEAR):
        assert (tick(), left(cast)) == (0, ["Vieux mots."])
    assert cast.room.thread.messages.filter(notice="room.retention_set").count() == 2


def test_a_longer_time_saves_what_was_about_to_go(cast):
    say(cast)
    keep(cast)
    with later(timedelta(days=300)):
        keep(cast, 5)
    with later(2 * YEAR):
        assert (tick(), left(cast)) == (0, ["Vieux mots."])
    told = [str(notice.prose) for notice in cast.room.thread.messages.filter(notice="room.retention_set")]
    assert ["avant le" in words for words in told] == [True, False]


def test_nothing_at_all_is_left_of_what_goes(cast):
    keep(cast)
    said = say(cast, "@Erin Fontaine, le secret")
    actions.edit_message(said, by=cast.bob, body="@Erin Fontaine, le secret du toit")
    actions.react(said, by=cast.erin, sign="seen")
    found = sent(cast.room.thread, cast.bob, a_text(b"secret", "s.txt"), a_picture())
    names = [name for one in found for name in (one.stored, one.thumbnail) if name]
    Draft.objects.create(person=cast.erin, place=f"propose:{cast.room.pk}:m{said.pk}", fields={"body": ["secret"]})
    Draft.objects.create(person=cast.erin, place="propose:1:m999999", fields={"body": ["autre"]})
    gone = actions.delete_message(say(cast, "Oups"), by=cast.bob)
    with later(YEAR):
        assert tick() == 3
    assert not Message.objects.filter(pk__in=[said.pk, gone.pk]).exists()
    for model in (Revision, Reaction, Attachment, mentions.Mention):
        assert not model.objects.exists()
    assert Draft.objects.count() == 1
    assert as_(cast.erin).get(reverse("message", args=[said.pk])).status_code == 404
    with connection.cursor() as database:
        database.execute("SELECT count(*) FROM rooms_message WHERE words LIKE %s OR html LIKE %s", ["%secret%"] * 2)
        assert database.fetchone() == (0,)
    assert names and Attachment.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_its_files_leave_the_disk(cast):
    keep(cast)
    found = sent(cast.room.thread, cast.bob, a_text(b"secret", "s.txt"), a_picture())
    names = [name for one in found for name in (one.stored, one.thumbnail) if name]
    assert all(files.storage().exists(name) for name in names)
    with later(YEAR):
        tick()
    assert not any(files.storage().exists(name) for name in names)


def test_what_was_decided_is_never_erased(cast):
    keep(cast)
    turned = say(cast, "Devenu une action")
    proposals.act_from(turned, cast.room, by=cast.bob, title="Le toit", impact="nobody")
    draft = say(cast, "Devient un brouillon")
    words = {"title": "Le toit", "summary": "Un toit.", "body": "Nous le refaisons.", "impact": "many"}
    proposal = proposals.propose_from(draft, cast.room, by=cast.bob, **words)
    proposals.publish_proposal(proposal, by=cast.bob)
    actions.post_message(proposal.thread, by=cast.bob, body="Le débat")
    polls.open_poll(cast.room, by=cast.bob, question="On y va ?")
    removed = actions.delete_message(say(cast, "Injure"), by=cast.alice, reason="Insulte.")
    with later(2 * YEAR):
        retention.erase_due()
    assert left(cast) == ["Devenu une action", "Devient un brouillon", "On y va ?", ""]
    assert Message.objects.filter(pk=removed.pk).exists() and proposal.thread.messages.count() == 1
    kinds = set(cast.room.thread.messages.exclude(notice="").values_list("notice", flat=True))
    assert {"room.retention_set", "proposal.published"} <= kinds


def test_an_answer_that_stays_begins_its_own_branch(cast):
    keep(cast)
    first = say(cast, "Vieux.")
    with later(timedelta(days=200)):
        answer = say(cast, "Jeune.", reply_to=first)
        other = say(cast, "Jeune aussi.", reply_to=answer)
    with later(YEAR):
        tick()
    answer.refresh_from_db()
    other.refresh_from_db()
    assert (answer.root_id, answer.reply_to_id, other.root_id, other.reply_to_id) == (None, None, answer.pk, answer.pk)


def test_a_discussion_is_remembered_for_as_long_as_its_summary(cast):
    keep(cast)
    first = say(cast, "Vieux.")
    say(cast, "Oui.", reply_to=first)
    with later(timedelta(days=200)):
        discussions.close_discussion(first, by=cast.bob, summary="C’est oui.")
    with later(YEAR):
        tick()
        assert left(cast) == ["Vieux."]
        with later(timedelta(days=210)):
            tick()
    assert (left(cast), Summary.objects.count()) == ([], 0)


def test_numbers_are_never_given_twice_and_what_is_new_stays_true(cast):
    keep(cast)
    reading.mark_read(cast.room.thread, by=cast.faye)
    for n in range(3):
        say(cast, f"Vieux {n}.")
    with later(YEAR):
        tick()
        room = Room.objects.select_related("thread", "space").get(pk=cast.room.pk)
        assert reading.unread_in(cast.faye, [room])[room.pk] == 0
        assert say(cast, "Neuf.").n == 5
        room = Room.objects.select_related("thread", "space").get(pk=cast.room.pk)
        assert reading.unread_in(cast.faye, [room])[room.pk] == 1
        assert as_(cast.faye).get(reverse("room", args=[cast.space.slug, cast.room.slug])).status_code == 200


def test_much_goes_little_by_little(cast, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    keep(cast)
    for n in range(5):
        say(cast, f"{n}")
    with later(YEAR):
        assert [tick() for _n in range(4)] == [2, 2, 1, 0]


def test_the_29th_of_february_has_a_year_before_it(cast):
    kept = Retention(years=1)
    day = clock.now().replace(year=2028, month=2, day=29)
    assert (retention.oldest_kept(kept, day).month, retention.oldest_kept(kept, day).day) == (2, 28)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_three_clocks_erase_while_people_answer_and_nothing_breaks(cast):
    keep(cast)
    first = say(cast, "Vieux.")
    for n in range(20):
        say(cast, f"{n}", reply_to=first)
    with later(YEAR):
        results = together(
            retention.erase_due,
            retention.erase_due,
            retention.erase_due,
            lambda: say(cast, "Neuf.", reply_to=first),
        )
    assert sum(result for result in results[:3]) in (20, 21)
    thread = Thread.objects.get(pk=cast.room.thread_id)
    assert all(message.n <= thread.length for message in thread.messages.all())


def test_an_open_case_keeps_its_words_and_a_closed_one_goes_with_them(cast):
    keep(cast)
    weighed, waits = say(cast, "Jugé."), say(cast, "À juger.")
    for message in (weighed, waits):
        moderation.report_message(message, by=cast.erin, why="attack")
    moderation.decide_case(weighed.cases.get(), by=cast.alice, decision="leave", reason="Vif, mais correct.")
    with later(YEAR + MONTH):
        tick()
    assert left(cast) == ["À juger."]
    assert [case.message for case in Case.objects.all()] == [waits]


@pytest.mark.parametrize(
    "act",
    [
        lambda cast, message: actions.edit_message(message, by=cast.bob, body="Trop tard."),
        lambda cast, message: actions.delete_message(message, by=cast.bob),
        lambda cast, message: actions.react(message, by=cast.erin, sign="thanks", on=True),
        lambda cast, message: discussions.close_discussion(message, by=cast.bob, summary="Trop tard."),
        lambda cast, message: moderation.report_message(message, by=cast.erin, why="attack"),
    ],
    ids=["edit", "delete", "react", "close", "report"],
)
def test_what_the_clock_has_just_erased_is_refused_with_the_reason(cast, act):
    message = say(cast)
    Message.objects.filter(pk=message.pk).delete()
    with pytest.raises(Refused, match="effacé"):
        act(cast, message)
