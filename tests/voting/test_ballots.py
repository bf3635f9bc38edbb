"""The ballot of each method on its page: its fields, what was typed kept after a refusal, and a change in one step."""

import re
from html import unescape

import pytest

from governance.accounts.models import User
from governance.voting import actions as voting
from governance.voting.models import Ballot, Vote
from tests.voting.ballot_box import ASKED, DAY, EIGHT, METHODS, asked, cast_one, closed

pytestmark = pytest.mark.django_db

# What a form sends for the first answer of the table, and one that the method refuses, with a word of the refusal.
SENT = {
    "positions": ({"choice": "agree"}, {"choice": "banana"}, "options"),
    "single": ({"choice": "o1"}, {"choice": "o9"}, "options"),
    "choices": ({"choice": ["o1", "o2"]}, {"choice": ["o1", "o2", "o3", "o4"]}, "plus d’options"),
    "approval": ({"choice": ["o1", "o2"]}, {"choice": ["o1", "o9"]}, "options"),
    "score": ({"n-o1": "5", "n-o2": "3"}, {"n-o1": "5", "n-o2": "9"}, "plus haute"),
    "dots": ({"n-o1": "5", "n-o2": "3"}, {"n-o1": "5", "n-o2": "4"}, "plus de points"),
    "opt_in": ({"choice": "o1"}, {"choice": "o9"}, "options"),
    "schulze": ({"n-o1": "1", "n-o2": "2"}, {"n-o1": "1", "n-o2": "deux"}, "nombre entier"),
    "irv": ({"n-o1": "1", "n-o2": "2"}, {"n-o1": "1", "n-o2": "1"}, "même rang"),
    "stv": ({"n-o1": "1", "n-o2": "2"}, {"n-o1": "1", "n-o2": "1"}, "même rang"),
    "majority_judgment": ({"n-o1": "5", "n-o2": "4", "n-o3": "2"}, {"n-o1": "5", "n-o2": "40"}, "mention"),
    "date": ({"n-o1": "yes", "n-o2": "if_needed"}, {"n-o1": "yes", "n-o2": "peut-être"}, "mention"),
    "resistance": ({"n-o1": "2", "n-o2": "9"}, {"n-o1": "2", "n-o2": "-1"}, "plus basse"),
}


def words(page) -> str:
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", unescape(text).replace("\u00a0", " "))


def shown(page) -> dict:
    """What the fields of the ballot hold: the value of each name, as the browser would send it back."""
    body, found = page.content.decode(), {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)[1]
        if name and (name[1] == "choice" or name[1].startswith("n-")):
            if kind in ("radio", "checkbox") and " checked" not in tag:
                continue
            if value and value[1]:
                found.setdefault(name[1], []).append(value[1])
    for name, options in re.findall(r'<select name="(choice|n-[^"]*)"[^>]*>(.*?)</select>', body, re.DOTALL):
        if chosen := re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options):
            found[name] = [chosen[1] or chosen[2]]
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


@pytest.mark.parametrize("method", METHODS)
def test_a_ballot_is_cast_from_its_page_and_shown_again_to_be_changed_in_one_step(cast, sign_in, method):
    vote, browser = asked(cast, method), sign_in(cast.erin)
    sent, _bad, _why = SENT[method]
    first = browser.get(f"/votes/{vote.pk}/")
    assert (first.status_code, shown(first)) == (200, {"choice": "o1"} if method == "opt_in" else {})
    assert browser.post(f"/votes/{vote.pk}/cast/", sent | {"answer": "choice"}).status_code == 302
    assert Ballot.objects.get(vote=vote).content == ASKED[method][2][0]
    page = browser.get(f"/votes/{vote.pk}/")
    assert shown(page) == sent
    assert "Vous avez répondu" in words(page) and "Changer ma réponse" in words(page)


@pytest.mark.parametrize("method", METHODS)
def test_a_refused_ballot_keeps_what_was_typed_and_says_why(cast, sign_in, method):
    vote, browser = asked(cast, method), sign_in(cast.erin)
    _sent, bad, why = SENT[method]
    page = browser.post(f"/votes/{vote.pk}/cast/", bad | {"answer": "choice", "reason": "Mes mots."})
    assert page.status_code == 422
    assert "Mes mots." in words(page) and 'role="alert"' in page.content.decode() and why in words(page)
    kept = shown(page)
    assert kept.get("n-o1") == bad.get("n-o1")
    assert not Ballot.objects.filter(vote=vote).exists()


