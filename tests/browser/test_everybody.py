"""A room that is live for everybody: visitors, a hall before a screen, phones that slept, and who is there."""

import pytest
from playwright.sync_api import expect

from rooms import actions as rooms
from tests.browser.gestures import opens, says, sends, tab, the_hour_comes
from tests.proposals.factories import a_proposal
from tests.voting.every_method import opened

pytestmark = pytest.mark.browser


def place(cast, room=None):
    return f"/spaces/{cast.space.slug}/rooms/{(room or cast.room).slug}/"


# --- Visitors ---


def test_a_visitor_of_a_public_room_sees_what_is_said_changed_and_taken_back_as_it_happens(cast, sit, stays):
    alice, visitor = opens(sit(cast.alice), place(cast)), opens(sit(None), place(cast))
    stays(visitor)
    says(alice, "Rendez-vous mardi.")
    expect(visitor.locator(".messages .body")).to_have_text("Rendez-vous mardi.")
    address = alice.locator(".messages .msg").first.get_attribute("data-url")
    pen = tab(alice, f"{address}edit/")
    pen.locator("textarea").fill("Rendez-vous jeudi.")
    sends(pen)
    expect(visitor.locator(".messages .body")).to_have_text("Rendez-vous jeudi.")
    opens(pen, f"{address}delete/")
    sends(pen, "main form[method=post]", "button")
    expect(visitor.locator(".messages .tombstone")).to_have_count(1)
    expect(visitor.locator("main")).not_to_contain_text("Rendez-vous")


def test_a_visitor_sees_a_decision_open_and_close_in_the_room_and_on_the_home_of_the_space(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "amending")
    room, home = opens(sit(None), place(cast)), opens(sit(None), f"/spaces/{cast.space.slug}/")
    bob = opens(sit(cast.bob), f"/spaces/{cast.space.slug}/")
    stays(room, home, bob)
    expect(home.locator("#pinned")).to_have_count(0)
    alice = opens(sit(cast.alice), f"/proposals/{proposal.pk}/open-round/")
    sends(alice, "main form[method=post]:has([name=closes_at])")
    expect(room.locator("#open-now")).to_be_visible()
    for page in (home, bob):
        expect(page.locator("section:has(> #pinned)")).to_contain_text(proposal.title)
    vote = opened(cast)  # quietly; what follows is told
    opens(alice, f"/votes/{vote.pk}/cancel/")
    alice.locator("[name=reason]").fill("La question était mal posée.")
    sends(alice, button="button")
    expect(room.locator(".messages .told").last).to_contain_text("annulé")
    for page in (room, home, bob):
        expect(page.locator("main")).not_to_contain_text("Scrutins ouverts")
    the_hour_comes(proposal)
    opens(alice, f"/proposals/{proposal.pk}/resolve/")
    alice.locator("[name=choice][value=go_on]").check()
    alice.locator("[name=statement]").fill("Nous traduisons dès mardi.")
    sends(alice)
    expect(room.locator("#open-now")).to_have_count(0)
    for page in (home, bob):
        expect(page.locator("#pinned")).to_have_count(0)


def test_a_visitor_hears_nothing_of_a_room_of_members(cast, sit):
    inside = rooms.open_room(cast.space, by=cast.alice, name="Trésorerie", visibility="members")
    proposal = a_proposal(cast, cast.alice, "amending", room=inside)
    visitor = sit(None)
    frames = []
    visitor.on("websocket", lambda line: line.on("framereceived", lambda frame: frames.append(str(frame))))
    opens(visitor, f"/spaces/{cast.space.slug}/")
    beside = opens(visitor.context.new_page(), place(cast))
    bob = opens(sit(cast.bob), place(cast, inside))
    heard = len(frames)
    says(bob, "Les comptes sont bons.")
    alice = opens(sit(cast.alice), f"/proposals/{proposal.pk}/open-round/")
    sends(alice, "main form[method=post]:has([name=closes_at])")
    expect(bob.locator("#open-now")).to_be_visible()
    says(opens(alice, place(cast)), "Bonjour à tout le monde.")
    expect(beside.locator(".messages .body")).to_have_text("Bonjour à tout le monde.")
    assert frames[heard:] == []
    assert visitor.request.get(place(cast, inside)).status == 404


