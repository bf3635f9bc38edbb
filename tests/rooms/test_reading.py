"""Where people stopped reading: what is new for each, what counts as read, and which pages open where."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import live
from governance.organizations import actions as organizations
from governance.organizations.models import Membership
from governance.verdict import Refused
from rooms import actions, reading
from rooms.models import Reading, Room
from rooms.permissions import may_keep_place
from rooms.windows import PAGE
from tests.rooms.test_pages import CAST, address, as_, said_on, talk


def new(user, room):
    """How many messages of a room are new for somebody, on its page and in the lists."""
    room = Room.objects.select_related("thread", "space").get(pk=room.pk)
    standing = reading.standing(user, room.thread, room.space)
    listed = reading.unread_in(user, [room])[room.pk]
    assert (standing.unread if standing else 0) == listed
    return listed


def door(room):
    return reverse("reading", args=[room.thread_id])


# --- What is new ---


def test_what_others_said_is_new_and_what_bob_said_is_not(cast):
    talk(cast.room, cast.erin, 3)
    talk(cast.room, cast.bob, 2)
    assert [new(who, cast.room) for who in (cast.bob, cast.erin, cast.faye)] == [3, 2, 5]


def test_what_was_said_before_faye_came_is_not_new_to_her(cast):
    talk(cast.room, cast.erin, 3)
    last = cast.room.thread.messages.last()
    Membership.objects.filter(person=cast.faye).update(since=last.posted_at)
    assert new(cast.faye, cast.room) == 1


def test_nothing_is_new_to_a_passer_by_until_they_keep_their_place(cast):
    talk(cast.room, cast.erin, 3)
    before = new(cast.dave, cast.room)
    reading.mark_read(cast.room.thread, by=cast.dave, n=1)
    assert (before, new(cast.dave, cast.room), new(cast.anonymous, cast.room)) == (0, 2, 0)


def test_a_tombstone_is_not_to_be_read(cast):
    _, second, _ = talk(cast.room, cast.erin, 3)
    actions.delete_message(second, by=cast.erin)
    assert new(cast.bob, cast.room) == 2


def test_beyond_ninety_nine_nobody_counts(cast):
    reading.mark_read(cast.room.thread, by=cast.bob, n=0)
    talk(cast.room, cast.erin, 103)
    assert (new(cast.bob, cast.room), reading.shown(100)) == (100, "99+")


def test_what_is_read_is_no_longer_new(cast):
    talk(cast.room, cast.erin, 3)
    reading.mark_read(cast.room.thread, by=cast.bob, n=2)
    assert [new(who, cast.room) for who in (cast.bob, cast.faye)] == [1, 3]


# --- How far one has read ---


def test_a_place_only_moves_forward(cast):
    talk(cast.room, cast.erin, 3)
    moved = [reading.mark_read(cast.room.thread, by=cast.bob, n=n).n for n in (2, 1, 3, 0)]
    assert moved == [2, 2, 3, 3]


def test_a_mark_beyond_the_end_is_the_end(cast):
    talk(cast.room, cast.erin, 3)
    assert reading.mark_read(cast.room.thread, by=cast.bob, n=10**8).n == 3


def test_bob_goes_back_to_a_message_when_he_says_so(cast):
    _, second, _ = talk(cast.room, cast.erin, 3)
    reading.mark_read(cast.room.thread, by=cast.bob)
    reading.mark_unread(second, by=cast.bob)
    assert new(cast.bob, cast.room) == 2


def test_to_mark_as_unread_never_reads_anything(cast):
    _, _, third = talk(cast.room, cast.erin, 3)
    reading.mark_read(cast.room.thread, by=cast.bob, n=1)
    assert reading.mark_unread(third, by=cast.bob).n == 1


def test_ones_own_message_is_never_unread(cast):
    (own,) = talk(cast.room, cast.bob, 1)
    with pytest.raises(Refused, match="sont toujours lus"):
        reading.mark_unread(own, by=cast.bob)


def test_somebody_has_one_place_in_a_talk(cast):
    Reading.objects.create(person=cast.bob, thread=cast.room.thread, n=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(person=cast.bob, thread=cast.room.thread, n=2)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("public", (True, True, True, True, False)),
        ("members", (True, True, True, False, False)),
        ("roles", (True, True, False, False, False)),
        ("archived", (True, True, True, True, False)),
    ],
)
def test_who_may_keep_their_place(cast, rooms, kind, expected):
    thread = getattr(rooms, kind).thread
    verdicts = [may_keep_place(getattr(cast, who), thread) for who in CAST]
    assert tuple(map(bool, verdicts)) == expected
    assert all(verdict or verdict.why.endswith(".") for verdict in verdicts)


# --- Live ---


def test_only_bob_hears_what_bob_reads(cast):
    stream = f"person:{cast.bob.pk}"
    assert [live.may_join(getattr(cast, who), stream) for who in CAST] == [False, True, False, False, False]


def test_only_those_of_the_space_hear_that_something_was_said_in_it(cast):
    stream = f"talk:{cast.space.pk}"
    assert [live.may_join(getattr(cast, who), stream) for who in CAST] == [True, True, True, False, False]
    organizations.leave_space(cast.space, by=cast.bob)
    assert not live.may_join(cast.bob, stream)


def test_the_pages_of_bob_are_told_when_his_place_moves_and_only_then(cast):
    talk(cast.room, cast.erin, 3)
    for n in (1, 1, 0, 3):
        reading.mark_read(cast.room.thread, by=cast.bob, n=n)
    assert live.cursor("person", cast.bob.pk) == 2


@pytest.mark.parametrize(("kind", "heard"), [("public", "talk"), ("members", "talk"), ("roles", "room")])
def test_lists_hear_that_something_was_said_where_they_see_the_room(
    cast, rooms, kind, heard, django_capture_on_commit_callbacks
):
    room = getattr(rooms, kind)
    streams = {"talk": ("talk", cast.space.pk), "room": ("room", room.pk)}
    before = {name: live.cursor(*stream) for name, stream in streams.items()}
    with django_capture_on_commit_callbacks(execute=True):
        talk(room, cast.bob, 1)
    moved = {name for name, stream in streams.items() if live.cursor(*stream) > before[name]}
    assert moved == {heard}


# --- Doors ---


def test_reading_a_page_keeps_nothing(cast, sign_in):
    talk(cast.room, cast.erin, 3)
    client = sign_in(cast.bob)
    for url in (address(cast.room), door(cast.room), "/", "/unread/", f"/spaces/{cast.space.slug}/"):
        client.get(url)
        client.get(url, headers={"HX-Request": "true"})
    assert (Reading.objects.count(), new(cast.bob, cast.room)) == (0, 3)


def test_one_button_reads_everything_without_a_script(cast, sign_in):
    talk(cast.room, cast.erin, 3)
    answer = sign_in(cast.bob).post(door(cast.room))
    assert (answer.url, new(cast.bob, cast.room)) == (address(cast.room), 0)


def test_a_script_tells_how_far_and_gets_nothing_back(cast, sign_in):
    talk(cast.room, cast.erin, 3)
    answer = sign_in(cast.bob).post(door(cast.room), {"n": "2"}, headers={"HX-Request": "true"})
    assert (answer.status_code, new(cast.bob, cast.room)) == (204, 1)


@pytest.mark.parametrize("n", ["9" * 10, "9" * 40, "999999999"])
def test_a_number_no_message_has_is_for_all_of_them(cast, sign_in, n):
    talk(cast.room, cast.erin, 3)
    sign_in(cast.bob).post(door(cast.room), {"n": n})
    assert new(cast.bob, cast.room) == 0


@pytest.mark.parametrize("n", ["abc", "-1", "1.5", "٣", "\x00", "x" * 10_000])
def test_what_is_no_number_is_refused_with_a_sentence(cast, sign_in, n):
    talk(cast.room, cast.erin, 3)
    answer = sign_in(cast.bob).post(door(cast.room), {"n": n})
    assert (answer.status_code, new(cast.bob, cast.room)) == (403, 3)
    assert "par son numéro" in answer.content.decode()


def test_nobody_keeps_a_place_where_they_may_not_read(cast, rooms):
    message = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    doors = [door(rooms.roles), reverse("message-unread", args=[message.pk]), reverse("reading", args=[10**9])]
    found = [[as_(getattr(cast, who)).post(url).status_code for url in doors] for who in ("carol", "dave", "anonymous")]
    assert (found, Reading.objects.count()) == ([[404] * 3] * 3, 0)


def test_a_visitor_is_told_to_sign_in(cast, client):
    (message,) = talk(cast.room, cast.erin, 1)
    answers = [client.post(door(cast.room)), client.post(f"/messages/{message.pk}/unread/"), client.get("/unread/")]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert all("Connectez-vous" in answer.content.decode() for answer in answers)


def test_who_lost_their_room_finds_no_trace_of_it(cast, rooms, sign_in):
    talk(rooms.roles, cast.alice, 3)
    client = sign_in(cast.bob)
    before = "Embauche" in client.get("/unread/").content.decode()
    actions.change_room(rooms.roles, by=cast.alice, roles=[])
    pages = [client.get(url).content.decode() for url in ("/unread/", "/", f"/spaces/{cast.space.slug}/")]
    assert (before, ["Embauche" in page for page in pages]) == (True, [False] * 3)


def test_marking_as_unread_leads_back_to_the_space(cast, sign_in):
    first, *_ = talk(cast.room, cast.erin, 3)
    client = sign_in(cast.bob)
    client.post(door(cast.room))
    assert "Marquer comme non lu depuis ici" in client.get(f"/messages/{first.pk}/").content.decode()
    answer = client.post(f"/messages/{first.pk}/unread/")
    page = client.get(answer.url).content.decode()
    assert (answer.url, new(cast.bob, cast.room)) == (f"/spaces/{cast.space.slug}/", 3)
    assert "<b>3</b> messages non lus" in page


# --- Pages ---


def test_home_and_the_space_say_what_is_to_be_read(cast, sign_in):
    talk(cast.room, cast.erin, 2)
    client = sign_in(cast.bob)
    pages = [client.get(url).content.decode() for url in ("/", "/unread/", f"/spaces/{cast.space.slug}/")]
    assert ["<b>2</b> messages non lus" in page for page in pages] == [True] * 3
    client.post(door(cast.room))
    pages = [client.get(url).content.decode() for url in ("/", "/unread/", f"/spaces/{cast.space.slug}/")]
    assert ["messages non lus" in page for page in pages] == [False] * 3


@pytest.mark.parametrize("url", ["/", "/unread/", "space"])
def test_lists_make_as_many_queries_for_one_room_as_for_ten(cast, sign_in, django_assert_num_queries, url):
    url = f"/spaces/{cast.space.slug}/" if url == "space" else url
    client = sign_in(cast.bob)
    talk(cast.room, cast.erin, 2)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for n in range(9):
        talk(actions.open_room(cast.space, by=cast.alice, name=f"Salon {n}"), cast.erin, n + 1)
    with django_assert_num_queries(len(one)):
        assert client.get(url).status_code == 200


def test_the_new_messages_stand_under_a_line(cast, sign_in):
    talk(cast.room, cast.erin, 3)
    reading.mark_read(cast.room.thread, by=cast.bob, n=2)
    page = sign_in(cast.bob).get(address(cast.room)).content.decode()
    before, after = page.split('id="unread"')
    assert ('data-n="2"' in before, 'data-n="3"' in before, 'data-n="3"' in after) == (True, False, True)
    assert "?at=3#unread" in page


def test_a_visitor_is_shown_no_line(cast, client):
    talk(cast.room, cast.erin, 3)
    page = client.get(address(cast.room)).content.decode()
    assert ('id="unread"' in page, "data-read" in page) == (False, False)


def test_the_first_new_message_is_one_link_away_when_it_stands_on_an_older_page(cast, sign_in):
    talk(cast.room, cast.erin, PAGE + 30)
    reading.mark_read(cast.room.thread, by=cast.bob, n=9)
    client = sign_in(cast.bob)
    page = client.get(address(cast.room)).content.decode()
    (link,) = re.findall(r'href="[^"]*(\?at=\d+)#unread"', page)
    older = client.get(address(cast.room) + link)
    assert ('id="unread"' in page, 'id="unread"' in older.content.decode()) == (False, True)
    assert (said_on(older)[0], said_on(older)[-1]) == (1, 34)


def test_a_message_opens_among_those_around_it(cast, sign_in):
    messages = talk(cast.room, cast.erin, 4 * PAGE)
    client = sign_in(cast.bob)
    answer = client.get(reverse("message-here", args=[messages[99].pk]))
    assert answer.url == f"{address(cast.room)}?at=100#message-{messages[99].pk}"
    page = client.get(answer.url)
    assert said_on(page) == list(range(75, 125))
    text = page.content.decode()
    assert ("?before=75#talk" in text, "?after=124#talk" in text, "data-new" in text) == (True, True, False)


def test_from_an_old_page_one_walks_to_the_end(cast, sign_in):
    talk(cast.room, cast.erin, 3 * PAGE)
    client, seen, query = sign_in(cast.bob), [], "?at=1"
    while True:
        page = client.get(address(cast.room) + query)
        seen += said_on(page)
        link = re.search(r'href="[^"]*(\?after=\d+)', page.content.decode())
        if not link:
            break
        query = link[1]
    assert seen == list(range(1, 3 * PAGE + 1))
    assert 'data-new="message"' in page.content.decode()


@pytest.mark.parametrize("at", ["", "abc", "-4", "٣", "9" * 30, "999999999", "\x00", "1;DROP"])
@pytest.mark.parametrize("name", ["at", "after"])
def test_an_address_that_leads_nowhere_shows_the_last_messages(cast, sign_in, name, at):
    talk(cast.room, cast.bob, 2)
    page = sign_in(cast.carol).get(address(cast.room), {name: at})
    assert (page.status_code, said_on(page)) == (200, [1, 2])


def test_the_shortcuts_are_listed_on_a_page_of_their_own(client, db):
    page, part = client.get("/keys/"), client.get("/keys/", headers={"HX-Request": "true"})
    assert ["<kbd>j</kbd>" in answer.content.decode() for answer in (page, part)] == [True, True]
    assert ["<html" in answer.content.decode() for answer in (page, part)] == [True, False]
