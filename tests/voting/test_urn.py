"""The urn of a secret vote: two writes a ballot, nothing that moves, and no hand in it that is not noticed."""

import logging
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import clock, live
from governance.organizations.models import Space
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting import owners
from governance.voting import urn as urns
from governance.voting.actions import Place
from governance.voting.models import Roll, Urn, Vote
from governance.voting.permissions import seen
from governance.voting.results import turnout
from rooms import votes
from tests.voting.every_method import a_crowd, after_the_close, answer, counted, opened, prepared

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")


def writes(queries) -> list[str]:
    """The verb and the table of each statement that writes."""
    found = [query["sql"].replace('"', "").split() for query in queries]
    return [f"{words[0]} {words[2] if words[0] == 'INSERT' else words[1]}" for words in found if words[0] in WRITES]


@pytest.mark.parametrize("secrecy", ["secret", "verifiable"])
def test_a_secret_ballot_writes_the_mark_and_the_urn_and_nothing_else(cast, sign_in, secrecy, monkeypatch, caplog):
    """The whole request, with what middleware does: no session, message, entry, cursor, log line or push."""
    vote = opened(cast, secrecy=secrecy)
    browser = sign_in(cast.erin)
    pushed = []
    monkeypatch.setattr(live, "_send", lambda *sent: pushed.append(sent))
    entries = Entry.objects.count()
    key = browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"}).context["key"]
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as asked:
        assert browser.post(f"/votes/{vote.pk}/confirm/", {"choice": "o2", "key": key}).status_code == 200
    assert writes(asked) == ["UPDATE voting_roll", "UPDATE voting_urn"]
    assert (pushed, Entry.objects.count()) == ([], entries)
    assert [line.getMessage() for line in caplog.records if not line.name.startswith("django.db")] == []


def test_reading_a_ballot_before_it_is_confirmed_writes_nothing(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    browser = sign_in(cast.erin)
    with CaptureQueriesContext(connection) as asked:
        assert browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"}).status_code == 200
    assert writes(asked) == []


def test_a_confirmation_sent_again_writes_nothing_that_lasts(cast):
    vote = opened(cast, secrecy="secret")
    key = answer(vote, cast.erin, "o1")
    before = Urn.objects.values().get(vote=vote)
    assert voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="o2", key=key).is_retry
    assert Urn.objects.values().get(vote=vote) == before


def test_a_confirmation_whose_answer_was_lost_is_still_told_so_after_the_close(cast):
    vote = opened(cast, secrecy="secret")
    key = answer(vote, cast.erin, "o1")
    with after_the_close(vote):
        assert voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="o1", key=key).is_retry
        with pytest.raises(Refused, match="clos"):
            answer(vote, cast.faye, "o1")
        with pytest.raises(Refused, match="clos"):
            answer(vote, cast.faye, "o1", key=key)


@pytest.mark.parametrize(("answered", "shown"), [(0, 0), (9, 0), (10, 10), (13, 10), (20, 20)])
def test_no_number_moves_person_by_person_while_a_secret_vote_runs(cast, answered, shown):
    crowd = a_crowd(cast, 20)
    vote = opened(cast, secrecy="secret")
    for one in crowd[:answered]:
        answer(vote, one)
    assert turnout(vote, clock.now()) == shown


def test_a_small_roll_shows_no_number_before_the_close(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin)
    assert turnout(vote, clock.now()) is None
    assert not seen(cast.bob, vote, clock.now()).turnout
    assert turnout(vote, vote.closes_at) == 1


# --- Voices -----------------------------------------------------------------------------------------


@pytest.fixture
def voices(cast, monkeypatch):
    """`voices(n)`: the first n members of a crowd of ten have three voices, the others one."""
    crowd = a_crowd(cast, 10)
    Space.objects.filter(pk=cast.space.pk).update(weighs_by_role=True)
    cast.room.space.refresh_from_db()

    def voices(n):
        places = [Place(one.pk, weight=3 if i < n else 1) for i, one in enumerate(crowd)]
        monkeypatch.setattr(votes, "roll", lambda room: places)
        return crowd

    rules = owners.rules_for("room")  # it holds the function itself
    monkeypatch.setitem(owners._owners, "room", replace(rules, roll=lambda room: votes.roll(room)))
    return voices


@pytest.mark.parametrize("few", [1, 4, 5, 9])
def test_a_secret_vote_does_not_open_where_voices_would_say_whose_a_ballot_is(cast, voices, few):
    voices(few)
    vote = prepared(cast, secrecy="secret", weighs_by_role=True)
    with pytest.raises(Refused, match="dirait de qui il vient"):
        voting.open_prepared(vote, by=cast.bob)
    named = prepared(cast, weighs_by_role=True)  # nothing is to hide
    assert voting.open_prepared(named, by=cast.bob).roll_size == 10


