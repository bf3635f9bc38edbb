"""The room decides of the amendments: it takes positions on each, and the close writes what it retained."""

import json
from datetime import timedelta

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.texts import actions as texts
from proposals import actions
from proposals.models import Amendment, Proposal
from tests.doors import as_
from tests.proposals.factories import (
    BETTER,
    BODY,
    MONDAY,
    WEEK,
    a_draft,
    a_proposal,
    acts,
    amend,
    fresh,
    later,
    refused,
)
from tests.texts.factories import CODE, a_document, next_version
from tests.texts.factories import again as again_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

OTHER = BODY.replace("le guide", "le manuel")  # meets BETTER on the same words
ELSEWHERE = BODY.replace("Chaque mardi", "Chaque jeudi")  # another paragraph
BESIDE = BODY.replace("Nous traduisons", "Nous relisons et traduisons")  # the same paragraph as BETTER, other words


@pytest.fixture
def proposal(cast):
    """Bob's, whose amendments the room decides of within a week."""
    return open_to_the_room(cast)


def open_to_the_room(cast, **fields):
    draft = a_draft(cast, **fields)
    actions.publish_proposal(draft, by=cast.bob, decided_by="room", closes_at=MONDAY + WEEK)
    return fresh(draft)


def again(amendment) -> Amendment:
    return Amendment.objects.select_related("text", "base", "displaced_by").get(pk=amendment.pk)


def say(amendment, *people, choice="agree"):
    for person in people:
        actions.answer_amendment(amendment, by=person, choice=choice)


def after_the_close():
    return later(days=7, minutes=1)


def states(*amendments):
    return [again(one).state for one in amendments]


# --- Positions ---------------------------------------------------------------------------------------


def test_everyone_who_takes_part_is_asked_about_each_amendment(cast, proposal):
    amendment = amend(proposal, cast.erin)
    roll = set(amendment.put.vote.roll.values_list("person__display_name", flat=True))
    assert roll == {cast.alice.display_name, cast.bob.display_name, cast.erin.display_name, cast.faye.display_name}


def test_a_person_has_one_position_on_an_amendment_and_may_change_it(cast, proposal):
    amendment = amend(proposal, cast.erin)
    say(amendment, cast.faye)
    say(amendment, cast.faye, choice="disagree")
    assert amendment.put.counts == {"agree": 0, "abstain": 0, "disagree": 1}


def test_somebody_who_joined_since_is_not_on_the_roll_of_an_amendment(cast, proposal):
    amendment = amend(proposal, cast.erin)
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    with refused("arrêtée à l’ouverture"):
        say(amendment, cast.dave)


