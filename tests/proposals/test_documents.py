"""Documents change through proposals: who puts a version in force, over what nobody goes on, and what is merged."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.register.models import Entry
from governance.texts import documents
from governance.texts.documents import Source
from proposals import actions
from proposals.models import Proposal
from rooms import actions as rooms
from tests.proposals.factories import WEEK, acts, amend, answer, block, fresh, later, refused, resolve
from tests.texts.factories import ASSEMBLY, CODE, a_document, again, next_version, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

BETTER = CODE.replace("mardi", "jeudi")
OTHER = CODE.replace("la fin", "la fin de l’année")
FIELDS = {"title": "Le jeudi plutôt", "summary": "Plus de monde vient le jeudi."}


def statuses(document):
    document = again(document)
    return [str(document.status_of(version)) for version in document.text.versions.all()]


def a_change(cast, document, body=BETTER, *, room=None) -> Proposal:
    """Bob proposes a change, open to amendments."""
    proposal = actions.propose_change(again(document), room or cast.room, by=cast.bob, body=body, **FIELDS)
    return fresh(actions.publish_proposal(proposal, by=cast.bob))


def closed(cast, proposal, *positions) -> Proposal:
    """Its round is over; Alice, Erin and Faye took these positions, in this order."""
    with later(days=-8):
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
        for person, choice in zip((cast.alice, cast.erin, cast.faye), positions, strict=False):
            answer(proposal, person, choice)
    return fresh(proposal)


def consulted(cast, document, *positions, body=BETTER) -> Proposal:
    return closed(cast, a_change(cast, document, body), *positions)


# --- What a proposal starts from ----------------------------------------------------------------------


def test_it_starts_from_a_copy_of_what_the_document_says(cast):
    document = a_document(cast)
    proposal = a_change(cast, document)
    assert [version.body for version in proposal.text.versions.all()] == [CODE, BETTER]
    assert (proposal.document, proposal.document_base) == (document, again(document).in_force)


def test_it_starts_from_the_version_that_waits_for_the_assembly_so_that_nothing_is_lost(cast):
    document = a_document(cast)
    submit(document, OTHER, by=cast.erin)
    proposal = actions.propose_change(again(document), cast.room, by=cast.bob, **FIELDS)
    assert fresh(proposal).text.current.body == OTHER


@pytest.mark.parametrize(("who", "why"), [("carol", "revient aux membres"), ("dave", "Il faut être membre")])
def test_only_those_who_take_part_propose_changes(cast, who, why):
    document = a_document(cast)
    with refused(why):
        actions.propose_change(again(document), cast.room, by=getattr(cast, who), **FIELDS)
    assert not Proposal.objects.exists()


def test_the_rules_of_a_room_change_in_that_room(cast):
    document = a_document(cast, "room_rules", room=cast.room)
    other = rooms.open_room(cast.space, by=cast.alice, name="Ailleurs")
    with refused("changent dans ce salon"):
        actions.propose_change(again(document), other, by=cast.bob, **FIELDS)
    assert actions.propose_change(again(document), cast.room, by=cast.bob, **FIELDS).pk


def test_what_binds_everybody_does_not_change_in_a_room_of_a_few(cast):
    document = a_document(cast, "charter")
    few = rooms.open_room(
        cast.space, by=cast.alice, name="À trois", visibility="roles", roles=list(cast.space.roles.filter(key="member"))
    )
    with refused("que tous ses membres voient"):
        actions.propose_change(again(document), few, by=cast.bob, **FIELDS)


def test_nor_is_a_round_about_it_opened_in_a_room_that_closed_meanwhile(cast):
    proposal = a_change(cast, a_document(cast, "charter"))
    rooms.change_room(cast.room, by=cast.alice, visibility="roles", roles=list(cast.space.roles.filter(key="member")))
    with refused("que tous ses membres voient"):
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))


# --- Who puts a version in force ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["code_social", "statutes", "bylaws"])
def test_cs_14_going_on_puts_it_to_ratification_and_only_the_assembly_puts_it_in_force(cast, kind):
    document = a_document(cast, kind)
    proposal = consulted(cast, document, "agree", "agree", "disagree")
    resolve(proposal, by=cast.bob)
    assert statuses(document) == ["in_force", "to_ratify"]
    assert again(document).in_force.body == CODE
    documents.ratify(again(document), by=cast.alice, source=ASSEMBLY)
    assert again(document).in_force.body == BETTER


def test_a_charter_goes_into_force_by_its_resolution(cast):
    document = a_document(cast, "charter")
    proposal = consulted(cast, document, "agree", "agree", "disagree")
    resolve(proposal, by=cast.bob)
    assert (statuses(document), again(document).in_force.body) == (["superseded", "in_force"], BETTER)
    (stage,) = again(document).in_force.stages.all()
    assert (stage.source_kind, stage.source_id) == ("proposal", proposal.pk)
    assert acts(document) == ["opened", "in_force"]


def test_os_5_the_rules_of_a_room_go_into_force_by_its_resolution(cast):
    document = a_document(cast, "room_rules", room=cast.room)
    resolve(consulted(cast, document, "agree"), by=cast.bob)
    assert again(document).in_force.body == BETTER


def test_a_draft_goes_into_force_as_it_is(cast):
    document = a_document(cast, "charter", in_force=False)
    resolve(consulted(cast, document, "agree", body=""), by=cast.bob)
    assert (statuses(document), again(document).in_force.body) == (["in_force"], CODE)


def test_what_enters_is_the_version_that_people_were_asked_about(cast):
    document = a_document(cast, "charter")
    proposal = a_change(cast, document)
    actions.edit_proposal(proposal, by=cast.bob, body=BETTER.replace("jeudi", "jeudi soir"), **FIELDS)
    resolve(closed(cast, fresh(proposal), "agree"), by=cast.bob)
    assert "jeudi soir" in again(document).in_force.body


@pytest.mark.parametrize("choice", ["adapt", "drop"])
def test_nothing_enters_by_another_resolution(cast, choice):
    document = a_document(cast, "charter")
    resolve(consulted(cast, document, "agree"), by=cast.bob, choice=choice)
    assert statuses(document) == ["in_force"]


def test_a_text_that_changes_nothing_is_no_version(cast):
    document = a_document(cast, "charter")
    proposal = consulted(cast, document, "agree")
    next_version(cast, document, BETTER)
    with refused("ne change rien"):
        resolve(proposal, by=cast.bob)
    assert fresh(proposal).phase() == "awaiting"


# --- Nobody goes on knowingly -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["code_social", "statutes", "bylaws", "charter", "notes"])
def test_cs_14_nobody_goes_on_over_a_block_whatever_the_reason_given(cast, kind):
    document = a_document(cast, kind)
    with later(days=-20):
        proposal = a_change(cast, document)
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + timedelta(days=7))
        answer(proposal, cast.alice, "agree")
        actions.answer_objection(block(proposal, cast.faye), by=cast.bob, answer="Entendu.")
    before = Entry.objects.count()
    with refused("pas malgré un blocage"):
        resolve(fresh(proposal), by=cast.bob, reason="Je passe outre.")
    assert (statuses(document), Entry.objects.count()) == (["in_force"], before)


@pytest.mark.parametrize("kind", ["code_social", "charter"])
def test_nobody_goes_on_against_the_advice(cast, kind):
    document = a_document(cast, kind)
    with refused("contre l’avis"):
        resolve(consulted(cast, document, "disagree", "disagree", "agree"), by=cast.bob, reason="Tant pis.")
    assert statuses(document) == ["in_force"]


@pytest.mark.parametrize("positions", [(), ("abstain",), ("agree", "disagree")])
def test_a_charter_needs_more_people_for_it_than_against_it(cast, positions):
    document = a_document(cast, "charter")
    with refused("plus de « pour » que de « contre »"):
        resolve(consulted(cast, document, *positions), by=cast.bob)


def test_adapting_is_the_way_out_and_asks_no_reason_for_overriding(cast):
    proposal = consulted(cast, a_document(cast), "disagree", "disagree")
    resolve(proposal, by=cast.bob, choice="adapt")
    assert fresh(actions.renew(proposal, by=cast.bob)).phase() == "amending"


def test_an_ordinary_proposal_may_still_go_on_knowingly(cast):
    from_a_document = Proposal.objects.filter(document__isnull=False)
    proposal = actions.create_proposal(cast.room, by=cast.bob, body=CODE, impact="many", **FIELDS)
    actions.publish_proposal(proposal, by=cast.bob)
    resolve(closed(cast, fresh(proposal), "disagree"), by=cast.bob, reason="C’est mon action.")
    assert (fresh(proposal).phase(), from_a_document.count()) == ("resolved", 0)


# --- The document changed meanwhile -------------------------------------------------------------------


def enters(cast, document, body):
    documents.put_in_force(again(document), body, by=cast.erin, source=Source("proposal", 0))


def test_a_change_elsewhere_in_the_document_is_kept(cast):
    document = a_document(cast, "charter")
    proposal = consulted(cast, document, "agree")
    enters(cast, document, OTHER)
    resolve(proposal, by=cast.bob)
    assert again(document).in_force.body == BETTER.replace("la fin", "la fin de l’année")


def test_a_change_in_the_same_place_is_refused_with_the_way_out(cast):
    document = a_document(cast, "charter")
    proposal = consulted(cast, document, "agree")
    enters(cast, document, CODE.replace("mardi", "samedi"))
    with refused("reportez-le sur la version 2"):
        resolve(proposal, by=cast.bob)
    resolve(proposal, by=cast.bob, choice="adapt")
    actions.renew(fresh(proposal), by=cast.bob)
    with refused("reportez d’abord votre texte sur sa version 2"):
        actions.open_round(fresh(proposal), by=cast.bob, closes_at=clock.now() + timedelta(days=7))
    settled = CODE.replace("mardi", "samedi ou le jeudi")
    actions.carry_over(fresh(proposal), by=cast.bob, body=settled, version_n=2)
    assert acts(proposal)[-1] == "carried_over"
    with later(days=9):
        resolve(closed(cast, fresh(proposal), "agree"), by=cast.bob)
    assert again(document).in_force.body == settled


def test_one_carries_over_to_the_version_one_has_read_and_only_ones_own(cast):
    document = a_document(cast, "charter")
    proposal = a_change(cast, document)
    with refused("part déjà de la dernière version"):
        actions.carry_over(proposal, by=cast.bob, body=BETTER, version_n=1)
    enters(cast, document, OTHER)
    with refused("encore changé"):
        actions.carry_over(fresh(proposal), by=cast.bob, body=BETTER, version_n=1)
    with refused("Bob Nativel, qui porte"):
        actions.carry_over(fresh(proposal), by=cast.erin, body=BETTER, version_n=2)


def test_a_proposal_reopened_after_it_entered_starts_from_what_it_made(cast):
    document = a_document(cast, "charter")
    proposal = consulted(cast, document, "agree")
    resolve(proposal, by=cast.bob)
    assert fresh(proposal).document_base == again(document).in_force


# --- Putting in question ------------------------------------------------------------------------------


@pytest.fixture
def governance(cast):
    return rooms.open_room(cast.space, by=cast.alice, name="Gouvernance", channel_url="https://chat.example.org/co")


def test_dg_2_a_discussion_opens_in_the_governance_room(cast, governance):
    document = a_document(cast)
    proposal = actions.question_document(document, by=cast.bob, body="Pourquoi le mardi ?", **FIELDS)
    assert (proposal.room, proposal.phase(), proposal.document) == (governance, "discussion", document)


def test_it_changes_nothing_by_itself(cast, governance):
    document = a_document(cast, "charter")
    proposal = actions.question_document(document, by=cast.bob, body="Pourquoi le mardi ?", **FIELDS)
    actions.open_amendments(proposal, by=cast.bob)
    resolve(closed(cast, fresh(proposal), "agree"), by=cast.bob)
    assert statuses(document) == ["in_force"]


def test_without_a_governance_room_one_is_told_who_names_it(cast):
    with refused("salon de gouvernance"):
        actions.question_document(a_document(cast), by=cast.bob, body="Pourquoi ?", **FIELDS)


def test_the_room_that_the_space_named_comes_before_the_one_that_is_called_so(cast, governance):
    document = a_document(cast)
    assert actions.room_to_question(document) == governance
    rooms.change_room(cast.room, by=cast.alice, is_governance=True)
    assert actions.room_to_question(document) == cast.room
    rooms.change_room(governance, by=cast.alice, is_governance=True)
    assert [room.is_governance for room in cast.space.rooms.order_by("pk")] == [False, True]


def test_the_rules_of_a_room_of_a_few_are_talked_of_there(cast, governance):
    document = a_document(cast, "room_rules", room=cast.room)
    assert actions.room_to_question(document) == governance
    rooms.change_room(cast.room, by=cast.alice, visibility="roles", roles=list(cast.space.roles.filter(key="member")))
    assert actions.room_to_question(document) == cast.room


# --- Pages --------------------------------------------------------------------------------------------


def text(response):
    return response.content.decode()


def at(document, name):
    return reverse(name, args=[document.space.slug, document.slug])


def test_from_the_page_of_the_document_to_a_published_proposal(cast, sign_in):
    document = a_document(cast)
    client = sign_in(cast.bob)
    page = at(document, "document-change")
    assert f'href="{page}"' in text(client.get(at(document, "document")))
    assert "On se réunit le mardi." in text(client.get(page))
    sent = FIELDS | {"room": cast.room.pk, "body": BETTER, "publish": "amendments"}
    seen = client.post(page, sent | {"preview": "1"})
    assert "jeudi" in text(seen) and not Proposal.objects.exists()
    response = client.post(page, sent)
    proposal = Proposal.objects.get()
    assert (response.url, proposal.phase()) == (reverse("proposal", args=[proposal.pk]), "amending")
    shown = text(client.get(response.url))
    assert "Ce qui changerait dans" in shown
    assert "<ins>" in shown
    assert "Le jeudi plutôt" in text(client.get(at(document, "document")))


def test_what_was_typed_comes_back(cast, sign_in):
    document = a_document(cast)
    response = sign_in(cast.bob).post(at(document, "document-change"), {"title": "T", "body": "Mes mots à moi."})
    assert response.status_code == 422
    assert "Mes mots à moi." in text(response)


def test_the_choice_that_is_refused_is_not_offered_and_the_page_says_why(cast, sign_in):
    proposal = consulted(cast, a_document(cast), "disagree", "disagree")
    client, page = sign_in(cast.bob), reverse("proposal-resolve", args=[proposal.pk])
    shown = client.get(page)
    assert 'value="go_on"' not in text(shown)
    assert "pas contre l’avis" in text(shown)
    sent = client.post(page, {"choice": "go_on", "statement": "Tant pis.", "reason": "Je veux."})
    assert (sent.status_code, fresh(proposal).phase()) == (403, "awaiting")
    assert "pas contre l’avis" in text(sent)


def test_once_it_entered_the_page_leads_to_the_version_it_made_and_back(cast, sign_in):
    document = a_document(cast, "charter")
    proposal = consulted(cast, document, "agree")
    resolve(proposal, by=cast.bob)
    client = sign_in(cast.bob)
    made = reverse("document-version", args=[document.space.slug, document.slug, 2])
    assert made in text(client.get(reverse("proposal", args=[proposal.pk])))
    assert reverse("proposal", args=[proposal.pk]) in text(client.get(made))


def test_who_does_not_see_the_proposal_reads_no_word_of_it_on_the_document(cast, client):
    document = a_document(cast, "charter")
    members = rooms.open_room(cast.space, by=cast.alice, name="Membres", visibility="members")
    proposal = closed(cast, a_change(cast, document, room=members), "agree")
    resolve(proposal, by=cast.bob)
    page = text(client.get(at(document, "document")))
    assert "Le jeudi plutôt" not in page
    assert "par une proposition que vous ne voyez pas" in page


def test_a_text_is_carried_over_on_its_page(cast, sign_in):
    document = a_document(cast, "charter")
    proposal = a_change(cast, document)
    enters(cast, document, CODE.replace("mardi", "samedi"))
    client = sign_in(cast.bob)
    page = reverse("proposal-carry-over", args=[proposal.pk])
    assert page in text(client.get(reverse("proposal", args=[proposal.pk])))
    shown = text(client.get(page))
    assert "c’est à vous d’écrire ce qui doit rester" in shown
    settled = CODE.replace("mardi", "samedi ou le jeudi")
    assert client.post(page, {"body": settled, "version_n": 2}).status_code == 302
    assert fresh(proposal).text.current.body == settled
    assert sign_in(cast.erin).get(page).status_code == 403


def test_dg_2_a_discussion_opens_from_the_page_of_the_document_which_names_the_channel(cast, governance, sign_in):
    document = a_document(cast)
    client, page = sign_in(cast.bob), at(document, "document-question")
    shown = text(client.get(at(document, "document")))
    assert f'href="{page}"' in shown
    assert "https://chat.example.org/co" in shown
    form = text(client.get(page))
    assert "Remettre en question : Le code social" in form
    response = client.post(page, FIELDS | {"body": "Pourquoi le mardi ?"})
    assert Proposal.objects.get().room == governance
    assert "Discussion à propos de" in text(client.get(response.url))


@pytest.mark.parametrize("name", ["document-change", "document-question"])
def test_a_visitor_signs_in_first_and_a_stranger_is_told_why(cast, governance, client, name):
    document = a_document(cast)
    assert "/accounts/login/" in client.get(at(document, name)).url
    client.force_login(cast.dave)
    assert client.get(at(document, name)).status_code == 403


def test_without_a_governance_room_the_page_says_who_may_name_one(cast, sign_in):
    document = a_document(cast)
    assert "n’a pas encore nommé de salon de gouvernance" in text(sign_in(cast.bob).get(at(document, "document")))
    assert sign_in(cast.bob).get(at(document, "document-question")).status_code == 403


def test_a_room_leads_to_its_rules(cast, client):
    document = a_document(cast, "room_rules", room=cast.room)
    room = reverse("room", args=[cast.space.slug, cast.room.slug])
    assert at(document, "document") in text(client.get(room))


def test_a_draft_of_a_text_to_carry_over_goes_on_from_what_it_was_written_on(cast, sign_in):
    """The document gains a paragraph meanwhile: the draft does not take it away, and its words are kept."""
    charter = a_document(cast, "charter", title="La charte")
    proposal = actions.propose_change(
        again(charter), cast.room, by=cast.bob, body=CODE.replace("mardi", "jeudi"), **FIELDS
    )
    actions.publish_proposal(proposal, by=cast.bob)
    latest = next_version(cast, charter, CODE.replace("le mardi", "le lundi"))
    page = f"/proposals/{proposal.pk}/carry-over/"
    bob, mine = sign_in(cast.bob), CODE.replace("le mardi", "le jeudi soir")
    bob.post(f"/drafts/carry:{proposal.pk}/", {"body": mine, "draft-base": latest.n})
    next_version(cast, charter, latest.body + "\n\nOn recommence.")
    form = bob.get(f"{page}?draft=1").context["form"]
    answer = bob.post(page, {name: form[name].value() or "" for name in form.fields})
    assert (answer.status_code, answer.context["form"]["body"].value()) == (403, mine)
    assert answer.context["form"]["version_n"].value() == str(again(charter).latest.n)


def test_a_text_is_not_carried_over_words_that_were_accepted_meanwhile(cast):
    charter = a_document(cast, "charter", title="La charte")
    proposal = actions.propose_change(
        again(charter), cast.room, by=cast.bob, body=CODE.replace("mardi", "jeudi"), **FIELDS
    )
    actions.publish_proposal(proposal, by=cast.bob)
    latest = next_version(cast, charter, CODE.replace("le mardi", "le lundi"))
    actions.accept_amendment(
        amend(proposal, cast.erin, CODE.replace("mardi", "jeudi").replace("la fin", "tout")), by=cast.bob
    )
    with refused("relisez-le, puis reportez-le"):
        actions.carry_over(proposal, by=cast.bob, body=latest.body, version_n=latest.n, seen=2)


def test_nobody_is_asked_about_a_text_that_would_change_nothing_in_its_document(cast):
    charter = a_document(cast, "charter", title="La charte")
    proposal = actions.propose_change(again(charter), cast.room, by=cast.bob, **FIELDS)
    actions.publish_proposal(proposal, by=cast.bob)
    with refused("ne change rien au document"):
        actions.open_round(proposal, by=cast.bob, closes_at=clock.now() + WEEK)


def test_a_paragraph_of_a_document_leads_to_the_amendment_that_changed_it(cast, sign_in):
    document = a_document(cast, "charter", title="La charte")
    change = a_change(cast, document, OTHER)
    amendment = amend(change, cast.erin, OTHER.replace("mardi", "jeudi"))
    actions.accept_amendment(amendment, by=cast.bob)
    resolve(closed(cast, change, "agree"), by=cast.bob)
    page = sign_in(cast.faye).get(
        reverse("document-paragraph", args=[cast.space.slug, document.slug, again(document).in_force.n, 2])
    )
    assert reverse("proposal-paragraph", args=[change.pk, 3, 2]) in page.content.decode()
