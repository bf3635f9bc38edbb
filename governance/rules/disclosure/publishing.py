"""What is told of a poll, time after time: figures are renewed in batches, the last of them kept back until the close.

Two publications tell their difference too. So a group that was told is told again only with a change that is a group
by itself (`Floor.renews`), or with none, and groups are only ever cut finer: what was told stays told. Every
territory shows the sum of the groups that it is made of, each as it was when last renewed, so that a map always adds
up and nobody subtracts one moment from another.

While a poll is open, a group is told as it was at the turn before, and only once enough people have answered since.
The close then always finds a last batch large enough to be told: without it, whoever answers in the last hours would
be alone in the difference, or never be counted. Where the last batch is too alike all the same, it is counted with
that of neighbours, in the territory above them; what cannot be counted there is counted nowhere, and a result is then
short of it. Turns are those of a clock, never of an answer: a map that moves with the eleventh points at them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from governance.rules.disclosure.floor import Counts, Floor, added, taken
from governance.rules.disclosure.hiding import cut, settle
from governance.rules.disclosure.hierarchy import Hierarchy


@dataclass(frozen=True)
class Group:
    """Places, by code, and their counts together. Anybody may work these out of what is told."""

    places: tuple[str, ...]
    counts: Counts


@dataclass(frozen=True)
class Table:
    """What is told of one level of residence.

    shown: the counts of each told code. groups: what they are sums of. late: what the close added to several groups
    together. waiting: the counts of places taken at the last turn and not told yet; they are secret.
    """

    shown: Mapping[str, Counts]
    groups: tuple[Group, ...]
    late: tuple[Group, ...] = ()
    waiting: Mapping[str, Counts] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Publication:
    """What is told of a poll at one turn, by level of residence; `final` is the one of the close, and the last.

    A hidden territory is hidden, and no word says why: « too few » would give a bound, « too alike » an opinion, and
    « to protect a neighbour » the neighbour. Nor does an empty place differ from a small one.
    """

    tables: Mapping[str, Table]
    final: bool = False

    def cell(self, code: str, level: str) -> Counts | None:
        """How many people of `level` answered in `code`, then each option; None where hidden, or where unknown."""
        return self.tables[level].shown.get(code) if level in self.tables else None

    def total(self, code: str) -> Counts | None:
        """All levels of residence together: only where each of them is told, or one could be subtracted."""
        found = [self.cell(code, level) for level in self.tables]
        return None if None in found or not found else added(found)

    def kept(self) -> dict[str, object]:
        """What `publish` needs next time, as JSON holds it. It has the waiting counts: it never leaves the server."""
        return {
            "final": self.final,
            "tables": {
                level: {
                    "shown": {code: list(line) for code, line in table.shown.items()},
                    "groups": [[list(group.places), list(group.counts)] for group in table.groups],
                    "late": [[list(group.places), list(group.counts)] for group in table.late],
                    "waiting": {place: list(line) for place, line in table.waiting.items()},
                }
                for level, table in self.tables.items()
            },
        }


def read(kept: Mapping) -> Publication:
    """The publication that `Publication.kept` wrote."""
    tables = {
        level: Table(
            {code: tuple(line) for code, line in table["shown"].items()},
            tuple(Group(tuple(places), tuple(line)) for places, line in table["groups"]),
            tuple(Group(tuple(places), tuple(line)) for places, line in table["late"]),
            {place: tuple(line) for place, line in table["waiting"].items()},
        )
        for level, table in kept["tables"].items()
    }
    return Publication(tables, kept["final"])


def publish(
    previous: Publication | None,
    now: Mapping[str, Mapping[str, Sequence[int]]],
    hierarchy: Hierarchy,
    floor: Floor | None = None,
    *,
    final: bool = False,
) -> Publication:
    """What may be told after `previous`, when the answers are as they are `now`; `final` once the poll is closed.

    now: by level of residence (« declared », « attested »), the counts of each place: people, then each option (see
        `Floor`). A place left out has none. The same levels, options, hierarchy and floor each time.
    Levels are told apart, each with its own hidden territories: what one person did is never found by taking the
    attested from all. While the poll is open the first turn tells nothing and only takes the counts.

    What is hidden cannot be solved from what is told, of this publication and those before it: see
    `governance.rules.disclosure.hiding`. The rules are those of the secret of official statistics: a threshold and a
    dominance rule, then complementary suppression (Hundepool and others, Statistical Disclosure Control, 2012; the
    figure of eleven households is INSEE's, for gridded data).
    Raises ValueError on counts that cannot be, and after a final publication.
    """
    floor = floor or Floor()
    if previous is not None and previous.final:
        raise ValueError("the close has been published: nothing follows it")
    if previous is not None and set(previous.tables) != set(now):
        raise ValueError("the levels of residence stay the same from one publication to the next")
    width = {len(line) for counts in now.values() for line in counts.values()}
    if len(width) > 1:
        raise ValueError("the options are the same everywhere")
    width = max(width, default=1)
    tables = {}
    for level, counts in now.items():
        before = previous.tables[level] if previous else Table({}, ())
        turn = _Turn(hierarchy, floor, _checked(counts, hierarchy, width), before)
        tables[level] = turn.close() if final else turn.batch()
    return Publication(tables, final)


class _Turn:
    """One level at one turn: the counts there are now, and what was told and taken before."""

    def __init__(self, hierarchy, floor, now, before):
        self.hierarchy, self.floor, self.now, self.before = hierarchy, floor, now, before
        self.matters = floor.matters(added(list(now.values())))
        self.width = len(next(iter(now.values())))
        self.none = (0,) * self.width

    def line(self, counts, places):
        return added([counts.get(place, self.none) for place in places])

    def groups_before(self):
        """The groups told so far, or all the places as one that is not told yet."""
        return self.before.groups or (Group(self.hierarchy.places, None),)

    def batch(self):
        """The groups that may be renewed as they were at the turn before, cut as fine as their last batch allows."""
        told, waiting = [], {}
        for group in self.groups_before():
            taken_then = self.before.waiting
            if not taken_then and group.counts is None:
                self.take(waiting, self.now, group.places)
                continue
            then, today = self.line(taken_then, group.places), self.line(self.now, group.places)
            since = taken(today, then)
            # What held the floor and is joined by what holds it holds it still.
            if group.counts is None:
                ready = self.floor.holds(then)
            else:
                ready = then == group.counts or self.floor.renews(taken(then, group.counts))
            if ready and self.floor.renews(since):
                told += self.finer(group.places, taken_then)
                self.take(waiting, self.now, group.places)
                continue
            if group.counts is not None:
                told.append(group)
            # What was taken too early, or is followed for long by answers that cannot be told, is taken again.
            again = not ready or since[0] >= 2 * self.floor.k
            self.take(waiting, self.now if again else taken_then, group.places)
        return self.table(told, (), waiting)

    def take(self, waiting, counts, places):
        for place in places:
            if any(line := counts.get(place, self.none)):
                waiting[place] = line

    def finer(self, places, then):
        """The groups of these places as they were `then`: each holds the floor, and so does what came since."""
        lines = {}
        for place in places:
            line = then.get(place, self.none)
            lines[place] = line + taken(self.now.get(place, self.none), line)
        holds, renews, width = self.floor.holds, self.floor.renews, self.width

        def good(line):
            return holds(line[:width]) and renews(line[width:])

        return [
            Group(tuple(sorted(found)), self.line(then, found))
            for found in cut(self.hierarchy, lines, self.floor, good, self.matters)
        ]

    def close(self):
        """Every group as it is now, or as it was, with the change of several told in the territory above them."""
        if not self.before.groups:
            whole = self.line(self.now, self.hierarchy.places)
            return self.table(self.finest(self.hierarchy.places) if self.floor.holds(whole) else [], (), {})
        told, late, changed = [], [], {}
        numbers = count(len(self.hierarchy.parent))
        for group in self.before.groups:
            change = taken(self.line(self.now, group.places), group.counts)
            if any(change):
                changed[next(numbers)] = group, change
            else:
                told += self.finest(group.places)
        for owner, found in self.blocks(changed).items():
            together = [changed[item] for item in found]
            if len(together) == 1 and owner is not None:
                told += self.finest(together[0][0].places)
                continue
            told += [group for group, _change in together]
            if owner is not None:
                places = sorted(place for group, _change in together for place in group.places)
                late.append(Group(tuple(places), added([change for _group, change in together])))
        return self.table(told, tuple(late), {})

    def blocks(self, changed):
        """The changed groups, cut by their changes as places are cut by their counts; None has those never told."""
        if not changed:
            return {}
        items = {item: change for item, (_group, change) in changed.items()}
        parent = {item: self.hierarchy.meeting(group.places) for item, (group, _change) in changed.items()}
        renews = self.floor.renews
        found = settle(self.hierarchy.parent, parent, items, None, renews, lambda line, hidden, living: renews(line))
        if None in found and renews(added(list(items.values()))):
            return {0: list(items)}
        return found

    def finest(self, places):
        lines = {place: self.now.get(place, self.none) for place in places}
        return [
            Group(tuple(sorted(found)), self.line(self.now, found))
            for found in cut(self.hierarchy, lines, self.floor, self.floor.holds, self.matters)
        ]

    def table(self, groups, late, waiting):
        """What the groups tell: each territory that they add up to exactly."""
        covered, sums = {}, {}
        above, size = self.hierarchy.above, self.hierarchy.size
        for group in groups:
            for code in self.around(group.places):
                covered[code] = covered.get(code, 0) + len(group.places)
                sums.setdefault(code, []).append(group.counts)
        shown = {code: added(sums[code]) for code in covered if covered[code] == size[code]}
        for group in late:
            for code in self.around(group.places):
                if code in shown:
                    shown[code] = added([shown[code], group.counts])
        order = {code: None for path in above.values() for code in path}
        return Table({code: shown[code] for code in order if code in shown}, tuple(groups), late, waiting)

    def around(self, places):
        """The territories that hold all these places."""
        if len(places) == 1:
            return self.hierarchy.above[places[0]]
        found = set(self.hierarchy.above[places[0]])
        for place in places:
            found.intersection_update(self.hierarchy.above[place])
        return found


def _checked(counts: Mapping[str, Sequence[int]], hierarchy: Hierarchy, width: int) -> dict[str, Counts]:
    known = hierarchy.node
    found = {}
    for place, line in counts.items():
        if place not in known:
            raise ValueError(f"nobody answers in {place!r}: it is no place of this hierarchy")
        if not set(map(type, line)) <= {int} or min(line, default=0) < 0:
            raise ValueError(f"the counts of {place} are whole numbers from 0")
        if not line or max(line) > line[0]:
            raise ValueError(f"an option of {place} has more voices than people")
        found[place] = tuple(line)
    none = (0,) * width
    return {place: found.get(place, none) for place in hierarchy.places}
