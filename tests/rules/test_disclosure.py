"""Results by territory: what is hidden cannot be worked out of what is told, of one publication nor of several."""

import json
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.rules.disclosure import WHOLE, Floor, Hierarchy, publish, read
from tests.rules.attack import Program, solved

KINDS = ("region", "departement", "epci", "commune")
DECLARED, ATTESTED = "declared", "attested"


def territory(communes, population=None, region=None):
    """A hierarchy of {commune: (département, EPCI or None)}; the région of each département is « 04 » or as told."""
    kind, parents = {}, {}
    for commune, (departement, epci) in communes.items():
        kind[departement], parents[departement] = "departement", ((region or {}).get(departement, "04"),)
        kind[parents[departement][0]] = "region"
        kind[commune], parents[commune] = "commune", (departement, *([epci] if epci else []))
        if epci:
            kind[epci] = "epci"
    return Hierarchy(KINDS, kind, parents, ("commune",), population)


def result(communes, counts, level=DECLARED, **more):
    """What is told once the poll is closed, where nothing was before."""
    return publish(None, {level: counts}, territory(communes, **more), final=True)


def told(publication, level=DECLARED):
    return set(publication.tables[level].shown)


def after(hierarchy, *turns, floor=None):
    """The publications of an open poll, one a turn."""
    found = [publish(None, {DECLARED: turns[0]}, hierarchy, floor)]
    for counts in turns[1:]:
        found.append(publish(found[-1], {DECLARED: counts}, hierarchy, floor))
    return found


# --- The floor ---------------------------------------------------------------------------------------

SOUTH = {"Cilaos": ("974", "Sud"), "Salazie": ("974", "Sud"), "Entre-Deux": ("974", "Sud"), "Avirons": ("974", "Sud")}
LARGE = dict.fromkeys(SOUTH, (40, 22, 18))


@pytest.mark.parametrize(
    ("counts", "holds"),
    [
        ((11, 6, 5), True),
        ((10, 5, 5), False),
        ((11, 10, 1), False),  # ten of eleven are more than nine of ten
        ((20, 18, 2), True),  # nine of ten, exactly
        ((1000, 901, 99), False),
        ((0, 0, 0), False),
        ((11, 7, 6, 9), True),  # an approval: people count under several options
        ((20, 19, 6, 9), False),  # nineteen approve of the first
    ],
)
def test_a_group_is_told_from_eleven_people_and_unless_more_than_nine_in_ten_chose_one_option(counts, holds):
    assert Floor().holds(counts) is holds


def test_a_lone_commune_is_told_like_the_whole():
    found = result({"Cilaos": ("974", "Sud")}, {"Cilaos": (20, 12, 8)})
    assert found.tables[DECLARED].shown == dict.fromkeys((WHOLE, "04", "974", "Sud", "Cilaos"), (20, 12, 8))


def test_nothing_is_told_of_ten_people():
    assert told(result(SOUTH, {"Cilaos": (10, 6, 4)})) == set()


# --- The bad ways -------------------------------------------------------------------------------------


def test_alice_does_not_find_her_village_by_taking_its_neighbours_from_the_epci():
    found = result(SOUTH, LARGE | {"Cilaos": (4, 4, 0), "Salazie": (15, 8, 7)})
    assert told(found) == {WHOLE, "04", "974", "Sud", "Entre-Deux", "Avirons"}
    assert found.cell("Sud", DECLARED) == (99, 56, 43)


def test_bob_asks_for_the_small_cells_one_by_one_and_each_of_them_is_hidden():
    found = result(SOUTH, {"Cilaos": (4, 4, 0), "Salazie": (3, 0, 3), "Entre-Deux": (9, 2, 7)})
    asked = [found.cell(code, DECLARED) for code in ("Cilaos", "Salazie", "Entre-Deux", "Avirons", "a drawn zone")]
    assert asked == [None] * 5
    assert found.cell("Cilaos", "no such level") is None


def test_an_empty_village_is_hidden_like_a_small_one():
    full, small = LARGE | {"Cilaos": (0, 0, 0)}, LARGE | {"Cilaos": (1, 1, 0)}
    assert told(result(SOUTH, full)) == told(result(SOUTH, small))


