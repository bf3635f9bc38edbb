"""A block suspends the countdown and opens a concertation, which ends lifted, integrated, answered or unanswered."""

from datetime import timedelta

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.voting.models import Ballot
from proposals import actions
from proposals.models import Objection
from tests.proposals.factories import (
    BETTER,
    BODY,
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

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def proposal(cast):
    """A round that closes in a week."""
    return a_proposal(cast, cast.bob, "consultation")


def phase(proposal):
    return fresh(proposal).phase()


def closing(proposal):
    """When the round closes as things stand, counted from Monday; None while a concertation holds it."""
    moment = fresh(proposal).round.vote.closing(clock.now())
    return moment and moment - MONDAY


def ends(proposal):
    """How each block of the current round ended, in the order they were raised."""
    return [objection.ending() for objection in fresh(proposal).round.objections.all()]


def answer_block(objection, by):
    return actions.answer_objection(objection, by=by, answer="Nous relirons ensemble.")


# --- A block -----------------------------------------------------------------------------------------


def test_cs_5_a_block_without_reason_is_refused_and_nothing_is_cast(cast, proposal):
    with refused("besoin de sa raison"):
        actions.take_position(proposal, by=cast.faye, choice="block", version_n=1, reason=" \n")
    assert (Ballot.objects.exists(), phase(proposal)) == (False, "consultation")


def test_cs_5_a_block_suspends_the_countdown_and_opens_a_concertation(cast, proposal):
    objection = block(proposal, cast.faye)
    assert (phase(proposal), closing(proposal)) == ("concertation", None)
    assert (objection.person, objection.reason, objection.suspends, objection.is_open()) == (
        cast.faye,
        REASON,
        True,
        True,
    )
    assert acts(proposal)[-2:] == ["block_raised", "position_taken"]


def test_the_closing_time_passes_and_the_round_stays_open_during_a_concertation(cast, proposal):
    block(proposal, cast.faye)
    with later(days=10):
        assert phase(proposal) == "concertation"
        answer(proposal, cast.erin)
    assert counts(proposal) == {"agree": 1, "block": 1}


def test_changing_position_lifts_the_block_and_gives_back_the_time_left(cast, proposal):
    block(proposal, cast.faye)
    with later(days=3):
        answer(proposal, cast.faye, "agree")
        assert (phase(proposal), closing(proposal), ends(proposal)) == ("consultation", WEEK + 3 * DAY, ["lifted"])


def test_a_block_that_ends_leaves_twenty_four_hours_at_least(cast, proposal):
    with later(days=6, hours=23):
        block(proposal, cast.faye)
        with later(days=1):
            answer(proposal, cast.faye, "abstain")
            assert closing(proposal) == 7 * DAY + 23 * HOUR + DAY


def test_a_space_chooses_how_many_hours_remain_at_least(cast):
    organizations.change_settings(cast.space, by=cast.alice, floor_hours=72)
    proposal = a_proposal(cast)
    with later(days=6, hours=23):
        answer_block(block(proposal, cast.faye), cast.bob)
        assert closing(proposal) == 6 * DAY + 23 * HOUR + 3 * DAY


def test_the_hours_of_a_round_are_those_of_its_opening(cast, proposal):
    organizations.change_settings(cast.space, by=cast.alice, floor_hours=72)
    with later(days=6, hours=23):
        answer_block(block(proposal, cast.faye), cast.bob)
        assert closing(proposal) == 7 * DAY + 23 * HOUR


def test_better_words_for_an_open_block_keep_one_concertation(cast, proposal):
    block(proposal, cast.faye)
    told = acts(proposal)
    with later(days=1):
        block(proposal, cast.faye, "Et il coûte trop cher.")
    objection = Objection.objects.get()
    assert (objection.reason, objection.unanswered_at) == ("Et il coûte trop cher.", MONDAY + 14 * DAY)
    assert acts(proposal) == told


def test_a_second_block_by_the_same_person_is_shown_and_suspends_nothing(cast, proposal):
    block(proposal, cast.faye)
    answer(proposal, cast.faye, "agree")
    again = block(proposal, cast.faye, "Encore une chose.")
    assert (again.suspends, phase(proposal), closing(proposal)) == (False, "consultation", WEEK)
    assert ends(proposal) == ["lifted", ""]
    assert counts(proposal) == {"block": 1}


def test_confirming_an_answered_block_raises_no_other(cast, proposal):
    answer_block(block(proposal, cast.faye), cast.bob)
    told = acts(proposal)
    block(proposal, cast.faye)
    assert (ends(proposal), acts(proposal)) == (["answered"], told)


def test_a_new_reason_after_an_answer_is_a_second_block(cast, proposal):
    answer_block(block(proposal, cast.faye), cast.bob)
    block(proposal, cast.faye, "Votre réponse oublie le coût.")
    assert (ends(proposal), phase(proposal)) == (["answered", ""], "consultation")


def test_two_people_block_and_the_countdown_waits_for_both(cast, proposal):
    first, second = block(proposal, cast.faye), block(proposal, cast.erin, "Le coût est inconnu.")
    answer_block(first, cast.bob)
    assert phase(proposal) == "concertation"
    answer_block(second, cast.bob)
    assert (phase(proposal), closing(proposal)) == ("consultation", WEEK)


def test_a_second_block_does_not_stop_the_concertation_of_somebody_else(cast, proposal):
    block(proposal, cast.faye)
    answer(proposal, cast.faye, "agree")
    block(proposal, cast.erin, "Le coût est inconnu.")
    block(proposal, cast.faye, "Encore une chose.")
    answer(proposal, cast.faye, "agree")
    assert phase(proposal) == "concertation"


def test_no_block_is_raised_after_the_close(cast, proposal):
    with later(days=7), refused("ne changent plus"):
        block(proposal, cast.faye)
    assert not Objection.objects.exists()


# --- Answered ----------------------------------------------------------------------------------------


def test_the_carrier_answers_a_block_which_stays_written(cast, proposal):
    objection = answer_block(block(proposal, cast.faye), cast.bob)
    assert (objection.end, objection.answer, objection.ended_by) == (
        "answered",
        "Nous relirons ensemble.",
        cast.bob,
    )
    assert (phase(proposal), counts(proposal)) == ("consultation", {"block": 1})


def test_an_answer_is_made_of_words(cast, proposal):
    objection = block(proposal, cast.faye)
    with refused("votre réponse"):
        actions.answer_objection(objection, by=cast.bob, answer="  ")
    assert phase(proposal) == "concertation"


def test_only_the_carrier_answers(cast, proposal):
    with refused("Bob Nativel"):
        answer_block(block(proposal, cast.faye), cast.alice)


def test_a_block_is_answered_once(cast, proposal):
    objection = block(proposal, cast.faye)
    answer_block(objection, cast.bob)
    with refused("terminée"):
        answer_block(objection, cast.bob)


# --- Unanswered --------------------------------------------------------------------------------------


def test_after_a_fortnight_a_block_ends_by_itself_without_the_clock(cast, proposal):
    block(proposal, cast.faye)
    with later(days=14, seconds=-1):
        assert phase(proposal) == "concertation"
    with later(days=14):
        assert (phase(proposal), closing(proposal), ends(proposal)) == (
            "consultation",
            WEEK + 14 * DAY,
            ["unanswered"],
        )
    with later(days=21):
        assert phase(proposal) == "awaiting"


def test_a_block_that_ended_by_itself_is_answered_no_more(cast, proposal):
    objection = block(proposal, cast.faye)
    with later(days=14), refused("terminée"):
        answer_block(objection, cast.bob)


def test_the_clock_announces_the_end_of_an_unanswered_block_once(cast, proposal):
    block(proposal, cast.faye)
    with later(days=15):
        assert [actions.announce_due(clock.now()) for _tick in range(2)] == [1, 0]
        assert (acts(proposal)[-1], closing(proposal)) == ("block_ended", WEEK + 14 * DAY)
    objection = Objection.objects.get()
    assert (objection.end, objection.ended_at, objection.ended_by) == ("unanswered", MONDAY + 14 * DAY, None)


def test_the_clock_changes_nothing_that_anybody_sees(cast, proposal):
    block(proposal, cast.faye)
    with later(days=15):
        before = (phase(proposal), closing(proposal), ends(proposal), counts(proposal))
        actions.announce_due(clock.now())
        assert (phase(proposal), closing(proposal), ends(proposal), counts(proposal)) == before


def test_each_block_has_its_own_fortnight(cast, proposal):
    block(proposal, cast.faye)
    with later(days=5):
        block(proposal, cast.erin, "Le coût est inconnu.")
    with later(days=14):
        assert (ends(proposal), phase(proposal)) == (["unanswered", ""], "concertation")
    with later(days=19):
        assert (ends(proposal), phase(proposal)) == (["unanswered", "unanswered"], "consultation")


def test_when_the_later_block_is_lifted_the_earlier_one_sets_the_end(cast, proposal):
    block(proposal, cast.faye)
    with later(days=5):
        block(proposal, cast.erin, "Le coût est inconnu.")
        answer(proposal, cast.erin, "agree")
    with later(days=14):
        assert phase(proposal) == "consultation"


def test_somebody_whose_block_ended_by_itself_may_block_again_before_the_clock_came(cast, proposal):
    block(proposal, cast.faye)
    with later(days=15):
        block(proposal, cast.faye, "Je maintiens, et le coût m’inquiète.")
        assert (ends(proposal), phase(proposal)) == (["unanswered", ""], "consultation")


def test_somebody_else_may_block_after_a_fortnight_before_the_clock_came(cast, proposal):
    block(proposal, cast.faye)
    with later(days=15):
        block(proposal, cast.erin, "Le coût est inconnu.")
        assert phase(proposal) == "concertation"
        with later(days=1):
            answer(proposal, cast.erin, "agree")
            assert closing(proposal) == WEEK + 15 * DAY


# --- Integrated --------------------------------------------------------------------------------------


def test_an_amendment_of_the_concertation_enters_the_text_and_the_round_goes_on(cast, proposal):
    answer(proposal, cast.erin)
    objection = block(proposal, cast.faye)
    with later(days=2):
        amendment = amend(proposal, cast.faye)
        version = actions.integrate_amendment(objection, amendment, by=cast.bob, supersede=False, reason="D’accord.")
        objection.refresh_from_db()
        assert (version.n, version.author, objection.amendment, objection.end) == (
            2,
            cast.faye,
            amendment,
            "integrated",
        )
        assert (phase(proposal), closing(proposal)) == ("consultation", WEEK + 2 * DAY)
        assert (fresh(proposal).round.n, counts(proposal)) == (1, {"agree": 1, "block": 1})


def test_or_the_round_ends_and_a_new_one_opens_on_the_new_version(cast, proposal):
    answer(proposal, cast.erin)
    objection = block(proposal, cast.faye)
    with later(days=2):
        version = actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
        old, new = fresh(proposal).rounds.order_by("n")
        assert (new.n, new.version, new.vote.text_sha256) == (2, version, version.sha256)
        assert (old.superseded_by, old.version.body, old.vote.is_open(clock.now())) == (new, BODY, False)
        assert (phase(proposal), closing(proposal)) == ("consultation", 2 * DAY + WEEK)
        assert acts(proposal)[-3:] == ["amendment_accepted", "block_ended", "round_superseded"]


def test_a_new_round_leaves_forty_eight_hours_at_least(cast, proposal):
    with later(days=6, hours=23):
        objection = block(proposal, cast.faye)
        actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
        assert closing(proposal) == 6 * DAY + 23 * HOUR + 2 * DAY


def test_earlier_positions_do_not_count_until_they_are_confirmed(cast, proposal):
    answer(proposal, cast.erin, "agree", "Oui.")
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    assert counts(proposal) == {}
    answer(proposal, cast.erin, "agree", "Oui.")
    assert counts(proposal) == {"agree": 1}
    assert actions.counts_of(fresh(proposal).rounds.get(n=1).vote) | {"agree": 1, "block": 1} == {
        "agree": 1, "block": 1, "abstain": 0, "disagree": 0, "incomplete": 0,
    }  # fmt: skip


def test_a_page_of_the_round_before_is_told_that_the_text_changed(cast, proposal):
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    with refused("version 2"):
        actions.take_position(proposal, by=cast.erin, choice="agree", version_n=1)


def test_the_new_round_keeps_the_roll_of_the_first(cast, proposal):
    organizations.admit(cast.space, cast.dave, "member", by=cast.alice)
    objection = block(proposal, cast.faye)
    organizations.leave_space(cast.space, by=cast.erin)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    roll = {row.person for row in fresh(proposal).round.vote.roll.select_related("person")}
    assert roll == {cast.alice, cast.bob, cast.erin, cast.faye}


def test_a_block_in_the_new_round_suspends_again(cast, proposal):
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.bob, supersede=True)
    assert block(proposal, cast.faye, "Pas encore.").suspends
    assert phase(proposal) == "concertation"


