"""From the idea to a published proposal; who carries it, who advises and who helps."""

from datetime import timedelta

import pytest

from governance.organizations import actions as organizations
from governance.register.models import Entry
from proposals import actions
from proposals.models import Contribution, Proposal
from rooms import actions as rooms
from tests.proposals.factories import (
    BETTER,
    BODY,
    MONDAY,
    a_draft,
    a_proposal,
    acts,
    amend,
    answer,
    fresh,
    later,
    refused,
    resolve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def leave(cast, person):
    organizations.leave_space(cast.space, by=person)


def demote(cast, person):
    membership = cast.space.memberships.current().get(person=person)
    organizations.change_role(membership, by=cast.alice, role_key="guest")


# --- The idea ----------------------------------------------------------------------------------------


def test_whoever_proposes_carries_it(cast):
    proposal = a_draft(cast, cast.erin)
    assert (proposal.author, proposal.carrier) == (cast.erin, cast.erin)


def test_a_draft_is_seen_by_its_author_only(cast):
    a_draft(cast, cast.bob)
    everybody = [cast.alice, cast.bob, cast.carol, cast.dave, cast.erin, cast.anonymous]
    assert [who for who in everybody if Proposal.objects.visible_to(who).exists()] == [cast.bob]


def test_a_published_proposal_is_seen_by_everybody_who_sees_its_room(cast):
    a_proposal(cast, phase="discussion")
    everybody = [cast.alice, cast.bob, cast.carol, cast.dave, cast.erin, cast.anonymous]
    assert [who for who in everybody if Proposal.objects.visible_to(who).exists()] == everybody


def test_a_proposal_of_a_members_room_is_hidden_from_strangers(cast):
    proposal = a_proposal(cast, phase="discussion")
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    everybody = [cast.alice, cast.bob, cast.carol, cast.dave, cast.erin, cast.anonymous]
    seeing = [who for who in everybody if Proposal.objects.visible_to(who).filter(pk=proposal.pk).exists()]
    assert seeing == [cast.alice, cast.bob, cast.carol, cast.erin]


def test_the_author_of_a_draft_who_no_longer_sees_the_room_does_not_see_the_draft(cast):
    rooms.change_room(cast.room, by=cast.alice, visibility="members")
    a_draft(cast, cast.bob)
    leave(cast, cast.bob)
    assert not Proposal.objects.visible_to(cast.bob).exists()


def test_a_draft_leaves_no_trace_in_the_register(cast):
    proposal = a_draft(cast, cast.bob)
    actions.edit_proposal(proposal, by=cast.bob, title="Autre titre", summary="Autrement dit.", body=BETTER)
    actions.drop_proposal(proposal, by=cast.bob, reason="Rien à dire.")
    assert acts(proposal) == []


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_a_proposal_of_spaces_is_refused_and_nothing_is_written(cast, field):
    with refused("proposition"):
        a_draft(cast, **{field: " \n\t "})
    assert not Proposal.objects.exists()


def test_an_unknown_impact_is_refused(cast):
    with refused("qui est concerné"):
        a_draft(cast, impact="banana")


def test_nobody_proposes_in_an_archived_room_even_from_a_page_opened_before(cast):
    page = cast.room
    rooms.archive_room(cast.room, by=cast.alice, reason="Le groupe a fini.")
    with refused("archivé"):
        a_draft(cast, cast.bob, room=page)


def test_a_guest_proposes_nothing(cast):
    with refused("invité·es"):
        a_draft(cast, cast.carol)


def test_the_carrier_rewrites_a_draft_and_the_text_keeps_its_versions(cast):
    proposal = a_draft(cast, cast.bob)
    actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary="Court.", body=BETTER)
    proposal = fresh(proposal)
    assert [(v.n, v.body) for v in proposal.text.versions.all()] == [(1, BODY), (2, BETTER)]
    assert (proposal.title, proposal.text.current.n) == ("Traduire", 2)


def test_the_same_words_again_make_no_version(cast):
    proposal = a_proposal(cast, phase="amending")
    actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary="Court.", body=f"{BODY}  \r\n")
    assert fresh(proposal).text.versions.count() == 1
    assert acts(proposal) == ["published", "renamed"]


def test_the_register_keeps_that_a_title_or_a_summary_changed_and_what_a_title_was(cast):
    proposal = a_proposal(cast, phase="amending")
    actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary=proposal.summary, body=BODY)
    actions.edit_proposal(proposal, by=cast.bob, title="Traduire", summary=proposal.summary, body=BODY)
    assert acts(proposal) == ["published", "renamed"]
    entry = Entry.objects.about(proposal).get(act="proposal.renamed")
    assert '"before":"Traduire le guide"' in entry.payload.canonical


