"""Around an amendment, in the browsers of two people: its support, its suggestions and its talk are live."""

import pytest
from playwright.sync_api import expect

from proposals import actions
from tests.browser.gestures import opens, says
from tests.proposals.factories import BETTER, a_proposal, amend

pytestmark = pytest.mark.browser

OTHER = BETTER.replace("créole", "malgache")


def suggest(amendment, who, body):
    return actions.suggest(amendment, by=who, words="Plus juste.", body=body)


def test_a_suggestion_is_taken_by_keyboard_and_everybody_reads_the_new_words(cast, sit):
    proposal = a_proposal(cast, cast.alice, "amending")
    amendment = amend(proposal, cast.erin)
    suggest(amendment, cast.bob, OTHER)
    at = f"/proposals/{proposal.pk}/amendments/1/"
    erin, faye = (opens(sit(who), at) for who in (cast.erin, cast.faye))
    faye.locator("form[action$='/cosign/'] button").click()
    expect(erin.locator("#cosigners .supports")).to_have_text("FC Faye Clain")
    take = erin.locator("form[action$='/take/'] .actions button").first
    take.focus()
    erin.keyboard.press("Enter")
    expect(faye.locator("#words ins")).to_contain_text("malgache")
    expect(faye.locator("#cosigners .supports")).to_contain_text("soutenu avant la dernière réécriture")
    faye.locator("form[action$='/cosign/'] button").click()
    expect(erin.locator("#cosigners .supports")).not_to_contain_text("réécriture")


def test_news_of_an_amendment_takes_nothing_away_from_who_is_answering(cast, sit):
    proposal = a_proposal(cast, cast.alice, "amending")
    amendment = amend(proposal, cast.erin)
    suggest(amendment, cast.bob, OTHER)
    erin = opens(sit(cast.erin), f"/proposals/{proposal.pk}/amendments/1/")
    erin.locator("#suggestions form details summary").click()
    erin.locator("#suggestion-1-answer").fill("Merci Bob")
    faye = opens(sit(cast.faye), f"/proposals/{proposal.pk}/amendments/1/")
    faye.locator("form[action$='/cosign/'] button").click()
    expect(erin.locator("#cosigners")).to_contain_text("Faye Clain")
    expect(erin.locator("#suggestion-1-answer")).to_have_value("Merci Bob")
    expect(erin.locator("#suggestion-1-answer")).to_be_visible()


def test_the_talk_of_an_amendment_is_live_and_only_its_own(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "amending")
    amend(proposal, cast.erin)
    bob, erin = (opens(sit(who), f"/proposals/{proposal.pk}/amendments/1/") for who in (cast.bob, cast.erin))
    debate = opens(sit(cast.faye), f"/proposals/{proposal.pk}/")
    stays(bob, erin, debate)
    says(debate, "Parlons d’autre chose.")
    expect(debate.locator(".messages .body")).to_have_text(["Parlons d’autre chose."])
    says(bob, "Et les accents ?")
    erin.locator("[data-answer]").first.click()
    says(erin, "J’y veille.")
    expect(debate.locator(".messages .body")).to_have_text(
        ["Parlons d’autre chose.", "Et les accents ?", "J’y veille."]
    )
    for page in (bob, erin):
        expect(page.locator(".messages .body")).to_have_text(["Et les accents ?", "J’y veille."])
    expect(debate.locator(".on-amendment").first).to_have_text("sur l’amendement n° 1")
