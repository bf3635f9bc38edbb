"""The look holds: nothing inline, nothing from elsewhere, a title on each page, colours that everybody can read."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from governance import clock
from governance.templatetags.palabre import own_path, own_zone
from governance.verdict import no

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(file for file in (ROOT / "static").rglob("*") if file.suffix in {".css", ".js", ".svg"})
NAMES = [str(file.relative_to(ROOT / "templates")) for file in TEMPLATES]
NOON = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_read(name):
    assert get_template(name)


# A page that leaves as a file stands alone, with its style inside; it is never a page of the site.
PAGES = [file for file in TEMPLATES if file.relative_to(ROOT / "templates").as_posix() != "texts/export.html"]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT / "templates")))
def test_a_template_has_nothing_inline_that_the_policy_would_drop(file):
    inline = r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|\shx-on|javascript:|<script(?![^>]*\bsrc=)"""
    assert re.findall(inline, file.read_text(), re.IGNORECASE) == []


@pytest.mark.parametrize("file", TEMPLATES + STATIC, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_page_asks_nothing_of_another_site(file):
    text = file.read_text().replace("http://www.w3.org/", "")
    assert re.findall(r"https?://[\w.]+|url\(\s*[\"']?//|@import", text) == []


@pytest.mark.parametrize(
    "file", [file for file in TEMPLATES if "{% extends" in file.read_text() and "layouts" not in file.parts]
)
def test_a_page_says_its_title(file):
    text = file.read_text()
    given = re.search(r"{% block (?:head_)?title %}(.+?){% endblock", text, re.DOTALL)
    parent = re.search(r"{% extends [\"'](.+?)[\"'] %}", text)[1]
    assert (given and given[1].strip()) or parent == "account/base_reauthenticate.html"


@pytest.mark.parametrize("file", [file for file in TEMPLATES if file.name.startswith("_")])
def test_a_part_says_what_it_expects(file):
    assert file.read_text().startswith("{# expects: ")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/nothing-here/"])
def test_every_page_carries_the_policy(client, db, settings, path):
    assert client.get(path).headers["Content-Security-Policy"] == settings.CONTENT_SECURITY_POLICY


def test_an_address_of_nothing_says_what_to_do(client, db):
    answer = client.get("/nothing-here/")
    assert answer.status_code == 404
    assert f'href="{reverse("account_login")}?next=/nothing-here/"' in answer.content.decode()


def refused(remedy="", typed=(), **request):
    request = RequestFactory().post("/spaces/tisserands/", **request)
    request.user = None
    page = {"verdict": no("Le salon est fermé depuis hier.", remedy), "typed": list(typed), "request": request}
    return get_template("403.html").template.render(Context(page))


def test_a_refusal_gives_its_reason_and_what_was_typed():
    page = refused(typed=["Une longue phrase <à garder>"])
    assert "Le salon est fermé depuis hier." in page
    assert "Une longue phrase &lt;à garder&gt;</textarea>" in page


def test_a_refusal_that_signing_in_would_lift_leads_there_and_back():
    page = refused("sign_in", HTTP_REFERER="http://testserver/spaces/tisserands/?page=2")
    assert f'href="{reverse("account_login")}?next=/spaces/tisserands/%3Fpage%3D2"' in page


@pytest.mark.parametrize("address", ["", "https://elsewhere.example/spaces/", "//elsewhere.example/x", "nonsense"])
def test_nobody_is_led_back_to_another_site(address):
    assert own_path(address, RequestFactory().get("/")) == "/"


def test_the_page_of_a_breakdown_needs_nothing_that_may_be_broken():
    assert re.findall(r"{%|{{", (ROOT / "templates/500.html").read_text()) == []


# --- Colours ---------------------------------------------------------------------------------------


def tokens():
    """The colours of each theme, by name."""
    css = (ROOT / "static/css/palabre.css").read_text()
    blocks = re.findall(r":root {\s*(?:color-scheme: light dark;)?(.*?)}", css, re.DOTALL)[:2]
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]


LIGHT, DARK = tokens()
TEXT = "ink soft accent accent-deep alert agree incomplete abstain disagree block".split()
PAIRS = [(text, ground) for text in TEXT for ground in ("paper", "raised", "sunk")]
PAIRS += [("accent-ink", "accent"), ("accent-ink", "accent-deep"), ("alert-ink", "alert"), ("ink", "line")]
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_both_themes_name_the_same_colours():
    assert LIGHT.keys() == DARK.keys()


@THEMES
def test_words_can_be_read_on_every_ground(theme):
    pale = {pair: contrast(theme[pair[0]], theme[pair[1]]) for pair in PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in pale.items() if ratio < 4.5} == {}


@THEMES
def test_the_edge_of_a_field_can_be_seen(theme):
    pale = {ground: contrast(theme["edge"], theme[ground]) for ground in ("paper", "raised", "sunk")}
    assert {ground: round(ratio, 2) for ground, ratio in pale.items() if ratio < 3} == {}


# --- Moments ---------------------------------------------------------------------------------------


def shown(moment, style="past", zone="Indian/Reunion"):
    with clock.pretend(NOON), timezone.override(zone), translation.override("fr"):
        page = Template("{% when moment style %}").render(Context({"moment": moment, "style": style}))
    return re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOON, "aujourd’hui, 12 h"),
        (NOON - timedelta(hours=13, minutes=48), "hier, 22 h 12"),
        (NOON - timedelta(days=21), "1er novembre, 12 h"),
        (NOON - timedelta(days=365), "22 novembre 2025, 12 h"),
    ],
)
def test_a_past_moment_is_said_as_people_say_it(moment, words):
    assert shown(moment) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Indian/Reunion", "30 novembre, 20 h UTC+4"),
        ("Europe/Paris", "30 novembre, 17 h CET"),
        ("America/St_Johns", "30 novembre, 12 h 30 NST"),
        ("Asia/Kathmandu", "30 novembre, 21 h 45 UTC+5:45"),
    ],
)
def test_a_deadline_is_said_in_the_zone_of_its_reader_and_names_it(zone, words):
    assert shown(datetime(2026, 11, 30, 16, 0, tzinfo=UTC), "deadline", zone) == words


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Indian/Reunion", {"short": "UTC+4", "name": "heure de La Réunion"}),
        ("Europe/Paris", {"short": "CET", "name": "heure normale d’Europe centrale"}),
    ],
)
def test_a_zone_is_named_as_people_know_it(zone, said):
    with clock.pretend(NOON), timezone.override(zone), translation.override("fr"):
        assert own_zone() == said


def test_a_moment_keeps_its_exact_date_for_machines():
    with timezone.override("Indian/Reunion"):
        page = Template("{% when moment %}").render(Context({"moment": NOON}))
    assert 'datetime="2026-11-22T12:00:00+04:00"' in page


@pytest.mark.parametrize(
    ("remaining", "words"),
    [
        (timedelta(days=2), "encore 2 jours"),
        (timedelta(hours=47), "encore 47 heures"),
        (timedelta(minutes=90), "encore 90 minutes"),
        (timedelta(seconds=20), "encore 1 minute"),
        (timedelta(0), "terminé"),
    ],
)
def test_the_time_left_is_said_in_one_unit(remaining, words):
    with clock.pretend(NOON), translation.override("fr"):
        assert Template("{{ moment|left }}").render(Context({"moment": NOON + remaining})) == words
