"""A layer outside the process stops, forgets or falls silent: pages are told, acts go on, and nothing is lost."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, channel_layers

from governance import link, live
from governance.organizations import actions as organizations
from rooms import actions
from rooms.consumers import REFUSED
from tests.live.test_hub import Listener, _a_stream_of_letters, _publish  # noqa: F401

PAUSED, GOES_ON = {"paused": True}, {"paused": False}


class Outside:
    """A layer that is not of this process, as Redis is one: it stops, starts without a memory, or swallows all."""

    def __init__(self):
        self.memory = InMemoryChannelLayer(capacity=1000)
        self.is_gone = self.is_mute = self.hangs = False
        self.asked = 0

    def stop(self):
        self.is_gone, self.memory = True, InMemoryChannelLayer(capacity=1000)

    def start(self):
        self.is_gone = self.is_mute = self.hangs = False

    async def _answer(self):
        self.asked += 1
        if self.hangs:
            await asyncio.sleep(3600)
        if self.is_gone:
            raise ConnectionRefusedError

    async def receive(self, channel):
        return await self.memory.receive(channel)

    async def flush(self):
        self.memory = InMemoryChannelLayer(capacity=1000)

    def __getattr__(self, name):
        async def ask(*arguments):
            await self._answer()
            if self.is_mute and name in ("send", "group_send"):
                return None
            return await getattr(self.memory, name)(*arguments)

        return ask


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    for name, value in {"PULSE": 0.01, "TURN": 0.01, "TURNS": 10, "BOUND": 0.2, "FIRST": 0.01, "LONGEST": 0.05}.items():
        monkeypatch.setattr(link, name, value)


@pytest.fixture
async def layer(hub):
    layer = channel_layers.backends["default"] = Outside()
    yield layer
    await hub.link.close()
    channel_layers.backends.clear()


@pytest.fixture
async def listen(hub, layer):
    """`await listen()` is a listener that has joined the stream."""

    async def listen(cursor=0, **who):
        listener = Listener(**who)
        await hub.add(listener)
        await hub.join(listener, "letters:1", cursor)
        return listener

    return listen


@pytest.fixture
def publish(layer):
    return database_sync_to_async(_publish)


async def told(*ears, frame=PAUSED):
    for ear in ears:
        await ear.until(lambda heard: frame in heard)
        ear.heard.remove(frame)


async def quiet(*ears):
    for ear in ears:
        await ear.quiet()


# --- It stops ---


async def test_pages_are_told_that_news_is_paused_and_that_it_goes_on(layer, listen):
    bob, carol = await listen(who=1), await listen(who=2)
    layer.stop()
    await told(bob, carol)
    layer.start()
    await told(bob, carol, frame=GOES_ON)


async def test_what_happened_meanwhile_is_told_once_and_in_order(layer, listen, publish):
    ear = await listen()
    await publish("a")
    await ear.until(lambda heard: ear.parts == ["a"])
    layer.stop()
    await publish("b")  # before anybody noticed
    await told(ear)
    await publish("c")
    assert ear.parts == ["a"]
    layer.start()
    await told(ear, frame=GOES_ON)
    await publish("d")
    await ear.until(lambda heard: len(ear.parts) == 4)
    await ear.quiet()
    assert ear.parts == ["a", "b", "c", "d"]


async def test_a_page_that_opens_meanwhile_is_told_so_and_given_what_it_missed(layer, listen, publish):
    first = await listen()
    layer.stop()
    await told(first)
    await publish("a")
    late = await listen(who=2)
    assert (late.heard[0], late.parts) == (PAUSED, ["a"])
    await publish("b")
    layer.start()
    await told(first, late, frame=GOES_ON)
    await quiet(first, late)
    assert (first.parts, late.parts) == (["a", "b"], ["a", "b"])


async def test_a_process_that_starts_without_it_serves_its_pages_and_finds_it_later(layer, listen, publish):
    layer.stop()
    ear = await listen()
    assert ear.heard[0] == PAUSED
    layer.start()
    await told(ear, frame=GOES_ON)
    await publish("a")
    await ear.until(lambda heard: ear.parts == ["a"])


async def test_it_comes_and_goes_and_each_thing_is_told_once(layer, listen, publish):
    ear = await listen()
    for n in range(3):
        layer.stop()
        await publish(f"a{n}", f"b{n}")
        await told(ear)
        layer.start()
        await publish(f"c{n}")
        await told(ear, frame=GOES_ON)
    await ear.until(lambda heard: len(ear.parts) == 9)
    await ear.quiet()
    assert ear.parts == [f"{letter}{n}" for n in range(3) for letter in "abc"]


async def test_one_that_answers_and_carries_nothing_is_noticed_too(layer, listen, publish):
    ear = await listen()
    layer.is_mute = True
    await publish("a")
    await told(ear)
    layer.start()
    await told(ear, frame=GOES_ON)
    await ear.until(lambda heard: ear.parts == ["a"])


async def test_one_that_never_answers_keeps_no_act_and_no_page_waiting(layer, listen, publish):
    ear = await listen()
    layer.hangs = True
    async with asyncio.timeout(5):
        await publish(*"abcdefgh")
        await told(ear)
        late = await listen(who=2)
    layer.start()
    await told(ear, late, frame=GOES_ON)
    await quiet(ear, late)
    assert ear.parts == late.parts == list("abcdefgh")


async def test_a_long_line_of_news_is_not_taken_for_a_silence(layer, listen, publish, hub):
    ear = await listen()
    heard, free = asyncio.Event(), asyncio.Event()

    async def slow(text):
        heard.set()
        await free.wait()

    tell, ear.tell = ear.tell, slow
    await publish("a")
    await heard.wait()
    asked = layer.asked
    async with asyncio.timeout(5):
        while layer.asked < asked + 10:
            await asyncio.sleep(0.01)
    assert not hub.link.is_down
    ear.tell = tell
    free.set()


async def test_what_a_burst_held_back_is_told_when_news_goes_on(layer, listen, publish, hub, monkeypatch):
    monkeypatch.setattr(live, "BURST", 3600)
    ear = await listen()
    await publish("A", "A")
    channel = hub.channels["letters:1"]
    async with asyncio.timeout(5):
        while not channel.held:
            await asyncio.sleep(0.01)
    layer.stop()
    await told(ear)
    channel.release.cancel()
    await hub._release(channel)
    assert ear.parts == ["A"]
    monkeypatch.setattr(live, "BURST", 0.01)
    layer.start()
    await told(ear, frame=GOES_ON)
    await ear.until(lambda heard: ear.parts == ["A", "A"])


# --- Where nothing says that it stopped ---


async def test_the_last_word_that_was_lost_is_found_when_the_hub_looks_over(layer, listen, publish, hub, monkeypatch):
    monkeypatch.setattr(link, "TENDING", 3600)
    ear = await listen()
    monkeypatch.setattr(live, "_send", lambda group, message: None)  # a process that dies between commit and push
    await publish("a")
    await hub.look_over()
    await ear.until(lambda heard: ear.parts == ["a"])
    await hub.look_over()
    await ear.quiet()
    assert ear.parts == ["a"]


async def test_who_lost_a_right_unheard_is_asked_again_and_nobody_else(layer, listen, hub, do, cast, monkeypatch):
    monkeypatch.setattr(link, "TENDING", 3600)
    bob, carol = await listen(who=cast.bob.pk), await listen(who=cast.carol.pk)
    monkeypatch.setattr(live, "_send", lambda group, message: None)
    await do(live.recheck, cast.bob)
    for _twice in range(2):
        await hub.look_over()
    assert (bob.heard.count("rechecked"), carol.heard.count("rechecked")) == (1, 0)
    await do(live.recheck)
    await hub.look_over()
    assert (bob.heard.count("rechecked"), carol.heard.count("rechecked")) == (2, 1)


async def test_what_was_heard_of_a_right_is_not_asked_twice(layer, listen, hub, do, cast, monkeypatch):
    monkeypatch.setattr(link, "TENDING", 3600)
    bob = await listen(who=cast.bob.pk)
    await do(live.recheck, cast.bob)
    await bob.until(lambda heard: "rechecked" in heard)
    await hub.look_over()
    assert bob.heard.count("rechecked") == 1


# --- Rights ---


async def test_who_was_shown_out_meanwhile_is_put_out_before_any_news(cast, rooms, layer, open_page, do):
    stream = f"thread:{rooms.members.thread_id}"
    bob, erin = await open_page(cast.bob), await open_page(cast.erin)
    for page in (bob, erin):
        await page.join(stream)
    layer.stop()
    assert (await bob.hear(), await erin.hear()) == ([PAUSED], [PAUSED])
    await do(organizations.leave_space, cast.space, by=cast.bob)
    await do(actions.post_message, rooms.members.thread, by=cast.erin, body="Entre nous")
    assert await bob.receive_nothing(0.1)
    layer.start()
    assert await bob.closed_with() == (REFUSED, "websocket.close")
    frames = await erin.hear(2)
    assert GOES_ON in frames and any("Entre nous" in frame.get("html", "") for frame in frames)


async def test_who_was_shown_out_joins_nothing_meanwhile(cast, rooms, layer, open_page, do):
    bob = await open_page(cast.bob)
    layer.stop()
    assert await bob.hear() == [PAUSED]
    await do(organizations.leave_space, cast.space, by=cast.bob)
    await bob.send_json_to({"join": f"thread:{rooms.members.thread_id}"})
    assert await bob.closed_with() == (REFUSED, "websocket.close")


# --- Acts ---


def test_where_no_loop_runs_a_layer_that_failed_is_left_alone_for_a_while(cast, monkeypatch):
    layer = channel_layers.backends["default"] = Outside()
    monkeypatch.setattr(live, "hub", live.Hub())  # as in the worker
    try:
        layer.stop()
        for _time in range(3):
            live._send("stream.letters.1", {"type": "frame"})
        assert layer.asked == 1
        monkeypatch.setattr(live.hub.link, "_silent_until", 0.0)
        live._send("stream.letters.1", {"type": "frame"})
        assert layer.asked == 2
    finally:
        channel_layers.backends.clear()
