"""Tags as people write them: when two of them are the same word, and what a line of them holds."""

import re

from governance.rules.territories import LIGATURES, fold

LONGEST = 60  # characters of one tag
MOST = 20  # tags of one thing
_BETWEEN = re.compile(r"[,;\n]|#(?=\w)")


def key(name: str) -> str:
    """What a tag is known by, whatever its case, accents, spaces and hyphens: « Tiers-Lieux » and « tiersLieux »."""
    return fold(re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", name)).replace(" ", "") if name else ""


def straight(name: str) -> str:
    """A tag without its « # » and its needless spaces."""
    return " ".join(name.split()).lstrip("# ").strip()


def split(line: str) -> list[str]:
    """The tags of a line, between commas, semicolons or « # », each once, in their order."""
    found = {}
    for one in _BETWEEN.split(line):
        name = straight(one)
        if key(name):
            found.setdefault(key(name), name)
    return list(found.values())


def likeness(text: str) -> str:
    """A text as it is searched, word by word, between two spaces; « œ » is « oe »."""
    return f" {fold(text.translate(LIGATURES))} "
