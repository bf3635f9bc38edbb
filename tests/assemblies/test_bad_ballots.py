"""What a session refuses whatever the role, superuser included: each by a sentence, and by the database behind it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import get_resolver

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting.actions import Choice
from governance.voting.models import Ballot, Roll, Vote
from governance.voting.urn import new_code
from tests.assemblies.meetings import HELD, cast_one, governed, in_session, on_table, renewing, voted, with_item
from tests.organizations.association import enrolled
from tests.organizations.test_exits import addresses

LATER = HELD + timedelta(minutes=5)
HERE = ("bob", "erin", "faye", "gus")
IN_ONE_PLACE = {"mode": "in_person", "arrangements": ""}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cast(cast):
    """Everybody is a superuser here: the law asks nobody’s role."""
    cast = governed(cast)
    for one in {*cast.members, cast.alice, cast.dave}:
        one.is_superuser = one.is_staff = True
        one.save()
    return cast


@pytest.fixture
def now():
    with clock.pretend(LATER):
        yield LATER


def asked(cast, here=HERE, **more):
    item = on_table(in_session(cast, here=here, **IN_ONE_PLACE), cast.bob)
    return item, actions.put_to_vote(item, by=cast.bob, minutes=5, **more)


# --- Elections -----------------------------------------------------------------------------------------


def test_st_12_an_election_set_to_named_is_secret_all_the_same(cast, now):
    seats = {"title": "Élire le conseil", "matter": "board_election", "text": "Six sièges.", "seats": 6}
    renewing(cast, 6)
    meeting = in_session(cast, cast.assembly, here=(*HERE, "hana", "ivan"), items=(seats,), **IN_ONE_PLACE)
    item = on_table(meeting, cast.bob)
    actions.stand(item, by=cast.gus)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5, secret=False)
    assert (vote.is_election, vote.secrecy) == (True, Vote.Secrecy.SECRET)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(secrecy="named")
    cast_one(vote, cast.erin, [vote.options.get().key])
    with clock.pretend(vote.closes_at + timedelta(seconds=1)):
        voting.count_due(clock.now())
    assert Decision.objects.get(item=item).judgement["elected"] == [cast.gus.pk], "whoever stands alone is voted too"


def test_an_election_of_people_is_never_named_by_another_door(cast):
    vote = voting.prepare_vote(
        cast.room,
        kind="room",
        by=cast.bob,
        title="Qui ?",
        method="single",
        choices=[Choice(str(cast.gus)), Choice(str(cast.erin))],
        closes_at=clock.now() + timedelta(days=1),
        secrecy="named",
        is_election=True,
    )
    assert vote.secrecy == Vote.Secrecy.SECRET


# --- Quorum, roll, presence ----------------------------------------------------------------------------


def test_st_14_3_no_vote_opens_without_the_quorum(cast, now):
    item = on_table(in_session(cast, here=HERE[:3], **IN_ONE_PLACE), cast.bob)
    with pytest.raises(Refused, match=r"art\. 14\.3"):
        actions.put_to_vote(item, by=cast.bob, minutes=5)
    assert not Vote.objects.filter(owner_kind="agendaitem").exists()


def test_a_ballot_is_refused_from_whoever_is_not_on_the_roll(cast, now):
    item, vote = asked(cast)
    for who in (cast.hana, cast.ivan, cast.alice, cast.dave):
        with pytest.raises(Refused, match="vous n’y êtes pas"):
            cast_one(vote, who, "for")
    actions.check_in(item.meeting, by=cast.hana)
    with pytest.raises(Refused, match="arrêtée à l’ouverture"):
        cast_one(vote, cast.hana, "for")
    with pytest.raises(DatabaseError), transaction.atomic():
        Roll.objects.create(vote=vote, person=cast.hana, reason="present")


def test_st_14_5_a_ballot_is_refused_from_somebody_recused(cast, now):
    item = on_table(in_session(cast, here=(*HERE, "hana"), **IN_ONE_PLACE), cast.bob)
    actions.recuse(item, by=cast.gus, person=cast.gus, reason="contrat de location")
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    with pytest.raises(Refused, match="vous n’y êtes pas"):
        cast_one(vote, cast.gus, "for")


def test_a_ballot_is_refused_from_whoever_left_the_session(cast, now):
    item, vote = asked(cast)
    actions.check_out(item.meeting, by=cast.gus)
    with pytest.raises(Refused, match="quitté la séance"):
        cast_one(vote, cast.gus, "for")


# --- What is over stays over ---------------------------------------------------------------------------


def test_a_closed_vote_is_not_opened_again(cast, now):
    item, vote = asked(cast)
    for key in HERE:
        cast_one(vote, getattr(cast, key), "for")
    vote = actions.close_item_vote(item, by=cast.bob)
    for act in (voting.open_prepared, voting.close_vote):
        with pytest.raises(Refused):
            act(vote, by=cast.bob)
    with pytest.raises(Refused, match="clos"):
        voting.cancel_vote(vote, by=cast.bob, reason="Cela ne me plaît pas.")
    changes = [{"closed_at": None}, {"counted_at": None}, {"closes_at": LATER + timedelta(days=9)}, {"outcome": {}}]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Vote.objects.filter(pk=vote.pk).update(**change)


def test_a_decided_item_is_not_voted_a_second_time(cast, now):
    item = on_table(in_session(cast, here=HERE, **IN_ONE_PLACE), cast.bob)
    voted(item, cast.bob, {cast.bob: "for", cast.erin: "for"})
    for who in (cast.bob, cast.erin):
        with pytest.raises(Refused, match="un vote clos ne se refait pas"):
            actions.put_to_vote(item, by=who, minutes=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(item=item).update(outcome="rejected")


def test_two_votes_do_not_run_on_one_item(cast, now):
    item, _vote = asked(cast)
    with pytest.raises(Refused, match="Un scrutin est en cours"):
        actions.put_to_vote(item, by=cast.bob, minutes=5)


def test_st_9_2b_a_late_item_is_talked_about_and_not_voted(cast, now):
    meeting = in_session(cast, here=HERE, **IN_ONE_PLACE)
    with pytest.raises(Refused, match=r"art\. 9\.2"):
        with_item(meeting, cast.bob, title="Vendre le camion")
    late = with_item(meeting, cast.bob, title="Vendre le camion", matter="")
    actions.open_item(late, by=cast.bob)
    with pytest.raises(Refused, match=r"art\. 9\.2"):
        actions.put_to_vote(late, by=cast.bob, minutes=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(late).objects.create(meeting=meeting, position=9, title="Vendre", matter="board_decision", is_late=True)


# --- One person, one voice -----------------------------------------------------------------------------


def test_st_10_3a_a_member_of_two_colleges_has_one_voice(cast, now):
    try:
        with transaction.atomic():
            enrolled(cast, cast.gus, "bienfaiteur", paid=HELD.date())
    except IntegrityError:
        pass  # the database keeps one college a person: there is no second voice to count
    meeting = in_session(cast, cast.assembly, here=(*HERE, "hana"), items=({"matter": "moral_report"},), **IN_ONE_PLACE)
    actions.check_in(meeting, by=cast.gus)
    item = on_table(meeting, cast.bob)
    vote = actions.put_to_vote(item, by=cast.bob, minutes=5)
    assert vote.roll.filter(person=cast.gus).values_list("weight", flat=True).get() == 1
    cast_one(vote, cast.gus, "for")
    with pytest.raises(Refused, match="déjà voté"):
        cast_one(vote, cast.gus, "against")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(vote=vote, person=cast.gus, kind="choice", content="against")
    entitled = list(cast.assembly.members(meeting.day).values_list("pk", flat=True))
    assert entitled.count(cast.gus.pk) == 1


# --- Nobody votes for another --------------------------------------------------------------------------

FOR_ANOTHER = ("person", "by", "voter", "user", "for_person", "member", "on_behalf_of", "people")


@pytest.mark.parametrize("article", ["st_10_2", "st_22_2", "st_23_2"])
def test_no_ballot_is_cast_for_another_whatever_is_sent(cast, client, now, article):
    """The doors of a ballot know one person: whoever is signed in (art. 10.2, 22.2, 23.2)."""
    _item, vote = asked(cast)
    client.force_login(cast.erin)
    sent = {"answer": "choice", "choice": "for", "key": new_code(vote.pk)} | dict.fromkeys(FOR_ANOTHER, cast.gus.pk)
    for door in ("cast", "confirm"):
        client.post(f"/votes/{vote.pk}/{door}/", sent)
    assert list(Ballot.objects.filter(vote=vote).values_list("person", flat=True)) == [cast.erin.pk]


def test_every_call_that_casts_a_ballot_names_who_asked_for_it():
    """In the whole house, `cast_ballot` is given the person of the request, or the `by` of the act that calls it."""
    found = []
    for top in ("governance", "rooms", "proposals"):
        for path in (ROOT / top).rglob("*.py"):
            if "demo" in path.parts:  # tells a story of people it made itself
                continue
            for call in _casts(ast.parse(path.read_text())):
                found.append((path.name, {key.arg: ast.unparse(key.value) for key in call.keywords}.get("by")))
    assert found and {by for _path, by in found} <= {"request.user", "by", "user", "self.request.user"}, found


def _casts(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = [node.func, *node.args]  # called, or handed to `paced`
            if any(ast.unparse(one).rpartition(".")[2] == "cast_ballot" for one in named):
                yield node


def test_the_addresses_that_cast_a_ballot_carry_no_person_and_no_command_votes():
    doors = [
        one for one in addresses(get_resolver().url_patterns) if "votes/" in one and ("cast" in one or "confirm" in one)
    ]
    assert len(doors) == 2
    assert all(one.count("<") == 1 for one in doors), doors
    for command in (ROOT / "governance/management/commands").glob("*.py"):
        text = command.read_text()
        assert "cast_ballot" not in text and "enter_paper" not in text, command.name