def test_a_village_where_all_agree_is_hidden_like_a_small_one():
    assert told(result(SOUTH, LARGE | {"Cilaos": (40, 40, 0)})) == told(result(SOUTH, LARGE | {"Cilaos": (2, 1, 1)}))


def test_those_hidden_together_are_themselves_eleven_and_not_too_alike():
    small = result(SOUTH, LARGE | {"Cilaos": (4, 2, 2), "Salazie": (5, 3, 2)})
    alike = result(SOUTH, LARGE | {"Cilaos": (9, 9, 0), "Salazie": (8, 8, 0)})
    assert len(told(small) & set(SOUTH)) == len(told(alike) & set(SOUTH)) == 0  # the two left are the same: both go
    assert "Sud" in told(small) & told(alike)


def test_a_departement_and_a_region_of_the_same_land_are_told_together():
    found = result(SOUTH, LARGE)
    assert found.cell("04", DECLARED) == found.cell("974", DECLARED) == found.cell(WHOLE, DECLARED) == (160, 88, 72)


ASTRIDE = {
    "Ay": ("51", "Vallée"), "Bouy": ("51", "Vallée"), "Condé": ("02", "Vallée"),
    "Dizy": ("51", "Plaine"), "Épernay": ("51", "Plaine"), "Fismes": ("02", "Aisne"), "Guise": ("02", "Aisne"),
}  # fmt: skip


def test_carol_does_not_cross_an_epci_with_the_two_departements_it_lies_in():
    """The département tells all but Condé's EPCI; the EPCI would tell Condé once the others are known."""
    counts = dict.fromkeys(ASTRIDE, (40, 22, 18)) | {"Condé": (3, 3, 0)}
    found = result(ASTRIDE, counts)
    assert "Vallée" not in told(found)
    assert {"02", "51", "Ay", "Bouy", "Plaine"} <= told(found)


def test_an_epci_astride_is_told_where_each_of_its_parts_is():
    found = result(ASTRIDE, dict.fromkeys(ASTRIDE, (40, 22, 18)))
    assert found.cell("Vallée", DECLARED) == (120, 66, 54)


def test_a_village_of_three_inhabitants_hides_no_town():
    """What is left would be the town's, but for three."""
    people = {"Cilaos": 5000, "Salazie": 3, "Entre-Deux": 4000, "Avirons": 4000}
    counts = {"Cilaos": (30, 29, 1), "Salazie": (3, 0, 3), "Entre-Deux": (50, 30, 20), "Avirons": (40, 22, 18)}
    assert told(result(SOUTH, counts)) == {WHOLE, "04", "974", "Sud", "Entre-Deux", "Avirons"}
    assert told(result(SOUTH, counts, population=people)) == {WHOLE, "04", "974", "Sud", "Entre-Deux"}


def test_an_epci_in_two_hidden_departements_is_not_told_but_for_a_village():
    """Each département is hidden for one commune of the EPCI; the region would tell both, and three people more."""
    communes = {
        "Ay": ("51", "E"),
        "Bouy": ("51", None),
        "Condé": ("02", "E"),
        "Dizy": ("02", None),
        "Eix": ("55", None),
    }
    counts = {"Ay": (200, 198, 2), "Condé": (200, 2, 198), "Bouy": (12, 6, 6), "Dizy": (12, 6, 6), "Eix": (1, 1, 0)}
    people = dict.fromkeys(communes, 5000)
    assert told(result(communes, counts, population=people)) == {WHOLE, "04", "Bouy", "Dizy"}
    assert told(result(communes, counts, population=people | {"Eix": 3})) == {WHOLE, "04"}


def test_an_option_that_nobody_of_the_hidden_villages_chose_is_not_told_of_them():
    counts = dict.fromkeys(SOUTH, (40, 20, 10, 10))
    counts |= {"Cilaos": (8, 4, 4, 0), "Salazie": (9, 5, 4, 0), "Avirons": (50, 30, 15, 5)}
    assert told(result(SOUTH, counts)) == {WHOLE, "04", "974", "Sud", "Avirons"}


