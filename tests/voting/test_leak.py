"""Two worlds whose hidden ballots differ while the turnout is equal: every door answers byte for byte the same.

Alice has answered the same in both, Gus has not answered, Carol is a guest, Dave a stranger, and a visitor is not
signed in. Erin and Faye answer one thing here, and another there.
"""

from contextlib import contextmanager

import pytest
from django.db import transaction

from governance import clock, live
from governance.voting import actions as voting
from tests.doors import DOORS, HOUSE, as_, masked
from tests.proposals.factories import MONDAY
from tests.test_doors import everything
from tests.voting.every_method import METHODS, a_crowd, after_the_close, answer

pytestmark = [pytest.mark.django_db]

READERS = ("alice", "gus", "carol", "dave", "anonymous")
VOTE_DOORS = [name for name in DOORS if "vote" in name or "ballot" in name or "socket" in name or "extract" in name]


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield MONDAY


@pytest.fixture
def worlds(cast, monkeypatch, django_capture_on_commit_callbacks):
    """`worlds(...)` makes both, one after the other, and gives by reader the doors that tell them apart."""

    def worlds(method="single", readers=READERS, names=HOUSE, closed=False, reasons=False, crowd=0, **vote):
        crowd = a_crowd(cast, crowd)
        things = everything(cast, method=method, **vote)
        things.message = things.answer = type("Nothing", (), {"pk": 0})
        monkeypatch.setattr(live, "_send", lambda group, message: things.frames.append((group, message)))
        _terms, one, other = METHODS[method]
        found = []
        for told in ((one, other), (other, None)):
            things.frames.clear()
            with _undone():
                with django_capture_on_commit_callbacks(execute=True):
                    _story(cast, things, told, one, reasons, crowd)
                with after_the_close(things.vote) if closed else clock.pretend(MONDAY.replace(hour=20)):
                    if closed:
                        assert voting.count_vote(things.vote)
                    found.append({who: _told(getattr(cast, who), things, names) for who in readers})
        here, there = found
        return {who: {name for name in names if here[who][name] != there[who][name]} for who in readers}

    return worlds


def _story(cast, things, told, same, reasons, crowd):
    for who, ballot in zip((cast.erin, cast.faye), told, strict=True):
        reason = {"reason": f"Parce que {ballot}"} if reasons else {}
        answer(things.vote, who, ballot, kind="blank" if ballot is None else "choice", **reason)
    answer(things.vote, cast.alice, same)
    for one in crowd:
        answer(things.vote, one, told[0])


@contextmanager
def _undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _told(who, things, names):
    return {name: masked(DOORS[name](as_(who), things)) for name in names}


NOTHING = {who: set() for who in READERS}
# How it hides, and to whom: every door of the house to two of them, every door of the vote to all.
HIDDEN = {
    "until the close": ({"shows": "until_close", "reasons": True}, ("alice", "gus"), READERS),
    "until one has answered": ({"shows": "until_answer", "reasons": True}, ("gus", "anonymous"), READERS[1:]),
    # Not even to those whose own ballot differs.
    "secret": ({"secrecy": "secret"}, ("erin", "gus"), (*READERS, "erin", "bob")),
}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_leaves_by_no_door_of_the_house(worlds, hidden):
    vote, readers, _everybody = HIDDEN[hidden]
    assert worlds(readers=readers, **vote) == {who: set() for who in readers}


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_leaves_by_no_door_of_the_vote_to_anybody(worlds, hidden):
    vote, _readers, everybody = HIDDEN[hidden]
    assert worlds(readers=everybody, names=VOTE_DOORS, **vote) == {who: set() for who in everybody}


@pytest.mark.parametrize("secrecy", ["secret", "verifiable"])
def test_a_secret_vote_of_a_large_roll_shows_its_turnout_and_nothing_more(worlds, secrecy):
    assert worlds(secrecy=secrecy, crowd=20, names=VOTE_DOORS) == NOTHING


@pytest.mark.parametrize("method", [method for method in METHODS if method != "single"])
@pytest.mark.parametrize("hidden", [{"shows": "until_close"}, {"secrecy": "secret"}], ids=["named", "secret"])
def test_no_method_tells_more_than_another(worlds, method, hidden):
    assert worlds(method, names=VOTE_DOORS, readers=("gus",), **hidden) == {"gus": set()}


# --- What the test sees when there is something to see -------------------------------------------------


def test_whoever_has_answered_sees_the_result_where_it_shows_then(worlds):
    found = worlds(shows="until_answer", readers=("alice", "gus"), names=VOTE_DOORS)
    assert ({"vote", "vote, part result"} <= found["alice"], found["gus"]) == (True, set())


def test_a_vote_open_to_the_eye_differs_for_everybody(worlds):
    found = worlds(shows="open", names=VOTE_DOORS, readers=("gus", "anonymous"))
    assert [{"vote", "vote, part result"} <= doors for doors in found.values()] == [True, True]


@pytest.mark.parametrize("secrecy", ["named", "secret"])
def test_after_the_close_the_result_and_its_files_differ_for_everybody(worlds, secrecy):
    found = worlds(secrecy=secrecy, closed=True, names=VOTE_DOORS)
    telling = {"vote", "vote, part result", "verify a vote", "ballots of a vote"}
    assert [telling <= doors for doors in found.values()] == [True] * len(READERS)


def test_a_planted_leak_is_found(worlds, monkeypatch):
    """A page that showed the number of blank ballots before the close, as a hidden bar would."""
    shown = DOORS["roll of a vote"]

    def leaking(client, things):
        blanks = things.vote.ballots.filter(kind="blank").count()
        return shown(client, things) + b" " * blanks

    monkeypatch.setitem(DOORS, "roll of a vote", leaking)
    found = worlds(shows="until_close", names=VOTE_DOORS, readers=("gus",))
    assert found == {"gus": {"roll of a vote"}}
