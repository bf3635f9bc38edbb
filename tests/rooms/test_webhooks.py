"""What a room announces outside: signed, tried again, once under one number, and never to a private network."""

import hashlib
import hmac
import json
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import Mock

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from governance import clock
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.worker import tick
from rooms import actions, hooks, outbox, outside
from rooms.models import Delivery, Hook
from tests.cast import archive
from tests.proposals.factories import MONDAY, a_proposal, later, refused
from tests.voting.factories import moment_after, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield


class Channel:
    """A real server on this machine that keeps what it hears and answers as it is told."""

    def __init__(self):
        self.heard, self.answers = [], []
        channel = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                channel.heard.append((self.path, dict(self.headers), body))
                answer = channel.answers.pop(0) if channel.answers else 200
                if callable(answer):
                    return answer(self)
                self.send_response(answer)
                if 300 <= answer < 400:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_said):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def place(self):
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def address(self):
        return f"http://{self.place}/hooks/abc?x=1"

    def bodies(self):
        return [json.loads(body) for _path, _headers, body in self.heard]


@pytest.fixture
def channel(settings):
    channel = Channel()
    settings.HOOKS_OF_THE_TESTS = (channel.place,)
    yield channel
    channel.server.shutdown()
    channel.server.server_close()


def settle(cast, channel, room=None, by=None, **given):
    given = {"service": "other", "address": channel.address} | given
    return hooks.settle_hook(room or cast.room, by=by or cast.alice, **given)


def as_(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


def page_of(room):
    return reverse("room-hook", args=[room.space.slug, room.slug])


def plain(answer):
    return answer.content.decode().replace("\xa0", " ")


# --- What arrives ------------------------------------------------------------------------------------


def test_dg_13_a_decision_that_opens_and_closes_is_sent_with_its_link_to_pin_and_to_unpin(cast, channel):
    settle(cast, channel)
    vote = opened(cast)
    with moment_after(vote):
        tick()
        outbox.deliver_due()
    assert [(body["event"], body["pin"], body["title"]) for body in channel.bodies()] == [
        ("vote.opened", "pin", "Quelle couleur ?"),
        ("vote.counted", "unpin", "Quelle couleur ?"),
    ]
    assert channel.bodies()[0]["link"] == f"http://localhost:8000{reverse('vote', args=[vote.pk])}"
    assert channel.heard[0][0] == "/hooks/abc?x=1"


def test_it_is_sent_once_however_often_the_courier_passes(cast, channel):
    settle(cast, channel)
    opened(cast)
    assert [outbox.deliver_due() for _time in range(3)] == [1, 0, 0]
    assert len(channel.heard) == 1


def test_it_is_signed_over_its_moment_and_its_body(cast, channel):
    _hook, secret = settle(cast, channel)
    opened(cast)
    outbox.deliver_due()
    _path, headers, body = channel.heard[0]
    moment, seal = (part.partition("=")[2] for part in headers["X-Palabre-Signature"].split(","))
    assert seal == hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert int(moment) == int(MONDAY.timestamp())
    assert headers["Idempotency-Key"] == headers["X-Palabre-Delivery"] == str(Delivery.objects.get().number)


@pytest.mark.parametrize(
    ("service", "name"), [("mattermost", "username"), ("rocket_chat", "alias"), ("matrix", "username")]
)
def test_each_service_gets_its_own_words(cast, channel, service, name):
    settle(cast, channel, service=service)
    opened(cast, title="*Qui* ? @all [ici](https://mal.test) <b>")
    outbox.deliver_due()
    (body,) = channel.bodies()
    assert body[name] == "Palabre" and "@all" not in body["text"]
    if service != "matrix":
        assert r"\*Qui\*" in body["text"] and "[ici](https" not in body["text"]
    else:
        assert "<b>" not in body["html"] and "&lt;b&gt;" in body["html"]


def test_the_language_of_the_channel_is_its_own(cast, channel):
    settle(cast, channel, language="en")
    opened(cast)
    assert "A vote is open: Quelle couleur ?" in Delivery.objects.get().body["text"]


def test_what_was_undone_is_not_sent(cast, channel):
    settle(cast, channel)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        opened(cast)
        raise ZeroDivisionError
    assert (outbox.deliver_due(), channel.heard) == (0, [])


# --- Troubles ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [500, 503, 429])
def test_a_server_in_trouble_is_tried_again_later_and_later(cast, channel, answer):
    settle(cast, channel)
    opened(cast)
    channel.answers = [answer] * 9
    waits, now = [], MONDAY
    for _time in range(9):
        with clock.pretend(now):
            outbox.deliver_due()
            delivery = Delivery.objects.get()
        if delivery.next_at is None:
            break
        waits.append(delivery.next_at - now)
        now = delivery.next_at
    assert waits == outbox.PAUSES
    assert (delivery.attempts, delivery.status, len({h["Idempotency-Key"] for _p, h, _b in channel.heard})) == (
        6, answer, 1,
    )  # fmt: skip


def test_it_arrives_at_the_second_attempt_and_no_third_one_is_made(cast, channel):
    settle(cast, channel)
    opened(cast)
    channel.answers = [500]
    outbox.deliver_due()
    assert outbox.deliver_due() == 0  # too early
    with later(minutes=1):
        assert outbox.deliver_due() == 1
    with later(days=2):
        assert outbox.deliver_due() == 0
    assert len(channel.heard) == 2


@pytest.mark.parametrize("answer", [301, 302, 307, 308, 400, 404, 410])
def test_an_answer_that_leads_elsewhere_or_refuses_is_not_followed_nor_tried_again(cast, channel, answer):
    settle(cast, channel)
    opened(cast)
    channel.answers = [answer]
    outbox.deliver_due()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.next_at, delivery.sent_at, len(channel.heard)) == (answer, None, None, 1)