def test_an_option_that_few_chose_anywhere_stops_nothing():
    counts = dict.fromkeys(SOUTH, (40, 20, 19, 1)) | {"Cilaos": (8, 4, 4, 0), "Salazie": (9, 5, 4, 0)}
    assert told(result(SOUTH, counts)) == {WHOLE, "04", "974", "Sud", "Entre-Deux", "Avirons"}


def test_three_attested_people_are_not_found_by_taking_the_declared_from_all():
    now = {DECLARED: LARGE, ATTESTED: {"Cilaos": (3, 3, 0)}}
    found = publish(None, now, territory(SOUTH), final=True)
    assert found.cell("Cilaos", DECLARED) == (40, 22, 18)
    assert [found.cell(WHOLE, ATTESTED), found.total(WHOLE), found.total("Cilaos")] == [None] * 3


def test_declared_and_attested_add_up_where_both_are_told():
    now = {DECLARED: LARGE, ATTESTED: {"Cilaos": (12, 7, 5), "Avirons": (2, 2, 0), "Salazie": (13, 6, 7)}}
    found = publish(None, now, territory(SOUTH), final=True)
    assert found.total(WHOLE) == (187, 103, 84)
    assert found.total("Avirons") is None


# --- Time ---------------------------------------------------------------------------------------------


def test_while_a_poll_is_open_what_is_told_is_what_was_taken_a_turn_before():
    first, second, third = after(territory(SOUTH), LARGE, LARGE, dict.fromkeys(SOUTH, (60, 32, 28)))
    assert told(first) == told(second) == set()
    assert third.cell("Cilaos", DECLARED) == (40, 22, 18)


def test_erin_who_answers_alone_between_two_publications_moves_nothing():
    start, more = LARGE, dict.fromkeys(SOUTH, (60, 32, 28))
    *_, before, behind = after(territory(SOUTH), start, more, more | {"Cilaos": (61, 33, 28)})
    assert before.tables[DECLARED].shown == behind.tables[DECLARED].shown


def test_faye_who_answers_in_the_last_hour_is_told_with_eleven_others_at_least():
    more = dict.fromkeys(SOUTH, (60, 32, 28))
    *_, last = after(territory(SOUTH), LARGE, more)
    close = publish(last, {DECLARED: more | {"Cilaos": (61, 32, 29)}}, territory(SOUTH), final=True)
    assert last.cell("Cilaos", DECLARED) == (40, 22, 18)
    assert close.cell("Cilaos", DECLARED) == (61, 32, 29)


def test_a_village_where_three_people_have_answered_since_is_told_at_the_close_with_the_three():
    """Told before them, it could only be told without them."""
    more = dict.fromkeys(SOUTH, (60, 32, 28)) | {"Cilaos": (43, 23, 20), "Avirons": (55, 30, 25)}
    *_, last = after(territory(SOUTH), LARGE, more)
    close = publish(last, {DECLARED: more}, territory(SOUTH), final=True)
    assert told(last) == {WHOLE, "04", "974", "Sud", "Salazie", "Entre-Deux"}
    assert close.cell("Cilaos", DECLARED) == (43, 23, 20)


def test_a_batch_where_all_say_yes_waits_for_a_mixed_one_and_is_told_with_it():
    more, alike, mixed = (dict.fromkeys(SOUTH, line) for line in ((60, 32, 28), (72, 44, 28), (90, 50, 40)))
    found = after(territory(SOUTH), LARGE, more, alike, mixed)
    cilaos = [publication.cell("Cilaos", DECLARED) for publication in found]
    assert cilaos == [None, (40, 22, 18), (40, 22, 18), (60, 32, 28)]
    close = publish(found[-1], {DECLARED: mixed}, territory(SOUTH), final=True)
    assert close.cell("Cilaos", DECLARED) == (90, 50, 40)


