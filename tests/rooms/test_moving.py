"""Messages go to another room: its readers read them, and nobody else, by whatever way."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance import live
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from proposals import actions as proposals
from rooms import actions, becoming, discussions, moderation, moving, polls, reading, search
from rooms.marks import Mention
from rooms.models import Message, Room, Thread
from tests.at_once import reasons, together
from tests.cast import archive
from tests.doors import as_
from tests.rooms.sending import a_text, sent

SECRET = "Le devis du toit"


@pytest.fixture
def talk(cast):
    """Erin begins, Bob and Carol answer, Bob answers himself; and something else is said between."""
    thread = cast.room.thread
    first = actions.post_message(thread, by=cast.erin, body=SECRET)
    answer = actions.post_message(thread, by=cast.bob, body="Trop cher.", reply_to=first)
    other = actions.post_message(thread, by=cast.faye, body="Qui a les clés ?")
    late = actions.post_message(thread, by=cast.bob, body="On attend.", reply_to=answer)
    return [first, answer, other, late]


def move(chosen, to, by, reason="C’est l’affaire de la trésorerie."):
    chosen = chosen if isinstance(chosen, list) else [chosen]
    return moving.move_messages(chosen, fresh_room(to), by=by, reason=reason)


def fresh_room(room):
    return Room.objects.select_related("thread", "space").get(pk=room.pk)


def fresh(message):
    return Message.objects.with_people().select_related("thread").get(pk=message.pk)


def said_in(room):
    return list(Message.objects.filter(thread=room.thread_id, notice="").order_by("n").values_list("body", flat=True))


def page(person, room):
    return as_(person).get(reverse("room", args=[room.space.slug, room.slug])).content.decode()


# --- What moves --------------------------------------------------------------------------------------


def test_a_message_goes_with_its_answers_and_keeps_authors_moments_and_order(cast, rooms, talk):
    actions.post_message(rooms.members.thread, by=cast.bob, body="Bonjour.")
    assert move(talk[0], rooms.members, cast.alice) == 3
    assert said_in(rooms.members) == ["Bonjour.", SECRET, "Trop cher.", "On attend."]
    assert said_in(cast.room) == ["Qui a les clés ?"]
    now = fresh(talk[3])
    assert (now.n, now.root_id, now.reply_to_id, now.author, now.posted_at) == (
        4,
        talk[0].pk,
        talk[1].pk,
        cast.bob,
        talk[3].posted_at,
    )
    assert Thread.objects.get(pk=rooms.members.thread_id).length == 4


def test_an_answer_that_goes_alone_begins_its_own_branch_and_quotes_nothing_left_behind(cast, rooms, talk):
    assert move(talk[1], rooms.members, cast.alice) == 2
    answer, late = fresh(talk[1]), fresh(talk[3])
    assert (answer.root_id, answer.reply_to_id, late.root_id, late.reply_to_id) == (None, None, answer.pk, answer.pk)
    assert SECRET not in page(cast.bob, rooms.members)


def test_an_answer_whose_question_is_gone_goes_with_its_branch(cast, rooms, talk):
    """Time erased what Bob answered himself; his last words are still of the discussion."""
    Message.objects.filter(pk=talk[3].pk).update(reply_to=None)
    assert move(talk[0], rooms.members, cast.alice) == 3
    assert fresh(talk[3]).root_id == talk[0].pk


def test_several_chosen_messages_go_together_in_their_order(cast, rooms, talk):
    assert move([talk[2], talk[0]], rooms.members, cast.alice) == 4
    assert said_in(rooms.members) == [SECRET, "Trop cher.", "Qui a les clés ?", "On attend."]


def test_a_message_that_comes_back_stands_at_the_end_and_leaves_two_traces(cast, rooms, talk):
    move(talk[0], rooms.members, cast.alice)
    with pytest.raises(Refused, match="plus de monde"):
        move(fresh(talk[0]), cast.room, cast.alice)
    rooms.other = actions.open_room(cast.space, by=cast.alice, name="Toiture")
    move(talk[2], rooms.other, cast.alice)
    move(fresh(talk[2]), cast.room, cast.alice)
    move(fresh(talk[2]), rooms.other, cast.alice)
    assert cast.room.thread.messages.filter(notice="talk.left").count() == 3


# --- Who reads it ------------------------------------------------------------------------------------


def test_afterwards_only_who_sees_the_other_room_reads_them(cast, rooms, talk):
    """Members see « Embauche »; Carol, a guest, and Dave do not."""
    move(talk[0], rooms.roles, cast.alice)
    address = reverse("message", args=[talk[0].pk])
    people = (cast.alice, cast.bob, cast.carol, cast.dave, cast.anonymous)
    assert [as_(who).get(address).status_code for who in people] == [200, 200, 404, 404, 404]
    assert [SECRET in page(who, cast.room) for who in people] == [False] * 5
    found = [search.matching(search.said_in(who, cast.room), "devis").exists() for who in people]
    assert found == [False] * 5
    there = [search.matching(search.said_in(who, rooms.roles), "devis").exists() for who in people]
    assert there == [True, True, False, False, False]
    cards = [as_(who).get(reverse("unfold"), {"url": address}).status_code for who in people]
    assert cards == [200, 200, 204, 204, 204]


def test_a_file_goes_with_its_message(cast, rooms):
    (file,) = sent(cast.room.thread, cast.bob, a_text(b"12 000 euros", "devis.txt"))
    move(file.message, rooms.roles, cast.alice)
    url = reverse("file", args=[file.key])
    assert [as_(who).get(url).status_code for who in (cast.bob, cast.carol, cast.anonymous)] == [200, 404, 404]
    listed = as_(cast.bob).get(reverse("room-files", args=[cast.space.slug, cast.room.slug])).content.decode()
    assert "devis.txt" not in listed


def test_who_was_away_is_told_that_they_left_and_not_a_word_of_them(cast, rooms, talk):
    move(talk[0], rooms.roles, cast.alice)
    here = json.dumps(live.replay(f"thread:{cast.room.thread_id}", 0, live.LANGUAGES), ensure_ascii=False)
    there = json.dumps(live.replay(f"thread:{rooms.roles.thread_id}", 0, live.LANGUAGES), ensure_ascii=False)
    assert (SECRET in here, "Embauche" in here, SECRET in there) == (False, False, True)
    assert here.count("hidden></article>") == 3 * len(live.LANGUAGES)


def test_whom_it_names_and_who_cannot_read_it_any_more_is_named_no_more(cast, rooms):
    message = actions.post_message(cast.room.thread, by=cast.erin, body="@Carol Huet et @Bob Nativel, un devis ?")
    move(message, rooms.roles, cast.alice)
    assert [mention.person for mention in Mention.objects.filter(message=message)] == [cast.bob]


def test_what_was_said_before_some_is_not_shown_to_more(cast, rooms, talk):
    inside = actions.post_message(rooms.members.thread, by=cast.erin, body="Entre nous.")
    for source, to in ((rooms.members, cast.room), (rooms.roles, rooms.members)):
        said = inside if source == rooms.members else actions.post_message(source.thread, by=cast.erin, body="Chut.")
        with pytest.raises(Refused, match="se lit par plus de monde"):
            move(said, to, cast.alice)
    assert said_in(rooms.members) == ["Entre nous."]


def test_one_says_ones_own_words_before_more_people(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.alice, body="Le budget, voir #Trésorerie")
    actions.react(message, by=cast.bob, sign="thanks")
    actions.react(message, by=cast.alice, sign="seen")
    move(message, cast.room, cast.alice, reason="")
    shown = page(cast.dave, cast.room)
    article = shown.partition(f'id="message-{message.pk}"')[2].partition("</article>")[0]
    assert "Le budget" in article and "Déplacé depuis" not in article
    assert ("/rooms/tresorerie/" in article, "Bob Nativel" in article) == (False, False)


def test_a_room_of_roles_is_not_shown_to_a_role_that_nobody_holds_yet(cast, rooms):
    guests = [cast.space.roles.get(key=key) for key in ("member", "guest")]
    wider = actions.open_room(cast.space, by=cast.alice, name="Accueil", visibility="roles", roles=guests)
    organizations.end_membership(
        cast.space.memberships.current().get(person=cast.carol), by=cast.alice, reason="Merci."
    )
    assert not moving.reaches_no_further(fresh_room(wider), fresh_room(rooms.roles))
    assert moving.reaches_no_further(fresh_room(rooms.roles), fresh_room(wider))


# --- What is said of it ------------------------------------------------------------------------------


def test_each_room_names_the_other_to_those_who_may_know_it(cast, rooms, talk):
    other = actions.open_room(cast.space, by=cast.alice, name="Toiture")
    move(talk[0], other, cast.alice)
    assert re.search(
        r"3 messages de cette conversation ont été déplacés vers\s*<a[^>]*>Toiture", page(cast.dave, cast.room)
    )
    assert page(cast.dave, other).count("Déplacé depuis") == 3
    move(talk[2], rooms.roles, cast.alice)
    assert "1 message de cette conversation a été déplacé vers un autre salon." in page(cast.bob, cast.room)
    assert "Déplacé depuis" in page(cast.bob, rooms.roles)


def test_a_room_that_fewer_people_see_loses_its_name_where_it_left_a_trace(cast, rooms, talk):
    other = actions.open_room(cast.space, by=cast.alice, name="Toiture")
    move(talk[0], other, cast.alice)
    back = actions.post_message(other.thread, by=cast.bob, body="Les tuiles.")
    move(back, cast.room, cast.alice)
    actions.change_room(other, by=cast.alice, visibility="members")
    shown = page(cast.dave, cast.room)
    assert "Les tuiles." in shown and "Toiture" not in shown and "déplacés vers un autre salon" in shown


def test_the_register_keeps_who_moved_the_words_of_others_and_why(cast, rooms, talk):
    move(talk[0], rooms.members, cast.alice)
    entry = Entry.objects.select_related("payload").get(act="room.messages_moved")
    assert (entry.actor_id, json.loads(entry.payload.canonical)["n"]) == (cast.alice.pk, 3)
    shown = as_(cast.dave).get(reverse("space-activity", args=[cast.space.slug])).content.decode()
    assert "a déplacé 3 messages vers un autre salon" in shown and "la trésorerie" in shown
    assert rooms.members.name not in shown


def test_who_moves_the_words_of_others_says_why(cast, rooms, talk):
    with pytest.raises(Refused, match="pourquoi"):
        move(talk[0], rooms.members, cast.alice, reason=" ")


def test_ones_own_words_move_without_a_line_in_the_register(cast, rooms):
    message = actions.post_message(cast.room.thread, by=cast.alice, body="Pardon, mauvais salon.")
    move(message, rooms.members, cast.alice, reason="")
    assert not Entry.objects.filter(act="room.messages_moved").exists()


def test_the_counts_of_what_is_new_stay_true_in_both_rooms(cast, rooms, talk):
    def new(room):
        return reading.unread_in(cast.faye, [fresh_room(room)])[room.pk]

    reading.mark_read(rooms.members.thread, by=cast.faye)
    assert (new(cast.room), new(rooms.members)) == (3, 0)
    move(talk[0], rooms.members, cast.alice)
    assert (new(cast.room), new(rooms.members)) == (0, 3)
    standing = reading.standing(cast.faye, fresh_room(rooms.members).thread, cast.space)
    assert (standing.unread, standing.first) == (3, fresh(talk[0]).n)


def test_many_gaps_are_not_counted_as_new(cast, rooms):
    thread = Thread.objects.get(pk=cast.room.thread_id)
    first = actions.post_message(thread, by=cast.bob, body="Bonjour.")
    reading.mark_read(thread, by=cast.faye, n=1)
    Thread.objects.filter(pk=thread.pk).update(length=500)  # they all went elsewhere
    assert reading.unread_in(cast.faye, [fresh_room(cast.room)])[cast.room.pk] == 0
    assert first.n == 1


def test_a_page_asks_as_much_for_one_moved_message_as_for_many(cast, rooms, talk, django_assert_num_queries):
    url = reverse("room", args=[cast.space.slug, rooms.members.slug])
    move(talk[2], rooms.members, cast.alice)
    client = as_(cast.bob)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    move(talk[0], rooms.members, cast.alice)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_a_closed_discussion_takes_its_summary_along(cast, rooms, talk):
    discussions.close_discussion(talk[0], by=cast.erin, summary="On attend le printemps.")
    move(talk[0], rooms.members, cast.alice)
    url = reverse("room-summaries", args=[cast.space.slug, rooms.members.slug])
    assert "On attend le printemps." in as_(cast.bob).get(url).content.decode()
    assert "On attend le printemps." not in page(cast.bob, cast.room)


# --- What does not move ------------------------------------------------------------------------------


def test_who_does_not_facilitate_moves_nothing_not_even_their_own(cast, rooms, talk):
    for who in (cast.bob, cast.erin, cast.carol, cast.dave, cast.anonymous):
        assert not moving.may_move(who, fresh(talk[0]))
        with pytest.raises(Refused):
            move(talk[0], rooms.members, who)
    assert moving.may_move(cast.alice, fresh(talk[0]))


def test_what_was_asked_or_decided_stays_where_it_was(cast, rooms, talk):
    poll = polls.open_poll(cast.room, by=cast.bob, question="On y va ?")
    proposals.act_from(talk[2], cast.room, by=cast.faye, title="Garder les clés", impact="nobody")
    notice = discussions.close_discussion(talk[0], by=cast.erin, summary="On attend.").thread.messages.get(
        notice="discussion.closed"
    )
    debated = opened_debate(cast)
    gone = actions.delete_message(actions.post_message(cast.room.thread, by=cast.bob, body="Oups"), by=cast.bob)
    why = {
        poll: "sondage",
        talk[2]: "est devenu « Garder les clés »",
        notice: "annonce",
        debated: "débat",
        gone: "supprimé",
    }
    for message, words in why.items():
        with pytest.raises(Refused, match=words):
            move(fresh(message), rooms.members, cast.alice)


def opened_debate(cast):
    words = {"title": "Traduire", "summary": "Un guide.", "body": "Nous traduisons.", "impact": "many"}
    proposal = proposals.create_proposal(cast.room, by=cast.bob, **words)
    proposals.publish_proposal(proposal, by=cast.bob)
    return actions.post_message(proposal.thread, by=cast.bob, body="Pourquoi ?")


@pytest.mark.parametrize(("source", "to"), [("archived", "members"), ("public", "archived"), ("public", "public")])
def test_nothing_leaves_or_enters_an_archived_room_nor_stays_where_it_is(cast, rooms, source, to):
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")
    if source == "archived":
        archive(cast.room, by=cast.alice)
    with pytest.raises(Refused, match="archivé" if "archived" in (source, to) else "déjà dans ce salon"):
        move(fresh(message), getattr(rooms, to), cast.alice)


def test_nothing_goes_to_another_space(cast, rooms):
    message = actions.post_message(cast.room.thread, by=cast.alice, body="Bonjour")
    elsewhere = organizations.create_organization(by=cast.alice, name="Ailleurs")
    room = actions.open_room(elsewhere.space, by=cast.alice, name="Accueil")
    with pytest.raises(Refused, match="même espace"):
        move(message, room, cast.alice)


def test_an_answer_to_what_left_meanwhile_is_refused_and_a_sign_too(cast, rooms, talk):
    stale = Message.objects.get(pk=talk[0].pk)
    move(talk[0], rooms.roles, cast.alice)
    with pytest.raises(Refused, match="pas dans cette conversation"):
        actions.post_message(cast.room.thread, by=cast.carol, body="Moi aussi.", reply_to=stale)
    with pytest.raises(Refused, match="déplacé"):
        actions.react(stale, by=cast.carol, sign="seen")


def test_a_draft_born_of_a_message_that_left_takes_no_debate_along(cast, rooms, talk):
    words = {"title": "Le toit", "summary": "Un toit.", "body": "Nous le refaisons.", "impact": "many"}
    draft = proposals.propose_from(talk[0], cast.room, by=cast.erin, with_debate=True, **words)
    move(talk[0], rooms.members, cast.alice)
    proposals.publish_proposal(draft, by=cast.erin)
    assert draft.thread.messages.count() == 0 and becoming.origin_of("proposal", draft.pk)


# --- The page ----------------------------------------------------------------------------------------


def test_alice_moves_a_message_from_its_page_with_those_she_chooses(cast, rooms, talk):
    client = as_(cast.alice)
    where = reverse("message-move", args=[talk[0].pk])
    assert where in client.get(reverse("message", args=[talk[0].pk])).content.decode()
    form = client.get(where).content.decode()
    assert "avec ses 2 réponses" in form and "Qui a les clés" in form
    assert client.post(where, {}).status_code == 422
    data = {"to": rooms.members.pk, "also": [talk[2].pk], "reason": "C’est la trésorerie."}
    assert client.post(where, data | {"reason": ""}).status_code == 403
    answer = client.post(where, data, follow=True)
    assert (answer.status_code, "4 messages sont déplacés." in answer.content.decode()) == (200, True)
    assert len(said_in(rooms.members)) == 4


def test_the_page_says_where_it_may_not_go_and_why(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.bob, body="Entre nous")
    form = as_(cast.alice).get(reverse("message-move", args=[message.pk])).content.decode()
    assert re.search(rf'value="{cast.room.pk}" disabled', form) and "se lit par plus de monde" in form
    assert not re.search(rf'value="{rooms.roles.pk}" disabled', form)


@pytest.mark.parametrize("forged", ["999999", "abc", "-1", "9" * 40, "\x00"])
def test_a_forged_choice_moves_nothing(cast, rooms, talk, forged):
    where, client = reverse("message-move", args=[talk[0].pk]), as_(cast.alice)
    assert client.post(where, {"to": forged, "reason": "Oui."}).status_code == 422
    data = {"to": rooms.members.pk, "also": [forged], "reason": "Oui."}
    assert client.post(where, data).status_code == 422
    assert len(said_in(cast.room)) == 4


# --- At the same moment ------------------------------------------------------------------------------


def holds(*rooms):
    """Each talk has each number once, none beyond its length; each answer stands with what it answers."""
    for room in rooms:
        thread = Thread.objects.get(pk=room.thread_id)
        numbers = list(thread.messages.order_by("n").values_list("n", flat=True))
        assert len(numbers) == len(set(numbers)) and (not numbers or numbers[-1] <= thread.length)
        for message in thread.messages.filter(reply_to__isnull=False).select_related("reply_to", "root"):
            assert message.reply_to.thread_id == message.root.thread_id == thread.pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_messages_move_while_people_answer_take_back_and_react(cast, rooms):
    first = actions.post_message(cast.room.thread, by=cast.erin, body="Et le toit ?")
    answers = [actions.post_message(cast.room.thread, by=cast.bob, body=f"{n}", reply_to=first) for n in range(3)]
    together(
        lambda: move(first, rooms.members, cast.alice),
        lambda: actions.post_message(cast.room.thread, by=cast.faye, body="Oui.", reply_to=first),
        lambda: actions.delete_message(answers[0], by=cast.bob),
        lambda: actions.delete_message(answers[1], by=cast.alice, reason="Hors sujet."),
        lambda: actions.edit_message(answers[2], by=cast.bob, body="Autrement."),
        lambda: actions.react(answers[2], by=cast.erin, sign="seen"),
        lambda: actions.post_message(rooms.members.thread, by=cast.bob, body="Bonjour."),
    )
    holds(cast.room, rooms.members)
    assert Message.objects.get(pk=first.pk).thread_id == rooms.members.thread_id


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_rooms_that_exchange_messages_never_wait_for_each_other(cast):
    other = actions.open_room(cast.space, by=cast.alice, name="Toiture")
    for _n in range(3):
        here = actions.post_message(cast.room.thread, by=cast.bob, body="D’ici.")
        there = actions.post_message(other.thread, by=cast.bob, body="De là.")
        together(
            lambda here=here: move(here, other, cast.alice), lambda there=there: move(there, cast.room, cast.alice)
        )
    holds(cast.room, other)
    assert set(said_in(cast.room)) == {"De là."} and set(said_in(other)) == {"D’ici."}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_message_sent_to_two_rooms_at_once_goes_to_one(cast):
    rooms = [actions.open_room(cast.space, by=cast.alice, name=name) for name in ("Toiture", "Cave")]
    message = actions.post_message(cast.room.thread, by=cast.bob, body="Ici ?")
    results = together(*[lambda room=room: move(message, room, cast.alice) for room in rooms])
    assert len(reasons(results)) == 1
    assert sum(said_in(room) == ["Ici ?"] for room in rooms) == 1
    holds(cast.room, *rooms)


def test_the_page_says_once_why_a_message_stays_and_keeps_the_reason_that_was_typed(cast, rooms, talk):
    moderation.report_message(talk[2], by=cast.erin, why="off_topic")
    door, why = reverse("message-move", args=[talk[2].pk]), "décidez d’abord de ce signalement"
    asked = as_(cast.alice).get(door).content.decode()
    assert (asked.count(why), 'name="to"' in asked) == (1, False)
    sent = as_(cast.alice).post(door, {"to": rooms.members.pk, "reason": "C’est ailleurs."})
    page = sent.content.decode()
    assert (sent.status_code, page.count(why), "C’est ailleurs.</textarea>" in page) == (403, 1, True)
