"""What is live: stream names, cursors, `publish()` and the hub; the only module that sends to the channel layer.

A stream is a kind and a key, `thread:12`. Every change of one of its parts moves the stream's cursor under the
stream's row lock, so cursors become visible in order. Each process is one member of the channel layer; its hub hands
the same text to all its sockets, which is linear where one layer member per socket is not.
"""

import asyncio
import heapq
import json
import logging
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from governance.register.models import Change, Stream

log = logging.getLogger(__name__)

ACCESS = "access"  # the group that tells every process that somebody's rights changed
GAP_PATIENCE = 0.5  # seconds a hub waits for a frame whose predecessor has not come
BURST = 0.25  # seconds during which further changes of the same part are held and told once
REPLAY_LIMIT = 200  # more changes than this since a cursor: the page reloads instead


@dataclass(frozen=True)
class Kind:
    may_join: Callable  # (user, key: int) -> bool
    render: Callable  # (key: int, part: str) -> str | None; None when it differs by person


_kinds: dict[str, Kind] = {}
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def declare(kind, *, may_join, render=lambda key, part: None):
    """An app's streams: who may join one, and the HTML of a part that is the same for everyone (else None)."""
    _kinds[kind] = Kind(may_join, render)


def name(kind, key) -> str:
    return f"{kind}:{key}"


def parse(stream) -> tuple[str, int]:
    """`"thread:12"` -> `("thread", 12)`. Raises ValueError when it names no declared stream."""
    kind, _, key = str(stream).partition(":")
    if kind not in _kinds or not key.isascii() or not key.isdigit() or len(key) > 18:
        raise ValueError(stream)
    return kind, int(key)


def may_join(user, stream) -> bool:
    kind, key = parse(stream)
    return bool(_kinds[kind].may_join(user, key))


# --- Writing: inside the transaction of an act -------------------------------------------------------


def publish(kind, key, part) -> None:
    """Say that `part` of the stream changed: the cursor moves now, readers hear of it after the commit."""
    Stream.objects.get_or_create(kind=kind, key=key)
    Stream.objects.filter(kind=kind, key=key).update(cursor=F("cursor") + 1)
    stream = Stream.objects.get(kind=kind, key=key)
    if not Change.objects.filter(stream=stream, part=part).update(cursor=stream.cursor):
        Change.objects.create(stream=stream, part=part, first=stream.cursor, cursor=stream.cursor)
    if not _quiet.get():
        transaction.on_commit(partial(_push, kind, key, part, stream.cursor), robust=True)


@contextmanager
def quiet():
    """Inside, cursors move and nobody is told: for months of history played where nobody listens yet."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def recheck(user=None) -> None:
    """After the commit, ask again whether `user` (everybody when None) may stay in the streams they joined."""
    transaction.on_commit(partial(_send, ACCESS, {"type": "access", "user": user.pk if user else None}), robust=True)


def cursor(kind, key) -> int:
    """Where a stream stands: a page prints it, and its socket asks for what came after."""
    return Stream.objects.filter(kind=kind, key=key).values_list("cursor", flat=True).first() or 0


def _body(kind, key, part) -> str:
    """The inside of a frame, in the language that is active. Times are shown by the page in the reader's zone."""
    return json.dumps({"part": part, "html": _kinds[kind].render(key, part)}, ensure_ascii=False)[1:]


def _push(kind, key, part, at):
    bodies = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language), timezone.override(None):
            bodies[language] = _body(kind, key, part)
    held = '"html": null' in bodies[settings.LANGUAGE_CODE]
    stream = name(kind, key)
    _send(
        _group(stream),
        {"type": "frame", "stream": stream, "cursor": at, "part": part, "bodies": bodies, "held": held},
    )


def _group(stream) -> str:
    return "stream." + stream.replace(":", ".")


def _send(group, message):
    """Hand a message to the layer without waiting for its readers, where a loop of this process can carry it."""
    layer = get_channel_layer()
    if hub.loop is not None and hub.loop.is_running():
        asyncio.run_coroutine_threadsafe(layer.group_send(group, message), hub.loop)
    else:
        async_to_sync(layer.group_send)(group, message)


# --- Reading: what came after a cursor ---------------------------------------------------------------


def replay(stream, after, language) -> tuple[int, list[str] | None]:
    """The stream's cursor, and the bodies of what changed after `after`, oldest first; None when too many."""
    kind, key = parse(stream)
    row = Stream.objects.filter(kind=kind, key=key).first()
    if row is None or row.cursor <= after:
        return after, []
    changes = Change.objects.filter(stream=row, cursor__gt=after, cursor__lte=row.cursor).order_by("first")
    parts = [change.part for change in changes[: REPLAY_LIMIT + 1]]
    if len(parts) > REPLAY_LIMIT:
        return row.cursor, None
    with translation.override(language), timezone.override(None):
        return row.cursor, [_body(kind, key, part) for part in parts]


# --- The hub: one per process ------------------------------------------------------------------------


@dataclass
class Channel:
    """A stream as this process hears it: its sockets, and what has arrived but may not be told yet."""

    sockets: set = field(default_factory=set)
    cursor: int = 0
    waiting: list = field(default_factory=list)  # a heap by cursor: frames whose predecessor has not come
    held: dict = field(default_factory=dict)  # part -> frame: changes of a burst, told once
    recent: dict = field(default_factory=dict)  # part -> loop time of its last telling
    patience: asyncio.TimerHandle | None = None