@pytest.mark.parametrize("field", ["title", "summary", "body"])
@pytest.mark.parametrize("words", ["\u200b", "\u200b \u2060", "\u3164"])
def test_what_nobody_sees_is_no_word(cast, field, words):
    with refused("au moins quelques mots"):
        a_draft(cast, cast.bob, **{field: words})


def test_a_title_of_spaces_does_not_replace_the_title(cast):
    proposal = a_draft(cast, cast.bob)
    with refused("proposition"):
        actions.edit_proposal(proposal, by=cast.bob, title="  ", summary="Court.", body=BETTER)
    assert (fresh(proposal).title, fresh(proposal).text.versions.count()) == ("Traduire le guide", 1)


def test_nobody_rewrites_the_proposal_of_somebody_else(cast):
    proposal = a_proposal(cast, cast.bob, "amending")
    with refused("Bob Nativel"):
        actions.edit_proposal(proposal, by=cast.alice, title="À moi", summary="Court.", body=BETTER)


def test_dg_12_a_discussion_becomes_a_proposal_and_keeps_its_debate(cast):
    proposal = a_proposal(cast, phase="discussion")
    rooms.post_message(proposal.thread, by=cast.carol, body="Bonne idée.")
    actions.open_amendments(proposal, by=cast.bob)
    assert fresh(proposal).phase() == "amending"
    assert [message.author for message in proposal.thread.messages.all()] == [cast.carol]


def test_a_proposal_is_published_once(cast):
    proposal = a_proposal(cast, phase="amending")
    with refused("déjà publiée"):
        actions.publish_proposal(proposal, by=cast.bob)
    assert acts(proposal) == ["published"]


def test_whoever_drops_a_proposal_says_why(cast):
    proposal = a_proposal(cast, phase="amending")
    with refused("pourquoi"):
        actions.drop_proposal(proposal, by=cast.bob, reason=" ")
    actions.drop_proposal(proposal, by=cast.bob, reason="Une autre voie existe.")
    assert (fresh(proposal).phase(), fresh(proposal).drop_reason) == ("dropped", "Une autre voie existe.")


def test_a_round_under_way_is_not_dropped(cast):
    proposal = a_proposal(cast, phase="consultation")
    with refused("s’abandonne par sa résolution"):
        actions.drop_proposal(proposal, by=cast.bob, reason="Ça tourne mal.")


# --- « Je conseille » and « j’aide » -----------------------------------------------------------------


def test_dg_3_a_member_advises_and_may_say_it_better(cast):
    proposal = a_proposal(cast, phase="amending")
    actions.contribute(proposal, by=cast.erin, kind="advice", body="Commencez petit.")
    actions.contribute(proposal, by=cast.erin, kind="advice", body="Commencez par un chapitre.")
    assert [c.body for c in proposal.contributions.all()] == ["Commencez par un chapitre."]
    assert acts(proposal) == ["published", "contributed"]


def test_an_advice_needs_its_words(cast):
    with refused("conseil"):
        actions.contribute(a_proposal(cast), by=cast.erin, kind="advice", body=" ")


def test_an_unknown_kind_of_contribution_is_refused(cast):
    proposal = a_proposal(cast)
    with refused("conseil ou une aide"):
        actions.contribute(proposal, by=cast.erin, kind="banana", body="Oui.")
    assert not Contribution.objects.exists()


def test_whoever_helps_joins_the_actions_of_the_resolution(cast):
    with later(days=-8):
        proposal = a_proposal(cast)
        actions.contribute(proposal, by=cast.erin, kind="help")
        actions.contribute(proposal, by=cast.faye, kind="advice", body="Prenez le temps.")
    resolution = resolve(proposal, by=cast.bob, actions=[("Relire", cast.bob, None)])
    assert list(resolution.actions.get().helpers.all()) == [cast.erin]


# --- The carrier leaves ------------------------------------------------------------------------------


def test_a_carrier_who_leaves_frees_the_proposal_and_is_never_replaced_silently(cast):
    proposal = a_proposal(cast, cast.bob)
    leave(cast, cast.bob)
    assert (fresh(proposal).carrier, fresh(proposal).author) == (None, cast.bob)
    assert acts(proposal)[-1] == "freed"


def test_a_carrier_who_becomes_a_guest_frees_the_proposal(cast):
    proposal = a_proposal(cast, cast.bob)
    demote(cast, cast.bob)
    assert (fresh(proposal).carrier, acts(proposal)[-1]) == (None, "freed")


def test_a_carrier_who_comes_to_facilitate_goes_on_carrying(cast):
    proposal = a_proposal(cast, cast.bob)
    membership = cast.space.memberships.current().get(person=cast.bob)
    organizations.change_role(membership, by=cast.alice, role_key="facilitator")
    assert fresh(proposal).carrier == cast.bob


def test_somebody_who_leaves_frees_nothing_that_others_carry(cast):
    proposal = a_proposal(cast, cast.erin)
    leave(cast, cast.bob)
    assert fresh(proposal).carrier == cast.erin


