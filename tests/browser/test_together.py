"""Several people before the same page: what one does, the others see, each in their language, without reloading."""

import pytest
from playwright.sync_api import expect

from governance.organizations import actions as organizations
from rooms import actions as rooms
from rooms import reading
from tests.browser.gestures import answers, opens, phase, says, sends, tab, the_hour_comes
from tests.proposals.factories import BETTER, a_proposal, amend

pytestmark = pytest.mark.browser


def test_alice_and_bob_walk_from_an_idea_to_a_resolution_and_see_each_other_act(cast, sit, stays, running_clock):
    cast.bob.language = "en"
    cast.bob.save()
    proposal = a_proposal(cast, cast.alice, "amending")
    page = f"/proposals/{proposal.pk}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice, bob)
    expect(alice.locator("html")).to_have_attribute("lang", "fr")
    expect(bob.locator("html")).to_have_attribute("lang", "en")

    # They talk; the words arrive as they were typed.
    says(bob, "Le guide m’a *beaucoup* servi.")
    expect(alice.locator(".messages .msg")).to_have_count(1)
    expect(alice.locator(".messages .body")).to_have_text("Le guide m’a beaucoup servi.")
    expect(alice.locator(".messages .body em")).to_have_text("beaucoup")
    expect(bob.locator(".messages .msg")).to_have_count(1)
    expect(bob.locator(".composer [name=body]")).to_have_value("")

    # Bob improves the text, Alice accepts.
    pen = tab(bob, f"{page}amend/")
    pen.locator("textarea[name=body]").fill(BETTER)
    pen.locator("textarea[name=reason]").fill("En créole aussi.")
    sends(pen)
    expect(alice.locator("#amendments li")).to_contain_text("En créole aussi.")
    desk = tab(alice, f"{page}amendments/1/")
    sends(desk)
    expect(bob.locator("[data-part=text] .prose")).to_contain_text("en créole")
    expect(bob.locator("#amendments .badge.good")).to_be_visible()

    # She asks everyone; nobody reads the positions of others before their own.
    expect(bob.locator("#mine form")).to_have_count(0)
    opens(desk, f"{page}open-round/")
    sends(desk, "main form[method=post]:has([name=closes_at])")
    expect(phase(bob)).to_have_class("phase consultation")
    expect(bob.locator("#mine form")).to_be_visible()
    answers(bob, "agree")
    expect(bob.locator("#advice .legend .agree")).to_contain_text("1")
    expect(alice.locator("#advice .turnout b")).to_have_text("1")
    expect(alice.locator("#advice .spectrum")).to_have_count(0)
    answers(alice, "agree")
    expect(alice.locator("#advice .legend .agree")).to_contain_text("2")
    expect(bob.locator("#advice .legend .agree")).to_contain_text("2")

    # A block opens a concertation, which an answer ends.
    answers(bob, "block", "Qui relira le créole ?")
    expect(phase(alice)).to_have_class("phase concertation")
    expect(alice.locator("#objections blockquote p")).to_have_text("Qui relira le créole ?")
    expect(alice.locator("#advice .legend .block")).to_contain_text("1")
    opens(desk, alice.locator("#objections a[href$='/answer/']").get_attribute("href"))
    desk.locator("textarea").fill("Faye et moi, chaque mardi.")
    sends(desk)
    expect(phase(bob)).to_have_class("phase consultation")
    expect(bob.locator("#objections")).to_contain_text("Faye et moi, chaque mardi.")
    answers(bob, "agree")
    expect(alice.locator("#advice .legend .agree")).to_contain_text("2")

    # The hour comes; Alice concludes.
    the_hour_comes(proposal)
    expect(phase(bob)).to_have_class("phase awaiting")
    expect(phase(alice)).to_have_class("phase awaiting")
    opens(desk, f"{page}resolve/")
    desk.locator("[name=choice][value=go_on]").check()
    desk.locator("[name=statement]").fill("Nous traduisons dès mardi.")
    desk.locator("[name=reason]").fill("Le blocage a sa réponse.")
    desk.locator("[name=action_1]").fill("Réserver la salle")
    sends(desk)
    expect(phase(bob)).to_have_class("phase resolved")
    expect(bob.locator("#resolution .prose")).to_have_text("Nous traduisons dès mardi.")
    expect(bob.locator("#resolution .list")).to_contain_text("Réserver la salle")


