"""Being on leave: out of the quorum, not out of the room; announced by oneself, or by who facilitates when asked."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance import clock
from governance.organizations import actions
from governance.organizations.models import Leave, Membership, Space
from governance.organizations.permissions import grants_on, participants
from governance.register.models import Entry
from governance.verdict import Refused
from tests.organizations.test_pages import queries

NOON = datetime(2026, 8, 3, 8, tzinfo=UTC)  # Monday, noon in Saint-Denis
TODAY = date(2026, 8, 3)


def august(day, hour=8):
    return NOON.replace(day=day, hour=hour)


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(NOON):
        yield


def membership(person):
    return Membership.objects.current().get(person=person)


def away(person, starts_on=TODAY, ends_on=None, *, by=None):
    return actions.go_on_leave(membership(person), by=by or person, starts_on=starts_on, ends_on=ends_on)


def back(person, *, by=None):
    return actions.come_back(membership(person), by=by or person)


def on_leave(cast, moment=NOON):
    return Space.objects.get(pk=cast.space.pk).on_leave(moment)


def address(name, cast, person):
    return reverse(name, args=[cast.space.slug, membership(person).pk])


def text(answer):
    """What a page says, its days written with plain spaces."""
    return answer.content.decode().replace("\xa0", " ")


def said():
    """What the last entry of the register says, without its salt."""
    words = json.loads(Entry.objects.order_by("-id").first().payload.canonical)
    return {key: words[key] for key in words if key != "salt"}


# --- Who is on leave, and when -----------------------------------------------------------------------


def test_bob_is_on_leave_from_his_first_day_to_his_last(cast):
    away(cast.bob, date(2026, 8, 10), date(2026, 8, 12))
    found = [day for day in range(3, 20) if on_leave(cast, august(day))]
    assert found == [10, 11, 12]
    assert on_leave(cast, august(11)) == {cast.bob.pk}


def test_the_days_of_a_leave_are_those_of_the_association(cast):
    away(cast.bob, date(2026, 8, 10), date(2026, 8, 10))
    # In Saint-Denis, UTC+4, the tenth runs from 20:00 UTC on the ninth to 20:00 UTC on the tenth.
    hours = (august(9, 19), august(9, 20), august(10, 19), august(10, 20))
    assert [bool(on_leave(cast, hour)) for hour in hours] == [False, True, True, False]


def test_the_days_of_a_project_are_those_of_its_organization(cast):
    space = actions.create_project(cast.organization, by=cast.alice, name="Atelier").space
    actions.go_on_leave(space.memberships.get(), by=cast.alice, starts_on=date(2026, 8, 10))
    space = Space.objects.get(pk=space.pk)
    assert (space.on_leave(august(9, 19)), space.on_leave(august(9, 20))) == (set(), {cast.alice.pk})
    assert on_leave(cast, august(10)) == set()


def test_a_leave_until_further_notice_lasts(cast):
    away(cast.bob)
    assert on_leave(cast, NOON.replace(year=2029)) == {cast.bob.pk}


def test_bob_who_comes_back_earlier_counts_at_once_and_his_past_stays(cast):
    away(cast.bob, ends_on=date(2026, 8, 31))
    with clock.pretend(august(7)):
        back(cast.bob)
    assert (on_leave(cast, august(6)), on_leave(cast, august(7))) == ({cast.bob.pk}, set())


def test_a_leave_says_nothing_of_the_time_before_it_was_announced(cast):
    with clock.pretend(august(7)):
        away(cast.bob, date(2026, 8, 7))
    assert on_leave(cast, august(7, 7)) == set()


def test_other_dates_replace_the_first_and_both_stay_written(cast):
    away(cast.bob, ends_on=date(2026, 8, 5))
    with clock.pretend(august(4)):
        away(cast.bob, TODAY, date(2026, 8, 20))  # it began yesterday: it keeps its first day
    assert on_leave(cast, august(20)) == {cast.bob.pk}
    assert Leave.objects.count() == 2


def test_a_new_leave_follows_one_that_ended_by_itself(cast):
    away(cast.bob, ends_on=TODAY)
    with clock.pretend(august(10)):
        away(cast.bob, date(2026, 8, 10), date(2026, 8, 11))
    assert [bool(on_leave(cast, august(day))) for day in (3, 4, 10, 11, 12)] == [True, False, True, True, False]


def test_whoever_left_the_space_is_not_on_leave_in_it(cast):
    away(cast.bob)
    actions.leave_space(cast.space, by=cast.bob)
    assert on_leave(cast) == set()


def test_the_database_knows_one_leave_at_a_time(cast):
    leave = away(cast.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.create(membership=leave.membership, starts_on=TODAY, announced_by=cast.bob)


def test_who_is_on_leave_is_asked_in_one_query(cast, django_assert_num_queries):
    for one in (cast.bob, cast.erin, cast.faye):
        away(one)
    space = Space.objects.select_related("organization").get(pk=cast.space.pk)
    with django_assert_num_queries(1):
        assert len(space.on_leave(NOON)) == 3


# --- Out of the quorum, not out of the room ----------------------------------------------------------


def test_bob_on_leave_keeps_every_right_and_every_roll(cast):
    before = grants_on(cast.bob, Space.objects.get())
    away(cast.bob)
    assert grants_on(cast.bob, Space.objects.get()) == before
    assert cast.bob in participants(cast.space)


# --- Who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "remedy"), [("bob", ""), ("alice", ""), ("erin", "ask"), ("dave", "ask"), ("anonymous", "sign_in")]
)
def test_bob_announces_his_leave_or_alice_does_when_he_asks(cast, who, remedy):
    for act in (away, back):
        if who not in ("bob", "alice"):
            with pytest.raises(Refused) as refused:
                act(cast.bob, by=getattr(cast, who))
            assert refused.value.verdict.remedy == remedy
            assert refused.value.verdict.why.endswith(".")
        else:
            act(cast.bob, by=getattr(cast, who))


def test_a_guest_may_be_on_leave_too(cast):
    away(cast.carol)
    assert on_leave(cast) == {cast.carol.pk}


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2026, 8, 2), None, "Un congé commence aujourd’hui au plus tôt."),
        (date(2026, 8, 9), date(2026, 8, 8), "Le dernier jour vient avant le premier."),
        (date(2027, 8, 5), None, "Un congé s’annonce au plus un an à l’avance."),
    ],
)
def test_days_that_make_no_leave_are_refused(cast, first, last, why):
    with pytest.raises(Refused, match=why):
        away(cast.bob, first, last)
    assert not Leave.objects.exists()


def test_a_leave_that_has_begun_cannot_end_in_the_past(cast):
    away(cast.bob)
    with clock.pretend(august(10)), pytest.raises(Refused, match="Ce dernier jour est passé"):
        away(cast.bob, TODAY, date(2026, 8, 8))


def test_nobody_comes_back_twice(cast):
    away(cast.bob, ends_on=TODAY)
    back(cast.bob)
    with pytest.raises(Refused, match="Aucun congé n’est annoncé"):
        back(cast.bob)


def test_a_membership_that_ended_has_no_leave(cast):
    his = membership(cast.bob)
    actions.leave_space(cast.space, by=cast.bob)
    with pytest.raises(Refused, match="a pris fin"):
        actions.go_on_leave(his, by=cast.bob, starts_on=TODAY)


# --- What the register keeps -------------------------------------------------------------------------


def test_the_register_keeps_who_and_which_days_and_no_reason(cast):
    away(cast.bob, ends_on=date(2026, 8, 12), by=cast.alice)
    his = ["membership", membership(cast.bob).pk]
    common = {"actor": cast.alice.pk, "person": cast.bob.pk, "space": cast.space.pk, "subject": his}
    assert said() == {**common, "starts_on": "2026-08-03", "ends_on": "2026-08-12"}
    back(cast.bob, by=cast.alice)
    assert said() == common


def test_the_same_dates_twice_are_written_once(cast):
    assert away(cast.bob) == away(cast.bob)
    assert Entry.objects.filter(act="membership.on_leave").count() == 1


@pytest.mark.parametrize(
    ("days", "by", "sentence"),
    [
        ((TODAY, date(2026, 9, 1)), "bob", "Bob Nativel est en congé du 3 août au 1er septembre."),
        ((TODAY, None), "bob", "Bob Nativel est en congé à partir du 3 août, jusqu’à nouvel ordre."),
        (
            (TODAY, date(2027, 1, 4)),
            "alice",
            "Alice Payet a annoncé le congé de Bob Nativel, du 3 août au 4 janvier 2027.",
        ),
    ],
)
def test_the_activity_tells_members_who_is_away_and_strangers_nothing(cast, sign_in, client, days, by, sentence):
    away(cast.bob, *days, by=getattr(cast, by))
    activity = reverse("space-activity", args=[cast.space.slug])
    assert sentence in text(sign_in(cast.erin).get(activity))
    client.logout()
    assert "congé" not in text(client.get(activity))


# --- Pages -------------------------------------------------------------------------------------------


def test_bob_announces_his_leave_and_everybody_sees_it_beside_his_name(cast, sign_in):
    sent = {"starts_on": "2026-08-03", "ends_on": "2026-08-12"}
    answer = sign_in(cast.bob).post(address("member-on-leave", cast, cast.bob), sent, follow=True)
    assert "Votre congé est annoncé. Vous gardez tous vos droits." in text(answer)
    page = text(sign_in(cast.carol).get(reverse("space-members", args=[cast.space.slug])))
    assert page.count("en congé jusqu’au 12 août") == 1  # Carol reads it once, beside his name


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ((TODAY, None), "en congé jusqu’à nouvel ordre"),
        ((date(2026, 8, 10), None), "en congé à partir du 10 août"),
        ((date(2026, 8, 10), date(2026, 9, 1)), "en congé du 10 août au 1er septembre"),
    ],
)
def test_the_list_says_it_as_people_do(cast, sign_in, days, shown):
    away(cast.bob, *days)
    assert shown in text(sign_in(cast.erin).get(reverse("space-members", args=[cast.space.slug])))


def test_a_leave_that_is_over_leaves_no_trace_on_the_list(cast, sign_in):
    away(cast.bob, ends_on=TODAY)
    with clock.pretend(august(4)):
        page = text(sign_in(cast.erin).get(reverse("space-members", args=[cast.space.slug])))
    assert "en congé jusqu" not in page


def test_bob_says_that_he_is_back(cast, sign_in):
    away(cast.bob)
    client = sign_in(cast.bob)
    assert "Je suis de retour" in text(client.get(address("member-on-leave", cast, cast.bob)))
    answer = client.post(address("member-back", cast, cast.bob), follow=True)
    assert "Votre congé est terminé." in text(answer)
    assert on_leave(cast) == set()


def test_alice_announces_bobs_leave_from_his_page(cast, sign_in):
    client = sign_in(cast.alice)
    page = address("member-on-leave", cast, cast.bob)
    assert page in text(client.get(address("member-role", cast, cast.bob)))
    answer = client.post(page, {"starts_on": "2026-08-03"}, follow=True)
    assert "Le congé de Bob Nativel est annoncé." in text(answer)


def test_what_does_not_hold_comes_back_with_what_was_typed(cast, sign_in):
    sent = {"starts_on": "2026-08-20", "ends_on": "2026-08-12"}
    answer = sign_in(cast.bob).post(address("member-on-leave", cast, cast.bob), sent)
    assert answer.status_code == 422
    assert "Le dernier jour vient avant le premier." in text(answer)
    assert 'value="2026-08-20"' in text(answer)


@pytest.mark.parametrize(("who", "codes"), [("erin", (403, 403)), ("dave", (404, 404)), ("carol", (403, 403))])
def test_nobody_else_touches_bobs_leave(cast, sign_in, who, codes):
    away(cast.bob)
    client = sign_in(getattr(cast, who))
    page = address("member-on-leave", cast, cast.bob)
    sent = client.post(page, {"starts_on": "2026-08-05"}), client.post(address("member-back", cast, cast.bob))
    assert (client.get(page).status_code, *(answer.status_code for answer in sent)) == (codes[0], *codes)
    assert on_leave(cast) == {cast.bob.pk}


def test_a_script_cannot_end_a_leave_by_reading(cast, sign_in):
    assert sign_in(cast.bob).get(address("member-back", cast, cast.bob)).status_code == 405


def test_the_list_makes_as_many_queries_for_one_on_leave_as_for_three(cast, sign_in):
    client = sign_in(cast.alice)
    url = reverse("space-members", args=[cast.space.slug])
    away(cast.bob)
    few = queries(client, url)
    for one in (cast.erin, cast.faye):
        away(one)
    assert queries(client, url) == few


def test_bob_finds_his_own_leave_at_the_top_of_the_page(cast, sign_in):
    client, page = sign_in(cast.bob), reverse("space-members", args=[cast.space.slug])
    assert "Partir en congé" in text(client.get(page))
    away(cast.bob, ends_on=date(2026, 8, 12))
    shown = text(client.get(page))
    assert shown.index("en congé jusqu’au 12 août") < shown.index("Alice Payet")
    assert "Partir en congé" not in shown