def test_a_draft_waits_for_its_author_who_may_come_back(cast):
    proposal = a_draft(cast, cast.bob)
    leave(cast, cast.bob)
    organizations.admit(cast.space, cast.bob, "member", by=cast.alice)
    actions.publish_proposal(proposal, by=cast.bob)
    assert fresh(proposal).phase() == "amending"
    assert acts(proposal) == ["published"]


def test_cs_3_a_freed_proposal_is_taken_over_by_a_member_who_then_carries_it(cast):
    proposal = a_proposal(cast, cast.bob, "awaiting")
    leave(cast, cast.bob)
    actions.take_over(proposal, by=cast.erin)
    resolve(proposal, by=cast.erin)
    assert (fresh(proposal).carrier, fresh(proposal).phase()) == (cast.erin, "resolved")


def test_a_proposal_is_taken_over_by_one_person(cast):
    proposal = a_proposal(cast, cast.bob)
    leave(cast, cast.bob)
    actions.take_over(proposal, by=cast.erin)
    with refused("déjà portée"):
        actions.take_over(proposal, by=cast.faye)


def test_cs_3_nobody_decides_for_a_carrier_who_left(cast):
    proposal = a_proposal(cast, cast.bob, "awaiting")
    leave(cast, cast.bob)
    with refused("reprendre"):
        resolve(proposal, by=cast.alice)


def test_a_carrier_who_left_and_came_back_takes_it_over_like_anybody_else(cast):
    proposal = a_proposal(cast, cast.bob)
    leave(cast, cast.bob)
    organizations.admit(cast.space, cast.bob, "member", by=cast.alice)
    assert fresh(proposal).carrier is None
    actions.take_over(proposal, by=cast.bob)
    assert fresh(proposal).carrier == cast.bob


# --- Review ------------------------------------------------------------------------------------------


def test_the_carrier_renews_a_resolution_before_its_review(cast):
    proposal = a_proposal(cast, phase="resolved")
    actions.renew(proposal, by=cast.bob)
    assert fresh(proposal).phase() == "amending"


def test_before_the_review_nobody_else_renews(cast):
    with refused("Bob Nativel"):
        actions.renew(a_proposal(cast, phase="resolved"), by=cast.erin)


def test_once_the_review_date_has_come_anybody_renews_and_then_carries_it(cast):
    proposal = a_proposal(cast, phase="review")
    actions.renew(proposal, by=cast.erin)
    assert (fresh(proposal).phase(), fresh(proposal).carrier) == ("amending", cast.erin)
    assert acts(proposal)[-2:] == ["renewed", "taken_over"]
    assert fresh(proposal).resolution.by == cast.bob


def test_a_carrier_who_renews_takes_nothing_over(cast):
    proposal = a_proposal(cast, phase="review")
    actions.renew(proposal, by=cast.bob)
    assert acts(proposal)[-2:] == ["resolved", "renewed"]


def test_whoever_renews_what_nobody_carries_carries_it(cast):
    proposal = a_proposal(cast, phase="review")
    leave(cast, cast.bob)
    actions.renew(proposal, by=cast.erin)
    assert fresh(proposal).carrier == cast.erin


def test_a_review_reopens_by_renewing_and_by_nothing_else(cast):
    proposal = a_proposal(cast, phase="review")
    with refused("amendements"):
        actions.open_amendments(proposal, by=cast.bob)


def test_a_renewed_proposal_goes_through_a_whole_second_round(cast):
    proposal = a_proposal(cast, phase="review")
    first = fresh(proposal).resolution
    actions.renew(proposal, by=cast.erin)
    version = actions.accept_amendment(amend(proposal, cast.bob), by=cast.erin)
    round_ = actions.open_round(proposal, by=cast.erin, closes_at=MONDAY + timedelta(days=2))
    answer(proposal, cast.erin)
    with later(days=3):
        second = resolve(proposal, by=cast.erin)
        assert fresh(proposal).phase() == "resolved"
    assert (round_.n, round_.version) == (2, version)
    assert [first.version.n, second.version.n] == [1, 2]
    first.refresh_from_db()
    assert (first.counts["agree"], second.counts["agree"]) == (0, 1)


# --- Lists -------------------------------------------------------------------------------------------


def titles_and_phases(user):
    return [(p.title, p.carrier, p.phase()) for p in Proposal.objects.visible_to(user).with_facts()]


def test_a_list_of_proposals_asks_as_much_for_one_as_for_many(cast, django_assert_num_queries):
    a_proposal(cast, phase="review")
    with django_assert_num_queries(1):
        assert len(titles_and_phases(cast.erin)) == 1
    for phase in ("consultation", "concertation", "resolved", "dropped", "discussion"):
        a_proposal(cast, phase=phase)
    with django_assert_num_queries(1):
        assert len(titles_and_phases(cast.erin)) == 6
