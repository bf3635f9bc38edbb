"""Looking after a talk: a discussion is closed and messages move, and everybody who reads sees it happen."""

import pytest
from playwright.sync_api import expect

from rooms import actions as rooms
from rooms import discussions, retention
from rooms.models import Message
from tests.browser.gestures import opens, says, sends, tab
from tests.browser.test_pages import inspect

pytestmark = pytest.mark.browser
__all__ = ["inspect"]


def test_alice_closes_and_moves_a_discussion_under_the_eyes_of_bob(cast, sit, stays):
    other = rooms.open_room(cast.space, by=cast.alice, name="Toiture")
    first = rooms.post_message(cast.room.thread, by=cast.erin, body="Le toit fuit.")
    answer = rooms.post_message(cast.room.thread, by=cast.faye, body="Un devis ?", reply_to=first)
    here = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    bob = opens(sit(cast.bob), here)
    there = tab(bob, f"/spaces/{cast.space.slug}/rooms/{other.slug}/")
    stays(bob, there)
    alice = opens(sit(cast.alice), f"/messages/{first.pk}/close/")
    alice.locator("[name=summary]").fill("Il faut **trois devis**.")
    sends(alice)
    expect(bob.locator(f"#message-{first.pk} .summary strong")).to_have_text("trois devis")

    # Who answers all the same keeps their words, and is told why.
    bob.locator(f"#message-{answer.pk} [data-answer]").click()
    says(bob, "Moi j’en ai un.")
    expect(bob.locator(".composer")).to_contain_text("Cette discussion est close")
    expect(bob.locator(".composer [name=body]")).to_have_value("Moi j’en ai un.")

    opens(alice, f"/messages/{first.pk}/move/")
    alice.get_by_label("Toiture").check()
    alice.locator("[name=reason]").fill("C’est le toit.")
    sends(alice)
    expect(bob.locator(f"#message-{first.pk}")).to_have_count(0)
    expect(bob.locator(".messages")).to_contain_text("2 messages de cette conversation ont été déplacés vers Toiture")
    expect(there.locator(f"#message-{first.pk} .came")).to_contain_text(cast.room.name)
    expect(there.locator(f"#message-{answer.pk}")).to_be_visible()
    assert Message.objects.filter(thread=other.thread_id, author__isnull=False).count() == 2


def test_the_pages_of_who_looks_after_a_talk_are_clean(cast, inspect):
    rooms.open_room(cast.space, by=cast.alice, name="Un salon dont le nom est aussi long que possible, ou presque, ici")
    first = rooms.post_message(cast.room.thread, by=cast.erin, body=f"Le toit fuit. {'a' * 90}")
    rooms.post_message(cast.room.thread, by=cast.faye, body="Un devis ?", reply_to=first)
    closed = rooms.post_message(cast.room.thread, by=cast.erin, body="Et la cave ?")
    rooms.post_message(cast.room.thread, by=cast.faye, body="Sèche.", reply_to=closed)
    discussions.close_discussion(closed, by=cast.alice, summary=f"Elle est sèche. {'b' * 90}")
    discussions.reword_summary(closed, by=cast.alice, summary="Elle est *sèche*.")
    retention.set_retention(cast.room, by=cast.alice, years=2)
    room = f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/"
    found = inspect(
        cast.alice,
        room,
        *(f"{room}{name}/" for name in ("summaries", "retention", "export")),
        *(f"/messages/{first.pk}/{name}/" for name in ("close", "move")),
        *(f"/messages/{closed.pk}/{name}" for name in ("", "summary/", "summary/history/")),
    )
    assert found == []
