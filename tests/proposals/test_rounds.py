"""A consultation: one version for ever, a frozen roll, one position per person, hidden until one has answered."""

import json
import random
from datetime import timedelta

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.register.models import Payload
from governance.rules.tally import POSITIONS
from governance.voting.models import Ballot
from proposals import actions
from proposals.permissions import may_see_positions
from rooms import actions as rooms
from tests.cast import person
from tests.proposals.factories import (
    BETTER,
    MONDAY,
    REASON,
    WEEK,
    a_proposal,
    acts,
    amend,
    answer,
    block,
    counts,
    fresh,
    later,
    refused,
    resolve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def proposal(cast):
    return a_proposal(cast, cast.bob, "consultation")


def on_the_roll(proposal):
    return {row.person for row in fresh(proposal).round.vote.roll.select_related("person")}


# --- Opening -----------------------------------------------------------------------------------------


def test_a_round_pins_its_version_and_hash_for_ever(cast, proposal):
    asked = fresh(proposal).round
    assert (asked.version.n, asked.vote.text_sha256) == (1, asked.version.sha256)
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.erin), by=cast.bob, supersede=False)
    kept = fresh(proposal).round
    assert fresh(proposal).text.current.n == 2
    assert (kept.pk, kept.version.n, kept.vote.text_sha256) == (asked.pk, 1, asked.version.sha256)


@pytest.mark.parametrize("ahead", [timedelta(days=-1), timedelta(0), timedelta(minutes=59)])
def test_a_round_closes_in_the_future_and_not_at_once(cast, ahead):
    proposal = a_proposal(cast, phase="amending")
    with refused("dans l’avenir"):
        actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + ahead)
    assert fresh(proposal).phase() == "amending"


def test_a_round_does_not_stay_open_for_ever(cast):
    proposal = a_proposal(cast, phase="amending")
    with refused("un an"):
        actions.open_round(proposal, by=cast.bob, closes_at=MONDAY.replace(year=9999))


def test_only_one_round_is_open_at_a_time(cast, proposal):
    with refused("s’ouvre depuis l’étape des amendements"):
        actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)
    assert fresh(proposal).rounds.count() == 1


def test_those_who_take_part_are_on_the_roll_and_guests_are_not(cast, proposal):
    assert on_the_roll(proposal) == {cast.alice, cast.bob, cast.erin, cast.faye}
    assert fresh(proposal).round.vote.roll_size == 4


def test_a_room_of_named_roles_consults_those_who_see_it(cast):
    facilitators = cast.space.roles.get(key="facilitator")
    rooms.change_room(cast.room, by=cast.alice, visibility="roles", roles=[facilitators])
    assert on_the_roll(a_proposal(cast, cast.alice)) == {cast.alice}


def test_a_newcomer_is_not_on_the_roll_and_may_not_answer(cast, proposal):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    assert cast.dave not in on_the_roll(proposal)
    with refused("arrêtée à l’ouverture"):
        answer(proposal, cast.dave)
    assert counts(proposal) == {}


def test_somebody_who_left_stays_on_the_roll_and_may_not_answer(cast, proposal):
    organizations.leave_space(cast.space, by=cast.erin)
    assert cast.erin in on_the_roll(proposal)
    with refused("Il faut être membre"):
        answer(proposal, cast.erin)


def test_the_position_of_somebody_who_left_stays(cast, proposal):
    answer(proposal, cast.erin)
    organizations.leave_space(cast.space, by=cast.erin)
    assert counts(proposal) == {"agree": 1}


def test_a_guest_who_was_a_member_at_the_opening_answers_no_more(cast, proposal):
    membership = cast.space.memberships.current().get(person=cast.erin)
    organizations.change_role(membership, by=cast.alice, role_key="guest")
    with refused("invité·es"):
        answer(proposal, cast.erin)


# --- Positions ---------------------------------------------------------------------------------------


def test_a_position_is_a_ballot_and_a_place_on_the_roll(cast, proposal):
    answer(proposal, cast.erin, "disagree", "Trop vite.")
    ballot = Ballot.objects.get()
    assert (ballot.person, ballot.option.key, ballot.reason) == (cast.erin, "disagree", "Trop vite.")
    answered = fresh(proposal).round.vote.roll.filter(answered_at__isnull=False)
    assert [row.person for row in answered] == [cast.erin]


