"""Writing in a talk: words leave at once, come back when they are refused, and are said once whatever the network."""

import pytest
from playwright.sync_api import expect

from rooms import actions as rooms
from rooms import polls
from rooms.models import Message
from tests.browser.gestures import opens, says

pytestmark = pytest.mark.browser


@pytest.fixture
def page(cast):
    return f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"


def field(page):
    return page.locator(".composer [name=body]")


def bodies(page):
    return page.locator(".messages .body")


def pending(page):
    return page.locator(".outbox .pending")


def bodies_said():
    return list(Message.objects.order_by("n").values_list("body", flat=True))


def test_a_message_sent_while_offline_is_sent_once_when_the_network_is_back(cast, sit, stays, cut, page):
    bob, erin = opens(sit(cast.bob), page), opens(sit(cast.erin), page)
    stays(bob)
    bob.context.set_offline(True)
    says(bob, "Premier.")
    says(bob, "Second.")
    expect(pending(bob)).to_have_count(2)
    expect(pending(bob).first).to_contain_text("Non envoyé")
    expect(field(bob)).to_have_value("")
    bob.context.set_offline(False)
    expect(bodies(erin)).to_have_text(["Premier.", "Second."])
    expect(bodies(bob)).to_have_text(["Premier.", "Second."])
    expect(pending(bob)).to_have_count(0)
    assert bodies_said() == ["Premier.", "Second."]


def test_a_message_whose_answer_was_lost_is_not_said_twice(cast, sit, stays, page, troubles):
    bob = opens(sit(cast.bob), page)
    stays(bob)
    lost = []

    def loses_the_first_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        route.abort()

    bob.route("**/threads/*/messages/", loses_the_first_answer)
    says(bob, "Bonjour.")
    expect(pending(bob)).to_contain_text("Non envoyé")
    bob.get_by_role("button", name="Réessayer").click()
    expect(pending(bob)).to_have_count(0)
    expect(bodies(bob)).to_have_text(["Bonjour."])
    assert bodies_said() == ["Bonjour."]
    troubles.clear()  # the browser itself tells of the answer that was lost


def test_without_a_socket_a_message_still_leaves_and_shows(cast, sit, stays, page):
    bob = sit(cast.bob)
    bob.add_init_script("window.WebSocket = class { constructor() { this.readyState = 3; } close() {} send() {} };")
    bob.goto(page)
    stays(bob)
    says(bob, "Par HTTP seulement.")
    expect(bodies(bob)).to_have_text(["Par HTTP seulement."])
    expect(pending(bob)).to_have_count(0)


def test_refused_words_come_back_into_the_field_with_the_reason(cast, sit, stays, page):
    carol = opens(sit(cast.carol), page)
    stays(carol)
    says(carol, "Venez @tous !")
    expect(carol.locator(".composer .errors, .composer .errorlist")).to_contain_text("Interpeller tout le monde")
    expect(field(carol)).to_have_value("Venez @tous !")
    expect(pending(carol)).to_have_count(0)
    says(carol, "Venez !")
    expect(bodies(carol)).to_have_text(["Venez !"])


def test_what_the_site_could_not_even_read_comes_back_with_a_sentence(cast, sit, stays, page):
    """A paste of ten megabytes is answered by a whole page: nothing of it enters the talk."""
    bob = opens(sit(cast.bob), page)
    stays(bob)
    bob.route("**/threads/*/messages/", lambda route: route.fulfill(status=400, body="<html><h1>Trop long</h1></html>"))
    says(bob, "Un très long texte.")
    expect(bob.locator(".composer > [role=alert]")).to_have_text("Ce message n’a pas été accepté.")
    expect(field(bob)).to_have_value("Un très long texte.")
    assert bodies_said() == []


