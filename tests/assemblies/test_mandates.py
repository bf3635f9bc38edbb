"""Who sits on the bodies of an association: installed once, recorded by its officers, replaced to the day."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from governance import clock
from governance.assemblies import actions, bodies
from governance.assemblies.models import Body, Mandate
from governance.assemblies.permissions import (
    may_co_opt,
    may_decline_request,
    may_end_mandate,
    may_resign,
    may_seat,
    may_see_body,
    may_set_cycle,
)
from governance.assemblies.seating import seatings
from governance.organizations.models import Organization
from governance.register.models import Entry
from governance.register.verification import verify
from governance.verdict import Refused
from tests.assemblies.bodies import BOARD, FOUNDED, STATUTES, holder, installed, post, seat, with_bodies
from tests.cast import person

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 8, tzinfo=UTC)  # noon in Saint-Denis


def at(year, month=3, day=1):
    return clock.pretend(datetime(year, month, day, 8, tzinfo=UTC))


@pytest.fixture(autouse=True)
def founded():
    with clock.pretend(NOON):
        yield


@pytest.fixture
def here(cast):
    return installed(cast)


def board(cast, day=None):
    found = seatings(cast.organization, day or cast.space.day(clock.now()))
    return next(one for one in found if one.body.key == "board")


# --- Who may -----------------------------------------------------------------------------------------

CAST = ("alice", "bob", "erin", "faye", "gus", "ivan", "carol", "dave", "root", "anonymous")

# Alice facilitates and sits on the board, Bob presides, Erin is secretary, Faye treasurer, Gus an administrator, Ivan a
# member, Carol a guest, Dave a stranger, root a superuser.
TABLE = {
    may_see_body: (True,) * 10,
    may_seat: (False, True, True, False, False, False, False, False, False, False),
    may_co_opt: (False, True, True, False, False, False, False, False, False, False),
    may_set_cycle: (False, True, True, False, False, False, False, False, False, False),
}


@pytest.mark.parametrize("may", TABLE, ids=lambda may: may.__name__)
def test_who_may_do_what_with_a_body(here, may):
    here.root = person("root", is_staff=True, is_superuser=True)
    assert tuple(bool(may(getattr(here, who), here.board)) for who in CAST) == TABLE[may]


def test_who_may_end_a_mandate_and_who_may_leave_it(here):
    here.root = person("root", is_staff=True, is_superuser=True)
    mandate = holder(here, 4)  # of Gus
    assert [who for who in CAST if may_end_mandate(getattr(here, who), mandate)] == ["bob", "erin"]
    assert [who for who in CAST if may_resign(getattr(here, who), mandate)] == ["gus"]


def test_each_no_says_why_in_a_sentence(here):
    verdicts = [may(getattr(here, who), here.board) for may in TABLE for who in CAST if who != "root"]
    assert all(verdict.why.endswith(".") for verdict in verdicts if not verdict)


def test_before_the_first_installation_whoever_facilitates_records_it_and_nobody_else(cast):
    with_bodies(cast)
    people = ("alice", "bob", "carol", "dave", "anonymous")
    assert [who for who in people if may_seat(getattr(cast, who), cast.board)] == ["alice"]


def test_once_a_first_officer_is_recorded_facilitating_gives_no_say(cast):
    with_bodies(cast)
    seat(cast, 1, "bob")
    assert may_seat(cast.alice, cast.bureau)
    post(cast, "president", "bob")
    assert not may_seat(cast.alice, cast.bureau)
    assert may_seat(cast.bob, cast.bureau)


def test_without_president_and_secretary_an_administrator_records_the_new_bureau(here):
    for name in ("president", "secretary"):
        mandate = Mandate.objects.get(body=here.bureau, post=name)
        actions.resign_mandate(mandate, by=mandate.person)
    assert may_seat(here.gus, here.bureau)
    assert not may_seat(here.ivan, here.bureau)
    post(here, "president", "gus", by=here.gus)
    assert not may_seat(here.hana, here.bureau)


def test_nobody_is_named_to_the_general_assembly(here):
    with pytest.raises(Refused, match=r"art\. 8"):
        actions.seat(
            here.bodies["general_assembly"], here.ivan, by=here.bob, decision="Une décision", decided_on=FOUNDED
        )


def test_the_members_of_the_general_assembly_are_those_who_have_a_voice_in_it(here, monkeypatch):
    """Who has a voice is the business of colleges and dues."""
    voters = here.space.memberships.none().model.person.get_queryset().filter(pk=here.ivan.pk)
    monkeypatch.setattr(Organization, "voters", lambda organization, day: voters, raising=False)
    assert list(here.bodies["general_assembly"].members(FOUNDED)) == [here.ivan]


# --- Seats and terms (art. 12) -----------------------------------------------------------------------


def test_st_12_1_six_administrators_sit_for_six_years(here):
    assert set(here.board.members(FOUNDED)) == {getattr(here, who) for who in BOARD}
    assert {mandate.until for mandate in here.board.mandates.all()} == {date(2032, 3, 1)}


def test_st_12_1_a_seventh_seat_is_refused(here):
    with pytest.raises(Refused, match="Il n’y a pas de siège 7"):
        seat(here, 7, "ivan", by=here.bob)


@pytest.mark.parametrize("n", [None, 0, -1, 7])
def test_st_12_1_an_administrator_has_a_numbered_seat(here, n):
    with pytest.raises(Refused, match=r"art\. 12"):
        seat(here, n, "ivan", by=here.bob)


def test_a_seat_that_is_held_is_given_to_nobody_else(here):
    with pytest.raises(Refused, match="Bob Nativel occupe ce siège jusqu’au 01/03/2032"):
        seat(here, 1, "ivan", by=here.bob)


def test_one_person_holds_one_seat(here):
    actions.resign_mandate(holder(here, 4), by=here.gus)
    with pytest.raises(Refused, match="une personne, un siège"):
        seat(here, 4, "hana", by=here.bob)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"decision": " "}, "Quelle décision"),
        ({"decided_on": date(2026, 3, 2)}, "à venir"),
        ({"decided_on": FOUNDED, "since": date(2026, 4, 1)}, "à venir"),
        ({"decided_on": date(2020, 3, 1), "since": date(2020, 3, 1)}, "aurait pris fin le 01/03/2026"),
    ],
)
def test_a_mandate_needs_the_decision_that_gave_it_and_days_that_make_sense(cast, told, words):
    with_bodies(cast)
    with pytest.raises(Refused, match=words):
        seat(cast, 1, "bob", **told)


def test_a_seat_goes_to_somebody_of_the_space(here):
    actions.resign_mandate(holder(here, 4), by=here.gus)
    with pytest.raises(Refused, match="personne de l’espace"):
        seat(here, 4, "dave", by=here.bob)


def test_a_mandate_ends_by_itself_at_its_term_and_the_seat_is_free_that_day(here):
    with at(2032, 2, 29):
        assert here.board.members(date(2032, 2, 29)).count() == 6
    with at(2032):
        assert here.board.members(date(2032, 3, 1)).count() == 0
        assert may_seat(here.alice, here.board)  # nobody is left to speak for the association


def test_st_12_3_who_leaves_at_the_end_may_be_elected_again(here):
    with at(2032):
        again = seat(here, 1, "bob", since=date(2032, 3, 1))
    assert (again.person, again.until) == (here.bob, date(2038, 3, 1))
    assert Mandate.objects.filter(body=here.board, person=here.bob, ended_on__isnull=True).count() == 1


# --- Vacancies and replacements (art. 12) ------------------------------------------------------------


def test_a_seat_left_is_vacant_at_once_and_said_to_be(here):
    actions.resign_mandate(holder(here, 4), by=here.gus)
    assert [place.key for place in board(here).vacant] == [4]
    entry = Entry.objects.filter(act="mandate.ended").latest("pk")
    assert entry.subject_kind == "mandate"


def test_st_12_4a_a_co_opted_administrator_is_provisional_until_the_next_assembly(here):
    with at(2029, 1, 10):
        actions.resign_mandate(holder(here, 4), by=here.gus)
        named = co_opts(here, "ivan", next_assembly=date(2029, 4, 2))
    assert (named.is_provisional, named.until) == (True, date(2029, 4, 2))
    with at(2029, 4, 2):
        assert [place.key for place in board(here).vacant] == [4]


def co_opts(cast, who, n=4, day=date(2029, 1, 10), **more):
    told = {"decision": "CA du 10 janvier, point 3", "decided_on": day} | more
    return actions.co_opt(cast.board, getattr(cast, who), seat=n, by=cast.bob, **told)


def test_st_12_4a_without_a_date_it_lasts_no_longer_than_the_mandate_it_replaces(here):
    with at(2029, 1, 10):
        actions.resign_mandate(holder(here, 4), by=here.gus)
        assert co_opts(here, "ivan").until == date(2032, 3, 1)


def test_st_12_4a_a_seat_that_is_held_is_not_co_opted(here):
    with pytest.raises(Refused, match="occupe ce siège"):
        co_opts(here, "ivan", day=FOUNDED)


def test_st_12_4a_an_assembly_that_has_met_is_not_the_next_one(here):
    with at(2029, 1, 10):
        actions.resign_mandate(holder(here, 4), by=here.gus)
        with pytest.raises(Refused, match="à venir"):
            co_opts(here, "ivan", next_assembly=date(2029, 1, 10))


def test_st_12_4b_whoever_is_elected_after_a_co_optation_ends_when_the_first_would_have(here):
    """A seat that ends in 2032, left in 2029, filled by the board, then by the assembly: it still ends in 2032."""
    with at(2029, 1, 10):
        actions.resign_mandate(holder(here, 4), by=here.gus)
        co_opts(here, "ivan", next_assembly=date(2029, 4, 2))
    with at(2029, 4, 2):
        elected = seat(here, 4, "ivan", by=here.bob, since=date(2029, 4, 2))
    assert (elected.is_provisional, elected.until, elected.replaces.person) == (False, date(2032, 3, 1), here.gus)


def test_st_12_4b_a_provisional_one_is_replaced_before_its_day_too(here):
    with at(2029, 1, 10):
        actions.resign_mandate(holder(here, 4), by=here.gus)
        provisional = co_opts(here, "ivan")
    with at(2029, 2, 1):
        elected = seat(here, 4, "ivan", by=here.bob, since=date(2029, 2, 1))
    provisional.refresh_from_db()
    assert (provisional.ended_on, provisional.ending) == (date(2029, 2, 1), "replaced")
    assert elected.until == date(2032, 3, 1)


def test_st_12_4b_a_replacement_elected_at_once_ends_with_the_mandate_it_replaces(here):
    with at(2029, 1, 10):
        actions.end_mandate(holder(here, 4), by=here.bob, decision="AG du 10 janvier", decided_on=date(2029, 1, 10))
        elected = seat(here, 4, "ivan", by=here.bob, since=date(2029, 1, 10))
    assert elected.until == date(2032, 3, 1)


def test_whoever_comes_next_does_not_come_before_the_other_left(here):
    with at(2029, 1, 10):
        actions.resign_mandate(holder(here, 4), by=here.gus)
        with pytest.raises(Refused, match="jusqu’au 10/01/2029"):
            seat(here, 4, "ivan", by=here.bob, since=date(2028, 12, 1))


def test_a_27_below_four_administrators_the_page_warns(here):
    for n, who in ((4, "gus"), (5, "hana")):
        actions.resign_mandate(holder(here, n), by=getattr(here, who))
    assert not board(here).is_short
    actions.resign_mandate(holder(here, 6), by=here.alice)
    assert board(here).is_short


# --- The bureau (art. 17) ----------------------------------------------------------------------------


def test_st_17_1_three_administrators_hold_three_posts_for_two_years(here):
    found = {mandate.post: (mandate.person, mandate.until) for mandate in here.bureau.mandates.all()}
    assert found == {
        "president": (here.bob, date(2028, 3, 1)),
        "secretary": (here.erin, date(2028, 3, 1)),
        "treasurer": (here.faye, date(2028, 3, 1)),
    }
    assert bodies.officer(here.organization, "president", FOUNDED) == here.bob
    assert bodies.officer(here.organization, "president", date(2028, 3, 1)) is None
    assert bodies.is_of_bureau(here.faye, here.organization, FOUNDED)
    assert not bodies.is_of_bureau(here.gus, here.organization, FOUNDED)
    assert not bodies.is_of_bureau(here.anonymous, here.organization, FOUNDED)


def test_st_17_1_a_post_goes_to_an_administrator(here):
    actions.resign_mandate(Mandate.objects.get(body=here.bureau, post="treasurer"), by=here.faye)
    with pytest.raises(Refused, match="parmi les membres du conseil d’administration"):
        post(here, "treasurer", "ivan", by=here.bob)


def test_st_17_1_nobody_holds_two_posts(here):
    actions.resign_mandate(Mandate.objects.get(body=here.bureau, post="treasurer"), by=here.faye)
    with pytest.raises(Refused, match="a déjà un poste"):
        post(here, "treasurer", "erin", by=here.bob)


@pytest.mark.parametrize("name", ["", "king"])
def test_st_17_1_there_are_three_posts_and_no_other(here, name):
    with pytest.raises(Refused, match="n’existe pas"):
        post(here, name, "gus", by=here.bob)


def test_st_17_1_a_post_ends_with_the_seat_it_comes_from(here):
    actions.resign_mandate(holder(here, 3), by=here.faye)
    left = Mandate.objects.get(body=here.bureau, post="treasurer")
    assert (left.ended_on, left.ending) == (FOUNDED, "left_board")


def test_st_17_1_a_post_taken_after_the_day_the_seat_was_lost_ends_too(here):
    with at(2027):
        actions.resign_mandate(Mandate.objects.get(body=here.bureau, post="treasurer"), by=here.faye)
        begun = post(here, "treasurer", "gus", by=here.bob, since=date(2027, 3, 1))
        actions.end_mandate(holder(here, 4), by=here.bob, decision="AG de janvier", decided_on=date(2027, 1, 5))
    begun.refresh_from_db()
    assert (begun.ended_on, begun.ending) == (date(2027, 3, 1), "left_board")


def test_a_commission_has_members_and_no_seats(here):
    commission = here.bodies["commission"]
    actions.seat(commission, here.ivan, by=here.bob, decision="CA, point 4", decided_on=FOUNDED)
    assert list(commission.members(FOUNDED)) == [here.ivan]
    assert (commission.mandates.get().until, commission.mandates.get().seat) == (None, None)
    with pytest.raises(Refused, match="y siège déjà"):
        actions.seat(commission, here.ivan, by=here.bob, decision="CA, point 4", decided_on=FOUNDED)


def test_st_17_2_a_post_left_is_announced_until_it_is_filled(here, sign_in):
    actions.resign_mandate(Mandate.objects.get(body=here.bureau, post="treasurer"), by=here.faye)
    client = sign_in(here.ivan)
    for address in (here.space_address, here.bureau.get_absolute_url()):
        assert "trésorerie" in page(client, address) and "vacant" in page(client, address)
    post(here, "treasurer", "gus", by=here.bob)
    for address in (here.space_address, here.bureau.get_absolute_url()):
        assert "vacant" not in page(client, address)


def page(client, address):
    return client.get(address).content.decode().replace("\xa0", " ")


@pytest.fixture(autouse=True)
def addresses(cast):
    cast.space_address = f"/spaces/{cast.space.slug}/"


# --- Renewals (art. 12) ------------------------------------------------------------------------------


def test_the_start_of_the_cycle_is_a_setting_until_its_first_draw(here):
    actions.set_cycle(here.board, by=here.bob, start=date(2026, 2, 1))
    assert board(here).renewal.on == date(2028, 2, 1)
    with pytest.raises(Refused, match="date passée"):
        actions.set_cycle(here.board, by=here.bob, start=date(2026, 4, 1))
    with pytest.raises(Refused):
        actions.set_cycle(here.board, by=here.alice, start=date(2026, 2, 1))


def test_st_12_2c_at_year_six_what_remains_is_renewed_without_a_draw(here):
    here.board.renewed_seats.bulk_create(
        here.board.renewed_seats.model(body=here.board, cycle_start=FOUNDED, turn=turn, seat=n)
        for turn, n in ((1, 2), (1, 5), (2, 1), (2, 6))
    )
    with at(2032):
        coming = board(here).renewal
        assert (coming.turn, coming.pool, coming.by_lot) == (3, (3, 4), False)
        renewed = seat(here, 3, "faye", since=date(2032, 3, 1))
        assert renewed.until == date(2038, 3, 1)
        assert board(here).renewal.pool == (4,)
        seat(here, 4, "gus", by=here.faye, since=date(2032, 3, 1))
        assert board(here).renewal is None


def test_once_a_third_is_drawn_the_start_changes_no_more_until_the_last_is_renewed(here):
    def renewed(turn, *seats):
        for n in seats:
            here.board.renewed_seats.create(cycle_start=FOUNDED, turn=turn, seat=n)

    renewed(1, 2, 5)
    with pytest.raises(Refused, match="ne change plus"):
        actions.set_cycle(here.board, by=here.bob, start=date(2026, 2, 1))
    renewed(2, 1, 6)
    renewed(3, 3, 4)
    assert actions.set_cycle(here.board, by=here.bob, start=date(2026, 2, 1)).cycle_start == date(2026, 2, 1)


# --- The request for an item -------------------------------------------------------------------------


def test_once_the_board_sits_its_officers_answer_requests(here):
    asked = actions.request_item(here.room, by=here.ivan, body="board", title="Acheter un broyeur ?")
    assert [who for who in CAST if who != "root" and may_decline_request(getattr(here, who), asked)] == ["bob", "erin"]


# --- What stands behind ------------------------------------------------------------------------------


def test_making_the_bodies_twice_changes_nothing(cast):
    with_bodies(cast)
    before = Entry.objects.count()
    actions.make_bodies(cast.organization, STATUTES)
    assert (Entry.objects.count(), Body.objects.count()) == (before, 4)


def test_the_register_tells_every_mandate_and_verifies(here):
    acts = set(Entry.objects.filter(subject_kind__in=["body", "mandate"]).values_list("act", flat=True))
    assert acts == {"body.made", "body.cycle_set", "mandate.began"}
    assert verify(here.space.chain) is None


@pytest.mark.parametrize("change", [{"until": date(2040, 1, 1)}, {"seat": 9}, {"decision": "Autre"}])
def test_the_database_keeps_the_history_of_mandates(here, change):
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Mandate.objects.filter(pk=holder(here, 1).pk).update(**change)


def test_a_mandate_that_is_over_changes_no_more_and_none_is_removed(here):
    mandate = actions.resign_mandate(holder(here, 4), by=here.gus)
    for act in (lambda: Mandate.objects.filter(pk=mandate.pk).update(ended_on=None, ending=""), mandate.delete):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            act()


def test_the_database_seats_one_person_and_one_holder(here):
    for told in ({"person": here.ivan, "seat": 1}, {"person": here.bob, "seat": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Mandate.objects.create(
                body=here.board, since=FOUNDED, decision="x", decided_on=FOUNDED, recorded_by=here.alice, **told
            )
