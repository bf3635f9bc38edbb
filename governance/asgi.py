"""The roof for servers: pages by Django, sockets by the one consumer, and the embedded clock."""

import gc
import os
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.core.asgi import get_asgi_application
from django.http.request import validate_host
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
pages = get_asgi_application()

# Apps must be loaded before anything of ours is imported.
from django.conf import settings  # noqa: E402

from governance.live import hub  # noqa: E402
from governance.worker import Clock  # noqa: E402
from rooms.consumers import LiveConsumer  # noqa: E402

# What is loaded by now stays for good: collections need not walk over it, nor come in the middle of most pages.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)


def _place(address):
    """(scheme, host, port) of an address, as browsers compare them; None when it is not one."""
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return None


def is_own(scope) -> bool:
    """Whether a socket comes from a page of this very site: its scheme, its host and its port."""
    headers = {name.lower(): value.decode("latin1") for name, value in scope["headers"]}
    told = headers.get(b"x-forwarded-proto") if settings.BEHIND_PROXY else None
    secure = settings.HTTPS or scope.get("scheme") == "wss" or (told or "").split(",")[0].strip() == "https"
    here = _place(f"{'https' if secure else 'http'}://{headers.get(b'host', '')}")
    if here is None or not here[1] or not validate_host(_bracketed(here[1]), settings.ALLOWED_HOSTS):
        return False
    return _place(headers.get(b"origin", "")) == here


def _bracketed(host):
    return f"[{host}]" if ":" in host else host


class OwnPages:
    """No page of another site opens a socket here with somebody's cookies."""

    def __init__(self, application):
        self.application = application

    async def __call__(self, scope, receive, send):
        application = self.application if is_own(scope) else WebsocketDenier()
        return await application(scope, receive, send)


sockets = OwnPages(AuthMiddlewareStack(URLRouter([path("live/", LiveConsumer.as_asgi())])))
router = ProtocolTypeRouter({"http": pages, "websocket": sockets})

_clock = Clock()


async def application(scope, receive, send):
    """Every connection passes here: the first one gives the hub its loop and, embedded, starts the clock."""
    hub.start()
    if not settings.REDIS_URL and _clock.ident is None:
        _clock.start()
    await router(scope, receive, send)
