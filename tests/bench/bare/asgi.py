"""Two ways to reach the sockets: one layer member a process handing on in memory, or one a socket."""

import asyncio
import os

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.bare.settings")
pages = get_asgi_application()

sockets = set()
tasks = []


async def hand_on():
    layer = get_channel_layer()
    member = await layer.new_channel()
    await layer.group_add("hub", member)
    while True:
        message = await layer.receive(member)
        for socket in list(sockets):
            await socket.send(text_data=message["text"])


class Hub(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        if not tasks:
            tasks.append(asyncio.get_running_loop().create_task(hand_on()))
        sockets.add(self)
        await self.send(text_data="joined")

    async def disconnect(self, code):
        sockets.discard(self)


class Plain(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.channel_layer.group_add("plain", self.channel_name)
        await self.send(text_data="joined")

    async def said(self, message):
        await self.send(text_data=message["text"])

    async def disconnect(self, code):
        await self.channel_layer.group_discard("plain", self.channel_name)


router = URLRouter([path("hub/", Hub.as_asgi()), path("plain/", Plain.as_asgi())])
application = ProtocolTypeRouter({"http": pages, "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(router))})