def test_a_position_changes_until_the_close_and_stays_one(cast, proposal):
    for choice in ("agree", "abstain", "incomplete", "disagree"):
        answer(proposal, cast.erin, choice)
    assert (Ballot.objects.count(), counts(proposal)) == (1, {"disagree": 1})


def test_confirming_the_same_position_changes_nothing_and_says_nothing(cast, proposal):
    answer(proposal, cast.erin, "agree", "Oui.")
    told, ballot = acts(proposal), Ballot.objects.get()
    with later(hours=1):
        answer(proposal, cast.erin, "agree", "Oui.")
    assert acts(proposal) == told
    assert (counts(proposal), Ballot.objects.get().changed_at) == ({"agree": 1}, ballot.changed_at)


def test_other_words_for_the_same_position_are_kept_and_counted_once(cast, proposal):
    answer(proposal, cast.erin, "agree", "Oui.")
    told = acts(proposal)
    answer(proposal, cast.erin, "agree", "Oui, et vite.")
    assert (acts(proposal), counts(proposal)) == (told, {"agree": 1})
    assert Ballot.objects.get().reason == "Oui, et vite."


@pytest.mark.parametrize("choice", ["banana", "", "up.99", "AGREE", "0"])
def test_an_unknown_choice_is_refused(cast, proposal, choice):
    with refused("choix proposés"):
        answer(proposal, cast.erin, choice)
    assert not Ballot.objects.exists()


def test_incomplete_says_what_is_missing(cast, proposal):
    with refused("quelle information"):
        actions.take_position(proposal, by=cast.erin, choice="incomplete", version_n=1, reason=" ")


@pytest.mark.parametrize("version_n", [0, 2, None])
def test_a_position_on_another_version_is_refused(cast, proposal, version_n):
    with refused("version 1"):
        actions.take_position(proposal, by=cast.erin, choice="agree", version_n=version_n)
    assert not Ballot.objects.exists()


def test_after_the_close_no_position_is_taken_or_changed(cast, proposal):
    answer(proposal, cast.erin)
    with later(days=7), refused("ne changent plus"):
        answer(proposal, cast.erin, "disagree")
    with later(days=7), refused("ne changent plus"):
        answer(proposal, cast.faye)
    assert counts(proposal) == {"agree": 1}


def test_a_position_is_taken_until_the_last_second(cast, proposal):
    with clock.pretend(MONDAY + WEEK - timedelta(seconds=1)):
        answer(proposal, cast.erin)
    assert counts(proposal) == {"agree": 1}


def test_before_any_round_there_is_nothing_to_answer(cast):
    proposal = a_proposal(cast, phase="amending")
    with refused("Aucune consultation"):
        actions.take_position(proposal, by=cast.erin, choice="agree", version_n=1)


@pytest.mark.parametrize("seed", range(4))
def test_the_counts_always_equal_the_ballots(cast, proposal, seed):
    chance = random.Random(seed)
    for _step in range(25):
        who = chance.choice([cast.alice, cast.bob, cast.erin, cast.faye])
        answer(proposal, who, chance.choice(POSITIONS), chance.choice([REASON, "Autrement."]))
        ballots = [ballot.option.key for ballot in Ballot.objects.select_related("option")]
        assert counts(proposal) == {choice: ballots.count(choice) for choice in POSITIONS if choice in ballots}
    people = Ballot.objects.values_list("person", flat=True)
    assert len(people) == len(set(people))
    answered = fresh(proposal).round.vote.roll.filter(answered_at__isnull=False)
    assert {row.person_id for row in answered} == set(people)


# --- Hidden until one has answered -------------------------------------------------------------------


def sees(user, proposal, **how):
    return may_see_positions(user, fresh(proposal).round, **how)


def test_positions_are_hidden_from_whoever_has_not_answered(cast, proposal):
    answer(proposal, cast.erin)
    people = [cast.alice, cast.bob, cast.erin, cast.carol, cast.dave, cast.anonymous]
    assert [who for who in people if sees(who, proposal)] == [cast.erin]


def test_the_carrier_sees_no_more_than_anybody(cast, proposal):
    answer(proposal, cast.erin)
    assert not sees(cast.bob, proposal)


def test_whoever_asks_to_see_sees_from_then_on(cast, proposal):
    actions.look_at_positions(proposal, by=cast.carol)
    actions.look_at_positions(proposal, by=cast.carol)
    assert sees(cast.carol, proposal)
    assert not sees(cast.faye, proposal)


