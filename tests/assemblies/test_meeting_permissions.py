"""Who may do what in a meeting and with its minutes, at each of their moments, as tables."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies import permissions as may
from governance.assemblies.models import AgendaItem, Candidacy, Meeting, Minutes, Recusal
from governance.assemblies.writing import written
from governance.organizations import actions as organizations
from governance.register.actions import sha256
from tests.assemblies.meetings import HELD, PREPARED, governed, renewing, with_item
from tests.cast import person
from tests.organizations.association import enrolled

pytestmark = pytest.mark.django_db

# Bob presides the association and Erin is its secretary: neither came. Faye presides the session, Hana writes for it.
CAST = {
    "anonymous": "nobody who signed in",
    "root": "a superuser",
    "dave": "a stranger",
    "fred": "facilitates the space and has no mandate",
    "leo": "a donor who did not pay",
    "zoe": "an honorary member, with a consultative voice",
    "ivan": "a member with a voice",
    "gus": "an administrator",
    "bob": "the president, absent",
    "erin": "the secretary, absent",
    "faye": "presides the session",
    "hana": "writes for the session",
}
HERE = ("faye", "hana", "gus", "ivan", "zoe")
LETTERS = {"": "n", "sign_in": "s", "ask": "a", "wait": "w", "join": "j"}


@pytest.fixture
def cast(cast):
    governed(cast)
    cast.root, cast.fred, cast.leo, cast.zoe = (
        person("root", is_superuser=True, is_staff=True),
        person("fred"),
        person("leo"),
        person("zoe"),
    )
    organizations.admit(cast.space, cast.fred, "facilitator", by=cast.alice)
    enrolled(cast, cast.leo)
    enrolled(cast, cast.zoe, "honneur")
    return cast


def prepared(cast):
    renewing(cast, 2)
    with clock.pretend(PREPARED):
        meeting = actions.prepare_meeting(
            cast.assembly, by=cast.bob, title="Assemblée de mars", starts_at=HELD, place="La Case"
        )
        with_item(meeting, cast.bob, matter="ordinary")
        with_item(meeting, cast.bob, matter="board_election", seats=2)
        actions.stand(meeting.items.last(), by=cast.ivan)
    return meeting


def convened(cast):
    meeting = prepared(cast)
    with clock.pretend(PREPARED):
        actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(HELD):
        for key in HERE:
            actions.check_in(meeting, by=getattr(cast, key))
    return meeting


def opened(cast):
    meeting = convened(cast)
    with clock.pretend(HELD):
        actions.open_session(meeting, by=cast.faye)
        actions.designate(meeting, by=cast.faye, post="president", person=cast.faye)
        actions.designate(meeting, by=cast.faye, post="secretary", person=cast.hana)
        actions.open_item(meeting.items.first(), by=cast.faye)
    return meeting


def suspended(cast, until=None):
    meeting = opened(cast)
    with clock.pretend(HELD + timedelta(minutes=2)):
        actions.suspend_session(meeting, by=cast.faye, until=until)
    return meeting


def adjourned(cast):
    return suspended(cast, HELD + timedelta(days=1))


def closed(cast):
    meeting = opened(cast)
    with clock.pretend(HELD + timedelta(minutes=2)):
        for item in meeting.items.all():
            actions.withdraw_item(item, by=cast.faye, reason="Pas prêt.")
        actions.close_session(meeting, by=cast.faye)
    return Meeting.objects.get(pk=meeting.pk)


def cancelled(cast):
    meeting = prepared(cast)
    with clock.pretend(PREPARED):
        actions.cancel_meeting(meeting, by=cast.bob, reason="Un cyclone.")
    return meeting


MOMENTS = {
    "prepared": prepared,
    "convened": convened,
    "open": opened,
    "suspended": suspended,
    "adjourned": adjourned,
    "closed": closed,
    "cancelled": cancelled,
}


def things(cast, meeting):
    """The meeting as it stands, its item on the table, its election, and somebody who stands."""
    meeting = Meeting.objects.select_related("body__organization__space", "rule_set").get(pk=meeting.pk)
    item, election = AgendaItem.objects.filter(meeting=meeting)
    candidacy = Candidacy.objects.get(item=election)
    for one in (item, election):
        one.meeting = meeting
    candidacy.item = election
    return SimpleNamespace(
        meeting=meeting,
        item=item,
        election=election,
        candidacy=candidacy,
        recusal=Recusal(item=item, person=cast.ivan, noted_by=cast.hana),
        body=meeting.body,
        cast=cast,
    )


QUESTIONS = {
    "see": lambda who, t: may.may_see_meeting(who, t.meeting),
    "know people": lambda who, t: may.may_know_people(who, t.meeting),
    "read delivery": lambda who, t: may.may_read_delivery(who, t.meeting),
    "prepare one": lambda who, t: may.may_prepare_meeting(who, t.body),
    "sign for it": lambda who, t: may.may_sign_for_meeting(who, t.meeting),
    "change its agenda": lambda who, t: may.may_change_agenda(who, t.meeting),
    "add to discuss": lambda who, t: may.may_change_agenda(who, t.meeting, for_discussion=True),
    "change its day": lambda who, t: may.may_change_meeting(who, t.meeting),
    "convene": lambda who, t: may.may_convene(who, t.meeting),
    "send": lambda who, t: may.may_send_convocation(who, t.meeting, clock.now()),
    "send again": lambda who, t: may.may_send_again(who, t.meeting),
    "cancel": lambda who, t: may.may_cancel_meeting(who, t.meeting),
    "call again": lambda who, t: may.may_call_again(who, t.meeting),
    "check in": lambda who, t: may.may_check_in(who, t.meeting),
    "note Ivan": lambda who, t: may.may_note_attendance(who, t.meeting, t.cast.ivan),
    "open": lambda who, t: may.may_open_session(who, t.meeting, clock.now()),
    "run": lambda who, t: may.may_run_session(who, t.meeting),
    "preside": lambda who, t: may.may_preside(who, t.meeting),
    "suspend": lambda who, t: may.may_suspend(who, t.meeting),
    "resume": lambda who, t: may.may_resume(who, t.meeting),
    "close": lambda who, t: may.may_close_session(who, t.meeting),
    "designate Gus": lambda who, t: may.may_designate(who, t.meeting, "president", t.cast.gus),
    "open item": lambda who, t: may.may_open_item(who, t.item),
    "close item": lambda who, t: may.may_close_item(who, t.item),
    "recuse oneself": lambda who, t: may.may_recuse(who, t.item, who),
    "recuse Ivan": lambda who, t: may.may_recuse(who, t.item, t.cast.ivan),
    "withdraw recusal": lambda who, t: may.may_withdraw_recusal(who, t.recusal),
    "put to vote": lambda who, t: may.may_put_to_vote(who, t.item),
    "state no quorum": lambda who, t: may.may_state_no_quorum(who, t.meeting, clock.now()),
    "withdraw item": lambda who, t: may.may_withdraw_item(who, t.item),
    "amend": lambda who, t: may.may_amend_item(who, t.item),
    "ask for floor": lambda who, t: may.may_ask_for_floor(who, t.meeting),
    "stand": lambda who, t: may.may_stand(who, t.election),
    "stand down Ivan": lambda who, t: may.may_withdraw_candidacy(who, t.candidacy),
}


def letters(cast, question, subject):
    """One letter by person of the cast: y, or what the no offers; n when it offers nothing."""
    verdicts = [question(getattr(cast, who), subject) for who in CAST]
    assert [v.why for v in verdicts if not v and not str(v.why).strip().endswith(".")] == []
    return "".join("y" if v else LETTERS[v.remedy] for v in verdicts)


# One column by moment; in it one letter by person, in the order of CAST: y for yes, and for a no what it offers: s to
# sign in, a to ask somebody, w to wait, j to join, n nothing.
TABLE = """
                   prepared     convened     open         suspended    adjourned    closed       cancelled
