"""Two servers, one PostgreSQL, one Redis, and something stops: in the end every page has heard the same, once."""

import asyncio
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.voting.forms import new_key
from rooms import actions
from rooms.consumers import REFUSED
from rooms.models import Message
from tests.live.chaos import Page, Redis, Server, Writer, session_of, until

pytestmark = [pytest.mark.postgres, pytest.mark.redis]
SOME = 12  # messages between two events, so that each falls in the middle of writing


@pytest.fixture(scope="module")
def house(django_db_setup, tmp_path_factory):
    """`house.redis` and `house.servers`, which tests may kill if they start them again."""
    place = tmp_path_factory.mktemp("chaos")
    redis = Redis(place)
    started = [redis]
    try:
        redis.start().wait()
        servers = [Server(place, redis).start() for _twice in range(2)]
        started += servers
        for server in servers:
            server.wait()
        yield SimpleNamespace(redis=redis, servers=servers)
    finally:
        for process in reversed(started):
            process.stop()


@pytest.fixture
def scene(transactional_db, cast, house):
    """A room with three pages and two writers on each server."""
    for server in house.servers:
        assert server.answers()  # and forgets the database of the test before
    stream, path = f"thread:{cast.room.thread_id}", reverse("message-post", args=[cast.room.thread_id])
    readers, writers = [session_of(who) for who in (cast.carol, cast.dave)] + [""], (cast.bob, cast.erin)
    found = SimpleNamespace(cast=cast, redis=house.redis, servers=house.servers)
    found.pages = [Page(server, session, stream) for server in house.servers for session in readers]
    found.writers = [
        Writer(server, session_of(who), path, f"{who.display_name}, {server.port} :")
        for server in house.servers
        for who in writers
    ]
    found.said = lambda: sum(len(writer.acknowledged) for writer in found.writers)
    return found


def play(scene, trouble):
    """Everybody lives while `trouble` happens in the middle; then the writers end, and the pages have heard all."""

    async def whole():
        async with asyncio.TaskGroup() as group:
            pages = [group.create_task(page.live()) for page in scene.pages]
            await until(lambda: all(page.joined for page in scene.pages), "a page never joined")
            writers = [group.create_task(writer.live()) for writer in scene.writers]
            await more(scene)
            await trouble(scene)
            await more(scene)
            for writer in scene.writers:
                writer.enough = True
            await asyncio.wait(writers)
            said = await asyncio.to_thread(_away, Message.objects.filter(thread=scene.cast.room.thread).count)
            await until(
                lambda: all(len(page.transcript) >= said for page in scene.pages),
                f"of {said} messages the pages heard {[len(page.transcript) for page in scene.pages]}",
            )
            for page in pages:
                page.cancel()

    asyncio.run(whole())
    kept = list(Message.objects.filter(thread=scene.cast.room.thread).order_by("n"))
    spoken = sorted(body for writer in scene.writers for body in writer.acknowledged)
    assert sorted(message.body for message in kept) == spoken, "what was acknowledged stands once, and nothing else"
    transcript = [f"message:{message.pk}" for message in kept]
    assert [page.transcript for page in scene.pages] == [transcript] * len(scene.pages)


def _away(act, *arguments, **keywords):
    """Do something with the database in another thread, and hang up after."""
    try:
        return act(*arguments, **keywords)
    finally:
        connection.close()


async def more(scene):
    """Wait until some more was said, and acknowledged."""
    goal = scene.said() + SOME
    await until(lambda: scene.said() >= goal, "the writers are stuck")


def rest(scene, rests=True):
    for writer in scene.writers:
        writer.rests = rests


def test_a_server_that_is_killed_loses_nothing_and_doubles_nothing(scene):
    async def trouble(scene):
        first, *_rest = scene.servers
        cut_off = [page for page in scene.pages if page.port == first.port]
        before = [page.joined for page in cut_off]
        first.kill()
        await more(scene)  # the others go on
        rest(scene)  # who misses too much is asked to reload: a server starts slowly on a busy machine
        await asyncio.to_thread(first.start().wait)
        rest(scene, False)
        await until(
            lambda: all(page.joined > n for page, n in zip(cut_off, before, strict=True)), "a page never came back"
        )

    play(scene, trouble)


def test_a_redis_that_stops_pauses_the_news_and_loses_none(scene):
    async def trouble(scene):
        scene.redis.kill()
        await until(lambda: all(page.paused == [True] for page in scene.pages), "a page was not told of the pause")
        heard = [len(page.transcript) for page in scene.pages]
        await more(scene)  # one writes on
        assert [len(page.transcript) for page in scene.pages] == heard, "a paused page heard something"
        await asyncio.to_thread(scene.redis.start().wait)
        await until(lambda: all(page.paused == [True, False] for page in scene.pages), "a page stayed paused")

    play(scene, trouble)


def test_a_redis_that_starts_again_at_once_and_empty_loses_nothing(scene):
    async def trouble(scene):
        scene.redis.kill()
        await asyncio.to_thread(scene.redis.start().wait)
        await until(lambda: all(page.paused[-1:] == [False] for page in scene.pages), "the cut was not noticed")

    play(scene, trouble)


def test_a_page_that_is_cut_off_comes_back_with_its_cursor(scene):
    async def trouble(scene):
        for page in scene.pages[::2]:
            before = page.joined
            page.cut()
            await until(lambda page=page, before=before: page.joined > before, "a page never came back")

    play(scene, trouble)


def test_who_was_shown_out_while_redis_was_gone_hears_nothing_after_it_is_back(scene, cast):
    room = actions.open_room(cast.space, by=cast.alice, name="Entre nous", visibility="members")
    stream, path = f"thread:{room.thread_id}", reverse("message-post", args=[room.thread_id])
    pages = [Page(server, session_of(cast.faye), stream) for server in scene.servers]
    pages += [Page(server, session_of(cast.bob), stream) for server in scene.servers]
    out, stays = pages[:2], pages[2:]
    writer = Writer(scene.servers[0], session_of(cast.erin), path, "Erin")

    async def whole():
        tasks = [asyncio.create_task(page.live()) for page in pages]
        await until(lambda: all(page.joined for page in pages), "a page never joined")
        scene.redis.kill()
        await until(lambda: all(page.paused == [True] for page in pages), "a page was not told of the pause")
        await asyncio.to_thread(_away, organizations.leave_space, cast.space, by=cast.faye)
        assert await writer.says({"body": "Sans Faye", "key": new_key()})
        await asyncio.to_thread(scene.redis.start().wait)
        await until(lambda: all(page.closed_with for page in out), "who left was not put out")
        await until(lambda: all(page.transcript for page in stays), "who stayed did not hear it")
        for task in tasks:
            task.cancel()

    asyncio.run(whole())
    assert [(page.closed_with, page.transcript) for page in out] == [(REFUSED, [])] * 2
