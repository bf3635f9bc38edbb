"""Actions: what concerns nobody starts at once, what concerns a few waits for their words, many decide together."""

from datetime import timedelta

import pytest

from governance.organizations import actions as organizations
from proposals import actions
from proposals.models import Action, Question
from rooms import actions as rooms
from tests.cast import person
from tests.proposals.factories import MONDAY, a_proposal, acts, later, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def alone(cast):
    """An action of Bob's that concerns nobody."""
    return actions.open_action(cast.room, by=cast.bob, title="Trier les photos")


@pytest.fixture
def asking(cast):
    """An action of Bob's that concerns Erin and Carol, who is a guest."""
    return actions.open_action(
        cast.room, by=cast.bob, title="Changer le logo", impact="few", named=[cast.erin, cast.carol]
    )


def say(action, who, answer="Allez-y."):
    return actions.answer_question(action.questions.get(person=who), by=who, answer=answer)


def now(action):
    return Action.objects.get(pk=action.pk)


# --- Nobody ------------------------------------------------------------------------------------------


def test_dg_6_what_concerns_nobody_starts_at_once_and_asks_nobody(cast, alone):
    assert (alone.owner, alone.started_at, Question.objects.count()) == (cast.bob, MONDAY, 0)
    assert acts(alone) == ["opened"]


def test_dg_7_what_concerns_nobody_ends_with_something_written(cast, alone):
    with refused("trace écrite"):
        actions.finish_action(alone, by=cast.bob, documentation=" ")
    assert now(alone).done_at is None
    actions.finish_action(alone, by=cast.bob, documentation="https://wiki.example.org/photos")
    assert (now(alone).done_at, now(alone).done_by, acts(alone)) == (MONDAY, cast.bob, ["opened", "done"])


def test_an_action_is_finished_once(cast, alone):
    actions.finish_action(alone, by=cast.bob, documentation="Fait.")
    with refused("déjà faite"):
        actions.finish_action(alone, by=cast.bob, documentation="Encore.")


def test_people_named_for_what_concerns_nobody_are_not_asked(cast):
    action = actions.open_action(cast.room, by=cast.bob, title="Trier", impact="nobody", named=[cast.erin])
    assert not action.questions.exists()


def test_an_action_of_spaces_is_refused(cast):
    with refused("action"):
        actions.open_action(cast.room, by=cast.bob, title=" \t ")


def test_guests_and_strangers_open_no_action(cast):
    for who in (cast.carol, cast.dave, cast.anonymous):
        with refused("membre|Connectez-vous"):
            actions.open_action(cast.room, by=who, title="Trier")


def test_no_action_opens_in_an_archived_room_even_from_a_page_opened_before(cast):
    page = cast.room
    rooms.archive_room(cast.room, by=cast.alice, reason="Le groupe a fini.")
    with refused("archivé"):
        actions.open_action(page, by=cast.bob, title="Trier")


# --- A few -------------------------------------------------------------------------------------------


def test_dg_9_what_concerns_a_few_does_not_start_before_they_answered(cast, asking):
    assert asking.started_at is None
    with refused("n’ont pas toutes répondu"):
        actions.start_action(asking, by=cast.bob)
    say(asking, cast.erin)
    with refused("n’ont pas toutes répondu"):
        actions.start_action(asking, by=cast.bob)


def test_dg_9_it_starts_once_all_answered_whatever_they_said(cast, asking):
    say(asking, cast.erin, "Surtout pas !")
    say(asking, cast.carol, "Non.")
    actions.start_action(asking, by=cast.bob)
    assert now(asking).started_at == MONDAY


def test_dg_9_or_once_the_delay_of_the_space_has_passed(cast, asking):
    with later(days=3, seconds=-1), refused("n’ont pas toutes répondu"):
        actions.start_action(asking, by=cast.bob)
    with later(days=3):
        actions.start_action(asking, by=cast.bob)
    assert now(asking).started_at == MONDAY + timedelta(days=3)


def test_a_space_chooses_the_delay(cast):
    organizations.change_settings(cast.space, by=cast.alice, ask_days=10)
    action = actions.open_action(cast.room, by=cast.bob, title="Changer", impact="few", named=[cast.erin])
    with later(days=9), refused("n’ont pas toutes répondu"):
        actions.start_action(action, by=cast.bob)


def test_only_the_person_asked_answers(cast, asking):
    with refused("autre personne"):
        actions.answer_question(asking.questions.get(person=cast.erin), by=cast.faye, answer="Oui.")


def test_an_answer_is_made_of_words(cast, asking):
    with refused("votre avis"):
        say(asking, cast.erin, "  ")


def test_what_is_answered_shows_in_the_register_without_the_words(cast, asking):
    say(asking, cast.erin, "Un avis.")
    assert acts(asking) == ["opened", "answered"]


@pytest.mark.parametrize("named", [(), ("bob",)])
def test_a_few_people_have_names_other_than_ones_own(cast, named):
    with refused("qui est concerné"):
        actions.open_action(
            cast.room, by=cast.bob, title="Changer", impact="few", named=[cast.people[key] for key in named]
        )


def test_somebody_named_twice_is_asked_once(cast):
    action = actions.open_action(cast.room, by=cast.bob, title="Changer", impact="few", named=[cast.erin, cast.erin])
    assert [question.person for question in action.questions.all()] == [cast.erin]


def test_nobody_is_asked_who_could_not_answer(cast):
    with refused("ne peut pas répondre"):
        actions.open_action(cast.room, by=cast.bob, title="Changer", impact="few", named=[cast.erin, cast.dave])
    assert not Action.objects.exists()