def test_a_last_batch_too_alike_is_counted_in_the_epci_and_not_in_the_commune():
    more = dict.fromkeys(SOUTH, (60, 32, 28))
    *_, last = after(territory(SOUTH), LARGE, more)
    late = more | {"Cilaos": (60, 42, 18), "Salazie": (70, 22, 48)}
    close = publish(last, {DECLARED: late}, territory(SOUTH), final=True)
    assert close.cell("Cilaos", DECLARED) == close.cell("Salazie", DECLARED) == (40, 22, 18)
    assert close.cell("Avirons", DECLARED) == (60, 32, 28)
    assert close.cell("Sud", DECLARED) == (250, 128, 122)


def test_what_can_be_told_nowhere_is_counted_nowhere():
    people = {"Cilaos": (40, 22, 18)}
    *_, last = after(territory(SOUTH), people, {"Cilaos": (55, 30, 25)})
    close = publish(last, {DECLARED: {"Cilaos": (70, 52, 18)}}, territory(SOUTH), final=True)
    assert last.cell(WHOLE, DECLARED) == close.cell(WHOLE, DECLARED) == (40, 22, 18)


def test_dave_who_changes_his_mind_is_not_seen_to():
    """Twenty-one chose yes since, twenty came: one left no. It is told with others who came to no."""
    turns = (dict.fromkeys(SOUTH, line) for line in ((40, 22, 18), (60, 32, 28), (80, 53, 27), (100, 60, 40)))
    found = after(territory(SOUTH), *turns)
    cilaos = [publication.cell("Cilaos", DECLARED) for publication in found]
    assert cilaos == [None, (40, 22, 18), (40, 22, 18), (60, 32, 28)]


@pytest.mark.parametrize(
    ("change", "renews"),
    [
        ((20, 11, 10, -1), False),  # one person left the third option
        ((30, 21, 20, -11), True),  # eleven did
        ((0, 11, -11, 0), False),  # nobody came, and eleven moved
        ((11, 6, 5, 0), True),
        ((-1, -1, 0, 0), False),  # an account was erased
    ],
)
def test_a_change_is_told_where_those_who_came_and_those_who_left_an_option_are_enough(change, renews):
    assert Floor().renews(change) is renews


def test_what_was_told_stays_told():
    *_, last = after(territory(SOUTH), LARGE, dict.fromkeys(SOUTH, (60, 32, 28)))
    one_sided = dict.fromkeys(SOUTH, (900, 872, 28))
    assert told(publish(last, {DECLARED: one_sided}, territory(SOUTH))) == told(last)


def test_nothing_follows_the_close():
    close = result(SOUTH, LARGE)
    with pytest.raises(ValueError, match="nothing follows it"):
        publish(close, {DECLARED: LARGE}, territory(SOUTH))


def test_a_publication_is_kept_as_json_and_read_again():
    *_, last = after(territory(SOUTH), LARGE, dict.fromkeys(SOUTH, (60, 32, 28)))
    assert read(json.loads(json.dumps(last.kept()))) == last
    assert "waiting" not in repr(last)


# --- What makes no sense ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"97411": (20, 12, 8)}, "it is no place"),
        ({"Cilaos": (20, 21, 0)}, "more voices than people"),
        ({"Cilaos": (-1, 0, 0)}, "whole numbers"),
        ({"Cilaos": (2.0, 1, 1)}, "whole numbers"),
        ({"Cilaos": (20, 12, 8), "Salazie": (2, 2)}, "same everywhere"),
        ({"Cilaos": ()}, "more voices than people"),
    ],
)
def test_counts_that_cannot_be_are_refused(counts, words):
    with pytest.raises(ValueError, match=words):
        result(SOUTH, counts)


def test_levels_that_change_between_two_publications_are_refused():
    first = publish(None, {DECLARED: LARGE}, territory(SOUTH))
    with pytest.raises(ValueError, match="stay the same"):
        publish(first, {DECLARED: LARGE, ATTESTED: LARGE}, territory(SOUTH))


