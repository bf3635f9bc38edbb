"""A page whose network fails for a while: it catches up, each thing once, in order."""

import pytest
from playwright.sync_api import expect

from rooms import actions as rooms
from tests.browser.gestures import answers, is_live, opens, phase, says
from tests.proposals.factories import a_proposal

pytestmark = pytest.mark.browser


def numbers(page) -> list[int]:
    return page.locator(".messages .msg").evaluate_all("found => found.map(one => Number(one.dataset.n))")


def goes_offline(page, who, cut):
    page.context.set_offline(True)
    cut(who)
    expect(page.locator("[data-link-state]")).to_be_visible()


def test_bob_reads_what_was_said_while_he_was_cut_off_once_and_in_order(cast, sit, stays, cut):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(bob)
    lines = []
    bob.on("websocket", lambda line: lines.append(line))
    says(alice, "Avant.")
    expect(bob.locator(".messages .msg")).to_have_count(1)

    goes_offline(bob, cast.bob, cut)
    for n, words in enumerate(("Un.", "Deux.", "Trois."), start=2):
        says(alice, words)
        expect(alice.locator(".messages .msg")).to_have_count(n)
    assert numbers(bob) == [1]
    bob.context.set_offline(False)
    expect(bob.locator(".messages .msg")).to_have_count(4)
    says(alice, "Et après.")
    expect(bob.locator(".messages .msg")).to_have_count(5)

    assert numbers(bob) == [1, 2, 3, 4, 5]
    assert bob.locator(".messages .body").all_inner_texts() == ["Avant.", "Un.", "Deux.", "Trois.", "Et après."]
    assert len([line for line in lines if not line.is_closed()]) == 1, "more than one socket listens"


def test_a_message_rewritten_while_bob_was_cut_off_shows_its_last_words_in_its_place(cast, sit, cut):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    for n, words in enumerate(("Rendez-vous mardi.", "D’accord."), start=1):
        says(alice, words)
        expect(bob.locator(".messages .msg")).to_have_count(n)
    first = alice.locator(".messages .msg").first.get_attribute("data-url")
    goes_offline(bob, cast.bob, cut)
    opens(alice, f"{first}edit/")
    alice.locator("textarea").fill("Rendez-vous jeudi.")
    alice.locator("main form button").first.click()
    alice.wait_for_url("**/rooms/**")
    bob.context.set_offline(False)
    expect(bob.locator(".messages .body").first).to_have_text("Rendez-vous jeudi.")
    assert numbers(bob) == [1, 2]


def test_a_phase_that_changed_while_bob_was_cut_off_is_shown_when_he_is_back(cast, sit, stays, cut):
    proposal = a_proposal(cast, cast.alice, "consultation")
    page = f"/proposals/{proposal.pk}/"
    bob, faye = opens(sit(cast.bob), page), opens(sit(cast.faye), page)
    stays(bob)
    goes_offline(bob, cast.bob, cut)
    answers(faye, "block", "Rien n’est relu.")
    expect(phase(bob)).to_have_class("phase consultation")
    bob.context.set_offline(False)
    expect(phase(bob)).to_have_class("phase concertation")
    expect(bob.locator("#objections blockquote p")).to_have_text("Rien n’est relu.")


def test_a_part_that_could_not_be_fetched_is_asked_for_again(cast, sit, stays, troubles):
    proposal = a_proposal(cast, cast.alice, "consultation")
    page = f"/proposals/{proposal.pk}/"
    bob, faye = opens(sit(cast.bob), page), opens(sit(cast.faye), page)
    stays(bob)
    failed = []

    def fails_once(route):
        if failed:
            return route.continue_()
        failed.append(route.request.url)
        return route.fulfill(status=503)

    bob.route("**/proposals/*/?part=advice", fails_once)
    answers(faye, "agree")
    expect(bob.locator("#advice .turnout b")).to_have_text("1")
    assert troubles == [f"503: {failed[0]}"]
    troubles.clear()


def test_an_answer_that_comes_late_does_not_hide_a_newer_one(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "consultation")
    page = f"/proposals/{proposal.pk}/"
    bob, erin, faye = (opens(sit(who), page) for who in (cast.bob, cast.erin, cast.faye))
    stays(bob)
    late = []

    def keeps_the_first(route):
        if late:
            return route.continue_()
        late.append((route, route.fetch()))

    bob.route("**/proposals/*/?part=advice", keeps_the_first)
    answers(erin, "agree")
    expect(bob.locator("#advice .turnout b")).to_have_text("0")
    answers(faye, "agree")
    expect(bob.locator("#advice .turnout b")).to_have_text("2")
    (route, response) = late[0]
    with bob.expect_response("**/proposals/*/?part=advice"):
        route.fulfill(response=response)
    expect(bob.locator("#advice .turnout b")).to_have_text("2")


def test_an_old_message_rewritten_does_not_appear_among_the_last_ones(cast, sit, cut):
    for n in range(51):
        rooms.post_message(cast.room.thread, by=cast.alice, body=f"Message {n + 1}.")
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    opens(alice, f"{page}?before=2")
    opens(alice, alice.locator(".messages .msg").first.get_attribute("data-url") + "edit/")
    alice.locator("textarea").fill("Le tout premier message, corrigé.")
    alice.locator("main form button").first.click()
    alice.wait_for_url("**/rooms/**")
    says(opens(alice, page), "Le dernier.")
    expect(bob.locator(".messages .body").last).to_have_text("Le dernier.")
    assert numbers(bob) == list(range(2, 53))


def test_a_page_listens_again_after_the_site_hung_up(cast, sit, stays, cut):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(bob)
    with bob.expect_websocket():
        cut(cast.bob)
    is_live(bob)
    says(alice, "Toujours là ?")
    expect(bob.locator(".messages .body")).to_have_text("Toujours là ?")
