"""What the chaos tests are made of: servers and a Redis to kill, pages that come back, writers who insist."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request

from django.conf import settings
from django.test import Client
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from governance.voting.forms import new_key
from tests.bench.client import Browser, cookies
from tests.browser.conftest import _database_url
from tests.services import end_with_parent, free_port, stop, wait_until_ready

PATIENCE = 40  # seconds after which what a test waits for will not come
BREATH = 0.2  # seconds between two messages of one writer
AGAIN = 0.1  # seconds before somebody who was cut off tries again
TROUBLE = (OSError, EOFError, TimeoutError, WebSocketException)


def session_of(person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


async def until(true, what):
    """Wait until `true()`; it is looked at often, and not for ever."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not true():
                await asyncio.sleep(0.02)
    assert true(), what


# --- What may be killed ------------------------------------------------------------------------------


class Process:
    """A server on a port of its own: it may be killed without a word, and started again in the same place."""

    def __init__(self, place):
        self.place, self.port, self.process = place, free_port(), None

    def start(self):
        with (self.place / f"log-{self.port}").open("ab") as output:
            self.process = subprocess.Popen(
                self.command(),
                cwd=settings.BASE_DIR,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=end_with_parent(signal.SIGKILL),
            )
        return self

    def wait(self):
        log = self.place / f"log-{self.port}"
        assert wait_until_ready(self.process, lambda port: self.answers(), self.port), log.read_text()[-3000:]
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process:
            stop(self.process, signal.SIGTERM)

    def environment(self):
        return os.environ


class Redis(Process):
    """A Redis that remembers nothing."""

    def __init__(self, place):
        super().__init__(place)
        self.password = secrets.token_hex(16)

    @property
    def url(self):
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self):
        config = self.place / "redis.conf"
        config.touch(mode=0o600)
        config.write_text(
            f'bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\nsave ""\nappendonly no\ndir {self.place}\n'
        )
        return [shutil.which("redis-server") or shutil.which("valkey-server"), str(config)]

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(f"AUTH {self.password}\r\n".encode())
            return b"+OK" in connection.recv(100)
        return False


class Server(Process):
    """One of several processes that serve Palabre on the database of the tests."""

    def __init__(self, place, redis):
        super().__init__(place)
        self.redis = redis

    def command(self):
        served = ["-b", "127.0.0.1", "-p", str(self.port), "tests.browser.server:application"]
        return [sys.executable, "-m", "daphne", "-v", "0", *served]

    def environment(self):
        chosen = {
            "DATABASE_URL": _database_url(),
            "REDIS_URL": self.redis.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        return os.environ | chosen

    def answers(self):
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/forget/", timeout=30).status == 204
        return False


# --- Who lives through it ----------------------------------------------------------------------------


class Page:
    """An open page: it joins with its cursor, keeps what it hears, and comes back by itself when it is cut off."""

    def __init__(self, server, session, stream):
        self.port, self.session, self.stream = server.port, session, stream
        self.cursor, self.transcript, self.paused = 0, [], []
        self.joined, self.closed_with, self.socket = 0, None, None

    async def live(self):
        address, headers = f"ws://127.0.0.1:{self.port}/live/", {"Cookie": cookies(self.session)}
        origin = f"http://127.0.0.1:{self.port}"
        while self.closed_with is None:
            with contextlib.suppress(*TROUBLE):
                async with connect(
                    address, origin=origin, additional_headers=headers, ping_interval=None
                ) as self.socket:
                    await self.socket.send(json.dumps({"join": self.stream, "cursor": self.cursor}))
                    async for text in self.socket:
                        self.hear(json.loads(text))
            code = self.socket and self.socket.close_code
            self.closed_with = code if code and code >= 4400 else None
            await asyncio.sleep(AGAIN)

    def hear(self, frame):
        assert "reload" not in frame, "too much was missed: the writers are too quick for what this test asks"
        if "paused" in frame:
            return self.paused.append(frame["paused"])
        if "part" in frame:
            self.transcript.append(frame["part"])
        self.joined += "joined" in frame
        self.cursor = max(self.cursor, frame["cursor"])

    def cut(self):
        """The network goes, without a word to either side."""
        self.socket.transport.abort()


class Writer:
    """Somebody who writes one message after another, each sent again with its key until it is answered."""

    def __init__(self, server, session, path, name):
        self.port, self.session, self.path, self.name = server.port, session, path, name
        self.acknowledged, self.enough, self.rests = [], False, False

    async def live(self):
        while not self.enough:
            message = {"body": f"{self.name} {len(self.acknowledged)}", "key": new_key()}
            while not await self.says(message):
                await asyncio.sleep(AGAIN)
            self.acknowledged.append(message["body"])
            await asyncio.sleep(BREATH)
            while self.rests and not self.enough:
                await asyncio.sleep(AGAIN)

    async def says(self, message):
        with contextlib.suppress(*TROUBLE):
            async with asyncio.timeout(PATIENCE), Browser(self.port) as browser:
                status, _headers, said = await browser.post(self.path, self.session, message, **{"HX-Request": "true"})
                assert status == 204, (status, said[:500])
                return True
        return False
