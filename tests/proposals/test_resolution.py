"""What the carrier decides after a consultation: theirs to state, in public, with the numbers that stood then."""

from datetime import date, timedelta

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.register.models import Entry
from proposals import actions
from proposals.models import Action, Resolution
from tests.proposals.factories import (
    MONDAY,
    a_proposal,
    acts,
    amend,
    answer,
    block,
    fresh,
    later,
    refused,
    resolve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def consulted(cast, *positions, impact="many"):
    """A closed round in which Alice, Erin and Faye took these positions, in this order."""
    with later(days=-8):
        proposal = a_proposal(cast, cast.bob, impact=impact)
        for person, choice in zip((cast.alice, cast.erin, cast.faye), positions, strict=False):
            answer(proposal, person, choice)
            if choice == "block":
                objection = fresh(proposal).round.objections.get(person=person)
                actions.answer_objection(objection, by=cast.bob, answer="Entendu.")
    assert fresh(proposal).phase() == "awaiting"
    return proposal


def test_nothing_passes_by_itself_at_the_close(cast):
    proposal = consulted(cast, "agree", "agree", "agree")
    with later(days=60):
        actions.announce_due(clock.now())
        assert (fresh(proposal).phase(), Resolution.objects.count()) == ("awaiting", 0)


def test_a_resolution_keeps_the_version_the_roll_and_the_counts(cast):
    proposal = consulted(cast, "agree", "agree", "disagree")
    resolution = resolve(proposal, by=cast.bob, statement="Nous **traduisons**.")
    assert (resolution.version.n, resolution.roll_size, resolution.leaning) == (1, 4, "favourable")
    assert resolution.counts == {"agree": 2, "incomplete": 0, "abstain": 0, "disagree": 1, "block": 0}
    assert resolution.open_objections == []
    assert "<strong>traduisons</strong>" in resolution.statement_html
    assert (fresh(proposal).phase(), acts(proposal)[-1]) == ("resolved", "resolved")


def test_only_the_carrier_resolves(cast):
    proposal = consulted(cast, "agree")
    for person in (cast.alice, cast.erin):
        with refused("Bob Nativel"):
            resolve(proposal, by=person)


@pytest.mark.parametrize("phase", ["amending", "consultation", "concertation", "resolved", "dropped"])
def test_a_resolution_comes_after_the_close_and_once(cast, phase):
    proposal = a_proposal(cast, cast.bob, phase)
    with refused("une fois la consultation close"):
        resolve(proposal, by=cast.bob)


@pytest.mark.parametrize("choice", ["banana", "", "passed"])
def test_an_unknown_choice_is_refused(cast, choice):
    proposal = consulted(cast, "agree")
    with refused("choix proposés"):
        resolve(proposal, by=cast.bob, choice=choice)


def test_a_resolution_is_made_of_words(cast):
    with refused("Écrivez la résolution"):
        resolve(consulted(cast, "agree"), by=cast.bob, statement=" ")


def test_cs_4_against_the_advice_the_carrier_goes_on_and_says_why(cast):
    proposal = consulted(cast, "disagree", "disagree", "agree")
    with refused("publiquement pourquoi"):
        resolve(proposal, by=cast.bob)
    resolution = resolve(proposal, by=cast.bob, reason="Le besoin est pressant.")
    assert (resolution.choice, resolution.leaning, resolution.reason) == (
        "go_on",
        "unfavourable",
        "Le besoin est pressant.",
    )


def test_to_drop_what_the_advice_is_against_needs_no_reason(cast):
    proposal = consulted(cast, "disagree", "disagree")
    assert resolve(proposal, by=cast.bob, choice="drop").choice == "drop"
    assert fresh(proposal).phase() == "dropped"


@pytest.mark.parametrize("positions", [("agree", "agree", "disagree"), ("agree", "agree", "block")])
@pytest.mark.parametrize("impact", ["many", "liability"])
def test_to_drop_what_people_favour_needs_a_public_reason(cast, impact, positions):
    proposal = consulted(cast, *positions, impact=impact)
    with refused("publiquement pourquoi"):
        resolve(proposal, by=cast.bob, choice="drop", reason="\u200b")
    assert resolve(proposal, by=cast.bob, choice="drop", reason="Le lieu n’existe plus.").reason


@pytest.mark.parametrize("positions", [("agree", "disagree"), ("abstain",), ()])
def test_to_drop_what_people_do_not_favour_needs_no_reason(cast, positions):
    assert resolve(consulted(cast, *positions), by=cast.bob, choice="drop").reason == ""


def test_over_an_answered_block_the_carrier_says_why_and_the_block_stays_with_the_resolution(cast):
    proposal = consulted(cast, "agree", "agree", "block")
    with refused("publiquement pourquoi"):
        resolve(proposal, by=cast.bob, choice="adapt")
    resolution = resolve(proposal, by=cast.bob, choice="adapt", reason="Nous relirons.")
    assert resolution.open_objections == [
        {"person_id": cast.faye.pk, "reason": "Le guide n’est pas relu.", "end": "answered"}
    ]


def test_over_an_unanswered_block_the_carrier_says_why(cast):
    with later(days=-30):
        proposal = a_proposal(cast, cast.bob, "concertation")
        answer(proposal, cast.erin)
        answer(proposal, cast.alice)
    with refused("publiquement pourquoi"):
        resolve(proposal, by=cast.bob)
    resolution = resolve(proposal, by=cast.bob, reason="Nous relirons.")
    assert [objection["end"] for objection in resolution.open_objections] == ["unanswered"]


def test_a_lifted_block_asks_for_no_reason(cast):
    with later(days=-8):
        proposal = a_proposal(cast, cast.bob, "concertation")
        answer(proposal, cast.faye, "agree")
    assert resolve(proposal, by=cast.bob).open_objections == []


def test_a_blocker_convinced_by_the_answer_no_longer_blocks(cast):
    with later(days=-8):
        proposal = a_proposal(cast, cast.bob, "consultation")
        objection = block(proposal, cast.faye)
        actions.answer_objection(objection, by=cast.bob, answer="Nous relirons ensemble.")
        answer(proposal, cast.faye, "agree")
    resolution = resolve(proposal, by=cast.bob)
    assert (resolution.open_objections, resolution.counts["agree"]) == ([], 1)


# --- The association's liability ---------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["go_on", "adapt"])
def test_cs_6_what_engages_the_association_is_not_decided_by_the_carrier(cast, choice):
    proposal = consulted(cast, "agree", "agree", "agree", impact="liability")
    with refused("conseil d’administration"):
        resolve(proposal, by=cast.bob, choice=choice, reason="Tout le monde est d’accord.")
    assert (fresh(proposal).phase(), Action.objects.count()) == ("awaiting", 0)


def test_a_hand_over_is_recorded_for_the_board(cast):
    proposal = consulted(cast, "agree", impact="liability")
    resolution = resolve(proposal, by=cast.bob, choice="hand_over", actions=[("Acheter", cast.bob, None)])
    assert (fresh(proposal).phase(), acts(proposal)[-2:]) == ("referred", ["resolved", "referred"])
    entry = Entry.objects.get(act="proposal.referred")
    assert (entry.subject_id, entry.actor_id) == (proposal.pk, cast.bob.pk)
    assert not resolution.actions.exists()


def test_what_engages_the_association_may_be_dropped(cast):
    proposal = consulted(cast, "agree", impact="liability")
    resolve(proposal, by=cast.bob, choice="drop", reason="Le contrat est retiré.")
    assert fresh(proposal).phase() == "dropped"
    assert not Entry.objects.filter(act="proposal.referred").exists()


def test_any_proposal_may_be_handed_over(cast):
    proposal = consulted(cast, "agree")
    resolve(proposal, by=cast.bob, choice="hand_over")
    assert fresh(proposal).phase() == "referred"


# --- Never changed afterwards ------------------------------------------------------------------------


def test_nothing_that_comes_later_alters_a_resolution(cast):
    proposal = consulted(cast, "agree", "agree", "block")
    resolution = resolve(proposal, by=cast.bob, reason="Nous relirons.")
    before = Resolution.objects.values().get()
    for person in (cast.erin, cast.faye):
        organizations.leave_space(cast.space, by=person)
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    with later(days=1):
        actions.renew(proposal, by=cast.bob)
        actions.accept_amendment(amend(proposal, cast.alice), by=cast.bob)
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=2))
        answer(proposal, cast.dave, "disagree")
    with later(days=9):
        actions.announce_due(clock.now())
        resolve(proposal, by=cast.bob, choice="drop")
    assert Resolution.objects.values().get(pk=resolution.pk) == before


