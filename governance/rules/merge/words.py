"""Texts as words: how they are normalised, cut into tokens, and compared word by word."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from governance.rules.merge.aligning import Hunk, Purse, anchors, common_ends, myers

_MARKED = [*range(0x300, 0x1F000), *range(0xE0100, 0xE01F0)]  # where Unicode has its combining marks
_MARKS = "".join(chr(code) for code in _MARKED if unicodedata.category(chr(code))[0] == "M")
_SORTABLE = "".join(mark for mark in _MARKS if all(map(unicodedata.combining, unicodedata.normalize("NFD", mark))))

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
_PILE = re.compile(f"[{_SORTABLE}]{{32,}}")
# Marks stay with what they stand on, so that no edit parts a letter from its accent.
_PART = f"\\w++(?:[{_MARKS}]++\\w*+)*+"
_WORD = re.compile(f"{_PART}(?:['’-]{_PART})*+")
_TOKEN = re.compile(f"{_WORD.pattern}|\\s++|[^\\w\\s][{_MARKS}]*+")


def normalise(text: str) -> str:
    """The one form in which a text is stored (code social, Introduction; CS-14).

    NFC, "\\n" line ends, no trailing space, one blank line at most between blocks and none at either end.
    Apostrophes stay as typed, and so does the inside of a fenced code block. What no database stores (null
    bytes, lone surrogates) is removed. Normalising twice changes nothing more.
    """
    text = unicodedata.normalize("NFC", _PILE.sub(_sorted_pile, _UNSTORABLE.sub("", text)))
    typed = _LINE_END.sub("\n", text).split("\n")
    lines: list[str] = []
    n = 0
    for first, end in [*fenced(typed), (len(typed), len(typed))]:
        for line in map(str.rstrip, typed[n:first]):
            if line or (lines and lines[-1]):
                lines.append(line)
        n = end
        if first < end:
            lines += [typed[first].rstrip(), *typed[first + 1 : end - 1], typed[end - 1].rstrip()]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _sorted_pile(pile: re.Match) -> str:
    """The marks in canonical order: the library puts them in that order too, but in quadratic time."""
    marks = "".join(unicodedata.normalize("NFD", mark) for mark in pile[0])
    return "".join(sorted(marks, key=unicodedata.combining))


def fenced(lines: Sequence[str]) -> list[tuple[int, int]]:
    """The first line of each fenced block of code, and the line after its last (CommonMark, 4.5).

    A fence is three ` or ~ or more, and closes with the same character, as often or more. What nothing closes is no
    fence, as on the page.
    """
    longest = {mark: _longest_closers(lines, mark) for mark in "`~" if any(3 * mark in line for line in lines)}
    found: list[tuple[int, int]] = []
    for n, line in enumerate(lines) if longest else ():
        opening = _FENCE.match(line.rstrip())
        if not opening or (found and n < found[-1][1]):
            continue
        fence = opening[1]
        if len(fence) <= longest[fence[0]][n + 1]:
            found.append((n, next(end for end in range(n + 1, len(lines)) if _closes(lines[end], fence)) + 1))
    return found


def _closes(line: str, fence: str) -> bool:
    line = line.strip()
    return line.startswith(fence) and not line.strip(fence[0])


def _longest_closers(lines: Sequence[str], mark: str) -> list[int]:
    """For each line, the longest closing fence on it or below: so that no opening is followed in vain."""
    here = (len(line.strip()) if _closes(line, mark) else 0 for line in reversed(lines))
    return [*accumulate(here, max, initial=0)][::-1]


def tokens(text: str) -> list[str]:
    """Cut a text into words (with their inner ’ ' or -), runs of white space, and single other characters.

    A combining mark stays with the character it stands on. Joined again, the tokens are the text.
    """
    return _TOKEN.findall(text)


def fold(text: str) -> str:
    """The text with straight apostrophes: to recognise what is the same, never to show or to store."""
    return text.replace("’", "'").replace("ʼ", "'")


def is_word(token: str) -> bool:
    return any(map(str.isalnum, token))


def count_words(text: str) -> int:
    return sum(map(is_word, _WORD.findall(text)))


def word_bag(text: str) -> Counter[str]:
    """How often each word of `text` is there, apostrophes and capitals folded."""
    return Counter(_WORD.findall(fold(text).casefold()))


def likeness(one: Counter[str], other: Counter[str]) -> int:
    """How alike two bags of words are, from 0 (no word in common) to 100 (the same words); Dice's coefficient."""
    total = one.total() + other.total()
    if len(other) < len(one):
        one, other = other, one
    return 200 * sum(min(times, other[word]) for word, times in one.items()) // total if total else 0


def word_hunks(before: str, after: str, purse: Purse) -> list[Hunk]:
    """The hunks of tokens that lead from one block to another; the last has no edit.

    Two long blocks are compared between the words that both have once; what the purse cannot pay is replaced whole.
    """
    a, b = tokens(before), tokens(after)
    head, tail = common_ends(a, b)
    hunks: list[Hunk] = [(a[:head], [], [])]
    for part in _parts(a[head : len(a) - tail], b[head : len(b) - tail], purse):
        hunks += part
    return list(_joined([*_slid([*_joined([*hunks, (a[len(a) - tail :], [], [])])])]))


def _parts(a: list[str], b: list[str], purse: Purse) -> Iterator[list[Hunk]]:
    if purse.pays(a, b):
        yield myers(a, b, readable=True)
        return
    i = j = 0
    for p, q in [*anchors(a, b), (len(a), len(b))]:
        removed, added = a[i:p], b[j:q]
        if removed == added:
            yield [(removed, [], [])]
        elif removed and added and purse.pays(removed, added):
            yield myers(removed, added, readable=True)
        else:
            yield [([], removed, added)]
        yield [(a[p : p + 1], [], [])]
        i, j = p + 1, q + 1


def _joined(hunks: Iterable[Hunk]) -> Iterator[Hunk]:
    """The same hunks, where edits with nothing kept between them are one."""
    here: Hunk = ([], [], [])
    for kept, removed, added in hunks:
        if kept and (here[1] or here[2]):
            yield here
            here = ([], [], [])
        for units, more in zip(here, (kept, removed, added), strict=True):
            units += more
    if here[1] or here[2]:
        yield here
        here = ([], [], [])
    yield here


def _slid(hunks: list[Hunk]) -> list[Hunk]:
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
