"""Phases of a proposal, the acts they open, and the countdown that a block suspends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules.phases import (
    ACTS,
    NEXT,
    RESOLUTIONS,
    Countdown,
    Facts,
    Phase,
    closing,
    decides_amendments,
    follows,
    is_closed,
    is_suspended,
    opens,
    opens_later,
    phase,
    resume,
    settle,
    suspend,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FLOOR, LIMIT = DAY, 14 * DAY

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), 60 * DAY)
limits = st.timedeltas(HOUR, 30 * DAY)


@st.composite
def countdowns(draw):
    closes_at, floor = draw(moments), draw(spans)
    if draw(st.booleans()):
        return Countdown(closes_at, floor)
    began = closes_at - draw(st.timedeltas(timedelta(microseconds=1), 60 * DAY))
    return Countdown(closes_at, floor, began, began + draw(limits))


def running(left: timedelta = 5 * DAY) -> Countdown:
    return Countdown(closes_at=NOON + left, floor=FLOOR)


# The countdown


def test_a_round_is_open_until_the_very_instant_it_closes():
    assert not is_closed(running(HOUR), NOON + HOUR - timedelta(microseconds=1))
    assert is_closed(running(HOUR), NOON + HOUR)


def test_a_block_suspends_the_countdown_and_hides_the_closing():
    blocked = suspend(running(), NOON, LIMIT)
    assert is_suspended(blocked, NOON + DAY)
    assert closing(blocked, NOON + DAY) is None


def test_a_block_with_one_hour_left_leaves_the_floor_after_it():
    blocked = suspend(running(HOUR), NOON, LIMIT)
    assert closing(resume(blocked, NOON + 3 * DAY), NOON + 3 * DAY) == NOON + 3 * DAY + FLOOR


def test_a_block_with_five_days_left_gives_the_five_days_back():
    blocked = suspend(running(5 * DAY), NOON, LIMIT)
    assert closing(resume(blocked, NOON + 3 * DAY), NOON + 3 * DAY) == NOON + 8 * DAY


def test_a_concertation_left_unanswered_ends_by_itself():
    blocked = suspend(running(HOUR), NOON, LIMIT)
    assert is_suspended(blocked, NOON + LIMIT - timedelta(microseconds=1))
    assert not is_suspended(blocked, NOON + LIMIT)
    assert closing(blocked, NOON + LIMIT) == NOON + LIMIT + FLOOR
    assert is_closed(blocked, NOON + LIMIT + FLOOR)


def test_an_answer_after_the_end_of_the_concertation_changes_nothing():
    blocked = suspend(running(HOUR), NOON, LIMIT)
    late = NOON + LIMIT + HOUR
    assert resume(blocked, late) == settle(blocked, late)


def test_a_second_block_lengthens_the_concertation_from_its_own_date():
    twice = suspend(suspend(running(), NOON, LIMIT), NOON + 2 * DAY, LIMIT)
    assert twice.suspended_at == NOON
    assert twice.suspended_until == NOON + 2 * DAY + LIMIT


def test_a_second_block_never_shortens_the_concertation():
    first = suspend(running(), NOON, LIMIT)
    assert suspend(first, NOON + DAY, HOUR) == first


def test_a_block_after_a_concertation_that_ended_by_itself_opens_a_new_one():
    first = suspend(running(HOUR), NOON, LIMIT)
    again = NOON + LIMIT + 23 * HOUR
    second = suspend(first, again, LIMIT)
    assert second.suspended_at == again
    assert closing(resume(second, again + DAY), again + DAY) == again + DAY + FLOOR


def test_a_closed_round_cannot_be_blocked():
    with pytest.raises(ValueError, match="closed"):
        suspend(running(HOUR), NOON + HOUR, LIMIT)


def test_a_concertation_without_any_time_is_refused():
    with pytest.raises(ValueError, match="lasts"):
        suspend(running(), NOON, timedelta(0))


def test_a_countdown_refuses_half_a_suspension_and_a_negative_floor():
    with pytest.raises(ValueError, match="suspension"):
        Countdown(NOON, FLOOR, suspended_at=NOON)
    with pytest.raises(ValueError, match="floor"):
        Countdown(NOON, -HOUR)


def test_resuming_a_round_that_runs_changes_nothing():
    assert resume(running(), NOON) == running()


@given(countdowns(), moments)
def test_settling_twice_is_settling_once(countdown, now):
    assert settle(settle(countdown, now), now) == settle(countdown, now)


@given(countdowns(), moments, moments)
def test_it_never_matters_when_the_end_of_a_concertation_was_noticed(countdown, one, other):
    earlier, later = sorted((one, other))
    assert settle(settle(countdown, earlier), later) == settle(countdown, later)


@given(countdowns(), moments)
def test_a_suspended_round_is_never_closed_and_any_other_has_a_closing(countdown, now):
    assert is_suspended(countdown, now) == (closing(countdown, now) is None)
    assert not (is_suspended(countdown, now) and is_closed(countdown, now))


@given(moments, spans, spans, limits, spans)
def test_after_any_concertation_at_least_the_floor_and_the_time_left_remain(now, left, floor, limit, length):
    round_ = Countdown(now + left + HOUR, floor)
    ended = now + min(length, limit)
    after = closing(resume(suspend(round_, now, limit), ended), ended)
    assert after - ended == max(left + HOUR, floor)


@given(
    st.timedeltas(HOUR, 30 * DAY),
    spans,
    st.lists(st.tuples(st.timedeltas(timedelta(0), 20 * DAY), st.sampled_from(["block", "answer", "read"]))),
)
def test_whatever_happens_a_round_never_closes_earlier_than_was_said(left, floor, story):
    countdown, now, said = Countdown(NOON + left, floor), NOON, NOON + left
    for elapsed, event in story:
        now += elapsed
        if event == "block" and not is_closed(countdown, now):
            countdown = suspend(countdown, now, LIMIT)
        elif event == "answer":
            countdown = resume(countdown, now)
        closes_at = closing(countdown, now)
        if closes_at is not None:
            assert closes_at >= said
            said = closes_at


# The phase

published = Facts(published_at=NOON)
resolved = replace(published, resolved_at=NOON + DAY, resolution="go_on", review_on=NOON + 90 * DAY)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), Phase.DRAFT),
        (published, Phase.DISCUSSION),
        (replace(published, amendments_opened_at=NOON), Phase.AMENDING),
        (replace(published, countdown=running()), Phase.CONSULTATION),
        (replace(published, countdown=suspend(running(), NOON, LIMIT)), Phase.CONCERTATION),
        (replace(published, countdown=running(-HOUR)), Phase.AWAITING),
        (resolved, Phase.RESOLVED),
        (replace(resolved, resolution="adapt"), Phase.RESOLVED),
        (replace(resolved, resolution="hand_over"), Phase.REFERRED),
        (replace(resolved, resolution="drop"), Phase.DROPPED),
        (replace(resolved, review_on=NOON), Phase.REVIEW),
        (replace(resolved, review_on=None), Phase.RESOLVED),
        (replace(resolved, reopened_at=NOON + 2 * DAY), Phase.AMENDING),
        (replace(resolved, reopened_at=NOON - DAY), Phase.RESOLVED),
        (replace(resolved, countdown=running()), Phase.CONSULTATION),
        (replace(resolved, dropped_at=NOON), Phase.DROPPED),
        (Facts(dropped_at=NOON), Phase.DROPPED),
    ],
)
def test_the_facts_say_the_phase(facts, expected):
    assert phase(facts, NOON) is expected


def test_the_review_begins_at_its_very_instant():
    assert phase(resolved, resolved.review_on - timedelta(microseconds=1)) is Phase.RESOLVED
    assert phase(resolved, resolved.review_on) is Phase.REVIEW


def test_a_review_at_the_instant_of_the_resolution_reopens_it():
    assert phase(replace(resolved, reopened_at=resolved.resolved_at), NOON) is Phase.AMENDING


def test_facts_refuse_a_resolution_nobody_knows_or_without_its_date():
    with pytest.raises(ValueError, match="unknown"):
        Facts(resolved_at=NOON, resolution="win")
    with pytest.raises(ValueError, match="together"):
        Facts(resolution="go_on")


@st.composite
def any_facts(draw):
    resolution = draw(st.none() | st.sampled_from(RESOLUTIONS))
    return Facts(
        published_at=draw(st.none() | moments),
        amendments_opened_at=draw(st.none() | moments),
        countdown=draw(st.none() | countdowns()),
        resolved_at=draw(moments) if resolution else None,
        resolution=resolution,
        review_on=draw(st.none() | moments),
        dropped_at=draw(st.none() | moments),
        reopened_at=draw(st.none() | moments),
    )


@given(any_facts(), moments)
def test_any_facts_at_any_time_have_a_phase_that_opens_acts(facts, now):
    assert ACTS[phase(facts, now)]


@given(any_facts(), moments)
def test_an_unpublished_proposal_is_a_draft_or_dropped(facts, now):
    facts = replace(facts, published_at=None)
    assert phase(facts, now) in (Phase.DRAFT, Phase.DROPPED)


# What may follow: the acts themselves are played on facts


def moves(facts: Facts, now: datetime) -> list[tuple[Facts, datetime]]:
    """What may become of a proposal: each act its phase opens, and time passing to the next date."""
    here, countdown = phase(facts, now), facts.countdown
    acts = {
        "publish": lambda: [replace(facts, published_at=now)],
        "drop": lambda: [replace(facts, dropped_at=now)],
        "open_amendments": lambda: [replace(facts, amendments_opened_at=now)],
        "open_round": lambda: [replace(facts, countdown=Countdown(now + 7 * DAY, FLOOR))],
        "take_position": lambda: [replace(facts, countdown=suspend(countdown, now, LIMIT))],
        "lift_objection": lambda: [replace(facts, countdown=resume(countdown, now))],
        "resolve": lambda: [
            replace(facts, countdown=None, resolved_at=now, resolution=resolution, review_on=now + 90 * DAY)
            for resolution in RESOLUTIONS
        ],
        "renew": lambda: [replace(facts, reopened_at=now)],
    }
    found = [(after, now) for act, play in acts.items() if opens(here, act) for after in play()]
    dates = [facts.review_on] if countdown is None else [countdown.suspended_until, closing(countdown, now)]
    return found + [(facts, date) for date in dates if date is not None and date > now]


def test_the_acts_and_time_lead_to_each_phase_that_may_follow_and_to_no_other():
    start = (Facts(), NOON)
    seen, waiting, pairs = {Phase.DRAFT}, [start], set()
    while waiting:
        facts, now = waiting.pop()
        before = phase(facts, now)
        for after, then in moves(facts, now):
            reached = phase(after, then)
            if reached is not before:
                pairs.add((before, reached))
            if reached not in seen:
                seen.add(reached)
                waiting.append((after, then + HOUR))
    assert pairs == {(before, after) for before, following in NEXT.items() for after in following}
    assert seen == set(Phase)


@given(st.lists(st.integers(0, 9), max_size=60))
def test_no_story_ever_leaves_the_allowed_path(choices):
    facts, now = Facts(), NOON
    for choice in choices:
        possible = moves(facts, now)
        if not possible:
            break
        before = phase(facts, now)
        facts, now = possible[choice % len(possible)]
        assert phase(facts, now) is before or follows(before, phase(facts, now))


def test_no_phase_follows_itself():
    assert not [one for one in Phase if follows(one, one)]


@pytest.mark.parametrize("end", [Phase.REFERRED, Phase.DROPPED])
def test_what_is_dropped_or_handed_over_stays_so(end):
    assert not [other for other in Phase if follows(end, other)]


# The acts

EVERY_PHASE = set(Phase)
ROUND = {Phase.CONSULTATION, Phase.CONCERTATION}
OPENED = {
    "edit": {Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING},
    "publish": {Phase.DRAFT},
    "comment": EVERY_PHASE - {Phase.DRAFT},
    "open_amendments": {Phase.DISCUSSION},
    "propose_amendment": {Phase.AMENDING, Phase.CONCERTATION},
    "withdraw_amendment": {Phase.AMENDING} | ROUND,
    "accept_amendment": {Phase.AMENDING},
    "reject_amendment": {Phase.AMENDING, Phase.CONCERTATION},
    "answer_amendment": {Phase.AMENDING},
    "name_co_carrier": {Phase.DISCUSSION, Phase.AMENDING, Phase.CONCERTATION},
    "open_round": {Phase.AMENDING},
    "take_position": ROUND,
    "lift_objection": ROUND,
    "answer_objection": ROUND,
    "integrate_amendment": ROUND,
    "contribute": {Phase.DISCUSSION, Phase.AMENDING} | ROUND,
    "resolve": {Phase.AWAITING},
    "drop": {Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING, Phase.REVIEW},
    "take_over": EVERY_PHASE - {Phase.DRAFT, Phase.DROPPED},
    "open_action": {Phase.RESOLVED, Phase.REVIEW},
    "renew": {Phase.RESOLVED, Phase.REVIEW},
}


@pytest.mark.parametrize("act", OPENED)
def test_an_act_is_open_in_its_phases_and_in_no_other(act):
    assert {one for one in Phase if opens(one, act)} == OPENED[act]


def test_no_phase_opens_an_act_that_this_table_does_not_know():
    assert set().union(*ACTS.values()) == set(OPENED)


def test_an_unknown_act_is_an_error_and_not_a_no():
    for asked in (opens, opens_later):
        with pytest.raises(ValueError, match="unknown act"):
            asked(Phase.DRAFT, "approve")


@pytest.mark.parametrize(
    ("act", "while_waiting"),
    [
        ("publish", set()),
        ("edit", {Phase.DRAFT, Phase.DISCUSSION}),
        ("open_round", {Phase.DRAFT, Phase.DISCUSSION}),
        ("take_position", {Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING} | ROUND),
        ("resolve", {Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING} | ROUND),
        ("renew", {Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING, Phase.AWAITING, Phase.RESOLVED} | ROUND),
        ("propose_amendment", {Phase.DRAFT, Phase.DISCUSSION, Phase.AMENDING} | ROUND),
    ],
)
def test_one_waits_for_what_a_phase_to_come_opens_and_never_for_a_renewal(act, while_waiting):
    assert {one for one in Phase if opens_later(one, act)} == while_waiting


def test_an_amendment_may_enter_the_text_until_the_close():
    assert {one for one in Phase if decides_amendments(one)} == {Phase.AMENDING} | ROUND
