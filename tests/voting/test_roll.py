"""The roll: frozen at the opening, each with a reason; who comes late, who leaves, who changes role meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.models import Vote
from tests.cast import person
from tests.doors import masked
from tests.voting.factories import moment_after, opened

pytestmark = pytest.mark.django_db


def gus(cast, role="member"):
    cast.gus = person("gus")
    return organizations.admit(cast.space, cast.gus, role, by=cast.alice)


def membership(cast, who):
    return cast.space.memberships.current().get(person=who)


def page(sign_in, who, vote, query=""):
    return sign_in(who).get(reverse("vote-roll", args=[vote.pk]) + query)


def text(answer):
    return answer.content.decode().replace("\u00a0", " ")


# --- Late joiners -------------------------------------------------------------------------------------


def test_who_comes_later_is_on_the_roll_where_the_vote_takes_them(cast):
    vote = opened(cast, takes_late_joiners=True)
    gus(cast)
    place = vote.roll.get(person=cast.gus)
    vote.refresh_from_db()
    assert (place.reason, place.joined_at is not None, vote.roll_size) == ("late", True, 5)
    assert Entry.objects.filter(act="vote.joined_late", subject_id=vote.pk).count() == 1
    assert voting.cast_ballot(vote, by=cast.gus, kind="choice", ballot="o1").ballot


def test_who_comes_later_is_not_on_the_roll_of_the_others(cast):
    votes = [opened(cast), opened(cast, takes_late_joiners=True)]
    with moment_after(votes[1]):
        gus(cast)
    assert not any(vote.roll.filter(person=cast.gus).exists() for vote in votes)
    with pytest.raises(Refused, match="vous n’y êtes pas"):
        voting.cast_ballot(votes[0], by=cast.gus, kind="blank")


def test_a_guest_joins_no_roll_until_they_become_a_member(cast):
    vote = opened(cast, takes_late_joiners=True)
    guest = gus(cast, "guest")
    assert not vote.roll.filter(person=cast.gus).exists()
    organizations.change_role(guest, by=cast.alice, role_key="member")
    assert vote.roll.filter(person=cast.gus, reason="late").exists()


def test_who_left_and_comes_back_has_the_same_place(cast):
    vote = opened(cast, takes_late_joiners=True)
    organizations.leave_space(cast.space, by=cast.erin)
    organizations.admit(cast.space, cast.erin, "member", by=cast.alice)
    assert vote.roll.filter(person=cast.erin).count() == 1


# --- Who leaves, who changes role ---------------------------------------------------------------------


def test_who_leaves_keeps_ballot_and_place_and_answers_no_more(cast, sign_in):
    vote = opened(cast)
    voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="o1")
    organizations.leave_space(cast.space, by=cast.erin)
    with pytest.raises(Refused, match="Vous ne faites plus partie"):
        voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="o2")
    assert (vote.ballots.get(person=cast.erin).content, vote.roll.count()) == ("o1", 4)
    assert "ne fait plus partie de l’espace" in text(page(sign_in, cast.bob, vote))
    with moment_after(vote):
        voting.count_vote(vote)
    assert Vote.objects.get(pk=vote.pk).outcome["counts"]["Bleu"] == 1


def test_a_member_who_becomes_a_guest_still_answers_the_votes_that_asked_them(cast):
    vote = opened(cast)
    organizations.change_role(membership(cast, cast.erin), by=cast.alice, role_key="guest")
    assert voting.cast_ballot(vote, by=cast.erin, kind="choice", ballot="o1").ballot
    assert not opened(cast).roll.filter(person=cast.erin).exists()


def test_a_vote_no_longer_waits_at_home_for_who_left(cast, sign_in):
    opened(cast)
    assert "Quelle couleur ?" in sign_in(cast.erin).get("/").content.decode()
    organizations.leave_space(cast.space, by=cast.erin)
    assert not sign_in(cast.erin).get("/").context["votes"]


# --- On leave -----------------------------------------------------------------------------------------


def test_who_is_on_leave_at_the_opening_may_answer_and_is_out_of_the_quorum(cast, sign_in):
    today = cast.space.day(clock.now())
    organizations.go_on_leave(membership(cast, cast.erin), by=cast.erin, starts_on=today, ends_on=None)
    vote = opened(cast, quorum_percent=50)
    assert vote.roll.get(person=cast.erin).on_leave
    said = text(page(sign_in, cast.bob, vote))
    assert "50 % de 3, soit 2 réponses" in said and "en congé à l’ouverture" in said
    assert voting.cast_ballot(vote, by=cast.erin, kind="blank").ballot


# --- The page -----------------------------------------------------------------------------------------


def test_the_page_says_who_is_on_it_and_why_and_who_is_not(cast, sign_in):
    vote = opened(cast, takes_late_joiners=False)
    with clock.pretend(clock.now() + timedelta(minutes=1)):
        gus(cast)
    said = page(sign_in, cast.bob, vote)
    assert [(str(who), str(why)) for who, why in said.context["outside"]] == [
        ("Carol Huet", "lit et discute, sans prendre part\u00a0: son rôle n’en donne pas le droit"),
        ("Gus", "est venu·e après l’ouverture"),
    ]
    assert text(said).count("prend part au salon") == 4


def test_who_is_not_on_the_roll_is_known_to_members_only(cast, sign_in):
    vote = opened(cast)
    assert page(sign_in, cast.dave, vote).context["outside"] == []


def test_a_named_vote_says_who_has_not_answered_yet(cast, sign_in):
    vote = opened(cast)
    voting.cast_ballot(vote, by=cast.erin, kind="blank")
    waiting = page(sign_in, cast.bob, vote, "?show=waiting").context["places"]
    assert {str(place.person) for place in waiting} == {"Alice Payet", "Bob Nativel", "Faye Clain"}


@pytest.mark.parametrize("show", ["", "?show=waiting", "?show=answered"])
def test_a_secret_vote_never_says_who_has_answered(cast, sign_in, show):
    vote = opened(cast, secrecy="secret")
    before = masked(page(sign_in, cast.bob, vote, show).content)
    voting.cast_ballot(vote, by=cast.erin, kind="blank", key="a" * 26)
    assert masked(page(sign_in, cast.bob, vote, show).content) == before


def test_voices_show_when_they_differ(cast, sign_in):
    assert "voix" not in text(page(sign_in, cast.bob, opened(cast)))
    organizations.weigh_by_role(cast.space, by=cast.alice, weighs=True, voices={"facilitator": 3})
    cast.room.space.refresh_from_db()
    said = text(page(sign_in, cast.bob, opened(cast, weighs_by_role=True)))
    assert "3 voix" in said and "6 en tout" in said


def test_fifty_stand_on_a_page_at_the_same_cost_as_one(cast, sign_in, django_assert_max_num_queries):
    vote = opened(cast)
    page(sign_in, cast.bob, vote)
    with CaptureQueriesContext(connection) as few:
        page(sign_in, cast.bob, vote)
    allowed = len(few)
    for n in range(60):
        organizations.admit(cast.space, person(f"p{n}"), "member", by=cast.alice)
    big = opened(cast)
    page(sign_in, cast.bob, big)
    with django_assert_max_num_queries(allowed):
        said = page(sign_in, cast.bob, big)
    assert (len(said.context["places"]), said.context["places"].paginator.num_pages) == (50, 2)
