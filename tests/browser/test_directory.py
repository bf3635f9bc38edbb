"""The directory and its network maps in a real browser: clean for axe, by keyboard, and framed by another site."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from governance.polls import actions
from tests.browser.test_pages import inspect  # noqa: F401
from tests.browser.test_poll_card import foreign_page, wander  # noqa: F401
from tests.polls.listed import a_network, an_organization, element, imported, listed
from tests.polls.places import IN_TOWN, la_reunion

pytestmark = pytest.mark.browser


@pytest.fixture
def several(cast):
    la_reunion()
    listed(cast.space, cast.alice, "97411", text="On répare.", tags=["réparation"], point=IN_TOWN)
    an_organization(cast.bob, "La Remise", "97413", tags=["réemploi"], text="Objets à petit prix.")
    imported(cast, element(name="Compost d’ailleurs", lat=-21.34, lon=55.48, categories=["compost"]))
    return cast


def drawn(page, n):
    place = page.locator("[data-points-map]")
    expect(place).to_have_attribute("data-drawn", str(n))
    return place


def test_the_pages_of_the_directory_are_clean(several, inspect):  # noqa: F811
    kept = a_network(several, sources=True)
    pages = ["/directory/?of=all", kept.get_absolute_url() + "?family=0", "/networks/fields/"]
    pages += [reverse(name, args=[several.space.slug]) for name in ("space-listing", "network-maps", "listings-import")]
    assert inspect(several.alice, *pages, reverse("network-map-create", args=[several.space.slug])) == []


def test_the_map_is_read_by_keyboard_and_says_what_the_list_says(several, sit):
    page = sit(None)
    page.goto("/directory/?of=all")
    place = drawn(page, 3)
    expect(place.locator("path.ground")).to_have_count(24)
    sign = place.get_by_role("button", name="Les Tisserands")
    sign.focus()
    page.keyboard.press("Enter")
    popup = place.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("On répare.")
    expect(popup.get_by_role("link", name="Les Tisserands")).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)


def test_a_page_elsewhere_frames_a_map_and_no_cookie_goes_with_it(several, site, wander, foreign_page):  # noqa: F811
    kept = a_network(several)
    bob = wander(several.bob)
    bob.goto(f"{site.url}{kept.get_absolute_url()}")
    bob.locator("details.share summary").click()
    snippet = bob.locator(".snippet").inner_text()
    asked = []
    bob.context.on("request", lambda request: asked.append((request.url, request.all_headers().get("cookie"))))
    elsewhere = foreign_page(snippet)
    bob.goto(elsewhere)
    card = bob.frame_locator("iframe")
    drawn(card, 2)
    card.get_by_label("Un mot").fill("repare")
    card.get_by_role("button", name="Chercher").click()
    drawn(card, 1)
    expect(card.get_by_role("link", name="Les Tisserands").first).to_be_visible()
    assert {urlsplit(url).netloc for url, _cookie in asked} == {urlsplit(elsewhere).netloc, urlsplit(site.url).netloc}
    assert [url for url, cookie in asked if cookie] == []


def test_without_its_files_the_map_leaves_the_list_alone(several, sit):
    actions.take_off_listing(several.space, by=several.alice)
    page = sit(None)
    page.route("**/directory.geojson*", lambda route: route.fulfill(status=200, body="{"))
    page.goto("/directory/")
    expect(page.get_by_text("La carte n’a pas pu se charger")).to_be_visible()
    expect(page.get_by_role("link", name="La Remise")).to_be_visible()