def test_a_choice_that_does_not_exist_is_refused_and_changes_nothing(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with refused("ne fait pas partie"):
        say(amendment, cast.faye, choice="block")
    assert amendment.put.counts == {"agree": 0, "abstain": 0, "disagree": 0}


def test_no_position_is_taken_once_the_window_is_closed(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with after_the_close(), refused("déjà décidé|clos"):
        say(amendment, cast.faye)


def test_no_position_is_taken_where_the_carrier_decides(cast):
    amendment = amend(a_proposal(cast, cast.bob, "amending"), cast.erin)
    with refused("n’est pas consulté"):
        say(amendment, cast.faye)


def test_the_register_says_that_somebody_answered_and_never_what(cast, proposal):
    amendment = amend(proposal, cast.erin)
    say(amendment, cast.faye)
    kept = Entry.objects.filter(act="proposal.amendment_answered").get().payload.canonical
    assert (json.loads(kept)["n"], "agree" in kept) == (amendment.n, False)


# --- While it lasts ----------------------------------------------------------------------------------


def test_the_carrier_decides_of_nothing_while_the_room_does(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with refused("C’est au salon"):
        actions.accept_amendment(amendment, by=cast.bob)
    with refused("C’est au salon"):
        actions.reject_amendment(amendment, by=cast.bob, reason="Non.")
    with refused("ne bouge pas"):
        actions.edit_proposal(proposal, by=cast.bob, title="T", summary="S", body="Autre chose.")
    with refused("attendez la clôture"):
        actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + 2 * WEEK)


def test_its_author_may_still_take_an_amendment_back(cast, proposal):
    amendment = amend(proposal, cast.erin)
    actions.withdraw_amendment(amendment, by=cast.erin)
    with after_the_close():
        actions.announce_due(clock.now())
    assert states(amendment) == ["withdrawn"]


def test_an_amendment_comes_early_enough_for_people_to_answer_it(cast, proposal):
    with later(days=5, hours=23):
        amend(proposal, cast.erin)
    with later(days=6, hours=1), refused("n’aurait plus le temps"):
        amend(proposal, cast.faye, ELSEWHERE)
    with after_the_close(), refused("s’est prononcé"):
        amend(proposal, cast.faye, ELSEWHERE)


@pytest.mark.parametrize("delta", [timedelta(0), timedelta(days=-1), timedelta(days=500), None])
def test_a_window_of_the_room_has_a_time_to_close(cast, delta):
    draft = a_draft(cast)
    with refused("clôture|un an au plus|jusqu’à quand"):
        actions.publish_proposal(
            draft, by=cast.bob, decided_by="room", closes_at=None if delta is None else MONDAY + delta
        )
    assert fresh(draft).phase() == "draft"


def test_nobody_else_decides_of_amendments(cast):
    draft = a_draft(cast)
    with refused("qui décidera"):
        actions.publish_proposal(draft, by=cast.bob, decided_by="board", closes_at=MONDAY + WEEK)


# --- The close ---------------------------------------------------------------------------------------


def test_the_close_takes_what_more_people_are_for_than_against_into_the_text(cast, proposal):
    carried, tied, silent = (amend(proposal, cast.erin, body) for body in (ELSEWHERE, BETTER, OTHER))
    say(carried, cast.alice, cast.faye)
    say(tied, cast.alice)
    say(tied, cast.bob, choice="disagree")
    with after_the_close():
        assert actions.announce_due(clock.now()) == 1
    assert fresh(proposal).text.current.body == ELSEWHERE
    assert states(carried, tied, silent) == ["accepted", "rejected", "rejected"]
    assert (again(carried).decided_by, fresh(proposal).text.current.author) == (None, cast.erin)


def test_what_more_people_want_enters_first_and_what_meets_it_falls_and_says_why(cast, proposal):
    less, more = amend(proposal, cast.erin, OTHER), amend(proposal, cast.faye, BETTER)
    say(less, cast.erin)
    say(more, cast.erin, cast.faye)
    with after_the_close():
        actions.announce_due(clock.now())
    assert (fresh(proposal).text.current.body, states(less, more)) == (BETTER, ["moot", "accepted"])
    assert (again(less).displaced_by, again(less).standing, again(less).body) == (again(more), "conflict", OTHER)


def test_two_that_are_retained_in_different_places_both_enter(cast, proposal):
    first, second = amend(proposal, cast.erin, BETTER), amend(proposal, cast.faye, ELSEWHERE)
    for amendment in (first, second):
        say(amendment, cast.alice)
    with after_the_close():
        actions.announce_due(clock.now())
    assert fresh(proposal).text.current.body == BETTER.replace("Chaque mardi", "Chaque jeudi")
    assert [version.n for version in fresh(proposal).text.versions.all()] == [1, 2, 3]


def test_one_that_says_the_same_is_moot_and_names_which_says_it(cast, proposal):
    first, same = amend(proposal, cast.erin, BETTER), amend(proposal, cast.faye, BETTER)
    for amendment in (first, same):
        say(amendment, cast.alice)
    with after_the_close():
        actions.announce_due(clock.now())
    assert (states(first, same), again(same).displaced_by) == (["accepted", "moot"], again(first))


def test_a_retained_one_that_was_merged_in_the_same_paragraph_waits_to_be_read_again(cast, proposal):
    first, beside = amend(proposal, cast.erin, BETTER), amend(proposal, cast.faye, BESIDE)
    say(first, cast.alice, cast.erin)
    say(beside, cast.alice)
    with after_the_close():
        actions.announce_due(clock.now())
        assert (states(first, beside), again(beside).standing) == (["accepted", "open"], "review")
        with refused("attend d’être relu"):
            actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK)
        with refused("Le salon a retenu"):
            actions.reject_amendment(again(beside), by=cast.bob, reason="Non.")
        actions.accept_amendment(again(beside), by=cast.bob, seen=2)
    assert fresh(proposal).text.current.body == BETTER.replace("Nous traduisons", "Nous relisons et traduisons")


def test_a_late_clock_lets_no_act_come_before_what_the_room_decided(cast, proposal):
    amendment = amend(proposal, cast.erin)
    say(amendment, cast.alice)
    with after_the_close():
        round_ = actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK)
    assert (round_.version.body, states(amendment)) == (BETTER, ["accepted"])


