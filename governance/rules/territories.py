"""Codes and names of French territories: how they are written, which code is which, and when two names are alike."""

import re
import unicodedata
from dataclasses import dataclass

INSEE, POSTAL, SIREN = "insee", "postal", "siren"
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ð": "d", "ł": "l"})
SHORT = {"st": "saint", "ste": "sainte"}
_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_TYPED = re.compile(r"[0-9AB]{4,5}|[0-9]{9}")


@dataclass(frozen=True)
class Code:
    """What a typed code may be: `kind` is INSEE, POSTAL or SIREN; `zero_restored` when its first zero was missing."""

    kind: str
    code: str
    zero_restored: bool = False


def read_code(typed: str) -> tuple[Code, ...]:
    """Every way to read `typed` as a code, the INSEE code first; empty when it is none.

    A code of a commune is five characters, « 01001 » or « 2A004 »; so is a postal code, always digits: 97411 is the
    INSEE code of Saint-Denis and a postal code of Saint-Paul. An EPCI has the nine digits of its SIREN.
    """
    bare = re.sub(r"[\s.\-\u00a0\u202f]", "", typed).upper()
    if not _TYPED.fullmatch(bare):
        return ()
    if len(bare) == 9:
        return (Code(SIREN, bare),) if is_siren(bare) else ()
    restored = len(bare) == 4
    code = bare.zfill(5)
    found = (Code(INSEE, code, restored),) if _INSEE.fullmatch(code) else ()
    return (*found, Code(POSTAL, code, restored)) if code.isdecimal() else found


def is_insee(code: str) -> bool:
    """Whether `code` is written as the code of a commune: five characters, with its zeros and its 2A or 2B."""
    return isinstance(code, str) and _INSEE.fullmatch(code) is not None


def is_siren(code: str) -> bool:
    """Whether nine digits hold their own check (Luhn), as a SIREN does."""
    if not re.fullmatch(r"[0-9]{9}", code):
        return False
    doubled = [int(digit) * (1 + n % 2) for n, digit in enumerate(code)]
    return sum(one - 9 * (one > 9) for one in doubled) % 10 == 0


def departement_of(code: str) -> str:
    """The département, or overseas collectivity, in the code of a commune: 2A of 2A004, 974 of 97411, 01 of 01001."""
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def fold(name: str) -> str:
    """A name as it is searched: no case, accent, ligature or hyphen; « St » is « Saint ». « L’Haÿ » is « l hay »."""
    return " ".join(SHORT.get(word, word) for word in _words(name))


def foldings(typed: str) -> tuple[str, ...]:
    """The ways to read the beginning of a name: a last « st » may be short for Saint, or begin Steenvoorde."""
    words = _words(typed)
    if not words:
        return ()
    folded = fold(typed)
    if words[-1] not in SHORT:
        return (folded,)
    return (folded, " ".join([*folded.split()[:-1], words[-1]]))


def _words(name):
    letters = unicodedata.normalize("NFKD", name.casefold().translate(LIGATURES))
    return re.findall(r"[a-z0-9]+", "".join(one for one in letters if not unicodedata.combining(one)))
