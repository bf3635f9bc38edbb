"""What is told, sent and moved at once by several processes is told, sent and moved once."""

import pytest

from governance import clock
from governance.worker import tick
from proposals import actions as proposals
from rooms import actions, hooks, outbox, outside
from rooms.models import Delivery, Message, Thread
from tests.at_once import together
from tests.proposals.factories import a_proposal
from tests.voting.factories import opened

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WORDS = {"title": "Traduire", "summary": "Un guide pour tout le monde.", "body": "Nous traduisons.", "impact": "many"}


def test_three_clocks_tell_a_close_once(cast):
    a_proposal(cast)
    vote = opened(cast)
    after = vote.closes_at + (vote.closes_at - clock.now())
    with clock.pretend(after):
        together(tick, tick, tick)
    kinds = list(Message.objects.exclude(notice="").values_list("notice", flat=True))
    assert (kinds.count("proposal.round_closed"), kinds.count("vote.counted")) == (1, 1)
    assert Thread.objects.get(pk=cast.room.thread_id).length == Message.objects.filter(thread=cast.room.thread).count()


def test_three_couriers_send_a_notice_once(cast, monkeypatch):
    monkeypatch.setattr(outside, "may_write_to", lambda _address: True)
    sent = []
    monkeypatch.setattr(outside, "post", lambda address, body, headers: sent.append(headers) or 200)
    hooks.settle_hook(cast.room, by=cast.alice, service="other", address="https://chat.example.org/1")
    for n in range(4):
        opened(cast, title=f"Question {n} ?")
    together(outbox.deliver_due, outbox.deliver_due, outbox.deliver_due)
    assert len(sent) == len({one["Idempotency-Key"] for one in sent}) == 4
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_a_debate_moves_while_people_speak_take_back_and_moderate(cast):
    first = actions.post_message(cast.room.thread, by=cast.erin, body="Et si on traduisait ?")
    answers = [actions.post_message(cast.room.thread, by=cast.bob, body=f"Oui {n}", reply_to=first) for n in range(3)]
    draft = proposals.propose_from(first, cast.room, by=cast.erin, with_debate=True, **WORDS)
    together(
        lambda: proposals.publish_proposal(draft, by=cast.erin),
        lambda: actions.delete_message(answers[0], by=cast.alice, reason="Hors sujet."),
        lambda: actions.delete_message(answers[1], by=cast.bob),
        lambda: actions.post_message(cast.room.thread, by=cast.faye, body="Bonjour."),
        lambda: opened(cast),
    )
    assert draft.thread.messages.count() == 4
    for thread in Thread.objects.filter(pk__in=[cast.room.thread_id, draft.thread_id]):
        numbers = list(thread.messages.order_by("n").values_list("n", flat=True))
        assert len(numbers) == len(set(numbers)) and numbers[-1] == thread.length


def test_a_room_is_archived_or_its_first_proposal_is_published_and_nobody_waits_for_ever(cast):
    draft = proposals.create_proposal(cast.room, by=cast.bob, **WORDS)
    together(
        lambda: proposals.publish_proposal(draft, by=cast.bob),
        lambda: actions.archive_room(cast.room, by=cast.alice, reason="Ouvert par erreur."),
    )
    assert Message.objects.exclude(notice="").exists()
