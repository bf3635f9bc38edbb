"""Statutes as data: read and written one way, refused where they make no sense, and who decides what under them."""

import copy
import json
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules import statutes
from governance.rules.majority import BASES, COUNTED, OF, Counts, Majority, Quorum, Rule
from governance.rules.notice import Notice
from governance.rules.statutes import (
    ASSEMBLY,
    BOARD,
    BUREAU,
    POSTS,
    RESIDUAL,
    VOICES,
    Body,
    Callers,
    College,
    Matter,
    Nonsense,
    SecondCall,
    Statutes,
    interpretations,
    open_atlas,
)
from governance.rules.statutes.judging import judge_matter
from governance.rules.statutes.parts import BODIES

OPEN_ATLAS = open_atlas.STATUTES


def outcome(key, *, chair=None, secret=False, second_call=False, found=OPEN_ATLAS, **counts):
    return judge_matter(found, key, Counts(**counts), chair=chair, secret=secret, second_call=second_call).outcome


# --- One way to write ------------------------------------------------------------------------------------

WORDS = st.text("abcdefghijklmnopqrstuvwxyz éà’", min_size=1, max_size=20).filter(str.strip)
ARTICLES = st.text("0123456789.,ab ", max_size=12)
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
SHARES = st.fractions(min_value=F(1, 20), max_value=1, max_denominator=20)
DELAYS = st.builds(Notice, st.integers(1, 60), st.sampled_from(["days", "months"]))
MAJORITIES = st.builds(
    lambda share, base, article: Majority(share, share == F(1, 2), base, article),
    st.fractions(min_value=F(1, 2), max_value=1, max_denominator=20),
    st.sampled_from([base for base in BASES if base != "in_office"]),
    ARTICLES,
)
QUORUMS = st.none() | st.builds(
    Quorum,
    SHARES,
    st.just("entitled"),
    st.sampled_from(COUNTED),
    st.just(False),
    ARTICLES,
    st.booleans(),
)


@st.composite
def some_matters(draw):
    quorum = draw(QUORUMS)
    second = draw(st.none() | st.builds(SecondCall, st.booleans(), DELAYS, st.none() | DELAYS, ARTICLES))
    return Matter(
        draw(KEYS),
        draw(WORDS),
        ASSEMBLY,
        Rule(quorum, draw(MAJORITIES), tie_article=draw(ARTICLES)),
        secrecy=draw(st.sampled_from(["named", "secret", "free"])),
        single_item=draw(st.booleans()),
        notice=draw(st.none() | DELAYS),
        notice_article=draw(ARTICLES),
        to_all_members=draw(st.booleans()),
        second_call=second if quorum else None,
        initiators=draw(st.none() | st.builds(Callers, bodies=st.just((ASSEMBLY,)), share=st.none() | SHARES)),
        article=draw(ARTICLES),
    )


@st.composite
def some_statutes(draw):
    matters = {one.key: one for one in draw(st.lists(some_matters(), max_size=4))}
    residual = draw(some_matters())
    matters[RESIDUAL] = replace(residual, key=RESIDUAL)
    colleges = draw(
        st.lists(
            st.builds(College, KEYS, WORDS, st.sampled_from(VOICES), st.booleans(), ARTICLES),
            unique_by=lambda one: one.key,
            max_size=4,
        )
    )
    colleges.append(College("voters_of_all", draw(WORDS), "deliberative", draw(st.booleans())))
    assembly = Body(ASSEMBLY, draw(WORDS), Callers(share=draw(SHARES)), notice=draw(st.none() | DELAYS))
    choices = draw(st.dictionaries(st.sampled_from(sorted(interpretations.CHOICES)), st.integers(0, 1)))
    chosen = {key: interpretations.CHOICES[key][choices[key]] for key in interpretations.CHOICES if key in choices}
    return Statutes(draw(WORDS), tuple(colleges), {ASSEMBLY: assembly}, matters, chosen)


