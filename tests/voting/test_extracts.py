"""A named answer leaves with its author as a signed extract, and anybody who is shown one learns if it is genuine."""

import json
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance.register.actions import canonical
from tests.voting.every_method import answer, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def extract(cast, sign_in):
    vote = opened(cast, title="Quelle couleur ?")
    answer(vote, cast.erin, "o2")
    return sign_in(cast.erin).get(f"/votes/{vote.pk}/extract.json").content.decode()


def check(client, text):
    answer = client.post("/votes/extract/", {"extract": text})
    return answer.status_code, answer.content.decode()


def test_an_extract_says_who_answered_what_to_which_vote(extract):
    content = json.loads(extract)["extract"]
    assert (content["person"], content["answer"], content["question"]) == ("Erin Fontaine", "Vert", "Quelle couleur ?")


def test_anybody_learns_that_it_is_genuine(client, extract):
    client.logout()
    status, words = check(client, extract)
    assert (status, "Cet extrait est vrai" in words, "Erin Fontaine" in words) == (200, True, True)


def test_an_extract_is_checked_without_asking_us(extract):
    signed = json.loads(extract)
    key = Ed25519PublicKey.from_public_bytes(b64decode(signed["public_key"]))
    key.verify(b64decode(signed["signature"]), canonical(signed["extract"]).encode())  # raises where it is not


@pytest.mark.parametrize(
    "change",
    [
        lambda signed: signed["extract"].update(answer="Bleu"),
        lambda signed: signed["extract"].update(person="Bob Nativel"),
        lambda signed: signed["extract"].update(vote=99),
        lambda signed: signed.update(signature="A" * 86 + "=="),
    ],
)
def test_an_extract_that_was_altered_or_forged_is_said_to_be_false(client, extract, change):
    signed = json.loads(extract)
    change(signed)
    status, words = check(client, json.dumps(signed))
    assert (status, "Cet extrait est faux" in words, "Cet extrait est vrai" in words) == (422, True, False)


@pytest.mark.parametrize(
    "text",
    [
        "bonjour",
        "{}",
        "[]",
        "null",
        '{"extract": 1, "signature": "AA=="}',
        '{"extract": {}, "signature": 4}',
        "[" * 9000,
    ],
)
def test_what_is_no_extract_is_said_to_be_none(client, text):
    status, words = check(client, text)
    assert (status, "n’est pas un extrait" in words) == (422, True)


def test_a_text_too_long_is_refused(client):
    assert "trop long" in check(client, "x" * 30_000)[1]


def test_an_extract_is_for_its_author_alone_and_a_secret_vote_gives_none(cast, client):
    vote, secret = opened(cast), opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o2")
    answer(secret, cast.erin, "o2")
    assert client.get(f"/votes/{vote.pk}/extract.json").status_code == 404
    client.force_login(cast.bob)
    assert client.get(f"/votes/{vote.pk}/extract.json").status_code == 404
    client.force_login(cast.erin)
    assert client.get(f"/votes/{secret.pk}/extract.json").status_code == 404


def test_an_extract_signed_before_the_key_changed_is_still_genuine(client, extract, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert check(client, extract)[0] == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert check(client, extract)[0] == 422
