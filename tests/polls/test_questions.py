"""Several questions in one poll: answered on one sheet by the same people, told together or not at all."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, CitizenPoll, Count
from governance.polls.showing import Results
from governance.rules.disclosure import Floor, Hierarchy, publish
from governance.rules.opinions import Question as Asked
from governance.verdict import Refused
from governance.voting.actions import Choice
from tests.cast import person
from tests.polls.asking import JUDGED, live, prepared
from tests.polls.places import la_reunion, territory
from tests.rules.attack import solved

SAINT_DENIS, SAINT_PAUL, SALAZIE = "97411", "97415", "97421"
TRAM = {"question": "Un tram ou un bus\u202f?", **JUDGED, "choices": [Choice("Un tram"), Choice("Un bus")]}
WHEN = {"question": "Quand\u202f?", "method": "choices", "terms": {"at_least": 1, "at_most": 2}}
WHEN["choices"] = [Choice("Le matin"), Choice("Le midi"), Choice("Le soir")]


@pytest.fixture
def island(cast):
    la_reunion()
    return cast


def several(cast, **changed):
    """A poll of three questions, prepared: a bicycle lane, a tram or a bus, and when."""
    poll = prepared(cast, **changed)
    actions.add_question(poll, by=cast.alice, **TRAM)
    actions.add_question(poll, by=cast.alice, **WHEN)
    return poll


def opened(cast, **changed):
    return actions.open_poll(several(cast, **changed), by=cast.alice)


def crowd(poll, code, contents, number=24):
    """People of a commune answer, each as the next of `contents`: a ballot of each question, in order."""
    here, rows = territory("commune", code), list(poll.questions.all())
    Answer.objects.bulk_create(
        Answer(
            poll=poll,
            person=person(f"s{poll.pk}-{code}-{n}"),
            territory=here,
            level="declared",
            content={str(row.pk): ballot for row, ballot in zip(rows, contents[n % len(contents)], strict=True)},
        )
        for n in range(number)
    )


MIXED = (
    ("o1", {"o1": "Bien", "o2": "Passable"}, ["o1"]),
    ("o2", {"o1": "Très bien"}, ["o2", "o3"]),
    ("o1", {"o2": "Bien"}, None),
)


def closed(poll):
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())
    return CitizenPoll.objects.select_related("publication").get(pk=poll.pk)


def titles(poll):
    return [row.vote.title.replace("\u202f", "") for row in poll.questions.select_related("vote")]


def page_of(client, poll, query=""):
    return client.get(reverse("citizen-poll", args=[poll.pk]) + query).content.decode()


# --- Writing them -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_alice_adds_moves_changes_and_removes_questions_while_it_is_prepared(island):
    poll = several(island)
    lane, tram, when = poll.questions.all()
    actions.move_question(when, by=island.alice, up=True)
    actions.move_question(lane, by=island.alice, up=True)
    actions.change_question(tram, by=island.alice, **TRAM | {"question": "Le tram\u202f?"})
    lane_title = titles(poll)[0]
    assert titles(poll) == [lane_title, "Quand?", "Le tram?"]
    actions.remove_question(lane, by=island.alice)
    assert titles(poll) == ["Quand?", "Le tram?"]


@pytest.mark.django_db
def test_a_poll_keeps_one_question_and_takes_ten(island):
    poll = prepared(island)
    with pytest.raises(Refused, match="une question au moins"):
        actions.remove_question(poll.questions.get(), by=island.alice)
    for _n in range(9):
        actions.add_question(poll, by=island.alice, **WHEN)
    with pytest.raises(Refused, match="dix questions au plus"):
        actions.add_question(poll, by=island.alice, **WHEN)


@pytest.mark.django_db
def test_no_question_changes_once_it_is_open_and_only_alice_writes_them(island):
    poll = several(island)
    with pytest.raises(Refused):
        actions.add_question(poll, by=island.bob, **WHEN)
    actions.open_poll(poll, by=island.alice)
    for act in (
        lambda: actions.add_question(poll, by=island.alice, **WHEN),
        lambda: actions.remove_question(poll.questions.last(), by=island.alice),
        lambda: actions.move_question(poll.questions.last(), by=island.alice, up=True),
        lambda: actions.change_question(poll.questions.last(), by=island.alice, **WHEN),
    ):
        with pytest.raises(Refused, match="rien n’en change plus"):
            act()


@pytest.mark.django_db
def test_questions_of_too_many_numbers_are_not_opened_together(island, monkeypatch):
    monkeypatch.setattr("governance.polls.actions.polls.MOST_FACTS", 10)
    with pytest.raises(Refused, match="deux sondages"):
        opened(island)


@pytest.mark.django_db
def test_alice_writes_a_second_question_on_the_page(island, sign_in):
    poll, client = prepared(island), sign_in(island.alice)
    add = reverse("citizen-poll-question-add", args=[poll.pk])
    assert "?way=score" in client.get(add).content.decode()
    assert client.post(f"{add}?way=score", {"question": " "}).status_code == 422
    sent = {"question": "Le tram\u202f?", "options": "Le jour\nLa nuit", "min": 0, "max": 5}
    assert client.post(f"{add}?way=score", sent).status_code == 302
    row = poll.questions.last()
    change = reverse("citizen-poll-question-change", args=[poll.pk, row.pk])
    assert "Le jour" in client.get(change).content.decode()
    assert client.post(change, sent | {"question": "Le bus\u202f?"}).status_code == 302
    assert titles(poll)[1] == "Le bus?"
    act = [reverse("citizen-poll-question-act", args=[poll.pk, row.pk, name]) for name in ("up", "down", "remove")]
    assert [client.post(one).status_code for one in act] == [302, 302, 302]
    assert len(titles(poll)) == 1
    assert sign_in(island.bob).get(add).status_code == 404


# --- Answering ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_bob_answers_all_of_them_with_one_button_and_leaves_one_blank(island, sign_in):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    lane, tram, when = poll.questions.all()
    client, answer = sign_in(island.bob), reverse("citizen-poll-answer", args=[poll.pk])
    page = page_of(client, poll)
    assert page.count('name="answer"') == 2
    assert f'name="q{lane.pk}-choice"' in page
    sent = {f"q{lane.pk}-choice": "o2", f"q{tram.pk}-n-o1": "3", f"q{tram.pk}-n-o2": "0", "answer": "choice"}
    assert client.post(answer, sent).status_code == 302
    assert Answer.objects.get().content == {
        str(lane.pk): "o2",
        str(tram.pk): {"o1": "Très bien", "o2": "À rejeter"},
        str(when.pk): None,
    }
    assert "Changer ma réponse" in page_of(client, poll)
    client.post(answer, sent | {f"q{lane.pk}-blank": "1"})
    assert Answer.objects.get().content[str(lane.pk)] is None


@pytest.mark.django_db
def test_a_sheet_that_is_empty_or_makes_no_sense_comes_back_with_what_was_typed(island, sign_in):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    lane, _tram, when = poll.questions.all()
    client, answer = sign_in(island.bob), reverse("citizen-poll-answer", args=[poll.pk])
    empty = client.post(answer, {"answer": "choice"})
    assert (empty.status_code, "Votre réponse est vide" in empty.content.decode()) == (422, True)
    three = {f"q{lane.pk}-choice": "o2", f"q{when.pk}-choice": ["o1", "o2", "o3"], "answer": "choice"}
    back = client.post(answer, three)
    assert back.status_code == 422
    assert f'value="o2" id="q{lane.pk}-b-o2" checked' in back.content.decode()
    assert client.post(answer, {"answer": "blank"}).status_code == 302
    assert set(Answer.objects.get().content.values()) == {None}


@pytest.mark.django_db
def test_a_poll_from_sixteen_asks_each_person_to_declare_it_and_keeps_no_age(island, sign_in):
    poll = opened(island, min_age=16)
    live(island.bob, SAINT_PAUL)
    client, answer = sign_in(island.bob), reverse("citizen-poll-answer", args=[poll.pk])
    page = page_of(client, poll)
    assert "16 ans et plus, sur déclaration" in page
    assert "Je déclare avoir 16 ans ou plus" in page
    refused = client.post(answer, {"answer": "blank"})
    assert (refused.status_code, "cochez la case si c’est votre cas" in refused.content.decode()) == (422, True)
    with pytest.raises(Refused, match="16 ans et plus"):
        actions.answer_poll(poll, by=island.bob, ballots={})
    assert client.post(answer, {"answer": "blank", "old_enough": "1"}).status_code == 302
    assert set(Answer.objects.get().content.values()) == {None}


# --- Results ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_question_has_its_sentence_its_picture_and_its_table(island, client):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, MIXED)
    crowd(poll, SAINT_PAUL, MIXED)
    poll = closed(poll)
    assert Count.objects.count() == 2
    shown = Results(poll)
    assert [one.whole for one in shown.each] == [
        (48, 32, 16, 0, 0),
        (48, 16, 0, 16, 16, 16, 16, 16, 0, 0),
        (48, 16, 16, 16, 16),
    ]
    page = page_of(client, poll)
    assert [page.count('class="verdict"'), page.count('class="bars')] == [3, 3]
    third = page_of(client, poll, "?question=3")
    assert "Le midi" in third.split('id="places"')[1]
    assert "Le midi" not in page.split('id="places"')[1].split("<tbody>")[1]
    rows = client.get(reverse("citizen-poll-results", args=[poll.pk])).content.decode("utf-8-sig").splitlines()
    first, *lines = csv.reader(io.StringIO("\n".join(rows)), delimiter=";")
    assert len(first) == 7 + 4 + 9 + 4
    assert {len(line) for line in lines} == {len(first)}
    geojson = client.get(reverse("citizen-poll-map", args=[poll.pk]) + "?question=3").json()
    told = [one["properties"] for one in geojson["features"] if one["properties"]["published"]]
    assert all(set(one["options"]) == {"Le matin", "Le midi", "Le soir"} for one in told)
    assert client.get(reverse("citizen-poll-embed", args=[poll.pk])).content.decode().count('class="verdict"') == 3


@pytest.mark.django_db
def test_the_page_asks_the_database_as_often_for_ten_questions_as_for_two(island, client):
    asked = []
    for more in (1, 9):
        poll = prepared(island)
        for _n in range(more):
            actions.add_question(poll, by=island.alice, **WHEN)
        actions.open_poll(poll, by=island.alice)
        page_of(client, poll)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, poll)
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.django_db
def test_where_all_agree_on_one_question_no_question_is_told(island, client):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, MIXED)
    crowd(poll, SAINT_PAUL, MIXED)
    crowd(poll, SALAZIE, tuple((lane, tram, ["o1"]) for lane, tram, _when in MIXED))
    poll = closed(poll)
    salazie = [next(row for row in one.territories if row.name == "Salazie").line for one in Results(poll).each]
    assert salazie == [None] * 3


# --- What one question would tell of another ----------------------------------------------------------

KINDS = ("region", "epci", "commune")
COMMUNES = ("Ay", "Bouy", "Condé", "Dizy", "Épernay", "Fismes")
LAND = Hierarchy(
    KINDS,
    {"04": "region", "Vallée": "epci", "Plaine": "epci", **dict.fromkeys(COMMUNES, "commune")},
    {
        "Vallée": ("04",),
        "Plaine": ("04",),
        **{c: ("Vallée" if n < 3 else "Plaine",) for n, c in enumerate(COMMUNES)},
    },
    ("commune",),
)
LANE, DAY = Asked("single", ("yes", "no"), {}), Asked("approval", ("sat", "sun"), {})


def lines(answers, *questions):
    """The line of each place: people, then the facts of these questions, in order."""
    found = {}
    for place, ballots in answers.items():
        rows = [(1, *(n for q in questions for n in q.true_of(ballot[q.method]))) for ballot in ballots]
        found[place] = tuple(map(sum, zip(*rows, strict=True)))
    return found


def told(answers, *questions):
    return publish(None, {"declared": lines(answers, *questions)}, LAND, final=True).tables["declared"].shown


def spans(codes):
    return [frozenset(p for p in LAND.places if code == "" or code in LAND.above[p]) for code in codes]


def people(number, lane, day):
    return [{"single": lane[n % len(lane)], "approval": day[n % len(day)]} for n in range(number)]


MIX = (("yes", "no", "yes"), (["sat"], ["sun"], ["sat", "sun"], []))


def test_two_results_of_their_own_would_tell_how_many_answered_in_a_village():
    """The bad way: Bouy and Condé agree on one question each, and the two maps hide different neighbours."""
    answers = {place: people(24 + n, *MIX) for n, place in enumerate(COMMUNES)}
    answers["Ay"] = people(9, ("no",), (["sun"],))
    answers["Bouy"] = people(40, ("yes",), MIX[1])
    answers["Condé"] = people(30, MIX[0], (["sat"],))
    apart = set(told(answers, LANE)) | set(told(answers, DAY))
    assert "Ay" not in apart
    assert solved(spans(apart), spans(["Ay"])) == spans(["Ay"])
    assert solved(spans(told(answers, LANE, DAY)), spans(["Ay"])) == []


ballots = st.fixed_dictionaries(
    {
        "single": st.sampled_from(["yes", "no", None]),
        "approval": st.sampled_from([["sat"], ["sun"], ["sat", "sun"], None]),
    }
)
heaps = st.lists(st.tuples(ballots, st.integers(1, 30)), min_size=1, max_size=5).map(
    lambda found: [ballot for ballot, number in found for _n in range(number)]
)


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(COMMUNES, heaps)))
def test_whatever_is_answered_each_question_is_safe_and_both_are_told_of_the_same_places(answers):
    shown, cut = told(answers, LANE, DAY), 1 + len(LANE.facts)
    for facts in (slice(1, cut), slice(cut, None)):
        for line in shown.values():
            assert Floor().holds((line[0], *line[facts]))
    hidden = [code for code in ("", "04", "Vallée", "Plaine", *COMMUNES) if code not in shown]
    assert solved(spans(shown), spans(hidden)) == []