@given(some_statutes())
def test_what_is_written_is_read_and_written_the_same(found):
    data = json.loads(json.dumps(statutes.write(found)))
    assert statutes.read(data) == found
    assert statutes.write(statutes.read(data)) == data


@pytest.mark.parametrize("found", [OPEN_ATLAS, open_atlas.BLANK], ids=["open atlas", "blank"])
def test_the_ready_statutes_are_written_and_read_the_same(found):
    data = json.loads(json.dumps(statutes.write(found)))
    assert statutes.read(data) == found
    assert list(statutes.read(data).matters) == list(found.matters)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(json_like)
def test_nothing_else_than_a_sentence_comes_of_what_is_no_statutes(data):
    with pytest.raises(Nonsense):
        statutes.read(data)


@given(st.data())
def test_one_value_replaced_by_anything_is_read_or_refused_with_a_sentence(data):
    content = statutes.write(OPEN_ATLAS)
    place, steps = content, data.draw(st.integers(1, 6))
    for _step in range(steps):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if steps == 1 or not isinstance(place[key], dict | list) or not place[key]:
            break
        place, steps = place[key], steps - 1
    place[key] = data.draw(json_like)
    try:
        found = statutes.read(content)
    except Nonsense as nonsense:
        assert str(nonsense).endswith(".")
    else:
        assert statutes.read(statutes.write(found)) == found


# --- What makes no sense ---------------------------------------------------------------------------------


def changed(*path, value):
    """The statutes of Open Atlas with one value changed; lists are walked by key. `...` takes it away."""
    content = copy.deepcopy(statutes.write(OPEN_ATLAS))
    place = content
    for step in path[:-1]:
        place = next(one for one in place if one["key"] == step) if isinstance(place, list) else place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return content


def matter(key, *path, value):
    return changed("matters", key, *path, value=value)


def rule(key, *path, value):
    return matter(key, "rule", *path, value=value)


