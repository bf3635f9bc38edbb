"""Whoever wants to know what is hidden: what equations give, and what bounds leave, in exact fractions."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction


def solved(told: Iterable[frozenset], wanted: Iterable[frozenset]) -> list[frozenset]:
    """Which of the `wanted` sets of places are sums and differences of those `told`, by elimination."""
    rows: dict[str, dict[str, Fraction]] = {}

    def reduced(row):
        while True:
            pivot = next((place for place in row if place in rows), None)
            if pivot is None:
                return row
            factor, found = row[pivot], rows[pivot]
            row = {
                place: value
                for place in row.keys() | found.keys()
                if (value := row.get(place, 0) - factor * found.get(place, 0))
            }

    for places in told:
        row = reduced({place: Fraction(1) for place in places})
        if row:
            pivot = min(row)
            new = {place: value / row[pivot] for place, value in row.items()}
            for at, other in rows.items():
                if factor := other.get(pivot):
                    rows[at] = {
                        place: value
                        for place in other.keys() | new.keys()
                        if (value := other.get(place, 0) - factor * new.get(place, 0))
                    }
            rows[pivot] = new
    return [places for places in wanted if places and not reduced({place: Fraction(1) for place in places})]


class Program:
    """Equations over numbers from 0, by the simplex method with Bland's rule: the least and most of any sum."""

    def __init__(self, equations: Sequence[tuple[Mapping, int]]):
        names = dict.fromkeys(name for row, _value in equations for name in row)
        self.at = {name: n for n, name in enumerate(names)}
        self.width = len(names)
        size = self.width + len(equations)
        self.rows, self.basis = [], []
        for n, (row, value) in enumerate(equations):
            line = [Fraction(0)] * (size + 1)
            for name, factor in row.items():
                line[self.at[name]] = Fraction(factor)
            line[self.width + n], line[-1] = Fraction(1), Fraction(value)
            self.rows.append(line)
            self.basis.append(self.width + n)
        # First phase: no artificial variable is left.
        assert self._least([Fraction(0)] * self.width + [Fraction(1)] * len(equations), size) == 0, "impossible"
        for n, at in enumerate(self.basis):
            if (
                at >= self.width
                and (column := next((c for c in range(self.width) if self.rows[n][c]), None)) is not None
            ):
                self._pivot(n, column)
        kept = [n for n, at in enumerate(self.basis) if at < self.width]
        self.basis = [self.basis[n] for n in kept]
        self.rows = [self.rows[n][: self.width] + self.rows[n][-1:] for n in kept]

    def between(self, names: Iterable) -> tuple[Fraction, Fraction]:
        """The least and the most that the sum of these unknowns may be; each of them stands in an equation."""
        cost = [Fraction(0)] * self.width
        for name in names:
            cost[self.at[name]] = Fraction(1)
        return self._least(cost, self.width), -self._least([-one for one in cost], self.width)

    def _pivot(self, n, column):
        line = self.rows[n]
        factor = line[column]
        self.rows[n] = line = [value / factor for value in line]
        for m, other in enumerate(self.rows):
            if m != n and (factor := other[column]):
                self.rows[m] = [a - factor * b if b else a for a, b in zip(other, line, strict=True)]
        self.basis[n] = column

    def _least(self, cost, width):
        while True:
            prices = [cost[at] for at in self.basis]
            used = [(price, row) for price, row in zip(prices, self.rows, strict=True) if price]
            column = next((c for c in range(width) if cost[c] < sum(price * row[c] for price, row in used)), None)
            if column is None:
                return sum((price * row[-1] for price, row in used), Fraction(0))
            ratios = [(row[-1] / row[column], self.basis[n], n) for n, row in enumerate(self.rows) if row[column] > 0]
            assert ratios, "without bound"
            self._pivot(min(ratios)[2], column)
