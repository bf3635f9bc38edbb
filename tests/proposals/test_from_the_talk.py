"""A proposal, an action, an amendment born of what was said; and a discussion that goes on as a debate."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from governance import clock, live
from governance.organizations import actions as organizations
from proposals import actions
from proposals.models import Action, Proposal
from rooms import actions as rooms
from rooms.models import Message, Origin, Thread
from tests.proposals.factories import MONDAY, a_proposal, fresh, later, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

WORDS = {"title": "Traduire le guide", "summary": "Un guide pour tout le monde.", "body": "Nous traduisons."}


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def plain(answer):
    return answer.content.decode().replace("\xa0", " ")


def new(room, message, impact="many", more=""):
    where = reverse("proposal-create", args=[room.space.slug, room.slug])
    return f"{where}?impact={impact}&from_message={message.pk}{more}"


@pytest.fixture
def message(cast):
    return rooms.post_message(cast.room.thread, by=cast.erin, body="Et si on traduisait *le guide* ?")


@pytest.fixture
def discussion(cast, message):
    """Erin’s message, Bob’s answer, Faye’s answer to Bob; and Alice says something else between them."""
    first = rooms.post_message(cast.room.thread, by=cast.bob, body="Oui !", reply_to=message)
    rooms.post_message(cast.room.thread, by=cast.alice, body="Le café est prêt.")
    second = rooms.post_message(cast.room.thread, by=cast.faye, body="En créole aussi.", reply_to=first)
    return [message, first, second]


def take(cast, message, by, **more):
    return actions.propose_from(message, cast.room, by=by, impact="many", with_debate=True, **WORDS, **more)


# --- Forms -------------------------------------------------------------------------------------------


def test_the_form_of_a_proposal_opens_with_the_words_quoted(cast, message):
    page = plain(as_(cast.bob).get(new(cast.room, message)))
    assert "&gt; Et si on traduisait *le guide* ?" in page and "À partir d’un message de Erin Fontaine" in page
    assert f"?impact=many&amp;from_message={message.pk}" in page


def test_a_proposal_sent_from_a_message_keeps_the_link_both_ways(cast, message):
    as_(cast.bob).post(new(cast.room, message), {**WORDS, "publish": "amendments"})
    proposal = Proposal.objects.get()
    page = plain(as_(cast.bob).get(reverse("proposal", args=[proposal.pk])))
    assert f'Née d’un message de <a href="/messages/{message.pk}/">Erin Fontaine</a>' in page
    assert Message.objects.get(pk=message.pk).became[0]["title"] == "Traduire le guide"


def test_an_action_opens_with_the_words_and_keeps_the_link(cast, message):
    client = as_(cast.bob)
    assert "« Et si on traduisait *le guide* ? » (Erin Fontaine)" in plain(
        client.get(new(cast.room, message, "nobody"))
    )
    client.post(new(cast.room, message, "nobody"), {"title": "Traduire la page 1"})
    action = Action.objects.get()
    page = plain(client.get(reverse("action", args=[action.pk])))
    assert f'href="/messages/{message.pk}/">Erin Fontaine</a>' in page


def test_an_amendment_takes_the_words_for_its_reason(cast, message):
    proposal = a_proposal(cast, phase="amending")
    client = as_(cast.faye)
    where = f"{reverse('amendment-create', args=[proposal.pk])}?from_message={message.pk}"
    assert "« Et si on traduisait *le guide* ? » (Erin Fontaine)" in plain(client.get(where))
    sent = {"base": proposal.text.current.pk, "body": "Nous traduisons tout.", "reason": "Comme dit Erin."}
    client.post(where, sent)
    amendment = fresh(proposal).text.amendments.get()
    assert Origin.objects.get(kind="amendment").target_id == amendment.pk
    page = plain(client.get(reverse("amendment", args=[proposal.pk, amendment.n])))
    assert "Son motif vient d’un message de" in page


def test_the_guide_keeps_the_message_through_its_first_question(cast, message):
    where = reverse("proposal-create", args=[cast.space.slug, cast.room.slug])
    page = plain(as_(cast.bob).get(f"{where}?from_message={message.pk}"))
    assert page.count(f"&amp;from_message={message.pk}") == 4


# --- Forged ------------------------------------------------------------------------------------------


@pytest.fixture
def secret(cast):
    """Said in a room that Erin alone facilitates… and that Bob does not see."""
    guests = [cast.space.roles.get(key="guest")]
    room = rooms.open_room(cast.space, by=cast.alice, name="Accueil", visibility="roles", roles=guests)
    return rooms.post_message(room.thread, by=cast.alice, body="Rien que pour nous")


@pytest.mark.parametrize("impact", ["many", "nobody", "few", ""])
def test_a_message_that_one_does_not_read_opens_no_form(cast, secret, impact):
    client, where = as_(cast.bob), new(cast.room, secret, impact)
    answers = [client.get(where), client.post(where, {**WORDS, "publish": ""})]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert not any("Rien que pour nous" in plain(answer) for answer in answers)


@pytest.mark.parametrize("forged", ["999999", "0", "-1", "abc", "1" * 40, "", "²"])
def test_a_message_that_is_none_is_not_found(cast, forged):
    where = reverse("proposal-create", args=[cast.space.slug, cast.room.slug])
    assert as_(cast.bob).get(f"{where}?impact=many&from_message={forged}").status_code == 404


def test_a_message_of_another_room_is_refused_and_the_words_come_back(cast, secret):
    where = new(cast.room, secret)
    client = as_(cast.alice)
    assert client.get(where).status_code == 403
    answer = client.post(where, {**WORDS, "publish": ""})
    assert (answer.status_code, "Nous traduisons." in plain(answer)) == (403, True)
    assert not Proposal.objects.exists()


def test_a_message_deleted_meanwhile_is_refused_and_the_words_come_back(cast, message):
    rooms.delete_message(message, by=cast.erin)
    answer = as_(cast.bob).post(new(cast.room, message), {**WORDS, "publish": ""})
    assert (answer.status_code, "Nous traduisons." in plain(answer), Origin.objects.count()) == (403, True, 0)


# --- With its debate ---------------------------------------------------------------------------------


def test_a_discussion_goes_into_the_debate_when_the_proposal_is_published(cast, discussion):
    with later(hours=1):
        proposal = take(cast, discussion[0], cast.erin)
        assert Thread.objects.get(pk=proposal.thread_id).length == 0
        actions.publish_proposal(proposal, by=cast.erin)
    debate = list(proposal.thread.messages.order_by("n"))
    assert [(m.n, m.pk, m.author, m.posted_at) for m in debate] == [
        (n, m.pk, m.author, MONDAY) for n, m in enumerate(discussion, 1)
    ]
    assert Thread.objects.get(pk=proposal.thread_id).length == 3
    assert [m.root_id for m in debate] == [None, discussion[0].pk, discussion[0].pk]


def test_the_room_keeps_what_was_not_of_it_and_a_notice_with_the_link(cast, discussion):
    proposal = take(cast, discussion[0], cast.erin)
    actions.publish_proposal(proposal, by=cast.erin)
    left = list(cast.room.thread.messages.order_by("n"))
    assert [m.first_words.replace("\xa0", " ") for m in left] == [
        "Le café est prêt.",
        "Une proposition est ouverte aux amendements : Traduire le guide",
        "3 messages de cette conversation sont passés dans le débat de : Traduire le guide",
    ]
    numbers = [m.n for m in left]
    assert numbers == sorted(numbers) and Thread.objects.get(pk=cast.room.thread_id).length == numbers[-1]
    said = rooms.post_message(cast.room.thread, by=cast.bob, body="Et la suite ?")
    assert said.n == numbers[-1] + 1


def test_the_next_word_of_the_debate_comes_after_those_that_moved(cast, discussion):
    proposal = take(cast, discussion[0], cast.erin)
    actions.publish_proposal(proposal, by=cast.erin)
    last = Message.objects.get(pk=discussion[2].pk)
    assert rooms.post_message(proposal.thread, by=cast.bob, body="Je relis.", reply_to=last).n == 4


def test_readers_of_both_talks_are_told(cast, discussion):
    proposal = take(cast, discussion[0], cast.erin)
    here, there = ("thread", cast.room.thread_id), ("thread", proposal.thread_id)
    before = live.cursor(*here)
    actions.publish_proposal(proposal, by=cast.erin)
    gone = list(live.replay(live.name(*here), before, ["fr"]))
    told = json.dumps(gone)
    assert told.count("hidden></article>") == 3
    assert live.cursor(*there) == 3


@pytest.mark.parametrize(("who", "may"), [("erin", True), ("alice", True), ("bob", False), ("faye", False)])
def test_whoever_began_it_or_facilitates_takes_the_debate_along(cast, discussion, who, may):
    person = getattr(cast, who)
    if may:
        assert take(cast, discussion[0], person)
    else:
        with refused("emporter le débat"):
            take(cast, discussion[0], person)


def test_an_answer_does_not_take_its_branch_along(cast, discussion):
    with refused("emporter le débat"):
        take(cast, discussion[1], cast.bob)


def test_who_facilitates_no_more_at_the_publication_takes_nothing_along(cast, discussion):
    proposal = take(cast, discussion[0], cast.alice)
    organizations.admit(cast.space, cast.dave, "facilitator", by=cast.alice)
    membership = cast.space.memberships.current().get(person=cast.alice)
    organizations.change_role(membership, by=cast.dave, role_key="member")
    alice = type(cast.alice).objects.get(pk=cast.alice.pk)
    actions.publish_proposal(proposal, by=alice)
    assert proposal.thread.messages.count() == 0
    assert Message.objects.get(pk=discussion[0].pk).became[0]["kind"] == "proposal"


def test_a_first_message_deleted_before_the_publication_takes_nothing_along(cast, discussion):
    proposal = take(cast, discussion[0], cast.erin)
    rooms.delete_message(discussion[0], by=cast.erin)
    actions.publish_proposal(proposal, by=cast.erin)
    assert proposal.thread.messages.count() == 0


def test_an_answer_given_before_the_publication_goes_along(cast, discussion):
    proposal = take(cast, discussion[0], cast.erin)
    rooms.post_message(cast.room.thread, by=cast.alice, body="Je signe.", reply_to=discussion[0])
    actions.publish_proposal(proposal, by=cast.erin)
    assert proposal.thread.messages.count() == 4


def test_moved_messages_are_read_where_they_are_now(cast, discussion):
    proposal = take(cast, discussion[0], cast.erin)
    actions.publish_proposal(proposal, by=cast.erin)
    client = as_(cast.bob)
    room = plain(client.get(reverse("room", args=[cast.space.slug, cast.room.slug])))
    debate = plain(client.get(reverse("proposal", args=[proposal.pk])))
    assert ("En créole aussi." in room, "En créole aussi." in debate) == (False, True)
    assert client.get(reverse("message", args=[discussion[2].pk])).status_code == 200


def test_the_page_offers_the_debate_to_whoever_may_take_it(cast, discussion):
    turn = reverse("message-turn", args=[discussion[0].pk])
    said = [("avec ses 2 réponses" in plain(as_(who).get(turn))) for who in (cast.erin, cast.alice, cast.bob)]
    assert said == [True, True, False]


def test_the_clock_of_the_debate_is_that_of_the_words(cast, discussion):
    with later(days=2):
        proposal = take(cast, discussion[0], cast.erin)
        actions.publish_proposal(proposal, by=cast.erin)
        notice = Message.objects.get(notice="talk.moved")
        assert notice.posted_at == clock.now()
