"""What moves in a room is said once in its talk, to each in their language, and by nobody in particular."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from governance import clock, live
from governance.verdict import Refused
from governance.voting import actions as voting
from governance.worker import tick
from proposals import actions as proposals
from rooms import actions, telling
from rooms.models import Message, Room
from rooms.permissions import may_delete_message, may_edit_message
from tests.cast import archive
from tests.proposals.factories import MONDAY, a_draft, a_proposal, answer, block, fresh, later, resolve
from tests.voting.factories import moment_after, opened, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with clock.pretend(MONDAY):
        yield


def plain(words):
    return words.replace("\xa0", " ")


def said_in(room, language="fr"):
    """The sentences of the notices of a room, in order."""
    with translation.override(language):
        found = Message.objects.filter(thread=room.thread_id).exclude(notice="").order_by("n")
        return [plain(message.first_words) for message in found]


def kinds(room):
    return list(Message.objects.filter(thread=room.thread_id).exclude(notice="").values_list("notice", flat=True))


def as_(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


# --- What is said ------------------------------------------------------------------------------------


def test_the_room_hears_of_a_proposal_from_its_opening_to_its_resolution(cast):
    proposal = a_proposal(cast)
    with later(days=8):
        tick()
        resolve(fresh(proposal), by=cast.bob)
    assert said_in(cast.room) == [
        "Une proposition est ouverte aux amendements : Traduire le guide",
        "Une consultation est ouverte : Traduire le guide",
        "Une consultation est close, la résolution est attendue : Traduire le guide",
        "Résolution, on va de l’avant : Traduire le guide",
    ]


def test_emma_reads_the_same_in_english(cast):
    a_proposal(cast)
    assert said_in(cast.room, "en") == [
        "A proposal is open to amendments: Traduire le guide",
        "A consultation is open: Traduire le guide",
    ]


def test_a_draft_is_nobodys_news_and_a_discussion_is(cast):
    draft = a_draft(cast)
    assert said_in(cast.room) == []
    proposals.publish_proposal(draft, by=cast.bob, amendable=False)
    assert said_in(cast.room) == ["Une proposition est ouverte à la discussion : Traduire le guide"]


def test_a_block_opens_a_concertation_and_a_second_one_joins_it(cast):
    proposal = a_proposal(cast)
    block(proposal, cast.faye)
    block(fresh(proposal), cast.erin)
    assert kinds(cast.room).count("proposal.block_raised") == 1


def test_a_block_is_told_without_its_name_nor_its_reason(cast):
    proposal = a_proposal(cast)
    block(proposal, cast.faye)
    notice = Message.objects.get(notice="proposal.block_raised")
    assert notice.told == {"proposal": proposal.pk, "title": "Traduire le guide"}


def test_a_vote_says_that_it_opens_and_that_it_is_counted_and_not_what_it_gave(cast):
    vote = opened(cast)
    with moment_after(vote):
        tick()
    assert said_in(cast.room) == [
        "Un scrutin est ouvert : Quelle couleur ?",
        "Un scrutin est clos et dépouillé : Quelle couleur ?",
    ]
    assert {tuple(sorted(m.told)) for m in Message.objects.exclude(notice="")} == {("title", "vote")}


def test_a_vote_that_is_cancelled_says_so_unless_nobody_was_asked_yet(cast):
    voting.cancel_vote(opened(cast), by=cast.bob, reason="Mal posé.")
    voting.cancel_vote(prepared(cast), by=cast.bob, reason="Mal posé.")
    assert kinds(cast.room) == ["vote.opened", "vote.cancelled"]


def test_a_room_that_is_archived_says_it_last(cast):
    archive(cast.room, by=cast.alice)
    assert said_in(cast.room) == ["Ce salon est archivé : tout y reste lisible, plus personne n’y écrit."]


# --- Once --------------------------------------------------------------------------------------------


def test_a_close_is_told_once_however_often_the_clock_looks(cast):
    a_proposal(cast)
    vote = opened(cast)
    with clock.pretend(vote.closes_at + timedelta(days=9)):
        for _time in range(3):
            tick()
    assert (kinds(cast.room).count("proposal.round_closed"), kinds(cast.room).count("vote.counted")) == (1, 1)


def test_the_same_thing_told_again_is_not_written(cast):
    vote = {"kind": "vote.opened", "key": "vote.opened:1", "vote": 1, "title": "Quoi ?"}
    with transaction.atomic():
        told = [telling.post_notice(cast.room, **vote) for _time in range(2)]
    assert (told[0].n, told[1], Room.objects.get().thread.length) == (1, None, 1)


def test_the_database_keeps_it_at_one(cast):
    opened(cast)
    notice = Message.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            thread=notice.thread, n=9, author=None, body="", html="", notice="vote.opened", notice_key=notice.notice_key
        )


# --- Nobody's words ----------------------------------------------------------------------------------


def test_nobody_edits_or_deletes_a_notice_not_even_who_facilitates(cast):
    opened(cast)
    notice = Message.objects.get()
    for who in (cast.alice, cast.bob, cast.anonymous):
        assert not may_edit_message(who, notice) and not may_delete_message(who, notice)
    with pytest.raises(Refused, match="Palabre"):
        actions.delete_message(notice, by=cast.alice, reason="Du bruit.")


def test_bob_answers_a_notice_and_his_answer_quotes_it(cast):
    opened(cast)
    notice = Message.objects.get()
    page = as_(cast.bob).post(
        reverse("message-post", args=[cast.room.thread_id]), {"body": "J’y vais.", "reply_to": notice.pk}, follow=True
    )
    said = plain(page.content.decode())
    assert "Palabre</a> <small>Un scrutin est ouvert : Quelle couleur ?</small>" in said


@pytest.mark.parametrize("name", ["message", "message-edit", "message-delete", "message-history", "message-turn"])
@pytest.mark.parametrize("who", ["alice", "bob", "anonymous"])
def test_every_page_about_a_notice_copes_with_no_author(cast, name, who):
    opened(cast)
    answer = as_(getattr(cast, who)).get(reverse(name, args=[Message.objects.get().pk]))
    assert answer.status_code in (200, 403)


def test_a_message_that_answers_a_notice_may_be_previewed_without_a_script(cast):
    opened(cast)
    data = {"body": "Oui", "preview": "1", "reply_to": Message.objects.get().pk}
    answer = as_(cast.bob).post(reverse("message-post", args=[cast.room.thread_id]), data)
    assert (answer.status_code, "<footer>Palabre</footer>" in answer.content.decode()) == (200, True)


def test_the_talk_of_a_room_shows_a_notice_with_its_link(cast):
    vote = opened(cast)
    page = plain(as_(cast.anonymous).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode())
    assert f'Un scrutin est ouvert : <a href="{reverse("vote", args=[vote.pk])}">Quelle couleur ?</a>' in page


def test_open_pages_hear_it_live_each_in_its_language(cast):
    opened(cast)
    heard = json.dumps(live.replay(f"thread:{cast.room.thread_id}", 0, live.LANGUAGES), ensure_ascii=False)
    assert "A vote is open:" in heard and "Un scrutin est ouvert\xa0:" in heard.replace("\\u00a0", "\xa0")


def test_a_title_that_is_html_is_only_words(cast):
    opened(cast, title="<script>alert(1)</script>")
    page = as_(cast.bob).get(reverse("room", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert "<script>alert" not in page


def test_a_room_asks_as_much_for_one_notice_as_for_thirty(cast, django_assert_max_num_queries):
    client = as_(cast.bob)
    page = reverse("room", args=[cast.space.slug, cast.room.slug])

    def tell(n):
        with transaction.atomic():
            telling.post_notice(cast.room, kind="vote.opened", key=f"vote.opened:{n}", vote=n, title=f"Titre {n}")

    tell(1)
    client.get(page)
    with django_assert_max_num_queries(100) as one:
        client.get(page)
    asked = len(one)
    for n in range(2, 31):
        tell(n)
    client.get(page)
    with django_assert_max_num_queries(asked):
        client.get(page)


def test_positions_are_not_told(cast):
    answer(a_proposal(cast), cast.erin, "agree")
    assert kinds(cast.room) == ["proposal.published", "proposal.round_opened"]
