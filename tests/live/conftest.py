"""A hub of its own for every test, and sockets as browsers open them."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from channels.layers import channel_layers
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.db import connections
from django.test import Client

from governance import live
from governance.asgi import sockets
from tests.rooms.conftest import debate, rooms  # noqa: F401 - the same rooms, heard instead of read


class _WithoutCompany(asyncio.Queue):
    """What a page hears, without who is there: that comes when it comes, between any two frames."""

    async def put(self, said):
        if '"present": [' not in (said.get("text") or ""):
            await super().put(said)


class Page(WebsocketCommunicator):
    """A page somebody has open: its socket, from a browser that is signed in."""

    hears_company = False  # but where the tests are about it

    def __init__(self, person=None, *, origin=b"http://localhost", language=None):
        cookies = {}
        if person is not None and person.is_authenticated:
            client = Client()
            client.force_login(person)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        if language:
            cookies[settings.LANGUAGE_COOKIE_NAME] = language
        headers = [(b"host", b"localhost")] + ([(b"origin", origin)] if origin else [])
        headers.append((b"cookie", "; ".join(f"{k}={v}" for k, v in cookies.items()).encode()))
        super().__init__(sockets, "/live/", headers=headers)

    @property
    def output_queue(self):
        if self._output_queue is None:
            self._output_queue = asyncio.Queue() if self.hears_company else _WithoutCompany()
        return self._output_queue

    async def join(self, stream, cursor=0):
        """Join, and give back what was heard before « joined »."""
        await self.send_json_to({"join": stream, "cursor": cursor})
        heard = []
        while True:
            frame = await self.receive_json_from(5)
            if "joined" in frame:
                return heard
            heard.append(frame)

    async def hear(self, n=1):
        return [await self.receive_json_from(5) for _ in range(n)]

    async def closed_with(self):
        output = await self.receive_output(5)
        return output.get("code"), output["type"]


@pytest.fixture
async def hub(transactional_db, cast):
    """The hub of this process, started on the loop of this test."""
    channel_layers.backends.clear()
    live.hub.start()
    yield live.hub
    await live.hub.link.close()
    await database_sync_to_async(connections.close_all)()


@pytest.fixture
async def open_page(hub):
    """`await open_page(person)` is the socket of a page that person has open; all are closed at the end."""
    pages = []

    async def open_page(person=None, **how):
        page = await database_sync_to_async(Page)(person, **how)
        pages.append(page)
        assert (await page.connect(5))[0]
        return page

    yield open_page
    for page in pages:
        await page.disconnect()


@pytest.fixture
def do(hub):
    """`await do(action, …)` runs an act in a thread, as a view does."""
    return lambda act, *args, **kwargs: database_sync_to_async(act)(*args, **kwargs)
