"""Without scripts and without a mouse: the whole path by plain forms, and by keyboard."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from tests.browser.gestures import opens, phase, the_hour_comes
from tests.proposals.factories import a_proposal

pytestmark = pytest.mark.browser


def type_in(page, label, words):
    """Reach a field as the keyboard does, and type."""
    page.get_by_label(label).focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)


def press(page, button):
    """Send a form with the Enter key, and arrive on the page that answers."""
    page.get_by_role("button", name=button).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, position):
    page.locator(f"#mine [value={position}]").focus()
    page.keyboard.press("Space")


def test_bob_signs_in_answers_blocks_resolves_and_acts_without_scripts(cast, sit, running_clock):
    EmailAddress.objects.create(user=cast.bob, email=cast.bob.email, primary=True, verified=True)
    proposal = a_proposal(cast, cast.bob, "consultation")
    address = f"/proposals/{proposal.pk}/"
    bob = sit(None, java_script_enabled=False)
    assert bob.goto(address).status == 200
    expect(bob.locator("h1")).to_have_text("Traduire le guide")
    expect(bob.locator("#mine form")).to_have_count(0)

    bob.locator("#mine a.button").focus()
    with bob.expect_navigation():
        bob.keyboard.press("Enter")
    bob.locator("[name=login]").focus()
    bob.keyboard.type("bob@example.org")
    bob.locator("[name=password]").focus()
    bob.keyboard.type("palabre")
    with bob.expect_navigation():
        bob.keyboard.press("Enter")
    expect(bob).to_have_url(re.compile(f"{address}$"))

    choose(bob, "agree")
    press(bob, "Prendre position sur la version 1")
    expect(bob.locator(".flash")).to_contain_text("Votre position est enregistrée")
    expect(bob.locator("#mine [value=agree]")).to_be_checked()

    choose(bob, "block")
    press(bob, "Changer ma position")
    expect(bob.locator("#mine [role=alert]")).to_contain_text("Un blocage a besoin de sa raison")
    expect(bob.locator("#mine [value=block]")).to_be_checked()
    type_in(bob, "Pourquoi", "Le guide n’est pas relu.")
    press(bob, "Changer ma position")
    expect(phase(bob)).to_have_class("phase concertation")
    expect(bob.locator("#objections blockquote p")).to_have_text("Le guide n’est pas relu.")

    choose(bob, "agree")
    press(bob, "Changer ma position")
    expect(phase(bob)).to_have_class("phase consultation")
    expect(bob.locator("#objections .badge")).to_have_text("levé")

    type_in(bob, re.compile("Votre message"), "Merci à tout le monde.")
    press(bob, "Envoyer")
    expect(bob.locator(".messages .body")).to_have_text("Merci à tout le monde.")

    the_hour_comes(proposal)
    assert bob.goto(address).status == 200
    bob.get_by_role("link", name="Rendre la résolution").focus()
    with bob.expect_navigation():
        bob.keyboard.press("Enter")
    press(bob, "Rendre la résolution")
    expect(bob.locator(".summary-errors")).to_be_visible()
    bob.locator("[name=choice][value=go_on]").focus()
    bob.keyboard.press("Space")
    bob.locator("[name=statement]").focus()
    bob.keyboard.type("Nous traduisons.")
    bob.locator("[name=action_1]").focus()
    bob.keyboard.type("Réserver la salle")
    bob.locator("[name=owner_1]").select_option(str(cast.bob.pk))
    press(bob, "Rendre la résolution")
    expect(phase(bob)).to_have_class("phase resolved")

    bob.get_by_role("link", name="Réserver la salle").focus()
    with bob.expect_navigation():
        bob.keyboard.press("Enter")
    type_in(bob, re.compile("Trace écrite"), "La salle est réservée.")
    press(bob, "C’est fait")
    expect(bob.locator("main")).to_contain_text("La salle est réservée.")
    expect(bob.locator(".badge.good")).to_be_visible()


def where(page) -> str:
    """What has the focus, named by what a person would call it."""
    return page.evaluate(
        "() => { const e = document.activeElement; return e.name ? e.name + ' ' + e.type : e.textContent.trim() }"
    )


SHOWN = """() => {
    const seen = (e) => getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) > 0;
    const e = document.activeElement;
    const at = [e, e.closest('label'), e.nextElementSibling].filter(Boolean);
    const box = e.closest('label')?.getBoundingClientRect() ?? e.getBoundingClientRect();
    return (at.some(seen) ? '' : 'no outline on ') + (box.width > 1 && box.height > 1 ? '' : 'no room for ');
}"""


def test_bob_reaches_and_takes_a_position_with_the_keyboard_alone(cast, sit, stays):
    proposal = a_proposal(cast, cast.alice, "consultation")
    bob = opens(sit(cast.bob), f"/proposals/{proposal.pk}/")
    stays(bob)
    bob.keyboard.press("Tab")
    assert where(bob) == "Aller au contenu"
    expect(bob.locator(".skip")).to_be_in_viewport()
    bob.keyboard.press("Enter")
    expect(bob.locator("main")).to_be_focused()

    for _stop in range(20):
        bob.keyboard.press("Tab")
        if where(bob) == "choice radio":
            break
    expect(bob.locator("#mine [value=agree]")).to_be_focused()
    bob.keyboard.press("ArrowDown")
    expect(bob.locator("#mine [value=incomplete]")).to_be_checked()
    bob.keyboard.press("Tab")
    assert where(bob) == "reason textarea"
    bob.keyboard.type("Qui relit ?")
    bob.keyboard.press("Tab")
    bob.keyboard.press("Enter")
    expect(bob.locator("#mine .notice.success")).to_contain_text("Incomplet")
    expect(bob.locator("#mine :focus")).to_have_count(1)


def test_wherever_the_keyboard_leads_one_sees_where_one_is(cast, sit):
    proposal = a_proposal(cast, cast.alice, "consultation")
    alice = opens(sit(cast.alice), f"/proposals/{proposal.pk}/")
    hidden, stops = [], 0
    for _stop in range(80):
        alice.keyboard.press("Tab")
        if alice.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        if lacks := alice.evaluate(SHOWN):
            hidden.append(lacks + where(alice))
    assert hidden == []
    assert 10 < stops < 80
