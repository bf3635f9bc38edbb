"""A link to a page of ours says what it leads to, to those who may see it, and nothing to anybody else."""

import re

import pytest
from django.urls import reverse

from governance.organizations import actions as organizations
from rooms import actions, unfolding
from tests.proposals.factories import a_proposal, amend
from tests.rooms.test_pages import address, as_
from tests.texts.factories import a_document
from tests.voting.every_method import opened

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


def unfold(who, *urls):
    return as_(who).get(
        reverse("unfold"), {"url": [f"{HOST}{url}" if re.match("/(?!/)", url) else url for url in urls]}
    )


def said(who, *urls):
    return unfold(who, *urls).content.decode()


def test_a_link_to_a_room_says_its_name(cast):
    page = said(cast.bob, address(cast.room))
    assert ("Salon" in page, "Documentation" in page, f'href="{address(cast.room)}"' in page) == (True, True, True)


def test_links_to_what_is_decided_say_where_it_stands(cast):
    proposal = a_proposal(cast, phase="amending")
    amendment = amend(proposal, cast.erin)
    vote = opened(cast)
    document = a_document(cast, "notes", title="Compte rendu de mai")
    found = [
        said(cast.bob, reverse("proposal", args=[proposal.pk])),
        said(cast.bob, reverse("amendment", args=[proposal.pk, amendment.n])),
        said(cast.bob, reverse("vote", args=[vote.pk])),
        said(cast.bob, reverse("document", args=[cast.space.slug, document.slug])),
    ]
    words = [(proposal.title, "Proposition"), ("Amendement n° 1", "ouvert"), (vote.title, "scrutin ouvert")]
    words.append(("Compte rendu", "Compte rendu de mai"))
    assert [all(word in page for word in pair) for page, pair in zip(found, words, strict=True)] == [True] * 4


def test_a_link_to_a_message_says_who_said_it_and_how_it_begins(cast):
    message = actions.post_message(cast.room.thread, by=cast.erin, body="Rendez-vous **mardi**")
    page = said(cast.bob, reverse("message", args=[message.pk]))
    assert ("Message de Erin Fontaine" in page, "Rendez-vous mardi" in page) == (True, True)


def test_what_does_not_exist_and_what_one_may_not_see_are_the_same_nothing(cast, rooms):
    secret = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    links = [address(rooms.roles), reverse("message", args=[secret.pk])]
    links += [f"/spaces/{cast.space.slug}/rooms/rien/", "/messages/999999/", "/rien/", "/"]
    answers = [unfold(who, link) for who in (cast.carol, cast.dave, cast.anonymous) for link in links]
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    assert "Entre nous" in said(cast.bob, links[1])


def test_who_left_a_closed_space_unfolds_nothing_of_it(cast):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    assert "Documentation" in said(cast.erin, address(cast.room))
    organizations.leave_space(cast.space, by=cast.erin)
    assert unfold(cast.erin, address(cast.room)).status_code == 204


def test_an_argument_whose_mark_may_be_hidden_does_not_unfold(cast, debate):
    message = actions.post_message(debate, by=cast.erin, body="Parce que", lean="for")
    assert unfold(cast.carol, reverse("message", args=[message.pk])).status_code == 204


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://ailleurs.example/proposals/1/",
        "//ailleurs.example/",
        "http://testserver@ailleurs.example/",
        "http://testserver.ailleurs.example/",
        "ftp://testserver/",
        "data:text/html,x",
        "http:/proposals/1/",
        "http://[",
        "proposals/1/",
        "",
        "http://testserver/" + "x" * 600,
    ],
)
def test_any_other_address_is_refused_with_a_reason(cast, url):
    answer = unfold(cast.bob, url)
    assert (answer.status_code, "Seuls les liens vers une page de ce site" in answer.content.decode()) == (403, True)


@pytest.mark.parametrize("url", ["/messages/99999999999999999999999/", "/proposals/99999999999999999999999/", "/%00/"])
def test_an_address_that_no_page_has_is_nothing(cast, url):
    assert unfold(cast.bob, url).status_code == 204


def test_no_link_at_all_is_refused(cast):
    assert as_(cast.bob).get(reverse("unfold")).status_code == 403


def test_many_links_are_asked_about_at_once_and_no_more_than_twenty(cast):
    links = [f"{address(cast.room)}?n={n}" for n in range(30)]
    assert said(cast.bob, *links).count("data-link") == unfolding.MOST


def test_a_title_is_escaped(cast):
    actions.change_room(cast.room, by=cast.alice, name="<b>Gras</b>")
    assert "<b><b>" not in said(cast.bob, address(cast.room))
