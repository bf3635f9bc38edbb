"""The pages of proposals and actions as each person meets them: who finds what, whole or by its parts."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.organizations import actions as organizations
from proposals import actions, urls
from proposals.models import Amendment, Contribution, Proposal, TimeGiven
from proposals.views.common import PARTS
from rooms import actions as rooms
from rooms.models import Message
from tests.cast import person
from tests.doors import as_, masked
from tests.proposals.factories import (
    BETTER,
    BODY,
    REASON,
    a_draft,
    a_proposal,
    amend,
    answer,
    block,
    fresh,
    later,
    resolve,
)
from tests.texts.factories import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

CAST = ("alice", "bob", "carol", "dave", "anonymous")


def text(answer):
    """What a page says, its French spaces made plain."""
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def page(who, proposal, **options):
    return text(as_(who).get(f"/proposals/{proposal.pk}/", **options))


# --- Who finds what ----------------------------------------------------------------------------------


@pytest.fixture
def things(cast):
    """A concertation of Bob's: Faye blocks, Erin amends; and an action of Erin's that asks Alice."""
    proposal = a_proposal(cast, phase="concertation")
    amendment = amend(proposal, cast.erin)
    actions.suggest(amendment, by=cast.faye, words="Mieux.", body=f"{BETTER} Et jeudi.")
    taken = actions.suggest(amendment, by=cast.faye, words="Mieux.", body=BETTER.replace("créole", "kréol"))
    actions.take_suggestion(taken, by=cast.erin)
    action = actions.open_action(cast.room, by=cast.erin, title="Réserver", impact="few", named=[cast.alice])
    rules = a_document(cast, "room_rules", room=cast.room, title="Règles")
    change = actions.propose_change(rules, cast.room, by=cast.bob, title="Mieux", summary="Plus clair.")
    return SimpleNamespace(
        document=rules,
        change=actions.publish_proposal(change, by=cast.bob),
        proposal=proposal,
        amendment=amendment,
        objection=fresh(proposal).round.objections.get(),
        action=action,
        question=action.questions.get(),
    )


def _time_of(action, person):
    return TimeGiven.objects.get_or_create(action=action, person=person, minutes=10, day=clock.now().date())[0]


def addresses(cast, things) -> dict[str, str]:
    """One address for each name of `proposals.urls`."""
    room = [cast.space.slug, cast.room.slug]
    proposal, amendment = things.proposal.pk, things.amendment.n
    arguments = {
        "document-change": [cast.space.slug, things.document.slug],
        "document-question": [cast.space.slug, things.document.slug],
        "proposal-carry-over": [things.change.pk],
        "proposal-create": room,
        "room-propose-archiving": room,
        "actions": room,
        "proposals": room,
        "amendment": [proposal, amendment],
        "amendment-settle": [proposal, amendment],
        "amendment-first": [proposal, amendment],
        "amendment-wording": [proposal, amendment, 0],
        "amendment-cosign": [proposal, amendment],
        "amendment-uncosign": [proposal, amendment],
        "amendment-suggest": [proposal, amendment],
        "amendment-promote": [proposal, amendment],
        "suggestion-decide": [proposal, amendment, 1, "take"],
        "proposal-version": [proposal, 1],
        "proposal-paragraph": [proposal, 1, 1],
        "proposal-export": [proposal, 1, "md"],
        "amendment-decide": [proposal, amendment, "accept"],
        "objection-answer": [things.objection.pk],
        "objection-integrate": [things.objection.pk],
        "action": [things.action.pk],
        "action-act": [things.action.pk, "help"],
        "action-time": [things.action.pk],
        "action-thanks": [things.action.pk],
        "action-time-remove": [_time_of(things.action, cast.erin).pk],
        "question-answer": [things.question.pk],
    }
    return {at.name: reverse(at.name, args=arguments.get(at.name, [proposal])) for at in urls.urlpatterns}


READ_ONLY = {
    "amendment-wording",
    "amendment-first",
    "proposal-version",
    "proposal-paragraph",
    "proposal-export",
    "amendments",
    "proposal",
    "proposals",
    "actions",
    "action",
    "amendment",
    "proposal-history",
    "roll",
}


def close(cast, how):
    """Reserve the room to members, or to their role, or the whole space."""
    if how == "a space of members":
        return organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    roles = [cast.space.roles.get(key="member")] if how == "a room of roles" else []
    return rooms.change_room(cast.room, by=cast.alice, visibility="roles" if roles else "members", roles=roles)


@pytest.mark.parametrize(
    ("how", "strangers"),
    [
        ("a space of members", ["dave", "anonymous"]),
        ("a room of members", ["dave", "anonymous"]),
        ("a room of roles", ["carol", "dave", "anonymous"]),
    ],
)
def test_what_one_may_not_see_is_not_found_whether_one_reads_or_writes(cast, things, how, strangers):
    close(cast, how)
    found = {}
    for who in strangers:
        browser = as_(getattr(cast, who))
        for name, url in addresses(cast, things).items():
            codes = {browser.get(url).status_code, browser.post(url, {"reason": "Toc toc"}).status_code}
            found[name, who] = codes - {405}
    assert {key: codes for key, codes in found.items() if codes != {404}} == {}


def test_a_draft_is_not_found_by_anybody_but_its_author(cast, things):
    things.proposal = a_draft(cast, cast.bob)
    things.amendment = SimpleNamespace(n=1)
    at = {n: u for n, u in addresses(cast, things).items() if f"/proposals/{things.proposal.pk}/" in u}
    found = {}
    for who in ("alice", "erin", "carol", "dave", "anonymous"):
        browser = as_(getattr(cast, who))
        for name, url in at.items():
            codes = {browser.get(url).status_code, browser.post(url, {"reason": "Toc toc"}).status_code}
            found[name, who] = codes - {405}
    assert {key: codes for key, codes in found.items() if codes != {404}} == {}
    assert as_(cast.bob).get(at["proposal"]).status_code == 200


@pytest.mark.parametrize("htmx", [False, True])
def test_whoever_was_signed_out_meanwhile_reads_their_words_again_and_may_sign_in(cast, things, htmx):
    """Over every door that takes words: what was typed comes back, and the way to the page it was typed on."""
    browser, words = as_(cast.anonymous), "Ces mots ont demandé une heure."
    headers = {"Referer": "http://testserver/proposals/1/"} | ({"HX-Request": "true"} if htmx else {})
    found = {}
    for name, url in addresses(cast, things).items():
        if name not in READ_ONLY | {"positions-look"}:
            sent = browser.post(url, {"reason": words, "choice": "agree"}, headers=headers)
            back = 'href="/accounts/login/?next=/proposals/1/"' in text(sent)
            found[name] = (sent.status_code, words in text(sent), back)
    assert found == dict.fromkeys(found, (403, True, True))
    assert {"proposal-resolve", "position", "proposal-contribute", "proposal-create", "amendment-create"} <= set(found)


def test_a_visitor_who_asks_for_a_form_signs_in_and_comes_back_to_the_form(client, cast, things):
    url = f"/proposals/{things.proposal.pk}/amend/"
    assert client.get(url).url == f"/accounts/login/?next={url}"


def test_a_script_that_asks_for_a_form_sends_its_whole_page_to_sign_in(client, cast, things):
    url = f"/proposals/{things.proposal.pk}/amend/"
    sent = client.get(url, headers={"HX-Request": "true"})
    assert (sent.status_code, sent["HX-Redirect"]) == (200, f"/accounts/login/?next={url}")


def test_a_door_that_only_writes_is_not_a_page(cast, things, sign_in):
    at = addresses(cast, things)
    browser = sign_in(cast.bob)
    codes = {name: browser.get(url).status_code for name, url in at.items()}
    assert {name for name, code in codes.items() if code == 405} == {
        "proposal-publish", "proposal-take-over", "proposal-contribute",
        "amendment-decide", "amendment-cosign", "amendment-uncosign", "suggestion-decide",
        "position", "positions-look", "action-act", "question-answer", "action-time", "action-thanks",
        "action-time-remove",
    }  # fmt: skip


@pytest.mark.parametrize("who", CAST)
def test_whoever_reads_the_room_reads_everything_said_of_a_proposal_in_it(cast, things, who):
    at = addresses(cast, things)
    browser = as_(getattr(cast, who))
    assert {name: browser.get(at[name]).status_code for name in READ_ONLY} == dict.fromkeys(READ_ONLY, 200)


@pytest.mark.parametrize("n", ["0", "99", "9" * 25, "9" * 5000])
@pytest.mark.parametrize(
    "address",
    ["/proposals/{}/", "/proposals/{}/position/", "/actions/{}/", "/objections/{}/answer/", "/questions/{}/"],
)
def test_what_does_not_exist_is_not_found(cast, things, sign_in, address, n):
    browser = sign_in(cast.bob)
    url = address.format(n)
    assert {browser.get(url).status_code, browser.post(url).status_code} - {405} == {404}


@pytest.mark.parametrize("n", ["0", "99", "9" * 25])
def test_an_amendment_that_does_not_exist_is_not_found(cast, things, sign_in, n):
    url = f"/proposals/{things.proposal.pk}/amendments/{n}/"
    browser = sign_in(cast.bob)
    codes = [browser.get(url).status_code, browser.post(f"{url}accept/").status_code, browser.get(f"{url}settle/")]
    assert [codes[0], codes[1], codes[2].status_code] == [404, 404, 404]


def test_an_unknown_verb_is_not_found(cast, things, sign_in):
    browser = sign_in(cast.bob)
    at = f"/proposals/{things.proposal.pk}/amendments/1/burn/", f"/actions/{things.action.pk}/burn/"
    assert [browser.post(url).status_code for url in at] == [404, 404]


# --- What the page of a proposal says to each --------------------------------------------------------

ACTS = {
    "publish": "/publish/",
    "open amendments": "/open-amendments/",
    "amend": "/amend/",
    "open the round": "/open-round/",
    "take a position": "/position/",
    "advise or help": "/contribute/",
    "answer the block": "/answer/",
    "resolve": "/resolve/",
    "edit": "/edit/",
    "drop": "/drop/",
    "renew": "/renew/",
    "add an action": "/follow-up/",
    "take over": "/take-over/",
    "carry it with others": "/co-carriers/",
    "talk": "data-live-post",
}

OFFERED = {
    # phase: what its carrier, then a member, then a guest finds to do; strangers and visitors never find anything
    "draft": ("publish|open amendments|edit|drop", None, None),
    "discussion": ("open amendments|advise or help|edit|drop|carry it with others|talk", "advise or help|talk", "talk"),
    "amending": (
        "amend|open the round|advise or help|edit|drop|carry it with others|talk",
        "amend|advise or help|talk",
        "talk",
    ),
    "consultation": ("take a position|advise or help|talk", "take a position|advise or help|talk", "talk"),
    "concertation": (
        "amend|take a position|advise or help|answer the block|carry it with others|talk",
        "amend|take a position|advise or help|talk",
        "talk",
    ),
    "awaiting": ("resolve|talk", "talk", "talk"),
    "resolved": ("renew|add an action|talk", "add an action|talk", "talk"),
    "review": ("drop|renew|add an action|talk", "renew|add an action|talk", "talk"),
    "referred": ("talk", "talk", "talk"),
    "dropped": ("talk", "talk", "talk"),
}


@pytest.mark.parametrize("phase", OFFERED)
def test_a_proposal_offers_each_person_what_they_may_do_now_and_nothing_else(cast, phase):
    proposal = a_proposal(cast, phase=phase)
    people = {"bob": 0, "erin": 1, "carol": 2}
    found = {}
    for who in (*people, "dave", "anonymous"):
        answer = as_(getattr(cast, who)).get(f"/proposals/{proposal.pk}/")
        found[who] = [act for act, mark in ACTS.items() if answer.status_code == 200 and mark in text(answer)]
    expected = {who: (OFFERED[phase][n] or "").split("|") for who, n in people.items()}
    expected = {who: [act for act in acts if act] for who, acts in expected.items()}
    assert found == expected | {"dave": [], "anonymous": []}


def test_a_guest_and_a_visitor_read_why_they_take_no_position(cast):
    proposal = a_proposal(cast)
    assert "Les invité·es lisent et discutent" in page(cast.carol, proposal)
    visitor = page(cast.anonymous, proposal)
    assert "Connectez-vous pour prendre part à ce salon." in visitor
    assert f"/accounts/login/?next=/proposals/{proposal.pk}/" in visitor


def test_somebody_admitted_after_the_opening_reads_that_the_roll_was_settled(cast):
    proposal = a_proposal(cast)
    gus = person("gus")
    organizations.admit(cast.space, gus, "member", by=cast.alice)
    assert "La liste des personnes consultées a été arrêtée à l’ouverture" in page(gus, proposal)


def test_positions_show_after_ones_own_or_on_request_and_a_visitor_may_ask_too(cast):
    proposal = a_proposal(cast)
    answer(proposal, cast.erin, "disagree", "Trop tôt.")
    for who in (cast.alice, cast.anonymous):
        browser = as_(who)
        url = f"/proposals/{proposal.pk}/"
        before = text(browser.get(url))
        assert ("Trop tôt." in before, "Voir quand même" in before) == (False, True)
        assert browser.post(f"{url}look/").url == f"{url}#advice"
        after = text(browser.get(url))
        assert ("Trop tôt." in after, "Voir quand même" in after) == (True, False)


def test_the_sentence_of_the_advice_never_says_adopted_or_rejected(cast):
    proposal = a_proposal(cast)
    for who in (cast.alice, cast.erin, cast.faye):
        answer(proposal, who, "disagree")
    with later(days=8):
        found = page(cast.anonymous, proposal)
    assert "Avis défavorable." in found
    assert re.findall(r"(?i)adoptée|rejetée|approuvée", found) == []


def test_my_position_is_ticked_and_its_reason_stands_in_the_form(cast):
    proposal = a_proposal(cast)
    answer(proposal, cast.erin, "incomplete", "Qui paie l’impression ?")
    found = page(cast.erin, proposal)
    assert re.findall(r'value="(\w+)" required checked', found) == ["incomplete"]
    assert "Qui paie l’impression ?</textarea>" in found


def test_a_proposal_handed_over_says_that_it_waits_for_the_board(cast):
    assert "cette proposition attend le conseil d’administration" in page(cast.dave, a_proposal(cast, phase="referred"))


def test_a_proposal_of_liability_offers_only_to_hand_over_or_to_drop(cast, sign_in):
    proposal = a_proposal(cast, phase="awaiting", impact="liability")
    found = text(sign_in(cast.bob).get(f"/proposals/{proposal.pk}/resolve/"))
    assert re.findall(r'name="choice" value="(\w+)"', found) == ["hand_over", "drop"]


def test_what_changed_since_ones_position_is_one_step_away(cast):
    proposal = a_proposal(cast)
    answer(proposal, cast.erin, "agree")
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    found = page(cast.erin, proposal)
    assert f"/proposals/{proposal.pk}/history/?from=1&amp;to=2" in found
    assert "Donnée sur la version 1, votre position n’est pas comptée sur la version 2" in found
    assert "Confirmer sur la version 2" in found


def test_positions_of_several_superseded_rounds_show_apart_until_confirmed(cast):
    proposal = a_proposal(cast)
    answer(proposal, cast.erin, "agree")
    answer(proposal, cast.alice, "disagree")
    texts = [BETTER, f"{BETTER}\n\nEt le jeudi."]
    for body in texts:
        objection = block(proposal, cast.faye)
        actions.integrate_amendment(objection, amend(proposal, cast.faye, body), by=cast.bob, supersede=True)
        if body == BETTER:
            answer(proposal, cast.alice, "agree")
    answer(proposal, cast.bob, "agree")
    found = page(cast.bob, proposal)
    given = re.findall(r"Données sur la version (\d), pas encore confirmées : (.*?)\.</p>", found)
    assert given == [("1", "1 pour"), ("2", "1 pour, 1 blocage")]
    assert "<b>1</b> réponse sur 4 personnes consultées." in found
    assert "Donnée sur la version 1" in page(cast.erin, proposal)


# --- Parts -------------------------------------------------------------------------------------------

PHASES = ["discussion", "amending", "consultation", "concertation", "awaiting", "resolved", "review", "dropped"]


@pytest.mark.parametrize("who", ["bob", "erin", "carol", "anonymous"])
@pytest.mark.parametrize("phase", PHASES)
def test_each_part_alone_is_what_the_whole_page_holds(cast, phase, who):
    proposal = a_proposal(cast, phase=phase)
    if phase in ("discussion", "amending"):
        actions.contribute(proposal, by=cast.erin, kind="help")
    if phase in ("amending", "concertation"):
        amend(proposal, cast.erin)
    browser = as_(getattr(cast, who))
    url = f"/proposals/{proposal.pk}/"
    whole = masked(browser.get(url).content)
    parts = {
        part: masked(browser.get(url, {"part": part}, headers={"HX-Request": "true"}).content).strip()
        for part in PARTS
    }  # fmt: skip
    assert {part: content in whole for part, content in parts.items()} == dict.fromkeys(PARTS, True)
    assert [re.search(rb'data-part="(\w+)"', content).group(1).decode() for content in parts.values()] == list(PARTS)


def test_a_part_asked_by_no_script_is_the_whole_page(cast, client):
    proposal = a_proposal(cast)
    assert text(client.get(f"/proposals/{proposal.pk}/?part=mine")).startswith("<!doctype html>")


def test_an_unknown_part_is_the_whole_page(cast, client):
    proposal = a_proposal(cast)
    found = client.get(f"/proposals/{proposal.pk}/?part=../base", headers={"HX-Request": "true"})
    assert text(found).startswith("<!doctype html>")


def test_a_message_alone_is_what_the_debate_holds(cast, client):
    proposal = a_proposal(cast, phase="amending")
    message = rooms.post_message(proposal.thread, by=cast.erin, body="Parce que", lean="for")
    whole = text(client.get(f"/proposals/{proposal.pk}/"))
    assert text(client.get(f"/messages/{message.pk}/", headers={"HX-Request": "true"})).strip() in whole


# --- The debate --------------------------------------------------------------------------------------


def said_on(content):
    return [int(n) for n in re.findall(r'data-n="(\d+)"', content)]


def test_the_debate_ends_with_the_newest_and_leads_back_to_the_first(cast, client):
    proposal = a_proposal(cast)
    for i in range(35):
        rooms.post_message(proposal.thread, by=cast.erin, body=f"Message {i}")
    url = f"/proposals/{proposal.pk}/"
    newest = text(client.get(url))
    assert (said_on(newest), 'data-new="message"' in newest) == ([*range(6, 36)], True)
    older = text(client.get(f"{url}?before=6"))
    assert (said_on(older), 'data-new="message"' in older) == ([1, 2, 3, 4, 5], False)
    assert f'href="{url}#debate"' in older


@pytest.mark.parametrize("n", ["", "abc", "-4", "0", "٣", "9" * 30, "1 OR 1=1", "\x00"])
def test_a_broken_number_in_an_address_shows_the_page_as_it_is(cast, client, n):
    proposal = a_proposal(cast)
    rooms.post_message(proposal.thread, by=cast.erin, body="Bonjour")
    assert said_on(text(client.get(f"/proposals/{proposal.pk}/", {"before": n}))) == [1]
    history = client.get(f"/proposals/{proposal.pk}/history/", {"from": n, "to": n})
    assert (history.status_code, "Version 1" in text(history)) == (200, True)


@pytest.mark.parametrize(
    ("asked", "shown"), [({"from": 2, "to": 1}, "2 à la version 1"), ({"to": 2}, "1 à la version 2")]
)
def test_any_two_versions_are_compared(cast, client, asked, shown):
    proposal = a_proposal(cast, phase="amending")
    actions.accept_amendment(amend(proposal, cast.erin), by=cast.bob)
    found = text(client.get(f"/proposals/{proposal.pk}/history/", asked))
    assert f"De la version {shown}" in found
    assert "<ins>" in found or "<del>" in found


# --- The number of queries ---------------------------------------------------------------------------

MOST = 15


def queries(browser, url):
    browser.get(url)
    with CaptureQueriesContext(connection) as made:
        assert browser.get(url).status_code == 200
    return len(made)


def fill(proposal, people):
    """Each of `people` speaks, answers or blocks, amends and advises."""
    current, already = fresh(proposal).text.current, proposal.text.amendments.count()
    first = proposal.thread.messages.first()
    for i, who in enumerate(people):
        rooms.post_message(proposal.thread, by=who, body=f"Message {i}", lean="for" if i % 2 else "", reply_to=first)
        answer(proposal, who, "block" if i % 5 == 0 else "agree", f"Raison {i}")
    Amendment.objects.bulk_create(
        Amendment(text=proposal.text, n=already + i, base=current, body=f"{BODY} {i}", reason="Mieux.", author=who)
        for i, who in enumerate(people, 1)
    )
    Contribution.objects.bulk_create(
        Contribution(proposal=proposal, person=who, kind="advice", body="Allez-y") for who in people
    )


@pytest.fixture
def crowd(cast):
    """A room that a role sees, with a hundred members more."""
    people = [person(f"membre{i}") for i in range(100)]
    for who in people:
        organizations.admit(cast.space, who, "member", by=cast.alice)
    close(cast, "a room of roles")
    cast.room.refresh_from_db()
    return people


def test_the_page_of_a_proposal_asks_the_database_as_often_for_1_as_for_100(cast, crowd):
    proposal = a_proposal(cast)
    fill(proposal, crowd[:1])
    pages = [(as_(who), f"/proposals/{proposal.pk}/") for who in (cast.bob, crowd[0], cast.alice)]
    one = [queries(*page) for page in pages]
    fill(proposal, crowd[1:])
    hundred = [queries(*page) for page in pages]
    assert one == hundred
    assert max(hundred) <= MOST


def test_so_does_a_later_round_of_a_proposal_already_resolved_once(cast, crowd):
    """The heaviest page there is: an earlier resolution and its actions, and positions waiting to be confirmed."""
    proposal = a_proposal(cast, phase="resolved")
    resolution = fresh(proposal).resolution
    actions.renew(proposal, by=cast.bob)
    actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
    answer(proposal, cast.erin, "agree", "Allons-y.")
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    for who in (cast.alice, cast.bob):
        answer(proposal, who, "agree", "Bien.")
    pages = [(as_(who), f"/proposals/{proposal.pk}/") for who in (cast.alice, cast.erin, cast.bob)]
    one = [queries(*page) for page in pages]
    for i in range(100):
        resolution.actions.create(room=cast.room, title=f"Action {i}", author=cast.bob, owner=crowd[i])
    for who in crowd[:20]:
        answer(proposal, who, "agree", "Bien aussi.")
    hundred = [queries(*page) for page in pages]
    assert one == hundred
    assert max(hundred) <= MOST


def test_the_page_of_a_resolution_asks_as_often_for_1_action_as_for_100(cast, crowd):
    proposal = a_proposal(cast, phase="awaiting")
    resolve(proposal, by=cast.bob, actions=[("Réserver la salle", cast.erin, None)])
    resolution = fresh(proposal).resolution
    page = as_(cast.erin), f"/proposals/{proposal.pk}/"
    one = queries(*page)
    for i in range(99):
        resolution.actions.create(room=cast.room, title=f"Action {i}", author=cast.bob, owner=crowd[i])
    assert queries(*page) == one <= MOST


@pytest.mark.parametrize("address", ["", "proposals/", "actions/"])
def test_the_lists_of_a_room_ask_as_often_for_1_as_for_30(cast, address):
    url = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/{address}"
    phases = ["draft", "amending", "consultation", "concertation", "awaiting", "resolved", "review", "referred"]

    def one_of_each():
        for phase in phases:
            a_proposal(cast, phase=phase)
        task = actions.open_action(cast.room, by=cast.erin, title="Réserver la salle")
        actions.finish_action(task, by=cast.erin, documentation="Fait.")
        actions.open_action(cast.room, by=cast.faye, title="Imprimer")

    one_of_each()
    browser = as_(cast.bob)
    one = queries(browser, url)
    for _ in range(4):
        one_of_each()
    assert queries(browser, url) == one


def test_the_roll_asks_as_often_for_4_people_as_for_100(cast, crowd):
    proposal = a_proposal(cast)
    answer(proposal, crowd[0], "agree")
    page = as_(crowd[0]), f"/proposals/{proposal.pk}/roll/"
    one = queries(*page)
    for who in crowd[1:60]:
        answer(proposal, who, "disagree", "Non.")
    assert queries(*page) == one


def test_an_action_asks_as_often_for_1_person_asked_as_for_4(cast):
    organizations.change_settings(cast.space, by=cast.alice, many=50)
    cast.room.space.refresh_from_db()
    one = actions.open_action(cast.room, by=cast.bob, title="Réserver", impact="few", named=[cast.erin])
    four = actions.open_action(
        cast.room, by=cast.bob, title="Imprimer", impact="few", named=[cast.alice, cast.erin, cast.faye, cast.carol]
    )
    for who in (cast.alice, cast.erin, cast.faye):
        actions.help_action(four, by=who)
    browser = as_(cast.bob)
    assert queries(browser, f"/actions/{one.pk}/") == queries(browser, f"/actions/{four.pk}/")


# --- Without JavaScript ------------------------------------------------------------------------------


def test_a_plain_form_takes_a_position_and_lands_on_the_proposal(cast, sign_in):
    proposal = a_proposal(cast)
    browser = sign_in(cast.erin)
    url = f"/proposals/{proposal.pk}/"
    sent = browser.post(f"{url}position/", {"choice": "agree", "version_n": 1, "reason": ""}, follow=True)
    assert (sent.redirect_chain, "Votre position est enregistrée." in text(sent)) == ([(url, 302)], True)
    assert re.findall(r'value="(\w+)" required checked', text(sent)) == ["agree"]


def test_a_script_gets_its_part_and_the_same_words(cast, sign_in):
    proposal = a_proposal(cast)
    sent = sign_in(cast.erin).post(
        f"/proposals/{proposal.pk}/position/",
        {"choice": "agree", "version_n": 1},
        headers={"HX-Request": "true"},
    )
    assert "C’est noté : Pour." in text(sent)
    assert text(sent).strip().startswith('<section class="mine" id="mine"')


def test_every_form_of_the_page_works_as_it_is_written(cast):
    """Each form carries its own address, method and token: nothing waits for a script."""
    proposal = a_proposal(cast, phase="concertation")
    rooms.post_message(proposal.thread, by=cast.erin, body="Bonjour")
    found = page(cast.bob, proposal)
    forms = re.findall(r"<form ([^>]*)>(.*?)</form>", found, re.DOTALL)
    assert len(forms) >= 5
    # The buttons of « act » say each where they lead.
    led = [("action=" in head or 'id="act"' in head, head, body) for head, body in forms]
    assert [('method="post"' in head, leads, "csrfmiddlewaretoken" in body) for leads, head, body in led] == [
        (True, True, True)
    ] * len(forms)


def test_erin_advises_and_offers_help_from_the_page(cast, sign_in):
    proposal = a_proposal(cast, phase="amending")
    url = f"/proposals/{proposal.pk}/"
    browser = sign_in(cast.erin)
    assert browser.post(f"{url}contribute/", {"kind": "help"}).url == f"{url}#contributions"
    browser.post(f"{url}contribute/", {"kind": "advice", "body": "Commencez par le glossaire."})
    found = page(cast.carol, proposal)
    assert "Erin Fontaine aidera." in found
    assert "Commencez par le glossaire." in found
    assert [c.kind for c in proposal.contributions.all()] == ["help", "advice"]


def test_a_block_is_answered_from_its_page(cast, sign_in, things):
    url = f"/objections/{things.objection.pk}/answer/"
    browser = sign_in(cast.bob)
    assert REASON in text(browser.get(url))
    assert browser.post(url, {"reason": "Deux personnes reliront."}).url == f"/proposals/{things.proposal.pk}/"
    found = page(cast.anonymous, things.proposal)
    assert "Bob Nativel : Deux personnes reliront." in found


def test_an_action_of_few_waits_for_those_it_asks_and_then_starts(cast, things):
    url = f"/actions/{things.action.pk}/"
    assert "disabled" in text(as_(cast.erin).get(url))
    as_(cast.alice).post(f"/questions/{things.question.pk}/", {"answer": "Allez-y."})
    found = text(as_(cast.erin).get(url))
    assert ("Allez-y." in found, "disabled" in found) == (True, False)
    assert as_(cast.erin).post(f"{url}start/").url == url
    assert "en cours" in text(as_(cast.dave).get(url))


def test_a_draft_is_kept_and_published_later_from_its_page(cast, sign_in):
    browser = sign_in(cast.erin)
    url = reverse("proposal-create", args=[cast.space.slug, cast.room.slug])
    typed = {"title": "Relire", "summary": "À deux.", "body": BODY, "tags": "guide, relecture", "publish": ""}
    kept = browser.post(f"{url}?impact=many", typed)
    proposal = Proposal.objects.get()
    assert kept.url == f"/proposals/{proposal.pk}/"
    assert "Vous seul·e voyez ce brouillon." in text(browser.get(kept.url))
    browser.post(f"{kept.url}publish/", {"publish": "discussion"})
    assert "En discussion" in page(cast.anonymous, proposal)


def test_at_most_two_screens_from_a_room_to_a_recorded_action(cast, sign_in):
    browser = sign_in(cast.erin)
    guide = reverse("proposal-create", args=[cast.space.slug, cast.room.slug])
    assert guide in text(browser.get(reverse("room", args=[cast.space.slug, cast.room.slug])))
    assert "?impact=nobody" in text(browser.get(guide))
    recorded = browser.post(f"{guide}?impact=nobody", {"title": "Arroser le jardin"}, follow=True)
    assert "en cours" in text(recorded)
    assert Message.objects.count() == 0


# --- What is offered to whoever may still act ---------------------------------------------------------


def left(cast, who):
    organizations.leave_space(cast.space, by=who)


def made_a_guest(cast, who):
    organizations.change_role(cast.space.memberships.current().get(person=who), by=cast.alice, role_key="guest")


@pytest.mark.parametrize(
    ("how", "why"),
    [(left, "Il faut être membre de cet espace"), (made_a_guest, "se positionner revient aux membres")],
)
@pytest.mark.parametrize("answered", [False, True])
def test_whoever_no_longer_takes_part_is_not_asked_and_reads_why(cast, how, why, answered):
    proposal = a_proposal(cast)
    if answered:
        answer(proposal, cast.erin, reason="Le guide est mûr.")
    how(cast, cast.erin)
    found = page(cast.erin, proposal)
    assert (f'action="/proposals/{proposal.pk}/position/"' in found, why in found) == (False, True)
    assert ("Le guide est mûr." in found) is answered


# --- Amendments that nobody decided --------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["awaiting", "resolved", "dropped"])
def test_an_amendment_left_open_until_the_end_came_to_nothing(cast, phase):
    with later(days=-8):
        proposal = a_proposal(cast, phase="amending")
        amendment = amend(proposal, cast.erin)
        if phase == "dropped":
            actions.drop_proposal(proposal, by=cast.bob, reason="Une autre voie existe.")
        else:
            actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
            assert "sans suite" not in page(cast.bob, proposal)
    if phase == "resolved":
        resolve(proposal, by=cast.bob)
    alone = text(as_(cast.bob).get(f"/proposals/{proposal.pk}/amendments/{amendment.n}/"))
    assert '<span class="badge">sans suite</span>' in page(cast.bob, proposal)
    assert "il reste sans suite" in alone
    assert '<span class="badge">ouvert</span>' not in alone


def test_a_renewal_opens_again_what_nobody_had_decided(cast):
    with later(days=-8):
        proposal = a_proposal(cast, phase="amending")
        amend(proposal, cast.erin)
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
    resolve(proposal, by=cast.bob)
    actions.renew(proposal, by=cast.bob)
    found = page(cast.bob, proposal)
    assert ("sans suite" in found, '<span class="badge">ouvert</span>' in found) == (False, True)


def test_an_author_takes_back_an_amendment_with_or_without_a_word(cast, sign_in):
    proposal = a_proposal(cast, phase="amending")
    browser = sign_in(cast.erin)
    for reason in ("", "Bob l’a mieux dit que moi."):
        made = amend(proposal, cast.erin)
        url = f"/proposals/{proposal.pk}/amendments/{made.n}/"
        assert 'id="withdrawal-reason"' in text(browser.get(url))
        browser.post(f"{url}withdraw/", {"reason": reason})
        made.refresh_from_db()
        assert (made.state, made.decision) == ("withdrawn", reason)


def test_an_author_says_that_their_amendment_still_holds(cast, sign_in):
    proposal = a_proposal(cast, phase="amending")
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye, BODY.replace("Nous", "Tous, nous"))
    actions.accept_amendment(first, by=cast.bob)
    url = f"/proposals/{proposal.pk}/amendments/{second.n}/"
    browser = sign_in(cast.faye)
    assert f'action="{url}confirm/"' in text(browser.get(url))
    shown = text(browser.post(f"{url}confirm/", follow=True))
    assert ("l’amendement tient" in shown, "confirm/" in shown) == (True, False)


def test_an_amendment_that_the_text_already_says_is_moot_and_nobody_decided_it(cast):
    proposal = a_proposal(cast, phase="amending")
    first, second = amend(proposal, cast.erin), amend(proposal, cast.faye)
    actions.accept_amendment(first, by=cast.bob)
    shown = text(as_(cast.faye).get(f"/proposals/{proposal.pk}/amendments/{second.n}/"))
    assert ("Sans objet" in shown, "None" in shown) == (True, False)


# --- Words for the outer channel (DG-5, DG-10, DG-13) --------------------------------------------------


@pytest.fixture
def channel(cast):
    rooms.change_room(cast.room, by=cast.alice, channel_url="https://chat.example/doc")


IDEA = {"title": "Traduire", "summary": "Un guide lu de tous.", "body": BODY}


def test_after_a_proposal_is_published_words_with_its_address_are_ready_for_the_channel(cast, sign_in, channel):
    browser = sign_in(cast.erin)
    url = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/propose/?impact=many"
    sent = browser.post(url, IDEA | {"publish": "amendments"}, follow=True)
    proposal = Proposal.objects.get()
    assert sent.redirect_chain == [(f"/proposals/{proposal.pk}/?tell=1", 302)]
    found = text(sent)
    assert '<details class="tell" open>' in found
    assert 'href="https://chat.example/doc"' in found
    assert f"« Traduire ». Un guide lu de tous.\nhttp://testserver/proposals/{proposal.pk}/</textarea>" in found


def test_after_an_action_is_recorded_too_and_later_they_are_folded_away(cast, sign_in, channel):
    browser = sign_in(cast.erin)
    url = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/propose/?impact=nobody"
    found = text(browser.post(url, {"title": "Réparer le lien"}, follow=True))
    pk = cast.room.actions.get().pk
    assert '<details class="tell" open>' in found
    assert f"« Réparer le lien ».\nhttp://testserver/actions/{pk}/</textarea>" in found
    assert '<details class="tell">' in text(browser.get(f"/actions/{pk}/"))


@pytest.mark.parametrize("phase", ["draft", "discussion", "amending", "consultation", "concertation", "awaiting"])
def test_the_carrier_alone_is_offered_them_while_others_may_still_weigh(cast, channel, phase):
    proposal = a_proposal(cast, phase=phase)
    offered = {who: 'class="tell"' in page(getattr(cast, who), proposal) for who in ("bob", "erin", "anonymous")}
    assert offered == {"bob": phase not in ("draft", "awaiting"), "erin": False, "anonymous": False}


def test_a_room_without_a_channel_has_nothing_to_offer(cast):
    assert 'class="tell"' not in page(cast.bob, a_proposal(cast))


# --- Words that agree ---------------------------------------------------------------------------------


def test_counts_agree_with_their_words_in_both_languages(cast):
    proposal = a_proposal(cast)
    for who, choice in (("alice", "abstain"), ("erin", "abstain"), ("faye", "agree")):
        answer(proposal, getattr(cast, who), choice)
    found = page(cast.erin, proposal)
    assert '<li class="abstain">2 abstentions</li>' in found
    assert 'aria-label="1 pour, 0 incomplet, 2 abstentions, 0 contre, 0 blocage"' in found
    cast.erin.language = "en"
    cast.erin.save()
    assert 'aria-label="1 agrees, 0 incomplete, 2 abstain, 0 disagree, 0 blocks"' in page(cast.erin, proposal)


def test_what_a_resolution_keeps_of_the_counts_agrees_too(cast):
    with later(days=-8):
        proposal = a_proposal(cast)
        answer(proposal, cast.erin, "abstain")
    resolve(proposal, by=cast.bob)
    said = "4 personnes consultées : 0 pour, 0 incomplet, 1 abstention, 0 contre, 0 blocage."
    assert said in page(cast.bob, proposal)


def test_an_action_born_against_the_advice_says_so(cast):
    with later(days=-8):
        proposal = a_proposal(cast)
        answer(proposal, cast.erin, "disagree")
    action = resolve(proposal, by=cast.bob, reason="J’essaie.", actions=[("Essayer", None, None)]).actions.get()
    assert "malgré un avis défavorable" in text(as_(cast.bob).get(f"/actions/{action.pk}/"))


@pytest.mark.parametrize(("impact", "said"), [("many", "consultative"), ("liability", "avis au conseil")])
def test_cs_2_wherever_a_proposal_is_listed_it_says_what_its_consultation_is_worth(cast, client, impact, said):
    a_proposal(cast, impact=impact)
    assert said in text(client.get(f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/proposals/"))


def test_people_are_found_where_a_reader_looks_for_them_accents_or_not(cast, sign_in):
    for key, name in (("emilie", "Émilie Aubin"), ("zainab", "Zaïnab Cadjee"), ("ecume", "Ecume Zola")):
        one = person(key)
        one.display_name = name
        one.save()
        organizations.admit(cast.space, one, "member", by=cast.alice)
    found = text(sign_in(cast.bob).get(f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/propose/?impact=few"))
    names = ["Alice Payet", "Ecume Zola", "Émilie Aubin", "Erin Fontaine", "Faye Clain", "Zaïnab Cadjee"]
    places = [found.find(name) for name in names]
    assert (min(places) > 0, places == sorted(places)) == (True, True)


def test_the_page_of_a_resolution_says_when_a_public_reason_is_asked_for(cast, sign_in):
    proposal = a_proposal(cast, phase="awaiting")
    assert "en abandonnant ce que l’on soutient" in text(sign_in(cast.bob).get(f"/proposals/{proposal.pk}/resolve/"))


@pytest.mark.parametrize(
    "path", ["text/0/", "text/{n}/", "text/1/p{n}/", "text/1/p0/", "text/{n}.md", "text/1.exe", "amendments/{n}/first/"]
)
def test_a_version_a_paragraph_or_a_file_that_does_not_exist_is_not_found(cast, things, sign_in, path):
    address = f"/proposals/{things.proposal.pk}/{path.format(n='9' * 25)}"
    assert sign_in(cast.bob).get(address).status_code == 404
