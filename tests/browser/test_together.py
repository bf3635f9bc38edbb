"""Several people before the same page: what one does, the others see, each in their language, without reloading."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from governance import clock
from governance.voting.models import Vote
from tests.browser.gestures import answers, is_live, opens, phase, says, sends, tab
from tests.proposals.factories import BETTER, BODY, a_proposal, amend, fresh

pytestmark = pytest.mark.browser


def the_hour_comes(proposal):
    """Time passes for this consultation: nothing is announced, the dates alone have changed."""
    past = clock.now() - timedelta(seconds=1)
    Vote.objects.filter(pk=fresh(proposal).round.vote_id).update(closes_at=past)


def test_alice_and_bob_walk_from_an_idea_to_a_resolution_and_see_each_other_act(cast, sit, stays):
    cast.bob.language = "en"
    cast.bob.save()
    proposal = a_proposal(cast, cast.alice, "amending")
    page = f"/proposals/{proposal.pk}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice, bob)
    expect(alice.locator("html")).to_have_attribute("lang", "fr")
    expect(bob.locator("html")).to_have_attribute("lang", "en")

    says(bob, "Le guide m’a *beaucoup* servi.")
    said = alice.locator(".messages .msg")
    expect(said).to_have_count(1)
    expect(said.locator(".body")).to_have_text("Le guide m’a beaucoup servi.")
    expect(said.locator("em")).to_have_text("beaucoup")
    expect(bob.locator(".messages .msg")).to_have_count(1)
    expect(bob.locator(".composer textarea")).to_have_value("")

    pen = tab(bob, f"{page}amend/")
    pen.locator("textarea[name=body]").fill(BETTER)
    pen.locator("textarea[name=reason]").fill("En créole aussi.")
    sends(pen)
    expect(alice.locator("#amendments li")).to_have_count(1)
    expect(alice.locator("#amendments li")).to_contain_text("En créole aussi.")

    desk = tab(alice, f"{page}amendments/1/")
    sends(desk)
    expect(bob.locator("[data-part=text] .prose")).to_contain_text("en créole")
    expect(bob.locator("#amendments .badge.good")).to_be_visible()

    expect(bob.locator("#mine form")).to_have_count(0)
    opens(desk, f"{page}open-round/")
    sends(desk, "main form[method=post]:has([name=closes_at])")
    expect(phase(bob)).to_have_class("phase consultation")
    expect(bob.locator("#mine form")).to_be_visible()

    answers(bob, "agree")
    expect(bob.locator("#advice .legend .agree")).to_have_text("1 pour" if _in_french(bob) else "1 agree")
    expect(alice.locator("#advice .turnout b")).to_have_text("1")
    expect(alice.locator("#advice .spectrum")).to_have_count(0)
    answers(alice, "agree")
    expect(alice.locator("#advice .legend .agree")).to_contain_text("2")
    expect(bob.locator("#advice .legend .agree")).to_contain_text("2")

    answers(bob, "block", "Qui relira le créole ?")
    expect(phase(alice)).to_have_class("phase concertation")
    expect(alice.locator("#objections blockquote p")).to_have_text("Qui relira le créole ?")
    expect(alice.locator("#advice .legend .block")).to_contain_text("1")

    alice.locator("#objections a[href$='/answer/']").click(modifiers=["ControlOrMeta"])
    opens(desk, alice.locator("#objections a[href$='/answer/']").get_attribute("href"))
    desk.locator("textarea").fill("Faye et moi, chaque mardi.")
    sends(desk)
    expect(phase(bob)).to_have_class("phase consultation")
    expect(bob.locator("#objections")).to_contain_text("Faye et moi, chaque mardi.")

    answers(bob, "agree")
    expect(alice.locator("#advice .legend .agree")).to_contain_text("2")


def _in_french(page):
    return page.locator("#advice").inner_text().find("personnes consultées") >= 0