@pytest.mark.parametrize(
    ("kind", "parents", "words"),
    [
        ({"a": "commune", "b": "village"}, {}, "unknown kind"),
        ({"a": "commune"}, {"a": ("b",)}, "unknown code"),
        ({"a": "commune", "e": "epci", "f": "epci"}, {"a": ("e", "f")}, "two territories of one kind"),
        ({"a": "commune", "e": "epci", "f": "region"}, {"a": ("e",), "e": ("f",), "f": ("e",)}, "lies in itself"),
        ({"e": "epci"}, {}, "has a place"),
        ({"": "commune"}, {}, "that of the whole"),
    ],
)
def test_hierarchies_that_make_no_sense_are_refused(kind, parents, words):
    with pytest.raises(ValueError, match=words):
        Hierarchy(KINDS, kind, parents, ("commune",))


def test_a_population_is_known_for_each_place():
    with pytest.raises(ValueError, match="population of Salazie"):
        territory(SOUTH, population={"Cilaos": 5000})


@pytest.mark.parametrize("asked", [{"k": 1}, {"k": 2.5}, {"bound": 0.9}, {"bound": Fraction(1)}])
def test_a_floor_that_protects_nobody_is_refused(asked):
    with pytest.raises(ValueError):
        Floor(**asked)


# --- The attack ---------------------------------------------------------------------------------------


@st.composite
def lands(draw, least=1, most=16):
    """Communes of some départements and EPCI, some of these astride, some communes without one."""
    number = draw(st.integers(least, most))
    communes = {
        f"c{n:02}": (f"d{draw(st.integers(0, 2))}", draw(st.sampled_from(["e0", "e1", "e2", "e3", None])))
        for n in range(number)
    }
    region = {f"d{n}": draw(st.sampled_from(["r0", "r1"])) for n in range(3)}
    return communes, region


def answers(communes, options=3, most=14):
    line = st.lists(st.integers(0, most), min_size=options, max_size=options).map(lambda found: (sum(found), *found))
    return st.fixed_dictionaries({place: line | st.just((0,) * (options + 1)) for place in communes})


def cells(hierarchy):
    """The places of each code."""
    found = {}
    for place, path in hierarchy.above.items():
        for code in path:
            found.setdefault(code, set()).add(place)
    return {code: frozenset(places) for code, places in found.items()}


def plus(counts, places):
    return tuple(map(sum, zip(*(counts[place] for place in places), strict=True)))


floors = st.sampled_from([Floor(), Floor(k=3), Floor(k=5, bound=Fraction(3, 4)), Floor(k=20, bound=Fraction(4, 5))])


@given(st.data(), lands(), floors)
@settings(max_examples=200)
def test_no_hidden_count_is_a_sum_of_told_ones(data, land, floor):
    communes, region = land
    counts = data.draw(answers(communes))
    hierarchy = territory(communes, region=region)
    found = publish(None, {DECLARED: counts}, hierarchy, floor, final=True)
    known = cells(hierarchy)
    shown = found.tables[DECLARED].shown
    hidden = [places for code, places in known.items() if code not in shown]
    assert solved([known[code] for code in shown], hidden) == []
    assert shown == {code: plus(counts, known[code]) for code in shown}
    assert all(floor.holds(line) for line in shown.values())


@given(st.data(), lands(), floors)
@settings(max_examples=100)
def test_each_group_that_subtraction_gives_holds_the_floor(data, land, floor):
    communes, region = land
    counts = data.draw(answers(communes))
    hierarchy = territory(communes, region=region)
    table = publish(None, {DECLARED: counts}, hierarchy, floor, final=True).tables[DECLARED]
    known = cells(hierarchy)
    here = [known[code] for code in table.shown]
    groups = [frozenset(group.places) for group in table.groups]
    inside = [group for group in groups if solved(here, [group])]
    assert all(floor.holds(plus(counts, group)) for group in inside)
    # Nothing smaller is known: what is told of any two places of a group is told of both.
    for group in groups:
        assert all(group <= places or not group & places for places in here)


@st.composite
def counted(draw):
    """Six communes at most, their counts and how many people live there: hardly more than answered, or many."""
    communes, region = draw(lands(least=3, most=6))
    small, large = st.integers(0, 3), st.integers(2, 12)
    counts, people = {}, {}
    for place in communes:
        line = draw(st.tuples(small, small) | st.tuples(large, large) | st.sampled_from([(9, 0), (0, 9)]))
        counts[place] = (sum(line), *line)
        people[place] = sum(line) + draw(st.integers(0, 8) | st.just(3000))
    return communes, region, counts, people


