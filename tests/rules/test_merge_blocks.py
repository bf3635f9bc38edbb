"""Blocks: how a Markdown text is cut, and which block of a text is which in another."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from governance import prose
from governance.rules.merge import Pair, blocks, diff, match, numbers, touched

pieces = st.sampled_from(
    [
        "le",
        "l’avis",
        "l'avis",
        " ",
        "\n\n",
        "\n",
        ".",
        "- ",
        "1. ",
        "```\n",
        "~~~",
        "# ",
        "|",
        "|-|\n",
        "> ",
        "===",
        "é",
    ]
)
markdown = st.lists(pieces, max_size=40).map("".join)
texts = st.text(max_size=200) | markdown

STATUTES = """# Statuts

L’association réunit ses membres.
Elle a son siège à Saint-Denis.

## Article 1

Objet :

- décider ensemble
- agir
  chacun son tour

| instance | sièges |
|---|---|
| bureau | 3 |

> La parole est d’argent.

```
- ceci n'est pas une liste

## ni un titre
```

Fin
==="""


def cut(text):
    return [(block.kind, block.text) for block in blocks(text)]


# How a text is cut


def test_statutes_are_cut_into_what_people_amend():
    assert cut(STATUTES) == [
        ("heading", "# Statuts"),
        ("paragraph", "L’association réunit ses membres.\nElle a son siège à Saint-Denis."),
        ("heading", "## Article 1"),
        ("paragraph", "Objet :"),
        ("item", "- décider ensemble"),
        ("item", "- agir\n  chacun son tour"),
        ("row", "| instance | sièges |"),
        ("row", "|---|---|"),
        ("row", "| bureau | 3 |"),
        ("quote", "> La parole est d’argent."),
        ("code", "```\n- ceci n'est pas une liste\n\n## ni un titre\n```"),
        ("heading", "Fin\n==="),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a\n  - b\n\n    c", [("item", "- a"), ("item", "  - b"), ("paragraph", "    c")]),
        ("1. un\n2) deux", [("item", "1. un"), ("item", "2) deux")]),
        ("Liste :\n- a", [("paragraph", "Liste :"), ("item", "- a")]),
        ("a | b\n- | -\n1 | 2", [("row", "a | b"), ("row", "- | -"), ("row", "1 | 2")]),
        ("| a |\nfin", [("row", "| a |"), ("paragraph", "fin")]),
        ("| coupée | en\ndeux |", [("row", "| coupée | en"), ("row", "deux |")]),
        ("a | b", [("paragraph", "a | b")]),
        ("un\ndeux\n---", [("paragraph", "un\ndeux\n---")]),
        ("* * *\n- - a", [("paragraph", "* * *"), ("item", "- - a")]),
        ("> a\nsuite\n\n> b", [("quote", "> a\nsuite"), ("quote", "> b")]),
        ("un\n> b", [("paragraph", "un"), ("quote", "> b")]),
        ("```\n\na", [("paragraph", "```"), ("paragraph", "a")]),
        ("```\n~~~\n````\nb", [("code", "```\n~~~\n````"), ("paragraph", "b")]),
        ("texte\n# Titre\ntexte", [("paragraph", "texte"), ("heading", "# Titre"), ("paragraph", "texte")]),
        ("-\n2023. Suite", [("paragraph", "-"), ("item", "2023. Suite")]),
        ("", []),
        ("\n \n", [("blank", "")]),
        ("\n\na", [("blank", ""), ("paragraph", "a")]),
    ],
)
def test_a_text_is_cut_where_a_reader_would(text, found):
    assert cut(text) == found


@given(texts)
@example("\n a \n\n\t\nb\n")
def test_blocks_join_to_the_text(text):
    found = blocks(text)
    assert "".join(block.source for block in found) == text
    assert [block.text for block in found[1:]] == [block.text for block in found[1:] if block.text.strip()]
    assert all(block.space.isspace() or not block.space for block in found)


@pytest.mark.parametrize(
    "text",
    ["# x\n" * 5_000, "mot " * 500_000, "```a\n" * 20_000 + "~~~", "|" * 1_000_000, "> " * 100_000, "a\n\n" * 50_000],
    ids=["headings", "one line", "fences", "bars", "quotes", "paragraphs"],
)
def test_a_bomb_is_cut_and_joined_again(text):
    assert "".join(block.source for block in blocks(text)) == text


# The numbers of the page


@pytest.mark.parametrize(
    "text",
    [
        STATUTES,
        "Liste :\n- a\n- b\n\n- c\n- d\n\n1. un\n2. deux\n\nfin",
        "- a\n\n    suite de a\n\n- b\n    - c\n\nfin",
        "> a\n\n> b\n\nfin\n> c\n\n---\n\nfin",
        "a | b\n--- | ---\n1 | 2\n\nfin\n\n| x |\n|---|\n| y |",
        "# A\n- a\n## B\ntexte\n### C\n\n```\nx\n\n\ny\n```\n\nfin",
        "```\nsans fin\n\ntexte\n\n- a",
    ],
)
def test_a_block_has_the_number_that_the_page_shows(text):
    page = prose.render(text + "\n\nDERNIER", numbered=True)
    last = re.search(r'id="p(\d+)"[^>]*><a[^>]*>\d+</a>DERNIER', page)
    assert numbers(blocks(text + "\n\nDERNIER"))[-1] == int(last[1])


def test_a_list_and_a_table_have_one_number_each():
    assert numbers(blocks("Objet\n\n- a\n- b\n\n| a |\n|---|\n| b |\n\nfin")) == [1, 2, 2, 3, 3, 3, 4]


# Which is which


def test_a_paragraph_keeps_its_identity_when_words_change_and_others_come_and_go():
    before = "Le bureau se réunit une fois par mois.\n\nLa cotisation est libre.\n\nFin."
    after = "Préambule.\n\nLe bureau se réunit deux fois par mois.\n\nFin."
    assert match(before, after) == (
        Pair(None, 0),
        Pair(0, 1),
        Pair(1, None),
        Pair(2, 2, same=True),
    )


def test_an_apostrophe_does_not_make_another_paragraph():
    before = "oui\n\nl'avis de l'eau\n\nnon"
    after = "oui\n\nneuf\n\nl’avis de l’eau\n\nnon"
    assert match(before, after)[1:3] == (Pair(None, 1), Pair(1, 2))


def test_an_article_that_moves_is_the_same_article():
    one, two, three = "Un seul.\n\n", "Le deux.\n\n", "Et trois.\n\n"
    assert match(one + two + three, three + one + two) == (
        Pair(2, 0, same=True, moved=True),
        Pair(0, 1, same=True),
        Pair(1, 2, same=True),
    )


def test_an_article_that_moves_and_changes_a_word_is_the_same_article():
    long = "L’assemblée générale élit chaque année les membres du bureau"
    before = f"{long} en mai.\n\nUn.\n\nDeux.\n\nTrois."
    after = f"Un.\n\nDeux.\n\nTrois.\n\n{long} en juin."
    assert match(before, after)[-1] == Pair(0, 3, moved=True)


def test_one_of_many_equal_lines_does_not_move():
    assert match("- oui\n- non\n- oui", "- non\n- oui\n- oui") == (
        Pair(0, None),
        Pair(1, 0, same=True),
        Pair(None, 1),
        Pair(2, 2, same=True),
    )


def test_a_sentence_replaced_by_another_in_its_place_is_the_same_paragraph_rewritten():
    assert match("a\n\nUn deux.\n\nb", "a\n\nTrois quatre.\n\nb")[1] == Pair(1, 1)


def test_what_an_amendment_touches_is_named_block_by_block():
    before = "Titre\n\nLe bureau se réunit.\n\nPartira.\n\nReste là.\n\nFin.\n\nVoyage."
    after = "Titre\n\nVoyage.\n\nLe bureau siège.\n\nReste là.\n\nNeuf.\n\nFin."
    assert touched(before, after) == {
        0: frozenset({"beside"}),
        1: frozenset({"edited"}),
        2: frozenset({"deleted"}),
        3: frozenset({"beside"}),
        5: frozenset({"moved"}),
    }


def test_an_amendment_that_changes_nothing_touches_nothing():
    assert touched(STATUTES, STATUTES) == {}


def test_what_comes_before_everything_is_beside_the_first_block_and_beside_nothing_in_an_empty_text():
    assert touched("a", "neuf\n\na") == {0: frozenset({"beside"})}
    assert touched("", "neuf") == {}


@given(texts, texts)
def test_every_block_of_both_texts_is_in_one_pair(before, after):
    pairs = match(before, after)
    assert [pair.after for pair in pairs if pair.after is not None] == list(range(len(blocks(after))))
    assert sorted(pair.before for pair in pairs if pair.before is not None) == list(range(len(blocks(before))))
    kept = [pair.before for pair in pairs if None not in (pair.before, pair.after) and not pair.moved]
    assert kept == sorted(kept)


@given(texts)
def test_a_text_matches_itself_block_by_block(text):
    assert match(text, text) == tuple(Pair(n, n, same=True) for n in range(len(blocks(text))))


def test_five_thousand_headings_renamed_are_five_thousand_headings():
    before = "\n\n".join(f"## Titre {number}" for number in range(5_000))
    after = before.replace("Titre", "Article")
    assert match(before, after) == tuple(Pair(n, n) for n in range(5_000))
    assert {operation for operation, text in diff(before, after) if "Titre" in text} == {"delete"}