# --- What follows ------------------------------------------------------------------------------------


def test_a_resolution_opens_its_actions_with_owner_and_due_date(cast):
    due = date(2031, 4, 1)
    resolution = resolve(
        consulted(cast, "agree"),
        by=cast.bob,
        actions=[("Relire le guide", cast.erin, due), ("Prévenir les groupes", None, None)],
    )
    opened = [(a.title, a.owner, a.due_on, a.started_at) for a in resolution.actions.order_by("pk")]
    assert opened == [("Relire le guide", cast.erin, due, MONDAY), ("Prévenir les groupes", None, None, MONDAY)]


def test_what_is_dropped_opens_no_action(cast):
    resolution = resolve(consulted(cast), by=cast.bob, choice="drop", actions=[("Relire", cast.erin, None)])
    assert not resolution.actions.exists()


@pytest.mark.parametrize("who", ["carol", "dave"])
def test_nobody_is_given_an_action_they_could_not_do_and_nothing_is_half_written(cast, who):
    proposal = consulted(cast, "agree")
    with refused("ne peut pas se charger"):
        resolve(proposal, by=cast.bob, actions=[("Relire", cast.erin, None), ("Payer", cast.people[who], None)])
    assert (fresh(proposal).phase(), Action.objects.count(), Resolution.objects.count()) == ("awaiting", 0, 0)


