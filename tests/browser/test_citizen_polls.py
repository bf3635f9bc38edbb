"""The page of a citizen poll in a real browser: clean for axe with its map, and renewed while one reads it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from governance import clock
from governance.polls import actions
from governance.polls.models import Publication
from tests.browser.gestures import opens
from tests.browser.test_pages import inspect  # noqa: F401
from tests.polls.asking import crowd, live, opened
from tests.polls.places import la_reunion

pytestmark = pytest.mark.browser

SAINT_DENIS, SAINT_PAUL = "97411", "97415"
WHILE = 30_000  # milliseconds: the clock has its turn


@pytest.fixture
def island(cast):
    la_reunion()
    return cast


def test_the_page_of_a_poll_and_its_map_are_clean(island, inspect):  # noqa: F811
    poll = opened(island)
    for code in (SAINT_DENIS, SAINT_PAUL):
        crowd(poll, code, o1=30, o2=15)
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())
    page = poll.get_absolute_url()
    assert inspect(island.bob, page, f"{page}?by=epci") == []


@pytest.mark.usefixtures("running_clock")
def test_bob_reads_what_the_clock_tells_of_a_poll_then_that_it_is_cancelled_and_his_page_stays(island, sit, stays):
    poll = opened(island)
    live(island.bob, SAINT_DENIS)
    actions.publish_poll(poll)
    Publication.objects.update(at=clock.now() - timedelta(minutes=30))
    bob = opens(sit(island.bob), poll.get_absolute_url())
    stays(bob)
    expect(bob.locator("html")).to_have_attribute("data-live", "on")
    told_at = bob.locator("#result .notice time")
    before = told_at.get_attribute("datetime")
    bob.get_by_role("radio", name="Non", exact=True).check()
    Publication.objects.update(at=clock.now() - timedelta(hours=2))
    expect(told_at).not_to_have_attribute("datetime", before, timeout=WHILE)
    expect(bob.get_by_role("radio", name="Non", exact=True)).to_be_checked()

    alice = opens(sit(island.alice), f"{poll.get_absolute_url()}cancel/")
    alice.get_by_role("textbox").fill("La question était mal posée.")
    alice.get_by_role("main").get_by_role("button").click()
    expect(bob.locator(".phase")).to_have_text("Sondage annulé")
    expect(bob.locator("#mine")).to_have_count(0)
    expect(told_at).to_have_count(0)
