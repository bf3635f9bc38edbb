"""Words as a search compares them, without accents, case or endings: the same on every database."""

import re
import unicodedata
from functools import lru_cache
from threading import Lock

import snowballstemmer

from governance import prose

LONGEST = 40  # letters of a word that are compared
MOST = 2_000  # different words of one text
MOST_ASKED = 12  # words of a question

_BARE_PARTICIPLE = re.compile(r"ee(s?)\Z")  # « decidee », whose accent told where its stem ends
_WORD = re.compile(r"[^\W_]+")
# What a question is held together with: it is looked for only when there is nothing else.
LITTLE = frozenset(
    "a ai au aux avec c ce ces cet cette d dans de des du elle en est et eu eux il ils j je l la le les leur leurs lui "
    "m ma mais me mes moi mon n ne nos notre nous on ont ou par pas pour qu que qui s sa se ses son sont sur t ta te "
    "tes toi ton tu un une vos votre vous y".split()
)

_stemmer = snowballstemmer.stemmer("french")
_one_at_a_time = Lock()  # the stemmer keeps the word it works on


def tokens(text: str):
    """Each word of `text`, with where it begins and ends."""
    return ((found[0], *found.span()) for found in _WORD.finditer(text))


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """What a word is compared by: its stem, and the stem it has for whoever types it without accents."""
    written, bare = word.lower()[:LONGEST], prose.alphabetical(word)[:LONGEST]
    stems = {_stem(_BARE_PARTICIPLE.sub(r"e\1", bare))}
    return frozenset(stems if written == bare else stems | {prose.alphabetical(_stem(written))})


def _stem(word):
    with _one_at_a_time:
        return _stemmer.stemWord(word)


def composed(text: str) -> str:
    """The same text with each accent on its letter."""
    return unicodedata.normalize("NFC", text)


def kept(text: str) -> str:
    """The words of a text in their compared forms, each between two spaces, so that one is found whole."""
    different = dict.fromkeys(word for word, _start, _end in tokens(composed(text)) if len(word) > 1 or word.isdigit())
    found = sorted(set().union(*map(forms, list(different)[:MOST])))
    return f" {' '.join(found)} " if found else ""


def asked(question: str) -> list[frozenset[str]]:
    """What a question looks for: all of these words, each in one of its forms."""
    words = dict.fromkeys(word.lower() for word, _start, _end in tokens(composed(question)))
    said = [word for word in words if len(word) > 1 or word.isdigit()]
    telling = [word for word in said if prose.alphabetical(word) not in LITTLE]
    return list(dict.fromkeys(map(forms, (telling or said)[:MOST_ASKED])))
