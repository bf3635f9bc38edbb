"""Sequences aligned: which units of one stand in another, in the same order, found with bounded work."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from diff_match_patch import diff_match_patch

# In pairs of units, for one call of the library: two wholly different texts of 2,000 tokens take half a second.
MOST_PAIRS = 4_000_000
BUDGET = 2 * MOST_PAIRS  # the same, for two whole texts
_FIRST_CODE, _SURROGATES, _CODES = 0x100, range(0xD800, 0xE000), 0x110000 - 0x100 - 0x800

Units = Sequence[str]
Hunk = tuple[list[str], list[str], list[str]]
"""Units kept, then units removed, then units added in their place."""

_ENGINE = diff_match_patch()
_ENGINE.Diff_Timeout = 0  # with a clock, the same texts would differ otherwise on a slower day


class Purse:
    """The work that may still be done, in pairs of units: a count and not a clock, so that every machine agrees."""

    def __init__(self):
        self.left = BUDGET

    def pays(self, a: Units, b: Units) -> bool:
        """Whether a and b can be compared; what that costs is then spent."""
        cost = len(a) * len(b)
        if cost > min(self.left, MOST_PAIRS) or len(a) + len(b) > _CODES:
            return False
        self.left -= cost
        return True


def common_ends(a: Units, b: Units) -> tuple[int, int]:
    """How many units a and b have in common at their beginning, then, of what remains, at their end."""
    shorter = min(len(a), len(b))
    head = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    shorter -= head
    return head, next((i for i in range(1, shorter + 1) if a[-i] != b[-i]), shorter + 1) - 1


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """The places in `numbers`, all different, of one of their longest increasing subsequences (patience sorting)."""
    tops: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(places[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        places[pile : pile + 1] = [place]
    rise = []
    place = places[-1] if places else -1
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def anchors(a: Units, b: Units) -> list[tuple[int, int]]:
    """Pairs of places, rising in both, of units that a and b have once each (patience diff, Bram Cohen)."""
    in_a, in_b = Counter(a), Counter(b)
    place_in_b = {unit: j for j, unit in enumerate(b) if in_b[unit] == 1}
    pairs = [(i, place_in_b[unit]) for i, unit in enumerate(a) if in_a[unit] == 1 and unit in place_in_b]
    return [pairs[place] for place in longest_rise([j for _, j in pairs])]


def aligned(a: Units, b: Units, purse: Purse) -> list[tuple[int, int]]:
    """Pairs of places of equal units, rising in both.

    Common ends first, then units that both have once, and again between them; Myers where none is left.
    What the purse cannot pay stays unpaired.
    """
    pairs: list[tuple[int, int]] = []
    todo = [(0, len(a), 0, len(b))]
    while todo:
        i, i_end, j, j_end = todo.pop()
        if i == i_end or j == j_end:
            continue
        # The end first: of two equal blocks in a row, the one inserted is then the one that comes first.
        tail, head = common_ends(a[i:i_end][::-1], b[j:j_end][::-1])
        pairs += [(i + k, j + k) for k in range(head)]
        pairs += [(i_end - k, j_end - k) for k in range(1, tail + 1)]
        i, i_end, j, j_end = i + head, i_end - tail, j + head, j_end - tail
        if i == i_end or j == j_end:
            continue
        inside = [(i + p, j + q) for p, q in anchors(a[i:i_end], b[j:j_end])]
        if not inside:
            pairs += ((i + p, j + q) for p, q in _common(a[i:i_end], b[j:j_end], purse))
            continue
        pairs += inside
        for (p, q), (p_end, q_end) in zip([(i - 1, j - 1), *inside], [*inside, (i_end, j_end)], strict=True):
            todo.append((p + 1, p_end, q + 1, q_end))
    return sorted(pairs)


def _common(a: Units, b: Units, purse: Purse) -> Iterator[tuple[int, int]]:
    in_a, in_b = set(a), set(b)
    a_places = [i for i, unit in enumerate(a) if unit in in_b]
    b_places = [j for j, unit in enumerate(b) if unit in in_a]
    shared = [a[i] for i in a_places], [b[j] for j in b_places]
    if not a_places or not purse.pays(*shared):
        return
    i = j = 0
    for kept, removed, added in myers(*shared):
        for _ in kept:
            yield a_places[i], b_places[j]
            i, j = i + 1, j + 1
        i, j = i + len(removed), j + len(added)


def myers(a: Units, b: Units, readable: bool = False) -> list[Hunk]:
    """The hunks that lead from a to b (Myers, 1986); `readable` prefers few long edits to many short ones."""
    codes: dict[str, str] = {}
    edits = _ENGINE.diff_main(_encoded(a, codes), _encoded(b, codes), False)
    if readable:
        _ENGINE.diff_cleanupSemantic(edits)
    units = {code: unit for unit, code in codes.items()}
    place = {_ENGINE.DIFF_EQUAL: 0, _ENGINE.DIFF_DELETE: 1, _ENGINE.DIFF_INSERT: 2}
    hunks: list[Hunk] = [([], [], [])]
    for operation, coded in edits:
        if operation == _ENGINE.DIFF_EQUAL and (hunks[-1][1] or hunks[-1][2]):
            hunks.append(([], [], []))
        hunks[-1][place[operation]].extend(units[code] for code in coded)
    return hunks


def _encoded(units: Iterable[str], codes: dict[str, str]) -> str:
    for unit in units:
        if unit not in codes:
            code = _FIRST_CODE + len(codes)
            codes[unit] = chr(code if code < _SURROGATES.start else code + len(_SURROGATES))
    return "".join(codes[unit] for unit in units)
