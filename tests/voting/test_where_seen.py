"""Where votes are seen: the room, its list by stage, the space and the home of whoever is asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import clock
from governance.voting import actions as voting
from tests.voting.factories import moment_after, opened, prepared

pytestmark = pytest.mark.django_db


def room(cast):
    return reverse("room", args=[cast.space.slug, cast.room.slug])


def listed(cast, stage=""):
    url = reverse("room-votes", args=[cast.space.slug, cast.room.slug])
    return f"{url}?stage={stage}" if stage else url


def stages(cast):
    """One vote at each stage, as of the moment given back."""
    soon = clock.now() + timedelta(days=1)
    votes = {
        "open": opened(cast, title="Question ouverte"),
        "preparing": prepared(cast, title="Question préparée"),
        "closed": opened(cast, title="Question close", closes_at=soon),
        "cancelled": voting.cancel_vote(prepared(cast, title="Question annulée"), by=cast.bob, reason="Erreur."),
    }
    return votes, soon + timedelta(minutes=1)


def test_the_room_pins_open_votes_and_files_the_others(cast, sign_in):
    _votes, now = stages(cast)
    with clock.pretend(now):
        page = sign_in(cast.erin).get(room(cast))
    assert [v.title for v in page.context["votes_open"]] == ["Question ouverte"]
    assert [v.title for v in page.context["votes_prepared"]] == ["Question préparée"]
    assert {v.title for v in page.context["votes_over"]} == {"Question close", "Question annulée"}


@pytest.mark.parametrize("part", ["votes", "filed_votes"])
def test_the_parts_of_the_room_about_votes_come_alone(cast, sign_in, part):
    opened(cast)
    page = sign_in(cast.erin).get(room(cast), {"part": part}, headers={"HX-Request": "true"})
    assert page.content.decode().strip().startswith('<div data-part="votes"')


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("open", {"open"}),
        ("preparing", {"preparing"}),
        ("closed", {"closed"}),
        ("cancelled", {"cancelled"}),
        ("", {"open", "preparing", "closed", "cancelled"}),
        ("banana", {"open", "preparing", "closed", "cancelled"}),
    ],
)
def test_the_list_is_filtered_by_stage(cast, sign_in, stage, expected):
    votes, now = stages(cast)
    with clock.pretend(now):
        found = sign_in(cast.erin).get(listed(cast, stage)).context["page"]
    assert {vote.pk for vote in found} == {votes[name].pk for name in expected}


def test_a_vote_waits_at_home_until_it_is_answered(cast, sign_in):
    vote = opened(cast)
    assert [one.pk for one in sign_in(cast.erin).get("/").context["votes"]] == [vote.pk]
    voting.cast_ballot(vote, by=cast.erin, kind="abstention")
    assert not sign_in(cast.erin).get("/").context["votes"]
    with moment_after(vote):
        assert not sign_in(cast.faye).get("/").context["votes"]


def test_the_space_shows_its_open_votes(cast, sign_in):
    vote = opened(cast)
    assert [v.pk for v in sign_in(cast.dave).get(reverse("space", args=[cast.space.slug])).context["votes"]] == [
        vote.pk
    ]


@pytest.mark.parametrize("where", [room, listed, lambda cast: "/", lambda cast: f"/spaces/{cast.space.slug}/"])
def test_a_page_costs_as_many_queries_for_1_vote_as_for_20(cast, sign_in, where, django_assert_num_queries):
    browser = sign_in(cast.erin)
    opened(cast)
    prepared(cast)
    browser.get(where(cast))
    with CaptureQueriesContext(connection) as one:
        browser.get(where(cast))
    for _n in range(10):
        opened(cast)
        prepared(cast)
    with django_assert_num_queries(len(one)):
        browser.get(where(cast))
