"""What somebody is writing: news never takes it away, refusals never lose it."""

import pytest
from playwright.sync_api import expect

from rooms.models import LONGEST_MESSAGE
from tests.browser.gestures import answers, opens, phase, says
from tests.proposals.factories import a_proposal

pytestmark = pytest.mark.browser


def test_somebody_sees_who_is_typing_until_the_message_is_there(cast, sit):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    alice.locator(".composer [name=body]").press_sequentially("Bon")
    expect(bob.locator("[data-typing]")).to_contain_text("Alice Payet")
    expect(alice.locator("[data-typing]")).to_be_empty()
    says(alice, "Bonjour.")
    expect(bob.locator(".messages .msg")).to_have_count(1)
    assert bob.locator("[data-typing]").inner_text() == ""


def test_a_position_being_written_survives_the_block_of_somebody_else(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "consultation")
    page = f"/proposals/{proposal.pk}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice)
    before = alice.locator("#mine").element_handle()
    alice.locator("#mine label.disagree").click()
    reason = alice.locator("#mine textarea")
    reason.press_sequentially("Pas sans Faye")
    reason.press("Home")
    answers(bob, "block", "Rien n’est relu.")
    expect(phase(alice)).to_have_class("phase concertation")
    expect(alice.locator("#mine h2")).to_contain_text("suspendu")
    assert not before.evaluate("element => element.isConnected"), "the part was not replaced"
    expect(reason).to_have_value("Pas sans Faye")
    expect(reason).to_be_focused()
    expect(alice.locator("#mine [value=disagree]")).to_be_checked()
    alice.keyboard.type("Non : ")
    expect(reason).to_have_value("Non : Pas sans Faye")


def test_an_advice_being_written_stays_open_when_somebody_helps(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "amending")
    page = f"/proposals/{proposal.pk}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice)
    alice.locator("#contributions summary").click()
    advice = alice.locator("#contributions textarea")
    advice.fill("Demandez à la médiathèque.")
    bob.locator("#contributions button").first.click()
    expect(alice.locator("#contributions")).to_contain_text("Bob Nativel")
    expect(advice).to_be_visible()
    expect(advice).to_have_value("Demandez à la médiathèque.")
    expect(advice).to_be_focused()


def test_a_position_chosen_by_keyboard_keeps_its_place_when_news_arrives(cast, sit):
    proposal = a_proposal(cast, cast.alice, "consultation")
    page = f"/proposals/{proposal.pk}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    alice.locator("#mine [value=agree]").focus()
    alice.keyboard.press("Space")
    answers(bob, "block", "Rien n’est relu.")
    expect(alice.locator("#mine h2")).to_contain_text("suspendu")
    expect(alice.locator("#mine [value=agree]")).to_be_checked()
    expect(alice.locator("#mine [value=agree]")).to_be_focused()


def test_what_news_changes_is_not_overwritten_by_what_nobody_typed(cast, sit):
    proposal = a_proposal(cast, cast.alice, "consultation")
    page = f"/proposals/{proposal.pk}/"
    here, there, bob = opens(sit(cast.alice), page), opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    here.locator("#mine textarea").fill("Je réfléchis.")
    answers(there, "agree", "C’est clair.")
    answers(bob, "block", "Rien n’est relu.")
    expect(here.locator("#mine h2")).to_contain_text("suspendu")
    expect(here.locator("#mine [value=agree]")).to_be_checked()
    expect(here.locator("#mine textarea")).to_have_value("Je réfléchis.")


def test_a_message_too_long_is_refused_on_the_spot_and_kept(cast, sit, stays):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice = opens(sit(cast.alice), page)
    stays(alice)
    words = "palabre " * (LONGEST_MESSAGE // 8 + 1)
    says(alice, words.strip() + ".")
    expect(alice.locator(".composer .errors")).to_contain_text("Rien n’est perdu")
    expect(alice.locator(".composer [name=body]")).to_have_value(words.strip() + ".")
    expect(alice.locator(".composer [name=body]")).to_be_focused()
    says(alice, "Plus court.")
    expect(alice.locator(".messages .body")).to_have_text("Plus court.")
    expect(alice.locator(".composer .errors")).to_have_count(0)
    expect(alice.locator(".composer [name=body]")).to_have_value("")


def test_somebody_whose_network_goes_is_told_so_and_told_when_it_is_back(cast, sit, stays):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice)
    alice.context.set_offline(True)
    expect(alice.locator("[data-link-state]")).to_contain_text("hors ligne")
    says(bob, "Vous me recevez ?")
    alice.context.set_offline(False)
    expect(alice.locator(".messages .body")).to_have_text("Vous me recevez ?")
    expect(alice.locator("[data-link-state]")).to_be_hidden()


def test_a_message_that_a_room_no_longer_takes_is_refused_with_the_reason_and_kept(cast, sit, stays):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = sit(cast.alice), opens(sit(cast.bob), page)
    stays(bob)
    opens(alice, f"{page}archive/")
    alice.locator("[name=reason]").fill("Le travail est fini.")
    alice.locator("main form button").first.click()
    alice.wait_for_url(f"**{page}")
    says(bob, "Une dernière chose.")
    expect(bob.locator(".composer [role=alert]").first).to_be_visible()
    expect(bob.locator(".composer [name=body]").first).to_have_value("Une dernière chose.")
    says(bob, "Vraiment ?")
    expect(bob.locator(".composer > [role=alert]")).to_have_count(1)


def test_a_block_is_confirmed_and_stays_so_when_its_own_news_arrives(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "consultation")
    alice = opens(sit(cast.alice), f"/proposals/{proposal.pk}/")
    stays(alice)
    with alice.expect_response("**/?part=mine"):
        answers(alice, "block", "Rien n’est relu.")
    expect(alice.locator("#mine h2")).to_contain_text("suspendu")
    expect(alice.locator("#mine .notice.success")).to_contain_text("Blocage")
    expect(alice.locator("#mine textarea")).to_have_value("Rien n’est relu.")


def test_a_hurried_hand_sends_a_message_once(cast, sit):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice = opens(sit(cast.alice), page)
    alice.locator(".composer [name=body]").fill("Une fois.")
    alice.keyboard.down("Control")
    for _stroke in range(3):
        alice.keyboard.press("Enter")
    alice.keyboard.up("Control")
    expect(alice.locator(".composer [name=body]")).to_have_value("")
    says(alice, "Deux.")
    expect(alice.locator(".messages .body").last).to_have_text("Deux.")
    assert alice.locator(".messages .body").all_inner_texts() == ["Une fois.", "Deux."]


def test_what_is_typed_while_a_message_leaves_is_kept(cast, sit):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice = opens(sit(cast.alice), page)
    leaving = []
    alice.route("**/threads/*/messages/", lambda route: leaving.append(route))
    says(alice, "Bonjour.")
    alice.locator(".composer [name=body]").fill("Et aussi")
    with alice.expect_response("**/threads/*/messages/"):
        leaving[0].continue_()
    expect(alice.locator(".messages .body")).to_have_text("Bonjour.")
    expect(alice.locator(".composer")).not_to_have_attribute("aria-busy", "true")
    expect(alice.locator(".composer [name=body]")).to_have_value("Et aussi")
