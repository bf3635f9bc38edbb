"""The pages of a meeting at each of its moments, clean for axe and on a phone, for who runs it and who visits."""

from datetime import timedelta

import pytest

from governance import clock
from governance.assemblies import actions
from governance.assemblies.models import Minutes
from governance.assemblies.writing import written
from governance.register.actions import sha256
from tests.assemblies.meetings import BOARD, answered, governed, prepared, with_item
from tests.browser.test_pages import inspect  # noqa: F401

pytestmark = pytest.mark.browser

LONG = "Louer, pour un an et sans tacite reconduction, le rez-de-chaussée du 8 rue des Manguiers et son arrière-cour"


def at_the_table(cast, **told):
    """In session since two minutes: five are there, an amendment waits, somebody has the floor."""
    now = clock.now()
    with clock.pretend(now - timedelta(days=30)):
        meeting = prepared(cast, starts_at=now - timedelta(minutes=5), **told)
        with_item(meeting, cast.bob, title=LONG, words="Deux devis sont arrivés.")
        with_item(meeting, cast.bob, title="Le calendrier", matter="", text="")
        meeting = actions.send_convocation(meeting, by=cast.bob)
    with clock.pretend(now - timedelta(minutes=4)):
        for key in BOARD[:5]:
            actions.check_in(meeting, by=getattr(cast, key))
        actions.open_session(meeting, by=cast.bob)
        item = actions.open_item(meeting.items.get(position=1), by=cast.bob)
        actions.ask_for_floor(meeting, by=cast.gus)
        actions.give_floor(meeting, by=cast.bob)
    return meeting, item


def test_the_pages_before_a_meeting_are_clean(cast, inspect):  # noqa: F811
    governed(cast)
    space = f"/spaces/{cast.space.slug}/"
    meeting = prepared(cast, cast.assembly, starts_at=clock.now() + timedelta(days=60))
    item = with_item(meeting, cast.bob, title=LONG, matter="policy")
    home = meeting.get_absolute_url()
    assert inspect(cast.bob, f"{space}meetings/", f"{space}bodies/board/meetings/new/", home, f"{home}change/") == []
    assert inspect(cast.bob, f"{home}items/add/", f"{home}items/{item.pk}/change/") == []
    assert inspect(cast.bob, f"{home}items/{item.pk}/documents/") == []
    actions.send_convocation(meeting, by=cast.bob)
    assert inspect(cast.ivan, home) == []
    assert inspect(None, f"{space}meetings/", home) == []


def test_the_pages_of_a_session_are_clean(cast, inspect):  # noqa: F811
    governed(cast)
    meeting, item = at_the_table(cast, mode="in_person", arrangements="")
    home = meeting.get_absolute_url()
    actions.amend_item(item, by=cast.erin, title="Deux ans", text="Le conseil achète un broyeur et sa remorque.")
    assert inspect(cast.bob, home, f"{home}screen/", f"{home}items/{item.pk}/amend/", f"{home}adjourn/") == []
    motion = meeting.items.get(amends=item)
    vote = actions.put_to_vote(motion, by=cast.bob, minutes=5)
    assert inspect(cast.erin, home, f"{home}items/{motion.pk}/papers/", f"{home}items/{motion.pk}/slips/") == []
    answered(vote, {cast.bob: "for", cast.erin: "for", cast.faye: "against"})
    assert inspect(cast.gus, home) == []
    assert inspect(None, home, f"{home}screen/") == []


def test_the_pages_after_a_meeting_are_clean(cast, inspect):  # noqa: F811
    governed(cast)
    space = f"/spaces/{cast.space.slug}/"
    meeting, item = at_the_table(cast, mode="in_person", arrangements="")
    answered(actions.put_to_vote(item, by=cast.bob, minutes=5), {cast.bob: "for", cast.erin: "for", cast.faye: "blank"})
    actions.close_session(meeting, by=cast.bob)
    minutes = Minutes.objects.get()
    page = minutes.get_absolute_url()
    item.refresh_from_db()
    assert inspect(cast.erin, meeting.get_absolute_url(), page, f"{page}remarks/") == []
    actions.sign_minutes(minutes, by=cast.erin, seen_sha256=sha256(written(minutes)))
    actions.countersign_minutes(minutes, by=cast.bob)
    assert inspect(cast.bob, page, f"{page}correct/", item.decision.get_absolute_url()) == []
    assert inspect(cast.bob, f"{space}follow-ups/", f"{space}special-register/", f"{space}duties/") == []
