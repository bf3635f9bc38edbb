"""Arguments about a poll: who writes them, what they tell of their author, how they are taken back and hidden."""

import pytest
from django.urls import reverse

from governance import clock
from governance.polls import actions
from governance.polls.models import Answer, Argument, ArgumentReport
from governance.register.models import Entry, Payload
from governance.verdict import Refused
from tests.doors import as_, read
from tests.polls.asking import ballot, live, opened
from tests.polls.places import a_commune

pytestmark = pytest.mark.django_db
HERE = (("commune", "97413"),)
WORDS = "La voie sert déjà aux bus"


@pytest.fixture
def asked(cast):
    a_commune()
    live(cast.bob, "97413")
    return opened(cast, places=HERE)


def page_of(who, poll):
    return read(as_(who), reverse("citizen-poll", args=[poll.pk])).decode()


def argued(cast, poll, side="for", body=WORDS):
    return actions.argue(poll, by=cast.bob, side=side, body=body)


def test_bob_writes_an_argument_that_everybody_reads_under_his_name(cast, asked):
    client = as_(cast.bob)
    where = reverse("citizen-poll-argue", args=[asked.pk])
    before = read(client, where).decode()
    assert "on saura que vous vivez dans le territoire de ce sondage, et jamais ce que vous y répondez" in before
    assert client.post(where, {"side": "against", "body": WORDS}).status_code == 302
    page = page_of(cast.anonymous, asked)
    assert WORDS in page.split('class="side-against"')[1]
    assert "Bob Nativel" in page


def test_an_argument_tells_nothing_of_what_its_author_answered(cast, asked):
    argued(cast, asked)
    without = page_of(cast.anonymous, asked).split("<main")[1].split("</main>")[0]
    actions.answer_poll(asked, by=cast.bob, ballots=ballot(asked, "o2"))
    assert page_of(cast.anonymous, asked).split("<main")[1].split("</main>")[0] == without
    assert Answer.objects.count() == 1


def test_whoever_may_not_answer_writes_none(cast, asked):
    with pytest.raises(Refused, match="déclarez d’abord votre commune"):
        actions.argue(asked, by=cast.dave, side="for", body=WORDS)
    assert "Les arguments sont écrits par les personnes qui peuvent répondre" in page_of(cast.dave, asked)


def test_bob_writes_three_at_most_and_another_once_one_is_withdrawn(cast, asked):
    first = argued(cast, asked)
    for n in range(2):
        argued(cast, asked, body=f"Raison {n}")
    with pytest.raises(Refused, match="trois arguments"):
        argued(cast, asked)
    actions.withdraw_argument(first, by=cast.bob)
    assert argued(cast, asked).stands


@pytest.mark.parametrize("sent", [{"side": "maybe", "body": "x"}, {"side": "for", "body": "\u200b"}, {}])
def test_an_argument_that_says_nothing_is_sent_back(cast, asked, sent):
    assert as_(cast.bob).post(reverse("citizen-poll-argue", args=[asked.pk]), sent).status_code == 422
    assert not Argument.objects.exists()


def test_a_withdrawn_argument_leaves_no_word_behind(cast, asked):
    one = argued(cast, asked)
    as_(cast.bob).post(reverse("argument-withdraw", args=[one.pk]))
    assert Argument.objects.get().body == ""
    assert "Bob Nativel" not in page_of(cast.anonymous, asked).split('id="arguments"')[1]


def test_a_report_is_read_by_the_facilitation_alone(cast, asked):
    one = argued(cast, asked)
    where = reverse("argument-report", args=[one.pk])
    assert as_(cast.dave).post(where, {"why": "private", "words": "Il donne mon adresse"}).status_code == 302
    assert ArgumentReport.objects.get().person == cast.dave
    assert "signalement à lire" in page_of(cast.alice, asked)
    assert "signalement à lire" not in page_of(cast.bob, asked)
    moderating = reverse("argument-moderate", args=[one.pk])
    assert "Il donne mon adresse" in read(as_(cast.alice), moderating).decode()
    assert as_(cast.bob).get(moderating).status_code == 403


def test_alice_hides_an_argument_and_its_reason_takes_its_place(cast, asked):
    one = argued(cast, asked)
    actions.report_argument(one, by=cast.dave, why="attack")
    where = reverse("argument-moderate", args=[one.pk])
    assert as_(cast.alice).post(where, {"reason": "Il vise une personne."}).status_code == 302
    page = page_of(cast.dave, asked)
    assert (WORDS in page, "Il vise une personne." in page) == (False, True)
    assert WORDS in page_of(cast.bob, asked)
    assert not ArgumentReport.objects.filter(closed_at__isnull=True).exists()
    assert Entry.objects.filter(act="poll.argument_hidden", actor_id=cast.alice.pk).count() == 1
    assert not any(WORDS in one.canonical or '"bob' in one.canonical for one in Payload.objects.all())
    as_(cast.alice).post(where, {"show": "1"})
    assert WORDS in page_of(cast.dave, asked)


def test_a_hidden_argument_is_read_through_no_other_page(cast, asked):
    one = argued(cast, asked)
    actions.hide_argument(one, by=cast.alice, reason="Publicité.")
    for name in ("citizen-poll-arguments", "argument-report"):
        path = [asked.pk, "for"] if name == "citizen-poll-arguments" else [one.pk]
        assert WORDS not in read(as_(cast.dave), reverse(name, args=path)).decode()


def test_older_arguments_are_read_on_their_own_page(cast, asked):
    made = [Argument(poll=asked, author=cast.bob, side="for", body=f"Raison numéro {n}.") for n in range(25)]
    Argument.objects.bulk_create(made)
    assert "Raison numéro 0." not in page_of(cast.anonymous, asked)
    assert "Raison numéro 24." in page_of(cast.anonymous, asked)
    oldest = read(as_(cast.dave), reverse("citizen-poll-arguments", args=[asked.pk, "for"])).decode()
    assert "Raison numéro 0." in oldest


def test_the_page_reads_arguments_in_as_many_queries_for_one_as_for_twenty(
    cast, asked, django_assert_num_queries, django_assert_max_num_queries
):
    argued(cast, asked)
    client = as_(cast.anonymous)
    with django_assert_max_num_queries(60) as counted:
        read(client, reverse("citizen-poll", args=[asked.pk]))
    Argument.objects.bulk_create(Argument(poll=asked, author=cast.bob, side="for", body=f"R{n}") for n in range(18))
    with django_assert_num_queries(len(counted)):
        read(client, reverse("citizen-poll", args=[asked.pk]))


def test_nothing_is_argued_once_the_poll_is_closed(cast, asked):
    with clock.pretend(asked.closes_at), pytest.raises(Refused, match="clos"):
        argued(cast, asked)