def test_an_action_of_spaces_is_refused_with_the_whole_resolution(cast):
    proposal = consulted(cast, "agree")
    with refused("action"):
        resolve(proposal, by=cast.bob, actions=[("  ", cast.erin, None)])
    assert fresh(proposal).phase() == "awaiting"


def test_members_add_follow_ups_to_what_goes_on(cast):
    proposal = a_proposal(cast, phase="resolved")
    action = actions.open_follow_up(proposal, by=cast.erin, title="Relire", owner=cast.faye)
    assert (action.resolution, action.author, action.owner) == (fresh(proposal).resolution, cast.erin, cast.faye)


@pytest.mark.parametrize("phase", ["awaiting", "referred", "dropped"])
def test_nothing_follows_from_what_does_not_go_on(cast, phase):
    proposal = a_proposal(cast, phase=phase)
    with refused("résolution qui va de l’avant"):
        actions.open_follow_up(proposal, by=cast.bob, title="Relire")


# --- Review ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=-1)])
def test_a_review_date_in_the_past_is_refused(cast, ahead):
    with refused("date de revue"):
        resolve(consulted(cast, "agree"), by=cast.bob, review_on=MONDAY + ahead)


def test_the_review_comes_by_itself_at_its_date(cast):
    proposal = consulted(cast, "agree")
    resolve(proposal, by=cast.bob, review_on=MONDAY + timedelta(days=90))
    with later(days=89):
        assert fresh(proposal).phase() == "resolved"
    with later(days=90):
        assert fresh(proposal).phase() == "review"


def test_what_is_under_review_may_be_dropped_by_its_carrier(cast):
    proposal = a_proposal(cast, phase="review")
    actions.drop_proposal(proposal, by=cast.bob, reason="Cela a fait son temps.")
    assert fresh(proposal).phase() == "dropped"
