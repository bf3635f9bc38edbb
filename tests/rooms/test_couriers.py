"""Couriers side by side: a channel that is slow keeps only its own waiting, and what arrived long ago is forgotten."""

import threading
from datetime import timedelta

import pytest

from governance import clock
from governance.worker import COURIERS, Clock, Courier
from rooms import actions, outbox, outside
from rooms.models import Delivery, Hook
from tests.proposals.factories import MONDAY, later
from tests.rooms.test_webhooks import channel, settle  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield


@pytest.fixture
def channels(cast, channel):  # noqa: F811
    """Two rooms, each with a channel of its own: `channels.slow` and `channels.quick`."""
    slow, _secret = settle(cast, channel)
    room = actions.open_room(cast.space, by=cast.alice, name="Jardin")
    quick, _secret = settle(cast, channel, room=room, address=f"http://{channel.place}/hooks/quick")
    return slow, quick


def write(hook, *keys):
    for key in keys:
        Delivery.objects.create(hook=hook, key=key, body={"text": key}, next_at=clock.now())


def keys(**found):
    return list(Delivery.objects.filter(**found).order_by("pk").values_list("key", flat=True))


def test_while_one_courier_waits_for_a_channel_another_sends_to_the_others(channels, monkeypatch):
    slow, quick = channels
    write(slow, "a", "b")
    write(quick, "c", "d")
    sent = []

    def post(address, *_rest):
        sent.append(address.rpartition("/")[2])
        if len(sent) == 1:  # it is slow to answer: meanwhile another courier comes by
            assert outbox.deliver_due() == 2
            assert keys(sent_at=None) == ["a", "b"]
        return 200

    monkeypatch.setattr(outside, "post", post)
    assert outbox.deliver_due() == 2
    assert (sent[1:3], keys(sent_at=None)) == (["quick", "quick"], [])


@pytest.mark.parametrize("trouble", ["timeout", "connection", "name", "certificate"])
def test_a_channel_where_nobody_is_reached_is_not_asked_again_for_each_announcement(channels, monkeypatch, trouble):
    slow, quick = channels
    write(slow, "a", "b", "c")
    write(quick, "d")
    asked = []

    def post(address, *_rest):
        asked.append(address)
        if "quick" in address:
            return 200
        raise outside.Unreachable(trouble)

    monkeypatch.setattr(outside, "post", post)
    assert outbox.deliver_due() == 1
    assert len(asked) == 2
    assert {(one.next_at - MONDAY, one.attempts) for one in Delivery.objects.filter(key__in="bc")} == {
        (outbox.PAUSES[0], 0)
    }


def test_what_waited_with_it_leaves_when_the_channel_is_back(channels, monkeypatch):
    slow, _quick = channels
    write(slow, "a", "b", "c")
    answers = [outside.Unreachable("timeout")]

    def post(*_call):
        if answers:
            raise answers.pop()
        return 200

    monkeypatch.setattr(outside, "post", post)
    assert outbox.deliver_due() == 0
    with later(minutes=1):
        assert outbox.deliver_due() == 3


def test_a_channel_that_answers_badly_is_given_each_announcement(channels, monkeypatch):
    slow, _quick = channels
    write(slow, "a", "b")
    answers = [500, 200]
    monkeypatch.setattr(outside, "post", lambda *_call: answers.pop(0))
    assert outbox.deliver_due() == 1
    assert keys(sent_at=None) == ["a"]


def test_what_arrived_is_forgotten_after_thirty_days_and_what_did_not_after_ninety(channels):
    hook = channels[0]
    write(hook, "old", "recent", "given up", "waits")
    Delivery.objects.filter(key="old").update(sent_at=MONDAY, next_at=None)
    Delivery.objects.filter(key="recent").update(sent_at=MONDAY + timedelta(days=2), next_at=None)
    Delivery.objects.filter(key="given up").update(next_at=None)
    with later(days=30):
        assert outbox.forget_old() == 0
    with later(days=31):
        assert outbox.forget_old() == 1
        assert keys() == ["recent", "given up", "waits"]
    with later(days=91):
        assert outbox.forget_old() == 2
        assert keys() == ["waits"]
    assert Hook.objects.filter(pk=hook.pk).exists()


def test_the_clock_starts_a_few_couriers_and_a_postman_and_one_of_them_forgets(monkeypatch):
    started, did = [], []
    monkeypatch.setattr(Courier, "start", lambda courier: started.append(courier))
    clock_ = Clock()
    clock_.stop()
    clock_.run()
    assert [courier._forgets for courier in started] == [True] + [False] * COURIERS

    class Twice(threading.Event):
        def wait(self, _seconds):
            did.append("look")
            return len(did) > 4

    monkeypatch.setattr(outbox, "deliver_due", lambda: did.append("send"))
    monkeypatch.setattr(outbox, "forget_old", lambda: did.append("forget"))
    Courier(Twice()).run()
    assert did == ["look", "send", "forget", "look", "send", "look"]
