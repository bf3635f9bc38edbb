"""Merging: two people change one text, and nothing that either wrote is lost."""

from collections import Counter

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from governance.rules.merge import (
    Conflict,
    Merge,
    Piece,
    blocks,
    merge,
    normalise,
    rebase,
    resolve,
    tokens,
)

FIRST = "## Article 1\n\nLe bureau se réunit une fois par mois."
SECOND = "## Article 2\n\nL’assemblée élit le bureau pour deux ans."
THIRD = "## Article 3\n\nLa cotisation est libre."
STATUTES = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"

pieces = st.sampled_from(
    ["le", "membre", "l’avis", "l'avis", " ", "\n\n", "\n", ".", "e\u0301", "- ", "# ", "| a |", "|-|", "```\n", "> "]
)
texts = (st.text(max_size=80) | st.lists(pieces, max_size=30).map("".join)).map(normalise)


@st.composite
def bases(draw):
    """A text of a few blocks in which no word is there twice."""
    sizes = draw(st.lists(st.integers(1, 8), max_size=6))
    return [[f"mot{block}x{word}" for word in range(size)] for block, size in enumerate(sizes)]


@st.composite
def amended(draw, base, name, moves):
    """What a person makes of it: words and blocks added, removed and moved; the words added bear the name."""
    text = [[*words] for words in base]
    kinds = ["add", "remove", "insert", "delete"] + ["move"] * moves
    for n, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=4))):
        at = draw(st.integers(0, len(text)))
        if kind == "insert":
            text.insert(at, [f"{name}{n}x{word}" for word in range(draw(st.integers(1, 4)))])
        elif at < len(text):
            words = text[at]
            if kind == "add":
                words.insert(draw(st.integers(0, len(words))), f"{name}{n}")
            elif kind == "remove" and words:
                del words[draw(st.integers(0, len(words) - 1))]
            elif kind == "delete":
                del text[at]
            elif kind == "move":
                text.insert(draw(st.integers(0, len(text) - 1)), text.pop(at))
    return written(text)


def written(text):
    return normalise("\n\n".join(" ".join(words) for words in text))


@st.composite
def threes(draw, moves=True):
    base = draw(bases())
    return written(base), draw(amended(base, "ours", moves)), draw(amended(base, "theirs", moves))


def folded_words(text):
    return Counter(token for token in tokens(text.replace("’", "'")) if any(map(str.isalnum, token)))


def everything(merged):
    """All that a person who settles the merge reads."""
    read = [piece.text for piece in merged.pieces]
    read += [side for one in merged.conflicts for side in (one.base, one.ours, one.theirs)]
    return "\n\n".join(read)


def exchanged(merged):
    def swapped(one):
        return one and Conflict(one.start, one.end, one.base, one.theirs, one.ours)

    return Merge(
        merged.outcome,
        merged.text,
        tuple(swapped(one) for one in merged.conflicts),
        tuple(Piece(one.text, one.space, swapped(one.conflict), one.review) for one in merged.pieces),
    )


def settled(text):
    return Merge("auto", text, (), (Piece(text, ""),) if text else ())


# auto


def test_two_people_who_correct_different_articles_are_merged_without_a_question():
    ours, theirs = STATUTES.replace("une fois", "deux fois"), STATUTES.replace("libre", "due")
    assert merge(STATUTES, ours, theirs) == settled(ours.replace("libre", "due"))


def test_two_people_who_make_the_same_edit_make_it_once():
    ours = STATUTES.replace("deux ans", "trois ans")
    assert merge(STATUTES, ours, ours) == settled(ours)


def test_two_people_who_make_the_same_edit_with_other_apostrophes_make_it_once():
    base, ours, theirs = "Le membre.\n\nFin.", "Avis de l'élu.\n\nFin.", "Avis de l’élu.\n\nFin."
    assert merge(base, ours, theirs) == settled(theirs)
    assert merge(base, theirs, ours) == settled(theirs)
    assert merge(base, base + "\n\nL'eau.", base + "\n\nL’eau.") == settled(base + "\n\nL’eau.")


