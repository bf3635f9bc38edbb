"""A draw by lot that anybody can do again: RFC 3797, by its own published vector and by properties."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.sortition import bits_needed, draw, seed

# RFC 3797, section 6: a pool of 25 and three sources.
POOL = [str(number) for number in range(1, 26)]
SOURCES = ["9319", "2 5 12 8 10", "9 18 26 34 41 45"]
DIGESTS = """
    990DD0A5692A029A98B5E01AA28F3459 3691E55CB63FCC37914430B2F70B5EC6 FE814EDF564C190AC1D25753979990FA
    1863CCACEB568C31D7DDBDF1D4E91387 F4AB33DF4889F0AF29C513905BE1D758 13EAEB529F61ACFB9A29D0BA3A60DE4A
    992DB77C382CA2BDB9727001F3CDCCD9 63AB4258ECA922976811C7F55C383CE7 DFBC5AC97CED01B3A6E348E3CC63F40D
    31CB111C4A4EBE9287CEAE16FE51B909 07FA46C122F164C215BBC72793B189A3 AC52F8D75CCBE2E61AFEB3387637D501
    53306F73E14FC0B2FBF434218D25948E B5D1403501A81F9A47318BE7893B347C 85B10B356AA06663EF1B1B407765100A
    3269E6CE559ABD57E2BA6AAB495EB9BD
""".lower().split()
SELECTED = "17 7 2 16 25 23 8 24 19 13 22 5 18 9 1 4".split()


def test_the_published_vector_of_the_RFC_comes_out():
    found = draw(POOL, 16, SOURCES)
    assert found.key == "9319./2.5.8.10.12./9.18.26.34.41.45./"
    assert [step.digest for step in found.steps] == DIGESTS
    assert [step.remaining for step in found.steps] == list(range(25, 9, -1))
    assert list(found.selected) == SELECTED


def test_a_script_of_ten_lines_finds_the_same_people():
    """What the page of a draw offers to whoever would check it."""
    key, left, found = (
        "".join("".join(f"{n}." for n in sorted(map(int, source.split()))) + "/" for source in SOURCES).encode(),
        list(POOL),
        [],
    )
    for i in range(16):
        turn = i.to_bytes(2, "big")
        found.append(left.pop(int(hashlib.md5(turn + key + turn).hexdigest(), 16) % len(left)))
    assert found == list(draw(POOL, 16, SOURCES).selected)


def test_the_variant_changes_the_hash_and_nothing_else():
    found, other = draw(POOL, 3, SOURCES, "sha256"), draw(POOL, 3, SOURCES)
    assert found.key == other.key
    assert found.steps[0].digest == hashlib.sha256(b"\0\0" + found.key.encode() + b"\0\0").hexdigest()
    assert [step.remaining for step in found.steps] == [25, 24, 23]


def test_each_stratum_has_a_draw_of_its_own():
    assert draw(POOL, 2, SOURCES, stratum="nord").key == draw(POOL, 2, SOURCES).key + "nord./"


sources = st.lists(st.lists(st.integers(0, 10**12), min_size=1, max_size=6), min_size=1, max_size=4)
pools = st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=30, unique=True)


def written(numbers):
    return [" ".join(map(str, source)) for source in numbers]


@given(pools, sources, st.data())
def test_nobody_is_drawn_twice_nor_from_outside_the_pool(pool, numbers, data):
    found = draw(pool, data.draw(st.integers(1, len(pool))), written(numbers))
    assert len(set(found.selected)) == len(found.selected) == len(found.steps)
    assert set(found.selected) <= set(pool)


@given(sources, st.data())
def test_the_order_in_which_the_numbers_of_a_source_came_out_changes_nothing(numbers, data):
    shuffled = [data.draw(st.permutations(source)) for source in numbers]
    assert seed(written(numbers)) == seed(written(shuffled))


@given(pools, sources, st.data())
def test_taking_fewer_takes_the_same_people_first(pool, numbers, data):
    whole = draw(pool, len(pool), written(numbers))
    take = data.draw(st.integers(1, len(pool)))
    assert draw(pool, take, written(numbers)).selected == whole.selected[:take]


def test_os_1_over_ten_thousand_draws_everybody_has_the_same_chance():
    pool = [f"Volontaire {n}" for n in range(12)]
    drawn = Counter(name for n in range(10_000) for name in draw(pool, 3, [str(n)]).selected)
    assert set(drawn) == set(pool)
    assert all(abs(count - 2500) < 250 for count in drawn.values()), drawn


def test_st_12_2b_what_is_not_in_the_pool_is_never_drawn():
    pool = ["seat 3", "seat 4", "seat 5", "seat 6"]
    drawn = {name for n in range(10_000) for name in draw(pool, 2, [f"7 {n}"]).selected}
    assert drawn == set(pool)


def test_the_bits_of_chance_a_draw_needs():
    assert [bits_needed(*numbers) for numbers in ((25, 10), (6, 2), (3, 3))] == [22, 4, 0]


@pytest.mark.parametrize(
    ("pool", "take", "sources", "hash", "words"),
    [
        ([], 1, ["1"], "md5", "list of names"),
        ("abc", 1, ["1"], "md5", "list of names"),
        (["a", 2], 1, ["1"], "md5", "is a text"),
        (["a", " "], 1, ["1"], "md5", "is a text"),
        (["a", "a"], 1, ["1"], "md5", "twice"),
        (["a"], 2, ["1"], "md5", "from 1 to 1"),
        (["a"], 0, ["1"], "md5", "from 1 to 1"),
        (["a"], True, ["1"], "md5", "from 1 to 1"),
        (["a"], "1", ["1"], "md5", "from 1 to 1"),
        ([str(n) for n in range(65_536)], 1, ["1"], "md5", "more than 65535"),
        (["a"], 1, [], "md5", "needs a source"),
        (["a"], 1, "12", "md5", "needs a source"),
        (["a"], 1, [""], "md5", "whole numbers"),
        (["a"], 1, ["1 deux"], "md5", "whole numbers"),
        (["a"], 1, ["-1"], "md5", "whole numbers"),
        (["a"], 1, ["1.5"], "md5", "whole numbers"),
        (["a"], 1, ["\u0661"], "md5", "whole numbers"),
        (["a"], 1, [12], "md5", "whole numbers"),
        (["a"], 1, ["1"], "sha1", "one of md5, sha256"),
        (["a"], 1, ["1"], ["md5"], "one of md5, sha256"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_sentence(pool, take, sources, hash, words):
    with pytest.raises(ValueError, match=words):
        draw(pool, take, sources, hash)


def test_a_number_as_long_as_a_line_is_no_trouble():
    assert seed(["0" * 900 + "7 " + "9" * 1000]) == "7." + "9" * 1000 + "./"
