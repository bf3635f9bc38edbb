"""The hub: each frame once and in order, whatever gets lost, comes late, or breaks on the way."""

import asyncio
import contextvars
import json

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import transaction

from governance import live

QUIET = 0.3  # seconds without news after which a test believes that none will come


class Listener:
    """A socket without a network: it keeps what it is told."""

    def __init__(self, who=1, language="fr"):
        self.who, self.language, self.streams = who, language, {}
        self.heard = []
        self.news = asyncio.Event()

    async def tell(self, text):
        self.heard.append(json.loads(text))
        self.news.set()

    async def recheck(self):
        self.heard.append("rechecked")
        self.news.set()

    async def until(self, true):
        """Wait until what was heard satisfies `true`."""
        async with asyncio.timeout(5):
            while not true(self.heard):
                self.news.clear()
                await self.news.wait()

    async def quiet(self):
        """Wait until nothing more comes."""
        while True:
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), QUIET)
            except TimeoutError:
                return

    @property
    def frames(self):
        return [frame for frame in self.heard if "part" in frame]

    @property
    def parts(self):
        return [frame["part"] for frame in self.frames]


class Broken(Listener):
    """A socket whose network fails after `good` frames."""

    def __init__(self, good=0, **who):
        super().__init__(**who)
        self.good = good

    async def tell(self, text):
        if len(self.heard) >= self.good:
            raise ConnectionResetError
        await super().tell(text)


@pytest.fixture(autouse=True)
def _a_stream_of_letters(monkeypatch):
    """The stream « letters »: part "a" is pushed as HTML, part "A" differs by person. Patience is short."""
    monkeypatch.setitem(
        live._kinds,
        "letters",
        live.Kind(lambda user, key: True, lambda key, part: (lambda: f"<p>{part}</p>") if part.islower() else None),
    )
    monkeypatch.setattr(live, "GAP_PATIENCE", 0.02)
    monkeypatch.setattr(live, "BURST", 0.02)


def _publish(*parts):
    for part in parts:
        with transaction.atomic():
            live.publish("letters", 1, part)


@pytest.fixture
def publish(hub):
    """`await publish("a", "b")` changes parts of the stream, each in a transaction of its own."""
    return database_sync_to_async(_publish)


@pytest.fixture
def post(monkeypatch):
    """Keep what is published in `post` instead of sending it, as a slow or a dying process would."""
    kept = []
    send = live._send

    def keep(group, message):
        kept.append((group, message)) if message["type"] == "frame" else send(group, message)

    monkeypatch.setattr(live, "_send", keep)
    return kept


async def deliver(*letters):
    for group, message in letters:
        await get_channel_layer().group_send(group, message)


@pytest.fixture
async def listen(hub):
    """`await listen(cursor)` is a listener that has joined the stream."""

    async def listen(cursor=0, listener=None):
        listener = listener or Listener()
        await hub.add(listener)
        await hub.join(listener, "letters:1", cursor)
        return listener

    return listen


# --- Order ---


async def test_frames_that_come_out_of_order_are_told_in_order(listen, publish, post):
    ear = await listen()
    await publish("a", "b", "c", "d")
    await deliver(*(post[i] for i in (2, 1, 0, 3)))
    await ear.until(lambda heard: len(ear.parts) == 4)
    assert ear.parts == ["a", "b", "c", "d"]


async def test_a_frame_that_comes_twice_is_told_once(listen, publish, post):
    ear = await listen()
    await publish("a", "b")
    await deliver(post[0], post[0], post[1], post[0])
    await ear.quiet()
    assert ear.parts == ["a", "b"]


async def test_a_frame_whose_predecessor_was_lost_is_completed_from_the_database(listen, publish, post):
    ear = await listen()
    await publish("a", "b", "c")
    await deliver(post[2])
    await ear.quiet()
    assert ear.parts == ["a", "b", "c"]


async def test_after_a_loss_the_news_goes_on(listen, publish, post):
    ear = await listen()
    await publish("a", "b")
    await deliver(post[1])
    await ear.until(lambda heard: len(ear.parts) == 2)
    await publish("c")
    await deliver(post[2])
    await ear.quiet()
    assert ear.parts == ["a", "b", "c"]


async def test_a_loss_is_completed_in_every_language(listen, publish, post):
    ears = [await listen(), await listen(listener=Listener(language="en"))]
    await publish("a", "b")
    await deliver(post[1])
    for ear in ears:
        await ear.quiet()
    assert [ear.parts for ear in ears] == [["a", "b"]] * 2


async def test_news_that_comes_while_a_loss_is_completed_is_not_lost(listen, publish, post, monkeypatch):
    """A change is committed between the two readings of the database."""
    ear = await listen()
    await publish("a", "b")
    whole, once = live._bodies, []

    def slowly(kind, key, part, languages):
        if not once:
            once.append(True)
            _publish("c")
        return whole(kind, key, part, languages)

    monkeypatch.setattr(live, "_bodies", slowly)
    await deliver(post[1])
    await ear.until(lambda heard: len(ear.parts) >= 2)
    await deliver(*post[2:])
    await ear.quiet()
    assert ear.parts == ["a", "b", "c"]