def test_an_article_inserted_beside_an_edited_one_is_no_question():
    ours = f"{FIRST}\n\nIl rend compte.\n\n{SECOND}\n\n{THIRD}"
    theirs = STATUTES.replace("une fois", "deux fois")
    assert merge(STATUTES, ours, theirs) == settled(ours.replace("une fois", "deux fois"))


def test_two_people_who_add_in_different_places_both_do():
    ours, theirs = f"Préambule.\n\n{STATUTES}", f"{STATUTES}\n\nAnnexe."
    assert merge(STATUTES, ours, theirs) == settled(f"Préambule.\n\n{STATUTES}\n\nAnnexe.")


def test_an_item_added_to_a_list_stays_close_to_the_others():
    assert merge("- un\n- deux", "- un\n- deux\n- trois", "- un !\n- deux") == settled("- un !\n- deux\n- trois")


def test_two_rows_of_a_table_are_two_blocks():
    base = "| instance | sièges |\n|---|---|\n| bureau | 3 |\n| conseil | 9 |"
    ours, theirs = base.replace("3", "4"), base.replace("9", "11")
    assert merge(base, ours, theirs) == settled(ours.replace("9", "11"))


def test_an_article_edited_by_one_while_another_is_deleted_is_no_question():
    assert merge(STATUTES, f"{FIRST}\n\n{THIRD}", STATUTES.replace("libre", "due")) == settled(
        f"{FIRST}\n\n{THIRD}".replace("libre", "due")
    )


def test_articles_reordered_by_one_side_follow_it():
    ours = f"{SECOND}\n\n{FIRST}\n\n{THIRD}"
    theirs = STATUTES.replace("libre", "due")
    assert merge(STATUTES, ours, theirs) == settled(ours.replace("libre", "due"))


def test_a_whole_text_deleted_by_one_and_untouched_by_the_other_is_gone():
    assert merge(STATUTES, "", STATUTES) == settled("")


# review


def test_two_words_changed_in_one_sentence_are_read_again():
    merged = merge(STATUTES, STATUTES.replace("deux ans", "trois ans"), STATUTES.replace("élit", "choisit"))
    assert (merged.outcome, merged.text) == (
        "review",
        STATUTES.replace("deux ans", "trois ans").replace("élit", "choisit"),
    )
    assert [piece.text for piece in merged.pieces if piece.review] == ["L’assemblée choisit le bureau pour trois ans."]


def test_a_negation_removed_by_one_is_read_again_by_a_person():
    base = "Il ne faut pas voter à main levée ici."
    merged = merge(base, "Il faut voter à main levée ici.", "Il ne faut pas voter à main levée là.")
    assert (merged.outcome, merged.text) == ("review", "Il faut voter à main levée là.")


def test_an_edit_follows_the_paragraph_that_another_moves():
    paragraph = "L’assemblée élit le bureau pour deux ans."
    base = f"{paragraph}\n\nUn.\n\nDeux.\n\nTrois."
    ours = f"Un.\n\nDeux.\n\nTrois.\n\n{paragraph}"
    merged = merge(base, ours, base.replace("élit", "choisit"))
    assert (merged.outcome, merged.text) == ("review", ours.replace("élit", "choisit"))


def test_a_paragraph_added_inside_an_article_follows_the_article_that_another_moves():
    ours = f"{THIRD}\n\n{FIRST}\n\n{SECOND}"
    theirs = STATUTES.replace("## Article 3\n\n", "## Article 3\n\nElle est annuelle.\n\n")
    merged = merge(STATUTES, ours, theirs)
    assert (merged.outcome, merged.text) == (
        "review",
        ours.replace("## Article 3\n\n", "## Article 3\n\nElle est annuelle.\n\n"),
    )


