"""What changed between two texts, word by word inside the blocks that match."""

from collections.abc import Iterator

from governance.rules.merge.aligning import Purse
from governance.rules.merge.matching import read
from governance.rules.merge.words import count_words, word_hunks

_Edit = tuple[str, str, str]  # what is kept, then what is removed, then what is added in its place


def diff(before: str, after: str) -> list[tuple[str, str]]:
    """What changed between two texts, word by word: pairs ("equal" | "delete" | "insert", text).

    No pair is empty, a deletion comes before the insertion that replaces it, and two neighbours never have
    the same operation. Equal and deleted texts join to `before`; equal and inserted texts join to `after`.
    Words are compared inside the blocks that `match` pairs; a block that moved is deleted in one place and
    inserted in another. The work is bounded: past a fixed budget a block is replaced whole (CS-14).
    """
    operations = ("equal", "delete", "insert")
    return [pair for edit in _edits(before, after) for pair in zip(operations, edit, strict=True) if pair[1]]


def changes(before: str, after: str) -> int:
    """How many words changed: added, removed, or replaced (a word replaced by another counts once)."""
    return sum(max(count_words(removed), count_words(added)) for _, removed, added in _edits(before, after))


def _edits(before: str, after: str) -> Iterator[_Edit]:
    """The edits in order, each at the end of what it keeps."""
    kept: list[str] = []
    removed: list[str] = []
    added: list[str] = []
    for same, gone, new in _parts(before, after):
        if same and (removed or added):
            yield "".join(kept), "".join(removed), "".join(added)
            kept, removed, added = [], [], []
        for texts, text in (kept, same), (removed, gone), (added, new):
            if text:
                texts.append(text)
    yield "".join(kept), "".join(removed), "".join(added)


def _parts(before: str, after: str) -> Iterator[_Edit]:
    reading, purse = read(before, after), Purse()
    for i in range(len(reading.before) + 1):
        for j in reading.inserted.get(i, ()):
            yield "", "", reading.after[j].source
        if i == len(reading.before):
            return
        block = reading.before[i]
        if i not in reading.kept:
            yield "", block.source, ""
            continue
        other = reading.after[reading.kept[i]]
        if block.text == other.text:
            yield block.text, "", ""
        else:
            for hunk in word_hunks(block.text, other.text, purse):
                kept, removed, added = map("".join, hunk)
                yield kept, removed, added
        yield (block.space, "", "") if block.space == other.space else ("", block.space, other.space)