async def test_what_arrives_late_while_a_loss_is_completed_is_told_once(hub, listen, publish, post, monkeypatch):
    ear = await listen()
    await publish("a", "b")
    whole, loop = live._bodies, asyncio.get_running_loop()
    late = []

    def slowly(kind, key, part, languages):
        if not late:
            late.append(asyncio.run_coroutine_threadsafe(deliver(post[0]), loop))
            late[0].result(5)
            asyncio.run_coroutine_threadsafe(ear.quiet(), loop).result(5)
        return whole(kind, key, part, languages)

    monkeypatch.setattr(live, "_bodies", slowly)
    await deliver(post[1])
    await ear.until(lambda heard: len(ear.parts) == 2)
    await ear.quiet()
    assert ear.parts == ["a", "b"]


# --- Joining ---


async def test_who_joins_receives_what_came_after_their_cursor(listen, publish):
    await publish("a", "b", "c")
    assert (await listen(1)).parts == ["b", "c"]


async def test_what_happens_while_one_joins_is_told_once_after_what_was_missed(hub, listen, publish, monkeypatch):
    await publish("a")
    whole, once = live._bodies, []

    def slowly(kind, key, part, languages):
        if not once:
            once.append(True)
            _publish("b")
        return whole(kind, key, part, languages)

    monkeypatch.setattr(live, "_bodies", slowly)
    ear = await listen()
    await ear.quiet()
    assert ear.parts == ["a", "b"]


async def test_somebody_who_leaves_does_not_deafen_somebody_who_joins(hub, listen, publish, monkeypatch):
    gone = Listener(who=2)
    await hub.add(gone)
    whole = live.cursor

    def slowly(kind, key):
        asyncio.run_coroutine_threadsafe(hub.remove(gone), hub.loop).result(5)
        return whole(kind, key)

    monkeypatch.setattr(live, "cursor", slowly)
    ear = await listen()
    await publish("a")
    await ear.quiet()
    assert ear.parts == ["a"]


async def test_two_who_join_together_hear_no_more_than_they_missed(hub, listen, publish, monkeypatch):
    """The second joins, and a change comes, while the first still asks where the stream stands."""
    await publish("a", "b", "c")
    whole, second = live.cursor, Listener(who=2)
    await hub.add(second)

    def slowly(kind, key):
        stands = whole(kind, key)
        monkeypatch.setattr(live, "cursor", whole)
        asyncio.run_coroutine_threadsafe(join_too(), hub.loop).result(5)
        _publish("d")
        asyncio.run_coroutine_threadsafe(second.quiet(), hub.loop).result(5)
        return stands

    async def join_too():
        joining = hub.join(second, "letters:1", 3)
        tasks.append(asyncio.create_task(joining, context=contextvars.Context()))

    tasks = []
    monkeypatch.setattr(live, "cursor", slowly)
    first = await listen(3)
    await tasks[0]
    for ear in (first, second):
        await ear.quiet()
    assert (first.parts, second.parts) == (["d"], ["d"])


async def test_who_is_cut_off_in_the_middle_of_a_catch_up_asks_for_the_rest(hub, listen, publish):
    await publish("a", "b", "c", "a")
    cut = Broken(good=1)
    with pytest.raises(ConnectionResetError):
        await listen(0, cut)
    await hub.remove(cut)
    back = await listen(max(frame["cursor"] for frame in cut.heard))
    assert [*cut.parts, *back.parts] == ["b", "c", "a"]


async def test_two_sockets_that_open_together_share_one_reader(hub, publish, monkeypatch):
    layer = get_channel_layer()
    whole, opened = layer.new_channel, []

    async def slowly(*args):
        opened.append(True)
        await asyncio.sleep(0)
        return await whole(*args)

    monkeypatch.setattr(layer, "new_channel", slowly)
    await asyncio.gather(hub.add(Listener()), hub.add(Listener()))
    assert len(opened) == (1 if hub.link.is_inside else 2)  # the second is for the pulse


# --- Bursts ---


@pytest.fixture
def long_burst(hub, monkeypatch):
    """A burst that ends when the test says so: `await end()`."""
    monkeypatch.setattr(live, "BURST", 3600)
    monkeypatch.setattr(live, "PICTURE", 3600)  # what was told is remembered for as long

    async def end():
        channel = hub.channels["letters:1"]
        channel.release.cancel()
        await hub._release(channel)

    return end


async def test_a_burst_is_told_once_at_its_beginning_and_once_at_its_end(listen, publish, post, long_burst):
    ear = await listen()
    await publish(*["A"] * 50, "z")
    await deliver(*post)
    await ear.until(lambda heard: "z" in ear.parts)
    assert ear.parts == ["A", "z"]
    await long_burst()
    assert [(frame["part"], frame["cursor"]) for frame in ear.frames] == [("A", 1), ("z", 49), ("A", 51)]


