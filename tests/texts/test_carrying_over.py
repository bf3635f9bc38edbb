"""Accepting an amendment carries every other one over to the new text: up to date, to review, in conflict or moot."""

import pytest

from governance.texts import actions as texts
from governance.texts.models import Amendment, Revision

pytestmark = pytest.mark.django_db

ARTICLES = "Article 1. On se réunit le mardi.\n\nArticle 2. On traduit le guide.\n\nArticle 3. On fête la fin."
TUESDAY, GUIDE = "On se réunit le mardi.", "On traduit le guide."
STANDING = Amendment.Standing


@pytest.fixture
def text(cast):
    return texts.start_text(ARTICLES, by=cast.bob)


def amend(text, who, old, new):
    text.refresh_from_db()
    body = text.current.body.replace(old, new)
    assert body != text.current.body
    return texts.propose_amendment(text, by=who, base=text.current, body=body, reason="Mieux.")


def again(amendment):
    return Amendment.objects.select_related("base", "text__current").get(pk=amendment.pk)


def test_an_amendment_to_another_article_follows_and_stays_up_to_date(cast, text):
    first = amend(text, cast.erin, TUESDAY, "On se réunit le jeudi.")
    second = amend(text, cast.faye, GUIDE, "On traduit le guide et le site.")
    version = texts.accept(first, by=cast.bob)
    second = again(second)
    assert (second.base, second.standing) == (version, STANDING.CURRENT)
    assert second.body == ARTICLES.replace("mardi", "jeudi").replace("le guide", "le guide et le site")


def test_both_end_in_the_text_when_both_are_accepted(cast, text):
    first = amend(text, cast.erin, TUESDAY, "On se réunit le jeudi.")
    second = amend(text, cast.faye, GUIDE, "On traduit le guide et le site.")
    texts.accept(first, by=cast.bob)
    version = texts.accept(again(second), by=cast.bob)
    assert version.body == ARTICLES.replace("mardi", "jeudi").replace("le guide", "le guide et le site")
    assert [v.author for v in text.versions.all()] == [cast.bob, cast.erin, cast.faye]


def test_two_changes_of_one_sentence_are_read_once_more(cast, text):
    first = amend(text, cast.erin, "On se réunit le mardi", "Nous nous retrouvons le mardi")
    second = amend(text, cast.faye, "le mardi.", "le mardi, à la Case.")
    version = texts.accept(first, by=cast.bob)
    second = again(second)
    assert (second.base, second.standing) == (version, STANDING.REVIEW)
    assert second.body.startswith("Article 1. Nous nous retrouvons le mardi, à la Case.")


def test_what_is_to_review_stays_so_until_somebody_has_read_it(cast, text):
    first = amend(text, cast.erin, "On se réunit le mardi", "Nous nous retrouvons le mardi")
    second = amend(text, cast.faye, "le mardi.", "le mardi, à la Case.")
    third = amend(text, cast.erin, "On fête la fin", "On fête la fin ensemble")
    texts.accept(first, by=cast.bob)
    texts.accept(again(third), by=cast.bob)
    assert again(second).standing == STANDING.REVIEW
    texts.confirm(again(second))
    assert again(second).standing == STANDING.CURRENT


def test_two_different_words_in_one_place_are_a_conflict_which_keeps_what_its_author_wrote(cast, text):
    first = amend(text, cast.erin, "mardi", "jeudi")
    second = amend(text, cast.faye, "mardi", "samedi")
    texts.accept(first, by=cast.bob)
    second = again(second)
    assert (second.base.n, second.standing, second.body) == (1, STANDING.CONFLICT, ARTICLES.replace("mardi", "samedi"))


def test_an_amendment_in_conflict_is_never_written_over_the_text(cast, text):
    first = amend(text, cast.erin, "mardi", "jeudi")
    second = amend(text, cast.faye, "mardi", "samedi")
    texts.accept(first, by=cast.bob)
    with pytest.raises(ValueError, match="never written over"):
        texts.accept(second, by=cast.bob)
    assert text.versions.count() == 2


def test_a_conflict_that_a_later_version_removes_is_one_no_more(cast, text):
    first = amend(text, cast.erin, "mardi", "jeudi")
    second = amend(text, cast.faye, "mardi", "samedi")
    texts.accept(first, by=cast.bob)
    version = texts.add_version(text, ARTICLES.replace("la fin", "la fin de l’année"), by=cast.bob)
    second = again(second)
    assert (second.base, second.standing) == (version, STANDING.CURRENT)
    assert "samedi" in second.body


def test_a_settled_conflict_stands_on_the_current_version(cast, text):
    first = amend(text, cast.erin, "mardi", "jeudi")
    second = amend(text, cast.faye, "mardi", "samedi")
    version = texts.accept(first, by=cast.bob)
    settled = ARTICLES.replace("mardi", "jeudi, et le samedi en été")
    texts.settle(again(second), by=cast.faye, body=settled)
    second = again(second)
    assert (second.base, second.standing, second.body) == (version, STANDING.CURRENT, settled)


def test_what_an_amendment_said_before_is_kept(cast, text):
    first = amend(text, cast.erin, "mardi", "jeudi")
    second = amend(text, cast.faye, "mardi", "samedi")
    texts.accept(first, by=cast.bob)
    texts.settle(again(second), by=cast.faye, body=ARTICLES.replace("mardi", "jeudi ou samedi"))
    kept = Revision.objects.get(amendment=second)
    assert (kept.base.n, kept.body, kept.by) == (1, ARTICLES.replace("mardi", "samedi"), cast.faye)


def test_who_proposed_the_same_change_has_nothing_left_to_propose(cast, text):
    first, second = amend(text, cast.erin, "mardi", "jeudi"), amend(text, cast.faye, "mardi", "jeudi")
    texts.accept(first, by=cast.bob)
    second = again(second)
    assert (second.state, second.is_open) == (Amendment.State.MOOT, False)


def test_a_decided_amendment_is_left_as_it_was(cast, text):
    first, second = amend(text, cast.erin, "mardi", "jeudi"), amend(text, cast.faye, GUIDE, "On traduit tout.")
    texts.reject(second, by=cast.bob, reason="Trop.")
    texts.accept(first, by=cast.bob)
    second = again(second)
    assert (second.base.n, second.body) == (1, ARTICLES.replace(GUIDE, "On traduit tout."))


def test_carrying_over_costs_as_many_queries_for_one_amendment_as_for_ten(cast, django_assert_max_num_queries):
    for others in (1, 10):
        text = texts.start_text(ARTICLES, by=cast.bob)
        first = amend(text, cast.erin, "mardi", "jeudi")
        for n in range(others):
            amend(text, cast.faye, "On fête la fin.", f"On fête la fin {n + 2} fois.")
        with django_assert_max_num_queries(11):
            texts.accept(first, by=cast.bob)