see                yyyyyyyyyyyy yyyyyyyyyyyy yyyyyyyyyyyy yyyyyyyyyyyy yyyyyyyyyyyy yyyyyyyyyyyy yyyyyyyyyyyy
know people        sjjjyyyyyyyy sjjjyyyyyyyy sjjjyyyyyyyy sjjjyyyyyyyy sjjjyyyyyyyy sjjjyyyyyyyy sjjjyyyyyyyy
read delivery      saaaaaaayyaa saaaaaaayyaa saaaaaaayyyy saaaaaaayyyy saaaaaaayyyy saaaaaaayyyy saaaaaaayyaa
prepare one        saaaaayyyyyy saaaaayyyyyy saaaaayyyyyy saaaaayyyyyy saaaaayyyyyy saaaaayyyyyy saaaaayyyyyy
sign for it        snnnnnyyyyyy snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn
change its agenda  saaaaaaayaaa snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn
add to discuss     saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa snnnnnnnnnnn snnnnnnnnnnn
change its day     saaaaaaayaaa snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn
convene            saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa
send               saaaaaaayaaa nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn
send again         nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn
cancel             saaaaaaayaaa saaaaaaayaaa nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn
call again         wwwwwwwwwwww wwwwwwwwwwww wwwwwwwwwwww wwwwwwwwwwww wwwwwwwwwwww nnnnnnnnnnnn wwwwwwwwwwww
check in           snnnnnnnnnnn saaaayyyyyyy saaaayyyyyyy saaaayyyyyyy swwwwwwwwwww snnnnnnnnnnn snnnnnnnnnnn
note Ivan          saaaaaaanaaa saaaaaaayaaa saaaaaaaaayy saaaaaaaaayy saaaaaaaaaww swwwwwwwwwww saaaaaaanaaa
open               nnnnnnnnnnnn snnnnnyynnyy nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn nnnnnnnnnnnn
run                swwwwwwwwwww swwwwwwwwwww saaaaaaaaayy saaaaaaaaayy saaaaaaaaayy swwwwwwwwwww swwwwwwwwwww
preside            swwwwwwwwwww swwwwwwwwwww saaaaaaaaaya saaaaaaaaaya saaaaaaaaaya swwwwwwwwwww swwwwwwwwwww
suspend            swwwwwwwwwww swwwwwwwwwww saaaaaaaaaya saaaaaaaaana saaaaaaaaana swwwwwwwwwww swwwwwwwwwww
resume             swwwwwwwwwww swwwwwwwwwww saaaaaaaaana saaaaaaaaaya saaaaaaaaawa swwwwwwwwwww swwwwwwwwwww
close              swwwwwwwwwww swwwwwwwwwww saaaaaaaaana saaaaaaaaana saaaaaaaaana swwwwwwwwwww swwwwwwwwwww
designate Gus      swwwwwwwwwww swwwwwwwwwww snnnnnnnnnyn snnnnnnnnnyn snnnnnnnnnnn swwwwwwwwwww swwwwwwwwwww
open item          swwwwwwwwwww swwwwwwwwwww saaaaaaaaaya saaaaaaaaawa saaaaaaaaawa swwwwwwwwwww swwwwwwwwwww
close item         swwwwwwwwwww swwwwwwwwwww saaaaaaaaana saaaaaaaaawa saaaaaaaaawa swwwwwwwwwww swwwwwwwwwww
recuse oneself     snnnnnyyyyyy snnnnnyyyyyy snnnnnyyyyyy snnnnnyyyyyy snnnnnyyyyyy snnnnnnnnnnn snnnnnnnnnnn
recuse Ivan        swwwwwywwwww swwwwwywwwww saaaaayaaayy saaaaayaaayy saaaaayaaayy swwwwwnwwwww swwwwwnwwwww
withdraw recusal   swwwwwwwwwwy swwwwwwwwwwy saaaaaaaaayy saaaaaaaaayy saaaaaaaaayy swwwwwwwwwwn swwwwwwwwwwn
put to vote        swwwwwwwwwww swwwwwwwwwww saaaaaaaaayy saaaaaaaaaww saaaaaaaaaww swwwwwwwwwww swwwwwwwwwww
state no quorum    swwwwwwwwwww swwwwwwwwwww saaaaaaaaann saaaaaaaaann saaaaaaaaann swwwwwwwwwww swwwwwwwwwww
withdraw item      swwwwwwwwwww swwwwwwwwwww saaaaaaaaayy saaaaaaaaayy saaaaaaaaayy swwwwwwwwwww swwwwwwwwwww
amend              swwwwwwwwwww swwwwwwwwwww snnnnnyynnyy snnnnnyynnyy snnnnnnnnnnn swwwwwwwwwww swwwwwwwwwww
ask for floor      swwwwwwwwwww swwwwwwwwwww snnnnyyynnyy snnnnyyynnyy snnnnnnnnnnn swwwwwwwwwww swwwwwwwwwww
stand              snnnnnyyyyyy snnnnnyyyyyy snnnnnyyyyyy snnnnnyyyyyy snnnnnyyyyyy snnnnnnnnnnn snnnnnnnnnnn
stand down Ivan    nnnnnnynnnnn nnnnnnynnnnn nnnnnnynnnyy nnnnnnynnnyy nnnnnnynnnyy nnnnnnnnnnnn nnnnnnynnnnn
"""


def read(table: str) -> dict[str, dict[str, str]]:
    """The columns of a table, by moment: question -> letters."""
    head, *lines = table.strip("\n").splitlines()
    rows = [(line[:19].strip(), line[19:].split()) for line in lines]
    return {moment: {name: row[n] for name, row in rows} for n, moment in enumerate(head.split())}


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_person_is_answered_as_the_table_says(cast, moment):
    meeting = MOMENTS[moment](cast)
    with clock.pretend(PREPARED if moment in ("prepared", "cancelled") else HELD + timedelta(minutes=5)):
        subject = things(cast, meeting)
        found = {name: letters(cast, question, subject) for name, question in QUESTIONS.items()}
    assert found == read(TABLE)[moment]


def signed(cast):
    minutes = closed(cast).minutes.get()
    with clock.pretend(HELD + timedelta(hours=1)):
        return actions.sign_minutes(minutes, by=cast.hana, seen_sha256=sha256(written(minutes)))


def published(cast):
    return actions.countersign_minutes(signed(cast), by=cast.faye)


def corrected(cast):
    minutes = published(cast)
    actions.correct_minutes(minutes, by=cast.hana, remarks="Gus est arrivé plus tôt.")
    return minutes


MINUTES = {
    "drafted": lambda cast: closed(cast).minutes.get(),
    "signed": signed,
    "published": published,
    "corrected": corrected,
}
OF_MINUTES = {
    "see": may.may_see_minutes,
    "sign": may.may_sign_minutes,
    "countersign": may.may_countersign,
    "send again": may.may_send_minutes_again,
    "correct": may.may_correct_minutes,
}


TABLE_OF_MINUTES = """
                   drafted      signed       published    corrected
