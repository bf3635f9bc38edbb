"""Markdown becomes safe HTML, whatever was typed and however many people type at once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser

import pytest

from governance import prose


class Tags(HTMLParser):
    """What a browser would make of some HTML: the names of its tags and attributes, and where its links lead."""

    def __init__(self):
        super().__init__()
        self.names, self.attributes, self.links = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value for name, value in attrs if name == "href"]


@pytest.fixture
def hurried():
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_texts_rendered_at_the_same_time_never_mix(hurried):
    texts = ["\n\n".join(f"**{word}** {n} [lien](https://{word}.example/{n})" for n in range(30)) for word in "ab"]
    alone = [prose.render(text) for text in texts]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(prose.render, texts * 6)) == alone * 6


def test_an_endless_row_of_parentheses_is_only_that():
    row = "(" * 50_000
    assert prose.render(row) == f"<p>{row}</p>"


def test_an_address_in_parentheses_is_a_link_without_them():
    link = '<a href="https://a.org/b" rel="nofollow noopener noreferrer">https://a.org/b</a>'
    assert prose.render("(https://a.org/b)") == f"<p>({link})</p>"


def test_a_text_of_too_many_lines_shows_as_it_was_typed():
    typed = "# <b>Titre</b>\n" * (prose.MOST_LINES + 1)
    assert prose.render(typed) == f"<pre>{typed.replace('<', '&lt;').replace('>', '&gt;')}</pre>"


HEAVY = {
    "nested lists": "\n".join(" " * (4 * n) + "- mot" for n in range(250)),
    "nested lists by tabs": "\n".join("\t" * n + "- mot" for n in range(250)),
    "lists nested on one line": "1. " * 300 + "mot",
    "lists nested by great numbers": "1234567890. " * 16_000 + "mot",
    "nested quotes": ">" * 5_000 + " mot",
    "levels on every line": "> - - - mot\n" * 3_900,
    "backslashes": "\\" * 190_000 + "mot",
    "escaped stars": "\\*" * 95_000 + "mot",
    "code": "`mot` " * 30_000,
    "rising runs of backticks": " ".join("`" * n + "mot" for n in range(600)),
    "references": "[mot][b]" * 24_000,
    "stars and underscores": "*_" * 40_000 + "mot",
    "unclosed emphasis": "**mot*" * 30_000,
    "rules": "* * *\n" * 3_900 + "mot",
    "entities": "&amp;" * 39_000 + "mot",
    "addresses": "<mot@b.org>" * 5_000,
    "a wide table": "|mot" * 20_000 + "\n" + "|-" * 20_000,
    "a table of short rows": "|mot" * 500 + "\n" + "|-" * 500 + "\nmot" * 3_000,
    "headings in one block": f"# {'mot ' * 10}\n" * 3_900,
    "fences without an end": "~~~x\n" * 3_900 + "mot " * 40_000,
    "references to nothing": "[mot]: \n" * 3_900 + "mot " * 40_000,
    "lines of an old machine": "mot\r" * 40_000,
}


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("what", HEAVY)
def test_a_text_too_heavy_to_be_read_shows_as_it_was_typed(what, numbered):
    html = prose.render(HEAVY[what], numbered=numbered)
    assert html.startswith("<pre>") and html.endswith("</pre>")
    assert unescape(html[len("<pre>") : -len("</pre>")]).count("mot") == HEAVY[what].count("mot")


def test_so_does_one_that_the_library_cannot_follow(monkeypatch):
    def deeper(*args, **options):
        return deeper(*args, **options)

    monkeypatch.setattr(prose.markdown, "markdown", deeper)
    assert prose.render("Un <b>mot</b>.") == "<pre>Un &lt;b&gt;mot&lt;/b&gt;.</pre>"


def test_a_long_and_honest_text_is_read_as_markdown():
    article = "Selon [la loi](https://a.org/loi), *nul* n’est **tenu** à l’impossible. " + "Il y veille. " * 7
    html = prose.render("\n\n".join([article] * 1_000) + "\n\n" + "[un](https://b.org) *mot*\n" * 1_000, numbered=True)
    assert 'id="p1000"' in html
    assert (html.count("nofollow"), html.count("<em>") + html.count("<strong>")) == (2_000, 3_000)


def test_so_are_lists_quotes_and_tables_of_a_reasonable_size():
    ladder = "\n".join(" " * (4 * n) + "- mot" for n in range(10))
    table = "| a | b |\n|---|---|\n" + "| c | d |\n" * 200
    html = prose.render(f"{ladder}\n\n# Titre\n\n{'>' * 5} cité\n\n{table}")
    assert [html.count(tag) for tag in ("<ul>", "<h2>", "<blockquote>", "<tr>")] == [10, 1, 5, 201]


def test_so_is_a_list_of_thousands_of_lines():
    assert prose.render(f"1. {'mot ' * 10}\n" * 3_900).count("<li>") == 3_900


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![x](https://a.example/x.png)",
        '<https://a.example/"onmouseover=alert(1)>',
        '[x](https://a.example "\' onclick=alert(1)")',
        "```\n</code></pre><script>alert(1)</script>\n```",
        "| <svg onload=alert(1)> |\n|-|\n| <b style=x> |",
        "[x]: javascript:alert(1)\n\n[x]",
        "<a id=p1 name=csrf href=#>x</a>",
        "\x02wzxhzdk:0\x03",
    ],
)
def test_what_is_typed_runs_nothing_and_loads_nothing(typed):
    html = prose.render(typed, numbered=True)
    tags = Tags()
    tags.feed(html)
    assert tags.names <= prose.TAGS
    assert tags.attributes <= {"href", "rel", "title", "class", "id"}
    assert {href.partition(":")[0] for href in tags.links if not href.startswith("#")} <= {"https"}


REL = 'rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("![Le plan](https://a.org/x.png)", f'<a href="https://a.org/x.png" {REL}>Le plan</a>'),
        ("![](https://a.org/x.png)", f'<a href="https://a.org/x.png" {REL}>https://a.org/x.png</a>'),
        ("[![Le plan](https://a.org/x.png)](https://b.org)", f'<a href="https://b.org" {REL}>Le plan</a>'),
        ("![Le plan][p]\n\n[p]: https://a.org/x.png", f'<a href="https://a.org/x.png" {REL}>Le plan</a>'),
        ("![Le plan](javascript:alert(1))", f'<a {REL}>Le plan</a>'),
    ],
)  # fmt: skip
def test_an_image_is_a_link_that_says_what_it_shows(typed, shown):
    assert prose.render(typed) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("", True),
        (" \n\t\u00a0", True),
        ("\u200b\u2060\u00ad\ufeff", True),
        ("\u200e\u202e\u2067", True),
        ("\u3164\u2800", True),
        ("\u0301\ufe0f", True),
        ("\u200bnon", False),
        ("🌱", False),
        ("…", False),
        ("مرحبا", False),
    ],
)
def test_words_are_what_can_be_read(text, blank):
    assert prose.is_blank(text) is blank


def test_a_name_turns_around_nothing_that_follows():
    assert prose.straight("Bob\u202e nativel\u2067 ") == "Bob nativel"


def test_names_are_in_order_whatever_their_accents():
    names = ["Zoé", "Œdipe", "Émilie", "élodie", "Obin", "Farid"]
    assert sorted(names, key=prose.alphabetical) == ["élodie", "Émilie", "Farid", "Obin", "Œdipe", "Zoé"]