def test_a_paragraph_added_beside_a_deleted_one_is_read_again():
    merged = merge("A fin.\n\nB milieu.\n\nC début.", "A fin.\n\nC début.", "A fin.\n\nB milieu.\n\nNeuf.\n\nC début.")
    assert (merged.outcome, merged.text) == ("review", "A fin.\n\nNeuf.\n\nC début.")


def test_a_fence_that_one_opens_and_the_other_closes_is_read_again():
    merged = merge("un\n\ndeux", "```\n\nun\n\ndeux", "un\n\ndeux\n\n```")
    assert (merged.outcome, merged.text) == ("review", "```\n\nun\n\ndeux\n\n```")


def test_a_sentence_that_both_add_in_different_places_is_read_again():
    merged = merge("un\n\ndeux", "un\n\nneuf\n\ndeux", "un\n\ndeux\n\nneuf")
    assert (merged.outcome, merged.text) == ("review", "un\n\nneuf\n\ndeux\n\nneuf")


# conflict


def test_two_numbers_put_in_one_place_are_both_shown_and_none_is_chosen():
    merged = merge(STATUTES, STATUTES.replace("deux", "trois"), STATUTES.replace("deux", "un"))
    sentence = "L’assemblée élit le bureau pour deux ans."
    conflict = Conflict(3, 4, sentence, sentence.replace("deux", "trois"), sentence.replace("deux", "un"))
    assert merged == Merge(
        "conflict",
        None,
        (conflict,),
        (Piece(f"{FIRST}\n\n## Article 2", "\n\n"), Piece("", "\n\n", conflict), Piece(THIRD, "")),
    )


def test_edits_that_touch_are_a_conflict():
    merged = merge("un deux trois", "un deux, trois", "un deux; trois")
    assert merged.conflicts == (Conflict(0, 1, "un deux trois", "un deux, trois", "un deux; trois"),)


def test_an_article_deleted_while_a_word_of_it_is_edited_is_shown_whole():
    edited = SECOND.replace("élit", "choisit")
    merged = merge(STATUTES, f"{FIRST}\n\n{THIRD}", STATUTES.replace("élit", "choisit"))
    assert merged.conflicts == (Conflict(2, 4, SECOND, "", edited),)
    assert resolve(merged, [""]) == f"{FIRST}\n\n{THIRD}"
    assert resolve(merged, [edited]) == STATUTES.replace("élit", "choisit")


def test_a_paragraph_added_amid_a_deleted_article_is_a_conflict():
    theirs = STATUTES.replace("## Article 2\n\n", "## Article 2\n\nElle siège en mai.\n\n")
    merged = merge(STATUTES, f"{FIRST}\n\n{THIRD}", theirs)
    assert merged.conflicts == (
        Conflict(2, 4, SECOND, "", SECOND.replace("## Article 2\n\n", "## Article 2\n\nElle siège en mai.\n\n")),
    )


def test_two_different_insertions_at_one_place_are_a_conflict():
    merged = merge("- un\n- deux", "- un\n- deux\n- trois", "- un\n- deux\n- quatre")
    assert merged.conflicts == (Conflict(2, 2, "", "- trois", "- quatre"),)
    assert resolve(merged, ["- trois\n- quatre"]) == "- un\n- deux\n- trois\n- quatre"
    assert resolve(merged, [""]) == "- un\n- deux"


def test_an_article_moved_by_one_and_deleted_by_the_other_is_a_conflict_where_it_went():
    merged = merge("Un.\n\nDeux.\n\nTrois.", "Deux.\n\nTrois.\n\nUn.", "Deux.\n\nTrois.")
    assert merged.conflicts == (Conflict(3, 3, "", "Un.", ""),)
    assert resolve(merged, ["Un."]) == "Deux.\n\nTrois.\n\nUn."