def test_one_does_not_start_the_action_of_somebody_else(cast, asking):
    with later(days=3), refused("qui s’occupe"):
        actions.start_action(asking, by=cast.erin)


def test_an_action_starts_once(cast, alone):
    with refused("déjà commencée"):
        actions.start_action(alone, by=cast.bob)


def test_what_waits_for_answers_cannot_be_finished(cast, asking):
    with refused("pas encore commencé"):
        actions.finish_action(asking, by=cast.bob, documentation="Fait.")


def test_what_concerned_a_few_ends_without_a_trace_if_need_be(cast, asking):
    with later(days=3):
        actions.start_action(asking, by=cast.bob)
        actions.finish_action(asking, by=cast.bob)
    assert now(asking).done_by == cast.bob


# --- Many --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("impact", ["many", "liability"])
def test_what_concerns_many_is_no_action_yet(cast, impact):
    with refused("une proposition"):
        actions.open_action(cast.room, by=cast.bob, title="Changer", impact=impact)
    assert not Action.objects.exists()


def test_dg_11_from_five_people_on_few_are_many(cast):
    crowd = [person(f"membre-{n}") for n in range(5)]
    for one in crowd:
        organizations.admit(cast.space, one, "member", by=cast.alice)
    with refused("une proposition"):
        actions.open_action(cast.room, by=cast.bob, title="Changer", impact="few", named=crowd)
    action = actions.open_action(cast.room, by=cast.bob, title="Changer", impact="few", named=crowd[:4])
    assert action.questions.count() == 4


def test_an_unknown_impact_is_refused(cast):
    with refused("qui est concerné"):
        actions.open_action(cast.room, by=cast.bob, title="Changer", impact="banana")


# --- Together ----------------------------------------------------------------------------------------


def test_a_helper_joins_finishes_and_may_stop(cast, alone):
    actions.help_action(alone, by=cast.erin)
    actions.help_action(alone, by=cast.faye)
    actions.stop_helping(alone, by=cast.faye)
    assert list(alone.helpers.all()) == [cast.erin]
    with refused("qui s’occupe"):
        actions.finish_action(alone, by=cast.faye, documentation="Fait.")
    actions.finish_action(alone, by=cast.erin, documentation="Fait.")
    assert now(alone).done_by == cast.erin


def test_helping_twice_is_told_once(cast, alone):
    actions.help_action(alone, by=cast.erin)
    actions.help_action(alone, by=cast.erin)
    assert acts(alone) == ["opened", "helped", "shared"]


def test_nobody_joins_what_is_done(cast, alone):
    actions.finish_action(alone, by=cast.bob, documentation="Fait.")
    with refused("déjà faite"):
        actions.help_action(alone, by=cast.erin)


def test_a_helper_who_left_finishes_nothing(cast, alone):
    actions.help_action(alone, by=cast.erin)
    organizations.leave_space(cast.space, by=cast.erin)
    with refused("membre"):
        actions.finish_action(alone, by=cast.erin, documentation="Fait.")


def test_an_action_that_nobody_owns_is_taken_once(cast):
    action = actions.open_follow_up(a_proposal(cast, phase="resolved"), by=cast.bob, title="Relire")
    actions.take_action(action, by=cast.erin)
    with refused("s’occupe déjà"):
        actions.take_action(action, by=cast.faye)
    actions.finish_action(action, by=cast.erin)
    assert now(action).done_by == cast.erin


@pytest.mark.parametrize("how", ["leaves", "becomes a guest"])
def test_whoever_can_finish_no_more_frees_what_they_had_taken_on(cast, alone, how):
    done = actions.open_action(cast.room, by=cast.bob, title="Ranger")
    actions.finish_action(done, by=cast.bob, documentation="Rangé.")
    if how == "leaves":
        organizations.leave_space(cast.space, by=cast.bob)
    else:
        membership = cast.space.memberships.current().get(person=cast.bob)
        organizations.change_role(membership, by=cast.alice, role_key="guest")
    assert (now(alone).owner, acts(alone)[-1]) == (None, "freed")
    assert (now(done).owner, acts(done)[-1]) == (cast.bob, "done")
    actions.take_action(alone, by=cast.erin)
    actions.finish_action(alone, by=cast.erin, documentation="Fait.")
    assert now(alone).done_by == cast.erin


def test_whoever_comes_to_facilitate_keeps_their_actions(cast, alone):
    membership = cast.space.memberships.current().get(person=cast.bob)
    organizations.change_role(membership, by=cast.alice, role_key="facilitator")
    assert now(alone).owner == cast.bob


def test_an_action_of_somebody_who_left_is_shown_as_one_to_take(cast, alone, client):
    organizations.leave_space(cast.space, by=cast.bob)
    assert "à prendre" in client.get(f"/spaces/{cast.space.slug}/rooms/{cast.room.slug}/actions/").content.decode()


# --- Lists -------------------------------------------------------------------------------------------


def owners(user):
    return [(action.title, action.owner) for action in Action.objects.visible_to(user).select_related("owner")]


def test_a_list_of_actions_asks_as_much_for_one_as_for_many(cast, alone, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(owners(cast.erin)) == 1
    for n in range(9):
        actions.open_action(cast.room, by=cast.faye, title=f"Action {n}")
    with django_assert_num_queries(1):
        assert len(owners(cast.erin)) == 10


def test_actions_of_a_hidden_room_are_hidden(cast, alone):
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    assert [bool(owners(who)) for who in (cast.carol, cast.dave, cast.anonymous)] == [True, False, False]
