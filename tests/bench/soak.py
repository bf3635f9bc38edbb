"""A soak: a room where many read and twenty write for minutes, beside the bare ways of Channels, in turns.

    python -m tests.bench --only soak [--minutes 5]     1,000 readers, as long on each side
    python -m tests.bench --only soak --quick           100 readers, 20 seconds on each side

Every message must reach every reader exactly once. The time is the one from the first byte of the writer's request to
the moment a reader has the frame, for each pair of a message and a reader; the memory is what the server has grown by
for each socket. The three sides take turns of half a minute, so that what the machine does besides disturbs all alike.
"""

import asyncio
import itertools
import json
import re
import statistics
import time
from array import array

from websockets.asyncio.client import connect

from tests.bench.client import CONNECTING, LEAVING, PATIENCE, Browser, cookies

READERS, WRITERS = 1000, 20
TURN = 30  # seconds that one side is written to before the next
MARK = re.compile(r"soak-(\d+)-")


class Side:
    """One way to hand messages on: where its readers listen, how its writers write, and what came of it."""

    def __init__(self, name, server, socket, path, sessions, streams=()):
        self.name, self.server, self.path, self.sessions = name, server, path, sessions
        self.url, self.streams = f"ws://127.0.0.1:{server.port}/{socket}/", streams
        self.sent = {}  # number of a message -> when it was sent
        self.acknowledged = set()
        self.heard = {}  # number of a message -> how many readers have it
        self.twice = 0
        self.delays = array("f")
        self.readers, self.growth = 0, None
        self._tasks, self._sockets = [], []

    # --- Readers ---

    async def fill(self, count):
        """Let `count` readers sit down, and see what the server takes for each."""
        turn = asyncio.Semaphore(CONNECTING)
        # What the server loads for its first word and its first reader is nobody's share.
        await self._say(self.sessions[0], "Bonjour.")
        (await self._enter(turn)).transport.abort()
        await asyncio.sleep(LEAVING)
        before = self.server.megabytes
        self._sockets = await asyncio.gather(*(self._enter(turn) for _reader in range(count)))
        self.readers = count
        self._tasks = [asyncio.create_task(self._listen(socket)) for socket in self._sockets]
        if before:
            self.growth = (self.server.megabytes - before) * 1024 / count

    async def _enter(self, turn):
        async with turn, asyncio.timeout(PATIENCE):
            headers, origin = {"Cookie": cookies(self.sessions[0])}, f"http://127.0.0.1:{self.server.port}"
            # What waits in a reader's queue would hide what the server does: it takes all there is.
            socket = await connect(
                self.url,
                origin=origin,
                additional_headers=headers,
                compression=None,
                ping_interval=None,
                max_queue=None,
            )
            for stream, cursor in self.streams:
                await socket.send(json.dumps({"join": stream, "cursor": int(cursor)}))
            waited = len(self.streams) or 1
            while waited:
                waited -= "joined" in await socket.recv()  # between them comes what was said since the page was read
            return socket

    async def _listen(self, socket):
        mine = set()
        async for frame in socket:
            if found := MARK.search(frame):
                n, now = int(found[1]), time.perf_counter()
                if n in mine:
                    self.twice += 1
                    continue
                mine.add(n)
                self.heard[n] = self.heard.get(n, 0) + 1
                self.delays.append(now - self.sent[n])

    async def leave(self):
        for task in self._tasks:
            task.cancel()
        for socket in self._sockets:
            socket.transport.abort()
        await asyncio.sleep(LEAVING)

    # --- Writers ---

    async def written_to(self, seconds, pace, numbers):
        """Twenty writers write for some seconds, `pace` messages a second in all; then everything arrives, or not."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for n, session in enumerate(self.sessions):
                group.create_task(self._write(session, began + n / pace, began + seconds, WRITERS / pace, numbers))
        await self._settle()

    async def _write(self, session, moment, end, every, numbers):
        while moment < end:
            await asyncio.sleep(max(0, moment - time.perf_counter()))
            n = next(numbers)
            self.sent[n] = time.perf_counter()
            await self._say(session, f"soak-{n}- Rendez-vous **mardi** pour relire le guide.")
            self.acknowledged.add(n)
            moment += every

    async def _say(self, session, body):
        async with Browser(self.server.port) as browser:
            status, _headers, said = await browser.post(self.path, session, {"body": body}, **{"HX-Request": "true"})
            assert status in (200, 204), (status, said[:300])

    async def _settle(self):
        """Wait until everything has arrived, or nothing has for a while."""
        due, last, idle = len(self.acknowledged) * self.readers, -1, 0
        while len(self.delays) < due and idle < 50:
            idle = idle + 1 if len(self.delays) == last else 0
            last = len(self.delays)
            await asyncio.sleep(0.1)

    # --- What came of it ---

    @property
    def lost(self):
        return len(self.acknowledged) * self.readers - sum(self.heard.get(n, 0) for n in self.acknowledged)

    def quantile(self, share):
        return statistics.quantiles(self.delays, n=100)[share - 1]


def pace(readers):
    """Messages a second: what one core hands on to so many readers without falling behind, but for the slowest side."""
    return max(2.0, min(10.0, 1000 / readers))


async def soak(world, mine, theirs, minutes, readers, turn, row, ms):
    """Write to each side in turns for `minutes` each, and print what was lost, how long it took, what it weighs."""
    async with Browser(mine.port) as browser:
        _status, _headers, html = await browser.get(world["room"], world["member"])
    streams = re.findall(r'data-stream="(thread:\d+)" data-cursor="(\d+)"', html.decode())
    assert streams, "the page of the room is not live"
    sessions = [session for _path, session in world["bare"]["ballots"][:WRITERS]]
    sides = [
        Side("Palabre", mine, "live", world["talk"], sessions, streams),
        Side("a layer member a process", theirs, "hub", "/say/hub/", sessions),
        Side("a layer member a socket", theirs, "plain", "/say/plain/", sessions),
    ]
    numbers = itertools.count()
    for side in sides:
        await side.fill(readers)
    spent = 0
    while spent < minutes * 60:
        for side in sides:
            await side.written_to(turn, pace(readers), numbers)
        spent += turn
    ours, hub, plain = sides
    for side in sides:
        work = f"soak, {side.name}: {readers} readers, {WRITERS} writers, {len(side.acknowledged)} messages"
        row(work, f"{len(side.delays)} heard")
        is_ours = side is ours
        row("   lost", str(side.lost), target="0" * is_ours, holds=(side.lost == 0) if is_ours else None)
        row("   duplicated", str(side.twice), target="0" * is_ours, holds=(side.twice == 0) if is_ours else None)
    # Asked from 500 readers on, as P1: below, what the write itself costs is most of it.
    for other, limit in ((hub, 1.5 if readers >= 500 else None), (plain, None)):
        for share in (50, 95):
            ratio = ours.quantile(share) / other.quantile(share)
            row(f"soak p{share} against {other.name}", ms(ours.quantile(share)), ms(other.quantile(share)), ratio,
                f"at most {limit:g}x" if limit else "", ratio <= limit if limit else None)  # fmt: skip
        if ours.growth and other.growth:
            row(f"soak memory a socket against {other.name}", f"{ours.growth:.0f} KiB", f"{other.growth:.0f} KiB",
                ours.growth / other.growth)  # fmt: skip
    for side in sides:
        await side.leave()
