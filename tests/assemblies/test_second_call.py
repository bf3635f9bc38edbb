"""A missed quorum: nothing is decided, and the next meeting is what the statutes make of it, no more and no less."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Decision, Meeting
from governance.verdict import Refused
from tests.assemblies.meetings import answered, convened, governed, on_table
from tests.cast import person
from tests.organizations.association import enrolled

DAY = timedelta(days=1)
FIRST = datetime(2026, 4, 10, 14, tzinfo=UTC)  # 18 h in Saint-Denis
CHANGE = {"title": "Huit administrateurs", "matter": "statutes", "text": "Le conseil compte huit membres."}
BUDGET = {"title": "Le budget", "matter": "policy", "text": "Le budget est adopté."}


@pytest.fixture
def crowd(cast):
    """Twenty-five members who vote."""
    governed(cast)
    n = 25 - cast.assembly.members(FIRST.date()).count()
    cast.crowd = [person(f"member{k}") for k in range(n)]
    for one in cast.crowd:
        enrolled(cast, one, paid=date(2026, 1, 6))
    return cast


def missed(cast, item, *, here=("bob", "erin", "faye", "gus")):
    """Convened a month before, held with too few, closed."""
    meeting = convened(cast, cast.assembly, at=FIRST - 31 * DAY, starts_at=FIRST, items=[item], title="Assemblée")
    with clock.pretend(FIRST):
        for key in here:
            actions.check_in(meeting, by=getattr(cast, key))
        actions.open_session(meeting, by=cast.bob)
        actions.state_no_quorum(meeting, by=cast.bob)
        actions.close_session(meeting, by=cast.bob)
    return Meeting.objects.get(pk=meeting.pk)


def again(cast, meeting, *, after, sent_after=0):
    with clock.pretend(FIRST + sent_after * DAY + timedelta(hours=3)):
        second = actions.call_again(meeting, by=cast.bob, starts_at=FIRST + after * DAY)
        return actions.send_convocation(second, by=cast.bob)


def test_st_22_3a_twelve_of_twenty_five_change_no_statutes_and_thirteen_may(crowd):
    twelve = ["bob", "erin", "faye", "gus"]
    for one, key in zip(crowd.crowd, (f"m{k}" for k in range(9)), strict=False):
        setattr(crowd, key, one)
    meeting = convened(crowd, crowd.assembly, at=FIRST - 31 * DAY, starts_at=FIRST, items=[CHANGE], title="Assemblée")
    with clock.pretend(FIRST):
        for key in (*twelve, *(f"m{k}" for k in range(8))):
            actions.check_in(meeting, by=getattr(crowd, key))
        actions.open_session(meeting, by=crowd.bob)
        item = on_table(meeting, crowd.bob)
        with pytest.raises(Refused, match="il en faut 13"):
            actions.put_to_vote(item, by=crowd.bob, minutes=5)
        actions.check_in(meeting, by=crowd.m8)
        assert actions.put_to_vote(item, by=crowd.bob, minutes=5).roll_size == 13


def test_st_22_3b_the_second_call_waits_fifteen_days(crowd):
    meeting = missed(crowd, CHANGE)
    with pytest.raises(Refused, match=r"ne se tient pas avant le 25 avril 2026 \(art\. 22\.3\)|dernier jour était"):
        again(crowd, meeting, after=14)
    actions.cancel_meeting(meeting.recalled_by.get(), by=crowd.bob, reason="La date vient trop tôt.")
    assert again(crowd, meeting, after=15).recalls == meeting


def test_st_22_3b_the_second_call_is_about_the_same_text_and_nothing_else(crowd):
    meeting = missed(crowd, CHANGE)
    with clock.pretend(FIRST + timedelta(hours=3)):
        second = actions.call_again(meeting, by=crowd.bob, starts_at=FIRST + 20 * DAY)
        assert [item.text for item in second.items.all()] == [CHANGE["text"]]
        other = {"title": "Autre", "matter": "statutes", "text": "Dix."}
        for act in (
            lambda: actions.change_item(second.items.get(), by=crowd.bob, **other),
            lambda: actions.add_item(second, by=crowd.bob, title="Un point de plus"),
            lambda: actions.remove_item(second.items.get(), by=crowd.bob),
        ):
            with pytest.raises(Refused, match="mêmes textes"):
                act()


def test_st_22_3b_then_three_are_enough_and_three_fifths_of_them_decide(crowd):
    second = again(crowd, missed(crowd, CHANGE), after=16)
    with clock.pretend(FIRST + 16 * DAY):
        for key in ("bob", "erin", "faye"):
            actions.check_in(second, by=getattr(crowd, key))
        actions.open_session(second, by=crowd.bob)
        item = on_table(second, crowd.bob)
        vote = actions.put_to_vote(item, by=crowd.bob, minutes=5)
        answered(vote, {crowd.bob: "for", crowd.erin: "for", crowd.faye: "blank"})
    decision = Decision.objects.get(item=item)
    assert (decision.outcome, decision.case["rule"]["quorum"]) == ("adopted", None)
    assert {follow.title for follow in decision.follow_ups.all()} == {
        CHANGE["title"],
        "Déclarer la modification des statuts au greffe des associations",
    }


def test_a_13_a_second_dissolution_keeps_its_quorum(crowd):
    second = again(crowd, missed(crowd, CHANGE | {"matter": "dissolution", "title": "Dissolution"}), after=16)
    with clock.pretend(FIRST + 16 * DAY):
        for key in ("bob", "erin", "faye"):
            actions.check_in(second, by=getattr(crowd, key))
        actions.open_session(second, by=crowd.bob)
        with pytest.raises(Refused, match="il en faut 13"):
            actions.put_to_vote(on_table(second, crowd.bob), by=crowd.bob, minutes=5)


def test_a_9_an_ordinary_assembly_is_called_anew_with_full_notice_and_the_same_quorum(crowd):
    meeting = missed(crowd, BUDGET, here=("bob", "erin"))
    with pytest.raises(Refused, match="dernier jour était"):
        again(crowd, meeting, after=14)
    anew = again(crowd, meeting, after=16)
    assert anew.recalls is None
    with clock.pretend(FIRST + 16 * DAY):
        for key in ("bob", "erin"):
            actions.check_in(anew, by=getattr(crowd, key))
        actions.open_session(anew, by=crowd.bob)
        with pytest.raises(Refused, match="il en faut 5"):
            actions.put_to_vote(on_table(anew, crowd.bob), by=crowd.bob, minutes=5)


def test_the_page_proposes_the_first_lawful_day(crowd, client):
    meeting = missed(crowd, CHANGE)
    client.force_login(crowd.bob)
    with clock.pretend(FIRST + timedelta(hours=3)):
        assert "Préparer une nouvelle séance" in client.get(meeting.get_absolute_url()).content.decode()
        assert 'value="2026-04-25T18:00"' in client.get(f"{meeting.get_absolute_url()}again/").content.decode()


def test_nobody_is_called_again_where_nothing_was_missed(crowd):
    meeting = convened(crowd, crowd.assembly, at=FIRST - 31 * DAY, starts_at=FIRST, items=[BUDGET], title="Assemblée")
    with clock.pretend(FIRST), pytest.raises(Refused, match="une fois la séance close"):
        actions.call_again(meeting, by=crowd.bob, starts_at=FIRST + 20 * DAY)
