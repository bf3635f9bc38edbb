"""The people of the benchmarks: a browser that keeps its connection, and readers on their sockets."""

import asyncio
import json
import time
from urllib.parse import urlencode

from websockets.asyncio.client import connect

TOKEN = "t" * 32
CONNECTING = 25  # sockets that knock at once
PATIENCE = 60  # seconds after which a frame is lost
LEAVING = 2  # seconds for a server to notice that its readers have gone
PRESENT = '"present": ['  # in a frame that says who is there, which is told now and then and not counted


class Browser:
    """One keep-alive connection of a signed-in person."""

    def __init__(self, port):
        self.port = port
        self._streams = None

    async def __aenter__(self):
        self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_exception):
        self._streams[1].close()

    async def get(self, path, session="", **headers):
        return await self._ask("GET", path, session, headers, b"")

    async def post(self, path, session, data, **headers):
        headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        return await self._ask("POST", path, session, headers, urlencode(data).encode())

    async def _ask(self, method, path, session, headers, body):
        """(status, headers, body as it came)."""
        if self._streams[0].at_eof():  # the server hangs up on whoever is idle for a minute
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body)}"]
        lines += [f"Cookie: {cookies(session)}", *(f"{key}: {value}" for key, value in headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answered = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        return int(head[0].split()[1]), answered, await _body(reader, answered)


async def _body(reader, headers):
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size)
        await reader.readline()
    await reader.readline()
    return body


def cookies(session):
    return f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")


class Readers:
    """Many sockets on one page; `streams`, where the side has them, are pairs (stream, cursor) as that page says."""

    def __init__(self, url, session, count, streams=()):
        self.url, self.session, self.count, self.streams = url, session, count, streams
        self._sockets, self._tasks = [], []
        self._heard = 0
        self._last = None

    async def __aenter__(self):
        turn = asyncio.Semaphore(CONNECTING)
        await asyncio.gather(*(self._enter(turn) for _ in range(self.count)))
        self._tasks = [asyncio.create_task(self._listen(socket)) for socket in self._sockets]
        return self

    async def _enter(self, turn):
        async with turn, asyncio.timeout(PATIENCE):
            headers = {"Cookie": cookies(self.session)}
            origin = "http://" + self.url.split("/")[2]
            socket = await connect(
                self.url, origin=origin, additional_headers=headers, compression=None, ping_interval=None
            )
            self._sockets.append(socket)
            for stream, cursor in self.streams:
                await socket.send(json.dumps({"join": stream, "cursor": int(cursor)}))
            for _joined in self.streams or ("the only one",):
                while PRESENT in (frame := await socket.recv()):
                    pass
                assert "joined" in frame, frame

    async def _listen(self, socket):
        async for frame in socket:
            if PRESENT in frame:
                continue
            self._heard += 1
            if self._heard == self.count:
                self._heard = 0
                self._last.set_result(time.perf_counter())

    async def next_frame(self):
        """The moment at which the last reader has heard the frame that comes next. Fails when one is lost."""
        self._last = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(PATIENCE):
            return await self._last

    async def __aexit__(self, *_exception):
        for task in self._tasks:
            task.cancel()
        for socket in self._sockets:
            socket.transport.abort()
        await asyncio.sleep(LEAVING)
