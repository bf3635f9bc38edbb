"""The one socket: it joins, hears and leaves. It never decides, and nothing it receives is stored."""

import json

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user_model
from django.contrib.auth.models import AnonymousUser

from governance import live

LONGEST_FRAME = 200  # characters: the three kinds of frame are short
MOST_STREAMS = 20
TYPING_PAUSE = 1.0  # seconds between two « is typing » of one socket

MALFORMED, REFUSED, TOO_LONG, TOO_MANY = 4400, 4403, 4413, 4429


class LiveConsumer(AsyncWebsocketConsumer):
    channel_layer_alias = None  # the hub hears the layer for all sockets of the process

    async def connect(self):
        user = self.scope["user"]
        self.who = user.pk
        self.person = user.display_name if user.is_authenticated else ""
        self.language = user.language if user.is_authenticated else self._cookie_language()
        self.streams = {}
        self.standings = {}  # stream -> what this person is to those who are there
        self.is_shown = user.is_authenticated and user.shows_presence
        self.typed_at = 0.0
        await self.accept()
        await live.hub.add(self)

    def _cookie_language(self):
        asked = self.scope.get("cookies", {}).get(settings.LANGUAGE_COOKIE_NAME)
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    async def receive(self, text_data=None, bytes_data=None):
        if len(text_data or bytes_data or "") > LONGEST_FRAME:
            return await self.close(TOO_LONG)
        try:
            frame = json.loads(text_data)
            ((verb, stream),) = ((k, v) for k, v in frame.items() if k != "cursor")
            act = {"join": self._join, "leave": self._leave, "typing": self._typing}[verb]
            live.parse(stream)
            after = int(frame.get("cursor", 0))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            return await self.close(MALFORMED)
        await act(stream, after)

    async def _join(self, stream, after):
        if stream not in self.streams and len(self.streams) >= MOST_STREAMS:
            return await self.close(TOO_MANY)
        before = live.hub.rights_changed
        if not await self._may_join(stream):
            return await self._put_out()
        await live.hub.join(self, stream, after)
        self._stand(stream)
        if live.hub.rights_changed != before:
            await self.recheck()

    async def _leave(self, stream, _after):
        await live.hub.leave(self, stream)

    async def _typing(self, stream, _after):
        now = live.hub.loop.time()
        if self.is_shown and self.may_be_told(stream) and now - self.typed_at >= TYPING_PAUSE:
            self.typed_at = now
            await live.hub.typing(self, stream)

    def may_be_told(self, stream) -> bool:
        """Whether this person is one of those who are told who writes in a talk."""
        return stream in self.streams and self.standings.get(stream) is not None

    async def tell(self, text):
        # Straight to the server: what `send` does besides is to look at the type of its arguments, for each reader.
        await self.base_send({"type": "websocket.send", "text": text})

    async def recheck(self):
        """Leave with a reason as soon as one of the joined streams is no longer this person's to see."""
        for stream in list(self.streams):
            if not await self._may_join(stream):
                return await self._put_out()
            self._stand(stream)

    def _stand(self, stream):
        live.hub.presence.stand(self, stream, self.standings.get(stream))

    async def _put_out(self):
        # Out of the hub first: between our close and the browser's answer nothing more is heard.
        live.hub.presence.put_out(self)
        await live.hub.remove(self)
        await self.close(REFUSED)

    @database_sync_to_async
    def _may_join(self, stream):
        user = AnonymousUser()
        if self.who:
            user = get_user_model().objects.filter(pk=self.who, is_active=True).first()
            session = self.scope["session"]
            if user is None or not session.exists(session.session_key):
                return False
            if session.get(HASH_SESSION_KEY) != user.get_session_auth_hash():
                return False  # a new password ends every session that the old one opened
        if not live.may_join(user, stream):
            return False
        if self.who:  # read anew: what somebody says of themselves holds for the pages they have open
            self.person, self.is_shown = user.display_name, user.shows_presence
            self.standings[stream] = live.standing(user, stream)
        return True

    async def disconnect(self, code):
        await live.hub.remove(self)
