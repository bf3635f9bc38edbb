"""Texts: their one stored form, their words, and what changed between two of them."""

import unicodedata
from itertools import count, pairwise
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from governance.rules.merge import aligning, changes, diff, normalise, tokens

any_text = st.text(max_size=200)
# Few words often repeated, as in legal texts: where a diff has the most ways to go wrong.
pieces = st.sampled_from(["le", "membre", "l’avis", " ", " ", "\n\n", "\n", ".", ",", "e\u0301", "🙂", "- ", "```\n"])
legal_text = st.lists(pieces, max_size=60).map("".join)
texts = any_text | legal_text


def shown(before, after):
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(marks[operation].format(text) for operation, text in diff(before, after))


def before_of(pairs):
    return "".join(text for operation, text in pairs if operation != "insert")


def after_of(pairs):
    return "".join(text for operation, text in pairs if operation != "delete")


# The stored form


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("un  \ndeux\t\n", "un\ndeux"),
        ("\n\n un\n\n\n\ndeux\n\n", " un\n\ndeux"),
        ("un\n \n\t\ndeux", "un\n\ndeux"),
        ("e\u0301te\u0301", "été"),
        ("l'avis et l’avis", "l'avis et l’avis"),
        ("a\x00b\ud800c", "abc"),
        ("e\x00\u0301", "é"),
        ("un\u2028deux", "un\ndeux"),
        ("- un\n- deux\n  - trois", "- un\n- deux\n  - trois"),
        (" \n\t\n", ""),
        ("```\na\n \n", "```\na"),
        ("```\na  \n\n\nb", "```\na\n\nb"),  # nothing closes the fence: it is a text like another
    ],
)
def test_a_text_is_stored_in_one_form(typed, stored):
    assert normalise(typed) == stored


def test_the_inside_of_a_fenced_block_stays_as_typed():
    code = "```python\na  \n\n\n\nb\n```"
    assert normalise(code + "   \n\n\n\nsuite") == code + "\n\nsuite"


def test_a_shorter_or_other_fence_does_not_close_a_fenced_block():
    code = "~~~~\n~~~\n```\n\n\nb\n~~~~"
    assert normalise(code + "\n\n\nsuite") == code + "\n\nsuite"


def test_a_line_of_inline_code_opens_no_fenced_block():
    assert normalise("```mot```\n\n\nsuite") == "```mot```\n\nsuite"


@given(texts)
@example("```\na\n \n")
@example("\u1fef``\n\n\n\na")
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(), max_size=200))
def test_a_stored_text_can_be_stored(text):
    stored = normalise(text)
    assert "\x00" not in stored and "\r" not in stored
    assert stored.encode().decode() == stored
    assert unicodedata.is_normalized("NFC", stored)


@pytest.mark.parametrize("pile", ["\u0301\u0323", "\u0344\u0323", "\u0f73", "\u0334\u0301"])
def test_a_letter_under_a_hundred_accents_is_stored_as_unicode_would(pile):
    assert normalise("e" + pile * 100) == unicodedata.normalize("NFC", "e" + pile * 100)


def test_a_letter_under_two_hundred_thousand_accents_is_stored_at_once():
    assert normalise("a" + "\u0301\u0323" * 100_000) == "ạ" + "\u0323" * 99_999 + "\u0301" * 100_000


@given(any_text)
def test_a_stored_text_keeps_every_visible_character(text):
    expected = unicodedata.normalize("NFC", text.replace("\x00", ""))
    assert "".join(normalise(text).split()) == "".join(expected.split())


# The words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’avis, aujourd'hui.", ["L’avis", ",", " ", "aujourd'hui", "."]),
        ("dit-elle -- oui-", ["dit-elle", " ", "-", "-", " ", "oui", "-"]),
        ("3,5 % ?!", ["3", ",", "5", " ", "%", " ", "?", "!"]),
        ("a \n\n b", ["a", " \n\n ", "b"]),
        ("x\u0302y", ["x\u0302y"]),
        ("שָׁלוֹם עולם", ["שָׁלוֹם", " ", "עולם"]),
        (",\u0338;", [",\u0338", ";"]),
        ("", []),
    ],
)
def test_a_text_is_cut_into_words_spaces_and_marks(text, found):
    assert tokens(text) == found


