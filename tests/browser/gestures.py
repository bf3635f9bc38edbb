"""What people do in front of a page, whatever its language."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from governance import clock
from governance.voting.models import Vote
from tests.proposals.factories import fresh


def is_live(page: Page):
    """Wait until the page hears what happens."""
    expect(page.locator("html")).to_have_attribute("data-live", "on")


def opens(page: Page, address: str, status: int = 200) -> Page:
    """Go to a page of the site, which answers as it should, and listen."""
    answer = page.goto(address)
    assert answer.status == status, f"{address} answered {answer.status}"
    if page.locator("[data-stream]").count():
        is_live(page)
    return page


def tab(page: Page, address: str) -> Page:
    """A second tab of the same browser."""
    return opens(page.context.new_page(), address)


def says(page: Page, words: str):
    page.locator(".composer [name=body]").fill(words)
    page.locator(".composer .actions button").first.click()


def answers(page: Page, choice: str, reason: str = ""):
    """Take a position on the open page, in one tap and a word."""
    page.locator(f"#mine label.{choice}").click()
    if reason:
        page.locator("#mine textarea").fill(reason)
    page.locator("#mine form button").click()
    expect(page.locator("#mine .notice.success")).to_be_visible()


def sends(page: Page, form: str = "main form[method=post]:has(textarea)", button: str = ".actions button"):
    """Send the form of the page and arrive somewhere else."""
    before = page.url
    page.locator(form).locator(button).first.click()
    page.wait_for_url(lambda url: url != before)


def phase(page: Page):
    return page.locator(".lead .phase")


def the_hour_comes(proposal):
    """Time passes for a consultation: nothing is announced, its dates alone have changed."""
    past = clock.now() - timedelta(seconds=1)
    Vote.objects.filter(pk=fresh(proposal).round.vote_id).update(closes_at=past)
