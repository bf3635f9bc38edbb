"""The geometry of result pictures: whole numbers only, so that equal results draw equal pictures.

Every picture is drawn on a line of WIDTH units, whatever its size on a screen.
"""

from collections.abc import Sequence
from fractions import Fraction

WIDTH = 1000
GAP = 4  # between two parts of one bar
SLIGHT = 4  # what is not nothing is seen


def length(number, most, width: int = WIDTH) -> int:
    """How long a bar of `number` is where `most` takes the whole width; 0 only for nothing."""
    number, most = Fraction(number), Fraction(most)
    if number <= 0 or most <= 0:
        return 0
    return min(width, max(SLIGHT, _rounded(number * width / most)))


def stacked(parts: Sequence[int], width: int = WIDTH, gap: int = GAP) -> list[tuple[int, int]]:
    """Where each part of one bar starts, and how long it is: they fill `width` exactly, gaps between them included.

    A part of 0 has no length and no gap; what rounding leaves goes to the parts that lost most by it.
    """
    whole, shown = sum(parts), [part for part in parts if part]
    if not whole:
        return [(0, 0) for _part in parts]
    room = width - gap * (len(shown) - 1)
    exact = [Fraction(part * room, whole) for part in parts]
    lengths = [int(one) for one in exact]
    left = room - sum(lengths)
    for at in sorted(range(len(parts)), key=lambda at: (lengths[at] - exact[at], at))[:left]:
        lengths[at] += 1
    found, x = [], 0
    for part, one in zip(parts, lengths, strict=True):
        found.append((x, one))
        x += one + gap if part else 0
    return found


def mark(number, most, width: int = WIDTH) -> int:
    """Where the line that stands for `number` is drawn."""
    return min(width, _rounded(Fraction(number) * width / Fraction(most))) if most else 0


def tones(n: int, steps: int = 7) -> list[int]:
    """`n` tones from the first (0) to the last (steps - 1), evenly, their middle at the middle."""
    return [_rounded(Fraction(at * (steps - 1), n - 1)) if n > 1 else steps - 1 for at in range(n)]


def percent(number, whole) -> int | None:
    """A share as a whole number of hundredths, half rounded up; None of nothing."""
    return _rounded(Fraction(number) * 100 / Fraction(whole)) if whole else None


def _rounded(number: Fraction) -> int:
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)
