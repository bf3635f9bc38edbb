"""Who may do what with a vote of a room: the table of acts by people, for each stage of the vote."""

import pytest

from governance import clock
from governance.voting import actions as voting
from governance.voting.models import Vote
from governance.voting.permissions import (
    may_answer_vote,
    may_cancel_vote,
    may_change_process,
    may_change_vote,
    may_keep_process,
    may_open_vote,
    may_see_vote,
    may_suggest_option,
    may_tidy_ideas,
    may_withdraw_idea,
)
from tests.cast import archive
from tests.voting.factories import gathering, moment_after, opened, prepared

pytestmark = pytest.mark.django_db

# Bob made the vote; Erin is another member; Alice facilitates; Carol is a guest, Dave a stranger.
CAST = ("alice", "bob", "erin", "carol", "dave", "anonymous")
STAGES = ("preparing", "gathering", "open", "closed", "counted", "cancelled", "archived")
ALL, NOBODY = (True,) * 6, (False,) * 6
RUN = (True, True, False, False, False, False)
TAKE_PART = (True, True, True, False, False, False)


def may_answer(user, vote):
    return may_answer_vote(user, vote, clock.now())


def may_cancel(user, vote):
    return may_cancel_vote(user, vote, clock.now())


#                      preparing  gathering  open       closed     counted    cancelled  archived (prepared before)
TABLE = {
    may_see_vote:       (ALL,       ALL,       ALL,       ALL,       ALL,       ALL,       ALL),
    may_open_vote:      (RUN,       RUN,       NOBODY,    NOBODY,    NOBODY,    NOBODY,    NOBODY),
    may_change_vote:    (RUN,       RUN,       NOBODY,    NOBODY,    NOBODY,    NOBODY,    NOBODY),
    may_cancel:         (RUN,       RUN,       RUN,       NOBODY,    NOBODY,    NOBODY,    NOBODY),
    may_suggest_option: (NOBODY,    TAKE_PART, NOBODY,    NOBODY,    NOBODY,    NOBODY,    NOBODY),
    may_tidy_ideas:     (NOBODY,    RUN,       NOBODY,    NOBODY,    NOBODY,    NOBODY,    NOBODY),
    may_answer:         (NOBODY,    NOBODY,    TAKE_PART, NOBODY,    NOBODY,    NOBODY,    NOBODY),
}  # fmt: skip
ROWS = [(may, stage, row[n]) for may, row in TABLE.items() for n, stage in enumerate(STAGES)]


@pytest.fixture
def at(cast):
    """`at(stage)`: a vote of Bob's that stands there, and the moment at which it does."""

    def at(stage):
        if stage == "gathering":
            return gathering(cast), clock.pretend(clock.now())
        vote = prepared(cast) if stage in ("preparing", "archived", "cancelled") else opened(cast)
        moment = clock.pretend(clock.now())
        if stage == "cancelled":
            vote = voting.cancel_vote(vote, by=cast.bob, reason="Erreur.")
        elif stage == "archived":
            archive(cast.room, by=cast.alice)
        elif stage in ("closed", "counted"):
            moment = moment_after(vote)
            if stage == "counted":
                with moment_after(vote):
                    voting.count_vote(vote)
        return Vote.objects.get(pk=vote.pk), moment

    return at


@pytest.mark.parametrize(("may", "stage", "expected"), ROWS, ids=lambda v: getattr(v, "__name__", v))
def test_who_may_do_what_at_each_stage(cast, at, may, stage, expected):
    vote, moment = at(stage)
    with moment:
        given = [may(getattr(cast, who), Vote.objects.get(pk=vote.pk)) for who in CAST]
    assert tuple(map(bool, given)) == expected
    assert [v.why for v in given if not v and not (v.why.endswith(".") and v.why[0].isupper())] == []


def test_only_its_author_withdraws_an_idea(cast):
    vote = gathering(cast)
    idea = voting.add_idea(vote, by=cast.erin, label="Peindre")
    may = [bool(may_withdraw_idea(getattr(cast, who), idea)) for who in CAST]
    assert may == [False, False, True, False, False, False]


def test_who_keeps_and_who_changes_a_way_to_ask(cast):
    process = voting.keep_process(
        cast.space, by=cast.bob, name="Vite", purpose="choose", content={"method": "single"}
    )  # fmt: skip
    assert [bool(may_keep_process(getattr(cast, who), cast.space)) for who in CAST] == list(TAKE_PART)
    assert [bool(may_change_process(getattr(cast, who), process)) for who in CAST] == list(RUN)