@given(texts)
def test_tokens_join_to_the_text_and_none_is_empty(text):
    assert "".join(tokens(text)) == text
    assert all(tokens(text))


# What changed


def test_a_word_replaced_is_shown_as_a_whole_word():
    assert shown("Le président signe.", "La présidente signe.") == "[-Le président-][+La présidente+] signe."


def test_words_far_from_each_other_are_shown_apart():
    before = "Le membre peut voter."
    assert shown(before, "Le bureau peut élire.") == "Le [-membre-][+bureau+] peut [-voter-][+élire+]."


def test_an_inserted_sentence_is_shown_from_its_first_word_to_its_last():
    assert shown("Phrase un. Phrase deux.", "Phrase un. Phrase x. Phrase deux.") == (
        "Phrase un. [+Phrase x. +]Phrase deux."
    )


def test_an_inserted_article_is_shown_as_one_paragraph():
    before, after = "Article 1\n\nArticle 3", "Article 1\n\nArticle 2\n\nArticle 3"
    assert shown(before, after) == "Article 1\n\n[+Article 2\n\n+]Article 3"


def test_an_inserted_line_of_a_list_is_shown_as_one_line():
    assert shown("- a\n- b\n- c", "- a\n- x\n- b\n- c") == "- a\n[+- x\n+]- b\n- c"


def test_a_paragraph_repeated_at_the_end_loses_nothing():
    assert shown("a\n\nb", "a\n\nb\n\nb") == "a\n\n[+b\n\n+]b"


def test_a_rewritten_sentence_is_shown_as_two_sentences_and_not_as_confetti():
    before = "Les décisions sont prises à la majorité des membres présents."
    after = "Les décisions engagent la personne qui porte, après avoir écouté les membres."
    assert len(diff(before, after)) <= 6


def test_one_word_changed_in_a_repetitive_clause_is_one_word():
    clause = "Le conseil se réunit, sur convocation du président, et délibère valablement. "
    before = clause * 60
    after = clause * 30 + clause.replace("président", "bureau") + clause * 29
    assert [pair for pair in diff(before, after) if pair[0] != "equal"] == [
        ("delete", "président"),
        ("insert", "bureau"),
    ]


@given(texts, texts)
@example("a\n\nb", "a\n\nb\n\nb")
@example("", "\x00")
@example("\U0010ffff\ud7ff\ue000", "\ue000\U0010ffff")
def test_a_diff_holds_both_texts_to_the_letter(before, after):
    pairs = diff(before, after)
    assert before_of(pairs) == before
    assert after_of(pairs) == after


@given(texts, texts)
@example(" ,,a ,ab,", ".,,,,a ,bab,")  # an insertion that moves until it touches a replacement
def test_a_diff_is_written_in_one_way(before, after):
    pairs = diff(before, after)
    operations = [operation for operation, _ in pairs]
    neighbours = list(pairwise(operations))
    assert all(text for _, text in pairs)
    assert set(operations) <= {"equal", "delete", "insert"}
    assert not [(one, two) for one, two in neighbours if one == two or (one, two) == ("insert", "delete")]


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert diff(text, text) == ([("equal", text)] if text else [])
    assert changes(text, text) == 0


@given(legal_text, legal_text, legal_text, legal_text)
def test_what_stays_at_both_ends_of_a_text_never_hides_a_change(head, before, after, tail):
    pairs = diff(head + before + tail, head + after + tail)
    assert (before == after) == ([operation for operation, _ in pairs] in (["equal"], []))


