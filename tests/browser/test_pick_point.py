"""A point picked on the map of a zone, by a click or by keys: it goes into the form, and nowhere before it is sent."""

import pytest
from playwright.sync_api import expect

from governance.polls.models import ZoneResidence
from tests.polls.asking import opened
from tests.polls.places import district, la_reunion, lives

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(cast):
    la_reunion()
    lives(cast.bob)
    return opened(cast, territories=[district(cast)])


def test_bob_picks_where_he_lives_with_the_arrows_then_answers(cast, asked, sit):
    page, sent = sit(cast.bob), []
    page.on("request", lambda request: sent.append((request.method, request.url)))
    page.goto(asked.get_absolute_url())
    page.get_by_role("link", name="Vérifier que j’y habite").click()
    sheet = page.get_by_role("application")
    expect(sheet.locator("path.pick-zone")).to_be_visible()
    sheet.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    first = page.get_by_label("Longitude").input_value()
    assert first.startswith("55.4")
    sheet.click(position={"x": 150, "y": 150})
    assert page.get_by_label("Longitude").input_value() != first
    sheet.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert not any("55.4" in url for _method, url in sent)
    page.get_by_label("Latitude").fill("-20.8989")
    page.get_by_label("Longitude").fill("55.4504")
    page.get_by_role("button", name="Vérifier, puis oublier ce point").click()
    expect(page.get_by_role("button", name="Répondre", exact=True)).to_be_visible()
    assert not any("55.4" in url for _method, url in sent)
    assert ZoneResidence.objects.get().residence.person == cast.bob
