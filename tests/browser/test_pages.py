"""Every page of the path: nothing for axe to find, nothing wider than a phone, nobody else asked, in light and dark."""

import pytest
from django.urls import reverse

from governance.organizations import actions as organizations
from proposals import actions
from rooms import actions as rooms
from tests.browser.conftest import AXE
from tests.browser.gestures import opens
from tests.proposals.factories import BETTER, BODY, a_proposal, amend, answer
from tests.rooms.sending import a_picture, a_text, sent
from tests.texts.factories import CODE, a_document, again, submit

pytestmark = pytest.mark.browser

PHASES = "draft discussion amending consultation concertation awaiting resolved review referred dropped".split()
LONG = (
    "Une proposition dont le titre est long, parce que les gens écrivent comme ils parlent, "
    "et qu’anticonstitutionnellement existe"
)
FINDINGS = """(rules) => axe.run(document, {resultTypes: ['violations'], ...rules}).then(({violations}) =>
    violations.map((found) => `${found.id}: ` + found.nodes.map((node) =>
        `${node.target} (${node.any.map((any) => any.message)})`).join(' ; ')))"""
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map((e) => `${e.tagName.toLowerCase()}.${e.className}`)"""


@pytest.fixture
def inspect(sit):
    """`inspect(person, *addresses)` gives what is wrong with these pages, on a desk and a phone, in light and dark."""

    def inspect(who, *addresses, status=200) -> list[str]:
        page, wrong = sit(who), []
        for address in addresses:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            opens(page, address, status)
            page.evaluate(AXE.read_text())
            for width, scheme in ((1280, "light"), (1280, "dark"), (360, "dark"), (360, "light")):
                page.set_viewport_size({"width": width, "height": 740})
                page.emulate_media(color_scheme=scheme)
                # Only colours depend on the light: the other rules are asked once per width.
                found = page.evaluate(FINDINGS, {"runOnly": ["color-contrast"]} if scheme == "dark" else {})
                if width == 360:
                    found += [f"wider than the phone: {element}" for element in page.evaluate(TOO_WIDE)]
                wrong += [f"{address} {width} {scheme} {finding}" for finding in found]
        return wrong

    return inspect


def test_the_doors_and_the_first_pages_are_clean(cast, inspect):
    assert inspect(None, "/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/") == []


def test_the_pages_of_a_space_are_clean(cast, inspect):
    space, room = f"/spaces/{cast.space.slug}/", f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    first = rooms.post_message(cast.room.thread, by=cast.alice, body="# Bonjour\n\n- un\n- deux\n\n`code`\n\n> cité")
    rooms.post_message(cast.room.thread, by=cast.erin, body=f"https://example.org/{'a' * 90}", reply_to=first)
    rooms.edit_message(first, by=cast.alice, body="Bonjour à *tout le monde*.")
    gone = rooms.post_message(cast.room.thread, by=cast.faye, body="Oubliez ça.")
    rooms.delete_message(gone, by=cast.faye)
    sent(cast.room.thread, cast.erin, a_text(name=f"{'mot' * 45}.txt"), a_picture("Plan.png", size=(2000, 300)))
    plan = sent(cast.room.thread, cast.alice, a_picture("Plan.png"))[0]
    organizations.ask_to_join(cast.space, by=cast.dave, message="Je voudrais aider.")
    organizations.invite(cast.space, by=cast.alice)
    actions.open_action(cast.room, by=cast.alice, title="Réserver la salle")
    a_proposal(cast, cast.alice, "concertation")
    wrong = inspect(cast.alice, f"{space}activity/")
    for phase in PHASES:
        a_proposal(cast, cast.alice, phase, title=LONG if phase == "amending" else f"Traduire ({phase})")
    assert (
        wrong
        + inspect(
            cast.alice,
            "/",
            "/profile/",
            space,
            f"{space}members/",
            f"{space}invite/",
            f"{space}settings/",
            f"{space}rooms/new/",
            room,
            f"{room}settings/",
            f"{room}search/?q=monde",
            f"{room}search/?q=rien",
            "/unread/",
            "/keys/",
            f"{room}files/",
            f"{room}screen/",
            f"{room}proposals/",
            f"{room}actions/",
            f"/messages/{first.pk}/",
            f"/messages/{first.pk}/edit/",
            f"/files/{plan.key}/description/",
        )
        == []
    )


def test_a_proposal_is_clean_in_each_phase(cast, inspect):
    proposals = {phase: a_proposal(cast, cast.alice, phase, title=LONG) for phase in PHASES}
    full = proposals["concertation"]
    for who, choice in ((cast.alice, "agree"), (cast.bob, "incomplete"), (cast.erin, "disagree")):
        answer(full, who, choice, "Parce que.")
    said = rooms.post_message(full.thread, by=cast.bob, body="Un argument.", lean="for", paragraph=1, version_n=1)
    rooms.post_message(full.thread, by=cast.alice, body="Une réponse.", reply_to=said)
    rooms.post_message(full.thread, by=cast.erin, body="Un autre.", lean="against")
    actions.contribute(full, by=cast.erin, kind="advice", body="Commencez par la page d’accueil.")
    actions.contribute(full, by=cast.bob, kind="help")
    amend(proposals["amending"], cast.bob)
    assert inspect(cast.alice, *(f"/proposals/{proposal.pk}/" for proposal in proposals.values())) == []


def test_a_proposal_is_clean_for_a_member_and_for_a_visitor(cast, inspect):
    address = f"/proposals/{a_proposal(cast, cast.alice, 'concertation').pk}/"
    assert inspect(cast.faye, address) + inspect(None, address) == []


def test_the_page_of_an_amendment_is_clean_with_all_that_stands_around_it(cast, inspect):
    proposal = a_proposal(cast, cast.alice, "amending")
    amendment = amend(proposal, cast.erin)
    actions.cosign_amendment(amendment, by=cast.faye)
    words = [BETTER.replace("créole", "malgache"), BETTER.replace("créole", "tamoul"), f"{BETTER}\n\nEt le samedi."]
    taken, _clash, _more = (
        actions.suggest(amendment, by=who, words="Plus **juste**.", body=body)
        for who, body in zip((cast.bob, cast.faye, cast.alice), words, strict=True)
    )
    actions.take_suggestion(taken, by=cast.erin, answer="Merci.")
    rooms.post_message(proposal.thread, by=cast.carol, body="Et les accents ?", amendment_n=1)
    rejected = actions.reject_amendment(amend(proposal, cast.bob, words[2]), by=cast.alice, reason="Non.")
    at = f"/proposals/{proposal.pk}/amendments/1/"
    wrong = inspect(cast.erin, at) + inspect(cast.bob, at, f"{at}suggest/", f"{at}wordings/0/") + inspect(None, at)
    at = f"/proposals/{proposal.pk}/amendments/{rejected.n}/"
    assert wrong + inspect(cast.bob, at, f"{at}promote/") == []


def test_the_pages_of_each_act_are_clean(cast, inspect):
    room = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    amending, held, closed, draft = (
        a_proposal(cast, cast.alice, phase) for phase in ("amending", "concertation", "awaiting", "draft")
    )
    amend(amending, cast.bob)
    actions.accept_amendment(amend(amending, cast.erin, BODY + " Et la nuit."), by=cast.alice)
    amend(held, cast.bob)
    objection = held.round.objections.get()
    task = actions.open_action(cast.room, by=cast.alice, title="Réserver la salle")
    asking = actions.open_action(cast.room, by=cast.bob, title="Repeindre", impact="few", named=[cast.alice])
    assert (
        inspect(
            cast.alice,
            f"{room}propose/",
            *(f"{room}propose/?impact={impact}" for impact in ("nobody", "few", "many", "liability")),
            f"/proposals/{draft.pk}/edit/",
            f"/proposals/{amending.pk}/amend/",
            f"/proposals/{amending.pk}/amendments/1/",
            f"/proposals/{amending.pk}/amendments/2/",
            f"/proposals/{amending.pk}/history/",
            f"/proposals/{amending.pk}/open-round/",
            f"/proposals/{amending.pk}/drop/",
            f"/proposals/{held.pk}/roll/",
            f"/objections/{objection.pk}/answer/",
            f"/objections/{objection.pk}/integrate/",
            f"/proposals/{closed.pk}/resolve/",
            f"/actions/{task.pk}/",
            f"/actions/{asking.pk}/",
        )
        == []
    )


def test_the_pages_that_refuse_are_clean(cast, inspect):
    """Nothing there, and not allowed: two pages that nobody wishes for and everybody meets."""
    proposal = a_proposal(cast, cast.alice, "consultation")
    wrong = inspect(cast.bob, "/nowhere/", status=404)
    assert wrong + inspect(cast.bob, f"/proposals/{proposal.pk}/resolve/", status=403) == []


def test_the_pages_that_read_a_text_are_clean(cast, inspect):
    """Versions, differences, one paragraph's life, the table of amendments, a conflict to settle."""
    body = f"# Titre\n\n{BODY}\n\n- un\n- deux\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> cité, `code` et {'m' * 60}"
    proposal = a_proposal(cast, cast.alice, "amending", body=body)
    amend(proposal, cast.bob, body.replace("mardi", "samedi"))
    amend(proposal, cast.erin, body.replace("le guide", "le guide entier"))
    actions.accept_amendment(amend(proposal, cast.faye, body.replace("mardi", "jeudi")), by=cast.alice)
    where = f"/proposals/{proposal.pk}/"
    assert (
        inspect(
            cast.alice,
            f"{where}history/?from=1&to=2",
            f"{where}history/?from=1&to=2&view=side",
            f"{where}text/1/",
            f"{where}text/2/",
            f"{where}text/2/p3/",
            f"{where}amendments/",
            f"{where}amendments/2/?view=side",
            f"{where}amendments/1/",
            f"{where}amendments/1/settle/",
        )
        == []
    )


