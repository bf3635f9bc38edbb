"""Answers on paper: one person has one, two people saw each, and nothing joins a code and whom it was given to."""

import inspect
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.cache import caches
from django.urls import reverse

from governance import clock
from governance.accounts.models import User
from governance.polls import actions, results
from governance.polls.models import Answer, CitizenPoll, Count, Counter, Mark, PaperCode, PaperReport, Territory
from governance.polls.permissions import papers as may
from governance.register.models import Payload
from governance.verdict import Refused
from tests.polls.asking import ballot, live, opened, prepared
from tests.polls.places import la_reunion, territory
from tests.polls.test_questions import TRAM

pytestmark = pytest.mark.django_db

HERE = (("commune", "97411"), ("commune", "97415"))
FAYE = {"full_name": "Élodie Hoarau-Payet", "born": date(1951, 3, 9)}


@pytest.fixture
def desk(cast):
    """Bob and Erin keep the desk of a poll in Saint-Denis and Saint-Paul; Dave has an account, and lives there."""
    la_reunion()
    live(cast.dave, "97411")
    cast.poll = opened(cast, places=HERE)
    cast.here, cast.there = territory("commune", "97411"), territory("commune", "97415")
    for who in (cast.bob, cast.erin):
        actions.name_counter(cast.poll, who, by=cast.alice)
    return cast


def pile(desk, number=5, place=None):
    return actions.prepare_codes(desk.poll, place or desk.here, number, by=desk.bob)


def entered(desk, code, choice="o1"):
    return actions.enter_code(desk.poll, code, by=desk.bob, ballots=ballot(desk.poll, choice))


def close(poll):
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())


def counted(desk):
    return results.counts_now(desk.poll)["attested"]


# --- The path of a slip -------------------------------------------------------------------------------


def test_an_answer_on_paper_counts_as_attested_once_erin_countersigns_what_bob_entered(desk):
    code, *_rest = pile(desk)
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    entered(desk, code.upper())
    assert counted(desk) == {}
    with pytest.raises(Refused, match="une autre personne du guichet"):
        actions.countersign(desk.poll, code, by=desk.bob)
    actions.countersign(desk.poll, code, by=desk.erin)
    assert counted(desk) == {str(desk.here.pk): (1, 1, 0, 0, 0)}
    close(desk.poll)
    one = Count.objects.get()
    assert (one.territory, one.level, one.line) == (desk.here, "attested", [1, 1, 0, 0, 0])


def test_what_erin_sends_back_is_entered_again(desk):
    code, *_rest = pile(desk)
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    entered(desk, code, "o1")
    actions.send_back(desk.poll, code, by=desk.erin)
    entered(desk, code, "o2")
    actions.countersign(desk.poll, code, by=desk.erin)
    assert counted(desk) == {str(desk.here.pk): (1, 0, 1, 0, 0)}


def test_a_code_serves_once_and_an_unknown_one_is_said_to_be_so(desk):
    code, *_rest = pile(desk)
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    entered(desk, code)
    with pytest.raises(Refused, match="Ce code a déjà servi"):
        entered(desk, code)
    with pytest.raises(Refused, match="n’est pas de ce sondage"):
        entered(desk, "a" * 16)
    desk.poll = opened(desk, title="Un autre", places=HERE)
    actions.name_counter(desk.poll, desk.bob, by=desk.alice)
    with pytest.raises(Refused, match="n’est pas de ce sondage"):
        entered(desk, code)


def test_no_more_slips_of_a_commune_are_entered_than_people_of_it_were_marked(desk):
    first, second, *_rest = pile(desk)
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    actions.mark(desk.poll, desk.there, by=desk.bob, person=desk.carol)
    entered(desk, first)
    with pytest.raises(Refused, match="marquez d’abord la personne"):
        entered(desk, second)


def test_what_is_not_countersigned_at_the_close_is_not_counted_and_the_counters_are_told(desk, sign_in):
    codes = pile(desk)
    for who in (desk.carol, desk.dave, desk.faye):
        actions.mark(desk.poll, desk.here, by=desk.bob, person=who)
    for code in codes[:3]:
        entered(desk, code)
    actions.countersign(desk.poll, codes[0], by=desk.erin)
    close(desk.poll)
    assert Count.objects.get().line[0] == 1
    assert PaperReport.objects.get().left == 2
    told = sign_in(desk.bob).get(reverse("citizen-poll-desk", args=[desk.poll.pk])).content.decode()
    assert "2 réponses sur papier n’étaient pas contresignées" in told
    with pytest.raises(Refused, match="clos"):
        entered(desk, codes[3])


