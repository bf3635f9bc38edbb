"""A ballot is said back before it is final, its receipt is shown and shown again, and what it proves is said."""

import json
import re
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.organizations import actions as organizations
from governance.voting import actions as voting
from governance.voting import triggers, trust
from governance.voting.forms import new_key
from governance.voting.models import Roll, Urn
from governance.voting.qr import qr
from governance.voting.said import in_a_line, said
from governance.voting.urn import grouped, new_code
from tests.voting.every_method import METHODS, a_crowd, after_the_close, answer, counted, opened, prepared

pytestmark = pytest.mark.django_db


def sent(vote, ballot):
    """A canonical ballot as its form sends it."""
    if isinstance(ballot, str):
        return {"choice": ballot}
    if isinstance(ballot, dict):
        grades = vote.terms.get("grades", [])
        return {f"n-{key}": grades.index(value) if value in grades else value for key, value in ballot.items()}
    if isinstance(ballot[0], list):
        return {f"n-{key}": n for n, group in enumerate(ballot, 1) for key in group}
    return {"choice": ballot}


# By method: what is said to the person who casts it, by line, then what others read of it where it is named.
SAID = {
    "single": ([("Bleu", "")], "Bleu"),
    "positions": ([("Bleu", "")], "Bleu"),
    "choices": ([("Bleu", ""), ("Vert", "")], "Bleu, Vert"),
    "approval": ([("Bleu", "")], "Bleu"),
    "score": ([("Bleu", "5"), ("Vert", "0"), ("Ocre", "pas de réponse")], "Bleu : 5, Vert : 0"),
    "dots": ([("Bleu", "6 points"), ("Vert", "aucun point"), ("Ocre", "aucun point")], "Bleu : 6"),
    "opt_in": ([("Bleu", "")], "Bleu"),
    "schulze": ([("Bleu", "1er rang"), ("Vert, Ocre", "2e rang")], "Bleu > Vert = Ocre"),
    "irv": ([("Bleu", "1er rang"), ("Vert", "2e rang"), ("Ocre", "sans rang, après toutes les autres")], "Bleu > Vert"),
    "stv": ([("Bleu", "1er rang"), ("Vert", "2e rang"), ("Ocre", "sans rang, après toutes les autres")], "Bleu > Vert"),
    "majority_judgment": (
        [("Bleu", "bien"), ("Vert", "à rejeter"), ("Ocre", "pas de mention, ce qui compte comme « à rejeter »")],
        "Bleu : bien, Vert : à rejeter",
    ),
    "date": ([("Bleu", "oui"), ("Vert", "non"), ("Ocre", "pas de réponse")], "Bleu : oui, Vert : non"),
    "resistance": ([("Bleu", "0"), ("Vert", "10"), ("Ocre", "pas de réponse")], "Bleu : 0, Vert : 10"),
}


def plain(words):
    return words.replace("\u00a0", " ")


@pytest.mark.parametrize("method", METHODS)
def test_a_ballot_of_any_method_is_said_back_confirmed_and_found_after_the_close(cast, sign_in, method):
    vote = opened(cast, method, secrecy="secret")
    ballot = METHODS[method][1]
    lines = [(plain(what), plain(how)) for what, how in said(vote, "choice", ballot).lines]
    assert (lines, plain(in_a_line(vote, "choice", ballot))) == SAID[method]
    browser = sign_in(cast.erin)
    page = browser.post(f"/votes/{vote.pk}/cast/", sent(vote, ballot))
    words = page.content.decode()
    assert page.status_code == 200
    assert all(line in words for pair in page.context["said"].lines for line in pair)
    typed = {**sent(vote, ballot), "key": page.context["key"]}
    receipt = browser.post(f"/votes/{vote.pk}/confirm/", typed)
    assert (receipt.status_code, Urn.objects.get(vote=vote).codes) == (200, typed["key"])
    counted(vote)
    with after_the_close(vote):
        found = browser.post(f"/votes/{vote.pk}/lists/", {"code": " ".join(grouped(typed["key"])).upper()})
        assert "Votre code y est" in found.content.decode()


@pytest.mark.parametrize(("kind", "words"), [("blank", "Vous votez blanc"), ("abstention", "Vous vous abstenez")])
def test_a_blank_and_an_abstention_are_confirmed_too(cast, sign_in, kind, words):
    vote = opened(cast, secrecy="secret")
    page = sign_in(cast.erin).post(f"/votes/{vote.pk}/cast/", {"answer": kind})
    assert words in page.content.decode()


