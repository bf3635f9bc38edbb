"""Whether two short sentences say nearly the same: by the groups of three letters they share, in whole numbers."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

# Two sentences are alike when three groups in five are shared.
SHARED, OF = 3, 5


def folded(words: str) -> str:
    """`words` without case, accents or punctuation: what two people who say the same both wrote."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).casefold())
    kept = (letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


def are_alike(one: str, other: str) -> bool:
    shared, groups = _likeness(_groups(folded(one)), _groups(folded(other)))
    return OF * shared >= SHARED * groups > 0


def nearest(words: str, others: Sequence[str], most: int = 3) -> tuple[int, ...]:
    """The places in `others` of those that say nearly the same as `words`, the nearest first."""
    mine = _groups(folded(words))
    found = []
    for place, other in enumerate(others):
        shared, groups = _likeness(mine, _groups(folded(other)))
        if OF * shared >= SHARED * groups > 0:
            # By thousandths, rounded down: whole numbers sort as the shares themselves do, nearly.
            found.append((-(1000 * shared // groups), place))
    return tuple(place for _likeness_, place in sorted(found)[:most])


def _groups(words):
    """Each word with the gaps around it, by threes: the beginning of words counts more than their end."""
    return Counter(group for word in words.split() for padded in [f"  {word} "] for group in _threes(padded))


def _threes(text):
    return (text[n : n + 3] for n in range(len(text) - 2))


def _likeness(one, other):
    """(twice the groups in common, all the groups of both)."""
    return 2 * (one & other).total(), one.total() + other.total()