def test_what_failed_may_be_taken_back_and_rewritten(cast, sit, page):
    bob = opens(sit(cast.bob), page)
    bob.context.set_offline(True)
    says(bob, "Un mot de travers.")
    bob.get_by_role("button", name="Reprendre le texte").click()
    expect(field(bob)).to_have_value("Un mot de travers.")
    expect(pending(bob)).to_have_count(0)
    bob.context.set_offline(False)
    assert bodies_said() == []


def test_what_was_on_its_way_is_still_there_after_the_page_was_loaded_again(cast, sit, page, troubles):
    bob = opens(sit(cast.bob), page)
    bob.route("**/threads/*/messages/", lambda route: route.abort())
    says(bob, "Bonjour.")
    expect(pending(bob)).to_contain_text("Non envoyé")
    bob.unroute("**/threads/*/messages/")
    opens(bob, page)
    bob.get_by_role("button", name="Réessayer").click()
    expect(bodies(bob)).to_have_text(["Bonjour."])
    assert bodies_said() == ["Bonjour."]
    troubles.clear()  # the browser itself tells of the network that failed


def test_what_is_being_written_waits_on_this_device_until_it_is_sent(cast, sit, page):
    bob = opens(sit(cast.bob), page)
    field(bob).fill("Je commence à écri")
    opens(bob, "/")
    opens(bob, page)
    expect(field(bob)).to_have_value("Je commence à écri")
    says(bob, "Je commence à écrire.")
    expect(bodies(bob)).to_have_text(["Je commence à écrire."])
    opens(bob, page)
    expect(field(bob)).to_have_value("")


def test_a_draft_is_not_read_by_the_next_person_on_the_device(cast, sit, page):
    bob = opens(sit(cast.bob), page)
    field(bob).fill("Entre moi et moi")
    bob.locator(".menu > summary").click()
    bob.locator("form[action='/accounts/logout/'] button").click()
    expect(bob.locator(".composer")).to_have_count(0)
    assert bob.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft/')).length") == 0


def test_bob_names_erin_by_keyboard(cast, sit, stays, page):
    bob, erin = opens(sit(cast.bob), page), opens(sit(cast.erin), page)
    stays(bob)
    field(bob).press_sequentially("Merci @fo")
    options = bob.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_text(["Erin Fontaine personne"])
    expect(field(bob)).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    field(bob).press("Enter")
    expect(field(bob)).to_have_value("Merci @Erin Fontaine ")
    expect(options).to_have_count(0)
    field(bob).press_sequentially("!")
    field(bob).press("Control+Enter")
    expect(erin.locator(".messages .mention.mine")).to_have_text("@Erin Fontaine")
    expect(bob.locator(".messages .mention:not(.mine)")).to_have_text("@Erin Fontaine")


def test_the_list_of_names_is_left_by_escape_and_chosen_by_finger(cast, sit, page):
    bob = opens(sit(cast.bob), page)
    field(bob).press_sequentially("@a")
    expect(bob.get_by_role("listbox")).to_be_visible()
    field(bob).press("Escape")
    expect(bob.get_by_role("listbox")).to_have_count(0)
    field(bob).press_sequentially("l")
    bob.get_by_role("option", name="Alice Payet").click()
    expect(field(bob)).to_have_value("@Alice Payet ")
    expect(field(bob)).to_be_focused()


def test_a_selection_is_quoted_with_its_author_into_an_answer(cast, sit, stays, page):
    rooms.post_message(cast.room.thread, by=cast.erin, body="Rendez-vous **mardi**\n\nsur la place")
    bob = opens(sit(cast.bob), page)
    stays(bob)
    bob.get_by_role("link", name="Citer").click()
    expect(field(bob)).to_have_value("> **Erin Fontaine**\u00a0:\n> Rendez-vous mardi\n>\n> sur la place\n\n")
    expect(bob.locator("[data-answering] b")).to_have_text("Erin Fontaine")
    field(bob).press_sequentially("Oui.")
    bob.locator(".composer .actions button").first.click()
    expect(bob.locator(".messages .msg").last.locator(".body blockquote")).to_contain_text("Rendez-vous mardi")
    expect(bob.locator(".messages .msg").last.locator(".body > p")).to_have_text("Oui.")


