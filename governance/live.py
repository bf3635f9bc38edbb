"""What is live: stream names, cursors, `publish()` and the hub; the only module that sends to the channel layer.

A stream is a kind and a key, `thread:12`. Every change of one of its parts moves the stream's cursor under the
stream's row lock, so cursors become visible in order. Each process is one member of the channel layer; its hub hands
the same text to all its sockets, which is linear where one layer member per socket is not. What the layer loses is
found in the database: by a gap in the cursors, or when the hub looks over all its streams.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from governance.link import Link
from governance.presence import Presence, Standing
from governance.register.models import Change, Stream
from governance.written import BEYOND

log = logging.getLogger(__name__)

ACCESS = "access"  # the group that tells every process that somebody's rights changed, and the cursors that keep it
EVERYBODY = 0  # the key of the cursor that moves when it may be anybody's
GAP_PATIENCE = 0.5  # seconds a hub waits for a frame whose predecessor has not come
BURST = 0.25  # seconds during which further changes of the same part are held and told once
PICTURE = (
    1.0  # seconds, for parts that a whole hall changes: they are rendered when they are told, not when they change
)
LANGUAGES = [code for code, _ in settings.LANGUAGES]
BREATH = 50  # readers told in a row before the answers of other people get their turn
REPLAY_LIMIT = 200  # more changes than this since a cursor: the page reloads instead


@dataclass(frozen=True)
class Kind:
    may_join: Callable  # (user, key: int) -> bool
    # (key: int, part: str) -> what gives its HTML in the language that is active; None when it differs by person
    part: Callable
    pictures: frozenset = frozenset()
    company: Callable = lambda user, key: None  # (user, key: int) -> what they are to those who are there


_kinds: dict[str, Kind] = {}
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


def declare(kind, *, may_join, part=lambda key, part: None, pictures=(), company=lambda user, key: None):
    """An app's streams: who may join one, and what renders a part that is the same for everyone (else None).

    pictures: the parts that many people change within a minute; each is rendered once a second and process, for all.
    company: what somebody who joins is to the others there (`presence.Standing`); None where it is told to nobody.
    """
    _kinds[kind] = Kind(may_join, part, frozenset(pictures), company)


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


def standing(user, stream) -> Standing | None:
    kind, key = parse(stream)
    return _kinds[kind].company(user, key)


# --- Writing: inside the transaction of an act -------------------------------------------------------


# The row lock of the stream and its next cursor, then the part's place.
MOVE = """
INSERT INTO register_stream (kind, key, cursor) VALUES (%s, %s, 1)
ON CONFLICT (kind, key) DO UPDATE SET cursor = register_stream.cursor + 1 RETURNING id, cursor
"""
PLACE = """
INSERT INTO register_change (stream_id, part, first, cursor) VALUES (%s, %s, %s, %s)
ON CONFLICT (stream_id, part) DO UPDATE SET cursor = excluded.cursor
"""
# The same two as one statement, which SQLite does not know.
MOVE_AND_PLACE = """
WITH moved AS (
  INSERT INTO register_stream (kind, key, cursor) VALUES (%s, %s, 1)
  ON CONFLICT (kind, key) DO UPDATE SET cursor = register_stream.cursor + 1 RETURNING id, cursor
)
INSERT INTO register_change (stream_id, part, first, cursor) SELECT id, %s, cursor, cursor FROM moved
ON CONFLICT (stream_id, part) DO UPDATE SET cursor = excluded.cursor RETURNING cursor
"""
CURSORS = "SELECT kind, key, cursor FROM register_stream WHERE "


def publish(kind, key, part) -> None:
    """Say that `part` of the stream changed: the cursor moves now, readers hear of it after the commit."""
    with connection.cursor() as database:
        if connection.vendor == "postgresql":
            database.execute(MOVE_AND_PLACE, [kind, key, part])
            (at,) = database.fetchone()
        else:
            database.execute(MOVE, [kind, key])
            stream, at = database.fetchone()
            database.execute(PLACE, [stream, part, at, at])
    if not _quiet.get():
        # A lambda, not a partial: when a robust hook fails, Django logs its __qualname__.
        transaction.on_commit(lambda: _push(kind, key, part, at), robust=True)


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
    key = user.pk if user else EVERYBODY
    with connection.cursor() as database:
        # Kept as a cursor too: a hub that does not hear of it finds it when it looks over what it may have missed.
        database.execute(MOVE, [ACCESS, key])
        _stream, at = database.fetchone()
    message = {"type": "access", "user": user.pk if user else None, "at": at}
    transaction.on_commit(lambda: _send(ACCESS, message), robust=True)


def cursor(kind, key) -> int:
    """Where a stream stands: a page prints it, and its socket asks for what came after."""
    return cursors((kind, key))[name(kind, key)]


def cursors(*streams) -> dict[str, int]:
    """Where each of several streams (kind, key) stands, by name, in one query."""
    known = [(kind, key) for kind, key in streams if key < BEYOND] or [("", 0)]
    asked = " OR ".join(["(kind = %s AND key = %s)"] * len(known))
    with connection.cursor() as database:
        database.execute(CURSORS + asked, [value for stream in known for value in stream])
        found = {name(kind, key): at for kind, key, at in database.fetchall()}
    return {name(*stream): found.get(name(*stream), 0) for stream in streams}


def _stands(streams) -> dict[str, int]:
    """The same for any number of streams: no statement grows beyond what a database takes."""
    streams, found = list(streams), {}
    for n in range(0, len(streams), 200):
        found |= cursors(*streams[n : n + 200])
    return found


def _bodies(kind, key, part, languages) -> dict[str, str]:
    """The inside of a frame by language: read once, rendered in each. Pages show times in the reader's zone."""
    found = dict.fromkeys(languages)
    try:
        if render := _kinds[kind].part(key, part):
            for language in languages:
                with translation.override(language), timezone.override(None):
                    found[language] = render()
    except Exception:
        # One part that cannot be shown must not keep a whole stream from being told or joined.
        log.exception("a live part could not be rendered: %s:%s %s", kind, key, part)
        found = dict.fromkeys(languages)
    return {
        language: json.dumps({"part": part, "html": html}, ensure_ascii=False)[1:] for language, html in found.items()
    }