def test_a_visitor_who_asks_to_see_sees_for_that_visit(cast, proposal):
    assert sees(cast.anonymous, proposal, looked=True)
    with refused("Connectez-vous"):
        actions.look_at_positions(proposal, by=cast.anonymous)


def test_nobody_looks_into_a_proposal_they_do_not_see(cast, proposal):
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    with refused("pas accès"):
        actions.look_at_positions(fresh(proposal), by=cast.dave)


def test_there_is_nothing_to_look_at_before_a_round(cast):
    with refused("Aucune consultation"):
        actions.look_at_positions(a_proposal(cast, phase="amending"), by=cast.erin)


def test_after_the_close_everybody_sees(cast, proposal):
    with later(days=7):
        assert sees(cast.anonymous, proposal)


def test_during_a_concertation_positions_stay_hidden(cast, proposal):
    block(proposal, cast.faye)
    with later(days=8):
        assert not sees(cast.erin, proposal)


def test_a_resolved_round_shows_its_positions_to_everybody(cast):
    proposal = a_proposal(cast, phase="awaiting")
    resolve(proposal, by=cast.bob)
    assert sees(cast.anonymous, proposal)


@pytest.fixture
def superseded(cast, proposal):
    """Erin answered the first round; Alice looked at it; its text was then amended for Faye, who blocked."""
    answer(proposal, cast.erin)
    actions.look_at_positions(proposal, by=cast.alice)
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.erin, BETTER), by=cast.bob, supersede=True)
    return fresh(proposal).rounds.get(n=1)


def test_positions_of_a_superseded_round_stay_hidden_from_whoever_knew_nothing_of_them(cast, superseded):
    people = [cast.alice, cast.bob, cast.erin, cast.faye, cast.carol, cast.anonymous]
    assert [who for who in people if may_see_positions(who, superseded)] == [cast.alice, cast.erin, cast.faye]


def test_whoever_answers_the_new_round_sees_the_one_before(cast, superseded):
    answer(superseded.proposal, cast.bob)
    assert may_see_positions(cast.bob, superseded)


def test_positions_of_a_superseded_round_show_once_its_successor_closes(cast, superseded):
    with later(days=8):
        assert may_see_positions(cast.anonymous, superseded)


def test_having_known_the_earlier_positions_does_not_show_the_new_ones(cast, superseded):
    answer(superseded.proposal, cast.faye)
    assert not sees(cast.erin, superseded.proposal)
    assert not sees(cast.alice, superseded.proposal)


def test_the_register_never_tells_a_choice_while_the_round_is_open(cast, proposal):
    for who, choice in ((cast.erin, "agree"), (cast.alice, "incomplete"), (cast.bob, "abstain")):
        answer(proposal, who, choice, "Un secret.")
    answer(proposal, cast.erin, "disagree", "Un autre secret.")
    block(proposal, cast.faye)
    answer(proposal, cast.faye, "agree", "Dernier secret.")
    said = [json.loads(text) for text in Payload.objects.values_list("canonical", flat=True)]
    telling = {*POSITIONS, "counts", "choice", "reason", "secret"} - {"block"}
    assert [entry for entry in said if telling & _words(entry)] == []


def _words(value):
    """Every key and every value of an entry, its texts cut into words."""
    if isinstance(value, dict):
        return set(value) | {word for part in value.values() for word in _words(part)}
    if isinstance(value, list):
        return {word for part in value for word in _words(part)}
    return set(str(value).lower().strip(".").split())


def test_the_close_is_told_with_how_many_answered_and_not_what(cast, proposal):
    answer(proposal, cast.erin, "disagree")
    with later(days=7):
        actions.announce_due(clock.now())
        assert acts(proposal)[-1] == "round_closed"
    entry = json.loads(Payload.objects.last().canonical)
    assert (entry["roll"], entry["answered"]) == (4, 1)
    assert not {"disagree", "counts"} & _words(entry)


# --- Lists -------------------------------------------------------------------------------------------


def test_taking_a_position_asks_as_much_in_a_large_collective(cast, proposal, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as small:
        answer(proposal, cast.erin)
    for n in range(12):
        organizations.admit(cast.space, person(f"membre-{n}"), "member", by=cast.alice)
    other = a_proposal(cast)
    for membership in cast.space.memberships.filter(role__key="member").exclude(person=cast.erin):
        answer(other, membership.person)
    with django_assert_max_num_queries(200) as large:
        answer(other, cast.erin)
    assert len(large) == len(small)
