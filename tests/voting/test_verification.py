"""A hand in what was opened, cast or published is named: on the vote's page, and by a command that exits with 1."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.verdict import Refused
from governance.voting import actions as voting
from governance.voting import triggers
from governance.voting import urn as urns
from governance.voting.models import Ballot, Option, Pile, Publication, Roll, Urn, Vote
from tests.doors import as_
from tests.voting.ballot_box import moved_close
from tests.voting.every_method import METHODS, after_the_close, answer, counted, opened

pytestmark = pytest.mark.django_db


def verify() -> tuple[int, str]:
    """What the command says, and its code."""
    said = StringIO()
    try:
        call_command("verify_votes", stdout=said)
    except CommandError as error:
        return error.returncode, said.getvalue()
    return 0, said.getvalue()


def secret(cast):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o1")
    answer(vote, cast.faye, "o2")
    return vote


def named(cast):
    vote = opened(cast)
    answer(vote, cast.erin, "o1")
    answer(vote, cast.faye, kind="abstention", ballot=None)
    return vote


def by_hand(vote, model, **columns):
    """What somebody does who holds the database: the triggers are in their way, and they take them away."""
    with triggers.lifted():
        model.objects.filter(**{"pk" if model in (Vote, Urn, Publication) else "vote": vote.pk}).update(**columns)


def pages(browser, vote) -> list[str]:
    with after_the_close(vote):
        answers = [browser.get(f"/votes/{vote.pk}/{end}") for end in ("", "lists/", "roll/")]
    assert [page.status_code for page in answers] == [200, 200, 200]
    return [page.content.decode() for page in answers[:2]]


NAMED = "touché en dehors de l’application"


@pytest.mark.parametrize("method", METHODS)
def test_votes_that_nobody_touched_are_intact(cast, method):
    for secrecy in ("named", "secret", "verifiable"):
        vote = opened(cast, method, secrecy=secrecy)
        answer(vote, cast.erin, METHODS[method][1])
        answer(vote, cast.faye, METHODS[method][2])
        answer(vote, cast.bob, None, kind="blank")
        counted(vote)
    opened(cast, method, secrecy="secret")
    code, said = verify()
    assert (code, said.count("intact, counted, 4 on the roll"), said.count("not counted yet")) == (0, 3, 1)


def test_pages_of_votes_that_nobody_touched_name_nothing(cast, sign_in):
    browser = sign_in(cast.bob)
    for vote in (secret(cast), named(cast)):
        assert NAMED not in browser.get(f"/votes/{vote.pk}/").content.decode()
        assert [NAMED in page for page in pages(browser, vote)] == [False, False]
        counted(vote)
        assert [NAMED in page for page in pages(browser, vote)] == [False, False]


@pytest.mark.parametrize("who", ["bob", "carol", "anonymous"])
def test_a_hand_in_an_open_urn_is_named_on_the_page_of_the_vote(cast, client, who):
    vote = secret(cast)
    by_hand(vote, Urn, ballots='"o2"\n"o2"')
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    assert NAMED in client.get(f"/votes/{vote.pk}/").content.decode()
    assert verify()[0] == 1


def test_whoever_votes_then_is_told_on_their_page_and_nothing_enters(cast, sign_in):
    vote = secret(cast)
    by_hand(vote, Urn, codes="")
    code = urns.new_code(vote.pk)
    page = sign_in(cast.bob).post(f"/votes/{vote.pk}/confirm/", {"choice": "o1", "key": code})
    assert (page.status_code, "modifiée en dehors de l’application" in page.content.decode()) == (403, True)


@pytest.mark.parametrize(
    "columns", [{"ballots": '"o2"\n"o2"'}, {"codes": ""}, {"seal": ""}, {"ballots": "rien de lisible"}]
)
def test_a_hand_in_a_closed_urn_is_named_and_its_page_still_answers(cast, sign_in, columns):
    vote = secret(cast)
    by_hand(vote, Urn, **columns)
    assert [NAMED in page for page in pages(sign_in(cast.bob), vote)] == [True, True]


def test_a_mark_too_many_is_named(cast, sign_in):
    vote = secret(cast)
    Roll.objects.filter(vote=vote, person=cast.bob).update(answered_at=vote.opened_at)
    for page in pages(sign_in(cast.bob), vote):
        assert "2 bulletins pour 3 émargements" in page
    with after_the_close(vote):
        assert verify()[0] == 1


def test_a_mark_too_many_on_a_named_roll_is_named_and_nothing_is_counted(cast, sign_in):
    vote = named(cast)
    Roll.objects.filter(vote=vote, person=cast.bob).update(answered_at=vote.opened_at)
    for page in pages(sign_in(cast.bob), vote):
        assert "2 bulletins pour 3 émargements" in page
    with after_the_close(vote), pytest.raises(Refused, match="il n’est pas dépouillé"):
        voting.count_vote(vote)


def test_a_mark_moved_from_one_person_to_another_after_the_count_is_found(cast):
    vote = secret(cast)
    counted(vote)
    with triggers.lifted():
        Roll.objects.filter(vote=vote, person=cast.erin).update(answered_at=None)
        Roll.objects.filter(vote=vote, person=cast.bob).update(answered_at=vote.opened_at)
    code, said = verify()
    assert (code, "Les émargements ne sont plus ceux de la clôture" in said) == (1, True)


PUBLISHED = [
    (Publication, {"content": '{"method": "single"}'}, "La liste publiée des bulletins a été modifiée"),
    (Publication, {"content": "["}, "La liste publiée des bulletins a été modifiée"),
    (Vote, {"outcome": {"winners": ["Ocre"]}}, "Le résultat affiché n’est pas celui"),
    (Publication, {"codes": "a" * 26}, "La liste publiée des codes a été modifiée"),
]


@pytest.mark.parametrize(("model", "columns", "words"), PUBLISHED)
@pytest.mark.parametrize("made", [secret, named])
def test_what_was_published_and_changed_since_is_named_on_its_pages_and_by_the_command(
    cast, sign_in, made, model, columns, words
):
    vote = made(cast)
    counted(vote)
    by_hand(vote, model, **columns)
    for page in pages(sign_in(cast.bob), vote):
        assert (NAMED in page, words in page) == (True, True)
    code, said = verify()
    assert (code, words in said) == (1, True)


def test_a_publication_rewritten_with_its_own_hashes_still_differs_from_the_register(cast, sign_in):
    vote = counted(secret(cast))
    content = vote.publication.content.replace("Bleu", "Ocre")
    by_hand(vote, Publication, content=content, content_sha256="0" * 64)
    assert [NAMED in page for page in pages(sign_in(cast.bob), vote)] == [True, True]


def test_a_publication_that_is_gone_is_named(cast, sign_in):
    vote = counted(secret(cast))
    with triggers.lifted():
        Publication.objects.filter(vote=vote).delete()
    assert [NAMED in page for page in pages(sign_in(cast.bob), vote)] == [True, True]
    with after_the_close(vote):
        for file in ("ballots.json", "codes.txt"):
            assert sign_in(cast.bob).get(f"/votes/{vote.pk}/{file}").status_code == 404
    assert verify()[0] == 1


HANDS = [
    (secret, Urn, {"ballots": ""}, "L’urne n’est plus celle du dépouillement"),
    (named, Ballot, {"content": "o3", "kind": "choice"}, "relus un par un, ne donnent pas les nombres"),
    (named, Pile, {"count": 7}, "relus un par un, ne donnent pas les nombres"),
    (named, Option, {"meaning": "Autre chose"}, "ne sont plus ceux de l’ouverture"),
    (named, Vote, {"title": "Autre question"}, "ne sont plus ceux de l’ouverture"),
    (secret, Vote, {"text_sha256": "0" * 64}, "ne sont plus ceux de l’ouverture"),
    (secret, Roll, {"reason": "ami"}, "La liste d’émargement n’est plus celle de l’ouverture"),
    (secret, Roll, {"weight": 2}, "La liste d’émargement n’est plus celle de l’ouverture"),
]


@pytest.mark.parametrize(("made", "model", "columns", "words"), HANDS)
def test_what_was_opened_or_cast_and_changed_since_is_found_by_the_command(cast, made, model, columns, words):
    vote = counted(made(cast))
    by_hand(vote, model, **columns)
    code, said = verify()
    assert (code, words in said) == (1, True)


def test_a_ballot_added_by_hand_is_found(cast):
    vote = counted(named(cast))
    with triggers.lifted():
        Ballot.objects.create(vote=vote, person=cast.bob, content="o1")
    code, said = verify()
    assert (code, "bulletins pour" in said) == (1, True)


def test_an_outcome_is_what_the_register_keeps(cast):
    vote = counted(secret(cast))
    assert json.loads(vote.publication.content)["ballots"] == [
        {"count": 1, "ballot": "Bleu"},
        {"count": 1, "ballot": "Vert"},
    ]


# --- While it is open --------------------------------------------------------------------------------


def test_piles_changed_by_hand_are_noticed_at_the_count_and_named_on_the_page(cast):
    vote = named(cast)
    Pile.objects.filter(pk=vote.piles.first().pk).update(count=50)
    with after_the_close(vote):
        with pytest.raises(Refused, match="ne donnent pas les nombres"):
            voting.count_vote(vote)
        page = as_(cast.erin).get(f"/votes/{vote.pk}/").content.decode()
    assert "ne donnent pas les nombres" in page


def test_a_close_moved_by_hand_is_named_by_the_command(cast):
    vote = named(cast)
    vote = moved_close(vote, vote.closes_at - timedelta(days=2))
    code, said = verify()
    assert (code, "La clôture n’est plus celle qui a été annoncée" in said) == (1, True)
