"""What ties a process to the channel layer: it listens for the hub, notices when nothing arrives, and comes back.

A layer outside the process (Redis) may stop, start again empty, or fall silent. A pulse is sent through it each second
and waited for; one that does not come back says that news may have been lost. Then every group is joined anew.
"""

import asyncio
import logging
import random
import time

from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)

# Seconds between two pulses. Less than the second for which the layer itself stays deaf after it was cut off: no cut
# falls between two pulses.
PULSE = 0.8
TURN, TURNS = 0.1, 20  # a pulse is late after so many turns: a busy process does not take its own delay for a silence
TENDING = 5.0  # seconds between two looks at what was said in vain
BOUND = 5.0  # seconds that one attempt to come back may take
FIRST, LONGEST = 0.2, 5.0  # seconds between two attempts to come back, twice as many each time
SILENCE = 5.0  # seconds during which nothing more is sent through a layer that has just failed


class Link:
    """One membership of the layer. Its hub says which groups it hears, and is told what arrives and what changes."""

    def __init__(self, hub):
        self.hub = hub
        self.member = None
        self.is_down = False  # and every page was told so
        self._carries = False
        self._silent_until = 0.0
        self._opening = asyncio.Lock()
        self._doubt = asyncio.Event()
        self._reader = self._keeper = self._echo = self._pulse = None
        self._waits = None  # the member for which the reader waits, and nothing else

    @property
    def is_inside(self):
        """Whether the layer is nothing but the memory of this process, which does not fail."""
        return isinstance(get_channel_layer(), InMemoryChannelLayer)

    @property
    def is_silent(self):
        """Whether sending is in vain, as far as is known: what is not sent is found in the database later."""
        return self.is_down or time.monotonic() < self._silent_until

    def failed(self):
        """Something could not be sent: for a moment nothing more is, and the keeper asks at once what is the matter."""
        self._silent_until = time.monotonic() + SILENCE
        if self._keeper:
            self._doubt.set()

    async def open(self):
        """Start to listen, once. Nobody waits long for a layer that does not answer."""
        async with self._opening:
            if self._keeper or self._reader:
                return
            if self.is_inside:
                return await self._enter()
            if not await self._enters():
                await self._suspend()
            self._keeper = asyncio.create_task(self._keep())

    async def close(self):
        tasks = [task for task in (self._keeper, self._reader, self._echo) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def add(self, group):
        if self._carries:  # else it is joined on the way back, with all others
            await self._do(get_channel_layer().group_add(group, self.member))

    async def discard(self, group):
        if self._carries:
            await self._do(get_channel_layer().group_discard(group, self.member))

    async def _do(self, asked):
        try:
            await asked
        except Exception:
            if self.is_inside:
                raise
            self._carries = False
            self._doubt.set()

    # --- Listening ---

    async def _enters(self) -> bool:
        try:
            async with asyncio.timeout(BOUND):
                await self._enter()
        except Exception as error:
            log.info("the channel layer cannot be joined: %r", error)
            return False
        return True

    async def _enter(self):
        """Become a member of the layer anew, and of every group that the hub hears."""
        layer = get_channel_layer()
        await self._let_go(layer)
        self.member = await layer.new_channel()
        self._pulse = None if self.is_inside else await layer.new_channel()
        joined = set()
        while missing := self.hub.groups() - joined:
            for group in missing:
                await layer.group_add(group, self.member)
            joined |= missing
        self._carries = True
        self._reader = asyncio.create_task(self._read(layer, self.member))

    async def _let_go(self, layer):
        """Drop what is left of the last membership, its connections included: they may be half open."""
        reader, echo, left = self._reader, self._echo, self.member
        self._reader = self._echo = self.member = None
        try:
            if self._pulse or self.is_down:
                await layer.flush()
        finally:
            if reader and self._waits == left:
                reader.cancel()  # else it is telling something to the end, and leaves after
            if echo:
                echo.cancel()

    async def _read(self, layer, member):
        while self.member == member:
            try:
                self._waits = member
                message = await layer.receive(member)
                self._waits = None
                await self.hub.handle(message)
            except Exception:
                log.exception("a live frame was not handed on")
                await asyncio.sleep(0.1)

    # --- Keeping ---

    async def _keep(self):
        wait = tended = 0.0
        while True:
            try:
                if self._carries and await self._comes_back():
                    wait = self._silent_until = 0.0
                    if self.is_down or time.monotonic() - tended > TENDING:
                        await self.hub.look_over()
                        tended = time.monotonic()
                    if self.is_down:
                        await self._resume()
                    await self._rest()
                    continue
                self._carries = False
                await self._suspend()
                await asyncio.sleep(wait * random.uniform(0.6, 1.2))
                wait = min(max(2 * wait, FIRST), LONGEST)
                await self._enters()
            except Exception:
                log.exception("the link to the channel layer was not looked after")
                await asyncio.sleep(1)

    async def _comes_back(self) -> bool:
        """Whether a pulse arrives. It has a channel of its own: what waits in line for the hub does not delay it."""
        layer = get_channel_layer()
        try:
            async with asyncio.timeout(BOUND):
                await layer.send(self._pulse, {"type": "pulse"})
        except Exception:
            return False
        self._echo = asyncio.create_task(layer.receive(self._pulse))
        for _turn in range(TURNS):
            if (await asyncio.wait({self._echo}, timeout=TURN))[0]:
                return self._echo.exception() is None
        return False

    async def _rest(self):
        try:
            await asyncio.wait_for(self._doubt.wait(), PULSE)
        except TimeoutError:
            return
        self._doubt.clear()

    async def _suspend(self):
        if not self.is_down:
            self.is_down = True
            log.warning("Redis does not answer: live updates are paused, and pages say so.")
            await self.hub.suspended()

    async def _resume(self):
        self.is_down = False
        log.warning("Redis answers again: live updates go on.")
        await self.hub.resumed()