def test_no_new_round_opens_over_the_block_of_somebody_else(cast, proposal):
    first, second = block(proposal, cast.faye), block(proposal, cast.erin, "Le coût est inconnu.")
    amendment = amend(proposal, cast.faye)
    with refused("D’autres blocages"):
        actions.integrate_amendment(first, amendment, by=cast.bob, supersede=True)
    amendment.refresh_from_db()
    assert (amendment.state, ends(proposal)) == ("open", ["", ""])
    answer_block(second, cast.bob)
    actions.integrate_amendment(first, amendment, by=cast.bob, supersede=True)
    assert fresh(proposal).round.n == 2


def test_an_amendment_in_conflict_is_not_integrated(cast, proposal):
    first, second = block(proposal, cast.faye), block(proposal, cast.erin, "Le coût est inconnu.")
    one, other = amend(proposal, cast.faye), amend(proposal, cast.erin, "Nous traduisons peu.")
    actions.integrate_amendment(first, one, by=cast.bob, supersede=False)
    with refused("en conflit avec le texte actuel"):
        actions.integrate_amendment(second, other, by=cast.bob, supersede=False)
    assert fresh(proposal).text.current.body == BETTER


def test_the_amendment_of_another_proposal_is_not_integrated(cast, proposal):
    other = amend(a_proposal(cast, cast.erin, "amending"), cast.faye)
    objection = block(proposal, cast.faye)
    with refused("autre texte"):
        actions.integrate_amendment(objection, other, by=cast.bob, supersede=False)


