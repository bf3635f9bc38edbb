"""The blocks of two texts matched: which is still which, which moved, which came and which went."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from governance.rules.merge.aligning import Purse, aligned
from governance.rules.merge.cutting import Block, blocks
from governance.rules.merge.words import fold, likeness, word_bag

ALIKE = 40  # at least this likeness, and a block between the same neighbours is the same one, edited
MOVED = 60  # at least this likeness, and a block elsewhere is the same one, moved and edited
MOVED_WORDS = 5  # a shorter block that is edited and elsewhere may be any other
RARE = 8  # a word in more blocks than this tells nothing of which is which
NEAR = 8  # blocks on either side between two matched ones: up to so many, all are compared with all
TRIED = 3  # candidates elsewhere that are weighed for one block


@dataclass(frozen=True)
class Pair:
    """One block of two texts, by its place in `blocks()` of each.

    before, after: its places; None where that text does not have it.
    same: written in the same way in both. moved: in both, but in another order than the rest.
    """

    before: int | None
    after: int | None
    same: bool = False
    moved: bool = False


@dataclass(frozen=True)
class Reading:
    """How the blocks of one text fare in another.

    before, after: the blocks of both.
    kept: places in before -> places in after, in one order. moved: the same, out of that order.
    origin: places in after -> places in before, of what moved.
    inserted: gap -> places in after of the blocks that stand there and did not in before: new, or moved. Gap 3 is
        just before block 3 of before and, of the gaps in question, the one just after the last block kept.
    """

    before: Sequence[Block]
    after: Sequence[Block]
    kept: Mapping[int, int]
    moved: Mapping[int, int]
    origin: Mapping[int, int]
    inserted: Mapping[int, Sequence[int]]

    def place(self, i: int) -> int | None:
        """Where block `i` of before stands in after."""
        return self.kept.get(i, self.moved.get(i))

    def text(self, i: int) -> str | None:
        """Block `i` of before as after writes it; None if it is not there any more."""
        place = self.place(i)
        return None if place is None else self.after[place].text


def match(before: str, after: str) -> tuple[Pair, ...]:
    """Which block of `before` is which of `after`: every block of both is in one pair.

    In the order of `after`, a block that is gone standing where it was. Equal blocks first, in order (the longest
    run of them that keeps one order), then equal but for their apostrophes, then equal and alone of their kind
    elsewhere (moved), then alike by their words, best first, then by elimination: what is gone and what is new
    between two neighbours, in order, where both are of one kind. Near linear; past a budget, blocks stay apart.
    """
    return tuple(_pairs(read(before, after)))


def _pairs(reading: Reading) -> Iterator[Pair]:
    for i in range(len(reading.before) + 1):
        for j in reading.inserted.get(i, ()):
            yield _pair(reading, reading.origin[j], j, moved=True) if j in reading.origin else Pair(None, j)
        if i in reading.kept:
            yield _pair(reading, i, reading.kept[i])
        elif i < len(reading.before) and i not in reading.moved:
            yield Pair(i, None)


def _pair(reading: Reading, i: int, j: int, moved: bool = False) -> Pair:
    return Pair(i, j, same=reading.before[i].text == reading.after[j].text, moved=moved)


def touched(before: str, after: str) -> dict[int, frozenset[str]]:
    """Which blocks of `before` a change touches, by their places in `blocks(before)`, and how.

    "edited": its words change. "deleted": it goes. "moved": it goes elsewhere. "beside": another block comes after
    it (or before it, at the beginning of the text): a new one, or one that moved. In an empty text nothing is touched.
    """
    reading = read(before, after)
    how: defaultdict[int, set[str]] = defaultdict(set)
    for i, block in enumerate(reading.before):
        if reading.place(i) is None:
            how[i].add("deleted")
        elif block.text != reading.text(i):
            how[i].add("edited")
        if i in reading.moved:
            how[i].add("moved")
    if reading.before:
        for gap in reading.inserted:
            how[max(gap - 1, 0)].add("beside")
    return {i: frozenset(how[i]) for i in sorted(how)}


# The last two are kept: all the amendments to one text are carried over the same change, one after another.
@lru_cache(maxsize=2)
def read(before: str, after: str) -> Reading:
    """How the blocks of `before` fare in `after`: the work behind `match`, and the form that merging reads."""
    a, b = blocks(before), blocks(after)
    kept, moved = _matched(a, b)
    inserted: dict[int, list[int]] = {}
    gap, came_from = 0, {j: i for i, j in kept.items()}
    for j in range(len(b)):
        if j in came_from:
            gap = came_from[j] + 1
        else:
            inserted.setdefault(gap, []).append(j)
    return Reading(a, b, kept, moved, {j: i for i, j in moved.items()}, inserted)


def _matched(a: Sequence[Block], b: Sequence[Block]) -> tuple[dict[int, int], dict[int, int]]:
    purse = Purse()
    kept = dict(aligned([block.text for block in a], [block.text for block in b], purse))
    if len(kept) == len(a) == len(b):
        return kept, {}
    a_keys, b_keys = [fold(block.text) for block in a], [fold(block.text) for block in b]
    for i, i_end, j, j_end in _gaps(kept, len(a), len(b)):
        kept |= {i + p: j + q for p, q in aligned(a_keys[i:i_end], b_keys[j:j_end], purse)}
    moved = _alone(a_keys, b_keys, kept)
    _match_alike(a, b, kept, moved)
    gone = sorted(set(range(len(a))) - kept.keys() - moved.keys())
    new = sorted(set(range(len(b))) - set(kept.values()) - set(moved.values()))
    for i, i_end, j, j_end in _gaps(kept, len(a), len(b)):
        left, right = _between(gone, i, i_end), _between(new, j, j_end)
        pairs = aligned([a[i].kind for i in left], [b[j].kind for j in right], purse)
        kept |= {left[p]: right[q] for p, q in pairs}
    return kept, moved


def _gaps(kept: Mapping[int, int], a_end: int, b_end: int) -> list[tuple[int, int, int, int]]:
    """Where blocks of both stand between two neighbours that are kept, as bounds in a, then in b."""
    bounds = [(-1, -1), *sorted(kept.items()), (a_end, b_end)]
    gaps = [(i + 1, p, j + 1, q) for (i, j), (p, q) in pairwise(bounds)]
    return [(i, p, j, q) for i, p, j, q in gaps if i < p and j < q]


def _between(places: Sequence[int], first: int, end: int) -> Sequence[int]:
    return places[bisect_left(places, first) : bisect_left(places, end)]


def _alone(a: Sequence[str], b: Sequence[str], kept: Mapping[int, int]) -> dict[int, int]:
    """The blocks that moved beyond doubt: each text has them once."""
    taken, in_a, in_b = set(kept.values()), Counter(a), Counter(b)
    places = {key: j for j, key in enumerate(b) if in_b[key] == 1 and j not in taken}
    return {i: places[key] for i, key in enumerate(a) if in_a[key] == 1 and i not in kept and key in places}


def _match_alike(a: Sequence[Block], b: Sequence[Block], kept: dict[int, int], moved: dict[int, int]) -> None:
    """Match what remains by its words, the most alike first; ties in the order of the texts."""
    taken = set(kept.values()) | set(moved.values())
    gone = [i for i in range(len(a)) if i not in kept and i not in moved]
    new = [j for j in range(len(b)) if j not in taken]
    if len(gone) == len(new) == 1 and a[gone[0]].kind == b[new[0]].kind and _gaps(kept, len(a), len(b)):
        return  # each is all that the other can be: they will be matched by elimination
    a_bags = {i: word_bag(a[i].text) for i in gone}
    b_bags = {j: word_bag(b[j].text) for j in new}
    candidates = _neighbours(a_bags, b_bags, kept, len(a), len(b)) | _kin(a_bags, b_bags)
    weighed = sorted((-likeness(a_bags[i], b_bags[j]), i, j) for i, j in candidates)
    order = sorted(kept.items())
    used: set[int] = set()
    for unlike, i, j in weighed:
        if -unlike < ALIKE or i in kept or i in moved or j in used:
            continue
        at = bisect_left(order, (i, j))
        if (at == 0 or order[at - 1][1] < j) and (at == len(order) or j < order[at][1]):
            kept[i] = j
            insort(order, (i, j))
        elif -unlike >= MOVED and min(a_bags[i].total(), b_bags[j].total()) >= MOVED_WORDS:
            moved[i] = j
        else:
            continue
        used.add(j)


def _neighbours(a_bags, b_bags, kept, a_end, b_end) -> set[tuple[int, int]]:
    """Pairs between the same two neighbours: all where they are few, else those as far from either end."""
    pairs = set()
    a_places, b_places = sorted(a_bags), sorted(b_bags)
    for i, i_end, j, j_end in _gaps(kept, a_end, b_end):
        left, right = _between(a_places, i, i_end), _between(b_places, j, j_end)
        if max(len(left), len(right)) <= NEAR:
            pairs |= {(p, q) for p in left for q in right}
        else:
            pairs |= set(zip(left, right, strict=False)) | set(zip(left[::-1], right[::-1], strict=False))
    return pairs


def _kin(a_bags: Mapping[int, Counter[str]], b_bags: Mapping[int, Counter[str]]) -> set[tuple[int, int]]:
    """Pairs, wherever they stand, that share the most words that few blocks have."""
    homes: defaultdict[str, list[int]] = defaultdict(list)
    for j, bag in b_bags.items():
        for word in bag:
            homes[word].append(j)
    pairs = set()
    for i, bag in a_bags.items():
        shared = Counter(j for word in bag if len(homes.get(word, ())) <= RARE for j in homes.get(word, ()))
        best = sorted(shared.items(), key=lambda vote: (-vote[1], abs(vote[0] - i), vote[0]))[:TRIED]
        pairs |= {(i, j) for j, _ in best}
    return pairs
