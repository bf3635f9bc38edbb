"""A poll as its page and its files show it: only what its publication tells, in words, bars and rows."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.polls import results
from governance.polls.models import ATTESTED, DECLARED, CitizenPoll, Territory
from governance.rules import opinions
from governance.rules.disclosure import WHOLE
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


@dataclass(frozen=True)
class Row:
    """One territory in the table; `line` is None where it is hidden."""

    territory: Territory | None
    depth: int
    people: int | None  # who live there
    line: tuple[int, ...] | None
    cells: tuple[str, ...] = ()

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


class Results:
    """What is told of a poll, for one level of residence: « » is all levels, where each of them is told."""

    def __init__(self, poll: CitizenPoll, level: str | None = None):
        self.poll, self.publication = poll, results.told(poll)
        self.row, self.question = results.asked_in(poll)[0]
        self.vote = self.row.vote
        self.options = {option.key: option.label for option in self.vote.options.all()}
        wanted = [level] if level in self.known_levels else []
        self.level = next((one for one in (*wanted, *self.known_levels) if self._whole(one)), self.known_levels[0])

    @property
    def known_levels(self) -> tuple[str, ...]:
        return self.poll.levels if len(self.poll.levels) == 1 else ("", *self.poll.levels)

    def _whole(self, level):
        return results.cell(self.publication, WHOLE, level)

    @cached_property
    def levels(self):
        """(key, words, whether it is told, whether it is the one shown) of each level."""
        return [(one, LEVEL_WORDS[one], self._whole(one) is not None, one == self.level) for one in self.known_levels]

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
    def territories(self) -> list[Row]:
        """All the territories, each under those that hold it; hidden ones have their row as well."""
        places = list(self.poll.places.values_list("territory_id", "population", "above"))
        ids = {pk for place, _people, above in places for pk in (place, *above)}
        named = Territory.objects.defer("source", "folded").in_bulk(ids)
        people, unknown, depth = {}, set(), {}
        for place, living, above in places:
            depth[place] = max(depth.get(place, 0), len(above))
            for at, pk in enumerate((*above, place)):
                depth[pk] = max(depth.get(pk, 0), at)
                people[pk] = people.get(pk, 0) + (living or 0)
                if living is None:
                    unknown.add(pk)

        def order(pk, above):
            return [(depth[up], named[up].name, up) for up in above] + [(depth[pk], named[pk].name, pk)]

        paths = {}
        for place, _living, above in places:
            for at, pk in enumerate((*above, place)):
                paths.setdefault(pk, order(pk, above[:at]))
        everybody = None if unknown else sum(living for _place, living, _above in places)
        rows = [self._row(None, 0, everybody)] if len(places) > 1 else []
        for pk in sorted(paths, key=paths.get):
            rows.append(self._row(named[pk], depth[pk], None if pk in unknown else people[pk]))
        return rows

    @cached_property
    def rows(self) -> list[Row]:
        """Those that a page shows: a country of communes is read in its file."""
        if len(self.territories) <= MOST_ROWS:
            return self.territories
        return [row for row in self.territories if row.territory is None or not row.territory.is_lived_in]

    def _row(self, territory, depth, people):
        line = results.cell(self.publication, str(territory.pk) if territory else WHOLE, self.level)
        cells = ()
        if line:
            opinion = opinions.read(self.question, line)
            cells = tuple(
                self.said(one) if self.question.steps else f"{percent(one.number, line[0])}\u00a0%"
                for one in opinion.standings
            )
        return Row(territory, depth, people, line, cells)

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
        facts = [
            f"{self.options.get(option, _('blanc'))}" + (f" = {self._step(step)}" if step is not None else "")
            for option, step in self.question.facts
        ]
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

    def _step(self, step):
        return self.grades[step].word if self.grades else step