def test_the_close_is_told_once(cast, proposal):
    say(amend(proposal, cast.erin), cast.alice)
    with after_the_close():
        told = [actions.announce_due(clock.now()) for _ in range(3)]
    assert (told, acts(proposal).count("amendments_closed")) == ([1, 0, 0], 1)


def test_a_window_where_nobody_wrote_anything_closes_and_the_consultation_may_open(cast, proposal):
    with after_the_close():
        actions.announce_due(clock.now())
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK)
    assert Proposal.objects.get(pk=proposal.pk).rounds.count() == 1


def test_a_proposal_dropped_meanwhile_keeps_its_text(cast, proposal):
    amendment = amend(proposal, cast.erin)
    say(amendment, cast.alice)
    actions.drop_proposal(proposal, by=cast.bob, reason="Une autre voie existe.")
    with after_the_close():
        assert actions.announce_due(clock.now()) == 0
    assert fresh(proposal).text.current.body == BODY


def test_a_concertation_after_the_room_has_decided_still_takes_amendments(cast, proposal):
    with after_the_close():
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK)
        actions.take_position(proposal, by=cast.faye, choice="block", version_n=1, reason="Pas relu.")
        assert amend(proposal, cast.faye).state == "open"


def test_a_text_opened_again_may_be_given_to_the_room_with_what_was_left_open(cast):
    proposal = a_proposal(cast, cast.bob, "amending")
    left = amend(proposal, cast.erin)
    with later(days=1):
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK)
    with later(days=9):
        actions.resolve(proposal, by=cast.bob, choice="go_on", statement="Nous y allons.")
    with later(days=10):
        actions.renew(proposal, by=cast.bob, decided_by="room", closes_at=clock.now() + WEEK)
        say(left, cast.alice)
    with later(days=18):
        actions.announce_due(clock.now())
    assert fresh(proposal).text.current.body == BETTER


# --- Pages -------------------------------------------------------------------------------------------


