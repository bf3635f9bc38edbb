"""Two people improve one paragraph in two browsers, and whoever carries it puts both into the text, live."""

import pytest
from playwright.sync_api import expect

from governance import live
from tests.browser.gestures import opens, sends, tab
from tests.proposals.factories import a_proposal, amend, fresh

pytestmark = pytest.mark.browser

PARAGRAPH = "Nous traduisons le guide entier, et chaque mardi nous nous retrouvons au jardin."


def writes(page, address, body, reason):
    """Propose an amendment from a tab of one's own."""
    pen = tab(page, f"{address}amend/")
    pen.locator("textarea[name=body]").fill(body)
    pen.locator("textarea[name=reason]").fill(reason)
    sends(pen)
    pen.close()


def test_two_amendments_to_one_paragraph_end_in_one_text_that_both_pages_show(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "amending", body=PARAGRAPH)
    address = f"/proposals/{proposal.pk}/"
    erin, faye = opens(sit(cast.erin), address), opens(sit(cast.faye), address)
    stays(erin, faye)
    writes(erin, address, PARAGRAPH.replace("le guide entier", "le guide entier en créole"), "En créole aussi.")
    writes(faye, address, PARAGRAPH.replace("mardi", "jeudi"), "Le mardi, le jardin ferme.")

    desk = sit(cast.alice)
    opens(desk, f"{address}amendments/1/")
    second = tab(desk, f"{address}amendments/2/")
    sends(desk)
    expect(erin.locator("[data-part=text] .prose")).to_contain_text("en créole")

    # What the second tab showed is no longer what would enter: she is asked to read it again.
    second.locator("main form[method=post] .actions button").first.click()
    expect(second.locator("[role=alert]")).to_contain_text("relisez-le, puis décidez")
    expect(second.locator("main")).to_contain_text("à relire")
    second.locator("main form[method=post] .actions button").first.click()
    second.wait_for_url(f"**{address}")

    both = PARAGRAPH.replace("le guide entier", "le guide entier en créole").replace("mardi", "jeudi")
    for page in (erin, faye):
        expect(page.locator("[data-part=text] .prose")).to_contain_text(both)
        expect(page.locator("#amendments .badge.good")).to_have_count(2)
    assert fresh(proposal).text.current.body == both


def test_two_amendments_to_the_same_words_are_settled_with_the_keyboard_alone(cast, sit):
    proposal = a_proposal(cast, cast.alice, "amending", body=PARAGRAPH)
    address = f"/proposals/{proposal.pk}/"
    with live.quiet():
        amend(proposal, cast.erin, PARAGRAPH.replace("chaque mardi", "chaque jeudi"))
        amend(proposal, cast.faye, PARAGRAPH.replace("chaque mardi", "un samedi sur deux"))
    desk = sit(cast.alice)
    opens(desk, f"{address}amendments/1/")
    sends(desk)

    faye = opens(sit(cast.faye), f"{address}amendments/2/")
    keys = faye.keyboard

    def reach(there):
        """Go on with the tabulation key until the focus is there."""
        for _step in range(80):
            keys.press("Tab")
            if faye.evaluate("(css) => document.activeElement.matches(css)", there):
                return
        pytest.fail(f"the keyboard never reaches {there}")

    reach("a[href$='/settle/']")
    keys.press("Enter")
    faye.wait_for_url("**/settle/")
    expect(faye.locator("input[type=radio]:checked")).to_have_count(0)
    reach("input[name=choice-1]")
    keys.press("Space")
    for _again in range(3):
        keys.press("ArrowDown")
    expect(faye.locator("input[name=choice-1][value=written]")).to_be_checked()
    reach("textarea[name=words-1]")
    keys.press("Control+A")
    settled = PARAGRAPH.replace("chaque mardi", "chaque jeudi, puis un samedi sur deux,")
    keys.type(settled)
    reach("button[name=preview]")
    keys.press("Enter")
    expect(faye.locator("#result")).to_be_visible()
    reach("form.settle .actions button:not([name])")
    keys.press("Enter")
    faye.wait_for_url("**/amendments/2/")

    opens(desk, f"{address}amendments/2/")
    sends(desk)
    expect(desk.locator("[data-part=text] .prose")).to_contain_text(settled)
    assert fresh(proposal).text.current.body == settled