def test_only_the_carrier_integrates(cast, proposal):
    objection = block(proposal, cast.faye)
    with refused("Bob Nativel"):
        actions.integrate_amendment(objection, amend(proposal, cast.faye), by=cast.faye, supersede=True)


def test_an_amendment_from_before_the_round_may_be_what_the_blocker_wanted(cast):
    proposal = a_proposal(cast, phase="amending")
    waiting = amend(proposal, cast.faye)
    actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)
    objection = block(proposal, cast.faye)
    actions.integrate_amendment(objection, waiting, by=cast.bob, supersede=False)
    assert fresh(proposal).text.current.author == cast.faye


def test_a_round_superseded_after_an_unannounced_end_keeps_the_true_time_left(cast, proposal):
    block(proposal, cast.faye)
    with later(days=1):
        block(proposal, cast.erin, "Le coût est inconnu.")
        answer(proposal, cast.erin, "agree")
    with later(days=2):
        second = block(proposal, cast.erin, "Et le délai.")  # suspends nothing; Faye’s ends on day 14
        amendment = amend(proposal, cast.alice)
    with later(days=15):
        assert closing(proposal) == 21 * DAY
        actions.integrate_amendment(second, amendment, by=cast.bob, supersede=True)
        assert closing(proposal) == 21 * DAY