see                wwwwwyyyyyyy wwwwwyyyyyyy sjjjyyyyyyyy sjjjyyyyyyyy
sign               saaaaaaaaaay snnnnnnnnnnn snnnnnnnnnnn snnnnnnnnnnn
countersign        swwwwwwwwwww saaaaaaaaayn snnnnnnnnnnn snnnnnnnnnnn
send again         wwwwwwwwwwww wwwwwwwwwwww nnnnnnnnnnnn nnnnnnnnnnnn
correct            snnnnnnnnnnn snnnnnnnnnnn saaaaaaaaayy snnnnnnnnnnn
"""


@pytest.mark.parametrize("moment", MINUTES)
def test_each_person_is_answered_about_minutes_as_the_table_says(cast, moment):
    minutes = Minutes.objects.select_related("meeting__body__organization__space").get(pk=MINUTES[moment](cast).pk)
    found = {name: letters(cast, question, minutes) for name, question in OF_MINUTES.items()}
    assert found == read(TABLE_OF_MINUTES)[moment]


OF_BODIES = {
    "prepare one": lambda who, t: may.may_prepare_meeting(who, t.body),
    "sign for it": lambda who, t: may.may_sign_for_meeting(who, t.meeting),
    "convene": lambda who, t: may.may_convene(who, t.meeting),
}


TABLE_OF_BODIES = """
                   assembly     board        bureau
