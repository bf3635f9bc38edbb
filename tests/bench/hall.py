"""P5: a thousand people answer within a minute while a thousand read the same page; none is refused."""

import asyncio
import random
import re
import statistics
import time

from tests.bench.client import Browser, Readers

READERS = 1000
MINUTE = 60  # seconds
DEVICES = 64  # connections that the thousand people share
OPTIONS, GRADES = 4, 7


class Hall:
    """What one vote of a hall gave: seconds of each request, how many were refused, frames that readers heard."""

    def __init__(self):
        self.seconds, self.refused, self.frames = [], [], 0

    def quantile(self, share):
        """The time under which that share (in hundredths) of the answers came."""
        return statistics.quantiles(self.seconds, n=100)[share - 1]


async def vote(world, server, secrecy, minute=MINUTE):
    """Everybody of the hall answers at a moment of their own within `minute`; the rest of the house goes on reading."""
    path, voters = world["hall"]["votes"][secrecy], list(world["hall"]["voters"])
    found, chance = Hall(), random.Random(7)
    async with Browser(server.port) as browser:
        _status, _headers, html = await browser.get(path, voters[0])
    streams = re.findall(r'data-stream="((?:vote|result):\d+)" data-cursor="(\d+)"', html.decode())
    assert streams, "the page of the vote is not live"
    async with Listening(f"ws://127.0.0.1:{server.port}/live/", voters[0], READERS, streams) as readers:
        free = asyncio.Queue()
        browsers = [Browser(server.port) for _device in range(DEVICES)]
        for browser in browsers:
            free.put_nowait(await browser.__aenter__())
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for session in voters:
                group.create_task(_answer(free, path, session, secrecy, chance.random() * minute, chance, found))
        found.took = time.perf_counter() - began
        await asyncio.sleep(2)
        found.frames = readers.heard
        for browser in browsers:
            await browser.__aexit__()
    return found


async def _answer(free, path, session, secrecy, moment, chance, found):
    await asyncio.sleep(moment)
    ballot = {f"n-o{n}": chance.randrange(GRADES) for n in range(1, OPTIONS + 1)}
    if secrecy == "named":
        await _send(free, f"{path}cast/", session, ballot | {"key": _drawn(chance)}, 302, found)
    elif page := await _send(free, f"{path}cast/", session, ballot, 200, found):
        # The code of the receipt comes with the page that confirms.
        key = re.search(r'name="key" value="([a-z2-7]{26})"', page.decode())[1]
        await _send(free, f"{path}confirm/", session, ballot | {"key": key}, 200, found)


def _drawn(chance):
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz234567") for _n in range(26))


async def _send(free, path, session, data, well, found):
    """What is answered, timed from the moment a device is free; None when it is refused."""
    browser = await free.get()
    began = time.perf_counter()
    status, _headers, body = await browser.post(path, session, data)
    found.seconds.append(time.perf_counter() - began)
    free.put_nowait(browser)
    if status == well:
        return body
    found.refused.append((status, body[:300]))
    return None


class Listening(Readers):
    """Readers who count what they hear, all of them together."""

    heard = 0

    async def _listen(self, socket):
        async for _frame in socket:
            self.heard += 1
