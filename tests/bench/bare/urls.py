"""Three views of a few lines: read a row, say something, cast a ballot."""

import json
from pathlib import Path

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import path

from tests.bench.bare.models import Ballot, Row, Vote

PAGE = engines["django"].from_string((Path(__file__).parent / "row.html").read_text())


def row(request, pk):
    return HttpResponse(PAGE.render({"row": get_object_or_404(Row, pk=pk), "user": request.user}, request))


def say(request, group):
    """One row, then one message to the layer: `hub` has one member a process, `plain` one a socket."""
    said = Row.objects.create(title=request.user.display_name, body=request.POST["body"])
    text = json.dumps({"id": said.pk, "who": said.title, "body": said.body})
    async_to_sync(get_channel_layer().group_send)(group, {"type": "said", "text": text})
    return HttpResponse(status=204)


@transaction.atomic
def ballot(request, pk):
    vote = Vote.objects.select_for_update().get(pk=pk)
    Ballot.objects.create(vote=vote, person=request.user, choice=request.POST["choice"])
    Vote.objects.filter(pk=pk).update(count=F("count") + 1)
    return HttpResponse(status=204)


urlpatterns = [
    path("row/<int:pk>/", row),
    path("say/<slug:group>/", say),
    path("ballot/<int:pk>/", ballot),
]