SECOND = {"waives_quorum": False, "after": "P15D"}
BAD = {
    "zero under the bar": (rule("dues", "quorum", "share", value="1/0"), "zéro"),
    "zero under the bar of a majority": (rule("dues", "majority", "share", value="3/0"), "zéro"),
    "a quorum above one": (rule("dues", "quorum", "share", value="6/5"), "un au plus"),
    "a quorum of nothing": (rule("dues", "quorum", "share", value="0"), "plus grande que zéro"),
    "a quorum above everybody": (
        rule("dues", "quorum", value={"share": "1", "of": "entitled", "counts": "present", "strict": True}),
        "tout le monde",
    ),
    "a majority of a minority": (rule("dues", "majority", "share", value="2/5"), "minorité"),
    "a majority above one": (rule("dues", "majority", "share", value="6/5"), "toutes les voix"),
    "half that is not strict": (rule("dues", "majority", "strict", value=False), "plus de la moitié"),
    "a share that is a number": (rule("dues", "majority", "share", value=0.5), "1/5"),
    "a negative share": (rule("dues", "majority", "share", value="-1/2"), "1/5"),
    "an unknown key": (matter("dues", "proxies", value=True), "Clé inconnue : proxies"),
    "a rule with an unknown key": (rule("dues", "proxies", value=1), "Clé inconnue"),
    "a missing rule": (matter("dues", "rule", value=...), "Il manque : rule"),
    "a base nobody knows": (rule("dues", "majority", "base", value="souls"), "On attend l’un de"),
    "seats in the assembly": (rule("dues", "majority", "base", value="in_office"), "pas de sièges"),
    "an election of the board that is named": (matter("board_election", "secrecy", value="named"), "toujours secrète"),
    "an election of the board left open": (matter("board_election", "secrecy", value="free"), "toujours secrète"),
    "an election of the assembly": (matter("board_election", "elects", value="general_assembly"), "ne s’élit pas"),
    "a lot for an ordinary decision": (matter("dues", "after_tie", value="second_round_then_lot"), "une élection"),
    "a named round without a chair": (matter("dues", "after_tie", value="named_round"), "prépondérante"),
    "a casting vote in secret": (matter("honorary", "secrecy", value="secret"), "scrutin secret"),
    "a casting vote in the assembly": (rule("dues", "tie", value="chair"), "prépondérante dans cette instance"),
    "a casting vote of nobody": (changed("bodies", "board", "presided_by", value=""), "Personne ne préside"),
    "a second call at the board": (matter("honorary", "second_call", value=SECOND), "l’assemblée générale"),
    "a second call of a body": (changed("bodies", "board", "second_call", value=SECOND), "Clé inconnue"),
    "a second call that says no day": (
        matter("statutes", "second_call", value={"waives_quorum": True, "after": None}),
        "combien de temps",
    ),
    "a second call without a quorum": (rule("statutes", "quorum", value=None), "Sans quorum"),
    "no seat": (changed("bodies", "board", "seats", value=0), "au moins un siège"),
    "a seat and a half": (changed("bodies", "board", "seats", value=1.5), "nombre entier"),
    "seats of the assembly": (changed("bodies", "general_assembly", "seats", value=5), "ni siège ni mandat"),
    "thirds of five": (changed("bodies", "board", "seats", value=5), "parts égales"),
    "more posts than seats": (changed("bodies", "bureau", "seats", value=2), "plus de fonctions que de sièges"),
    "a post nobody holds": (changed("bodies", "bureau", "officers", value=["secretary"]), "ne pourvoit"),
    "a body convened by nobody": (changed("bodies", "bureau", "convened_by", value={}), "quelqu’un"),
    "a body that is not one": (changed("bodies", "bureau", "key", value="king"), "On attend l’un de"),
    "no assembly": (
        {**statutes.write(OPEN_ATLAS), "bodies": statutes.write(OPEN_ATLAS)["bodies"][1:]},
        "assemblée générale",
    ),
    "no residual matter": (matter("ordinary", "key", value="plain"), "décision ordinaire"),
    "a matter of a body that is not there": (matter("dues", "body", value="commission"), "pas d’instance"),
    "the same matter twice": (matter("dues", "key", value="accounts"), "deux fois"),
    "the same college twice": (changed("colleges", "donateur", "key", value="honneur"), "même clé"),
    "a key with capitals": (changed("colleges", "donateur", "key", value="Donateur"), "minuscules"),
    "an unknown voice": (changed("colleges", "donateur", "voice", value="loud"), "On attend l’un de"),
    "a name of nothing": (changed("colleges", "donateur", "name", value="  "), "Il faut un nom"),
    "a name on two lines": (changed("colleges", "donateur", "name", value="a\nb"), "une ligne"),
    "a name that turns around": (changed("colleges", "donateur", "name", value="a\u202eb"), "invisible"),
    "a name without an end": (changed("colleges", "donateur", "name", value="a" * 121), "trop long"),
    "a delay of no day": (changed("bodies", "board", "notice", value="P0D"), "au moins un jour"),
    "a delay in words": (changed("bodies", "board", "notice", value="15 jours"), "P15D"),
    "an interpretation nobody knows": (changed("interpretations", "A-99", value="yes"), "n’existe pas"),
    "a reading that is no choice": (changed("interpretations", "A-1", value="expressed"), "n’existe pas"),
    "a choice nobody knows": (changed("interpretations", "A-12", value="five"), "two_of_three"),
    "a flag in words": (matter("dues", "single_item", value="yes"), "vrai ou faux"),
    "two hundred and one matters": (
        {**statutes.write(OPEN_ATLAS), "matters": [statutes.write(OPEN_ATLAS)["matters"][0]] * 201},
        "fois",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_makes_no_sense_is_refused_with_a_sentence(case):
    content, words = BAD[case]
    with pytest.raises(ValueError) as refused:
        statutes.read(json.loads(json.dumps(content)))
    said = str(refused.value).replace("\u00a0", " ")
    assert words in said and said.endswith(".")


# --- Who decides what, under the statutes of Open Atlas --------------------------------------------------


def test_st_1_2_the_registered_office_belongs_to_the_bureau():
    assert OPEN_ATLAS.matter("registered_office").body == BUREAU
    assert OPEN_ATLAS.deciding("registered_office")[0] == BUREAU


def test_st_10_4c_no_statutes_have_a_named_election():
    for secrecy in ("named", "free"):
        with pytest.raises(ValueError, match="toujours secrète"):
            statutes.read(matter("board_election", "secrecy", value=secrecy))
    assert OPEN_ATLAS.matters["board_election"].secrecy == OPEN_ATLAS.matters["bureau_election"].secrecy == "secret"


def test_st_11_1b_the_assembly_alone_sets_the_dues():
    assert OPEN_ATLAS.deciding("dues") == OPEN_ATLAS.deciding("internal_rules") == (ASSEMBLY,)


@pytest.mark.parametrize("key", [*OPEN_ATLAS.matters, "unheard_of"])
def test_st_11_2_the_assembly_is_always_among_those_that_may_decide(key):
    assert ASSEMBLY in OPEN_ATLAS.deciding(key)


def test_st_11_3_what_belongs_to_nobody_belongs_to_the_assembly():
    assert OPEN_ATLAS.deciding("a_new_flag") == (ASSEMBLY,)
    assert OPEN_ATLAS.matter("a_new_flag") == OPEN_ATLAS.matters[RESIDUAL]


def test_st_14_4b_the_board_votes_in_secret_when_it_meets_remotely():
    for one in OPEN_ATLAS.matters.values():
        assert (one.secret_remotely or one.secrecy == "secret") == (one.body == BOARD or one.elects == BOARD), one.key


def test_st_15_3_the_board_prepares_a_change_of_the_statutes():
    assert OPEN_ATLAS.deciding("statutes_draft")[0] == BOARD
    assert BOARD in OPEN_ATLAS.matters["statutes"].initiators.bodies


def test_st_15_4_the_board_administers_day_by_day():
    assert OPEN_ATLAS.deciding("administration")[0] == BOARD


def test_st_21_1_without_internal_rules_the_defaults_apply_and_say_that_they_are_interpretations():
    assert dict(OPEN_ATLAS.interpretations) == interpretations.DEFAULTS
    assert OPEN_ATLAS.matters["admission"].rule.quorum.article == "A-12"
    assert all(interpretations.holds(OPEN_ATLAS, key) for key in interpretations.CHOICES)


def test_st_22_3b_the_second_assembly_for_the_statutes_needs_no_quorum_and_keeps_its_majority():
    here = {"entitled": 25, "present": 5, "favour": 3, "against": 2}
    assert [outcome("statutes", second_call=again, **here) for again in (False, True)] == ["no_quorum", "adopted"]
    assert outcome("statutes", second_call=True, entitled=25, present=6, favour=3) == "rejected"


def test_st_23_3a_the_second_assembly_of_dissolution_keeps_the_quorum_of_one_half():
    here = {"entitled": 25, "present": 12, "favour": 12}
    assert [outcome("dissolution", second_call=again, **here) for again in (False, True)] == ["no_quorum"] * 2
    assert outcome("dissolution", entitled=25, present=13, favour=13) == "adopted"


def test_the_rules_of_the_presets_are_those_of_the_statutes():
    assert outcome("dues", entitled=25, participants=5, favour=3, against=2) == "adopted"
    assert outcome("honorary", in_office=6, present=4, favour=2, against=2, chair="for") == "adopted"
    assert outcome("honorary", in_office=6, present=4, favour=2, against=2, chair="for", secret=True) == "rejected"
    assert outcome("admission", in_office=3, present=2, favour=2) == "adopted"
    assert outcome("admission", in_office=3, present=1, favour=1) == "no_quorum"


# --- Choices ---------------------------------------------------------------------------------------------


def test_thirty_questions_have_each_a_reading_or_a_choice():
    assert [one.key for one in interpretations.ALL] == [f"A-{n}" for n in range(1, 31)]
    assert all(bool(one.reading) != bool(one.apply) and one.source and one.question for one in interpretations.ALL)


@pytest.mark.parametrize(("key", "choice"), [(k, c) for k, cs in interpretations.CHOICES.items() for c in cs])
def test_a_choice_changes_what_it_says_and_another_takes_its_place(key, choice):
    chosen = interpretations.choose(OPEN_ATLAS, key, choice)
    assert chosen.interpretations[key] == choice
    assert interpretations.holds(chosen, key)
    assert (chosen == OPEN_ATLAS) == (choice == interpretations.DEFAULTS[key])
    assert interpretations.choose(chosen, key, interpretations.DEFAULTS[key]) == OPEN_ATLAS
    assert statutes.read(statutes.write(chosen)) == chosen


def test_choices_change_outcomes():
    chosen = interpretations.choose(OPEN_ATLAS, "A-27", "seats")
    here = {"in_office": 5, "present": 3, "favour": 3}
    assert [outcome("honorary", found=one, **here) for one in (OPEN_ATLAS, chosen)] == ["adopted", "no_quorum"]
    chosen = interpretations.choose(OPEN_ATLAS, "A-19", "out_of_quorum")
    here = {"in_office": 6, "present": 4, "favour": 3, "recused": 1}
    assert [outcome("honorary", found=one, **here) for one in (OPEN_ATLAS, chosen)] == ["adopted", "no_quorum"]
    chosen = interpretations.choose(OPEN_ATLAS, "A-13", "waive")
    here = {"entitled": 25, "present": 4, "favour": 3, "second_call": True}
    assert [outcome("dissolution", found=one, **here) for one in (OPEN_ATLAS, chosen)] == ["no_quorum", "adopted"]


def test_a_choice_that_is_none_is_not_made():
    for key, choice in (("A-1", "expressed"), ("A-12", "five"), ("A-31", "yes")):
        with pytest.raises(KeyError):
            interpretations.choose(OPEN_ATLAS, key, choice)


@given(st.permutations(sorted(interpretations.DEFAULTS)), st.data())
def test_the_order_of_choices_never_matters(order, data):
    chosen = {key: data.draw(st.sampled_from(interpretations.CHOICES[key])) for key in order}
    found = other = OPEN_ATLAS
    for key in sorted(chosen):
        found = interpretations.choose(found, key, chosen[key])
    for key in order:
        other = interpretations.choose(other, key, chosen[key])
    assert found == other


# --- One part changed ------------------------------------------------------------------------------------


def test_one_part_is_changed_added_or_removed_and_the_rest_stays():
    part = statutes.write(OPEN_ATLAS)["matters"][3] | {"title": "Cotisations"}
    found = statutes.changed(OPEN_ATLAS, "matters", "dues", part)
    assert found.matters["dues"].title == "Cotisations"
    assert list(found.matters) == list(OPEN_ATLAS.matters)
    found = statutes.changed(OPEN_ATLAS, "matters", "flag", part | {"key": "flag"})
    assert list(found.matters)[-1] == "flag"
    assert "dues" not in statutes.changed(OPEN_ATLAS, "matters", "dues", None).matters
    with pytest.raises(Nonsense, match="ne pourvoit"):
        statutes.changed(OPEN_ATLAS, "bodies", BUREAU, None)


def test_the_known_words_are_those_of_the_contract():
    assert (BODIES, POSTS) == (
        ("general_assembly", "board", "bureau", "commission"),
        ("president", "secretary", "treasurer"),
    )
    assert OF == ("entitled", "in_office")
