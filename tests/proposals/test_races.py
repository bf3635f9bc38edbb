"""People act at the same moment: one of them goes first, the others get an answer and never an accident."""

import contextlib
from datetime import timedelta
from functools import partial

import pytest

from governance import clock
from governance.organizations import actions as organizations
from governance.verdict import Refused
from governance.voting.models import Ballot
from proposals import actions
from proposals.models import Amendment, Proposal, Resolution
from rooms import actions as rooms
from tests.at_once import reasons, together
from tests.proposals.factories import (
    BETTER,
    BODY,
    MONDAY,
    REASON,
    WEEK,
    a_proposal,
    acts,
    amend,
    answer,
    block,
    counts,
    fresh,
    resolve,
)

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("monday"),
]

SHORTER = "Nous traduisons le guide."


def test_fifty_positions_by_one_person_at_once_are_one_ballot(cast):
    proposal = a_proposal(cast)
    choices = ["agree", "disagree", "abstain", "incomplete", "block"] * 10
    for wave in range(0, 50, 10):
        together(*(lambda choice=choice: answer(proposal, cast.erin, choice) for choice in choices[wave : wave + 10]))
    ballot = Ballot.objects.select_related("option").get()
    assert counts(proposal) == {ballot.option.key: 1}
    open_blocks = fresh(proposal).round.objections.filter(ended_at__isnull=True).count()
    assert open_blocks == (ballot.option.key == "block")


def test_many_people_answer_at_once_and_each_is_counted_once(cast):
    proposal = a_proposal(cast)
    people = [cast.alice, cast.bob, cast.erin, cast.faye]
    together(*(lambda who=who: answer(proposal, who, "agree") for who in people * 3))
    assert (counts(proposal), Ballot.objects.count()) == ({"agree": 4}, 4)


def test_two_people_block_at_once(cast):
    proposal = a_proposal(cast)
    together(lambda: block(proposal, cast.faye), lambda: block(proposal, cast.erin))
    assert (counts(proposal), fresh(proposal).phase()) == ({"block": 2}, "concertation")


def test_a_position_and_the_end_of_its_round(cast):
    proposal = a_proposal(cast)
    objection = block(proposal, cast.faye)
    amendment = amend(proposal, cast.faye)
    results = together(
        lambda: actions.integrate_amendment(objection, amendment, by=cast.bob, supersede=True),
        *(
            lambda who=who: actions.take_position(proposal, by=who, choice="agree", version_n=1)
            for who in (cast.alice, cast.erin, cast.bob)
        ),
    )
    first, second = fresh(proposal).rounds.order_by("n")
    answered = 3 - len(reasons(results))
    assert actions.counts_of(first.vote)["agree"] == answered
    assert second.vote.ballots.count() == 0
    assert all("version 2" in reason for reason in reasons(results))


def test_a_position_and_the_announced_close(cast):
    proposal = a_proposal(cast)
    with clock.pretend(MONDAY + WEEK):
        results = together(
            lambda: actions.announce_due(clock.now()),
            lambda: answer(proposal, cast.erin),
            lambda: actions.announce_due(clock.now()),
        )
    assert (len(reasons(results)), counts(proposal)) == (1, {})
    assert acts(proposal).count("round_closed") == 1


def test_a_change_and_a_lift_of_the_block_leave_one_countdown(cast):
    proposal = a_proposal(cast)
    objection = block(proposal, cast.faye)
    with clock.pretend(MONDAY + timedelta(days=1)):
        results = together(
            lambda: answer(proposal, cast.faye, "agree"),
            lambda: actions.answer_objection(objection, by=cast.bob, answer="Entendu."),
        )
        assert len(reasons(results)) <= 1
        assert fresh(proposal).round.vote.closing(clock.now()) == MONDAY + WEEK + timedelta(days=1)
    assert acts(proposal).count("block_ended") == 1


def test_of_two_acceptances_at_once_the_second_is_shown_what_the_merge_makes(cast):
    proposal = a_proposal(cast, phase="amending")
    amendments = [amend(proposal, cast.erin), amend(proposal, cast.faye, BODY.replace("mardi", "jeudi"))]
    results = together(*(lambda one=one: actions.accept_amendment(one, by=cast.bob, seen=1) for one in amendments))
    assert [len(reasons(results)), "pendant que vous lisiez" in reasons(results)[0]] == [1, True]
    for one in amendments:
        if Amendment.objects.get(pk=one.pk).is_open:
            actions.accept_amendment(one, by=cast.bob, seen=2)
    assert fresh(proposal).text.current.body == BETTER.replace("mardi", "jeudi")


