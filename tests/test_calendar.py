"""The calendar of a person and of a space: what is in it, who reads it, its feeds, and what it costs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import escape

from governance import clock, dates
from governance.accounts import calendar_key
from governance.accounts.actions import renew_calendar_key
from governance.accounts.models import User
from governance.organizations import actions as organizations
from governance.organizations.models import Space
from governance.polls import actions as polls
from governance.verdict import Refused
from governance.voting import actions as voting
from proposals import actions
from rooms import actions as rooms
from tests.polls.asking import prepared as prepared_poll
from tests.polls.places import a_commune, lives
from tests.proposals.factories import MONDAY, a_proposal, answer, later
from tests.voting.every_method import opened

ZONE = ZoneInfo("Indian/Reunion")


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield MONDAY


def feed(url, client=None):
    """The events of a feed, as a calendar program reads them: what, and when it begins."""
    response = (client or Client()).get(url)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    read = icalendar.Calendar.from_ical(response.content)
    return [(str(event["summary"]), event["dtstart"].dt) for event in read.walk("VEVENT")]


def of(who):
    return f"/calendar/feed/{calendar_key.of(who)}.ics"


def titles(scope, days=60):
    now = clock.now()
    return [(one.kind, one.event.title) for one in dates.between(scope, now, now + timedelta(days=days), now)]


# --- What is in it -----------------------------------------------------------------------------------


def test_a_month_holds_the_closings_the_reviews_and_the_actions_of_a_space(cast, sign_in):
    a_proposal(cast, phase="consultation", title="Traduire le guide")
    vote = opened(cast)
    actions.open_action(cast.room, by=cast.erin, title="Réserver la salle", due_on=(MONDAY + timedelta(days=3)).date())
    found = titles(dates.of_space(cast.bob, cast.space))
    assert sorted(found) == [
        ("action", "Réserver la salle"),
        ("consultation", "Traduire le guide"),
        ("vote", vote.title),
    ]
    page = sign_in(cast.bob).get(f"/spaces/{cast.space.slug}/calendar/").content.decode()
    assert [title for _kind, title in found if escape(title) not in page] == []


def test_a_closing_that_a_block_suspends_stands_on_no_day(cast):
    proposal = a_proposal(cast, phase="consultation")
    assert [kind for kind, _title in titles(dates.of_space(cast.bob, cast.space))] == ["consultation"]
    answer(proposal, cast.erin, "block", "Personne ne relit.")
    assert titles(dates.of_space(cast.bob, cast.space)) == []


def test_a_cancelled_vote_and_a_done_action_leave_the_calendar(cast):
    vote = opened(cast)
    action = actions.open_action(cast.room, by=cast.erin, title="Réserver", due_on=(MONDAY + timedelta(days=3)).date())
    voting.cancel_vote(vote, by=cast.bob, reason="Mal posé.")
    actions.finish_action(action, by=cast.erin, documentation="Le devis est au tableau.")
    assert titles(dates.of_space(cast.bob, cast.space)) == []


def test_my_calendar_holds_my_actions_and_not_those_of_others(cast):
    due = (MONDAY + timedelta(days=3)).date()
    actions.open_action(cast.room, by=cast.erin, title="À Erin", due_on=due)
    actions.open_action(cast.room, by=cast.bob, title="À Bob", due_on=due)
    assert titles(dates.mine(cast.erin)) == [("action", "À Erin")]
    assert len(titles(dates.of_space(cast.erin, cast.space))) == 2


def test_my_calendar_holds_the_polls_of_where_i_live_even_of_a_space_that_is_not_mine(cast):
    commune = a_commune()
    lives(cast.dave, commune.code)
    polls.open_poll(prepared_poll(cast, places=(("commune", commune.code),)), by=cast.alice)
    assert [kind for kind, _title in titles(dates.mine(cast.dave))] == ["poll"]
    assert titles(dates.mine(cast.carol))[0][0] == "poll"  # Carol is a guest of the space that asks
    assert titles(dates.mine(User.objects.create_user("zoe@example.org", "palabre", display_name="Zoé"))) == []


# --- Who reads it ------------------------------------------------------------------------------------


def test_the_feed_of_a_space_says_what_everybody_reads_and_nothing_else_whoever_asks(cast, sign_in):
    hidden = rooms.open_room(cast.space, by=cast.alice, name="Bureau", visibility="members")
    due = (MONDAY + timedelta(days=3)).date()
    actions.open_action(hidden, by=cast.alice, title="Payer le loyer", due_on=due)
    actions.open_action(cast.room, by=cast.alice, title="Réserver la salle", due_on=due)
    told = [("Action à faire\u00a0: Réserver la salle", due)]
    address = f"/spaces/{cast.space.slug}/calendar.ics"
    assert feed(address) == told
    assert feed(address, sign_in(cast.alice)) == told
    assert len(feed(of(cast.alice))) == 2


def test_a_closed_space_has_no_public_feed(cast, sign_in):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    assert sign_in(cast.alice).get(f"/spaces/{cast.space.slug}/calendar.ics").status_code == 404
    assert sign_in(cast.alice).get(f"/spaces/{cast.space.slug}/calendar/").status_code == 200
    assert Client().get(f"/spaces/{cast.space.slug}/calendar/").status_code == 404


def test_whoever_leaves_a_closed_space_has_it_no_more_in_their_feed(cast):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    a_proposal(cast, phase="consultation")
    assert len(feed(of(cast.erin))) == 1
    organizations.leave_space(cast.space, by=cast.erin)
    assert feed(of(cast.erin)) == []


def test_a_renewed_address_closes_the_one_before(cast, sign_in):
    before = of(cast.erin)
    page = sign_in(cast.erin).get("/calendar/").content.decode()
    assert before in page
    assert sign_in(cast.erin).post("/calendar/renew/").status_code == 302
    cast.erin.refresh_from_db()
    assert (Client().get(before).status_code, Client().get(of(cast.erin)).status_code) == (404, 200)


def test_nobody_renews_the_address_of_somebody_else(cast):
    with pytest.raises(Refused):
        renew_calendar_key(cast.erin, by=cast.bob)
    with pytest.raises(Refused):
        renew_calendar_key(cast.erin, by=AnonymousUser())


@pytest.mark.parametrize("key", ["1-0.seal", "x", "..", "1-0", "9" * 400, "-.", "é-0.é"])
def test_a_made_up_address_is_nobody_s(cast, key):
    assert Client().get(f"/calendar/feed/{key}.ics").status_code == 404


def test_a_closed_account_has_no_feed(cast):
    address = of(cast.erin)
    User.objects.filter(pk=cast.erin.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_my_calendar_asks_a_visitor_to_sign_in(db, client):
    assert client.get("/calendar/").status_code == 302


# --- Its months --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2031-13", "2031-00", "mars", "0001-01", "9999-12", "2031-3", "²031-03"])
def test_a_month_that_does_not_exist_or_is_far_away_has_no_page(cast, sign_in, name):
    assert sign_in(cast.erin).get(f"/calendar/{name}/").status_code == 404


def test_a_month_shows_whole_weeks_and_marks_today(cast, sign_in):
    page = sign_in(cast.erin).get(f"/calendar/{MONDAY:%Y-%m}/")
    weeks = page.context["page"].weeks
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
    assert [day.day for week in weeks for day in week if day.is_today] == [MONDAY.astimezone(ZONE).date()]
    assert weeks[0][0].day <= MONDAY.date().replace(day=1) and weeks[-1][-1].day >= MONDAY.date().replace(day=28)


def test_an_evening_in_paris_is_the_next_day_in_la_reunion(cast):
    """A closing at 22:00 UTC is on one day for whoever reads in Paris, on the next for whoever reads in Saint-Denis."""
    late = datetime(2031, 3, 10, 21, 0, tzinfo=UTC)
    event = dates._moment("vote", opened(cast), late, late, "/")
    one = dates.Happening("vote", cast.space, event)
    assert (one.day(ZoneInfo("Europe/Paris")).day, one.day(ZONE).day) == (10, 11)


def test_the_feed_is_told_in_the_zone_and_the_language_of_its_person(cast):
    a_proposal(cast, phase="consultation", title="Traduire le guide")
    User.objects.filter(pk=cast.erin.pk).update(language="en", time_zone="Europe/Paris")
    ((title, at),) = feed(of(cast.erin))
    assert title == "Consultation closes: Traduire le guide"
    assert str(at.tzinfo) == "Europe/Paris"
    with translation.override("en"):
        assert str(dates.WORDS["vote"]) == "Vote closes"


def test_a_month_costs_as_many_queries_for_one_as_for_twenty(cast, sign_in):
    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    client, due = sign_in(cast.erin), (MONDAY + timedelta(days=3)).date()
    urls = ["/calendar/", f"/spaces/{cast.space.slug}/calendar/", of(cast.erin)]

    def one_more(n):
        a_proposal(cast, phase="consultation", title=f"Idée {n}")
        opened(cast)
        actions.open_action(cast.room, by=cast.erin, title=f"Faire {n}", due_on=due)

    one_more(0)
    before = [cost(url) for url in urls]
    for n in range(4):
        one_more(n)
    assert [cost(url) for url in urls] == before


def test_a_review_stands_on_its_day(cast):
    proposal = a_proposal(cast, phase="resolved")
    review = proposal.resolution.review_on
    if review is None:
        review = MONDAY + timedelta(days=90)
        type(proposal.resolution).objects.filter(pk=proposal.resolution.pk).update(review_on=review)
    found = dates.between(dates.of_space(cast.bob, cast.space), MONDAY, review + timedelta(days=1), MONDAY)
    assert [(one.kind, one.event.start) for one in found] == [("review", review)]


def test_what_is_over_is_not_said_to_be_coming(cast):
    opened(cast)
    with later(days=400):
        assert titles(dates.of_space(cast.bob, Space.objects.get(pk=cast.space.pk))) == []
