"""Reports: the first opens one case, its author answers, the facilitation decides, and nobody learns who reported."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from governance import live
from governance.organizations import actions as organizations
from governance.register.models import Entry
from governance.verdict import Refused
from rooms import actions, discussions, moderation
from rooms.models import Case, Message, Report, Step
from rooms.moderation import ASK, LEAVE, WITHDRAW, answer_case, decide_case, may_report, report_message
from tests.cast import archive, person
from tests.proposals.factories import a_proposal
from tests.rooms.sending import a_text, sent
from tests.rooms.test_pages import address, as_
from tests.voting.factories import opened

pytestmark = pytest.mark.django_db

CAST = ("alice", "bob", "carol", "dave", "anonymous")


@pytest.fixture
def message(cast):
    """Bob gets carried away."""
    return actions.post_message(cast.room.thread, by=cast.bob, body="Erin ne comprend **rien**.")


@pytest.fixture
def case(cast, message):
    """Erin reported it, then Faye."""
    report_message(message, by=cast.erin, why="attack", words="Cela me blesse.")
    return report_message(message, by=cast.faye, why="off_topic").case


@pytest.fixture
def gus(cast):
    """A second facilitator."""
    gus = person("gus")
    organizations.admit(cast.space, gus, "facilitator", by=cast.alice)
    return gus


def report(who, message, why="attack", words=""):
    return as_(who).post(reverse("message-report", args=[message.pk]), {"why": why, "words": words})


def page_of(who, case):
    return as_(who).get(reverse("case", args=[case.pk]))


def words_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode().replace("\xa0", " "))


def refusal(act, *arguments, **keywords) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **keywords)
    return str(refused.value).replace("\xa0", " ")


# --- Who may report ----------------------------------------------------------------------------------


#                    Alice  Bob    Carol Dave  nobody      (the message is Bob's)
TABLE = [
    ("public", (True, False, True, True, False)),
    ("archived", (True, False, True, True, False)),
    ("members", (True, False, True, False, False)),
    ("roles", (True, False, False, False, False)),
]


@pytest.mark.parametrize(("kind", "expected"), TABLE)
def test_whoever_reads_a_message_and_has_an_account_may_report_it(cast, rooms, kind, expected):
    room = cast.room if kind == "archived" else getattr(rooms, kind)
    message = actions.post_message(room.thread, by=cast.bob, body="Bonjour")
    if kind == "archived":
        archive(cast.room, by=cast.alice)
    verdicts = [may_report(getattr(cast, who), Message.objects.get(pk=message.pk)) for who in CAST]
    assert tuple(bool(verdict) for verdict in verdicts) == expected
    assert all(verdict.why.endswith(".") for verdict in verdicts if not verdict)


@pytest.mark.parametrize("who", ["carol", "dave", "anonymous"])
def test_a_message_that_one_may_not_see_is_not_found(cast, rooms, who):
    message = actions.post_message(rooms.roles.thread, by=cast.bob, body="Entre nous")
    assert report(getattr(cast, who), message).status_code == 404
    assert not Report.objects.exists()


def test_a_notice_and_what_is_deleted_are_reported_to_nobody(cast, message):
    actions.delete_message(message, by=cast.bob)
    assert refusal(report_message, message, by=cast.erin, why="attack").startswith("Ce message a été supprimé")
    archive(cast.room, by=cast.alice)
    notice = Message.objects.exclude(notice="").get()
    assert refusal(report_message, notice, by=cast.erin, why="attack").startswith("C’est Palabre")


# --- One case ----------------------------------------------------------------------------------------


def test_the_first_of_three_reports_opens_one_case_and_the_others_join_it(cast, message):
    for who, why in ((cast.erin, "attack"), (cast.faye, "attack"), (cast.dave, "off_topic")):
        assert report(who, message, why).status_code == 302
    case = Case.objects.get()
    assert [one.person for one in case.reports.all()] == [cast.erin, cast.faye, cast.dave]
    assert case.reasons == ["insulte ou attaque d’une personne", "hors sujet ou publicité"]


def test_one_reports_a_message_once(cast, message):
    report(cast.erin, message)
    again = report(cast.erin, message, "other", "Encore")
    assert (again.status_code, Report.objects.count()) == (403, 1)
    assert "Vous avez déjà signalé ce message" in again.content.decode()


def test_the_database_keeps_one_open_case_and_one_report_of_each(cast, message, case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(message=message, space=cast.space)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(case=case, person=cast.erin, why="attack")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(closed_at=timezone.now())


@pytest.mark.parametrize(
    ("why", "words", "said"),
    [
        ("", "", "Choisissez une des raisons proposées"),
        ("banana", "", "banana"),
        ("other", " \u200b ", "Dites en quelques mots"),
        ("attack", "x" * 1001, "1000"),
    ],
)
def test_a_report_that_says_nothing_usable_comes_back_with_what_was_typed(cast, message, why, words, said):
    answer = report(cast.erin, message, why, words)
    assert (answer.status_code, Report.objects.count()) == (422, 0)
    assert said in answer.content.decode().replace("\xa0", "")


def test_reports_are_paced(cast, settings):
    settings.THROTTLE = {**settings.THROTTLE, "report": (1, 3600)}
    said = [actions.post_message(cast.room.thread, by=cast.bob, body=f"Mot {n}") for n in range(2)]
    assert [report(cast.carol, one).status_code for one in said] == [302, 429]


def test_what_was_reported_is_kept_as_it_was(cast, message, case):
    actions.edit_message(message, by=cast.bob, body="Je retire.")
    page = words_of(page_of(cast.alice, case))
    assert "Erin ne comprend <strong>rien</strong>" in page and "Je retire." in page
    actions.delete_message(message, by=cast.bob)
    page = words_of(page_of(cast.alice, case))
    assert "Erin ne comprend <strong>rien</strong>" in page and "Bob Nativel supprime le message" in page


def test_the_names_of_the_files_that_came_with_it_are_kept_too(cast):
    file = sent(cast.room.thread, cast.bob, a_text(name="insultes.txt"))[0]
    case = report_message(file.message, by=cast.erin, why="illegal").case
    actions.delete_message(file.message, by=cast.bob)
    assert "insultes.txt" in page_of(cast.alice, case).content.decode()


@pytest.mark.parametrize("where", ["proposal", "vote"])
def test_debates_are_reported_to_the_same_facilitation(cast, where):
    if where == "proposal":
        thread = a_proposal(cast).thread
    else:
        thread = opened(cast).debate.thread
    message = actions.post_message(thread, by=cast.bob, body="N’importe quoi.")
    case = report_message(message, by=cast.erin, why="attack").case
    assert (case.room, case.space) == (cast.room, cast.space)
    assert "Documentation" in as_(cast.alice).get(reverse("cases", args=[cast.space.slug])).content.decode()
    decide_case(case, by=cast.alice, decision=WITHDRAW, reason="On ne parle pas ainsi.")
    message.refresh_from_db()
    assert message.deleted_by == cast.alice


# --- What each is told -------------------------------------------------------------------------------


def test_the_author_reads_why_and_never_by_whom(cast, message, case):
    for door in (
        reverse("case", args=[case.pk]),
        reverse("reported"),
        reverse("message", args=[message.pk]),
        reverse("home"),
        address(cast.room),
    ):
        page = as_(cast.bob).get(door).content.decode()
        assert reverse("case", args=[case.pk]) in page or door == reverse("case", args=[case.pk])
        assert "Cela me blesse" not in page
        assert "Faye Clain" not in page and "Erin Fontaine" not in page
    page = words_of(page_of(cast.bob, case))
    assert "insulte ou attaque d’une personne" in page and "hors sujet ou publicité" in page


def test_the_facilitation_reads_who_and_in_which_words(cast, case):
    page = words_of(page_of(cast.alice, case))
    assert "Erin Fontaine signale : insulte ou attaque d’une personne" in page and "Cela me blesse." in page


def test_other_members_see_nothing_of_it(cast, message, case):
    strangers = (cast.erin, cast.carol, cast.dave, cast.anonymous)
    assert [page_of(who, case).status_code for who in strangers] == [404] * 4
    pages = [as_(cast.carol).get(door).content.decode() for door in (address(cast.room), message.get_absolute_url())]
    assert not any("a été signalé" in page or "Cela me blesse" in page for page in pages)


def test_a_facilitator_whose_message_is_reported_does_not_read_by_whom_either(cast, gus):
    message = actions.post_message(cast.room.thread, by=cast.alice, body="Taisez-vous.")
    case = report_message(message, by=cast.erin, why="attack", words="Ce ton, encore.").case
    page = words_of(page_of(cast.alice, case))
    assert "Ce ton, encore." not in page and "Erin Fontaine" not in page
    assert "Ce ton, encore." in words_of(page_of(gus, case))


def test_whoever_reported_reads_how_it_stands_and_what_was_decided(cast, message, case):
    door = reverse("message-report", args=[message.pk])
    assert "La facilitation l’examine" in as_(cast.erin).get(door).content.decode()
    decide_case(case, by=cast.alice, decision=LEAVE, reason="C’est vif, sans plus.")
    pages = [as_(cast.erin).get(where).content.decode() for where in (door, reverse("reported"), reverse("home"))]
    assert all("La facilitation a laissé ce message" in page and "C’est vif, sans plus." in page for page in pages)


def test_a_reason_kept_among_the_facilitation_is_read_by_it_alone(cast, message, case):
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Je connais Bob, je l’appelle.", is_shared=False)
    doors = [reverse("message-report", args=[message.pk]), reverse("case", args=[case.pk])]
    assert "je l’appelle" not in as_(cast.erin).get(doors[0]).content.decode()
    assert "je l’appelle" not in as_(cast.bob).get(doors[1]).content.decode()
    assert "je l’appelle" in as_(cast.alice).get(doors[1]).content.decode()


def test_what_one_reported_is_no_longer_followed_once_one_may_not_read_it(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.bob, body="Bonjour")
    report_message(message, by=cast.erin, why="attack")
    organizations.leave_space(cast.space, by=cast.erin)
    page = as_(cast.erin).get(reverse("reported")).content.decode()
    assert "Bonjour" not in page
    assert as_(cast.erin).get(reverse("message-report", args=[message.pk])).status_code == 404


def test_an_author_who_may_no_longer_read_the_room_has_no_way_into_the_case(cast, rooms):
    message = actions.post_message(rooms.members.thread, by=cast.bob, body="Bonjour")
    case = report_message(message, by=cast.erin, why="attack").case
    organizations.leave_space(cast.space, by=cast.bob)
    assert page_of(cast.bob, case).status_code == 404
    assert "n’avez plus accès" in refusal(answer_case, case, by=cast.bob, words="Pardon.")


def test_a_facilitator_who_stops_has_no_queue_any_more(cast, gus, case):
    assert page_of(gus, case).status_code == 200
    organizations.change_role(cast.space.memberships.get(person=gus), role_key="member", by=cast.alice)
    assert page_of(gus, case).status_code == 404
    assert as_(gus).get(reverse("cases", args=[cast.space.slug])).status_code == 403
    assert not live.may_join(type(gus).objects.get(pk=gus.pk), f"cases:{cast.space.pk}")


def test_the_register_keeps_nothing_of_reports_and_answers(cast, message):
    before = Entry.objects.count()
    case = report_message(message, by=cast.erin, why="attack").case
    answer_case(case, by=cast.bob, words="Je me suis emporté.")
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Bob s’excuse.")
    assert Entry.objects.count() == before


# --- The author --------------------------------------------------------------------------------------


def test_the_author_answers_as_often_as_they_want_until_the_case_is_closed(cast, case):
    door = reverse("case", args=[case.pk])
    answers = [as_(cast.bob).post(door, {"words": words}).status_code for words in ("Je plaisantais.", "Pardon.")]
    assert answers == [302, 302]
    page = words_of(page_of(cast.alice, case))
    assert "Je plaisantais." in page and "Pardon." in page
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Bob s’excuse.")
    late = as_(cast.bob).post(door, {"words": "Et encore."})
    assert (late.status_code, "Et encore." in late.content.decode()) == (403, True)


@pytest.mark.parametrize("who", ["alice", "erin", "anonymous"])
def test_nobody_answers_in_the_name_of_the_author(cast, case, who):
    refusal(answer_case, case, by=getattr(cast, who), words="C’est moi.")
    assert not Step.objects.exists()


@pytest.mark.parametrize("words", ["", " \u200b", "x" * 2001])
def test_an_answer_without_words_or_with_too_many_is_not_sent(cast, case, words):
    answer = as_(cast.bob).post(reverse("case", args=[case.pk]), {"words": words})
    assert (answer.status_code, Step.objects.count()) == (422, 0)


def test_a_change_is_asked_and_the_case_waits_for_the_author(cast, message, case):
    decide_case(case, by=cast.alice, decision=ASK, reason="Parlez du texte, pas des gens.")
    queue = reverse("cases", args=[cast.space.slug])
    assert "Un changement est demandé" in as_(cast.alice).get(queue).content.decode()
    assert "Des signalements attendent" not in as_(cast.alice).get(reverse("home")).content.decode()
    page = words_of(page_of(cast.bob, case))
    assert "Parlez du texte, pas des gens." in page and reverse("message-edit", args=[message.pk]) in page
    message.refresh_from_db()
    assert message.deleted_at is None
    actions.edit_message(message, by=cast.bob, body="Ce passage n’est pas clair.")
    case.refresh_from_db()
    assert (case.awaits_author, case.closed_at) == (False, None)
    assert "Bob Nativel modifie le message" in words_of(page_of(cast.alice, case))
    assert "Des signalements attendent" in as_(cast.alice).get(reverse("home")).content.decode()


# --- The facilitation --------------------------------------------------------------------------------


def test_the_queue_lists_the_oldest_first_with_room_words_reasons_and_how_many(cast, message, case):
    other = actions.post_message(cast.room.thread, by=cast.faye, body="Achetez mes lampes.")
    report_message(other, by=cast.erin, why="off_topic")
    page = words_of(as_(cast.alice).get(reverse("cases", args=[cast.space.slug])))
    first, second = page.index("Erin ne comprend rien."), page.index("Achetez mes lampes.")
    assert first < second
    assert "2 signalements" in page[:second] and "1 signalement<" in page[second:]
    assert "Insulte ou attaque d’une personne, hors sujet ou publicité" in page and "Documentation" in page


@pytest.mark.parametrize("who", ["bob", "carol", "dave", "anonymous"])
def test_the_queue_is_for_the_facilitation(cast, case, who):
    assert as_(getattr(cast, who)).get(reverse("cases", args=[cast.space.slug])).status_code == 403
    refusal(decide_case, case, by=getattr(cast, who), decision=LEAVE, reason="Ce n’est rien.")


def test_the_facilitation_withdraws_a_message_and_the_register_says_why(cast, message, case):
    answer = as_(cast.alice).post(
        reverse("case", args=[case.pk]), {"decision": "withdraw", "reason": "On n’attaque personne."}
    )
    assert answer.status_code == 302
    message.refresh_from_db()
    case.refresh_from_db()
    assert (message.body, message.deleted_by, case.decision, case.closed_by) == ("", cast.alice, WITHDRAW, cast.alice)
    entry = Entry.objects.select_related("payload").get(act="message.removed")
    assert "On n’attaque personne." in entry.payload.canonical
    assert (
        "La facilitation a retiré ce message"
        in as_(cast.erin).get(reverse("message-report", args=[message.pk])).content.decode()
    )


def test_a_message_removed_from_its_own_page_closes_its_case(cast, message, case):
    actions.delete_message(message, by=cast.alice, reason="Vu par hasard.")
    case.refresh_from_db()
    assert (case.decision, case.steps.get().words) == (WITHDRAW, "Vu par hasard.")


def test_a_message_that_its_author_deleted_is_only_closed(cast, message, case):
    actions.delete_message(message, by=cast.bob)
    assert "déjà supprimé" in refusal(decide_case, case, by=cast.alice, decision=WITHDRAW, reason="Non.")
    page = page_of(cast.alice, case).content.decode()
    assert 'value="withdraw"' not in page and 'value="leave"' in page
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Bob l’a retiré.")
    assert "Alice Payet clôt le dossier" in words_of(page_of(cast.alice, case))


def test_a_closed_case_is_decided_no_more(cast, case):
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Ce n’est rien.")
    late = as_(cast.alice).post(reverse("case", args=[case.pk]), {"decision": "withdraw", "reason": "Si."})
    assert (late.status_code, Message.objects.filter(deleted_at=None).count()) == (403, 1)


def test_a_facilitator_does_not_decide_about_their_own_message_where_somebody_else_can(cast, gus):
    message = actions.post_message(cast.room.thread, by=cast.alice, body="Taisez-vous.")
    case = report_message(message, by=cast.erin, why="attack").case
    verdict = moderation.may_decide_case(cast.alice, case)
    assert (bool(verdict), verdict.remedy) == (False, "ask")
    assert "une autre personne qui facilite" in words_of(page_of(cast.alice, case))
    decide_case(case, by=gus, decision=LEAVE, reason="Alice en a parlé avec nous.")


def test_whoever_facilitates_alone_closes_the_case_of_their_own_message(cast):
    message = actions.post_message(cast.room.thread, by=cast.alice, body="Taisez-vous.")
    case = report_message(message, by=cast.erin, why="attack").case
    refusal(decide_case, case, by=cast.alice, decision=WITHDRAW, reason="Pardon.")
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Je m’en suis excusée.")
    case.refresh_from_db()
    assert case.decision == LEAVE


def test_the_case_of_their_own_message_is_counted_for_whoever_facilitates_alone(cast):
    message = actions.post_message(cast.room.thread, by=cast.alice, body="Taisez-vous.")
    report_message(message, by=cast.erin, why="attack")
    doors = [reverse("space", args=[cast.space.slug]), address(cast.room)]
    counted = ["Signalements <b>1</b>" in words_of(as_(cast.alice).get(door)) for door in doors]
    assert (counted, [one.n_cases for one in moderation.waiting(cast.alice)["cases_to_decide"]]) == ([True, True], [1])
    organizations.admit(cast.space, person("gus"), "facilitator", by=cast.alice)
    counted = ["Signalements <b>1</b>" in words_of(as_(cast.alice).get(door)) for door in doors]
    assert (counted, list(moderation.waiting(cast.alice)["cases_to_decide"])) == ([False, False], [])


@pytest.mark.parametrize(
    ("decision", "reason", "status"),
    [("", "Oui", 422), ("banana", "Oui", 422), ("leave", " ", 422), ("withdraw", "x" * 501, 422)],
)
def test_a_decision_without_its_reason_is_not_taken(cast, case, decision, reason, status):
    answer = as_(cast.alice).post(reverse("case", args=[case.pk]), {"decision": decision, "reason": reason})
    case.refresh_from_db()
    assert (answer.status_code, case.closed_at) == (status, None)


def test_words_are_shown_twice_only_where_they_changed_since_they_were_reported(cast, message):
    actions.post_message(cast.room.thread, by=cast.erin, body="Ah bon ?", reply_to=message)
    discussions.close_discussion(message, by=cast.bob, summary="Erin **exagère**.")
    case = report_message(message, by=cast.erin, why="attack").case
    assert "Tel qu’il a été signalé" not in words_of(page_of(cast.alice, case))
    discussions.reword_summary(message, by=cast.bob, summary="On ne s’est pas compris.")
    page = words_of(page_of(cast.alice, case))
    assert page.index("Tel qu’il a été signalé") < page.index("exagère") < page.index("On ne s’est pas compris")


def test_the_author_of_a_closed_case_is_not_asked_to_answer(cast, message, case):
    assert "avant de décider" in words_of(page_of(cast.bob, case))
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Ce n’est rien.")
    page = words_of(page_of(cast.bob, case))
    assert ("avant de décider" in page, 'id="answer"' in page, "Ce n’est rien." in page) == (False, False, True)


# --- Again -------------------------------------------------------------------------------------------


def test_what_was_left_is_not_weighed_twice_for_the_same_reason(cast, message, case):
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Ce n’est rien.")
    assert "déjà examiné" in refusal(report_message, message, by=cast.dave, why="attack")
    other = report_message(message, by=cast.dave, why="illegal").case
    assert other.pk != case.pk


def test_what_changed_since_may_be_reported_again_even_by_the_same_person(cast, message, case):
    decide_case(case, by=cast.alice, decision=LEAVE, reason="Ce n’est rien.")
    actions.edit_message(message, by=cast.bob, body="Erin ne comprendra jamais rien.")
    again = report_message(message, by=cast.erin, why="attack").case
    assert (again.pk != case.pk, "jamais" in again.body) == (True, True)


# --- Pages -------------------------------------------------------------------------------------------


def test_the_count_of_the_queue_is_on_the_pages_of_the_space_for_the_facilitation(cast, case):
    for door in (reverse("space", args=[cast.space.slug]), address(cast.room)):
        assert "Signalements <b>1</b>" in as_(cast.alice).get(door).content.decode()
        assert reverse("cases", args=[cast.space.slug]) not in as_(cast.bob).get(door).content.decode()


def test_the_facilitation_hears_of_a_report_at_once_and_the_author_does_not(cast, message, monkeypatch):
    told = []
    monkeypatch.setattr(live, "publish", lambda kind, key, part: told.append((kind, key, part)))
    report_message(message, by=cast.erin, why="attack")
    assert ("cases", cast.space.pk, "cases") in told
    assert [key for kind, key, _part in told if kind == "person"] == [cast.erin.pk]


def test_parts_of_the_queue_come_alone_when_a_script_asks(cast, case):
    door, script = reverse("cases", args=[cast.space.slug]), {"HX-Request": "true"}
    count = as_(cast.alice).get(door, {"part": "count"}, headers=script).content.decode().strip()
    listed = as_(cast.alice).get(door, {"part": "open"}, headers=script).content.decode().strip()
    mine = as_(cast.bob).get(reverse("reported"), headers=script).content.decode().strip()
    assert count.startswith('<a class="todo"') and listed.startswith('<div data-part="cases"')
    assert mine.startswith('<div data-part="reported"') and reverse("case", args=[case.pk]) in mine


def test_pages_ask_as_much_for_many_cases_as_for_one(cast, message, case):
    doors = {
        cast.alice: [reverse("cases", args=[cast.space.slug]), reverse("home"), address(cast.room)],
        cast.bob: [reverse("home"), reverse("reported"), address(cast.room)],
        cast.erin: [reverse("reported"), reverse("home")],
    }
    said = [actions.post_message(cast.room.thread, by=cast.bob, body=f"Mot {n}") for n in range(12)]
    decided = report_message(said[0], by=cast.erin, why="attack").case
    decide_case(decided, by=cast.alice, decision=LEAVE, reason="Non.")
    before = {}
    for who, places in doors.items():
        for door in places:
            as_(who).get(door)
            with CaptureQueriesContext(connection) as asked:
                as_(who).get(door)
            before[who, door] = len(asked)
    for n, one in enumerate(said[1:]):
        more = report_message(one, by=cast.erin, why="attack").case
        report_message(one, by=cast.faye, why="off_topic")
        if n % 2:
            decide_case(more, by=cast.alice, decision=LEAVE, reason="Non.")
    for (who, door), count in before.items():
        with CaptureQueriesContext(connection) as asked:
            as_(who).get(door)
        assert len(asked) == count, (who, door)


def test_reports_have_a_life_in_english_too(cast, message, case):
    cast.bob.language = "en"
    cast.bob.save()
    assert "Your message has been reported" in page_of(cast.bob, case).content.decode()
