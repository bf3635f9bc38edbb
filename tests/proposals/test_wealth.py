"""Other riches than money (OS-13): time and thanks are told and weigh nothing; cooperation is heard of, once (OS-7)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from governance.voting.models import Vote
from proposals import actions
from proposals.models import Thanks, TimeGiven
from proposals.permissions import may_give_time, may_thank
from tests.doors import as_
from tests.proposals.factories import MONDAY
from tests.voting.every_method import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = MONDAY.date()


@pytest.fixture
def action(cast):
    """Bob translates the guide, and Erin helps him."""
    action = actions.open_action(cast.room, by=cast.bob, title="Traduire le guide")
    return actions.help_action(action, by=cast.erin)


def told(action, act):
    return Entry.objects.filter(act=act, subject_id=action.pk).count()


def test_bob_writes_down_the_time_he_gave(cast, action):
    answer = as_(cast.bob).post(f"/actions/{action.pk}/time/", {"hours": 3, "minutes": 30, "day": str(TODAY)})
    assert (answer.status_code, [row.minutes for row in TimeGiven.objects.all()]) == (302, [210])
    page = as_(cast.faye).get(f"/actions/{action.pk}/").content.decode()
    assert "3\u00a0h\u00a030" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "combien de temps"),
        ({"hours": 25}, "24"),
        ({"hours": 24, "minutes": 1}, "24 heures en tout"),
        ({"hours": "beaucoup"}, "nombre"),
        ({"hours": -1}, "0"),
        ({"hours": 1, "day": "hier"}, "pas une date"),
        ({"hours": 1, "day": str(TODAY + timedelta(days=1))}, "pas encore venu"),
    ],
)
def test_what_is_no_time_gets_a_sentence_and_nothing_is_kept(cast, action, typed, said):
    answer = as_(cast.bob).post(f"/actions/{action.pk}/time/", {"day": str(TODAY), "note": "Relecture"} | typed)
    words = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code in (403, 422)
    assert (said in words, "Relecture" in words, TimeGiven.objects.count()) == (True, True, 0)


def test_a_day_has_twenty_four_hours_over_all_actions(cast, action):
    other = actions.open_action(cast.room, by=cast.bob, title="Repeindre")
    actions.give_time(other, by=cast.bob, minutes=1400, day=TODAY)
    with pytest.raises(Refused, match="24 heures"):
        actions.give_time(action, by=cast.bob, minutes=60, day=TODAY)


def test_only_those_who_do_it_write_time(cast, action):
    people = [getattr(cast, who) for who in ("alice", "bob", "erin", "faye", "carol", "dave", "anonymous")]
    assert [bool(may_give_time(who, action)) for who in people] == [False, True, True, False, False, False, False]


def test_one_takes_back_only_what_one_wrote(cast, action):
    row = actions.give_time(action, by=cast.bob, minutes=30, day=TODAY)
    answers = [as_(who).post(f"/actions/time/{row.pk}/remove/").status_code for who in (cast.erin, cast.bob)]
    assert (answers, TimeGiven.objects.count()) == ([403, 302], 0)


def test_faye_thanks_erin_once(cast, action):
    for _time in range(2):
        as_(cast.faye).post(f"/actions/{action.pk}/thanks/", {"to": cast.erin.pk, "words": "Quel beau travail !"})
    assert [(one.by, one.to, one.words) for one in Thanks.objects.all()] == [
        (cast.faye, cast.erin, "Quel beau travail !")
    ]
    assert told(action, "action.thanked") == 1
    assert "Faye Clain" in as_(cast.bob).get(f"/spaces/{cast.space.slug}/activity/").content.decode()


def test_who_may_thank_whom(cast, action):
    thanks = [(cast.faye, cast.erin), (cast.bob, cast.erin), (cast.bob, cast.bob), (cast.faye, cast.alice)]
    thanks += [(cast.carol, cast.bob), (cast.dave, cast.bob), (cast.anonymous, cast.bob)]
    assert [bool(may_thank(by, action, to)) for by, to in thanks] == [True, True, False, False, True, False, False]


def test_thanks_and_time_weigh_nothing_in_a_vote(cast, action):
    actions.give_time(action, by=cast.bob, minutes=600, day=TODAY)
    actions.say_thanks(action, by=cast.faye, to=cast.bob)
    vote = opened(cast)
    assert set(Vote.objects.get(pk=vote.pk).roll.values_list("weight", flat=True)) == {1}


def test_os_7_the_space_hears_once_that_two_people_cooperate_on_an_action(cast):
    action = actions.open_action(cast.room, by=cast.bob, title="Traduire le guide")
    assert told(action, "action.shared") == 0
    actions.help_action(action, by=cast.erin)
    actions.stop_helping(action, by=cast.erin)
    actions.help_action(action, by=cast.faye)
    actions.help_action(action, by=cast.erin)
    assert told(action, "action.shared") == 1
    assert "plusieurs à coopérer" in as_(cast.alice).get(f"/spaces/{cast.space.slug}/activity/").content.decode()


def test_the_room_of_an_action_is_told_once_that_several_people_do_it(cast):
    action = actions.open_action(cast.room, by=cast.bob, title="Traduire le guide")
    for who in (cast.erin, cast.faye):
        actions.help_action(action, by=who)
    (notice,) = cast.room.thread.messages.filter(notice="action.shared")
    assert f'<a href="/actions/{action.pk}/">Traduire le guide</a>' in str(notice.prose)


def test_os_7_the_organization_hears_once_that_two_people_cooperate_on_a_project(cast):
    project = organizations.create_project(cast.space.organization, by=cast.alice, name="La boutique")
    assert Entry.objects.filter(act="project.shared").count() == 0
    for who in (cast.bob, cast.erin):
        organizations.admit(project.space, who, "member", by=cast.alice)
    (entry,) = Entry.objects.filter(act="project.shared")
    assert entry.space_id == cast.space.pk
    assert "coopérer sur le projet La boutique" in as_(cast.faye).get(
        f"/spaces/{cast.space.slug}/activity/"
    ).content.decode().replace("\u00a0", " ")


def test_a_page_with_thirty_lines_of_time_asks_as_many_questions_as_with_one(cast, action):
    counts = []
    for days in (range(1, 2), range(2, 31)):
        for n in days:
            actions.give_time(action, by=cast.bob, minutes=10, day=date(2031, 1, n))
        browser = as_(cast.faye)
        browser.get(f"/actions/{action.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/actions/{action.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