def _push(kind, key, part, at):
    stream = name(kind, key)
    if hub.link.is_silent or (hub.is_alone and stream not in hub.channels):
        return  # nobody hears it; who comes now, or hears again, reads the database, where it already stands
    if part in _kinds[kind].pictures:
        bodies, held = None, PICTURE
    else:
        bodies = _bodies(kind, key, part, LANGUAGES)
        held = BURST * ('"html": null' in bodies[settings.LANGUAGE_CODE])
    _send(
        _group(stream),
        {"type": "frame", "stream": stream, "cursor": at, "part": part, "bodies": bodies, "held": held},
    )


def _group(stream) -> str:
    return "stream." + stream.replace(":", ".")


def _send(group, message):
    """Hand a message to the layer without waiting for its readers, where a loop of this process can carry it."""
    if hub.link.is_silent:
        return
    layer = get_channel_layer()
    if hub.loop is not None and hub.loop.is_running():
        sent = asyncio.run_coroutine_threadsafe(layer.group_send(group, message), hub.loop)
        sent.add_done_callback(_say_if_lost)
        return
    try:
        async_to_sync(layer.group_send)(group, message)
    except Exception as error:
        _lost(error)


def _say_if_lost(sent):
    if not sent.cancelled() and sent.exception():
        _lost(sent.exception())


def _lost(error):
    log.warning("a live message was not sent: %r", error)
    hub.link.failed()


# --- Reading: what came after a cursor ---------------------------------------------------------------


def replay(stream, after, languages) -> tuple[int, list[tuple[int, dict]] | None]:
    """Where the stream stands, and what changed after `after`: pairs of a cursor and the bodies by language.

    Each part comes once, with the cursor of its last change, in that order: whoever is cut off in the middle asks
    again from the last cursor they heard. None when the page had better reload: too much has changed, or the cursor
    is ahead of the stream (the database was made anew).
    """
    kind, key = parse(stream)
    row = Stream.objects.filter(kind=kind, key=key).first()
    stands = row.cursor if row else 0
    if after == stands:
        return stands, []
    if after > stands:
        return stands, None
    changes = Change.objects.filter(stream=row, cursor__gt=after, cursor__lte=stands).order_by("cursor")
    found = list(changes.values_list("cursor", "part")[: REPLAY_LIMIT + 1])
    if len(found) > REPLAY_LIMIT:
        return stands, None
    return stands, [(at, _bodies(kind, key, part, languages)) for at, part in found]


