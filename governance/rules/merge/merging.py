"""Two texts made from one, merged: what is sure is done, what is doubtful is shown, and no word is lost."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from governance.rules.merge.aligning import Hunk, Purse
from governance.rules.merge.cutting import Block, blocks
from governance.rules.merge.matching import Reading, read
from governance.rules.merge.words import fold, is_word, tokens, word_hunks

OUTCOMES = ("auto", "review", "conflict")
KEPT = 25  # with less of its words kept, in percent, a block is another one in its place: nothing can be woven in

_Places = tuple[int | None, int | None, int | None]  # of one block in base, ours and theirs


@dataclass(frozen=True)
class Conflict:
    """A place where two people wrote different things and nobody but a person can choose.

    start, end: the blocks of base it is about, `blocks(base)[start:end]`; none (start == end) where both added
    something just before block `start`. base, ours, theirs: what each text has there, "" for nothing. A block
    that moved, or that stands between two conflicts, may be shown in the place where it was and in the one it has.
    """

    start: int
    end: int
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Piece:
    """A part of a merged text, in its place: settled, or a conflict.

    text: what is settled; "" for a conflict. space: the white space that parts it from the next piece, where both
    have words. conflict: None when it is settled. review: settled, but a person should read it again.
    """

    text: str
    space: str
    conflict: Conflict | None = None
    review: bool = False


@dataclass(frozen=True)
class Merge:
    """What comes of two texts made from one (CS-14).

    outcome: "auto" (the two sides touched different blocks), "review" (they touched one block in different places,
        or blocks that lean on each other: the text is whole, and a person confirms it) or "conflict".
    text: the merged text; None as long as there is a conflict, for nothing is chosen (see `resolve`).
    conflicts: in the order of the text; none unless the outcome is "conflict".
    pieces: the whole text in order, conflicts in their place, for a page that settles them.
    """

    outcome: str
    text: str | None
    conflicts: tuple[Conflict, ...]
    pieces: tuple[Piece, ...]


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Merge two texts that were both made from `base` (three-way merge: diff3, by blocks, then by words).

    The three are normalised texts (`normalise`); the white space around others is not kept. Which side is ours
    decides nothing: exchanged, they give the same text and the same conflicts, sides exchanged.

    - auto: a block changed on one side, or in the same way on both; a block inserted beside an edited one; a
      block moved on one side.
    - review: one block changed in different places on both sides (« ne … pas » can be broken by it); a block
      moved on one side and edited on the other, where the edit follows; a block inserted beside one that the
      other side deleted, or inside a passage that it moved, which the block follows; a whole that reads otherwise
      than its parts (a fence that one side opens, a row that lost its table).
    - conflict: edits that overlap or touch inside one block; a block rewritten throughout and edited, edited or
      moved and deleted (the passage deleted with it is then shown whole), moved to two places; two different
      insertions at one place; a block inserted in the midst of what the other side deleted, or just after a
      block that it moved away.

    Apostrophes are folded only to see that both sides made the same edit; of the two writings the one that comes
    last in Unicode, ’, is then kept. Every word that a side added is in the text or in a conflict. Bounded work:
    in blocks too long to compare, what changed counts as one edit.
    """
    return _Merging(read(base, ours), read(base, theirs)).merged()


def rebase(base: str, current: str, proposed: str) -> Merge:
    """An amendment proposed on `base`, carried over to the `current` text: ours is current, theirs proposed."""
    return merge(base, current, proposed)


def resolve(merged: Merge, choices: Sequence[str]) -> str:
    """The merged text with a text in the place of each conflict, in their order.

    A choice is any text: a side of the conflict, both, "" for nothing, or what a person wrote; normalise the
    result before storing it if so. Raises ValueError unless there is one choice for each conflict.
    """
    if len(choices) != len(merged.conflicts):
        raise ValueError(f"{len(merged.conflicts)} conflicts, {len(choices)} choices")
    left = iter(choices)
    parts = [(next(left).strip("\n") if piece.conflict else piece.text, piece.space) for piece in merged.pieces]
    written: list[str] = []
    space = ""
    for text, following in parts:
        if text:
            written += [space if written else "", text]
            space = following
        else:
            space = max(space, following, key=_breadth)
    return "".join(written)