def test_a_server_that_never_answers_is_left_after_a_while(cast, channel, monkeypatch):
    monkeypatch.setattr(outside, "PATIENCE", 0.2)
    settle(cast, channel)
    opened(cast)
    over = threading.Event()
    channel.answers = [lambda handler: over.wait()]
    try:
        assert outbox.deliver_due() == 0
    finally:
        over.set()
    assert Delivery.objects.get().trouble == "timeout"


def test_a_server_that_answers_letter_by_letter_is_cut(cast, channel, monkeypatch):
    monkeypatch.setattr(outside, "DEADLINE", 0.5)
    settle(cast, channel)
    opened(cast)

    over, said, whole = threading.Event(), [], b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 2_000

    def drip(handler):
        for letter in whole:
            try:
                handler.wfile.write(bytes([letter]))
                handler.wfile.flush()
            except OSError:
                return
            said.append(letter)
            if over.wait(0.05):  # each word comes long before patience ends
                return

    channel.answers = [drip]
    try:
        assert outbox.deliver_due() == 0
    finally:
        over.set()
    assert 0 < len(said) < len(whole)
    assert Delivery.objects.get().sent_at is None


def test_of_an_answer_of_ten_megabytes_little_is_read(cast, channel):
    settle(cast, channel)
    opened(cast)
    sent = []

    def flood(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            for _n in range(1_000):
                handler.wfile.write(b"x" * 10_000)
                sent.append(10_000)
        except OSError:
            pass

    channel.answers = [flood]
    assert outbox.deliver_due() == 1
    assert sum(sent) < 10_000_000


def test_a_closed_port_is_tried_again(cast, channel):
    settle(cast, channel)
    opened(cast)
    channel.server.shutdown()
    channel.server.server_close()
    outbox.deliver_due()
    delivery = Delivery.objects.get()
    assert (delivery.trouble, delivery.next_at) == ("connection", MONDAY + timedelta(minutes=1))


def test_a_courier_that_dies_on_its_way_delays_and_loses_nothing(cast, channel, monkeypatch):
    settle(cast, channel)
    opened(cast)
    with monkeypatch.context() as accident:
        accident.setattr(outside, "post", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            outbox.deliver_due()
    assert outbox.deliver_due() == 0  # still claimed
    with later(minutes=3):
        assert outbox.deliver_due() == 1
    assert len(channel.heard) == 1


def test_one_that_fails_keeps_no_other_waiting(cast, channel):
    settle(cast, channel)
    a_proposal(cast)
    channel.answers = [500]
    assert outbox.deliver_due() == 1
    assert len(channel.heard) == 2


# --- Never inside ------------------------------------------------------------------------------------

INSIDE = [
    "https://169.254.169.254/latest/meta-data/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://app.localhost/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[ff02::1]/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://017700000001/",
    "https://127.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.3.4/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://intranet/",
    "https://printer.local/",
    "https://db.internal/",
]


@pytest.mark.parametrize("address", INSIDE)
def test_a_webhook_is_never_settled_inside(cast, address):
    with refused("réseau privé"):
        hooks.settle_hook(cast.room, by=cast.alice, service="other", address=address)
    assert not Hook.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://",
        "example.org",
        "https://user:password@example.org/",
        "https://exa mple.org/",
        "https://example.org/\r\nX: 1",
        "https://exämple.org/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/#part",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused(cast, address):
    with refused("n’est pas celle d’un webhook"):
        hooks.settle_hook(cast.room, by=cast.alice, service="other", address=address)


@pytest.mark.parametrize("address", ["https://example.org:22/", "https://example.org:6379/"])
def test_only_the_ports_of_the_web_are_allowed(cast, address):
    with refused("ports"):
        hooks.settle_hook(cast.room, by=cast.alice, service="other", address=address)


def test_without_a_seal_nothing_leaves_a_public_instance(cast):
    with refused("https"):
        hooks.settle_hook(cast.room, by=cast.alice, service="other", address="http://example.org/")


@pytest.mark.parametrize("numbers", [["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"], ["::ffff:192.168.0.1"]])
def test_a_name_that_leads_inside_is_left_alone(cast, monkeypatch, numbers):
    connected = []
    found = [(0, 0, 0, "", (number, 443)) for number in numbers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_k: connected.append(a))
    hooks.settle_hook(cast.room, by=cast.alice, service="other", address="https://chat.example.org/hooks/1")
    opened(cast)
    outbox.deliver_due()
    delivery = Delivery.objects.get()
    assert (delivery.trouble, delivery.next_at, connected) == ("private", None, [])


def test_a_name_is_looked_up_once_and_its_number_is_the_one_connected_to(monkeypatch):
    asked, connected = [], []
    answers = iter(["93.184.216.34", "127.0.0.1"])  # rebinding: another answer the second time

    def look_up(host, *_rest, **_more):
        asked.append(host)
        return [(0, 0, 0, "", (next(answers), 443))]

    def connect(place, *_rest):
        connected.append(place)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outside.Unreachable):
        outside.post("https://chat.example.org/hooks/1", b"{}", {})
    assert (asked, connected) == (["chat.example.org"], [("93.184.216.34", 443)])


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_numbers_are_public(address):
    assert outside.is_public(address)


# --- Who settles it, and what is shown ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("bob", 403), ("carol", 403), ("dave", 403), ("anonymous", 403)]
)
def test_the_facilitation_settles_it(cast, channel, who, status):
    assert as_(getattr(cast, who)).get(page_of(cast.room)).status_code == status
    data = {"service": "other", "language": "fr", "address": channel.address}
    assert as_(getattr(cast, who)).post(page_of(cast.room), data).status_code == status
    assert Hook.objects.exists() is (status == 200)