@pytest.mark.parametrize("method", [method for method in METHODS if method != "opt_in"])
def test_an_untouched_ballot_is_no_vote(cast, sign_in, method):
    vote = asked(cast, method)
    page = sign_in(cast.erin).post(f"/votes/{vote.pk}/cast/", {"answer": "choice"})
    assert page.status_code == 422 and "Votre bulletin est vide" in words(page)


@pytest.mark.parametrize("method", METHODS)
def test_blank_and_abstention_stand_apart_and_are_two_things(cast, sign_in, method):
    vote, browser = asked(cast, method), sign_in(cast.erin)
    page = words(browser.get(f"/votes/{vote.pk}/"))
    assert "Voter blanc" in page and "Ne pas répondre" in page
    assert ("S’abstenir" in page) is (method != "positions")
    for kind in ("blank", "abstention"):
        assert browser.post(f"/votes/{vote.pk}/cast/", {"answer": kind}).status_code == 302
        assert Ballot.objects.get(vote=vote).kind == kind


def test_the_rule_stands_in_one_sentence_above_the_buttons(cast, sign_in):
    vote = asked(cast, "single", quorum_percent=50)
    page = words(sign_in(cast.erin).get(f"/votes/{vote.pk}/"))
    rule = (
        "Le résultat est consultatif : l’option qui reçoit le plus de voix arrive en tête, même sans majorité, et une "
        "égalité reste une égalité ; vous pouvez changer de réponse jusqu’à la clôture ; les réponses se lisent une "
        "fois la vôtre donnée, avec leurs noms ; quorum de 2 réponses pour une liste de 4, congés déduits."
    )
    assert 0 < page.index(rule) < page.index("Voter blanc")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"is_binding": True}, "Le résultat engage"),
        ({"is_binding": True}, "un bulletin est définitif"),
        ({"secrecy": "secret"}, "rien n’est montré avant la clôture"),
        ({"secrecy": "verifiable"}, "chaque bulletin est publié avec son code, sans nom"),
        ({"shows": "open"}, "chaque réponse se lit tout de suite"),
        ({"shows": "until_close"}, "les réponses se lisent à la clôture"),
    ],
)
def test_the_rule_says_what_is_final_and_who_sees_what(cast, sign_in, given, said):
    assert said in words(sign_in(cast.erin).get(f"/votes/{asked(cast, 'single', **given).pk}/"))


def test_a_partial_ranking_is_said_to_be_partial_and_valid(cast, sign_in):
    vote, browser = asked(cast, "irv"), sign_in(cast.erin)
    assert "Un classement partiel est valable" in words(browser.get(f"/votes/{vote.pk}/"))
    page = browser.post(f"/votes/{vote.pk}/cast/", {"n-o1": "1"}, follow=True)
    assert "Votre bulletin est partiel, et il est valable." in words(page)
    assert "bulletin partiel, valable" in words(page)


def test_a_position_says_what_it_means_and_what_it_asks_for_before_it_is_chosen(cast, sign_in):
    page = words(sign_in(cast.erin).get(f"/votes/{asked(cast, 'positions').pk}/"))
    assert "Il me manque quelque chose." in page and "À écrire ci-dessous : Que vous manque-t-il ?" in page


def test_a_position_that_needs_its_reason_is_refused_without_and_kept(cast, sign_in):
    vote = asked(cast, "positions")
    page = sign_in(cast.erin).post(f"/votes/{vote.pk}/cast/", {"choice": "block", "answer": "choice"})
    assert page.status_code in (403, 422) and shown(page) == {"choice": "block"}
    assert "Qu’est-ce qui bloque" in words(page)


def test_eight_positions_are_a_scale_whose_abstention_stands_aside(cast, sign_in):
    body = sign_in(cast.erin).get(f"/votes/{asked(cast, 'positions', choices=EIGHT).pk}/").content.decode()
    tones = re.findall(r'class="option ([^"]*)"', body)
    assert tones == ["step t6", "step t5", "step t4", "abstain", "step t3", "step t2", "step t1", "step t0"]


def test_choices_say_their_limits_and_scores_their_bounds(cast, sign_in):
    browser = sign_in(cast.erin)
    assert "Choisissez de 1 à 3 options." in words(browser.get(f"/votes/{asked(cast, 'choices').pk}/"))
    assert "une note de 0 (le moins) à 5 (le plus)" in words(browser.get(f"/votes/{asked(cast, 'score').pk}/"))
    assert "Vous avez 8 points à répartir" in words(browser.get(f"/votes/{asked(cast, 'dots').pk}/"))


