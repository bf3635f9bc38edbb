"""One passage of a text changed, the others left as they are: replaced, added to, deleted or moved."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from governance.rules.merge.cutting import Block, blocks, numbers
from governance.rules.merge.words import normalise


class Passage(NamedTuple):
    """Blocks that a reader takes for one thing, from the `first` to before the `end`th of a text.

    number: what the page shows before it. kind: that of its first block. text: as it is written, without the
    white space after it.
    """

    number: int
    kind: str
    first: int
    end: int
    text: str


class Uncomposable(ValueError):
    """Such a change would change more than it says.

    why: "around" (other blocks would read otherwise: a fence that nothing closes), "table" (a row that leaves its
    table, or something else that enters it) or "head" (the head of a table, without which it is none).
    """

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def passages(text: str) -> list[Passage]:
    """What each number of the page stands for: a paragraph, a heading, a whole list, a whole table, a block of code."""
    cut = blocks(text)
    ends: dict[int, tuple[int, int]] = {}
    for place, number in enumerate(numbers(cut)):
        if cut[place].kind != "blank":
            ends[number] = (ends[number][0] if number in ends else place, place + 1)
    return [_passage(cut, number, first, end) for number, (first, end) in ends.items()]


def parts(text: str, passage: Passage) -> list[Passage]:
    """What a passage is made of, where it is more than one: items with what is inside them, rows, paragraphs."""
    cut = blocks(text)
    found: list[Passage] = []
    place = passage.first
    while place < passage.end:
        end = place + 1
        if cut[place].kind == "item":
            while end < passage.end and _indent(cut[end]) > _indent(cut[place]) and cut[end].kind != "row":
                end += 1
        found.append(_passage(cut, passage.number, place, end))
        place = end
    return found if len(found) > 1 else []


def replace(text: str, passage: Passage, words: str) -> str:
    """The text with `words` in the place of a passage. The same words give the same text."""
    if words == passage.text:
        return text
    cut = blocks(text)
    table = _table(cut, passage.first)
    above = cut[passage.first - 1].space if passage.first else ""
    below = cut[passage.end - 1].space
    return _composed(cut, passage.first, passage.end, normalise(words), above, below, _is_within(table, passage))


def delete(text: str, passage: Passage) -> str:
    """The text without a passage; nothing is left of a text that was this passage alone."""
    cut = blocks(text)
    table = _table(cut, passage.first)
    if _is_within(table, passage) and passage.first < table[0] + 2:
        raise Uncomposable("head")
    above = cut[passage.first - 1].space if passage.first else ""
    below = cut[passage.end - 1].space if passage.end < len(cut) else ""
    return _composed(cut, passage.first, passage.end, "", max(above, below, key=_breadth), "", in_table=False)


def insert(text: str, at: int, words: str, apart: str = "\n") -> str:
    """The text with `words` before its block number `at`, or at its end where `at` is how many it has.

    `apart`: the white space between two items or rows, where no other shows it.
    """
    cut = blocks(text)
    table = _table(cut, at)
    in_table = bool(table) and table[0] < at
    if in_table and at < table[0] + 2:
        raise Uncomposable("head")
    words = normalise(words)
    new = blocks(words)
    is_table = len(new) > 1 and new[0].kind == "row" and _is_rule(new[1].text)
    if in_table and is_table:
        raise Uncomposable("table")
    kinds = ["row"] if in_table else ["table"] if is_table else [block.kind for block in new] or ["blank"]
    above = _seam(cut[:at][::-1], kinds[0], cut[at:], apart, reverse=True)
    below = _seam(cut[at:], kinds[-1], cut[:at][::-1], apart, reverse=False)
    return _composed(cut, at, at, words, above, below, in_table)


def move(text: str, passage: Passage, at: int) -> str:
    """The text with a passage before the block that is now number `at`. A row stays in its table."""
    if passage.first <= at <= passage.end:
        return text
    cut = blocks(text)
    table = _table(cut, passage.first)
    if _is_within(table, passage):
        if passage.first < table[0] + 2:
            raise Uncomposable("head")
        if not table[0] + 2 <= at <= table[1]:
            raise Uncomposable("table")
    length = passage.end - passage.first
    place = at - length if at > passage.first else at
    return insert(delete(text, passage), place, passage.text, _apart(cut, passage))


def _apart(cut, passage) -> str:
    """How a passage stands apart from its neighbours of the same kind, where it has some."""
    first, last = cut[passage.first], cut[passage.end - 1]
    if passage.first and cut[passage.first - 1].kind == first.kind:
        return cut[passage.first - 1].space
    return last.space if passage.end < len(cut) and cut[passage.end].kind == last.kind else "\n"


# --- How it is written -------------------------------------------------------------------------------


def _composed(cut, first, end, words, above, below, in_table) -> str:
    """Blocks before `first`, words, blocks from `end` on; written further apart where they would run together."""
    before, after = cut[:first], cut[end:]
    for wide in (False, True):
        spaces = [max(space, "\n\n", key=_breadth) if wide else space for space in (above, below)]
        if wide and in_table:
            break
        text = "".join(_written(before, words, after, *spaces))
        found = blocks(text)
        kept = found[: len(before)], found[len(found) - len(after) :] if after else []
        if not (_alike(kept[0], before) and _alike(kept[1], after) and len(found) >= len(before) + len(after)):
            continue
        new = found[len(before) : len(found) - len(after)]
        if bool(new) != bool(words):
            continue
        if in_table and any(block.kind != "row" for block in new):
            raise Uncomposable("table")
        return text
    raise Uncomposable("table" if in_table else "around")


def _written(before: Sequence[Block], words: str, after: Sequence[Block], above: str, below: str) -> Iterator[str]:
    yield from (block.source for block in before[:-1])
    if before:
        yield before[-1].text
        if words or after:
            yield above
    if words:
        yield words
        if after:
            yield below
    yield from (block.source for block in after)


def _alike(found: Sequence[Block], wanted: Sequence[Block]) -> bool:
    return [(block.kind, block.text) for block in found] == [(block.kind, block.text) for block in wanted]


def _seam(side: Sequence[Block], kind: str, other: Sequence[Block], apart: str, *, reverse: bool) -> str:
    """The white space between new words and the nearest block on one `side`: as its neighbours of the same kind have.

    `side` and `other` start at the nearest block. `reverse`: this side is above.
    """
    if not side or side[0].kind != kind or kind not in ("item", "row"):
        return "\n\n"
    if kind == "row" and other and other[0].kind == "row" and (side if reverse else other)[0].space != "\n":
        return apart if reverse else "\n\n"  # between two tables: one more row of the upper one
    if other and other[0].kind == kind:
        return (side if reverse else other)[0].space
    if len(side) > 1 and side[1].kind == kind:
        return side[1 if reverse else 0].space
    return apart


def _table(cut: Sequence[Block], place: int) -> tuple[int, int] | None:
    """Where the table begins and ends in which the `place`th block stands."""
    if place == len(cut) or cut[place].kind != "row":
        return None  # after its last row nothing is inside it
    first = end = place
    while first > 0 and cut[first - 1].kind == "row" and cut[first - 1].space == "\n":
        first -= 1
    while end < len(cut) and cut[end].kind == "row" and (end == first or cut[end - 1].space == "\n"):
        end += 1
    return (first, end) if end - first > 2 and _is_rule(cut[first + 1].text) else None


def _is_rule(line: str) -> bool:
    return "-" in line and not line.strip("|:- \t")


def _is_within(table, passage) -> bool:
    """Whether a passage is a part of this table, and not the whole of it."""
    return bool(table) and table[0] <= passage.first and passage.end <= table[1] and table != passage[2:4]


def _passage(cut, number, first, end) -> Passage:
    return Passage(number, cut[first].kind, first, end, _said(cut, first, end))


def _said(cut, first, end) -> str:
    return "".join(block.source for block in cut[first : end - 1]) + cut[end - 1].text


def _indent(block: Block) -> int:
    return len(block.text) - len(block.text.lstrip(" \t")) if block.kind != "row" else 0


def _breadth(space: str) -> tuple[int, str]:
    return space.count("\n"), space
