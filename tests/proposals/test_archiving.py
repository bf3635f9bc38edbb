"""A room that was lived in is archived by a resolution, under the law of documents; an empty one at once."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.register.models import Entry
from proposals import actions
from proposals.models import Proposal
from rooms import actions as rooms
from rooms.models import Room
from tests.proposals.factories import a_draft, a_proposal, acts, answer, block, fresh, later, refused, resolve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

WORDS = {"title": "Archiver la documentation", "summary": "Le groupe a fini.", "body": "Nous archivons ce salon."}


@pytest.fixture(autouse=True)
def lived_in(cast):
    rooms.post_message(cast.room.thread, by=cast.bob, body="Bonjour à tout le monde.")


def archiving(cast, *positions) -> Proposal:
    """Bob's proposal to archive the room; its round is over, Alice, Erin and Faye took these positions."""
    with later(days=-8):
        proposal = actions.propose_archiving(cast.room, by=cast.bob, **WORDS)
        actions.publish_proposal(proposal, by=cast.bob)
        actions.open_round(fresh(proposal), by=cast.bob, closes_at=clock.now() + timedelta(days=7))
        for person, choice in zip((cast.alice, cast.erin, cast.faye), positions, strict=False):
            answer(proposal, person, choice)
    return fresh(proposal)


def is_archived(cast):
    return Room.objects.get(pk=cast.room.pk).archived_at is not None


# --- At once, or by a resolution ----------------------------------------------------------------------


def test_an_empty_room_is_archived_at_once_by_who_facilitates_it(cast):
    room = rooms.open_room(cast.space, by=cast.alice, name="Une erreur")
    assert rooms.archive_room(room, by=cast.alice, reason="Ouvert par erreur.").archived_at


def test_a_room_where_somebody_spoke_is_not_archived_at_once(cast):
    with refused("par une proposition, et par sa résolution"):
        rooms.archive_room(cast.room, by=cast.alice, reason="Le groupe a fini.")
    assert not is_archived(cast)


def test_nor_is_one_where_something_was_proposed_or_is_being_done(cast):
    proposed = rooms.open_room(cast.space, by=cast.alice, name="Proposé")
    a_proposal(cast, phase="discussion", room=proposed)
    done = rooms.open_room(cast.space, by=cast.alice, name="Fait")
    actions.open_action(done, by=cast.bob, title="Trier")
    for room in (proposed, done):
        with refused("par une proposition, et par sa résolution"):
            rooms.archive_room(room, by=cast.alice, reason="Le groupe a fini.")


def test_a_draft_that_only_its_author_sees_is_not_told_by_a_refusal(cast):
    room = rooms.open_room(cast.space, by=cast.alice, name="Une erreur")
    a_draft(cast, cast.bob, room=room)
    assert rooms.archive_room(room, by=cast.alice, reason="Ouvert par erreur.").archived_at


def test_the_resolution_archives_the_room_in_the_same_act_and_the_register_says_which(cast):
    proposal = archiving(cast, "agree", "agree", "disagree")
    resolve(proposal, by=cast.bob)
    assert is_archived(cast)
    entry = Entry.objects.about(cast.room).select_related("payload").get(act="room.archived")
    said = json.loads(entry.payload.canonical)
    assert (said["proposal"], said["title"]) == (proposal.pk, WORDS["title"])
    assert acts(proposal)[-1] == "resolved"


def test_the_activity_of_the_space_names_the_resolution(cast, sign_in):
    proposal = archiving(cast, "agree")
    resolve(proposal, by=cast.bob)
    page = sign_in(cast.erin).get(reverse("space-activity", args=[cast.space.slug])).content.decode()
    assert f'par la résolution de <a href="{reverse("proposal", args=[proposal.pk])}">{WORDS["title"]}</a>' in page


@pytest.mark.parametrize("choice", ["adapt", "drop"])
def test_another_resolution_archives_nothing(cast, choice):
    resolve(archiving(cast, "agree"), by=cast.bob, choice=choice)
    assert not is_archived(cast)