def test_the_code_and_its_picture_are_on_the_confirming_page_and_on_the_receipt(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    browser = sign_in(cast.erin)
    page = browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"})
    key = page.context["key"]
    for shown in (page, browser.post(f"/votes/{vote.pk}/confirm/", {"choice": "o2", "key": key})):
        words = shown.content.decode()
        assert (" ".join(grouped(key)) in words, qr(key).path in words) == (True, True)
        assert "no-store" in shown["Cache-Control"]


def test_a_receipt_does_not_repeat_what_was_answered(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    browser = sign_in(cast.erin)
    key = browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"}).context["key"]
    receipt = browser.post(f"/votes/{vote.pk}/confirm/", {"choice": "o2", "key": key}).content.decode()
    assert "Vert" not in receipt


def test_a_confirmation_sent_twice_shows_the_receipt_again_and_says_so(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    browser = sign_in(cast.erin)
    typed = {"choice": "o2", "key": browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2"}).context["key"]}
    said = [browser.post(f"/votes/{vote.pk}/confirm/", typed).content.decode() for _time in range(2)]
    assert ["Il y était déjà" in words for words in said] == [False, True]


def test_a_second_device_is_told_that_this_person_has_voted(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o1")
    again = sign_in(cast.erin).post(f"/votes/{vote.pk}/confirm/", {"choice": "o2", "key": new_code(vote.pk)})
    assert (again.status_code, "Vous avez déjà voté" in again.content.decode()) == (403, True)


@pytest.mark.parametrize(
    "forged", [lambda vote: new_key(), lambda vote: new_code(vote.pk + 1), lambda vote: "x' OR 1=1"]
)
def test_a_code_that_was_not_made_here_enters_no_urn(cast, sign_in, forged):
    vote = opened(cast, secrecy="secret")
    page = sign_in(cast.erin).post(f"/votes/{vote.pk}/confirm/", {"choice": "o2", "key": forged(vote)})
    assert (page.status_code, "n’a pas été donné pour ce scrutin" in page.content.decode()) == (422, True)
    assert (Urn.objects.get(vote=vote).codes, Roll.objects.filter(answered_at__isnull=False).exists()) == ("", False)


def test_a_binding_named_ballot_is_confirmed_without_a_code(cast, sign_in):
    vote = opened(cast, is_binding=True)
    browser = sign_in(cast.erin)
    page = browser.post(f"/votes/{vote.pk}/cast/", {"choice": "o2", "reason": "Parce que"})
    words = page.content.decode()
    assert ("définitif" in words, "Parce que" in words, "code-groups" in words) == (True, True, False)
    key = page.context["key"]
    typed = {"choice": "o2", "reason": "Parce que", "key": key}
    assert [browser.post(f"/votes/{vote.pk}/confirm/", typed).status_code for _time in range(2)] == [302, 302]
    assert vote.ballots.get().reason == "Parce que"


def test_a_picture_of_a_code_is_one_path_of_attributes():
    picture = qr(new_code(1))
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", picture.path)
    assert picture.side == 4 * 4 + 17 if picture.side < 37 else picture.side == 37  # version 1 to 3, and its border


# --- After the close --------------------------------------------------------------------------------


def lists(browser, vote, code=None):
    with after_the_close(vote):
        where = f"/votes/{vote.pk}/lists/"
        return (browser.post(where, {"code": code}) if code is not None else browser.get(where)).content.decode()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (lambda vote: new_code(vote.pk), "n’est pas dans la liste"),
        (lambda vote: new_code(vote.pk + 1), "n’a jamais été donné pour ce scrutin"),
        (lambda vote: new_key(), "n’a jamais été donné pour ce scrutin"),
        (lambda vote: "bonjour", "n’en est pas un"),
        (lambda vote: "", "obligatoire"),
    ],
)
def test_a_code_that_is_not_in_the_list_says_which_of_three_things_it_is(cast, sign_in, code, words):
    vote = opened(cast, secrecy="secret")
    answer(vote, cast.erin, "o1")
    counted(vote)
    assert words in lists(sign_in(cast.erin), vote, code(vote))


def test_nothing_is_published_before_the_count(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    code = answer(vote, cast.erin, "o1")
    browser = sign_in(cast.erin)
    for _stage in ("open", "closed"):
        page = browser.post(f"/votes/{vote.pk}/lists/", {"code": code}).content.decode()
        assert ("Votre code y est" in page, code in page.replace(" ", "")) == (False, False)
        for file in ("ballots.json", "codes.txt", "count.py"):
            assert browser.get(f"/votes/{vote.pk}/{file}").status_code == 404


@pytest.mark.parametrize("secrecy", ["named", "secret", "verifiable"])
@pytest.mark.parametrize("method", METHODS)
def test_the_published_file_of_every_method_gives_the_same_outcome_again(
    cast, sign_in, method, secrecy, tmp_path, recount
):
    vote = opened(cast, method, secrecy=secrecy)
    one, other = METHODS[method][1:]
    answer(vote, cast.erin, one)
    answer(vote, cast.faye, other)
    answer(vote, cast.alice, one)
    answer(vote, cast.bob, None, kind="abstention")
    vote = counted(vote)
    with after_the_close(vote):
        file = sign_in(cast.erin).get(f"/votes/{vote.pk}/ballots.json").content
    assert recount(file) == json.loads(json.dumps(vote.outcome))
    assert vote.outcome["abstentions"] == 1


def test_the_files_have_the_hashes_that_the_page_gives(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    for who, ballot in ((cast.erin, "o1"), (cast.faye, "o2")):
        answer(vote, who, ballot)
    counted(vote)
    browser = sign_in(cast.erin)
    page = lists(browser, vote)
    with after_the_close(vote):
        files = [browser.get(f"/votes/{vote.pk}/{name}").content for name in ("ballots.json", "codes.txt")]
    assert [sha256(file).hexdigest() in page for file in files] == [True, True]
    codes = files[1].decode().split("\n")
    assert codes == sorted(codes)


def test_a_verifiable_vote_publishes_each_ballot_with_its_code(cast, sign_in):
    vote = opened(cast, "approval", secrecy="verifiable")
    code = answer(vote, cast.erin, ["o2", "o3"])
    answer(vote, cast.faye, kind="blank", ballot=None)
    assert counted(vote).outcome["counts"]["Vert"] == 1
    page = lists(sign_in(cast.bob), vote, code)
    assert "Votre code y est, avec ce bulletin. Vert, Ocre" in page
    assert "bulletin blanc" in page


def test_a_large_list_shows_its_beginning_and_keeps_the_rest_in_the_file(cast, sign_in):
    vote = opened(cast, secrecy="secret")
    codes = "\n".join(sorted(new_code(vote.pk) for _n in range(250)))
    counted(vote)
    browser = sign_in(cast.bob)
    vote.publication.codes = codes
    with triggers.lifted():
        vote.publication.save()
    assert "et 50 autres, dans le fichier" in lists(browser, vote)


# --- Too few to hide --------------------------------------------------------------------------------


def test_a_secret_vote_on_four_people_opens_once_they_are_told(cast, sign_in):
    vote = prepared(cast, secrecy="secret")
    browser = sign_in(cast.bob)
    where = f"/votes/{vote.pk}/open/"
    assert "trop courte pour cacher quelqu’un" in browser.get(where).content.decode()
    unticked = browser.post(where)
    assert (unticked.status_code, "Cochez cette case" in unticked.content.decode()) == (422, True)
    assert browser.post(where, {"knows": "on"}).status_code == 302


def test_a_larger_roll_opens_without_a_tick(cast, sign_in):
    a_crowd(cast, 3)
    vote = prepared(cast, secrecy="secret")
    browser = sign_in(cast.bob)
    assert "trop courte" not in browser.get(f"/votes/{vote.pk}/open/").content.decode()
    assert browser.post(f"/votes/{vote.pk}/open/").status_code == 302


def test_a_roll_above_the_limit_is_refused_on_its_page(cast, sign_in, monkeypatch):
    a_crowd(cast, 3)
    monkeypatch.setattr(voting.preparing, "LARGEST_SECRET_ROLL", 6)
    vote = prepared(cast, secrecy="secret")
    page = sign_in(cast.bob).post(f"/votes/{vote.pk}/open/")
    assert (page.status_code, "compte 6 personnes au plus" in page.content.decode()) == (403, True)


def test_what_a_secret_guarantees_is_read_by_anybody(client):
    words = client.get("/votes/secret/").content.decode()
    assert ("L’unanimité dit tout" in words, "plusieurs fois pendant le scrutin" in words) == (True, True)


def test_the_program_of_a_method_is_offered_and_served_as_text(cast, sign_in, monkeypatch, tmp_path):
    vote = opened(cast, secrecy="secret")
    counted(vote)
    browser = sign_in(cast.bob)
    monkeypatch.setattr(trust, "SCRIPTS", tmp_path)
    assert "programme d’une page" not in lists(browser, vote)
    (tmp_path / "count_single.py").write_text("print('compté')\n")
    assert "python3 count_single.py" in lists(browser, vote)
    with after_the_close(vote):
        served = browser.get(f"/votes/{vote.pk}/count.py")
    assert (served.content.decode(), served["Content-Type"]) == ("print('compté')\n", "text/plain; charset=utf-8")


@pytest.mark.parametrize("n", [1, 20])
def test_the_lists_ask_as_many_queries_for_one_ballot_as_for_twenty(cast, sign_in, n):
    vote = opened(cast, secrecy="secret") if n == 1 else None
    if n == 1:
        answer(vote, cast.erin)
    else:
        crowd = a_crowd(cast, n)
        vote = opened(cast, secrecy="secret")
        for one in crowd:
            answer(vote, one)
    counted(vote)
    browser = sign_in(cast.bob)
    lists(browser, vote)
    with CaptureQueriesContext(connection) as asked:
        lists(browser, vote)
    assert len(asked) <= 14


def test_a_stranger_to_the_room_finds_no_list_of_its_votes(cast, client):
    organizations.change_settings(cast.space, by=cast.alice, visibility="members")
    vote = opened(cast, secrecy="secret")
    counted(vote)
    client.force_login(cast.dave)
    with after_the_close(vote):
        for end in ("lists/", "codes.txt", "ballots.json", "count.py", "extract.json"):
            assert client.get(f"/votes/{vote.pk}/{end}").status_code == 404
