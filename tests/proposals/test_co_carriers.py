"""Carrying a proposal with others: who names them, what they may do with the text, and what stays the carrier's."""

import pytest

from governance.organizations import actions as organizations
from proposals import actions
from tests.doors import as_
from tests.proposals.factories import BETTER, BODY, MONDAY, WEEK, a_proposal, acts, amend, block, fresh, later, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def proposal(cast):
    """Bob's, whose text Erin improves with him."""
    proposal = a_proposal(cast, cast.bob, "amending")
    actions.name_co_carrier(proposal, by=cast.bob, person=cast.erin)
    return fresh(proposal)


def test_a_co_carrier_decides_of_amendments_and_rewrites_the_text(cast, proposal):
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.erin)
    actions.reject_amendment(amend(proposal, cast.alice, BODY), by=cast.erin, reason="On vient d’en parler.")
    actions.edit_proposal(proposal, by=cast.erin, title="Traduire", summary="Mieux.", body="Nous traduisons tout.")
    assert fresh(proposal).text.current.body == "Nous traduisons tout."


def test_a_co_carrier_settles_and_confirms_what_others_wrote(cast, proposal):
    first = amend(proposal, cast.faye)
    clash = amend(proposal, cast.alice, BODY.replace("le guide", "le manuel"))
    actions.accept_amendment(first, by=cast.erin)
    settled = actions.settle_amendment(clash, by=cast.erin, body=BETTER.replace("guide", "manuel"))
    assert not settled.is_in_conflict


def test_the_consultation_the_answers_to_blocks_and_the_resolution_stay_the_carriers(cast, proposal):
    with refused("C’est à Bob"):
        actions.open_round(proposal, by=cast.erin, closes_at=MONDAY + WEEK)
    with refused("C’est à Bob"):
        actions.drop_proposal(proposal, by=cast.erin, reason="Non.")
    actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)
    objection = block(proposal, cast.faye)
    with refused("C’est à Bob"):
        actions.answer_objection(objection, by=cast.erin, answer="Nous relirons.")
    actions.answer_objection(objection, by=cast.bob, answer="Nous relirons.")
    with later(days=30), refused("C’est à Bob"):
        actions.resolve(proposal, by=cast.erin, choice="go_on", statement="Nous y allons.")


def test_only_the_carrier_names_somebody_who_takes_part(cast, proposal):
    with refused("C’est à Bob"):
        actions.name_co_carrier(proposal, by=cast.erin, person=cast.faye)
    for nobody in (cast.carol, cast.dave):
        with refused("ne prend pas part"):
            actions.name_co_carrier(proposal, by=cast.bob, person=nobody)
    with refused("porte déjà"):
        actions.name_co_carrier(proposal, by=cast.bob, person=cast.bob)


def test_naming_twice_changes_nothing_and_says_nothing(cast, proposal):
    actions.name_co_carrier(proposal, by=cast.bob, person=cast.erin)
    assert acts(proposal).count("co_carrier_named") == 1


def test_either_of_the_two_ends_it_and_nobody_else(cast, proposal):
    with refused("celle qu’elle a nommée"):
        actions.release_co_carrier(proposal, by=cast.faye, person=cast.erin)
    actions.release_co_carrier(proposal, by=cast.erin, person=cast.erin)
    with refused("C’est à Bob"):
        actions.accept_amendment(amend(proposal, cast.faye), by=cast.erin)
    assert (acts(proposal)[-2], fresh(proposal).is_co_carried) == ("co_carrier_left", False)


def test_somebody_who_leaves_the_space_no_longer_carries_with_others(cast, proposal):
    organizations.leave_space(cast.space, by=cast.erin)
    assert (list(fresh(proposal).co_carriers.all()), fresh(proposal).carrier) == ([], cast.bob)