async def test_a_burst_holds_back_no_message(listen, publish, post, long_burst):
    ear = await listen()
    await publish("A", "A", "a", "A", "b")
    await deliver(*post)
    await ear.until(lambda heard: "b" in ear.parts)
    await long_burst()
    assert ear.parts == ["A", "a", "b", "A"]


async def test_no_page_believes_it_has_heard_what_is_held_back(listen, publish, post, long_burst):
    ear = await listen()
    await publish("A", "B", "A", "B", "A", "a")
    await deliver(*post)
    await ear.until(lambda heard: "a" in ear.parts)
    await long_burst()
    told = [(frame["part"], frame["cursor"]) for frame in ear.frames]
    assert told == [("A", 1), ("B", 2), ("a", 3), ("B", 4), ("A", 6)]


async def test_a_burst_ends_by_itself(listen, publish, post):
    ear = await listen()
    await publish("A", "A", "A")
    await deliver(*post)
    await ear.until(lambda heard: ear.frames and ear.frames[-1]["cursor"] == 3)
    assert set(ear.parts) == {"A"}


async def test_a_picture_that_a_hall_changes_is_rendered_when_it_is_told_once_for_all(
    hub, listen, publish, post, monkeypatch, long_burst
):
    rendered = []

    def picture(key, part):
        rendered.append(part)
        return lambda: f"<p>{len(rendered)}</p>"

    monkeypatch.setattr(live, "PICTURE", 3600)
    monkeypatch.setitem(live._kinds, "letters", live.Kind(lambda user, key: True, picture, frozenset(["p"])))
    ears = [await listen() for _person in range(3)]
    await publish(*["p"] * 50)
    assert rendered == []
    await deliver(*post)
    held = hub.channels["letters:1"].held
    async with asyncio.timeout(10):
        while held.get("p", {}).get("cursor") != 50 or not all(ear.frames for ear in ears):
            await asyncio.sleep(0.01)
    await long_burst()
    said = [[(frame["html"], frame["cursor"]) for frame in ear.frames] for ear in ears]
    assert said == [[("<p>1</p>", 1), ("<p>2</p>", 50)]] * 3


# --- What breaks ---


async def test_one_broken_socket_does_not_silence_the_others(hub, listen, publish):
    await listen(listener=Broken(good=1, who=2))
    ears = [await listen() for _ in range(3)]
    await publish("a", "b")
    for ear in ears:
        await ear.quiet()
    assert [ear.parts for ear in ears] == [["a", "b"]] * 3


async def test_one_broken_socket_does_not_keep_the_others_in(hub, publish):
    class Stuck(Listener):
        async def recheck(self):
            raise ConnectionResetError

    stuck, ear = Stuck(who=1), Listener(who=2)
    for socket in (stuck, ear):
        await hub.add(socket)
    hub.sockets = [stuck, ear]  # in this order
    await get_channel_layer().group_send(live.ACCESS, {"type": "access", "user": None})
    await ear.until(lambda heard: heard == ["rechecked"])


async def test_a_part_that_cannot_be_shown_is_fetched_by_each_page(listen, publish, monkeypatch, caplog):
    def fails(key, part):
        raise KeyError(part)

    monkeypatch.setitem(live._kinds, "letters", live.Kind(lambda user, key: True, fails))
    ear = await listen()
    await publish("a")
    await ear.quiet()
    late = await listen()
    assert [(frame["part"], frame["html"]) for frame in (*ear.frames, *late.frames)] == [("a", None)] * 2


async def test_only_the_person_concerned_is_asked_again(hub):
    alice, bob = Listener(who=1), Listener(who=2)
    for socket in (alice, bob):
        await hub.add(socket)
    await get_channel_layer().group_send(live.ACCESS, {"type": "access", "user": 2})
    await bob.until(lambda heard: heard == ["rechecked"])
    assert alice.heard == []


async def test_an_act_that_is_undone_tells_nothing(listen, publish):
    ear = await listen()

    def undone():
        with pytest.raises(ValueError), transaction.atomic():
            live.publish("letters", 1, "a")
            raise ValueError

    await database_sync_to_async(undone)()
    await publish("b")
    await ear.quiet()
    assert [(frame["part"], frame["cursor"]) for frame in ear.frames] == [("b", 1)]


@pytest.mark.parametrize("tell", [lambda: live.publish("letters", 1, "a"), live.recheck])
async def test_an_act_holds_when_its_news_cannot_be_sent(hub, monkeypatch, tell):
    def down(group, message):
        raise ConnectionRefusedError

    monkeypatch.setattr(live, "_send", down)

    def act():
        with transaction.atomic():
            tell()
        return "done"

    assert await database_sync_to_async(act)() == "done"
