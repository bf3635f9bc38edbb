"""What people hear in a room: the one socket, from end to end."""

import asyncio
import json

import pytest
from allauth.account.adapter import get_adapter
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.utils import translation

from governance import asgi, live
from governance.organizations import actions as organizations
from rooms import actions, consumers
from rooms.consumers import MALFORMED, REFUSED, TOO_LONG, TOO_MANY
from tests.live.conftest import Page


@pytest.fixture
def thread(cast):
    return cast.room.thread


@pytest.fixture
def stream(thread):
    return f"thread:{thread.pk}"


def parts(frames):
    return [frame["part"] for frame in frames]


# --- Hearing ---


async def test_everybody_in_the_room_hears_a_message_once(cast, thread, stream, open_page, do):
    pages = [await open_page(cast.bob), await open_page(cast.carol), await open_page()]
    for page in pages:
        await page.join(stream)
    message = await do(actions.post_message, thread, by=cast.bob, body="Bonjour **tous**")
    for page in pages:
        (frame,) = await page.hear()
        assert (frame["part"], frame["cursor"], "<strong>tous</strong>" in frame["html"]) == (
            f"message:{message.pk}", 1, True,
        )  # fmt: skip
        assert await page.receive_nothing(0.05)


async def test_who_has_left_a_stream_hears_nothing_more_of_it(cast, thread, stream, open_page, do):
    page = await open_page(cast.carol)
    await page.join(stream)
    await page.send_json_to({"leave": stream})
    await page.join(f"room:{cast.room.pk}")  # answered after the leave was
    await do(actions.post_message, thread, by=cast.bob, body="Bonjour")
    assert await page.receive_nothing(0.1)


async def test_who_reconnects_receives_what_they_missed_once_and_in_order(cast, thread, stream, open_page, do):
    page = await open_page(cast.carol)
    await page.join(stream)
    heard = await do(actions.post_message, thread, by=cast.bob, body="entendu")
    (frame,) = await page.hear()
    await page.disconnect()
    missed = [await do(actions.post_message, thread, by=cast.bob, body=f"manqué {i}") for i in range(3)]
    back = await open_page(cast.carol)
    replayed = await back.join(stream, frame["cursor"])
    after = await do(actions.post_message, thread, by=cast.bob, body="ensuite")
    assert parts([frame, *replayed, *await back.hear()]) == [
        f"message:{message.pk}" for message in (heard, *missed, after)
    ]
    assert await back.receive_nothing(0.05)


async def test_a_message_edited_while_away_comes_once_as_it_now_is(cast, thread, stream, open_page, do):
    message = await do(actions.post_message, thread, by=cast.bob, body="un")
    for body in ("deux", "trois"):
        await do(actions.edit_message, message, by=cast.bob, body=body)
    (frame,) = await (await open_page(cast.carol)).join(stream)
    assert (frame["cursor"], "trois" in frame["html"], "deux" in frame["html"]) == (3, True, False)


async def test_who_missed_too_much_is_asked_to_reload(cast, thread, stream, open_page, do, monkeypatch):
    monkeypatch.setattr(live, "REPLAY_LIMIT", 2)
    for i in range(3):
        await do(actions.post_message, thread, by=cast.bob, body=f"manqué {i}")
    (frame,) = await (await open_page(cast.carol)).join(stream)
    assert (frame["reload"], frame["cursor"]) == (True, 3)


async def test_a_cursor_from_another_time_is_asked_to_reload(cast, thread, stream, open_page, do):
    await do(actions.post_message, thread, by=cast.bob, body="un")
    (frame,) = await (await open_page(cast.carol)).join(stream, 50)
    assert (frame["reload"], frame["cursor"]) == (True, 1)