# --- The carrier leaves ------------------------------------------------------------------------------


def test_the_concertation_waits_for_whoever_takes_over(cast, proposal):
    objection = block(proposal, cast.faye)
    organizations.leave_space(cast.space, by=cast.bob)
    with refused("reprendre"):
        answer_block(objection, cast.erin)
    actions.take_over(proposal, by=cast.erin)
    answer_block(objection, cast.erin)
    assert phase(proposal) == "consultation"


def test_after_the_resolution_no_block_is_announced(cast, proposal):
    block(proposal, cast.faye)
    answer(proposal, cast.faye, "agree")
    block(proposal, cast.faye, "Encore une chose.")
    with later(days=7):
        actions.announce_due(clock.now())
        resolve(proposal, by=cast.bob, reason="Nous avons entendu.")
        told = acts(proposal)
        assert ends(proposal) == ["lifted", "unanswered"]
    with later(days=30):
        assert actions.announce_due(clock.now()) == 0
    assert acts(proposal) == told


# --- A second block, which suspends nothing, ends with its round --------------------------------------


@pytest.fixture
def blocked_again(cast, proposal):
    """Faye lifts her block and blocks again, for another reason: the countdown goes on."""
    block(proposal, cast.faye)
    answer(proposal, cast.faye, "agree")
    return block(proposal, cast.faye, "Encore une chose.")