@pytest.mark.parametrize(("high", "field"), [(5, 'type="radio"'), (20, "<select"), (100, 'type="number"')])
def test_a_score_is_ticked_picked_or_typed_by_how_many_values_there_are(cast, sign_in, high, field):
    vote = asked(cast, "score", terms={"min": 0, "max": high})
    body = sign_in(cast.erin).get(f"/votes/{vote.pk}/").content.decode()
    assert field in body[body.index('class="rates"') :]


def test_dates_are_read_in_the_zone_of_the_reader_and_in_that_of_the_association(cast, sign_in):
    vote = asked(cast, "date")
    User.objects.filter(pk=cast.erin.pk).update(time_zone="Europe/Paris")
    page = words(sign_in(User.objects.get(pk=cast.erin.pk)).get(f"/votes/{vote.pk}/"))
    assert "Samedi 5 avril 2031, 8 h CEST" in page and "samedi 5 avril 2031, 10 h UTC+4" in page
    assert "Les heures sont celles de votre fuseau horaire, Europe/Paris." in page


def test_a_final_ballot_is_not_offered_again(cast, sign_in):
    vote = asked(cast, "single", is_binding=True)
    cast_one(vote, cast.erin, "o2")
    page = sign_in(cast.erin).get(f"/votes/{vote.pk}/")
    assert "Vous avez répondu : Vert" in words(page) and "définitif" in words(page)
    assert 'class="ballot"' not in page.content.decode()


def test_a_secret_answer_is_said_to_be_in_and_never_repeated(cast, sign_in):
    vote = asked(cast, "single", secrecy="secret")
    cast_one(vote, cast.erin, "o2")
    page = words(sign_in(cast.erin).get(f"/votes/{vote.pk}/"))
    assert "Vous avez voté." in page and "Vous avez répondu" not in page


def test_who_is_not_on_the_roll_reads_why_and_has_no_ballot(cast, client, sign_in):
    vote = asked(cast, "single")
    visitor = client.get(f"/votes/{vote.pk}/")
    assert "Connectez-vous pour voter." in words(visitor) and 'class="ballot"' not in visitor.content.decode()
    guest = sign_in(cast.carol).get(f"/votes/{vote.pk}/")
    assert "vous n’y êtes pas" in words(guest) and 'class="ballot"' not in guest.content.decode()


def test_each_stage_says_what_it_is(cast, sign_in):
    browser = sign_in(cast.bob)
    terms = {"title": "Quelle couleur ?", "method": "single", "choices": ASKED["single"][1]}
    vote = voting.prepare_vote(cast.room, kind="room", by=cast.bob, closes_at=asked(cast).closes_at + DAY, **terms)
    page = words(browser.get(f"/votes/{vote.pk}/"))
    assert "En préparation" in page and "Ce qui sera demandé" in page and "Bleu" in page
    vote = voting.open_prepared(vote, by=cast.bob)
    assert "Scrutin ouvert" in words(browser.get(f"/votes/{vote.pk}/"))
    over = asked(cast)
    voting.cancel_vote(over, by=cast.bob, reason="La question était mal posée.")
    page = words(browser.get(f"/votes/{over.pk}/"))
    assert "Scrutin annulé" in page and "La question était mal posée." in page
    assert "Scrutin clos" in words(browser.get(f"/votes/{closed(vote).pk}/"))


def test_the_parts_of_the_page_answer_alone(cast, sign_in):
    vote = asked(cast, "date")
    browser = sign_in(cast.erin)
    for part, at in (("head", 'id="head"'), ("mine", 'id="mine"'), ("result", 'id="result"')):
        body = browser.get(f"/votes/{vote.pk}/?part={part}", headers={"HX-Request": "true"}).content.decode()
        assert at in body and "<html" not in body


def test_a_vote_on_nothing_but_one_option_to_join_needs_no_choice(cast, sign_in):
    vote, browser = asked(cast, "opt_in"), sign_in(cast.erin)
    body = browser.get(f"/votes/{vote.pk}/").content.decode()
    assert '<input type="hidden" name="choice" value="o1">' in body and "M’inscrire" in body
    assert Vote.objects.get(pk=vote.pk).method == "opt_in"