# --- One person, one answer ---------------------------------------------------------------------------


def test_dave_who_was_given_a_code_no_longer_answers_online_and_reads_why(desk, sign_in):
    actions.mark(desk.poll, desk.here, by=desk.bob, person=desk.dave)
    with pytest.raises(Refused, match="code sur papier"):
        actions.answer_poll(desk.poll, by=desk.dave, ballots=ballot(desk.poll, "o1"))
    page = sign_in(desk.dave).get(reverse("citizen-poll", args=[desk.poll.pk])).content.decode()
    assert "Vous avez reçu un code sur papier" in page
    assert 'name="answer"' not in page


def test_who_answered_online_and_who_is_marked_already_are_refused_in_the_same_words(desk):
    actions.answer_poll(desk.poll, by=desk.dave, ballots=ballot(desk.poll, "o1"))
    actions.mark(desk.poll, desk.here, by=desk.bob, person=desk.carol)
    why = []
    for who in (desk.dave, desk.carol):
        with pytest.raises(Refused) as refused:
            actions.mark(desk.poll, desk.there, by=desk.erin, person=who)
        why.append(str(refused.value))
    assert why[0] == why[1]
    assert Mark.objects.count() == 1


@pytest.mark.parametrize("name", ["elodie HOARAU PAYET", "Hoarau-Payet Élodie", " Payet  Élodie Hoarau "])
def test_a_name_written_otherwise_is_the_same_person(desk, name):
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    with pytest.raises(Refused, match="déjà reçu un code"):
        actions.mark(desk.poll, desk.here, by=desk.erin, full_name=name, born=FAYE["born"])
    actions.mark(desk.poll, desk.here, by=desk.erin, full_name=name, born=date(1980, 3, 9))
    assert Mark.objects.count() == 2


def test_a_name_marked_under_an_older_key_of_the_application_is_found(desk, settings):
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    (code,) = pile(desk, 1)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    with pytest.raises(Refused, match="déjà reçu un code"):
        actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    assert entered(desk, code).content


@pytest.mark.parametrize(
    "whom",
    [
        {},
        {"full_name": "Élodie", "born": date(1951, 3, 9)},
        {"full_name": "Élodie Payet"},
        FAYE | {"born": date(1890, 1, 1)},
    ],
)
def test_nobody_is_marked_without_a_whole_name_and_a_date_that_is_possible(desk, whom):
    with pytest.raises(Refused):
        actions.mark(desk.poll, desk.here, by=desk.bob, **whom)


def test_nobody_is_marked_for_a_commune_that_is_not_asked(desk):
    with pytest.raises(Refused, match="n’interroge pas Salazie"):
        actions.mark(desk.poll, territory("commune", "97421"), by=desk.bob, **FAYE)


def test_a_child_gets_no_code_in_a_poll_from_sixteen(desk):
    desk.poll = opened(desk, title="Seize ans", places=HERE, min_age=16)
    actions.name_counter(desk.poll, desk.bob, by=desk.alice)
    today = clock.now().date()
    child = FAYE | {"born": date(today.year - 15, 1, 1)}
    with pytest.raises(Refused, match="pas de code"):
        actions.mark(desk.poll, desk.here, by=desk.bob, **child, old_enough=True)
    with pytest.raises(Refused, match="dites que c’est le cas"):
        actions.mark(desk.poll, desk.here, by=desk.bob, person=desk.dave)
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE, old_enough=True)


# --- What nobody can join -----------------------------------------------------------------------------


def test_a_mark_touches_no_code_and_rows_of_codes_say_no_order_nor_moment(desk):
    codes = pile(desk, 20)
    before = list(PaperCode.objects.values())
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    assert list(PaperCode.objects.values()) == before
    hashes = [row["hash"] for row in before]
    assert hashes == sorted(hashes)
    dump = str(before) + str(list(Mark.objects.values()))
    assert not any(secret in dump for secret in (*codes, "Hoarau", "hoarau", "1951"))
    kinds = {field.get_internal_type() for model in (Mark, PaperCode) for field in model._meta.fields}
    assert kinds == {"UUIDField", "ForeignKey", "CharField", "JSONField"}


