"""An account does an act so many times in a while: then it waits, reads for how long, and loses no word."""

import subprocess
import sys
from datetime import timedelta
from itertools import count

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.urls import reverse

from governance import clock, throttle
from governance.accounts.models import User
from governance.organizations import actions as organizations
from governance.organizations.models import Invitation
from proposals.models import Proposal
from rooms import actions
from rooms.models import Message, Room
from tests.cast import person
from tests.proposals.factories import MONDAY, a_proposal
from tests.rooms import sending

ALICE, BOB = User(pk=1), User(pk=2)
fresh_names = count()


@pytest.fixture(autouse=True)
def nothing_counted():
    """Nobody did anything yet: the counts of other tests go by other names."""
    counts = caches["throttle"]
    kept, counts.key_prefix = counts.key_prefix, f"{counts.key_prefix}-{next(fresh_names)}"
    with clock.pretend(MONDAY):
        yield
    counts.key_prefix = kept


def plain(words):
    return words.replace("\xa0", " ")


def allow(user=BOB, act="message", times=2, seconds=60):
    return throttle.allow(user, act, times=times, seconds=seconds)


# --- Counting ----------------------------------------------------------------------------------------


def test_bob_does_it_twice_and_waits_for_the_third():
    assert [bool(allow()) for _time in range(3)] == [True, True, False]


def test_the_refusal_says_how_many_seconds_to_wait():
    with clock.pretend(MONDAY + timedelta(seconds=48)):
        for _time in range(2):
            allow()
        refused = allow()
    assert (refused.wait, refused.remedy) == (12, "wait")
    assert plain(refused.why) == "C’est beaucoup à la fois : attendez encore 12 secondes, puis recommencez."


def test_a_long_wait_is_said_in_minutes():
    refused = allow(times=0, seconds=3600)
    assert plain(refused.why) == "C’est beaucoup à la fois : attendez encore 60 minutes, puis recommencez."


def test_after_the_wait_bob_goes_on_and_what_was_refused_did_not_lengthen_it():
    for _time in range(9):
        refused = allow()
    with clock.pretend(MONDAY + timedelta(seconds=refused.wait)):
        assert allow()


def test_one_second_before_he_still_waits():
    for _time in range(3):
        refused = allow()
    with clock.pretend(MONDAY + timedelta(seconds=refused.wait - 1)):
        assert allow().wait == 1


def test_each_account_and_each_act_has_its_own_count():
    assert allow(times=1) and allow(ALICE, times=1) and allow(act="position", times=1)
    assert not allow(times=1)


def test_nobody_is_counted_for_a_visitor():
    assert all(allow(AnonymousUser(), times=1) for _time in range(5))


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis://no-such-host.invalid:6379/0"])
def test_without_its_cache_everything_is_allowed(settings, address, caplog):
    there = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    settings.CACHES = {**settings.CACHES, "throttle": {**settings.CACHES["throttle"], **there, "OPTIONS": {}}}
    assert allow(times=0)
    assert caplog.messages == ["The cache does not answer: acts are not counted."]


# --- At the doors ------------------------------------------------------------------------------------


def pace(settings, act, times, seconds=60):
    settings.THROTTLE = {**settings.THROTTLE, act: (times, seconds)}


def said(answer):
    return plain(answer.content.decode())


def is_asked_to_wait(answer):
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "attendez encore 60 secondes, puis recommencez." in said(answer)
    return True


def test_bob_who_writes_too_fast_reads_why_and_finds_his_words(cast, sign_in, settings):
    pace(settings, "message", 1)
    client, url = sign_in(cast.bob), reverse("message-post", args=[cast.room.thread_id])
    assert client.post(url, {"body": "Un"}).status_code == 302
    answer = client.post(url, {"body": "Deux."})
    assert is_asked_to_wait(answer)
    assert "Deux.</textarea>" in said(answer)
    assert Message.objects.count() == 1


def test_his_script_is_answered_the_same_form(cast, sign_in, settings):
    pace(settings, "message", 0)
    url = reverse("message-post", args=[cast.room.thread_id])
    answer = sign_in(cast.bob).post(url, {"body": "Deux."}, headers={"HX-Request": "true"})
    assert is_asked_to_wait(answer)
    assert answer.content.lstrip().startswith(b'<form class="composer"')


def test_a_preview_and_what_does_not_hold_are_not_counted(cast, sign_in, settings):
    pace(settings, "message", 1)
    client, url = sign_in(cast.bob), reverse("message-post", args=[cast.room.thread_id])
    for sent in ({"body": "Un", "preview": "1"}, {"body": ""}, {"body": "Un", "preview": "1"}):
        client.post(url, sent)
    assert client.post(url, {"body": "Un"}).status_code == 302


@pytest.mark.parametrize("script", [False, True])
def test_a_hall_answers_at_once_and_one_account_does_not_hammer(cast, sign_in, settings, script):
    pace(settings, "position", 2)
    headers = {"HX-Request": "true"} if script else {}
    proposal = a_proposal(cast, phase="consultation")
    url = reverse("position", args=[proposal.pk])
    for one in (cast.erin, cast.faye, cast.alice):  # all from one address
        answer = sign_in(one).post(url, {"choice": "agree", "version_n": 1}, headers=headers)
        assert answer.status_code == (200 if script else 302)
    client = sign_in(cast.erin)
    client.post(url, {"choice": "disagree", "version_n": 1}, headers=headers)
    answer = client.post(url, {"choice": "incomplete", "version_n": 1, "reason": "Qui ?"}, headers=headers)
    assert is_asked_to_wait(answer)
    assert "Qui ?" in said(answer)
    assert proposal.round.vote.ballots.get(person=cast.erin).option.key == "disagree"