def test_an_article_moved_to_two_places_is_a_conflict_in_both():
    base, ours = "Un.\n\nDeux.\n\nTrois.\n\nQuatre.\n\nX.", "Un.\n\nX.\n\nDeux.\n\nTrois.\n\nQuatre."
    merged = merge(base, ours, "Un.\n\nDeux.\n\nX.\n\nTrois.\n\nQuatre.")
    assert merged.conflicts == (Conflict(1, 1, "", "X.", ""), Conflict(2, 2, "", "", "X."))
    assert resolve(merged, ["X.", ""]) == ours


def test_a_sentence_moved_where_the_other_adds_one_is_in_sight_in_both_places():
    base, ours = "Un.\n\nDeux.\n\nTrois.\n\nX.", "Un.\n\nX.\n\nDeux.\n\nTrois."
    merged = merge(base, ours, "Un.\n\nNeuf.\n\nDeux.\n\nTrois.\n\nX.")
    assert merged.conflicts == (Conflict(1, 1, "", "X.", "Neuf."), Conflict(3, 4, "X.", "", "X."))
    assert resolve(merged, ["X.\n\nNeuf.", ""]) == "Un.\n\nX.\n\nNeuf.\n\nDeux.\n\nTrois."


def test_a_paragraph_added_after_one_that_moved_away_is_a_conflict():
    base = "Un.\n\nDeux.\n\nTrois.\n\nQuatre."
    merged = merge(base, "Deux.\n\nTrois.\n\nUn.\n\nQuatre.", base.replace("Un.", "Un.\n\nNeuf."))
    assert merged.conflicts == (Conflict(1, 1, "", "", "Neuf."),)


def test_a_sentence_rewritten_throughout_and_edited_is_a_conflict():
    base = "Le bureau se réunit une fois par mois chez son président."
    ours = "Personne ne décide seul, et chacun peut convoquer les autres quand il le faut."
    assert merge(base, ours, base.replace("mois", "an")).conflicts == (
        Conflict(0, 1, base, ours, base.replace("mois", "an")),
    )


def test_an_amendment_that_changes_everything_is_a_conflict_with_any_other():
    assert merge("un", "", "deux").conflicts == (Conflict(0, 1, "un", "", "deux"),)
    assert merge("", "un", "deux").conflicts == (Conflict(0, 0, "", "un", "deux"),)


# A table cut in half, several conflicts, choices


def test_a_table_that_one_cuts_in_half_keeps_the_row_that_the_other_edits():
    base = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"
    ours = "| a | b |\n|---|---|\n| 1 | 2 |\n\nEntre les deux.\n\n| 3 | 4 |"
    assert merge(base, ours, base.replace("4", "5")) == settled(ours.replace("4", "5"))


def test_each_conflict_takes_its_choice_in_its_place():
    base = "A un.\n\nB deux.\n\nC trois."
    merged = merge(base, "A ici.\n\nB deux.\n\nC ici.", "A là.\n\nB deux.\n\nC là.")
    assert [one.base for one in merged.conflicts] == ["A un.", "C trois."]
    assert resolve(merged, ["A ici.", "C autre."]) == "A ici.\n\nB deux.\n\nC autre."
    assert resolve(merged, ["", "\nC là.\n\n"]) == "B deux.\n\nC là."


def test_a_conflict_left_without_a_choice_is_refused():
    merged = merge("un", "deux", "trois")
    with pytest.raises(ValueError, match="1 conflicts, 0 choices"):
        resolve(merged, [])


def test_a_text_without_conflict_is_composed_as_it_is():
    merged = merge(STATUTES, STATUTES, STATUTES + "\n\nFin.")
    assert resolve(merged, []) == merged.text


def test_an_amendment_is_carried_over_to_the_current_text():
    current, proposed = STATUTES.replace("une fois", "deux fois"), STATUTES.replace("libre", "due")
    assert rebase(STATUTES, current, proposed) == merge(STATUTES, current, proposed)


# Properties, for any text


@given(texts, texts)
@example("un\n\ndeux", "deux\n\nun")
def test_what_one_side_alone_does_is_done(base, side):
    assert merge(base, side, base) == merge(base, base, side) == settled(side)


