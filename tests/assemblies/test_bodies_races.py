"""What two people do at the same moment, each on a connection of their own: PostgreSQL says who went first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Draw, DrawResult, Mandate, Reading
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.register.verification import verify
from governance.verdict import Refused
from governance.worker import tick
from tests.assemblies.bodies import installed, with_bodies
from tests.at_once import reasons, together
from tests.cast import collective, person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DECIDED = {"decision": "Assemblée générale", "decided_on": date(2026, 3, 1)}


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(NOW):
        yield


def kinds(answers):
    return sorted(type(answer).__name__ for answer in answers)


def announced(cast, **told):
    source = {"name": "Loto", "known_at": NOW + timedelta(days=12), "numbers": 1}
    asked = {"purpose": "Un jury", "take": 2, "sources": [source], "members": [(cast.bob, ""), (cast.erin, "")]} | told
    return actions.announce_draw(cast.space, by=cast.alice, **asked)


def test_two_confirmations_at_once_make_one_draw():
    cast = collective()
    draw = announced(cast)
    with clock.pretend(NOW + timedelta(days=12)):
        actions.type_figures(draw, 0, by=cast.alice, figures="41")
        people = (cast.bob, cast.erin, cast.faye)
        answers = together(*[lambda who=who: actions.type_figures(draw, 0, by=who, figures="41") for who in people])
    assert kinds(answers) == ["Draw", "Refused", "Refused"]
    assert (DrawResult.objects.count(), Reading.objects.count()) == (1, 2)
    assert Entry.objects.filter(act="draw.drawn").count() == 1
    assert verify(cast.space.chain) is None


def test_one_person_who_types_twice_at_once_is_one_person():
    cast = collective()
    draw = announced(cast)
    with clock.pretend(NOW + timedelta(days=12)):
        answers = together(*[lambda: actions.type_figures(draw, 0, by=cast.alice, figures="41")] * 5)
    assert kinds(answers) == ["Draw"] + ["Refused"] * 4
    assert not DrawResult.objects.exists()


def test_two_people_seated_on_one_seat_at_once_are_one():
    cast = with_bodies(collective())
    answers = together(
        *[
            lambda who=who: actions.seat(cast.board, who, seat=1, by=cast.alice, **DECIDED)
            for who in (cast.bob, cast.erin, cast.faye)
        ]
    )
    assert kinds(answers) == ["Mandate", "Refused", "Refused"]
    assert all("occupe ce siège" in reason for reason in reasons(answers))
    assert Mandate.objects.filter(body=cast.board, seat=1).count() == 1


def test_one_person_seated_on_two_seats_at_once_has_one():
    cast = with_bodies(collective())
    answers = together(
        *[lambda n=n: actions.seat(cast.board, cast.bob, seat=n, by=cast.alice, **DECIDED) for n in (1, 2)]
    )
    assert kinds(answers) == ["Mandate", "Refused"]


def test_a_resignation_and_an_ending_at_once_end_a_mandate_once():
    cast = installed(collective())
    mandate = Mandate.objects.get(body=cast.board, seat=4)
    answers = together(
        lambda: actions.resign_mandate(mandate, by=cast.gus),
        lambda: actions.end_mandate(mandate, by=cast.bob, **DECIDED),
    )
    assert kinds(answers) == ["Mandate", "Refused"]
    assert Entry.objects.filter(act="mandate.ended").count() == 1


def test_one_purpose_announced_twice_at_once_is_announced_once():
    cast = collective()
    answers = together(*[lambda: announced(cast)] * 3)
    assert kinds(answers) == ["Draw", "Refused", "Refused"]
    assert Draw.objects.count() == 1


def test_twenty_volunteers_at_once_are_all_heard_and_some_leave_the_space_meanwhile():
    cast = collective()
    draw = announced(cast, members=(), closes_at=NOW + timedelta(days=5))
    crowd = [person(f"p{n}") for n in range(20)]
    for who in crowd:
        organizations.admit(cast.space, who, "member", by=cast.alice)
    for who in crowd[:5]:
        actions.volunteer(draw, by=who)
    answers = together(
        *[lambda who=who: actions.volunteer(draw, by=who) for who in crowd[5:]],
        *[lambda who=who: organizations.leave_space(cast.space, by=who) for who in crowd[:5]],
    )
    assert [answer for answer in answers if isinstance(answer, Refused)] == []
    assert draw.volunteers.count() == 15
    assert verify(cast.space.chain) is None


def test_a_list_is_sealed_once_however_many_clocks_tick():
    cast = collective()
    draw = announced(cast, members=(), closes_at=NOW + timedelta(days=5))
    for who in (cast.bob, cast.erin):
        actions.volunteer(draw, by=who)
    with clock.pretend(NOW + timedelta(days=5)):
        together(*[tick] * 4)
    assert Entry.objects.filter(act="draw.sealed").count() == 1
