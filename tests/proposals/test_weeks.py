"""The week of a space: what was proposed, decided and done in it, for whoever may read it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import clock
from governance.organizations import actions as organizations
from governance.weeks import Week
from proposals import actions as proposals
from rooms import actions as rooms
from tests.doors import as_
from tests.proposals.factories import MONDAY, a_proposal, resolve
from tests.voting.every_method import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


THIS = Week.of(MONDAY.date()).name


def address(cast, name=THIS):
    return f"/spaces/{cast.space.slug}/weeks/{name}/"


def chapters(page):
    return {str(name): len(lines) for name, lines in page.context["chapters"]}


def test_a_week_says_what_was_proposed_decided_and_done(cast):
    resolve(a_proposal(cast, phase="awaiting"), by=cast.bob)
    action = proposals.open_action(cast.room, by=cast.bob, title="Traduire le guide")
    proposals.help_action(action, by=cast.erin)
    proposals.finish_action(action, by=cast.bob, documentation="Voir le wiki.")
    opened(cast)
    page = as_(cast.faye).get(address(cast))
    found = chapters(page)
    assert (found["Décidé"], found["Fait"], found["Ensemble"]) == (1, 1, 1)
    assert "Traduire le guide" in page.content.decode()


def test_what_was_said_of_a_room_one_does_not_see_is_not_in_the_week(cast):
    hidden = rooms.open_room(cast.space, by=cast.alice, name="Embauche", visibility="members")
    proposals.open_action(hidden, by=cast.bob, title="Choisir qui recruter")
    pages = [as_(who).get(address(cast)).content.decode() for who in (cast.bob, cast.dave, cast.anonymous)]
    assert ["Choisir qui recruter" in page for page in pages] == [True, False, False]


def test_who_came_is_told_to_members_only(cast):
    pages = [as_(who).get(address(cast)) for who in (cast.bob, cast.anonymous)]
    assert ["Arrivées et départs" in chapters(page) for page in pages] == [True, False]


def test_an_empty_week_says_so(cast):
    later = MONDAY + timedelta(weeks=3)
    with clock.pretend(later):
        page = as_(cast.bob).get(address(cast, Week.of(later.date()).name))
    assert "Une semaine calme" in page.content.decode()


def test_the_tab_leads_to_the_week_of_today(cast):
    answer = as_(cast.bob).get(f"/spaces/{cast.space.slug}/week/")
    assert answer["Location"] == address(cast)


@pytest.mark.parametrize("name", ["2031-W54", "2031-W00", "banana", "2031-W1", "2099-W01", "²031-W01", "0000-W01"])
def test_a_week_that_is_none_is_not_found(cast, name):
    assert as_(cast.bob).get(address(cast, name)).status_code == 404


def test_the_week_of_a_space_of_members_is_not_found_by_strangers(cast):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    assert as_(cast.dave).get(address(cast)).status_code == 404


def test_weeks_begin_on_mondays_and_know_their_names():
    week = Week.of(date(2027, 1, 3))
    assert (week.name, week.monday, week.after.name) == ("2026-W53", date(2026, 12, 28), "2027-W01")
    assert Week.named("2026-W53") == week


def test_a_full_week_asks_as_many_questions_as_a_short_one(cast):
    counts = []
    for n in (1, 30):
        for title in range(n):
            proposals.open_action(cast.room, by=cast.bob, title=f"Action {title}")
        browser = as_(cast.bob)
        browser.get(address(cast))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(cast)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