prepare one        saaaaayyyyyy saaaaaayyyyy saaaaaaayyya
sign for it        snnnnnyyyyyy snnnnnnyyyyy snnnnnnnyyyn
convene            saaaaaaayaaa saaaaaaayaaa saaaaaaayaaa
"""


@pytest.mark.parametrize("key", ["assembly", "board", "bureau"])
def test_who_prepares_asks_for_and_convenes_each_body(cast, key):
    body = getattr(cast, key)
    with clock.pretend(PREPARED):
        told = {"title": "Séance", "starts_at": HELD, "place": "La Case"}
        meeting = actions.prepare_meeting(body, by=cast.bob, **told)
        found = {
            name: letters(cast, ask, SimpleNamespace(meeting=meeting, body=body)) for name, ask in OF_BODIES.items()
        }
    assert found == read(TABLE_OF_BODIES)[key]


def test_a_superuser_and_whoever_facilitates_have_nothing_that_a_stranger_has_not(cast):
    order = list(CAST)
    for table in (TABLE, TABLE_OF_MINUTES, TABLE_OF_BODIES):
        for rows in read(table).values():
            for letters_ in rows.values():
                assert letters_[order.index("root")] == letters_[order.index("fred")] == letters_[order.index("dave")]


def test_the_president_who_comes_after_all_presides_by_right(cast):
    meeting = opened(cast)
    with clock.pretend(HELD + timedelta(minutes=5)):
        actions.check_in(meeting, by=cast.bob)
        assert actions.designate(meeting, by=cast.bob, post="president", person=cast.bob).chair == cast.bob


def test_after_an_adjournment_nobody_checks_in_before_the_hour_it_goes_on(cast):
    meeting = adjourned(cast)
    with clock.pretend(HELD + timedelta(days=1, minutes=-30)):
        assert may.may_check_in(cast.gus, Meeting.objects.get(pk=meeting.pk))
