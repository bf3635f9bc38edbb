"""Codes of communes, postal codes and names, as people type them."""

import pytest

from governance.rules.territories import Code, departement_of, fold, foldings, is_insee, is_siren, read_code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("97411", (Code("insee", "97411"), Code("postal", "97411"))),
        (" 97 411 ", (Code("insee", "97411"), Code("postal", "97411"))),
        ("2A004", (Code("insee", "2A004"),)),
        ("2b033", (Code("insee", "2B033"),)),
        ("01001", (Code("insee", "01001"), Code("postal", "01001"))),
        ("1001", (Code("insee", "01001", True), Code("postal", "01001", True))),
        ("249740119", (Code("siren", "249740119"),)),
        ("249740118", ()),
        ("2C004", ()),
        ("A2004", ()),
        ("974111", ()),
        ("974", ()),
        ("Saint-Denis", ()),
        ("", ()),
    ],
)
def test_a_typed_code_is_read_in_every_way_it_may_be(typed, read):
    assert read_code(typed) == read


@pytest.mark.parametrize(
    ("code", "is_one"), [("97411", True), ("2A004", True), ("1001", False), ("2a004", False), ("٩٧٤١١", False)]
)
def test_an_insee_code_has_five_characters_with_their_zeros_and_capitals(code, is_one):
    assert is_insee(code) is is_one


def test_a_siren_holds_its_own_check():
    assert is_siren("249740077")
    assert not is_siren("249740078")
    assert not is_siren("24974007")


@pytest.mark.parametrize(
    ("code", "departement"), [("97411", "974"), ("2A004", "2A"), ("01001", "01"), ("98735", "987"), ("75056", "75")]
)
def test_the_departement_is_in_the_code(code, departement):
    assert departement_of(code) == departement


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint-Denis", "st denis"),
        ("Sainte-Marie", "STE MARIE"),
        ("L’Étang-Salé", "l'etang sale"),
        ("Vœuil-et-Giget", "voeuil et giget"),
        ("Œuilly", "OEUILLY"),
        ("Saint-Étienne", "St.-Etienne"),
        ("Curçay", "curcay"),
        ("L’Haÿ-les-Roses", "L Hay les Roses"),
    ],
)
def test_accents_ligatures_hyphens_and_saints_are_forgiven(one, other):
    assert fold(one) == fold(other)


def test_a_last_st_may_be_a_saint_or_the_beginning_of_another_name():
    assert foldings("st") == ("saint", "st")
    assert foldings("st denis") == ("saint denis",)
    assert foldings("Port-St") == ("port saint", "port st")
    assert foldings(" - ") == ()
