"""The fixed hierarchy of a poll: where people answer, and the territories above, one of each kind.

A commune has an EPCI and a département, and neither of these two holds the other: an EPCI may lie astride two
départements. Told apart, two trees over the same communes answer each other, like the margins of a table. So there is
one tree only: each kind is cut along the kinds before it, the EPCI astride becomes two parts, each in its département,
and parts are what is told or hidden. A territory in several parts is told when what is told adds up to it exactly:
it then says nothing new, and nothing is left to solve between the trees.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

WHOLE = ""  # the code of all who answered, whatever stands above them


class Hierarchy:
    """The places of a poll and the territories above them.

    kinds: names of the kinds of territory, the widest first: ("region", "departement", "epci", "commune").
    kind: the kind of each code. parents: the codes right above each code, of any wider kind.
    answered_in: the kinds that people answer in; a code of these without another below it is a place.
    population: how many people live in a place, as everybody may know; None where that is not known for each place.

    Only the places whose people may answer belong here: one that everybody knows to be empty of answers hides nothing
    of its neighbours. Raises ValueError on an unknown kind or parent, a loop, a place with two territories of one kind
    above it, or none at all, or a population that is no whole number from 0.
    """

    def __init__(
        self,
        kinds: Sequence[str],
        kind: Mapping[str, str],
        parents: Mapping[str, Iterable[str]],
        answered_in: Iterable[str],
        population: Mapping[str, int] | None = None,
    ):
        rank = {name: at for at, name in enumerate(kinds)}
        _check(rank, kind, parents)
        parents = {code: tuple(parents.get(code, ())) for code in kind}
        holding = {above for codes in parents.values() for above in codes}
        lived, known = set(answered_in), {}
        self.places = tuple(code for code in kind if kind[code] in lived and code not in holding)
        if not self.places:
            raise ValueError("a hierarchy has a place at least")
        self.above = {}  # the codes of a place, itself last and the whole first
        for place in self.places:
            found = sorted(_ancestors(place, parents, known) | {place}, key=lambda code: rank[kind[code]])
            for wide, narrow in pairwise(found):
                if kind[wide] == kind[narrow]:
                    raise ValueError(f"{place} lies in two territories of one kind: {wide} and {narrow}")
            self.above[place] = (WHOLE, *found)
        self.population = None if population is None else _people(self.places, population)
        self._plant()

    def _plant(self):
        """The tree: node 0 is the whole, and a node comes after the node above it."""
        self.parent, self.size, nodes, parts = [0], {}, {(None, WHOLE): 0}, {}
        self.node, self.place = {}, {}
        for place, path in self.above.items():
            here = 0
            for code in path[1:]:
                at = (here, code)
                if at not in nodes:
                    nodes[at] = len(self.parent)
                    self.parent.append(here)
                    parts.setdefault(code, []).append(nodes[at])
                here = nodes[at]
            self.node[place], self.place[here] = here, place
            for code in path:
                self.size[code] = self.size.get(code, 0) + 1
        astride = {code: found for code, found in parts.items() if len(found) > 1}
        self.astride = {
            place: {code: self._part(place, astride[code]) for code in path if code in astride}
            for place, path in self.above.items()
            if not astride.keys().isdisjoint(path)
        }

    def _part(self, place, parts):
        here = self.node[place]
        while here not in parts:
            here = self.parent[here]
        return here

    def meeting(self, places: Iterable[str]) -> int:
        """The lowest node above all these places, and never a place itself."""
        nodes = iter(places)
        here = self.parent[self.node[next(nodes)]]
        for place in nodes:
            other = self.parent[self.node[place]]
            while here != other:
                if here > other:
                    here = self.parent[here]
                else:
                    other = self.parent[other]
        return here


def _ancestors(code, parents, known):
    if code not in known:
        known[code] = None  # being looked for
        known[code] = {found for above in parents[code] for found in (above, *_ancestors(above, parents, known))}
    if known[code] is None:
        raise ValueError(f"{code} lies in itself")
    return known[code]


def _people(places, population):
    found = {place: population.get(place) for place in places}
    for place, people in found.items():
        if type(people) is not int or people < 0:
            raise ValueError(f"the population of {place} is a whole number from 0: not {people!r}")
    return found


def _check(rank, kind, parents):
    if WHOLE in kind:
        raise ValueError("the empty code is that of the whole")
    for code, name in kind.items():
        if name not in rank:
            raise ValueError(f"unknown kind of {code}: {name!r}")
    for code, found in parents.items():
        for above in (code, *found):
            if above not in kind:
                raise ValueError(f"unknown code: {above!r}")