@given(counted(), st.sampled_from([Floor(k=3), Floor(k=5, bound=Fraction(3, 4)), Floor()]))
@settings(max_examples=150)
def test_bounds_leave_room_for_the_floor_around_each_hidden_count(land, floor):
    """The attacker knows the populations too, that no count is below 0, and that options add up to the people."""
    communes, region, counts, people = land
    hierarchy = territory(communes, people, region)
    table = publish(None, {DECLARED: counts}, hierarchy, floor, final=True).tables[DECLARED]
    known, options = cells(hierarchy), (1, 2)
    groups = [frozenset(group.places) for group in table.groups]
    if len(groups) < 2 or len(groups) == len(communes):
        return  # the whole alone, nothing, or everything
    equations = [
        ({(place, option): 1 for place in places}, line[option])
        for places, line in {known[code]: line for code, line in table.shown.items()}.items()
        for option in options
    ]
    equations += [
        ({(place, option): 1 for option in options} | {(place, "stays"): 1}, people[place]) for place in communes
    ]
    program = Program(equations)
    matters = floor.matters(plus(counts, communes))
    for places in {known[code] for code in known.keys() - table.shown.keys()}:
        places = places.difference(*(group for group in groups if group <= places))
        living = sum(people[place] for place in places)
        least, most = program.between((place, option) for place in places for option in options)
        assert most - least >= min(floor.k, living), places
        for option in matters:
            least, most = program.between((place, option) for place in places)
            assert most - least >= min(1, living), (places, option)


@given(st.data(), lands(), floors)
def test_neither_order_nor_names_decide_what_is_hidden(data, land, floor):
    communes, region = land
    counts = data.draw(answers(communes))
    shown = publish(None, {DECLARED: counts}, territory(communes, region=region), floor, final=True)
    order = data.draw(st.permutations(list(communes)))
    renamed = dict(zip(communes, data.draw(st.permutations([f"x{n:02}" for n in range(len(communes))])), strict=True))
    other = territory({renamed[place]: communes[place] for place in order}, region=region)
    again = publish(None, {DECLARED: {renamed[place]: counts[place] for place in order}}, other, floor, final=True)
    assert {renamed.get(code, code): line for code, line in shown.tables[DECLARED].shown.items()} == dict(
        again.tables[DECLARED].shown
    )


@given(st.data(), lands(), floors)
def test_twice_the_same_answers_are_told_the_same(data, land, floor):
    communes, region = land
    counts = data.draw(answers(communes))
    hierarchy = territory(communes, region=region)
    once, twice = (publish(None, {DECLARED: counts}, hierarchy, floor, final=True) for _ in range(2))
    assert once == twice


@st.composite
def polls(draw, minds=True):
    """A land, and the counts of its places turn after turn: people come, and some change their mind."""
    communes, region = draw(lands(most=8))
    now = {place: [0, 0, 0] for place in communes}
    turns = []
    for _ in range(draw(st.integers(2, 6))):
        for line in now.values():
            came = [draw(st.integers(0, 25)) for _ in range(2)] if draw(st.booleans()) else [0, 0]
            line[:] = [line[0] + sum(came), line[1] + came[0], line[2] + came[1]]
            if minds and draw(st.integers(0, 4)) == 0:
                moved = draw(st.integers(-line[1], line[2]))
                line[:] = [line[0], line[1] + moved, line[2] - moved]
        turns.append({place: tuple(line) for place, line in now.items()})
    return communes, region, turns


def sequence(poll, floor):
    """The publications of a whole poll, its close last."""
    communes, region, turns = poll
    hierarchy = territory(communes, region=region)
    found = after(hierarchy, *turns[:-1], floor=floor)
    return hierarchy, [*found, publish(found[-1], {DECLARED: turns[-1]}, hierarchy, floor, final=True)]