@given(legal_text, legal_text)
def test_no_more_words_change_than_the_texts_have(before, after):
    words = max(changes("", before), changes("", after))
    assert changes(before, after) <= changes("", before) + changes("", after)
    assert changes(before, after) >= words - min(changes("", before), changes("", after))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", "un deux, trois !", 3),
        ("un deux trois", "", 3),
        ("un deux trois", "un DEUX trois", 1),
        ("un deux", "un, deux", 0),
        ("un deux trois quatre", "un X trois Y", 2),
    ],
)
def test_changed_words_are_counted_and_a_replaced_word_counts_once(before, after, words):
    assert changes(before, after) == words


# Large texts: the work is bounded, and the result still exact


def article(number, word):
    return f"Article {number}. " + " ".join(f"{word}{number}-{place}" for place in range(40))


def test_a_word_changed_in_every_paragraph_of_a_long_text_is_shown_word_by_word():
    before = "\n\n".join(f"{article(number, 'mot')} membre fin" for number in range(200))
    after = before.replace("membre", "adhérente")
    edits = [pair for pair in diff(before, after) if pair[0] != "equal"]
    assert edits == [("delete", "membre"), ("insert", "adhérente")] * 200


def test_a_huge_line_rewritten_throughout_is_replaced_whole_between_its_common_ends():
    before = "début " + " ".join(f"a{number}" for number in range(30_000)) + " fin"
    after = "début " + " ".join(f"b{number}" for number in range(30_000)) + " fin"
    pairs = diff(before, after)
    assert [operation for operation, _ in pairs] == ["equal", "delete", "insert", "equal"]
    assert (pairs[0][1], pairs[3][1]) == ("début ", " fin")
    assert (before_of(pairs), after_of(pairs)) == (before, after)


def test_more_different_lines_than_can_be_compared_are_replaced_whole():
    before = "\n".join(f"a{number} b" for number in range(3_000))
    after = "\n".join(f"c{number} b" for number in range(3_000))
    pairs = diff(before, after)
    assert [operation for operation, _ in pairs] == ["delete", "insert", "equal"]
    assert (before_of(pairs), after_of(pairs)) == (before, after)


def test_more_different_words_than_there_are_codes_are_replaced_whole():
    after = " ".join(map(str, range(1_200_000)))
    assert [operation for operation, _ in diff("x", after)] == ["delete", "insert"]


def test_a_machine_however_slow_shows_the_same_changes(monkeypatch):
    before, after = "un deux trois quatre cinq six", "deux X trois quatre Y six sept"
    expected = diff(before, after)
    seconds = count(step=1_000_000)
    monkeypatch.setattr("time.time", lambda: next(seconds))
    assert diff(before, after) == expected
    assert len(expected) > 2


def test_past_the_budget_the_paragraphs_that_remain_are_replaced_whole(monkeypatch):
    before = "\n\n".join(f"le membre {number} avant tout le monde" for number in range(5))
    after = "\n\n".join(f"un membre {number} avant tous le voisin" for number in range(5))
    assert len(diff(before, after)) > 20
    monkeypatch.setattr(aligning, "BUDGET", 0)
    assert diff(before, after)[3:7] == [
        ("delete", " tout le monde"),
        ("insert", " tous le voisin"),
        ("equal", "\n\n"),
        ("delete", "le "),
    ]
    assert (before_of(diff(before, after)), after_of(diff(before, after))) == (before, after)


def test_a_paragraph_too_long_to_compare_is_compared_between_the_words_it_has_once():
    before = " ".join(f"mot{number} de" for number in range(3_000))
    after = before.replace("mot7 de", "mot7 du").replace("mot2990 de", "mot2990 du")
    edits = [pair for pair in diff(before, after) if pair[0] != "equal"]
    assert edits == [("delete", "de"), ("insert", "du")] * 2


@given(texts, texts, st.integers(0, 500))
def test_whatever_the_budget_a_diff_holds_both_texts_to_the_letter(before, after, budget):
    with mock.patch.object(aligning, "BUDGET", budget):
        pairs = diff(before, after)
    assert (before_of(pairs), after_of(pairs)) == (before, after)