@pytest.mark.parametrize("who", ["carol", "dave", "anonymous"])
def test_the_page_of_a_room_that_one_does_not_see_is_not_found(cast, rooms, who):
    assert as_(getattr(cast, who)).get(page_of(rooms.roles)).status_code == 404


def test_the_secret_is_shown_once_and_the_address_never(cast, channel):
    client = as_(cast.alice)
    data = {"service": "mattermost", "language": "fr", "address": channel.address}
    first = client.post(page_of(cast.room), data)
    secret = outbox.unseal(Hook.objects.get().sealed_secret)
    assert secret in plain(first) and first.headers["Cache-Control"] == "no-store"
    assert secret not in plain(client.get(page_of(cast.room)))
    assert not any("/hooks/abc" in plain(page) for page in (first, client.get(page_of(cast.room))))
    hook = Hook.objects.get()
    assert "/hooks/abc" not in hook.sealed_address and secret not in hook.sealed_secret


def test_a_wrong_address_comes_back_with_its_reason(cast):
    data = {"service": "mattermost", "language": "fr", "address": "https://10.0.0.1/hooks/abc"}
    answer = as_(cast.alice).post(page_of(cast.room), data)
    assert (answer.status_code, "réseau privé" in plain(answer)) == (403, True)


def test_saving_without_an_address_keeps_the_one_there_is_and_its_secret(cast, channel):
    _hook, secret = settle(cast, channel)
    hook, again = settle(cast, channel, address="", service="mattermost")
    assert (again, outbox.unseal(hook.sealed_secret), hook.service) == ("", secret, "mattermost")


