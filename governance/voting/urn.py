"""The urn of a secret vote: two sorted lists in one row, sealed, and nothing that joins a person and a ballot."""

import re
import secrets
from base64 import b32encode
from bisect import bisect_left, insort

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from governance.register.actions import canonical
from governance.verdict import Refused, no

SALT = "governance.voting.urn"
SALT_OF_CODES = "governance.voting.code"
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"  # base 32: no 0, 1, 8 or 9 to take for a letter
CHANCE = 16  # characters of a code that are drawn: 80 bits
CHECK = 10  # characters that say this application made it for this vote: 50 bits
LENGTH = CHANCE + CHECK
CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
TAMPERED = _(
    "L’urne de ce scrutin a été modifiée en dehors de l’application : plus rien n’y entre et elle n’est pas "
    "dépouillée. Prévenez la personne qui a ouvert le scrutin."
)


# --- The seal ---------------------------------------------------------------------------------------


def seal_of(vote_id: int, codes: str, ballots: str, *, secret: str | None = None) -> str:
    """A keyed hash (HMAC, RFC 2104) of what an urn holds: only this application can write it."""
    return salted_hmac(SALT, f"{vote_id}\n{codes}\n\n{ballots}", secret=secret, algorithm="sha256").hexdigest()


def is_whole(urn) -> bool:
    """Whether the seal of an urn holds; one sealed before the application changed its key still does."""
    return any(
        constant_time_compare(urn.seal, seal_of(urn.vote_id, urn.codes, urn.ballots, secret=secret))
        for secret in _keys()
    )


def ensure_whole(urn) -> None:
    """Refuse an urn whose seal does not hold."""
    if not is_whole(urn):
        raise Refused(no(TAMPERED))


def _keys():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


# --- Codes of receipts ------------------------------------------------------------------------------


def new_code(vote_id: int) -> str:
    """The code of one receipt: drawn at random, with a mark that says it was made here for this vote, for nobody."""
    drawn = "".join(secrets.choice(ALPHABET) for _n in range(CHANCE))
    return drawn + _check(vote_id, drawn, settings.SECRET_KEY)


def is_genuine(vote_id: int, code: str) -> bool:
    """Whether this application made that code for that vote; it says nothing of whether a ballot came with it."""
    drawn, check = code[:CHANCE], code[CHANCE:]
    return any(constant_time_compare(check, _check(vote_id, drawn, secret)) for secret in _keys())


def _check(vote_id, drawn, secret):
    made = salted_hmac(SALT_OF_CODES, f"{vote_id}:{drawn}", secret=secret, algorithm="sha256").digest()
    return b32encode(made).decode().lower()[:CHECK]


def tidied(typed: str) -> str:
    """A code as somebody typed or pasted it: without the spaces and dashes of its groups."""
    return "".join(letter for letter in typed.lower() if not letter.isspace() and letter not in "-–.·")


def grouped(code: str) -> list[str]:
    """A code in groups that one reads aloud: four, four, and so on."""
    return [code[at : at + 4] for at in range(0, len(code), 4)]


# --- What lies in it --------------------------------------------------------------------------------


def lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def written(ballot, kind: str) -> str:
    """A line of the urn: the canonical ballot, `null` for a blank, or the word for somebody who abstains."""
    return "abstention" if kind == "abstention" else canonical(ballot)


def holds(urn, code: str) -> bool:
    """Whether a ballot came with that code."""
    codes = lines(urn.codes)
    at = bisect_left(codes, code)
    return at < len(codes) and codes[at].split(" ", 1)[0] == code


def put(urn, *, code: str, line: str, is_verifiable: bool) -> None:
    """Lay a ballot in a whole urn, each list in its order; the row is written by the caller."""
    codes = lines(urn.codes)
    insort(codes, f"{code} {line}" if is_verifiable else code)
    urn.codes = "\n".join(codes)
    if not is_verifiable:
        ballots = lines(urn.ballots)
        insort(ballots, line)
        urn.ballots = "\n".join(ballots)
    urn.seal = seal_of(urn.vote_id, urn.codes, urn.ballots)


def ballots_of(urn, *, is_verifiable: bool) -> list[str]:
    """The lines of the ballots, sorted, without their codes."""
    if is_verifiable:
        return sorted(line.split(" ", 1)[1] for line in lines(urn.codes))
    return lines(urn.ballots)
