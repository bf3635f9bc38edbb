"""Properties of the law of meetings: who convenes, who is there, the order of amendments, and the edges of delays."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rules import meetings as law
from governance.rules.meetings import Motion, Stay
from governance.rules.notice import Notice, is_in_time

FIFTEEN, MONTH = Notice(15, "days"), Notice(1, "months")
START = datetime(2026, 3, 20, 14, tzinfo=UTC)
moments = st.integers(-120, 120).map(lambda n: START + timedelta(minutes=n))
shares = st.fractions(0, 1, max_denominator=12)


@st.composite
def stays(draw, person=None):
    came = draw(moments)
    left = draw(st.none() | st.integers(0, 120).map(lambda n: came + timedelta(minutes=n)))
    return Stay(draw(st.integers(1, 8)) if person is None else person, came, left, draw(st.booleans()))


# --- Phases ------------------------------------------------------------------------------------------


@given(st.fixed_dictionaries({key: st.none() | moments for key in ("sent_at", "opened_at", "suspended_at")}))
def test_what_ended_a_meeting_prevails_over_everything_before(told):
    assert law.phase(**told, closed_at=START, cancelled_at=None) == law.CLOSED
    assert law.phase(**told, closed_at=None, cancelled_at=START) == law.CANCELLED


def test_a_meeting_goes_through_its_phases_in_order():
    told = dict.fromkeys(("sent_at", "opened_at", "suspended_at", "closed_at", "cancelled_at"))
    found = [law.phase(**told)]
    for key in ("sent_at", "opened_at", "suspended_at", "closed_at"):
        told[key] = START
        found.append(law.phase(**told))
    assert found == [law.PREPARED, law.CONVENED, law.OPEN, law.SUSPENDED, law.CLOSED]


# --- Who convenes ------------------------------------------------------------------------------------


@given(shares, st.integers(0, 500))
def test_enough_signatures_reach_the_share_and_one_fewer_does_not(share, voices):
    needed = law.signatures_needed(share, voices)
    assert needed >= 1 and needed >= share * voices
    assert needed == 1 or needed - 1 < share * voices


@given(shares, st.integers(0, 500))
def test_one_member_more_never_asks_for_fewer_signatures(share, voices):
    assert law.signatures_needed(share, voices) <= law.signatures_needed(share, voices + 1)


@pytest.mark.parametrize(("share", "voices", "needed"), [("1/10", 25, 3), ("1/3", 6, 2), ("1/3", 25, 9), ("1/3", 1, 1)])
def test_a_part_of_a_signature_is_a_signature(share, voices, needed):
    assert law.signatures_needed(Fraction(share), voices) == needed
    assert law.signatures_needed(None, voices) is None


# --- What a convocation lacks ------------------------------------------------------------------------

ITEM = {"position": 1, "binds": True, "has_text": True, "stands_alone": False}
items = st.lists(
    st.builds(
        lambda binds, has_text, alone: ITEM | {"binds": binds, "has_text": has_text, "stands_alone": alone},
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=5,
)
modes = st.sampled_from(["in_person", "remote", "mixed"])


@given(items, modes)
def test_a_place_an_arrangement_and_an_agenda_are_wanted_whatever_the_items(found, mode):
    codes = {one.code for one in law.lacking(place=" ", arrangements="", mode=mode, items=found)}
    assert ("place" in codes) is (mode != "remote")
    assert ("arrangements" in codes) is (mode != "in_person")
    assert ("agenda" in codes) is (not found)


@given(items, modes, st.randoms())
def test_the_order_of_items_changes_nothing_of_what_is_wanted(found, mode, random):
    numbered = [item | {"position": n} for n, item in enumerate(found, 1)]
    mixed = random.sample(numbered, len(numbered))
    told = {"place": "La Case", "arrangements": "", "mode": mode}
    assert set(law.lacking(items=numbered, **told)) == set(law.lacking(items=mixed, **told))


@given(items)
def test_an_item_that_stands_alone_is_never_sent_with_another(found):
    codes = {one.code for one in law.lacking(place="La Case", arrangements="", mode="in_person", items=found)}
    alone = any(item["stands_alone"] for item in found)
    assert ("single_item" in codes) is (alone and len(found) > 1)


# --- Who is there ------------------------------------------------------------------------------------


@given(st.lists(stays(), max_size=12), moments, st.randoms())
def test_presence_is_the_same_in_whatever_order_it_was_noted(found, at, random):
    mixed = random.sample(found, len(found))
    assert law.present(found, at) == law.present(mixed, at)
    assert law.participants(found, at) == law.participants(mixed, at)


@given(st.lists(stays(), max_size=12), moments)
def test_whoever_is_present_takes_part_and_a_consultative_voice_never_counts(found, at):
    assert law.present(found, at) <= law.participants(found, at)
    silent = {one.person for one in found} - {one.person for one in found if one.deliberates}
    assert not silent & law.participants(found, at)


@given(st.lists(stays(), max_size=12), moments, st.integers(0, 60))
def test_whoever_took_part_once_took_part_for_good(found, at, later):
    assert law.participants(found, at) <= law.participants(found, at + timedelta(minutes=later))


@given(stays(person=1))
def test_somebody_is_there_from_the_moment_they_came_and_no_more_at_the_one_they_left(stay):
    assert (law.present([stay], stay.came_at) == {1}) is (stay.deliberates and stay.left_at != stay.came_at)
    if stay.left_at:
        assert law.present([stay], stay.left_at) == set()


# --- Amendments --------------------------------------------------------------------------------------

motions = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(any), max_size=8
).map(lambda found: [Motion(n, *edits) for n, edits in enumerate(found)])  # fmt: skip


@given(motions, st.randoms())
def test_amendments_are_voted_in_one_order_whoever_came_first(found, random):
    assert law.in_order(found) == law.in_order(random.sample(found, len(found)))


@given(motions)
def test_deletions_come_first_then_the_most_distant(found):
    order = law.in_order(found)
    assert sorted(order, key=lambda one: not one.is_deletion) == order
    for kind in (True, False):
        distances = [one.distance for one in order if one.is_deletion is kind]
        assert distances == sorted(distances, reverse=True)


# --- Delays, at their edges --------------------------------------------------------------------------

# A meeting at half past midnight the day after the clocks changed, and the last moment its convocation may leave.
MIDNIGHTS = [
    ("Europe/Paris", datetime(2026, 3, 30, 0, 30), FIFTEEN, date(2026, 3, 15)),
    ("Europe/Paris", datetime(2026, 10, 26, 0, 30), FIFTEEN, date(2026, 10, 11)),
    ("Europe/Paris", datetime(2026, 3, 30, 0, 30), MONTH, date(2026, 2, 28)),
    ("Europe/Paris", datetime(2026, 4, 12, 0, 30), FIFTEEN, date(2026, 3, 28)),
    ("Indian/Reunion", datetime(2026, 3, 30, 0, 30), FIFTEEN, date(2026, 3, 15)),
    ("Indian/Reunion", datetime(2026, 3, 31, 0, 30), MONTH, date(2026, 2, 28)),
    ("Indian/Reunion", datetime(2028, 3, 31, 0, 30), MONTH, date(2028, 2, 29)),
]


@pytest.mark.parametrize(("zone", "local", "notice", "last"), MIDNIGHTS)
def test_a_delay_counts_days_where_the_association_lives_whatever_the_clocks_do(zone, local, notice, last):
    zone = ZoneInfo(zone)
    meeting = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).date()
    assert notice.before(meeting) == last
    end = datetime.combine(last, datetime.max.time(), zone)  # one microsecond before midnight there
    for moment, in_time in ((end, True), (end + timedelta(microseconds=1), False)):
        sent = moment.astimezone(UTC).astimezone(zone).date()
        assert is_in_time(sent, meeting, notice) is in_time


@given(
    st.lists(st.sampled_from([FIFTEEN, MONTH, Notice(3, "days")]), min_size=1), st.dates(date(2020, 1, 1)), st.data()
)
def test_the_longest_delay_binds_whatever_their_order(notices, meeting, data):
    last = law.last_day(meeting, notices)
    assert last == law.last_day(meeting, data.draw(st.permutations(notices)))
    assert all(is_in_time(last, meeting, notice) for notice in notices)
    assert not all(is_in_time(last + timedelta(days=1), meeting, notice) for notice in notices)


# --- Duties ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "key"),
    [
        (("board_election", "board"), "declare_directors"),
        (("bureau_election", "bureau"), "declare_directors"),
        (("statutes", ""), "declare_statutes"),
        (("dissolution", ""), "declare_dissolution"),
    ],
)
def test_what_the_law_of_associations_asks_leaves_three_months(told, key):
    (duty,) = law.duties_after(*told)
    assert (duty.key, duty.delay.until(date(2026, 11, 30))) == (key, date(2027, 2, 28))
    assert law.duties_after("ordinary") == []