# --- The law ------------------------------------------------------------------------------------------


def test_nobody_archives_a_room_over_a_block_whatever_the_reason_given(cast):
    with later(days=-20):
        proposal = actions.propose_archiving(cast.room, by=cast.bob, **WORDS)
        actions.publish_proposal(proposal, by=cast.bob)
        actions.open_round(fresh(proposal), by=cast.bob, closes_at=clock.now() + timedelta(days=7))
        answer(proposal, cast.alice, "agree")
        actions.answer_objection(block(proposal, cast.faye), by=cast.bob, answer="Entendu.")
    before = Entry.objects.count()
    with refused("pas malgré un blocage. Choisissez « adapter »"):
        resolve(fresh(proposal), by=cast.bob, reason="Je passe outre.")
    assert (is_archived(cast), Entry.objects.count()) == (False, before)


def test_nobody_archives_a_room_against_the_advice(cast):
    with refused("contre l’avis"):
        resolve(archiving(cast, "disagree", "disagree", "agree"), by=cast.bob, reason="Tant pis.")
    assert not is_archived(cast)


@pytest.mark.parametrize("positions", [(), ("abstain",), ("agree", "disagree")])
def test_it_needs_more_people_for_it_than_against_it(cast, positions):
    with refused("plus de « pour » que de « contre »"):
        resolve(archiving(cast, *positions), by=cast.bob)
    assert not is_archived(cast)


def test_adapting_is_the_way_out(cast):
    proposal = archiving(cast, "disagree", "disagree")
    resolve(proposal, by=cast.bob, choice="adapt")
    assert fresh(actions.renew(proposal, by=cast.bob)).phase() == "amending"


# --- What the room still owes -------------------------------------------------------------------------


def test_a_resolution_owed_comes_first_and_the_refusal_says_which_and_from_whom(cast):
    owed = a_proposal(cast, cast.erin, "awaiting", title="Traduire le guide")
    proposal = archiving(cast, "agree")
    with refused("« Traduire le guide » attend la résolution de Erin Fontaine."):
        resolve(proposal, by=cast.bob)
    assert not is_archived(cast)
    resolve(owed, by=cast.erin)
    resolve(fresh(proposal), by=cast.bob)
    assert is_archived(cast)


def test_so_does_a_consultation_that_runs(cast):
    a_proposal(cast, cast.erin, "consultation", title="Traduire le guide")
    with refused("« Traduire le guide » est en consultation"):
        resolve(archiving(cast, "agree"), by=cast.bob)


def test_what_nobody_carries_any_more_is_named_too(cast):
    owed = a_proposal(cast, cast.erin, "awaiting", title="Traduire le guide")
    Proposal.objects.filter(pk=owed.pk).update(carrier=None)
    with refused("plus personne ne la porte"):
        resolve(archiving(cast, "agree"), by=cast.bob)


def test_dropping_it_waits_for_nothing(cast):
    a_proposal(cast, cast.erin, "consultation")
    resolve(archiving(cast, "agree"), by=cast.bob, choice="drop")
    assert not is_archived(cast)


def test_no_round_opens_in_the_room_once_it_is_archived(cast):
    other = a_proposal(cast, phase="amending")
    resolve(archiving(cast, "agree"), by=cast.bob)
    with refused("Ce salon est archivé"):
        actions.open_round(other, by=cast.bob, closes_at=clock.now() + timedelta(days=7))


def test_what_follows_from_it_still_goes_on_to_its_end(cast):
    proposal = archiving(cast, "agree")
    resolve(proposal, by=cast.bob, actions=[("Prévenir les autres salons", cast.erin, None)])
    (action,) = fresh(proposal).resolution.actions.all()
    actions.finish_action(action, by=cast.erin, documentation="C’est dit.")
    assert acts(action) == ["opened", "done"]


# --- Proposing it -------------------------------------------------------------------------------------


