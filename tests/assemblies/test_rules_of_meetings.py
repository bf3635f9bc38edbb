"""The binding rules of the statutes on meetings, each by its own acceptance sentence, played by the cast."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Meeting
from governance.assemblies.permissions import (
    may_ask_for_floor,
    may_call_again,
    may_convene,
    may_put_to_vote,
    quorum_of,
    ranks_of,
)
from governance.assemblies.writing import written
from governance.register.actions import sha256
from governance.register.verification import verify
from governance.verdict import Refused, ensure
from governance.voting import actions as voting
from governance.voting.models import Ballot, Roll, Vote
from governance.voting.permissions import may_answer_vote
from governance.voting.verification import every_trouble, published_ballots
from tests.assemblies.bodies import BOARD
from tests.assemblies.meetings import (
    HELD,
    PREPARED,
    cast_one,
    convened,
    governed,
    in_session,
    on_table,
    prepared,
    voted,
    with_item,
)
from tests.cast import person
from tests.organizations.association import a_crowd, enrolled

pytestmark = pytest.mark.django_db

PAID = date(2026, 1, 10)
MONTH_BEFORE = datetime(2026, 2, 19, 6, tzinfo=UTC)
ORDINARY = {"matter": "ordinary", "title": "Changer de siège", "text": "Le siège va à Saint-Pierre."}
STATUTES = {"matter": "statutes", "title": "Changer les statuts", "text": "Art. 1 : l’association s’appelle Palabre."}
DISSOLUTION = {"matter": "dissolution", "title": "Se dissoudre", "text": "L’association est dissoute."}


@pytest.fixture
def cast(cast):
    return governed(cast)


def crowd(cast, n):
    """`n` members with a voice, the seven of the cast among them."""
    return [*cast.members, *(one.person for one in a_crowd(cast, n - len(cast.members), "donateur", paid=PAID))]


def fresh(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def votes(item, by, people, choices):
    """The first of `people` vote as `choices` says: {"for": 3, "blank": 2}; the outcome of the item."""
    each = [choice for choice, n in choices.items() for _ in range(n)]
    voted(item, by, dict(zip(people, each, strict=False)))
    return Decision.objects.get(item=item).outcome


# --- Who is convened, by whom and how ----------------------------------------------------------------


def test_st_5_1_an_adherent_has_no_ballot_in_the_assembly_and_talks_in_its_rooms(cast):
    adherent = enrolled(cast, person("zoe"), "adherent").person
    meeting = in_session(cast, cast.assembly, items=(ORDINARY,))
    with clock.pretend(HELD + timedelta(minutes=5)):
        with pytest.raises(Refused, match="vous n’en êtes pas"):
            actions.check_in(meeting, by=adherent)
        vote = actions.put_to_vote(on_table(meeting, cast.bob), by=cast.bob, minutes=5)
        assert not may_answer_vote(adherent, vote, clock.now())
        with pytest.raises(Refused):
            cast_one(vote, adherent, "for")
    assert Ballot.objects.count() == 0


def test_st_8_2_honorary_members_are_convened_and_never_in_the_quorum(cast):
    honorary = enrolled(cast, person("zoe"), "honneur").person
    meeting = in_session(cast, cast.assembly, here=("bob", honorary), items=(ORDINARY,))
    assert meeting.convocations.get(person=honorary).deliberates is False
    assert may_ask_for_floor(honorary, meeting)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        verdict = quorum_of(item, clock.now())  # one voice of seven: two are wanted
        assert not verdict
        actions.check_in(meeting, by=cast.erin)
        actions.designate(meeting, by=cast.bob, post="secretary", person=cast.erin)
        vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
        assert honorary.pk not in vote.roll.values_list("person", flat=True)
        assert not may_answer_vote(honorary, vote, clock.now())


def test_st_9_1b_a_tenth_of_the_voices_convenes_the_assembly_and_fewer_do_not(cast):
    people = crowd(cast, 25)
    asking = [one for one in people if one != cast.bob][:3]
    with clock.pretend(PREPARED):
        meeting = prepared(cast, cast.assembly, by=asking[0])
        with_item(meeting, asking[0], **ORDINARY)
        actions.sign_for_meeting(meeting, by=asking[1])
        with pytest.raises(Refused, match="Il manque 1 signature"):
            actions.send_convocation(meeting, by=asking[0])
        actions.sign_for_meeting(meeting, by=asking[2])
        actions.sign_for_meeting(meeting, by=asking[2])
        sent = actions.send_convocation(meeting, by=asking[0])
    assert sent.convocations.count() == 25


def test_st_9_1b_the_president_convenes_the_assembly_alone(cast):
    assert convened(cast, cast.assembly, items=(ORDINARY,)).sent_by == cast.bob


@pytest.mark.parametrize(
    ("missing", "said"),
    [({"place": " "}, "Dites où"), ({"arrangements": " "}, "distance"), ({"items": ()}, "ordre du jour")],
)
def test_st_9_2b_a_convocation_that_lacks_something_does_not_leave(cast, missing, said):
    with pytest.raises(Refused, match=said):
        convened(cast, cast.assembly, **{"items": (ORDINARY,)} | missing)
    assert not Meeting.objects.filter(sent_at__isnull=False).exists()


def test_st_9_2b_after_the_convocation_an_item_is_only_talked_about(cast):
    meeting = convened(cast, cast.assembly, items=(ORDINARY,))
    with clock.pretend(PREPARED + timedelta(days=1)):
        with pytest.raises(Refused, match=r"art\. 9\.2"):
            with_item(meeting, cast.bob, **ORDINARY | {"title": "Une autre question"})
        late = actions.add_item(meeting, by=cast.bob, title="Parler du marché")
    assert (late.is_late, late.binds) == (True, False)
    with clock.pretend(HELD):
        actions.check_in(meeting, by=cast.bob)
        actions.open_session(meeting, by=cast.bob)
        actions.open_item(late, by=cast.bob)
        with pytest.raises(Refused, match="à discuter seulement"):
            actions.put_to_vote(late, by=cast.bob, minutes=5)


def test_st_14_1a_a_third_of_the_administrators_convenes_the_board(cast):
    with clock.pretend(PREPARED):
        meeting = prepared(cast, by=cast.gus)
        with_item(meeting, cast.gus)
        assert not may_convene(cast.gus, meeting)
        with pytest.raises(Refused, match=r"2 membres ensemble"):
            actions.send_convocation(meeting, by=cast.gus)
        with pytest.raises(Refused, match="Seuls les membres de l’instance"):
            actions.sign_for_meeting(meeting, by=cast.ivan)
        actions.sign_for_meeting(meeting, by=cast.hana)
        assert actions.send_convocation(meeting, by=cast.hana).sent_by == cast.hana


# --- In session --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["in_person", "remote", "mixed"])
def test_st_10_1b_in_a_place_or_at_a_distance_a_member_is_there_once(cast, mode):
    meeting = convened(cast, cast.assembly, mode=mode, items=(ORDINARY,))
    with clock.pretend(HELD):
        for remote in (False, True, False):
            if remote and mode == "in_person":
                with pytest.raises(Refused, match="sur place seulement"):
                    actions.check_in(meeting, by=cast.bob, is_remote=True)
            else:
                actions.check_in(meeting, by=cast.bob, is_remote=remote)
    assert meeting.attendances.get().is_remote is (mode == "remote")


def test_st_10_1c_anybody_counts_the_ballots_of_an_assembly_again(cast, client):
    meeting = in_session(cast, cast.assembly, items=(ORDINARY,))
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        vote = voted(item, cast.bob, {cast.bob: "for", cast.erin: "for", cast.gus: "against", cast.hana: "blank"})
    counted = sum(n for n, _ballot in published_ballots(vote)[0])
    assert counted == vote.roll.filter(answered_at__isnull=False).count() == 4
    assert every_trouble(vote, clock.now()) == []
    assert verify(cast.space.chain) is None
    assert client.get(reverse("vote-published", args=[vote.pk])).status_code == 200


def test_st_10_3b_whoever_contracts_with_the_association_has_no_vote_on_that_and_votes_on_the_rest(cast, sign_in):
    meeting = in_session(cast, items=({}, {"title": "Acheter une presse"}), mode="in_person", arrangements="")
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        actions.recuse(item, by=cast.gus, person=cast.gus, reason="Il vend le broyeur.")
        vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
        assert cast.gus.pk not in vote.roll.values_list("person", flat=True)
        with pytest.raises(Refused):
            cast_one(vote, cast.gus, "for")
        with pytest.raises(Refused, match="on se déporte avant"):
            actions.recuse(item, by=cast.bob, person=cast.hana, reason="Trop tard.")
        page = sign_in(cast.bob).get(meeting.get_absolute_url()).content.decode()
        assert "Gus ne prend pas part au vote" in page.replace("\xa0", " ")
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
        second = actions.put_to_vote(on_table(meeting, cast.bob, 2), by=cast.bob, minutes=5)
        assert cast.gus.pk in second.roll.values_list("person", flat=True)


def test_st_10_4b_a_secret_vote_at_a_distance_keeps_no_ballot_beside_a_name(cast):
    meeting = in_session(cast, cast.assembly, mode="remote", place="", items=(ORDINARY,))
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        vote = voted(item, cast.bob, {cast.bob: "for", cast.erin: "for", cast.gus: "against"}, secret=True)
    assert vote.is_secret
    assert not Ballot.objects.filter(vote=vote).exists()
    assert Decision.objects.get(item=item).case["counts"]["for"] == 2
    answered = Roll.objects.filter(vote=vote, answered_at__isnull=False)
    assert set(answered.values_list("person", flat=True)) == {cast.bob.pk, cast.erin.pk, cast.gus.pk}


PRESIDING = {
    "open an item": lambda meeting, by: actions.open_item(meeting.items.get(), by=by),
    "give the floor": lambda meeting, by: actions.give_floor(meeting, by=by),
    "suspend": lambda meeting, by: actions.suspend_session(meeting, by=by),
    "adjourn": lambda meeting, by: actions.suspend_session(meeting, by=by, until=HELD + timedelta(days=1)),
    "resume": lambda meeting, by: actions.resume_session(meeting, by=by),
    "close an item": lambda meeting, by: actions.close_item(meeting.items.get(), by=by),
    "close": lambda meeting, by: actions.close_session(meeting, by=by),
}


@pytest.mark.parametrize("act", PRESIDING)
def test_st_10_5a_only_whoever_presides_orders_the_items_the_floor_and_the_pauses(cast, act):
    meeting = in_session(cast)
    root = person("root", is_superuser=True, is_staff=True)
    with clock.pretend(HELD + timedelta(minutes=5)):
        for who in (cast.erin, cast.gus, cast.ivan, cast.dave, root):  # Erin writes for the session
            with pytest.raises(Refused, match="préside"):
                PRESIDING[act](meeting, who)
        if act in ("open an item", "give the floor", "suspend", "adjourn"):
            PRESIDING[act](meeting, cast.bob)


def test_st_10_6_both_officers_absent_the_assembly_names_who_presides_and_who_writes(cast):
    meeting = in_session(cast, cast.assembly, here=("gus", "hana", "faye"), items=(ORDINARY,))
    assert (meeting.chair, meeting.secretary) == (None, None)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = meeting.items.get()
        for absent in (cast.bob, cast.erin, cast.dave):
            with pytest.raises(Refused, match="parmi les membres présents"):
                actions.designate(meeting, by=cast.gus, post="president", person=absent)
        with pytest.raises(Refused, match="Seuls les membres présents"):
            actions.designate(meeting, by=cast.dave, post="president", person=cast.gus)
        actions.designate(meeting, by=cast.gus, post="president", person=cast.gus)
        with pytest.raises(Refused, match="deux personnes"):
            actions.designate(meeting, by=cast.gus, post="secretary", person=cast.gus)
        actions.open_item(item, by=cast.gus)
        with pytest.raises(Refused, match=r"art\. 10\.6"):
            actions.put_to_vote(item, by=cast.gus, minutes=5)
        actions.designate(meeting, by=cast.gus, post="secretary", person=cast.hana)
        voted(item, cast.gus, {cast.gus: "for", cast.hana: "for"})
    with clock.pretend(HELD + timedelta(hours=1)):
        minutes = actions.close_session(meeting, by=cast.gus).minutes.get()
        read = sha256_of(minutes)
        with pytest.raises(Refused, match="secrétariat de la séance"):
            actions.sign_minutes(minutes, by=cast.erin, seen_sha256=read)
        actions.sign_minutes(minutes, by=cast.hana, seen_sha256=read)
        assert actions.countersign_minutes(minutes, by=cast.gus).is_published


def sha256_of(minutes):
    return sha256(written(minutes))


def test_st_10_6_the_one_who_is_missing_alone_is_replaced(cast):
    meeting = in_session(cast, cast.assembly, here=("bob", "gus", "hana"), items=(ORDINARY,))
    assert (meeting.chair, meeting.secretary) == (cast.bob, None)
    with clock.pretend(HELD + timedelta(minutes=5)):
        with pytest.raises(Refused, match="c’est sa fonction"):
            actions.designate(meeting, by=cast.hana, post="president", person=cast.gus)
        assert actions.designate(meeting, by=cast.bob, post="secretary", person=cast.gus).secretary == cast.gus


def test_st_18_1_the_president_opens_and_presides_every_body_and_nobody_before_them(cast):
    for body, item in ((cast.assembly, ORDINARY), (cast.board, {})):
        meeting = convened(cast, body, items=(item,))
        with clock.pretend(HELD):
            for who in (cast.gus, cast.bob):
                actions.check_in(meeting, by=who)
            with pytest.raises(Refused, match=r"art\. 18\.1"):
                actions.open_session(meeting, by=cast.gus)
            assert actions.open_session(meeting, by=cast.bob).chair == cast.bob


# --- The board ---------------------------------------------------------------------------------------


def test_st_14_2_a_board_at_a_distance_has_the_same_presence_quorum_and_register(cast):
    meeting = in_session(cast, mode="remote", place="", here=("bob", "erin", "faye", "gus"))
    assert set(meeting.attendances.values_list("is_remote", flat=True)) == {True}
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        assert votes(item, cast.bob, [cast.bob, cast.erin, cast.faye], {"for": 2, "against": 1}) == "adopted"
    decision = Decision.objects.get(item=item)
    assert every_trouble(item_vote(decision), clock.now()) == []
    assert verify(cast.space.chain) is None


def item_vote(decision):
    return Vote.objects.get(pk=decision.vote_id)


def test_st_14_3_a_board_votes_while_more_than_half_of_it_is_present(cast):
    meeting = in_session(cast, here=("bob", "erin", "faye"), items=({}, {"title": "Acheter une presse"}))
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        with pytest.raises(Refused, match=r"14\.3"):
            actions.put_to_vote(item, by=cast.bob, minutes=5)
        actions.check_in(meeting, by=cast.gus)
        vote = voted(item, cast.bob, {cast.bob: "for", cast.erin: "for"})
    with clock.pretend(vote.counted_at + timedelta(minutes=1)):
        actions.check_out(meeting, by=cast.gus)
        second = on_table(meeting, cast.bob, 2)
        with pytest.raises(Refused, match=r"14\.3"):
            actions.put_to_vote(second, by=cast.bob, minutes=5)
        (stated,) = actions.state_no_quorum(meeting, by=cast.bob)
    assert (stated.item, stated.outcome) == (second, "no_quorum")


@pytest.mark.parametrize(("mode", "secret"), [("remote", True), ("mixed", True), ("in_person", False)])
def test_st_14_4b_a_board_that_is_not_in_one_place_votes_in_secret(cast, mode, secret):
    meeting = in_session(cast, mode=mode)
    with clock.pretend(HELD + timedelta(minutes=5)):
        vote = actions.put_to_vote(on_table(meeting, cast.bob), by=cast.bob, minutes=5, secret=False)
    assert vote.is_secret is secret


@pytest.mark.parametrize(
    ("president", "others", "found"),
    [
        ("for", ("for", "against", "against"), "adopted"),
        ("against", ("against", "for", "for"), "rejected"),
        ("abstention", ("for", "against"), "rejected"),
        (None, ("for", "against"), "rejected"),
    ],
)
def test_st_14_4c_at_the_board_the_voice_of_the_president_settles_a_tie(cast, president, others, found):
    meeting = in_session(cast, mode="in_person")
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        if president is None:
            actions.recuse(item, by=cast.bob, person=cast.bob, reason="Il vend le broyeur.")
        told = dict(zip((cast.erin, cast.faye, cast.gus), others, strict=False))
        voted(item, cast.bob, told | ({cast.bob: president} if president else {}))
    assert Decision.objects.get(item=item).outcome == found


def test_st_14_4c_no_voice_settles_a_tie_of_the_assembly(cast):
    meeting = in_session(cast, cast.assembly, items=(ORDINARY,))
    with clock.pretend(HELD + timedelta(minutes=5)):
        found = votes(on_table(meeting, cast.bob), cast.bob, [cast.bob, cast.erin], {"for": 1, "against": 1})
    assert found == "rejected"


# --- The statutes and the end of the association -----------------------------------------------------


def test_st_22_1b_a_change_of_the_statutes_stands_alone_and_goes_to_all_members_a_month_before(cast):
    others = [enrolled(cast, person(key), college).person for key, college in (("ann", "adherent"), ("zoe", "honneur"))]
    with pytest.raises(Refused, match="point unique"):
        convened(cast, cast.assembly, at=MONTH_BEFORE, items=(STATUTES, ORDINARY))
    meeting = convened(cast, cast.assembly, at=MONTH_BEFORE, items=(STATUTES,))
    told = set(meeting.convocations.values_list("person", flat=True))
    assert told == {one.pk for one in (*cast.members, *others)}


def test_st_22_1b_for_the_31st_of_march_the_convocation_leaves_in_february(cast):
    on_31st = datetime(2026, 3, 31, 14, tzinfo=UTC)
    first_of_march = datetime(2026, 2, 28, 21, tzinfo=UTC)  # the 1st already, in Saint-Denis
    for at in (datetime(2026, 3, 1, 5, tzinfo=UTC), first_of_march):
        with pytest.raises(Refused, match=r"28 février 2026 \(art\. 22\.1\)"):
            convened(cast, cast.assembly, at=at, starts_at=on_31st, items=(STATUTES,))
    at = datetime(2026, 2, 28, 19, 30, tzinfo=UTC)
    assert convened(cast, cast.assembly, at=at, starts_at=on_31st, items=(STATUTES,)).sent_at


@pytest.mark.parametrize(("voices", "here", "may"), [(25, 12, False), (25, 13, True), (24, 12, True)])
def test_st_22_3a_half_of_the_members_are_there_or_the_statutes_are_not_voted(cast, voices, here, may):
    people = crowd(cast, voices)
    meeting = in_session(cast, cast.assembly, at=HELD, here=people[:here], items=(STATUTES,), sent=MONTH_BEFORE)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        assert may_put_to_vote(cast.bob, item)
        assert bool(quorum_of(item, clock.now())) is may


def missed(cast, item):
    """An assembly of seven where three came: nothing is decided; closed."""
    meeting = in_session(cast, cast.assembly, here=("bob", "erin", "faye"), items=(item,), sent=MONTH_BEFORE)
    with clock.pretend(HELD + timedelta(minutes=5)):
        on_table(meeting, cast.bob)
        with pytest.raises(Refused):
            actions.put_to_vote(meeting.items.get(), by=cast.bob, minutes=5)
        actions.state_no_quorum(meeting, by=cast.bob)
        return actions.close_session(meeting, by=cast.bob)


def called_again(cast, meeting, days):
    with clock.pretend(HELD + timedelta(minutes=30)):
        again = actions.call_again(meeting, by=cast.bob, starts_at=HELD + timedelta(days=days))
        return actions.send_convocation(again, by=cast.bob)


def test_a_second_call_that_was_prepared_on_a_wrong_day_changes_its_day_or_is_called_off(cast):
    meeting = missed(cast, STATUTES)
    with clock.pretend(HELD + timedelta(minutes=30)):
        again = actions.call_again(meeting, by=cast.bob, starts_at=HELD + timedelta(days=3))
        with pytest.raises(Refused, match="trop tard"):
            actions.send_convocation(again, by=cast.bob)
        told = {"title": again.title, "mode": again.mode, "place": "Le four", "arrangements": again.arrangements}
        moved = actions.change_meeting(again, by=cast.bob, starts_at=HELD + timedelta(days=20), **told)
        assert (moved.place, moved.day) == ("Le four", (HELD + timedelta(days=20)).date())
        assert actions.cancel_meeting(moved, by=cast.bob, reason="Le four est en travaux.").cancelled_at


def opened_again(cast, meeting, days, here):
    with clock.pretend(HELD + timedelta(days=days)):
        for who in here:
            actions.check_in(meeting, by=who)
        actions.open_session(meeting, by=cast.bob)
        return on_table(meeting, cast.bob)


def test_st_22_3b_a_second_assembly_meets_fifteen_days_later_on_the_same_text_whatever_the_number(cast):
    meeting = missed(cast, STATUTES)
    assert may_call_again(cast.bob, meeting)
    with pytest.raises(Refused, match=r"art\. 22\.3"):
        called_again(cast, meeting, 14)
    with clock.pretend(HELD + timedelta(minutes=40)):
        again = meeting.recalled_by.get()
        told = {"title": again.title, "mode": again.mode, "place": again.place, "arrangements": again.arrangements}
        actions.change_meeting(again, by=cast.bob, starts_at=HELD + timedelta(days=15), **told)
        again = actions.send_convocation(again, by=cast.bob)
    assert (again.recalls, again.items.get().text) == (meeting, STATUTES["text"])
    here = [cast.bob, cast.erin, cast.faye]
    item = opened_again(cast, again, 15, here)
    with clock.pretend(HELD + timedelta(days=15, minutes=5)):
        with pytest.raises(Refused, match=r"art\. 22\.1"):
            actions.amend_item(item, by=cast.erin, title="Autre nom", text="Art. 1 : autre chose.")
        assert votes(item, cast.bob, here, {"for": 2, "against": 1}) == "adopted"


def test_st_22_3b_the_text_of_a_second_call_does_not_change(cast):
    meeting = missed(cast, STATUTES)
    with clock.pretend(HELD + timedelta(minutes=30)):
        again = actions.call_again(meeting, by=cast.bob, starts_at=HELD + timedelta(days=15))
        with pytest.raises(Refused, match="les mêmes textes"):
            actions.change_item(again.items.get(), by=cast.bob, **STATUTES | {"text": "Un autre texte."})
        with pytest.raises(Refused, match="les mêmes textes"):
            actions.add_item(again, by=cast.bob, **ORDINARY)


@pytest.mark.parametrize(
    ("ballots", "found"),
    [({"for": 3, "blank": 2}, "adopted"), ({"for": 2, "against": 1, "blank": 2}, "rejected")],
)
def test_st_22_4_three_fifths_of_those_present_change_the_statutes(cast, ballots, found):
    here = ("bob", "erin", "faye", "gus", "hana")
    meeting = in_session(cast, cast.assembly, here=here, items=(STATUTES,), sent=MONTH_BEFORE)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        assert votes(item, cast.bob, [getattr(cast, key) for key in here], ballots) == found


def test_st_23_3a_the_second_assembly_of_a_dissolution_keeps_the_quorum_of_one_half(cast):
    again = called_again(cast, missed(cast, DISSOLUTION), 15)
    item = opened_again(cast, again, 15, [cast.bob, cast.erin, cast.faye])
    with clock.pretend(HELD + timedelta(days=15, minutes=5)):
        assert not quorum_of(item, clock.now())
        actions.check_in(again, by=cast.gus)
        ensure(quorum_of(item, clock.now()))


@pytest.mark.parametrize(("ballots", "found"), [({"for": 3, "against": 1}, "adopted"), ({"for": 2}, "rejected")])
def test_st_23_3b_three_quarters_of_those_present_dissolve_the_association(cast, ballots, found):
    here = ("bob", "erin", "faye", "gus")
    meeting = in_session(cast, cast.assembly, here=here, items=(DISSOLUTION,), sent=MONTH_BEFORE)
    with clock.pretend(HELD + timedelta(minutes=5)):
        item = on_table(meeting, cast.bob)
        assert votes(item, cast.bob, [getattr(cast, key) for key in here], ballots) == found


@pytest.mark.parametrize("body", ["assembly", "board"])
def test_st_14_4a_and_23_2_whoever_is_not_there_has_no_ballot_by_any_hand(cast, body):
    meeting = in_session(cast, getattr(cast, body), here=BOARD[:4], items=(ORDINARY if body == "assembly" else {},))
    with clock.pretend(HELD + timedelta(minutes=5)):
        vote = actions.put_to_vote(on_table(meeting, cast.bob), by=cast.bob, minutes=5)
        assert ranks_of(meeting, cast.hana) == "voice"
        with pytest.raises(Refused):
            cast_one(vote, cast.hana, "for")
        actions.check_out(meeting, by=cast.gus)
        with pytest.raises(Refused, match="quitté la séance"):
            cast_one(vote, cast.gus, "for")