def test_the_documents_of_a_space_are_clean(cast, inspect):
    document = a_document(cast, title="Le code social")
    monday = CODE.replace("mardi", "lundi")
    a_document(cast, "charter", title=LONG[:140], in_force=False)
    submit(document, CODE.replace("mardi", "jeudi"), by=cast.erin)
    change = actions.propose_change(
        again(document),
        cast.room,
        by=cast.alice,
        body=monday,
        title="Le lundi",
        summary="Mieux.",
    )
    actions.publish_proposal(change, by=cast.alice)
    where = f"/spaces/{cast.space.slug}/documents/"
    here = f"{where}{document.slug}/"
    assert (
        inspect(
            cast.alice,
            where,
            f"{where}new/",
            here,
            reverse("document-version", args=[cast.space.slug, document.slug, 1]),
            reverse("document-difference", args=[cast.space.slug, document.slug]),
            reverse("document-difference", args=[cast.space.slug, document.slug]) + "?view=side",
            reverse("document-paragraph", args=[cast.space.slug, document.slug, 2, 2]),
            f"{here}change/",
            f"/proposals/{change.pk}/",
        )
        == []
    )


def test_the_archiving_of_a_room_is_clean(cast, inspect):
    rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour.")
    words = {"title": "Archiver", "summary": "C’est fini.", "body": "Nous archivons ce salon."}
    proposal = actions.propose_archiving(cast.room, by=cast.alice, **words)
    actions.publish_proposal(proposal, by=cast.alice)
    room = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    pages = (f"{room}settings/", f"{room}archive/", f"{room}propose-archiving/", f"/proposals/{proposal.pk}/")
    assert inspect(cast.alice, *pages) == []
