"""One passage of a text is changed, and no other."""

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from governance.rules.merge import (
    Uncomposable,
    blocks,
    delete,
    insert,
    move,
    normalise,
    numbers,
    parts,
    passages,
    replace,
)
from tests.rules.test_merge_blocks import STATUTES, texts

normalised = texts.map(normalise)

# Texts as people write them: what they are made of is parted as usual.
things = st.sampled_from(
    [
        "# Titre",
        "Un paragraphe.",
        "Deux lignes\nl’une sous l’autre.",
        "- a\n- b\n- c",
        "1. un\n2. deux",
        "- a\n  - dedans\n- b",
        "- large\n\n- plus large\n\n- encore plus",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
        "> Une parole.",
        "```\ncode\n\n- encore\n```",
        "Fin\n===",
    ]
)
LISTS = ("- ", "1. ")


def no_two_lists_touch(found):
    """Two lists in a row are one for the reader, parted in two ways."""
    return not any(one.startswith(LISTS) and two.startswith(LISTS) for one, two in pairwise(found))


usual = st.lists(things, min_size=1, max_size=6).filter(no_two_lists_touch).map("\n\n".join).map(normalise)


def said(text):
    return [(block.kind, block.text) for block in blocks(text)]


def everything(text):
    """Every passage, and every part of one."""
    found = passages(text)
    return found + [part for passage in found for part in parts(text, passage)]


@given(normalised)
def test_passages_are_the_numbers_of_the_page_in_order_and_leave_nothing_out(text):
    found = passages(text)
    assert [passage.number for passage in found] == sorted(set(numbers(blocks(text))))
    assert [place for passage in found for place in range(passage.first, passage.end)] == list(range(len(blocks(text))))


@given(normalised)
def test_parts_are_the_whole_passage_in_order(text):
    for passage in passages(text):
        inside = parts(text, passage)
        places = [place for part in inside for place in range(part.first, part.end)]
        assert not inside or places == list(range(passage.first, passage.end))


@given(normalised)
def test_a_passage_replaced_by_itself_gives_back_the_text(text):
    for passage in everything(text):
        assert replace(text, passage, passage.text) == text


@given(normalised, st.data())
def test_other_blocks_never_change(text, data):
    found = everything(text)
    assume(found)
    passage, words = data.draw(st.sampled_from(found)), data.draw(texts.map(normalise))
    before, after = said(text)[: passage.first], said(text)[passage.end :]
    for change in (lambda: replace(text, passage, words), lambda: delete(text, passage)):
        try:
            changed = said(change())
        except Uncomposable:
            continue
        assert changed[: len(before)] == before
        assert not after or changed[-len(after) :] == after
    at = data.draw(st.integers(0, len(blocks(text))))
    try:
        changed = said(insert(text, at, words))
    except Uncomposable:
        return
    assert changed[:at] == said(text)[:at]
    assert not said(text)[at:] or changed[-len(said(text)[at:]) :] == said(text)[at:]


@given(normalised, st.data())
def test_what_moves_is_still_there_and_everything_else_too(text, data):
    found = everything(text)
    assume(found)
    passage, at = data.draw(st.sampled_from(found)), data.draw(st.integers(0, len(blocks(text))))
    try:
        moved = move(text, passage, at)
    except Uncomposable:
        return
    rest = said(text)[: passage.first] + said(text)[passage.end :]
    place = at - (passage.end - passage.first) if at > passage.end else min(at, passage.first)
    assert said(moved)[:place] == rest[:place]
    assert said(moved)[len(said(moved)) - len(rest[place:]) :] == rest[place:]
    assert passage.text in moved


@given(usual)
@example(STATUTES)
def test_deleting_then_inserting_gives_back_the_text(text):
    for passage in everything(text):
        try:
            without = delete(text, passage)
        except Uncomposable as refused:
            assert refused.why == "head"
            continue
        assert insert(without, passage.first, passage.text) == text


