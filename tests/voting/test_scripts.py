"""The scripts that anybody recounts a published vote with: written apart from the law, they find what it finds."""

import ast
import json
import random
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.tally import METHODS, tally
from governance.rules.tally.recounting import answer, read
from governance.voting import trust
from tests.rules.test_tally_methods import BALLOTS, OPTIONS, TENNESSEE

MORE = {
    "majority_judgment": {"grades": ["à rejeter", "passable", "bien", "très bien"]},
    "score": {"min": 0, "max": 5},
    "dots": {"dots": 12},
    "choices": {"at_most": 3},
    "opt_in": {"target": 30},
}
shared = st.permutations(OPTIONS).flatmap(
    lambda order: st.lists(st.integers(0, 4), max_size=3).map(
        lambda cuts: [rank for rank in (list(order[a:b]) for a, b in zip([0, *sorted(cuts)], sorted(cuts))) if rank]  # noqa: B905
    )
)
KINDS = BALLOTS | {"schulze": shared}
SINGLE_SEAT = {"irv"}
ONE_OF_EACH = pytest.mark.parametrize("method", METHODS)


def script(method):
    return trust.script_of(SimpleNamespace(method=method))


def loaded(method):
    spec = spec_from_file_location(f"count_{method}", script(method))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.count


def published(method, ballots, **more):
    rows = [{"count": count, "ballot": ballot} for ballot, count in ballots]
    return {"method": method, "options": list(OPTIONS), "ballots": rows} | MORE.get(method, {}) | more


def agreed(found):
    """What script and law must agree on, as JSON would carry it."""
    return json.loads(json.dumps({name: found[name] for name in ("winners", "tied", "order", "counts")}))


@ONE_OF_EACH
@given(data=st.data())
def test_a_script_finds_what_the_law_finds(method, data):
    count = st.one_of(st.integers(1, 3), st.integers(1, 40))  # small ones, for ties and circles
    ballots = data.draw(st.lists(st.tuples(KINDS[method], count), max_size=12))
    seats = 1 if method in SINGLE_SEAT else data.draw(st.integers(1, 5))
    vote = published(method, ballots, seats=seats)
    assert agreed(loaded(method)(vote)) == agreed(answer(tally(read(vote, METHODS))))


@given(st.lists(st.tuples(st.permutations(OPTIONS), st.integers(1, 4)), max_size=30), st.integers(1, 4))
def test_the_script_of_transfers_follows_many_long_rankings(ballots, seats):
    vote = published("stv", [([[name] for name in order], n) for order, n in ballots], seats=seats)
    assert agreed(loaded("stv")(vote)) == agreed(answer(tally(read(vote, METHODS))))


def small_ballot(method, chance, options):
    order = chance.sample(options, chance.randint(0, len(options)))
    if method == "majority_judgment":
        return {option: chance.choice("abc") for option in order}
    ranks = []
    for option in order:
        if method == "schulze" and ranks and chance.random() < 0.3:
            ranks[-1].append(option)
        else:
            ranks.append([option])
    return ranks


@pytest.mark.parametrize("method", ["schulze", "irv", "stv", "majority_judgment"])
def test_a_script_finds_what_the_law_finds_in_five_hundred_close_votes(method):
    """Few ballots and as many options: where circles, tied eliminations and equal medians are common."""
    chance, count = random.Random(2024), loaded(method)
    for _ in range(500):
        options = list("ABCDEFG")[: chance.randint(1, 7)]
        rows = [
            {"count": chance.choice([1, 1, 2, 20]), "ballot": small_ballot(method, chance, options)}
            for _ in range(chance.randint(0, 14))
        ]
        vote = {"method": method, "options": options, "ballots": rows}
        vote |= {"seats": 1 if method == "irv" else chance.randint(1, 4)}
        vote |= {"grades": ["a", "b", "c"]} if method == "majority_judgment" else {}
        assert agreed(count(vote)) == agreed(answer(tally(read(vote, METHODS)))), vote


@ONE_OF_EACH
def test_a_script_is_a_page_that_needs_nothing_and_says_what_it_proves(method):
    source = script(method).read_text()
    tree = ast.parse(source)
    assert len(source.splitlines()) <= 70
    assert "Ce que cela prouve" in ast.get_docstring(tree)
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= set(sys.stdlib_module_names)


def run(*arguments):
    return subprocess.run([sys.executable, "-I", *map(str, arguments)], capture_output=True, text=True, timeout=60)


def test_each_script_runs_alone_on_a_published_file(tmp_path):
    file = tmp_path / "scrutin.json"
    for method in METHODS:
        vote = published(method, [(None, 4)])
        file.write_text(json.dumps(vote))
        done = run(script(method), file)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == agreed(answer(tally(read(vote, METHODS))))


def test_a_script_without_a_file_says_how_it_is_used():
    done = run(script("schulze"))
    assert done.returncode == 1 and "python3 count_schulze.py" in done.stderr


def test_the_capital_of_tennessee_is_found_by_the_scripts_too():
    rows = [{"count": n, "ballot": ballot} for ballot, n in TENNESSEE]
    vote = {"options": list("MNCK"), "ballots": rows}
    assert loaded("schulze")(vote)["order"] == [["N"], ["C"], ["K"], ["M"]]
    assert loaded("irv")(vote)["winners"] == ["K"]