class Hub:
    """Hands each frame on to this process's sockets, in the order of the cursor."""

    def __init__(self):
        self.loop = None
        self.channels: dict[str, Channel] = {}
        self.sockets = set()
        self._reader = None
        self._member = None

    def start(self):
        """Remember the loop of the server; threads publish through it. Called at every scope, acts once."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop:
            self.__init__()
            self.loop = loop

    async def _listen(self):
        if self._reader is None or self._reader.done():
            layer = get_channel_layer()
            self._member = await layer.new_channel()
            await layer.group_add(ACCESS, self._member)
            for stream in self.channels:
                await layer.group_add(_group(stream), self._member)
            self._reader = self.loop.create_task(self._read(layer))

    async def _read(self, layer):
        while True:
            try:
                message = await layer.receive(self._member)
                await getattr(self, f"_on_{message['type']}")(message)
            except Exception:
                log.exception("a live frame was not handed on")
                await asyncio.sleep(0.1)

    async def add(self, socket):
        self.sockets.add(socket)
        await self._listen()

    async def remove(self, socket):
        self.sockets.discard(socket)
        for stream in list(self.channels):
            await self.leave(socket, stream)

    async def join(self, socket, stream, after):
        """Give `socket` what came after its cursor, then everything as it happens, each once and in order."""
        layer = get_channel_layer()
        channel = self.channels.get(stream)
        if channel is None:
            channel = self.channels[stream] = Channel()
            await layer.group_add(_group(stream), self._member)
            channel.cursor = await database_sync_to_async(cursor)(*parse(stream))
        missed: list = []
        socket.streams[stream] = missed  # frames that arrive meanwhile wait here
        channel.sockets.add(socket)
        at, bodies = await database_sync_to_async(replay)(stream, after, socket.language)
        if bodies is None:
            await socket.tell(_envelope(stream, at, '"reload": true}'))
            bodies = []
        for body in bodies:
            await socket.tell(_envelope(stream, at, body))
        await socket.tell(_envelope(stream, at, '"joined": true}'))
        for frame_cursor, text in missed:
            if frame_cursor > at:
                await socket.tell(text)
        if stream in socket.streams:
            socket.streams[stream] = at

    async def leave(self, socket, stream):
        socket.streams.pop(stream, None)
        channel = self.channels.get(stream)
        if channel:
            channel.sockets.discard(socket)
            if not channel.sockets:
                del self.channels[stream]
                await get_channel_layer().group_discard(_group(stream), self._member)

    async def typing(self, socket, stream):
        message = {"type": "typing", "stream": stream, "who": socket.who, "name": socket.person}
        await get_channel_layer().group_send(_group(stream), message)

    async def _on_typing(self, message):
        body = json.dumps({"typing": message["name"], "who": message["who"]})[1:]
        channel = self.channels.get(message["stream"])
        for socket in list(channel.sockets) if channel else []:
            if socket.who != message["who"]:
                await socket.tell(_envelope(message["stream"], 0, body))

    async def _on_access(self, message):
        for socket in list(self.sockets):
            if message["user"] in (None, socket.who):
                await socket.recheck()

    async def _on_frame(self, message):
        channel = self.channels.get(message["stream"])
        if channel is None or message["cursor"] <= channel.cursor:
            return
        heapq.heappush(channel.waiting, (message["cursor"], message["part"], message))
        await self._drain(channel)
        if channel.waiting and channel.patience is None:
            channel.patience = self.loop.call_later(GAP_PATIENCE, self._spawn, self._fill, message["stream"])

    def _spawn(self, function, *arguments):
        self.loop.create_task(function(*arguments))

    async def _drain(self, channel):
        while channel.waiting and channel.waiting[0][0] <= channel.cursor + 1:
            at, part, message = heapq.heappop(channel.waiting)
            if at > channel.cursor:
                channel.cursor = at
                await self._pass_on(channel, part, message)

    async def _fill(self, stream):
        """A frame never came (its process died between commit and push): go on from the database."""
        channel = self.channels.get(stream)
        if channel is None:
            return
        channel.patience = None
        if not channel.waiting:
            return
        bodies = {}
        for language, _ in settings.LANGUAGES:
            at, bodies[language] = await database_sync_to_async(replay)(stream, channel.cursor, language)
        channel.cursor = max(channel.cursor, at)
        channel.waiting = [item for item in channel.waiting if item[0] > channel.cursor]
        heapq.heapify(channel.waiting)
        reload = ['"reload": true}']
        for position in range(len(bodies[settings.LANGUAGE_CODE] or reload)):
            texts = {lang: (found or reload)[position] for lang, found in bodies.items()}
            await self._tell(channel, stream, at, texts)
        await self._drain(channel)

    async def _pass_on(self, channel, part, message):
        now = self.loop.time()
        if message["held"] and now - channel.recent.get(part, -BURST) < BURST:
            if not channel.held:
                self.loop.call_later(BURST, self._spawn, self._release, message["stream"])
            channel.held[part] = message
            return
        channel.recent[part] = now
        await self._tell(channel, message["stream"], message["cursor"], message["bodies"])

    async def _release(self, stream):
        channel = self.channels.get(stream)
        if channel is None:
            return
        held, channel.held = channel.held, {}
        for part, message in held.items():
            channel.recent[part] = self.loop.time()
            await self._tell(channel, stream, message["cursor"], message["bodies"])

    async def _tell(self, channel, stream, at, bodies):
        # While a change is held back, a page must not believe it has heard of it.
        safe = min([at, *(message["cursor"] - 1 for message in channel.held.values())])
        texts = {language: _envelope(stream, safe, body) for language, body in bodies.items()}
        for socket in list(channel.sockets):
            joined = socket.streams.get(stream)
            if isinstance(joined, list):
                joined.append((at, texts[socket.language]))
            elif joined is not None and at > joined:
                await socket.tell(texts[socket.language])


def _envelope(stream, at, body) -> str:
    return f'{{"stream": "{stream}", "cursor": {at}, {body}'


hub = Hub()