async def test_each_reader_hears_in_their_language(cast, thread, stream, open_page, do, monkeypatch):
    thread_kind = live._kinds["thread"]
    monkeypatch.setitem(
        live._kinds,
        "thread",
        live.Kind(thread_kind.may_join, lambda key, part: lambda: f"<p>{translation.get_language()}</p>"),
    )
    cast.erin.language = "en"
    await do(cast.erin.save)
    pages = [
        await open_page(cast.bob), await open_page(cast.erin), await open_page(), await open_page(language="en"),
        await open_page(language="xx"),
    ]  # fmt: skip
    for page in pages:
        await page.join(stream)
    await do(actions.post_message, thread, by=cast.bob, body="Bonjour")
    told = [(await page.hear())[0]["html"] for page in pages]
    again = await open_page(cast.erin)
    told.append((await again.join(stream))[0]["html"])
    assert told == [f"<p>{language}</p>" for language in ("fr", "en", "fr", "en", "fr", "en")]


async def test_a_mark_that_some_may_not_see_is_never_pushed(cast, stream, open_page, do, debate):
    page = await open_page(cast.carol)
    await page.join(f"thread:{debate.pk}")
    message = await do(actions.post_message, debate, by=cast.bob, body="Parce que", lean="for")
    (frame,) = await page.hear()
    assert (frame["part"], frame["html"], "for" in json.dumps(frame)) == (f"message:{message.pk}", None, False)


async def test_no_pushed_message_offers_what_only_some_may_do(cast, thread, stream, open_page, do):
    page = await open_page(cast.carol)
    await page.join(stream)
    await do(actions.post_message, thread, by=cast.bob, body="Bonjour")
    (frame,) = await page.hear()
    assert ("/edit/" in frame["html"], "/delete/" in frame["html"]) == (False, False)


# --- Doors ---


@pytest.mark.parametrize(("who", "kind"), [("dave", "members"), ("anonymous", "members"), ("carol", "roles")])
async def test_an_outsider_is_closed_with_a_refusal(cast, rooms, open_page, who, kind):
    page = await open_page(getattr(cast, who))
    await page.send_json_to({"join": f"thread:{getattr(rooms, kind).thread_id}"})
    assert await page.closed_with() == (REFUSED, "websocket.close")


@pytest.mark.parametrize("stream", ["thread:999999", "room:999999"])
async def test_a_stream_of_nothing_is_refused(cast, open_page, stream):
    page = await open_page(cast.alice)
    await page.send_json_to({"join": stream})
    assert await page.closed_with() == (REFUSED, "websocket.close")


async def test_who_leaves_the_space_is_put_out_at_once(cast, rooms, open_page, do):
    page, other = await open_page(cast.bob), await open_page(cast.erin)
    for each in (page, other):
        await each.join(f"thread:{rooms.members.thread_id}")
    await do(organizations.leave_space, cast.space, by=cast.bob)
    assert await page.closed_with() == (REFUSED, "websocket.close")
    await do(actions.post_message, rooms.members.thread, by=cast.erin, body="Bob est parti")
    assert "Bob est parti" in (await other.hear())[0]["html"]


async def test_who_is_put_out_hears_nothing_said_afterwards(cast, rooms, open_page, do, hub):
    page = await open_page(cast.bob)
    await page.join(f"thread:{rooms.members.thread_id}")
    await do(organizations.leave_space, cast.space, by=cast.bob)
    await page.closed_with()
    await do(actions.post_message, rooms.members.thread, by=cast.erin, body="Entre nous")
    assert await page.receive_nothing(0.1)


async def test_a_room_that_becomes_private_puts_out_who_may_no_longer_see_it(cast, thread, stream, open_page, do):
    page = await open_page(cast.dave)
    await page.join(stream)
    await do(actions.change_room, cast.room, by=cast.alice, visibility="members")
    assert await page.closed_with() == (REFUSED, "websocket.close")


async def test_who_signs_out_elsewhere_is_put_out_of_what_is_private(cast, rooms, open_page, do):
    page = await open_page(cast.bob)
    await page.join(f"thread:{rooms.members.thread_id}")
    await do(Session.objects.all().delete)
    await page.send_json_to({"join": f"room:{rooms.members.pk}"})
    assert await page.closed_with() == (REFUSED, "websocket.close")


async def test_a_new_password_puts_out_the_pages_that_the_old_one_opened(cast, rooms, open_page, do):
    page = await open_page(cast.bob)
    await page.join(f"thread:{rooms.members.thread_id}")
    await do(get_adapter().set_password, cast.bob, "trois-pirogues-rouges")
    assert await page.closed_with() == (REFUSED, "websocket.close")