def test_a_sign_put_by_one_is_seen_by_the_others_and_taken_back(cast, sit, stays, page):
    rooms.post_message(cast.room.thread, by=cast.erin, body="Bonjour")
    bob, faye = opens(sit(cast.bob), page), opens(sit(cast.faye), page)
    stays(bob, faye)
    bob.locator("[data-react]").click()
    bob.get_by_role("button", name="merci").click()
    expect(faye.locator(".messages .sign")).to_contain_text("1")
    expect(bob.locator(".messages .signs:not(.all) .sign")).to_have_attribute("aria-pressed", "true")
    faye.locator(".messages .sign").click()
    expect(bob.locator(".messages .sign")).to_contain_text("2")
    bob.locator(".messages .sign").click()
    expect(faye.locator(".messages .sign")).to_contain_text("1")
    expect(bob.locator(".messages .sign")).to_have_attribute("aria-pressed", "false")


def test_a_question_of_one_line_is_answered_where_it_stands(cast, sit, stays, page):
    bob, erin = opens(sit(cast.bob), page), opens(sit(cast.erin), page)
    stays(bob, erin)
    says(bob, "/sondage Qui vient samedi ?")
    erin.get_by_role("button", name="J’en suis").click()
    expect(bob.locator(".poll")).to_contain_text("Erin Fontaine")
    expect(erin.locator(".poll button.mine")).to_contain_text("J’en suis")
    erin.get_by_role("button", name="Sans moi").click()
    expect(bob.locator(".poll button[value=out] .n")).to_have_text("1")
    expect(bob.locator(".poll button[value=in] .n")).to_have_text("0")


def test_a_link_to_a_room_unfolds_for_those_who_see_it_and_for_nobody_else(cast, sit, page, site):
    secret = rooms.open_room(cast.space, by=cast.alice, name="Coulisses", visibility="roles")
    address = f"{site.url}/spaces/{cast.space.slug}/rooms/{secret.slug}/"
    rooms.post_message(cast.room.thread, by=cast.alice, body=f"Voir <{address}> et <{site.url}/ailleurs/>")
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    expect(alice.locator(".unfolded")).to_contain_text("Coulisses")
    expect(alice.locator(".unfolded")).to_have_count(1)
    bob.wait_for_load_state("networkidle")
    expect(bob.locator(".unfolded")).to_have_count(0)
    expect(bob.locator(".messages .body a").first).to_have_attribute("href", address)


def test_without_a_script_one_reacts_answers_and_writes(cast, sit, page):
    said = rooms.post_message(cast.room.thread, by=cast.erin, body="Bonjour")
    rooms.react(said, by=cast.erin, sign="agree")
    polls.open_poll(cast.room, by=cast.erin, question="Qui vient ?")
    bob = sit(cast.bob, java_script_enabled=False)
    bob.goto(page)
    bob.locator(".sign").click()
    expect(bob.locator(".sign")).to_contain_text("2")
    bob.get_by_role("button", name="J’en suis").click()
    expect(bob.locator(".poll")).to_contain_text("Bob Nativel")
    bob.locator(".composer [name=body]").fill("Merci @Erin Fontaine")
    bob.locator(".composer .actions button").first.click()
    expect(bob.locator(".mention")).to_have_text("@Erin Fontaine")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_wide_table_and_long_code_scroll_inside_their_message(cast, sit, page, width):
    cells = " | ".join(f"colonne_{n}" for n in range(12))
    rule = " | ".join("---" for _n in range(12))
    rooms.post_message(cast.room.thread, by=cast.erin, body=f"{cells}\n{rule}\n{cells}\n\n```\n{'mot_' * 80}\n```")
    bob = opens(sit(cast.bob, viewport={"width": width, "height": 800}), page)
    assert bob.evaluate("document.documentElement.scrollWidth <= innerWidth")
