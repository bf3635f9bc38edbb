"""What assemblies tell the house: who reads and hears their things, and what a message may become here."""

from governance import live
from governance.assemblies.models import AgendaRequest
from governance.assemblies.views.requests import requests_of
from governance.register import visibility
from rooms import becoming


def declare():
    def visible(user):
        return AgendaRequest.objects.visible_to(user)

    visibility.declare("agendarequest", lambda user: visible(user).values("pk"))
    live.declare("agendarequest", may_join=lambda user, key: visible(user).filter(pk=key).exists())
    becoming.declare("agendarequest", becoming.Thing(requests_of))


declare()