def test_an_amendment_that_ends_a_concertation_opens_a_new_round_before_everybodys_eyes(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "concertation")
    written = amend(proposal, cast.bob)
    page = f"/proposals/{proposal.pk}/"
    alice, faye = opens(sit(cast.alice), page), opens(sit(cast.faye), page)
    stays(faye)
    opens(alice, alice.locator("#objections a[href$='/integrate/']").get_attribute("href"))
    alice.locator("select[name=amendment]").select_option(str(written.pk))
    alice.locator("[name=supersede][value=yes]").check()
    sends(alice, "main form[method=post]:has(select)")
    expect(phase(faye)).to_have_class("phase consultation")
    expect(faye.locator("[data-part=text] .prose")).to_contain_text("en créole")
    expect(faye.locator("#mine [name=version_n]")).to_have_value("2")


def test_the_room_fills_as_its_people_talk_and_propose(cast, sit, stays):
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    stays(alice)
    expect(alice.locator("[data-empty]")).to_be_visible()
    says(bob, "Bonjour !")
    expect(alice.locator(".messages .msg .body")).to_have_text("Bonjour !")
    expect(alice.locator("[data-empty]")).to_have_count(0)
    opens(bob, f"{page}propose/?impact=many")
    bob.locator("[name=title]").fill("Une soirée par mois")
    bob.locator("[name=summary]").fill("Se voir en vrai.")
    bob.locator("[name=body]").fill("Le premier mardi.")
    sends(bob)
    expect(alice.locator("[data-part=proposals]").filter(has_text="Une soirée par mois")).to_be_visible()


def test_a_closing_that_the_clock_announces_reaches_an_open_page(cast, sit, stays, running_clock):
    proposal = a_proposal(cast, cast.alice, "consultation")
    bob = opens(sit(cast.bob), f"/proposals/{proposal.pk}/")
    stays(bob)
    expect(bob.locator("#mine form")).to_be_visible()
    the_hour_comes(proposal)
    # A worker of its own may still be starting.
    expect(phase(bob)).to_have_class("phase awaiting", timeout=30_000)
    expect(bob.locator("#mine form")).to_have_count(0)


def test_who_leaves_a_space_of_members_loses_the_open_page_at_once(cast, sit):
    space = organizations.create_organization(by=cast.alice, name="Entre nous", visibility="members").space
    membership = organizations.admit(space, cast.bob, "member", by=cast.alice)
    room = rooms.open_room(space, by=cast.alice, name="Atelier")
    proposal = a_proposal(cast, cast.alice, "discussion", room=room)
    bob = opens(sit(cast.bob), f"/proposals/{proposal.pk}/")
    alice = opens(sit(cast.alice), f"/spaces/{space.slug}/members/{membership.pk}/end/")
    with bob.expect_event("framenavigated"):
        alice.locator("[name=reason]").fill("Il a demandé à partir.")
        sends(alice)
    expect(bob.locator(".lead")).to_have_count(0)
    assert bob.request.get(bob.url).status == 404


def test_news_does_not_drag_along_who_reads_older_messages(cast, sit):
    for n in range(40):
        rooms.post_message(cast.room.thread, by=cast.alice, body=f"Message {n + 1}.")
    reading.mark_read(cast.room.thread, by=cast.bob)
    page = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    alice, bob = opens(sit(cast.alice), page), opens(sit(cast.bob), page)
    says(alice, "Du nouveau.")
    expect(bob.locator(".messages .body").last).to_have_text("Du nouveau.")
    expect(bob.locator(".messages .msg").last).to_be_in_viewport()
    expect(alice.locator(".composer [name=body]")).to_have_value("")
    older = bob.locator(".messages .msg").nth(5)
    older.scroll_into_view_if_needed()
    says(alice, "Encore du nouveau.")
    expect(bob.locator(".messages .body").last).to_have_text("Encore du nouveau.")
    expect(older).to_be_in_viewport()
    expect(bob.locator(".messages .msg").last).not_to_be_in_viewport()
