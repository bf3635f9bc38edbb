"""The page of a result: true for every method, the same queries for four people and for two hundred."""

import re

import pytest

from tests.voting.ballot_box import METHODS, answered, closed

pytestmark = pytest.mark.django_db


def text(page):
    """What the page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()).replace("\u00a0", " "))


@pytest.mark.parametrize("method", METHODS)
def test_a_result_has_a_sentence_a_picture_and_the_whole_table(cast, sign_in, method):
    vote = closed(answered(cast, method))
    page = sign_in(cast.erin).get(f"/votes/{vote.pk}/")
    assert page.status_code == 200
    body = page.content.decode()
    assert 'class="verdict' in body and "<caption>" in body and "<svg" in body
    assert "style=" not in body
    for words in ("Votes blancs", "Abstentions", "Sans réponse"):
        assert words in text(page)
