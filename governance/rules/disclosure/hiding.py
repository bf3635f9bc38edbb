"""The finest way to cut a territory into groups that may each be told: what is hidden is hidden among others.

What is told of a tree of territories tells exactly this: for each told territory, what is left of it once the told
territories inside are taken away. These remainders are groups of places that share nothing and cover everything, and
whoever adds and subtracts what is told learns their counts and the sums of those, nothing else. So a cut is safe when
each group may be told by itself, and when no hidden territory is a whole group.

Primary suppression hides what does not hold the floor; complementary suppression hides neighbours with it. From the
places upwards, the remainder of each territory must hold the floor, or else the neighbour whose hiding costs least is
hidden too, then the next; neighbours of the same size and shape go together, so that no name or order decides. Where
hiding them all does not help, the territory itself is hidden and its remainder goes to the one above.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from governance.rules.disclosure.floor import Counts, Floor, added
from governance.rules.disclosure.hierarchy import Hierarchy


def cut(
    hierarchy: Hierarchy,
    counts: Mapping[str, Counts],
    floor: Floor,
    good: Callable[[Counts], bool],
    matters: Sequence[int],
) -> list[list[str]]:
    """The places of `counts` in groups, each a list of places: a place that may be told is alone in its own.

    good: whether a group with these counts may be told, which the places have to be together. matters: the options
    whose absence says something (see `Floor.matters`). Besides, the places of a group leave doubt about each territory
    hidden in it: there are two at least; an option that matters has a voice among them, since its absence would be
    true of each; and their populations leave room for as many as the floor, or for all who live there. Where nothing
    does, they are one group.

    Linear in the places, but for sorting neighbours.
    """
    whole = added(list(counts.values()))
    matters = [at for at in matters if whole[at]]
    items = {hierarchy.node[place]: counts[place] for place in counts}
    people = None
    if hierarchy.population is not None:
        # A census may be older than its people.
        people = {hierarchy.node[place]: max(hierarchy.population[place], counts[place][0]) for place in counts}

    def doubtful(line, hidden, living):
        if hidden < 2 or not good(line) or not all(line[at] for at in matters):
            return False
        if living is None:
            return True
        everybody, most = living
        return min(everybody - most, everybody - line[0]) >= min(floor.k, most)

    parent = {node: hierarchy.parent[node] for node in items}
    forbidden = set()
    while True:
        found = settle(hierarchy.parent, parent, items, people, good, doubtful, forbidden)
        groups = {owner: [hierarchy.place[node] for node in nodes] for owner, nodes in found.items()}
        if None in groups:
            return [list(counts)]
        bare = {} if people is None else _bare(hierarchy, groups, counts, floor, people)
        if not bare:
            return list(groups.values())
        forbidden |= bare.keys()


def _bare(hierarchy, groups, counts, floor, people):
    """The nodes whose group leaves too little doubt about a territory that has several parts in it."""
    bare = {}
    for owner, places in groups.items():
        parts, living = defaultdict(set), defaultdict(int)
        for place in places:
            for code, part in hierarchy.astride.get(place, {}).items():
                parts[code].add(part)
                living[code] += people[hierarchy.node[place]]
        several = [code for code in parts if len(parts[code]) > 1]
        if not several:
            continue
        everybody = sum(people[hierarchy.node[place]] for place in places)
        answers = sum(counts[place][0] for place in places)
        for code in several:
            whole = all(code in hierarchy.astride.get(place, {}) for place in places)
            room = min(everybody - living[code], everybody - answers)
            if not whole and room < min(floor.k, living[code]):
                bare[owner] = code
    return bare


def settle(
    above: Sequence[int],
    parent: Mapping[int, int],
    items: Mapping[int, Counts],
    people: Mapping[int, int] | None,
    good: Callable[[Counts], bool],
    enough: Callable[[Counts, int, tuple[int, int] | None], bool],
    forbidden: Iterable[int] = (),
) -> dict[int | None, list[int]]:
    """The items by the node that tells them: itself, or a node above; None for those that nothing tells.

    above: the parent of each node; parent: that of each item, whose number is larger. enough: whether the remainder
    of a node may be told, of its counts, how many hidden children it is of, and (all its people, the most in a child).
    """
    children, seen = defaultdict(list), set()
    for item in items:
        here, up = item, parent[item]
        while here not in seen:
            seen.add(here)
            if here == 0:
                break
            children[up].append(here)
            here, up = up, above[up]
    order = sorted(seen, reverse=True)
    # A node with one child is that child: same people, told or hidden together.
    same, total, left, folk, living, shown, swallowing = {}, {}, {}, {}, {}, set(), set()
    for node in order:
        if node in items:
            same[node], total[node], left[node] = node, items[node], items[node]
            folk[node] = living[node] = 0 if people is None else people[node]
            if good(items[node]):
                shown.add(node)
            continue
        kids = [same[kid] for kid in children[node]]
        if len(kids) == 1:
            same[node] = kids[0]
            continue
        same[node] = node
        total[node], folk[node] = added([total[kid] for kid in kids]), sum(folk[kid] for kid in kids)
        hidden = [kid for kid in kids if kid not in shown]
        if not hidden:
            # Told by its children already; whoever hides it has to hide all that it holds.
            left[node], living[node] = total[node], folk[node]
            shown.add(node)
            swallowing.add(node)
            continue
        left[node] = added([left[kid] for kid in hidden])
        living[node] = sum(living[kid] for kid in hidden)
        if node not in forbidden and good(total[node]):
            more = _complement(kids, hidden, shown, left, living, people is not None, enough)
            if more is not None:
                shown.difference_update(more)
                left[node] = added([left[node], *(left[kid] for kid in more)])
                living[node] += sum(living[kid] for kid in more)
                shown.add(node)
    owners, gone, found = {}, set(), defaultdict(list)
    for node in reversed(order):
        up = None if node == 0 else parent[node] if node in items else above[node]
        if up in gone:
            gone.add(node)
        if same[node] == node and node in shown and node not in gone:
            owners[node] = node
        else:
            owners[node] = owners.get(up)
            if same[node] == node and node in swallowing and node not in shown:
                gone.add(node)
        if node in items:
            found[owners[node]].append(node)
    return dict(found)


def _complement(kids, hidden, shown, left, living, counted, enough):
    """The children to hide with those that are `hidden`, none perhaps; None where hiding all is not enough."""
    line, number = added([left[kid] for kid in hidden]), len(hidden)
    everybody, most = sum(living[kid] for kid in hidden), max(living[kid] for kid in hidden)
    more = []
    if enough(line, number, (everybody, most) if counted else None):
        return more

    def cost(kid):
        return abs(left[kid][0]), sorted(left[kid][1:]), living[kid]

    # The costs are compared as lists: those of equal cost are hidden together.
    neighbours = sorted((cost(kid), kid) for kid in kids if kid in shown)
    for at, (price, kid) in enumerate(neighbours):
        more.append(kid)
        line, number = added([line, left[kid]]), number + 1
        everybody, most = everybody + living[kid], max(most, living[kid])
        if at + 1 < len(neighbours) and neighbours[at + 1][0] == price:
            continue
        if enough(line, number, (everybody, most) if counted else None):
            return more
    return None