def test_a_stranger_with_an_account_reads_the_home_of_a_public_space_in_peace(cast, sit, stays):
    dave = opens(sit(cast.dave), f"/spaces/{cast.space.slug}/")
    stays(dave)
    dave.wait_for_timeout(600)
    expect(dave.locator("h1")).to_have_text("Les Tisserands")


# --- A right that ends ---


def test_who_is_taken_out_of_a_space_loses_its_rooms_within_a_second_and_hears_nothing_more(cast, sit):
    inside = rooms.open_room(cast.space, by=cast.alice, name="Trésorerie", visibility="members")
    membership = cast.space.memberships.get(person=cast.bob)
    bob, frames, closed = sit(cast.bob), [], []

    def listen(line):
        line.on("framereceived", lambda frame: frames.append(str(frame)))
        line.on("close", lambda _line: closed.append(len(frames)))

    bob.on("websocket", listen)
    opens(bob, place(cast, inside))
    erin = opens(sit(cast.erin), place(cast, inside))
    alice = opens(sit(cast.alice), f"/spaces/{cast.space.slug}/members/{membership.pk}/end/")
    alice.locator("[name=reason]").fill("Il a demandé à partir.")
    sends(alice)
    bob.wait_for_timeout(1_000)
    assert len(closed) == 1, "his socket is still open after a second"
    says(erin, "Entre nous.")
    expect(erin.locator(".messages .body")).to_have_text("Entre nous.")
    bob.wait_for_timeout(300)
    assert [frame for frame in frames if "Entre nous" in frame] == []
    expect(bob.locator(".conversation")).to_have_count(0)


# --- Who is there ---


def test_bob_and_erin_see_that_they_are_both_there_and_erin_may_not_want_it(cast, sit, stays):
    bob, erin = opens(sit(cast.bob), place(cast)), opens(sit(cast.erin), place(cast))
    visitor = opens(sit(None), place(cast))
    stays(bob)
    expect(bob.locator(".present")).to_have_text("Ici en ce moment\u00a0: Erin Fontaine et vous")
    expect(erin.locator(".present")).to_have_text("Ici en ce moment\u00a0: Bob Nativel et vous")
    expect(visitor.locator(".present")).to_have_count(0)
    choice = tab(erin, "/profile/")
    choice.locator("[name=shows_presence]").uncheck()
    choice.locator("main form button").first.click()
    expect(bob.locator(".present")).to_have_text("")
    erin.locator(".composer [name=body]").press_sequentially("Je réfléchis")
    bob.wait_for_timeout(500)
    expect(bob.locator("[data-typing]")).to_have_text("")
    expect(erin.locator(".present")).to_have_text("Ici en ce moment\u00a0: Bob Nativel")


# --- A phone that slept ---

HIDDEN = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def deaf():
    """`deaf(page)` puts a network in between that may go dead without a word: `line["dead"] = True`."""

    def deaf(page):
        line = {"dead": False, "opened": 0, "joins": 0}

        def between(socket):
            line["opened"] += 1
            alive = {"is": True}
            if line["opened"] > 1:
                line["dead"] = False
            server = socket.connect_to_server()

            def up(words):
                line["joins"] += '"join"' in words
                if alive["is"] and not line["dead"]:
                    server.send(words)
                alive["is"] = alive["is"] and not line["dead"]

            def down(words):
                if alive["is"] and not line["dead"]:
                    socket.send(words)

            socket.on_message(up)
            server.on_message(down)

        page.route_web_socket("**/live/", between)
        return line

    return deaf


def sleeps(page, seconds):
    page.evaluate(HIDDEN, True)
    page.clock.fast_forward(seconds * 1000)
    page.evaluate(HIDDEN, False)