# --- The hub: one per process ------------------------------------------------------------------------

RELOAD = '"reload": true}'
PAUSED, GOES_ON = '{"paused": true}', '{"paused": false}'


@dataclass
class Channel:
    """A stream as this process hears it: its sockets, and what has arrived but may not be told yet."""

    sockets: set = field(default_factory=set)
    cursor: int | None = None  # unknown until the database has said where the stream stands
    known: int = 0  # where the database was last seen to stand
    opening: asyncio.Task | None = None
    waiting: dict = field(default_factory=dict)  # frames by cursor, which a missing one keeps back
    patience: asyncio.TimerHandle | None = None
    telling: bool = False  # one task tells at a time; what arrives meanwhile waits
    held: dict = field(default_factory=dict)  # frames by part, which a burst keeps back
    release: asyncio.TimerHandle | None = None
    recent: dict = field(default_factory=dict)  # when a part that may come in bursts was last told

    @property
    def is_behind(self):
        return bool(self.waiting) or self.known > self.cursor


class Hub:
    """Hands each frame on to this process's sockets, in the order of the cursor."""

    def __init__(self):
        self.loop = None
        self.channels: dict[str, Channel] = {}
        self.sockets = set()
        self.rights_changed = 0  # how often: whoever joins meanwhile asks again
        self.link = Link(self)
        self.presence = Presence(self)
        self._rights = {}  # person -> the cursor of their rights when these were last asked about
        self._tasks = set()

    def start(self):
        """Remember the loop of the server; threads publish through it. Called at every scope, acts once."""
        loop = asyncio.get_running_loop()
        if self.loop is not loop:
            self.__init__()
            self.loop = loop

    @property
    def is_alone(self):
        """Whether every reader is in this process: its loop runs, and the layer has no memory but its own."""
        return self.loop is not None and self.link.is_inside

    # What its link asks, and tells.

    def groups(self) -> set[str]:
        """What this process listens to."""
        return {ACCESS, *map(_group, self.channels)}

    async def handle(self, message):
        await getattr(self, f"_on_{message['type']}")(message)

    async def suspended(self):
        await self._tell_all(PAUSED)

    async def resumed(self):
        await self._tell_all(GOES_ON)
        for stream, channel in list(self.channels.items()):
            if channel.held and channel.release is None:
                channel.release = self.loop.call_later(BURST, self._spawn, self._release, channel)
            await self._drain(stream, channel)

    async def look_over(self):
        """Find in the database what was said in vain: first whose rights changed, then which streams went on."""
        people = {socket.who for socket in self.sockets if socket.who} | {EVERYBODY}
        streams = list(self.channels)
        asked = [(ACCESS, who) for who in people] + [parse(stream) for stream in streams]
        stands = await database_sync_to_async(_stands)(asked)
        moved = {who for who in people if stands[name(ACCESS, who)] > self._rights.get(who, 0)}
        here = {socket.who for socket in self.sockets} | {EVERYBODY}
        self._rights = {
            who: max(at, stands.get(name(ACCESS, who), 0)) for who, at in self._rights.items() if who in here
        }
        if moved:
            self.rights_changed += 1
            concerned = [socket for socket in self.sockets if EVERYBODY in moved or socket.who in moved]
            await asyncio.gather(*map(self._ask_again, concerned))
        for stream in streams:
            channel = self.channels.get(stream)
            if channel is not None and channel.cursor is not None:
                channel.known = max(channel.known, stands[stream])
                await self._drain(stream, channel)

    async def _tell_all(self, text):
        for n, socket in enumerate(list(self.sockets), 1):
            if n % BREATH == 0:
                await asyncio.sleep(0)
            await _say(socket, text)

    async def _note_rights(self, who):
        """Remember where the rights of a person stand before they are asked about."""
        keys = {who or EVERYBODY, EVERYBODY} - self._rights.keys()
        if keys and not self.is_alone:
            stands = await database_sync_to_async(_stands)([(ACCESS, key) for key in keys])
            for key in keys:
                self._rights.setdefault(key, stands[name(ACCESS, key)])

    def _spawn(self, function, *arguments):
        task = self.loop.create_task(function(*arguments))
        self._tasks.add(task)  # the loop itself keeps no hold of a task
        task.add_done_callback(self._tasks.discard)

    async def add(self, socket):
        await self.link.open()
        self.sockets.add(socket)
        if self.link.is_down:
            await _say(socket, PAUSED)
        await self._note_rights(socket.who)

    async def remove(self, socket):
        self.sockets.discard(socket)
        for stream in list(socket.streams):
            await self.leave(socket, stream)

    async def join(self, socket, stream, after):
        """Give `socket` what came after its cursor, then everything as it happens, each once and in order."""
        channel = self.channels.get(stream)
        if channel is None:
            channel = self.channels[stream] = Channel()
            channel.opening = self.loop.create_task(self._open(stream, channel))
        missed: list = []
        socket.streams[stream] = missed  # frames that arrive meanwhile wait here
        channel.sockets.add(socket)
        # The stream is heard before it is read, so that nothing falls in between.
        await asyncio.shield(channel.opening)
        at, changes = await database_sync_to_async(replay)(stream, after, [socket.language])
        past = [(at, RELOAD)] if changes is None else [(c, bodies[socket.language]) for c, bodies in changes]
        for cursor, body in [*past, (at, '"joined": true}')]:
            if socket.streams.get(stream) is not missed:
                return
            await socket.tell(_envelope(stream, cursor, body))
        for cursor, text in missed:
            if cursor > at and socket.streams.get(stream) is missed:
                await socket.tell(text)
        if socket.streams.get(stream) is missed:
            socket.streams[stream] = at

    async def _open(self, stream, channel):
        await self.link.add(_group(stream))
        channel.cursor = await database_sync_to_async(cursor)(*parse(stream))
        await self._drain(stream, channel)

    async def leave(self, socket, stream):
        socket.streams.pop(stream, None)
        self.presence.leave(socket, stream)
        channel = self.channels.get(stream)
        if channel:
            channel.sockets.discard(socket)
            if not channel.sockets:
                del self.channels[stream]
                await self.link.discard(_group(stream))

    async def typing(self, socket, stream):
        message = {"type": "typing", "stream": stream, "who": socket.who, "name": socket.person}
        await self._pass(_group(stream), message)

    async def _pass(self, group, message):
        """Say something that is worth nothing later: where the layer does not answer, nobody hears it."""
        if not self.link.is_silent:
            try:
                await get_channel_layer().group_send(group, message)
            except Exception as error:
                _lost(error)

    async def _on_typing(self, message):
        body = json.dumps({"typing": message["name"], "who": message["who"]})[1:]
        channel = self.channels.get(message["stream"])
        for socket in list(channel.sockets) if channel else []:
            if socket.who != message["who"] and socket.may_be_told(message["stream"]):
                await _say(socket, _envelope(message["stream"], 0, body))

    # What `presence` asks of the hub.

    def spawn(self, function, *arguments):
        self._spawn(function, *arguments)

    async def announce(self, stream, message):
        """Tell the other processes; one that is not told now is told again soon."""
        await self._pass(_group(stream), {"type": "presence", "stream": stream, **message})

    async def say(self, socket, stream, body):
        await _say(socket, _envelope(stream, 0, body))

    async def say_to_all(self, sockets, stream, body):
        text = _envelope(stream, 0, body)
        for n, socket in enumerate(list(sockets), 1):
            if n % BREATH == 0:
                await asyncio.sleep(0)
            await _say(socket, text)

    async def _on_presence(self, message):
        self.presence.hear(message["stream"], message)

    async def _on_access(self, message):
        self.rights_changed += 1
        who = message["user"] or EVERYBODY
        self.presence.end_grace(message["user"])
        if who in self._rights:
            self._rights[who] = max(self._rights[who], message.get("at", 0))
        for socket in list(self.sockets):
            if message["user"] in (None, socket.who):
                # Each on its own: asking takes time, and nobody else's news should wait for it.
                self._spawn(self._ask_again, socket)

    async def _ask_again(self, socket):
        try:
            await socket.recheck()
        except Exception:
            log.exception("a socket could not be asked again: it hears nothing more")
            await self.remove(socket)

    async def _on_frame(self, message):
        channel = self.channels.get(message["stream"])
        if channel is not None:
            channel.waiting[message["cursor"]] = message
            await self._drain(message["stream"], channel)

    async def _drain(self, stream, channel):
        """Tell what waits, as far as nothing is missing before it."""
        if channel.telling or channel.cursor is None or self.link.is_down:
            return
        channel.telling = True
        try:
            while not self.link.is_down and (message := channel.waiting.pop(channel.cursor + 1, None)):
                channel.cursor += 1
                await self._pass_on(channel, message)
        finally:
            channel.telling = False
        for at in [at for at in channel.waiting if at <= channel.cursor]:
            del channel.waiting[at]
        if channel.is_behind and channel.patience is None:
            channel.patience = self.loop.call_later(GAP_PATIENCE, self._spawn, self._fill, stream, channel)

    async def _fill(self, stream, channel):
        """A frame never came (its process died between commit and push): go on from the database."""
        channel.patience = None
        is_free = not (channel.telling or self.link.is_down)
        if channel.is_behind and is_free and self.channels.get(stream) is channel:
            channel.telling = True
            try:
                at, changes = await database_sync_to_async(replay)(stream, channel.cursor, LANGUAGES)
                if changes is None:
                    changes = [(at, dict.fromkeys(LANGUAGES, RELOAD))]
                for channel.cursor, bodies in changes:
                    await self._tell(channel, stream, channel.cursor, bodies)
                channel.cursor = at
            except Exception:
                log.exception("a gap in a live stream was not filled")
            finally:
                channel.telling = False
        await self._drain(stream, channel)

    async def _pass_on(self, channel, message):
        part = message["part"]
        channel.held.pop(part, None)
        if held := message["held"]:
            now = self.loop.time()
            if now - channel.recent.get(part, -held) < held:
                channel.held[part] = message
                if channel.release is None:
                    channel.release = self.loop.call_later(held, self._spawn, self._release, channel)
                return
            channel.recent = {p: at for p, at in channel.recent.items() if now - at < PICTURE} | {part: now}
        await self._tell(channel, message["stream"], message["cursor"], await self._read_now(message))

    async def _release(self, channel):
        channel.release = None
        if self.link.is_down:
            return  # told when it goes on
        for part in sorted(channel.held, key=lambda part: channel.held[part]["cursor"]):
            if message := channel.held.get(part):
                channel.recent[part] = self.loop.time()
                bodies = await self._read_now(message)
                if channel.held.get(part) is message:  # else a later change of it came meanwhile, and is held in turn
                    del channel.held[part]
                await self._tell(channel, message["stream"], message["cursor"], bodies)

    async def _read_now(self, message):
        """What a frame says; that of a picture as it stands now, whatever has changed since it was sent."""
        if message["bodies"] is not None:
            return message["bodies"]
        kind, key = parse(message["stream"])
        return await database_sync_to_async(_bodies)(kind, key, message["part"], LANGUAGES)

    async def _tell(self, channel, stream, at, bodies):
        # While a change is held back, a page must not believe it has heard of it.
        heard = min([channel.cursor, *(message["cursor"] - 1 for message in channel.held.values())])
        texts = {language: _envelope(stream, heard, body) for language, body in bodies.items()}
        for n, socket in enumerate(list(channel.sockets), 1):
            if n % BREATH == 0:
                await asyncio.sleep(0)
            joined = socket.streams.get(stream)
            if isinstance(joined, list):
                joined.append((at, texts[socket.language]))
            elif joined is not None and at > joined:
                await _say(socket, texts[socket.language])


async def _say(socket, text):
    """Tell one of many: a socket that breaks must not silence the others."""
    try:
        await socket.tell(text)
    except Exception:
        log.info("a socket broke while it was told something", exc_info=True)


def _envelope(stream, at, body) -> str:
    return f'{{"stream": "{stream}", "cursor": {at}, {body}'


hub = Hub()