def test_the_register_keeps_who_sends_a_room_outside_and_not_where_to(cast, channel):
    settle(cast, channel)
    hooks.stop_hook(cast.room, by=cast.alice)
    entries = Entry.objects.filter(act__startswith="room.hook").select_related("payload")
    assert [entry.act for entry in entries.order_by("seq")] == ["room.hook_settled", "room.hook_stopped"]
    assert not any("hooks/abc" in entry.payload.canonical for entry in entries)


def test_once_stopped_nothing_goes_out_and_what_waited_is_given_up(cast, channel):
    settle(cast, channel)
    opened(cast)
    hooks.stop_hook(cast.room, by=cast.alice)
    opened(cast, title="Une autre ?")
    assert (outbox.deliver_due(), channel.heard, Delivery.objects.count()) == (0, [], 1)


def test_the_log_says_what_did_not_arrive_and_sends_it_again(cast, channel):
    settle(cast, channel)
    opened(cast)
    channel.answers = [404]
    outbox.deliver_due()
    client = as_(cast.alice)
    page = plain(client.get(page_of(cast.room)))
    assert "pas arrivée" in page and "réponse 404" in page and "Quelle couleur ?" in page
    client.post(reverse("delivery-again", args=[Delivery.objects.get().pk]))
    assert outbox.deliver_due() == 1


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("dave", 403), ("anonymous", 403)])
def test_others_send_nothing_again(cast, channel, who, status):
    settle(cast, channel)
    opened(cast)
    where = reverse("delivery-again", args=[Delivery.objects.get().pk])
    assert as_(getattr(cast, who)).post(where).status_code == status


def test_what_arrived_is_not_sent_again(cast, channel):
    settle(cast, channel)
    opened(cast)
    outbox.deliver_due()
    with refused("déjà arrivée"):
        hooks.send_again(Delivery.objects.get(), by=cast.alice)


# --- Private rooms -----------------------------------------------------------------------------------


def test_a_room_that_not_everybody_sees_goes_out_by_agreement_only(cast, rooms, channel):
    with refused("Tout le monde ne voit pas ce salon"):
        settle(cast, channel, room=rooms.members)
    hook, _secret = settle(cast, channel, room=rooms.members, tells_what_is_not_public=True)
    assert hook.agreed_for == "members"


def test_a_public_room_that_becomes_private_is_told_no_more_even_what_waited(cast, channel):
    settle(cast, channel)
    opened(cast)
    actions.change_room(cast.room, by=cast.alice, visibility="members")
    opened(cast, title="Entre nous ?")
    assert (outbox.deliver_due(), channel.heard, Delivery.objects.count()) == (0, [], 1)
    assert Delivery.objects.get().trouble == "stopped"


def test_nor_a_room_of_a_space_that_becomes_private(cast, channel):
    settle(cast, channel)
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    opened(cast)
    assert not Delivery.objects.exists()


def test_the_last_word_of_an_archived_room_goes_out_and_nothing_is_settled_after(cast, channel):
    settle(cast, channel)
    room = archive(cast.room, by=cast.alice)
    assert outbox.deliver_due() == 1
    with refused("archivé"):
        settle(cast, channel, room=room)