def test_of_twenty_amendments_accepted_at_once_every_word_is_in_the_text_or_its_amendment_says_conflict(cast):
    """Bob clicks again, with what the page then shows, for as long as there is one to accept."""
    articles = [f"Article {n}. Nous nous retrouvons le mardi." for n in range(1, 17)]
    proposal = a_proposal(cast, phase="amending", body="\n\n".join(articles))
    people = [cast.erin, cast.faye, cast.alice, cast.bob]
    # Sixteen touch an article each; four want other words where the first four do.
    wanted = [(n, f"jeudi{n}") for n in range(16)] + [(n, f"samedi{n}") for n in range(4)]
    whole = "\n\n".join(articles)
    amendments = [
        amend(proposal, people[k % 4], whole.replace(articles[n], articles[n].replace("mardi", word)))
        for k, (n, word) in enumerate(wanted)
    ]

    def insist(one):
        for _again in range(60):
            seen = Amendment.objects.select_related("base").get(pk=one.pk)
            if not seen.is_open or seen.is_in_conflict:
                return
            with contextlib.suppress(Refused):
                actions.accept_amendment(one, by=cast.bob, seen=seen.base.n)

    together(*(partial(insist, one) for one in amendments))
    text = fresh(proposal).text.current.body
    standings = [Amendment.objects.get(pk=one.pk) for one in amendments]
    lost = [
        word
        for (_n, word), amendment in zip(wanted, standings, strict=True)
        if f"{word}." not in text and not amendment.is_in_conflict
    ]
    assert (lost, sum(amendment.state == "accepted" for amendment in standings)) == ([], 16)


def test_a_rejected_amendment_promoted_twice_at_once_is_one_proposal(cast):
    proposal = a_proposal(cast, phase="amending")
    amendment = actions.reject_amendment(amend(proposal, cast.erin), by=cast.bob, reason="Trop tôt.")
    words = {"title": "Traduire", "summary": "Court.", "body": BETTER}
    results = together(*[lambda: actions.promote_amendment(amendment, by=cast.erin, **words)] * 3)
    assert (len(reasons(results)), Proposal.objects.filter(promoted_from=amendment).count()) == (2, 1)
    assert Proposal.objects.count() == 2


def test_supporting_twice_at_once_is_supporting_once(cast):
    amendment = amend(a_proposal(cast, phase="amending"), cast.erin)
    results = together(*[lambda: actions.cosign_amendment(amendment, by=cast.faye)] * 4)
    assert (len(reasons(results)), amendment.cosignatures.count()) == (3, 1)


def test_of_two_suggestions_taken_at_once_for_the_same_words_the_second_is_in_conflict(cast):
    amendment = amend(a_proposal(cast, phase="amending"), cast.erin)
    made = [
        actions.suggest(amendment, by=who, words="Mieux.", body=BETTER.replace("créole", word))
        for who, word in ((cast.faye, "malgache"), (cast.alice, "tamoul"))
    ]
    results = together(*(lambda one=one: actions.take_suggestion(one, by=cast.erin) for one in made))
    assert len(reasons(results)) == 1
    assert sorted(one.standing for one in amendment.suggestions.filter(state="open")) == ["conflict"]
    assert amendment.revisions.count() == 1


def test_suggestions_made_while_the_text_moves_on_are_all_numbered_and_follow(cast):
    proposal = a_proposal(cast, phase="amending")
    amendment = amend(proposal, cast.erin)
    other = amend(proposal, cast.alice, BODY.replace("mardi", "jeudi"))
    results = together(
        lambda: actions.accept_amendment(other, by=cast.bob),
        *(
            lambda n=n: actions.suggest(amendment, by=cast.faye, words="Mieux.", body=f"{BETTER}\n\nEt {n}.", seen=0)
            for n in range(4)
        ),
    )
    assert reasons(results) == []
    made = list(amendment.suggestions.all())
    body = Amendment.objects.get(pk=amendment.pk).body
    assert ([one.n for one in made], {one.wording for one in made}) == ([1, 2, 3, 4], {body})


def test_an_acceptance_and_a_rewriting_at_once_are_two_versions_one_made_from_the_other(cast):
    """Bob rewrites what he has just accepted, or the amendment follows what he has just rewritten."""
    proposal = a_proposal(cast, phase="amending")
    amendment = amend(proposal, cast.erin)
    together(
        lambda: actions.accept_amendment(amendment, by=cast.bob),
        lambda: actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary="Court.", body=SHORTER),
    )
    texts = [version.body for version in fresh(proposal).text.versions.all()]
    assert texts in ([BODY, BETTER, SHORTER], [BODY, SHORTER, "Nous traduisons le guide en créole."])


def test_the_window_of_the_room_closes_once_however_many_come_at_that_moment(cast):
    room = {"decided_by": "room", "closes_at": MONDAY + WEEK}
    proposal = actions.publish_proposal(a_proposal(cast, cast.bob, "draft"), by=cast.bob, **room)
    first, beyond = amend(proposal, cast.erin), amend(proposal, cast.faye, BODY.replace("Chaque mardi", "Chaque jeudi"))
    for amendment in (first, beyond):
        actions.answer_amendment(amendment, by=cast.alice, choice="agree")
    with clock.pretend(MONDAY + WEEK + timedelta(minutes=1)):
        together(
            *(lambda: actions.announce_due(clock.now()) for _ in range(4)),
            lambda: actions.accept_amendment(first, by=cast.bob),
            lambda: actions.withdraw_amendment(beyond, by=cast.faye),
            lambda: actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK),
        )
    assert [version.n for version in fresh(proposal).text.versions.all()] == [1, 2, 3]
    assert (fresh(proposal).text.current.body, acts(proposal).count("amendments_closed")) == (
        BETTER.replace("Chaque mardi", "Chaque jeudi"),
        1,
    )


