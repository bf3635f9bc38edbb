"""What a template keeps: the same values show the same HTML, and nothing else can be shown."""

import pytest
from django.template import engines
from django.utils import timezone, translation
from django.utils.html import format_html


@pytest.fixture
def shown():
    """`shown(source, **context)` renders a template that stays the same one."""

    def shown(source, **context):
        if source not in templates:
            templates[source] = engines["django"].from_string(source)
        return templates[source].render(context)

    templates = {}
    return shown


class Words:
    """Counts how often its words are read."""

    read = 0

    def __str__(self):
        self.read += 1
        return "Bonjour"


def test_what_is_kept_is_made_once_for_the_same_values(shown):
    words = Words()
    source = "{% kept who=who words=words %}{{ words }}, {{ who }}{% endkept %}"
    assert [shown(source, who=who, words=words) for who in ("Alice", "Bob", "Alice")] == [
        "Bonjour, Alice",
        "Bonjour, Bob",
        "Bonjour, Alice",
    ]
    assert words.read == 2


def test_nothing_that_is_not_named_can_be_shown_inside(shown):
    source = "{% kept n=n %}{{ n }}{% if secret %} {{ secret }}{% endif %}{% endkept %}"
    assert shown(source, n=1, secret="Bob") == "1"


def test_html_and_the_same_words_to_escape_are_told_apart(shown):
    source = "{% kept words=words %}{{ words }}{% endkept %}"
    assert shown(source, words=format_html("<b>{}</b>", "un")) == "<b>un</b>"
    assert shown(source, words="<b>un</b>") == "&lt;b&gt;un&lt;/b&gt;"
    assert shown(source, words=1) == "1"
    assert shown(source, words=True) == "True"


def test_each_language_and_each_zone_has_its_own(shown):
    source = '{% kept at=at %}{% translate "Envoyer" %} {{ at|time:"H:i" }}{% endkept %}'
    at = timezone.datetime(2026, 3, 2, 12, tzinfo=timezone.get_fixed_timezone(0))
    found = set()
    for language in ("fr", "en"):
        for zone in ("UTC", "Indian/Reunion"):
            with translation.override(language), timezone.override(zone):
                found.add(shown(source, at=at))
    assert found == {"Envoyer 12:00", "Envoyer 16:00", "Send 12:00", "Send 16:00"}
