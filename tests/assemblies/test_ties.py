"""A tie at the board: the president’s voice settles a named vote, and never a secret one."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import AgendaItem, Decision
from governance.rules import statutes
from governance.rules.statutes import interpretations, open_atlas
from governance.verdict import Refused
from governance.voting.models import Vote
from tests.assemblies.meetings import HELD, governed, in_session, on_table, voted

LATER = HELD + timedelta(minutes=5)
HERE = ("bob", "erin", "faye", "gus")
IN_ONE_PLACE = {"mode": "in_person", "arrangements": ""}


@pytest.fixture
def board(cast):
    return governed(cast)


@pytest.fixture
def with_round(cast):
    """A board whose rules let whoever presides open a named second round (A-10)."""
    chosen = interpretations.choose(open_atlas.STATUTES, "A-10", "named_round")
    return governed(cast, content=statutes.write(chosen))


def came_to(cast, voices, here=HERE, **more):
    """The decision of an item on which the people of `voices` (by their key) answered."""
    item = on_table(in_session(cast, here=here, **more), getattr(cast, here[0]))
    if item.meeting.chair_id is None:
        actions.designate(item.meeting, by=getattr(cast, here[0]), post="president", person=getattr(cast, here[0]))
    secret = more.get("mode") != "in_person"
    voted(item, getattr(cast, here[0]), {getattr(cast, key): said for key, said in voices.items()}, secret=secret)
    return Decision.objects.filter(item=item).first() or AgendaItem.objects.get(pk=item.pk)


@pytest.mark.parametrize(
    ("voices", "outcome"),
    [
        ({"bob": "for", "erin": "for", "faye": "against", "gus": "against"}, "adopted"),
        ({"bob": "against", "erin": "for", "faye": "for", "gus": "against"}, "rejected"),
        ({"bob": "abstention", "erin": "for", "faye": "against"}, "rejected"),
        ({"bob": "blank", "erin": "for", "faye": "against"}, "rejected"),
        ({"erin": "for", "faye": "against"}, "rejected"),
    ],
    ids=["for", "against", "abstaining", "blank", "silent"],
)
def test_st_14_4c_the_voice_of_the_president_prevails_in_a_named_tie(board, voices, outcome):
    with clock.pretend(LATER):
        found = came_to(board, voices, **IN_ONE_PLACE)
    assert found.outcome == outcome
    assert found.judgement["steps"][-1]["step"] == "tie"
    said = voices.get("bob")
    assert found.case["chair"] == (said if said in ("for", "against") else None)


def test_a_29_an_absent_president_has_no_casting_vote_and_nobody_has_it_instead(board):
    with clock.pretend(LATER):
        voices = {"erin": "against", "faye": "for", "gus": "for", "hana": "against"}
        meeting = in_session(board, here=("faye", "gus", "hana", "erin"), **IN_ONE_PLACE)
        actions.designate(meeting, by=board.faye, post="president", person=board.faye)
        item = on_table(meeting, board.faye)
        voted(item, board.faye, {getattr(board, key): said for key, said in voices.items()})
    found = Decision.objects.get(item=item)
    assert (found.outcome, found.case["chair"]) == ("rejected", None)


def test_a_recused_president_has_no_casting_vote(board):
    with clock.pretend(LATER):
        item = on_table(in_session(board, here=(*HERE, "hana"), **IN_ONE_PLACE), board.bob)
        actions.recuse(item, by=board.bob, person=board.bob, reason="contrat")
        voices = {board.erin: "for", board.faye: "for", board.gus: "against", board.hana: "against"}
        voted(item, board.bob, voices)
    found = Decision.objects.get(item=item)
    assert (found.outcome, found.case["chair"]) == ("rejected", None)


TIED = {"bob": "for", "erin": "for", "faye": "against", "gus": "against"}


def test_a_10_a_secret_tie_adopts_nothing_and_opens_no_urn(board):
    with clock.pretend(LATER):
        found = came_to(board, TIED)
    assert (found.outcome, found.case["chair"], found.case["secret"]) == ("rejected", None, True)
    assert "no casting vote" in found.judgement["steps"][-1]["arithmetic"]


def test_a_10_whoever_presides_opens_a_named_second_round_where_the_rules_let_them(with_round, client):
    cast = with_round
    with clock.pretend(LATER):
        item = came_to(cast, TIED)
        assert isinstance(item, AgendaItem) and len(item.rounds) == 1
    with clock.pretend(LATER + timedelta(minutes=6)):
        client.force_login(cast.bob)
        page = client.get(item.meeting.get_absolute_url()).content.decode()
        assert "Ouvrir le second tour nominatif" in page and "Renoncer au second tour" in page
        with pytest.raises(Refused, match="par qui préside"):
            actions.put_to_vote(item, by=cast.erin, minutes=5)
        with pytest.raises(Refused, match="nominatif"):
            actions.put_to_vote(item, by=cast.bob, minutes=5, secret=True)
        with pytest.raises(Refused, match="n’a pas d’issue"):
            actions.close_session(item.meeting, by=cast.bob)
        voted(item, cast.bob, {getattr(cast, key): said for key, said in TIED.items()})
    found = Decision.objects.get(item=item)
    assert (found.outcome, found.case["chair"], found.case["secret"]) == ("adopted", "for", False)
    first, second = Vote.objects.filter(owner_kind="agendaitem", owner_id=item.pk).order_by("pk")
    assert (first.is_secret, second.is_secret, found.vote_id) == (True, False, second.pk)


def test_a_10_whoever_presides_may_leave_the_tie_as_it_is(with_round):
    cast = with_round
    with clock.pretend(LATER):
        item = came_to(cast, TIED)
        with pytest.raises(Refused, match="qui préside"):
            actions.decline_second_round(item, by=cast.erin)
        found = actions.decline_second_round(item, by=cast.bob)
        assert (found.outcome, found.case["chair"], found.vote_id) == ("rejected", None, item.rounds[0]["vote"])
        with pytest.raises(Refused, match="déjà son issue"):
            actions.put_to_vote(item, by=cast.bob, minutes=5)


def test_a_named_second_round_that_is_tied_without_the_president_adopts_nothing(with_round):
    cast = with_round
    with clock.pretend(LATER):
        item = came_to(cast, TIED)
        voted(item, cast.bob, {cast.bob: "abstention", cast.erin: "for", cast.gus: "against"})
    assert Decision.objects.get(item=item).outcome == "rejected"
