"""A text read side by side, by what an amendment touches, and one paragraph through its history."""

import pytest

from governance.texts import actions as texts
from governance.texts.reading import excerpts, history, numbers_in_time, side_by_side

BEFORE = "# Le guide\n\nOn se réunit le mardi.\n\nOn traduit le guide.\n\nOn fête la fin."
AFTER = "# Le guide\n\nOn se réunit le jeudi.\n\nOn accueille les nouvelles personnes.\n\nOn fête la fin."


def spoken(words):
    return "".join(text for _op, text in words)


def test_each_paragraph_stands_beside_what_became_of_it():
    rows = side_by_side(BEFORE, AFTER.replace("\n\nOn fête la fin.", ""))
    assert [(row.kind, row.n, spoken(row.before), spoken(row.after)) for row in rows[:2]] == [
        ("same", 1, "# Le guide", "# Le guide"),
        ("edited", 2, "On se réunit le mardi.", "On se réunit le jeudi."),
    ]


def test_the_words_of_each_side_are_marked_on_its_side_only():
    (row,) = excerpts("On se réunit le mardi.", "On se réunit le jeudi.")
    assert (row.before, row.after) == (
        [("equal", "On se réunit le "), ("delete", "mardi"), ("equal", ".")],
        [("equal", "On se réunit le "), ("insert", "jeudi"), ("equal", ".")],
    )


def test_a_table_of_amendments_shows_only_what_changes():
    rows = excerpts(BEFORE, BEFORE.replace("mardi", "jeudi"))
    assert [(row.kind, row.n) for row in rows] == [("edited", 2)]


def test_a_paragraph_added_and_one_removed_are_said_so():
    added = BEFORE.replace("On fête", "On se repose.\n\nOn fête")
    assert [(row.kind, row.n) for row in excerpts(BEFORE, added)] == [("added", 4)]
    assert [(row.kind, row.n) for row in excerpts(added, BEFORE)] == [("removed", 4)]


def test_equal_texts_have_nothing_to_show():
    assert excerpts(BEFORE, BEFORE) == []


@pytest.fixture
def versions(cast):
    text = texts.start_text(BEFORE, by=cast.bob)
    texts.add_version(text, BEFORE.replace("On fête la fin", "On fête la fin ensemble"), by=cast.bob)
    body = BEFORE.replace("On fête la fin", "On fête la fin ensemble").replace("mardi", "jeudi")
    texts.add_version(text, body, by=cast.erin)
    texts.add_version(text, body.replace("# Le guide", "# Le guide\n\nPour toutes et tous."), by=cast.faye)
    return list(text.versions.select_related("author"))


@pytest.mark.django_db
def test_a_paragraph_knows_who_changed_it_and_who_wrote_it(cast, versions):
    steps = history(versions, 3)
    assert [(step.version.n, step.version.author, step.is_first) for step in steps] == [
        (3, cast.erin, False),
        (1, cast.bob, True),
    ]
    assert [pair for pair in steps[0].words if pair[0] != "equal"] == [("delete", "mardi"), ("insert", "jeudi")]


@pytest.mark.django_db
def test_a_new_paragraph_begins_where_it_was_added(cast, versions):
    steps = history(versions, 2)
    assert [(step.version.n, step.version.author, step.is_first) for step in steps] == [(4, cast.faye, True)]


@pytest.mark.django_db
def test_a_paragraph_nobody_changed_has_its_first_version(versions):
    assert [(step.version.n, step.is_first) for step in history(versions, 1)] == [(1, True)]


@pytest.mark.django_db
def test_a_paragraph_that_is_not_there_has_no_history(versions):
    assert history(versions, 99) == []


@pytest.mark.django_db
def test_a_paragraph_is_known_under_the_number_it_had_in_each_version(versions):
    assert numbers_in_time(versions, 3) == {4: {3}, 3: {2}, 2: {2}, 1: {2}}