async def test_a_deactivated_account_joins_nothing(cast, stream, open_page, do):
    page = await open_page(cast.bob)
    cast.bob.is_active = False
    await do(cast.bob.save)
    await page.send_json_to({"join": stream})
    assert await page.closed_with() == (REFUSED, "websocket.close")


@pytest.mark.parametrize(
    "origin",
    [
        b"https://ailleurs.example", b"http://localhost.ailleurs.example", b"http://localhost:8001",
        b"https://localhost", b"http://127.0.0.1", b"http://localhost:moon", b"localhost", b"null", b"", None,
    ],
)  # fmt: skip
async def test_a_foreign_or_missing_origin_gets_no_socket(cast, hub, origin):
    page = await database_sync_to_async(Page)(cast.bob, origin=origin)
    assert (await page.connect(5))[0] is False


def scope(host, origin, *more):
    headers = [(b"host", host), (b"origin", origin), *more]
    return {"type": "websocket", "headers": headers}


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        (b"localhost", b"http://localhost:80", True),
        (b"localhost:80", b"http://localhost", True),
        (b"LocalHost:8000", b"http://localhost:8000", True),
        (b"[::1]:8000", b"http://[::1]:8000", True),
        (b"localhost:8000", b"http://localhost", False),
        (b"localhost", b"http://localhost:8000", False),
        (b"ailleurs.example", b"http://ailleurs.example", False),
        (b"", b"http://", False),
    ],
)
def test_a_page_is_our_own_when_its_scheme_host_and_port_are_ours(host, origin, own):
    assert asgi.is_own(scope(host, origin)) is own


PROXIED = (b"x-forwarded-proto", b"https")


@pytest.mark.parametrize(
    ("changed", "more", "origin", "own"),
    [
        ({"HTTPS": True}, [], b"https://palabre.example", True),
        ({"HTTPS": True}, [], b"https://palabre.example:443", True),
        ({"HTTPS": True}, [], b"https://palabre.example:8443", False),
        ({"HTTPS": True}, [], b"http://palabre.example", False),
        ({"BEHIND_PROXY": True}, [PROXIED], b"https://palabre.example", True),
        ({"BEHIND_PROXY": False}, [PROXIED], b"https://palabre.example", False),
    ],
)
def test_behind_a_proxy_the_scheme_is_the_one_browsers_use(settings, changed, more, origin, own):
    settings.ALLOWED_HOSTS = ["palabre.example"]
    settings.HTTPS = settings.BEHIND_PROXY = False
    for name, value in changed.items():
        setattr(settings, name, value)
    assert asgi.is_own(scope(b"palabre.example", origin, *more)) is own


# --- Frames ---


@pytest.mark.parametrize(
    "frame",
    [
        "null", "[]", "7", '"join"', "{", "{}", "\x00", '{"join": 7}', '{"join": null}', '{"join": "thread"}',
        '{"join": "thread:"}', '{"join": "thread:-1"}', '{"join": "thread:1.5"}', '{"join": "thread:٣"}',
        '{"join": "moon:1"}', '{"join": "thread:1; drop"}', '{"shout": "thread:1"}', '{"join": ["thread:1"]}',
        '{"join": "thread:1", "cursor": "x"}', '{"join": "thread:1", "cursor": null}',
        '{"join": "thread:1", "cursor": Infinity}', '{"join": "thread:1", "cursor": 1e999}',
        '{"join": "thread:1", "cursor": NaN}', '{"join": "thread:1", "leave": "thread:1"}',
        '{"cursor": 3}', '{"join": {"a": 1}}', '{"join": "thread:9999999999999999999999"}', "[" * 150,
    ],
)  # fmt: skip
async def test_a_malformed_frame_closes_with_a_code(cast, open_page, frame):
    page = await open_page(cast.bob)
    await page.send_to(text_data=frame)
    assert await page.closed_with() == (MALFORMED, "websocket.close")


async def test_bytes_are_a_malformed_frame(cast, open_page):
    page = await open_page(cast.bob)
    await page.send_to(bytes_data=b'{"join": "thread:1"}')
    assert await page.closed_with() == (MALFORMED, "websocket.close")


