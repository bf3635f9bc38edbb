"""A ballot read without trust: its one canonical form, what is partial, and why another is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.tally import METHODS, BadBallot, Election, Tally, canonical, checked, heaped, is_partial, tally
from governance.rules.tally.recounting import answer, read

OPTIONS = ("Zoé", "Ana", "Bé")
GRADES = ("à rejeter", "passable", "bien")
MORE = {"majority_judgment": {"grades": GRADES}, "score": {"high": 5}, "dots": {"budget": 8}, "opt_in": {"target": 2}}


def vote(method, **more):
    return Election(method, OPTIONS, **(MORE.get(method, {}) | more))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("blank", [None, [], (), {}])
def test_a_blank_has_one_form(method, blank):
    assert checked(vote(method, at_least=1), blank) is None


@pytest.mark.parametrize(
    ("method", "ballot", "form"),
    [
        ("single", "Ana", "Ana"),
        ("positions", "Ana", "Ana"),
        ("opt_in", "Ana", "Ana"),
        ("approval", ("Bé", "Zoé"), ["Zoé", "Bé"]),
        ("choices", ["Ana", "Zoé"], ["Zoé", "Ana"]),
        ("score", {"Bé": 0, "Zoé": 5}, {"Zoé": 5, "Bé": 0}),
        ("resistance", {"Bé": 10, "Ana": 0}, {"Ana": 0, "Bé": 10}),
        ("dots", {"Bé": 3, "Ana": 0, "Zoé": 5}, {"Zoé": 5, "Bé": 3}),
        ("dots", {"Bé": 0}, None),
        ("majority_judgment", {"Bé": "bien", "Zoé": "passable"}, {"Zoé": "passable", "Bé": "bien"}),
        ("date", {"Bé": "no", "Ana": "if_needed"}, {"Ana": "if_needed", "Bé": "no"}),
        ("schulze", [["Bé", "Zoé"], "Ana"], [["Zoé", "Bé"], ["Ana"]]),
        ("irv", (("Bé",), ["Zoé"]), [["Bé"], ["Zoé"]]),
        ("stv", ["Bé"], [["Bé"]]),
    ],
)
def test_equal_ballots_have_one_form(method, ballot, form):
    found = checked(vote(method), ballot)
    assert json.dumps(found) == json.dumps(form)  # the order of an object counts here
    assert checked(vote(method), found) == found


@pytest.mark.parametrize(
    ("method", "ballot", "more", "code", "detail"),
    [
        ("single", ["Ana"], {}, "shape", {"wanted": "one option", "given": "['Ana']"}),
        ("approval", "Ana", {}, "shape", {"wanted": "a list of options", "given": "Ana"}),
        ("score", ["Ana"], {}, "shape", {"wanted": "an object by option", "given": "['Ana']"}),
        ("date", "yes", {}, "shape", {"wanted": "an object by option", "given": "yes"}),
        ("schulze", {"Ana": 1}, {}, "shape", {"wanted": "a list of ranks", "given": "{'Ana': 1}"}),
        ("single", "Léo", {}, "unknown_option", {"option": "Léo"}),
        ("single", 3, {}, "shape", {"wanted": "one option", "given": "3"}),
        ("choices", ["Ana", 3], {}, "unknown_option", {"option": "3"}),
        ("choices", [["Ana"]], {}, "unknown_option", {"option": "['Ana']"}),
        ("dots", {"Léo": 1}, {}, "unknown_option", {"option": "Léo"}),
        ("score", {"Ana": "4"}, {}, "not_whole", {"option": "Ana", "given": "4"}),
        ("score", {"Ana": True}, {}, "not_whole", {"option": "Ana", "given": "True"}),
        ("dots", {"Ana": 1.5}, {}, "not_whole", {"option": "Ana", "given": "1.5"}),
        ("score", {"Ana": -1}, {}, "too_low", {"option": "Ana", "given": -1, "min": 0}),
        ("dots", {"Ana": -1}, {}, "too_low", {"option": "Ana", "given": -1, "min": 0}),
        ("resistance", {"Ana": -1}, {}, "too_low", {"option": "Ana", "given": -1, "min": 0}),
        ("score", {"Ana": 6}, {}, "too_high", {"option": "Ana", "given": 6, "max": 5}),
        ("resistance", {"Ana": 11}, {}, "too_high", {"option": "Ana", "given": 11, "max": 10}),
        ("resistance", {"Ana": 4}, {"high": 3}, "too_high", {"option": "Ana", "given": 4, "max": 3}),
        ("dots", {"Ana": 8, "Bé": 1}, {}, "over_budget", {"given": 9, "max": 8}),
        ("choices", ["Ana"], {"at_least": 2}, "too_few", {"given": 1, "min": 2}),
        ("choices", ["Ana", "Bé"], {"at_most": 1}, "too_many", {"given": 2, "max": 1}),
        ("choices", ["Ana", "Ana"], {"at_most": 1}, "twice", {"option": "Ana"}),
        ("schulze", [["Ana"], ["Bé", "Ana"]], {}, "twice", {"option": "Ana"}),
        ("stv", [["Ana"], ["Zoé", "Bé"]], {}, "shared_rank", {"options": ["Zoé", "Bé"]}),
        ("majority_judgment", {"Ana": "super"}, {}, "unknown_grade", {"option": "Ana", "grade": "super"}),
        ("majority_judgment", {"Ana": ["bien"]}, {}, "unknown_grade", {"option": "Ana", "grade": "['bien']"}),
        ("date", {"Ana": "maybe"}, {}, "unknown_grade", {"option": "Ana", "grade": "maybe"}),
    ],
)
def test_a_bad_ballot_is_refused_with_its_code_and_what_a_sentence_needs(method, ballot, more, code, detail):
    with pytest.raises(BadBallot) as refused:
        checked(vote(method, **more), ballot)
    assert (refused.value.code, refused.value.detail) == (code, detail)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 12) | st.sampled_from([*OPTIONS, *GRADES, "yes", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*OPTIONS, "x"]), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("method", METHODS)
@given(ballot=anything)
def test_whatever_is_sent_has_a_form_or_is_refused(method, ballot):
    election = vote(method)
    try:
        form = checked(election, ballot)
    except BadBallot as refused:
        assert refused.code and json.dumps(refused.detail)
    else:
        assert checked(election, json.loads(canonical(form))) == form
        assert isinstance(is_partial(election, ballot), bool)


@pytest.mark.parametrize(
    ("method", "ballot", "partial"),
    [
        ("schulze", [["Ana"], ["Bé"]], True),
        ("schulze", [["Ana", "Zoé"], ["Bé"]], False),
        ("stv", ["Ana"], True),
        ("majority_judgment", {"Ana": "bien"}, True),
        ("majority_judgment", dict.fromkeys(OPTIONS, "bien"), False),
        ("resistance", {"Ana": 3}, True),
        ("date", {"Ana": "yes"}, True),
        ("single", "Ana", False),
        ("choices", ["Ana"], False),
        ("dots", {"Ana": 3}, False),
        ("schulze", None, False),
    ],
)
def test_a_ballot_that_judges_only_some_options_is_partial(method, ballot, partial):
    assert is_partial(vote(method), ballot) is partial


def test_the_kept_text_of_a_ballot_depends_on_nothing_but_what_it_says():
    election = vote("majority_judgment")
    one = checked(election, {"Bé": "bien", "Ana": "à rejeter"})
    other = checked(election, {"Ana": "à rejeter", "Bé": "bien"})
    assert canonical(one) == canonical(other) == '{"Ana":"à rejeter","Bé":"bien"}'
    assert canonical(None) == "null"


def test_equal_texts_are_heaped():
    rows = ['"Ana"', "null", '"Ana"']
    assert heaped(rows) == (Tally("Ana", 2), Tally(None, 1))
    assert tally(Election("single", OPTIONS, heaped(rows))).counts["Ana"] == 2


@pytest.mark.parametrize(
    "more",
    [
        {"at_least": -1},
        {"at_least": 4},
        {"at_least": 2, "at_most": 1},
        {"at_most": 0},
        {"at_most": "2"},
        {"target": 0},
        {"target": True},
        {"abstentions": -1},
        {"abstentions": 1.5},
    ],
)
def test_bounds_that_no_vote_may_have_are_refused(more):
    with pytest.raises(ValueError, match=r"\w"):
        Election("choices", OPTIONS, **more)


def test_a_published_file_may_state_its_bounds_and_its_abstentions():
    file = {"method": "choices", "options": list(OPTIONS), "at_least": 1, "at_most": 2, "abstentions": 4}
    ballots = [{"count": 3, "ballot": ["Ana", "Bé"]}, {"ballot": []}]
    found = answer(tally(read(file | {"ballots": ballots}, METHODS)))
    assert (found["counts"]["Ana"], found["base"], found["blanks"], found["abstentions"]) == (3, 3, 1, 4)
    with pytest.raises(BadBallot, match="2 at most"):
        tally(read(file | {"ballots": [{"ballot": list(OPTIONS)}]}, METHODS))
    opt_in = {"method": "opt_in", "options": ["jardin"], "target": 3, "ballots": [{"count": 2, "ballot": "jardin"}]}
    found = answer(tally(read(opt_in, METHODS)))
    assert (found["reached"], found["missing"], found["target"], found["winners"]) == (False, 1, 3, [])
    assert "abstentions" not in found
