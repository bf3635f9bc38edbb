"""Palabre as people reach it, served in a process of its own, with a few doors for the tests beside it.

    daphne tests.browser.server:application

`/-/forget/` drops what the process remembers of a database that the tests have emptied since.
`/-/cut/<id>/` hangs up on somebody without a word, as a failing network does.
`/-/pause/` and `/-/go-on/` do what happens when the channel layer stops and when it is back.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

# Apps must be loaded before anything of ours is imported.
from governance.asgi import application as palabre  # isort: skip
from django.contrib.contenttypes.models import ContentType  # isort: skip
from governance.live import hub  # isort: skip


async def application(scope, receive, send):
    door = scope["path"].strip("/").split("/") if scope["type"] == "http" else []
    if door[:1] != ["-"]:
        return await palabre(scope, receive, send)
    if door[1] == "forget":
        ContentType.objects.clear_cache()
    elif door[1] == "cut":
        for socket in [socket for socket in hub.sockets if socket.who == int(door[2])]:
            await socket.close(3000)
    elif door[1] == "pause":
        hub.link.is_down = True
        await hub.suspended()
    elif door[1] == "go-on":
        await hub.look_over()
        hub.link.is_down = False
        await hub.resumed()
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})
