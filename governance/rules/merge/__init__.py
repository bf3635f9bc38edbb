"""Texts that many hands improve: their one stored form, what changed between two, and how three are merged."""

from governance.rules.merge.comparing import changes, diff
from governance.rules.merge.composing import Passage, Uncomposable, delete, insert, move, parts, passages, replace
from governance.rules.merge.cutting import Block, blocks, numbers
from governance.rules.merge.matching import Pair, match, touched
from governance.rules.merge.merging import Conflict, Merge, Piece, merge, rebase, resolve
from governance.rules.merge.words import normalise, tokens

__all__ = [
    "Block",
    "Conflict",
    "Merge",
    "Pair",
    "Passage",
    "Piece",
    "Uncomposable",
    "blocks",
    "changes",
    "delete",
    "diff",
    "insert",
    "match",
    "merge",
    "move",
    "normalise",
    "numbers",
    "parts",
    "passages",
    "rebase",
    "replace",
    "resolve",
    "tokens",
    "touched",
]
