"""The page of a result: true for every method, hidden when it must be, the same queries for four people and many."""

import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import clock, ical
from governance.organizations import actions as organizations
from governance.voting import actions as voting
from governance.voting import models
from governance.voting.actions import Choice
from governance.voting.calendars import events_of_slots
from governance.voting.models import Urn
from tests.cast import person
from tests.voting.ballot_box import ASKED, METHODS, SLOTS, answered, asked, cast_one, closed, moved_close

pytestmark = pytest.mark.django_db


def plain(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")).strip()


def text(page):
    """What the page says, without its marks."""
    return plain(page.content.decode())


def table(page, n=0):
    """The rows of the n-th table of numbers, as lists of words."""
    found = re.findall(r'<table class="numbers[^"]*">(.*?)</table>', page.content.decode(), re.DOTALL)[n]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found, re.DOTALL)
    rows = [re.sub(r"<details.*?</details>", "", row, flags=re.DOTALL) for row in rows]
    return [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def see(sign_in, who, vote, query=""):
    page = sign_in(who).get(f"/votes/{vote.pk}/{query}")
    assert page.status_code == 200
    return page


WHY = {
    "positions": "La position la plus prise est « Pour » : 2 sur 4.",
    "single": "« Bleu » a le plus de voix, 2 sur 4, sans majorité : il en manque 1.",
    "choices": "« Bleu » a été choisie sur le plus de bulletins : 3 sur 4.",
    "approval": "« Bleu » est l’option la plus approuvée : 3 sur 4 bulletins.",
    "score": "« Bleu » a la plus haute somme de notes, 11, contre 8 pour « Vert ».",
    "dots": "« Bleu » réunit le plus de points, 13, contre 7 pour « Vert ».",
    "opt_in": "Il manque 1 personne pour atteindre 3.",
    "schulze": "« Bleu » bat chaque autre option en duel",
    "irv": "Égalité entre « Vert » et « Ocre » pour l’élimination au tour 2 : rien ne les départage",
    "majority_judgment": "La mention majoritaire de « Vert », « bien », est meilleure que celle de « Bleu »",
}


@pytest.mark.parametrize("method", METHODS)
def test_a_result_has_a_sentence_a_picture_and_the_whole_table(cast, sign_in, method):
    page = see(sign_in, cast.erin, closed(answered(cast, method)))
    body = page.content.decode()
    assert 'class="verdict' in body and "<caption>" in body and 'scope="row"' in body and 'scope="col"' in body
    assert "style=" not in body
    for words in ("Votes blancs", "Abstentions", "Sans réponse"):
        assert words in text(page)


@pytest.mark.parametrize("method", WHY)
def test_the_sentence_says_what_decided(cast, sign_in, method):
    assert WHY[method] in text(see(sign_in, cast.erin, closed(answered(cast, method))))


def test_a_date_is_chosen_by_who_can_come(cast, sign_in):
    page = see(sign_in, cast.erin, closed(answered(cast, "date")))
    assert "« samedi 12 avril 2031, 18 h UTC+4 » convient au plus de monde : 3 sur 3." in text(page)
    assert table(page)[1] == ["Samedi 12 avril 2031, 18 h UTC+4 ★ en tête", "2", "1", "0", "3"]


def test_the_least_resistance_wins_by_the_shortest_bar(cast, sign_in):
    page = see(sign_in, cast.erin, closed(answered(cast, "resistance")))
    assert "Égalité entre « Bleu » et « Ocre » : la même résistance, 5, et rien ne les départage." in text(page)


def test_two_seats_fill_by_quota_and_the_rounds_are_a_table(cast, sign_in):
    page = see(sign_in, cast.erin, closed(answered(cast, "stv")))
    assert "Le trait marque le quota, 2 voix." in text(page)
    rows = table(page)
    assert rows[0][:2] == ["Option", "Tour 1"] and rows[1][0].startswith("Bleu") and rows[1][1] == "3 retenue"


def test_the_duels_are_a_matrix_whose_winners_have_a_shape_and_a_word(cast, sign_in):
    rows = table(see(sign_in, cast.erin, closed(answered(cast, "schulze"))))
    assert rows[0][1] == "Bleu" and rows[1][:2] == ["Bleu", "–"]
    assert all(re.fullmatch(r"\d+ (▲ gagné|▽ perdu|= égalité)", cell) for cell in rows[1][2:])


def test_a_tie_is_said_with_its_rivals_and_never_broken(cast, sign_in):
    vote = asked(cast, "single")
    cast_one(vote, cast.erin, "o2")
    cast_one(vote, cast.bob, "o3")
    page = see(sign_in, cast.erin, closed(vote))
    assert "Égalité entre « Vert » et « Ocre », à 1 : rien ne les départage." in text(page)
    states = {row[0] for row in table(page)[1:3]}
    assert states == {"1. Vert = à égalité", "1. Ocre = à égalité"}
    assert "en tête" not in " ".join(states)


def test_blank_abstention_and_silence_are_three_lines(cast, sign_in):
    vote = asked(cast, "single")
    cast_one(vote, cast.erin, "o1")
    voting.cast_ballot(vote, by=cast.bob, kind="blank")
    voting.cast_ballot(vote, by=cast.faye, kind="abstention")
    rows = table(see(sign_in, cast.erin, closed(vote)))
    assert [row[:2] for row in rows[-3:]] == [["Votes blancs", "1"], ["Abstentions", "1"], ["Sans réponse", "1"]]


def test_a_vote_that_nobody_answered_decides_nothing(cast, sign_in):
    for method in METHODS:
        page = see(sign_in, cast.erin, closed(asked(cast, method)))
        assert "Aucun bulletin à compter : rien n’est décidé." in text(page)
        assert "en tête" not in " ".join(cell for row in table(page) for cell in row)


def test_the_quorum_is_counted_on_the_roll_without_those_on_leave(cast, sign_in):
    away = cast.space.memberships.current().get(person=cast.faye)
    organizations.go_on_leave(away, by=cast.faye, starts_on=cast.space.day(clock.now()))
    vote = asked(cast, "single", quorum_percent=60)
    cast_one(vote, cast.erin, "o1")
    cast_one(vote, cast.faye, "o1")
    page = text(see(sign_in, cast.erin, vote))
    assert "quorum pas encore atteint 1 réponses pour 2 demandées, sur 3 personnes sans les congés." in page
    cast_one(vote, cast.bob, "o1")
    assert "quorum atteint 2 réponses pour 2 demandées" in text(see(sign_in, cast.erin, vote))


def test_weighted_voices_are_said(cast, sign_in):
    organizations.weigh_by_role(cast.space, by=cast.alice, weighs=True, voices={"facilitator": 3})
    cast.room.space.refresh_from_db()
    vote = asked(cast, "single", weighs_by_role=True)
    cast_one(vote, cast.alice, "o1")
    page = see(sign_in, cast.erin, closed(vote))
    assert "les nombres ci-dessous sont des voix" in text(page)
    assert table(page)[1][1] == "3" and table(page)[-1][:2] == ["Sans réponse", "3"]


def test_nothing_of_a_hidden_result_is_on_the_page_and_it_says_how_to_see_it(cast, sign_in):
    vote = answered(cast, "single", people=[cast.bob, cast.faye])
    page = see(sign_in, cast.erin, vote)
    assert "Les résultats s’affichent quand vous avez répondu" in text(page)
    assert "Bob Nativel : " not in text(page) and "<table" not in page.content.decode()
    assert "2 réponses sur 4 personnes." in text(page)
    assert "On attend : Alice Payet, Erin Fontaine." in text(page)
    guest = text(see(sign_in, cast.carol, vote))
    assert "Sans être sur la liste, vous le lirez à la clôture." in guest


def test_a_small_secret_vote_says_no_number_before_its_close(cast, sign_in):
    vote = asked(cast, "single", secrecy="secret", quorum_percent=50)
    before = see(sign_in, cast.erin, vote)
    cast_one(vote, cast.bob, "o1")
    after = see(sign_in, cast.erin, vote)
    assert "on ne dit pas combien ont voté avant la clôture" in text(after)
    assert text(before) == text(after)
    page = text(see(sign_in, cast.erin, closed(vote)))
    assert "1 réponse sur 4 personnes." in page and "Bob Nativel :" not in page


def test_answers_are_read_by_name_with_their_reasons_where_the_vote_is_named(cast, sign_in):
    page = see(sign_in, cast.erin, answered(cast, "single"))
    assert "Bob Nativel : Bleu La raison de Bob Nativel." in text(page)
    assert "Tout peut encore changer." in text(page)
    filtered = see(sign_in, cast.erin, page.context["vote"], "?choice=o3")
    answers = text(filtered).split("Les réponses et leurs raisons")[1]
    assert "Alice Payet : Ocre" in answers and "Bob Nativel" not in answers


def test_a_secret_result_has_no_names(cast, sign_in):
    page = see(sign_in, cast.erin, closed(answered(cast, "single", secrecy="secret")))
    assert "Les réponses et leurs raisons" not in text(page)
    assert "« Bleu » a le plus de voix" in text(page)


def test_an_urn_touched_by_hand_is_said_on_the_page(cast, sign_in):
    vote = answered(cast, "single", secrecy="secret")
    Urn.objects.filter(vote=vote).update(ballots='"o2"')
    page = see(sign_in, cast.erin, moved_close(vote, clock.now()))
    assert "a été modifiée en dehors de l’application" in text(page)


@pytest.mark.parametrize("method", ["single", "schulze", "majority_judgment", "date"])
def test_a_page_asks_as_many_questions_for_four_voters_as_for_sixty(cast, sign_in, method, monkeypatch):
    monkeypatch.setattr(models, "FEW", 0)  # on a short roll one more names those who are awaited
    few = answered(cast, method)
    people = [person(f"p{n}") for n in range(56)]
    for one in people:
        organizations.admit(cast.space, one, "member", by=cast.alice)
    many = answered(cast, method)
    ballots = ASKED[method][2]
    for n, one in enumerate(people):
        cast_one(many, one, ballots[n % len(ballots)], "Parce que.")
    browser = sign_in(cast.erin)
    counts = []
    for vote in (few, many):
        browser.get(f"/votes/{vote.pk}/")
        with CaptureQueriesContext(connection) as found:
            page = browser.get(f"/votes/{vote.pk}/")
        counts.append(len(found))
    assert counts[0] == counts[1]
    answers = text(page).split("Les réponses et leurs raisons")[1]
    assert "Page 1 sur 2" in answers and answers.count("Parce que.") <= 50


# --- The calendar -----------------------------------------------------------------------------------


def unfolded(content):
    assert content.endswith("\r\n") and "\n" not in content.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))
    return content.replace("\r\n ", "").split("\r\n")


