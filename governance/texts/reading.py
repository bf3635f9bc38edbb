"""How a text reads: side by side with another, by what an amendment touches, and one paragraph through its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from governance.rules.merge import blocks, diff, match, numbers
from governance.texts.models import Version

Words = list[tuple[str, str]]  # pairs ("equal" | "delete" | "insert", text), as `diff` gives them


@dataclass(frozen=True)
class Row:
    """One block of two texts, face to face.

    kind: "same", "edited", "added", "removed" or "moved". n: the number of its paragraph on the page of the later
    text, or of the earlier one for what is removed. words: both sides in one. before, after: each side's own words;
    none where it is not.
    """

    kind: str
    n: int
    words: Words

    @property
    def before(self) -> Words:
        return [(op, text) for op, text in self.words if op != "insert"]

    @property
    def after(self) -> Words:
        return [(op, text) for op, text in self.words if op != "delete"]


def side_by_side(before: str, after: str) -> list[Row]:
    """Two texts block by block, in the order of the later one; what is removed stands where it was."""
    old, new = blocks(before), blocks(after)
    old_numbers, new_numbers = numbers(old), numbers(new)
    rows = []
    for pair in match(before, after):
        one = old[pair.before].text if pair.before is not None else ""
        two = new[pair.after].text if pair.after is not None else ""
        n = old_numbers[pair.before] if pair.after is None else new_numbers[pair.after]
        if one or two:
            rows.append(Row(_kind(pair), n, diff(one, two)))
    return rows


def excerpts(before: str, after: str) -> list[Row]:
    """Only what changes from one text to the other: the rows of a table of amendments."""
    return [row for row in side_by_side(before, after) if row.kind != "same"]


def _kind(pair):
    if pair.before is None:
        return "added"
    if pair.after is None:
        return "removed"
    if pair.moved:
        return "moved"
    return "same" if pair.same else "edited"


@dataclass(frozen=True)
class Step:
    """One version in the life of a paragraph: whose it is, and what it did to the paragraph, word by word."""

    version: Version
    words: Words
    is_first: bool  # the paragraph was written in this version


def history(versions: Sequence[Version], n: int) -> list[Step]:
    """The versions that changed paragraph `n` of the last of `versions` (ascending), latest first.

    Blocks are followed from version to version by `match`, wherever they moved.
    """
    steps: list[Step] = []
    for at, cuts, pairs, followed, earlier in _back(versions, n):
        if at == 0:
            steps.append(Step(versions[0], [("equal", _written(cuts[0], followed))], is_first=True))
        elif not all(pair.same and not pair.moved for pair in pairs):
            words = diff(_written(cuts[at - 1], earlier), _written(cuts[at], followed))
            steps.append(Step(versions[at], words, is_first=not earlier))
    return steps


def numbers_in_time(versions: Sequence[Version], n: int) -> dict[int, set[int]]:
    """Under which numbers paragraph `n` of the last of `versions` stood in each, by the number of the version."""
    found: dict[int, set[int]] = {}
    for at, cuts, _pairs, followed, _earlier in _back(versions, n):
        shown = numbers(cuts[at])
        found[versions[at].n] = {shown[place] for place in followed}
    return found


def _back(versions, n):
    """From the last version to the first in which paragraph `n` stands: (place, cuts, pairs, blocks, blocks before)."""
    cuts = [blocks(version.body) for version in versions]
    followed = {i for i, number in enumerate(numbers(cuts[-1])) if number == n} if versions else set()
    for at in range(len(versions) - 1, -1, -1):
        if not followed:
            return
        pairs = (
            [pair for pair in match(versions[at - 1].body, versions[at].body) if pair.after in followed] if at else []
        )
        earlier = {pair.before for pair in pairs if pair.before is not None}
        yield at, cuts, pairs, followed, earlier
        followed = earlier


def _written(cut, places):
    chosen = sorted(places)
    text = "".join(cut[i].text + (cut[i].space if j == i + 1 else "\n\n") for i, j in pairwise(chosen))
    return text + (cut[chosen[-1]].text if chosen else "")