def test_one_proposal_to_archive_a_room_is_enough(cast):
    proposal = actions.propose_archiving(cast.room, by=cast.bob, **WORDS)
    actions.publish_proposal(proposal, by=cast.bob)
    with refused("« Archiver la documentation » propose déjà"):
        actions.propose_archiving(cast.room, by=cast.erin, **WORDS)
    actions.drop_proposal(proposal, by=cast.bob, reason="Pas maintenant.")
    assert actions.propose_archiving(cast.room, by=cast.erin, **WORDS).pk


@pytest.mark.parametrize(("who", "why"), [("carol", "revient aux membres"), ("dave", "Il faut être membre")])
def test_only_those_who_take_part_propose_it(cast, who, why):
    with refused(why):
        actions.propose_archiving(cast.room, by=getattr(cast, who), **WORDS)


def test_an_empty_room_needs_no_proposal(cast):
    room = rooms.open_room(cast.space, by=cast.alice, name="Une erreur")
    with refused("archiver ce salon tout de suite"):
        actions.propose_archiving(room, by=cast.bob, **WORDS)


# --- Pages --------------------------------------------------------------------------------------------


def text(response):
    return response.content.decode()


def at(cast, name):
    return reverse(name, args=[cast.space.slug, cast.room.slug])


def test_from_the_settings_of_the_room_to_a_published_proposal(cast, sign_in):
    client, page = sign_in(cast.alice), at(cast, "room-propose-archiving")
    assert f'<a href="{page}">Proposer d’archiver ce salon</a>' in text(client.get(at(cast, "room-settings")))
    shown = text(client.get(page))
    assert "Archiver le salon « Documentation »" in shown
    sent = client.post(page, WORDS | {"publish": "amendments"})
    proposal = Proposal.objects.get()
    assert (proposal.archives_room, proposal.phase(), sent.url) == (
        True, "amending", reverse("proposal", args=[proposal.pk]),
    )  # fmt: skip
    assert "Cette proposition archiverait le salon" in text(client.get(sent.url))


def test_the_settings_of_an_empty_room_archive_it_at_once(cast, sign_in):
    room = rooms.open_room(cast.space, by=cast.alice, name="Une erreur")
    page = sign_in(cast.alice).get(reverse("room-settings", args=[cast.space.slug, room.slug]))
    assert "Archiver ce salon</a>" in text(page)
    assert "Proposer d’archiver" not in text(page)


def test_the_old_door_leads_to_the_proposal_and_loses_no_word(cast, sign_in):
    client, page = sign_in(cast.alice), at(cast, "room-archive")
    assert at(cast, "room-propose-archiving") in text(client.get(page))
    sent = client.post(page, {"reason": "Le groupe a fini son travail."})
    assert (sent.status_code, "Le groupe a fini son travail." in text(sent)) == (403, True)
    assert not is_archived(cast)


def test_what_was_typed_while_the_room_was_archived_comes_back(cast, sign_in):
    resolve(archiving(cast, "agree"), by=cast.bob)
    sent = sign_in(cast.erin).post(at(cast, "room-propose-archiving"), WORDS | {"body": "Mes mots à moi."})
    assert (sent.status_code, "Mes mots à moi." in text(sent)) == (403, True)


def test_the_page_of_the_resolution_says_what_is_owed_and_does_not_offer_what_is_refused(cast, sign_in):
    a_proposal(cast, cast.erin, "awaiting", title="Traduire le guide")
    proposal = archiving(cast, "agree")
    page = text(sign_in(cast.bob).get(reverse("proposal-resolve", args=[proposal.pk])))
    assert "« Traduire le guide » attend la résolution de Erin Fontaine." in page
    assert "Cette proposition archiverait le salon" in page
    assert 'value="go_on"' not in page


def test_once_archived_the_proposal_says_so(cast, sign_in):
    proposal = archiving(cast, "agree")
    resolve(proposal, by=cast.bob)
    page = text(sign_in(cast.erin).get(reverse("proposal", args=[proposal.pk])))
    assert "Le salon est archivé :" in page
    assert "archiverait" not in page