def test_the_slots_of_an_open_vote_are_tentative_events_in_the_zone_of_its_space(cast, sign_in):
    vote = asked(cast, "date")
    answer = sign_in(cast.erin).get(f"/votes/{vote.pk}/calendar.ics")
    lines = unfolded(answer.content.decode())
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert lines.count("BEGIN:VEVENT") == 3 and lines.count("STATUS:TENTATIVE") == 3
    assert "DTSTART;TZID=Indian/Reunion:20310405T100000" in lines
    assert "DTEND;TZID=Indian/Reunion:20310405T110000" in lines and "BEGIN:VTIMEZONE" in lines
    assert f"UID:vote-{vote.pk}-o1@testserver" in lines
    assert sum(line.startswith("DTSTAMP:") for line in lines) == 3


def test_the_chosen_slot_alone_is_confirmed_under_the_same_name(cast, sign_in):
    vote = closed(answered(cast, "date"))
    lines = unfolded(sign_in(cast.erin).get(f"/votes/{vote.pk}/calendar.ics").content.decode())
    assert lines.count("BEGIN:VEVENT") == 1 and "STATUS:CONFIRMED" in lines and "SEQUENCE:1" in lines
    assert f"UID:vote-{vote.pk}-o2@testserver" in lines and "DTSTART;TZID=Indian/Reunion:20310412T180000" in lines


def test_a_calendar_writes_any_words_and_cuts_no_letter_in_two(cast):
    vote = asked(cast, "date", title="Où, quand ; et \\ avec qui ? " + "é" * 90)
    events = events_of_slots(vote, vote.options.all(), is_settled=True)
    lines = unfolded(ical.written(events, origin="https://palabre.test", zone=ZoneInfo("Indian/Reunion")).decode())
    assert any(
        line.startswith("SUMMARY:Où\\, quand \\; et \\\\ avec qui") and line.endswith("é" * 90) for line in lines
    )


def test_there_is_no_calendar_of_what_is_no_date_or_is_not_asked(cast, sign_in):
    browser = sign_in(cast.erin)
    assert browser.get(f"/votes/{asked(cast, 'single').pk}/calendar.ics").status_code == 404
    vote = asked(cast, "date")
    voting.cancel_vote(vote, by=cast.bob, reason="Non.")
    assert browser.get(f"/votes/{vote.pk}/calendar.ics").status_code == 404
    tied = asked(cast, "date", choices=[*SLOTS, Choice("Plus tard")])
    assert browser.get(f"/votes/{closed(tied).pk}/calendar.ics").status_code == 404