def test_when_the_carrier_leaves_whoever_takes_over_names_their_own(cast, proposal):
    organizations.leave_space(cast.space, by=cast.bob)
    with refused("Plus personne"):
        actions.accept_amendment(amend(proposal, cast.alice), by=cast.erin)
    actions.take_over(proposal, by=cast.faye)
    assert (list(fresh(proposal).co_carriers.all()), fresh(proposal).is_co_carried) == ([], False)


# --- Pages -------------------------------------------------------------------------------------------


def text(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_of_the_proposal_says_who_carries_it_with_whom(cast, proposal):
    actions.name_co_carrier(proposal, by=cast.bob, person=cast.faye)
    page = text(as_(cast.anonymous).get(f"/proposals/{proposal.pk}/"))
    assert "portée par <b>Bob Nativel</b> avec <b>Erin Fontaine</b> et <b>Faye Clain</b>" in page


def test_the_carrier_names_and_releases_somebody_from_a_page(cast, proposal):
    bob, url = as_(cast.bob), f"/proposals/{proposal.pk}/co-carriers/"
    bob.post(url, {"person": cast.faye.pk})
    bob.post(url, {"release": cast.erin.pk})
    assert list(fresh(proposal).co_carriers.all()) == [cast.faye]


def test_a_guest_cannot_be_chosen_and_the_page_says_so(cast, proposal):
    answer = as_(cast.bob).post(f"/proposals/{proposal.pk}/co-carriers/", {"person": cast.carol.pk})
    assert (answer.status_code, list(fresh(proposal).co_carriers.all())) == (422, [cast.erin])


def test_a_co_carrier_finds_the_buttons_of_an_amendment(cast, proposal):
    amendment = amend(proposal, cast.faye)
    page = text(as_(cast.erin).get(f"/proposals/{proposal.pk}/amendments/{amendment.n}/"))
    assert "Intégrer au texte" in page


# --- Rewriting what moved meanwhile ------------------------------------------------------------------


def rewrite(proposal, by, body, seen):
    return actions.edit_proposal(proposal, by=by, title="Traduire", summary="Mieux.", body=body, seen=seen)


def test_a_rewriting_begun_before_an_acceptance_keeps_the_words_of_both(cast, proposal):
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.erin)
    rewrite(proposal, cast.bob, BODY.replace("mardi", "jeudi"), seen=1)
    assert fresh(proposal).text.current.body == BETTER.replace("mardi", "jeudi")


def test_a_rewriting_that_meets_accepted_words_writes_nothing_and_shows_both(cast, proposal):
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.erin)
    sent = {"title": "Traduire", "summary": "Mieux.", "body": BODY.replace("guide", "manuel"), "seen": 1}
    answer = as_(cast.bob).post(f"/proposals/{proposal.pk}/edit/", sent)
    page = text(answer)
    assert (answer.status_code, fresh(proposal).text.current.body) == (403, BETTER)
    assert ("le manuel" in page, "Ce qui a changé" in page, 'name="seen" value="2"' in page) == (True, True, True)


def test_sent_again_after_reading_what_changed_it_is_written(cast, proposal):
    actions.accept_amendment(amend(proposal, cast.faye), by=cast.erin)
    rewrite(proposal, cast.bob, BETTER.replace("guide", "manuel"), seen=2)
    assert fresh(proposal).text.current.body == BETTER.replace("guide", "manuel")


@pytest.mark.parametrize("seen", [0, 99])
def test_a_version_that_does_not_exist_is_no_ground_to_write_on(cast, proposal, seen):
    with refused("Vos mots sont gardés"):
        rewrite(proposal, cast.bob, "Autre chose.", seen=seen)


def test_an_amendment_read_on_an_older_version_does_not_answer_a_block(cast, proposal):
    amendment = amend(proposal, cast.faye)
    actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)
    objection = block(proposal, cast.faye)
    with refused("relisez-le"):
        actions.integrate_amendment(objection, amendment, by=cast.bob, supersede=False, seen=7)