def _breadth(space: str) -> tuple[int, str]:
    return space.count("\n"), space


@dataclass(frozen=True)
class _Part:
    """A block, or a conflict, where the merged text has it: places and kinds of its first and of its last block."""

    first: _Places
    last: _Places
    kinds: tuple[str, str]
    text: str
    review: bool = False
    conflict: Conflict | None = None


class _Merging:
    """Two readings of one base, followed together.

    Places of base are counted by halves: gap g, just before block g, is 2 * g, and block i is 2 * i + 1. A zone is
    a run of such places in which the sides cannot both be followed.
    """

    def __init__(self, ours: Reading, theirs: Reading):
        self.base = ours.before
        self.sides = (ours, theirs)
        self.versions = (ours.before, ours.after, theirs.after)
        self.purse = Purse()
        self.landing = [{i: gap for gap, js in side.inserted.items() for i in _moved(side, js)} for side in self.sides]
        self.zones = self._zones()

    def merged(self) -> Merge:
        parts = list(self._parts())
        pieces = tuple(self._pieces(parts))
        conflicts = tuple(piece.conflict for piece in pieces if piece.conflict)
        if conflicts:
            return Merge("conflict", None, conflicts, pieces)
        text = resolve(Merge("auto", None, (), pieces), ())
        as_made = [block.text for block in blocks(text)] == [part.text for part in parts]
        sure = as_made and not any(part.review for part in parts) and not self._repeats(parts)
        return Merge("auto" if sure else "review", text, (), pieces)

    def _repeats(self, parts: Sequence[_Part]) -> bool:
        """Whether a block that each text has once is there twice: each side put it in another place."""
        times = Counter(fold(part.text) for part in parts)
        twice = {text for text, count in times.items() if count > 1}
        if not twice:
            return False
        most = Counter()
        for version in self.versions:
            most |= Counter(text for block in version if (text := fold(block.text)) in twice)
        return any(times[text] > most[text] for text in twice)

    # --- Where the sides cannot both be followed

    def _zones(self) -> dict[int, int]:
        """First place -> last place of each zone."""
        found: set[int] = set()
        for one, other in (self.sides, self.sides[::-1]):
            for i, block in enumerate(self.base):
                if 2 * i + 1 not in found and _is_deleted(i, one) and i in other.kept and other.text(i) != block.text:
                    found.update(_deleted_around(i, one))
            for gap in one.inserted:
                if 2 * gap not in found:
                    found.update(self._quarrel(gap, one, other))
        while more := set(self._dragged(found)) - found:
            found |= more
        found |= {2 * gap for gap in range(len(self.base)) if self._is_seam(gap, found)}
        zones: dict[int, int] = {}
        first = None
        for place in sorted(found):
            first = first if place - 1 in found else place
            zones[first] = place
        return zones

    def _is_seam(self, gap: int, zones: set[int]) -> bool:
        """Whether nothing comes between two neighbours in conflict, so that they are shown as one."""
        return {2 * gap - 1, 2 * gap + 1} <= zones and all(gap not in side.inserted for side in self.sides)

    def _quarrel(self, gap: int, one: Reading, other: Reading) -> Iterable[int]:
        """The places where what `one` inserts in the gap cannot stand, as `other` has them."""
        if gap in other.inserted:
            return () if self._is_same_insertion(gap) else (2 * gap,)
        if gap - 1 in other.moved and not _is_moved_around(gap, other):
            return (2 * gap,)
        if any(i not in other.kept for i in _moved(one, one.inserted[gap])):
            return (2 * gap,)
        if _is_deleted(gap - 1, other) and _is_deleted(gap, other):
            return _deleted_around(gap, other)
        return ()

    def _is_same_insertion(self, gap: int) -> bool:
        ours, theirs = (
            [side.origin.get(j, fold(side.after[j].text)) for j in side.inserted[gap]] for side in self.sides
        )
        return ours == theirs

    def _dragged(self, zones: Container[int]) -> Iterator[int]:
        """The places from which something was to come into a zone, and where it must now stay in sight."""
        for landing, other in zip(self.landing, self.sides[::-1], strict=True):
            for i, gap in landing.items():
                if 2 * gap in zones:
                    if i in other.kept:
                        yield 2 * i + 1
                    if i + 1 in landing and i + 1 in other.inserted:
                        yield 2 * i + 2

    # --- The merged text, part by part

    def _parts(self) -> Iterator[_Part]:
        end = 2 * len(self.base)
        place = 0
        while place <= end:
            if place in self.zones:
                last = self.zones[place]
                yield self._zone(place, last)
                place = last
            elif place % 2:
                i = place // 2
                if all(i not in side.moved for side in self.sides):
                    yield from self._block(i)
            else:
                yield from self._insertion(place // 2)
            place += 1

    def _insertion(self, gap: int) -> Iterator[_Part]:
        ours, theirs = self.sides
        if gap in ours.inserted and gap in theirs.inserted:
            for j, k in zip(ours.inserted[gap], theirs.inserted[gap], strict=True):
                if j in ours.origin:
                    yield from self._block(ours.origin[j])
                else:
                    kind, text = map(max, ours.after[j][:2], theirs.after[k][:2])
                    yield _Part((None, j, k), (None, j, k), (kind, kind), text)
            return
        for one, other in (self.sides, self.sides[::-1]):
            if gap in one.inserted and not _is_moved_around(gap, other):
                beside_gone = _is_deleted(gap - 1, other) or _is_deleted(gap, other) or gap in other.moved
                yield from self._inserted(gap, one, review=beside_gone)

    def _inserted(self, gap: int, one: Reading, review: bool) -> Iterator[_Part]:
        other = self.sides[one is self.sides[0]]
        for j in one.inserted[gap]:
            i = one.origin.get(j)
            if i is None:
                places = (None, j, None) if one is self.sides[0] else (None, None, j)
                yield _Part(places, places, 2 * (one.after[j].kind,), one.after[j].text, review)
                continue
            yield from self._block(i, review)
            if i + 1 in other.inserted and _is_moved_around(i + 1, one):
                yield from self._inserted(i + 1, other, review=True)

    def _block(self, i: int, review: bool = False) -> Iterator[_Part]:
        """Block `i` of base, where both sides have it now."""
        base = self.base[i].text
        ours, theirs = (side.text(i) for side in self.sides)
        places = (i, *(side.place(i) for side in self.sides))
        part = partial(_Part, places, places, 2 * (self.base[i].kind,))
        moved = any((i in one.moved) > (i in other.moved) for one, other in (self.sides, self.sides[::-1]))
        if ours in (base, theirs) or theirs == base:
            text = theirs if ours == base else ours
            mover_is_ours = i in self.sides[0].moved
            edited = moved and (theirs if mover_is_ours else ours) != base
            if text:
                yield part(text, review or edited)
        elif (text := self._woven(base, ours, theirs)) is not None:
            yield part(text, review or moved or fold(ours) != fold(theirs))
        else:
            yield part("", conflict=Conflict(i, i + 1, base, ours, theirs))

    def _woven(self, base: str, ours: str, theirs: str) -> str | None:
        """The edits of both in one block; None where they cannot both be made."""
        if fold(ours) == fold(theirs):
            return max(ours, theirs)
        edits: dict[tuple[int, int, str], str] = {}
        for side in sorted((ours, theirs)):  # the purse, too, must not know which side is which
            hunks = word_hunks(base, side, self.purse)
            if _is_rewritten(hunks):
                return None
            for start, end, added in _word_edits(hunks):
                key = start, end, fold(added)
                edits[key] = max(edits.get(key, ""), added)
        units = tokens(base)
        woven: list[str] = []
        done = -1
        for start, end, added in sorted((start, end, added) for (start, end, _), added in edits.items()):
            if start <= done:
                return None
            woven += [*units[max(done, 0) : start], added]
            done = end
        text = "".join([*woven, *units[max(done, 0) :]])
        return text if _kinds(text) in (_kinds(ours), _kinds(theirs)) else None

    def _zone(self, first: int, last: int) -> _Part:
        views = [self._view(first, last, {i: i for i in range(len(self.base))}, {})]
        views += [self._view(first, last, side.kept, side.inserted) for side in self.sides]
        texts = [_written(version, view) for version, view in zip(self.versions, views, strict=True)]
        first_kinds, last_kinds = (
            {version[view[at]].kind for version, view in zip(self.versions, views, strict=True) if view}
            for at in (0, -1)
        )
        return _Part(
            first=tuple(view[0] if view else None for view in views),
            last=tuple(view[-1] if view else None for view in views),
            kinds=(min(first_kinds), min(last_kinds)),
            text="",
            conflict=Conflict(first // 2, (last + 1) // 2, *texts),
        )

    def _view(self, first: int, last: int, kept: Mapping[int, int], inserted: Mapping[int, Sequence[int]]) -> list[int]:
        """The places in one version of the blocks that a zone has there."""
        view: list[int] = []
        for place in range(first, last + 1):
            if place % 2 == 0:
                view += inserted.get(place // 2, ())
            elif place // 2 in kept:
                view.append(kept[place // 2])
        return view

    # --- The parts put together

    def _pieces(self, parts: Sequence[_Part]) -> Iterator[Piece]:
        text = ""
        for part, following in zip(parts, [*parts[1:], None], strict=False):
            space = self._space(part, following) if following else ""
            text += part.text
            alike = following and not part.conflict and not following.conflict and part.review == following.review
            if alike:
                text += space
            else:
                yield Piece(text, space, part.conflict, part.review)
                text = ""

    def _space(self, part: _Part, following: _Part) -> str:
        """The white space between two parts: as where they already stand side by side."""
        base, ours, theirs = (
            version[here].space if here is not None and there == here + 1 else None
            for version, here, there in zip(self.versions, part.last, following.first, strict=True)
        )
        known = [space for space in (ours, theirs) if space is not None]
        if part.conflict or following.conflict:
            known = [max(known, key=_breadth)] if known else []
        elif ours == base and theirs is not None:
            known = [theirs]
        elif len(known) == 2 and theirs != base:
            known = [max(known, key=_breadth)]
        return known[0] if known else _usual_space(part.kinds[1], following.kinds[0])


def _moved(side: Reading, places: Iterable[int]) -> Iterator[int]:
    return (side.origin[j] for j in places if j in side.origin)


def _is_deleted(i: int, side: Reading) -> bool:
    return 0 <= i < len(side.before) and side.place(i) is None


def _deleted_around(i: int, side: Reading) -> range:
    """The places of the whole passage that this side deleted around block `i`."""
    first = last = i
    while _is_deleted(first - 1, side):
        first -= 1
    while _is_deleted(last + 1, side):
        last += 1
    return range(2 * first + 1, 2 * last + 2)


def _is_moved_around(gap: int, side: Reading) -> bool:
    """Whether the blocks on both sides of the gap moved together: what is inserted between them follows."""
    before, after = side.moved.get(gap - 1), side.moved.get(gap)
    return before is not None and after == before + 1


def _is_rewritten(hunks: Sequence[Hunk]) -> bool:
    kept, removed = (sum(is_word(token) for hunk in hunks for token in hunk[part]) for part in (0, 1))
    return 100 * kept < KEPT * (kept + removed)


def _word_edits(hunks: Sequence[Hunk]) -> Iterator[tuple[int, int, str]]:
    """The edits among the hunks: tokens of base from, to, and the text in their place."""
    at = 0
    for kept, removed, added in hunks:
        start = at + len(kept)
        at = start + len(removed)
        if removed or added:
            yield start, at, "".join(added)


def _kinds(text: str) -> list[str]:
    return [block.kind for block in blocks(text)]


def _written(version: Sequence[Block], view: Sequence[int]) -> str:
    """The blocks of a version at these places, one under the other."""
    written = [version[j].text for j in view]
    for n, (j, k) in enumerate(pairwise(view)):
        written[n] += version[j].space if k == j + 1 else _usual_space(version[j].kind, version[k].kind)
    return "".join(written)


def _usual_space(above: str, below: str) -> str:
    return "\n" if above == below and above in ("item", "row") else "\n\n"
