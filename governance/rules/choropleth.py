"""The classes of a map: shares put in a few steps, each with bounds in whole percents and a pattern of its own."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

METHODS = ("equal", "quantiles")
# From the lightest to the densest: a map is read without its colours too.
PATTERNS = ("blank", "dots", "lines", "grid", "crosshatch", "weave", "solid")
HIDDEN = "slashes"  # the pattern of what is not told, which no class has


@dataclass(frozen=True)
class Step:
    """One class: shares from `least` percent, and less than `most`, which the last class has too.

    codes: the territories in it, in the order given. pattern: one of PATTERNS.
    """

    least: int
    most: int
    pattern: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Legend:
    """The classes, the lowest first, and the territories that are `hidden`: drawn as HIDDEN, never as the lowest."""

    steps: tuple[Step, ...]
    hidden: tuple[str, ...]

    def patterns(self) -> dict[str, str]:
        """How each territory is drawn, by code."""
        drawn = {code: step.pattern for step in self.steps for code in step.codes}
        return drawn | dict.fromkeys(self.hidden, HIDDEN)


def legend(cells: Mapping[str, tuple[int, int] | None], classes: int = 5, method: str = "equal") -> Legend:
    """The classes of `cells`: for each code how many of how many, or None where disclosure hides it.

    classes: how many at most, from 1 to 7; fewer where the shares lie close. method: "equal" cuts the range of shares
    in widths of as many percents, one more for the last ones where it must be; "quantiles" puts about as many
    territories in each, and never two of the same whole percent in different classes. Bounds are whole percents and
    shares are compared with them exactly, so that the legend says what the map shows.
    Raises ValueError on another method or number of classes, and on counts of which there is no share.
    """
    if method not in METHODS:
        raise ValueError(f"the method is one of {', '.join(METHODS)}: not {method!r}")
    if type(classes) is not int or not 1 <= classes <= len(PATTERNS):
        raise ValueError(f"a map has from 1 to {len(PATTERNS)} classes: not {classes!r}")
    hidden = tuple(code for code, cell in cells.items() if cell is None)
    shares = {code: _share(code, *cell) for code, cell in cells.items() if cell is not None}
    if not shares:
        return Legend((), hidden)
    bounds = (_equal if method == "equal" else _quantiles)(sorted(shares.values()), classes)
    found = [[] for _ in bounds[1:]]
    for code, share in shares.items():
        found[min(bisect_right(bounds, share * 100), len(found)) - 1].append(code)
    patterns = _spread(len(found))
    return Legend(
        tuple(
            Step(bounds[at], bounds[at + 1], pattern, tuple(codes))
            for at, (pattern, codes) in enumerate(zip(patterns, found, strict=True))
        ),
        hidden,
    )


def _share(code, part, whole):
    if type(part) is not int or type(whole) is not int or not 0 <= part <= whole or not whole:
        raise ValueError(f"{code} has no share of {part!r} in {whole!r}")
    return Fraction(part, whole)


def _range(shares):
    """The whole percents that hold them all, one percent wide at least."""
    least, most = shares[0] * 100 // 1, -(-shares[-1] * 100 // 1)
    return (least, most) if most > least else (least - (least == 100), least + (least < 100))


def _equal(shares, classes):
    least, most = _range(shares)
    classes = min(classes, most - least)
    return [least + (most - least) * n // classes for n in range(classes + 1)]


def _quantiles(shares, classes):
    least, most = _range(shares)
    cuts = {shares[len(shares) * n // classes] * 100 // 1 for n in range(1, classes)}
    return [least, *sorted(cut for cut in cuts if least < cut < most), most]


def _spread(number):
    """As many patterns, as far from each other as there are: the densest is always there."""
    if number == 1:
        return PATTERNS[-1:]
    return [PATTERNS[n * (len(PATTERNS) - 1) // (number - 1)] for n in range(number)]