@pytest.mark.parametrize("cursor", [-5, 10**17, 10**60])
async def test_a_cursor_out_of_all_proportion_is_survived(cast, thread, stream, open_page, do, cursor):
    await do(actions.post_message, thread, by=cast.bob, body="un")
    page = await open_page(cast.carol)
    await page.join(stream, cursor)
    await do(actions.post_message, thread, by=cast.bob, body="deux")
    assert (await page.hear())[0]["cursor"] == 2


@pytest.mark.parametrize("how", ["text_data", "bytes_data"])
async def test_an_oversized_frame_closes_with_a_code(cast, open_page, how):
    page = await open_page(cast.bob)
    frame = json.dumps({"join": "thread:1", "x": "y" * 300})
    await page.send_to(**{how: frame if how == "text_data" else frame.encode()})
    assert await page.closed_with() == (TOO_LONG, "websocket.close")


async def test_too_many_streams_close_with_a_code(cast, stream, open_page, monkeypatch):
    monkeypatch.setattr(consumers, "MOST_STREAMS", 1)
    page = await open_page(cast.bob)
    await page.join(stream)
    await page.send_json_to({"join": f"room:{cast.room.pk}"})
    assert await page.closed_with() == (TOO_MANY, "websocket.close")


# --- Typing ---


async def test_typing_reaches_the_others_and_not_oneself(cast, stream, open_page, do):
    bob, twin, carol = await open_page(cast.bob), await open_page(cast.bob), await open_page(cast.carol)
    for page in (bob, twin, carol):
        await page.join(stream)
    await bob.send_json_to({"typing": stream})
    (frame,) = await carol.hear()
    assert (frame["typing"], frame["who"], frame["stream"]) == ("Bob Nativel", cast.bob.pk, stream)
    assert [await page.receive_nothing(0.05) for page in (bob, twin)] == [True, True]
    assert await do(live.cursor, "thread", cast.room.thread_id) == 0


async def test_typing_is_told_once_in_a_while(cast, stream, open_page):
    bob, carol = await open_page(cast.bob), await open_page(cast.carol)
    for page in (bob, carol):
        await page.join(stream)
    for _ in range(5):
        await bob.send_json_to({"typing": stream})
    await carol.hear()
    assert await carol.receive_nothing(0.1)


async def test_nobody_types_in_a_stream_they_have_not_joined(cast, stream, open_page):
    dave, carol = await open_page(cast.dave), await open_page(cast.carol)
    await carol.join(stream)
    await dave.send_json_to({"typing": stream})
    assert await carol.receive_nothing(0.1)


async def test_nobody_without_a_name_is_seen_typing(cast, stream, open_page):
    nobody, carol = await open_page(), await open_page(cast.carol)
    for page in (nobody, carol):
        await page.join(stream)
    await nobody.send_json_to({"typing": stream})
    assert await carol.receive_nothing(0.1)


async def test_a_right_that_ends_while_one_joins_ends_the_joining(cast, rooms, open_page, hub, monkeypatch):
    """The right is asked, then ends, and only then does the socket join."""
    whole, stream = live.may_join, f"thread:{rooms.members.thread_id}"
    asked = []

    def slowly(user, name):
        answer = whole(user, name)
        if not asked:
            asked.append(name)
            organizations.leave_space(cast.space, by=cast.bob)
            asyncio.run_coroutine_threadsafe(_until_told(), hub.loop).result(5)
        return answer

    async def _until_told():
        async with asyncio.timeout(5):
            while not told:
                await asyncio.sleep(0)

    told = []
    on_access = hub._on_access

    async def heard(message):
        await on_access(message)
        told.append(message)

    monkeypatch.setattr(hub, "_on_access", heard, raising=False)
    monkeypatch.setattr(live, "may_join", slowly)
    page = await open_page(cast.bob)
    await page.send_json_to({"join": stream})
    frames = []
    while (output := await page.receive_output(5))["type"] != "websocket.close":
        frames.append(output)
    assert (output["code"], [frame for frame in frames if "html" in frame["text"]]) == (REFUSED, [])
