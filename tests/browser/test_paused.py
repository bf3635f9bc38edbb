"""A page whose site lost the way by which its news comes: it says so, people go on writing, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import _knock
from tests.browser.gestures import opens, says
from tests.browser.test_cut_off import numbers

pytestmark = [pytest.mark.browser, pytest.mark.embedded]
SAID = "Les mises à jour en direct sont suspendues. Rechargez la page pour voir ce qui est nouveau."


def state(page):
    return page.locator("[data-link-state]")


@pytest.fixture
def pause(site):
    """`pause()` stops the news of the site, and `pause(False)` lets them go on."""
    yield lambda is_paused=True: _knock(site, "pause" if is_paused else "go-on")
    _knock(site, "go-on")


def test_who_writes_while_news_is_suspended_sees_their_words_and_the_others_hear_them_afterwards(
    cast, sit, stays, pause
):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice, bob)
    pause()
    for one in (alice, bob):
        expect(state(one)).to_have_text(SAID)
        expect(state(one)).to_have_attribute("role", "status")
    for n, words in enumerate(("Un.", "Deux."), start=1):
        says(alice, words)
        expect(alice.locator(".messages .msg")).to_have_count(n)
        expect(alice.locator(".outbox > *")).to_have_count(0)
    assert numbers(bob) == []
    pause(False)
    expect(state(bob)).to_have_text("De nouveau en direct.")
    expect(bob.locator(".messages .msg")).to_have_count(2)
    says(bob, "Trois.")
    for one in (alice, bob):
        expect(one.locator(".messages .msg")).to_have_count(3)
        assert numbers(one) == [1, 2, 3]
        expect(state(one)).to_be_hidden()


def test_a_page_that_opens_meanwhile_says_so_in_its_language_and_shows_what_is_new(cast, sit, pause):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    pause()
    visitor = sit(None, locale="en-GB")
    visitor.goto(page)
    expect(state(visitor)).to_have_text("Live updates are paused. Reload the page to see what is new.")
    alice = sit(cast.alice)
    alice.goto(page)
    expect(state(alice)).to_have_text(SAID)
    says(alice, "Bonjour.")
    expect(alice.locator(".messages .msg")).to_have_count(1)
    visitor.reload()
    expect(visitor.locator(".messages .msg")).to_have_count(1)
    expect(state(visitor)).to_be_visible()
