"""The roof for servers: pages by Django, sockets by the one consumer, and the embedded clock."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
pages = get_asgi_application()

# Apps must be loaded before anything of ours is imported.
from django.conf import settings  # noqa: E402

from governance.live import hub  # noqa: E402
from governance.worker import Clock  # noqa: E402
from rooms.consumers import LiveConsumer  # noqa: E402

sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([path("live/", LiveConsumer.as_asgi())])))
router = ProtocolTypeRouter({"http": pages, "websocket": sockets})

_clock = Clock()


async def application(scope, receive, send):
    """Every connection passes here: the first one gives the hub its loop and, embedded, starts the clock."""
    hub.start()
    if not settings.REDIS_URL and _clock.ident is None:
        _clock.start()
    await router(scope, receive, send)