def test_many_people_answer_an_amendment_at_once_and_each_is_counted_once(cast):
    room = {"decided_by": "room", "closes_at": MONDAY + WEEK}
    proposal = actions.publish_proposal(a_proposal(cast, cast.bob, "draft"), by=cast.bob, **room)
    amendment = amend(proposal, cast.erin)
    people = [cast.alice, cast.bob, cast.erin, cast.faye]
    choices = ["agree", "disagree", "abstain"]
    together(
        *(
            lambda who=who, choice=choice: actions.answer_amendment(amendment, by=who, choice=choice)
            for who in people
            for choice in choices
        )
    )
    assert sum(amendment.put.counts.values()) == 4


def test_of_two_rounds_opened_at_once_there_is_one(cast):
    proposal = a_proposal(cast, phase="amending")
    results = together(*[lambda: actions.open_round(proposal, by=cast.bob, closes_at=MONDAY + WEEK)] * 3)
    assert (len(reasons(results)), fresh(proposal).rounds.count()) == (2, 1)
    assert acts(proposal).count("round_opened") == 1


def test_of_two_resolutions_at_once_there_is_one(cast):
    proposal = a_proposal(cast, phase="awaiting")
    results = together(*(lambda choice=choice: resolve(proposal, by=cast.bob, choice=choice)
                         for choice in ("go_on", "drop", "adapt")))  # fmt: skip
    assert (len(reasons(results)), Resolution.objects.count()) == (2, 1)
    assert acts(proposal).count("resolved") == 1


def test_of_two_who_take_over_at_once_one_carries(cast):
    proposal = a_proposal(cast, cast.bob)
    organizations.leave_space(cast.space, by=cast.bob)
    results = together(*(lambda who=who: actions.take_over(proposal, by=who) for who in (cast.erin, cast.faye)))
    assert (len(reasons(results)), acts(proposal).count("taken_over")) == (1, 1)


def test_a_carrier_leaves_while_others_answer(cast):
    proposals = [a_proposal(cast, cast.bob) for _n in range(4)]
    together(
        lambda: organizations.leave_space(cast.space, by=cast.bob),
        *(lambda one=one: answer(one, cast.erin) for one in proposals),
        *(lambda one=one: answer(one, cast.faye, "block") for one in proposals),
    )
    assert [fresh(one).carrier for one in proposals] == [None] * 4
    assert [counts(one) for one in proposals] == [{"agree": 1, "block": 1}] * 4


def test_a_carrier_leaves_while_they_rewrite_with_a_new_tag(cast):
    proposal = a_proposal(cast, cast.bob, "amending")
    for n in range(5):
        results = together(
            lambda: organizations.leave_space(cast.space, by=cast.bob),
            lambda n=n: actions.edit_proposal(
                proposal, by=cast.bob, title="Traduire", summary="Court.", body=f"{BODY} {n}", tags=[f"mot-{n}"]
            ),
        )
        assert len(reasons(results)) <= 1
        organizations.admit(cast.space, cast.bob, "member", by=cast.alice)
        actions.take_over(proposal, by=cast.bob)


def test_a_room_is_renamed_while_resolutions_open_actions_in_it(cast):
    proposals = [a_proposal(cast, phase="awaiting") for _n in range(4)]
    together(
        *(lambda n=n: rooms.change_room(cast.room, by=cast.alice, summary=f"Salon {n}") for n in range(4)),
        *(lambda one=one: resolve(one, by=cast.bob, actions=[("Relire", None, None)] * 3) for one in proposals),
    )
    assert [fresh(one).phase() for one in proposals] == ["resolved"] * 4


def test_an_action_is_taken_by_one_of_those_who_want_it(cast):
    proposal = a_proposal(cast, phase="resolved")
    action = actions.open_follow_up(proposal, by=cast.bob, title="Relire")
    results = together(*(lambda who=who: actions.take_action(action, by=who) for who in (cast.erin, cast.faye)))
    assert (len(reasons(results)), acts(action)) == (1, ["opened", "taken"])


def test_asking_to_see_twice_at_once_is_asking_once(cast):
    proposal = a_proposal(cast)
    together(*[lambda: actions.look_at_positions(proposal, by=cast.erin)] * 4)
    assert fresh(proposal).round.vote.looks.count() == 1


def test_an_impossible_block_leaves_nothing_behind(cast):
    proposal = a_proposal(cast)
    refusals = together(*[lambda: actions.take_position(proposal, by=cast.erin, choice="block", version_n=1)] * 2)
    assert (len(reasons(refusals)), counts(proposal)) == (2, {})
    answer(proposal, cast.erin, "block", REASON)
    assert counts(proposal) == {"block": 1}
