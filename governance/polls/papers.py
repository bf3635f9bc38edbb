"""What joins a person at the desk and the list, a slip and its code: keyed hashes, and words that are read aloud."""

import secrets
from datetime import date

from django.conf import settings
from django.utils.crypto import salted_hmac

from governance.rules.territories import fold
from governance.voting.urn import ALPHABET, grouped, tidied

SALT_OF_NAMES = "governance.polls.name"
SALT_OF_CODES = "governance.polls.code"
LENGTH = 16  # letters of a code: 80 bits

__all__ = ["LENGTH", "age_on", "code_hashes", "grouped", "name_hashes", "new_code", "tidied"]


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))


def code_hashes(poll_id: int, code: str) -> list[str]:
    """The hash of a code, first as it is written today, then under the keys that the application had before."""
    return _hashes(SALT_OF_CODES, f"{poll_id}\n{code}")


def name_hashes(poll_id: int, name: str, born: date) -> list[str]:
    """The hash of somebody: the words of their name in any order, case and accents aside, and their date of birth.

    It differs from poll to poll. Whoever holds the key of the application could try names one by one: so it is
    deleted at the close as answers are.
    """
    words = " ".join(sorted(fold(name).split()))
    return _hashes(SALT_OF_NAMES, f"{poll_id}\n{words}\n{born.isoformat()}")


def _hashes(salt, text):
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [salted_hmac(salt, text, secret=key, algorithm="sha256").hexdigest() for key in keys]


def age_on(born: date, day: date) -> int:
    """Whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
