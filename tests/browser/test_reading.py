"""Reading in front of a page: it opens at what is new, and all the tabs of a person agree on what was read."""

import pytest
from playwright.sync_api import expect

from rooms import actions as rooms
from rooms import reading
from rooms.models import Reading
from tests.browser.gestures import opens, says, tab

pytestmark = pytest.mark.browser


def talk(cast, n):
    for i in range(1, n + 1):
        rooms.post_message(cast.room.thread, by=cast.erin, body=f"Message {i}.")


def here(cast):
    return f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"


def test_a_room_opens_at_the_first_message_that_is_new(cast, sit):
    talk(cast, 45)
    reading.mark_read(cast.room.thread, by=cast.bob, n=20)
    bob = opens(sit(cast.bob), here(cast))
    expect(bob.locator("#unread")).to_be_in_viewport()
    expect(bob.locator("#unread + .msg .body, #unread + .day + .msg .body")).to_have_text("Message 21.")
    expect(bob.locator(".messages .msg").last).not_to_be_in_viewport()


def test_two_tabs_of_bob_agree_on_what_he_has_read(cast, sit, stays):
    talk(cast, 4)
    space = opens(sit(cast.bob), f"/spaces/{cast.space.slug}/")
    home = tab(space, "/")
    stays(space, home)
    for page in (space, home):
        expect(page.locator(".to-read")).to_contain_text("4")
    room = tab(space, here(cast))
    for page in (space, home):
        expect(page.locator(".to-read")).to_have_count(0, timeout=20_000)
    expect(room.locator("[data-read]")).to_have_attribute("data-read", "4")
    assert Reading.objects.get(person=cast.bob).n == 4


def test_a_list_of_rooms_counts_what_is_being_said(cast, sit, stays):
    bob = opens(sit(cast.bob), f"/spaces/{cast.space.slug}/")
    stays(bob)
    erin = opens(sit(cast.erin), here(cast))
    says(erin, "Bonjour !")
    expect(bob.locator(".to-read")).to_contain_text("1")
    expect(erin.locator(".composer [name=body]")).to_have_value("")
    says(erin, "Il y a quelqu’un ?")
    expect(bob.locator(".to-read")).to_contain_text("2", timeout=20_000)


def test_bob_walks_through_a_talk_with_his_keyboard_and_may_turn_that_off(cast, sit):
    talk(cast, 3)
    reading.mark_read(cast.room.thread, by=cast.bob)
    bob = opens(sit(cast.bob), here(cast))
    bob.keyboard.press("j")
    bob.keyboard.press("k")
    expect(bob.locator(".msg:focus .body")).to_have_text("Message 2.")
    bob.keyboard.press("r")
    expect(bob.locator("[data-answering]")).to_contain_text("Erin Fontaine")
    bob.keyboard.type("j’écris / ?")
    expect(bob.locator(".composer [name=body]")).to_have_value("j’écris / ?")
    bob.locator("h1").click()
    bob.keyboard.press("/")
    expect(bob.locator("input[type=search]")).to_be_focused()
    bob.locator("h1").click()
    bob.keyboard.press("?")
    expect(bob.locator("dialog[open] kbd").first).to_be_visible()
    bob.locator("dialog input[type=checkbox]").uncheck()
    bob.keyboard.press("Escape")
    bob.keyboard.press("?")
    expect(bob.locator("dialog[open]")).to_have_count(0)
    bob.keyboard.press("/")
    expect(bob.locator("input[type=search]")).not_to_be_focused()
    bob.locator("a[data-keys]").click()
    bob.locator("dialog input[type=checkbox]").check()
    bob.keyboard.press("Escape")
    bob.keyboard.press("g")
    bob.keyboard.press("u")
    expect(bob.locator("h1")).to_have_text("Conversations à lire")


def test_a_permanent_link_opens_in_the_talk_and_leads_on_to_its_end(cast, sit):
    talk(cast, 160)
    reading.mark_read(cast.room.thread, by=cast.bob)
    message = cast.room.thread.messages.get(n=80)
    bob = opens(sit(cast.bob), f"/messages/{message.pk}/here/")
    target = bob.locator(f"#message-{message.pk}:target")
    expect(target).to_be_in_viewport()
    for _ in range(2):
        bob.locator("a[href*='?after=']").click()
    expect(bob.locator(".messages .body").last).to_have_text("Message 160.")
    expect(bob.locator(".composer [name=body]")).to_be_visible()
