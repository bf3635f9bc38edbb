"""Texts keep every version for ever; an amendment names the one it starts from."""

import hashlib

import pytest
from django.db import IntegrityError

from governance.texts import actions as texts
from governance.texts.models import Version, fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(cast):
    return texts.start_text("Un **début**.", by=cast.bob)


def bodies(text):
    return [(version.n, version.body) for version in text.versions.all()]


def amend(text, who, body, base=None):
    text.refresh_from_db()
    return texts.propose_amendment(text, by=who, base=base or text.current, body=body, reason="Mieux.")


def test_a_text_starts_with_its_first_version(cast, text):
    text.refresh_from_db()
    assert (text.current.n, text.current.body, text.current.author) == (1, "Un **début**.", cast.bob)


def test_a_version_is_known_by_the_sha256_of_its_words(text):
    text.refresh_from_db()
    assert text.current.sha256 == hashlib.sha256("Un **début**.".encode()).hexdigest() == fingerprint("Un **début**.")


def test_versions_follow_each_other_and_stay(cast, text):
    for body in ("Deux.", "Trois."):
        texts.add_version(text, body, by=cast.erin)
    assert bodies(text) == [(1, "Un **début**."), (2, "Deux."), (3, "Trois.")]


def test_the_same_words_typed_on_another_system_are_the_same_version(cast, text):
    again = texts.add_version(text, "  Un **début**.  \r\n\r\n".lstrip(), by=cast.erin)
    assert (again.n, again.author) == (1, cast.bob)


def test_going_back_to_earlier_words_is_a_new_version_with_the_same_hash(cast, text):
    texts.add_version(text, "Deux.", by=cast.erin)
    back = texts.add_version(text, "Un **début**.", by=cast.bob)
    assert (back.n, back.sha256) == (3, text.versions.get(n=1).sha256)


def test_the_database_refuses_two_versions_of_one_number(cast, text):
    with pytest.raises(IntegrityError):
        Version.objects.create(text=text, n=1, body="Autre.", html="", sha256="", author=cast.erin)


@pytest.mark.parametrize("body", ["<script>alert(1)</script>", "[ici](javascript:alert(1))", "<img src=x onerror=a()>"])
def test_what_would_run_in_a_browser_does_not_reach_the_page(cast, body):
    html = texts.start_text(body, by=cast.bob).versions.get().html
    assert not [word for word in ("<script", "javascript:", "<img") if word in html and f'="{word}' in html]
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_an_amendment_keeps_what_its_author_wrote(cast, text):
    amendment = amend(text, cast.erin, "Un **meilleur** début.\r\n")
    assert (amendment.n, amendment.base.n, amendment.body, amendment.author) == (
        1,
        1,
        "Un **meilleur** début.",
        cast.erin,
    )
    assert (amendment.is_open, amendment.is_in_conflict) == (True, False)


def test_accepting_builds_the_next_version_and_credits_the_author(cast, text):
    amendment = amend(text, cast.erin, "Mieux.")
    version = texts.accept(amendment, by=cast.bob)
    assert (version.n, version.author, version.cause, amendment.decided_by) == (2, cast.erin, amendment, cast.bob)


def test_the_current_version_belongs_to_its_text(cast, text):
    other = texts.start_text("Un autre texte.", by=cast.erin)
    texts.add_version(other, "Sa suite.", by=cast.erin)
    text.refresh_from_db()
    assert (text.current.body, bodies(text)) == ("Un **début**.", [(1, "Un **début**.")])
