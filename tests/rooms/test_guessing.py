"""A room guessed by its number, and numbers of nothing: every door of rooms says the same, whatever lies behind."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import get_resolver

from governance import clock, throttle
from governance.register.models import Stream
from governance.verdict import Refused
from rooms import actions, urls
from rooms.models import Message
from tests.proposals.factories import MONDAY
from tests.rooms.sending import a_text, sent

pytestmark = pytest.mark.django_db
SECRET = ["Embauche", "Entre nous", "Salaires.txt"]
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def doors(**known):
    """Every address of the rooms that leads to something by its number or its name, filled with what is known."""
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern)
        if PARAMETER.search(route):
            kind = route.partition("/")[0]
            yield "/" + PARAMETER.sub(lambda found, kind=kind: str(_filled(known, kind, *found.groups())), route)


def _filled(known, kind, type_, name):
    return known.get(f"{kind}.{name}", 1 if type_ == "int" else "rien")


def visitor(who):
    client = Client(raise_request_exception=False)
    if who.is_authenticated:
        client.force_login(who)
    return client


@pytest.fixture
def behind(cast, rooms):
    """What lies in a room that guests and strangers do not see, by the names of the addresses that lead to it."""
    message = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    file = sent(rooms.roles.thread, cast.bob, a_text(b"1200", "Salaires.txt"))[0]
    return {
        "spaces.space_slug": cast.space.slug,
        "spaces.room_slug": rooms.roles.slug,
        "threads.pk": rooms.roles.thread_id,
        "files.key": file.key,
        "messages.pk": message.pk,
    }


def test_the_addresses_are_those_of_the_site(behind):
    for path in doors(**behind):
        get_resolver().resolve(path)


@pytest.mark.parametrize("who", ["carol", "dave", "anonymous"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_room_that_is_guessed_says_nothing_and_takes_nothing(cast, behind, who, method):
    before = Message.objects.count()
    client = visitor(getattr(cast, who))
    for path in doors(**behind):
        answer = getattr(client, method)(path, {"body": "Coucou"} if method == "post" else {})
        said = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
        assert answer.status_code in (302, 403, 404, 405), (path, answer.status_code)
        assert [word for word in SECRET if word in said] == [], path
    assert Message.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("number", [0, 999_999, 10**17])
def test_what_does_not_exist_is_answered_as_what_one_may_not_see(cast, behind, method, number):
    nothing = {name: number if name.endswith("pk") else "rien" for name in behind}
    nothing["spaces.space_slug"] = cast.space.slug  # everybody sees the space
    client = visitor(cast.carol)
    for real, unreal in zip(doors(**behind), doors(**nothing), strict=True):
        answers = [getattr(client, method)(path, {"body": "Coucou"}).status_code for path in (unreal, real)]
        assert answers[0] in (302, 403, 404, 405), (unreal, answers)
        assert answers[0] == answers[1], (unreal, real, answers)


def test_ten_thousand_messages_in_a_minute_are_thirty_and_nothing_of_the_others_is_kept(cast, settings):
    settings.THROTTLE = {**settings.THROTTLE, "message": (30, 60)}
    caches["throttle"].clear()
    thread, refusals = cast.room.thread, []
    with clock.pretend(MONDAY):
        for n in range(10_000):
            try:
                throttle.paced("message", actions.post_message, thread, by=cast.faye, body=f"Mot {n}")
            except Refused as refused:
                refusals.append(refused.verdict)
    thread.refresh_from_db()
    assert (Message.objects.filter(thread=thread).count(), len(refusals), thread.length) == (30, 9_970, 30)
    assert Stream.objects.get(kind="thread", key=thread.pk).cursor == 30
    assert {verdict.remedy for verdict in refusals} == {"wait"}
    assert all("C’est beaucoup à la fois" in verdict.why for verdict in refusals)
