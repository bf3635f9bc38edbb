"""The map of what is told of a poll: territories in a few classes by one option, out of the rows of its table alone."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from governance.polls import maps
from governance.polls.models import Outline, Territory
from governance.polls.showing import Results, Row, share
from governance.rules import choropleth, opinions

MOST_SHAPES = 400  # on one map; beyond, the territories above them are drawn, and lead to theirs
EPCI = str(Territory.Kind.EPCI)
UNSAID = "unsaid"  # told, and nobody there judged the option


@dataclass(frozen=True)
class Shape:
    """One territory of the map: its row of the table, its pattern, its figure, and where it leads."""

    row: Row
    pattern: str
    figure: str
    href: str

    def __str__(self) -> str:
        return self.figure

    @property
    def is_told(self) -> bool:
        return self.row.line is not None


class ResultMap:
    """One option on the map. option: its key; the one that leads when it is none of the poll’s.

    by: « epci » draws the EPCI instead of communes and of what else is above them; they are rows of the table too, and
    are told or hidden as there.
    """

    def __init__(self, shown: Results, option: str = "", by: str = ""):
        self.shown = shown
        self.by = by if by == EPCI and len(self._epci) > 1 else ""
        leading = shown.opinion.leading if shown.opinion else ()
        self.option = option if option in shown.options else next(iter(leading or shown.options))

    @property
    def name(self) -> str:
        return self.shown.options[self.option]

    def address(self, **changed) -> str:
        asked = {"option": self.option, **({"by": self.by} if self.by else {}), **changed}
        return self.shown.address(**{name: value for name, value in asked.items() if value or name != "by"})

    @property
    def query(self) -> str:
        """What asks for this same map."""
        return self.address()

    @cached_property
    def options(self) -> list[tuple[str, str, bool]]:
        """(address, words, whether it is the one shown) of each option."""
        named = self.shown.options.items()
        return [(self.address(option=key), label, key == self.option) for key, label in named]

    # --- What is drawn -------------------------------------------------------------------------------

    @cached_property
    def parts(self) -> list[Row]:
        """What is right under the territory looked at, going down while there is one alone."""
        shown, at = self.shown, 0
        if shown.within:
            at = next(path.index(shown.within.territory.pk) for path in shown.paths_within) + 1
        while True:
            found = {path[min(at, len(path) - 1)] for path in shown.paths_within}
            (one, *more), places = found, {path[-1] for path in shown.paths_within}
            if more or one in places:
                return [row for row in shown.territories if row.territory and row.territory.pk in found]
            at += 1

    @cached_property
    def rows(self) -> list[Row]:
        """The territories drawn: communes where they are few enough, what is above them elsewhere."""
        places = {path[-1] for path in self.shown.paths_within}
        if self.by:
            return self._by_epci
        if len(places) > MOST_SHAPES:
            return self.parts
        return [row for row in self.shown.territories if row.territory and row.territory.pk in places]

    @cached_property
    def _epci(self):
        """The EPCI of the communes looked at, as rows of the table."""
        standing = {pk for path in self.shown.paths_within for pk in path}
        rows = (row for row in self.shown.territories if row.territory and row.territory.pk in standing)
        return [row for row in rows if row.territory.kind == EPCI]

    @property
    def _by_epci(self):
        """The EPCI, and the communes that are in none of them."""
        held = {row.territory.pk for row in self._epci}
        alone = {path[-1] for path in self.shown.paths_within if held.isdisjoint(path)}
        return self._epci + [self.shown.row_of[pk] for pk in sorted(alone)]

    @property
    def ways(self) -> list[tuple[str, str, bool]]:
        """(address, words, whether it is the one shown) of each way to draw these territories; none where one is."""
        if len(self._epci) < 2:
            return []
        wide = len(self.shown.paths_within) > MOST_SHAPES
        told = (("", _("Par territoire") if wide else _("Par commune")), (EPCI, _("Par intercommunalité")))
        return [(self.address(by=by), words, by == self.by) for by, words in told]

    @property
    def closer(self) -> list[tuple[str, str]]:
        """(address, name) of each territory that may be looked at closer."""
        wide = [row for row in self.parts if not (row.territory.is_lived_in or row.territory.is_drawn)]
        return [(self.address(**{"in": row.key}), row.name) for row in wide]

    @property
    def crumbs(self) -> list[tuple[str, str, bool]]:
        """(address, name, whether it is the one looked at) from everything down to the territory looked at."""
        within = self.shown.within
        if within is None:
            return []
        path = self.shown.paths_within[0]
        above = [self.shown.row_of[pk] for pk in path[: path.index(within.territory.pk) + 1]]
        told = [(self.address(**{"in": row.key}), row.name, row is within) for row in above]
        return [(self.address(**{"in": ""}), _("Tout le sondage"), False), *told]

    @cached_property
    def _outlined(self):
        rows = {row.territory.pk: row for row in self.rows}
        outlines = {one.territory_id: one for one in Outline.objects.filter(territory__in=list(rows))}
        return [(row, outlines[pk]) for pk, row in rows.items() if pk in outlines]

    @property
    def undrawn(self) -> int:
        """How many have no outline here."""
        return len(self.rows) - len(self._outlined)

    @cached_property
    def sheet(self) -> maps.Sheet | None:
        return maps.sheet((self._shape(row), outline) for row, outline in self._outlined)

    def _shape(self, row):
        pattern = self.patterns[row.key]
        href = f"{self.address()}#at-{row.key}"
        if not (row.territory.is_lived_in or row.territory.is_drawn):
            href = self.address(**{"in": row.key, "by": ""}) + "#map"
        return Shape(row, pattern, self._figure(row) if row.line else "", href)

    def geojson(self) -> dict:
        """The same territories, each with the cells of its row; of a hidden one, that it is."""
        return maps.collection((self._told(row), outline) for row, outline in self._outlined)

    def _told(self, row):
        told = {"kind": row.territory.kind, "code": row.territory.code, "name": row.name, "published": bool(row.line)}
        if not row.line:
            return told
        cells = dict(zip(self.shown.options.values(), row.cells, strict=True))
        return told | {"answers": row.answers, "turnout": row.turnout, "options": cells}

    # --- Its classes ---------------------------------------------------------------------------------

    @property
    def is_graded(self) -> bool:
        return self.shown.question.method in opinions.GRADED

    @cached_property
    def goal(self) -> int:
        """Of grades, the one that a share reaches: that of the option everywhere, and never the worst."""
        found = next((one for one in self.shown.opinion.standings if one.option == self.option), None)
        return max(found.rank or 0, 1) if found else 1

    def _share(self, line):
        """How many of how many, out of the line of a territory: choices, judgments at the goal, or points."""
        question = self.shown.question
        one = next(one for one in opinions.read(question, line).standings if one.option == self.option)
        if self.is_graded:
            return sum(one.counts[self.goal :]), one.number
        if question.steps:
            low, high = question.steps[0], question.steps[-1]
            points = sum((step - low) * n for step, n in zip(question.steps, one.counts, strict=True))
            return points, (high - low) * one.number
        return one.number, line[0]

    @cached_property
    def _shares(self):
        return {row.key: self._share(row.line) if row.line else None for row in self.rows}

    @cached_property
    def legend(self) -> choropleth.Legend:
        judged = {key: found for key, found in self._shares.items() if found is None or found[1]}
        return choropleth.legend(judged)

    @cached_property
    def patterns(self) -> dict[str, str]:
        return dict.fromkeys(self._shares, UNSAID) | self.legend.patterns()

    @property
    def steps(self) -> list[tuple[str, str, int]]:
        """(pattern, bounds in words, how many territories) of each class, the lowest first."""
        last = len(self.legend.steps) - 1
        told = []
        for at, step in enumerate(self.legend.steps):
            said = {"least": self._bound(step.least), "most": self._bound(step.most)}
            words = _("de %(least)s à %(most)s") if at == last else _("de %(least)s à moins de %(most)s")
            told.append((step.pattern, words % said, len(step.codes)))
        return told

    @property
    def hidden(self) -> int:
        return len(self.legend.hidden)

    @property
    def unsaid(self) -> int:
        return sum(pattern == UNSAID for pattern in self.patterns.values())

    @property
    def measure(self) -> str:
        """What the classes measure, in words."""
        said = {"name": self.name}
        if self.is_graded:
            said["grade"] = self.shown.grades[self.goal].word
            return _("Jugements « %(grade)s » ou mieux pour « %(name)s »") % said
        if self.shown.question.method == "resistance":
            return _("Résistance moyenne à « %(name)s »") % said
        if self.shown.question.steps:
            return _("Note moyenne de « %(name)s »") % said
        return _("Part des réponses pour « %(name)s »") % said

    def _bound(self, bound):
        if self.is_graded or not self.shown.question.steps:
            return f"{bound}\u00a0%"
        return self._on_scale(bound, 100)

    def _figure(self, row):
        part, whole = self._shares[row.key]
        if not whole:
            return "—"
        if self.is_graded or not self.shown.question.steps:
            return share(part, whole)
        return self._on_scale(part, whole)

    def _on_scale(self, part, whole):
        low, high = self.shown.question.steps[0], self.shown.question.steps[-1]
        return number_format(low + (high - low) * part / whole, 1)
