"""Signs under a message: one of each per person, put and taken back, seen by all who read it, and never a vote."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from rooms import actions
from rooms.models import Message, Reaction
from rooms.permissions import may_react
from tests.cast import archive
from tests.rooms.test_pages import address, as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(cast):
    return actions.post_message(cast.room.thread, by=cast.bob, body="Bonjour")


def react(who, message, sign="agree", part=False, **data):
    headers = {"HX-Request": "true"} if part else {}
    return as_(who).post(reverse("message-react", args=[message.pk]), {"sign": sign, **data}, headers=headers)


def test_a_sign_is_put_and_taken_back_by_the_same_button(cast, message):
    first = react(cast.erin, message)
    assert (first.url, message.reactions.get().person) == (f"{address(cast.room)}#message-{message.pk}", cast.erin)
    react(cast.erin, message)
    assert message.reactions.count() == 0


def test_a_script_that_says_what_it_wants_may_say_it_twice(cast, message):
    assert [react(cast.erin, message, part=True, on="1").status_code for _twice in range(2)] == [204, 204]
    assert message.reactions.count() == 1
    react(cast.erin, message, part=True, on="0")
    assert message.reactions.count() == 0


@pytest.mark.parametrize("sign", ["", "banana", "👍", "agree ", "x" * 300, "a\x00b"])
def test_a_sign_that_is_not_in_the_list_is_refused_with_a_sentence(cast, message, sign):
    answer = react(cast.erin, message, sign)
    assert (answer.status_code, Reaction.objects.count()) == (403, 0)
    assert "Cette réaction n’existe pas." in answer.content.decode()


def test_the_database_keeps_one_sign_per_person(cast, message):
    actions.react(message, by=cast.erin, sign="agree")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reaction.objects.create(message=message, person=cast.erin, sign="agree")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reaction.objects.create(message=message, person=cast.erin, sign="banana")


def test_everybody_reads_who_put_which_sign(cast, message):
    for who, sign in ((cast.erin, "agree"), (cast.faye, "agree"), (cast.bob, "thanks")):
        actions.react(message, by=who, sign=sign)
    page = as_(cast.anonymous).get(address(cast.room)).content.decode()
    shown = re.findall(r'<button class="sign"[^>]*value="(\w+)" data-people="([\d ]+)"', page)
    assert shown == [("agree", f"{cast.erin.pk} {cast.faye.pk}"), ("thanks", f"{cast.bob.pk}")]
    assert "Erin Fontaine, Faye Clain" in page


def test_a_sign_has_a_name_in_each_language(cast, message):
    actions.react(message, by=cast.erin, sign="thanks")
    cast.erin.language = "en"
    cast.erin.save()
    pages = [as_(who).get(address(cast.room)).content.decode() for who in (cast.bob, cast.erin)]
    names = [re.search(r'class="sign"[^>]*title="(\w+)', page)[1] for page in pages]
    assert names == ["merci", "thanks"]


#                    Alice  Bob   Carol  Dave   nobody
TABLE = [("public", (True, True, True, False, False)), ("archived", (False, False, False, False, False))]


@pytest.mark.parametrize(("kind", "expected"), TABLE)
def test_who_may_react(cast, message, kind, expected):
    if kind == "archived":
        archive(cast.room, by=cast.alice)
        message = Message.objects.get(pk=message.pk)
    people = (cast.alice, cast.bob, cast.carol, cast.dave, cast.anonymous)
    assert tuple(bool(may_react(who, message)) for who in people) == expected


def test_a_message_that_one_may_not_see_takes_no_sign(cast, rooms):
    secret = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    assert [react(who, secret).status_code for who in (cast.carol, cast.dave, cast.anonymous)] == [404] * 3
    assert react(cast.bob, secret).status_code == 302


def test_who_left_the_space_reacts_no_more(cast, message):
    organizations.leave_space(cast.space, by=cast.erin)
    with pytest.raises(Refused):
        actions.react(message, by=type(cast.erin).objects.get(pk=cast.erin.pk), sign="agree")


def test_a_deleted_message_has_no_sign_and_takes_none(cast, message):
    actions.react(message, by=cast.erin, sign="agree")
    message = actions.delete_message(message, by=cast.bob)
    with pytest.raises(Refused):
        actions.react(message, by=cast.erin, sign="agree")
    assert Reaction.objects.count() == 0


def test_a_sign_is_talk_and_the_register_keeps_nothing_of_it(cast, message):
    before = Entry.objects.count()
    actions.react(message, by=cast.erin, sign="agree")
    assert Entry.objects.count() == before


def test_signs_are_paced(cast, message, settings):
    settings.THROTTLE = {**settings.THROTTLE, "reaction": (1, 3600)}
    answers = [react(cast.faye, message, sign, part=True).status_code for sign in ("agree", "thanks")]
    assert answers == [204, 429]


def test_a_page_asks_as_much_for_many_signs_as_for_one(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.bob)
    said = [actions.post_message(cast.room.thread, by=cast.bob, body=f"Mot {n}") for n in range(20)]
    actions.react(said[0], by=cast.erin, sign="agree")
    client.get(address(cast.room))
    with CaptureQueriesContext(connection) as one:
        client.get(address(cast.room))
    for message in said[1:]:
        for who in (cast.erin, cast.faye, cast.carol):
            actions.react(message, by=who, sign="party")
    with django_assert_num_queries(len(one)):
        client.get(address(cast.room))


def test_the_same_page_shows_a_sign_as_soon_as_it_is_put(cast, sign_in, message):
    client = sign_in(cast.bob)
    client.get(address(cast.room))
    actions.react(message, by=cast.erin, sign="party")
    assert "🎉" in client.get(address(cast.room)).content.decode().partition("data-signs")[0]


def test_the_page_of_a_message_offers_every_sign_without_a_script(cast, message):
    page = as_(cast.bob).get(reverse("message", args=[message.pk])).content.decode()
    assert len(re.findall(r'form="act" formaction="[^"]+" name="sign"', page)) == 6
    assert '<form id="act" method="post" hidden>' in page
