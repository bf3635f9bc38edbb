"""Reports and slow mode in front of a page: heard live, counted down quietly, and whole without a script."""

import re

import pytest
from playwright.sync_api import expect

from rooms import actions as rooms
from rooms.models import Case, Message
from rooms.moderation import report_message
from rooms.slow import set_slow_mode
from tests.browser.gestures import opens, says, sends
from tests.browser.test_pages import inspect  # noqa: F401 - the same eyes

pytestmark = pytest.mark.browser


@pytest.fixture
def page(cast):
    return f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"


def slow(page):
    return page.locator(".composer .slow")


def test_bob_hears_of_slow_mode_speaks_waits_and_keeps_his_words(cast, sit, stays, page):
    bob, alice = opens(sit(cast.bob), page), opens(sit(cast.alice), f"{page}slow/")
    stays(bob)
    expect(slow(bob)).to_have_count(0)
    alice.get_by_label("Une intervention toutes les 5 minutes.").check()
    sends(alice, form="main form[method=post]")
    expect(slow(bob)).to_contain_text("Une intervention toutes les 5 minutes.")
    expect(bob.locator(".messages .msg.told")).to_contain_text("mode lent")
    says(bob, "Je commence.")
    expect(slow(bob)).to_contain_text(re.compile(r"dans [45]:\d\d"))
    says(bob, "Et je continue.")
    expect(bob.locator(".composer")).to_contain_text("La vôtre pourra partir")
    expect(bob.locator(".composer [name=body]")).to_have_value("Et je continue.")
    assert list(Message.objects.filter(author=cast.bob).values_list("body", flat=True)) == ["Je commence."]
    expect(slow(alice)).to_contain_text("La facilitation n’attend pas.")


def test_the_countdown_ends_by_saying_that_one_may_write_again(cast, sit, page):
    set_slow_mode(cast.room, by=cast.alice, seconds=30)
    rooms.post_message(cast.room.thread, by=cast.bob, body="Un mot.")
    bob = opens(sit(cast.bob), page)
    expect(slow(bob)).to_contain_text("La vôtre pourra partir dans 0:")
    bob.evaluate("Date.now = ((now) => () => now() + 60_000)(Date.now)")
    expect(slow(bob)).to_contain_text("Vous pouvez écrire de nouveau.")


def test_a_report_is_counted_live_and_its_author_learns_of_it_from_their_next_page(cast, sit, stays, page):
    message = rooms.post_message(cast.room.thread, by=cast.bob, body="Erin ne comprend rien.")
    alice, bob, erin = opens(sit(cast.alice), page), opens(sit(cast.bob), page), sit(cast.erin)
    stays(alice)
    opens(erin, f"/messages/{message.pk}/").get_by_role("link", name="Signaler ce message").click()
    erin.get_by_label("insulte ou attaque d’une personne").check()
    erin.get_by_role("button", name="Signaler").click()
    expect(erin.locator(".flash")).to_contain_text("La facilitation est prévenue")
    expect(alice.locator("[data-stream^=cases] b")).to_have_text("1")
    told = "Un de vos messages a été signalé"
    expect(bob.locator("[data-part=reported]")).not_to_contain_text(told)
    bob.reload()
    expect(bob.locator("[data-part=reported]")).to_contain_text(told)


def test_a_report_its_answer_and_its_decision_without_a_script(cast, sit, page):
    message = rooms.post_message(cast.room.thread, by=cast.bob, body="Erin ne comprend rien.")
    erin, bob, alice = (sit(who, java_script_enabled=False) for who in (cast.erin, cast.bob, cast.alice))
    erin.goto(f"/messages/{message.pk}/report/")
    erin.get_by_label("insulte ou attaque d’une personne").check()
    erin.get_by_role("button", name="Signaler").click()
    expect(erin.locator("main")).to_contain_text("La facilitation l’examine")
    bob.goto(page)
    bob.get_by_role("link", name="Erin ne comprend rien.").click()
    bob.get_by_label("Votre réponse").fill("Je me suis emporté.")
    bob.get_by_role("button", name="Envoyer ma réponse").click()
    alice.goto("/")
    alice.get_by_role("link", name="Les Tisserands").first.click()
    alice.get_by_role("link", name="Erin ne comprend rien.").click()
    expect(alice.locator("main")).to_contain_text("Je me suis emporté.")
    alice.get_by_label("Retirer le message").check()
    alice.get_by_role("textbox", name="Pourquoi").fill("On n’attaque personne.")
    alice.get_by_role("button", name="Enregistrer la décision").click()
    expect(alice.locator(".flash")).to_contain_text("Votre décision est enregistrée")
    erin.reload()
    expect(erin.locator("main")).to_contain_text("La facilitation a retiré ce message")
    expect(erin.locator("main")).to_contain_text("On n’attaque personne.")


def test_the_pages_of_reports_are_clean(cast, inspect, page):  # noqa: F811
    said = [rooms.post_message(cast.room.thread, by=cast.bob, body=f"{'mot' * 40} {n}") for n in range(3)]
    case = report_message(said[1], by=cast.erin, why="other", words="x" * 300).case
    set_slow_mode(cast.room, by=cast.alice, seconds=300)
    rooms.edit_message(said[1], by=cast.bob, body="Je retire.")
    queue = f"/spaces/{cast.space.slug}/cases/"
    wrong = inspect(cast.alice, queue, f"/cases/{case.pk}/", f"{page}slow/", "/", f"/messages/{said[0].pk}/report/")
    wrong += inspect(cast.bob, f"/cases/{case.pk}/", "/reported/", page, f"/messages/{said[1].pk}/")
    wrong += inspect(cast.erin, f"/messages/{said[1].pk}/report/", "/reported/")
    assert wrong == []
    assert Case.objects.count() == 1