def test_a_phone_whose_line_died_in_its_pocket_is_told_what_it_missed_when_it_wakes(cast, sit, stays, deaf):
    alice, bob = opens(sit(cast.alice), place(cast)), sit(cast.bob)
    line = deaf(bob)
    bob.clock.install()
    opens(bob, place(cast))
    stays(bob)
    says(alice, "Avant.")
    expect(bob.locator(".messages .body")).to_have_count(1)
    line["dead"] = True
    says(alice, "Pendant.")
    expect(alice.locator(".messages .msg")).to_have_count(2)
    sleeps(bob, 30)
    bob.clock.fast_forward(6_000)
    expect(bob.locator(".messages .body")).to_have_text(["Avant.", "Pendant."])
    says(alice, "Après.")
    expect(bob.locator(".messages .body")).to_have_text(["Avant.", "Pendant.", "Après."])
    assert line["opened"] == 2


def test_a_phone_that_slept_with_its_line_alive_asks_again_and_keeps_it(cast, sit, stays, deaf):
    alice, bob = opens(sit(cast.alice), place(cast)), sit(cast.bob)
    line = deaf(bob)
    bob.clock.install()
    opens(bob, place(cast))
    stays(bob)
    before = line["joins"]
    sleeps(bob, 30)
    bob.wait_for_timeout(500)
    bob.clock.fast_forward(6_000)
    says(alice, "Bonjour.")
    expect(bob.locator(".messages .body")).to_have_text("Bonjour.")
    assert (line["opened"], line["joins"] > before) == (1, True)


def test_a_page_hidden_for_a_moment_asks_nothing(cast, sit, deaf):
    bob = sit(cast.bob)
    line = deaf(bob)
    bob.clock.install()
    opens(bob, place(cast))
    before = line["joins"]
    sleeps(bob, 5)
    bob.wait_for_timeout(300)
    assert (line["opened"], line["joins"]) == (1, before)


def test_a_page_that_comes_back_from_the_memory_of_the_browser_asks_again(cast, sit, deaf):
    bob = sit(cast.bob)
    line = deaf(bob)
    opens(bob, place(cast))
    before = line["joins"]
    bob.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    bob.wait_for_timeout(300)
    assert line["joins"] > before


# --- The screen of a hall ---


@pytest.mark.parametrize("who", [None, "alice"])
def test_the_screen_of_a_hall_is_live_whoever_opened_it(cast, sit, stays, who):
    proposal = a_proposal(cast, cast.alice, "amending")
    screen = opens(sit(who and getattr(cast, who)), f"{place(cast)}screen/")
    bob = opens(sit(cast.bob), place(cast))
    stays(screen)
    says(bob, "On commence ?")
    expect(screen.locator(".messages div.body")).to_have_text("On commence ?")
    alice = opens(sit(cast.alice), f"/proposals/{proposal.pk}/open-round/")
    sends(alice, "main form[method=post]:has([name=closes_at])")
    expect(screen.locator(".open h3")).to_have_text(proposal.title)
    expect(screen.locator(".composer, .top, .foot")).to_have_count(0)


def test_the_screen_keeps_the_last_words_only(cast, sit, stays):
    screen = opens(sit(None), f"{place(cast)}screen/")
    stays(screen)
    bob = opens(sit(cast.bob), place(cast))
    for n in range(10):
        says(bob, f"Message {n}.")
        expect(bob.locator(".messages .msg")).to_have_count(n + 1)
    expect(screen.locator(".messages .body").last).to_have_text("Message 9.")
    expect(screen.locator(".messages .msg")).to_have_count(8)
    expect(screen.locator(".messages .day")).to_have_count(1)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_screen_reads_from_the_last_row_and_fits_its_page(cast, sit, size):
    for n in range(3):
        a_proposal(cast, cast.alice, "consultation", title=f"Acheter la machine à coudre numéro {n}")
    for n in range(12):
        rooms.post_message(cast.room.thread, by=cast.bob, body=f"Message {n}, qui dit ce que l’on pense de la machine.")
    screen = opens(sit(None, viewport={"width": size[0], "height": size[1]}), f"{place(cast)}screen/")
    sizes = screen.evaluate("(all => [all.scrollWidth, all.scrollHeight])(document.documentElement)")
    assert (sizes[0] <= size[0], sizes[1] <= size[1]) == (True, True)
    letters = screen.locator(".open h3").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert letters >= size[1] / 30
    expect(screen.locator(".messages .body").last).to_be_in_viewport()
