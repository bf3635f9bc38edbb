"""Properties of judging every matter of the statutes of Open Atlas, first or second call, secret or named."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules import cases
from governance.rules.majority import Counts, judge
from governance.rules.statutes import judging
from governance.rules.statutes.open_atlas import MATTERS, STATUTES

KEYS = [matter.key for matter in MATTERS]
VOTED = [matter.key for matter in MATTERS if not matter.elects]
keys, voted = st.sampled_from(KEYS), st.sampled_from(VOTED)
small = st.integers(0, 6)
chairs = st.sampled_from([None, "for", "against"])
calls = st.booleans()


@st.composite
def an_evening(draw):
    """Counts that can be: ballots and recusals of people who are there, among those who have a voice."""
    ballots = {name: draw(small) for name in ("favour", "against", "abstain", "blank")}
    recused, silent = draw(st.integers(0, 2)), draw(small)
    present = sum(ballots.values()) + recused + silent
    participants = present + draw(st.integers(0, 2))
    entitled = participants + draw(st.integers(0, 8))
    return Counts(
        entitled=entitled, in_office=entitled, present=present, participants=participants, recused=recused, **ballots
    )


def outcome(key, counts, **more):
    return judging.judge_matter(STATUTES, key, counts, **more).outcome


@given(keys, an_evening(), chairs, st.booleans(), calls)
def test_empty_counts_decide_nothing_of_any_matter(key, counts, chair, secret, second):
    empty = replace(counts, favour=0, against=0, abstain=0, blank=0)
    assert outcome(key, empty, chair=chair, secret=secret, second_call=second) != "adopted"


@given(keys, an_evening(), st.booleans(), calls)
def test_a_tie_never_carries_without_a_casting_vote(key, counts, secret, second):
    tie = replace(counts, against=counts.favour, favour=counts.favour)
    cast = tie.cast + tie.recused
    tie = replace(tie, present=max(tie.present, cast), participants=max(tie.participants, cast))
    assert outcome(key, tie, chair=None, secret=secret, second_call=second) != "adopted"
    if secret or STATUTES.matter(key).rule.tie != "chair":
        assert outcome(key, tie, chair="for", secret=secret, second_call=second) != "adopted"


@given(keys, an_evening(), chairs, st.booleans(), calls, st.sampled_from(["abstain", "blank", "against", None]))
def test_one_more_for_never_turns_a_yes_into_a_no(key, counts, chair, secret, second, instead):
    """The voice comes from somebody who had voted otherwise, or from somebody who was there and had not voted."""
    if instead and getattr(counts, instead):
        more = replace(counts, favour=counts.favour + 1, **{instead: getattr(counts, instead) - 1})
    elif counts.cast + counts.recused < counts.present:
        more = replace(counts, favour=counts.favour + 1)
    else:
        return
    told = {"chair": chair, "secret": secret, "second_call": second}
    if outcome(key, counts, **told) == "adopted":
        assert outcome(key, more, **told) == "adopted"


@given(keys, an_evening(), calls)
def test_one_more_against_never_turns_a_no_into_a_yes(key, counts, second):
    more = replace(
        counts,
        against=counts.against + 1,
        present=counts.present + 1,
        participants=counts.participants + 1,
        entitled=counts.entitled + 1,
        in_office=counts.in_office + 1,
    )
    if outcome(key, counts, second_call=second) == "rejected":
        assert outcome(key, more, second_call=second) != "adopted"


@given(keys, an_evening(), chairs, calls)
def test_a_decision_is_judged_again_the_same_from_what_it_keeps(key, counts, chair, second):
    rule = judging.rule_of(STATUTES.matter(key), second_call=second)
    case = cases.written(rule, counts, chair=chair)
    again = judge(**cases.read(case))
    assert again.outcome == judge(rule, counts, chair=chair).outcome


@given(keys, an_evening(), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_what_was_convened_too_late_decides_nothing_whatever_the_votes(key, counts, meeting, before):
    notice, _article = STATUTES.notice(key)
    if notice is None:
        return
    sent = meeting - timedelta(days=before)
    found = outcome(key, counts, sent=sent, meeting=meeting)
    assert (found == "irregular") is (sent > notice.before(meeting))


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_decided_where_nobody_came(key):
    counts = Counts(entitled=40, in_office=6)
    assert outcome(key, counts) in ("no_quorum", "rejected")


@pytest.mark.parametrize("key", VOTED)
def test_everybody_for_it_carries_every_matter(key):
    counts = Counts(entitled=6, in_office=6, present=6, participants=6, favour=6)
    assert outcome(key, counts) == "adopted"
