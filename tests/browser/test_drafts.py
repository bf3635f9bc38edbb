"""What somebody was writing when their page died is offered back, here and elsewhere, until it is sent."""

import pytest
from playwright.sync_api import expect

from governance.texts.models import Draft
from tests.browser.gestures import opens
from tests.proposals.factories import a_proposal

pytestmark = pytest.mark.browser

HERE = "() => Object.keys(localStorage).filter((key) => key.startsWith('draft/')).length"


@pytest.fixture
def page_of(cast):
    return f"/proposals/{a_proposal(cast, cast.bob, 'amending').pk}/amend/"


def offer(page):
    return page.locator("[data-offer]")


def is_kept(page):
    expect(page.locator(".draft [role=status]")).to_contain_text("Brouillon enregistré à")


def test_an_amendment_survives_the_death_of_its_page_and_is_sent_from_another_browser(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    expect(offer(erin)).to_be_hidden()
    erin.locator("[name=reason]").fill("Pour que tout le monde le lise.")
    erin.locator("[name=body]").fill("Nous traduisons le guide en créole.")
    is_kept(erin)
    erin.close()

    elsewhere = opens(sit(cast.erin), page_of)
    expect(elsewhere.locator("[name=reason]")).to_have_value("")
    offer(elsewhere).locator("[data-resume]").click()
    expect(elsewhere.locator("[name=body]")).to_have_value("Nous traduisons le guide en créole.")
    expect(elsewhere.locator("[name=reason]")).to_have_value("Pour que tout le monde le lise.")
    elsewhere.locator("#writing .actions button").first.click()
    elsewhere.wait_for_url("**/amendments/1/")
    assert Draft.objects.count() == 0
    expect(offer(opens(elsewhere, page_of))).to_be_hidden()
    assert elsewhere.evaluate(HERE) == 0


def test_the_first_browser_no_longer_offers_what_was_sent_from_the_second(cast, sit, page_of):
    erin, elsewhere = sit(cast.erin), sit(cast.erin)
    opens(erin, page_of).locator("[name=reason]").fill("Pour que tout le monde le lise.")
    erin.locator("[name=body]").fill("Nous traduisons le guide en créole.")
    is_kept(erin)
    opens(elsewhere, page_of + "?draft=1").locator("#writing .actions button").first.click()
    elsewhere.wait_for_url("**/amendments/1/")
    expect(offer(opens(erin, page_of))).to_be_hidden()
    assert erin.evaluate(HERE) == 0


def test_without_network_the_device_keeps_it_and_offers_it_back(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    erin.context.set_offline(True)
    erin.locator("[name=reason]").fill("Écrit dans le train.")
    expect(erin.locator(".draft [role=status]")).to_contain_text("que sur cet appareil")
    erin.context.set_offline(False)
    Draft.objects.all().delete()
    erin.evaluate("""() => { for (const key of Object.keys(localStorage)) if (key.startsWith("draft/")) {
        const kept = JSON.parse(localStorage[key]); kept.kept = false; localStorage[key] = JSON.stringify(kept); } }""")
    opens(erin, page_of)
    expect(offer(erin)).to_contain_text("sur cet appareil")
    expect(erin.locator("[name=reason]")).to_have_value("")
    offer(erin).locator("[data-resume]").click()
    expect(erin.locator("[name=reason]")).to_have_value("Écrit dans le train.")
    is_kept(erin)


def test_a_refusal_keeps_the_draft_and_what_is_sent_at_once_leaves_none(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    erin.locator("[name=body]").fill("Nous traduisons le guide en créole.")
    erin.locator("#writing .actions button").first.click()
    expect(erin.locator(".summary-errors")).to_be_visible()
    assert erin.evaluate(HERE) == 1
    erin.locator("[name=reason]").fill("Pour que tout le monde le lise.")
    erin.locator("#writing .actions button").first.click()
    erin.wait_for_url("**/amendments/1/")
    erin.wait_for_function(f"({HERE})() === 0")
    expect(offer(opens(erin, page_of))).to_be_hidden()


def test_erased_it_is_offered_nowhere(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    erin.locator("[name=reason]").fill("Je ne sais pas encore.")
    is_kept(erin)
    opens(erin, page_of)
    offer(erin).locator("button").click()
    expect(offer(erin)).to_be_hidden()
    expect(erin.locator(".draft [role=status]")).to_contain_text("effacé")
    assert (Draft.objects.count(), erin.evaluate(HERE)) == (0, 0)
    expect(offer(opens(erin, page_of))).to_be_hidden()


def test_what_is_written_before_answering_the_offer_does_not_replace_the_draft(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    erin.locator("[name=reason]").fill("Une longue raison.")
    is_kept(erin)
    opens(erin, page_of).locator("[name=reason]").fill("Un autre début.")
    expect(erin.locator(".draft [role=status]")).to_contain_text("Reprenez ou effacez")
    assert Draft.objects.get().fields["reason"] == ["Une longue raison."]


def test_who_signs_out_leaves_nothing_on_the_device(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    erin.locator("[name=reason]").fill("Rien que pour moi.")
    is_kept(erin)
    assert erin.evaluate(HERE) == 1
    erin.locator(".menu summary").click()
    erin.locator("form[action$='/logout/'] button").click()
    erin.wait_for_url(lambda url: "/amend/" not in url)
    assert erin.evaluate(HERE) == 0


def test_without_a_script_the_server_offers_the_draft(cast, sit, page_of):
    erin = opens(sit(cast.erin), page_of)
    erin.locator("[name=reason]").fill("Pour que tout le monde le lise.")
    is_kept(erin)
    plain = opens(sit(cast.erin, java_script_enabled=False), page_of)
    expect(offer(plain)).to_contain_text("Vous aviez commencé à écrire ici")
    offer(plain).locator("[data-resume]").click()
    expect(plain.locator("[name=reason]")).to_have_value("Pour que tout le monde le lise.")
    offer(plain).locator("button").click()
    expect(offer(plain)).to_be_hidden()
    assert Draft.objects.count() == 0
