"""Signed extracts of named votes: « this person answered that », which anybody may check, here or without us.

Ed25519 rather than a keyed hash: with the public key, which the page gives, an extract is checked without asking this
server, and whoever can check one cannot make one. The key is derived from the application's own, so that nothing more
is to be kept; extracts signed before that one changed are still known while it is among the fallbacks.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from governance.register.actions import canonical
from governance.voting.said import in_a_line

SALT = "governance.voting.extract"
LONGEST = 20_000  # characters of an extract
FIELDS = {"vote", "question", "question_sha256", "person", "account", "answer", "cast_at", "changed_at", "made_at"}


class BadExtract(ValueError):
    """What was pasted is no genuine extract; the message says why, for whoever pasted it."""


def extract(vote, ballot, now) -> str:
    """What `ballot` says, signed, as the text of a file."""
    content = {
        "vote": vote.pk,
        "question": vote.title,
        "question_sha256": vote.text_sha256,
        "person": ballot.person.display_name,
        "account": ballot.person_id,
        "answer": in_a_line(vote, ballot.kind, ballot.content),
        "cast_at": _moment(ballot.cast_at),
        "changed_at": _moment(ballot.changed_at) if ballot.changed_at else None,
        "made_at": _moment(now),
    }
    signature = _private(settings.SECRET_KEY).sign(canonical(content).encode())
    signed = {"extract": content, "signature": b64encode(signature).decode(), "public_key": public_key()}
    return json.dumps(signed, ensure_ascii=False, indent=2, sort_keys=True)


def checked(text: str) -> dict:
    """What a genuine extract says. Raises BadExtract, with a sentence, on anything else."""
    if len(text) > LONGEST:
        raise BadExtract(_("Ce texte est trop long pour être un extrait."))
    try:
        signed = json.loads(text)
        content, signature = signed["extract"], b64decode(signed["signature"], validate=True)
        if set(content) != FIELDS:
            raise KeyError
        message = canonical(content).encode()
    except (ValueError, KeyError, TypeError, RecursionError, NotBase64):
        raise BadExtract(
            _("Ce texte n’est pas un extrait, ou il y manque un morceau : collez le fichier entier.")
        ) from None
    for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        try:
            _private(secret).public_key().verify(signature, message)
        except InvalidSignature:
            continue
        return content
    raise BadExtract(
        _("Cet extrait est faux : il n’a pas été signé ici, ou il a été modifié depuis. Ne vous y fiez pas.")
    )


def public_key() -> str:
    """The key with which anybody checks a signature, in base 64."""
    key = _private(settings.SECRET_KEY).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return b64encode(key).decode()


def _private(secret):
    return Ed25519PrivateKey.from_private_bytes(salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest())


def _moment(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds")
