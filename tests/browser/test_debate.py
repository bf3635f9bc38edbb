"""Answering in a debate, in the browsers of two people: in branches, by keyboard, live, and with its marks."""

from datetime import timedelta

from playwright.sync_api import expect

from governance import clock
from rooms import actions as rooms
from tests.browser.gestures import answers, opens, says, tab
from tests.proposals.factories import BETTER, a_proposal, amend


def test_an_answer_is_written_by_keyboard_without_leaving_the_page_and_takes_its_place(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "discussion")
    for body in ("Qui relit ?", "Quand commence-t-on ?"):
        rooms.post_message(proposal.thread, by=cast.erin, body=body)
    alice, bob = (opens(sit(who), f"/proposals/{proposal.pk}/") for who in (cast.alice, cast.bob))
    stays(alice, bob)
    for body in ("Moi.", "Et moi."):
        bob.locator("[data-answer]").first.focus()
        bob.keyboard.press("Enter")
        expect(bob.locator("[data-answering]")).to_contain_text("Erin Fontaine")
        expect(bob.locator(".composer [name=body]")).to_be_focused()
        says(bob, body)
        expect(bob.locator("[data-answering]")).to_be_hidden()
    says(bob, "Autre chose.")
    for page in (alice, bob):
        expect(page.locator(".messages > .msg .body")).to_have_text(
            ["Qui relit ?", "Quand commence-t-on ?", "Autre chose."]
        )
        expect(page.locator(".messages > .msg:first-of-type + .branch .body")).to_have_text(["Moi.", "Et moi."])
    expect(tab(alice, alice.url).locator(".branch .body")).to_have_text(["Moi.", "Et moi."])


def test_an_answer_that_is_given_up_is_no_answer(cast, sit, stays):
    first = rooms.post_message(cast.room.thread, by=cast.erin, body="Qui vient ?")
    bob = opens(sit(cast.bob), f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/")
    stays(bob)
    bob.locator("[data-answer]").click()
    bob.locator("[data-answering] button").click()
    expect(bob.locator(".composer [name=body]")).to_be_focused()
    says(bob, "Bonjour.")
    expect(bob.locator(".messages .body").last).to_have_text("Bonjour.")
    assert list(first.replies.all()) == []


def test_the_links_of_a_message_are_large_enough_to_touch(cast, sit):
    rooms.post_message(cast.room.thread, by=cast.erin, body="Qui vient ?")
    bob = opens(sit(cast.bob), f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/")
    boxes = [link.bounding_box() for link in bob.locator(".msg .tap").all()]
    assert [min(box["width"], box["height"]) >= 24 for box in boxes] == [True] * 4


def test_the_first_message_of_a_day_names_it_as_it_arrives(cast, sit, stays):
    with clock.pretend(clock.now() - timedelta(days=2)):
        rooms.post_message(cast.room.thread, by=cast.erin, body="Avant-hier.")
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice = opens(sit(cast.alice), page)
    stays(alice)
    says(alice, "Aujourd’hui.")
    expect(alice.locator(".messages .body")).to_have_text(["Avant-hier.", "Aujourd’hui."])
    lived = alice.locator(".messages .day").all_inner_texts()
    served = opens(sit(cast.bob), page).locator(".messages .day").all_inner_texts()
    assert (lived, len(lived)) == (served, 2)


def test_the_marks_of_a_debate_appear_with_ones_own_position(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "consultation")
    rooms.post_message(proposal.thread, by=cast.erin, body="Parce que.", lean="for")
    bob = opens(sit(cast.bob), f"/proposals/{proposal.pk}/")
    stays(bob)
    expect(bob.locator(".lean")).to_have_count(0)
    answers(bob, "agree")
    expect(bob.locator(".lean")).to_have_text("argument pour")


def test_a_message_names_its_version_as_soon_as_the_page_shows_another(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "amending")
    rooms.post_message(proposal.thread, by=cast.erin, body="Ici.", paragraph=1, version_n=1)
    made = amend(proposal, cast.erin, BETTER)
    bob, alice = opens(sit(cast.bob), f"/proposals/{proposal.pk}/"), sit(cast.alice)
    stays(bob)
    expect(bob.locator("[data-paragraph]")).to_have_text("sur le paragraphe 1")
    opens(alice, f"/proposals/{proposal.pk}/amendments/{made.n}/")
    alice.locator("form[action$='/accept/'] button, button[formaction$='/accept/']").first.click()
    expect(bob.locator("[data-paragraph]")).to_have_text("sur le paragraphe 1 de la version 1")
    earlier = tab(bob, bob.locator("[data-paragraph]").get_attribute("href"))
    expect(earlier.locator("h2").first).to_have_text("Version 1")
    expect(earlier.locator("#p1")).to_be_visible()