def test_the_register_says_who_keeps_the_desk_and_how_many_codes_and_nothing_of_who_came(desk):
    codes, before = pile(desk), Payload.objects.count()
    actions.mark(desk.poll, desk.here, by=desk.bob, person=desk.dave)
    actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    entered(desk, codes[0])
    actions.send_back(desk.poll, codes[0], by=desk.erin)
    entered(desk, codes[0])
    actions.countersign(desk.poll, codes[0], by=desk.erin)
    assert Payload.objects.count() == before


def test_after_the_close_the_list_and_the_codes_are_gone(desk):
    codes = pile(desk)
    actions.mark(desk.poll, desk.here, by=desk.bob, person=desk.dave)
    entered(desk, codes[0])
    actions.countersign(desk.poll, codes[0], by=desk.erin)
    close(desk.poll)
    assert [Mark.objects.count(), PaperCode.objects.count()] == [0, 0]
    models = [m for m in apps.get_app_config("polls").get_models() if m not in (CitizenPoll, Territory)]
    naming = {
        field.model
        for model in models
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is User and field.concrete and model.objects.exists()
    }
    assert {model.__name__ for model in naming} == {"Residence", "Counter"}


def test_a_cancelled_poll_forgets_its_list_and_its_codes(desk):
    pile(desk)
    actions.mark(desk.poll, desk.here, by=desk.bob, person=desk.dave)
    actions.cancel_poll(desk.poll, by=desk.alice, reason="Mal posé.")
    assert [Mark.objects.count(), PaperCode.objects.count()] == [0, 0]


# --- Its pages ----------------------------------------------------------------------------------------


def address(desk, name, *more):
    return reverse(f"citizen-poll-{name}", args=[desk.poll.pk, *more])


def test_alice_names_faye_at_the_desk_and_ends_it(desk, sign_in):
    client, page = sign_in(desk.alice), address(desk, "desk")
    assert client.post(page, {"person": "nobody@example.org"}).status_code == 422
    assert client.post(page, {"person": desk.faye.email}).status_code == 302
    assert "Faye Clain" in client.get(page).content.decode()
    one = Counter.objects.get(person=desk.faye)
    assert client.post(address(desk, "counter-end", one.pk)).status_code == 302
    assert not Counter.objects.current().filter(person=desk.faye).exists()
    assert sign_in(desk.dave).get(page).status_code == 403


def test_a_slip_goes_from_the_printer_to_the_count_by_the_pages_alone(desk, sign_in):
    poll = prepared(desk, title="Deux questions", places=HERE)
    actions.add_question(poll, by=desk.alice, **TRAM)
    desk.poll = actions.open_poll(poll, by=desk.alice)
    for who in (desk.bob, desk.erin):
        actions.name_counter(desk.poll, who, by=desk.alice)
    bob = sign_in(desk.bob)
    printed = bob.post(address(desk, "desk-codes"), {"territory": desk.here.pk, "number": 2}).content.decode()
    groups = printed.split('<p class="code">')[1].split("</p>")[0]
    code = "".join(part.split("</b>")[0] for part in groups.split("<b>")[1:])
    assert (len(code), printed.count("<article"), "Un tram" in printed) == (16, 2, True)
    assert code[:4] not in bob.get(address(desk, "desk-codes")).content.decode()
    whom = {"territory": desk.here.pk, "name": FAYE["full_name"], "born": "1951-03-09"}
    assert bob.post(address(desk, "desk-mark"), whom | {"person": desk.dave.email}).status_code == 403
    assert bob.post(address(desk, "desk-mark"), whom).status_code == 302
    lane, tram = poll.questions.all()
    slip = {f"q{lane.pk}-choice": "o2", f"q{tram.pk}-n-o1": "2", "answer": "choice"}
    assert bob.post(address(desk, "desk-enter"), slip | {"code": "zzz"}).status_code == 422
    assert bob.post(address(desk, "desk-enter"), slip | {"code": " ".join(code)}).status_code == 302
    again = bob.post(address(desk, "desk-enter"), slip | {"code": code})
    assert (again.status_code, "Ce code a déjà servi" in again.content.decode()) == (403, True)
    erin = sign_in(desk.erin)
    compared = erin.post(address(desk, "desk-countersign"), {"code": code}).content.decode()
    assert ("Non" in compared, "Un tram" in compared) == (True, True)
    assert erin.post(address(desk, "desk-countersign"), {"code": code, "act": "confirm"}).status_code == 302
    assert counted(desk) == {str(desk.here.pk): (1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0)}


