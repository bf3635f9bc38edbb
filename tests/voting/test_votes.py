"""A vote of a room, from its making to its count: named or secret, one answer each, counted once."""

import pytest
from django.core.cache import caches

from governance import clock
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.forms import new_key
from governance.voting.models import Ballot, Urn
from governance.voting.permissions import seen
from tests.doors import as_
from tests.voting.every_method import after_the_close, counted, opened

pytestmark = pytest.mark.django_db


def answer(vote, who, ballot, **given):
    return voting.cast_ballot(vote, by=who, kind="choice", ballot=ballot, key=new_key(), **given)


def test_bob_asks_the_room_and_the_roll_is_frozen(cast):
    vote = opened(cast)
    assert vote.roll_size == 4
    assert set(vote.roll.values_list("person__email", flat=True)) == {
        f"{name}@example.org" for name in ("alice", "bob", "erin", "faye")
    }


def test_answers_by_name_are_counted_by_kind(cast):
    vote = opened(cast)
    answer(vote, cast.bob, "o1")
    answer(vote, cast.erin, "o1")
    voting.cast_ballot(vote, by=cast.faye, kind="blank")
    voting.cast_ballot(vote, by=cast.alice, kind="abstention")
    outcome = counted(vote).outcome
    assert outcome["winners"] == ["Bleu"]
    assert outcome["counts"] == {"Bleu": 2, "Vert": 0, "Ocre": 0}
    assert (outcome["blanks"], outcome["abstentions"], outcome["base"]) == (1, 1, 2)


def test_a_changed_answer_counts_once(cast):
    vote = opened(cast)
    answer(vote, cast.bob, "o1")
    assert answer(vote, cast.bob, "o2").is_change
    assert counted(vote).outcome["counts"] == {"Bleu": 0, "Vert": 1, "Ocre": 0}


def test_a_lost_answer_sent_again_later_does_not_undo_a_change(cast):
    vote = opened(cast)
    key = new_key()
    voting.cast_ballot(vote, by=cast.bob, kind="choice", ballot="o1", key=key)
    answer(vote, cast.bob, "o2")
    assert voting.cast_ballot(vote, by=cast.bob, kind="choice", ballot="o1", key=key).is_retry
    assert Ballot.objects.get(vote=vote).content == "o2"


def test_a_binding_ballot_is_final(cast):
    vote = opened(cast, is_binding=True)
    answer(vote, cast.bob, "o1")
    with pytest.raises(Refused, match="définitif"):
        answer(vote, cast.bob, "o2")


def test_a_secret_vote_keeps_marks_and_ballots_apart(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.bob, "o1")
    answer(vote, cast.erin, "o2")
    urn = Urn.objects.get(vote=vote)
    assert urn.ballots.split("\n") == ['"o1"', '"o2"']
    assert vote.ballots.count() == vote.piles.count() == 0
    assert set(vote.roll.filter(answered_at__isnull=False).values_list("answered_at", flat=True)) == {vote.opened_at}
    assert not Entry.objects.filter(act="vote.answered").exists()
    result = counted(vote)
    assert result.outcome["counts"] == {"Bleu": 1, "Vert": 1, "Ocre": 0}
    assert result.outcome["tied"] == ["Bleu", "Vert"]


def test_a_secret_ballot_sent_again_is_no_second_ballot(cast):
    vote = opened(cast, secrecy="secret")
    key = new_key()
    voting.cast_ballot(vote, by=cast.bob, kind="choice", ballot="o1", key=key)
    assert voting.cast_ballot(vote, by=cast.bob, kind="choice", ballot="o1", key=key).is_retry
    with pytest.raises(Refused, match="déjà voté"):
        answer(vote, cast.bob, "o2")


def test_an_urn_edited_by_hand_takes_no_ballot_and_is_not_counted(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.bob, "o1")
    Urn.objects.filter(vote=vote).update(ballots='"o2"')
    with pytest.raises(Refused, match="modifiée en dehors"):
        answer(vote, cast.erin, "o1")
    with after_the_close(vote), pytest.raises(Refused, match="modifiée en dehors"):
        voting.count_vote(vote)


def test_an_election_is_always_secret_and_hidden_until_the_close(cast):
    vote = opened(cast, is_election=True, shows="open", secrecy="named")
    assert (vote.secrecy, vote.shows) == ("secret", "until_close")
    assert seen(cast.bob, vote, clock.now()).result is False


def test_what_bob_sees_of_a_vote_follows_his_answer_and_the_close(cast):
    vote = opened(cast)
    assert seen(cast.bob, vote, clock.now()).result is False
    answer(vote, cast.bob, "o1")
    assert seen(cast.bob, vote, clock.now()).result is True
    assert seen(cast.erin, vote, clock.now()).result is False
    assert seen(cast.erin, vote, vote.closes_at).result is True


def test_the_page_of_a_vote_takes_an_answer_and_shows_the_result(cast, sign_in):
    vote = opened(cast)
    browser = sign_in(cast.erin)
    assert browser.get(f"/votes/{vote.pk}/").status_code == 200
    assert browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"}).status_code == 302
    assert Ballot.objects.get(vote=vote, person=cast.erin).content == "o2"


def test_a_secret_ballot_is_confirmed_on_a_page_that_holds_its_code(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    browser = sign_in(cast.erin)
    page = browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"})
    assert (page.status_code, Urn.objects.get(vote=vote).ballots) == (200, "")
    key = page.context["key"]
    for _time in range(2):
        receipt = browser.post(f"/votes/{vote.pk}/confirm/", {"choice": "o2", "key": key})
        assert (receipt.status_code, key in receipt.content.decode()) == (200, True)
    assert Urn.objects.get(vote=vote).codes == key


def test_an_account_that_votes_too_often_waits_and_another_of_the_same_hall_does_not(cast, settings):
    caches["throttle"].clear()
    settings.THROTTLE = settings.THROTTLE | {"ballot": (2, 60)}
    vote = opened(cast)
    erin, faye = as_(cast.erin), as_(cast.faye)
    tried = [erin.post(f"/votes/{vote.pk}/cast/", {"choice": f"o{n}"}).status_code for n in (1, 2, 3)]
    assert (tried, Ballot.objects.get(vote=vote).content) == ([302, 302, 429], "o2")
    assert faye.post(f"/votes/{vote.pk}/cast/", {"choice": "o1"}).status_code == 302