@given(texts, texts)
def test_what_both_sides_do_is_done_once(base, side):
    assert merge(base, side, side) == settled(side)


@given(st.tuples(texts, texts, texts) | threes())
def test_nobody_comes_first(three):
    base, ours, theirs = three
    assert merge(base, theirs, ours) == exchanged(merge(base, ours, theirs))


@given(st.tuples(texts, texts, texts) | threes())
def test_no_word_that_anybody_adds_is_lost(three):
    base, ours, theirs = three
    read = folded_words(everything(merge(base, ours, theirs)))
    for side in (ours, theirs):
        assert (folded_words(side) - folded_words(base)).keys() <= read.keys()


@given(st.tuples(texts, texts, texts) | threes())
def test_no_word_comes_from_nowhere(three):
    merged = merge(*three)
    given_characters = set("".join(three)) | {"\n"}
    assert set(everything(merged)) <= given_characters
    assert (merged.text is None) == bool(merged.conflicts) == (merged.outcome == "conflict")


@given(threes(moves=False))
def test_a_word_that_one_deletes_and_the_other_leaves_is_gone(three):
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    assume(merged.text is not None)
    expected = [word for word in folded_words(base) if word in ours.split() and word in theirs.split()]
    assert [word for word in folded_words(base) if word in merged.text.split()] == expected


@given(threes())
def test_without_a_conflict_every_word_is_there_once(three):
    base, ours, theirs = three
    merged = merge(base, ours, theirs)
    assume(merged.text is not None)
    added = (folded_words(ours) | folded_words(theirs)) - folded_words(base)
    assert {word: count for word, count in folded_words(merged.text).items() if word in added} == added


@given(st.tuples(texts, texts, texts) | threes())
def test_a_text_merged_without_a_question_is_a_stored_text(three):
    merged = merge(*three)
    if merged.outcome == "auto":
        assert normalise(merged.text) == merged.text


@given(st.tuples(texts, texts, texts) | threes())
def test_every_conflict_says_where_it_lies(three):
    cut = blocks(three[0])
    for one in merge(*three).conflicts:
        assert 0 <= one.start <= one.end <= len(cut)
        assert [block.text for block in blocks(one.base)] == [block.text for block in cut[one.start : one.end]]
        assert one.ours != one.theirs


# Bad input: bounded, and nothing lost


def test_two_ends_of_one_line_of_two_megabytes_are_both_corrected():
    base = " ".join(f"mot{number}" for number in range(200_000))
    ours, theirs = base.replace("mot1 ", "un "), base.replace(" mot199998", " deux")
    merged = merge(base, ours, theirs)
    assert (merged.outcome, merged.text == ours.replace(" mot199998", " deux")) == ("review", True)


def test_a_line_of_equal_words_corrected_at_both_ends_loses_nothing():
    base = "mot " * 50_000 + "fin"
    ours, theirs = "début " + base, base.replace("fin", "suite")
    merged = merge(base, ours, theirs)
    assert (merged.outcome, merged.text == "début " + theirs) == ("review", True)


def test_five_thousand_headings_moved_and_renamed_lose_nothing():
    titles = [f"## Titre {number}" for number in range(5_000)]
    base = "\n\n".join(titles)
    merged = merge(base, "\n\n".join(titles[2_500:] + titles[:2_500]), base.replace("Titre", "Article"))
    assert folded_words(everything(merged)).keys() >= folded_words(base.replace("Titre", "Article")).keys()


@pytest.mark.parametrize(
    "text",
    ["שלום עולם", "e" + "\u0301\u0323" * 50, "\u202eabc\u202c def", "हिन्दी में", "👩‍👩‍👧 famille", "a\x0bb\x1cc"],
)
def test_any_writing_is_merged(text):
    base = normalise(f"{text} un deux trois\n\n{text}")
    ours, theirs = base.replace("un", "UN"), base.replace("trois", "TROIS")
    assert merge(base, ours, theirs).text == ours.replace("trois", "TROIS")
