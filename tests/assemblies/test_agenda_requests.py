"""Somebody asks that a question be put on the agenda of a body: from a room, from a message, and the answer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from governance.assemblies import actions
from governance.assemblies.models import AgendaRequest
from governance.assemblies.permissions import (
    may_ask_for_item,
    may_decline_request,
    may_see_request,
    may_withdraw_request,
)
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from rooms import actions as rooms
from rooms.models import Message
from tests.at_once import together

pytestmark = pytest.mark.django_db

CAST = ("alice", "bob", "erin", "carol", "dave", "anonymous")


def asks(room, by, **words):
    return actions.request_item(room, by=by, **{"body": "board", "title": "Acheter un broyeur ?"} | words)


def page(client, name, *arguments, **query):
    return client.get(reverse(name, args=arguments), query).content.decode().replace("\xa0", " ")


@pytest.fixture
def asked(cast):
    return asks(cast.room, cast.erin, words="Le nôtre *fume*.")


#                       Alice  Bob    Erin   Carol  Dave   nobody
TABLE = {
    may_see_request: (True, True, True, True, True, True),
    may_withdraw_request: (False, False, True, False, False, False),
    may_decline_request: (True, False, False, False, False, False),
}


@pytest.mark.parametrize("may", TABLE, ids=lambda may: may.__name__)
def test_who_may_do_what_with_a_request(cast, asked, may):
    assert tuple(bool(may(getattr(cast, who), asked)) for who in CAST) == TABLE[may]


def test_who_may_ask(cast):
    assert [bool(may_ask_for_item(getattr(cast, who), cast.room)) for who in CAST] == [True] * 3 + [False] * 3


def test_a_closed_request_is_neither_withdrawn_nor_declined_again(cast, asked):
    actions.withdraw_request(asked, by=cast.erin)
    asked.refresh_from_db()
    assert not may_withdraw_request(cast.erin, asked)
    assert not may_decline_request(cast.alice, asked)
    with pytest.raises(Refused, match="close"):
        actions.decline_request(asked, by=cast.alice, reason="Trop tard.")


def test_bob_asks_from_the_guide_and_finds_his_question_with_the_association(cast, sign_in):
    client = sign_in(cast.bob)
    where = reverse("agenda-request-create", args=[cast.space.slug, cast.room.slug])
    assert where in page(client, "proposal-create", cast.space.slug, cast.room.slug)
    answer = client.post(where, {"title": "Changer de banque", "words": "Elle finance le pétrole.", "body": "assembly"})
    made = AgendaRequest.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert "pour l’assemblée générale" in page(client, "agenda-requests", cast.space.slug)
    assert "Changer de banque" in page(client, "association", cast.space.slug)


def test_what_was_typed_is_kept_when_it_is_not_taken(cast, sign_in):
    where = reverse("agenda-request-create", args=[cast.space.slug, cast.room.slug])
    answer = sign_in(cast.bob).post(where, {"title": "\u200b", "words": "Mes mots.", "body": "king"})
    assert (answer.status_code, AgendaRequest.objects.count()) == (422, 0)
    assert "Mes mots." in answer.content.decode()


def test_a_message_becomes_a_request_and_each_leads_to_the_other(cast, sign_in):
    said = rooms.post_message(cast.room.thread, by=cast.erin, body="Il faudrait un vrai bail.")
    client = sign_in(cast.bob)
    assert "Une demande d’inscription à l’ordre du jour" in page(client, "message-turn", said.pk)
    where = reverse("agenda-request-create", args=[cast.space.slug, cast.room.slug]) + f"?from_message={said.pk}"
    assert "« Il faudrait un vrai bail. » (Erin Fontaine)" in client.get(where).content.decode().replace("\xa0", " ")
    client.post(where, {"title": "Signer un bail", "words": "", "body": "board"})
    made = AgendaRequest.objects.get()
    said.refresh_from_db()
    assert said.became == [
        {"kind": "agendarequest", "title": "Signer un bail", "address": f"/agenda-requests/{made.pk}/"}
    ]
    assert f'href="/messages/{said.pk}/">Erin Fontaine</a>' in page(client, "agenda-request", made.pk)
    assert client.post(where, {"title": "Encore", "body": "board"}).status_code == 403


def test_a_message_of_another_room_becomes_nothing_here(cast):
    other = rooms.open_room(cast.space, by=cast.alice, name="Trésorerie")
    said = rooms.post_message(other.thread, by=cast.erin, body="Ailleurs.")
    with pytest.raises(Refused, match="autre salon"):
        asks(cast.room, cast.bob, message=said)
    assert AgendaRequest.objects.count() == 0


def test_alice_answers_why_not_and_everybody_reads_it(cast, asked, sign_in):
    answer = sign_in(cast.alice).post(asked.get_absolute_url(), {"reason": "Le budget est voté."})
    assert answer.status_code == 302
    seen = page(sign_in(cast.bob), "agenda-request", asked.pk)
    assert "Alice Payet a répondu que cette question n’irait pas" in seen and "Le budget est voté." in seen
    assert [entry.act for entry in Entry.objects.filter(subject_kind="agendarequest").order_by("pk")] == [
        "agendarequest.made",
        "agendarequest.declined",
    ]


def test_a_refusal_without_a_reason_is_asked_for_one(cast, asked, sign_in):
    answer = sign_in(cast.alice).post(asked.get_absolute_url(), {"reason": "  "})
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert asked.closed_at is None


def test_bob_may_not_answer_for_the_board(cast, asked, sign_in):
    assert sign_in(cast.bob).post(asked.get_absolute_url(), {"reason": "Non."}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.decline_request(asked, by=cast.bob, reason="Non.")


def test_erin_takes_her_request_back(cast, asked, sign_in):
    client = sign_in(cast.erin)
    client.post(reverse("agenda-request-withdraw", args=[asked.pk]))
    assert "Erin Fontaine a retiré cette demande." in page(client, "agenda-request", asked.pk)
    assert client.post(reverse("agenda-request-withdraw", args=[asked.pk])).status_code == 403


def test_a_request_is_read_by_those_who_read_its_room(cast, asked, sign_in):
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    for who, status in (("bob", 200), ("carol", 200), ("dave", 404)):
        client = sign_in(getattr(cast, who))
        assert client.get(asked.get_absolute_url()).status_code == status
        assert ("Acheter un broyeur" in page(client, "agenda-requests", cast.space.slug)) == (status == 200)
        assert ("Acheter un broyeur" in page(client, "association", cast.space.slug)) == (status == 200)


def test_the_requests_of_a_project_are_read_with_those_of_its_organization(cast, sign_in):
    project = organizations.create_project(cast.organization, by=cast.alice, name="Jardin")
    room = rooms.open_room(project.space, by=cast.alice, name="Semis")
    made = asks(room, cast.alice, title="Louer un champ")
    client = sign_in(cast.bob)
    assert "Louer un champ" in page(client, "agenda-requests", cast.space.slug)
    assert may_decline_request(cast.alice, made)
    assert not may_decline_request(cast.bob, made)


def test_the_page_of_requests_asks_as_much_for_one_as_for_many(cast, asked, sign_in, django_assert_num_queries):
    client, where = sign_in(cast.bob), reverse("agenda-requests", args=[cast.space.slug])
    client.get(where)
    with django_assert_num_queries(6) as few:
        client.get(where)
    for n in range(10):
        asks(cast.room, cast.erin, title=f"Question {n}")
    with django_assert_num_queries(len(few)):
        client.get(where)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_turn_one_message_at_once_make_one_request(cast):
    said = rooms.post_message(cast.room.thread, by=cast.erin, body="Un bail ?")

    def turn(who):
        try:
            return asks(cast.room, who, message=Message.objects.get(pk=said.pk))
        except Refused as refused:
            return str(refused)

    made = together(*[lambda who=who: turn(who) for who in (cast.bob, cast.faye)])
    assert sorted(type(one).__name__ for one in made) == ["AgendaRequest", "str"]
    assert AgendaRequest.objects.count() == 1