@given(usual, st.data())
def test_moving_there_and_back_gives_back_the_text(text, data):
    passage = data.draw(st.sampled_from(passages(text)))
    at = data.draw(st.sampled_from([0, *(other.end for other in passages(text))]))
    length = passage.end - passage.first
    moved = move(text, passage, at)
    if moved != text:
        first = at - length if at > passage.first else at
        there = passage._replace(first=first, end=first + length)
        assert move(moved, there, passage.first if at > passage.first else passage.end) == text


@given(usual, st.data())
def test_an_item_moved_in_its_list_and_back_gives_back_the_text(text, data):
    lists = [inside for passage in passages(text) if (inside := parts(text, passage)) and inside[0].kind == "item"]
    assume(lists)
    inside = data.draw(st.sampled_from(lists))
    item, other = data.draw(st.sampled_from(inside)), data.draw(st.sampled_from(inside))
    length, at = item.end - item.first, other.end
    moved = move(text, item, at)
    if moved != text:
        first = at - length if at > item.first else at
        there = item._replace(first=first, end=first + length)
        assert move(moved, there, item.first if at > item.first else item.end) == text


# --- As people meet them -----------------------------------------------------------------------------


def passage(text, words):
    return next(one for one in everything(text)[::-1] if one.text == words)


def test_an_item_is_added_moved_and_deleted_in_its_list():
    text = "Objet :\n\n- a\n- b\n  - dans b\n- c\n\nFin"
    b = passage(text, "- b\n  - dans b")
    assert insert(text, b.end, "- d") == "Objet :\n\n- a\n- b\n  - dans b\n- d\n- c\n\nFin"
    assert delete(text, b) == "Objet :\n\n- a\n- c\n\nFin"
    assert move(text, b, b.first - 1) == "Objet :\n\n- b\n  - dans b\n- a\n- c\n\nFin"


def test_a_row_is_added_and_moved_in_its_table_and_cannot_leave_it():
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"
    text = f"Avant\n\n{table}\n\nAprès"
    row = passage(text, "| 1 | 2 |")
    assert insert(text, row.end, "5 | 6") == text.replace("| 3", "5 | 6\n| 3")
    assert move(text, row, row.end + 1) == text.replace("| 1 | 2 |\n| 3 | 4 |", "| 3 | 4 |\n| 1 | 2 |")
    for at in (0, 1, 2, len(blocks(text))):
        with pytest.raises(Uncomposable, match="table"):
            move(text, row, at)
    for change in (lambda: insert(text, row.end, "Un paragraphe."), lambda: replace(text, row, "Un paragraphe.")):
        with pytest.raises(Uncomposable, match="table"):
            change()
    with pytest.raises(Uncomposable, match="head"):
        delete(text, passage(text, "|---|---|"))
    assert move(text, passage(text, table), 0) == f"{table}\n\nAvant\n\nAprès"
    assert delete(text, passage(text, table)) == "Avant\n\nAprès"


def test_a_fence_that_nothing_closes_here_would_swallow_what_follows():
    text = "Un\n\nDeux\n\n```\ncode\n```"
    with pytest.raises(Uncomposable, match="around"):
        replace(text, passages(text)[0], "```")


def test_a_paragraph_takes_a_place_between_headings_that_touch_it():
    text = "# Titre\nUn.\n## Suite\nDeux."
    assert delete(text, passages(text)[1]) == "# Titre\n## Suite\nDeux."
    assert delete(text, passages(text)[2]) == "# Titre\nUn.\n\nDeux."
    assert insert("# Titre", 1, "Un.") == "# Titre\n\nUn."


@pytest.mark.parametrize("text", ["a\n\n" * 20_000, "- a\n" * 20_000, "mot " * 50_000], ids=len)
def test_a_bomb_is_composed_in_bounded_time(text):
    text = normalise(text)
    found = passages(text)
    assert delete(text, found[0]) != text
    assert insert(text, 1, "Un mot.") != text