def test_a_second_block_ends_with_its_round_before_the_clock_came(cast, proposal, blocked_again):
    with later(days=7):
        blocked_again.refresh_from_db()
        assert (blocked_again.is_open(), blocked_again.ending()) == (False, "unanswered")
        with refused("terminée|en cours"):
            answer_block(blocked_again, cast.bob)


def test_the_register_keeps_that_it_ended_with_its_round_once(cast, proposal, blocked_again):
    closes_at = fresh(proposal).round.vote.closes_at
    with later(days=7, minutes=5):
        assert [actions.announce_due(clock.now()), actions.announce_due(clock.now())] == [1, 0]
    assert acts(proposal)[-2:] == ["block_ended", "round_closed"]
    blocked_again.refresh_from_db()
    assert (blocked_again.end, blocked_again.ended_at) == ("unanswered", closes_at)


def test_whoever_reads_the_page_is_told_when_it_ends_and_offered_nothing_after(cast, sign_in, proposal, blocked_again):
    def read(who):
        return sign_in(who).get(f"/proposals/{proposal.pk}/").content.decode().replace("\u00a0", " ")

    before = read(cast.bob)
    assert f'href="/objections/{blocked_again.pk}/answer/"' in before
    assert "Sans réponse, la concertation se termine le" in before
    with later(days=7):
        after = read(cast.bob)
    assert f"/objections/{blocked_again.pk}/" not in after
    assert "Sans réponse, la concertation se termine le" not in after
    assert "Blocage ouvert" not in after
    assert "resté sans réponse" in after


def test_only_the_carrier_is_offered_to_answer_and_only_the_blocker_to_lift(cast, sign_in, proposal):
    objection = block(proposal, cast.faye)
    offers = {}
    for who in ("alice", "bob", "carol", "faye"):
        page = sign_in(getattr(cast, who)).get(f"/proposals/{proposal.pk}/").content.decode()
        offers[who] = (f"/objections/{objection.pk}/answer/" in page, "Lever mon blocage" in page)
    assert offers == {"alice": (False, False), "bob": (True, False), "carol": (False, False), "faye": (False, True)}
