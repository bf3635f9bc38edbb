"""A poll asks the people of some territories, keeps their answers until its close, and then only counts."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction

from governance import clock
from governance import live as streams
from governance.accounts.models import User
from governance.polls import actions, results
from governance.polls.models import Answer, CitizenPoll, Count, Publication, Territory
from governance.register.models import Payload
from governance.verdict import Refused
from governance.voting.models import Vote
from tests.polls.asking import ballot, crowd, live, opened, prepared
from tests.polls.places import la_reunion, territory

pytestmark = pytest.mark.django_db

SAINT_DENIS, SAINT_PAUL, SALAZIE = "97411", "97415", "97421"


@pytest.fixture
def island(cast):
    la_reunion()
    return cast


def closed(poll):
    with clock.pretend(poll.closes_at + timedelta(seconds=1)):
        actions.count_polls_due(clock.now())
    return CitizenPoll.objects.get(pk=poll.pk)


def told(poll):
    return results.told(CitizenPoll.objects.select_related("publication").get(pk=poll.pk))


def test_the_communes_that_are_asked_are_frozen_when_alice_opens_her_poll(island):
    poll = opened(island)
    assert poll.places.count() == 24
    here = poll.places.get(territory__code=SAINT_DENIS, territory__kind="commune")
    above = [territory("region", "04").pk, territory("departement", "974").pk]
    assert here.above[:2] == above
    assert len(here.above) == 3  # its EPCI


def test_a_poll_of_one_commune_tells_nothing_of_its_epci(island):
    poll = opened(island, places=(("commune", SALAZIE),))
    assert [(one.territory.code, one.above) for one in poll.places.all()] == [(SALAZIE, [])]


def test_a_poll_of_the_departement_tells_the_epci_that_it_asks_whole(island):
    poll = opened(island, places=(("departement", "974"),))
    above = Territory.objects.filter(pk__in={pk for place in poll.places.all() for pk in place.above})
    assert sorted(set(above.values_list("kind", flat=True))) == ["departement", "epci"]


def test_bob_answers_where_he_lives_and_changes_his_answer(island):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o1"))
    actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o2"))
    answer = Answer.objects.get()
    assert (answer.person, answer.territory.code, answer.level) == (island.bob, SAINT_PAUL, "declared")
    assert list(answer.content.values()) == ["o2"]


def test_one_person_has_one_answer_says_the_database(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=1)
    one = Answer.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(poll=poll, person=one.person, territory=one.territory, level="declared")


def test_erin_who_moved_keeps_one_answer_counted_where_she_first_answered(island):
    poll = opened(island)
    first = live(island.erin, SAINT_DENIS)
    actions.answer_poll(poll, by=island.erin, ballots=ballot(poll, "o1"))
    first.closed_at = clock.now()
    first.save()
    live(island.erin, SAINT_PAUL)
    actions.answer_poll(poll, by=island.erin, ballots=ballot(poll, "o3"))
    answer = Answer.objects.get()
    assert (answer.territory.code, list(answer.content.values())) == (SAINT_DENIS, ["o3"])


def test_an_answer_that_no_ballot_of_this_poll_may_say_is_refused_in_a_sentence(island):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    with pytest.raises(Refused):
        actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o9"))
    assert not Answer.objects.exists()


def test_nothing_of_an_answer_is_written_in_the_register(island):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    before = Payload.objects.count()
    actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o1"))
    assert Payload.objects.count() == before


def test_while_it_is_open_nobody_reads_a_number_before_two_turns(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    actions.publish_due(clock.now())
    assert told(poll).total("") is None
    with clock.pretend(clock.now() + timedelta(hours=2)):
        actions.publish_due(clock.now())
        assert told(poll).total("") is None


def test_what_is_published_while_it_is_open_is_late_by_a_batch(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    start = clock.now()
    actions.publish_due(start)
    crowd(poll, SAINT_PAUL, o1=12, o2=12)
    with clock.pretend(start + timedelta(hours=2)):
        actions.publish_due(clock.now())
    table = told(poll).cell("", "declared")
    assert table == (45, 30, 15, 0, 0)


def test_between_two_turns_nothing_is_published_anew(island):
    opened(island)
    assert actions.publish_due(clock.now()) == 1
    assert actions.publish_due(clock.now()) == 0


def test_at_the_close_counts_are_written_and_answers_deleted_once(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    crowd(poll, SALAZIE, o1=2)
    assert closed(poll).counted_at is not None
    counts = {one.territory.code: one.line for one in Count.objects.all()}
    assert counts == {SAINT_DENIS: [45, 30, 15, 0, 0], SALAZIE: [2, 2, 0, 0, 0]}
    assert not Answer.objects.exists()
    assert actions.count_polls_due(poll.closes_at + timedelta(days=1)) == 0


def test_after_the_close_no_row_of_a_dump_joins_a_person_and_an_answer(island):
    poll = opened(island)
    live(island.bob, SAINT_DENIS)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o2"))
    closed(poll)
    models = [m for m in apps.get_app_config("polls").get_models() if m not in (CitizenPoll, Territory)]
    naming = {
        field.model.__name__
        for model in models
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is User and field.concrete and model.objects.exists()
    }
    assert naming == {"Residence"}
    dump = "".join(serializers.serialize("json", m.objects.all()) for m in (Count, Publication))
    assert "person" not in dump
    said = [one.canonical for one in Payload.objects.filter(entry__subject_kind="citizenpoll")]
    assert not any(f'"actor":{island.bob.pk},' in one for one in said)


def test_an_answer_that_comes_after_the_close_is_refused(island):
    poll = opened(island)
    live(island.bob, SAINT_PAUL)
    with clock.pretend(poll.closes_at), pytest.raises(Refused, match="clos"):
        actions.answer_poll(poll, by=island.bob, ballots=ballot(poll, "o1"))


def test_a_commune_with_few_answers_is_hidden_and_another_with_it(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    crowd(poll, SAINT_PAUL, o1=20, o2=20)
    crowd(poll, SALAZIE, o1=2)
    closed(poll)
    publication = told(poll)
    assert publication.cell(str(territory("commune", SALAZIE).pk), "declared") is None
    assert publication.cell("", "declared") == (87, 52, 35, 0, 0)


def test_a_cancelled_poll_forgets_its_answers_and_is_never_counted(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30)
    actions.cancel_poll(poll, by=island.alice, reason="La question était mal posée.")
    assert not Answer.objects.exists()
    assert closed(poll).counted_at is None


def test_what_is_asked_does_not_change_once_open(island):
    poll = opened(island)
    with pytest.raises(Refused, match="rien n’en change plus"):
        actions.change_poll(poll, by=island.alice)


def test_the_votes_of_polls_have_no_page_and_are_in_no_list(island):
    prepared(island)
    assert not Vote.objects.visible_to(island.alice).exists()


# --- Live --------------------------------------------------------------------------------------------


@pytest.fixture
def heard(monkeypatch, django_capture_on_commit_callbacks):
    """`heard(act)` gives what the open pages of polls are told by it."""
    told = []
    monkeypatch.setattr(streams, "_send", lambda group, message: told.append(message))
    monkeypatch.setattr(streams, "_push", lambda *frame: told.append(frame[:3]))

    def heard(act, *arguments, **keywords):
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(*arguments, **keywords)
        return [one for one in told if one[0] == "citizenpoll"]

    return heard


def test_pages_hear_that_a_poll_opens_is_renewed_and_is_counted_and_never_that_somebody_answers(island, heard):
    poll = prepared(island)
    page, result = ("citizenpoll", poll.pk, "page"), ("citizenpoll", poll.pk, "result")
    assert heard(actions.open_poll, poll, by=island.alice) == [page]
    live(island.bob, SAINT_PAUL)
    assert heard(actions.answer_poll, poll, by=island.bob, ballots=ballot(poll, "o1")) == []
    now = clock.now()
    turns = []
    for minutes in (1, 30, 62, 123):  # its first turn, none yet, then one whatever was answered since
        with clock.pretend(now + timedelta(minutes=minutes)):
            turns.append(heard(actions.publish_due, clock.now()))
    assert turns == [[page], [], [result], [result]]
    with clock.pretend(poll.closes_at):
        assert heard(actions.count_polls_due, clock.now()) == [page]


def test_pages_hear_that_a_poll_is_cancelled(island, heard):
    poll = opened(island)
    told = heard(actions.cancel_poll, poll, by=island.alice, reason="La question était mal posée.")
    assert told == [("citizenpoll", poll.pk, "page")]


def test_what_a_page_hears_of_a_poll_holds_nothing_but_that_it_changed(island):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    actions.publish_poll(poll)
    _cursor, frames = streams.replay(f"citizenpoll:{poll.pk}", 0, ["fr", "en"])
    told = '"part": "page", "html": null}'
    assert [bodies for _at, bodies in frames] == [{"fr": told, "en": told}]


def test_only_those_who_see_a_poll_hear_it(island):
    poll = prepared(island)
    stream = f"citizenpoll:{poll.pk}"
    assert (streams.may_join(island.alice, stream), streams.may_join(island.bob, stream)) == (True, False)
    actions.open_poll(poll, by=island.alice)
    assert streams.may_join(island.anonymous, stream)


def test_a_live_page_asks_for_its_parts_as_it_was_asked_itself(island, client):
    poll = opened(island)
    crowd(poll, SAINT_DENIS, o1=30, o2=15)
    poll = closed(poll)
    page = client.get(poll.get_absolute_url() + "?by=epci&sort=name").content.decode()
    assert 'sort=name&amp;option=o1&amp;by=epci&amp;part=result"' in page
    for part in ("head", "mine", "result"):
        answer = client.get(f"{poll.get_absolute_url()}?part={part}", headers={"HX-Request": "true"}).content.decode()
        assert (answer.count("data-url="), "<html" in answer) == (1, False)