def text(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_others_answers_show_after_ones_own_or_when_asked_for(cast, proposal):
    amendment = amend(proposal, cast.erin)
    say(amendment, cast.alice, cast.erin)
    url = f"/proposals/{proposal.pk}/amendments/{amendment.n}/"
    pages = {who: text(as_(getattr(cast, who)).get(url)) for who in ("alice", "bob", "faye", "dave", "anonymous")}
    assert {who: "2 pour" in page for who, page in pages.items()} == {
        "alice": True, "bob": False, "faye": False, "dave": False, "anonymous": False
    }  # fmt: skip
    as_(cast.bob).post(f"{url}look/")
    assert "2 pour" in text(as_(cast.bob).get(url))
    as_(cast.faye).post(f"{url}answer/", {"choice": "disagree"})
    assert "2 pour" in text(as_(cast.faye).get(url))


def test_a_position_that_does_not_exist_gets_a_sentence(cast, proposal):
    amendment = amend(proposal, cast.erin)
    answer = as_(cast.faye).post(f"/proposals/{proposal.pk}/amendments/{amendment.n}/answer/", {"choice": "banana"})
    assert (answer.status_code, "choisissez pour, abstention ou contre" in text(answer)) == (422, True)


def test_the_page_of_what_fell_says_which_took_its_place(cast, proposal):
    less, more = amend(proposal, cast.erin, OTHER), amend(proposal, cast.faye, BETTER)
    say(less, cast.erin)
    say(more, cast.erin, cast.faye)
    with after_the_close():
        actions.announce_due(clock.now())
        page = text(as_(cast.erin).get(f"/proposals/{proposal.pk}/amendments/{less.n}/"))
    assert "l’amendement n° 2, de Faye Clain</a>, que plus de personnes soutiennent" in page


def test_what_waits_for_a_persons_answer_is_on_their_home_and_marked_in_the_list(cast, proposal):
    first, second = amend(proposal, cast.erin, BETTER), amend(proposal, cast.erin, ELSEWHERE)
    say(first, cast.faye)
    home, page = text(as_(cast.faye).get("/")), text(as_(cast.faye).get(f"/proposals/{proposal.pk}/"))
    assert ("amendements attendent votre position" in home, page.count("à vous de dire")) == (True, 1)
    say(second, cast.faye)
    assert "amendements attendent votre position" not in text(as_(cast.faye).get("/"))


@pytest.mark.parametrize("phase", ["draft", "discussion", "resolved"])
def test_the_carrier_gives_the_amendments_to_the_room_from_a_page(cast, phase):
    proposal = a_proposal(cast, cast.bob, phase)
    bob, url = as_(cast.bob), f"/proposals/{proposal.pk}/open-amendments/"
    assert "Le salon, qui prend position" in text(bob.get(url))
    late = bob.post(url, {"decided_by": "room"})
    assert (late.status_code, "jusqu’à quand" in text(late)) == (422, True)
    bob.post(url, {"decided_by": "room", "closes_at": "2031-03-14T20:00"})
    assert (fresh(proposal).phase(), fresh(proposal).room_is_deciding()) == ("amending", True)


def test_one_click_leaves_the_amendments_to_the_carrier(cast):
    proposal = a_proposal(cast, cast.bob, "discussion")
    as_(cast.bob).post(f"/proposals/{proposal.pk}/open-amendments/")
    assert (fresh(proposal).phase(), fresh(proposal).room_is_deciding()) == ("amending", False)


def test_somebody_who_does_not_carry_it_gives_nothing_to_the_room(cast):
    proposal = a_proposal(cast, cast.bob, "discussion")
    answer = as_(cast.erin).post(f"/proposals/{proposal.pk}/open-amendments/", {"decided_by": "carrier"})
    assert (answer.status_code, fresh(proposal).phase()) == (403, "discussion")


def test_words_put_to_the_room_no_longer_change(cast, proposal):
    amendment = amend(proposal, cast.erin)
    with refused("ils ne changent plus"):
        actions.suggest(amendment, by=cast.faye, words="Plus court.", body="Nous traduisons.")
    with refused("c’est votre position qui compte"):
        actions.cosign_amendment(amendment, by=cast.faye)


def test_a_change_of_a_document_stays_as_it_is_while_the_room_decides(cast):
    charter = a_document(cast, "charter", title="La charte")
    change = actions.propose_change(
        again_document(charter),
        cast.room,
        by=cast.bob,
        title="Mieux",
        summary="Mieux.",
        body=CODE.replace("mardi", "jeudi"),
    )
    actions.publish_proposal(change, by=cast.bob, decided_by="room", closes_at=MONDAY + WEEK)
    amendment = amend(change, cast.erin, CODE.replace("mardi", "jeudi").replace("le guide", "le livre"))
    say(amendment, cast.alice)
    latest = next_version(cast, charter, CODE.replace("le guide", "le manuel"))
    with refused("ne bouge pas"):
        actions.carry_over(change, by=cast.bob, body=latest.body, version_n=latest.n)
    with after_the_close():
        actions.announce_due(clock.now())
    assert states(amendment) == ["accepted"]


def test_what_no_amendment_of_the_window_stands_in_the_way_of_waits_to_be_settled(cast, proposal):
    """A text that moved by itself, which no act does: the close still ends."""
    amendment = amend(proposal, cast.erin)
    say(amendment, cast.alice)
    texts.add_version(fresh(proposal).text, OTHER, by=cast.bob)
    with after_the_close():
        actions.announce_due(clock.now())
    assert (states(amendment), again(amendment).is_in_conflict) == (["open"], True)
    assert acts(proposal).count("amendments_closed") == 1