def test_attempts_at_codes_are_counted(desk, sign_in, settings):
    caches["throttle"].clear()
    settings.THROTTLE = settings.THROTTLE | {"paper": (2, 600)}
    client, page = sign_in(desk.bob), address(desk, "desk-countersign")
    assert [client.post(page, {"code": "b" * 16}).status_code for _n in range(3)] == [403, 403, 429]


def test_the_page_of_a_poll_with_a_desk_says_that_one_answers_on_paper(desk, sign_in, client):
    page = reverse("citizen-poll", args=[desk.poll.pk])
    assert "On répond aussi sur papier" in client.get(page).content.decode()
    assert address(desk, "desk") not in client.get(page).content.decode()
    assert address(desk, "desk") in sign_in(desk.bob).get(page).content.decode()


# --- Who may ------------------------------------------------------------------------------------------

CAST = ("alice", "bob", "erin", "dave", "anonymous")  # Alice facilitates, Bob and Erin count, Bob entered the slip
TABLE = {
    #                    alice   bob     erin    dave    anonymous
    "may_name_counter": {
        "open": ("yes", "ask", "ask", "ask", "sign_in"),
        "counted": ("no",) * 5,
    },
    "may_end_counter": {"open": ("yes", "yes", "ask", "ask", "sign_in")},
    "may_see_desk": {
        "open": ("yes", "yes", "yes", "ask", "sign_in"),
        "counted": ("yes", "yes", "yes", "ask", "sign_in"),
    },
    "may_prepare_codes": {
        "prepared": ("wait",) * 5,
        "announced": ("wait", "yes", "yes", "wait", "wait"),
        "open": ("ask", "yes", "yes", "ask", "sign_in"),
        "counted": ("no",) * 5,
    },
    "may_mark": {
        "announced": ("wait",) * 5,
        "open": ("ask", "yes", "yes", "ask", "sign_in"),
        "counted": ("no",) * 5,
    },
    "may_enter_code": {
        "announced": ("wait",) * 5,
        "open": ("ask", "yes", "yes", "ask", "sign_in"),
        "counted": ("no",) * 5,
    },
    "may_countersign": {"open": ("ask", "wait", "yes", "ask", "sign_in")},
}


@pytest.mark.parametrize("question, stage", [(name, stage) for name in TABLE for stage in TABLE[name]], ids="-".join)
def test_each_person_is_answered_as_the_table_says(desk, question, stage):
    now = clock.now()
    if stage in ("prepared", "announced"):
        desk.poll = prepared(desk, title="Plus tard", places=HERE, opens_at=now + timedelta(days=1))
        if stage == "announced":
            desk.poll = actions.open_poll(desk.poll, by=desk.alice)
        for who in (desk.bob, desk.erin):
            actions.name_counter(desk.poll, who, by=desk.alice)
    elif stage == "counted":
        close(desk.poll)
        desk.poll.refresh_from_db()
        now = desk.poll.closes_at + timedelta(minutes=1)
    about = [desk.poll, now]
    if question == "may_see_desk":
        about = [desk.poll]
    elif question == "may_end_counter":
        about = [desk.poll.counters.get(person=desk.bob)]
    elif question == "may_countersign":
        (code,) = pile(desk, 1)
        actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
        about = [entered(desk, code), now]
    verdicts = [getattr(may, question)(getattr(desk, who), *about) for who in CAST]
    assert tuple("yes" if v else v.remedy or "no" for v in verdicts) == TABLE[question][stage]


def test_the_table_names_every_question():
    asked = {name for name, _f in inspect.getmembers(may, inspect.isfunction) if name.startswith("may_")}
    assert asked - {"may_facilitate"} == set(TABLE)


def test_a_poll_that_asks_a_proof_has_no_desk(desk):
    poll = opened(desk, title="Prouvée", places=HERE, min_level=2)
    with pytest.raises(Refused, match="résidence prouvée"):
        actions.name_counter(poll, desk.bob, by=desk.alice)


def test_bob_whose_charge_ended_marks_nobody(desk):
    actions.end_counter(desk.poll.counters.get(person=desk.bob), by=desk.bob)
    with pytest.raises(Refused, match="demandez à qui facilite"):
        actions.mark(desk.poll, desk.here, by=desk.bob, **FAYE)
    assert not Answer.objects.exists()
