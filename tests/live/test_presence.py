"""Who is in a room now: told quietly to the members of its space, kept nowhere, and off for whoever wants it off."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.db import connection

from governance import live, presence
from governance.accounts.actions import change_profile
from governance.organizations import actions as organizations
from tests.cast import person
from tests.live.conftest import Page

QUIET = 0.25  # seconds without news after which a test believes that none will come


@pytest.fixture(autouse=True)
def _a_short_while(monkeypatch):
    """What takes seconds takes hundredths of them here."""
    for name, seconds in {"FIRST": 0.02, "PACE": 0.05, "CROWD_PACE": 0.1, "GRACE": 0.1}.items():
        monkeypatch.setattr(presence, name, seconds)
    monkeypatch.setattr(Page, "hears_company", True)


@pytest.fixture
def stream(cast):
    return f"thread:{cast.room.thread_id}"


async def here(page, names, n=None):
    """Wait until the page is told that these people are there."""
    wanted = sorted(names), len(names) if n is None else n
    async with asyncio.timeout(5):
        while True:
            frame = await page.receive_json_from(5)
            if "present" in frame and (sorted(name for _pk, name in frame["present"]), frame["n"]) == wanted:
                return frame


async def silent(page):
    return await page.receive_nothing(QUIET)


@pytest.fixture
def sits(open_page, stream):
    """`await sits(person)` is the page of somebody in the room."""

    async def sits(who=None):
        page = await open_page(who)
        await page.join(stream)
        return page

    return sits


def profile(who, **changed):
    known = {"display_name": who.display_name, "language": who.language, "time_zone": who.time_zone}
    return change_profile(who, by=who, **(known | changed))


# --- Coming and going ---


async def test_the_people_of_a_room_know_who_is_there(cast, sits):
    bob = await sits(cast.bob)
    erin = await sits(cast.erin)
    frame = await here(bob, ["Bob Nativel", "Erin Fontaine"])
    assert frame["present"] == [[cast.bob.pk, "Bob Nativel"], [cast.erin.pk, "Erin Fontaine"]]
    await here(erin, ["Bob Nativel", "Erin Fontaine"])


async def test_somebody_with_two_tabs_is_there_once_and_until_the_last_is_closed(cast, sits):
    bob, first, second = await sits(cast.bob), await sits(cast.erin), await sits(cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await first.disconnect()
    assert await silent(bob)
    await second.disconnect()
    await here(bob, ["Bob Nativel"])


async def test_who_changes_page_does_not_go_away_and_come_back(cast, sits, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 5)
    bob, erin = await sits(cast.bob), await sits(cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await erin.disconnect()
    await sits(cast.erin)
    assert await silent(bob)


async def test_who_comes_is_told_who_is_there_already(cast, sits):
    bob = await sits(cast.bob)
    await here(bob, ["Bob Nativel"])
    await here(await sits(cast.erin), ["Bob Nativel", "Erin Fontaine"])


async def test_nothing_of_it_is_kept(cast, sits, do):
    def written():
        asked = [one["sql"] for one in connection.queries]
        return [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE"))]

    bob = await sits(cast.bob)
    await do(lambda: setattr(connection, "force_debug_cursor", True))
    erin = await sits(cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await erin.disconnect()
    await here(bob, ["Bob Nativel"])
    signed_in = ("django_session", "last_login")
    assert [one for one in await do(written) if not any(word in one for word in signed_in)] == []


async def test_a_room_that_is_empty_again_is_forgotten(cast, sits, hub):
    bob = await sits(cast.bob)
    await here(bob, ["Bob Nativel"])
    await bob.disconnect()
    async with asyncio.timeout(5):
        while hub.presence.companies:
            await asyncio.sleep(0.02)


async def test_a_debate_does_not_tell_who_reads_it(cast, open_page, debate):
    page = await open_page(cast.bob)
    await page.join(f"thread:{debate.pk}")
    assert await silent(page)


# --- Who is told, and of whom ---


async def test_neither_visitors_nor_strangers_are_shown_or_told(cast, sits):
    visitor, dave = await sits(), await sits(cast.dave)
    bob = await sits(cast.bob)
    await here(bob, ["Bob Nativel"])
    assert [await silent(page) for page in (visitor, dave)] == [True, True]


async def test_a_guest_of_the_space_has_a_name_there(cast, sits):
    bob = await sits(cast.bob)
    await sits(cast.carol)
    await here(bob, ["Bob Nativel", "Carol Huet"])


async def test_who_leaves_the_space_is_told_nothing_more_and_shown_to_nobody(cast, sits, do, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 60)
    bob, erin = await sits(cast.bob), await sits(cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await here(erin, ["Bob Nativel", "Erin Fontaine"])
    await do(organizations.leave_space, cast.space, by=cast.erin)
    await here(bob, ["Bob Nativel"])
    await here(erin, [])  # a public room: she reads on, and the names are taken from her page
    await sits(cast.faye)
    await here(bob, ["Bob Nativel", "Faye Clain"])
    assert await silent(erin)


async def test_who_is_put_out_of_a_room_is_there_no_more_at_once(cast, rooms, open_page, do, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 60)
    pages = [await open_page(who) for who in (cast.bob, cast.erin)]
    for page in pages:
        await page.join(f"thread:{rooms.members.thread_id}")
    await here(pages[0], ["Bob Nativel", "Erin Fontaine"])
    await do(organizations.leave_space, cast.space, by=cast.erin)
    await here(pages[0], ["Bob Nativel"])


async def test_where_rights_of_everybody_change_nobody_is_there_who_only_just_left(cast, sits, do, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 60)
    bob, erin, faye = [await sits(who) for who in (cast.bob, cast.erin, cast.faye)]
    await here(bob, ["Bob Nativel", "Erin Fontaine", "Faye Clain"])
    for page in (erin, faye):
        await page.disconnect()
    await do(live.recheck)
    await here(bob, ["Bob Nativel"])


# --- Off by choice ---


async def test_who_does_not_want_it_is_shown_to_nobody_and_reads_on(cast, sits, do):
    await do(profile, cast.erin, shows_presence=False)
    bob, erin = await sits(cast.bob), await sits(cast.erin)
    await here(bob, ["Bob Nativel"])
    await here(erin, ["Bob Nativel"])


async def test_the_choice_holds_at_once_for_pages_that_are_open(cast, sits, stream, do, monkeypatch):
    monkeypatch.setattr(presence, "GRACE", 60)
    bob, erin = await sits(cast.bob), await sits(cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await do(profile, cast.erin, shows_presence=False)
    await here(bob, ["Bob Nativel"])
    await erin.send_json_to({"typing": stream})
    assert await silent(bob)
    await do(profile, cast.erin, shows_presence=True)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await erin.send_json_to({"typing": stream})
    assert (await bob.hear())[0]["typing"] == "Erin Fontaine"


async def test_a_new_name_is_the_one_that_is_told(cast, sits, do):
    bob = await sits(cast.bob)
    await here(bob, ["Bob Nativel"])
    await do(profile, cast.bob, display_name="Bob N.")
    await here(bob, ["Bob N."])


# --- Many ---


def a_crowd(cast, n):
    people = [person(f"membre{i:02}") for i in range(n)]
    for one in people:
        organizations.admit(cast.space, one, "member", by=cast.alice)
    return people


async def test_of_many_people_a_few_are_named_and_all_are_counted(cast, sits, do):
    people = await do(a_crowd, cast, 10)
    pages = [await sits(one) for one in people]
    await here(pages[0], [f"Membre{i:02}" for i in range(presence.NAMED)], 10)


async def test_of_a_crowd_only_the_number_is_told(cast, sits, do, monkeypatch):
    monkeypatch.setattr(presence, "CROWD", 3)
    people = await do(a_crowd, cast, 4)
    pages = [await sits(one) for one in people]
    await here(pages[0], [], 4)


async def test_people_who_come_together_are_told_together(cast, sits, do, monkeypatch):
    monkeypatch.setattr(presence, "FIRST", 0.3)
    people = await do(a_crowd, cast, 6)
    bob = await sits(cast.bob)
    pages = [bob, *await asyncio.gather(*(sits(one) for one in people))]
    frames = []
    while not frames or not await bob.receive_nothing(0.5):
        frames.append(await bob.receive_json_from(5))
    assert (len(frames) <= 2, frames[-1]["n"]) == (True, len(pages))


# --- Several processes ---


class Ear:
    """A socket of another process."""

    def __init__(self, who, name):
        self.who, self.person, self.language, self.streams = who, name, "fr", {}
        self.heard = []

    async def tell(self, text):
        self.heard.append(text)

    async def recheck(self):
        pass


async def dies(other):
    """The process hears and says nothing more."""
    if other.presence._beating:
        other.presence._beating.cancel()
    await other.link.close()


@pytest.fixture
async def other(hub, monkeypatch):
    """The hub of another process on the same layer."""
    monkeypatch.setattr(live.Hub, "is_alone", False)
    other = live.Hub()
    other.start()
    yield other
    await dies(other)


async def sits_elsewhere(other, stream, who):
    ear = Ear(who.pk, who.display_name)
    await other.add(ear)
    await other.join(ear, stream, 0)
    other.presence.stand(ear, stream, presence.Standing(sees=True, shown=True))
    return ear


async def test_people_on_several_servers_are_in_one_room(cast, sits, stream, other):
    bob = await sits(cast.bob)
    await here(bob, ["Bob Nativel"])
    erin = await sits_elsewhere(other, stream, cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    async with asyncio.timeout(5):
        while not any("Bob Nativel" in text and "Erin Fontaine" in text for text in erin.heard):
            await asyncio.sleep(0.02)
    await other.remove(erin)
    await here(bob, ["Bob Nativel"])


async def test_somebody_with_a_tab_on_each_server_is_there_once(cast, sits, stream, other):
    bob = await sits(cast.bob)
    await sits_elsewhere(other, stream, cast.bob)
    await here(bob, ["Bob Nativel"])
    assert await silent(bob)


async def test_the_people_of_a_server_that_died_go_away(cast, sits, stream, other, monkeypatch):
    for name, seconds in {"BEAT": 0.1, "LIFE": 0.3}.items():
        monkeypatch.setattr(presence, name, seconds)
    bob = await sits(cast.bob)
    await sits_elsewhere(other, stream, cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])
    await dies(other)
    await here(bob, ["Bob Nativel"])


async def test_a_layer_that_fails_keeps_nobody_from_the_room(cast, sits, other, monkeypatch):
    async def down(*_message):
        raise ConnectionRefusedError

    bob = await sits(cast.bob)
    monkeypatch.setattr(live.get_channel_layer(), "group_send", down)
    await sits(cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])


@pytest.mark.redis
async def test_the_real_layer_carries_it(cast, sits, stream, other):
    bob = await sits(cast.bob)
    await sits_elsewhere(other, stream, cast.erin)
    await here(bob, ["Bob Nativel", "Erin Fontaine"])


async def test_a_page_that_joins_again_is_there_once(cast, sits, stream):
    bob = await sits(cast.bob)
    await here(bob, ["Bob Nativel"])
    await bob.join(stream)
    assert await silent(bob)


async def test_the_company_of_a_room_is_asked_with_the_permission_to_hear_it(cast, open_page, rooms):
    page = await open_page(cast.carol)
    await page.send_json_to({"join": f"thread:{rooms.roles.thread_id}"})
    assert (await page.closed_with())[1] == "websocket.close"
    assert await database_sync_to_async(lambda: live.standing(cast.bob, f"thread:{rooms.roles.thread_id}").sees)()