def test_everybody_with_the_same_voices_hides_everybody(cast, voices):
    voices(10)
    assert opened(cast, secrecy="secret").roll_size == 10


# --- A hand in the urn ------------------------------------------------------------------------------


def edited(vote, **columns):
    Urn.objects.filter(vote=vote).update(**columns)


@pytest.mark.parametrize(
    "columns",
    [{"ballots": '"o2"'}, {"ballots": '"o1"\n"o1"'}, {"codes": ""}, {"codes": "a" * 26}, {"seal": "0" * 64}],
)
def test_a_hand_in_the_urn_is_noticed_at_the_next_ballot_and_at_the_count(cast, columns):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o1")
    edited(vote, **columns)
    with pytest.raises(Refused, match="modifiée en dehors"):
        answer(vote, cast.faye, "o1")
    assert Roll.objects.get(vote=vote, person=cast.faye).answered_at is None
    with after_the_close(vote), pytest.raises(Refused, match="modifiée en dehors"):
        voting.count_vote(vote)


def test_the_urn_of_another_vote_is_no_urn_of_this_one(cast):
    """A copy of a whole urn, seal included, put in the place of another."""
    full, other = opened(cast, secrecy="secret"), opened(cast, secrecy="secret")
    answer(full, cast.erin, "o1")
    edited(other, **Urn.objects.values("codes", "ballots", "seal").get(vote=full))
    with pytest.raises(Refused, match="modifiée en dehors"):
        answer(other, cast.faye, "o1")


def test_an_urn_put_back_as_it_was_is_noticed_at_the_count(cast):
    vote = opened(cast, secrecy="secret")
    before = Urn.objects.values("codes", "ballots", "seal").get(vote=vote)
    answer(vote, cast.erin, "o1")
    edited(vote, **before)
    with after_the_close(vote), pytest.raises(Refused, match="0 bulletins pour 1 émargements"):
        voting.count_vote(vote)


def test_a_mark_too_many_is_noticed_at_the_count(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o1")
    Roll.objects.filter(vote=vote, person=cast.faye).update(answered_at=vote.opened_at)
    with after_the_close(vote), pytest.raises(Refused, match="1 bulletins pour 2 émargements"):
        voting.count_vote(vote)
    with after_the_close(vote):
        assert voting.count_due(clock.now()) == 0
    assert Vote.objects.get(pk=vote.pk).outcome is None


def test_an_urn_sealed_before_the_key_changed_is_still_whole(cast, settings):
    vote = opened(cast, secrecy="secret")
    code = answer(vote, cast.erin, "o1")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert urns.is_genuine(vote.pk, code)
    answer(vote, cast.faye, "o2")
    assert counted(vote).outcome["counts"] == {"Bleu": 1, "Vert": 1, "Ocre": 0}


# --- Codes ------------------------------------------------------------------------------------------


def test_a_code_is_known_as_made_here_for_its_vote_alone():
    code = urns.new_code(7)
    assert len(code) == 26
    assert urns.is_genuine(7, code)
    assert not urns.is_genuine(8, code)
    assert not urns.is_genuine(7, code[:-1] + ("a" if code[-1] != "a" else "b"))
    assert not urns.is_genuine(7, "")


def test_a_code_is_read_however_it_was_typed():
    code = urns.new_code(7)
    assert urns.tidied(" " + "-".join(urns.grouped(code)).upper() + " ") == code
    assert urns.tidied(" ".join(urns.grouped(code))) == code


def test_a_code_that_is_in_the_urn_already_takes_no_second_ballot(cast):
    vote = opened(cast, secrecy="secret")
    code = answer(vote, cast.erin, "o1")
    with pytest.raises(Refused, match="déjà dans l’urne"):
        answer(vote, cast.faye, "o2", key=code)
    assert Roll.objects.get(vote=vote, person=cast.faye).answered_at is None


@pytest.mark.parametrize("code", ["", "abc", "A" * 26, "1" * 26, "a" * 27, "a" * 25 + "\n", "é" * 26])
def test_a_malformed_code_is_refused_with_its_reason(cast, code):
    vote = opened(cast, secrecy="secret")
    with pytest.raises(Refused, match="n’a pas la forme d’un code"):
        voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="o1", key=code)


# --- Before it opens --------------------------------------------------------------------------------


def test_an_election_is_never_verifiable(cast):
    with pytest.raises(Refused, match="jamais «\u00a0vérifiable"):
        prepared(cast, is_election=True, secrecy="verifiable")


def test_a_roll_too_large_for_one_urn_is_refused(cast, monkeypatch):
    monkeypatch.setattr(voting.preparing, "LARGEST_SECRET_ROLL", 3)
    with pytest.raises(Refused, match="compte 3 personnes au plus, et cette liste en a 4"):
        opened(cast, secrecy="secret")
    assert opened(cast).roll_size == 4
