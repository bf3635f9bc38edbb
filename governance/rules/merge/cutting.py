"""Markdown cut into blocks: headings, paragraphs, list items, table rows, quotes, blocks of code."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from governance.rules.merge.words import fenced

_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:([*+-])|\d{1,9}[.)])[ \t]+\S")
_RULE = re.compile(r" {0,3}([*_-])[ \t]*(?:\1[ \t]*){2,}$")
_INDENTED = re.compile(r" {4}|\t")


class Block(NamedTuple):
    """One block of a Markdown text, as it is written.

    kind: "heading" (with its underline, where it has one), "paragraph", "item" (of a list, without the items
        inside it), "row" (of a table; its head and the line under its head are rows too), "quote", "code" (with
        its two fences), or "blank" (the white space before the first block; a normalised text has none).
    text: its lines, without the end of the last; "" for a blank.
    space: the white space between it and the next block, or the end of the text.
    """

    kind: str
    text: str
    space: str

    @property
    def source(self) -> str:
        return self.text + self.space


def blocks(text: str) -> list[Block]:
    """Cut a Markdown text into its blocks. Joined again, their sources are the text, whatever the text.

    A block ends at a blank line, or where the next one shows itself: an item, a row, a heading, a quote, a fence.
    A line without a marker under an item belongs to it; after a blank line it is a paragraph, indented.
    A fence that nothing closes opens a paragraph, as on the page. Each block is cut as if it stood at the top
    level: only the fences nest.
    """
    lines = text.split("\n")
    cuts = _cuts(lines)
    if not cuts:
        return [Block("blank", "", text)] if text else []
    found = [Block("blank", "", _space(lines, 0, cuts[0][1])[1:])] if cuts[0][1] else []
    ends = [*(first for _, first, _ in cuts[1:]), len(lines)]
    for (kind, first, last), end in zip(cuts, ends, strict=True):
        space = _space(lines, last, end)
        found.append(Block(kind, "\n".join(lines[first:last]), space[: len(space) - (end == len(lines))]))
    return found


def _space(lines: Sequence[str], first: int, last: int) -> str:
    """The blank lines from `first` to `last`, with the line ends on both sides."""
    return "\n" + "".join(line + "\n" for line in lines[first:last])


def _cuts(lines: Sequence[str]) -> list[tuple[str, int, int]]:
    """The kind of each block, its first line, and the line after its last."""
    code = dict(fenced(lines))
    cuts: list[tuple[str, int, int]] = []
    n = 0
    while n < len(lines):
        first, line = n, lines[n]
        n = code.get(first, first + 1)
        if first in code:
            cuts.append(("code", first, n))
        elif line.strip():
            above = cuts[-1] if cuts and cuts[-1][2] == first else ("", first, first)
            kind = _kind(line, lines[n] if n < len(lines) else "", above[0])
            if above[0] == "paragraph" and above[1] == first - 1 and _UNDERLINE.match(line):
                cuts[-1] = ("heading", above[1], n)
            elif kind:
                cuts.append((kind, first, n))
            else:
                cuts[-1] = (*above[:2], n)
    return cuts


def _kind(line: str, below: str, above: str) -> str:
    """What begins on `line`, under a block of kind `above`: a kind, or "" where that block goes on."""
    if line.startswith("#"):
        return "heading"
    if line.lstrip().startswith("|") or ("|" in line and (above == "row" or _is_under_head(below))):
        return "row"
    if _ITEM.match(line) and not _RULE.match(line):
        return "item"
    if line.lstrip().startswith(">"):
        return "" if above == "quote" else "quote"
    return "" if above in ("paragraph", "item", "quote") else "paragraph"


def _is_under_head(line: str) -> bool:
    return "|" in line and "-" in line and not line.strip("|:- \t")


def numbers(cut: Sequence[Block]) -> list[int]:
    """For each block, the number that the page gives to what it stands in (`#p3` is 3).

    A page numbers what stands at the top level: a whole list, a whole table, a quote, a paragraph with the items
    that no blank line parts from it. Exact for the Markdown people write; where blocks nest in another way than
    by indented lists, a guess that only ever misleads a link.
    """
    found: list[int] = []
    listed = ""  # the mark of the list that may still go on
    for above, block in pairwise([Block("blank", "", "\n\n"), *cut]):
        beside = above.space.count("\n") == 1 and above.kind != "blank"
        inside = bool(listed) and bool(_INDENTED.match(block.text))
        mark = _mark(block)
        if beside and block.kind not in ("heading", "code") and above.kind not in ("heading", "code"):
            same = not (block.kind == "quote" and above.kind in ("paragraph", "row"))
        else:
            same = inside or bool(mark and mark == listed) or block.kind == above.kind == "quote"
        found.append((found[-1] if found else 0) + (not same and block.kind != "blank"))
        if not same:
            listed = mark
    return found


def _mark(block: Block) -> str:
    item = _ITEM.match(block.text) if block.kind == "item" else None
    return ("-" if item[1] else "1") if item else ""
