"""Texts: how they are normalised, cut into words, and compared word by word."""

import re
import unicodedata
from collections.abc import Iterator

from diff_match_patch import diff_match_patch

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
# Accents that no letter composes with stay with their letter.
_TOKEN = re.compile("[\\w\u0300-\u036f]+(?:['’-][\\w\u0300-\u036f]+)*|\\s+|[^\\w\\s]")

# In token pairs, for one whole diff: two wholly different texts of 2,000 tokens take about a second.
_BUDGET = 4_000_000
_FIRST_CODE, _SURROGATES, _CODES = 0x100, range(0xD800, 0xE000), 0x110000 - 0x100 - 0x800

# Units kept, then units removed, then units added in their place.
_Hunk = tuple[list[str], list[str], list[str]]

_ENGINE = diff_match_patch()
_ENGINE.Diff_Timeout = 0  # with a clock, the same texts would differ otherwise on a slower day


def normalise(text: str) -> str:
    """The one form in which a text is stored (code social, Introduction; CS-14).

    NFC, "\\n" line ends, no trailing space, one blank line at most between blocks and none at either end.
    Apostrophes stay as typed, and so does the inside of a fenced code block. What no database stores (null
    bytes, lone surrogates) is removed. Normalising twice changes nothing more.
    """
    text = unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))
    lines: list[str] = []
    fence = ""
    for typed in _LINE_END.sub("\n", text).split("\n"):
        line = typed.rstrip()
        if fence:
            closes = line.strip()
            if closes.startswith(fence) and not closes.strip(fence[0]):
                fence = ""
            lines.append(typed if fence else line)
            continue
        if opening := _FENCE.match(line):
            fence = opening[1]
        if line or (lines and lines[-1]):
            lines.append(line)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def tokens(text: str) -> list[str]:
    """Cut a text into words (with their inner ’ ' or -), runs of white space, and single other characters.

    Joined again, the tokens are the text.
    """
    return _TOKEN.findall(text)


def diff(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two texts, word by word: pairs ("equal" | "delete" | "insert", text).

    No pair is empty, a deletion comes before the insertion that replaces it, and two neighbours never have
    the same operation. Equal and deleted texts join to `before`; equal and inserted texts join to `after`.
    The work is bounded: past a fixed budget the texts are compared by lines, then replaced whole (CS-14).
    """
    operations = ("equal", "delete", "insert")
    hunks = _joined(_compare(before, after))
    return [pair for hunk in hunks for pair in zip(operations, hunk, strict=True) if pair[1]]


def changes(before: str, after: str) -> int:
    """How many words changed: added, removed, or replaced (a word replaced by another counts once)."""
    return sum(max(_words(removed), _words(added)) for _, removed, added in _joined(_compare(before, after)))


def _words(text: str) -> int:
    return sum(any(character.isalnum() for character in token) for token in tokens(text))


def _compare(before: str, after: str) -> list[_Hunk]:
    a, b = tokens(before), tokens(after)
    if _cost(a, b) <= _BUDGET:
        return _align_words(a, b)
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if _cost(*lines) > _BUDGET:
        return _replace(a, b)
    hunks: list[_Hunk] = []
    left = _BUDGET
    for kept, removed, added in _align(*lines):
        hunks.append((kept, [], []))
        a, b = tokens("".join(removed)), tokens("".join(added))
        if (cost := _cost(a, b)) <= left:
            left -= cost
            hunks += _align_words(a, b)
        else:
            hunks += _replace(a, b)
    return hunks


def _ends(a: list[str], b: list[str]) -> tuple[int, int]:
    """How many units a and b have in common at their beginning, then at their end."""
    shorter = min(len(a), len(b))
    head = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    shorter -= head
    return head, next((i for i in range(shorter) if a[-1 - i] != b[-1 - i]), shorter)


def _cost(a: list[str], b: list[str]) -> int:
    """How many pairs of units the library may have to compare."""
    if len(a) + len(b) > _CODES:
        return _BUDGET + 1
    head, tail = _ends(a, b)
    return (len(a) - head - tail) * (len(b) - head - tail)


def _replace(a: list[str], b: list[str]) -> list[_Hunk]:
    head, tail = _ends(a, b)
    a_tail, b_tail = len(a) - tail, len(b) - tail
    return [(a[:head], a[head:a_tail], b[head:b_tail]), (a[a_tail:], [], [])]


def _align_words(a: list[str], b: list[str]) -> list[_Hunk]:
    return _slide(_align(a, b, readable=True))


def _align(a: list[str], b: list[str], readable: bool = False) -> list[_Hunk]:
    """The hunks that lead from a to b, the last without edits; `readable` prefers long edits to many."""
    codes: dict[str, str] = {}
    edits = _ENGINE.diff_main(_encode(a, codes), _encode(b, codes), False)
    if readable:
        _ENGINE.diff_cleanupSemantic(edits)
    units = {code: unit for unit, code in codes.items()}
    place = {_ENGINE.DIFF_EQUAL: 0, _ENGINE.DIFF_DELETE: 1, _ENGINE.DIFF_INSERT: 2}
    hunks: list[_Hunk] = [([], [], [])]
    for operation, coded in edits:
        if operation == _ENGINE.DIFF_EQUAL and (hunks[-1][1] or hunks[-1][2]):
            hunks.append(([], [], []))
        hunks[-1][place[operation]].extend(units[code] for code in coded)
    return [*hunks, ([], [], [])]


def _encode(units: list[str], codes: dict[str, str]) -> str:
    for unit in units:
        if unit not in codes:
            code = _FIRST_CODE + len(codes)
            codes[unit] = chr(code if code < _SURROGATES.start else code + len(_SURROGATES))
    return "".join(codes[unit] for unit in units)


def _slide(hunks: list[_Hunk]) -> list[_Hunk]:
    """The same hunks, each lone insertion or deletion moved to where a reader would have put it."""
    for here, (kept, removed, added) in enumerate(hunks):
        edit = added or removed
        if not edit or (added and removed):
            continue
        following = hunks[here + 1][0]
        whole, length = kept + edit + following, len(edit)
        start = best = len(kept)
        while start > 0 and whole[start - 1] == whole[start - 1 + length]:
            start -= 1
        while True:
            if _comfort(whole, start, length) >= _comfort(whole, best, length):
                best = start
            if start + length == len(whole) or whole[start] != whole[start + length]:
                break
            start += 1
        kept[:], edit[:], following[:] = whole[:best], whole[best : best + length], whole[best + length :]
    return hunks


def _comfort(units: list[str], start: int, length: int) -> int:
    return _break(units, start) + _break(units, start + length)


def _break(units: list[str], at: int) -> int:
    """How good a place `at` is to begin or to end an edit, from 0 (amid a sentence) to 4 (a paragraph).

    The very ends are as good: there the edit touches the next one, or an end of the text.
    """
    if at in (0, len(units)):
        return 4
    space = units[at - 1]
    if not space.isspace():
        return 0
    if "\n" in space:
        return min(space.count("\n"), 2) + 2
    return 2 if at > 1 and units[at - 2] in ".!?…»:;" else 1


def _joined(hunks: list[_Hunk]) -> Iterator[tuple[str, str, str]]:
    """The hunks as texts, where edits with nothing kept between them are one."""
    kept = removed = added = ""
    for next_kept, next_removed, next_added in hunks:
        if next_kept and (removed or added):
            yield kept, removed, added
            kept = removed = added = ""
        kept += "".join(next_kept)
        removed += "".join(next_removed)
        added += "".join(next_added)
    yield kept, removed, added