@given(polls(), floors)
@settings(max_examples=200)
def test_no_difference_of_two_publications_tells_of_a_group_below_the_floor(poll, floor):
    """Groups are only cut; each that was told changes by nothing, or by a group that may be told."""
    _hierarchy, found = sequence(poll, floor)
    for before, behind in pairwise(found):
        old, new = before.tables[DECLARED], behind.tables[DECLARED]
        for group in old.groups:
            inside = [other for other in new.groups if set(other.places) <= set(group.places)]
            assert sorted(place for other in inside for place in other.places) == sorted(group.places)
            change = [sum(other.counts[at] for other in inside) - n for at, n in enumerate(group.counts)]
            assert not any(change) or floor.renews(change)
        assert all(floor.holds(group.counts) for group in new.groups)
        assert all(floor.renews(group.counts) for group in new.late)
        assert old.shown.keys() <= new.shown.keys()
        places = [place for group in new.late for place in group.places]
        assert len(places) == len(set(places))


@given(polls(minds=False), floors)
@settings(max_examples=200)
def test_whatever_was_told_changes_by_nothing_or_by_people_who_may_be_told(poll, floor):
    """As a reader does it: territory by territory, and between any two publications."""
    _hierarchy, found = sequence(poll, floor)
    for at, before in enumerate(found):
        for behind in found[at + 1 :]:
            for code, line in before.tables[DECLARED].shown.items():
                change = [b - a for a, b in zip(line, behind.cell(code, DECLARED), strict=True)]
                assert not any(change) or floor.holds(change)


@given(polls(), floors)
@settings(max_examples=100)
def test_no_hidden_count_is_a_sum_of_told_ones_at_any_turn(poll, floor):
    hierarchy, found = sequence(poll, floor)
    known = cells(hierarchy)
    for publication in found:
        shown = publication.tables[DECLARED].shown
        hidden = [places for code, places in known.items() if code not in shown]
        assert solved([known[code] for code in shown], hidden) == []


@given(polls(minds=False), floors)
@settings(max_examples=100)
def test_all_publications_together_tell_of_no_territory_at_any_time_what_may_not_be_told(poll, floor):
    """The attacker even knows of which turn each count is. An unknown is what came to one place during one turn."""
    hierarchy, found = sequence(poll, floor)
    turns, known, taken_at, equations = poll[2], cells(hierarchy), {}, []
    for turn, publication in enumerate(found):
        table = publication.tables[DECLARED]
        groups = {(group.places, group.counts): turn - (not publication.final) for group in table.groups}
        taken_at = {group: taken_at.get(group, at) for group, at in groups.items()}
        until = {place: at for (places, _counts), at in taken_at.items() for place in places}
        for code in table.shown:
            late = {place for group in table.late if known[code].issuperset(group.places) for place in group.places}
            last = {place: turn if place in late else until[place] for place in known[code]}
            equations.append(frozenset((place, at) for place in last for at in range(last[place] + 1)))
    spans = {
        frozenset((place, at) for place in places for at in range(since, to)): (places, since, to)
        for places in known.values()
        for to in range(1, len(turns) + 1)
        for since in range(to)
    }
    for span in solved(equations, spans):
        places, since, to = spans[span]
        there = plus(turns[to - 1], places)
        before = plus(turns[since - 1], places) if since else (0,) * len(there)
        came = [b - a for a, b in zip(before, there, strict=True)]
        assert not any(came) or floor.holds(came), (places, since, to)


@given(polls(minds=False), floors)
@settings(max_examples=100)
def test_the_close_counts_everybody_who_may_be_told_and_no_more(poll, floor):
    hierarchy, found = sequence(poll, floor)
    final, counts = found[-1], poll[2][-1]
    known = cells(hierarchy)
    for code, line in final.tables[DECLARED].shown.items():
        assert all(told <= there for told, there in zip(line, plus(counts, known[code]), strict=True))
    before, everybody = found[-2].cell(WHOLE, DECLARED), plus(counts, poll[0])
    if before is None:
        assert (final.cell(WHOLE, DECLARED) is not None) == floor.holds(everybody)
    elif floor.renews(tuple(b - a for a, b in zip(before, everybody, strict=True))):
        assert final.cell(WHOLE, DECLARED) == everybody