def test_invitations_are_counted(cast, sign_in, settings):
    pace(settings, "invitation", 1)
    client, url = sign_in(cast.alice), reverse("space-invite", args=[cast.space.slug])
    sent = {"role": "member", "days": 14}
    assert client.post(url, sent).status_code == 302
    assert is_asked_to_wait(client.post(url, sent))
    assert Invitation.objects.count() == 1


def test_a_proposal_too_many_keeps_its_words(cast, sign_in, settings):
    pace(settings, "proposal", 0)
    url = reverse("proposal-create", args=[cast.space.slug, cast.room.slug]) + "?impact=many"
    sent = {"title": "Un four", "summary": "Pour le pain.", "body": "Nous bâtissons un four."}
    answer = sign_in(cast.bob).post(url, sent)
    assert is_asked_to_wait(answer)
    assert "Nous bâtissons un four." in said(answer)
    assert not Proposal.objects.exists()


def test_an_amendment_too_many_keeps_its_words(cast, sign_in, settings):
    pace(settings, "amendment", 0)
    proposal = a_proposal(cast, phase="amending")
    url = reverse("amendment-create", args=[proposal.pk])
    body = f"{proposal.text.current.body} Et jeudi."
    sent = {"base": proposal.text.current.pk, "body": body, "reason": "Parce que."}
    answer = sign_in(cast.erin).post(url, sent)
    assert is_asked_to_wait(answer)
    assert "Et jeudi." in said(answer)
    assert not proposal.text.amendments.exists()


def test_a_room_too_many_keeps_what_was_typed(cast, sign_in, settings):
    pace(settings, "facilitation", 0)
    url, before = reverse("room-create", args=[cast.space.slug]), Room.objects.count()
    answer = sign_in(cast.alice).post(url, {"name": "Jardin", "about": "Le jardin d’en haut.", "visibility": "public"})
    assert is_asked_to_wait(answer)
    assert 'value="Jardin"' in said(answer) and "Le jardin d’en haut.</textarea>" in said(answer)
    assert Room.objects.count() == before


def test_a_change_too_many_keeps_its_words(cast, sign_in, settings):
    pace(settings, "message", 0)
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Un")
    url = reverse("message-edit", args=[message.pk])
    answer = sign_in(cast.bob).post(url, {"body": "Deux."})
    assert is_asked_to_wait(answer)
    assert "Deux.</textarea>" in said(answer)
    assert Message.objects.get().body == "Un"


def test_a_removal_too_many_keeps_its_reason(cast, sign_in, settings):
    pace(settings, "message", 0)
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Un")
    url = reverse("message-delete", args=[message.pk])
    answer = sign_in(cast.alice).post(url, {"reason": "De la publicité."})
    assert is_asked_to_wait(answer)
    assert 'name="reason"' in said(answer) and "De la publicité.</textarea>" in said(answer)
    assert is_asked_to_wait(sign_in(cast.bob).post(url))
    assert Message.objects.get().deleted_at is None


def test_a_description_too_many_keeps_its_words(cast, sign_in, settings):
    picture = sending.sent(cast.room.thread, cast.bob, sending.a_picture("plan.png"))[0]
    pace(settings, "message", 0)
    answer = sign_in(cast.bob).post(reverse("file-describe", args=[picture.key]), {"alt": "Le plan du jardin"})
    assert is_asked_to_wait(answer)
    assert 'name="alt"' in said(answer) and "Le plan du jardin" in said(answer)


def test_a_program_that_asks_for_json_is_told_how_long_to_wait(cast, sign_in, settings):
    pace(settings, "invitation", 0)
    url = reverse("space-invite", args=[cast.space.slug])
    answer = sign_in(cast.alice).post(url, {"role": "member", "days": 14}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Retry-After"], answer.json()["remedy"]) == (429, "60", "wait")


def test_a_member_admitted_twice_is_still_a_plain_refusal(cast, sign_in):
    """Other refusals keep their status and ask nobody to wait."""
    guest = person("gus")
    organizations.admit(cast.space, guest, "guest", by=cast.alice)
    answer = sign_in(guest).get(reverse("space-invite", args=[cast.space.slug]))
    assert (answer.status_code, answer.headers.get("Retry-After")) == (403, None)


# --- What an instance may choose ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("message=5/10", "(5, 10) (30, 60)"),
        ("message=5", "THROTTLE holds paces"),
        ("message=0/60", "THROTTLE holds paces"),
        ("massage=5/60", "THROTTLE holds paces"),
    ],
)
def test_an_instance_chooses_its_paces(tmp_path, monkeypatch, chosen, told):
    monkeypatch.setenv("THROTTLE", chosen)
    monkeypatch.setenv("PALABRE_VAR", str(tmp_path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "governance.settings")
    ask = "from django.conf import settings as s; print(s.THROTTLE['message'], s.THROTTLE['position'])"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    assert told in done.stdout + done.stderr
