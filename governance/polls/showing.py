"""A poll as its page and its files show it: only what its publication tells, in words, bars and rows."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.polls import results
from governance.polls.models import ATTESTED, DECLARED, CitizenPoll, Territory
from governance.rules import opinions
from governance.rules.disclosure import WHOLE
from governance.rules.territories import fold
from governance.voting.papers import grades_of
from governance.voting.pictures import WIDTH, length, percent, stacked

MOST_ROWS = 400  # territories on a page; beyond, communes are read in the file
LEVEL_WORDS = {
    "": gettext_lazy("toutes les réponses"),
    DECLARED: gettext_lazy("résidences déclarées"),
    ATTESTED: gettext_lazy("résidences attestées"),
}


@dataclass(frozen=True)
class Bar:
    """One option in the picture: what is said beside it, how long it is, or the parts that it is made of."""

    name: str
    said: str
    length: int
    leads: bool
    counts: tuple[int, ...]
    percent: int | None = None
    cells: tuple = ()  # (tone, x, length, count) of each grade


class Named(NamedTuple):
    """A territory as a result names it: those of a country are too many to be read whole."""

    pk: int
    kind: str
    code: str
    name: str

    @property
    def is_lived_in(self) -> bool:
        return self.kind in Territory.LIVED_IN

    @property
    def is_drawn(self) -> bool:
        return self.kind in Territory.DRAWN

    def get_kind_display(self) -> str:
        return str(Territory.Kind(self.kind).label)


@dataclass(frozen=True)
class Row:
    """One territory in the table; `line` is None where it is hidden."""

    territory: Named | None
    depth: int
    people: int | None  # who live there
    line: tuple[int, ...] | None
    cells: tuple[str, ...] = ()
    values: tuple[Fraction | None, ...] = ()  # what the cells are sorted by

    @property
    def key(self) -> str:
        """How addresses name it: two kinds may have one code, as département 04 and région 04 do."""
        return f"{self.territory.kind}-{self.territory.code}" if self.territory else "all"

    @property
    def name(self) -> str:
        return self.territory.name if self.territory else str(_("Tous les territoires"))

    @property
    def answers(self) -> int | None:
        return self.line[0] if self.line else None

    @property
    def turnout(self) -> str:
        return share(self.answers, self.people)


def share(part, whole) -> str:
    """« 3,2 % », or nothing where either is unknown."""
    if part is None or not whole:
        return ""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{number_format(tenths / 10, 1)}\u00a0%"


@dataclass(frozen=True)
class Column:
    """A heading of the table: its words, the address that sorts by it, and which way it is sorted, as ARIA says it."""

    words: str
    href: str
    sorted: str
    is_number: bool


class Results:
    """What is told of a poll, for one level of residence: « » is all levels, where each of them is told.

    asked: what an address may ask of it, and anything else in it is left aside: `level`, `in` (the key of a territory
    to look closer at), `sort` (« name », « answers », « turnout », an option; a « - » before it turns it round),
    `question` (its number, from 1). Of several questions one is read; all are told, or hidden, of the same territories.
    beside: the reading of another question, whose publication is read here too.
    """

    def __init__(self, poll: CitizenPoll, asked: Mapping[str, str] | None = None, *, beside: "Results | None" = None):
        asked = asked or {}
        level = asked.get("level")
        self.poll, self.publication = poll, beside.publication if beside else results.told(poll)
        self.asked = beside.asked if beside else results.asked_in(poll)
        numbers = {str(n): n for n in range(1, len(self.asked) + 1)}
        self.number = numbers.get(asked.get("question", ""), 1)
        self.row, self.question = self.asked[self.number - 1]
        start = 1 + sum(len(question.facts) for _row, question in self.asked[: self.number - 1])
        self._facts = slice(start, start + len(self.question.facts))  # those of this question, in a line of all
        self.vote = self.row.vote
        self.options = {option.key: option.label for option in self.vote.options.all()}
        told = [one for one in self.known_levels if self._whole(one)] or self.known_levels[:1]
        self._usual = told[0]
        self.level = level if level in told else self._usual
        self._within = asked.get("in", "")
        sort = asked.get("sort", "")
        self.sort = sort if sort.removeprefix("-") in ("name", "answers", "turnout", *self.options) else ""

    @property
    def known_levels(self) -> tuple[str, ...]:
        return self.poll.levels if len(self.poll.levels) == 1 else ("", *self.poll.levels)

    def _whole(self, level):
        return self._cell(WHOLE, level)

    def _cell(self, code, level):
        """The line of this question alone: how many people answered, then what they said to it."""
        line = results.cell(self.publication, code, level)
        return line and (line[0], *line[self._facts])

    @cached_property
    def each(self) -> "list[Results]":
        """The reading of every question, this one included, at the same level."""
        level = {"level": self.level}
        return [
            self if n == self.number else Results(self.poll, level | {"question": str(n)}, beside=self)
            for n in range(1, len(self.asked) + 1)
        ]

    @property
    def is_alone(self) -> bool:
        return len(self.asked) == 1

    @cached_property
    def questions(self):
        """(address, words, whether it is the one shown) of each question."""
        return [
            (self.address(question=str(n) if n > 1 else "", sort="", option=""), row.vote.title, n == self.number)
            for n, (row, _question) in enumerate(self.asked, 1)
        ]

    @cached_property
    def levels(self):
        """(address, words, whether it is told, whether it is the one shown) of each level."""
        return [
            (self.address(level=one), LEVEL_WORDS[one], self._whole(one) is not None, one == self.level)
            for one in self.known_levels
        ]

    def address(self, **changed) -> str:
        """The query of this same reading with something changed; what is left out is what anybody reads first."""
        asked = {
            "question": str(self.number) if self.number > 1 else "",
            "level": self.level,
            "in": self.within.key if self.within else "",
            "sort": self.sort,
        } | changed
        kept = {name: value for name, value in asked.items() if value or name == "level"}
        if kept["level"] == self._usual:
            del kept["level"]
        return "?" + urlencode(kept)  # « ? » alone too: it takes back what was asked

    @property
    def level_words(self):
        return LEVEL_WORDS[self.level]

    @cached_property
    def whole(self) -> tuple[int, ...] | None:
        return self._whole(self.level)

    @cached_property
    def opinion(self) -> opinions.Opinion | None:
        return self.whole and opinions.read(self.question, self.whole)

    # --- The picture ---------------------------------------------------------------------------------

    @cached_property
    def grades(self):
        return grades_of(self.vote) if self.question.method in opinions.GRADED else []

    @cached_property
    def bars(self) -> list[Bar]:
        return [self._bar(one) for one in self.opinion.standings] if self.opinion else []

    def _bar(self, one):
        leads, name = one.option in self.opinion.leading, self.options[one.option]
        if self.grades:
            parts = list(reversed(one.counts))
            cells = tuple(
                (grade.tone, x, long, n)
                for grade, (x, long), n in zip(reversed(self.grades), stacked(parts), parts, strict=True)
            )
            return Bar(name, self.said(one), 0, leads, one.counts, cells=cells)
        if self.question.steps:
            low, high = self.question.steps[0], self.question.steps[-1]
            long = 0 if one.value is None else length(self._mean(one) - low, high - low)
            return Bar(name, self.said(one), long, leads, one.counts)
        return Bar(
            name,
            self.said(one),
            length(one.number, self.opinion.people),
            leads,
            one.counts,
            percent(one.number, self.opinion.people),
        )

    def said(self, one: opinions.Standing) -> str:
        """How an option stands, in a word or a number."""
        if self.grades:
            return "—" if one.rank is None else self.grades[one.rank].word
        if self.question.steps:
            if one.value is None:
                return "—"
            return number_format(round(float(self._mean(one)), 1), 1)
        return number_format(one.number, force_grouping=True)

    def _mean(self, one):
        return -one.value if self.question.method == "resistance" else one.value

    @property
    def sentence(self) -> str:
        """What the result says, in one sentence."""
        if self.opinion is None:
            return ""
        people = {"people": number_format(self.opinion.people, force_grouping=True)}
        leading = [one for one in self.opinion.standings if one.option in self.opinion.leading]
        names = [_("« %(name)s »") % {"name": self.options[one.option]} for one in leading]
        if not leading:
            return _("Personne n’a choisi d’option, sur %(people)s réponses.") % people
        if len(leading) > 1:
            said = people | {"names": ", ".join(names)}
            return _("Les options %(names)s sont à égalité, sur %(people)s réponses.") % said
        said = people | {"name": names[0], "said": self.said(leading[0])}
        if self.grades:
            return _("%(name)s est l’option la mieux jugée, « %(said)s », sur %(people)s réponses.") % said
        if self.question.method == "resistance":
            return _("%(name)s rencontre la moindre résistance, %(said)s en moyenne, sur %(people)s réponses.") % said
        if self.question.steps:
            return _("%(name)s a la meilleure note, %(said)s en moyenne, sur %(people)s réponses.") % said
        said["percent"] = percent(leading[0].number, self.opinion.people)
        return _("%(name)s vient en tête : %(said)s des %(people)s réponses, soit %(percent)s %%.") % said

    # --- The table -----------------------------------------------------------------------------------

    @cached_property
    def places(self):
        """(id, population, ids of what is above it) of each commune asked, as frozen at the opening."""
        rows = self.poll.places.annotate(kept=Cast("above", TextField()))
        read = {}  # communes of one EPCI have the same above them: a country has thousands, and is read once each
        found = []
        for place, people, kept in rows.values_list("territory_id", "population", "kept"):
            if kept not in read:
                read[kept] = tuple(json.loads(kept))
            found.append((place, people, read[kept]))
        return found

    @cached_property
    def territories(self) -> list[Row]:
        """All the territories, each under those that hold it; hidden ones have their row as well."""
        places = self.places
        wide = Q(pk__in={pk for above in {above for _place, _people, above in places} for pk in above})
        asked = Territory.objects.filter(wide | Q(pk__in=self.poll.places.values("territory")))
        named = {row[0]: Named(*row) for row in asked.values_list("pk", "kind", "code", "name")}
        people, unknown, depth = {}, set(), {}
        for place, living, above in places:
            depth[place] = max(depth.get(place, 0), len(above))
            for at, pk in enumerate((*above, place)):
                depth[pk] = max(depth.get(pk, 0), at)
                people[pk] = people.get(pk, 0) + (living or 0)
                if living is None:
                    unknown.add(pk)

        paths, orders = {}, {}
        for place, _living, above in places:
            if above not in orders:
                orders[above] = [(depth[up], named[up].name, up) for up in above]
                for at, pk in enumerate(above):
                    paths.setdefault(pk, orders[above][: at + 1])
            paths[place] = [*orders[above], (depth[place], named[place].name, place)]
        everybody = None if unknown else sum(living for _place, living, _above in places)
        rows = [self._row(None, 0, everybody)] if len(places) > 1 else []
        for pk in sorted(paths, key=paths.get):
            rows.append(self._row(named[pk], depth[pk], None if pk in unknown else people[pk]))
        return rows

    @cached_property
    def _size(self):
        return Counter(pk for place, _people, above in self.places for pk in (place, *above))

    @cached_property
    def paths(self) -> list[tuple[int, ...]]:
        """From the widest to the commune, for each: one territory of those over the same communes, no other."""
        size, seen = self._size, {above for _place, _people, above in self.places}
        twice = {narrow for above in seen for wide, narrow in pairwise(above) if size[wide] == size[narrow]}
        twice |= {above[-1] for place, _people, above in self.places if above and size[above[-1]] == size[place]}
        kept = {above: tuple(pk for pk in above if pk not in twice) for above in seen}
        return [(*kept[above], place) for place, _people, above in self.places]

    @cached_property
    def row_of(self) -> dict[int, Row]:
        return {row.territory.pk: row for row in self.territories if row.territory}

    @cached_property
    def within(self) -> Row | None:
        """The territory that is looked at closer; the one around it when a commune is named."""
        standing = {pk for path in self.paths for pk in path}
        rows = (row for row in self.territories if row.territory and row.territory.pk in standing)
        found = next((row for row in rows if row.key == self._within), None)
        if found is None or not found.territory.is_lived_in:
            return found
        return self.around(found.territory.pk)

    def around(self, place: int) -> Row | None:
        """The smallest territory that holds a commune; none where it stands alone."""
        above = next((path[:-1] for path in self.paths if path[-1] == place), ())
        return self.row_of[above[-1]] if above else None

    @cached_property
    def paths_within(self) -> list[tuple[int, ...]]:
        return [path for path in self.paths if self.within is None or self.within.territory.pk in path]

    @cached_property
    def is_long(self) -> bool:
        return len(self.territories) > MOST_ROWS

    @cached_property
    def rows(self) -> list[Row]:
        """Those that a page shows: one row for territories over the same communes, and no country of communes."""
        shown = {pk for path in self.paths_within for pk in path}
        if len(self.paths_within) > MOST_ROWS:
            shown -= {path[-1] for path in self.paths_within}
        has_whole = len(self.places) not in self._size.values()
        rows = [row for row in self.territories if (row.territory.pk in shown if row.territory else has_whole)]
        return self._sorted(rows) if self.sort else rows

    def _sorted(self, rows):
        """All together first, then in order; hidden ones last and by name, for where they stand would tell of them."""
        name, backwards = self.sort.removeprefix("-"), self.sort.startswith("-")
        whole = [row for row in rows if row.territory is None]
        rows = sorted((row for row in rows if row.territory), key=lambda row: (fold(row.name), row.key))
        if name == "name":
            return whole + (rows[::-1] if backwards else rows)
        valued = [(row, self._value(row, name)) for row in rows]
        told = sorted((one for one in valued if one[1] is not None), key=lambda one: one[1], reverse=backwards)
        return whole + [row for row, _value in told] + [row for row, value in valued if value is None]

    def _value(self, row, name):
        if row.line is None:
            return None
        if name == "answers":
            return row.answers
        if name == "turnout":
            return Fraction(row.answers, row.people) if row.people else None
        return row.values[list(self.options).index(name)]

    @property
    def unsorted(self) -> str:
        return self.address(sort="")

    @cached_property
    def columns(self) -> list[Column]:
        words = {"name": _("Territoire"), "answers": _("Réponses"), "turnout": _("Participation"), **self.options}
        return [self._column(name, text) for name, text in words.items()]

    def _column(self, name, words):
        first, second = (name, f"-{name}") if name == "name" else (f"-{name}", name)
        way = {name: "ascending", f"-{name}": "descending"}.get(self.sort, "")
        return Column(words, self.address(sort=second if self.sort == first else first), way, name != "name")

    def _row(self, territory, depth, people):
        line = self._cell(str(territory.pk) if territory else WHOLE, self.level)
        cells = values = ()
        if line:
            opinion = opinions.read(self.question, line)
            cells = tuple(
                self.said(one) if self.question.steps else f"{percent(one.number, line[0])}\u00a0%"
                for one in opinion.standings
            )
            values = tuple(self._worth(one, line[0]) for one in opinion.standings)
        return Row(territory, depth, people, line, cells, values)

    def _worth(self, one, people):
        if one.value is None:
            return None
        return self._mean(one) if self.question.steps else Fraction(one.number, people)

    @property
    def hidden(self) -> int:
        return sum(row.line is None for row in self.rows)

    @property
    def turnout(self) -> str:
        """How many of those who live there answered, in hundredths."""
        everybody = self.territories[0].people if self.territories else None
        return share(self.whole[0], everybody) if self.whole else ""

    @property
    def population(self):
        return self.territories[0].people if self.territories else None

    @property
    def width(self) -> int:
        return WIDTH

    # --- The file ------------------------------------------------------------------------------------

    def file(self):
        """The rows of the CSV: a territory and a level each, empty where hidden."""
        facts = [words for one in self.each for words in one.headings]
        yield [
            _("type"),
            _("code"),
            _("territoire"),
            _("population"),
            _("résidences"),
            _("publié"),
            _("réponses"),
            *facts,
        ]
        for level in self.poll.levels:
            for row in self.territories:
                code = str(row.territory.pk) if row.territory else WHOLE
                line = results.cell(self.publication, code, level)
                yield [
                    row.territory.kind if row.territory else "",
                    row.territory.code if row.territory else "",
                    row.name,
                    "" if row.people is None else row.people,
                    LEVEL_WORDS[level],
                    _("oui") if line else _("non"),
                    *(line or [""] * (1 + len(facts))),
                ]

    @property
    def headings(self) -> list[str]:
        """The columns of this question: what may be true of an answer to it."""
        before = "" if self.is_alone else f"{self.number}. {self.vote.title} – "
        return [
            before + f"{self.options.get(option, _('blanc'))}" + (f" = {self._step(step)}" if step is not None else "")
            for option, step in self.question.facts
        ]

    def _step(self, step):
        return self.grades[step].word if self.grades else step
